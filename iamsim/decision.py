"""The decision, in four stages that can be read aloud and replaced one by one.

    collect(account, identity)  → the places permissions come from: the user, then each group
    match(sources, request)     → from each source, the statements that apply to the request
    decide(matches)             → a matching Deny wins; else a matching Allow; else nobody allowed it
    combine(...)                → scp & (resource | principal & boundary) & ~deny

Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from iamsim.account import Account, Group, InlinePolicy, Policy, Role, User
from iamsim.errors import InvalidInput, NoSuchEntity
from iamsim.matching import Context, Value, segments
from iamsim.policy import ElementResult, PolicyDocument, PolicySource, PrincipalElement, Statement, session_role


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


# ------------------------------------------------------------------------------------------------ request


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what: a principal's ARN, an action, a resource's ARN, and context keys with their values.

    What the principal's ARN tells is filled in (`aws:username`, `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`);
    a key that is given wins. Keys ignore case; a value is a text, or a list of texts for a multivalued key.
    Source: IAM User Guide, reference_policies_condition-keys and reference_policies_variables.
    """

    principal: str
    action: str
    resource: str = "*"
    context: Context = field(default_factory=dict)
    folded_action: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fold what ignores case, once."""
        object.__setattr__(self, "folded_action", self.action.lower())
        object.__setattr__(self, "context", context_of(self.principal) | folded(self.context or {}))


def folded(context: Mapping[str, Any]) -> dict[str, Value]:
    """A context with its keys in lower case, lists as tuples, and JSON's true and 5 as texts."""
    return {key.lower(): value if type(value) is str else _value(value) for key, value in context.items()}


def _value(value: Any) -> Value:
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(_text(one) for one in value)
    return _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def context_of(principal: str) -> dict[str, Value]:
    """What a principal's ARN alone tells: its name, account and kind."""
    parts = segments(principal)
    if parts is None:
        return {"aws:principalarn": principal}
    account, resource = parts[4], parts[5]
    known: dict[str, Value] = {"aws:principalarn": principal, "aws:principalaccount": account}
    role = session_role(principal)
    if role is not None:
        known |= {"aws:principalarn": f"arn:{parts[1]}:iam::{account}:role/{role}", "aws:principaltype": "AssumedRole"}
    elif resource == "root":
        known |= {"aws:principaltype": "Account", "aws:userid": account}
    elif resource.startswith("user/"):
        known |= {"aws:principaltype": "User", "aws:username": resource.rpartition("/")[2]}
    return known


# ------------------------------------------------------------------------------------------------ the stages


class Source(NamedTuple):
    """A place permissions come from: whose it is, and its policies."""

    kind: str  # "user", "group", "role", or what a check is made of: "boundary", "scp", "resource", "policy"
    name: str
    policies: tuple[Policy, ...]

    def __str__(self) -> str:
        """Say whose it is: `group Readers`."""
        return f"{self.kind} {self.name}".strip()


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
    own = Source(identity.kind, identity.name, account.policies_of(identity))
    if not isinstance(identity, User):
        return (own,)
    return (own, *[Source("group", group.name, account.policies_of(group)) for group in account.groups_of(identity)])


def match(sources: Sequence[Source], request: Request) -> list[Match]:
    """From each source, the statements that apply to the request."""
    return [
        Match(source, [(p, s) for p in source.policies for s in p.document.statements if s.matches(request)])
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


# ------------------------------------------------------------------------------------------------ results


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
    target: str = ""  # for an SCP its level, for a boundary its ARN


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
        """The statements that decided: every matching Deny, or every Allow that gave access; none for an implicit deny."""
        if self.decision is Decision.IMPLICIT_DENY:
            return ()
        if self.decision is Decision.EXPLICIT_DENY:
            return tuple(s for check in self.checks if check.effect is Effect.EXPLICIT_DENY for s in check.determining)
        giving = (CheckType.RESOURCE, CheckType.PRINCIPAL)
        return tuple(s for c in self.checks if c.type in giving and c.effect is Effect.ALLOW for s in c.determining)

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
        """Context keys that the policies mention and the request does not carry, as the policies spell them."""
        keys = {key.lower(): key for result in reversed(self.trace) for key in result.statement.context_keys}
        return tuple(sorted(key for low, key in keys.items() if low not in self.request.context))

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
    actual = refused.actual if refused.actual is not None else "nothing"
    shown = ", ".join(actual) if isinstance(actual, tuple) else actual
    return f"{refused.name} is {', '.join(refused.expected)}; the request has {shown}"


# ------------------------------------------------------------------------------------------------ the engine


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request: its ARN, its identity in the account (none for root), and what IAM knows of it."""

    arn: str
    identity: User | Role | None
    context: Context

    @property
    def is_root(self) -> bool:
        """True for the account's owner."""
        return self.arn.endswith(":root")


def caller(account: Account, principal: str) -> Caller:
    """Find a principal in an account: a user's name, or the ARN of a user, a role, a role's session or root.

    Raises NoSuchEntity with the names that there are, InvalidInput for another account's principal or a group.
    """
    if not principal.startswith("arn:"):
        return _user_caller(account.user(principal))
    parts = segments(principal)
    if parts is None:
        raise InvalidInput(f"ARN {principal} is not valid.", f"{principal!r} is no ARN: expected six parts divided by ':'")
    kind, _, path = parts[5].partition("/")
    if parts[4] != account.account_id:
        hint = f"{principal} belongs to account {parts[4] or '(none)'}; this account is {account.account_id}"
        raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)
    if parts[5] == "root":
        return Caller(principal, None, {})
    if kind == "user":
        return _user_caller(_exactly(account.user(path.rpartition("/")[2]), principal))
    if kind == "assumed-role":
        name, _, session = path.partition("/")
        return _role_caller(account.role(name), session or SESSION)
    if kind == "role":
        return _role_caller(_exactly(account.role(path.rpartition("/")[2]), principal), SESSION)
    hint = f"a {kind} sends no requests; expected a user, a role, a role's session or root"
    raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)


SESSION = "session"
"""The name of a role's session where none is given."""

_Identity: TypeAlias = "User | Role"


def _exactly(identity: Any, arn: str) -> Any:
    """An ARN names its path and its letters' case too."""
    if identity.arn != arn:
        raise NoSuchEntity(f"The {identity.kind} {arn} cannot be found.", f"no {arn} (this account has {identity.arn})")
    return identity


def _user_caller(user: User) -> Caller:
    known: dict[str, Value] = {f"aws:principaltag/{key.lower()}": value for key, value in user.tags}
    if user.user_id:
        known["aws:userid"] = user.user_id
    return Caller(user.arn, user, known)


def _role_caller(role: Role, session: str) -> Caller:
    known: dict[str, Value] = {f"aws:principaltag/{key.lower()}": value for key, value in role.tags}
    if role.role_id:
        known["aws:userid"] = f"{role.role_id}:{session}"
    known["aws:principalarn"] = role.arn
    partition, account = role.arn.split(":")[1], role.arn.split(":")[4]
    return Caller(f"arn:{partition}:sts::{account}:assumed-role/{role.name}/{session}", role, known)


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that one request is checked against."""

    sources: Sequence[Source]
    boundary: Source | None = None
    scps: Sequence[Source] = ()
    resource: Source | None = None
    is_root: bool = False
    resource_must_allow: bool = False  # a role's trust policy: the identity's own Allow alone is not enough


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
        """Decide a request by a principal of an account: a user's name, or an ARN of a user, role, session or root.

        `scps` are levels, the organization's root first, each a list of documents; `resource_policy` is the policy of the resource,
        in the same account. Raises NoSuchEntity or InvalidInput if the principal is not of this account.

        >>> import iamsim
        >>> iam = iamsim.client("iam")
        >>> _ = iam.create_user(UserName="ana")
        >>> iamsim.simulate(iam.account, "ana", "s3:ListAllMyBuckets").decision
        <Decision.IMPLICIT_DENY: 'implicitDeny'>
        """
        sender = caller(account, principal)
        known = dict(sender.context)
        known.update(folded(context or {}))
        request = Request(sender.arn, action, resource, known)
        identity = sender.identity
        bound = identity.boundary if identity is not None else None
        layers = Layers(
            () if identity is None else self.collect(account, identity),
            Source("boundary", "", (account.policy(bound),)) if bound else None,
            [_level(index, level) for index, level in enumerate(scps)],
            None if resource_policy is None else _resource(resource_policy),
            sender.is_root,
        )
        return self.evaluate(request, layers)

    def evaluate(self, request: Request, layers: Layers) -> EvaluationResult:
        """Run every check, then combine them; the checks that had no say are left out."""
        scps = [self.decide(self.match([level], request)) for level in layers.scps]
        bound = self.decide(self.match([layers.boundary], request)) if layers.boundary else None
        own = self.decide(self.match(layers.sources, request))
        named = self._resource(layers.resource, request) if layers.resource else None

        scp = int(all(verdict.effect is Effect.ALLOW for verdict in scps))
        boundary = int(bound is None or bound.effect is Effect.ALLOW)
        direct = int(named is not None and named.grants is Grant.DIRECT)
        through_role = int(named is not None and named.grants is Grant.ROLE)
        given = int(layers.is_root or own.effect is Effect.ALLOW)
        if layers.resource_must_allow:
            given &= int(named is not None and named.grants is not Grant.NOTHING)
        verdicts = [*scps, own, *([bound] if bound else []), *([named.verdict] if named else [])]
        deny = int(any(verdict.effect is Effect.EXPLICIT_DENY for verdict in verdicts))
        allowed = self.combine(scp, direct, given | through_role, boundary, deny)
        decision = Decision.EXPLICIT_DENY if deny else Decision.IMPLICIT_DENY
        if allowed & 1:
            decision = Decision.ALLOWED

        checks = [
            _check(CheckType.SERVICE_CONTROL_POLICY, verdict, (level,), request)
            for verdict, level in zip(scps, layers.scps, strict=True)
        ]
        if named is not None and layers.resource is not None:
            silent = Effect.IMPLICIT_DENY if layers.resource_must_allow else Effect.NO_IMPACT
            verdict = named.verdict
            if named.grants is Grant.ACCOUNT and verdict.effect is Effect.ALLOW and not layers.resource_must_allow:
                verdict = Verdict(Effect.NO_IMPACT, verdict.determining)
            checks.append(_check(CheckType.RESOURCE, verdict, (layers.resource,), request, silent))
        spared = Effect.ALLOW if layers.is_root else Effect.NO_IMPACT if direct | through_role else Effect.IMPLICIT_DENY
        checks.append(_check(CheckType.PRINCIPAL, own, layers.sources, request, spared))
        if bound is not None and layers.boundary is not None:
            spared = Effect.NO_IMPACT if direct else Effect.IMPLICIT_DENY
            checks.append(_check(CheckType.PERMISSIONS_BOUNDARY, bound, (layers.boundary,), request, spared))
        return EvaluationResult(request, decision, tuple(checks))

    def _resource(self, source: Source, request: Request) -> _Named:
        verdict = self.decide(self.match([source], request))
        grants = [_grant(statement, request) for _, _, statement in verdict.determining if not statement.denies]
        strongest = max(grants, default=Grant.NOTHING, key=lambda grant: list(Grant).index(grant))
        return _Named(verdict, strongest)


class Grant(StrEnum):
    """What a resource's policy gives by the way it names the caller (reference_policies_elements_principal)."""

    NOTHING = "nothing"
    ACCOUNT = "account"  # leaves it to the account's own policies
    ROLE = "role"  # the role's own Allow is not needed; a boundary still caps
    DIRECT = "direct"  # the user, the session or everybody: needs no other Allow


class _Named(NamedTuple):
    verdict: Verdict
    grants: Grant


def _grant(statement: Statement, request: Request) -> Grant:
    elements = [element for element in statement.elements if isinstance(element, PrincipalElement)]
    names = {name for element in elements if not element.negated for name in element.fitting_names(request)}
    if request.principal in names or "*" in names:
        return Grant.DIRECT
    if request.context.get("aws:principalarn") in names:
        return Grant.ROLE
    return Grant.ACCOUNT


def _check(
    kind: CheckType, verdict: Verdict, sources: Sequence[Source], request: Request, silent: Effect = Effect.IMPLICIT_DENY
) -> Check:
    determining = tuple([StatementResult(kind, *place, request) for place in verdict.determining])
    effect = silent if verdict.effect is Effect.IMPLICIT_DENY else verdict.effect
    return Check(kind, effect, tuple(sources), determining)


def _level(index: int, documents: Sequence[PolicySource]) -> Source:
    name = "root" if index == 0 else f"level {index}"
    policies = [InlinePolicy(f"scp-{n}", PolicyDocument.parse(text, "stored")) for n, text in enumerate(documents, 1)]
    return Source("scp", name, tuple(policies))


def _resource(document: PolicySource) -> Source:
    return Source("resource", "", (InlinePolicy("resource-policy", PolicyDocument.parse(document, "stored")),))


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
    """Decide a request against policies given by hand, as `SimulateCustomPolicy` does; root's request needs no Allow."""
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
