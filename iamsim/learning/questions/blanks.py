"""Sentences with a blank each, to be completed from one list of words: closed, and graded word by word.

{sentence → word} → Feedback with a row for each sentence, and the whole sentence as its reason
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions.grading import by_label, quote
from iamsim.learning.questions.question import (
    AnswerTable,
    Cell,
    Feedback,
    FeedbackRow,
    Malformed,
    MenusInput,
    MisconceptionId,
    Question,
    Shuffle,
    status_of,
)
from iamsim.learning.questions.toml_reader import check_name, key_named, place

BLANK = "____"


@dataclass(frozen=True, slots=True)
class Word:
    """What may stand in a blank."""

    text: str
    gives: MisconceptionId = ""  # the misconception that it shows, wherever it is put


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with BLANK where a word is missing."""

    text: str
    word: str
    why: str

    def __post_init__(self) -> None:
        """Refuse a sentence without a blank, or with several."""
        if self.text.count(BLANK) != 1:
            raise ValueError(f"text: expected one {BLANK}, got {self.text!r:.60}")

    @property
    def complete(self) -> str:
        """The sentence with its word, without the full stop."""
        return self.text.replace(BLANK, self.word).rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlanksQuestion(Question):
    """Sentences to complete; the answer is a word for each, by the sentence's text."""

    needs_samples: ClassVar[bool] = False
    can_come_back: ClassVar[bool] = True

    words: tuple[Word, ...] = field(metadata=key_named("word"))
    sentences: tuple[Sentence, ...] = field(metadata=key_named("sentence"))

    def completed(self) -> Self:
        """Check that each sentence's word is among the words, and that the key rests on a page."""
        texts = [word.text for word in self.words]
        for number, sentence in enumerate(self.sentences, 1):
            with place(f"sentence[{number}]: word"):
                check_name(sentence.word, texts)
        if len(set(texts)) < len(texts) or len({*self.labels}) < len(self.labels):
            raise ValueError("expected words and sentences that differ")
        # No request can compute the key, so a reader must be able to look it up.
        if not self.source:
            raise ValueError("source: missing; the key rests on it")
        return self

    def shuffled(self, shuffle: Shuffle) -> Self:
        """Return the question with its words in another order; the sentences keep theirs."""
        return replace(self, words=shuffle(self.words))

    @property
    def labels(self) -> tuple[str, ...]:
        """The sentences as they are asked."""
        return tuple(sentence.text for sentence in self.sentences)

    @property
    def input(self) -> MenusInput:
        """A menu for each sentence, with all words."""
        return MenusInput(self.labels, tuple((word.text, word.text) for word in self.words))

    @property
    def note(self) -> str:
        """What the form does not say."""
        return "no word is needed twice, and some are not needed"

    @property
    def example(self) -> str:
        """An answer in Python: its first sentence."""
        return f"{{{json.dumps(self.labels[0], ensure_ascii=False)}: {json.dumps(self.words[0].text)}, …}}"

    @property
    def count(self) -> int:
        """How many answers a learner gives: one for each sentence."""
        return len(self.sentences)

    def comes_back(self, answer: Any) -> Question | None:
        """Return the question itself: it is asked again as a whole."""
        del answer
        return self

    def grade(self, data: Any) -> Feedback:
        """Grade sentence by sentence; each that is not right is said with its word and its reason."""
        answers = self._words(data)
        rows = tuple(
            FeedbackRow(sentence.complete, answer, sentence.word, answer != sentence.word, sentence.why)
            for sentence, answer in zip(self.sentences, answers, strict=True)
        )
        wrong = [row for row in rows if row.differs]
        if not wrong:
            return Feedback(
                "correct", f"All {len(rows)} as we have them. {self.success}".strip(), rows, points=1
            )
        ideas = {word.text: word.gives for word in self.words}
        misconceptions = tuple(dict.fromkeys(filter(None, (ideas.get(row.yours, "") for row in wrong))))
        head = f"{len(rows) - len(wrong)} of {len(rows)} as we have them."
        first = f"“{wrong[0].label}.” {wrong[0].because}"
        points = 1 - len(wrong) / len(rows)
        return Feedback(status_of(points), f"{head} {first}", rows, misconceptions, points)

    def answer_of(self, engine: str) -> Any:
        """Return the words that complete the sentences; no misconception completes all."""
        if engine != TRUTH:
            return None
        return {sentence.text: sentence.word for sentence in self.sentences}

    def canonical(self, data: Any) -> Any:
        """Return the words by sentence."""
        return dict(zip(self.labels, self._words(data), strict=True))

    def display(self, answer: Any) -> AnswerTable:
        """Return the sentences with the words that stand."""
        words = self._words({} if answer is None else answer)
        return AnswerTable(self.labels, words, tuple(word.text for word in self.words))

    def caption(self, rows: Sequence[FeedbackRow]) -> str:
        """Return what stands above a feedback's rows."""
        del rows
        return "The sentences as we have them"

    def cell(self, row: FeedbackRow) -> Cell:
        """Return the word, and what the learner put where it differs."""
        return Cell(row.truth, "you put", row.yours or "nothing") if row.differs else Cell(row.truth)

    def _words(self, data: Any) -> tuple[str, ...]:
        """Return a learner's words in the sentences' order, "" where there is none. Raises Malformed."""
        return tuple(map(self._word, by_label(data, self.labels, "a word", "sentence")))

    def _word(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        texts = [word.text for word in self.words]
        if not isinstance(value, str) or value.strip() not in texts:
            raise Malformed(f"expected one of {', '.join(texts)}; got {quote(value)}")
        return value.strip()


KIND = BlanksQuestion
