"""AWS's numbers and names, checked against a second source wherever there is one."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from iamsim.aws.actions import actions_of, services
from iamsim.aws.quotas import API_NAMES, AWS_MANAGED_POLICIES, LIMITS, QUOTAS
from iamsim.policy import PolicyDocument


def model(service: str) -> dict[str, Any]:
    """AWS's own description of a service's API."""
    newest = max((files("botocore") / "data" / service).iterdir(), key=lambda folder: folder.name)
    loaded: dict[str, Any] = json.loads(gzip.decompress((newest / "service-2.json.gz").read_bytes()))
    return loaded


IAM = model("iam")


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_those_of_awss_model(name: str) -> None:
    assert LIMITS[name] == IAM["shapes"][name]["max"]


# What `aws iam get-account-summary` calls them and says in an account that has never asked for more.
SUMMARY = {
    "AccessKeysPerUserQuota": 2, "AssumeRolePolicySizeQuota": 2048, "AttachedPoliciesPerGroupQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10, "AttachedPoliciesPerUserQuota": 10, "GroupPolicySizeQuota": 5120,
    "GroupsPerUserQuota": 10, "GroupsQuota": 300, "InstanceProfilesQuota": 1000, "PoliciesQuota": 1500,
    "PolicySizeQuota": 6144, "PolicyVersionsInUseQuota": 10_000, "RolePolicySizeQuota": 10_240, "RolesQuota": 1000,
    "ServerCertificatesQuota": 20, "SigningCertificatesPerUserQuota": 2, "UserPolicySizeQuota": 2048,
    "UsersQuota": 5000, "VersionsPerPolicyQuota": 5,
}  # fmt: skip


def test_quotas_are_those_that_an_account_is_told() -> None:
    assert QUOTAS == SUMMARY
    assert set(QUOTAS) <= set(IAM["shapes"]["summaryKeyType"]["enum"]) | {
        "RolesQuota",
        "RolePolicySizeQuota",
        "InstanceProfilesQuota",
    }


@pytest.mark.parametrize("arn", AWS_MANAGED_POLICIES)
def test_aws_managed_policies_are_awss(arn: str) -> None:
    theirs = json.loads(aws_managed_policies_data)[arn.rpartition("/")[2]]["Document"]
    assert PolicyDocument.parse(AWS_MANAGED_POLICIES[arn], "managed") == PolicyDocument.parse(
        theirs, "managed"
    )


@pytest.mark.parametrize("call", API_NAMES)
def test_each_call_is_one_and_leads_to_an_action(call: str) -> None:
    service, _, name = call.partition(":")
    assert name in {*model(service)["operations"], "PostObject"}
    assert API_NAMES[call] not in API_NAMES
    assert API_NAMES[call].startswith(f"{service}:")


# Operations of AWS's models that are no action and that no single action answers for.
SEVERAL = {
    "dynamodb": {"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction", "TransactWriteItems"}
}


@pytest.mark.parametrize("service", sorted(services() - {"s3"}))
def test_every_operation_is_an_action_or_said_to_be_none(service: str) -> None:
    calls = {call.partition(":")[2] for call in API_NAMES if call.startswith(f"{service}:")}
    known = {name.lower() for name in actions_of(service)}
    assert {
        name for name in model(service)["operations"] if name.lower() not in known
    } == calls | SEVERAL.get(service, set())


def patterns(statement: dict[str, Any]) -> list[str]:
    value = statement.get("Action", statement.get("NotAction"))
    return value if isinstance(value, list) else [str(value)]


def test_what_awss_own_policies_name_is_known() -> None:
    documents = [policy["Document"] for policy in json.loads(aws_managed_policies_data).values()]
    lists = [
        one if isinstance(one, list) else [one] for one in (document["Statement"] for document in documents)
    ]
    named = {text for listed in lists for statement in listed for text in patterns(statement)}
    ours = {text for text in named if text.partition(":")[0] in services() and "*" not in text}
    assert len(ours) > 1500
    known = {f"{service}:{name}".lower() for service in services() for name in actions_of(service)}
    assert {text for text in ours if text.lower() not in known} == set()
