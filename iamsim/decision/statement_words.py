"""The words for a statement: what it says, and why it does not match a request.

    statement_words          `Allow s3:GetObject on arn:aws:s3:::site/* if Bool aws:ViaAWSService true`
    short_statement_words    the same with short names; short_statement_lines: a line for each element
    short_pattern_words      the values of one element
    mismatch                 `Action is s3:GetObject; the request has s3:PutObject`; brief_mismatch in short
    missing_key_words        why a condition is true without its key

Of a list of many values, the one that matches the request or comes closest is shown, and how many more there
are: a policy of AWS's may have 1,600 actions.
"""

from __future__ import annotations

from collections.abc import Collection

from iamsim.decision.closest_values import closest_values, is_about_service
from iamsim.decision.request_words import short_name
from iamsim.decision.statement_result import StatementResult
from iamsim.policy import ActionElement, ConditionElement, Element, Request, Statement

# So many are shown at most: values of a list; conditions of a statement, or elements that fail.
_MOST_VALUES = 4
_MOST_CONDITIONS = 3
# In characters: a list that is shown whole, a value.
_LIST_LENGTH = 160
_VALUE_LENGTH = 240


def statement_words(
    statement: Statement, request: Request | None = None, unknown_keys: Collection[str] = ()
) -> str:
    """Return what a statement says, in one line: `Allow dynamodb:Get* and 1,630 more on *`.

    With a request, the value of a long list is shown that matches it or comes closest, and variables also as
    the request reads them; not those of `unknown_keys`, in lower case.
    """
    return _one_line(statement, request, unknown_keys, short=False)


def short_statement_words(statement: Statement, request: Request | None = None) -> str:
    """Return `statement_words` with short names in place of ARNs: `Allow s3:GetObject on acme-website/*`."""
    return _one_line(statement, request, (), short=True)


def short_statement_lines(statement: Statement, request: Request | None = None) -> tuple[str, ...]:
    """Return `short_statement_words` as one line for each element, for a picture.

    `("Allow dynamodb:Get* and 1,630 more", "on *", "if Bool aws:MultiFactorAuthPresent true")`.
    """
    elements, conditions = _statement_parts(statement, request, (), short=True)
    return (*elements, *[f"if {condition}" for condition in conditions])


def short_pattern_words(element: Element, request: Request) -> str:
    """Return the values of one element in few words, the matching or closest one first: for a picture."""
    return _values_words(element, request, short=True)


def mismatch(result: StatementResult, unknown_keys: Collection[str] = ()) -> str:
    """Return why a statement does not match, by each element that fails; "" if it matches.

    `Action is s3:GetObject; the request has s3:PutObject`. Of `unknown_keys`, in lower case, no value is
    said to be the request's.
    """
    failed, request = result.failed_elements, result.request
    words = [_element_mismatch(element, request, unknown_keys) for element in failed[:_MOST_CONDITIONS]]
    if len(failed) <= 1:
        return "".join(words)
    mismatches = ". ".join(words)
    return f"fails on {len(failed)} elements: {mismatches}"


def brief_mismatch(result: StatementResult) -> str:
    """Return the first mismatch, with short names: `is about s3:GetObject, not s3:PutObject`; "" if none."""
    if not result.failed_elements:
        return ""
    element, request = result.failed_elements[0], result.request
    if isinstance(element, ConditionElement):
        has = f"has {cut_middle(element.result(request).actual_text)}"
        carried = "does not carry the key" if element.actual(request) is None else has
        values = _values_words(element, request, mark=True)
        words = f"{element.name.removeprefix('Condition ')} {values}"
        return f"has a condition that is not true: {words}; the request {carried}"
    if element.name not in {"Action", "Resource"}:
        return f"does not match: its {_element_mismatch(element, request)}"
    actual = short_name(element.result(request).actual_text)
    return f"is about {_values_words(element, request, short=True, mark=True, last=' and ')}, not {actual}"


def _element_mismatch(element: Element, request: Request, unknown_keys: Collection[str] = ()) -> str:
    values = _values_words(element, _reading_request(element, request, unknown_keys), mark=True)
    if isinstance(element, ConditionElement) and element.condition.key in unknown_keys:
        return f"{element.name} is {values}; the request's value was not given"
    return f"{element.name} is {values}; the request has {cut_middle(element.result(request).actual_text)}"


def _reading_request(
    element: Element, request: Request | None, unknown_keys: Collection[str]
) -> Request | None:
    """Return the request; None if an element has a variable of an unknown key, as nobody knows its text."""
    keys = element.condition.required_keys if isinstance(element, ConditionElement) else element.context_keys
    return None if any(key.lower() in unknown_keys for key in keys) else request


def missing_key_words(result: StatementResult) -> str:
    """Return why conditions are true of a request that does not carry their key; "" if there are none such.

    `without aws:SourceIp, NotIpAddress is true`.
    """
    true_without_key: dict[str, list[str]] = {}
    for element in result.statement.elements:
        if not isinstance(element, ConditionElement) or element.actual(result.request) is not None:
            continue
        if element.accepts(result.request):
            true_without_key.setdefault(element.key, []).append(element.condition.operator.text)
    parts = []
    for key, operators in true_without_key.items():
        verb = "is" if len(operators) == 1 else "are"
        parts.append(f"without {key}, {' and '.join(operators)} {verb} true")
    return "; ".join(parts)


_ELEMENT_WORDS = {
    "Action": "",
    "NotAction": "all but ",
    "Resource": "on ",
    "NotResource": "on all but ",
    "Principal": "for ",
    "NotPrincipal": "for all but ",
}


def _one_line(
    statement: Statement, request: Request | None, unknown_keys: Collection[str], *, short: bool
) -> str:
    elements, conditions = _statement_parts(statement, request, unknown_keys, short=short)
    return " ".join(elements) + (f" if {' and '.join(conditions)}" if conditions else "")


def _statement_parts(
    statement: Statement, request: Request | None, unknown_keys: Collection[str], *, short: bool
) -> tuple[list[str], list[str]]:
    """Return the words of each element, `Allow s3:Get*`, `on *`, and of each condition, `Bool KEY true`."""
    elements, conditions = [], []
    for element in statement.elements:
        values = _values_words(element, _reading_request(element, request, unknown_keys), short=short)
        if isinstance(element, ConditionElement):
            conditions.append(f"{element.name.removeprefix('Condition ')} {values}")
        else:
            elements.append(f"{_ELEMENT_WORDS[element.name]}{values}")
    elements[0] = f"{statement.effect} {elements[0]}"
    if len(conditions) > _MOST_CONDITIONS:
        hidden_count = len(conditions) - _MOST_CONDITIONS + 1
        conditions[_MOST_CONDITIONS - 1 :] = [f"{hidden_count} more conditions are true"]
    return elements, conditions


def _values_words(
    element: Element, request: Request | None, *, short: bool = False, mark: bool = False, last: str = ", "
) -> str:
    """Return an element's values with commas between them; of many the closest, and how many more there are.

    With `mark`, the closest of several values is marked as such. `last` stands before the last value.
    """
    values = element.expected
    if request is None or len(values) <= 1:
        closest, note = next(iter(values), ""), ""
    else:
        closest, note = _closest_with_note(element, request)
    words = [_value_words(element, value, request, short=short) for value in values[:_MOST_VALUES]]
    shows_all = len(values) <= 1 or (len(values) <= _MOST_VALUES and sum(map(len, words)) <= _LIST_LENGTH)
    # A few actions are compared at a glance; ARNs are long and may differ in one character.
    if not mark or (shows_all and note == "closest" and isinstance(element, ActionElement)):
        note = ""
    suffix = f" ({note})" if note else ""
    if shows_all:
        pairs = zip(values, words, strict=True)
        words = [text + suffix if value == closest else text for value, text in pairs]
        return last.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    count_words = f"{len(values) - 1:,} more"
    if request and mark and isinstance(element, ActionElement) and not is_about_service(element, request):
        count_words += f", none of them of {request.service}"
    return f"{_value_words(element, closest, request, short=short)}{suffix} and {count_words}"


def _closest_with_note(element: Element, request: Request) -> tuple[str, str]:
    """Return which of several values matches or comes closest, and which of both it does, in a word."""
    matching = element.matching_value(request)
    if matching is not None:
        return matching, "matches"
    # An address or a number is not near to another because it is spelled alike.
    if isinstance(element, ConditionElement):
        return element.expected[0], ""
    closest, *equally_close = closest_values(element, request)
    is_other_service = isinstance(element, ActionElement) and not is_about_service(element, request)
    return closest, "" if equally_close or is_other_service else "closest"


def _value_words(element: Element, value: str, request: Request | None, *, short: bool) -> str:
    """Return a value as written, and in brackets as the request reads it if it has variables."""
    text = cut_middle(short_name(value) if short else value)
    if request is None:
        return text
    read = element.read_value(value, request)
    if read.missing_keys:
        # A key with several values has no single text that could stand in the variable's place.
        several = [key.lower() in request.context for key in read.missing_keys]
        numbers = ["several values" if has_several else "no value" for has_several in several]
        facts = (f"{key} has {number}" for key, number in zip(read.missing_keys, numbers, strict=True))
        return f"{text} ({', '.join(facts)})"
    if read.text == value:
        return text
    return f"{text} (read as {cut_middle(short_name(read.text) if short else read.text)})"


def cut_middle(text: str, limit: int = _VALUE_LENGTH) -> str:
    """Return a text of at most so many characters, with `…` for its middle."""
    end = limit // 3
    return text if len(text) <= limit else f"{text[: limit - end - 1]}…{text[-end:]}"
