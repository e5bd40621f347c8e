"""The editor of one policy: a form for one statement and the JSON text, each following the other.

    editor.open(policy) · .set_field("effect", "Deny") · .set_text('{"Version": …}') → .text, .problem, .form

A policy that has more than the form can show is edited as JSON only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from iamsim.aws.errors import InvalidInput, MalformedPolicyDocument, ValidationError
from iamsim.policy import PolicyDocument, check_document_text, locate
from iamsim.widgets.account_builder.workspace import HeldPolicy, Holder

OPERATORS = (
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "Bool",
    "BoolIfExists",
    "IpAddress",
    "NotIpAddress",
    "DateLessThan",
    "NumericLessThan",
)
"""Condition operators that the form offers; JSON takes all of AWS's."""
_NAME = re.compile("'([^']+)'")


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """Why AWS would not save a policy, and where in its text: line and column from 1."""

    text: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class StatementFields:
    """What the form shows of a policy with one statement. Lists are written with commas between."""

    effect: str = "Allow"
    sid: str = ""  # kept, not shown
    actions: str = "s3:GetObject"
    resources: str = "*"
    operator: str = OPERATORS[0]
    key: str = ""  # of a condition; without one there is no condition
    value: str = ""

    def document(self) -> str:
        """Return the JSON text of the policy."""
        statement: dict[str, Any] = {"Sid": self.sid} if self.sid else {}
        statement["Effect"] = self.effect
        statement["Action"] = _shortest(_split(self.actions))
        statement["Resource"] = _shortest(_split(self.resources))
        if self.key:
            statement["Condition"] = {self.operator: {self.key: _shortest(_split(self.value))}}
        return _json({"Version": "2012-10-17", "Statement": [statement]})


FIELD_NAMES = tuple(field.name for field in fields(StatementFields))


@dataclass(slots=True)
class PolicyEditor:
    """One policy while it is edited; nothing is open while `holder` is None."""

    holder: Holder | None = None
    name: str = ""
    arn: str = ""  # of a managed policy
    is_new: bool = False
    text: str = ""
    problem: PolicyProblem | None = None
    form: StatementFields | None = None  # None: the form cannot show what the text says

    def open(self, held_policy: HeldPolicy) -> None:
        """Begin to edit a policy that somebody has."""
        self.holder, self.name, self.arn = held_policy.holder, held_policy.policy.name, held_policy.arn
        self.is_new = False
        self.set_text(_json(held_policy.policy.document.raw))

    def open_new(self, holder: Holder, resource: str) -> None:
        """Begin a new inline policy, for the resource that is asked about."""
        self.holder, self.name, self.arn = holder, "", ""
        self.is_new = True
        self.set_text(StatementFields(resources=resource).document())

    def close(self) -> None:
        """Leave the policy as it was saved last."""
        self.holder = None

    def set_text(self, text: str) -> None:
        """Take the JSON text as it stands while somebody types; `problem` says what AWS would refuse."""
        self.text, self.problem = text, check_document(text)
        self.form = None if self.problem else read_fields(text)

    def set_field(self, field: str, value: str) -> None:
        """Set a field of the form; the text follows. Raises InvalidInput for a field that is none."""
        if field not in FIELD_NAMES or self.form is None:
            raise InvalidInput("", f"policy editor: no field {field!r} to set")
        self.form = replace(self.form, **{field: value})
        self.text = self.form.document()
        # The fields stay as they were typed: an action that is half written makes no form disappear.
        self.problem = check_document(self.text)


def check_document(text: str) -> PolicyProblem | None:
    """Return what AWS would refuse in a policy's text, with its line and column; None if it would save it."""
    try:
        PolicyDocument.parse(text, "inline")
        check_document_text(text)
    except MalformedPolicyDocument as error:
        # Of a name that may not be there, or is there twice, the error's place is the object around it.
        name = None if error.where.startswith("line ") else _NAME.match(error.found)
        place = locate(text, f"{error.where}.{name[1]}" if name else error.where)
        return _problem(str(error), place)
    except ValidationError as error:
        place_words, _, _ = str(error).partition(":")
        return _problem(str(error), locate(text, place_words))
    return None


def _problem(text: str, place: tuple[int, int]) -> PolicyProblem:
    # The editor says the place of every problem, so a text that begins with it would say it twice.
    line, column = place
    return PolicyProblem(text.removeprefix(f"line {line}, column {column}: "), line, column)


def read_fields(text: str) -> StatementFields | None:
    """Return the form's fields of a policy; None if the form cannot say the same as the text."""
    try:
        raw = PolicyDocument.parse(text).raw
    except MalformedPolicyDocument:
        return None
    statements = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
    statement = statements[0] if statements else {}
    conditions = [
        (operator, key, _join(values))
        for operator, block in statement.get("Condition", {}).items()
        for key, values in block.items()
    ]
    operator, key, value = conditions[0] if conditions else (OPERATORS[0], "", "")
    form = StatementFields(
        statement.get("Effect", ""),
        statement.get("Sid", ""),
        _join(statement.get("Action", "")),
        _join(statement.get("Resource", "")),
        operator,
        key,
        value,
    )
    # The form writes the policy anew, so it is offered only where nothing would be lost or changed by that.
    same = operator in OPERATORS and _normalized(json.loads(form.document())) == _normalized(raw)
    return form if same else None


def _normalized(value: Any) -> Any:
    """Return JSON in which a list of one value is that value, which is the same in a policy."""
    if isinstance(value, dict):
        return {name: _normalized(child) for name, child in value.items()}
    if isinstance(value, list):
        return _normalized(value[0]) if len(value) == 1 else [_normalized(child) for child in value]
    return value


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _join(value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return ", ".join(text if isinstance(text, str) else json.dumps(text) for text in values)


def _shortest(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
