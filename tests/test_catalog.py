"""AWS's numbers and names, checked against a second source wherever there is one."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from iamsim.catalog import API_NAMES, AWS_MANAGED_POLICIES, LIMITS, QUOTAS
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
    assert set(QUOTAS) <= set(IAM["shapes"]["summaryKeyType"]["enum"]) | {"RolesQuota", "RolePolicySizeQuota", "InstanceProfilesQuota"}


@pytest.mark.parametrize("arn", AWS_MANAGED_POLICIES)
def test_aws_managed_policies_are_awss(arn: str) -> None:
    theirs = json.loads(aws_managed_policies_data)[arn.rpartition("/")[2]]["Document"]
    assert PolicyDocument.parse(AWS_MANAGED_POLICIES[arn], "managed") == PolicyDocument.parse(theirs, "managed")


@pytest.mark.parametrize("call", API_NAMES)
def test_each_call_is_one_and_leads_to_an_action(call: str) -> None:
    service, _, name = call.partition(":")
    assert name in {*model(service)["operations"], "PostObject"}
    assert API_NAMES[call] not in API_NAMES
    assert API_NAMES[call].startswith(f"{service}:")
