"""Policies as values: JSON text → PolicyDocument → Statement → elements.

Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    as_texts,
)
from iamsim.policy.request import Request
from iamsim.policy.validation import CURRENT_VERSION, PolicyKind, spellings


@dataclass(frozen=True, slots=True)
class Statement:
    """An effect and the elements that must all accept a request."""

    index: int
    sid: str
    effect: str  # "Allow" or "Deny"
    # Apart from the others, because an index of statements by action asks for it alone.
    action: ActionElement
    other_elements: tuple[Element, ...]

    @classmethod
    def parse(cls, index: int, raw: Mapping[str, Any], *, variables: bool) -> Statement:
        """Build a statement from JSON that the grammar has checked; `index` is its position in the policy."""
        (action_name,) = spellings("Action", raw)
        action = ActionElement.parse(action_name, as_texts(raw[action_name]))
        other_elements = tuple(_other_elements(raw, variables=variables))
        return cls(index, raw.get("Sid", ""), raw["Effect"], action, other_elements)

    @property
    def denies(self) -> bool:
        """True for a Deny, false for an Allow."""
        return self.effect == "Deny"

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements: the action, the resource, the principal, each line of Condition."""
        return (self.action, *self.other_elements)

    def matches(self, request: Request) -> bool:
        """Tell whether the statement matches: every element accepts the request."""
        return self.action.accepts(request) and self.matches_except_action(request)

    def matches_action(self, lower_action: str) -> bool:
        """Tell whether its Action or NotAction accepts an action, given in lower case."""
        return self.action.accepts_action(lower_action)

    def matches_except_action(self, request: Request) -> bool:
        """Tell whether every element but the action accepts the request."""
        for element in self.other_elements:  # noqa: SIM110 - all() with a generator takes twice as long
            if not element.accepts(request):
                return False
        return True

    def results(self, request: Request) -> tuple[ElementResult, ...]:
        """Return each element's result of a request."""
        return tuple([element.result(request) for element in self.elements])

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys that its variables and conditions read, each once, in the order of reading."""
        return tuple(dict.fromkeys(key for element in self.elements for key in element.context_keys))

    @property
    def all_context_keys(self) -> tuple[str, ...]:
        """All context keys that it reads, in lower case, each once: with a default as well."""
        return tuple(dict.fromkeys(key for element in self.elements for key in element.all_context_keys))

    def __str__(self) -> str:
        """Return it in one line: `Deny s3:PutObject on arn:aws:s3:::site/*`."""
        texts = {element.name: ", ".join(element.expected) for element in self.elements}
        action = texts.get("Action") or f"all but {texts.get('NotAction')}"
        resource = f"all but {texts['NotResource']}" if "NotResource" in texts else texts.get("Resource", "")
        conditions = " and ".join(
            f"{name.removeprefix('Condition ')} {values}"
            for name, values in texts.items()
            if name.startswith("Condition")
        )
        resource_part = f" on {resource}" if resource else ""
        return f"{self.effect} {action}{resource_part}" + (f" if {conditions}" if conditions else "")


def _other_elements(raw: Mapping[str, Any], *, variables: bool) -> Iterator[Element]:
    for name in spellings("Resource", raw):
        yield ResourceElement.parse(name, as_texts(raw[name]), variables=variables)
    for name in spellings("Principal", raw):
        yield PrincipalElement.parse(name, raw[name], denies=raw["Effect"] == "Deny")
    for spelling, block in raw.get("Condition", {}).items():
        for key, values in block.items():
            yield ConditionElement.parse(spelling, key, as_texts(values), variables=variables)


@dataclass(frozen=True, eq=False)
class PolicyDocument:
    """A policy as its JSON text and as the statements that the text means; equal if it means the same."""

    text: str
    version: str
    statement_order: tuple[int, ...] = ()
    """Positions of the statements in the text, in the order to give them in; empty: as written."""

    DEFAULT_VERSION: ClassVar[str] = "2008-10-17"

    @classmethod
    def parse(
        cls, source: PolicySource, kind: PolicyKind = "stored", *, partition: str = ""
    ) -> PolicyDocument:
        """Read JSON text, or JSON already decoded.

        `kind` says where the policy would be saved ("managed", "inline", "resource", "scp", "trust") or that
        it comes from AWS ("stored"); `partition` is the account's, such as "aws-cn", if it is known. Raises
        MalformedPolicyDocument with AWS's message and the place.

        >>> PolicyDocument.parse(allow("s3:GetObject")).statements[0].effect
        'Allow'
        """
        if isinstance(source, PolicyDocument):
            return source  # frozen, so it can be shared
        raw = grammar.read(source, kind, partition)
        text = source if isinstance(source, str) else grammar.write(source)
        return cls(text, raw.get("Version", cls.DEFAULT_VERSION))

    @property
    def raw(self) -> dict[str, Any]:
        """The JSON object, as it was written."""
        return grammar.decode(self.text)

    # The one value that is kept inside a frozen value: most policies of an account are never asked for their
    # statements. To parse them with the document makes loading an account at AWS's quotas (2,812 documents,
    # 8,427 statements) take 2.4 times as long: 260 → 630 ms.
    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, parsed when first asked for."""
        # Versions are dates, so they compare as texts.
        listed, variables = self.raw["Statement"], self.version >= CURRENT_VERSION
        raw_statements = listed if isinstance(listed, list) else [listed]
        order = self.statement_order or range(len(raw_statements))
        return tuple([Statement.parse(index, raw_statements[index], variables=variables) for index in order])

    def reordered(self, statements: Sequence[Statement]) -> PolicyDocument:
        """Return the same policy, its statements in another order; each keeps its index."""
        return replace(self, statement_order=tuple(statement.index for statement in statements))

    # By meaning, not by text: AWS gives a policy back as it was saved, a generator writes it anew each time.
    def __eq__(self, other: object) -> bool:
        """Two policies are equal if they mean the same, however they are written."""
        if not isinstance(other, PolicyDocument):
            return NotImplemented
        return (self.version, self.statements) == (other.version, other.statements)

    def __hash__(self) -> int:
        """Return equal hashes for equal policies."""
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
    return grammar.write({"Version": CURRENT_VERSION, "Statement": [statement]})
