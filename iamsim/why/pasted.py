"""What people paste after `iamsim why ACCOUNT.json` → AccessQuestions.

    CloudTrail's events          one, a file, lines of JSON, `lookup-events`, EventBridge, logs, queries' rows
    decode-authorization-message its output, whole or the text inside
    Amazon S3's access log       the requests that S3 refused
    AWS's own trace              the output of iam-toolbox get-request-authorization-details
    AWS's sentences              "User: … is not authorized to perform: …", with whatever stands around them

Everything else gets one line that says what it is, and the next step. No message has more than a few words of
the paste: it may be long, and it may be confidential.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from iamsim.account import Account
from iamsim.aws.errors import ClientError, InvalidInput
from iamsim.why import cloudtrail, decoded_message
from iamsim.why.authorization_details import is_details, questions_of_details
from iamsim.why.bare_denial import explain_bare_denial
from iamsim.why.denial import Denial, is_denial, parse_denials
from iamsim.why.json_texts import objects_in
from iamsim.why.question import AccessQuestion, parse_question, shorten, to_iam_terms
from iamsim.why.s3_access_log import questions_of_log


def parse_questions(words: Sequence[str], account: Account) -> tuple[AccessQuestion, ...]:
    """Parse typed words, or a pasted text: each question that it asks, once.

    Raises InvalidInput for a text that asks none, in one line that says what the text is; NoSuchEntity for a
    principal that the account does not have, if no other question is left.
    """
    text = " ".join(words).strip()
    questions, note = ((), "") if _is_typed(words) else _read(text)
    if not questions:
        return (parse_question(words, account),)
    first, *rest = _resolve(_merge(questions), account)
    return (first.with_note(note) if note else first, *rest)


def _is_typed(words: Sequence[str]) -> bool:
    """Tell whether these are PRINCIPAL ACTION [RESOURCE], and not a pasted text in few pieces."""
    text = " ".join(words)
    if len(words) not in (2, 3) or text.lstrip()[:1] in {"{", "[", "<", '"'} or is_denial(text):
        return False
    # `Access Denied` are two words as well.
    return ":" in words[1] or not explain_bare_denial(text)


def _read(text: str) -> tuple[Sequence[AccessQuestion], str]:
    """Return the questions in a pasted text, and a note about the rest of it; none if it is no such text.

    Names are as the text has them. Raises InvalidInput for a text of a known kind that asks no question.
    """
    objects = list(objects_in(text)) if "{" in text or "," in text else []
    events = [value for value in objects if cloudtrail.is_event(value)]
    if events:
        return _questions_of_events(events)
    messages = [value for value in objects if decoded_message.is_decoded_message(value)]
    if messages:
        return [decoded_message.question_of_message(value) for value in messages], ""
    traces = [value for value in objects if is_details(value)]
    if traces:
        return [question for trace in traces for question in questions_of_details(trace)], ""
    requests = list(questions_of_log(text))
    if requests:
        return requests, ""
    denials = parse_denials(text)
    if denials:
        return [_question_of_denial(denial) for denial in denials], ""
    simulated = [value for value in objects if "EvalActionName" in value]
    is_simulated = simulated or "EvalActionName" in text  # as YAML or as a table
    problem = _explain_simulation(simulated) if is_simulated else explain_bare_denial(text)
    if not problem and objects and text[:1] in {"{", "["}:
        names = shorten(", ".join(map(str, objects[0])))
        problem = (
            f"JSON with {names}: no event of CloudTrail, no decoded message and no AccessDenied sentence in"
            " it; expected one of these, or PRINCIPAL ACTION [RESOURCE]"
        )
    if problem:
        raise InvalidInput("", problem)
    return (), ""


def _question_of_denial(denial: Denial) -> AccessQuestion:
    return AccessQuestion(denial.principal, denial.action, denial.resource or "*", denial)


def _explain_simulation(results: Sequence[Mapping[str, Any]]) -> str:
    """Ask for the principal of a simulation, whose answer does not have it."""
    first = results[0] if results else {}
    action, resource = first.get("EvalActionName", "ACTION"), first.get("EvalResourceName", "RESOURCE")
    request = shorten(f"{action} {resource or '*'}")
    return (
        "this is the answer of simulate-principal-policy or simulate-custom-policy, which does not name the"
        f" principal; ask: iamsim why ACCOUNT.json PRINCIPAL {request}"
    )


def _questions_of_events(events: Sequence[Mapping[str, Any]]) -> tuple[list[AccessQuestion], str]:
    """Return the questions of the events that AWS refused, and a note that counts the others.

    A single event is asked also if AWS did not refuse it.

    Raises InvalidInput if there is none.
    """
    refused = [event for event in events if cloudtrail.is_refused(event)] if len(events) > 1 else events
    skipped = Counter({"that AWS did not refuse": len(events) - len(refused)})
    questions = []
    for event in refused:
        try:
            questions.append(cloudtrail.question_of_event(event))
        except cloudtrail.NoQuestion as error:
            skipped[str(error)] += 1
    counts = "; ".join(f"{count} {reason}" for reason, count in skipped.items() if count)
    if questions:
        return questions, f"passed over of {len(events)} events: {counts}" if counts else ""
    number = "1 event" if len(events) == 1 else f"{len(events)} events"
    raise InvalidInput("", f"{number} of CloudTrail, and no question for a user or a role: {counts}")


# Keys that differ from one request to the next and that few policies read: who asks the same again a minute
# later asks one question.
_PASSING_KEYS = {
    "aws:currenttime", "aws:epochtime", "aws:useragent", "aws:multifactorauthage", "aws:tokenissuetime",
}  # fmt: skip


def _merge(questions: Iterable[AccessQuestion]) -> list[AccessQuestion]:
    """Return each question once, with the number of its occurrences; of the same ones the latest."""
    merged: dict[object, AccessQuestion] = {}
    for question in questions:
        denial = question.denial
        key = (
            question.principal,
            question.action.lower(),
            question.resource,
            denial and (denial.policy_type, denial.explicit, denial.policy_arn, denial.reason),
            frozenset(
                (name.lower(), value if isinstance(value, str) else tuple(value))
                for name, value in question.context.items()
                if name.lower() not in _PASSING_KEYS
            ),
        )
        before = merged.get(key)
        if before is None:
            merged[key] = question
            continue
        latest = max(before, question, key=lambda candidate: candidate.time)
        merged[key] = replace(latest, occurrences=before.occurrences + 1)
    return list(merged.values())


def _resolve(questions: Sequence[AccessQuestion], account: Account) -> tuple[AccessQuestion, ...]:
    """Return the questions in IAM's terms; without those whose principal the account does not have.

    Raises the error of such a question if no other is left.
    """
    resolved: list[AccessQuestion] = []
    errors: list[ClientError] = []
    for question in questions:
        try:
            resolved.append(to_iam_terms(question, account))
        except ClientError as error:
            errors.append(error)
    if not resolved:
        raise errors[0]
    if errors:
        resolved[0] = resolved[0].with_note(f"passed over: {len(errors)} of other principals ({errors[0]})")
    return tuple(resolved)
