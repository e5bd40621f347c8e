"""An account and a question → Answer: all cases that the request can have, as far as AWS's message agrees.

    what the account's file, the question and `--context` say     → Request, Layers
    what every request carries                                     → carried keys: known, or taken as usual
    the values that all other keys can have                        → states → cases
    AWS's message, where it was pasted                             → those of them that remain

A decision is firm if every case has it, and so is its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from iamsim.account import Account, Caller, Identity, InlinePolicy, Role, Source, User, find_caller
from iamsim.aws.errors import InvalidInput
from iamsim.aws.service_rules import service_rule
from iamsim.decision import (
    TRUTH,
    Decision,
    EvaluationResult,
    Layers,
    StatementResult,
    assumed_role_trust,
    is_service_linked,
)
from iamsim.decision.carried_keys import CarriedKey, carried_keys, is_known_absent
from iamsim.decision.cases import DecisionCase, Exploration, State, explore, refusal, sources_of, spelled
from iamsim.policy import PolicyDocument, Request, allow, deny, principal_context, split_arn
from iamsim.why.context_keys import near_key_notes
from iamsim.why.denial import POLICY_TYPES
from iamsim.why.evidence import agrees, facts, is_blamed
from iamsim.why.question import AccessQuestion
from iamsim.why.unknown_policies import (
    UnknownPolicy,
    is_cross_account,
    list_unknown_policies,
    required_policy_note,
)

ALLOWED, DENIED, BAD_INPUT, DEPENDS = 0, 1, 2, 3
"""Exit statuses of `iamsim why`."""


@dataclass(frozen=True, slots=True)
class Additions:
    """What the user gives besides the account's file: context keys, policies, the time of the request."""

    context: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[PolicyDocument, ...] = ()
    boundary: PolicyDocument | None = None  # in place of the principal's own
    resource_policy: PolicyDocument | None = None
    scps: tuple[tuple[InlinePolicy, ...], ...] = ()  # levels, the root's first, each with its policies
    now: datetime | None = None  # the time of a request that was asked for; a pasted one is of another time


@dataclass(frozen=True, slots=True)
class Answer:
    """All cases of the request that remain, and what they rest on."""

    question: AccessQuestion
    request: Request  # with the keys that are known or taken as usual
    cases: tuple[DecisionCase, ...]
    keys: tuple[
        str, ...
    ] = ()  # by whose values the decision or its reason is another, as the policies spell them
    carried_keys: tuple[
        tuple[CarriedKey, tuple[StatementResult, ...]], ...
    ] = ()  # those that matter, and to what
    facts: tuple[str, ...] = ()  # what AWS's message proves of the request's keys, each as a clause
    contradicts: bool = False  # AWS's message agrees with no case, so that all of them are listed
    is_exact: bool = True  # false if a case may be listed that no request has
    unknown_keys: frozenset[str] = frozenset()  # all keys that nobody gave, in lower case
    unknown_policies: tuple[UnknownPolicy, ...] = ()
    premises: tuple[str, ...] = ()  # the policies on which the cases depend, and which the file lacks
    required_policy_note: str = ""  # about an unknown policy that must allow the request too
    addition_notes: tuple[str, ...] = ()  # about what `Additions` holds
    doubtful_denies: tuple[StatementResult, ...] = ()  # that, as far as AWS's pages say, stop nothing
    allowed_with_mfa: bool = False  # in some case, whatever the question says of MFA

    @property
    def allowed_somewhere(self) -> bool:
        """True if the request is allowed in some case."""
        return any(case.result.allowed for case in self.cases)

    @property
    def depends(self) -> bool:
        """True if the request is allowed in some cases and refused in others."""
        return self.allowed_somewhere and not all(case.result.allowed for case in self.cases)

    @property
    def deciding(self) -> tuple[StatementResult, ...]:
        """The statements that decide in every case."""
        first, *rest = self.cases
        places = [{entry_place(entry) for entry in case.always} for case in rest]
        return tuple([entry for entry in first.always if all(entry_place(entry) in p for p in places)])

    @property
    def is_firm(self) -> bool:
        """True if the decision and its reason are the same in every case."""
        if self.depends:
            return False
        if all(case.result.allowed for case in self.cases):
            return True
        is_explicit = all(case.decision is Decision.EXPLICIT_DENY for case in self.cases)
        # One statement that always denies is the reason, whichever others deny as well.
        return bool(self.deciding) if is_explicit else len(self.cases) == 1

    @property
    def result(self) -> EvaluationResult:
        """The result of one of the requests: of any of them if the answer is firm."""
        return self.cases[0].result

    @property
    def exit_status(self) -> int:
        """The exit status: 0 allowed, 1 denied, 3 it depends on what was not given."""
        if self.depends:
            return DEPENDS
        if not self.allowed_somewhere:
            return DENIED
        # AWS itself refused it, or a policy that nobody gave must allow it too.
        return DEPENDS if self.question.denial or self.required_policy_note else ALLOWED

    @property
    def decision(self) -> str:
        """The decision in a word: AWS's, or `depends`, or `denied` if only the reason is open."""
        if self.exit_status == DEPENDS:
            return "depends"
        return str(self.result.decision) if self.is_firm else "denied"


def entry_place(entry: StatementResult) -> tuple[str, str, str | None, str, int]:
    """Return what names a statement among those of a request."""
    return (entry.source.kind, entry.source.name, entry.policy.arn, entry.policy.name, entry.statement.index)


class _Asker(NamedTuple):
    """Who asks, and whether the file says everything of it: not of a session's tags, nor of a stranger."""

    caller: Caller
    knows_tags: bool
    is_of_account: bool
    absent_keys: frozenset[str] = frozenset()  # in lower case: those that a pasted text says were not there


class _Variant(NamedTuple):
    """Layers in which something is supposed of a policy that the file lacks."""

    layers: Layers
    premise: str = ""
    supposes_deny: bool = False


class _Way(NamedTuple):
    """A variant explored: its states, each with its result."""

    premise: str
    exploration: Exploration
    states: list[tuple[State, EvaluationResult]]


def answer_question(account: Account, question: AccessQuestion, additions: Additions | None = None) -> Answer:
    """Answer a question about an account.

    Raises NoSuchEntity for a principal that the account does not have; InvalidInput for one that sends no
    requests, and for an aws:username that is not the principal's.
    """
    additions = additions or Additions()
    asker = _find_asker(account, question, additions)
    _check_user_name(asker.caller.arn, additions.context)
    # A role's own tags stand in the file, but a tag of the session replaces the role's.
    taken_tags = _role_tags(asker)
    caller_values = {key: value for key, value in asker.caller.context.items() if key not in taken_tags}
    context = {**caller_values, **question.context, **additions.context}
    absent = frozenset(key.lower() for key, value in context.items() if value is None or value == [])
    asker = asker._replace(absent_keys=absent)
    request = Request(asker.caller.arn, question.action, question.resource, context)
    layers, addition_notes = _layers(account, asker, request, additions)
    addition_notes = (*near_key_notes(additions.context), *addition_notes)
    if service_rule(request.lower_action, request.principal) is not None:
        # The service decides by itself, whatever the policies and the unknown keys say.
        case = DecisionCase(TRUTH.evaluate(request, layers), {}, ())
        return Answer(question, request, (case,), doubtful_denies=_doubtful_denies(request, layers, asker))
    # A message is of an earlier time, which nobody knows if the message does not say it.
    now = None if question.denial else additions.now
    carried = (*taken_tags.values(), *carried_keys(request, now))
    stated = absent | request.context.keys()
    carried = tuple(key for key in carried if key.key.lower() not in stated)
    variants = _variants(account, asker, layers)
    ways = _explore(request, carried, variants, asker, additions.now)
    agreeing = _agreeing(question, ways)
    certain = tuple(key for key in carried if key.certain)
    if not any(way.states for way in agreeing) and certain != carried:
        # Something that was taken as usual was not so in this request, if AWS's message agrees with that.
        other_ways = _explore(request, certain, variants, asker, additions.now)
        if any(way.states for way in _agreeing(question, other_ways)):
            carried, ways, agreeing = certain, other_ways, _agreeing(question, other_ways)
    contradicts = not any(way.states for way in agreeing)
    cases = _cases(ways if contradicts else agreeing, question)
    full_request = _with_carried(request, carried)
    draft = Answer(
        question,
        full_request,
        cases,
        carried_keys=_read_keys(full_request, layers, carried, asker),
        facts=() if contradicts or question.denial is None else _facts(ways, agreeing),
        contradicts=contradicts,
        is_exact=all(way.exploration.is_exact for way in ways),
        unknown_keys=_unknown_keys(full_request, layers, asker),
        unknown_policies=_unknown_policies(question, full_request, cases[0].result),
        premises=_unseen(account, asker, additions),
        required_policy_note="" if layers.resource else required_policy_note(request, account.account_id),
        addition_notes=addition_notes,
        allowed_with_mfa=_is_allowed_with_mfa(request, carried, variants, asker, additions.now),
    )
    keys = () if draft.is_firm else _keys_that_matter(ways, None if contradicts else question)
    return replace(draft, keys=keys)


def _doubtful_denies(request: Request, layers: Layers, asker: _Asker) -> tuple[StatementResult, ...]:
    """Return the Denies of sts:GetSessionToken that match, or may by unknown keys.

    AWS's page says that policies do not control the call; a few reports say that a Deny stopped it.
    """
    if request.lower_action != "sts:getsessiontoken":
        return ()
    return tuple(
        [
            StatementResult(check, source, policy, statement, request)
            for check, source in sources_of(layers)
            for policy, statement in source.statements_matching(request.lower_action)
            if statement.denies
            and all(
                element.accepts(request)
                or any(_is_unknown(key, request, asker) for key in element.all_context_keys)
                for element in statement.other_elements
            )
        ]
    )


def _find_asker(account: Account, question: AccessQuestion, additions: Additions) -> _Asker:
    """Find who asks; another account's principal is known by its ARN alone, if a policy here may name it."""
    parts = split_arn(question.principal)
    if parts is None or parts[2] not in {"iam", "sts"} or parts[4] in {"", account.account_id}:
        caller = find_caller(account, question.principal)
        return _Asker(caller, not isinstance(caller.identity, Role), is_of_account=True)
    request = Request(question.principal, question.action, question.resource)
    if additions.resource_policy is None and assumed_role_trust(account, request) is None:
        find_caller(account, question.principal)  # raises InvalidInput, which says of which account it is
    return _Asker(Caller(question.principal, None, {}), knows_tags=False, is_of_account=False)


def _role_tags(asker: _Asker) -> dict[str, CarriedKey]:
    """Return the tags of the role of a session, by their context keys."""
    if not isinstance(asker.caller.identity, Role):
        return {}
    reason = "the role's own tag; a tag of the session would replace it"
    keys = ((f"aws:PrincipalTag/{key}", value) for key, value in asker.caller.identity.tags)
    return {key.lower(): CarriedKey(key, value, reason, certain=False) for key, value in keys}


def _with_carried(request: Request, carried: Iterable[CarriedKey]) -> Request:
    values = {key.key: key.value for key in carried}
    return Request(request.principal, request.action, request.resource, {**values, **request.context})


def _layers(
    account: Account, asker: _Asker, request: Request, additions: Additions
) -> tuple[Layers, tuple[str, ...]]:
    """Return all policies of the account and of `additions` that apply to the request, and notes."""
    caller = asker.caller
    sources = () if caller.identity is None else _own_sources(account, caller.identity)
    if additions.policies:
        sources = (*sources, _source("policy", additions.policies))
    # A policy that the user gives replaces the role's trust policy: it may be a newer one than the file's.
    trust = None if additions.resource_policy else assumed_role_trust(account, request)
    resource = _source("resource", [additions.resource_policy]) if additions.resource_policy else trust
    # Another account's principals are not limited by this account's organization.
    binds = asker.is_of_account and not is_service_linked(caller.identity)
    levels = [_level(number, level) for number, level in enumerate(additions.scps)] if binds else []
    is_across = not asker.is_of_account or is_cross_account(request, account.account_id)
    layers = Layers(
        sources,
        _source("boundary", [additions.boundary])
        if additions.boundary
        else account.boundary_of(caller.identity),
        [source for source, _ in levels],
        resource,
        caller.is_root,
        resource_must_allow=trust is not None or (is_across and resource is not None),
        is_across=is_across,
    )
    return layers, tuple(note for _, note in levels if note)


def _own_sources(account: Account, identity: Identity) -> tuple[Source, ...]:
    """Return where an identity's permissions come from; a policy without a document has no statements."""
    groups = account.groups_of(identity) if isinstance(identity, User) else ()
    return tuple(
        [Source(holder.kind, holder.name, account.policies_of(holder)) for holder in (identity, *groups)]
    )


def _source(kind: str, documents: Sequence[PolicyDocument], name: str = "") -> Source:
    return Source(kind, name, tuple(InlinePolicy("given", document) for document in documents))


_FULL_ACCESS = InlinePolicy("FullAWSAccess", PolicyDocument.parse(allow("*")))


def _level(number: int, policies: tuple[InlinePolicy, ...]) -> tuple[Source, str]:
    """Return a level of the organization, and a note if FullAWSAccess was taken beside its policies.

    Every level has at least one policy, and one that denies stands beside FullAWSAccess, which AWS attaches
    to each level (orgs_manage_policies_scps_evaluation).
    """
    name = f"level {number}" if number else "root"
    statements = [statement for policy in policies for statement in policy.document.statements]
    if any(not statement.denies for statement in statements):
        return Source("scp", name, policies), ""
    names = ", ".join(policy.name for policy in policies)
    note = f"{names}: no Allow, so FullAWSAccess is taken to stand beside it at this level ({name})"
    return Source("scp", name, (_FULL_ACCESS, *policies)), note


def _unseen(account: Account, asker: _Asker, additions: Additions) -> tuple[str, ...]:
    """Return the policies whose documents decide and that the file does not have, in words."""
    if not asker.is_of_account and not asker.caller.is_root:
        account_id = asker.caller.arn.split(":")[4]
        return (f"the policies of {asker.caller.arn} itself, which account {account_id} holds",)
    identity = asker.caller.identity
    if identity is None:
        return ()
    unseen = account.unseen_policies_of(identity)
    if additions.boundary:
        attached = _attached_arns(account, identity)
        unseen = tuple(policy for policy in unseen if policy.arn in attached)
    return tuple(f"the document of policy {policy.arn}" for policy in unseen)


def _attached_arns(account: Account, identity: Identity) -> frozenset[str]:
    """Return the ARNs of the policies attached to an identity and to its groups."""
    groups = account.groups_of(identity) if isinstance(identity, User) else ()
    return frozenset(arn for holder in (identity, *groups) for arn in holder.attached)


def _variants(account: Account, asker: _Asker, layers: Layers) -> list[_Variant]:
    """Return the layers, once for each thing that a policy which the file lacks may do."""
    identity = asker.caller.identity
    if not asker.is_of_account:
        if asker.caller.is_root:
            return [_Variant(layers)]
        own = _source("unseen", [PolicyDocument.parse(allow("*"))])
        return [
            _Variant(layers._replace(sources=(own,)), "if its own policies allow it"),
            _Variant(layers, "if its own policies do not allow it"),
        ]
    attached = []
    if identity is not None:
        arns = _attached_arns(account, identity)
        attached = [policy.name for policy in account.unseen_policies_of(identity) if policy.arn in arns]
    boundary = layers.boundary.policies[0] if layers.boundary else None
    variants = [_Variant(layers)]
    if attached:
        variants = _suppose(variants, " and ".join(attached), layers.sources)
    if boundary is not None and boundary.is_unseen:
        wide = Source("boundary", "", (InlinePolicy(boundary.name, PolicyDocument.parse(allow("*"))),))
        allows, silent = (
            f"if the boundary {boundary.name} {words} it" for words in ("allows", "does not allow")
        )
        variants = [
            *[
                v._replace(layers=v.layers._replace(boundary=wide), premise=_join(v.premise, allows))
                for v in variants
            ],
            *[v._replace(premise=_join(v.premise, silent)) for v in variants],
        ]
    return sorted(variants, key=lambda variant: variant.supposes_deny)


def _suppose(variants: Sequence[_Variant], names: str, sources: Sequence[Source]) -> list[_Variant]:
    """Return each variant three times: an unseen policy says nothing of the request, allows it, denies it."""
    allows, denies = (_source("unseen", [PolicyDocument.parse(text)]) for text in (allow("*"), deny("*")))
    return [
        new
        for variant in variants
        for new in (
            variant._replace(premise=_join(variant.premise, f"if {names} does not match")),
            _Variant(
                variant.layers._replace(sources=(*sources, allows)),
                _join(variant.premise, f"if {names} allows it"),
            ),
            _Variant(
                variant.layers._replace(sources=(*sources, denies)),
                _join(variant.premise, f"if {names} denies it"),
                supposes_deny=True,
            ),
        )
    ]


def _join(first: str, second: str) -> str:
    return f"{first}, {second}" if first else second


def _explore(
    request: Request,
    carried: Sequence[CarriedKey],
    variants: Sequence[_Variant],
    asker: _Asker,
    now: datetime | None,
) -> list[_Way]:
    request = _with_carried(request, carried)

    def is_unknown(key: str) -> bool:
        return _is_unknown(key, request, asker)

    ways: list[_Way] = []
    for variant in variants:
        # That an unseen policy denies is worth a word only where something allows.
        if variant.supposes_deny and not any(result.allowed for way in ways for _, result in way.states):
            continue
        exploration = explore(request, variant.layers, is_unknown, now)
        states = [(state, exploration.result(state)) for state in exploration.states]
        ways.append(_Way(variant.premise, exploration, states))
    return ways


_MFA_PRESENT, _MFA_AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


def _is_allowed_with_mfa(
    request: Request,
    carried: Sequence[CarriedKey],
    variants: Sequence[_Variant],
    asker: _Asker,
    now: datetime | None,
) -> bool:
    """Tell whether the request is allowed in some case in which its credentials carry MFA."""
    mfa_keys = {_MFA_PRESENT.lower(), _MFA_AGE.lower()}
    statements = (
        statement
        for _, source in sources_of(variants[0].layers)
        for _, statement in source.statements_matching(request.lower_action)
    )
    if all(mfa_keys.isdisjoint(statement.all_context_keys) for statement in statements):
        return False
    context = {key: value for key, value in request.context.items() if key.lower() not in mfa_keys}
    with_mfa = Request(request.principal, request.action, request.resource, {**context, _MFA_PRESENT: "true"})
    carried = [key for key in carried if key.key.lower() not in mfa_keys]
    asker = asker._replace(absent_keys=asker.absent_keys - mfa_keys)
    ways = _explore(with_mfa, carried, variants, asker, now)
    return any(result.allowed for way in ways for _, result in way.states)


def _is_unknown(key: str, request: Request, asker: _Asker) -> bool:
    if key in request.context or key in asker.absent_keys:
        return False
    return not is_known_absent(key, knows_tags=asker.knows_tags, knows_id=asker.is_of_account)


def _unknown_keys(request: Request, layers: Layers, asker: _Asker) -> frozenset[str]:
    """Return the keys, in lower case, that a policy reads and nobody gave."""
    return frozenset(
        key
        for _, source in sources_of(layers)
        for _, statement in source.statements_matching(request.lower_action)
        for element in statement.other_elements
        for key in element.all_context_keys
        if _is_unknown(key, request, asker)
    )


def _agreeing(question: AccessQuestion, ways: Sequence[_Way]) -> list[_Way]:
    """Return the ways with those of their states that agree with AWS's message, if there is one."""
    denial = question.denial
    # A message without a reason does not say that it was the unseen policy which refused.
    names_nothing = denial is not None and not (denial.policy_type or denial.explicit or denial.implicit)
    if denial is None or (names_nothing and len(ways) > 1):
        return list(ways)
    return [
        way._replace(states=[(state, result) for state, result in way.states if agrees(denial, result)])
        for way in ways
    ]


_ORDER = (Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)


def _cases(ways: Sequence[_Way], question: AccessQuestion) -> tuple[DecisionCase, ...]:
    """Return the cases of all ways, one for each decision and layer that refuses."""
    cases_by_refusal: dict[object, list[DecisionCase]] = {}
    for way in ways:
        for case in way.exploration.cases(way.states, way.premise):
            cases_by_refusal.setdefault(case.refusal, []).append(_only_blamed(case, question))
    merged = [_merge(cases, len(ways)) for cases in cases_by_refusal.values()]
    return tuple(sorted(merged, key=lambda case: _ORDER.index(case.decision)))


def _only_blamed(case: DecisionCase, question: AccessQuestion) -> DecisionCase:
    """Return the case with the policy that AWS names as the only one that certainly decides."""
    denial = question.denial
    if denial is None or case.decision is not Decision.EXPLICIT_DENY:
        return case
    blamed = tuple([entry for entry in case.always if is_blamed(denial, entry)])
    unblamed = tuple([entry for entry in case.always if entry not in blamed])
    return replace(case, always=blamed, sometimes=(*unblamed, *case.sometimes)) if blamed else case


def _merge(cases: Sequence[DecisionCase], ways: int) -> DecisionCase:
    """Return one case for those that several ways have alike."""
    first, *rest = cases
    if not rest:
        return first
    places = [{entry_place(entry) for entry in case.always} for case in rest]
    always = [entry for entry in first.always if all(entry_place(entry) in p for p in places)]
    possible = {entry_place(entry): entry for o in cases for entry in (*o.always, *o.sometimes)}
    sometimes = [entry for place, entry in possible.items() if place not in set(map(entry_place, always))]
    premise = "" if len(cases) == ways else ", or ".join(case.premise for case in cases)
    return replace(first, always=tuple(always), sometimes=tuple(sometimes), premise=premise)


def _read_keys(
    request: Request, layers: Layers, carried: Sequence[CarriedKey], asker: _Asker
) -> tuple[tuple[CarriedKey, tuple[StatementResult, ...]], ...]:
    """Return those of the carried keys that decide whether a statement matches, each with the statements."""
    readers: dict[str, list[StatementResult]] = {key.key.lower(): [] for key in carried}
    for check, source in sources_of(layers):
        for policy, statement in source.statements_matching(request.lower_action):
            keys_of_elements = [
                (element, set(element.all_context_keys)) for element in statement.other_elements
            ]
            names = {name for _, keys in keys_of_elements for name in keys} & readers.keys()
            # What fails by something else does not depend on the key.
            if names and all(
                not keys.isdisjoint(names)
                or any(_is_unknown(key, request, asker) for key in keys)
                or element.accepts(request)
                for element, keys in keys_of_elements
            ):
                for name in names:
                    readers[name].append(StatementResult(check, source, policy, statement, request))
    return tuple([(key, tuple(statements)) for key in carried if (statements := readers[key.key.lower()])])


def _facts(ways: Sequence[_Way], agreeing: Sequence[_Way]) -> tuple[str, ...]:
    """Return what AWS's message proves of the request's keys; nothing where a policy is unseen."""
    if len(ways) > 1:
        return ()
    return facts(ways[0].exploration, [state for state, _ in agreeing[0].states])


def _keys_that_matter(ways: Sequence[_Way], question: AccessQuestion | None) -> tuple[str, ...]:
    """Return the unknown keys by which the decision or the reason is another, as the policies spell them."""
    denial = question.denial if question else None

    def reason(result: EvaluationResult) -> object:
        return None if denial and not agrees(denial, result) else _reason(result)

    keys: dict[str, None] = {}
    for way in ways:
        keys.update(dict.fromkeys(way.exploration.keys_that_matter(reason)))
    return spelled(keys, (entry for way in ways for entry in way.exploration.open_statements))


def _reason(result: EvaluationResult) -> object:
    """Return what makes the reason of a result another one."""
    if result.decision is Decision.EXPLICIT_DENY:
        return (refusal(result), frozenset(map(entry_place, result.matched_statements)))
    return refusal(result)


def _unknown_policies(
    question: AccessQuestion, request: Request, result: EvaluationResult
) -> tuple[UnknownPolicy, ...]:
    # Policies of a type that some check has read are known, by the file or by `additions`.
    known_checks = {check.type for check in result.checks}
    known_types = {name for name, check_type in POLICY_TYPES.items() if check_type in known_checks}
    blamed_type = question.denial.policy_type if question.denial else ""
    return list_unknown_policies(request, known_types, blamed_type)


def _check_user_name(principal: str, context: Mapping[str, Any]) -> None:
    """Raise InvalidInput for an aws:username that is not the principal's: IAM fills in this key itself."""
    own_name = principal_context(principal).get("aws:username")
    user_name = next((value for key, value in context.items() if key.lower() == "aws:username"), own_name)
    if user_name != own_name:
        expected = f"{own_name!r} for this principal" if own_name else "absent for this principal"
        raise InvalidInput("", f"--context aws:username={user_name}: IAM fills in this key; it is {expected}")
