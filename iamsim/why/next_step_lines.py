"""What to do next: see the policies that the account's file does not hold, or ask with MFA.

Answer → lines with commands that one can copy
"""

from __future__ import annotations

from iamsim.decision import CheckType, Decision, StatementResult, refusing_check
from iamsim.why.answer import Answer
from iamsim.why.next_steps import mfa_commands, see_policy_command


def unknown_policy_lines(answer: Answer) -> list[str]:
    """List the policies that the file does not hold and that can change the decision, with their commands."""
    if answer.result.service_rule is not None:
        return []
    policies = answer.unknown_policies
    title = "This file cannot show these, and each can still refuse:"
    if not answer.allowed_somewhere:
        if not _resource_policy_could_allow(answer):
            return []
        policies = tuple(policy for policy in policies if policy.policy_type == "resource-based policy")
        title = "This file cannot show this, and it can allow what nobody here allows:"
    width = max((len(policy.name) for policy in policies), default=0)
    lines: dict[str, None] = {}  # a remark that two kinds of policies have is said once
    for policy in policies:
        lines[f"  {policy.name:<{width}}  {policy.command}"] = None
        if policy.remark:
            lines[f"  {'':<{width}}  {policy.remark}"] = None
    return [title, *lines] if lines else []


def _resource_policy_could_allow(answer: Answer) -> bool:
    """Tell whether an unknown policy of the resource could turn a refusal into an Allow.

    Not against a Deny or a service control policy, nor where the principal's own policies must allow too
    (reference_policies_evaluation-logic_policy-eval-denyallow).
    """
    if answer.required_policy_note:
        return False
    # A boundary that does not allow it is no obstacle: a resource's policy that names the user passes it.
    checks = [refusing_check(case.result) for case in answer.cases if case.decision is Decision.IMPLICIT_DENY]
    return any(check is None or check.type is not CheckType.SERVICE_CONTROL_POLICY for check in checks)


def next_step_lines(answer: Answer) -> list[str]:
    """Say how to get what the answer depends on: the document that the file lacks, a session with MFA."""
    lines = []
    commands = [see_policy_command(policy.arn) for policy in answer.unseen_policies if policy.arn]
    if commands:
        lines += ["To see what the file lacks:", *[f"  {command}" for command in commands]]
    if _wants_mfa(answer):
        commands = list(mfa_commands(answer.question.principal))
        if commands:
            lines += ["To ask with MFA, get credentials that carry it:", *[f"  {line}" for line in commands]]
    return lines


def _wants_mfa(answer: Answer) -> bool:
    """Tell whether MFA would help: it allows, and the answer depends on it or a refusal on its absence."""
    if answer.decision == Decision.ALLOWED or not answer.allowed_with_mfa:
        return False
    entries = [
        *answer.deciding,
        *(entry for entry in answer.near_misses if _misses_mfa_alone(entry)),
    ]
    keys = {key.lower() for entry in entries for key in entry.statement.context_keys}
    keys.update(map(str.lower, answer.keys))
    return not keys.isdisjoint(_MFA_KEYS)


_MFA_KEYS = ("aws:multifactorauthpresent", "aws:multifactorauthage")


def _misses_mfa_alone(entry: StatementResult) -> bool:
    return all(element.accepted or "MultiFactorAuth" in element.name for element in entry.elements)
