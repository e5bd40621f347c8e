"""What would change a decision: the smallest single edits of the account that turn it, each tried.

    result → edits that may turn it → those with which `simulate` decides the other way
           → what each changes besides, by two matrices → the fewest other cells first

An edit is a membership, an attachment, one policy's document, a new inline policy of one statement, or a
permissions boundary taken away. What is not the account's is not edited: service control policies, policies
of resources, policies that AWS manages. A Deny is never mended by an Allow.
Source: IAM User Guide, troubleshoot_access-denied; reference_iam-quotas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple, TypeAlias

from iamsim.account import (
    Account,
    Group,
    Identity,
    InlinePolicy,
    ManagedPolicy,
    Role,
    User,
    find_caller,
)
from iamsim.aws.quotas import QUOTAS
from iamsim.decision.axes import named_actions, named_resources
from iamsim.decision.change_words import change_words, needed_words
from iamsim.decision.document_edits import DocumentEdit, Json, narrowed, widened, with_statement
from iamsim.decision.editable_policies import (
    EditablePolicy,
    editable_policy,
    parse_policy,
    with_inline_policies,
)
from iamsim.decision.engine import TRUTH
from iamsim.decision.matrix import Matrix
from iamsim.decision.result import Decision, EvaluationResult
from iamsim.decision.statement_places import place, statement_place
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.decision.unknown_keys import UnknownKeys, allowing_values
from iamsim.policy import (
    PolicyDocument,
    Request,
    allow,
    deny,
    principal_context,
)

ChangedCell: TypeAlias = tuple[str, str, str, Decision, Decision]
"""A user's name or a role's ARN, an action, a resource, the decision before and after."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit that turns a decision.

    `account` is the account after it; `also` are the cells that it changes besides, over the actions and
    resources that the account's policies name.
    """

    what: str
    account: Account = field(repr=False)
    also: tuple[ChangedCell, ...] = field(default=(), repr=False)


def changes(result: EvaluationResult) -> tuple[Change, ...]:
    """Return the single edits of the account that turn a decision, those with the fewest side effects first.

    `result` comes from `simulate`, which keeps its account; TypeError for one without. Why there are none
    says `explain.no_changes`. Where the request only lacks a context key, such as that of MFA, each edit says
    so first: with the key no policy needs to change (`missing_values`).

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> result = iamsim.simulate(iam.account, "ana", "s3:ListAllMyBuckets")
    >>> print(changes(result)[0].what)
    give user ana the inline policy allow-ListAllMyBuckets: {"Version": ...
    """
    trial = _trial(result)
    if trial.identity is None or result.service_rule is not None:
        return ()
    edits = [edit for edit in _edits(trial, trial.identity) if trial.turns(edit.account)]
    values = missing_values(result) if edits else {}
    turning = [Change(needed_words(edit.words, values), edit.account, trial.also(edit)) for edit in edits]
    return tuple(sorted(turning, key=lambda change: len(change.also)))


def missing_values(result: EvaluationResult) -> dict[str, str]:
    """Return the fewest context keys that a refused request lacks, with values with which it is allowed.

    Empty if there are none, and then only an edit helps. Each value was tried; `explain.missing_values_words`
    says them. The result is one of `simulate`.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> missing_values(iamsim.simulate(iam.account, "ana", "s3:ListAllMyBuckets"))
    {}
    """
    trial = _trial(result)
    if trial.identity is None or result.service_rule is not None or result.allowed:
        return {}
    return trial.missing_values()


def _trial(result: EvaluationResult) -> _Trial:
    if not isinstance(result, EvaluationResult):
        raise TypeError(f"result: expected the result of simulate, got {result!r:.60}")
    if result.account is None:
        raise TypeError("result: expected one of simulate, which has an account; got one of evaluate")
    return _Trial(result, result.account)


class _Edit(NamedTuple):
    """An edit that may turn the decision; `identities` are those whose decisions it can change."""

    words: str
    account: Account
    identities: tuple[Identity, ...]


class _Trial:
    """The request of a result, to be decided again in other accounts."""

    def __init__(self, result: EvaluationResult, account: Account) -> None:
        self.result = result
        self.account = account
        self.request = result.request
        self.identity = find_caller(account, self.request.principal).identity
        self._scps = [
            check.sources[0] for check in result.checks if check.type is CheckType.SERVICE_CONTROL_POLICY
        ]
        resources = (check.sources[0] for check in result.checks if check.type is CheckType.RESOURCE)
        self._resource = next((source for source in resources if source.kind == "resource"), None)
        # The matrix takes each once, also actions in other letters.
        self._actions = (*named_actions(account), self.request.action)
        self._resources = (*named_resources(account), self.request.resource)
        self._before: dict[tuple[str, ...], Matrix] = {}

    def turns(self, account: Account) -> bool:
        """Tell whether the request is decided the other way in an account."""
        caller = find_caller(account, self.request.principal)
        layers = TRUTH.layers(account, caller, self.request, scps=self._scps, resource=self._resource)
        return TRUTH.evaluate(self.request, layers).allowed is not self.result.allowed

    def missing_values(self) -> dict[str, str]:
        """Return `missing_values` of the request."""
        caller = find_caller(self.account, self.request.principal)
        layers = TRUTH.layers(self.account, caller, self.request, scps=self._scps, resource=self._resource)
        return allowing_values(layers, self.request, UnknownKeys(caller, self.request.context))

    def also(self, edit: _Edit) -> tuple[ChangedCell, ...]:
        """Return the cells that an edit changes besides that of the request."""
        users = tuple(dict.fromkeys(_row_names(self.account, edit.identities)))
        # What others may do is unknown if a document of theirs is: it cannot be said what changes for them.
        if not users:
            return ()
        if users not in self._before:
            self._before[users] = self._matrix(self.account, users)
        own = (_row_name(self.identity), self.request.lower_action, self.request.resource)
        cells = self._before[users].compare(self._matrix(edit.account, users))
        return tuple([cell for cell in cells if (cell[0], cell[1].lower(), cell[2]) != own])

    def _matrix(self, account: Account, users: tuple[str, ...]) -> Matrix:
        # What IAM fills in for this principal is another's for another user.
        caller = find_caller(account, self.request.principal)
        filled = {**principal_context(caller.arn), **caller.context}
        context = {key: value for key, value in self.request.context.items() if filled.get(key) != value}
        scps = [[policy.document for policy in source.policies] for source in self._scps]
        return Matrix(account, self._actions, self._resources, users=users, context=context, scps=scps)


def _row_name(identity: Identity | None) -> str:
    """Return how a matrix calls a user or a role."""
    if identity is None:
        return ""
    return identity.name if isinstance(identity, User) else identity.arn


def _row_names(account: Account, identities: Sequence[Identity]) -> Iterator[str]:
    for identity in identities:
        if isinstance(identity, Group):
            yield from _row_names(account, account.members_of(identity))
        elif not account.unseen_policies_of(identity):
            yield _row_name(identity)


def _edits(trial: _Trial, identity: User | Role) -> Iterator[_Edit]:
    """Return all edits that may turn the decision, the smaller kinds first."""
    yield from _document_edits(trial, identity)
    if isinstance(identity, User):
        yield from _leaving(trial.account, identity)
    yield from _detaching(trial.account, identity)
    yield from _unbounding(trial.account, identity)
    # Whatever is added, a matching Deny still decides. And nobody is put into a group, or gets a policy, for
    # what it denies besides what it gives.
    if trial.result.decision is Decision.IMPLICIT_DENY:
        if isinstance(identity, User):
            yield from _joining(trial.account, identity)
        yield from _attaching(trial.account, identity)
    if trial.result.decision is not Decision.EXPLICIT_DENY:
        yield from _own_policy(trial, identity)


def _joining(account: Account, user: User) -> Iterator[_Edit]:
    if len(user.groups) >= QUOTAS["GroupsPerUserQuota"]:
        return
    for group in account.groups.values():
        is_known = not any(policy.is_unseen for policy in account.policies_of(group))
        if group.name not in user.groups and is_known:
            member = replace(user, groups=(*user.groups, group.name))
            words = change_words("join", user=user.name, group=group.name)
            yield _Edit(words, account.with_identity(member), (user,))


def _leaving(account: Account, user: User) -> Iterator[_Edit]:
    for name in user.groups:
        without = replace(user, groups=tuple([other for other in user.groups if other != name]))
        words = change_words("leave", user=user.name, group=name)
        yield _Edit(words, account.with_identity(without), (user,))


def _attaching(account: Account, identity: User | Role) -> Iterator[_Edit]:
    if len(identity.attached) >= QUOTAS[f"AttachedPoliciesPer{identity.kind.capitalize()}Quota"]:
        return
    for policy in account.policies.values():
        if policy.arn not in identity.attached and _is_grant(account, policy):
            holder = replace(identity, attached=(*identity.attached, policy.arn))
            words = change_words("attach", policy=policy.name, holder=_holder(identity))
            yield _Edit(words, account.with_identity(holder), (identity,))


def _is_grant(account: Account, policy: ManagedPolicy) -> bool:
    """Tell whether a policy may be attached for what it allows: it is known, and meant to give something."""
    # A permissions boundary is written wide because it only limits: attached, it would give all of that.
    if policy.is_unseen or account.bounded_by(policy.arn):
        return False
    # A policy of a service's own role cannot be attached to others (PolicyNotAttachable).
    return not policy.path.startswith("/aws-service-role/")


def _detaching(account: Account, identity: User | Role) -> Iterator[_Edit]:
    for holder in (identity, *account.groups_of(identity)):
        for arn in holder.attached:
            without = replace(holder, attached=tuple([other for other in holder.attached if other != arn]))
            words = change_words("detach", policy=account.policy(arn).name, holder=_holder(holder))
            yield _Edit(words, account.with_identity(without), (holder,))


def _unbounding(account: Account, identity: User | Role) -> Iterator[_Edit]:
    if identity.boundary is not None:
        name = account.policy(identity.boundary).name
        words = change_words("remove-boundary", policy=name, holder=_holder(identity))
        yield _Edit(words, account.with_identity(replace(identity, boundary=None)), (identity,))


def _holder(identity: Identity) -> str:
    return f"{identity.kind} {identity.name}"


def _own_policy(trial: _Trial, identity: User | Role) -> Iterator[_Edit]:
    """Return the inline policy of one statement that allows, or denies, exactly the request."""
    request = trial.request
    verb, write = ("deny", deny) if trial.result.allowed else ("allow", allow)
    text = write(request.action, request.resource)
    names = {policy.name for policy in identity.inline}
    base_name = f"{verb}-{request.action.partition(':')[2]}"
    name = next(name for name in _numbered(base_name) if name not in names)
    document = parse_policy(text, "inline", identity)
    if document is None:
        return
    holder = with_inline_policies(identity, (*identity.inline, InlinePolicy(name, document)))
    if holder is not None:
        words = change_words("add-policy", holder=_holder(identity), policy=name, document=text)
        yield _Edit(words, trial.account.with_identity(holder), (identity,))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _document_edits(trial: _Trial, identity: User | Role) -> Iterator[_Edit]:
    """Return the edits of policies: of those that decide if it is allowed or denied, else of near misses."""
    statements: dict[tuple[str, ...], list[StatementResult]] = {}
    for statement in trial.result.trace:
        statements.setdefault(_policy_key(statement), []).append(statement)
    for entries in statements.values():
        policy = editable_policy(trial.account, entries[0])
        if policy is None:
            continue
        for edit, statement_result in _edits_of(trial, identity, policy, entries):
            account = policy.write(edit.raw)
            if account is not None:
                words = _edit_words(edit, statement_result, trial.request)
                yield _Edit(words, account, policy.identities)


def _policy_key(statement: StatementResult) -> tuple[str, ...]:
    if statement.policy.arn is not None:
        return ("managed", statement.policy.arn)  # attached twice it is still one document
    return ("inline", statement.source.kind, statement.source.name, statement.policy.name)


def _edits_of(
    trial: _Trial, identity: User | Role, policy: EditablePolicy, listed: Sequence[StatementResult]
) -> Iterator[tuple[DocumentEdit, StatementResult]]:
    result, request = trial.result, trial.request
    effect = "Allow" if result.allowed else "Deny"
    matching = {
        entry.statement.index: entry for entry in listed if entry.matched and entry.statement.effect == effect
    }
    if matching:
        statements = [entry.statement for entry in matching.values()]
        first = next(iter(matching.values()))
        for edit in narrowed(policy.document, statements, request, identity.arn):
            yield edit, first
    if result.decision is not Decision.IMPLICIT_DENY:
        return
    for entry in {entry.statement.index: entry for entry in listed if not entry.matched}.values():
        if not entry.statement.denies:
            for edit in widened(policy.document, entry.statement, request):
                yield edit, entry
    if listed[0].source.kind in {"boundary", "trust"}:
        yield _added_statement(policy.document, listed[0], request, identity), listed[0]


def _added_statement(
    document: PolicyDocument, entry: StatementResult, request: Request, identity: User | Role
) -> DocumentEdit:
    """Return a boundary, or a trust policy, with an Allow of exactly the request."""
    statement: Json = {"Effect": "Allow", "Action": request.action}
    if entry.source.kind == "trust":
        statement = {"Effect": "Allow", "Principal": {"AWS": identity.arn}, "Action": request.action}
    else:
        statement["Resource"] = request.resource
    return DocumentEdit(
        "add-statement", {"statement": json.dumps(statement)}, with_statement(document, statement)
    )


def _edit_words(edit: DocumentEdit, entry: StatementResult, request: Request) -> str:
    is_of_policy = edit.raw is None or edit.kind == "add-statement"
    edited_place = place(entry) if is_of_policy else statement_place(entry)
    return change_words(
        edit.kind, place=edited_place, action=request.action, resource=request.resource, **edit.parts
    )
