"""An Answer as JSON, for a program.

Answer → an object of texts, numbers and lists
"""

from __future__ import annotations

from typing import Any

from iamsim.decision import Check, Decision, StatementResult, near_misses
from iamsim.decision.cases import DecisionCase
from iamsim.decision.explain import mismatch, reason, statement_name, statement_words, way
from iamsim.policy import ConditionElement
from iamsim.why.answer import Answer
from iamsim.why.case_lines import case_reason, case_statements
from iamsim.why.message_lines import aws_sentence, denial_lines
from iamsim.why.next_steps import see_policy_command
from iamsim.why.note_lines import notes
from iamsim.why.reason_lines import known_statements, other_limits, pruned, supposed_keys

_FROM_BEST_TO_WORST = (Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.EXPLICIT_DENY)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as an object that `json` can write."""
    result = pruned(answer.result, answer.deciding)
    supposed = supposed_keys(answer)
    decisions = sorted((case.decision for case in answer.cases), key=_FROM_BEST_TO_WORST.index)
    return {
        "decision": answer.decision,
        "principal": answer.request.principal,
        "action": answer.request.action,
        "resource": answer.request.resource,
        "determiningStatements": [
            _statement_json(entry, supposed) for entry in known_statements(answer.deciding)
        ],
        "nearMisses": [_near_miss_json(entry, supposed) for entry in answer.near_misses],
        "checks": [_check_json(check) for check in result.checks] if answer.is_firm else [],
        "missingContextValues": list(answer.keys),
        "atBest": str(decisions[0]),
        "atWorst": str(decisions[-1]),
        # Limits that do not allow it either, beside the layer that the reason names.
        "alsoRefusedBy": other_limits(answer),
        "cases": [_case_json(answer, case) for case in answer.cases],
        "accessDeniedMessage": aws_sentence(answer),
        # Why the service decides this call by itself; null where policies decide it.
        "serviceRule": reason(answer.result) if answer.result.service_rule else None,
        "takenContextValues": {key.key: key.value for key, _ in answer.carried_keys},
        "provedByMessage": list(answer.facts),
        "notInThisFile": [
            *[
                {
                    "what": policy.words,
                    "command": see_policy_command(policy.arn) if policy.arn else "",
                    "remark": "",
                }
                for policy in answer.unseen_policies
            ],
            *[
                {"what": policy.name, "command": policy.command, "remark": policy.remark}
                for policy in answer.unknown_policies
            ],
        ],
        "occurrences": answer.question.occurrences,
        "notes": [*notes(answer), *denial_lines(answer)],
    }


def _check_json(check: Check) -> dict[str, str]:
    return {"type": str(check.type), "effect": str(check.effect), "target": check.target}


def _case_json(answer: Answer, case: DecisionCase) -> dict[str, Any]:
    """Return one case, with values of the keys that select it; null for a key that is not carried."""
    keys = {key: case.values[key.lower()] for key in answer.keys if key.lower() in case.values}
    statements = case_statements(answer, case)
    supposed = supposed_keys(answer, case)
    possible = (*statements.open, *statements.of_other_values)
    return {
        "decision": str(case.decision),
        "context": {key: list(value) if isinstance(value, tuple) else value for key, value in keys.items()},
        "premise": case.premise,
        "reason": case_reason(case, statements).removeprefix(": "),
        "determiningStatements": [_statement_json(entry, supposed) for entry in statements.matching],
        # With the values above or others that lead to this decision.
        "possibleStatements": [_statement_json(entry, supposed) for entry in possible],
        "nearMisses": [_near_miss_json(entry, supposed) for entry in near_misses(case.result)],
    }


def _statement_json(entry: StatementResult, supposed: frozenset[str]) -> dict[str, Any]:
    return {
        "effect": entry.statement.effect,
        "sid": entry.statement.sid,
        "index": entry.statement.index,
        "name": statement_name(entry.statement),
        "policy": entry.policy.name,
        "policyArn": entry.policy.arn,
        "attachedTo": str(entry.source),
        "path": way(entry),
        "statement": statement_words(entry.statement, entry.request, supposed),
        "matchingPatterns": {
            element.name: element.matching_value(entry.request)
            for element in entry.statement.elements
            if not isinstance(element, ConditionElement)
        },
    }


def _near_miss_json(entry: StatementResult, supposed: frozenset[str]) -> dict[str, Any]:
    failed = [element.name for element in entry.failed_elements]
    return {
        **_statement_json(entry, supposed),
        "failedElements": failed,
        "because": mismatch(entry, supposed),
    }
