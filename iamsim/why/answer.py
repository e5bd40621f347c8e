"""An account and a question → Answer: the decision, and what it depends on.

    with what the account's file and the question say     → result
    if every unknown context key helps the principal      → best
    if every unknown context key harms the principal      → worst

Where best and worst differ, the decision depends on keys that nobody gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iamsim.account import Account, InlinePolicy, Policy, Source, find_caller
from iamsim.aws.errors import InvalidInput
from iamsim.decision import (
    TRUTH,
    Engine,
    EvaluationResult,
    Layers,
    Match,
    StatementResult,
    assumed_role_trust,
    is_service_linked,
)
from iamsim.policy import PolicyDocument, Request, Statement, principal_context
from iamsim.why.denial import POLICY_TYPES
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
    """What the user gives besides the account's file: context keys, and policies."""

    context: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[PolicyDocument, ...] = ()
    boundary: PolicyDocument | None = None  # in place of the principal's own
    resource_policy: PolicyDocument | None = None
    scps: tuple[PolicyDocument, ...] = ()  # the root's first, one for each level


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision as far as the file goes, and the best and the worst that unknown keys can make of it."""

    question: AccessQuestion
    result: EvaluationResult
    best: EvaluationResult
    worst: EvaluationResult
    dependent_statements: tuple[StatementResult, ...]  # match or not by keys that nobody gave
    unknown_policies: tuple[UnknownPolicy, ...]
    required_policy_note: str = ""  # about an unknown policy that must allow the request too

    @property
    def depends(self) -> bool:
        """True if unknown context keys decide whether the request is allowed."""
        return self.best.allowed is not self.worst.allowed

    @property
    def exit_status(self) -> int:
        """The exit status: 0 allowed, 1 denied, 3 it depends on what was not given."""
        if self.depends or (self.required_policy_note and self.result.allowed):
            return DEPENDS
        return ALLOWED if self.result.allowed else DENIED

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """The context keys that the decision depends on, each once, as the policies spell them."""
        request = self.result.request
        keys = (key for entry in self.dependent_statements for key in unknown_keys(entry.statement, request))
        return tuple({key.lower(): key for key in keys}.values())


# reference_policies_condition-keys: IAM itself fills in these keys from the principal, and its tags. If the
# principal gives no value, the request has none for certain: that is no unknown key.
_PRINCIPAL_KEY = re.compile(
    r"aws:(username|userid|principal(type|arn|account|tag/.*))", re.IGNORECASE | re.DOTALL
)


def unknown_keys(statement: Statement, request: Request) -> tuple[str, ...]:
    """Return the context keys that a statement reads and nobody gave, as the statement spells them."""
    return tuple(
        key
        for key in statement.context_keys
        if key.lower() not in request.context and not _PRINCIPAL_KEY.fullmatch(key)
    )


def depends_on_unknown_keys(statement: Statement, request: Request) -> bool:
    """Tell whether a statement may match or not, by the values of keys that nobody gave.

    So it may if all of its elements accept the request but those that read an unknown key.
    """
    keys = {key.lower() for key in unknown_keys(statement, request)}
    return bool(keys) and all(
        element.accepts(request)
        for element in statement.elements
        if keys.isdisjoint(key.lower() for key in element.context_keys)
    )


def _policy_statements(source: Source) -> Iterator[tuple[Policy, Statement]]:
    return ((policy, statement) for policy in source.policies for statement in policy.document.statements)


def _engine_that_assumes(*, best: bool) -> Engine:
    """Return an engine in which each dependent statement matches as is best, or worst, for the principal.

    Best is that an Allow matches and a Deny does not.
    """

    # Only the stage `match` is replaced, so that boundaries, SCPs and Denies count as they do in TRUTH.
    def matches(statement: Statement, request: Request) -> bool:
        if depends_on_unknown_keys(statement, request):
            return statement.denies is not best
        return statement.matches(request)

    def match(sources: Sequence[Source], request: Request) -> list[Match]:
        return [
            Match(source, [pair for pair in _policy_statements(source) if matches(pair[1], request)])
            for source in sources
        ]

    return Engine(match=match)


def answer_question(account: Account, question: AccessQuestion, additions: Additions | None = None) -> Answer:
    """Answer a question about an account.

    Raises NoSuchEntity for a principal that the account does not have; InvalidInput for one that sends no
    requests, and for an aws:username that is not the principal's.
    """
    additions = additions or Additions()
    request, layers = _request_and_layers(account, question, additions)
    result = TRUTH.evaluate(request, layers)
    best = _engine_that_assumes(best=True).evaluate(request, layers)
    worst = _engine_that_assumes(best=False).evaluate(request, layers)
    dependent = tuple(entry for entry in result.trace if depends_on_unknown_keys(entry.statement, request))
    # Policies of a type that some check has read are known, by the file or by `additions`.
    known_checks = {check.type for check in result.checks}
    known_types = {name for name, check_type in POLICY_TYPES.items() if check_type in known_checks}
    blamed_type = question.denial.policy_type if question.denial else ""
    policies = list_unknown_policies(request, known_types, blamed_type) if not result.service_rule else ()
    note = "" if layers.resource else required_policy_note(request, account.account_id)
    return Answer(question, result, best, worst, dependent, policies, note)


def _request_and_layers(
    account: Account, question: AccessQuestion, additions: Additions
) -> tuple[Request, Layers]:
    """Return the request, and the policies of the account and of `additions` that it is checked against."""
    caller = find_caller(account, question.principal)
    identity = caller.identity
    _check_user_name(caller.arn, additions.context)
    context = {**caller.context, **question.context, **additions.context}
    request = Request(caller.arn, question.action, question.resource, context)
    sources = () if identity is None else TRUTH.collect(account, identity)
    if additions.policies:
        sources = (*sources, _source("policy", additions.policies))
    # A policy that the user gives replaces the role's trust policy: it may be a newer one than the file's.
    trust = None if additions.resource_policy else assumed_role_trust(account, request)
    scps = () if is_service_linked(identity) else additions.scps
    is_across = is_cross_account(request, account.account_id)
    return request, Layers(
        sources,
        _source("boundary", [additions.boundary]) if additions.boundary else account.boundary_of(identity),
        [_source("scp", [scp], f"level {level}" if level else "root") for level, scp in enumerate(scps)],
        _source("resource", [additions.resource_policy]) if additions.resource_policy else trust,
        caller.is_root,
        resource_must_allow=trust is not None or (is_across and additions.resource_policy is not None),
        is_across=is_across,
    )


def _source(kind: str, documents: Sequence[PolicyDocument], name: str = "") -> Source:
    return Source(kind, name, tuple(InlinePolicy("given", document) for document in documents))


def _check_user_name(principal: str, context: Mapping[str, Any]) -> None:
    """Raise InvalidInput for an aws:username that is not the principal's: IAM fills in this key itself."""
    own_name = principal_context(principal).get("aws:username")
    user_name = next((value for key, value in context.items() if key.lower() == "aws:username"), own_name)
    if user_name != own_name:
        expected = f"{own_name!r} for this principal" if own_name else "absent for this principal"
        raise InvalidInput("", f"--context aws:username={user_name}: IAM fills in this key; it is {expected}")
