"""What one Action or one Resource must look like before AWS saves it, in AWS's words and in ours.

Source: IAM User Guide, reference_policies_elements_action, reference_policies_elements_resource and
reference-arns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from iamsim.policy.patterns import SEGMENTS, complete_arn


class Problem(NamedTuple):
    """What AWS says of a text that it does not take, and what we say should stand there."""

    message: str
    expected: str


_VENDOR = re.compile(r"[a-zA-Z0-9.-]+", re.ASCII)


def action_problem(text: str) -> Problem | None:
    """Tell why an Action is none. Neither service nor name need exist (reference_policies_elements_action).

    >>> action_problem("GetObject").expected
    'SERVICE:NAME, such as s3:GetObject'
    """
    vendor, *rest = text.split(":", 2)
    if text == "*":
        return None
    if not rest:
        return Problem(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            "SERVICE:NAME, such as s3:GetObject",
        )
    if len(rest) > 1:
        return Problem("Actions/Condition can contain only one colon.", "one colon, as in s3:GetObject")
    if not _VENDOR.fullmatch(vendor):
        return Problem(f"Vendor {vendor} is not valid", "a service's whole name before the colon")
    return None


LEGACY = "The policy failed legacy parsing"
PARTITIONS = frozenset(
    {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}
)


def legacy_resource_problem(text: str) -> Problem | None:
    """Tell why AWS's older parser refuses a Resource."""
    parts = text.split(":", SEGMENTS - 1)
    if len(parts) > 1 and "${" in ":".join(parts[: SEGMENTS - 1]):
        return Problem(LEGACY, "no variable before the fifth colon of an ARN")
    if parts[1:2] and parts[1] not in PARTITIONS:
        return None  # that gets an error of its own
    if parts[2:3] == [""]:
        return Problem(LEGACY, "a service after the partition, as in arn:aws:s3:::reports")
    if parts[2:3] == ["s3"] and 3 < len(parts) < SEGMENTS:
        return Problem(LEGACY, "three colons after s3, as in arn:aws:s3:::reports")
    return None


_IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/",
    "policy/", "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
)  # fmt: skip
_REGIONAL_S3 = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens")
_ANYWHERE = {"", "*"}


def resource_problem(text: str) -> Problem | None:
    """Tell why a Resource is none. An ARN that stops early is filled up with `*` first.

    >>> resource_problem("arn:aws:sqs")
    >>> resource_problem("s3:reports").message
    'Partition "reports" is not valid for resource "arn:reports:*:*:*:*".'
    """
    if text == "*":
        return None
    if ":" not in text:
        return Problem(
            f'Resource {text} must be in ARN format or "*".', "* or an ARN, such as arn:aws:s3:::reports"
        )
    arn = complete_arn(f"arn:{text.partition(':')[2]}")
    _, partition, service, region, _, rest = arn.split(":", SEGMENTS - 1)
    if partition not in PARTITIONS:
        return Problem(
            f'Partition "{partition}" is not valid for resource "{arn}".',
            "* or an ARN that begins with arn:aws: and a service",
        )
    if "*" in service or "?" in service:
        return Problem(
            "Resource vendor must be fully qualified and cannot contain regexes.",
            "a service's whole name after the partition",
        )
    one_services = {"iam": _iam_problem, "s3": _s3_problem}.get(service)
    return one_services(arn, region, rest) if one_services else None


def _s3_problem(arn: str, region: str, rest: str) -> Problem | None:
    if region in _ANYWHERE or rest.startswith(_REGIONAL_S3):
        return None
    return Problem(
        f"Resource {arn} can not contain region information.", "no region: arn:aws:s3::: and a bucket"
    )


def _iam_problem(arn: str, region: str, rest: str) -> Problem | None:
    if region not in _ANYWHERE:
        return Problem(
            f"IAM resource {arn} cannot contain region information.",
            "no region: arn:aws:iam:: and an account",
        )
    if rest not in {"*", "root"} and not rest.startswith(_IAM_PATHS):
        return Problem(
            f'IAM resource path must either be "*", root, or start with {", ".join(_IAM_PATHS)}.',
            "*, root, or a kind of thing such as user/ or group/ after the account",
        )
    return None
