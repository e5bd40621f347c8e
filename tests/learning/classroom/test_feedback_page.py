"""A learner's page."""

from __future__ import annotations

from pathlib import Path

from iamsim.learning.classroom.class_grading import grade_class
from iamsim.learning.classroom.class_page import class_page
from iamsim.learning.classroom.feedback_page import feedback_page
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import exercises
from tests.learning.classroom.class_files import answers, hand_in, text_of


def test_feedback_says_what_was_asked_what_was_reached_and_why(work: Path) -> None:
    hand_in(work, "a.json", "Ana", answers("ALLOW_WINS", "08"), tries={"08-q1": 3}, hints={"08": 1})
    book = grade_class([work / "a.json"])
    text = text_of(feedback_page(book, book.submissions[0]))
    assert "Feedback for Ana 2 of 3 points, 67 %." in text
    assert "not shown. Lesson 08 ✗ not so" in text
    assert "✗ not so Question 1 from memory · 08-q1, 3 tries" in text
    assert "✓ right Exercise · 08, 1 hint" in text
    question = exercises.question("08-q1")
    assert question.text.split("\n")[0][:40] in text
    assert f"Your answer: {question.options[0].text}" in text
    assert "Web allows s3:PutObject, and Freeze denies it" in text
    idea = MISCONCEPTIONS["ALLOW_WINS"]
    assert f"That is not so. {idea.refutation} {idea.because[0].upper()}{idea.because[1:]}. Instead: {idea.instead}" in text


def test_of_an_idea_it_says_which_answers_fit_also_if_all_is_right_now(work: Path) -> None:
    wrong = answers("ALLOW_WINS", "08")
    hand_in(work, "c/a.json", "Ana", answers("", "04", "08"), first={"08-q1": wrong["08-q1"]})
    book = grade_class([work / "c"])
    belief = MISCONCEPTIONS["ALLOW_WINS"].belief
    at_first = f"Some answers fit this idea: {belief} Your answer to: question 1 from memory, lesson 08 (at first)."
    assert at_first in text_of(feedback_page(book, book.submissions[0]))
    hand_in(work, "c/a.json", "Ana", wrong)
    book = grade_class([work / "c"])
    assert f"{belief} Your answer to: question 1 from memory. That is" in text_of(feedback_page(book, book.submissions[0]))


def test_the_lessons_title_says_what_it_is_about(work: Path) -> None:
    file = work / "exercises" / "08_small.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('lesson = "08"', 'lesson = "08"\ntitle = "Whose word counts?"', 1), encoding="utf-8")
    hand_in(work, "a.json", "Ana", answers("", "08"))
    book = grade_class([work / "a.json"])
    assert "Lesson 08: Whose word counts? ✓ right" in text_of(feedback_page(book, book.submissions[0]))
    assert "lesson 08: Whose word counts?; 1 learner; 3 questions" in text_of(class_page(book))


def test_of_several_lessons_each_has_a_heading_and_what_was_not_begun_is_one_line(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("", "04", "08"))
    hand_in(work, "c/b.json", "Ben", answers("", "04"))
    book = grade_class([work / "c"])
    text = text_of(feedback_page(book, book.submissions[1]))
    assert "Lesson 04 ✓ right Question 1 from memory · 04-q1" in text
    assert text.rstrip().endswith("Lesson 08 · nothing attempted: question 1 from memory; question 2 from memory; exercise")
    assert "Lesson 08 ✓ right Question 1 from memory · 08-q1" in text_of(feedback_page(book, book.submissions[0]))
