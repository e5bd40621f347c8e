"""Which questions a call asks, and how each stands for this learner: (verb, id, journal) → AskedQuestion.

The verb is what the learner's event will have: predict, observe, check, quiz, or review for a warm-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import (
    AnswerTable,
    ExerciseError,
    Feedback,
    FeedbackRow,
    OptionList,
    Question,
    exercises,
)
from iamsim.learning.questions.grading import grade, paragraphs
from iamsim.learning.records import (
    PRACTICE,
    TRY_STATUSES,
    Journal,
    JournalEvent,
    QuestionRecord,
    drawn_variant,
    lesson_of,
)
from iamsim.markup import join_names

WARMUP_SUFFIX = "-warmup"
MAX_RETURNING = 2  # questions that a warm-up adds for this learner, so that it stays a warm-up
CONFIDENCE_LABELS: Mapping[str, str] = {"guess": "I guess", "think": "I think so", "sure": "I am sure"}
STATUS_LABELS: Mapping[str, tuple[str, str]] = {  # sign and word: a colour alone never says it
    "correct": ("✓", "Right"),
    "partial": ("◐", "Partly right"),
    "wrong": ("✗", "Not so"),
    "not attempted": ("○", "Not attempted"),
    "malformed": ("!", "Cannot be read"),
}
ROW_LABELS: Mapping[bool, tuple[str, str]] = {False: ("✓", "right"), True: ("✗", "not so")}  # by `differs`
TIMES = {2: "The second time", 3: "The third time"}
FIRST_LESSON_ON_POLICIES, FIRST_LESSON_ON_DENY = "03", "08"
MAX_REASONS = 4  # rows of a feedback whose reasons are shown
PREDICTION_NOTES = {
    "": "your prediction",
    "guess": "your prediction, a guess",
    "think": "your prediction, of which you were fairly sure",
    "sure": "your prediction, of which you were sure",
}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as it stands for a learner."""

    question: Question
    record: QuestionRecord = field(default_factory=QuestionRecord)
    feedback: Feedback | None = None  # None where nothing may be said yet
    note: str = ""  # why it is asked here: "from lesson 04"
    warmup: str = ""  # the warm-up that asks it again: "08-warmup"
    exercise: Question | None = None  # the exercise that it is a part of

    @property
    def origin(self) -> str:
        """The id that it has in its own lesson, by which its record is kept."""
        return self.question.origin or self.question.id

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the question, small."""
        return tuple(filter(None, (self.note, self.question.note)))

    @property
    def answered(self) -> bool:
        """True if an answer stands."""
        return self.record.last is not None

    @property
    def answer(self) -> Any:
        """The answer that stands."""
        return self.record.last.answer if self.record.last else None

    @property
    def confidence(self) -> str:
        """How sure the learner was of it."""
        return self.record.last.confidence if self.record.last else ""

    @property
    def confidence_line(self) -> str:
        """How sure the learner was, in words; "" beside a verdict, where the note says it."""
        return f"{CONFIDENCE_LABELS[self.confidence]}." if self.confidence and not self.feedback else ""

    @property
    def display(self) -> OptionList | AnswerTable | None:
        """The options or rows with the answer that stands; None where the feedback's rows show it."""
        answer_display = self.question.display(self.answer)
        if isinstance(answer_display, OptionList) and self._tells_key:
            answer_display = replace(answer_display, right=self.question.right_options)
        in_feedback = self.feedback is not None and bool(self.feedback.rows)
        return None if in_feedback and isinstance(answer_display, AnswerTable) else answer_display

    @property
    def _tells_key(self) -> bool:
        """True where the right options may be shown: an exercise can be tried again until it is right."""
        status = self.feedback.status if self.feedback else ""
        return status == "correct" or (status in TRY_STATUSES and self.question.section != "exercise")


def feedback_rows(feedback: Feedback) -> tuple[FeedbackRow, ...]:
    """Return the rows of a feedback as they are shown: those that are not right first."""
    return tuple(sorted(feedback.rows, key=lambda row: not row.differs))


def feedback_text(question: Question, feedback: Feedback) -> str:
    """Return what a feedback says, below the question that it is about."""
    # In a report of a whole submission the text must name its question; in a card it stands below it.
    prefix = f"{question.id}: "
    if not feedback.text.startswith(prefix):
        return feedback.text
    text = feedback.text.removeprefix(prefix)
    return f"{text[:1].upper()}{text[1:]}"


def reasons(feedback: Feedback) -> tuple[tuple[FeedbackRow, ...], str]:
    """Return the rows that differ and have a reason, of many the first few, and how many more there are."""
    rows = tuple(row for row in feedback.rows if row.differs and row.because)
    hidden_count = len(rows) - MAX_REASONS
    if hidden_count < 2:  # a line that says "and 1 row more" is no shorter than the row
        return rows, ""
    return rows[:MAX_REASONS], f"and {hidden_count} rows more that differ"


def ask(
    verb: str, name: str, journal: Journal, refused: Mapping[str, Feedback] | None = None
) -> tuple[AskedQuestion, ...]:
    """Return the questions of a call as they stand. Raises ExerciseError.

    `refused` is, by question id, what is said of answers that were no tries and so are not in the journal.
    """
    refused = refused or {}
    items = tuple(_as_it_stands(verb, item, journal, refused) for item in SELECTIONS[verb](name, journal))
    if verb == "observe" and all(item.answered for item in items):
        # Only now, or the verdict on the prediction would give away what was to be observed.
        items += tuple(_prediction(name, journal))
    return items


def _as_it_stands(
    verb: str, item: AskedQuestion, journal: Journal, refused: Mapping[str, Feedback]
) -> AskedQuestion:
    """Add the answer that stands, and what may be said of it."""
    record = journal.record(item.origin, item.warmup)
    feedback = grade(item.question, record.last.answer) if record.last else None
    if feedback and feedback.status not in TRY_STATUSES:  # answered in an older version of the question
        record, feedback = QuestionRecord(tries=record.tries), None
    if verb == "predict":  # no verdict before the experiment
        feedback = None
    elif feedback and record.last:
        feedback = replace(
            feedback, text=paragraphs(feedback.text, recurrence(feedback, record.last, journal))
        )
    return replace(item, record=record, feedback=refused.get(item.question.id, feedback))


def recurrence(feedback: Feedback, answer: JournalEvent, journal: Journal) -> str:
    """Return that an answer shows a wrong idea which an earlier answer showed; "" where none did.

    One answer may be a slip, and gets its own reason only. The second such answer, to another question or
    in a later warm-up, is told that it is the second, and whose answer it is.
    """
    name = feedback.misconception
    # What was observed looks back at the same request as its prediction, and is no second time.
    if name is None or feedback.tentative or answer.verb == "observe" or answer not in journal.events:
        return ""
    earlier = journal.events[: journal.events.index(answer)]
    places = {
        (event.question_id, event.warmup)
        for event in earlier
        if event.misconception == name and event.verb != "observe"
    } - {(answer.question_id, answer.warmup)}
    if not places:
        return ""
    lesson = lesson_of(answer.warmup or answer.question_id)
    # What a practice has asked, or one question more after a table, belongs to no lesson.
    practised = {event.question_id for event in earlier if event.verb == PRACTICE}
    other_lessons = sorted({lesson_of(name) for name, _ in places if name not in practised} - {lesson})
    place_words = f"in lesson {join_names(other_lessons)}" if other_lessons else "before in this lesson"
    if not other_lessons and all(name in practised for name, _ in places):
        place_words = "before, in a fresh account"
    head = f"**{TIMES.get(len(places) + 1, 'Once more')}:** the same idea showed {place_words}."
    misconception = MISCONCEPTIONS[name]
    words = f"It is the answer of a simulator that {misconception.does}. {misconception.correction}"
    # The words of the catalogue are those of policies; and no feedback says the same twice.
    too_early = lesson < FIRST_LESSON_ON_POLICIES or (lesson < FIRST_LESSON_ON_DENY and "Deny" in words)
    if too_early or misconception.correction in feedback.text:
        return head
    return f"{head} {words if len(places) + 1 in TIMES else misconception.instead}"


def _question_or_parts(name: str, _: Journal) -> Iterator[AskedQuestion]:
    question = exercises.question(name)
    if question.parts:
        yield from (AskedQuestion(part, exercise=question) for part in question.parts)
    else:
        yield AskedQuestion(question)


def _observations(name: str, _: Journal) -> Iterator[AskedQuestion]:
    exercises.question(name)  # raises if there is none
    yield from map(AskedQuestion, exercises.lesson(lesson_of(name)).observations(name))


def _prediction(name: str, journal: Journal) -> Iterator[AskedQuestion]:
    """Yield the prediction beside what IAM answers, if one was committed."""
    item = _as_it_stands("observe", AskedQuestion(exercises.question(name)), journal, {})
    if item.answered:
        yield replace(item, note=PREDICTION_NOTES[item.confidence])


def _quiz(name: str, journal: Journal) -> Iterator[AskedQuestion]:
    """Yield a lesson's closing questions ("08"), or one question ("08-q1")."""
    questions = () if "-" in name else exercises.lesson(name).section("quiz")
    items = map(AskedQuestion, questions) if questions else _question_or_parts(name, journal)
    yield from (replace(item, question=_own_variant(item.question, journal)) for item in items)


def _own_variant(question: Question, journal: Journal) -> Question:
    """Return a closing question as it is drawn for a learner of a class; any other question as it is."""
    seed = drawn_variant(journal, journal.record(question.id)) if question.section == "quiz" else ""
    return exercises.variant(question, seed) if seed else question


def _warmup(name: str, journal: Journal) -> Iterator[AskedQuestion]:
    """Yield the lesson's own warm-up, then what this learner missed or was wrongly sure of."""
    number = name.removesuffix(WARMUP_SUFFIX)
    own = [AskedQuestion(question, warmup=name) for question in exercises.lesson(number).section("warmup")]
    yield from (replace(item, note=f"from lesson {lesson_of(item.origin)}") for item in own)
    # What was asked here before stays, also when its answer has made it no longer due.
    before = [event.question_id for event in journal.events if event.warmup == name]
    due = [question.question_id for question in journal.due(number)]
    own_ids = {item.origin for item in own}
    names = [question_id for question_id in dict.fromkeys([*before, *due]) if question_id not in own_ids]
    returning = filter(None, (_returning(question_id, name, journal) for question_id in names))
    for question in islice(returning, MAX_RETURNING):
        note = f"once more, from lesson {lesson_of(question.origin)}"
        yield AskedQuestion(question, warmup=name, note=note)


def _returning(question_id: str, warmup: str, journal: Journal) -> Question | None:
    """Return a question as it comes back in a warm-up, if it can."""
    try:
        question = exercises.question(question_id)
    except ExerciseError:  # of another version of the course
        return None
    missed = [event for event in journal.record(question_id).tries if event.status != "correct"]
    again = question.comes_back(missed[-1].answer if missed else None)
    # What comes back as a whole is asked with other names, or the answer could be remembered.
    returning = exercises.variant(question, warmup) if again is question else again
    return returning.elsewhere if returning else None


SELECTIONS: Mapping[str, Callable[[str, Journal], Iterator[AskedQuestion]]] = {
    "predict": _question_or_parts,
    "observe": _observations,
    "check": _question_or_parts,
    "quiz": _quiz,
    "review": _warmup,
}


def skipped_predictions(verb: str, name: str, journal: Journal) -> Iterator[JournalEvent]:
    """Yield an event for each prediction that is looked back at before it was made."""
    questions: tuple[Question, ...] = ()
    if verb == "observe":
        questions = (exercises.question(name),)
    elif verb == "quiz" and "-" not in name:
        questions = exercises.lesson(name).section("prediction")
    # Once: a quiz may be looked at many times.
    for question in questions:
        record = journal.record(question.id)
        if not record.tries and not record.skipped:
            yield JournalEvent("skip", question.id)
