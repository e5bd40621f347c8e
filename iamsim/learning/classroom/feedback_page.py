"""A learner's page: GradeBook, one of its submissions → what was asked, what was reached, and why."""

from __future__ import annotations

from iamsim.learning.classroom.class_text import count
from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.html_page import MARKS, html_page, soft
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.records import lesson_of
from iamsim.markup import Markup, element, inline, paragraphs


def feedback_page(book: GradeBook, submission: GradedSubmission) -> str:
    """Return one learner's page: each question with what was reached, and why."""
    name = book.display_name(submission)
    reached = f"{submission.points:g} of {len(book.questions)} points, {submission.percent:.0f} %"
    ideas = submission.misconceptions
    lessons: dict[str, list[str]] = {}
    for question in book.questions:
        lessons.setdefault(lesson_of(question), []).append(question)
    contents = [
        element("h1", {}, f"Feedback for {name}"),
        soft(f"{reached}. Predictions do not count, and are not shown."),
    ]
    for number, questions in lessons.items():
        if len(lessons) > 1:
            contents.append(element("h2", {}, f"Lesson {number}"))
        if all(submission.grades[question].status == "not attempted" for question in questions):
            contents.append(soft(f"{MARKS['not attempted'][0]} nothing attempted: {', '.join(questions)}"))
        else:
            contents += [_answer(submission, question) for question in questions]
    if ideas:
        contents += [element("h2", {}, "To think over"), *(_idea(name) for name in ideas)]
    return html_page(f"Feedback for {name}", contents)


def _answer(submission: GradedSubmission, question: str) -> Markup:
    feedback = submission.grades[question]
    sign, word, css_class = MARKS[feedback.status]
    tries = submission.tries.get(question, 0)
    told = [
        f"{count(tries, 'try').replace('trys', 'tries')}" if tries > 1 else "",
        count(submission.hints[question], "hint") if submission.hints.get(question) else "",
    ]
    notes = ", ".join(filter(None, told))
    text, chosen = submission.asked[question]
    return element(
        "article",
        {},
        element(
            "h3",
            {},
            element("span", {"class": f"mark {css_class}"}, f"{sign} {word}"),
            f" {question}",
            element("span", {"class": "soft"}, f" · {notes}") if notes else "",
        ),
        element("div", {"class": "soft"}, paragraphs(text)),
        element("p", {}, "Your answer: ", inline(chosen)) if chosen else "",
        paragraphs(feedback.text) if feedback.status != "not attempted" else "",
    )


def _idea(name: str) -> Markup:
    idea = MISCONCEPTIONS[name]
    return element(
        "article",
        {},
        element("h3", {}, "Some answers fit this idea: ", inline(idea.belief)),
        element("p", {}, element("strong", {}, "That is not so. "), inline(idea.explanation)),
        element("p", {}, element("strong", {}, "Instead: "), inline(idea.instead)),
    )
