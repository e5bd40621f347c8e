"""What a learner's progress says of topics and of wrong ideas: journal and the time → lines, tables, rows.

    due_line(journal, now)      "4 due: `review()`", for the index and for the end of a lesson
    ideas_notes(journal, now)   Notes with topics as bars and with ideas by their sentence
    frame_rows("ideas", …)      the same for a DataFrame

An idea is always shown by its sentence; the id stands in the frame alone. No clock is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from iamsim.decision.explain import request_words
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.notebook import card_html
from iamsim.learning.notebook.cards import Note
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.records import (
    DAYS_TO_BEAT,
    PRACTICE,
    IdeaRecord,
    Journal,
    Occasion,
    due_ideas,
    idea_records,
    lesson_of,
)
from iamsim.learning.tutor import IDEAS, TOPICS
from iamsim.markup import Markup, card_table, element, fragment, inline, paragraphs

TOPIC_HEADINGS = ("Topic", "", "Wrong ideas that do not show")
IDEA_HEADINGS = ("Wrong idea", "Met", "Shown", "Beaten")
IDEA_COLUMNS = (
    "idea",
    "sentence",
    "met",
    "named",
    "named_on",
    "named_at",
    "beaten_on",
    "beaten_by",
    "due_on",
)
TOPIC_COLUMNS = ("topic", "sentence", "ideas", "absent", "last_met_on")
BAR_LENGTH = 10  # signs of a whole bar, in the text version
MET = "Met: in how many questions the idea would have given a wrong answer."
SHOWN = "Shown: an answer in a lesson was the idea's (one may be a slip), or practice named it."
BEATEN = f"Beaten: it did not show on {DAYS_TO_BEAT} later days."


def due_line(journal: Journal, now: datetime) -> str:
    """Return how many ideas are asked again today: "4 due: `review()`"; "" if none is."""
    count = len(due_ideas(journal, now, IDEAS))
    return f"{count} due: `review()`" if count else ""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """How one topic stands."""

    name: str
    sentence: str
    ideas: int
    absent: int  # of these ideas, how many did not show when they were met last
    last_met: date | None

    @property
    def count(self) -> str:
        """How much of it is done, in words."""
        return f"{self.absent} of {self.ideas}"

    def bar(self) -> str:
        """Return a bar for the text version."""
        filled = round(BAR_LENGTH * self.absent / self.ideas)
        return "█" * filled + "░" * (BAR_LENGTH - filled)


def _html_bar(count: str) -> Markup:
    """Make a bar of "3 of 5"; the words stand beside it, so that a screen reader skips it."""
    part, total = map(int, count.split(" of "))
    inner = {"style": f"display:block;height:100%;background:var(--act);width:{100 * part / total:.0f}%"}
    frame = "display:inline-block;width:9em;height:8px;border:1px solid var(--soft);border-radius:5px"
    return element("span", {"style": frame, "aria-hidden": "true"}, element("span", inner))


def topic_rows(journal: Journal, now: datetime) -> tuple[TopicRow, ...]:
    """Return each topic of the practice and how it stands, in the order of the course."""
    records = idea_records(journal, now)
    return tuple(
        TopicRow(
            topic.name,
            topic.sentence,
            len(topic.ideas),
            sum(records[idea].absent for idea in topic.ideas if idea in records),
            max((day for idea in topic.ideas if (day := _last_met(records, idea))), default=None),
        )
        for topic in TOPICS.values()
    )


def _last_met(records: Mapping[str, IdeaRecord], idea: str) -> date | None:
    return records[idea].last_met if idea in records else None


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """How one wrong idea stands, in words."""

    record: IdeaRecord
    sentence: str
    named: str
    beaten: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What stands in the table."""
        return (self.sentence, str(self.record.met), self.named, self.beaten)


def idea_rows(journal: Journal, now: datetime) -> tuple[IdeaRow, ...]:
    """Return the ideas that were named, those that are not beaten yet first."""
    records = idea_records(journal, now)
    # Of another version of the course an idea may be unknown here.
    named_records = [record for record in records.values() if record.namings and record.id in MISCONCEPTIONS]
    ordered = sorted(named_records, key=lambda record: record.beaten is not None)
    return tuple(_idea_row(record, journal) for record in ordered)


def _idea_row(record: IdeaRecord, journal: Journal) -> IdeaRow:
    times = f"{len(record.namings)} times, last " if len(record.namings) > 1 else ""
    last = record.namings[-1]
    naming_words = f"{times}{last.day.isoformat()}, {_place(last, record.id, journal)}"
    return IdeaRow(record, MISCONCEPTIONS[record.id].belief, naming_words, _beaten(record))


def _beaten(record: IdeaRecord) -> str:
    if record.beaten:
        return f"{record.beaten.day.isoformat()}, {record.beaten.source}"
    if record.due is None or record.id not in IDEAS:
        return "asked in lessons alone"
    days = len(record.days_refuted)
    so_far = f"{days} of {DAYS_TO_BEAT} days; " if days else ""
    return f"{so_far}asked again from {record.due.isoformat()}"


def _place(occasion: Occasion, idea: str, journal: Journal) -> str:
    """Return the request at which an idea was refuted; of a lesson's question that has none, the lesson."""
    if not occasion.in_lesson:
        return occasion.source
    lesson = f"lesson {lesson_of(occasion.source)}"
    try:
        question = exercises.question(occasion.source)
    except ExerciseError:  # of another version of the course
        return lesson
    answers = [
        event.answer
        for event in journal.events
        if (event.question_id, event.misconception) == (occasion.source, idea)
    ]
    result = grade(question, answers[-1]).picture if answers else None
    if result is None:
        return lesson
    return f"{lesson}, {request_words(result.request)}"


def _summary(journal: Journal, now: datetime) -> Iterator[str]:
    """Yield what stands below the tables."""
    records = idea_records(journal, now)
    unnamed = [records[idea] for idea in IDEAS if idea in records and not records[idea].namings]
    unseen = sum(idea not in records for idea in IDEAS)
    if unnamed:
        absent = sum(record.absent for record in unnamed)
        yield f"Met and not listed: {len(unnamed)} more; {absent} of them did not show the last time."
    if unseen:
        yield f"Not met yet: {unseen} of {len(IDEAS)}. `practice()` asks about them."


class TopicsNote(Note):
    """Topics with their bars, drawn where a page can draw."""

    __slots__ = ()

    def content(self) -> Markup:
        """Return what stands in its card."""
        rows = [(inline(name), _html_bar(count), inline(count)) for name, _, count in self.rows]
        table = card_table(rows, tuple(map(inline, self.headings)))
        return fragment(card_html.head(self.title), table, *map(paragraphs, self.lines))


class IdeasNote(Note):
    """Wrong ideas as a list where a page can draw: their sentences are too long for a column of a phone."""

    __slots__ = ()

    def content(self) -> Markup:
        """Return what stands in its card."""
        items = []
        for sentence, *cells in self.rows:
            pairs = zip(self.headings[1:], cells, strict=True)
            facts = "; ".join(f"{heading}: {cell}" for heading, cell in pairs)
            items.append(
                element("li", {}, element("strong", {}, inline(sentence)), element("br"), inline(facts))
            )
        ideas = element("ul", {"class": "iamsim-because"}, *items)
        return fragment(
            card_html.head(self.title), ideas, *(paragraphs(line, "iamsim-note") for line in self.lines)
        )


def ideas_notes(journal: Journal, now: datetime) -> tuple[Note, ...]:
    """Return Notes about topics, once somebody practised, and about ideas, once one was named."""
    notes: list[Note] = []
    if any(event.verb == PRACTICE for event in journal.events):
        topics = tuple((row.name, row.bar(), row.count) for row in topic_rows(journal, now))
        notes.append(TopicsNote("Topics", tuple(_summary(journal, now)), TOPIC_HEADINGS, topics))
    ideas = tuple(row.cells for row in idea_rows(journal, now))
    if ideas:
        notes.append(IdeasNote("Wrong ideas", (MET, SHOWN, BEATEN), IDEA_HEADINGS, ideas))
    return tuple(notes)


def frame_rows(
    about: str, journal: Journal, now: datetime
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Return the columns and the rows of a frame about "topics" or "ideas". Raises ValueError for others."""
    if about == "topics":
        rows: list[tuple[object, ...]] = [
            (row.name, row.sentence, row.ideas, row.absent, _text(row.last_met))
            for row in topic_rows(journal, now)
        ]
        return TOPIC_COLUMNS, rows
    if about != "ideas":
        raise ValueError(f"progress_frame: expected lessons, topics or ideas, got {about!r}")
    records = idea_records(journal, now)
    ids = dict.fromkeys((*IDEAS, *(idea for idea in records if idea in MISCONCEPTIONS)))
    return IDEA_COLUMNS, [_frame_row(records.get(idea, IdeaRecord(idea)), journal) for idea in ids]


def _frame_row(record: IdeaRecord, journal: Journal) -> tuple[object, ...]:
    last = record.namings[-1] if record.namings else None
    return (
        record.id,
        MISCONCEPTIONS[record.id].belief,
        record.met,
        len(record.namings),
        _text(last.day if last else None),
        _place(last, record.id, journal) if last else "",
        _text(record.beaten.day if record.beaten else None),
        record.beaten.source if record.beaten else "",
        _text(record.due if record.id in IDEAS else None),
    )


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
