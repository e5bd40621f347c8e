"""Patterns with wildcards → one text for each way in which a text can match some of them and not the others.

    ["prod/*", "*-eu"] → "prod/", "-eu", "prod/-eu", "x"

The patterns are run side by side, letter by letter, as the states of one automaton; a breadth-first search
finds a shortest text for each set of patterns that some text matches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import TypeAlias

from iamsim.policy import Segments
from iamsim.policy.patterns import ARN_PARTS

MAX_STATES = 4000
"""How many states of the automaton are tried; policies of real accounts need some dozens."""


class _Any(Enum):
    """What a wildcard takes: one letter, any number of them; within an ARN's part no colon."""

    LETTER = "?"
    LETTERS = "*"
    LETTER_BUT_COLON = "?:"
    LETTERS_BUT_COLON = "*:"


Step: TypeAlias = "str | _Any"  # a letter, or a wildcard
Steps: TypeAlias = tuple[Step, ...]

_REPEATED = (_Any.LETTERS, _Any.LETTERS_BUT_COLON)
_NO_COLON = (_Any.LETTER_BUT_COLON, _Any.LETTERS_BUT_COLON)


def text_steps(segments: Segments, *, crosses_colons: bool = True) -> Steps:
    """Return what a pattern takes, letter by letter."""
    letter = _Any.LETTER if crosses_colons else _Any.LETTER_BUT_COLON
    letters = _Any.LETTERS if crosses_colons else _Any.LETTERS_BUT_COLON
    steps: list[Step] = []
    for number, segment in enumerate(segments):
        steps += [letters] if number else []
        for index, literal in enumerate(segment):
            steps += [letter, *literal] if index else literal
    return tuple(steps)


def arn_steps(parts: Sequence[Segments]) -> Steps:
    """Return what an ARN's pattern takes: no wildcard of its first five parts takes a colon."""
    steps: list[Step] = []
    for number, part in enumerate(parts):
        steps += [":"] if number else []
        steps += text_steps(part, crosses_colons=number == ARN_PARTS - 1)
    return tuple(steps)


def distinguishing_texts(patterns: Collection[Steps], literals: Collection[str]) -> list[str] | None:
    """Return a text for each set of the patterns that some text matches and the others do not.

    Where possible it is none of `literals`, the texts that are compared as a whole. None if the patterns have
    too many states to try.
    """
    patterns = list(dict.fromkeys(patterns))
    starts: list[int] = []
    accepting: dict[int, int] = {}
    steps: list[Step | None] = []
    for number, pattern in enumerate(patterns):
        starts.append(len(steps))
        steps += [*pattern, None]  # None is the end of a pattern
        accepting[len(steps) - 1] = number
    other = _other_letter(patterns, literals)
    start = (_closure(starts, steps), False)
    # A text with the letter that no literal has is no literal, so such texts are states of their own.
    texts = {start: ""}
    texts_of_sets: dict[tuple[frozenset[int], bool], str] = {}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        positions, is_new_text = state
        matched = frozenset(accepting[position] for position in positions if position in accepting)
        texts_of_sets.setdefault((matched, is_new_text), texts[state])
        letters = {step for position in positions if isinstance(step := steps[position], str)}
        if any(steps[position] in _NO_COLON for position in positions):
            letters.add(":")
        for letter in (other, *sorted(letters)):
            following = (_closure(_step(positions, letter, steps), steps), is_new_text or letter == other)
            if following not in texts:
                if len(texts) >= MAX_STATES:
                    return None
                texts[following] = texts[state] + letter
                queue.append(following)
    return list(dict.fromkeys(texts_of_sets.values()))


def _other_letter(patterns: Iterable[Steps], literals: Iterable[str]) -> str:
    """Return a letter that stands in no pattern and in no literal."""
    used = {step for pattern in patterns for step in pattern if isinstance(step, str)}
    used.update(*literals, ":")
    candidates: list[str] = [*"xyzqjvwkbcdfghmnprstlaeiou0123456789", *map(chr, range(0x100, 0x3000))]
    return next(letter for letter in candidates if letter not in used)


def _closure(positions: Iterable[int], steps: Sequence[Step | None]) -> frozenset[int]:
    """Return the positions with those that a wildcard reaches by taking nothing."""
    reached = set()
    for position in positions:
        reached.add(position)
        while steps[position] in _REPEATED:
            position += 1  # noqa: PLW2901 - walks over the wildcards that follow each other
            reached.add(position)
    return frozenset(reached)


def _step(positions: Iterable[int], letter: str, steps: Sequence[Step | None]) -> set[int]:
    following = set()
    for position in positions:
        step = steps[position]
        if step is None or (step in _NO_COLON and letter == ":"):
            continue
        if step in _REPEATED:
            following.add(position)
        elif step == letter or isinstance(step, _Any):
            following.add(position + 1)
    return following
