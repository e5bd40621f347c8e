"""Which of a statement's values are most like the request's: for lists too long to be read.

    Element, Request → the value that matches; else those that are most like the request's

All of it takes linear time in the values, because a policy of AWS's may have 1,600 actions.
"""

from __future__ import annotations

from typing import TypeAlias

from iamsim.policy import ActionElement, Element, Request, split_arn

Likeness: TypeAlias = tuple[int, int, bool, int]
"""How much a value is like the request's: equal parts of an ARN, equal characters at the start, whether these
are all before its first wildcard, equal characters at the end."""
UNLIKE: Likeness = (0, 0, False, 0)
"""Like the request's in nothing."""


def is_about_service(action: Element, request: Request) -> bool:
    """Tell whether an Action has a pattern for the request's service, or for all services."""
    services = {pattern.partition(":")[0].lower() for pattern in action.expected}
    return request.service in services or any("*" in service or "?" in service for service in services)


def closest_values(element: Element, request: Request) -> list[str]:
    """Return the value that matches the request, as written; where none does, those that are most like it.

    >>> from iamsim.policy import PolicyDocument, allow
    >>> document = PolicyDocument.parse(allow(["s3:List*", "s3:PutBucketAcl", "s3:PutObjectAcl"]))
    >>> request = Request("arn:aws:iam::123456789012:user/ana", "s3:PutObject")
    >>> closest_values(document.statements[0].action, request)
    ['s3:PutObjectAcl']
    """
    matching = element.matching_value(request)
    if matching is not None:
        return [matching]
    likenesses = [_likeness(element, value, request) for value in element.expected]
    best = max(likenesses, default=UNLIKE)
    pairs = zip(element.expected, likenesses, strict=True)
    return [value for value, likeness in pairs if likeness == best]


def best_likeness(element: Element, request: Request) -> Likeness:
    """Return how much the closest of an element's values is like the request's."""
    return max((_likeness(element, value, request) for value in element.expected), default=UNLIKE)


def _likeness(element: Element, value: str, request: Request) -> Likeness:
    """Compare a value with the request's: the parts of an ARN one by one, the rest from both ends."""
    actual = element.actual(request)
    if not isinstance(actual, str):
        return UNLIKE
    if isinstance(element, ActionElement):
        value, actual = value.lower(), actual.lower()
    else:
        value = element.read_value(value, request).text
    value_parts, actual_parts = split_arn(value), split_arn(actual)
    equal_parts = 0
    if value_parts and actual_parts:
        # Part by part, because one character of another region says nothing of the resource behind it.
        pairs = zip(value_parts[:-1], actual_parts[:-1], strict=True)
        equal_parts = sum(part in {other, "*"} for part, other in pairs)
        value, actual = value_parts[-1], actual_parts[-1]
    # Up to the first wildcard and from the last one: what lies between has no place of its own.
    pattern = value.replace("?", "*")
    start, end = pattern.partition("*")[0], pattern.rpartition("*")[2]
    prefix = _common_prefix(start, actual)
    return equal_parts, prefix, prefix == len(start), _common_prefix(end[::-1], actual[prefix:][::-1])


def _common_prefix(first: str, second: str) -> int:
    length = 0
    for character, other_character in zip(first, second, strict=False):
        if character != other_character:
            break
        length += 1
    return length
