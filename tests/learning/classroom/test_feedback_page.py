"""A learner's page."""

from __future__ import annotations

from pathlib import Path

from iamsim.learning.classroom.class_grading import grade_class
from iamsim.learning.classroom.feedback_page import feedback_page
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import exercises
from tests.learning.classroom.class_files import answers, hand_in, text_of


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
    idea = MISCONCEPTIONS["ALLOW_WINS"]
    assert f"That is not so. {idea.refutation} {idea.because[0].upper()}{idea.because[1:]}. Instead: {idea.instead}" in text


def test_of_several_lessons_each_has_a_heading_and_what_was_not_begun_is_one_line(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("", "04", "08"))
    hand_in(work, "c/b.json", "Ben", answers("", "04"))
    book = grade_class([work / "c"])
    text = text_of(feedback_page(book, book.submissions[1]))
    assert "Lesson 04 ✓ right 04-q1" in text
    assert text.rstrip().endswith("Lesson 08 · nothing attempted: 08-q1, 08-q2, 08")
    assert "Lesson 08 ✓ right 08-q1" in text_of(feedback_page(book, book.submissions[0]))
