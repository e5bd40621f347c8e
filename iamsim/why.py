"""Why was this request refused: a dump of an account and a denial → an answer a practitioner can act on.

    principal, action, resource | AWS's AccessDenied sentence → Question → Answer → text or JSON

An answer is never a bare "allowed": what AWS checks and a dump does not hold is named, with the command that
shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iamsim.account import Account, InlinePolicy
from iamsim.caller import caller
from iamsim.catalog import API_NAMES
from iamsim.decision import Engine, Layers, Match, collect
from iamsim.errors import InvalidInput, NoSuchEntity, nearest
from iamsim.explanation import access_denied_message, explain, short_name, way
from iamsim.matching import segments
from iamsim.policy import PolicyDocument, Statement
from iamsim.request import Request
from iamsim.result import EvaluationResult, Source, StatementResult

ALLOWED, DENIED, BAD_INPUT, DEPENDS = 0, 1, 2, 3
"""Exit statuses of `iamsim why`."""

_SENTENCE = re.compile(
    r"User: (?P<principal>\S+) is not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"(?: on resource: (?P<resource>\"[^\"]*\"|(?:user|group|role|policy) \S+|\S+))?"
    r"(?: (?:because no (?P<silent>[\w -]+?) allows"
    r"|with an explicit deny in (?:an? |the )?(?P<denying>[\w -]+?)(?=[:.\s]*$|: | \()))?",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; `said` is the kind of policy that AWS's own sentence blames, if one was pasted."""

    principal: str
    action: str
    resource: str = "*"
    said: str = ""
    note: str = ""


def question(words: Sequence[str], account: Account) -> Question:
    """Read principal, action and resource, or AWS's whole sentence. Raises InvalidInput."""
    text = " ".join(words)
    if "not authorized to perform" in text:
        return _pasted(text, account)
    if len(words) not in (2, 3):
        raise InvalidInput(
            "",
            f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got {text!r}",
        )
    principal, action, resource = (*words, "*")[:3]
    return _action(Question(principal, action, resource))


def _pasted(text: str, account: Account) -> Question:
    found = _SENTENCE.search(" ".join(text.split()))
    if found is None:
        expected = "User: ARN is not authorized to perform: SERVICE:ACTION on resource: ARN ..."
        raise InvalidInput("", f"cannot read the AccessDenied sentence; expected {expected!r}")
    resource = (found["resource"] or "*").strip('"')
    kind, _, name = resource.partition(" ")
    if name:  # IAM's own calls say `user bob` where others say an ARN
        resource = f"arn:aws:iam::{account.account_id}:{kind}/{name}"
    layer = found["silent"] or found["denying"] or ""
    return _action(Question(found["principal"].strip('"'), found["action"], resource.rstrip(".,"), layer))


def _action(asked: Question) -> Question:
    """Put the permission's name where a call's name was given: ListObjectsV2 needs s3:ListBucket."""
    if ":" not in asked.action:
        raise InvalidInput("", f"action {asked.action!r}: expected SERVICE:NAME, such as s3:GetObject")
    by_call = {name.lower(): permission for name, permission in API_NAMES.items()}
    permission = by_call.get(asked.action.lower())
    if permission is None:
        return asked
    note = f"{asked.action} is the name of a call; its permission is {permission}"
    return Question(asked.principal, permission, asked.resource, asked.said, note)


@dataclass(frozen=True, slots=True)
class Extra:
    """What the dump does not hold and the caller gave: documents beside the account, and context keys."""

    context: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[PolicyDocument, ...] = ()
    boundary: PolicyDocument | None = None
    resource_policy: PolicyDocument | None = None
    scps: tuple[PolicyDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision, and both decisions where it hangs on context that was not given."""

    question: Question
    result: EvaluationResult
    best: EvaluationResult
    worst: EvaluationResult
    hanging: tuple[StatementResult, ...]
    unseen: tuple[tuple[str, str], ...]

    @property
    def depends(self) -> bool:
        """True if missing context keys decide between allowed and denied."""
        return self.best.allowed is not self.worst.allowed

    @property
    def status(self) -> int:
        """The exit status: 0 allowed, 1 denied, 3 it depends."""
        if self.depends:
            return DEPENDS
        return ALLOWED if self.result.allowed else DENIED

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that it hangs on."""
        request = self.result.request
        keys = {key for one in self.hanging for key in unknown(one.statement, request)}
        return tuple(sorted(keys))

    def __str__(self) -> str:
        """Say it for a terminal."""
        lines = [self.question.note] if self.question.note else []
        lines += self._depending() if self.depends else [_as_far(explain(self.result), self.result)]
        lines += self._contradiction()
        sentence = access_denied_message(self.result)
        if sentence and not self.depends:
            lines += ["", "AWS would say:", f"  {sentence}"]
        return "\n".join([*lines, *self._not_here()])

    def _not_here(self) -> list[str]:
        """What the dump lacks: all that can refuse what it allows, or that can allow what it does not."""
        rows = self.unseen
        title = "A dump does not hold these, and each of them can still refuse:"
        if not self.result.allowed and not self.depends:
            rows = tuple(
                row for row in rows if row[0] in _CAN_ALLOW and self.result.decision == "implicitDeny"
            )
            title = "A dump does not hold this, and it can allow what nobody here allows:"
        return ["", title, *[f"  {what:<24} {command}" for what, command in rows]] if rows else []

    def _depending(self) -> list[str]:
        request = self.result.request
        asked = f"{short_name(request.principal)}, {request.action}, {short_name(request.resource)}"
        lines = [f"it depends: {asked}: on {', '.join(self.keys)}, which the request did not say"]
        lines += [
            f"  hangs     {one.statement.effect:<5}  {way(one)}: {one.statement}" for one in self.hanging
        ]
        lines += [f"  {self.best.decision:<12} at best", f"  {self.worst.decision:<12} at worst"]
        lines += [
            f"  without {'it' if len(self.keys) == 1 else 'them'} in the request: {self.result.decision}"
        ]
        given = " ".join(f"--context {key}=VALUE" for key in self.keys)
        return [*lines, f"  to decide it: {given}"]

    def _contradiction(self) -> list[str]:
        """Where AWS's sentence blames another kind of policy than this file does."""
        said = self.question.said
        if not said or (access_denied_message(self.result) or "").find(said) >= 0:
            return []
        shown = "this file does not show that: it holds other policies, or is older than the denial"
        return [f"AWS blamed a {said}, and {shown}"]

    def json(self) -> dict[str, Any]:
        """Say it for a program."""
        return {
            "decision": "depends" if self.depends else str(self.result.decision),
            "principal": self.result.request.principal,
            "action": self.result.request.action,
            "resource": self.result.request.resource,
            "determiningStatements": [_statement(one) for one in self.result.matched_statements],
            "checks": [
                {"type": str(c.type), "effect": str(c.effect), "target": c.target} for c in self.result.checks
            ],
            "missingContextValues": list(self.keys),
            "atBest": str(self.best.decision),
            "atWorst": str(self.worst.decision),
            "accessDeniedMessage": access_denied_message(self.result),
            "notInThisFile": [{"what": what, "command": command} for what, command in self.unseen],
            "note": self.question.note,
        }


def _statement(one: StatementResult) -> dict[str, Any]:
    return {
        "effect": one.statement.effect,
        "sid": one.statement.sid,
        "policy": one.policy.name,
        "policyArn": one.policy.arn,
        "attachedTo": str(one.source),
        "path": way(one),
        "statement": str(one.statement),
    }


def _as_far(text: str, result: EvaluationResult) -> str:
    return text.replace("allowed:", "allowed as far as this file goes:", 1) if result.allowed else text


_CAN_ALLOW = ("bucket policy", "resource's own policy")

# Keys that IAM fills in from the caller: if one is missing, it is known to be absent.
_KNOWN = re.compile(r"aws:(username|userid|principaltype|principalarn|principalaccount|principaltag/.*)")


def unknown(statement: Statement, request: Request) -> tuple[str, ...]:
    """The context keys that a statement reads and that nobody has told us."""
    keys = (key for key in statement.context_keys if key.lower() not in request.context)
    return tuple(key for key in keys if not _KNOWN.fullmatch(key.lower()))


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
    return Answer(asked, result, best, worst, hanging, unseen(request, extra))


def _layers(account: Account, asked: Question, extra: Extra) -> tuple[Request, Layers]:
    sender = caller(account, _principal(account, asked.principal))
    identity = sender.identity
    request = Request(sender.arn, asked.action, asked.resource, {**sender.context, **extra.context})
    sources = () if identity is None else collect(account, identity)
    if extra.policies:
        sources = (*sources, _given("policy", extra.policies))
    boundary = identity.boundary if identity is not None else None
    bound = Source("boundary", "", (account.policy(boundary),)) if boundary else None
    if extra.boundary is not None:
        bound = _given("boundary", (extra.boundary,))
    scps = [
        _given("scp", (document,), f"level {level}" if level else "root")
        for level, document in enumerate(extra.scps)
    ]
    resource = _given("resource", (extra.resource_policy,)) if extra.resource_policy is not None else None
    return request, Layers(sources, bound, scps, resource, sender.is_root)


def _given(kind: str, documents: Sequence[PolicyDocument], name: str = "") -> Source:
    return Source(kind, name, tuple(InlinePolicy("given", document) for document in documents))


def _principal(account: Account, name: str) -> str:
    """A user's name, else a role's, else an ARN; the names there are if it is none of them."""
    if name.startswith("arn:") or name.casefold() in account.users:
        return name
    if name == "root":
        return account.root_arn
    if name.casefold() in account.roles:
        return account.role(name).arn
    names = [user.name for user in account.users.values()] + [role.name for role in account.roles.values()]
    raise NoSuchEntity("", f"no user or role named {name!r} ({nearest(name, names)})")


def unseen(request: Request, extra: Extra) -> tuple[tuple[str, str], ...]:
    """What a dump cannot hold and could still refuse this request, with the command that shows each."""
    service = request.action.partition(":")[0]
    parts = segments(request.resource)
    name = parts[5].partition("/")[0] if parts else "NAME"
    account = str(request.context.get("aws:principalaccount", "ACCOUNT"))
    listing = f"aws organizations list-policies-for-target --target-id {account} --filter"
    rows = [
        ("service control policy", f"{listing} SERVICE_CONTROL_POLICY", not extra.scps),
        ("resource control policy", f"{listing} RESOURCE_CONTROL_POLICY", True),
        (
            "bucket policy",
            f"aws s3api get-bucket-policy --bucket {name}",
            service == "s3" and extra.resource_policy is None,
        ),
        (
            "resource's own policy",
            "the service's get-…-policy command",
            service != "s3" and extra.resource_policy is None,
        ),
        (
            "session policy",
            "the AssumeRole event in CloudTrail: requestParameters.policy",
            ":assumed-role/" in request.principal,
        ),
        (
            "VPC endpoint policy",
            "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].PolicyDocument'",
            True,
        ),
        (
            "key policy",
            "aws kms get-key-policy --key-id KEY --policy-name default",
            service in {"s3", "sqs", "sns", "kms", "dynamodb"},
        ),
    ]
    return tuple((what, command) for what, command, relevant in rows if relevant)
