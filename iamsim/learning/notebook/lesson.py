"""What a notebook calls: predict → the experiment → observe; check, quiz, hint, reset.

    questions + journal → Sheet; answers → graded → events → journal → Sheet

A question's id is its identity: a cell may be run twice, copied or moved, and a kernel restarted.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from iamsim.account import Account, load_account
from iamsim.learning.notebook.modes import mode
from iamsim.learning.notebook.sheet import LOOKS, Note, Sheet
from iamsim.learning.notebook.standing import HINTS_AFTER, WARMUP, sheet_of, skips
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import Feedback, grade
from iamsim.learning.questions.item import Item, canonical
from iamsim.learning.questions.model import ExerciseError, Question
from iamsim.learning.records import (
    CONFIDENCES,
    PROGRESS_FILE,
    TRY_STATUSES,
    JournalEvent,
    Storage,
    lesson_of,
    progress_path,
)

STANDS = 'An answer was committed before, and it stands; `reset("{}")` opens the question again.'
NO_HINT_YET = "Hints open after two wrong tries; so far there {}. They help most after tries of your own."


def predict(id: str, answer: Any = None, confidence: str = "") -> Sheet | Note:  # noqa: A002
    """Ask for a prediction, or commit one. No verdict: that is for `observe`, after the experiment."""
    return _called("predict", id, answer, confidence)


def observe(id: str, answer: Any = None) -> Sheet | Note:  # noqa: A002
    """After the experiment: ask what happened, then show the prediction beside what IAM answers."""
    return _called("observe", id, answer)


def check(id: str, answer: Any = None) -> Sheet | Note:  # noqa: A002
    """Check an exercise's answer and say why; without an answer, show the last one or ask."""
    return _called("check", id, answer)


def quiz(id: str, answers: Any = None) -> Sheet | Note:  # noqa: A002
    """Ask a lesson's closing questions ("08"), its warm-up ("08-warmup"), or one question ("08-q1")."""
    return _called("review" if id.endswith(WARMUP) else "quiz", id, answers)


def _called(verb: str, name: str, answer: Any, confidence: str = "") -> Sheet | Note:
    """The sheet as it stands, or after the answers that came with the call."""
    try:
        kept = storage().read()
        skipped = tuple(skips(verb, name, kept.journal)) if answer is None and not mode().answers else ()
        sheet = sheet_of(verb, name, storage().commit(*skipped) if skipped else kept)
        given = _given(sheet, answer, confidence)
    except (ExerciseError, ValueError) as error:
        if mode().name:
            raise
        return Note(LOOKS[verb].title, (str(error),), name=name)
    if mode().answers:
        given = {item.question.id: mode().answer(item.question) for item in sheet.items if sheet.open(item)}
        confidence = CONFIDENCES[-1] if sheet.asks_confidence else ""
    return commit(sheet, given, confidence) if given else sheet


def commit(sheet: Sheet, answers: Mapping[str, Any], confidence: str = "") -> Sheet:
    """Grade answers (by question id), keep them, and give the sheet as it stands then."""
    now = sheet_of(sheet.verb, sheet.id, storage().read())  # another notebook may have answered meanwhile
    asked = [item for item in now.items if item.question.id in answers]
    taken = [item for item in asked if now.look.retry or now.open(item)]
    graded = [(item, grade(item.question, answers[item.question.id])) for item in taken]
    for item, feedback in graded:
        mode().verify(item.question, feedback)
    events = [_event(now.verb, item, answers[item.question.id], said, confidence) for item, said in graded]
    unkept = {item.question.id: feedback for item, feedback in graded if feedback.status not in TRY_STATUSES}
    after = sheet_of(now.verb, now.id, storage().commit(*filter(None, events)), unkept)
    return after if len(taken) == len(asked) else replace(after, says=(STANDS.format(now.id), *after.says))


def _event(verb: str, item: Item, answer: Any, feedback: Feedback, confidence: str) -> JournalEvent | None:
    """What is kept of an answer: nothing if it is no try, or the same answer once more."""
    if feedback.status not in TRY_STATUSES:
        return None
    data = canonical(item.question, answer)
    if item.answered and item.answer == data:
        return None
    named = feedback.misconception or ""
    return JournalEvent(verb, item.home, item.where, data, confidence, feedback.status, named)


def _given(sheet: Sheet, answer: Any, confidence: str) -> dict[str, Any]:
    """The answers of a call by question id: one for one question; for several by id, or a list in order."""
    if confidence not in ("", *CONFIDENCES):
        raise ValueError(f"confidence: expected {', '.join(CONFIDENCES)}, found {confidence!r}")
    names = [item.question.id for item in sheet.asked]
    if answer is None:
        return {}
    if len(names) == 1:
        return {names[0]: answer}
    if isinstance(answer, Mapping) and set(answer) <= set(names):
        return dict(answer)
    if isinstance(answer, list | tuple) and len(answer) == len(names):
        return dict(zip(names, answer, strict=True))
    if not names:
        raise ValueError(f'nothing is asked here: run {sheet.verb}("{sheet.id}") without an answer')
    such = f": {sheet.code}" if sheet.code else ""
    raise ValueError(f"expected {len(names)} answers, in the order of the questions{such}")


# --- hints, beginning again ------------------------------------------------------------------------------


def hint(id: str) -> Note:  # noqa: A002
    """Show the hints that are open: the first after two wrong tries, one more with each further wrong try."""
    try:
        question = exercises.question(id)
        if question.section == "exercise" and not question.hints:  # a part: the whole has them
            question = exercises.question(lesson_of(id))
    except ExerciseError as error:
        return Note("Hint", (str(error),), name=id)
    journal = storage().read().journal
    records = [journal.record(one.id) for one in (question, *question.parts)]
    misses = sum(record.misses for record in records)
    rungs = len(question.hints)
    solved = all(record.solved for record in records[-len(question.parts) :])
    opened = rungs if solved else max(0, min(rungs, misses - HINTS_AFTER + 1))
    if opened > records[0].hints:
        storage().commit(JournalEvent("hint", question.id, answer=opened))
    return Note("Hint", tuple(_hints(question, opened, misses)), name=id)


def _hints(question: Question, opened: int, misses: int) -> Iterator[str]:
    for number, text in enumerate(question.hints[:opened], start=1):
        yield f"**{number} of {len(question.hints)}.** {text}"
    if not question.hints:
        yield "This question has no hints."
    elif not opened:
        yield NO_HINT_YET.format(("was none", "was one")[min(misses, 1)])
    elif opened < len(question.hints):
        yield "One more try that is not right opens the next."


def reset(id: str = "") -> Note:  # noqa: A002
    """Open a question, a lesson ("08") or everything (no id) again; first answers stay on record."""
    try:
        if id and "-" in id and not id.endswith(WARMUP):
            exercises.question(id)
        elif id:
            exercises.lesson(lesson_of(id))
    except ExerciseError as error:
        return Note("Reset", (str(error),), name=id)
    notice = storage().commit(JournalEvent("reset", id)).notice
    what = f"`{id}`" if id else "Everything"
    line = f"{what} can be answered again. Run the cell that asks. First answers stay on record."
    return Note("Reset", (line, *filter(None, [notice])), name=id)


# --- where answers are kept ------------------------------------------------------------------------------


def lesson_account(name: str) -> Account:
    """Read an account that a lesson is about, `lesson_account("freeze")`, or that a question is: `"04"`."""
    accounts = exercises.folder() / "accounts"
    file = accounts / f"{name}.json"
    if file.is_file():
        return load_account(file)
    if name in exercises.ids():
        return exercises.question(name).scenario.account
    known = ", ".join(sorted(path.stem for path in accounts.glob("*.json")))
    raise ExerciseError(f"no account {name!r} (the lessons have: {known}; or give a question's id)")


def storage() -> Storage:
    """The learner's storage; while lessons are tried out, one that is thrown away."""
    return _opened(_elsewhere() if mode().name else progress_path())


@cache
def _opened(path: Path) -> Storage:
    return Storage(path)


@cache
def _elsewhere() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="iamsim-")
    atexit.register(folder.cleanup)
    return Path(folder.name) / PROGRESS_FILE
