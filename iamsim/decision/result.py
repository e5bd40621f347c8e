"""The answer to a request and all that it rests on: Decision, EvaluationResult.

Checks and trace are derived from what each layer said, when they are first read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from iamsim.decision.checks import Check, CheckType, StatementResult, checks
from iamsim.decision.layers import Effect, Layers, LayerVerdicts
from iamsim.policy import Request


class Decision(StrEnum):
    """AWS's three answers."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


@dataclass(frozen=True)
class EvaluationResult:
    """The answer to one request, with everything it rests on."""

    request: Request
    decision: Decision
    layers: Layers = field(repr=False)
    said: LayerVerdicts = field(repr=False)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What each layer said, in AWS's words and AWS's order."""
        return tuple(checks(self.said, self.layers, self.request))

    @property
    def allowed(self) -> bool:
        """True if AWS would carry the request out."""
        return self.decision is Decision.ALLOWED

    @cached_property
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
        from iamsim.decision.explain import mismatch  # noqa: PLC0415 - explain reads results

        return [
            {
                "role": self.role(result),
                "effect": result.statement.effect,
                "policy": result.policy.name,
                "from": str(result.source),
                "statement": str(result.statement),
                "because": mismatch(result),
            }
            for result in self.trace
        ]

    def role(self, result: StatementResult) -> str:
        """The part a statement plays: `decides`, `matches` or `no match`."""
        if result in self.matched_statements:
            return "decides"
        return "matches" if result.matched else "no match"
