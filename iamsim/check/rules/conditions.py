"""Rules about Condition: operators, keys and values.

Source: IAM User Guide, reference_policies_elements_condition_operators, reference_policies_condition-keys,
and the pages named in `iamsim.check.advice`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from iamsim.aws.actions import (
    Action,
    context_keys_of,
    find_service,
    list_date,
    services,
)
from iamsim.aws.context_keys import (
    MULTIVALUED_KEYS,
    find_context_key,
    has_all_keys_of,
    nearest_context_key,
)
from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.check.rules.actions import matched_actions
from iamsim.policy import CURRENT_VERSION, ConditionElement, ResourceElement
from iamsim.policy.conditions import OPERATORS


def _compares(element: ConditionElement, operator: str, value: str) -> bool:
    values = [text.lower() for text in element.expected]
    return element.condition.operator.text == operator and values == [value]


def for_all_values(statement: CheckedStatement) -> Iterator[Issue]:
    """Find ForAllValues in an Allow, if no other condition refuses a request without the key."""
    for element in statement.conditions:
        operator = element.condition.operator
        # All of no values match: so a request without the key does.
        is_true_without_key = statement.allows and operator.quantifier == "ForAllValues"
        if is_true_without_key and not _requires(statement, element.condition.key):
            yield Issue(
                element.name,
                f"{operator.text} is also true of a request without {element.key}, so it allows that too",
                f'this condition, and beside it "Null": {{"{element.key}": "false"}}',
            )


def _requires(statement: CheckedStatement, key: str) -> bool:
    """Tell whether a condition is false of each request without a context key, which is in lower case."""
    return any(
        required_key == key or (key == "aws:tagkeys" and required_key.startswith("aws:requesttag/"))
        for element in statement.conditions
        for required_key in [element.condition.key]
        if _compares(element, "Null", "false") or _is_false_without_key(element)
    )


def _is_false_without_key(element: ConditionElement) -> bool:
    """Tell whether a condition is false of a request that does not carry its key."""
    operator = element.condition.operator
    is_never_false = operator.if_exists or operator.quantifier == "ForAllValues" or operator.name == "Null"
    return not (is_never_false or element.condition.comparison.negated)


# In lower case, as a parsed condition has its key: the names of context keys ignore case.
_MULTIVALUED_KEYS = frozenset(key.lower() for key in MULTIVALUED_KEYS)


def missing_set_operator(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a multivalued key without ForAnyValue or ForAllValues."""
    for element in statement.conditions:
        operator = element.condition.operator
        is_multivalued = element.condition.key in _MULTIVALUED_KEYS
        if is_multivalued and not operator.quantifier and operator.name != "Null":
            problem = f"{element.key} holds several values, and {operator.text} compares one"
            yield Issue(element.name, problem, f"ForAnyValue:{operator.text} or ForAllValues:{operator.text}")


# No { inside, or the time would grow with the square of the length for a text such as ${${${.
_VARIABLE = re.compile(r"\$\{[^{}]*\}")


def star_in_string_equals(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a * in StringEquals or StringNotEquals."""
    for element in statement.conditions:
        operator = element.condition.operator
        # Whoever writes ${*} means a star, and no wildcard.
        has_star = any("*" in _VARIABLE.sub("", text) for text in element.expected)
        if has_star and operator.name in {"StringEquals", "StringNotEquals"}:
            problem = f"in {operator.text} a * is a star and no wildcard"
            yield Issue(element.name, problem, operator.text.replace("Equals", "Like"))


def access_key_without_mfa(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a Deny if aws:MultiFactorAuthPresent is false, and an Allow if it is true or absent."""
    for element in statement.conditions:
        if element.condition.key != "aws:multifactorauthpresent":
            continue
        # In a request with a user's access key this key is not false, but absent.
        absent = f"a request with an access key has no {element.key} at all, so it is"
        if not statement.allows and _compares(element, "Bool", "false"):
            yield Issue(element.name, f"{absent} not denied", "BoolIfExists")
        if statement.allows and _compares(element, "BoolIfExists", "true"):
            yield Issue(element.name, f"{absent} allowed without MFA", "Bool")


def no_values(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a condition that compares with an empty list."""
    for element in statement.conditions:
        if not element.expected:
            problem = f"{element.key} is compared with nothing, so no value of it makes the condition true"
            yield Issue(element.name, problem, "at least one value")


def variable_in_old_version(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a policy variable in a policy whose Version has none."""
    if statement.version >= CURRENT_VERSION:
        return
    for element in statement.statement.elements:
        if isinstance(element, (ResourceElement, ConditionElement)):
            for text in element.expected:
                if "${" in text:
                    problem = (
                        f"under Version {statement.version}, or none, {text} stands for these very characters"
                    )
                    yield Issue(element.name, problem, f'"Version": "{CURRENT_VERSION}"')


def unclosed_variable(statement: CheckedStatement) -> Iterator[Issue]:
    """Find `${` without `}`: MISSING_BRACE_IN_VARIABLE among AWS's own checks."""
    for element in statement.statement.elements:
        if statement.version >= CURRENT_VERSION and isinstance(element, (ResourceElement, ConditionElement)):
            for text in filter(_UNCLOSED.search, element.expected):
                closed = (
                    _VARIABLE_NAME.sub(r"\g<0>}", text, count=1) if _VARIABLE_NAME.search(text) else "${NAME}"
                )
                problem = f"{text} has ${{ without }}, so it stands for these very characters"
                yield Issue(element.name, problem, closed)


_UNCLOSED = re.compile(r"\$\{[^}]*(\$\{|$)")
_VARIABLE_NAME = re.compile(r"\$\{(aws:\w+Tag/[\w-]+|[\w:.-]+)(?![\w:.}-])", re.IGNORECASE)


def unknown_key(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a condition key without prefix, or of a prefix whose keys are all in our lists and it is not."""
    for element in statement.conditions:
        key = element.key
        prefix, colon, _ = key.partition(":")
        problem = f"{key} is not in our list of condition keys, of {list_date()}"
        if not colon:
            problem = f"{key} has no prefix, and each condition key has one, so no request has it"
        elif find_context_key(key) or not (has_all_keys_of(prefix) or _is_misspelled_service(prefix)):
            continue
        else:
            problem += "; if it is misspelled, no request has it"
        reference = "a key that the Service Authorization Reference or the IAM User Guide lists"
        nearest = nearest_context_key(key)
        yield Issue(element.name, problem, f"{nearest}KEY" if nearest.endswith("/") else nearest or reference)


def _is_misspelled_service(prefix: str) -> bool:
    """Tell whether one letter too many, too few or swapped makes a prefix out of that of a service.

    Other prefixes may be real: the keys of web identities begin with an address, oidc.example.com:sub.
    """
    text = prefix.lower()
    if text in services() or len(text) > _LONGEST_PREFIX:
        return False
    splits = [(text[:index], text[index:]) for index in range(len(text) + 1)]
    spellings = {start + end[1:] for start, end in splits}
    spellings |= {start + end[1:2] + end[:1] + end[2:] for start, end in splits}
    spellings |= {start + letter + end for start, end in splits for letter in _PREFIX_LETTERS}
    return not services().isdisjoint(spellings)


_PREFIX_LETTERS = string.ascii_lowercase + string.digits + "-"
_LONGEST_PREFIX = 40


# Services of which the Service Authorization Reference says completely which action has which key: AWS's own
# managed policies have no condition that it does not know of.
_SERVICES_WITH_KEYS_BY_ACTION = frozenset({"dynamodb", "iam", "kms", "s3"})


def key_of_other_actions(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a service's key in an Allow of actions of the service none of which has the key."""
    names = {str(match) for action in statement.values("Action") for match in matched_actions(action)}
    services_of_actions = {action.partition(":")[0].lower() for action in statement.values("Action")}
    for element in statement.conditions if statement.allows and names else ():
        prefix = element.condition.key.partition(":")[0]
        if services_of_actions != {prefix} or prefix not in _SERVICES_WITH_KEYS_BY_ACTION:
            continue
        actions = {str(match) for match in _actions_with_key(prefix, element.key)}
        if actions and not actions & names and _is_false_without_key(element):
            action = statement.values("Action")[0]
            problem = f"no request for {action} has {element.key}, so the condition is never true"
            replacement = f"a statement of its own, for {' or '.join(sorted(actions)[:2])}"
            yield Issue(element.name, problem, replacement)


@lru_cache(256)
def _actions_with_key(prefix: str, key: str) -> tuple[Action, ...]:
    service, context_key = find_service(prefix), find_context_key(key)
    return tuple(
        action
        for action in (service.actions.values() if service and context_key else ())
        if context_key and context_key.name in context_keys_of(str(action))
    )


# reference_policies_condition-keys, aws:SourceIp: "only for public IP address ranges".
_PRIVATE_RANGES = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


def private_address(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a private range in aws:SourceIp: PRIVATE_IP_ADDRESS among AWS's own checks."""
    for element in statement.conditions:
        operator = element.condition.operator
        if element.condition.key != "aws:sourceip" or not operator.name.endswith("IpAddress"):
            continue
        for value in element.condition.values:
            if value.parsed is not None and _is_private(value.parsed):
                problem = f"{value.text} is a private range, and {element.key} holds public addresses only"
                replacement = "aws:VpcSourceIp, for requests through a VPC endpoint; or the public addresses"
                yield Issue(element.name, problem, replacement)


def _is_private(addresses: IPv4Network | IPv6Network) -> bool:
    # `subnet_of` raises a TypeError for networks of different versions.
    return any(
        addresses.version == private.version and addresses.subnet_of(private)  # type: ignore[arg-type]
        for private in _PRIVATE_RANGES
    )


def range_as_text(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a range of addresses under an operator that compares texts."""
    for element in statement.conditions:
        operator, context_key = element.condition.operator, find_context_key(element.key)
        if not operator.name.startswith("String") or not context_key or context_key.value_type != "IPAddress":
            continue
        for text in element.expected:
            if "/" in text and OPERATORS["IpAddress"].parse(text) is not None:
                right_name = "NotIpAddress" if element.condition.comparison.negated else "IpAddress"
                problem = f"{operator.text} compares {text} as text, and {element.key} is a single address"
                replacement = operator.text.replace(operator.name, right_name)
                yield Issue(element.name, f"{problem}, so they are never equal", replacement)


# What a value must be for an operator, by the beginning of its name.
_VALUE_TYPES = {
    "Bool": "true or false",
    "Null": "true or false",
    "Numeric": "a number",
    "Date": "a date such as 2026-01-31T12:00:00Z, or seconds since 1970",
    "IpAddress": "an address or a range of addresses, such as 203.0.113.0/24",
    "NotIpAddress": "an address or a range of addresses, such as 203.0.113.0/24",
}


def value_of_other_type(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a value that its operator cannot read: a type mismatch among AWS's own checks."""
    for element in statement.conditions:
        operator = element.condition.operator
        expected = next((words for name, words in _VALUE_TYPES.items() if operator.name.startswith(name)), "")
        for value in element.condition.values if expected else ():
            # These operators take no variables; of a text with one it is better not to speak of types.
            if value.parsed is None and "${" not in value.text:
                problem = f"{operator.text} compares with {expected}, and {value.text!r} is not that"
                yield Issue(element.name, f"{problem}, so nothing is equal to it", expected)
