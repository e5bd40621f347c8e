"""What a learner is shown, as a value that displays itself: items → Sheet → text | HTML; and plain notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from iamsim.learning.notebook import markup
from iamsim.learning.questions.answers import LETTERS
from iamsim.learning.questions.grading import Feedback
from iamsim.learning.questions.item import (
    ROWS,
    STATUSES,
    SURE,
    Item,
    arranged,
    beside,
    caption,
    in_words,
    is_chosen,
    reasons,
    row_answers,
    text_of,
    unmarked,
)
from iamsim.learning.questions.model import Question


class Look(NamedTuple):
    """What stands at the head of a sheet and on its button."""

    title: str
    button: str
    retry: bool  # may be answered until it is right


LOOKS: Mapping[str, Look] = {
    "predict": Look("Predict", "Commit", retry=False),
    "observe": Look("What happened?", "Commit", retry=False),
    "check": Look("Exercise", "Check", retry=True),
    "quiz": Look("From memory", "Commit", retry=False),
    "review": Look("Warm-up", "Commit", retry=False),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some questions as they stand, and what is said below them."""

    verb: str  # one of LOOKS
    id: str  # what was asked for: "08-publish", "08-warmup"
    items: tuple[Item, ...]
    says: tuple[str, ...] = ()
    code: str = ""  # how to answer without a form

    @property
    def look(self) -> Look:
        """Its title and its button."""
        return LOOKS[self.verb]

    @property
    def asks_confidence(self) -> bool:
        """True where a learner also says how sure."""
        return self.verb == "predict"

    def open(self, item: Item) -> bool:
        """True if a question can be answered, or answered again."""
        return not item.answered or (self.look.retry and not item.record.solved)

    @property
    def fields(self) -> tuple[Item, ...]:
        """The questions that a form can ask; an account is built in code."""
        return tuple(item for item in self.items if self.open(item) and item.question.kind != "account")

    @property
    def asked(self) -> tuple[Item, ...]:
        """The questions that this call asks: not the prediction that `observe` looks back at."""
        return tuple(item for item in self.items if self.verb != "observe" or item.question.id != self.id)

    @property
    def intro(self) -> str:
        """What stands above the parts of an exercise."""
        whole = self.items[0].whole if self.items else None
        return whole.text if whole else ""

    @property
    def closed(self) -> bool:
        """True if nothing is left to answer."""
        return not any(self.open(item) for item in self.items)

    def numbered(self) -> Iterator[tuple[int, Item]]:
        """The items with their numbers; 0 where a number would say nothing."""
        counts = len(self.items) > 1 and self.verb != "observe"
        yield from ((number if counts else 0, item) for number, item in enumerate(self.items, start=1))

    @property
    def label(self) -> str:
        """What a screen reader calls it."""
        return f"{self.look.title}, {self.id}"

    def __repr__(self) -> str:
        return unmarked("\n".join(_lines(self)))

    def _repr_html_(self) -> str:
        parts = [markup.head(self.look.title, self.id), markup.prose(self.intro, "iamsim-intro")]
        for number, item in self.numbered():
            parts += [markup.asked(item, number), markup.stands(item)]
            if item.feedback:
                parts.append(markup.feedback(item.question, item.feedback))
        parts.append(markup.says(self.below))
        return markup.card("\n".join(filter(None, parts)), self.label)

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below the questions where there is no form."""
        return (*self.says, *self.from_code)

    @property
    def from_code(self) -> tuple[str, ...]:
        """How to answer without a form, where something is to be answered."""
        return () if self.closed or not self.code else (f"From code: `{self.code}`",)


@dataclass(frozen=True, slots=True)
class Note:
    """A few lines under a title, perhaps with a table: a hint, what was reset, how far one has come."""

    title: str
    lines: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    name: str = ""

    def __repr__(self) -> str:
        top = f"{self.title} · {self.name}" if self.name else self.title
        lines = (top, *self.lines, *_columns((self.header, *self.rows) if self.rows else ()))
        return unmarked("\n".join(lines))

    def _repr_html_(self) -> str:
        body = "".join(markup.prose(line) for line in self.lines)
        table = markup.rows(self.header, self.rows) if self.rows else ""
        return markup.card(f"{markup.head(self.title, self.name)}\n{body}{table}", self.title)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


# --- a sheet as text -----------------------------------------------------------------------------------


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"{sheet.look.title} · {sheet.id}"
    yield from filter(None, [sheet.intro])
    for number, item in sheet.numbered():
        yield from ("",) if len(sheet.items) > 1 else ()
        yield f"{number}. {item.question.text}" if number else item.question.text
        yield from (f"  ({note})" for note in item.notes)
        yield from _stands(item)
        if item.feedback:
            yield from said(item.question, item.feedback)
    yield from sheet.below


def _stands(item: Item) -> Iterator[str]:
    """The options or rows, with the answer that stands."""
    question = item.question
    for place, at in enumerate(arranged(question, item.answer), start=1):
        yours = "  ← your answer" if is_chosen(question, item.answer, at) else ""
        mark = f"{place}." if question.kind == "order" and item.answered else f"{LETTERS[at]})"
        yield f"  {mark} {question.options[at].text}{yours}"
    if question.kind == "table" and not (item.feedback and item.feedback.rows):
        words = [in_words(question, one) or "…" for one in row_answers(question, item.answer)]
        yield from _columns([(row.label, one) for row, one in zip(question.rows, words, strict=True)])
        if not item.answered:
            yield f"  each one of: {' / '.join(question.answers.values())}"
    if item.tells_confidence:
        yield f"  {SURE[item.confidence]}."


def said(question: Question, feedback: Feedback) -> Iterator[str]:
    """A feedback as lines of text."""
    symbol, word = STATUSES[feedback.status]
    yield from f"{symbol} {word}. {text_of(question, feedback)}".replace("\n\n", "\n").splitlines()
    if not feedback.rows or question.kind not in ROWS:
        return
    yield f"{caption(question, feedback.rows)}:"
    yield from _columns([(row.label, str(beside(question, row))) for row in feedback.rows])
    shown, more = reasons(feedback.rows)
    yield from (f"  {row.label}: {row.because}" for row in shown)
    yield from (f"  {line}" for line in (more,) if line)
