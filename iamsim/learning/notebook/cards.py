"""What a learner is shown, as values that display themselves as text and as HTML: QuestionCard and Note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from iamsim.learning.notebook import card_html
from iamsim.learning.notebook.asked_questions import (
    ROW_LABELS,
    STATUS_LABELS,
    AskedQuestion,
    ask,
    feedback_rows,
    feedback_text,
    reasons,
)
from iamsim.learning.notebook.one_more_session import offered
from iamsim.learning.questions import Feedback, OptionList, Question
from iamsim.learning.records import SavedJournal
from iamsim.markup import Markup, card_table, fragment, inline, paragraphs, text_table

HINTS_AFTER_TRIES = 2  # wrong ones; a hint before would be read in place of thinking
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SKIPPED = (
    "No prediction was committed, so this experiment counts as skipped. "
    "Commit one above, then run this cell again: it shows your answer beside IAM's."
)
RUN_EXPERIMENT = "Committed. Now run the experiment in the next cell."
ONE_MORE = (
    "**One more, to be sure:** what differs may be a slip or an idea. One request in a fresh account helps "
    "to tell which; you may skip it. "
    'In a new cell: `from iamsim.learning import one_more; one_more("{}")`.'
)
ONE_MORE_ANSWERED = '**One more, to be sure:** answered. `one_more("{}")` shows it again.'


class CardStyle(NamedTuple):
    """What stands at the head of a card and on its button."""

    title: str
    button: str
    retry: bool  # may be answered until it is right


# Only an exercise is tried until it is right. To recall, one must commit: an answer that can be changed
# after the feedback is no recall.
CARD_STYLES: Mapping[str, CardStyle] = {
    "predict": CardStyle("Predict", "Commit", retry=False),
    "observe": CardStyle("What happened?", "Commit", retry=False),
    "check": CardStyle("Exercise", "Check", retry=True),
    "quiz": CardStyle("From memory", "Commit", retry=False),
    "review": CardStyle("Warm-up", "Commit", retry=False),
}
READING_STYLE = CardStyle("A question on the way", "Commit", retry=False)


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """The questions of a call as they stand, and what is said below them."""

    verb: str  # one of CARD_STYLES
    id: str  # what was asked for: "08-publish", "08-warmup"
    items: tuple[AskedQuestion, ...]
    messages: tuple[str, ...] = ()
    one_more: bool | None = None  # whether its one more question is answered; None if there is none

    @property
    def style(self) -> CardStyle:
        """Its title and its button."""
        # Asked by `quiz` as well, but right below the text that it is about: nothing is recalled there.
        if self.items and all(item.question.section == "reading" for item in self.items):
            return READING_STYLE
        return CARD_STYLES[self.verb]

    @property
    def label(self) -> str:
        """What a screen reader calls it."""
        return f"{self.style.title}, {self.id}"

    @property
    def asks_confidence(self) -> bool:
        """True where a learner also says how sure."""
        return self.verb == "predict"

    @property
    def intro(self) -> str:
        """What stands above the parts of an exercise."""
        exercise = self.items[0].exercise if self.items else None
        if exercise is None:
            return ""
        points = [item.feedback.points if item.feedback else 0.0 for item in self.items]
        return f"{exercise.text} {exercise.points_so_far(points)}".rstrip()

    def is_open(self, item: AskedQuestion) -> bool:
        """Return whether a question can be answered, or answered again."""
        return not item.answered or (self.style.retry and not item.record.solved)

    @property
    def closed(self) -> bool:
        """True if nothing is left to answer."""
        return not any(self.is_open(item) for item in self.items)

    @property
    def form_items(self) -> tuple[AskedQuestion, ...]:
        """The open questions that a form can ask; what is built in code has no input."""
        return tuple(item for item in self.items if self.is_open(item) and item.question.input)

    @property
    def asked_items(self) -> tuple[AskedQuestion, ...]:
        """The questions that this call asks: not the prediction that `observe` looks back at."""
        return tuple(item for item in self.items if self.verb != "observe" or item.question.id != self.id)

    def numbered_items(self) -> Iterator[tuple[int, AskedQuestion]]:
        """Yield the questions with their numbers; 0 where a number would say nothing."""
        # What was predicted is shown beside what was observed; it is not asked a second time.
        numbered = len(self.items) > 1 and self.verb != "observe"
        yield from ((number if numbered else 0, item) for number, item in enumerate(self.items, start=1))

    @property
    def code_example(self) -> str:
        """How to answer without a form, with an answer to show how one looks; else ""."""
        items = self.asked_items
        # Who has built something and got feedback has seen how.
        if not items or any(item.question.start is not None and item.feedback for item in items):
            return ""
        answers = [item.question.example for item in items]
        answer = answers[0] if len(answers) == 1 else f"[{', '.join(answers)}]"
        verb = "quiz" if self.verb == "review" else self.verb
        confidence = ', "guess"' if self.asks_confidence else ""
        return f'{verb}("{self.id}", {answer}{confidence})'

    @property
    def footer(self) -> tuple[str, ...]:
        """What stands below the questions where there is no form."""
        code = "" if self.closed else self.code_example
        one_more_text = (ONE_MORE_ANSWERED if self.one_more else ONE_MORE).format(self.id)
        return (
            *self.messages,
            *((f"From code: `{code}`",) if code else ()),
            *((one_more_text,) if self.one_more is not None else ()),
        )

    def __repr__(self) -> str:
        return without_marks("\n".join(_card_lines(self)))

    def _repr_html_(self) -> str:
        parts = [card_html.head(self.style.title, self.id), paragraphs(self.intro, "iamsim-intro")]
        for number, item in self.numbered_items():
            parts += [card_html.question_text(item, number), card_html.standing_answer(item)]
            if item.feedback:
                parts.append(card_html.feedback_box(item.question, item.feedback))
        return str(card_html.card(fragment(*parts, card_html.messages(self.footer)), self.label))


@dataclass(frozen=True, slots=True)
class Note:
    """A few lines under a title, perhaps with a table: a hint, what was reset, how far one has come."""

    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    name: str = ""

    def __repr__(self) -> str:
        title = f"{self.title} · {self.name}" if self.name else self.title
        table = text_table((self.headings, *self.rows), "  ") if self.rows else ()
        return without_marks("\n".join((title, *self.lines, *table)))

    def content(self) -> Markup:
        """Return what stands in its card."""
        parts = [card_html.head(self.title, self.name), *map(paragraphs, self.lines)]
        if self.rows:
            rows = [tuple(map(inline, row)) for row in self.rows]
            parts.append(card_table(rows, tuple(map(inline, self.headings))))
        return fragment(*parts)

    def _repr_html_(self) -> str:
        return str(card_html.card(self.content(), self.title))


def without_marks(text: str) -> str:
    """Return a text without the marks of `code` and **strong**."""
    return re.sub(r"`|\*\*", "", text)


# ------------------------------------------------------------------------------------------- what it says


def question_card(
    verb: str, name: str, saved: SavedJournal, refused: Mapping[str, Feedback] | None = None
) -> QuestionCard:
    """Make the card of a call. Raises ExerciseError.

    `refused` is, by question id, what is said of answers that were no tries and so are not in the journal.
    """
    card = QuestionCard(verb, name, ask(verb, name, saved.journal, refused))
    # After the experiment only: offered before, it would say that the table is not right.
    offer = offered(saved.journal, name) if verb == "observe" and card.closed else None
    one_more = None if offer is None else offer.event is not None
    return replace(card, messages=tuple(_messages(card, saved)), one_more=one_more)


def _messages(card: QuestionCard, saved: SavedJournal) -> Iterator[str]:
    """Yield what stands below: what could not be saved, and what comes next."""
    if saved.notice:  # first, as the answer may be lost with the kernel
        yield saved.notice
    if not card.items and card.verb == "review":
        yield "Nothing comes back yet."
    if card.verb == "predict" and card.closed:
        yield RUN_EXPERIMENT
    if card.verb == "observe" and not saved.journal.record(card.id).current:
        yield SKIPPED
    # An exercise in parts ends its story once all parts are solved.
    exercise = card.items[0].exercise if card.items else None
    if exercise and all(item.record.solved for item in card.items):
        yield exercise.success
    # The tries of all parts count together, as the hints are about the whole exercise.
    misses = sum(item.record.misses for item in card.items)
    if card.verb == "check" and not card.closed and misses >= HINTS_AFTER_TRIES:
        yield f'A hint is open: write `hint("{card.id}")` into a new cell (the + above the page) and run it.'


# --------------------------------------------------------------------------------------------- as text


def _card_lines(card: QuestionCard) -> Iterator[str]:
    yield f"{card.style.title} · {card.id}"
    if card.intro:
        yield card.intro
    for number, item in card.numbered_items():
        if len(card.items) > 1:
            yield ""
        yield f"{number}. {item.question.text}" if number else item.question.text
        yield from (f"  ({note})" for note in item.notes)
        yield from _answer_lines(item)
        if item.feedback:
            yield from feedback_lines(item.question, item.feedback)
    yield from card.footer


def _answer_lines(item: AskedQuestion) -> Iterator[str]:
    """Yield the options or rows, with the answer that stands."""
    answer_display = item.display
    if isinstance(answer_display, OptionList):
        for index, (text, _) in enumerate(answer_display.options):
            label = f"{index + 1}." if answer_display.numbered else f"{LETTERS[index]})"
            mark = " ".join(filter(None, answer_display.mark(index)))
            yield f"  {label} {text}{f'  ← {mark}' if mark else ''}"
    elif answer_display:
        answers = (answer or "…" for answer in answer_display.answers)
        yield from text_table(zip(answer_display.labels, answers, strict=True), "  ")
        if not item.answered:
            yield f"  each one of: {' / '.join(answer_display.choices)}"
    if item.confidence_line:
        yield f"  {item.confidence_line}"


def feedback_lines(question: Question, feedback: Feedback) -> Iterator[str]:
    """Yield a feedback as lines of text."""
    sign, word = STATUS_LABELS[feedback.status]
    text = f"{sign} {word}. {feedback_text(question, feedback)}"
    # A blank line stands between two questions, so there is none within a feedback.
    yield from text.replace("\n\n", "\n").splitlines()
    caption = question.caption(feedback.rows) if feedback.rows else ""
    if not caption:
        return
    yield f"{caption}:"
    rows = [
        (" ".join(ROW_LABELS[row.differs]), row.label, str(question.cell(row)))
        for row in feedback_rows(feedback)
    ]
    yield from text_table(rows, "  ")
    explained, hidden_rows = reasons(feedback)
    yield from (f"  {row.label}: {row.because}" for row in explained)
    if hidden_rows:
        yield f"  {hidden_rows}"
