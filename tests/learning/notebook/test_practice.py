"""practice() and review() as a page: steps from the browser, from code, as text, and where nothing can be shown."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iamsim.learning import practice, review
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.practice import Practice
from iamsim.learning.notebook.practice_page import ALL_BEATEN, NEVER_NAMED, NOTHING_DUE
from iamsim.learning.records import JournalEvent
from iamsim.learning.tutor import TOPICS, Question, believed
from iamsim.widgets.live_page import _page_class

WIDGET = "application/vnd.jupyter.widget-view+json"
IDEA = "ALLOW_WINS"
FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def learner(work: Path) -> None:
    """Always the same learner, for whom the same questions are drawn."""
    (work / "progress.json").write_text('{"version": 1, "learner": "abc", "events": []}', encoding="utf-8")


def page(**options: object) -> Practice:
    made = practice(clock=lambda: FIRST, **options)  # type: ignore[arg-type]
    assert isinstance(made, Practice)
    return made


def until_named(practised: Practice, times: int) -> None:
    """Answer as somebody with the idea does until it is named so often, on a wrong answer."""
    for _ in range(120):
        outcome = practised.session.answer(believed(practised.session.question, IDEA), "sure")
        if outcome.times_named.get(IDEA, 0) >= times and outcome.is_wrong:
            practised.refresh()
            return
        practised.session.next()
    raise AssertionError("not named")


@pytest.mark.parametrize(
    ("answer", "decision"),
    [(1, "allowed"), ("2", "explicitDeny"), ("implicitDeny", "implicitDeny"), ("nobody allowed it", "implicitDeny")],
)
def test_an_answer_in_code_is_a_number_a_name_or_words(answer: int | str, decision: str) -> None:
    practised = page().answer(answer, "guess")
    assert practised.session.outcome is not None
    assert (practised.session.outcome.chosen, practised.session.outcome.confidence) == (decision, "guess")
    assert practised.next().session.outcome is None


@pytest.mark.parametrize(
    ("answer", "confidence", "problem"),
    [
        pytest.param(7, "sure", "expected 1, 2 or 3, or one of allowed, explicitDeny, implicitDeny; got 7", id="a number"),
        pytest.param(1, "very", "confidence: expected one of guess, think, sure; got 'very'", id="a confidence"),
    ],
)
def test_a_slip_in_code_is_one_line_above_the_question(answer: int, confidence: str, problem: str) -> None:
    practised = page().answer(answer, confidence)
    assert practised.text().splitlines()[0] == problem
    assert practised.session.outcome is None
    assert practised.answer(1, "sure").text().startswith("Practice · question 1")


def test_topics_are_chosen_or_those_of_the_lessons_begun_and_the_page_says_so() -> None:
    assert page().text().splitlines()[1].startswith("About the core of the course: groups, silence, own policies")
    storage().commit(JournalEvent("quiz", "04-q1", answer=0, status="correct"))
    line = 'About the lessons that you have begun: groups. practice("all") asks about everything.'
    assert page().text().splitlines()[1] == line
    everything = page(topics="all")
    assert (everything.session.topics, everything.call) == (tuple(TOPICS), "practice('all')")
    assert line not in everything.text()
    assert page(topics=["deny", "groups"]).session.topics == ("groups", "deny")


def test_which_topics_are_asked_about_is_said_once_and_again_when_it_is_taken_up() -> None:
    practised = page().answer(1, "sure")
    assert "About the core of the course" in practised.text()
    assert "About the core" not in practised.next().text()
    assert "About the core" not in practised.answer(1, "sure").text()
    assert page().text().splitlines()[1].startswith("About the core of the course")


@pytest.mark.parametrize(
    ("topics", "name"),
    [
        pytest.param("dny", "'dny'", id="misspelt"),
        pytest.param(4, "4", id="the number of a lesson"),
        pytest.param([["deny"]], r"['deny']", id="a list too many"),
    ],
)
def test_a_topic_that_there_is_not_is_a_note(topics: Any, name: str) -> None:
    note = practice(topics)
    assert isinstance(note, Note)
    assert repr(note).startswith(f"Practice\nno topic {name}; there are groups, ")


def test_the_browsers_steps_pick_answer_take_back_and_go_on() -> None:
    practised = page()
    assert WIDGET in practised._repr_mimebundle_()
    shown = practised._page
    assert shown is not None
    steps = [
        ("choose", {"answer": "explicitDeny"}, ("explicitDeny", None)),
        ("back", {}, ("", None)),
        ("answer", {"confidence": "sure"}, ("", None)),  # nothing is picked
        ("choose", {"answer": "maybe"}, ("", None)),
        ("choose", {"answer": ["allowed"]}, ("", None)),
        ("choose", {"answer": "allowed"}, ("allowed", None)),
        ("answer", {"confidence": "very"}, ("allowed", None)),
        ("answer", {"confidence": "sure"}, ("", "allowed")),
        ("answer", {"confidence": "sure"}, ("", "allowed")),
        ("choose", {"answer": "explicitDeny"}, ("", "allowed")),
        ("nonsense", {}, ("", "allowed")),
        ("next", {}, ("", None)),
    ]
    for number, (step, values, expected) in enumerate(steps, 1):
        shown._receive({"step": step, "values": values})
        outcome = practised.session.outcome
        assert (practised.chosen, outcome.chosen if outcome else None) == expected, (step, values)
        assert shown.ipywidget.answer_number >= number, "the page hears of each step, or it says that Python is gone"
    assert len(practised.session.journal.events) == 1


def test_the_next_question_is_drawn_while_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    practised = page()
    asked: list[Question] = []
    ask = practised.session.tutor.ask

    def counted() -> Question:
        asked.append(ask())
        return asked[-1]

    monkeypatch.setattr(practised.session.tutor, "ask", counted)
    practised.answer(1)
    assert len(asked) == 2, "the question that is answered, and the next one"
    assert practised.next().session.question is asked[-1]


def test_the_second_time_this_very_account_stands_below_to_try_out() -> None:
    practised = page()
    practised._repr_mimebundle_()
    assert len(practised._box.children) == 1
    until_named(practised, 2)
    assert len(practised._box.children) == 2
    row = practised.session.question.rows[0]
    tags = str([child.value for child in practised._box.children[1].children if hasattr(child, "value")])
    assert row.user in tags
    practised.next()
    assert len(practised._box.children) == 1


def test_where_nothing_can_be_clicked_there_is_text_and_html(monkeypatch: pytest.MonkeyPatch) -> None:
    _page_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    bundle = page()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "<button" not in bundle["text/html"]
    assert "data:image/svg+xml" in bundle["text/html"]
    assert "p.answer(2, " in bundle["text/html"]


def test_a_lesson_that_is_printed_shows_the_same_question_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", "blank")
    first, second = practice(), practice()
    assert isinstance(first, Practice)
    assert isinstance(second, Practice)
    assert first._repr_mimebundle_() == second._repr_mimebundle_()
    assert set(first._repr_mimebundle_()) == {"text/plain", "text/html"}
    with pytest.raises(ValueError, match="no topic"):
        practice("dny")


def test_a_review_says_what_is_due_and_when() -> None:
    assert NEVER_NAMED.replace("`", "") in repr(review(clock=lambda: FIRST))
    until_named(page(), 1)
    assert repr(review(clock=lambda: FIRST)) == f"Review\n{NOTHING_DUE}\nNext: 2026-12-01."
    tomorrow = review(clock=lambda: FIRST + timedelta(days=1))
    assert isinstance(tomorrow, Practice)
    assert repr(tomorrow).startswith("Review · question 1\n")
    for day in (1, 4):
        due = review(clock=lambda: FIRST + timedelta(days=day))  # noqa: B023 - used at once
        assert isinstance(due, Practice)
        while not due.session.finished:
            due.answer(believed(due.session.question, "TRUTH"), "sure")
            if not due.session.finished:
                due.next()
    assert f"That was all for today. {ALL_BEATEN}" in repr(due)
    assert ALL_BEATEN in repr(review(clock=lambda: FIRST + timedelta(days=5)))
