"""What a journal says of each wrong idea: when it was met, named and beaten, and when it is asked again.

    events (answers of lessons, of practice and of reviews) → IdeaRecord → due on a day

An idea is beaten when it did not show on two days after it last showed. Until then it is asked again after 1,
3, 7 and 21 days: with such gaps one remembers longer than after as many repetitions in a row (Cepeda
and others 2008: Spacing effects in learning). Nothing here reads a clock: the caller says what time it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from iamsim.learning.records.journal import PRACTICE, Journal, JournalEvent

REVIEW_GAPS = (1, 3, 7, 21)
"""Days from one review of an idea to the next; the last gap is used again and again."""
DAYS_TO_BEAT = 2
"""On so many days after it was named must an idea not show."""
REVIEW = "review"
"""The `warmup` of a practice event that `review()` asked."""


@dataclass(frozen=True, slots=True)
class PracticeAnswer:
    """An answer to a drawn question, with what the tutor needs to go on without drawing it again."""

    chosen: str  # a decision's name
    right: str
    # Idea → its decision, where that is not the right one.
    idea_answers: Mapping[str, str] = field(default_factory=dict)
    named_ideas: tuple[str, ...] = ()  # those that the feedback named
    request: str = ""  # in short, as a learner reads it
    topic: str = ""
    session: str = ""  # the tutor's seed

    @classmethod
    def of(cls, event: JournalEvent) -> Self | None:
        """Read the answer of a practice event; None for other events, and for what somebody has edited."""
        raw = event.answer
        if event.verb != PRACTICE or not isinstance(raw, dict):
            return None
        texts = {name: raw.get(name, "") for name in ("chosen", "right", "request", "topic", "session")}
        idea_answers, ideas = raw.get("shown", {}), raw.get("named", [])
        if not isinstance(idea_answers, dict) or not isinstance(ideas, list):
            return None
        if not all(isinstance(text, str) for text in (*texts.values(), *idea_answers.values(), *ideas)):
            return None
        return cls(**texts, idea_answers=idea_answers, named_ideas=tuple(ideas))

    def raw(self) -> dict[str, Any]:
        """Return the answer as JSON has it; what is empty is left out."""
        values = {"chosen": self.chosen, "right": self.right, "request": self.request, "topic": self.topic}
        values |= {"session": self.session}
        return {
            **{name: text for name, text in values.items() if text},
            "shown": dict(self.idea_answers),
            **({"named": list(self.named_ideas)} if self.named_ideas else {}),
        }


class Occasion(NamedTuple):
    """When an idea was met, named or refuted, and by which request or question."""

    day: date
    source: str  # a request in short; of a lesson's question its id
    in_lesson: bool = False


@dataclass(frozen=True, slots=True)
class IdeaRecord:
    """How one idea stands for a learner."""

    id: str
    met: int = 0  # answers to questions in which it would have shown
    last_met: date | None = None
    absent: bool = False  # the last of them was right
    namings: tuple[Occasion, ...] = ()  # where feedback named it
    last_shown: date | None = None  # the last day on which it was named, or an answer was this idea's
    refuted: tuple[
        Occasion, ...
    ] = ()  # since then, on later days: right answers in which it would have shown
    reviews: int = 0  # days on which it was met since it was named last

    @property
    def days_refuted(self) -> tuple[date, ...]:
        """The days since it last showed on which it did not show."""
        return tuple(sorted({occasion.day for occasion in self.refuted}))

    @property
    def beaten(self) -> Occasion | None:
        """The right answer that beat it; None if it was never named, or is not beaten yet."""
        days = self.days_refuted
        if len(days) < DAYS_TO_BEAT:
            return None
        return next(occasion for occasion in self.refuted if occasion.day == days[DAYS_TO_BEAT - 1])

    @property
    def due(self) -> date | None:
        """The day from which it is asked again; None if it was never named, or is beaten."""
        if not self.namings or self.beaten or self.last_met is None:
            return None
        gap = REVIEW_GAPS[min(self.reviews, len(REVIEW_GAPS) - 1)]
        return self.last_met + timedelta(days=gap)

    def after_naming(self, occasion: Occasion) -> IdeaRecord:
        """Return the record after feedback that names the idea: what was gained against it is void."""
        return IdeaRecord(
            self.id,
            # The answer that a practice's feedback is about was counted as a meeting already.
            met=self.met + occasion.in_lesson,
            last_met=occasion.day,
            namings=(*self.namings, occasion),
            last_shown=occasion.day,
        )

    def after_lesson(self, day: date) -> IdeaRecord:
        """Return the record after a right answer to a lesson's question in which it would have shown."""
        # It beats nothing and moves no review: the same question can be asked and remembered.
        last_met = self.last_met if self.namings else day
        return replace(self, met=self.met + 1, last_met=last_met, absent=True)

    def after_meeting(self, occasion: Occasion, *, right: bool) -> IdeaRecord:
        """Return the record after an answer to a question in which the idea would have shown."""
        met = replace(self, met=self.met + 1, last_met=occasion.day, absent=right)
        if not self.namings or self.last_shown is None or self.last_met is None:
            return met
        # Several questions of one day are one review.
        met = replace(met, reviews=self.reviews + (occasion.day > self.last_met))
        if not right:
            return replace(met, last_shown=occasion.day, refuted=())
        # Not on the day itself: what was just read is repeated, not remembered.
        is_later = occasion.day > self.last_shown
        return replace(met, refuted=(*self.refuted, occasion)) if is_later else met


def idea_records(journal: Journal, now: datetime) -> Mapping[str, IdeaRecord]:
    """Return the record of each idea that was met or named; days are those of `now`'s time zone."""
    records: dict[str, IdeaRecord] = {}
    for event in sorted(journal.events, key=lambda event: event.time):
        day = _day(event, now)
        if day is None:
            continue
        answer = PracticeAnswer.of(event)
        if answer is None:
            # What a lesson's feedback names is in its event; what it does not show, only the question knows.
            # What was seen on the screen is the request of its prediction once more: it names nothing.
            shown = "" if event.verb == "observe" else event.misconception
            named_ideas: Iterable[str] = filter(None, [shown])
            occasion = Occasion(day, event.question_id, in_lesson=True)
            for idea in event.refuted:
                records[idea] = records.get(idea, IdeaRecord(idea)).after_lesson(day)
        else:
            named_ideas, occasion = answer.named_ideas, Occasion(day, answer.request)
            for idea in answer.idea_answers:
                record = records.get(idea, IdeaRecord(idea))
                # A wrong answer of another kind tells nothing about this idea.
                if answer.chosen in (answer.right, answer.idea_answers[idea]):
                    right = answer.chosen == answer.right
                    records[idea] = record.after_meeting(occasion, right=right)
        for idea in named_ideas:
            records[idea] = records.get(idea, IdeaRecord(idea)).after_naming(occasion)
    return records


def due_ideas(journal: Journal, now: datetime, ideas: Iterable[str]) -> tuple[str, ...]:
    """Return which of these ideas are asked again today, the longest overdue first."""
    records = idea_records(journal, now)
    dated = ((records[idea].due, idea) for idea in ideas if idea in records)
    overdue = [(day, idea) for day, idea in dated if day is not None and day <= now.date()]
    return tuple(idea for _, idea in sorted(overdue))


def next_due(journal: Journal, now: datetime, ideas: Iterable[str]) -> date | None:
    """Return the next day on which one of these ideas is asked again; None if none is."""
    records = idea_records(journal, now)
    days = (records[idea].due for idea in ideas if idea in records)
    return min((day for day in days if day is not None), default=None)


def practice_answers(journal: Journal, session: str) -> tuple[tuple[str, PracticeAnswer], ...]:
    """Return the answers of one session with their questions' ids, the oldest first."""
    answers = ((event.question_id, PracticeAnswer.of(event)) for event in journal.events)
    return tuple((question, answer) for question, answer in answers if answer and answer.session == session)


def _day(event: JournalEvent, now: datetime) -> date | None:
    """Return the day of an event where the learner is; None for a time that somebody has edited."""
    try:
        time = datetime.fromisoformat(event.time)
    except ValueError:
        return None
    return (time.astimezone(now.tzinfo) if time.tzinfo else time).date()
