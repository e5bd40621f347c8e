"""A learner's events as a value: JSON text → Journal → the record of each question, and what is due again.

Events are only ever added, so two journals merge without a conflict and the first attempt stays the first.
A kind of event, a key of an event or of the file that this version does not know is kept as it is.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

VERSION = 2
"""The newest version that is read and written: 1 has what lessons ask, 2 also has practice."""
ABOUT = "Your answers in the iamsim course, one line each. Keep a copy if you like; please do not edit."
CONFIDENCES = ("guess", "think", "sure")
PRACTICE = "practice"  # an answer to a question that was drawn, in `practice()` or `review()`
ANSWER_VERBS = (  # their events have an answer and its status
    *("predict", "observe", "check", "quiz", "review"),
    PRACTICE,
)
# What was seen on a screen (observe) or built (check) cannot be asked again away from it.
RECALL_VERBS = ("predict", "quiz", "review")
JOIN = "join"  # a name in a class, by which the closing questions are drawn
VERBS = (*ANSWER_VERBS, "skip", "hint", "reset", JOIN)
NEWER_VERBS: Mapping[str, int] = {PRACTICE: 2, JOIN: 2}  # since which version, where that is not the first
TRY_STATUSES = ("correct", "partial", "wrong")  # an answer that was not attempted or is malformed is no try
LAST_REVIEW_LESSON = (
    "11"  # here every error of which the learner was sure is due, whatever was answered since
)
# Key in the file → field. The order is that of the keys in the file.
FIELDS = {
    "id": "id",
    "at": "time",
    "did": "verb",
    "question": "question_id",
    "where": "warmup",
    "answer": "answer",
    "confidence": "confidence",
    "status": "status",
    "misconception": "misconception",
    "refuted": "refuted",
}
TEXT_KEYS = tuple(key for key in FIELDS if key not in ("answer", "refuted"))
ALLOWED_VALUES = {"confidence": ("", *CONFIDENCES), "status": ("", *TRY_STATUSES)}
HEAD_KEYS = ("about", "version", "learner", "events")


class JournalError(ValueError):
    """Why a text is not a journal, in one line."""


class NewerVersionError(JournalError):
    """A newer version of iamsim wrote the text; `journal` has what can be read of it."""

    def __init__(self, version: int, journal: Journal) -> None:
        super().__init__(f"version: expected at most {VERSION}, found {version}; a newer iamsim wrote it")
        self.version = version
        self.journal = journal


@dataclass(frozen=True, slots=True)
class JournalEvent:
    """One thing that a learner did, and when."""

    verb: str  # one of VERBS, or one that a newer version writes
    question_id: str = ""  # a reset's may be a lesson's number, or "" for everything
    warmup: str = ""  # the warm-up in which the question was asked again: "08-warmup"
    answer: Any = None  # as JSON has it; a hint's is how many hints are open
    confidence: str = ""
    status: str = ""
    misconception: str = ""
    refuted: tuple[
        str, ...
    ] = ()  # of a right answer in a lesson: the ideas that would have answered otherwise
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])  # by it a merge knows what it has already
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    other: Mapping[str, Any] = field(
        default_factory=dict
    )  # keys that this version does not know, as they are

    @classmethod
    def parse(cls, raw: object) -> Self:
        """Read an event as the file has it. Raises JournalError."""
        if not isinstance(raw, Mapping):
            raise JournalError(f"expected an event, found {_shown(raw)}")
        if _is_unknown_kind(raw):
            other = {key: value for key, value in raw.items() if key not in ("id", "at", "did")}
            return cls(raw["did"], id=raw["id"], time=raw["at"], other=other)
        for key in TEXT_KEYS:
            if not isinstance(raw.get(key, ""), str):
                raise JournalError(f"{key}: expected text, found {_shown(raw[key])}")
        refuted = raw.get("refuted", [])
        if not isinstance(refuted, list) or not all(isinstance(idea, str) for idea in refuted):
            raise JournalError(f"refuted: expected a list of texts, found {_shown(refuted)}")
        for key, allowed in ALLOWED_VALUES.items():
            if raw.get(key, "") not in allowed:
                raise JournalError(f"{key}: expected one of {', '.join(allowed)}, found {raw.get(key)}")
        if not raw.get("id") or not raw.get("at") or not raw.get("did"):
            raise JournalError("an event without id, at or did")
        if (raw["did"] in ANSWER_VERBS) is not bool(raw.get("status")):
            raise JournalError("an answer has a status, and nothing else has")
        # Keys of a later version are kept, not refused: a learner may go back to an older one.
        other = {key: value for key, value in raw.items() if key not in FIELDS}
        values = {name: raw[key] for key, name in FIELDS.items() if key in raw} | {"refuted": tuple(refuted)}
        return cls(**values, other=other)

    def raw(self) -> dict[str, Any]:
        """Return the event as the file has it; what is empty is left out."""
        values = {key: getattr(self, name) for key, name in FIELDS.items()}
        values["refuted"] = list(self.refuted) or None
        return {key: value for key, value in values.items() if value not in ("", None)} | dict(self.other)


def _is_unknown_kind(raw: Mapping[Any, Any]) -> bool:
    """Tell whether this is an event of a kind that only a newer version knows."""
    identity = [raw.get(key) for key in ("id", "at", "did")]
    return all(isinstance(value, str) and value for value in identity) and raw["did"] not in VERBS


def lesson_of(question_id: str) -> str:
    """Return the lesson's number at the beginning of a question's id: "08" of "08-publish"."""
    return question_id.partition("-")[0]


def _shown(value: object) -> str:
    words = {"dict": "an object", "list": "a list", "str": "text", "NoneType": "null"}
    return words.get(type(value).__name__, f"{value!r:.20}")


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """How one question stands: all tries ever, and what happened since the last reset."""

    tries: tuple[JournalEvent, ...] = ()
    current: tuple[JournalEvent, ...] = ()  # the tries since the last reset
    skipped: bool = False  # its experiment ran before anything was predicted
    hints: int = 0  # how many hints were opened

    @property
    def first(self) -> JournalEvent | None:
        """The first attempt ever: a reset does not undo it."""
        return self.tries[0] if self.tries else None

    @property
    def last(self) -> JournalEvent | None:
        """The answer that stands."""
        return self.current[-1] if self.current else None

    @property
    def best(self) -> JournalEvent | None:
        """The answer to hand in: the last correct one, as who has solved it may play on; else the last."""
        correct = [event for event in self.current if event.status == "correct"]
        return correct[-1] if correct else self.last

    @property
    def misses(self) -> int:
        """How many tries since the last reset were not correct."""
        return sum(event.status != "correct" for event in self.current)

    @property
    def solved(self) -> bool:
        """True if a correct answer was given since the last reset."""
        return any(event.status == "correct" for event in self.current)

    def after(self, event: JournalEvent) -> QuestionRecord:
        """Return the record after one more event about this question, other than a reset."""
        if event.verb == "skip":
            # Who has predicted and runs the experiment again skips nothing.
            return replace(self, skipped=self.skipped or not self.current)
        if event.verb == "hint":
            opened = event.answer if isinstance(event.answer, int) else 0  # anybody may edit the file
            return replace(self, hints=max(self.hints, opened))
        return replace(self, tries=(*self.tries, event), current=(*self.current, event))


class DueQuestion(NamedTuple):
    """A question that is asked again in a warm-up, and why."""

    question_id: str
    reason: str  # "sure" or "missed"


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything that a learner has done, oldest first."""

    learner: str = field(default_factory=lambda: uuid.uuid4().hex[:12])  # a random number: no name is kept
    events: tuple[JournalEvent, ...] = ()
    version: int = 1  # of the file that it was read from
    other: Mapping[str, Any] = field(
        default_factory=dict
    )  # keys that this version does not know, as they are

    def add(self, events: Iterable[JournalEvent]) -> Self:
        """Return the journal with events added, each once by its id."""
        known_ids = {event.id for event in self.events}
        new = tuple({event.id: event for event in events if event.id not in known_ids}.values())
        return replace(self, events=self.events + new) if new else self

    def merge(self, other: Self) -> Self:
        """Return the events of both in the order in which they happened; the learner is this journal's."""
        merged = self.add(other.events)
        return replace(merged, events=tuple(sorted(merged.events, key=lambda event: event.time)))

    def record(self, question_id: str, warmup: str = "") -> QuestionRecord:
        """Return how a question stands in its own lesson, or in a warm-up where it was asked again."""
        asked_in = warmup or question_id
        resets = ("", asked_in, lesson_of(asked_in))  # of everything, of this, of its lesson
        record = QuestionRecord()
        for event in self.events:
            if event.verb == "reset" and event.question_id in resets:
                record = QuestionRecord(tries=record.tries)
            elif (event.question_id, event.warmup) == (question_id, warmup):
                record = record.after(event)
        return record

    def questions(self) -> tuple[str, ...]:
        """Return the ids of the questions that something was done about, each once, oldest first."""
        recognized = (e for e in self.events if e.verb in VERBS and e.verb not in {"reset", JOIN})
        return tuple(dict.fromkeys(event.question_id for event in recognized))

    def due(self, lesson: str) -> tuple[DueQuestion, ...]:
        """Return what is asked again in a lesson: what the learner was sure of and missed first, then others.

        Of each, what has come back least often is first. A warm-up asks two of them, and would else ask the
        same two in every lesson for as long as they are missed, and never the others.

        Such an error is due until a later warm-up was answered correctly, and again in LAST_REVIEW_LESSON:
        errors made with confidence are corrected well, but return within a week if nothing recalls them
        (Butler, Fazio and Marsh 2011: The hypercorrection effect persists over a week, but high-confidence
        errors return).
        """
        earlier = (question for question in self.questions() if lesson_of(question) < lesson)
        reasons = ((question, self._reason(question, lesson)) for question in earlier)
        due = [DueQuestion(question, reason) for question, reason in reasons if reason]
        reviews = Counter(event.question_id for event in self.events if event.verb == "review")
        return tuple(
            sorted(due, key=lambda question: (question.reason != "sure", reviews[question.question_id]))
        )

    def _reason(self, question_id: str, lesson: str) -> str:
        """Return why a question is due, or ""."""
        tries = [
            event for event in self.events if event.question_id == question_id and event.verb in RECALL_VERBS
        ]
        sure_errors = [
            index
            for index, event in enumerate(tries)
            if event.confidence == "sure" and event.status != "correct"
        ]
        if sure_errors and (lesson >= LAST_REVIEW_LESSON or not _recalled(tries[sure_errors[-1] + 1 :])):
            return "sure"
        return "missed" if tries and tries[-1].status != "correct" else ""

    # ------------------------------------------------------------------------------------------- as text

    def text(self) -> str:
        """Return the journal as JSON, one event a line, so that people and `diff` can read it."""
        # No newer than its events need: who practises nothing can go back to an older iamsim.
        version = max([self.version, *(NEWER_VERBS.get(event.verb, 1) for event in self.events)])
        head = {"about": ABOUT, "version": version, "learner": self.learner, **self.other}
        lines = ",\n".join("  " + json.dumps(event.raw()) for event in self.events)
        start = json.dumps(head, indent=1).removesuffix("\n}")
        return f'{start},\n "events": [\n{lines}\n ]\n}}\n'

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a journal. Raises JournalError that says where it is wrong.

        That of a newer version is NewerVersionError, with what can be read.
        """
        try:
            raw = json.loads(text)
        except RecursionError:
            raise JournalError("nested too deep") from None
        except ValueError as error:
            newer = re.search(r'"version": ?(\d{1,9})\b', text)
            if newer and int(newer[1]) > VERSION:  # cut off, perhaps; still not ours to mend
                raise NewerVersionError(int(newer[1]), cls.salvage(text)) from None
            raise JournalError(f"not JSON: {error}") from None
        version = raw.get("version") if isinstance(raw, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise NewerVersionError(version, cls.salvage(text))
        if not isinstance(raw, dict) or not isinstance(raw.get("events"), list):
            raise JournalError(f'expected {{"version": {VERSION}, "learner": ..., "events": [...]}}')
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise JournalError(f"version: expected 1 to {VERSION}, found {version!r:.20}")
        if not isinstance(raw.get("learner"), str) or not raw["learner"]:
            raise JournalError(f"learner: expected text, found {_shown(raw.get('learner'))}")
        other = {key: value for key, value in raw.items() if key not in HEAD_KEYS}
        return cls(raw["learner"], version=version, other=other).add(_parse_events(raw["events"]))

    @classmethod
    def salvage(cls, text: str) -> Self:
        """Take every event out of a damaged text that can still be read."""
        learner = re.search(r'"learner": ?"([0-9a-f]{1,40})"', text)
        return (cls(learner[1]) if learner else cls()).add(_salvaged_events(text))


def _recalled(later_tries: list[JournalEvent]) -> bool:
    return any(event.verb == "review" and event.status == "correct" for event in later_tries)


def _parse_events(raw_events: list[Any]) -> Iterator[JournalEvent]:
    for number, raw in enumerate(raw_events):
        try:
            yield JournalEvent.parse(raw)
        except JournalError as error:
            raise JournalError(f"events[{number}]: {error}") from None


def _salvaged_events(text: str) -> Iterator[JournalEvent]:
    """Yield each object in a text that is an event, wherever it stands."""
    decoder = json.JSONDecoder()
    end = 0
    for start in re.finditer(r'\{\s*"', text):
        if start.start() < end:  # inside an event that was read: a table's answer is an object too
            continue
        try:
            raw, after = decoder.raw_decode(text, start.start())
            yield JournalEvent.parse(raw)
        except (ValueError, RecursionError):
            continue
        end = after
