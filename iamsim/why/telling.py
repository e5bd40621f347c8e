"""An Answer of `iamsim why` in words for a terminal, and as JSON for a program.

It never says a bare "allowed": what AWS also reads and the file does not hold is named, with the command that
shows it.
"""

from __future__ import annotations

import re
from typing import Any

from iamsim.aws.actions import ON_NO_RESOURCE
from iamsim.decision import CheckType, Decision, EvaluationResult, StatementResult
from iamsim.decision.explain import access_denied_message, explain, refusing_check, short_name, way
from iamsim.why.answer import DEPENDS, Answer
from iamsim.why.denial import Denial
from iamsim.why.unseen import showing


def text(answer: Answer) -> str:
    """Say it for a terminal: the decision and its reasons, AWS's sentence, what this file cannot show."""
    parts = [
        [f"note: {note}" for note in _notes(answer)],
        _about_the_denial(answer),
        _depending(answer) if answer.depends else [_as_far(answer)],
        _sentence(answer),
        _not_here(answer),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _notes(answer: Answer) -> list[str]:
    elsewhere = [answer.elsewhere] if answer.elsewhere else []
    return [*answer.question.notes, *_resource_note(answer), *elsewhere]


def _as_far(answer: Answer) -> str:
    said = explain(answer.result)
    begins = "it depends; allowed here:" if answer.elsewhere else "allowed as far as this file goes:"
    return said.replace("allowed:", begins, 1) if answer.result.allowed else said


def _resource_note(answer: Answer) -> list[str]:
    """That the question names no resource, where it matters: an Allow does, or the action is done to one."""
    request = answer.result.request
    if request.resource != "*":
        return []
    note = "no resource was given, so it is asked of '*'; give the ARN that the request is about"
    on_the_account = request.folded_action in ON_NO_RESOURCE
    if on_the_account:
        note = f"{request.action} is done to the account: only a statement on '*' allows it"
    if answer.result.allowed:
        return [] if on_the_account or _WITHOUT.match(request.action) else [note]
    for one in answer.result.trace:
        refused = {element.name for element in one.elements if not element.accepted}
        if not one.statement.denies and refused == {"Resource"}:
            return [note]
    return []


# Most actions of these names are done to no one resource; of Amazon S3's, all others are.
_WITHOUT = re.compile(r"(?!s3:)[\w-]+:(List|Describe|GetCallerIdentity|GetAccount)", re.IGNORECASE)


# Values as people would give them, of keys that are often asked for.
_EXAMPLES = {
    "aws:sourceip": "203.0.113.9",
    "aws:multifactorauthpresent": "true",
    "aws:multifactorauthage": "300",
    "aws:securetransport": "true",
    "aws:requestedregion": "eu-west-1",
    "aws:currenttime": "2026-01-05T09:00:00Z",
    "aws:viaawsservice": "false",
}


def _depending(answer: Answer) -> list[str]:
    request = answer.result.request
    keys = " and ".join(answer.keys)
    asked = f"{short_name(request.principal)}, {request.action}, {short_name(request.resource)}"
    given = " ".join(f"--context {key}={_EXAMPLES.get(key.lower(), 'VALUE')}" for key in answer.keys)
    return [
        f"it depends on {keys}, which {'was' if len(answer.keys) == 1 else 'were'} not given: {asked}",
        *[f"  hangs     {one.statement.effect:<5}  {way(one)}: {one.statement}" for one in answer.hanging],
        f"  at best   {answer.best.decision}",
        f"  at worst  {answer.worst.decision}",
        f"  without   {answer.result.decision}, if the request does not carry {_it(answer.keys)} at all",
        f"  tell {_it(answer.keys)}   {given}",
    ]


def _it(things: tuple[str, ...]) -> str:
    return "it" if len(things) == 1 else "them"


_CHECK = {
    "identity-based policy": CheckType.PRINCIPAL,
    "permissions boundary": CheckType.PERMISSIONS_BOUNDARY,
    "service control policy": CheckType.SERVICE_CONTROL_POLICY,
    "resource-based policy": CheckType.RESOURCE,
    "role trust policy": CheckType.RESOURCE,
}


def _about_the_denial(answer: Answer) -> list[str]:
    """What AWS's pasted sentence says beyond this file, or against it."""
    said = answer.question.denial
    if said is None:
        return []
    lines = []
    if said.reason:
        lines.append(f"AWS gives a reason that is no policy: {said.reason}")
    elif not _agrees(said, answer.result):
        lines.append(_against(said, answer))
    if said.authorization_id:
        lines.append("AWS keeps its own trace of this denial for a day; to see it:")
        lines.append(f"  {_AWS_TRACE} {said.authorization_id}")
    return lines


_AWS_TRACE = "aws iam-toolbox get-request-authorization-details --authorization-id"


def _agrees(said: Denial, result: EvaluationResult) -> bool:
    """Tell whether the file refuses as AWS did: the same kind of policy, the same kind of refusal."""
    check = refusing_check(result)
    if check is None or not said.layer:
        return check is not None
    explicit = result.decision is Decision.EXPLICIT_DENY
    arns = {one.policy.arn for one in check.determining}
    same = check.type is _CHECK.get(said.layer) and explicit is said.explicit
    return same and (not said.policy_arn or said.policy_arn in arns)


def _against(said: Denial, answer: Answer) -> str:
    """What AWS names and the file does not show; if a dump never does, the command that shows it."""
    if not said.layer:
        return "AWS refused it, so what refused it is not in this file, or the file is of another time"
    hidden = next((one for one in answer.unseen if one.layer == said.layer), None)
    if hidden is None:
        why_not = "the file is of another time than the denial, or the request carried other context keys"
        return f"{_named(said)}; this file does not show that: {why_not}"
    command = showing(said.policy_arn) or hidden.command
    return f"{_named(said)}; this file holds no such policies; to see it:\n  {command}"


def _named(said: Denial) -> str:
    if not said.explicit:
        return f"AWS says that no {said.layer} allows it"
    article = "an" if said.layer.startswith("i") else "a"
    arn = f" ({said.policy_arn})" if said.policy_arn else ""
    return f"AWS names an explicit deny in {article} {said.layer}{arn}"


def _sentence(answer: Answer) -> list[str]:
    said = access_denied_message(answer.result)
    if said is None or answer.depends or answer.question.denial is not None:
        return []
    return ["AWS would say:", f"  {said}"]


def _not_here(answer: Answer) -> list[str]:
    """What the file lacks: all that can refuse what it allows, or that can allow what it does not."""
    rows = answer.unseen
    title = "This file cannot show these, and each can still refuse:"
    if not answer.result.allowed and not answer.depends:
        if answer.result.decision is Decision.EXPLICIT_DENY or answer.elsewhere or _by_scp(answer):
            return []
        rows = tuple(row for row in rows if row.layer == "resource-based policy")
        title = "This file cannot show this, and it can allow what nobody here allows:"
    width = max((len(row.name) for row in rows), default=0)
    return [title, *[f"  {row.name:<{width}}  {row.command}" for row in rows]] if rows else []


def _by_scp(answer: Answer) -> bool:
    """Tell whether the organization refuses, which no resource's policy can make good."""
    check = refusing_check(answer.result)
    return check is not None and check.type is CheckType.SERVICE_CONTROL_POLICY


def as_json(answer: Answer) -> dict[str, Any]:
    """Say it for a program."""
    result = answer.result
    return {
        "decision": "depends" if answer.status == DEPENDS else str(result.decision),
        "principal": result.request.principal,
        "action": result.request.action,
        "resource": result.request.resource,
        "determiningStatements": [_statement(one) for one in result.matched_statements],
        "checks": [
            {"type": str(one.type), "effect": str(one.effect), "target": one.target} for one in result.checks
        ],
        "missingContextValues": list(answer.keys),
        "atBest": str(answer.best.decision),
        "atWorst": str(answer.worst.decision),
        "accessDeniedMessage": access_denied_message(result),
        "notInThisFile": [{"what": row.name, "command": row.command} for row in answer.unseen],
        "notes": [*_notes(answer), *_about_the_denial(answer)],
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
