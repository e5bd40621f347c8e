"""The answer to a request and all that it rests on: Decision, Check, StatementResult, EvaluationResult.

The trace is derived from the statements that decided; nothing is recorded until it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from iamsim.elements import ElementResult
from iamsim.policy import Statement
from iamsim.request import Request
from iamsim.source import Policy, Source


class Decision(StrEnum):
    """AWS's three answers."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Effect(StrEnum):
    """What one check says (AWS's words in GetRequestAuthorizationDetails)."""

    ALLOW = "ALLOW"
    NO_IMPACT = "NO_IMPACT"
    IMPLICIT_DENY = "IMPLICIT_DENY"
    EXPLICIT_DENY = "EXPLICIT_DENY"


class CheckType(StrEnum):
    """AWS's layers, in the order in which AWS names them."""

    SERVICE_CONTROL_POLICY = "SERVICE_CONTROL_POLICY"
    RESOURCE = "RESOURCE"
    PRINCIPAL = "PRINCIPAL"
    PERMISSIONS_BOUNDARY = "PERMISSIONS_BOUNDARY"


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement held against one request: where it stands, and what each of its elements said."""

    check: CheckType
    source: Source
    policy: Policy
    statement: Statement
    request: Request = field(repr=False)

    @property
    def matched(self) -> bool:
        """True if the statement applies to the request."""
        return self.statement.matches(self.request)

    @property
    def elements(self) -> tuple[ElementResult, ...]:
        """What each element expected, what it found, and whether it accepted."""
        return self.statement.results(self.request)

    @property
    def inline(self) -> bool:
        """True if the policy is part of its holder and has no ARN."""
        return self.policy.arn is None

    @property
    def where(self) -> str:
        """Where it stands: `edit-site (group Web)`."""
        return f"{self.policy.name} ({self.source})"


@dataclass(frozen=True, slots=True)
class Check:
    """One of AWS's layers: its sources, what they say, and the statements that made them say it."""

    type: CheckType
    effect: Effect
    sources: tuple[Source, ...]
    determining: tuple[StatementResult, ...]

    @property
    def target(self) -> str:
        """The level of the organization that a service control policy stands at; else nothing."""
        return self.sources[0].name if self.type is CheckType.SERVICE_CONTROL_POLICY else ""


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The answer to one request, with everything it rests on."""

    request: Request
    decision: Decision
    checks: tuple[Check, ...]

    @property
    def allowed(self) -> bool:
        """True if AWS would carry the request out."""
        return self.decision is Decision.ALLOWED

    @property
    def matched_statements(self) -> tuple[StatementResult, ...]:
        """The statements that decided: the matching Denies, or the Allows that gave access."""
        if self.decision is Decision.IMPLICIT_DENY:
            return ()
        if self.decision is Decision.EXPLICIT_DENY:
            return tuple(
                s for check in self.checks if check.effect is Effect.EXPLICIT_DENY for s in check.determining
            )
        giving = (CheckType.RESOURCE, CheckType.PRINCIPAL)
        return tuple(
            s for c in self.checks if c.type in giving and c.effect is Effect.ALLOW for s in c.determining
        )

    @property
    def trace(self) -> tuple[StatementResult, ...]:
        """Every statement that was looked at, in the order of the checks."""
        return tuple(
            StatementResult(check.type, source, policy, statement, self.request)
            for check in self.checks
            for source in check.sources
            for policy in source.policies
            for statement in policy.document.statements
        )

    @property
    def missing_context_values(self) -> tuple[str, ...]:
        """Context keys that the policies read and the request lacks, as the policies spell them."""
        read = (key for result in self.trace for key in result.statement.context_keys)
        spellings: dict[str, str] = {}
        for key in read:
            spellings.setdefault(key.lower(), key)
        return tuple(sorted(key for low, key in spellings.items() if low not in self.request.context))

    def rows(self) -> list[dict[str, str]]:
        """One row for each statement: decides, matches or no match; effect, policy, from, why."""
        return [
            {
                "role": self.role(result),
                "effect": result.statement.effect,
                "policy": result.policy.name,
                "from": str(result.source),
                "statement": str(result.statement),
                "because": because(result),
            }
            for result in self.trace
        ]

    def role(self, result: StatementResult) -> str:
        """The part a statement plays: `decides`, `matches` or `no match`."""
        if result in self.matched_statements:
            return "decides"
        return "matches" if result.matched else "no match"


def because(result: StatementResult) -> str:
    """Why a statement does not apply: its first element that did not accept; empty if it applies."""
    refused = next((element for element in result.elements if not element.accepted), None)
    if refused is None:
        return ""
    return f"{refused.name} is {', '.join(refused.expected)}; the request has {refused.found}"
