"""What differs from one learner's variant of a question to another's: words of the file, and orders.

[[vary]] of a file, a seed → which word stands for which → the file's data with these words
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from iamsim.learning.questions.question import ExerciseError
from iamsim.learning.questions.toml_reader import read


@dataclass(frozen=True, slots=True)
class VaryTable:
    """Words of a file, and a pool from which a variant draws as many."""

    words: tuple[str, ...]
    pool: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a pool that is too small."""
        if len(self.pool) < len(self.words):
            raise ValueError(f"pool: expected at least {len(self.words)} words, got {len(self.pool)}")


def drawn_words(file_name: str, tables: Sequence[Any], seed: str) -> Iterator[tuple[str, str]]:
    """Yield which word stands for which: each [[vary]] has words, and a pool that as many are drawn from.

    Raises ExerciseError with the file's name for a table that is no VaryTable.
    """
    for number, raw in enumerate(tables, 1):
        try:
            vary = read(VaryTable, raw)
        except ValueError as error:
            raise ExerciseError(f"{file_name}: vary[{number}]: {error}") from None
        # strict=False, as the pool may be longer than the words; what is left of it is not drawn.
        for word, drawn in zip(vary.words, shuffle_by(seed)(vary.pool), strict=False):
            yield word, drawn
            # The same word may begin a sentence or name a group.
            yield word.capitalize(), drawn.capitalize()


def with_words(raw: Any, words: Mapping[str, str]) -> Any:
    """Return JSON or TOML data with words replaced, all at once, wherever they stand by themselves."""
    if isinstance(raw, dict):
        return {with_words(key, words): with_words(value, words) for key, value in raw.items()}
    if isinstance(raw, list):
        return [with_words(item, words) for item in raw]
    if not isinstance(raw, str) or not words:
        return raw
    # The longest first, so that of two words that begin alike the longer is found.
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    # Not \b, which counts _ as a letter: in `web_logs` the word `web` would not be found.
    return re.sub(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", lambda match: words[match[0]], raw)


def shuffle_by(seed: str) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what puts items in an order that only the seed and their texts decide, on every Python."""
    # Not `random`: its sequence for a seed is not promised to stay the same, and answers are kept by index.

    def shuffle(items: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(sorted(items, key=lambda item: sha256(f"{seed}:{item}".encode()).digest()))

    return shuffle
