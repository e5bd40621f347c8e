"""One statement as advice looks at it, and the advice that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from iamsim.policy import ConditionElement, Kind, Statement


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to think again about."""

    name: str  # short, one for each kind of advice
    where: str
    happens: str
    instead: str
    page: str  # of the IAM User Guide

    @property
    def address(self) -> str:
        """Where to read on."""
        return f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{self.page}.html"

    def __str__(self) -> str:
        """Say it in three lines."""
        return f"{self.where}: {self.happens}\n    instead: {self.instead}\n    {self.name}, {self.address}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement, where it stands, the Version that it stands under and what the policy is saved as."""

    where: str
    statement: Statement
    version: str
    kind: Kind = "stored"

    @property
    def allows(self) -> bool:
        """True for an Allow."""
        return not self.statement.denies

    @property
    def gives(self) -> bool:
        """True for an Allow to a user, group or role: a service control policy gives nothing."""
        return self.allows and self.kind != "scp" and not (self.has("Principal") or self.has("NotPrincipal"))

    @property
    def verb(self) -> str:
        """What the statement does: `allows` or `denies`."""
        return "allows" if self.allows else "denies"

    def has(self, name: str) -> bool:
        """Tell whether an element is there: `NotAction`."""
        return any(element.name == name for element in self.statement.elements)

    def values(self, name: str) -> tuple[str, ...]:
        """The texts of an element; none if it is not there."""
        return next((one.expected for one in self.statement.elements if one.name == name), ())

    @property
    def conditions(self) -> tuple[ConditionElement, ...]:
        """The lines of its Condition block."""
        return tuple(one for one in self.statement.elements if isinstance(one, ConditionElement))

    def advice(self, name: str, element: str, happens: str, instead: str, page: str) -> Advice:
        """Make an advice about one element."""
        return Advice(name, f"{self.where}.{element.replace(' ', '.')}", happens, instead, page)


Look: TypeAlias = Callable[[Seen], Iterator[Advice]]
