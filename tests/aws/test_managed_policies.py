"""AWS managed policies, compared with those that moto has recorded."""

from __future__ import annotations

import pytest

from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.policy import PolicyDocument
from tests.aws.models import MANAGED_POLICIES


@pytest.mark.parametrize("arn", AWS_MANAGED_POLICIES)
def test_a_managed_policy_means_what_awss_means(arn: str) -> None:
    document = PolicyDocument.parse(AWS_MANAGED_POLICIES[arn], "managed")
    recorded = MANAGED_POLICIES[arn.rpartition("/")[2]]["Document"]
    assert document == PolicyDocument.parse(recorded, "managed")
