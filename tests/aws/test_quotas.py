"""Quotas and limits, compared with AWS's model of IAM's API."""

from __future__ import annotations

import pytest

from iamsim.aws.quotas import LIMITS, QUOTAS, RESOURCE_POLICY_SIZES
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


# The service, the call that saves the policy, and the parameter's longest value.
IN_MODELS = [
    pytest.param("secretsmanager", "secretsmanager", "NonEmptyResourcePolicyType", id="Secrets Manager"),
    pytest.param("ecr", "ecr", "RepositoryPolicyText", id="ECR"),
    pytest.param("elasticfilesystem", "efs", "Policy", id="EFS"),
    pytest.param("codeartifact", "codeartifact", "PolicyDocument", id="CodeArtifact"),
]


@pytest.mark.parametrize(("service", "model", "shape"), IN_MODELS)
def test_sizes_of_resource_policies_are_those_of_the_services_models(service: str, model: str, shape: str) -> None:
    assert RESOURCE_POLICY_SIZES[service] == service_model(model)["shapes"][shape]["max"]


@pytest.mark.parametrize(
    ("service", "call", "sentence"),
    [
        pytest.param("dynamodb", "PutResourcePolicy", "20 KB", id="DynamoDB"),
        pytest.param("events", "PutPermission", "cannot exceed 10 KB in size", id="EventBridge"),
        pytest.param("glacier", "SetVaultAccessPolicy", "can be up to 20 KB in size", id="Glacier"),
    ],
)
def test_sizes_of_resource_policies_are_those_of_the_services_descriptions(service: str, call: str, sentence: str) -> None:
    model = service_model(service)
    operation = model["operations"][call]
    members = model["shapes"][operation["input"]["shape"]]["members"].values()
    assert sentence in " ".join([operation["documentation"], *[member.get("documentation", "") for member in members]])
    kilobytes = next(int(word) for word in sentence.split() if word.isdecimal())
    assert RESOURCE_POLICY_SIZES[service] == kilobytes * 1024
