"""The answer to a request and all that it rests on: Decision, Check, StatementResult, EvaluationResult.

The words of effects and checks are those of AWS's GetRequestAuthorizationDetails; their order is that of
reference_policies_evaluation-logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from iamsim.account import Account, Policy, Source
from iamsim.aws.service_rules import ServiceRule
from iamsim.policy import Element, ElementResult, Request, Statement


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


class CheckType(StrEnum):
    """The layers of policies, in the order in which AWS lists them."""

    SERVICE_CONTROL_POLICY = "SERVICE_CONTROL_POLICY"
    RESOURCE = "RESOURCE"
    PRINCIPAL = "PRINCIPAL"
    PERMISSIONS_BOUNDARY = "PERMISSIONS_BOUNDARY"


class Verdict(NamedTuple):
    """What `decide` makes of the matching statements: an effect, and the statements that decided it."""

    effect: Effect
    places: list[tuple[Source, Policy, Statement]]


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement compared with one request: where it stands, and what each of its elements says."""

    check: CheckType
    source: Source
    policy: Policy
    statement: Statement
    request: Request = field(repr=False)

    @property
    def matched(self) -> bool:
        """True if the statement matches the request."""
        return self.statement.matches(self.request)

    @property
    def elements(self) -> tuple[ElementResult, ...]:
        """What each element expected, what it found, and whether it accepted."""
        return self.statement.results(self.request)

    @property
    def failed_elements(self) -> tuple[Element, ...]:
        """The elements that do not accept the request; none if the statement matches."""
        return tuple([element for element in self.statement.elements if not element.accepts(self.request)])

    @property
    def key(self) -> tuple[str, int, int, int]:
        """What tells the statements of one result apart; to compare whole policies takes far longer."""
        # Equal policies may stand twice in one source, so it is the objects that are told apart.
        return (self.check, id(self.source), id(self.policy), id(self.statement))

    @property
    def inline(self) -> bool:
        """True if the policy is part of its holder and has no ARN."""
        return self.policy.arn is None


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
        # Here, because explain reads results.
        from iamsim.decision.explain import mismatch, statement_name, statement_words  # noqa: PLC0415

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
