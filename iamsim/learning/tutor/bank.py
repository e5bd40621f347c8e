"""The bank: structures that were drawn before, and what every idea answers to each, in a file.

So hundreds of structures can be compared for one question, and the simulator runs for one of them.
`tools/draw_bank.py` writes bank.txt; a test holds it to the engines.

    ideas ALL_GROUPS FIRST_GROUP_ONLY …
    facts Allow of one action; Deny of one action; …
    d --a-n… deny-2-17:1f deny-3-4:1b    IAM's answer; each idea's, "-" for the same; its recipes, and
                                         the facts that meet in each: a bit for each fact, hexadecimal
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe

FILE = "bank.txt"
_LETTERS = {"allowed": "a", "explicitDeny": "d", "implicitDeny": "n"}  # n: nobody allowed it
_ANSWERS = {letter: answer for answer, letter in _LETTERS.items()}


class Structure(NamedTuple):
    """A pattern, and the recipes that have it, each with the facts that meet in it."""

    pattern: AnswerPattern
    recipes: Mapping[Recipe, frozenset[str]]


@cache
def read_bank() -> tuple[Structure, ...]:
    """Return the bank, in the order of its file."""
    return parse_bank(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


@cache
def recipe_facts() -> Mapping[Recipe, frozenset[str]]:
    """Return the facts that meet in each recipe of the bank."""
    return {recipe: facts for structure in read_bank() for recipe, facts in structure.recipes.items()}


def parse_bank(text: str) -> tuple[Structure, ...]:
    """Read the text of a bank."""
    ideas_line, facts_line, *lines = text.splitlines()
    ideas = ideas_line.split()[1:]
    facts = facts_line.removeprefix("facts ").split("; ")
    return tuple(_structure(ideas, facts, *line.split()) for line in lines)


def _structure(
    ideas: Sequence[str], facts: Sequence[str], right: str, letters: str, *words: str
) -> Structure:
    answers = {idea: _ANSWERS[letter] for idea, letter in zip(ideas, letters, strict=True) if letter != "-"}
    recipes = {}
    for word in words:
        recipe, _, hexadecimal = word.partition(":")
        bits = int(hexadecimal, 16)
        recipes[Recipe.of(recipe)] = frozenset(fact for place, fact in enumerate(facts) if bits >> place & 1)
    return Structure(AnswerPattern(_ANSWERS[right], answers), recipes)


def bank_text(ideas: Sequence[str], structures: Sequence[Structure]) -> str:
    """Return the text of a bank."""
    counts = Counter(fact for _, recipes in structures for facts in recipes.values() for fact in facts)
    # The most frequent facts have the lowest bits, so that the file is short.
    places = {
        fact: place for place, fact in enumerate(sorted(counts, key=lambda fact: (-counts[fact], fact)))
    }
    lines = [f"ideas {' '.join(ideas)}", f"facts {'; '.join(places)}"]
    for pattern, recipes in structures:
        letters = "".join(_LETTERS.get(pattern.idea_answers.get(idea, ""), "-") for idea in ideas)
        words = (f"{recipe}:{_bits(facts, places):x}" for recipe, facts in recipes.items())
        lines.append(" ".join([_LETTERS[pattern.right], letters, *words]))
    return "\n".join(lines) + "\n"


def _bits(facts: Iterable[str], places: Mapping[str, int]) -> int:
    return sum(1 << places[fact] for fact in facts)
