"""Quotas and limits, compared with AWS's model of IAM's API."""

from __future__ import annotations

import pytest

from iamsim.aws.quotas import LIMITS, QUOTAS
from tests.aws.models import service_model

SHAPES = service_model("iam")["shapes"]


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_those_of_awss_model(name: str) -> None:
    assert LIMITS[name] == SHAPES[name]["max"]


# The names and values of `aws iam get-account-summary` in an account that has never asked for more.
SUMMARY = {
    "AccessKeysPerUserQuota": 2, "AssumeRolePolicySizeQuota": 2048, "AttachedPoliciesPerGroupQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10, "AttachedPoliciesPerUserQuota": 10, "GroupPolicySizeQuota": 5120,
    "GroupsPerUserQuota": 10, "GroupsQuota": 300, "InstanceProfilesQuota": 1000, "PoliciesQuota": 1500,
    "PolicySizeQuota": 6144, "PolicyVersionsInUseQuota": 10_000, "RolePolicySizeQuota": 10_240, "RolesQuota": 1000,
    "ServerCertificatesQuota": 20, "SigningCertificatesPerUserQuota": 2, "UserPolicySizeQuota": 2048,
    "UsersQuota": 5000, "VersionsPerPolicyQuota": 5,
}  # fmt: skip


def test_quotas_are_those_of_an_accounts_summary() -> None:
    assert QUOTAS == SUMMARY
    assert set(QUOTAS) <= {
        *SHAPES["summaryKeyType"]["enum"],
        "RolesQuota",
        "RolePolicySizeQuota",
        "InstanceProfilesQuota",
    }
