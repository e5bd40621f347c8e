"""What a lesson's cells call: predict → the experiment → observe; check, quiz, hint, reset.

    questions + journal → QuestionCard; answers → graded → events → journal → QuestionCard

A question is known by its id: a cell may be run twice, copied or moved, and a kernel restarted.
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
from iamsim.learning.misconceptions import ENGINES
from iamsim.learning.notebook.answer_mode import answer_mode
from iamsim.learning.notebook.asked_questions import WARMUP_SUFFIX, AskedQuestion, skipped_predictions
from iamsim.learning.notebook.cards import (
    CARD_STYLES,
    HINTS_AFTER_TRIES,
    Note,
    QuestionCard,
    question_card,
)
from iamsim.learning.questions import ExerciseError, Feedback, Question, exercises
from iamsim.learning.questions.grading import canonical, grade
from iamsim.learning.records import (
    CONFIDENCES,
    PROGRESS_FILE,
    RECALL_VERBS,
    TRY_STATUSES,
    JournalEvent,
    Storage,
    lesson_of,
    progress_path,
)

ALREADY_COMMITTED = 'An answer was committed before, and it stands; `reset("{}")` opens the question again.'
JOINED_SINCE = (
    "You have joined a class since this was asked. These are your own questions now: please answer them."
)
NUMBER_WORDS = ("none", "one", "two", "three", "four", "five")


def predict(id: str, answer: Any = None, confidence: str = "") -> QuestionCard | Note:  # noqa: A002
    """Ask for a prediction, or commit one. No verdict: that is for `observe`, after the experiment."""
    return _call("predict", _full_id(id), answer, confidence)


def observe(id: str, answer: Any = None) -> QuestionCard | Note:  # noqa: A002
    """After the experiment: ask what happened, then show the prediction beside what IAM answers."""
    return _call("observe", _full_id(id), answer)


def check(id: str, answer: Any = None) -> QuestionCard | Note:  # noqa: A002
    """Check an exercise's answer and say why; without an answer, show the last one or ask."""
    return _call("check", _full_id(id), answer)


def quiz(id: str, answers: Any = None) -> QuestionCard | Note:  # noqa: A002
    """Ask a lesson's closing questions ("08"), its warm-up ("08-warmup"), or one question ("08-q1")."""
    name = _full_id(id)
    return _call("review" if name.endswith(WARMUP_SUFFIX) else "quiz", name, answers)


def _full_id(name: Any) -> str:
    """Return an id as the files have it, also where a learner wrote 8 or "8" for lesson "08"."""
    text = str(name)
    return text.zfill(2) if text.isdigit() else text


def _call(verb: str, name: str, answer: Any, confidence: str = "") -> QuestionCard | Note:
    """Return the card as it stands, or after the answers that came with the call."""
    mode = answer_mode()
    try:
        saved = storage().read()
        # Who looks back at a prediction without having made one has skipped it; nobody skips in a try-out.
        skipped: tuple[JournalEvent, ...] = ()
        if answer is None and not mode.answers:
            skipped = tuple(skipped_predictions(verb, name, saved.journal))
        card = question_card(verb, name, storage().commit(*skipped) if skipped else saved)
        answers = _answers_by_id(card, answer, confidence)
    except (ExerciseError, ValueError) as error:
        # A learner's misspelt id must not stop Run All; a lesson that is tried out must fail.
        if mode.name:
            raise
        return Note(CARD_STYLES[verb].title, (str(error),), name=name)
    if mode.answers:  # also where the cell has an answer of its own
        open_items = (item for item in card.items if card.is_open(item))
        answers = {item.question.id: mode.answer(item.question) for item in open_items}
        confidence = CONFIDENCES[-1] if card.asks_confidence else ""
    return commit(card, answers, confidence) if answers else card


def commit(card: QuestionCard, answers: Mapping[str, Any], confidence: str = "") -> QuestionCard:
    """Grade answers (by question id), save them, and return the card as it stands then."""
    variants = {item.question.id: item.question.variant for item in card.items}
    # Read again: another notebook may have answered since the card was made.
    latest = question_card(card.verb, card.id, storage().read())
    # An answer is the number of an option, which is another option in other words of the question.
    if any(variants.get(item.question.id, "") != item.question.variant for item in latest.items):
        return replace(latest, messages=(JOINED_SINCE, *latest.messages))
    card = latest
    answered = [item for item in card.items if item.question.id in answers]
    accepted = [item for item in answered if card.style.retry or card.is_open(item)]
    graded = [(item, grade(item.question, answers[item.question.id])) for item in accepted]
    events: list[JournalEvent] = []
    for item, feedback in graded:
        # Before anything is saved, so that a lesson that is tried out stops at the first unexpected grade.
        answer_mode().verify(item.question, feedback)
        events += _events(card.verb, item, answers[item.question.id], feedback, confidence)
    refused = {item.question.id: feedback for item, feedback in graded if feedback.status not in TRY_STATUSES}
    after = question_card(card.verb, card.id, storage().commit(*events), refused)
    if len(accepted) == len(answered):
        return after
    return replace(after, messages=(ALREADY_COMMITTED.format(card.id), *after.messages))


def _events(
    verb: str, item: AskedQuestion, answer: Any, feedback: Feedback, confidence: str
) -> Iterator[JournalEvent]:
    """Yield what is saved of an answer: nothing if it is no try, or the same answer once more."""
    if feedback.status not in TRY_STATUSES:
        return
    answer = canonical(item.question, answer)
    # A cell that is run again is no second try: it would open hints and count as a miss.
    if not (item.answered and item.answer == answer):
        # What was seen on the screen, or built until it fitted, refutes nothing.
        is_recalled = verb in RECALL_VERBS
        misconception = "" if feedback.tentative else feedback.misconception or ""
        yield JournalEvent(
            verb,
            item.origin,
            item.warmup,
            answer,
            confidence,
            feedback.status,
            misconception,
            refuted=_refuted(item.question) if is_recalled and feedback.status == "correct" else (),
        )


def _refuted(question: Question) -> tuple[str, ...]:
    """Return the wrong ideas with an engine by which a question would have been answered otherwise."""
    return tuple(idea for idea in question.claims if idea in ENGINES)


def _answers_by_id(card: QuestionCard, answer: Any, confidence: str) -> dict[str, Any]:
    """Return the answers of a call by question id. Raises ValueError.

    One question is answered by its answer; several by a mapping from id to answer, or a list in order.
    """
    if confidence not in ("", *CONFIDENCES):
        raise ValueError(f"confidence: expected {', '.join(CONFIDENCES)}, found {confidence!r}")
    ids = [item.question.id for item in card.asked_items]
    if answer is None:
        return {}
    if len(ids) == 1:
        return {ids[0]: answer}
    if isinstance(answer, Mapping) and set(answer) <= set(ids):
        return dict(answer)
    if isinstance(answer, list | tuple) and len(answer) == len(ids):
        return dict(zip(ids, answer, strict=True))
    if not ids:
        raise ValueError(f'nothing is asked here: run {card.verb}("{card.id}") without an answer')
    example = f": {card.code_example}" if card.code_example else ""
    raise ValueError(f"expected {len(ids)} answers, in the order of the questions{example}")


# --- hints, beginning again ------------------------------------------------------------------------------


def hint(id: str) -> Note:  # noqa: A002
    """Show the hints that are open: none before HINTS_AFTER_TRIES wrong tries, then one more with each."""
    id = _full_id(id)  # noqa: A001 - it is called so everywhere
    try:
        question = exercises.question(id)
        if question.section == "exercise" and not question.hints:  # a part: the whole has them
            question = exercises.question(lesson_of(id))
    except ExerciseError as error:
        return Note("Hint", (str(error),), name=id)
    journal = storage().read().journal
    record = journal.record(question.id)
    parts = [journal.record(part.id) for part in question.parts]
    misses = record.misses + sum(part.misses for part in parts)
    count = len(question.hints)
    solved = all(part.solved for part in parts or [record])
    # Who has solved it may read all hints, to compare them with the own way.
    opened = count if solved else max(0, min(count, misses - HINTS_AFTER_TRIES + 1))
    if opened > record.hints:
        storage().commit(JournalEvent("hint", question.id, answer=opened))
    return Note("Hint", tuple(_hint_lines(question, opened, misses)), name=id)


def _hint_lines(question: Question, opened: int, misses: int) -> Iterator[str]:
    for number, text in enumerate(question.hints[:opened], start=1):
        yield f"**{number} of {len(question.hints)}.** {text}"
    if not question.hints:
        yield "This question has no hints."
    elif not opened:
        so_far = f"{'were' if misses > 1 else 'was'} {NUMBER_WORDS[misses]}"
        yield (
            f"Hints open after {NUMBER_WORDS[HINTS_AFTER_TRIES]} wrong tries; so far there {so_far}. "
            "They help most after tries of your own."
        )
    elif opened < len(question.hints):
        yield "One more try that is not right opens the next."


def reset(id: str = "") -> Note:  # noqa: A002
    """Open a question, a lesson ("08") or everything (no id) again; first answers stay on record."""
    id = _full_id(id)  # noqa: A001 - it is called so everywhere
    try:
        # A warm-up has no entry in a file; its lesson has.
        if id and "-" in id and not id.endswith(WARMUP_SUFFIX):
            exercises.question(id)
        elif id:
            exercises.lesson(lesson_of(id))
    except ExerciseError as error:
        return Note("Reset", (str(error),), name=id)
    notice = storage().commit(JournalEvent("reset", id)).notice
    subject = f"`{id}`" if id else "Everything"
    line = f"{subject} can be answered again. Run the cell that asks. First answers stay on record."
    return Note("Reset", (line, *filter(None, [notice])), name=id)


def lesson_account(name: str) -> Account:
    """Read an account that a lesson is about, `lesson_account("freeze")`, or that a question is: `"04"`."""
    accounts = exercises.folder() / "accounts"
    file = accounts / f"{name}.json"
    # Files first: their names are words, and no question's id is one.
    if file.is_file():
        return load_account(file)
    if name in exercises.ids():
        return exercises.question(name).scenario.account
    names = ", ".join(sorted(path.stem for path in accounts.glob("*.json")))
    raise ExerciseError(f"no account {name!r} (the lessons have: {names}; or give a question's id)")


# --- where answers are saved -----------------------------------------------------------------------------


def storage() -> Storage:
    """Return the learner's storage; while lessons are tried out, one that is thrown away."""
    if answer_mode().name:
        return _storage_at(_temporary_file())
    try:
        path = progress_path()
    except OSError:  # the folder of the kernel was deleted: the storage that it had says so and keeps answers
        return _last_storage[-1] if _last_storage else _storage_at(Path(PROGRESS_FILE))
    _last_storage[:] = [_storage_at(path)]
    return _last_storage[0]


_last_storage: list[Storage] = []  # the learner's, as it was used last


@cache  # one for each file, as it holds what could not be written yet
def _storage_at(path: Path) -> Storage:
    return Storage(path)


@cache
def _temporary_file() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="iamsim-")
    atexit.register(folder.cleanup)
    return Path(folder.name) / PROGRESS_FILE
