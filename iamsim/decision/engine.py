"""How IAM decides a request: four stages, to be read from top to bottom.

    collect(account, identity)  → the sources of permissions: a user's own policies, then those of each group
    match(sources, request)     → for each source, its statements that match the request
    decide(matches)             → a matching Deny decides; else a matching Allow; else nobody allowed it
    combine(...)                → scp and (resource or (principal and boundary)) and not deny

A few calls, such as sts:GetCallerIdentity, are decided by their service (`iamsim.aws.service_rules`). For all
others the engine checks every layer of policies with `match` and `decide`, and combines what the layers say:

    scp         every level of the organization allows; true where there is none
    resource    the resource's policy names the caller itself, and so needs no other Allow
    principal   the identity's own policies allow, or the resource's policy makes up for them; false where a
                policy that must allow too (a role's trust policy, another account's resource) does not
    boundary    the permissions boundary allows; true where there is none
    deny        a matching Deny in any layer

Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from iamsim.account import Account, Caller, Group, Policy, Role, Source, User, find_caller
from iamsim.aws.service_rules import service_rule
from iamsim.decision.index import index_of
from iamsim.decision.layers import Grant, Layers, grant_of, resource_layer, scp_level
from iamsim.decision.result import Check, Decision, Effect, EvaluationResult, Verdict
from iamsim.decision.statement_result import CheckType
from iamsim.policy import PolicySource, Request, Statement


class Match(NamedTuple):
    """A source and those of its statements that match, each with its policy."""

    source: Source
    statements: list[tuple[Policy, Statement]]


def collect(account: Account, identity: User | Group | Role) -> tuple[Source, ...]:
    """Return the identity's own policies, then those of each of its groups, also where there are none."""
    return index_of(account).sources(identity)


def match(sources: Sequence[Source], request: Request) -> list[Match]:
    """Return for each source its statements that match the request."""
    # Most statements are about other actions, so the index of each source is asked first.
    action = request.lower_action
    return [
        Match(
            source,
            [pair for pair in source.statements_matching(action) if pair[1].matches_except_action(request)],
        )
        for source in sources
    ]


def decide(matches: Sequence[Match]) -> Verdict:
    """A matching Deny decides; else a matching Allow; else nobody allowed it."""
    # Nothing is merged: each statement is tested on its own, and a Deny of any of them decides.
    matching = [(source, policy, statement) for source, pairs in matches for policy, statement in pairs]
    if not matching:
        return Verdict(Effect.IMPLICIT_DENY, matching)
    denies = [place for place in matching if place[2].denies]
    return Verdict(Effect.EXPLICIT_DENY, denies) if denies else Verdict(Effect.ALLOW, matching)


def combine(scp: int, resource: int, principal: int, boundary: int, deny: int) -> int:
    """Return whether all layers together allow: a bit, or a set of bits with one for each request."""
    return scp & (resource | principal & boundary) & ~deny


@dataclass(frozen=True, slots=True)
class Engine:
    """The four stages put together; a misconception is an engine with one of them replaced."""

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
        """Decide a request to an account; `iamsim.simulate` describes the arguments and errors."""
        caller = find_caller(account, principal)
        request = Request(caller.arn, action, resource, {**caller.context, **(context or {})})
        levels = [scp_level(index, level) for index, level in enumerate(scps)]
        policy = None if resource_policy is None else resource_layer(resource_policy)
        layers = self.layers(account, caller, request, scps=levels, resource=policy)
        return self.evaluate(request, layers, account)

    def layers(
        self,
        account: Account,
        caller: Caller,
        request: Request,
        *,
        scps: Sequence[Source] = (),
        resource: Source | None = None,
    ) -> Layers:
        """Return all policies that a caller's request is checked against: the account's, and those given.

        A request to assume a role of the account is checked against the role's trust policy.
        """
        identity = caller.identity
        trust = assumed_role_trust(account, request) if resource is None else None
        return Layers(
            () if identity is None else self.collect(account, identity),
            account.boundary_of(identity),
            () if is_service_linked(identity) else scps,
            resource or trust,
            caller.is_root,
            resource_must_allow=trust is not None,
        )

    def evaluate(self, request: Request, layers: Layers, account: Account | None = None) -> EvaluationResult:
        """Check the request against each layer, and combine what the layers say.

        A layer without a matching statement is not always a denial: `silent` is the effect that it then has.
        """
        if layers.boundary is not None and layers.resource is not None:
            # A Deny with NotPrincipal in the resource's policy excepts nobody who has a boundary.
            request = request.with_boundary()
        checks = [
            self._check(CheckType.SERVICE_CONTROL_POLICY, (level,), request, Effect.IMPLICIT_DENY)
            for level in layers.scps
        ]
        # Every level from the root to the account must allow; without an organization there is none.
        scps_allow = all(check.effect is Effect.ALLOW for check in checks)
        grant, resource_refuses = Grant.NOTHING, layers.resource_must_allow
        if layers.resource is not None:
            # Only a role's trust policy, and the policy of another account's resource, must allow.
            silent = Effect.IMPLICIT_DENY if layers.resource_must_allow else Effect.NO_IMPACT
            check = self._check(CheckType.RESOURCE, (layers.resource,), request, silent)
            # Across accounts a grant never replaces the caller's own Allow.
            grant = min(grant_of(check), Grant.ACCOUNT if layers.is_across else Grant.DIRECT)
            if grant is Grant.ACCOUNT and not layers.resource_must_allow:
                check = check._replace(effect=Effect.NO_IMPACT)  # the account's own policies decide
            resource_refuses = check.effect is Effect.IMPLICIT_DENY
            checks.append(check)
        # A resource's policy that names the role or the user makes up for identity policies that are silent,
        # and the root user needs none (reference_policies_evaluation-logic_policy-eval-denyallow).
        silent = Effect.IMPLICIT_DENY if grant < Grant.ROLE else Effect.NO_IMPACT
        principal = self._check(
            CheckType.PRINCIPAL, layers.sources, request, Effect.ALLOW if layers.is_root else silent
        )
        checks.append(principal)
        boundary_allows = True
        if layers.boundary is not None:
            # A silent boundary limits a role that is named, but no user or session that is named itself.
            silent = Effect.IMPLICIT_DENY if grant < Grant.DIRECT else Effect.NO_IMPACT
            check = self._check(CheckType.PERMISSIONS_BOUNDARY, (layers.boundary,), request, silent)
            boundary_allows = check.effect in _PASSES
            checks.append(check)
        # A matching Deny decides in whichever layer it stands.
        denied = any(check.effect is Effect.EXPLICIT_DENY for check in checks)
        # Integers, as `~` of a bool is deprecated: combine also takes sets of bits.
        allowed = self.combine(
            int(scps_allow),
            int(grant is Grant.DIRECT),
            int(principal.effect in _PASSES and not resource_refuses),
            int(boundary_allows),
            int(denied),
        )
        if allowed & 1:
            decision = Decision.ALLOWED
        else:
            decision = Decision.EXPLICIT_DENY if denied else Decision.IMPLICIT_DENY
        rule = service_rule(request.lower_action, request.principal)
        if rule is not None:
            # The checks stay in the result: they show what the policies say, though it does not count.
            decision = Decision.ALLOWED if rule.allows else Decision.IMPLICIT_DENY
        return EvaluationResult(request, decision, tuple(checks), rule, account)

    def _check(
        self, check_type: CheckType, sources: Sequence[Source], request: Request, silent: Effect
    ) -> Check:
        effect, places = self.decide(self.match(sources, request))
        if effect is Effect.IMPLICIT_DENY:
            effect = silent
        return Check(check_type, effect, tuple(sources), request, places)


_PASSES = (Effect.ALLOW, Effect.NO_IMPACT)


def assumed_role_trust(account: Account, request: Request) -> Source | None:
    """Return the trust policy of the account's role that a request assumes; it must allow (id_roles)."""
    if request.lower_action != "sts:assumerole":
        return None
    # By ARN, not by name: a role of another account may have the same name.
    role = next((role for role in account.roles.values() if role.arn == request.resource), None)
    return role.trust_source if role else None


def is_service_linked(identity: User | Role | None) -> bool:
    """Tell whether a role is a service's own, which no SCP limits (orgs_manage_policies_scps)."""
    return isinstance(identity, Role) and ":role/aws-service-role/" in identity.arn


TRUTH = Engine()
"""IAM as AWS documents it."""
