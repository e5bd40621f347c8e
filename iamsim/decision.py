"""The decision, in four stages that can be read aloud and replaced one by one.

    collect(account, identity)  → the places permissions come from: the user, then each group
    match(sources, request)     → from each source, the statements that apply to the request
    decide(matches)             → a matching Deny wins; else a matching Allow; else nobody allowed it
    combine(...)                → scp & (resource | principal & boundary) & ~deny

Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from iamsim.account import Account, Group, Role, User
from iamsim.caller import caller
from iamsim.elements import PrincipalElement
from iamsim.policy import PolicyDocument, PolicySource, Statement
from iamsim.request import Request
from iamsim.result import Check, CheckType, Decision, Effect, EvaluationResult, StatementResult
from iamsim.source import InlinePolicy, Policy, Source

__all__ = [
    "TRUTH",
    "Check",
    "CheckType",
    "Decision",
    "Effect",
    "Engine",
    "EvaluationResult",
    "Layers",
    "Match",
    "Request",
    "Source",
    "StatementResult",
    "Verdict",
    "caller",
    "collect",
    "combine",
    "decide",
    "evaluate",
    "match",
    "simulate",
    "trust",
]


class Match(NamedTuple):
    """A source and those of its statements that apply, each with its policy."""

    source: Source
    statements: list[tuple[Policy, Statement]]


class Verdict(NamedTuple):
    """What one check's sources say, and the statements that decided it."""

    effect: Effect
    determining: list[tuple[Source, Policy, Statement]]


def collect(account: Account, identity: User | Group | Role) -> tuple[Source, ...]:
    """The user's own policies, then those of each group: also places without any policy."""
    groups = account.groups_of(identity) if isinstance(identity, User) else ()
    return tuple([account.source_of(one) for one in (identity, *groups)])


def is_service_linked(identity: User | Role | None) -> bool:
    """Tell whether a role is a service's own, which no SCP binds (orgs_manage_policies_scps)."""
    return isinstance(identity, Role) and ":role/aws-service-role/" in identity.arn


def trust(account: Account, request: Request) -> Source | None:
    """The trust policy of the account's role that a request assumes, which must allow it (id_roles)."""
    if request.folded_action != "sts:assumerole":
        return None
    role = next((role for role in account.roles.values() if role.arn == request.resource), None)
    return Source("trust", role.name, (InlinePolicy("trust policy", role.trust),)) if role else None


def match(sources: Sequence[Source], request: Request) -> list[Match]:
    """From each source, the statements that apply to the request."""
    action = request.folded_action
    return [
        Match(source, [pair for pair in source.about(action) if pair[1].matches(request)])
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
class Layers:
    """Everything that one request is checked against."""

    sources: Sequence[Source]
    boundary: Source | None = None
    scps: Sequence[Source] = ()
    resource: Source | None = None
    is_root: bool = False
    resource_must_allow: bool = False  # a role's trust policy: the identity's own Allow alone is not enough
    is_across: bool = False  # the resource is another account's: the resource's Allow alone is not enough


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
        """Decide a request of an account's user (a name), or of a user, role, session or root (an ARN).

        `scps` are levels, the organization's root first, each a list of documents; `resource_policy` is the
        policy of the resource, in the same account; of a role of the account its trust policy, if none is
        given. Raises NoSuchEntity or InvalidInput for a principal that is not of this account.

        >>> import iamsim
        >>> iam = iamsim.client("iam")
        >>> _ = iam.create_user(UserName="ana")
        >>> iamsim.simulate(iam.account, "ana", "s3:ListAllMyBuckets").decision
        <Decision.IMPLICIT_DENY: 'implicitDeny'>
        """
        sender = caller(account, principal)
        request = Request(sender.arn, action, resource, {**sender.context, **(context or {})})
        identity = sender.identity
        bound = identity.boundary if identity is not None else None
        trusting = None if resource_policy is not None else trust(account, request)
        levels = [] if is_service_linked(identity) else scps
        layers = Layers(
            () if identity is None else self.collect(account, identity),
            Source("boundary", "", (account.policy(bound),)) if bound else None,
            [_level(index, level) for index, level in enumerate(levels)],
            trusting if resource_policy is None else _resource(resource_policy),
            sender.is_root,
            resource_must_allow=trusting is not None,
        )
        return self.evaluate(request, layers)

    def evaluate(self, request: Request, layers: Layers) -> EvaluationResult:
        """Ask every layer, combine what they say, and keep what each of them said."""
        scps = [self._ask((level,), request) for level in layers.scps]
        named = self._ask((layers.resource,), request) if layers.resource else SILENT
        own = self._ask(layers.sources, request)
        bound = self._ask((layers.boundary,), request) if layers.boundary else None
        grant = _grant(named, request)
        if layers.is_across:
            grant = min(grant, Grant.ACCOUNT)
        required = layers.resource_must_allow

        identity = layers.is_root or own.effect is Effect.ALLOW
        effects = [said.effect for said in (*scps, named, own, bound or SILENT)]
        deny = Effect.EXPLICIT_DENY in effects
        allowed = self.combine(
            int(effects[: len(scps)].count(Effect.ALLOW) == len(scps)),
            int(grant is Grant.DIRECT),
            int(grant is Grant.ROLE or (identity and not (required and grant is Grant.NOTHING))),
            int(bound is None or bound.effect is Effect.ALLOW),
            int(deny),
        )
        decision = Decision.EXPLICIT_DENY if deny else Decision.IMPLICIT_DENY
        if allowed & 1:
            decision = Decision.ALLOWED

        checks = [
            _check(CheckType.SERVICE_CONTROL_POLICY, said, (level,), request, Effect.IMPLICIT_DENY)
            for said, level in zip(scps, layers.scps, strict=True)
        ]
        if layers.resource:
            silent = Effect.IMPLICIT_DENY if required else Effect.NO_IMPACT
            if grant is Grant.ACCOUNT and not required and named.effect is Effect.ALLOW:
                named = Verdict(silent, named.determining)
            checks.append(_check(CheckType.RESOURCE, named, (layers.resource,), request, silent))
        silent = Effect.IMPLICIT_DENY if grant < Grant.ROLE else Effect.NO_IMPACT
        if layers.is_root:
            silent = Effect.ALLOW
        checks.append(_check(CheckType.PRINCIPAL, own, layers.sources, request, silent))
        if bound and layers.boundary:
            silent = Effect.IMPLICIT_DENY if grant < Grant.DIRECT else Effect.NO_IMPACT
            checks.append(_check(CheckType.PERMISSIONS_BOUNDARY, bound, (layers.boundary,), request, silent))
        return EvaluationResult(request, decision, tuple(checks))

    def _ask(self, sources: Sequence[Source], request: Request) -> Verdict:
        return self.decide(self.match(sources, request))


SILENT = Verdict(Effect.IMPLICIT_DENY, [])
"""What a layer without any policy says."""


class Grant(IntEnum):
    """What a resource's policy gives by how it names the caller (reference_policies_elements_principal)."""

    NOTHING = 0
    ACCOUNT = 1  # leaves it to the account's own policies
    ROLE = 2  # the role's own Allow is not needed; a boundary still caps
    DIRECT = 3  # the user, the session or everybody: needs no other Allow


def _grant(said: Verdict, request: Request) -> Grant:
    if said.effect is not Effect.ALLOW:
        return Grant.NOTHING
    return max(_grant_of(statement, request) for _, _, statement in said.determining)


def _grant_of(statement: Statement, request: Request) -> Grant:
    principals = [element for element in statement.elements if isinstance(element, PrincipalElement)]
    names = {name for element in principals for name in element.fitting(request)}
    if request.principal in names or "*" in names or any(element.negated for element in principals):
        return Grant.DIRECT
    return Grant.ROLE if request.context.get("aws:principalarn") in names else Grant.ACCOUNT


def _check(
    kind: CheckType, said: Verdict, sources: Sequence[Source], request: Request, silent: Effect
) -> Check:
    determining = tuple([StatementResult(kind, *place, request) for place in said.determining])
    effect = silent if said.effect is Effect.IMPLICIT_DENY else said.effect
    return Check(kind, effect, tuple(sources), determining)


def _level(index: int, documents: Sequence[PolicySource]) -> Source:
    name = "root" if index == 0 else f"level {index}"
    policies = [
        InlinePolicy(f"scp-{n}", PolicyDocument.parse(text, "stored")) for n, text in enumerate(documents, 1)
    ]
    return Source("scp", name, tuple(policies))


def _resource(document: PolicySource) -> Source:
    return Source(
        "resource", "", (InlinePolicy("resource-policy", PolicyDocument.parse(document, "stored")),)
    )


TRUTH = Engine()
"""IAM as AWS documents it."""

simulate = TRUTH.simulate


def evaluate(
    request: Request,
    policies: Iterable[PolicySource],
    *,
    boundary: PolicySource | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
    resource_policy: PolicySource | None = None,
) -> EvaluationResult:
    """Decide a request against policies given by hand, as `SimulateCustomPolicy` does."""
    documents = [PolicyDocument.parse(policy, "stored") for policy in policies]
    named = tuple(InlinePolicy(f"policy-{index}", document) for index, document in enumerate(documents, 1))
    bound = None if boundary is None else InlinePolicy("boundary", PolicyDocument.parse(boundary, "stored"))
    layers = Layers(
        (Source("policy", "", named),),
        None if bound is None else Source("boundary", "", (bound,)),
        [_level(index, level) for index, level in enumerate(scps)],
        None if resource_policy is None else _resource(resource_policy),
        request.principal.endswith(":root"),
    )
    return TRUTH.evaluate(request, layers)
