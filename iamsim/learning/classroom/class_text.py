"""What a teacher reads in a terminal before the next lesson: GradeBook → lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from iamsim.learning.classroom.class_grading import OWN_LESSONS, shortened
from iamsim.learning.classroom.gradebook import REPEATED, STATUSES, GradeBook, GradedSubmission
from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.misconceptions import MISCONCEPTIONS

MISCONCEPTIONS_HEADING = "Wrong ideas that answers fit, by learners (a single answer may be a slip):"
SHARED_NAME = "several on the roster have this name, and no number or address says who it is"
LINE_WIDTH = 80
MAX_LEARNERS_NAMED = 6  # of those whose answers show a misconception; the report is read before a lesson
MAX_NAMES = 20  # in any other list; report.html has all


def class_text(book: GradeBook) -> str:
    """Return the report on a class; of one submission alone, what its learner is told."""
    lines = [*_file_lines(book), "", *_status_table(book)] if book.submissions else []
    # One file alone is opened to talk with its learner, a class to prepare the next lesson.
    if len(book.submissions) == 1 and book.roster is None:
        lines += _feedback_lines(book.submissions[0])
    else:
        lines += _misconception_lines(book)
    if book.before_after:
        lines += [*([""] if lines else []), *_before_after_lines(book.before_after)]
    return "\n".join(lines)


def _file_lines(book: GradeBook) -> Iterator[str]:
    yield f"{count(len(book.submissions), 'submission')}, {count(len(book.questions), 'question')}"
    if book.source:
        yield f"questions: {book.source}"
    if book.refused:
        yield f"{count(len(book.refused), 'file')} left out:"
        yield from (f"  {line}" for line in book.refused)
    yield from _name_list("not read, as a submission is a .json file", book.other_files)
    yield from book.replaced
    for submission in book.submissions:
        yield from (f"{submission.file}: {line}" for line in submission.unread)
    if book.own_questions:
        yield from _name_list("not graded, as no lesson has them", book.own_questions)
        yield f"  {OWN_LESSONS}"
    yield from _foreign_lines(book)
    yield from (f"the same file, or another learner's name: {line}" for line in book.copies)
    if book.roster is not None:
        missing = [book.roster.name_of(line) for line in book.missing]
        yield from _name_list("nothing handed in, or a file that was left out", missing)
        yield from (f"{each.file}: {each.name} is not on the roster" for each in book.strangers)
        yield from (f"{each.file}: {SHARED_NAME}: {each.name}" for each in book.ambiguous)
    late = [book.display_name(submission) for submission in book.submissions if submission.late]
    yield from _name_list("late", late)


def _foreign_lines(book: GradeBook) -> Iterator[str]:
    """Yield who answered questions that were not drawn for them."""
    foreign = [submission for submission in book.submissions if submission.foreign]
    if len(foreign) == len(book.submissions) > 1:
        # A wrong code is likelier than a class in which nobody has joined.
        yield f"nobody's answers were drawn by the class code {book.class_code!r}: is it the class's?"
        return
    names = [f"{book.display_name(other)} ({', '.join(other.foreign)})" for other in foreign]
    reasons = "not joined, joined by another name or code, or a neighbour's"
    yield from _name_list(f"answers not drawn for this learner ({reasons})", names)


def _before_after_lines(answers: BeforeAfter) -> Iterator[str]:
    """Yield what the class gained in the 12 questions, and whose answers do not tell."""
    yield f"12 questions, answered before and after by {count(len(answers.pairs), 'learner')}"
    if answers.pairs:
        yield f"  {gain_words(answers)}"
    if doubt := form_words(answers):
        names = f": {shortened(answers.same_form, MAX_NAMES)}" if answers.same_form else ""
        yield from _wrap("  ", f"{doubt}{names}")
    yield from _name_list("answered only once, and left out", answers.once, "  ")


def gain_words(answers: BeforeAfter) -> str:
    """Say which share of the answers was right before and after, and the gain."""
    before, after = answers.shares
    gain = "nothing was missing" if answers.gain is None else f"gain {answers.gain:.2f}"
    return f"{before:.0%} right before, {after:.0%} after; {gain}"


def form_words(answers: BeforeAfter) -> str:
    """Say why the forms that were given may show a gain that is none; "" if nothing speaks for it."""
    learners, again = len(answers.pairs), len(answers.same_form)
    if again:
        who = "everybody" if again == learners > 1 else count(again, "learner")
        return f"{who} had the same form twice, and may remember it"
    orders = {(first.form, last.form) for first, last in answers.pairs}
    if learners > 1 and len(orders) == 1:
        ((before, after),) = orders
        forms = f"everybody had form {before} before and form {after} after"
        return f"{forms}: if one of them is easier, the gain is another"
    return ""


def _name_list(heading: str, names: Iterable[str], indent: str = "") -> Iterator[str]:
    """Yield the lines of a list of names with their number; nothing without a name."""
    listed = list(names)
    if listed:
        yield from _wrap(indent, f"{heading}, {len(listed):,}: {shortened(listed, MAX_NAMES)}")


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
        ordered = sorted(learners, key=lambda item: -len(item[1]))
        names = [f"{name} ({', '.join(questions)})" for name, questions in ordered]
        repeated = sum(len(questions) >= REPEATED for _, questions in learners)
        repeated_words = f"; {repeated} in {REPEATED} answers or more" if repeated else ""
        yield ""
        yield from _wrap(
            f"{len(ordered):>3}  ",
            f"{MISCONCEPTIONS[misconception].belief} ({misconception}{repeated_words})",
        )
        yield from _wrap("     ", f"Instead: {MISCONCEPTIONS[misconception].instead}")
        yield from _wrap("     ", shortened(names, MAX_LEARNERS_NAMED))


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
