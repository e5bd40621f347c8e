"""How long PMapper takes for its own check of one cell; run by a Python that has `principalmapper`.

PMapper (AGPL-3.0) is no dependency: benchmarks/matrix.py starts this file with the Python that IAMSIM_PMAPPER
names, gives it an account's file and some cells as JSON, and reads seconds and decisions.
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints
# mypy: ignore-errors

from __future__ import annotations

import collections
import collections.abc
import json
import sys
from time import perf_counter

# PMapper 1.1.5 imports these names from where Python had them before 3.10.
for name in ("Mapping", "MutableMapping"):
    setattr(collections, name, getattr(collections.abc, name))

from principalmapper.common import Group, Node, Policy  # noqa: E402 - after the names above
from principalmapper.querying.query_interface import local_check_authorization_full  # noqa: E402
from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict  # noqa: E402


def nodes(export: dict) -> dict[str, Node]:
    """PMapper's users, by name, each with its groups, policies and boundary."""
    managed = {
        policy["Arn"]: Policy(policy["Arn"], policy["PolicyName"], policy["PolicyVersionList"][0]["Document"])
        for policy in export["Policies"]
    }

    def policies(entity: dict, inline: str) -> list[Policy]:
        arn, own = entity["Arn"], entity.get(inline, ())
        attached = [managed[policy["PolicyArn"]] for policy in entity["AttachedManagedPolicies"]]
        return [Policy(arn, policy["PolicyName"], policy["PolicyDocument"]) for policy in own] + attached

    groups = {
        group["GroupName"]: Group(group["Arn"], policies(group, "GroupPolicyList"))
        for group in export["GroupDetailList"]
    }

    def node(user: dict) -> Node:
        boundary = managed.get(user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"))
        tags = {tag["Key"]: tag["Value"] for tag in user["Tags"]}
        return Node(
            user["Arn"], user["UserId"], policies(user, "UserPolicyList"),
            [groups[name] for name in user["GroupList"]], trust_policy=None, instance_profile=None,
            num_access_keys=0, active_password=False, is_admin=False, permissions_boundary=boundary,
            has_mfa=False, tags=tags,
        )  # fmt: skip

    return {user["UserName"]: node(user) for user in export["UserDetailList"]}


def main() -> None:
    """Read {"export", "cells", "context"} and print {"seconds", "allowed"}."""
    given = json.load(sys.stdin)
    users, context = nodes(given["export"]), CaseInsensitiveDict(given["context"])
    began = perf_counter()
    allowed = [
        local_check_authorization_full(users[user], action, resource, context)
        for user, action, resource in given["cells"]
    ]
    print(json.dumps({"seconds": perf_counter() - began, "allowed": allowed}))


if __name__ == "__main__":
    main()
