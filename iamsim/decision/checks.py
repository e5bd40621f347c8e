"""What was said of one request as AWS's checks: Check, and the StatementResults that decided it.

Source: GetRequestAuthorizationDetails for the words, reference_policies_evaluation-logic for the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from iamsim.account import Policy, Source
from iamsim.decision.layers import Effect, Grant, Layers, LayerVerdicts, Verdict
from iamsim.policy import ElementResult, Request, Statement


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


def checks(said: LayerVerdicts, layers: Layers, request: Request) -> Iterator[Check]:
    """What was said as AWS's checks, in AWS's order."""
    scps, named, own, bound, grant = said
    for level, verdict in zip(layers.scps, scps, strict=True):
        yield _check(CheckType.SERVICE_CONTROL_POLICY, verdict, (level,), request, Effect.IMPLICIT_DENY)
    if layers.resource:
        required = layers.resource_must_allow
        silent = Effect.IMPLICIT_DENY if required else Effect.NO_IMPACT
        if grant is Grant.ACCOUNT and not required and named.effect is Effect.ALLOW:
            named = Verdict(silent, named.determining)
        yield _check(CheckType.RESOURCE, named, (layers.resource,), request, silent)
    silent = Effect.IMPLICIT_DENY if grant < Grant.ROLE else Effect.NO_IMPACT
    if layers.is_root:
        silent = Effect.ALLOW
    yield _check(CheckType.PRINCIPAL, own, layers.sources, request, silent)
    if bound and layers.boundary:
        silent = Effect.IMPLICIT_DENY if grant < Grant.DIRECT else Effect.NO_IMPACT
        yield _check(CheckType.PERMISSIONS_BOUNDARY, bound, (layers.boundary,), request, silent)


def _check(
    kind: CheckType, said: Verdict, sources: Sequence[Source], request: Request, silent: Effect
) -> Check:
    determining = tuple([StatementResult(kind, *place, request) for place in said.determining])
    effect = silent if said.effect is Effect.IMPLICIT_DENY else said.effect
    return Check(kind, effect, tuple(sources), determining)
