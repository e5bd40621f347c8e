"""The form of one Action, Resource or date: whether AWS saves it, and if not, in which words it says so.

    "GetObject" → Problem("Actions/Conditions must be prefaced by a vendor, …", "SERVICE:NAME, …")

Source: IAM User Guide, reference_policies_elements_action, reference-arns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias

from iamsim.policy.patterns import ARN_PARTS, Pattern, complete_arn
from iamsim.policy.values import is_saved_as_date

LEGACY = "The policy failed legacy parsing"
# AWS calls a service's prefix its vendor; no wildcard may stand in it.
_VENDOR = re.compile(r"[a-zA-Z0-9.-]+", re.ASCII)


class Problem(NamedTuple):
    """Why AWS does not save a text: AWS's message, and in our words what is expected there."""

    message: str
    expected: str


FindProblem: TypeAlias = Callable[[str], Problem | None]


def date_problem(text: str) -> Problem | None:
    """Return why AWS does not save a text as the value of a Date operator; None if it does."""
    if is_saved_as_date(text):
        return None
    return Problem(LEGACY, "a date such as 2026-01-31T12:00:00Z, or seconds since 1970")


def sts_action_problem(text: str) -> Problem | None:
    """Return why AWS does not save a text as the Action of a trust policy; None if it does."""
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
        return Problem(LEGACY, "no variable before the fifth colon of an ARN")
    if parts[2:3] == [""]:
        return Problem(LEGACY, "a service after the partition, as in arn:aws:s3:::reports")
    if parts[2:3] == ["s3"] and 3 < len(parts) < ARN_PARTS:
        return Problem(LEGACY, "three colons after s3, as in arn:aws:s3:::reports")
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
        return partition_problem(partition, arn, "* or an ARN that begins with arn:aws: and a service")
    if "*" in service or "?" in service:
        message = "Resource vendor must be fully qualified and cannot contain regexes."
        return Problem(message, "a service's whole name after the partition")
    has_region = region not in {"", "*"}
    if service == "s3" and has_region and not rest.startswith(_REGIONAL_S3_RESOURCES):
        message = f"Resource {arn} can not contain region information."
        return Problem(message, "no region: arn:aws:s3::: and a bucket")
    return _iam_resource_problem(arn, rest, has_region=has_region) if service == "iam" else None


def _iam_resource_problem(arn: str, rest: str, *, has_region: bool) -> Problem | None:
    if has_region:
        message = f"IAM resource {arn} cannot contain region information."
        return Problem(message, "no region: arn:aws:iam:: and an account")
    if rest not in {"*", "root"} and not rest.startswith(_IAM_PATHS):
        message = f'IAM resource path must either be "*", root, or start with {", ".join(_IAM_PATHS)}.'
        return Problem(message, "*, root, or a kind of thing such as user/ or group/ after the account")
    return None


def partition_problem(partition: str, arn: str, expected: str) -> Problem:
    """Return what AWS says of an ARN whose partition it does not save there."""
    return Problem(f'Partition "{partition}" is not valid for resource "{arn}".', expected)
