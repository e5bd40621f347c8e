"""What a learner has done, as a value: events → journal → how a question stands, and what comes back.

Events are only ever added, so two journals merge without a conflict and the first attempt stays the first.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

VERSION = 1
ABOUT = "Your answers in the iamsim course, one line each. Keep a copy if you like; please do not edit."
CONFIDENCES = ("guess", "think", "sure")
ANSWERED = ("predict", "observe", "check", "quiz", "review")  # each of these has an answer and its status
RECALLS = ("predict", "quiz", "review")  # what was seen on a screen or built cannot be asked again elsewhere
DID = (*ANSWERED, "skip", "hint", "reset")
TRIES = ("correct", "partial", "wrong")  # an answer that was not attempted or malformed is no try
TEXTS = ("id", "at", "did", "question", "where", "confidence", "status", "misconception")
WORDS = {"did": DID, "confidence": ("", *CONFIDENCES), "status": ("", *TRIES)}
LAST_REVIEW = "11"  # the lesson in which every "sure" error comes back, whatever was answered since


class NotAJournal(ValueError):
    """Why a text is not a journal, in one line."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a learner did, and when (UTC)."""

    did: str
    question: str = ""  # a reset's may be a lesson's number, or "" for everything
    where: str = ""  # asked again elsewhere: "08-warmup"
    answer: Any = None  # as JSON has it; a hint's is its rung
    confidence: str = ""
    status: str = ""
    misconception: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))

    @classmethod
    def parse(cls, raw: object) -> Self:
        """Read an event as the file has it; whatever is wrong with it is a NotAJournal."""
        if not isinstance(raw, Mapping):
            raise NotAJournal(f"expected an event, found {_kind(raw)}")
        known = {one.name: raw[one.name] for one in fields(cls) if one.name in raw}
        for name in TEXTS:
            if not isinstance(known.get(name, ""), str):
                raise NotAJournal(f"{name}: expected text, found {_kind(known[name])}")
        for name, words in WORDS.items():
            if known.get(name, "") not in words:
                raise NotAJournal(f"{name}: expected one of {', '.join(words)}, found {known.get(name)}")
        if not known.get("id") or not known.get("at"):
            raise NotAJournal("an event without id or at")
        if (known["did"] in ANSWERED) is not bool(known.get("status")):
            raise NotAJournal("an answer has a status, and nothing else has")
        return cls(**known)

    def raw(self) -> dict[str, Any]:
        """The event as the file has it: what is empty is left out."""
        order = ("id", "at", "did", "question", "where", "answer", "confidence", "status", "misconception")
        return {name: value for name in order if (value := getattr(self, name)) not in ("", None)}


def lesson_of(question: str) -> str:
    """The lesson's number at the beginning of an id: that of "08-publish" is "08"."""
    return question.partition("-")[0]


def _kind(value: object) -> str:
    return {"dict": "an object", "list": "a list", "str": "text", "NoneType": "null"}.get(
        type(value).__name__, f"{value!r:.20}"
    )


@dataclass(frozen=True, slots=True)
class Record:
    """How one question stands: all its tries, and what happened since its last reset."""

    tries: tuple[Event, ...] = ()
    current: tuple[Event, ...] = ()
    skipped: bool = False  # its experiment ran before anything was predicted
    hints: int = 0  # the highest rung that was opened

    @property
    def first(self) -> Event | None:
        """The first attempt ever: a reset does not undo it."""
        return self.tries[0] if self.tries else None

    @property
    def last(self) -> Event | None:
        """The answer that stands."""
        return self.current[-1] if self.current else None

    @property
    def best(self) -> Event | None:
        """The answer to hand in: the last correct one, as who has solved it may play on; else the last."""
        return next((one for one in reversed(self.current) if one.status == "correct"), self.last)

    @property
    def misses(self) -> int:
        """How many tries since the last reset were not correct."""
        return sum(one.status != "correct" for one in self.current)

    @property
    def solved(self) -> bool:
        """True if a correct answer was given since the last reset."""
        return any(one.status == "correct" for one in self.current)


class Due(NamedTuple):
    """A question that comes back, and why."""

    question: str
    why: str  # "sure" or "missed"


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything a learner has done, oldest first."""

    learner: str = field(default_factory=lambda: uuid.uuid4().hex[:12])  # no name: the seed of the variants
    events: tuple[Event, ...] = ()

    def add(self, events: Iterable[Event]) -> Self:
        """Add events, each once."""
        known = {event.id for event in self.events}
        new = tuple({event.id: event for event in events if event.id not in known}.values())
        return replace(self, events=self.events + new) if new else self

    def merge(self, other: Self) -> Self:
        """Everything of both, in the order in which it happened; the learner stays this one's."""
        both = self.add(other.events)
        return replace(both, events=tuple(sorted(both.events, key=lambda event: event.at)))

    def record(self, question: str, where: str = "") -> Record:
        """How a question stands in its own place, or where it was asked again."""
        reached = ("", where or question, lesson_of(where or question))  # by a reset
        record = Record()
        for event in self.events:
            if event.did == "reset" and event.question in reached:
                record = Record(tries=record.tries)
            elif (event.question, event.where) == (question, where):
                record = _after(record, event)
        return record

    def questions(self) -> tuple[str, ...]:
        """The questions that were answered or skipped, each once, oldest first."""
        return tuple(dict.fromkeys(event.question for event in self.events if event.did != "reset"))

    def due(self, lesson: str) -> tuple[Due, ...]:
        """What comes back in a lesson: first what the learner was sure of and missed, then what was missed.

        A "sure" error returns until a later warm-up was answered correctly, and once more in lesson 11: such
        errors are corrected well but return within a week if nothing recalls them (Butler et al. 2011).
        """
        earlier = (question for question in self.questions() if lesson_of(question) < lesson)
        found = [Due(question, why) for question in earlier if (why := self._why(question, lesson))]
        return tuple(sorted(found, key=lambda due: due.why != "sure"))

    def _why(self, question: str, lesson: str) -> str:
        tries = [one for one in self.events if one.question == question and one.did in RECALLS]
        sure = [at for at, one in enumerate(tries) if one.confidence == "sure" and one.status != "correct"]
        if sure and (lesson >= LAST_REVIEW or not _recalled(tries[sure[-1] + 1 :])):
            return "sure"
        return "missed" if tries and tries[-1].status != "correct" else ""

    # ------------------------------------------------------------------------------------------- as text

    def text(self) -> str:
        """The journal as JSON, one event a line, so that people and `diff` can read it."""
        head = {"about": ABOUT, "version": VERSION, "learner": self.learner}
        lines = ",\n".join("  " + json.dumps(event.raw()) for event in self.events)
        opened = json.dumps(head, indent=1).removesuffix("\n}")
        return f'{opened},\n "events": [\n{lines}\n ]\n}}\n'

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a journal; whatever is wrong with it is a NotAJournal that says where."""
        raw = _json(text)
        if not isinstance(raw, dict) or not isinstance(raw.get("events"), list):
            raise NotAJournal('expected {"version": 1, "learner": ..., "events": [...]}')
        if raw.get("version") != VERSION:
            raise NotAJournal(f"version: expected {VERSION}, found {raw.get('version')!r}")
        if not isinstance(raw.get("learner"), str) or not raw["learner"]:
            raise NotAJournal(f"learner: expected text, found {_kind(raw.get('learner'))}")
        return cls(raw["learner"]).add(_numbered(raw["events"]))

    @classmethod
    def salvage(cls, text: str) -> Self:
        """Take every event out of a damaged text that can still be read."""
        found = re.search(r'"learner": ?"([0-9a-f]{1,40})"', text)
        return (cls(found[1]) if found else cls()).add(_pieces(text))


def _after(record: Record, event: Event) -> Record:
    """A question's record after one more event that concerns it."""
    if event.did == "skip":
        return replace(record, skipped=record.skipped or not record.current)
    if event.did == "hint":
        return replace(record, hints=max(record.hints, event.answer if isinstance(event.answer, int) else 0))
    return replace(record, tries=(*record.tries, event), current=(*record.current, event))


def _recalled(later: list[Event]) -> bool:
    return any(one.did == "review" and one.status == "correct" for one in later)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise NotAJournal("nested too deep") from None
    except ValueError as error:
        raise NotAJournal(f"not JSON: {error}") from None


def _numbered(raw: list[Any]) -> Iterator[Event]:
    for number, one in enumerate(raw):
        try:
            yield Event.parse(one)
        except NotAJournal as error:
            raise NotAJournal(f"events[{number}]: {error}") from None


def _pieces(text: str) -> Iterator[Event]:
    """Each object in a text that is an event, wherever it stands."""
    reader = json.JSONDecoder()
    end = 0
    for start in re.finditer(r'\{\s*"', text):
        if start.start() < end:
            continue
        try:
            raw, after = reader.raw_decode(text, start.start())
            yield Event.parse(raw)
        except (ValueError, RecursionError):
            continue
        end = after
