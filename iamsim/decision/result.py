"""The answer to a request and all that it rests on: Decision, Check, EvaluationResult.

The names of effects are those of AWS's GetRequestAuthorizationDetails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from iamsim.account import Account, Policy, Source
from iamsim.aws.service_rules import ServiceRule
from iamsim.decision.statement_places import statement_name
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.decision.statement_words import mismatch, statement_words
from iamsim.policy import Request, Statement


class Decision(StrEnum):
    """AWS's three answers."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Effect(StrEnum):
    """What one check does to the request."""

    ALLOW = "ALLOW"
    NO_IMPACT = "NO_IMPACT"
    IMPLICIT_DENY = "IMPLICIT_DENY"
    EXPLICIT_DENY = "EXPLICIT_DENY"


class Verdict(NamedTuple):
    """What `decide` makes of the matching statements: an effect, and the statements that decided it."""

    effect: Effect
    places: list[tuple[Source, Policy, Statement]]


class Check(NamedTuple):
    """One layer of policies: its sources, its effect on the request, and the statements that decided it."""

    type: CheckType
    effect: Effect
    sources: tuple[Source, ...]
    request: Request
    places: list[tuple[Source, Policy, Statement]]  # tuples: a StatementResult each takes longer

    @property
    def determining(self) -> tuple[StatementResult, ...]:
        """The statements that decided this layer's effect."""
        return tuple([StatementResult(self.type, *place, self.request) for place in self.places])

    @property
    def statements(self) -> tuple[StatementResult, ...]:
        """Every statement of this layer, in order."""
        return tuple(
            StatementResult(self.type, source, policy, statement, self.request)
            for source in self.sources
            for policy in source.policies
            for statement in policy.document.statements
        )

    @property
    def is_trust(self) -> bool:
        """True for a role's trust policy, the resource's policy of a request to assume the role."""
        return any(source.kind == "trust" for source in self.sources)

    @property
    def target(self) -> str:
        """The level of the organization that a service control policy is attached to; else ""."""
        return self.sources[0].name if self.type is CheckType.SERVICE_CONTROL_POLICY else ""


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The answer to one request, with every check that it rests on."""

    request: Request
    decision: Decision
    checks: tuple[Check, ...] = field(repr=False)
    service_rule: ServiceRule | None = field(default=None, repr=False)
    """The rule by which the service decided this call itself; None if policies decided it."""
    account: Account | None = field(default=None, repr=False, compare=False)
    """The account, which `simulate` keeps so that changes of it can be tried; None from `evaluate`."""

    @property
    def allowed(self) -> bool:
        """True if AWS would carry the request out."""
        return self.decision is Decision.ALLOWED

    @property
    def matched_statements(self) -> tuple[StatementResult, ...]:
        """The statements that decided: the matching Denies, or the Allows that gave access."""
        if self.decision is Decision.IMPLICIT_DENY or self.service_rule is not None:
            return ()
        if self.decision is Decision.EXPLICIT_DENY:
            deciding = [check for check in self.checks if check.effect is Effect.EXPLICIT_DENY]
        else:
            giving = (CheckType.RESOURCE, CheckType.PRINCIPAL)  # an SCP or a boundary only limits
            deciding = [c for c in self.checks if c.type in giving and c.effect is Effect.ALLOW]
        return tuple(statement for check in deciding for statement in check.determining)

    @property
    def trace(self) -> tuple[StatementResult, ...]:
        """Every statement that was looked at, in the order of the checks."""
        return tuple(statement for check in self.checks for statement in check.statements)

    @property
    def missing_context_values(self) -> tuple[str, ...]:
        """Context keys that the policies read and the request lacks, as the policies spell them."""
        spellings: dict[str, str] = {}  # keys ignore case; the first policy's spelling is shown
        for result in self.trace:
            for key in result.statement.context_keys:
                spellings.setdefault(key.lower(), key)
        return tuple(sorted(key for low, key in spellings.items() if low not in self.request.context))

    def rows(self) -> list[dict[str, str]]:
        """Return one row for each statement: outcome, effect, policy, from, name, statement, because."""
        return [
            {
                "outcome": outcome,
                "effect": result.statement.effect,
                "policy": result.policy.name,
                "from": str(result.source),
                "name": statement_name(result.statement),
                "statement": statement_words(result.statement, self.request),
                "because": mismatch(result),
            }
            for result, outcome in self.outcomes()
        ]

    def outcomes(self) -> list[tuple[StatementResult, str]]:
        """Return every statement of the trace with its outcome."""
        # The deciding ones are looked up once: to ask `outcome` of each statement takes quadratic time.
        deciding = {result.key for result in self.matched_statements}
        return [(result, _outcome(result, deciding)) for result in self.trace]

    def outcome(self, result: StatementResult) -> str:
        """Return what a statement does: `decides`, `matches` or `no match`."""
        return _outcome(result, {deciding.key for deciding in self.matched_statements})


def _outcome(result: StatementResult, deciding: set[tuple[str, int, int, int]]) -> str:
    if result.key in deciding:
        return "decides"
    return "matches" if result.matched else "no match"
