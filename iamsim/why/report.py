"""An Answer as text for a terminal, and as JSON for a program.

The text never says a bare "allowed": it names the policies that AWS also reads and the account's file does
not hold, with the commands that show them. The words for the decision itself are `iamsim.decision.explain`'s.
"""

from __future__ import annotations

import re
from typing import Any

from iamsim.aws.actions import actions_without_resource
from iamsim.decision import CheckType, Decision, EvaluationResult, StatementResult, refusing_check
from iamsim.decision.explain import (
    access_denied_message,
    explain,
    reason,
    request_words,
    statement_words,
    way,
)
from iamsim.why.answer import DEPENDS, Answer
from iamsim.why.denial import POLICY_TYPES, Denial
from iamsim.why.unknown_policies import describe_policy_command


def answer_text(answer: Answer) -> str:
    """Return notes, the decision and its reasons, AWS's sentence and the unknown policies, for a terminal."""
    sections = [
        [f"note: {note}" for note in _notes(answer)],
        _denial_lines(answer),
        _dependence_lines(answer) if answer.depends else [_explanation(answer)],
        _aws_sentence_lines(answer),
        _unknown_policy_lines(answer),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as an object that `json` can write."""
    result = answer.result
    return {
        "decision": "depends" if answer.exit_status == DEPENDS else str(result.decision),
        "principal": result.request.principal,
        "action": result.request.action,
        "resource": result.request.resource,
        "determiningStatements": [_statement_json(statement) for statement in result.matched_statements],
        "checks": [
            {"type": str(check.type), "effect": str(check.effect), "target": check.target}
            for check in result.checks
        ],
        "missingContextValues": list(answer.unknown_keys),
        "atBest": str(answer.best.decision),
        "atWorst": str(answer.worst.decision),
        "accessDeniedMessage": access_denied_message(result),
        # Why the service decides this call by itself; null where policies decide it.
        "serviceRule": reason(result) if result.service_rule else None,
        "notInThisFile": [
            {"what": policy.name, "command": policy.command} for policy in answer.unknown_policies
        ],
        "notes": [*_notes(answer), *_denial_lines(answer)],
    }


def _statement_json(result: StatementResult) -> dict[str, Any]:
    return {
        "effect": result.statement.effect,
        "sid": result.statement.sid,
        "policy": result.policy.name,
        "policyArn": result.policy.arn,
        "attachedTo": str(result.source),
        "path": way(result),
        "statement": statement_words(result.statement, result.request),
    }


def _notes(answer: Answer) -> list[str]:
    required_policy_notes = [answer.required_policy_note] if answer.required_policy_note else []
    return [*answer.question.notes, *_no_resource_notes(answer), *required_policy_notes]


# Most actions of these names are on no single resource, so nothing was forgotten. Of Amazon S3's own, such as
# s3:ListBucket, most are on one.
_LIST_ACTION = re.compile(r"(?!s3:)[\w-]+:(List|Describe|GetAccount)", re.IGNORECASE)


def _no_resource_notes(answer: Answer) -> list[str]:
    """Note that the question has no resource, if the answer could be another with one."""
    request = answer.result.request
    if request.resource != "*" or answer.result.service_rule:
        return []
    note = "no resource was given, so it is asked of '*'; give the ARN that the request is about"
    is_on_account = request.lower_action in actions_without_resource()
    if is_on_account:
        note = f"{request.action} is done to the account: only a statement on '*' allows it"
    if answer.result.allowed:
        return [] if is_on_account or _LIST_ACTION.match(request.action) else [note]
    # A refusal changes with the resource only if some Allow fails on its Resource alone.
    fails_on_resource = any(
        not statement.statement.denies
        and {element.name for element in statement.elements if not element.accepted} == {"Resource"}
        for statement in answer.result.trace
    )
    return [note] if fails_on_resource else []


def _explanation(answer: Answer) -> str:
    explanation = explain(answer.result)
    # What a service decides by itself is so whatever stands in this file or elsewhere.
    if not answer.result.allowed or answer.result.service_rule:
        return explanation
    # Another policy must allow it too, or may still deny it: see `_unknown_policy_lines`.
    start = "it depends; allowed here" if answer.required_policy_note else "allowed as far as this file goes"
    return start + explanation.removeprefix(Decision.ALLOWED)


# Values of keys that policies often read, as a person would type them.
_EXAMPLE_VALUES = {
    "aws:sourceip": "203.0.113.9",
    "aws:multifactorauthpresent": "true",
    "aws:multifactorauthage": "300",
    "aws:securetransport": "true",
    "aws:requestedregion": "eu-west-1",
    "aws:currenttime": "2026-01-05T09:00:00Z",
    "aws:viaawsservice": "false",
}


def _dependence_lines(answer: Answer) -> list[str]:
    """Say which keys the decision depends on, in which statements, and how to give their values."""
    keys = answer.unknown_keys
    was, pronoun = ("was", "it") if len(keys) == 1 else ("were", "them")
    options = " ".join(f"--context {key}={_EXAMPLE_VALUES.get(key.lower(), 'VALUE')}" for key in keys)
    return [
        f"it depends on {' and '.join(keys)}, which {was} not given: {request_words(answer.result.request)}",
        *[
            f"  depends   {result.statement.effect:<5}  {way(result)}: "
            f"{statement_words(result.statement, result.request)}"
            for result in answer.dependent_statements
        ],
        f"  at best   {answer.best.decision}",
        f"  at worst  {answer.worst.decision}",
        f"  without   {answer.result.decision}, if the request does not carry {pronoun} at all",
        f"  tell {pronoun}   {options}",
    ]


# troubleshoot_access-denied-authorization-id: AWS keeps the details of a denial for a day.
_SHOW_AUTHORIZATION = "aws iam-toolbox get-request-authorization-details --authorization-id"


def _denial_lines(answer: Answer) -> list[str]:
    """Say where AWS's pasted message says more than this file, or something else."""
    denial = answer.question.denial
    if denial is None:
        return []
    lines = []
    # A reason such as Block Public Access is no policy, so there is none to compare with.
    if denial.reason:
        lines.append(f"AWS gives a reason that is no policy: {denial.reason}")
    elif not _agrees(denial, answer.result):
        lines.append(_disagreement(denial, answer))
    if denial.authorization_id:
        lines.append("AWS keeps its own trace of this denial for a day; to see it:")
        lines.append(f"  {_SHOW_AUTHORIZATION} {denial.authorization_id}")
    return lines


def _agrees(denial: Denial, result: EvaluationResult) -> bool:
    """Tell whether the same policy type refuses as in AWS's message, and as there by a Deny or in silence."""
    check = refusing_check(result)
    # AWS's older messages name no policy type: that the file refuses as well is all that can be compared.
    if check is None or not denial.policy_type:
        return check is not None
    explicit = result.decision is Decision.EXPLICIT_DENY
    arns = {statement.policy.arn for statement in check.determining}
    return (
        check.type is POLICY_TYPES[denial.policy_type]
        and explicit is denial.explicit
        and (not denial.policy_arn or denial.policy_arn in arns)
    )


def _disagreement(denial: Denial, answer: Answer) -> str:
    """Say what AWS blames; if the file never holds such policies, with the command that shows them."""
    if not denial.policy_type:
        return "AWS refused it, so what refused it is not in this file, or the file is of another time"
    blamed = next(
        (policy for policy in answer.unknown_policies if policy.policy_type == denial.policy_type), None
    )
    if blamed is None:
        cause = "the file is of another time than the denial, or the request carried other context keys"
        return f"{_blame_words(denial)}; this file does not show that: {cause}"
    command = describe_policy_command(denial.policy_arn) or blamed.command
    return f"{_blame_words(denial)}; this file holds no such policies; to see it:\n  {command}"


def _blame_words(denial: Denial) -> str:
    if not denial.explicit:
        return f"AWS says that no {denial.policy_type} allows it"
    article = "an" if denial.policy_type.startswith("i") else "a"
    arn = f" ({denial.policy_arn})" if denial.policy_arn else ""
    return f"AWS names an explicit deny in {article} {denial.policy_type}{arn}"


def _aws_sentence_lines(answer: Answer) -> list[str]:
    message = access_denied_message(answer.result)
    # Whoever pasted a message has AWS's sentence already.
    if message is None or answer.depends or answer.question.denial is not None:
        return []
    return ["AWS would say:", f"  {message}"]


def _unknown_policy_lines(answer: Answer) -> list[str]:
    """List the policies that the file does not hold and that can change the decision, with their commands."""
    policies = answer.unknown_policies
    title = "This file cannot show these, and each can still refuse:"
    if not answer.result.allowed and not answer.depends:
        if not _resource_policy_could_allow(answer):
            return []
        policies = tuple(policy for policy in policies if policy.policy_type == "resource-based policy")
        title = "This file cannot show this, and it can allow what nobody here allows:"
    width = max((len(policy.name) for policy in policies), default=0)
    lines = [f"  {policy.name:<{width}}  {policy.command}" for policy in policies]
    return [title, *lines] if lines else []


def _resource_policy_could_allow(answer: Answer) -> bool:
    """Tell whether an unknown policy of the resource could turn a refusal into an Allow.

    Not against a Deny or a service control policy, nor where the principal's own policies must allow too
    (reference_policies_evaluation-logic_policy-eval-denyallow).
    """
    if answer.result.decision is Decision.EXPLICIT_DENY or answer.required_policy_note:
        return False
    # A boundary that does not allow it is no obstacle: a resource's policy that names the user passes it.
    check = refusing_check(answer.result)
    return check is None or check.type is not CheckType.SERVICE_CONTROL_POLICY
