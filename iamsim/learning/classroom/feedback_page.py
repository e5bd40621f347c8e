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
        contents.append(element("h2", {}, f"L{book.lessons[number][1:]}"))
        if all(submission.grades[question].status == "not attempted" for question in questions):
            names = "; ".join(book.names[question] for question in questions)
            contents.append(soft(f"{MARKS['not attempted'][0]} nothing attempted: {names}"))
        else:
            contents += [_answer(submission, question, book.names[question]) for question in questions]
    if ideas:
        contents.append(element("h2", {}, "To think over"))
        contents += [_idea(name, _fitting(book, submission, name)) for name in ideas]
    return html_page(f"Feedback for {name}", contents)


def _answer(submission: GradedSubmission, question: str, name: str) -> Markup:
    feedback = submission.grades[question]
    sign, word, css_class = MARKS[feedback.status]
    tries = submission.tries.get(question, 0)
    facts = [
        question,
        f"{count(tries, 'try').replace('trys', 'tries')}" if tries > 1 else "",
        count(submission.hints[question], "hint") if submission.hints.get(question) else "",
    ]
    notes = ", ".join(filter(None, facts))
    text, chosen = submission.asked[question]
    return element(
        "article",
        {},
        element(
            "h3",
            {},
            element("span", {"class": f"mark {css_class}"}, f"{sign} {word}"),
            f" {name[0].upper()}{name[1:]}",
            element("span", {"class": "soft"}, f" · {notes}") if notes else "",
        ),
        element("div", {"class": "soft"}, paragraphs(text)),
        element("p", {}, "Your answer: ", inline(chosen)) if chosen else "",
        paragraphs(feedback.text) if feedback.status != "not attempted" else "",
    )


def _fitting(book: GradeBook, submission: GradedSubmission, misconception: str) -> str:
    """Say which answers fit an idea: who has all right in the end was of that idea only at first."""
    places = []
    for question in submission.misconceptions[misconception]:
        at_first = "" if misconception in submission.grades[question].misconceptions else " (at first)"
        lesson = f", lesson {lesson_of(question)}" if len(book.lessons) > 1 else ""
        places.append(f"{book.names[question]}{lesson}{at_first}")
    return "; ".join(places)


def _idea(name: str, fitting: str) -> Markup:
    idea = MISCONCEPTIONS[name]
    return element(
        "article",
        {},
        element("h3", {}, "Some answers fit this idea: ", inline(idea.belief)),
        soft(f"Your answer to: {fitting}."),
        element("p", {}, element("strong", {}, "That is not so. "), inline(idea.explanation)),
        element("p", {}, element("strong", {}, "Instead: "), inline(idea.instead)),
    )
