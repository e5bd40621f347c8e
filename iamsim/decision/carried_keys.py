"""Context keys that every request carries, and those that it certainly lacks.

    request → the keys that follow from the request itself, with their values and why these

A key that every request carries is never "absent". Where one value of it is usual, that value is taken, and
the answer names it.
Source: IAM User Guide, reference_policies_condition-keys ("Availability" of each key).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from iamsim.policy import Request, parse_date, split_arn

ALWAYS_CARRIED = frozenset(
    {
        "aws:currenttime", "aws:epochtime", "aws:principalaccount", "aws:principalarn",
        "aws:principalisawsservice", "aws:principaltype", "aws:requestedregion", "aws:securetransport",
        "aws:userid", "aws:viaawsservice",
    }
)  # fmt: skip
"""Keys, in lower case, under which the manual says "This key is always included in the request context"."""

TIME_KEYS = ("aws:CurrentTime", "aws:EpochTime")
"""Two spellings of one instant: a value of one is a value of the other."""

# reference_policies_examples_aws_deny-requested-region: services with one endpoint, and the region it is in.
_GLOBAL_SERVICES = frozenset(
    {"budgets", "cloudfront", "iam", "importexport", "organizations", "route53", "support", "waf"}
)
_REGION_OF_GLOBAL_SERVICES = {
    "aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1",
}  # fmt: skip

# Keys that IAM itself fills in from the principal, and its tags.
_PRINCIPAL_KEY = re.compile(r"aws:(username|userid|principal(type|arn|account|tag/.*))", re.DOTALL)


class CarriedKey(NamedTuple):
    """A key whose value follows from the request or is the usual one, and why this value."""

    key: str  # as AWS spells it
    value: str
    reason: str
    certain: bool  # false for a usual value: AWS's own message about a denial can prove it wrong


def carried_keys(request: Request, now: datetime | None = None) -> tuple[CarriedKey, ...]:
    """Return the keys that every request carries and this one does not have yet, with their values.

    `now` is the time of the request; without it the time is unknown, and the two keys of it are left out.
    """
    keys = [
        CarriedKey("aws:SecureTransport", "true", "as AWS's tools use TLS", certain=False),
        CarriedKey("aws:ViaAWSService", "false", "as in a direct request", certain=False),
        CarriedKey("aws:PrincipalIsAWSService", "false", "as a user or a role asks", certain=True),
        *_region(request),
        *_resource_account(request),
        *_time(request, now),
    ]
    return tuple(key for key in keys if key.key.lower() not in request.context)


def _region(request: Request) -> Iterable[CarriedKey]:
    parts = split_arn(request.resource)
    partition = split_arn(request.principal)
    if parts and parts[3] and "*" not in parts[3]:
        yield CarriedKey("aws:RequestedRegion", parts[3], "the region in the resource's ARN", certain=True)
    elif request.service == "globalaccelerator":
        yield CarriedKey("aws:RequestedRegion", "us-west-2", "this service's only region", certain=True)
    elif request.service in _GLOBAL_SERVICES:
        region = _REGION_OF_GLOBAL_SERVICES.get(partition[1] if partition else "aws", "us-east-1")
        yield CarriedKey("aws:RequestedRegion", region, "this service's only region", certain=True)


def _resource_account(request: Request) -> Iterable[CarriedKey]:
    parts = split_arn(request.resource)
    if parts and re.fullmatch(r"[0-9]{12}", parts[4], re.ASCII):
        yield CarriedKey("aws:ResourceAccount", parts[4], "the account in the resource's ARN", certain=True)


def _time(request: Request, now: datetime | None) -> Iterable[CarriedKey]:
    values = (request.context.get(key.lower()) for key in TIME_KEYS)
    seconds = next((parse_date(value) for value in values if isinstance(value, str)), None)
    reason, certain = "the time now", False
    if seconds is not None:
        reason, certain = "the time that is given", True
        now = time_of(seconds)
    if now is not None:
        for key, value in zip(TIME_KEYS, time_values(now), strict=True):
            yield CarriedKey(key, value, reason, certain)


def time_of(seconds: Decimal) -> datetime | None:
    """Return seconds since 1970 as a time; None beyond the years that Python knows."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def time_values(time: datetime) -> tuple[str, str]:
    """Return an instant as aws:CurrentTime has it, and as aws:EpochTime does."""
    time = time.astimezone(UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ"), str(int(time.timestamp()))


def is_known_absent(key: str, *, knows_tags: bool, knows_id: bool) -> bool:
    """Tell whether a request that has no value of a key, in lower case, certainly does not carry it.

    IAM itself fills in some keys from the principal, and of a user the account's file says everything:
    without a tag there, the request has none. Nothing says so of the tags of a role's session.
    """
    if _PRINCIPAL_KEY.fullmatch(key) is None:
        return False
    if "/" in key:
        return knows_tags
    return key != "aws:userid" or knows_id
