"""Advice about a whole policy: its places, its order, how much of it; and of AWS's own policies."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.check import ADVICE_CODES
from iamsim.check.advice import MAXIMUM, advise
from iamsim.policy import PolicyDocument
from tests.aws.models import MANAGED_POLICIES

BUCKET, OBJECTS = "arn:aws:s3:::reports", "arn:aws:s3:::reports/*"


def on(action: Any, resource: Any, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def test_statements_are_numbered_if_they_stand_in_a_list() -> None:
    statements = [on("s3:GetObject", OBJECTS), on("s3:GetObject", BUCKET), {**on("*", "*"), "NotAction": "iam:*"}]
    del statements[2]["Action"]
    advice = advise(PolicyDocument.parse({"Version": "2012-10-17", "Statement": statements}))
    assert [entry.place for entry in advice] == ["Statement[1].Resource", "Statement[2].NotAction"]


def test_nobody_reads_a_thousand_lines() -> None:
    statement = on([f"s3:No{number}" for number in range(1000)], OBJECTS)
    assert len(advise(PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}))) == MAXIMUM


TOO_WIDE = {"AdministratorAccess": ["everything"], "PowerUserAccess": ["allow-not-action"], "IAMFullAccess": ["all-of-iam"]}


@pytest.mark.parametrize("arn", AWS_MANAGED_POLICIES)
def test_of_awss_own_policies_only_those_for_administrators_need_advice(arn: str) -> None:
    advice = advise(PolicyDocument.parse(AWS_MANAGED_POLICIES[arn]))
    assert [entry.code for entry in advice] == TOO_WIDE.get(arn.rpartition("/")[2], [])


# Codes of advice that says that something matches nothing, or is not in our lists. In AWS's own policies that
# would be a false alarm, but for these, in which AWS's page of the service agrees with the advice.
WITHOUT_EFFECT = {"call-not-action", "key-of-other-action", "no-such-action", "no-such-key", "no-such-service", "wrong-arn", "wrong-resource", "wrong-value", "broken-variable", "cidr-is-text"}
AWSS_OWN_SLIPS = {
    ("AWSRefactoringToolkitFullAccess", "wrong-arn"),  # arn:aws:kms:*::*
    ("SecurityLakeResourceManagementServiceRolePolicy", "wrong-resource"),  # lambda:DeleteEventSourceMapping on a function
}  # fmt: skip


@pytest.mark.slow
def test_no_false_alarm_in_1500_policies_of_awss() -> None:
    assert len(MANAGED_POLICIES) > 1500
    ignored = {*ADVICE_CODES} - WITHOUT_EFFECT
    documents = {name: PolicyDocument.parse(policy["Document"], "stored") for name, policy in MANAGED_POLICIES.items()}
    advised = {(name, entry.code) for name, document in documents.items() for entry in advise(document, "managed", ignored)}
    assert advised == AWSS_OWN_SLIPS


CEILINGS = [
    pytest.param(on("*", "*"), id="FullAWSAccess, which every organization begins with"),
    pytest.param(on("iam:PassRole", "*"), id="passing roles"),
    pytest.param(on("iam:*", "*"), id="all of IAM"),
    pytest.param({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, id="Allow with NotAction"),
    pytest.param({"Effect": "Allow", "Action": "*", "NotResource": OBJECTS}, id="Allow with NotResource"),
]


@pytest.mark.parametrize("statement", CEILINGS)
def test_a_service_control_policy_grants_nothing(statement: dict[str, Any]) -> None:
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}, "scp")
    assert advise(document, "scp") == ()
    assert len(advise(document)) == 1
