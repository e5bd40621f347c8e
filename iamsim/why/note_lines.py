"""The notes of an answer: what was taken for granted, what was not given, and how sure it is.

Answer → one line for each note
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamsim.aws.actions import actions_without_resource
from iamsim.decision import StatementResult
from iamsim.decision.carried_keys import CarriedKey
from iamsim.decision.explain import statement_place
from iamsim.why.answer import Answer
from iamsim.why.reason_lines import join_with_and


def notes(answer: Answer) -> list[str]:
    """Return all notes of an answer, those about the question first."""
    times = answer.question.occurrences
    lines = [f"asked {times} times; this is the latest"] if times > 1 else []
    lines += [*answer.question.notes, *_no_resource_notes(answer)]
    if answer.required_policy_note:
        lines.append(answer.required_policy_note)
    lines += [*answer.addition_notes, *_doubt_notes(answer)]
    lines += [_carried_note(key, readers) for key, readers in answer.carried_keys]
    if not answer.is_exact and not answer.is_firm:
        lines.append(
            "the conditions are too many to combine them all: a case may be listed that cannot happen"
        )
    return lines


def _doubt_notes(answer: Answer) -> list[str]:
    """Say how sure it is that a Deny does not stop what a service decides by itself: see docs/truth.md."""
    if not answer.is_doubtful:
        return []
    places = join_with_and(list(dict.fromkeys(map(statement_place, answer.doubtful_denies)))[:2])
    doubt = "AWS's page says that policies have no effect on it, and two reports that a Deny stopped it"
    return [f"a Deny is about {answer.request.action} too, in {places}: {doubt}, so try it"]


def _carried_note(key: CarriedKey, readers: Sequence[StatementResult]) -> str:
    """Say which value of a key was taken and why, who reads it, and how to give another one."""
    names = list(dict.fromkeys(statement_place(entry) for entry in readers))
    places = join_with_and(names[:2]) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
    note = f"{key.key} taken as {key.value}, {key.reason}; {places} depends on it"
    return note if key.certain else f"{note}; for another value: --context {key.key}=VALUE"


# Most actions of these names are on no single resource, so nothing was forgotten. Of Amazon S3's own, such as
# s3:ListBucket, most are on one.
_LIST_ACTION = re.compile(r"(?!s3:)[\w-]+:(List|Describe|GetAccount)", re.IGNORECASE)


def _no_resource_notes(answer: Answer) -> list[str]:
    """Note that the question has no resource, if the answer could be another with one."""
    request = answer.request
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
        and [element.name for element in statement.failed_elements] == ["Resource"]
        for statement in answer.result.trace
    )
    return [note] if fails_on_resource else []
