"""Why was this request refused: a dump of an account and a question → an Answer.

    what the file says                               → result
    if each unknown context key served the caller    → best
    if each unknown context key went against him     → worst

Where best and worst differ, the answer hangs on keys that nobody has told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iamsim.account import Account, InlinePolicy, Source, find_caller
from iamsim.aws.errors import InvalidInput
from iamsim.decision import (
    CheckType,
    Engine,
    EvaluationResult,
    Layers,
    Match,
    StatementResult,
    assumed_role_trust,
    collect,
    is_service_linked,
)
from iamsim.policy import PolicyDocument, Request, Statement, context_of
from iamsim.why.question import Question
from iamsim.why.unseen import Unseen, elsewhere, is_across, unseen

ALLOWED, DENIED, BAD_INPUT, DEPENDS = 0, 1, 2, 3
"""Exit statuses of `iamsim why`."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What the dump does not hold and somebody gave: documents beside the account, and context keys."""

    context: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[PolicyDocument, ...] = ()
    boundary: PolicyDocument | None = None
    resource_policy: PolicyDocument | None = None
    scps: tuple[PolicyDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision as far as the file goes, and both decisions where it hangs on keys that nobody told."""

    question: Question
    result: EvaluationResult
    best: EvaluationResult
    worst: EvaluationResult
    hanging: tuple[StatementResult, ...]
    unseen: tuple[Unseen, ...]
    elsewhere: str = ""  # which policy must allow it too, and is not in the file

    @property
    def depends(self) -> bool:
        """True if unknown context keys decide between allowed and denied."""
        return self.best.allowed is not self.worst.allowed

    @property
    def status(self) -> int:
        """The exit status: 0 allowed, 1 denied, 3 it depends on what was not given."""
        if self.depends or (self.elsewhere and self.result.allowed):
            return DEPENDS
        return ALLOWED if self.result.allowed else DENIED

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that it hangs on, as the policies spell them."""
        spelled = (key for one in self.hanging for key in unknown(one.statement, self.result.request))
        return tuple({key.lower(): key for key in spelled}.values())


# Keys that IAM fills in from the caller: if one is missing, it is known to be absent.
_FILLED_IN = ("aws:username", "aws:userid", "aws:principaltype", "aws:principalarn", "aws:principalaccount")
_TAG = "aws:principaltag/"


def unknown(statement: Statement, request: Request) -> tuple[str, ...]:
    """The context keys that a statement reads and that nobody has told us."""
    folded = ((key, key.lower()) for key in statement.context_keys)
    return tuple(
        key
        for key, low in folded
        if low not in request.context and low not in _FILLED_IN and not low.startswith(_TAG)
    )


def hangs(statement: Statement, request: Request) -> bool:
    """Tell whether a statement applies or not according to keys that nobody has told us."""
    missing = {key.lower() for key in unknown(statement, request)}
    if not missing:
        return False
    known = (e for e in statement.elements if not missing.intersection(key.lower() for key in e.context_keys))
    return all(element.accepts(request) for element in known)


def _supposing(*, kindly: bool) -> Engine:
    """An engine that supposes of each hanging statement what serves the caller best, or worst."""

    def match(sources: Sequence[Source], request: Request) -> list[Match]:
        def applies(statement: Statement) -> bool:
            if hangs(statement, request):
                return statement.denies is not kindly
            return statement.matches(request)

        return [
            Match(source, [(p, s) for p in source.policies for s in p.document.statements if applies(s)])
            for source in sources
        ]

    return Engine(match=match)


def why(account: Account, asked: Question, extra: Extra | None = None) -> Answer:
    """Answer a question about an account. Raises NoSuchEntity or InvalidInput for an unknown principal."""
    extra = extra or Extra()
    request, layers = _layers(account, asked, extra)
    result = Engine().evaluate(request, layers)
    best = _supposing(kindly=True).evaluate(request, layers)
    worst = _supposing(kindly=False).evaluate(request, layers)
    hanging = tuple(one for one in result.trace if hangs(one.statement, request))
    given = {_LAYERS[check.type] for check in result.checks if check.type in _LAYERS}
    blamed = asked.denial.layer if asked.denial else ""
    lacking = "" if layers.resource else elsewhere(request, account.account_id)
    return Answer(asked, result, best, worst, hanging, unseen(request, given, blamed), lacking)


_LAYERS = {
    CheckType.SERVICE_CONTROL_POLICY: "service control policy",
    CheckType.RESOURCE: "resource-based policy",
}


def _layers(account: Account, asked: Question, extra: Extra) -> tuple[Request, Layers]:
    """The request, and everything in the file or beside it that it is checked against."""
    sender = find_caller(account, asked.principal)
    identity = sender.identity
    _check_user_name(sender.arn, extra.context)
    request = Request(sender.arn, asked.action, asked.resource, {**sender.context, **extra.context})
    sources = () if identity is None else collect(account, identity)
    if extra.policies:
        sources = (*sources, _given("policy", extra.policies))
    trusting = None if extra.resource_policy else assumed_role_trust(account, request)
    scps = () if is_service_linked(identity) else extra.scps
    across = is_across(request, account.account_id)
    return request, Layers(
        sources,
        _given("boundary", [extra.boundary]) if extra.boundary else account.boundary_of(identity),
        [_given("scp", [one], f"level {level}" if level else "root") for level, one in enumerate(scps)],
        _given("resource", [extra.resource_policy]) if extra.resource_policy else trusting,
        sender.is_root,
        resource_must_allow=trusting is not None or (across and extra.resource_policy is not None),
        is_across=across,
    )


def _check_user_name(principal: str, context: Mapping[str, Any]) -> None:
    """IAM fills in the user's name; nobody may give another's."""
    own = context_of(principal).get("aws:username")
    given = next((value for key, value in context.items() if key.lower() == "aws:username"), own)
    if given != own:
        whose = f"{own!r} for this principal" if own else "absent for this principal"
        raise InvalidInput("", f"--context aws:username={given}: IAM fills in this key; it is {whose}")


def _given(kind: str, documents: Sequence[PolicyDocument], name: str = "") -> Source:
    return Source(kind, name, tuple(InlinePolicy("given", document) for document in documents))
