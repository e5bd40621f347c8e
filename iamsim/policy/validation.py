"""What AWS asks of a policy, beyond its syntax, before it saves it: a list of checks for each kind.

The order is AWS's, where it is known: the first check that fails names the error.
Source: IAM User Guide, reference_policies_elements and reference_policies_grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy.formats import LEGACY, Problem, action_problem, legacy_resource_problem, resource_problem
from iamsim.policy.json_text import quote
from iamsim.policy.values import could_be_a_date

Kind: TypeAlias = Literal["managed", "inline", "resource", "scp", "trust", "stored"]

NEWEST = "2012-10-17"


class Placed(NamedTuple):
    """A statement and where it stands: `Statement[2]`, or `Statement` alone."""

    where: str
    raw: Mapping[str, Any]

    def values(self, name: str) -> Iterator[tuple[str, str]]:
        """The texts of an element and of its opposite, each with its place."""
        for spelling in self.given(name):
            value = self.raw[spelling]
            if isinstance(value, str):
                yield f"{self.where}.{spelling}", value
            else:
                for index, text in enumerate(value):
                    yield f"{self.where}.{spelling}[{index}]", text

    def given(self, name: str) -> tuple[str, ...]:
        """Which of an element and its opposite it has: Action, NotAction."""
        if name in self.raw:
            return (name,)
        return (f"Not{name}",) if f"Not{name}" in self.raw else ()


Policy: TypeAlias = Mapping[str, Any]
Statements: TypeAlias = Sequence[Placed]
Check: TypeAlias = Callable[[Policy, Statements], None]


def check(policy: Policy, statements: Statements, kind: Kind) -> None:
    """Ask all that AWS would ask of a policy of this kind. Raises MalformedPolicyDocument."""
    for one in CHECKS[kind]:
        one(policy, statements)


def _newest_version(policy: Policy, _: Statements) -> None:
    version = policy.get("Version")
    if version != NEWEST:
        raise MalformedPolicyDocument(
            f"Policy document must be version {NEWEST} or greater.",
            where="Version",
            expected=NEWEST,
            found=quote(version) if version else "none",
            suggestion="only inline policies may do without",
        )


def _effects(_: Policy, statements: Statements) -> None:
    for where, one in statements:
        effect = one["Effect"]
        if effect not in {"Allow", "Deny"}:
            raise MalformedPolicyDocument(
                LEGACY,
                where=f"{where}.Effect",
                expected="Allow or Deny",
                found=quote(effect),
                suggestion=f"did you mean {effect.capitalize()}?",
            )


def _legacy(policy: Policy, statements: Statements) -> None:
    """What an older parser of AWS's refuses, without saying why."""
    _effects(policy, statements)
    for one in statements:
        for where, text in _dates(one):
            if not could_be_a_date(text):
                raise MalformedPolicyDocument(
                    LEGACY,
                    where=where,
                    expected="a date such as 2026-01-31T12:00:00Z, or seconds since 1970",
                    found=quote(text),
                )
        _each(one.values("Resource"), legacy_resource_problem)


def _dates(one: Placed) -> Iterator[tuple[str, str]]:
    for operator, block in one.raw.get("Condition", {}).items():
        if operator.rpartition(":")[2].startswith("Date"):
            for key, values in block.items():
                for value in values if isinstance(values, list) else [values]:
                    yield f"{one.where}.Condition.{operator}.{key}", str(value)


_SID = re.compile(r"[0-9A-Za-z]*", re.ASCII)


def _plain_sids(_: Policy, statements: Statements) -> None:
    for where, one in statements:
        sid = one.get("Sid", "")
        if not _SID.fullmatch(sid):
            raise MalformedPolicyDocument(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                " expression [0-9A-Za-z]*",
                where=f"{where}.Sid",
                expected="letters A to Z and digits only",
                found=quote(sid),
            )


def _different_sids(_: Policy, statements: Statements) -> None:
    seen: dict[str, str] = {}
    for where, one in statements:
        sid = one.get("Sid", "")
        first = seen.setdefault(sid, where)
        if sid and first != where:
            raise MalformedPolicyDocument(
                "Statement IDs (SID) in a single policy must be unique.",
                where=f"{where}.Sid",
                expected="a Sid of its own",
                found=f"{quote(sid)} as in {first}",
            )


def _no_principal(_: Policy, statements: Statements) -> None:
    _none(statements, "Principal", "Policy document should not specify a principal.", _ATTACHED)


def _no_resource(_: Policy, statements: Statements) -> None:
    _none(statements, "Resource", "Has prohibited field Resource", "a trust policy is about its own role")


_ATTACHED = "it is for those to whom the policy is attached"


def _none(statements: Statements, name: str, message: str, suggestion: str) -> None:
    for one in statements:
        for spelling in one.given(name):
            raise MalformedPolicyDocument(
                message,
                where=one.where,
                expected=f"no {spelling}",
                found="one",
                suggestion=suggestion,
            )


def _a_principal(_: Policy, statements: Statements) -> None:
    for one in statements:
        if not one.given("Principal"):
            raise MalformedPolicyDocument(
                "Missing required field Principal",
                where=one.where,
                expected="Principal",
                found=f"only {', '.join(one.raw)}",
                suggestion='such as {"AWS": "arn:aws:iam::123456789012:user/alice"}',
            )


_GROUP = re.compile(r"arn:[^:]*:iam::[^:]*:group/.*", re.DOTALL)


def _no_group(_: Policy, statements: Statements) -> None:
    """Nobody ever calls as a group: it has no credentials (id_groups)."""
    for one in statements:
        for where, kind, arn in _principals(one):
            if _GROUP.fullmatch(arn):
                raise MalformedPolicyDocument(
                    f'Invalid principal in policy: "{kind}":"{arn}"',
                    where=where,
                    expected="an account, a user, a role or a service",
                    found=f"the group {quote(arn)}",
                    suggestion="a group is no principal: attach a policy to the group",
                )


def _principals(one: Placed) -> Iterator[tuple[str, str, str]]:
    for spelling in one.given("Principal"):
        named = one.raw[spelling]
        for kind, arns in named.items() if isinstance(named, dict) else ():
            for arn in arns if isinstance(arns, list) else [arns]:
                yield f"{one.where}.{spelling}.{kind}", kind, arn


def _actions(_: Policy, statements: Statements) -> None:
    _some(statements, "Action")


def _resources(_: Policy, statements: Statements) -> None:
    _some(statements, "Resource")


def _resources_of_identities(_: Policy, statements: Statements) -> None:
    """A policy that names a Principal may leave out its own resource, as trust policies do."""
    _some([one for one in statements if not one.given("Principal")], "Resource")


def _some(statements: Iterable[Placed], name: str) -> None:
    for one in statements:
        given = one.given(name)
        if given and one.raw[given[0]] != []:
            continue
        raise MalformedPolicyDocument(
            f"Policy statement must contain {name.lower()}s.",
            where=f"{one.where}.{given[0]}" if given else one.where,
            expected="at least one" if given else f"{name} or Not{name}",
            found="an empty list" if given else f"only {', '.join(one.raw)}",
        )


def _resource_formats(_: Policy, statements: Statements) -> None:
    for one in statements:
        _each(one.values("Resource"), resource_problem)


def _action_formats(_: Policy, statements: Statements) -> None:
    for one in statements:
        _each(one.values("Action"), action_problem)


def _sts_actions(_: Policy, statements: Statements) -> None:
    for one in statements:
        _each(one.values("Action"), _sts_problem)


def _sts_problem(text: str) -> Problem | None:
    if text.lower().startswith("sts:"):
        return None
    message = "AssumeRole policy may only specify STS AssumeRole actions."
    return Problem(message, "an action such as sts:AssumeRole")


def _each(values: Iterable[tuple[str, str]], problem: Callable[[str], Problem | None]) -> None:
    for where, text in values:
        found = problem(text)
        if found:
            raise MalformedPolicyDocument(
                found.message, where=where, expected=found.expected, found=quote(text)
            )


_IDENTITY: tuple[Check, ...] = (
    _legacy, _plain_sids, _different_sids, _no_principal,
    _actions, _resources, _resource_formats, _action_formats,
)  # fmt: skip

CHECKS: Mapping[Kind, tuple[Check, ...]] = {
    "managed": (_newest_version, *_IDENTITY),
    "inline": _IDENTITY,
    "scp": _IDENTITY,
    "resource": (
        _legacy, _different_sids, _a_principal, _no_group,
        _actions, _resources, _resource_formats, _action_formats,
    ),
    "trust": (
        _legacy, _plain_sids, _different_sids, _a_principal, _no_group,
        _no_resource, _actions, _sts_actions,
    ),
    # AWS has checked what it has stored; only what a decision cannot do without is asked again.
    "stored": (_effects, _actions, _resources_of_identities),
}  # fmt: skip
