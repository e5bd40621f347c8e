"""How far a learner has come, what comes back, and copies of it: journal → Note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from iamsim.learning.notebook.lesson import storage
from iamsim.learning.notebook.sheet import Note
from iamsim.learning.questions import exercises
from iamsim.learning.questions.model import ExerciseError, Question
from iamsim.learning.records import LAST_REVIEW_LESSON, PROGRESS_FILE, Journal, JournalError, lesson_of

HEADER = ("Lesson", "Answered", "Right at once", "Sure, and not so", "Exercise")
KEPT = f"Answers are kept in `{PROGRESS_FILE}` in your course folder, on this computer only."
COPY = "`export()` writes a copy of it; `merge(file)` adds a copy from another computer."


def progress() -> Note:
    """Show how far one has come, what comes back in a warm-up, and the next step."""
    kept = storage().read()
    notice = [kept.notice] if kept.notice else []
    if not any(event.status for event in kept.journal.events):
        return Note("Progress", (*notice, "Nothing is committed yet.", KEPT))
    lessons = list(_lessons())
    rows = tuple(_row(kept.journal, number, questions) for number, questions in lessons)
    lines = (*notice, *_next(kept.journal, lessons), *_coming_back(kept.journal), f"{KEPT} {COPY}")
    return Note("Progress", lines, HEADER, rows)


def _lessons() -> Iterator[tuple[str, Sequence[Question]]]:
    """Each lesson's number with what is asked in it, the exercise last."""
    for number in exercises.readable():
        try:
            lesson = exercises.lesson(number)
        except ExerciseError:
            continue
        asked = (*lesson.section("prediction"), *lesson.section("quiz"))
        yield lesson.number, (*asked, lesson.exercise) if lesson.exercise else asked


def _row(journal: Journal, number: str, questions: Sequence[Question]) -> tuple[str, ...]:
    asked = [journal.record(one.id) for one in questions if one.section != "exercise"]
    answered = [record.first for record in asked if record.first]
    right = sum(one.status == "correct" for one in answered)
    sure = sum(one.status != "correct" and one.confidence == "sure" for one in answered)
    counted = (f"{len(answered)} of {len(asked)}", str(right), str(sure)) if asked else ("–", "–", "–")
    return (number, *counted, _exercise(journal, questions))


def _exercise(journal: Journal, questions: Sequence[Question]) -> str:
    """How a lesson's exercise stands: `solved`, `2 tries`, or `–`."""
    parts = [part for one in questions if one.section == "exercise" for part in one.parts or (one,)]
    records = [journal.record(part.id) for part in parts]
    tries = sum(len(record.tries) for record in records)
    if records and all(record.solved for record in records):
        return "solved"
    return f"{tries} {'try' if tries == 1 else 'tries'}" if tries else "–"


def _next(journal: Journal, lessons: Sequence[tuple[str, Sequence[Question]]]) -> Iterator[str]:
    """The first lesson with something left to do."""
    for number, questions in lessons:
        parts = [part for one in questions for part in one.parts or (one,)]
        if not all(journal.record(part.id).tries for part in parts):
            yield f"Next: lesson {number}."
            return


def _coming_back(journal: Journal) -> Iterator[str]:
    """What the next warm-ups ask once more; lesson 11 alone would ask everything that one was sure of."""
    due = [
        one
        for one in journal.due(f"{int(LAST_REVIEW_LESSON) - 1:02}")
        if lesson_of(one.question_id) != one.question_id
    ]
    if due:
        named = (f"`{one.question_id}`{' (you were sure)' if one.reason == 'sure' else ''}" for one in due)
        yield f"Coming back in a later warm-up: {', '.join(named)}."


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
        kept = storage().merge(Path(path))
    except JournalError as error:
        return Note("Merge", (f"{path} is no copy of a {PROGRESS_FILE}: {error}",))
    except OSError as error:
        return Note("Merge", (f"cannot read {path}: {error.strerror}",))
    added = len(kept.journal.events) - before
    return Note("Merge", (f"{added} events added from {path}.", *filter(None, [kept.notice])))
