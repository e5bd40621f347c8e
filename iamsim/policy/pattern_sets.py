"""Sets of texts, as patterns describe them: whether several sets have a text in common.

    Action [s3:Get*], NotAction [s3:GetObject] → two PatternSets → True: s3:GetBucketAcl is in both

The patterns themselves are compared, so that the answer holds for every text there is, not for a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from os.path import commonprefix

from iamsim.policy.patterns import Segments, matches_segments

MAX_STATES = 20_000
"""How many states of the patterns are compared before `have_common_text` gives up and returns True."""


_STAR: Segments = (("",), ("",))


@dataclass(frozen=True, slots=True)
class PatternSet:
    """The texts that one of the patterns matches; if negated, all others."""

    patterns: tuple[Segments, ...]
    negated: bool = False

    def complement(self) -> PatternSet:
        """Return the set of all texts that are not in this one."""
        return replace(self, negated=not self.negated)

    def __contains__(self, text: str) -> bool:
        return any(matches_segments(pattern, text) for pattern in self.patterns) is not self.negated


@lru_cache(65_536)  # many statements of an account have the same actions
def have_common_text(*sets: PatternSet) -> bool:
    """Tell whether some text is in all sets. True also if that takes too long to find out (MAX_STATES).

    >>> from iamsim.policy.patterns import split_text_at_wildcards as pattern
    >>> get = PatternSet((pattern("s3:get*"),))
    >>> have_common_text(get, PatternSet((pattern("*acl"),)))
    True
    >>> have_common_text(get, PatternSet((pattern("s3:g*"),), negated=True))
    False
    """
    # Every text is in a set with `*`: it leaves nothing if it is negated, and else limits nothing.
    with_star = [_STAR in pattern_set.patterns for pattern_set in sets]
    if any(star and pattern_set.negated for pattern_set, star in zip(sets, with_star, strict=True)):
        return False
    rest = [pattern_set for pattern_set, star in zip(sets, with_star, strict=True) if not star]
    included, excluded = _without_unrelated(
        [pattern_set.patterns for pattern_set in rest if not pattern_set.negated],
        [pattern for pattern_set in rest if pattern_set.negated for pattern in pattern_set.patterns],
    )
    if not all(included):
        return False
    if not excluded and len(included) <= 1:
        return True  # every pattern matches some text
    # What all begin with alike tells nothing: in most resources it is the half of an ARN.
    lists = (*included, excluded)
    beginnings = [_beginning(pattern) for patterns in lists for pattern in patterns] if included else []
    common_length = len(commonprefix(beginnings))  # noqa: RUF071 - of texts, and not of paths
    automata = [
        _Automaton(_without_start(pattern, common_length) for pattern in patterns) for patterns in lists
    ]
    start = tuple([automaton.start for automaton in automata])
    visited, states = {start}, [start]
    while states:
        state = states.pop()
        pairs = list(zip(automata, state, strict=True))
        *accepts, accepts_excluded = [bool(places & automaton.accepting) for automaton, places in pairs]
        if all(accepts) and not accepts_excluded:
            return True
        for character in _next_characters(pairs):
            following = tuple([automaton.step(places, character) for automaton, places in pairs])
            # If one of the sets can match nothing any more, no longer text is in all of them.
            if all(following[:-1]) and following not in visited:
                visited.add(following)
                states.append(following)
        if len(visited) > MAX_STATES:
            return True
    return False


def _next_characters(pairs: Sequence[tuple[_Automaton, int]]) -> Iterable[str]:
    """Return the characters that lead to different states; "" stands for all that no pattern reads here."""
    for automaton, places in pairs[:-1]:
        if not places & automaton.wildcards:  # in one of the sets a text can go on with these alone
            return automaton.literals_at(places)
    literals = {character for automaton, places in pairs for character in automaton.literals_at(places)}
    # Tried first, as the last of the states: it leads away from what is excluded.
    return [*literals, ""]


def _without_unrelated(
    included: Sequence[Sequence[Segments]], excluded: Sequence[Segments]
) -> tuple[list[list[Segments]], list[Segments]]:
    """Leave out the patterns whose beginning agrees with that of no pattern of another included set."""
    # Most patterns of two policies differ in their first letters, and to see that takes little time.
    beginnings = [[_beginning(pattern) for pattern in patterns] for patterns in included]

    def agrees(pattern: Segments, beginnings_of_sets: Sequence[Sequence[str]]) -> bool:
        beginning = _beginning(pattern)
        return all(any(_agree(beginning, other) for other in texts) for texts in beginnings_of_sets)

    related = []
    for number, patterns in enumerate(included):
        other_beginnings = beginnings[:number] + beginnings[number + 1 :]
        related.append([pattern for pattern in patterns if agrees(pattern, other_beginnings)])
    return related, [pattern for pattern in excluded if agrees(pattern, beginnings)]


def _beginning(pattern: Segments) -> str:
    """Return the text that everything begins with that the pattern matches."""
    return pattern[0][0]


def _without_start(pattern: Segments, length: int) -> Segments:
    """Return the pattern without so many of its first characters, all of them literal."""
    (literal, *literals), *segments = pattern
    return ((literal[length:], *literals), *segments)


def _agree(beginning: str, other: str) -> bool:
    return beginning.startswith(other) or other.startswith(beginning)


class _Automaton:
    """Patterns as one nondeterministic automaton: a state is a set of places in them, each one bit.

    A place moves on to the next if the character there is the one read or `?`, and stays at a `*`.
    """

    def __init__(self, patterns: Iterable[Segments]) -> None:
        self.start = self.accepting = 0
        self._any = self._stars = 0
        self._literals: dict[int, str] = {}  # by place, as a bit
        self._masks: dict[str, int] = {}  # by character: its places
        self._literals_at: dict[int, frozenset[str]] = {}
        place = 1
        for pattern in patterns:
            self.start |= place
            for number, segment in enumerate(pattern):
                self._stars |= place if number else 0
                for index, literal in enumerate(segment):
                    if index:  # a `?` stands between two literal texts of a segment
                        self._any |= place
                        place <<= 1
                    for character in literal:
                        self._literals[place] = character
                        self._masks[character] = self._masks.get(character, 0) | place
                        place <<= 1
            self.accepting |= place
            place <<= 1  # no mask has the accepting place, so no place moves on into the next pattern
        self.wildcards = self._any | self._stars

    def step(self, places: int, character: str) -> int:
        """Return the places after one more character; "" is one that no pattern reads here."""
        return (places & (self._masks.get(character, 0) | self._any)) << 1 | places & self._stars

    def literals_at(self, places: int) -> frozenset[str]:
        """Return the characters that the patterns read at these places."""
        literals = self._literals_at.get(places)
        if literals is None:
            characters, rest = set(), places
            while rest:
                place = rest & -rest
                if place in self._literals:
                    characters.add(self._literals[place])
                rest ^= place
            literals = self._literals_at[places] = frozenset(characters)
        return literals
