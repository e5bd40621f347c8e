"""What AWS checks before it saves a policy, besides its syntax: its length, and a list of checks by kind.

The order of the checks is AWS's, where it is known: the first that fails names the error.
Source: IAM User Guide, reference_policies_elements, reference_policies_grammar and reference-arns; for
lengths reference_iam-quotas and IAM API Reference, CreatePolicy and PutUserPolicy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from iamsim.aws.errors import LimitExceeded, ValidationError
from iamsim.aws.quotas import LIMITS, QUOTAS, RESOURCE_POLICY_SIZES, SCP_SIZE
from iamsim.policy.json_text import line_and_column, quote, refusal
from iamsim.policy.patterns import ARN_PARTS, Pattern, complete_arn
from iamsim.policy.values import is_saved_as_date

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
        message, years = _BEGINNING_REPORTS.get(kind, (_LEGACY, "2017 to 2019"))
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
            raise refusal(_LEGACY, f"{place}.Effect", "Allow or Deny", quote(effect), suggestion)


def _check_legacy_syntax(statements: Statements) -> None:
    """Refuse what an older parser of AWS's refuses, without saying why."""
    _check_effects(statements)
    # Statement by statement, and in each dates before resources: the order in which AWS names the first.
    for statement in statements:
        _check_texts(_dates(statement), _date_problem)
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


# ----------------------------------------------------------- the format of one action, resource or date


class Problem(NamedTuple):
    """Why AWS does not save a text: AWS's message, and in our words what is expected there."""

    message: str
    expected: str


FindProblem: TypeAlias = Callable[[str], Problem | None]


def _check_texts(texts: Iterable[tuple[str, str]], find_problem: FindProblem) -> None:
    for place, text in texts:
        problem = find_problem(text)
        if problem:
            raise refusal(problem.message, place, problem.expected, quote(text))


_LEGACY = "The policy failed legacy parsing"
# AWS calls a service's prefix its vendor; no wildcard may stand in it.
_VENDOR = re.compile(r"[a-zA-Z0-9.-]+", re.ASCII)


def _date_problem(text: str) -> Problem | None:
    if is_saved_as_date(text):
        return None
    return Problem(_LEGACY, "a date such as 2026-01-31T12:00:00Z, or seconds since 1970")


def _sts_problem(text: str) -> Problem | None:
    if text.lower().startswith("sts:"):
        return None
    message = "AssumeRole policy may only specify STS AssumeRole actions."
    return Problem(message, "an action such as sts:AssumeRole")


def action_problem(text: str) -> Problem | None:
    """Return why AWS does not save a text as an Action; None if it does.

    Neither the service nor the name need exist (reference_policies_elements_action).

    >>> action_problem("GetObject").expected
    'SERVICE:NAME, such as s3:GetObject'
    """
    vendor, *rest = text.split(":", 2)
    if text == "*":
        return None
    if not rest:
        message = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        return Problem(message, "SERVICE:NAME, such as s3:GetObject")
    if len(rest) > 1:
        return Problem("Actions/Condition can contain only one colon.", "one colon, as in s3:GetObject")
    if not _VENDOR.fullmatch(vendor):
        return Problem(f"Vendor {vendor} is not valid", "a service's whole name before the colon")
    return None


# reference-arns, "partition"; the recorded error of any other has a message of its own.
PARTITIONS = frozenset(
    {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}
)


def matches_partition(text: str, partitions: Collection[str]) -> bool:
    """Tell whether the partition of an ARN, which may have wildcards, matches one of these."""
    return text in partitions or any(Pattern.parse(text, variables=False).matches(p, {}) for p in partitions)


def legacy_resource_problem(text: str) -> Problem | None:
    """Return why AWS's older parser does not take a text as a Resource; None if it does."""
    parts = text.split(":", ARN_PARTS - 1)
    # A partition that is none gets an error of its own, also where it is a placeholder: arn:${Partition}:….
    has_partition = len(parts) > 1 and "${" not in parts[0]
    if has_partition and not matches_partition(parts[1], PARTITIONS):
        return None
    if len(parts) > 1 and "${" in ":".join(parts[: ARN_PARTS - 1]):
        return Problem(_LEGACY, "no variable before the fifth colon of an ARN")
    if parts[2:3] == [""]:
        return Problem(_LEGACY, "a service after the partition, as in arn:aws:s3:::reports")
    if parts[2:3] == ["s3"] and 3 < len(parts) < ARN_PARTS:
        return Problem(_LEGACY, "three colons after s3, as in arn:aws:s3:::reports")
    return None


# In the order of AWS's message, which lists them.
_IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/",
    "policy/", "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
)  # fmt: skip
# Service Authorization Reference, Amazon S3: buckets and objects have no region, these have one.
_REGIONAL_S3_RESOURCES = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens")


def resource_problem(text: str) -> Problem | None:
    """Return why AWS does not save a text as a Resource; None if it does.

    An ARN that stops early is completed with `*`, and it begins with `arn`, whatever the text begins with.

    >>> resource_problem("arn:aws:sqs")
    >>> resource_problem("s3:reports").message
    'Partition "reports" is not valid for resource "arn:reports:*:*:*:*".'
    """
    if text == "*":
        return None
    if ":" not in text:
        message = f'Resource {text} must be in ARN format or "*".'
        return Problem(message, "* or an ARN, such as arn:aws:s3:::reports")
    arn = complete_arn(f"arn:{text.partition(':')[2]}")
    _, partition, service, region, _, rest = arn.split(":", ARN_PARTS - 1)
    if not matches_partition(partition, PARTITIONS):
        return _partition_problem(partition, arn, "* or an ARN that begins with arn:aws: and a service")
    if "*" in service or "?" in service:
        message = "Resource vendor must be fully qualified and cannot contain regexes."
        return Problem(message, "a service's whole name after the partition")
    has_region = region not in {"", "*"}
    if service == "s3" and has_region and not rest.startswith(_REGIONAL_S3_RESOURCES):
        message = f"Resource {arn} can not contain region information."
        return Problem(message, "no region: arn:aws:s3::: and a bucket")
    return _iam_resource_problem(arn, rest, has_region=has_region) if service == "iam" else None


def _partition_problem(partition: str, arn: str, expected: str) -> Problem:
    return Problem(f'Partition "{partition}" is not valid for resource "{arn}".', expected)


def check_partition(statements: Statements, partition: str) -> None:
    """Refuse resources of another partition than that of the account which is to save the policy."""

    def problem(text: str) -> Problem | None:
        parts = complete_arn(text).split(":")
        if len(parts) < ARN_PARTS or matches_partition(parts[1], [partition]):
            return None
        return _partition_problem(parts[1], ":".join(parts), f"arn:{partition}: in an account of {partition}")

    for statement in statements:
        _check_texts(statement.values("Resource"), problem)


def _iam_resource_problem(arn: str, rest: str, *, has_region: bool) -> Problem | None:
    if has_region:
        message = f"IAM resource {arn} cannot contain region information."
        return Problem(message, "no region: arn:aws:iam:: and an account")
    if rest not in {"*", "root"} and not rest.startswith(_IAM_PATHS):
        message = f'IAM resource path must either be "*", root, or start with {", ".join(_IAM_PATHS)}.'
        return Problem(message, "*, root, or a kind of thing such as user/ or group/ after the account")
    return None


# ---------------------------------------------------------------------- the checks of each kind of policy

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
        partial(_require, "Action"), partial(_check_format, "Action", _sts_problem),
        _forbid_star, _check_account_ids,
    ),
    # AWS has checked what it has stored; only what a decision cannot do without is checked again.
    "stored": (_check_effects, partial(_require, "Action"), _require_resource_or_principal),
}  # fmt: skip


# ---------------------------------------------------------------------------- the length of a policy's text

_NOT_TAKEN = re.compile(r"[^\t\n\r\x20-\xff]")


def check_document_text(text: str, name: str = "policyDocument") -> None:
    """Check a policy's text as IAM checks the parameter `name` of a call. Raises ValidationError."""
    limit, character = LIMITS["policyDocumentType"], _NOT_TAKEN.search(text)
    if not text:
        constraint = "have length greater than or equal to 1"
        hint = "the policy: expected JSON text, got nothing"
    elif len(text) > limit:
        constraint = f"have length less than or equal to {limit}"
        hint = f"the policy: expected at most {limit:,} characters, white space included, got {len(text):,}"
    elif character:
        # Spelled as the pattern of policyDocumentType in IAM's API model.
        constraint = "satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
        place = line_and_column(text, character.start())
        hint = f"{place}: expected characters up to U+00FF, got U+{ord(character[0]):04X}"
    else:
        return
    failed = f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must"
    raise ValidationError(f"{failed} {constraint}", hint)


def document_size(text: str) -> int:
    """Count a policy's characters as quotas do: without white space.

    >>> document_size('{ "Version": "2012-10-17" }')
    24
    """
    return len("".join(text.split()))  # white space inside texts is not counted either


def check_scp_size(text: str) -> None:
    """Compare a service control policy with its quota. Raises LimitExceeded.

    White space counts, as through the API and the CLI; the console takes it away before it saves.
    """
    if len(text) > SCP_SIZE:
        raise LimitExceeded(
            "You have exceeded the maximum policy size.",
            f"the policy: expected at most {SCP_SIZE:,} characters, white space counted, got {len(text):,}",
        )


def check_resource_policy_size(text: str, service: str) -> None:
    """Compare a resource's policy with the quota of its service, if we know it. Raises LimitExceeded.

    White space is not counted: few services say whether it is, and without it the policy is at its shortest.
    """
    quota, size = RESOURCE_POLICY_SIZES.get(service), len("".join(text.split()).encode())
    if quota is not None and size > quota:
        expected = f"at most {quota:,} bytes in a policy of {service}"
        # Nobody has recorded the services' own words.
        raise LimitExceeded("", f"the policy: expected {expected}, white space not counted, got {size:,}")


# kind: its quota in the account's summary, and what the error's message calls that quota
_DOCUMENT_QUOTAS = {
    "managed": ("PolicySizeQuota", "PolicySize"),
    "trust": ("AssumeRolePolicySizeQuota", "ACLSizePerRole"),
}


def check_size(text: str, kind: Literal["managed", "trust"]) -> None:
    """Compare a managed policy's version or a trust policy with its quota. Raises LimitExceeded."""
    quota_name, message_name = _DOCUMENT_QUOTAS[kind]
    quota, size = QUOTAS[quota_name], document_size(text)
    if size > quota:
        raise LimitExceeded(
            f"Cannot exceed quota for {message_name}: {quota}",
            f"the policy: expected at most {quota:,} characters, white space not counted, got {size:,}",
        )


def check_inline_size(texts: Iterable[str], holder: str, name: str) -> None:
    """Compare all inline policies of a `user`, `group` or `role` with its quota. Raises LimitExceeded."""
    quota, size = QUOTAS[f"{holder.capitalize()}PolicySizeQuota"], sum(map(document_size, texts))
    if size > quota:
        raise LimitExceeded(
            f"Maximum policy size of {quota} bytes exceeded for {holder} {name}",
            f"{holder} {name}: expected at most {quota:,} characters in all inline policies together,"
            f" white space not counted, got {size:,}",
        )
