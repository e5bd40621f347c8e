"""What AWS checks before it saves a policy, besides its syntax: a list of checks for each kind of policy.

The order of the checks is AWS's, where it is known: the first that fails names the error.
Source: IAM User Guide, reference_policies_elements, reference_policies_grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from iamsim.policy.json_text import quote, refusal
from iamsim.policy.patterns import ARN_PARTS, complete_arn
from iamsim.policy.text_formats import (
    LEGACY,
    FindProblem,
    Problem,
    action_problem,
    date_problem,
    legacy_resource_problem,
    matches_partition,
    partition_problem,
    resource_problem,
    sts_action_problem,
)

PolicyKind: TypeAlias = Literal["managed", "inline", "resource", "scp", "trust", "stored"]
CURRENT_VERSION = "2012-10-17"
"""The current version of the policy language, and the first with policy variables: under an older one
`${aws:username}` is literal text (reference_policies_elements_version)."""


def spellings(name: str, raw: Mapping[str, Any]) -> list[str]:
    """Return which of an element and its negation a statement has: Action, NotAction, or neither."""
    return [spelling for spelling in (name, f"Not{name}") if spelling in raw]


class LocatedStatement(NamedTuple):
    """A statement as JSON, and its place in the policy: `Statement[2]`, or `Statement` alone."""

    place: str
    raw: Mapping[str, Any]

    def values(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of an element or of its negation, each with its place."""
        for spelling in spellings(name, self.raw):
            value = self.raw[spelling]
            if isinstance(value, str):
                yield f"{self.place}.{spelling}", value
            else:
                for index, text in enumerate(value):
                    yield f"{self.place}.{spelling}[{index}]", text


Statements: TypeAlias = Sequence[LocatedStatement]
Check: TypeAlias = Callable[[Statements], None]


def validate(policy: Mapping[str, Any], statements: Statements, kind: PolicyKind) -> None:
    """Run all checks that AWS makes of a policy of this kind. Raises MalformedPolicyDocument."""
    if kind == "managed" and policy.get("Version") != CURRENT_VERSION:
        message = f"Policy document must be version {CURRENT_VERSION} or greater."
        found = quote(policy["Version"]) if policy.get("Version") else "none"
        raise refusal(message, "Version", CURRENT_VERSION, found, "only inline policies may do without")
    for check in _CHECKS[kind]:
        check(statements)


def check_beginning(text: str, kind: PolicyKind) -> None:
    """Refuse a text that begins with white space where AWS does. Raises MalformedPolicyDocument.

    IAM refuses spaces, by reports of 2017 to 2020; a new line or a tab is saved. Amazon S3 refuses both. Of
    AWS Organizations, which saves service control policies, there is no report.
    """
    refused = {"stored": "", "scp": "", "resource": " \t\r\n"}.get(kind, " ")
    if text.startswith(tuple(refused)):
        message, years = _BEGINNING_REPORTS.get(kind, (LEGACY, "2017 to 2019"))
        suggestion = f"take it away: AWS refused it, by reports of {years}"
        raise refusal(message, "line 1, column 1", "{ as the first character", quote(text[0]), suggestion)


# AWS's message, and when people reported it: AWS may have changed since.
_BEGINNING_REPORTS: Mapping[PolicyKind, tuple[str, str]] = {
    "trust": ("JSON strings must not have leading spaces", "2020"),
    "resource": ("Policies must be valid JSON and the first byte must be '{'", "2019"),
}


def _check_effects(statements: Statements) -> None:
    for place, raw in statements:
        effect = raw["Effect"]
        # In other letters it is no syntax error: AWS's older parser refuses it.
        if effect not in {"Allow", "Deny"}:
            suggestion = f"did you mean {effect.capitalize()}?"
            raise refusal(LEGACY, f"{place}.Effect", "Allow or Deny", quote(effect), suggestion)


def _check_legacy_syntax(statements: Statements) -> None:
    """Refuse what an older parser of AWS's refuses, without saying why."""
    _check_effects(statements)
    # Statement by statement, and in each dates before resources: the order in which AWS names the first.
    for statement in statements:
        _check_texts(_dates(statement), date_problem)
        _check_texts(statement.values("Resource"), legacy_resource_problem)


def _dates(statement: LocatedStatement) -> Iterator[tuple[str, str]]:
    for operator, block in statement.raw.get("Condition", {}).items():
        if operator.rpartition(":")[2].startswith("Date"):
            for key, values in block.items():
                for value in values if isinstance(values, list) else [values]:
                    yield f"{statement.place}.Condition.{operator}.{key}", str(value)


_SID = re.compile(r"[0-9A-Za-z]*", re.ASCII)


def _check_sid_characters(statements: Statements) -> None:
    message = (
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
        " [0-9A-Za-z]*"
    )
    for place, raw in statements:
        sid = raw.get("Sid", "")
        if not _SID.fullmatch(sid):
            raise refusal(message, f"{place}.Sid", "letters A to Z and digits only", quote(sid))


def _check_sids_differ(statements: Statements) -> None:
    message = "Statement IDs (SID) in a single policy must be unique."
    places: dict[str, str] = {}
    for place, raw in statements:
        sid = raw.get("Sid", "")
        first_place = places.setdefault(sid, place)
        # Any number of statements may have no Sid, or an empty one.
        if sid and first_place != place:
            raise refusal(message, f"{place}.Sid", "a Sid of its own", f"{quote(sid)} as in {first_place}")


def _forbid(names: Sequence[str], message: str, suggestion: str, statements: Statements) -> None:
    for place, raw in statements:
        for name in names:
            if name in raw:
                raise refusal(message, place, f"no {name}", "one", suggestion)


def _require(name: str, statements: Statements) -> None:
    message = f"Policy statement must contain {name.lower()}s."
    for place, raw in statements:
        names = spellings(name, raw)
        if not names:
            raise refusal(message, place, f"{name} or Not{name}", f"only {', '.join(raw)}")
        if raw[names[0]] == []:
            raise refusal(message, f"{place}.{names[0]}", "at least one", "an empty list")


def _require_resource_or_principal(statements: Statements) -> None:
    # A policy that names a Principal may leave out its own resource, as trust policies do.
    _require("Resource", [statement for statement in statements if not spellings("Principal", statement.raw)])


def _require_principal(statements: Statements) -> None:
    message = "Missing required field Principal"
    suggestion = 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}'
    for place, raw in statements:
        if not spellings("Principal", raw):
            raise refusal(message, place, "Principal", f"only {', '.join(raw)}", suggestion)


def _forbid_star(statements: Statements) -> None:
    """Refuse `"Principal": "*"` in a trust policy; `{"AWS": "*"}` is saved."""
    for place, raw in statements:
        if raw.get("Principal") == "*":
            message = 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'
            suggestion = "with a condition that says who may, such as one on aws:PrincipalOrgID"
            raise refusal(message, f"{place}.Principal", '{"AWS": "*"}', '"*"', suggestion)


_ACCOUNT_OF_PRINCIPAL = re.compile(r"arn:[^:]*:(?:iam|sts)::([^:]*):.*|([0-9]+)", re.DOTALL)
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


def _check_account_ids(statements: Statements) -> None:
    """Refuse a principal whose account's number has not 12 digits (reference_policies_elements_principal)."""
    for statement in statements:
        for place, type_, name in _principals(statement):
            match = _ACCOUNT_OF_PRINCIPAL.fullmatch(name) if type_ == "AWS" else None
            account = (match[1] or match[2] or "") if match else ""
            if account.isdecimal() and not _ACCOUNT_ID.fullmatch(account):
                message = f'Invalid principal in policy: "{type_}":"{name}"'
                found = f"{len(account)} in {quote(name)}"
                raise refusal(message, place, "12 digits of an account's number", found)


_GROUP_ARN = re.compile(r"arn:[^:]*:iam::[^:]*:group/.*", re.DOTALL)


def _forbid_groups(statements: Statements) -> None:
    """Refuse a group as a principal: it has no credentials, so no request comes from it (id_groups)."""
    expected = "an account, a user, a role or a service"
    suggestion = "a group is no principal: attach a policy to the group"
    for statement in statements:
        for place, type_, arn in _principals(statement):
            if _GROUP_ARN.fullmatch(arn):
                message = f'Invalid principal in policy: "{type_}":"{arn}"'
                raise refusal(message, place, expected, f"the group {quote(arn)}", suggestion)


def _principals(statement: LocatedStatement) -> Iterator[tuple[str, str, str]]:
    for spelling in spellings("Principal", statement.raw):
        principal = statement.raw[spelling]
        for type_, arns in principal.items() if isinstance(principal, dict) else ():
            for arn in arns if isinstance(arns, list) else [arns]:
                yield f"{statement.place}.{spelling}.{type_}", type_, arn


def _check_format(name: str, find_problem: FindProblem, statements: Statements) -> None:
    for statement in statements:
        _check_texts(statement.values(name), find_problem)


def _check_texts(texts: Iterable[tuple[str, str]], find_problem: FindProblem) -> None:
    for place, text in texts:
        problem = find_problem(text)
        if problem:
            raise refusal(problem.message, place, problem.expected, quote(text))


def check_partition(statements: Statements, partition: str) -> None:
    """Refuse resources of another partition than that of the account which is to save the policy."""

    def problem(text: str) -> Problem | None:
        parts = complete_arn(text).split(":")
        if len(parts) < ARN_PARTS or matches_partition(parts[1], [partition]):
            return None
        return partition_problem(parts[1], ":".join(parts), f"arn:{partition}: in an account of {partition}")

    for statement in statements:
        _check_texts(statement.values("Resource"), problem)


_LEGACY_AND_SIDS: tuple[Check, ...] = (_check_legacy_syntax, _check_sid_characters, _check_sids_differ)
# An empty list of actions is refused before the format of any action is looked at.
_ACTIONS_AND_RESOURCES: tuple[Check, ...] = (
    partial(_require, "Action"),
    partial(_require, "Resource"),
    partial(_check_format, "Resource", resource_problem),
    partial(_check_format, "Action", action_problem),
)
_FORBID_PRINCIPAL = partial(
    _forbid,
    ("Principal", "NotPrincipal"),
    "Policy document should not specify a principal.",
    "it is for those to whom the policy is attached",
)
_FORBID_RESOURCE = partial(
    _forbid,
    ("Resource", "NotResource"),
    "Has prohibited field Resource",
    "a trust policy is about its own role",
)
_FORBID_NOT_PRINCIPAL = partial(
    _forbid,
    ("NotPrincipal",),
    "Has prohibited field NotPrincipal",
    "a trust policy names who may: write Principal",
)
_IDENTITY_CHECKS: tuple[Check, ...] = (*_LEGACY_AND_SIDS, _FORBID_PRINCIPAL, *_ACTIONS_AND_RESOURCES)
_CHECKS: Mapping[PolicyKind, tuple[Check, ...]] = {
    "managed": _IDENTITY_CHECKS,
    "inline": _IDENTITY_CHECKS,
    "scp": _IDENTITY_CHECKS,
    # Only IAM wants letters and digits in a Sid; what else a resource's service wants is not simulated.
    "resource": (
        _check_legacy_syntax, _check_sids_differ, _require_principal, _forbid_groups, _check_account_ids,
        *_ACTIONS_AND_RESOURCES,
    ),
    "trust": (
        *_LEGACY_AND_SIDS, _FORBID_NOT_PRINCIPAL, _require_principal, _forbid_groups, _FORBID_RESOURCE,
        partial(_require, "Action"), partial(_check_format, "Action", sts_action_problem),
        _forbid_star, _check_account_ids,
    ),
    # AWS has checked what it has stored; only what a decision cannot do without is checked again.
    "stored": (_check_effects, partial(_require, "Action"), _require_resource_or_principal),
}  # fmt: skip
