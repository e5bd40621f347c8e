"""How far a learner has come, what is due again, and copies for another computer: journal → ProgressCard.

A question is shown by its words and a lesson by its title, with a link; ids stand in no sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from iamsim import tables
from iamsim.learning.course_challenges import challenges_by_lesson
from iamsim.learning.notebook.asked_questions import WARMUP_SUFFIX
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.card_html import card, head
from iamsim.learning.notebook.cards import Note, without_marks
from iamsim.learning.notebook.course_playground import challenge_event_id
from iamsim.learning.notebook.ideas_view import due_line, frame_rows, ideas_notes
from iamsim.learning.notebook.lesson_challenges import CHALLENGES
from iamsim.learning.notebook.open_questions import is_done, open_lines, open_questions, words_by_id
from iamsim.learning.notebook.practice_session import Clock, local_time
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.exercises import About, CountedQuestion
from iamsim.learning.records import LAST_REVIEW_LESSON, PROGRESS_FILE, Journal, JournalError, lesson_of
from iamsim.learning.way import next_lesson, way
from iamsim.markup import (
    Markup,
    card_table,
    element,
    fragment,
    inline,
    packed_rules,
    paragraphs,
    text_table,
    trusted,
)

FRAME_COLUMNS = ("lesson", "questions", "answered", "right_at_once", "sure_and_not_so", "exercise")
HEADINGS = ("lesson", "answered", "right at once", "sure, and not so", "exercise", "built")
WHERE_SAVED = f"Answers are kept in `{PROGRESS_FILE}` in your course folder, on this computer only."
HOW_TO_COPY = "`export()` writes a copy of it; `merge(file)` adds a copy from another computer."
BAR_LENGTH = 8  # characters of a bar in the text version
MAX_OPEN = 3  # questions of a lesson that are named; of more the number is enough
MAX_RETURNING = 5  # questions of later warm-ups, likewise


class LessonStanding(NamedTuple):
    """How one lesson stands: a row of the table."""

    about: About
    questions: int
    answered: int
    right_at_once: int
    sure_errors: int
    exercise: str  # "solved", "2 tries" or "–"
    built: str  # "1 of 3" challenges, or "–"

    @property
    def begun(self) -> bool:
        """True if anything was done in it."""
        return bool(self.answered) or self.exercise != "–" or self.built not in {"–", f"0 of {CHALLENGES}"}

    @property
    def answered_words(self) -> str:
        """How many of the questions were answered: `2 of 9`."""
        return f"{self.answered} of {self.questions}" if self.questions else "–"

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands beside the bar; nothing for a lesson that was not begun."""
        if not self.begun:
            return ("", "", "", "")
        return (*self.counts, self.exercise, self.built)

    @property
    def counts(self) -> tuple[str, str]:
        """How many were right at once, and how many were not though the learner was sure."""
        return (str(self.right_at_once), str(self.sure_errors)) if self.questions else ("–", "–")


class OpenLesson(NamedTuple):
    """A lesson that was begun, the words of its first open questions, and how many more there are."""

    about: About
    questions: tuple[str, ...]
    more: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The questions, then how many more."""
        return (*self.questions, *([f"and {self.more} more"] if self.more else []))


@dataclass(frozen=True, slots=True)
class ProgressCard:
    """How far one has come; it shows itself as text and as HTML."""

    following: About | None
    lines: tuple[str, ...] = ()
    rows: tuple[LessonStanding, ...] = ()
    open_lessons: tuple[OpenLesson, ...] = ()
    returning: tuple[str, ...] = ()  # questions that a later warm-up asks again, by their words
    more: tuple[Note, ...] = ()  # shown below
    due: str = ""  # how many wrong ideas are asked again today

    def __repr__(self) -> str:
        return without_marks("\n".join(self._text_lines()))

    def _text_lines(self) -> Iterator[str]:
        yield "Progress"
        if self.following:
            yield f"Next: {self.following.name}{_minutes(self.following)} → {self.following.notebook}"
        if self.due:
            yield self.due
        if self.rows:
            rows = (
                (row.about.name, f"{_bar_text(row)} {row.answered_words}", *row.cells) for row in self.rows
            )
            yield from text_table((HEADINGS, *rows), "  ")
        if self.open_lessons:
            yield "Begun, and not yet answered:"
            for lesson in self.open_lessons:
                yield f"  {lesson.about.name} → {lesson.about.notebook}"
                yield from (f"    {line}" for line in lesson.lines)
        if self.returning:
            yield "Coming back in a later warm-up:"
            yield from (f"  {line}" for line in self.returning)
        yield from self.lines
        for note in self.more:
            yield from ("", repr(note))

    def _repr_html_(self) -> str:
        parts = [element("style", {}, trusted(packed_rules(__package__, "progress.css"))), head("Progress")]
        if self.following:
            link = _link(self.following)
            parts.append(element("p", {"class": "iamsim-ask"}, "Next: ", link, _minutes(self.following)))
        if self.due:
            parts.append(paragraphs(f"**{self.due}**"))
        if self.rows:
            rows: list[tuple[str | Markup, ...]] = [
                (_link(row.about), _bar(row), *row.cells) for row in self.rows
            ]
            parts.append(card_table(rows, HEADINGS, stacked=HEADINGS[1:]))
        if self.open_lessons:
            parts.append(element("p", {"class": "iamsim-part"}, "Begun, and not yet answered"))
            for lesson in self.open_lessons:
                parts += [element("p", {}, _link(lesson.about)), _list(lesson.lines)]
        if self.returning:
            parts.append(element("p", {"class": "iamsim-part"}, "Coming back in a later warm-up"))
            parts.append(_list(self.returning))
        parts += (paragraphs(line, "iamsim-note") for line in self.lines)
        parts += (note.content() for note in self.more)
        return str(card(element("div", {"class": "iamsim-progress"}, *parts), "Progress"))


def _link(about: About) -> Markup:
    return element("a", {"href": about.notebook}, about.name)


def _minutes(about: About) -> str:
    return f", {about.minutes} minutes" if about.minutes else ""


def _list(lines: Sequence[str]) -> Markup:
    return element("ul", {"class": "iamsim-because"}, *(element("li", {}, inline(line)) for line in lines))


def _bar_text(row: LessonStanding) -> str:
    full = round(BAR_LENGTH * row.answered / row.questions) if row.questions else 0
    return "█" * full + "░" * (BAR_LENGTH - full)


def _bar(row: LessonStanding) -> Markup:
    percent = round(100 * row.answered / row.questions) if row.questions else 0
    # The words beside it say the same, so nobody needs to hear or to measure the bar.
    full = element("span", {"style": f"width: {percent}%"})
    bar = element("span", {"class": "iamsim-bar-of", "aria-hidden": "true"}, full)
    return fragment(bar, " ", row.answered_words)


def progress(*, clock: Clock = local_time) -> ProgressCard:
    """Show how far one has come, what is open, what comes back and is next; topics, and wrong ideas."""
    journal, notice = storage().read()
    notices = (notice,) if notice else ()
    lessons = dict(_lessons())
    following = _following(journal)
    if not any(event.status for event in journal.events):
        return ProgressCard(following, (*notices, "Nothing is committed yet.", WHERE_SAVED))
    solved = _solved_challenges(journal)
    rows = tuple(_standing(journal, number, items, solved) for number, items in lessons.items())
    return ProgressCard(
        following,
        (*notices, f"{WHERE_SAVED} {HOW_TO_COPY}"),
        rows,
        tuple(_open_lessons(journal, rows)),
        tuple(_returning(journal)),
        ideas_notes(journal, clock()),
        due_line(journal, clock()),
    )


def _following(journal: Journal) -> About | None:
    """Return the first lesson on the way that has something left to do."""
    first, *_ = way() or ("",)
    number = first if first and not is_done(journal, first) else next_lesson(first, partial(is_done, journal))
    return exercises.about(number) if number else None


def _lessons() -> Iterator[tuple[str, tuple[CountedQuestion, ...]]]:
    """Yield each lesson's number with what counts in it, in the order of the way."""
    for number in way():
        try:
            yield number, exercises.counted(number)
        except ExerciseError:  # a file that somebody is writing hides no other lesson
            continue


def progress_frame(about: str = "lessons", *, clock: Clock = local_time) -> Any:  # only tables imports pandas
    """Return a pandas DataFrame with a row for each lesson, or for each of the "topics" or the wrong "ideas".

    Columns of lessons: lesson, questions, answered, right_at_once (first attempts), sure_and_not_so,
    exercise; of topics: TOPIC_COLUMNS; of ideas: IDEA_COLUMNS. Days are texts such as 2026-11-30, or "".
    Raises `iamsim.tables.PandasMissing` where pandas is not installed, ValueError for another word.
    """
    journal = storage().read().journal
    if about != "lessons":
        return tables.progress(*frame_rows(about, journal, clock()))
    rows = (
        (number, *_counts(journal, items), _exercise_cell(journal, items)) for number, items in _lessons()
    )
    return tables.progress(FRAME_COLUMNS, sorted(rows))


def _counts(journal: Journal, items: Sequence[CountedQuestion]) -> tuple[int, int, int, int]:
    """Return how many questions there are, and how many were answered, right at once, wrong though sure."""
    records = [journal.record(item.id) for item in items if item.section != "exercise"]
    # First attempts: who resets a question and knows the answer then has not been right at once.
    firsts = [record.first for record in records if record.first]
    right = sum(event.status == "correct" for event in firsts)
    sure_errors = sum(event.status != "correct" and event.confidence == "sure" for event in firsts)
    return len(records), len(firsts), right, sure_errors


def _standing(
    journal: Journal, number: str, items: Sequence[CountedQuestion], solved: dict[str, list[bool]]
) -> LessonStanding:
    challenges = solved.get(number, [])[:CHALLENGES]
    built = f"{sum(challenges)} of {len(challenges)}" if challenges else "–"
    exercise = _exercise_cell(journal, items)
    return LessonStanding(exercises.about(number), *_counts(journal, items), exercise, built)


def _solved_challenges(journal: Journal) -> dict[str, list[bool]]:
    """Return for each lesson, of each of its challenges, whether it is solved."""
    answered = set(journal.questions())
    try:
        challenges = challenges_by_lesson()
    except (OSError, ValueError):  # without the file, or while somebody writes it, the rest is shown
        return {}
    return {
        lesson: [challenge_event_id(name) in answered for name in names]
        for lesson, names in challenges.items()
    }


def _exercise_cell(journal: Journal, items: Sequence[CountedQuestion]) -> str:
    """Say how a lesson's exercise stands: `solved`, `2 tries`, or `–`."""
    # All tries, also those before a reset: the effort was made.
    records = [journal.record(item.id) for item in items if item.section == "exercise"]
    tries = sum(len(record.tries) for record in records)
    if records and all(record.solved for record in records):
        return "solved"
    return f"{tries} {'try' if tries == 1 else 'tries'}" if tries else "–"


def _open_lessons(journal: Journal, rows: Sequence[LessonStanding]) -> Iterator[OpenLesson]:
    """Yield the lessons that were begun and have open questions."""
    for row in rows:
        items = open_questions(journal, row.about.number)
        if items and row.begun:
            lines = open_lines(items[:MAX_OPEN])
            yield OpenLesson(row.about, lines, len(items) - len(lines))


def _returning(journal: Journal) -> Iterator[str]:
    """Yield what the next warm-ups may ask again, by its words, and of many how many more there are."""
    warmups = [number for number in way() if _has_open_warmup(journal, number)]
    # As in the lesson before the last review, which alone would ask everything that one was ever sure of.
    due = journal.due(f"{int(LAST_REVIEW_LESSON) - 1:02}")
    # An exercise is not asked in a warm-up, and no warm-up asks what its own or a later lesson asked.
    reasons = {
        item.question_id: item.reason
        for item in due
        if lesson_of(item.question_id) != item.question_id
        and any(lesson_of(item.question_id) < number for number in warmups)
    }
    words = words_by_id(reasons)
    for name in list(words)[:MAX_RETURNING]:
        sure = "; you were sure" if reasons[name] == "sure" else ""
        yield f"{words[name]} (lesson {lesson_of(name)}{sure})"
    if len(words) > MAX_RETURNING:
        yield f"and {len(words) - MAX_RETURNING} more"


def _has_open_warmup(journal: Journal, number: str) -> bool:
    """Tell whether a lesson begins with a warm-up that was not answered yet."""
    name = f"{number}{WARMUP_SUFFIX}"
    try:
        has_warmup = bool(exercises.lesson(number).section("warmup"))
    except ExerciseError:  # a file that somebody is writing
        return False
    return has_warmup and not any(event.warmup == name for event in journal.events)


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
