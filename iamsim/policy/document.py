"""Policies as values: JSON text → PolicyDocument → Statement → elements.

Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

from iamsim.policy import grammar
from iamsim.policy.elements import (
    ActionElement,
    ConditionElement,
    Element,
    ElementResult,
    PrincipalElement,
    ResourceElement,
    texts,
)
from iamsim.policy.grammar import Kind
from iamsim.policy.request import Request

VARIABLES_SINCE = "2012-10-17"
"""Under an older Version `${aws:username}` is plain text (reference_policies_variables)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An effect and the elements that must all accept a request."""

    index: int
    sid: str
    effect: str  # "Allow" or "Deny"
    elements: tuple[Element, ...]
    denies: bool = field(init=False, repr=False, compare=False)
    rest: tuple[Element, ...] = field(init=False, repr=False, compare=False)  # all but the Action

    def __post_init__(self) -> None:
        """Look once at what every request asks."""
        rest = tuple([one for one in self.elements if not isinstance(one, ActionElement)])
        object.__setattr__(self, "denies", self.effect == "Deny")
        object.__setattr__(self, "rest", rest)

    @classmethod
    def parse(cls, index: int, raw: Mapping[str, Any], *, variables: bool) -> Statement:
        """Build a statement from JSON that the grammar has let through."""
        elements: list[Element] = [
            *(ActionElement.parse(name, texts(raw[name])) for name in _either("Action", raw)),
            *(
                ResourceElement.parse(name, texts(raw[name]), variables=variables)
                for name in _either("Resource", raw)
            ),
            *(PrincipalElement.parse(name, raw[name]) for name in _either("Principal", raw)),
            *(
                ConditionElement.parse(spelling, key, texts(values), variables=variables)
                for spelling, block in raw.get("Condition", {}).items()
                for key, values in block.items()
            ),
        ]
        return cls(index, raw.get("Sid", ""), raw["Effect"], tuple(elements))

    def matches(self, request: Request) -> bool:
        """Tell whether the statement applies: every element accepts the request."""
        return self.matches_action(request.folded_action) and self.matches_rest(request)

    def matches_rest(self, request: Request) -> bool:
        """Tell whether a statement about the request's action applies: every other element accepts it too."""
        for element in self.rest:  # noqa: SIM110 - all() with a generator takes twice as long
            if not element.accepts(request):
                return False
        return True

    def results(self, request: Request) -> tuple[ElementResult, ...]:
        """Ask every element again, and keep the answers."""
        return tuple([element.result(request) for element in self.elements])

    def matches_action(self, action: str) -> bool:
        """Tell whether its Action, or NotAction, accepts an action, in lower case."""
        return all(one.is_about(action) for one in self.elements if isinstance(one, ActionElement))

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys that variables and conditions of this statement read, in the order of reading."""
        return tuple(dict.fromkeys(key for element in self.elements for key in element.context_keys))

    def __str__(self) -> str:
        """Say it in one line: `Deny s3:PutObject on arn:aws:s3:::site/*`."""
        parts = {element.name: ", ".join(element.expected) for element in self.elements}
        action = parts.get("Action") or f"all but {parts.get('NotAction')}"
        resource = f"all but {parts['NotResource']}" if "NotResource" in parts else parts.get("Resource", "")
        conditions = [
            f"{name.removeprefix('Condition ')} {v}"
            for name, v in parts.items()
            if name.startswith("Condition")
        ]
        when = f" if {' and '.join(conditions)}" if conditions else ""
        return f"{self.effect} {action}{f' on {resource}' if resource else ''}{when}"


def _either(name: str, raw: Mapping[str, Any]) -> list[str]:
    """Which of an element and its opposite a statement has: Action or NotAction."""
    return [spelling for spelling in (name, f"Not{name}") if spelling in raw]


@dataclass(frozen=True, eq=False)
class PolicyDocument:
    """A policy as its JSON text and as the statements that the text means; equal if it means the same."""

    text: str
    version: str

    DEFAULT_VERSION: ClassVar[str] = "2008-10-17"

    @classmethod
    def parse(cls, source: PolicySource, kind: Kind = "stored") -> PolicyDocument:
        """Read JSON text, or JSON already decoded.

        Raises MalformedPolicyDocument with AWS's message and the place; `kind` says where it would be saved
        ("managed", "inline", "resource", "scp", "trust") or that it comes from AWS ("stored").
        """
        if isinstance(source, PolicyDocument):
            return source
        raw = grammar.read(source, kind)
        text = source if isinstance(source, str) else grammar.write(source)
        return cls(text, raw.get("Version", cls.DEFAULT_VERSION))

    @property
    def raw(self) -> dict[str, Any]:
        """The JSON object, as it was written."""
        return grammar.decode(self.text)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the text means; read when first asked for, as most policies of an account never are."""
        written, variables = self.raw["Statement"], self.version >= VARIABLES_SINCE
        listed = written if isinstance(written, list) else [written]
        return tuple([Statement.parse(index, one, variables=variables) for index, one in enumerate(listed)])

    def in_order(self, statements: tuple[Statement, ...]) -> PolicyDocument:
        """The same policy, its statements in another order."""
        other = PolicyDocument(self.text, self.version)
        vars(other)["statements"] = statements
        return other

    def __eq__(self, other: object) -> bool:
        """Two policies are equal if they mean the same, however they are written."""
        if not isinstance(other, PolicyDocument):
            return NotImplemented
        return (self.version, self.statements) == (other.version, other.statements)

    def __hash__(self) -> int:
        """As equality goes."""
        return hash((self.version, self.statements))


PolicySource: TypeAlias = "str | Mapping[str, Any] | PolicyDocument"


def allow(action: str | list[str], resource: str | list[str] = "*") -> str:
    """Write the JSON text of a policy with one Allow.

    >>> print(allow("s3:GetObject"))
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    """
    return _one_statement("Allow", action, resource)


def deny(action: str | list[str], resource: str | list[str] = "*") -> str:
    """Write the JSON text of a policy with one Deny."""
    return _one_statement("Deny", action, resource)


def _one_statement(effect: str, action: str | list[str], resource: str | list[str]) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return grammar.write({"Version": VARIABLES_SINCE, "Statement": [statement]})
