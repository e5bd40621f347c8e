"""How far a learner has come, what is due again, and copies of it for another computer: journal → Note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from iamsim import tables
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.questions import ExerciseError, Question, exercises
from iamsim.learning.records import LAST_REVIEW_LESSON, PROGRESS_FILE, Journal, JournalError, lesson_of

FRAME_COLUMNS = ("lesson", "questions", "answered", "right_at_once", "sure_and_not_so", "exercise")
HEADINGS = ("Lesson", "Answered", "Right at once", "Sure, and not so", "Exercise")
WHERE_SAVED = f"Answers are kept in `{PROGRESS_FILE}` in your course folder, on this computer only."
HOW_TO_COPY = "`export()` writes a copy of it; `merge(file)` adds a copy from another computer."


def progress() -> Note:
    """Show how far one has come, what comes back in a warm-up, and the next step."""
    journal, notice = storage().read()
    notices = [notice] if notice else []
    if not any(event.status for event in journal.events):
        return Note("Progress", (*notices, "Nothing is committed yet.", WHERE_SAVED))
    lessons = list(_lessons())
    rows = tuple(_lesson_row(journal, number, questions) for number, questions in lessons)
    lines = (*notices, *_next_lesson(journal, lessons), *_due(journal), f"{WHERE_SAVED} {HOW_TO_COPY}")
    return Note("Progress", lines, HEADINGS, rows)


def _lessons() -> Iterator[tuple[str, Sequence[Question]]]:
    """Yield each lesson's number with its predictions, its quiz and its exercise."""
    for number in exercises.readable():
        try:
            lesson = exercises.lesson(number)
        except ExerciseError:  # a file that somebody is writing hides no other lesson
            continue
        questions = (*lesson.section("prediction"), *lesson.section("quiz"))
        yield lesson.number, (*questions, lesson.exercise) if lesson.exercise else questions


def progress_frame() -> Any:  # a DataFrame; only tables imports pandas
    """Return a pandas DataFrame with a row for each lesson: how much is answered, right, and solved.

    Columns: lesson, questions, answered, right_at_once (first attempts), sure_and_not_so, exercise. Raises
    `iamsim.tables.PandasMissing` where pandas is not installed.
    """
    journal = storage().read().journal
    rows = (
        (number, *_counts(journal, questions), _exercise_cell(journal, questions))
        for number, questions in _lessons()
    )
    return tables.progress(FRAME_COLUMNS, rows)


def _counts(journal: Journal, questions: Sequence[Question]) -> tuple[int, int, int, int]:
    """Return how many questions there are, and how many were answered, right at once, wrong though sure."""
    records = [journal.record(question.id) for question in questions if question.section != "exercise"]
    # First attempts: who resets a question and knows the answer then has not been right at once.
    firsts = [record.first for record in records if record.first]
    right = sum(event.status == "correct" for event in firsts)
    sure_errors = sum(event.status != "correct" and event.confidence == "sure" for event in firsts)
    return len(records), len(firsts), right, sure_errors


def _lesson_row(journal: Journal, number: str, questions: Sequence[Question]) -> tuple[str, ...]:
    questions_count, answered, right, sure_errors = _counts(journal, questions)
    cells = (f"{answered} of {questions_count}", str(right), str(sure_errors))
    counts = cells if questions_count else ("–",) * 3
    return (number, *counts, _exercise_cell(journal, questions))


def _exercise_cell(journal: Journal, questions: Sequence[Question]) -> str:
    """Say how a lesson's exercise stands: `solved`, `2 tries`, or `–`."""
    # All tries, also those before a reset: the effort was made.
    exercise_parts = _parts([question for question in questions if question.section == "exercise"])
    records = [journal.record(part.id) for part in exercise_parts]
    tries = sum(len(record.tries) for record in records)
    if records and all(record.solved for record in records):
        return "solved"
    return f"{tries} {'try' if tries == 1 else 'tries'}" if tries else "–"


def _parts(questions: Sequence[Question]) -> list[Question]:
    """Return the questions that are answered: of an exercise in parts, its parts."""
    return [part for question in questions for part in question.parts or (question,)]


def _next_lesson(journal: Journal, lessons: Sequence[tuple[str, Sequence[Question]]]) -> Iterator[str]:
    """Yield a line with the first lesson that has something left to do."""
    for number, questions in lessons:
        if not all(journal.record(part.id).tries for part in _parts(questions)):
            yield f"Next: lesson {number}."
            return


def _due(journal: Journal) -> Iterator[str]:
    """Yield a line with what the next warm-ups ask again."""
    # As in the lesson before the last review, which alone would ask everything that one was ever sure of.
    due = journal.due(f"{int(LAST_REVIEW_LESSON) - 1:02}")
    names = [
        f"`{question.question_id}`{' (you were sure)' if question.reason == 'sure' else ''}"
        for question in due
        if lesson_of(question.question_id) != question.question_id  # an exercise is not asked in a warm-up
    ]
    if names:
        yield f"Coming back in a later warm-up: {', '.join(names)}."


def export(path: str = "progress-copy.json") -> Note:
    """Write everything to another file, to carry it to another computer."""
    try:
        return Note("Copy", (storage().export(Path(path)),))
    except OSError as error:
        return Note("Copy", (f"not written: {error.strerror}: {path}",))


def merge(path: str) -> Note:
    """Add everything that a copy holds; the same copy twice changes nothing."""
    before = len(storage().read().journal.events)
    try:
        saved = storage().merge(Path(path))
    except JournalError as error:
        return Note("Merge", (f"{path} is no copy of a {PROGRESS_FILE}: {error}",))
    except OSError as error:
        return Note("Merge", (f"cannot read {path}: {error.strerror}",))
    added = len(saved.journal.events) - before
    return Note("Merge", (f"{added} events added from {path}.", *filter(None, [saved.notice])))
