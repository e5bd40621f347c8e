"""The bank: structures that were drawn before, and what every idea answers to each, in a file.

So hundreds of structures can be compared for one question, and the simulator runs for one of them.
`tools/draw_bank.py` writes bank.txt; a test holds it to the engines.

    ideas ALL_GROUPS FIRST_GROUP_ONLY …
    d --a-n… deny-2-17 deny-3-4          IAM's answer; each idea's, "-" for the same; its recipes
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe

FILE = "bank.txt"
_LETTERS = {"allowed": "a", "explicitDeny": "d", "implicitDeny": "n"}  # n: nobody allowed it
_ANSWERS = {letter: answer for answer, letter in _LETTERS.items()}


class Structure(NamedTuple):
    """A pattern, and the recipes that have it."""

    pattern: AnswerPattern
    recipes: tuple[Recipe, ...]


@cache
def read_bank() -> tuple[Structure, ...]:
    """Return the bank, in the order of its file."""
    return parse_bank(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


def parse_bank(text: str) -> tuple[Structure, ...]:
    """Read the text of a bank."""
    header, *lines = text.splitlines()
    ideas = header.split()[1:]
    return tuple(_structure(ideas, *line.split()) for line in lines)


def _structure(ideas: Sequence[str], right: str, letters: str, *recipes: str) -> Structure:
    answers = {idea: _ANSWERS[letter] for idea, letter in zip(ideas, letters, strict=True) if letter != "-"}
    return Structure(AnswerPattern(_ANSWERS[right], answers), tuple(map(Recipe.of, recipes)))


def bank_text(ideas: Sequence[str], structures: Iterable[Structure]) -> str:
    """Return the text of a bank."""
    lines = [f"ideas {' '.join(ideas)}"]
    for pattern, recipes in structures:
        letters = "".join(_LETTERS.get(pattern.idea_answers.get(idea, ""), "-") for idea in ideas)
        lines.append(" ".join([_LETTERS[pattern.right], letters, *map(str, recipes)]))
    return "\n".join(lines) + "\n"
