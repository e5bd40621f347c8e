"""Names for one account: who is in it, what their groups are called, and which firm it belongs to.

A recipe (`accounts.py`) gives the structure, a cast the names: a structure can be asked again as a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

PEOPLE = [
    "ana",
    "ben",
    "cho",
    "dana",
    "eli",
    "fay",
    "gus",
    "hana",
    "ivo",
    "jon",
    "kim",
    "lea",
    "mia",
    "noa",
    "omar",
    "pia",
    "ravi",
    "sam",
    "tess",
    "uma",
    "vera",
    "wei",
    "zoe",
]
JOBS = [
    "Analysts",
    "Auditors",
    "Designers",
    "Developers",
    "Editors",
    "Interns",
    "Librarians",
    "Operators",
    "Planners",
    "Reporters",
    "Reviewers",
    "Support",
    "Teachers",
    "Testers",
    "Translators",
    "Writers",
]
FIRMS = [
    "acme",
    "bakery",
    "birch",
    "bluebird",
    "cedar",
    "delta",
    "lantern",
    "lumen",
    "maple",
    "orchard",
    "river",
    "summit",
]


class Draw:
    """Drawing by a seed. It calls `Random.random` alone, the one method that Python keeps stable for ever."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing here is a secret

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self._random.random() < probability

    def below(self, end: int) -> int:
        """Return a whole number from 0 up to `end`, without it."""
        return int(self._random.random() * end)

    def choice(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Return one of the items, each as often as its weight says."""
        point = self._random.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]

    def sample(self, items: Sequence[Item], size: int) -> list[Item]:
        """Return so many different items, in an order by chance; all where there are fewer."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(size, len(rest)))]


class Cast(NamedTuple):
    """The names that one account is told with."""

    people: tuple[str, ...]  # the first is who asks
    jobs: tuple[str, ...]  # groups
    firm: str


def draw_cast(seed: str) -> Cast:
    """Draw names for an account."""
    draw = Draw(seed)
    return Cast(tuple(draw.sample(PEOPLE, 4)), tuple(draw.sample(JOBS, 5)), draw.choice(FIRMS))
