"""The account as a whole: get_account_authorization_details and get_account_summary.

Source: IAM API Reference; recorded answers of AWS.
"""

from __future__ import annotations

from typing import Any

from iamsim.account import dump_account
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.operations.call import Call, Response

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_FILTERS = {"User": "UserDetailList", "Group": "GroupDetailList", "Role": "RoleDetailList"}


def details(call: Call) -> Response:
    """Everything that decides, as `iamsim why` reads it."""
    everything = dump_account(call.account)
    dumped: dict[str, Any] = {name: everything[name] for name in LISTS}
    wanted = call.get("Filter")
    if wanted:
        shown = {_FILTERS[name] for name in wanted if name in _FILTERS}
        policies = [one for one in dumped["Policies"] if _scope(one["Arn"]) in wanted]
        dumped = {name: dumped[name] if name in shown else [] for name in LISTS} | {"Policies": policies}
    return dumped


def _scope(arn: str) -> str:
    return "AWSManagedPolicy" if ":iam::aws:" in arn else "LocalManagedPolicy"


# What the map has besides quotas and what we count; an account of ours has none of it.
_NONE = (
    "AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent",
    "AccountSigningCertificatesPresent", "InstanceProfiles", "MFADevices", "MFADevicesInUse", "Providers",
    "ServerCertificates",
)  # fmt: skip


def summary(call: Call) -> Response:
    """How many there are of each, and how many there may be."""
    account = call.account
    own = [policy for policy in account.policies.values() if not policy.aws_managed]
    counts = {
        "Users": len(account.users),
        "Groups": len(account.groups),
        "Roles": len(account.roles),
        "Policies": len(own),
        "PolicyVersionsInUse": sum(len(policy.versions) for policy in account.policies.values()),
        "GlobalEndpointTokenVersion": 1,
    }
    none = dict.fromkeys(_NONE, 0)
    return {"SummaryMap": dict(sorted({**none, **QUOTAS, **counts}.items()))}
