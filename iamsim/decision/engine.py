"""The decision, in four stages that can be read aloud and replaced one by one.

    collect(account, identity)  → the places permissions come from: the user, then each group
    match(sources, request)     → from each source, the statements that apply to the request
    decide(matches)             → a matching Deny wins; else a matching Allow; else nobody allowed it
    combine(...)                → scp & (resource | principal & boundary) & ~deny

Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from iamsim.account import Account, Group, Policy, Role, Source, User, find_caller
from iamsim.decision.layers import (
    SILENT,
    Effect,
    Grant,
    Layers,
    LayerVerdicts,
    Verdict,
    grant_of,
    resource_layer,
    scp_level,
)
from iamsim.decision.result import Decision, EvaluationResult
from iamsim.policy import PolicySource, Request, Statement


class Match(NamedTuple):
    """A source and those of its statements that apply, each with its policy."""

    source: Source
    statements: list[tuple[Policy, Statement]]


def collect(account: Account, identity: User | Group | Role) -> tuple[Source, ...]:
    """The user's own policies, then those of each group: also places without any policy."""
    return account.sources_of(identity)


def is_service_linked(identity: User | Role | None) -> bool:
    """Tell whether a role is a service's own, which no SCP binds (orgs_manage_policies_scps)."""
    return isinstance(identity, Role) and ":role/aws-service-role/" in identity.arn


def assumed_role_trust(account: Account, request: Request) -> Source | None:
    """The trust policy of the account's role that a request assumes, which must allow it (id_roles)."""
    if request.folded_action != "sts:assumerole":
        return None
    role = next((role for role in account.roles.values() if role.arn == request.resource), None)
    return role.trusting if role else None


def match(sources: Sequence[Source], request: Request) -> list[Match]:
    """From each source, the statements that apply to the request."""
    action = request.folded_action
    return [
        Match(source, [pair for pair in source.statements_about(action) if pair[1].matches_rest(request)])
        for source in sources
    ]


def decide(matches: Sequence[Match]) -> Verdict:
    """A matching Deny wins; else a matching Allow; else nobody has allowed it."""
    applying = [(source, policy, statement) for source, found in matches for policy, statement in found]
    if not applying:
        return Verdict(Effect.IMPLICIT_DENY, applying)
    denies = [one for one in applying if one[2].denies]
    return Verdict(Effect.EXPLICIT_DENY, denies) if denies else Verdict(Effect.ALLOW, applying)


def combine(scp: int, resource: int, principal: int, boundary: int, deny: int) -> int:
    """Whether all checks together allow; each argument is a bit, or a set of bits, one for each request."""
    return scp & (resource | principal & boundary) & ~deny


@dataclass(frozen=True, slots=True)
class Engine:
    """The four stages put together; a wrong mental model is an engine with one of them replaced."""

    collect: Callable[[Account, User | Group | Role], tuple[Source, ...]] = collect
    match: Callable[[Sequence[Source], Request], list[Match]] = match
    decide: Callable[[Sequence[Match]], Verdict] = decide
    combine: Callable[[int, int, int, int, int], int] = combine

    def simulate(  # noqa: PLR0913 - a request has four parts, and two kinds of policies stand outside the account
        self,
        account: Account,
        principal: str,
        action: str,
        resource: str = "*",
        context: Mapping[str, Any] | None = None,
        *,
        scps: Sequence[Sequence[PolicySource]] = (),
        resource_policy: PolicySource | None = None,
    ) -> EvaluationResult:
        """Decide a request to an account; `iamsim.simulate` says what may be given."""
        sender = find_caller(account, principal)
        request = Request(sender.arn, action, resource, {**sender.context, **(context or {})})
        identity = sender.identity
        trusting = None if resource_policy is not None else assumed_role_trust(account, request)
        levels = [] if is_service_linked(identity) else scps
        layers = Layers(
            () if identity is None else self.collect(account, identity),
            account.boundary_of(identity),
            [scp_level(index, level) for index, level in enumerate(levels)],
            trusting if resource_policy is None else resource_layer(resource_policy),
            sender.is_root,
            resource_must_allow=trusting is not None,
        )
        return self.evaluate(request, layers)

    def evaluate(self, request: Request, layers: Layers) -> EvaluationResult:
        """Ask every layer, combine what they say, and keep what each of them said."""
        said = self._said(layers, request)
        return EvaluationResult(request, self._decision(said, layers), layers, said)

    def _said(self, layers: Layers, request: Request) -> LayerVerdicts:
        named = self._ask((layers.resource,), request) if layers.resource else SILENT
        grant = grant_of(named, request)
        return LayerVerdicts(
            [self._ask((level,), request) for level in layers.scps],
            named,
            self._ask(layers.sources, request),
            self._ask((layers.boundary,), request) if layers.boundary else None,
            min(grant, Grant.ACCOUNT) if layers.is_across else grant,
        )

    def _decision(self, said: LayerVerdicts, layers: Layers) -> Decision:
        scps, named, own, bound, grant = said
        effects = [one.effect for one in (*scps, named, own, bound or SILENT)]
        deny = Effect.EXPLICIT_DENY in effects
        identity = layers.is_root or own.effect is Effect.ALLOW
        trusted = grant is not Grant.NOTHING or not layers.resource_must_allow
        allowed = self.combine(
            int(effects[: len(scps)].count(Effect.ALLOW) == len(scps)),
            int(grant is Grant.DIRECT),
            int(grant is Grant.ROLE or (identity and trusted)),
            int(bound is None or bound.effect is Effect.ALLOW),
            int(deny),
        )
        if allowed & 1:
            return Decision.ALLOWED
        return Decision.EXPLICIT_DENY if deny else Decision.IMPLICIT_DENY

    def _ask(self, sources: Sequence[Source], request: Request) -> Verdict:
        return self.decide(self.match(sources, request))


TRUTH = Engine()
"""IAM as AWS documents it."""
