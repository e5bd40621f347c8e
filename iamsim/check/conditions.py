"""Advice about Condition and variables: missing keys that count as true, stars and variables that are text.

Source: IAM User Guide, reference_policies_elements_condition_operators, reference_policies_variables and
reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iamsim.check.seen import Advice, Look, Seen
from iamsim.policy import VARIABLES_SINCE, ConditionElement, ResourceElement

_OPERATORS = "reference_policies_elements_condition_operators"
_MULTIVALUED = "reference_policies_condition-single-vs-multi-valued-context-keys"


def _for_all_values(seen: Seen) -> Iterator[Advice]:
    must_be_there = {one.condition.key for one in seen.conditions if _is(one, "Null", "false")}
    for one in seen.conditions:
        operator = one.condition.operator
        if seen.allows and operator.quantifier == "ForAllValues" and one.condition.key not in must_be_there:
            yield seen.advice(
                "for-all-values",
                one.name,
                f"{operator.text} is also true of a request without {one.key}, so it allows that too",
                f'this condition, and beside it "Null": {{"{one.key}": "false"}}',
                _MULTIVALUED,
            )


def _is(one: ConditionElement, operator: str, value: str) -> bool:
    return one.condition.operator.text == operator and [text.lower() for text in one.expected] == [value]


# reference_policies_condition-keys: the global keys that hold several values.
_KEYS = {
    "aws:tagkeys", "aws:calledvia", "aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths",
    "aws:principalservicenameslist",
}  # fmt: skip


def _one_of_several(seen: Seen) -> Iterator[Advice]:
    for one in seen.conditions:
        operator = one.condition.operator
        if one.condition.key in _KEYS and not operator.quantifier and operator.name != "Null":
            yield seen.advice(
                "wants-set-operator",
                one.name,
                f"{one.key} holds several values, and {operator.text} compares one",
                f"ForAnyValue:{operator.text} or ForAllValues:{operator.text}",
                _MULTIVALUED,
            )


_ESCAPED = re.compile(r"\$\{[^}]*\}")


def _star_is_text(seen: Seen) -> Iterator[Advice]:
    for one in seen.conditions:
        name = one.condition.operator.name
        if name in {"StringEquals", "StringNotEquals"} and any(
            "*" in _ESCAPED.sub("", text) for text in one.expected
        ):
            like = one.condition.operator.text.replace("Equals", "Like")
            happens = f"in {one.condition.operator.text} a * is a star and no wildcard"
            yield seen.advice("star-is-text", one.name, happens, like, _OPERATORS)


def _without_mfa(seen: Seen) -> Iterator[Advice]:
    for one in seen.conditions:
        if (
            not seen.allows
            and one.condition.key == "aws:multifactorauthpresent"
            and _is(one, "Bool", "false")
        ):
            yield seen.advice(
                "missing-key",
                one.name,
                f"a request with an access key has no {one.key} at all, so it is not denied",
                "BoolIfExists",
                "reference_policies_condition-keys",
            )


def _no_values(seen: Seen) -> Iterator[Advice]:
    for one in seen.conditions:
        if not one.expected:
            yield seen.advice(
                "no-values",
                one.name,
                f"{one.key} is compared with nothing, so no value of it makes the condition true",
                "at least one value",
                "access-analyzer-reference-policy-checks",
            )


def _variable_is_text(seen: Seen) -> Iterator[Advice]:
    if seen.version >= VARIABLES_SINCE:
        return
    for element in seen.statement.elements:
        if isinstance(element, (ResourceElement, ConditionElement)):
            for text in element.expected:
                if "${" in text:
                    yield seen.advice(
                        "variable-is-text",
                        element.name,
                        f"under Version {seen.version}, or none, {text} stands for these very characters",
                        f'"Version": "{VARIABLES_SINCE}"',
                        "reference_policies_variables",
                    )


LOOKS: tuple[Look, ...] = (
    _for_all_values,
    _one_of_several,
    _star_is_text,
    _without_mfa,
    _no_values,
    _variable_is_text,
)
