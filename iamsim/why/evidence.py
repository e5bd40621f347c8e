"""What AWS's message about a denial proves: which cases it rules out, and what follows for context keys.

    Denial, EvaluationResult → whether they agree
    the states of a request before and after → what the request's keys were

AWS evaluates all Denies first, so "because no … policy allows" says that none matched, and "with an explicit
deny in …" that one did. The pages do not say when it reads the policy of a VPC endpoint, so its
silence says nothing of other policies.
Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow, troubleshoot_access-denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iamsim.aws import context_keys
from iamsim.decision import Check, Decision, Effect, EvaluationResult, StatementResult
from iamsim.decision.carried_keys import ALWAYS_CARRIED
from iamsim.decision.cases import Exploration
from iamsim.decision.match_states import State, merged, with_values
from iamsim.policy import ConditionElement, Element, Request
from iamsim.why.denial import POLICY_TYPES, Denial

_BOOLEAN_KEYS = frozenset(map(str.lower, context_keys.BOOLEAN_KEYS))


def blamed_checks(denial: Denial, result: EvaluationResult) -> tuple[Check, ...]:
    """Return the checks of the policy type that AWS blames; none if it blames none, or the file has none."""
    check_type = POLICY_TYPES.get(denial.policy_type)
    return tuple([check for check in result.checks if check_type is not None and check.type is check_type])


def agrees(denial: Denial, result: EvaluationResult) -> bool:
    """Tell whether AWS may have written the message where a request has this result.

    What the account's file does not hold, such as a session policy, may have refused in every case.
    """
    explicit = result.decision is Decision.EXPLICIT_DENY
    checks = blamed_checks(denial, result)
    if denial.explicit:
        if not denial.policy_type:
            return explicit and any(denies(denial, check) for check in result.checks)
        return not checks or any(denies(denial, check) for check in checks)
    if not denial.policy_type:
        # AWS's oldest messages and those of some services name no reason: nothing is ruled out but an Allow.
        return bool(denial.reason) or not (result.allowed or (denial.implicit and explicit))
    if denial.policy_type == "VPC endpoint policy":
        return True
    if explicit:
        return False
    return not checks or any(
        check.effect is Effect.IMPLICIT_DENY or (check.effect is not Effect.ALLOW and not result.allowed)
        for check in checks
    )


def denies(denial: Denial, check: Check) -> bool:
    """Tell whether a layer denies by a policy that can be the one that AWS names."""
    return check.effect is Effect.EXPLICIT_DENY and any(
        is_blamed(denial, entry) for entry in check.determining
    )


def is_blamed(denial: Denial, entry: StatementResult) -> bool:
    """Tell whether a statement can be the one that AWS names, by its policy's ARN or by its Sid.

    A policy of the organization or of a resource comes from a file of its own, and has no ARN there.
    """
    has_arn = entry.policy.arn is not None or denial.policy_type == "identity-based policy"
    return (not denial.policy_arn or not has_arn or entry.policy.arn == denial.policy_arn) and (
        not denial.statement_ids or entry.statement.sid in denial.statement_ids
    )


def facts(exploration: Exploration, remaining: Sequence[State]) -> tuple[str, ...]:
    """Return what follows for the request's context keys, each fact as a clause, if only some states remain.

    `aws:MultiFactorAuthPresent was true`.
    """
    always_before, sometimes_before = merged(exploration.states)
    always, sometimes = merged(remaining)
    answers: dict[frozenset[str], dict[Element, bool]] = {}
    for number, entry in enumerate(exploration.open_statements):
        bit = 1 << number
        if always & bit and not always_before & bit:
            for element, keys in entry.elements:
                answers.setdefault(keys, {})[element] = True
        # Of several conditions nobody knows which was not true.
        elif sometimes_before & bit and not sometimes & bit and len(entry.elements) == 1:
            ((element, keys),) = entry.elements
            answers.setdefault(keys, {})[element] = False
    return tuple(
        clause
        for keys, elements in answers.items()
        for clause in _clauses(exploration.request, sorted(keys), elements)
    )


def _clauses(request: Request, keys: Sequence[str], answers: dict[Element, bool]) -> Iterable[str]:
    first = next(iter(answers))
    spelling = next((key for key in first.context_keys if key.lower() == keys[0]), keys[0])
    if len(keys) == 1 and keys[0] in _BOOLEAN_KEYS:
        values = [
            value
            for value in ("true", "false", *(() if keys[0] in ALWAYS_CARRIED else (None,)))
            if all(
                element.accepts(with_values(request, {keys[0]: value})) is answer
                for element, answer in answers.items()
            )
        ]
        words = ["not in the request" if value is None else value for value in values]
        yield f"{spelling} was {' or '.join(words)}"
        return
    for element, answer in answers.items():
        yield f"{_element_words(element)} was {'' if answer else 'not '}true of the request"


def _element_words(element: Element) -> str:
    name = element.name.removeprefix("Condition ") if isinstance(element, ConditionElement) else element.name
    return f"{name} {', '.join(element.expected[:4])}{' …' if len(element.expected) > 4 else ''}"
