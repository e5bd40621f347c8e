"""What a teacher reads in a terminal before the next lesson: GradeBook → lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from iamsim.learning.classroom.gradebook import STATUSES, SURE_ANSWERS, GradeBook, GradedSubmission
from iamsim.learning.misconceptions import MISCONCEPTIONS

MISCONCEPTIONS_HEADING = "Wrong ideas that answers fit, by learners (a single answer may be a slip):"
LINE_WIDTH = 80
MAX_LEARNERS_NAMED = 6  # of those whose answers show a misconception; the report is read before a lesson


def class_text(book: GradeBook) -> str:
    """Return the report on a class; of one submission alone, what its learner is told."""
    # One file alone is opened to talk with its learner, a class to prepare the next lesson.
    if len(book.submissions) == 1 and book.roster is None:
        details = _feedback_lines(book.submissions[0])
    else:
        details = _misconception_lines(book)
    return "\n".join([*_file_lines(book), "", *_status_table(book), *details])


def _file_lines(book: GradeBook) -> Iterator[str]:
    yield f"{count(len(book.submissions), 'submission')}, {count(len(book.questions), 'question')}"
    if book.source:
        yield f"questions: {book.source}"
    if book.refused:
        yield f"{count(len(book.refused), 'file')} left out:"
        yield from (f"  {line}" for line in book.refused)
    yield from book.replaced
    for submission in book.submissions:
        yield from (f"{submission.file}: {line}" for line in submission.unread)
    for submission in book.submissions:
        if submission.foreign:
            questions = ", ".join(submission.foreign)
            whose = f"{submission.file}: answers not drawn for {submission.name} in this class"
            why = "not joined, joined by another name or code, or a neighbour's"
            yield from _wrap("", f"{whose} ({why}): {questions}")
    if book.roster is not None:
        missing = [book.roster.name_of(line) for line in book.missing]
        if missing:
            yield from _wrap(
                "", f"nothing handed in, or a file that was left out, {len(missing)}: {', '.join(missing)}"
            )
        yield from (f"{each.file}: {each.name} is not on the roster" for each in book.strangers)
    late = [book.display_name(submission) for submission in book.submissions if submission.late]
    if late:
        yield from _wrap("", f"late: {', '.join(late)}")


def _status_table(book: GradeBook) -> Iterator[str]:
    """Yield a line for each question: how many learners have it right, partly, wrong."""
    counts = book.counts()
    statuses = [status for status in STATUSES if any(counted[status] for counted in counts.values())]
    width = max(map(len, ("question", *book.questions)))
    yield "  ".join([f"{'question':<{width}}", *statuses])
    for question, counted in counts.items():
        cells = (f"{counted[status]:>{len(status)}}" for status in statuses)
        yield "  ".join([f"{question:<{width}}", *cells])


def _misconception_lines(book: GradeBook) -> Iterator[str]:
    """Yield each misconception by how many learners, what to think instead, and where it shows."""
    misconceptions = book.misconceptions()
    if misconceptions:
        yield from ("", MISCONCEPTIONS_HEADING)
    for misconception, learners in misconceptions.items():
        # Those with more such answers first: one answer alone may be a slip.
        ordered = sorted(learners.items(), key=lambda item: -len(item[1]))
        names = [f"{name} ({', '.join(questions)})" for name, questions in ordered[:MAX_LEARNERS_NAMED]]
        if len(ordered) > MAX_LEARNERS_NAMED:
            names.append(f"{len(ordered) - MAX_LEARNERS_NAMED} more")
        sure = sum(len(questions) >= SURE_ANSWERS for questions in learners.values())
        sure_words = f"; {sure} in {SURE_ANSWERS} answers or more" if sure else ""
        yield ""
        yield from _wrap(
            f"{len(ordered):>3}  ", f"{MISCONCEPTIONS[misconception].belief} ({misconception}{sure_words})"
        )
        yield from _wrap("     ", f"Instead: {MISCONCEPTIONS[misconception].instead}")
        yield from _wrap("     ", ", ".join(names))


def _feedback_lines(submission: GradedSubmission) -> Iterator[str]:
    """Yield what the one learner is told of each answer that is not correct."""
    for question, feedback in submission.grades.items():
        if feedback.status not in {"correct", "not attempted"}:
            yield ""
            yield from _wrap("", f"{question}, {feedback.status}: {feedback.text}")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _wrap(indent: str, text: str) -> list[str]:
    return textwrap.wrap(text, LINE_WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
