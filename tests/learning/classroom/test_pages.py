"""Pages of a class: what its teacher and each learner read; nothing of a name becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from iamsim.learning.classroom.gradebook import GradingOptions, grade_class
from iamsim.learning.classroom.pages import class_page, feedback_page
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import exercises
from tests.learning.classroom.class_files import answers, hand_in

PAYLOAD = "<img src=x onerror=alert(1)>"


class _Texts(HTMLParser):
    """The texts of a page, and the names of its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", " ".join(_Texts(page).texts))


def test_the_class_is_on_one_page(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("ALLOW_WINS", "08"), first={"08-q2": []}, confidence={"08-q1": "sure"})
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    book = grade_class([work / "c"], GradingOptions(roster=Roster.parse("name\nAna\nZoe\n"), source="3 lessons"))
    text = text_of(class_page(book))
    assert "2 learners; 3 questions; 1 of 2 on the roster handed in nothing. Questions: 3 lessons." in text
    assert "Nothing handed in, or a file that was left out (1): Zoe" in text
    assert "Not on the roster (1): Ben" in text
    assert MISCONCEPTIONS["ALLOW_WINS"].belief in text
    assert "Ana?" in text, "one answer may be a slip"
    assert "08-q1 1 1 1 of 2 1" in text, "right, not so, right at first, sure and not so"


def test_feedback_says_what_was_asked_what_was_reached_and_why(work: Path) -> None:
    hand_in(work, "a.json", "Ana", answers("ALLOW_WINS", "08"), tries={"08-q1": 3}, hints={"08": 1})
    book = grade_class([work / "a.json"])
    text = text_of(feedback_page(book, book.submissions[0]))
    assert "Feedback for Ana 2 of 3 points, 67 %." in text
    assert "✗ not so 08-q1 · 3 tries" in text
    assert "✓ right 08 · 1 hint" in text
    question = exercises.question("08-q1")
    assert question.text.split("\n")[0][:40] in text
    assert f"Your answer: {question.options[0].text}" in text
    assert "Web allows s3:PutObject, and Freeze denies it" in text
    assert MISCONCEPTIONS["ALLOW_WINS"].instead in text


def test_a_name_is_only_text(work: Path) -> None:
    hand_in(work, "c/a.json", PAYLOAD, answers("ALLOW_WINS", "08") | {PAYLOAD: 1})
    hand_in(work, f"c/{PAYLOAD.replace('/', '')}.json", "", {})
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    book = grade_class([work / "c"], GradingOptions(roster=Roster.parse(f"name\n{PAYLOAD}\nZ{PAYLOAD}\n")))
    for page in (class_page(book), *(feedback_page(book, submission) for submission in book.submissions)):
        read = _Texts(page)
        assert {"img", "script"} & read.tags == set()
        assert 'content="default-src &#x27;none&#x27;' in page
    assert PAYLOAD in text_of(class_page(book))
