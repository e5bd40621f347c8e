"""Answers as they come: JSON data → which options, which cells; anything else is Malformed and says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from iamsim.account import Account
from iamsim.learning.documents import written
from iamsim.learning.questions.model import Question, there

LONGEST = 200_000  # characters of one answer as JSON
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Malformed(ValueError):
    """An answer of another shape than the question asks for; the text says what was expected."""


def plain(answer: Any) -> Any:
    """An answer as JSON data, and nothing else: no NaN, no object of a program, not more than 1 MB."""
    account = getattr(answer, "account", answer)  # a client is answered with, as well as its account
    data = written(account) if isinstance(account, Account) else answer
    try:
        text = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Malformed(f"expected JSON data: {str(error)[:120]}") from None
    if len(text) > LONGEST:
        raise Malformed(f"expected at most {LONGEST:,} characters of JSON, got {len(text):,}")
    return json.loads(text)


def blank(data: Any) -> bool:
    """Nothing is answered: null, an empty text or list, or only such inside."""
    if isinstance(data, Mapping):
        return all(map(blank, data.values()))
    return data is None or data == "" or (isinstance(data, list) and all(map(blank, data)))


def chosen(question: Question, data: Any) -> tuple[int, ...]:
    """The options that an answer names, each once."""
    listed = data if isinstance(data, list) else [data]
    if len(listed) > 1 and not question.several:
        raise Malformed(f"expected one option, got {len(listed)}")
    return tuple(dict.fromkeys(option_at(question, one) for one in listed))


def option_at(question: Question, one: Any) -> int:
    """The option that an answer names, by index, letter, id or text."""
    count = len(question.options)
    if isinstance(one, int) and not isinstance(one, bool) and 0 <= one < count:
        return one
    for index, option in enumerate(question.options):
        if isinstance(one, str) and one.strip() in {option.id, option.text, LETTERS[index]} - {""}:
            return index
    known = ", ".join(option.id or LETTERS[index] for index, option in enumerate(question.options))
    raise Malformed(f"expected one of {known}; got {short(one)}")


def cells(question: Question, data: Any) -> tuple[str, ...]:
    """A table's answers in the order of its rows; "" where nothing is answered."""
    labels = [row.label for row in question.rows]
    if isinstance(data, list):
        if len(data) != len(labels):
            raise Malformed(f"expected {len(labels)} answers, one for each row; got {len(data)}")
        data = dict(zip(labels, data, strict=True))
    if not isinstance(data, dict):
        raise Malformed(f"expected an answer for each row, got {short(data)}")
    for label in data:
        if label not in labels:
            raise Malformed(f"no row {short(label)} ({there(label, labels)})")
    return tuple(_cell(question, data.get(label)) for label in labels)


def _cell(question: Question, value: Any) -> str:
    if value is None or value == "":
        return ""
    words = {words: answer for answer, words in question.answers.items()}
    if isinstance(value, str):
        found = value if value in question.answers else words.get(value.strip())
        if found:
            return found
    raise Malformed(f"expected one of {', '.join(words)}; got {short(value)}")


def decoded(text: str) -> Any:
    """JSON text as data."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Malformed(f"not JSON: {error}") from None


def short(value: Any) -> str:
    """An answer as it is shown in a message."""
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()  # lone surrogates
    return text if len(text) <= 60 else f"{text[:57]}..."
