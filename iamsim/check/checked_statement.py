"""CheckedStatement: a statement with what its policy says of it, as the functions of `rules` read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from iamsim.policy import ConditionElement, PolicyDocument, PolicyKind, Statement


class Issue(NamedTuple):
    """An occasion for advice in a statement."""

    element: str  # its name: `Action`, `Condition Bool aws:SecureTransport`; "" for the statement itself
    problem: str  # what the policy does there
    replacement: str  # what to write instead


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement, the policy that it is of, and what the policy is saved as."""

    statement: Statement
    document: PolicyDocument
    kind: PolicyKind = "stored"

    @property
    def version(self) -> str:
        """The Version of the policy."""
        return self.document.version

    @property
    def allows(self) -> bool:
        """True for an Allow."""
        return not self.statement.denies

    @property
    def grants(self) -> bool:
        """True for an Allow to a user, group or role; a service control policy grants nothing."""
        return self.allows and self.kind != "scp" and not self.has("Principal", "NotPrincipal")

    @property
    def verb(self) -> str:
        """What the statement does: `allows` or `denies`."""
        return "allows" if self.allows else "denies"

    def has(self, *names: str) -> bool:
        """Tell whether the statement has an element of one of these names: `NotAction`."""
        return any(element.name in names for element in self.statement.elements)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the texts of an element; none if the statement does not have it."""
        return next((element.expected for element in self.statement.elements if element.name == name), ())

    @property
    def conditions(self) -> tuple[ConditionElement, ...]:
        """The lines of the statement's Condition block."""
        elements = self.statement.elements
        return tuple(element for element in elements if isinstance(element, ConditionElement))

    def has_condition_on(self, key: str) -> bool:
        """Tell whether a condition reads a context key, which is given in lower case."""
        return any(element.condition.key == key for element in self.conditions)
