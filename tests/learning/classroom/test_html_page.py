"""What all pages of a class share: nothing of a name becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.class_page import class_page
from iamsim.learning.classroom.feedback_page import feedback_page
from iamsim.learning.classroom.html_page import bar_cell, html_page, table
from iamsim.learning.classroom.inventory import BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import Roster
from iamsim.markup import element
from tests.learning.classroom.class_files import PageTexts, answers, hand_in, text_of

PAYLOAD = "<img src=x onerror=alert(1)>"


def test_a_name_is_only_text(work: Path) -> None:
    hand_in(work, "c/a.json", PAYLOAD, answers("ALLOW_WINS", "08") | {PAYLOAD: 1})
    hand_in(work, f"c/{PAYLOAD.replace('/', '')}.json", "", {})
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    once = BeforeAfter({PAYLOAD: FormAnswers(PAYLOAD, "A", ("",) * 12)}, {})
    book = grade_class([work / "c"], GradingOptions(roster=Roster.parse(f"name\n{PAYLOAD}\nZ{PAYLOAD}\n"), before_after=once))
    for page in (class_page(book), *(feedback_page(book, submission) for submission in book.submissions)):
        read = PageTexts(page)
        assert {"img", "script"} & read.tags == set()
        assert 'content="default-src &#x27;none&#x27;' in page
    assert PAYLOAD in text_of(class_page(book))


def test_a_table_has_heads_for_its_columns_and_can_be_scrolled() -> None:
    source = str(table("x", ["a", element("th", {"class": "number"}, "b")], [element("tr")]))
    assert source.startswith('<div class="scroll"><table class="x"><thead><tr><th scope="col">a</th><th class="number">b</th></tr></thead>')


def test_a_page_is_whole_and_names_its_language_and_title() -> None:
    page = html_page("The <class>", [element("p", {}, "x")])
    assert page.startswith('<!doctype html><html lang="en"><head>')
    assert "<title>The &lt;class&gt;</title>" in page
    assert page.endswith("<body><p>x</p></body></html>\n")


def test_a_bar_leaves_empty_what_nobody_has_answered() -> None:
    bar = str(bar_cell(3, 0, 2, 9))
    assert re.findall(r'class="([\w-]*)" style="flex:(\d)"', bar) == [("is-correct", "3"), ("is-wrong", "2"), ("", "4")]
    assert 'aria-label="3 of 9 right"' in bar
