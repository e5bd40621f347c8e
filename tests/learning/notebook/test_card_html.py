"""A card's HTML says the same words as its text; what somebody wrote is never taken for markup."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from iamsim.learning.notebook import calls, card_html, progress_view
from iamsim.learning.notebook.calls import check, hint, observe, predict, quiz
from iamsim.learning.notebook.cards import Note, QuestionCard
from iamsim.learning.notebook.next_step import NextStep, what_next
from iamsim.learning.notebook.progress_view import ProgressCard
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import reference_answer
from iamsim.learning.questions.table import TableQuestion

CARDS: dict[str, Callable[[], QuestionCard | Note | ProgressCard | NextStep]] = {
    "a choice that is open": lambda: predict("04-both"),
    "a choice that is committed": lambda: predict("08-publish", "b", "sure"),
    "a table that is open": lambda: predict("08-table"),
    "a table beside IAM's answers": lambda: [predict("08-table", ["allowed"] * 12, "guess"), observe("08-table")][1],
    "an experiment that was skipped": lambda: observe("08-table"),
    "a quiz": lambda: quiz("08", ["a", ["a", "b"]]),
    "a warm-up": lambda: quiz("08-warmup"),
    "an exercise in parts": lambda: check("09", {"09-order": ["a", "b", "c"], "09-where": ["a"]}),
    "a policy that cannot be read": lambda: check("08", "{"),
    "a policy that is wrong": lambda: check(
        "08", {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    ),
    "hints": lambda: hint("08"),
    "progress": lambda: [predict("04-both", "a", "sure"), progress_view.progress()][1],
    "what comes next": lambda: [predict("04-both", "a", "sure"), what_next("04")][1],
    "an id that there is not": lambda: predict("zz"),
}
MARKS = re.compile(r"^([a-z]\)|\d\.|←|…|→|[█░]+|\w+\.ipynb)$")


class Text(HTMLParser):
    """The words of a page, and the tags that are open at its end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag not in {"br", "wbr"}:
            self.open.append(tag)
        self.words += "" if tag in {"wbr", "code", "strong"} else " "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.words += "" if tag in {"code", "strong"} else " "

    def handle_data(self, data: str) -> None:
        self.words += "" if self.open[-1:] == ["style"] else data


def bare(word: str) -> str:
    return word.strip(".,:;·()!–…'\"“”")


@pytest.mark.parametrize("name", CARDS)
def test_the_html_says_what_the_text_says(name: str) -> None:
    card = CARDS[name]()
    page = Text(card._repr_html_())
    assert page.open == []
    html_words = {bare(word) for word in page.words.split()}
    text_words = {bare(word) for word in repr(card).split() if not MARKS.match(word)}
    assert text_words - html_words - {""} == set()


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_one_group_with_a_name_and_its_tables_have_heads(name: str) -> None:
    page = CARDS[name]()._repr_html_()
    assert page.count('role="group" aria-label="') == 1
    assert page.count("<table") <= page.count('<th scope="row">')
    assert "tabindex" not in page.replace('class="iamsim-wide" tabindex="0"', ""), "only what scrolls takes the focus"


def test_options_are_marked_in_words_sign_and_colour() -> None:
    page = quiz("08", ["a", ["b"]])._repr_html_()
    tags = re.findall(r'<span class="(tag[^"]*)"><span aria-hidden="true">(.)</span> ([^<]+)</span>', page)
    assert tags == [
        ("tag is-wrong", "✗", "your answer"),
        ("tag is-right", "✓", "right"),
        ("tag is-right", "✓", "right, your answer"),
    ]


def test_a_prediction_is_not_marked_before_the_experiment() -> None:
    page = predict("08-publish", "b", "sure")._repr_html_()
    assert re.findall(r'<span class="(tag[^"]*)">([^<]+)</span>', page) == [("tag", "your answer")]


def test_an_exercise_shows_no_key_until_it_is_right() -> None:
    page = check("09-where", ["a", "b"])._repr_html_().split("</style>")[1]
    assert page.count('<span class="tag">your answer</span>') == 2
    page = check("09-where", ["a"])._repr_html_().split("</style>")[1]
    assert page.count('<span class="tag is-right">') == 1


def test_in_graded_rows_colour_means_right_or_wrong_and_wrong_ones_come_first() -> None:
    predict("08-table", {"kim s3:GetObject": "allowed", "kim s3:PutObject": "allowed"}, "sure")
    page = observe("08-table")._repr_html_().split("</style>")[1]
    marks = re.findall(r'<tr class="is-(\w+)"><th scope="row"><span class="iamsim-mark"><span aria-hidden="true">(.)</span> ([^<]+)<', page)
    assert marks == [("wrong", "✗", "not so")] * 11 + [("right", "✓", "right")]
    cells = re.findall('class="iamsim-cell ([^"]+)"', page)
    assert len(cells) == 12
    assert all(classes.endswith(" is-plain") for classes in cells), "else a right row would end in a red cell"


def test_what_somebody_wrote_is_never_markup(read: Callable[[str], Lesson]) -> None:
    read(
        """
lesson = "42"
users = { ana = ["<i>own</i>: Allow s3:GetObject on *"] }
[[question]]
id = "42-s"
section = "quiz"
kind = "source"
text = "Is 1 < 2 & **`a<b`** <b>bold</b>?"
request = ["ana", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
"""
    )
    page = quiz("42-s", "a")._repr_html_()
    assert "Is 1 &lt; 2 &amp; <strong><code>a&lt;b</code></strong> &lt;b&gt;bold&lt;/b&gt;?" in page
    assert "&lt;i&gt;own&lt;/i&gt; (own policy)" in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "Is 1 < 2 & a<b <b>bold</b>?" in repr(quiz("42-s"))


def test_feedback_comes_within_a_tenth_of_a_second() -> None:
    for name, verb in (("08-table", "predict"), ("08-publish", "predict"), ("08", "check"), ("08-q1", "quiz")):
        card = getattr(calls, verb)(name)
        answer = {name: reference_answer(exercises.question(name))}
        durations = []
        for _ in range(3):
            calls.reset(name)
            start = time.process_time()
            repr(calls.commit(card, answer, "sure"))
            durations.append(time.process_time() - start)
        assert min(durations) < 0.1, f"{name} took {min(durations):.3f} s"


def test_a_denied_that_means_either_denial_has_the_rim_of_neither() -> None:
    question = exercises.question("08-table")
    assert isinstance(question, TableQuestion)
    question = replace(question, answers={"allowed": "allowed", "denied": "denied"})
    assert str(card_html.decision_chip(question, "denied")) == '<span class="iamsim-cell">denied</span>'
    assert 'class="iamsim-cell is-allowed"' in str(card_html.decision_chip(question, "allowed"))
