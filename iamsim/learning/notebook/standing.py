"""Which questions a call asks and how they stand: (verb, id, journal) → items → Sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from iamsim.learning.notebook.sheet import Sheet
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import Feedback, grade
from iamsim.learning.questions.item import Item
from iamsim.learning.questions.model import ExerciseError, Question
from iamsim.learning.records import (
    TRY_STATUSES,
    Journal,
    JournalEvent,
    QuestionRecord,
    SavedJournal,
    lesson_of,
)

BUILT = ("policy", "account")  # answered in the cell that calls
WARMUP = "-warmup"
COMING_BACK = 2  # questions that a warm-up adds for this learner
FEW_ROWS = 4  # of a table that comes back
HINTS_AFTER = 2  # wrong tries
WAS = {
    "": "",
    "guess": ", a guess",
    "think": ", of which you were fairly sure",
    "sure": ", of which you were sure",
}
SKIPPED = (
    "No prediction was committed, so this experiment counts as skipped. "
    "Commit one above, then run this cell again: it shows your answer beside IAM's."
)
NEXT = "Committed. Now run the experiment in the next cell."


def sheet_of(verb: str, name: str, kept: SavedJournal, unkept: Mapping[str, Feedback] | None = None) -> Sheet:
    """The questions of a call as they stand; `unkept` is what is said of answers that were no tries."""
    asked = ITEMS[verb](name, kept.journal)
    items = tuple(_standing(verb, item, kept.journal, unkept or {}) for item in asked)
    if verb == "observe" and all(item.answered for item in items):
        items += tuple(_prediction(name, kept.journal))
    sheet = Sheet(verb, name, items)
    return replace(sheet, says=tuple(_says(sheet, kept)), code=_code(sheet))


def _standing(verb: str, item: Item, journal: Journal, unkept: Mapping[str, Feedback]) -> Item:
    """A question with the answer that stands, and what may be said of it."""
    record = journal.record(item.home, item.where)
    feedback = grade(item.question, record.last.answer) if record.last else None
    if feedback and feedback.status not in TRY_STATUSES:  # answered in an older version of the question
        record, feedback = QuestionRecord(tries=record.tries), None
    said = None if verb == "predict" else feedback
    return replace(item, record=record, feedback=unkept.get(item.question.id, said))


def _one(name: str, _: Journal) -> Iterator[Item]:
    question = exercises.question(name)
    parts = (Item(part, whole=question) for part in question.parts)
    yield from parts if question.parts else (Item(question),)


def _observations(name: str, _: Journal) -> Iterator[Item]:
    exercises.question(name)  # raises if there is none
    yield from map(Item, exercises.lesson(lesson_of(name)).observations(name))


def _prediction(name: str, journal: Journal) -> Iterator[Item]:
    """The prediction beside what IAM answers, if one was committed."""
    item = _standing("observe", Item(exercises.question(name)), journal, {})
    if item.answered:
        yield replace(item, note=f"your prediction{WAS[item.confidence]}")


def _closing(name: str, journal: Journal) -> Iterator[Item]:
    questions = () if "-" in name else exercises.lesson(name).section("quiz")
    yield from map(Item, questions) if questions else _one(name, journal)


def _warmup(name: str, journal: Journal) -> Iterator[Item]:
    """The lesson's own warm-up, then what this learner missed or was wrongly sure of."""
    number = name.removesuffix(WARMUP)
    own = [Item(question, where=name) for question in exercises.lesson(number).section("warmup")]
    yield from (replace(item, note=f"from lesson {lesson_of(item.home)}") for item in own)
    here = [event.question_id for event in journal.events if event.warmup == name]
    names = dict.fromkeys([*here, *(due.question_id for due in journal.due(number))])
    back = (_again(one, name, journal) for one in names if one not in {item.home for item in own})
    for question in [one for one in back if one][:COMING_BACK]:
        yield Item(question, where=name, note=f"once more, from lesson {lesson_of(question.origin)}")


def _again(name: str, where: str, journal: Journal) -> Question | None:
    """A question as it comes back: a choice with other names, of a table the rows that were missed."""
    try:
        question = exercises.question(name)
    except ExerciseError:  # of another version of the course
        return None
    if question.kind != "table":
        return exercises.variant(question, where).elsewhere if question.kind == "choice" else None
    missed = [one for one in journal.record(name).tries if one.status != "correct"]
    marked = grade(question, missed[-1].answer).rows if missed else ()
    rows = [row for row, mark in zip(question.rows, marked, strict=False) if mark.differs]
    few = replace(question.elsewhere, rows=tuple(rows[:FEW_ROWS]), users=(), actions=(), claims=())
    return few if rows else None


ITEMS: Mapping[str, Callable[[str, Journal], Iterator[Item]]] = {
    "predict": _one,
    "observe": _observations,
    "check": _one,
    "quiz": _closing,
    "review": _warmup,
}


def skips(verb: str, name: str, journal: Journal) -> Iterator[JournalEvent]:
    """Predictions that are looked back at before they were made."""
    questions: tuple[Question, ...] = ()
    if verb == "observe":
        questions = (exercises.question(name),)
    elif verb == "quiz" and "-" not in name:
        questions = exercises.lesson(name).section("prediction")
    for question in questions:
        record = journal.record(question.id)
        if not record.tries and not record.skipped:
            yield JournalEvent("skip", question.id)


def _says(sheet: Sheet, kept: SavedJournal) -> Iterator[str]:
    """What stands below: what could not be saved, and what comes next."""
    if kept.notice:
        yield kept.notice
    if not sheet.items and sheet.verb == "review":
        yield "Nothing comes back yet."
    if sheet.verb == "predict" and sheet.closed:
        yield NEXT
    if sheet.verb == "observe" and not kept.journal.record(sheet.id).current:
        yield SKIPPED
    whole = sheet.items[0].whole if sheet.items else None
    if whole and all(item.record.solved for item in sheet.items):
        yield whole.success
    misses = sum(item.record.misses for item in sheet.items)
    if sheet.verb == "check" and not sheet.closed and misses >= HINTS_AFTER:
        yield f'A hint is open: `hint("{sheet.id}")`'


def _code(sheet: Sheet) -> str:
    """How to answer without a form, with an answer to show how one looks."""
    if any(item.question.kind in BUILT and item.feedback for item in sheet.asked) or not sheet.asked:
        return ""
    answers = [_example(item.question) for item in sheet.asked]
    given = answers[0] if len(answers) == 1 else f"[{', '.join(answers)}]"
    verb = "quiz" if sheet.verb == "review" else sheet.verb
    sure = ', "guess"' if sheet.asks_confidence else ""
    return f'{verb}("{sheet.id}", {given}{sure})'


def _example(question: Question) -> str:
    if question.options:
        return '["b", "a"]' if question.several or question.kind == "order" else '"a"'
    if question.kind == "table":
        first = json.dumps(question.rows[0].label, ensure_ascii=False)
        return f'{{{first}: "{next(iter(question.answers))}", …}}'
    return "iam.account" if question.kind == "account" else "answer"
