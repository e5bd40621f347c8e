"""What each learner of a class reached, as a table with a sign and a colour: GradeBook → HTML.

A column for each question; of many questions one for each lesson, as more would fit on no sheet.
"""

from __future__ import annotations

from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.html_page import MARKS, number_cell, row, soft, table
from iamsim.learning.records import lesson_of
from iamsim.markup import Markup, element, fragment

MAX_QUESTIONS = 20  # more of them are shown by lesson
MAX_NARROW = 6  # of so few, two columns of learners stand side by side on paper
_KEY = "; ".join(f"{sign} {word}" for sign, word, _ in MARKS.values())


def learner_marks(book: GradeBook) -> Markup:
    """Return a row for each learner, those with fewest points first."""
    lessons: dict[str, list[str]] = {}
    for question in book.questions:
        lessons.setdefault(lesson_of(question), []).append(question)
    by_lesson = len(book.questions) > MAX_QUESTIONS
    rows = []
    for submission in sorted(book.submissions, key=lambda each: (each.points, book.display_name(each))):
        if by_lesson:
            cells = [_lesson_cell(submission, questions) for questions in lessons.values()]
        else:
            cells = [_question_cell(submission, question) for question in book.questions]
        rows.append(row(book.display_name(submission), number_cell(f"{submission.percent:.0f} %"), *cells))
    columns = lessons if by_lesson else book.questions
    legend = f"{_KEY}; two signs: the first answer, then the last."
    if by_lesson:
        legend = "Points by lesson; · nothing attempted. grades.csv has each question."
    marks = table("marks", ["learner", "", *columns], rows)
    return fragment(
        soft(legend), element("div", {"class": "columns"}, marks) if len(columns) <= MAX_NARROW else marks
    )


def _question_cell(submission: GradedSubmission, question: str) -> Markup:
    sign, word, css_class = MARKS[submission.grades[question].status]
    first = submission.first_grades.get(question)
    if first is not None and first.status != submission.grades[question].status:
        sign, word = f"{MARKS[first.status][0]} {sign}", f"{MARKS[first.status][1]} at first, then {word}"
    return element("td", {"class": f"mark {css_class}", "title": word, "aria-label": word}, sign)


def _lesson_cell(submission: GradedSubmission, questions: list[str]) -> Markup:
    grades = [submission.grades[question] for question in questions]
    points = sum(feedback.points for feedback in grades)
    if all(feedback.status == "not attempted" for feedback in grades):
        sign, _, css_class = MARKS["not attempted"]
    else:
        status = "correct" if points == len(grades) else "partial" if points else "wrong"
        sign, css_class = f"{points:.3g}/{len(grades)}", MARKS[status][2]
    return element("td", {"class": f"mark {css_class}"}, sign)
