"""Policies edited by exactly one request: an Allow that also matches it, a statement that no longer does.

    widened    an Allow that fails on one element → the document in which that element accepts the request
    narrowed   statements that match → documents in which none does, each in another way

All work on the JSON as it is written, so that everything else in a policy stays as it was.
Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from iamsim.policy import (
    ActionElement,
    ConditionElement,
    Element,
    Pattern,
    PolicyDocument,
    Request,
    ResourceElement,
    Statement,
)

Json: TypeAlias = "dict[str, Any]"

# Operators whose list of values can be made longer or shorter by one. The others compare with a border, or
# ask for true or false, and another value there would mean something else.
_LISTED = (
    "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress",
    "NumericEquals", "DateEquals", "BinaryEquals",
)  # fmt: skip


class DocumentEdit(NamedTuple):
    """An edited document, and what was done: the name of `explain.change_words` and its parts."""

    kind: str
    parts: Mapping[str, str]
    raw: Json | None  # None if no statement is left


def widened(document: PolicyDocument, statement: Statement, request: Request) -> Iterator[DocumentEdit]:
    """Return the document in which an Allow that fails on one element also matches the request."""
    failed = [element for element in statement.elements if not element.accepts(request)]
    if len(failed) != 1:
        return
    (element,) = failed
    raw = _raw_statements(document)[statement.index]
    if isinstance(element, ConditionElement):
        yield from _condition_edits(document, [statement], request, accept=True)
        return
    name, value = element.name, _actual(element, request)
    values = _as_list(raw[name])
    if not name.startswith("Not"):
        kind, edited = "add-value", [*values, value]
    elif value in values and len(values) > 1:
        kind, edited = "remove-value", [other for other in values if other != value]
    else:
        return
    parts = {"value": value, "element": name}
    yield DocumentEdit(kind, parts, _replace(document, {statement.index: [{**raw, name: edited}]}))


def narrowed(
    document: PolicyDocument, statements: Sequence[Statement], request: Request, principal_arn: str
) -> Iterator[DocumentEdit]:
    """Return documents in which none of some statements, all of which match, matches the request any more."""
    raw = _raw_statements(document)
    parts = [_without_request(raw[statement.index], statement, request) for statement in statements]
    indexes = [statement.index for statement in statements]
    separable = [part for part in parts if part is not None]
    if len(separable) == len(parts):
        replacements = {index: part.statements for index, part in zip(indexes, separable, strict=True)}
        kind = separable[0].kind if any(replacements.values()) else "delete-statement"
        yield DocumentEdit(kind, {}, _replace(document, replacements))
    yield from _condition_edits(document, statements, request, accept=False)
    excepted = {
        statement.index: [_except_principal(raw[statement.index], principal_arn)] for statement in statements
    }
    yield DocumentEdit("except-principal", {"principal": principal_arn}, _replace(document, excepted))


def with_statement(document: PolicyDocument, statement: Json) -> Json:
    """Return the document with one statement more."""
    return {**document.raw, "Statement": [*_raw_statements(document), statement]}


def _raw_statements(document: PolicyDocument) -> list[Json]:
    return _as_list(document.raw["Statement"])


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _replace(document: PolicyDocument, replacements: Mapping[int, Sequence[Json]]) -> Json | None:
    """Return the document with some statements, by their position, replaced by none, one or two others."""
    listed: list[Json] = []
    for index, statement in enumerate(_raw_statements(document)):
        listed += replacements.get(index, [statement])
    return {**document.raw, "Statement": listed} if listed else None


def _actual(element: Element, request: Request) -> str:
    return request.action if isinstance(element, ActionElement) else request.resource


class _Remainder(NamedTuple):
    """The statements that are left of one when something is left out, and what that is."""

    kind: str
    statements: list[Json]


def _without_request(raw: Json, statement: Statement, request: Request) -> _Remainder | None:
    """Return statements that match what this one does, but not the request; None if none can say so.

    If only actions or only resources can be told apart, more than the request is left out: the action on all
    of the statement's resources, or all of its actions on the resource.
    """
    # Of a statement without a resource (a trust policy's) only the principal can be told apart.
    if not any(isinstance(element, ResourceElement) for element in statement.elements):
        return None
    actions = _other_actions(raw, statement.action, request)
    resources = _other_resources(raw, statement, request)
    if actions is None and resources is None:
        return None
    if resources is None:
        return _Remainder("except-action", [_with_element(raw, "Action", actions)] if actions else [])
    if actions is None:
        return _Remainder("except-resource", [_with_element(raw, "Resource", resources)] if resources else [])
    remainder = [_with_element(raw, "Action", actions)] if actions else []
    if resources:
        about_action = _with_element(raw, "Action", {"Action": request.action})
        remainder.append(_with_element(about_action, "Resource", resources))
    if len(remainder) > 1:
        remainder[1].pop("Sid", None)  # a policy has each Sid once
    return _Remainder("except-request", remainder)


def _other_actions(raw: Json, element: ActionElement, request: Request) -> Json | None:
    def matches(text: str) -> bool:
        return Pattern.parse(text.lower(), variables=False).matches(request.lower_action, {})

    literal = [text for text in element.expected if text.lower() == request.lower_action]
    return _other_values(raw, "Action", request.action, [t for t in element.expected if matches(t)], literal)


def _other_resources(raw: Json, statement: Statement, request: Request) -> Json | None:
    (element,) = (element for element in statement.elements if isinstance(element, ResourceElement))
    pairs = zip(element.expected, element.patterns, strict=True)
    matching = [text for text, pattern in pairs if pattern.matches(request.resource, request.context)]
    literal = [text for text in matching if text == request.resource and text != "*"]
    return _other_values(raw, "Resource", request.resource, matching, literal)


def _other_values(
    raw: Json, name: str, value: str, matching: Sequence[str], literal: Sequence[str]
) -> Json | None:
    """Return an element for all that Action or Resource accepts but one value; {} for nothing else.

    None if there is no such element: a pattern such as `site/*` cannot be told from what it matches.
    """
    negation = f"Not{name}"
    if negation in raw:
        return {negation: [*_as_list(raw[negation]), value]}
    if "*" in matching and value != "*":
        return {negation: [value]}
    if len(matching) > len(literal):
        return None
    remaining = [other for other in _as_list(raw[name]) if other not in matching]
    return {name: remaining} if remaining else {}


def _with_element(raw: Json, name: str, element: Json) -> Json:
    """Return a statement with another Action or Resource in the place of its own or its negation."""
    edited: Json = {}
    for key, value in raw.items():
        edited.update(element if key in {name, f"Not{name}"} else {key: value})
    return edited


def _except_principal(raw: Json, principal_arn: str) -> Json:
    block = dict(raw.get("Condition", {}))
    keys = dict(block.get("ArnNotEquals", {}))
    # Names of keys ignore case.
    key = next((key for key in keys if key.lower() == "aws:principalarn"), "aws:PrincipalArn")
    keys[key] = [*_as_list(keys[key]), principal_arn] if key in keys else principal_arn
    return {**raw, "Condition": {**block, "ArnNotEquals": keys}}


def _condition_edits(
    document: PolicyDocument, statements: Sequence[Statement], request: Request, *, accept: bool
) -> Iterator[DocumentEdit]:
    """Return documents in which a condition of the statement accepts the request, or does not.

    Only of one statement: the values of two conditions are two edits.
    """
    if len(statements) != 1:
        return
    (statement,) = statements
    raw = _raw_statements(document)[statement.index]
    for element in statement.elements:
        if not isinstance(element, ConditionElement) or element.accepts(request) is accept:
            continue
        operator, actual = element.condition.operator, request.context.get(element.condition.key)
        negated = element.condition.comparison.negated
        positive_name = operator.name.replace("Not", "", 1)
        if operator.quantifier or positive_name not in _LISTED or not isinstance(actual, str):
            continue
        # Mostly compared with one's own tags: a value more would let in everybody, whatever their tags.
        if accept and "resourcetag/" in element.condition.key:
            continue
        block = raw["Condition"][operator.text]
        values = _as_list(block[element.key])
        adds = accept is not negated
        if adds and not any(character in actual for character in "*?$"):
            edited = [*values, actual]
        elif not adds and actual in values and len(values) > 1:
            edited = [value for value in values if value != actual]
        else:
            continue
        condition = {**raw["Condition"], operator.text: {**block, element.key: edited}}
        yield DocumentEdit(
            "add-value" if adds else "remove-value",
            {"value": actual, "element": element.name},
            _replace(document, {statement.index: [{**raw, "Condition": condition}]}),
        )
