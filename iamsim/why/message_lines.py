"""AWS's own message about a denial: what follows from the pasted one, and which one AWS would write.

    Answer with a Denial → what AWS blames, what that proves, where this file says otherwise
    Answer without one   → AWS's sentence, where it is the same in every case

Source: IAM User Guide, troubleshoot_access-denied.
"""

from __future__ import annotations

from iamsim.aws.actions import resource_types_of
from iamsim.decision.explain import access_denied_message
from iamsim.policy import Request
from iamsim.why.answer import Answer
from iamsim.why.denial import Denial
from iamsim.why.evidence import blamed_checks
from iamsim.why.next_steps import authorization_command
from iamsim.why.reason_lines import join_with_and, pruned
from iamsim.why.unknown_policies import describe_policy_command


def denial_lines(answer: Answer) -> list[str]:
    """Say what follows from AWS's pasted message, and where it says more or other than this file."""
    denial = answer.question.denial
    if denial is None:
        return []
    lines = []
    # A reason such as Block Public Access is no policy, so there is none to compare with.
    if denial.reason:
        lines.append(f"AWS gives a reason that is no policy: {denial.reason}")
    elif denial.policy_type and not blamed_checks(denial, answer.result):
        lines.append(_blame_elsewhere(denial, answer))
    elif answer.contradicts:
        lines.append(_disagreement(denial))
    if answer.facts:
        lines.append(f"{_proof_words(denial)}, so {join_with_and(answer.facts)}")
    if denial.authorization_id:
        lines.append("AWS keeps its own trace of this denial for a day; to see it:")
        lines.append(f"  {authorization_command(denial)}")
    return lines


def _disagreement(denial: Denial) -> str:
    if not denial.policy_type:
        return "AWS refused it, so what refused it is not in this file, or the file is of another time"
    cause = "of another time than the denial, or the request carried other context keys"
    # The file of an account holds no SCPs: those that do not show it are of --scp.
    if denial.policy_type == "service control policy":
        return (
            f"{_blame_words(denial)}; those of --scp do not show that: most likely a level was not given (the"
            f" root, each OU and the account have policies of their own); or they are {cause}"
        )
    return f"{_blame_words(denial)}; this file does not show that: the file is {cause}"


def _blame_elsewhere(denial: Denial, answer: Answer) -> str:
    """Say what AWS blames, where this file never holds such policies, with the command that shows them."""
    blamed = next(
        (policy for policy in answer.unknown_policies if policy.policy_type == denial.policy_type), None
    )
    lines = [f"{_blame_words(denial)}; this file holds no such policies"]
    command = describe_policy_command(denial.policy_arn) or (blamed.command if blamed else "")
    if command:
        lines = [f"{lines[0]}; to see it:", f"  {command}"]
    if blamed and blamed.remark and command == blamed.command:
        lines.append(f"  {blamed.remark}")
    return "\n".join(lines)


def _proof_words(denial: Denial) -> str:
    """Return what a message says from which something follows for the request's keys."""
    if denial.implicit and not denial.policy_type:
        return "the message says that no Deny matched"
    if denial.implicit:
        return f"{_blame_words(denial)}, and AWS looks at all Denies before it says that"
    return _blame_words(denial)


def _blame_words(denial: Denial) -> str:
    if not denial.policy_type:
        return "AWS names an explicit deny" if denial.explicit else "AWS refused it"
    if not denial.explicit:
        return f"AWS says that no {denial.policy_type} allows it"
    article = "an" if denial.policy_type.startswith("i") else "a"
    arn = f" ({denial.policy_arn})" if denial.policy_arn else ""
    return f"AWS names an explicit deny in {article} {denial.policy_type}{arn}"


def aws_sentence(answer: Answer) -> str | None:
    """Return AWS's sentence if it is the same in every case; without the resource it would be another."""
    if not answer.is_firm or answer.result.allowed or _lacks_resource(answer.request):
        return None
    sentences = {access_denied_message(pruned(case.result, answer.deciding)) for case in answer.cases}
    # AWS names one of the policies that deny, nobody knows which.
    entries = (entry for case in answer.cases for entry in (*case.always, *case.sometimes))
    arns = {entry.policy.arn for entry in (*answer.deciding, *entries)}
    return sentences.pop() if len(sentences) == 1 and len(arns) <= 1 else None


def _lacks_resource(request: Request) -> bool:
    """Tell whether no resource was given for an action that, as far as we know, is done to one."""
    return request.resource == "*" and bool(resource_types_of(request.action))


def aws_sentence_lines(answer: Answer) -> list[str]:
    """Return AWS's sentence with a title; nothing where it was pasted, or is not the same in every case."""
    message = aws_sentence(answer)
    if message is None or answer.question.denial is not None:
        return []
    return ["AWS would say:", f"  {message}"]
