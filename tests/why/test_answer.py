"""The decision of a question about an account, and what it depends on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.decision import CheckType
from iamsim.policy import PolicyDocument
from iamsim.why import Additions, answer_question, parse_question
from tests.why.account_files import ACCOUNT, HOME, POLICIES, PRINCIPAL, SENTENCE, SSO, SSO_ROLE, ask

ALL: dict[str, Any] = {"policies": ["all"]}
DECISIONS = [
    pytest.param(["kim", "s3:GetObject", HOME], {}, 0, "allowed", ["edit-site"], id="a group allows"),
    pytest.param(["ria", "s3:PutObject", HOME], {}, 1, "explicitDeny", ["no-publishing"], id="a group denies"),
    pytest.param(["RIA", "S3:putobject", HOME], {}, 1, "explicitDeny", ["no-publishing"], id="names and actions ignore case"),
    pytest.param(["tom", "s3:GetObject", HOME], {}, 1, "implicitDeny", [], id="an Allow of another action"),
    pytest.param(["zoe", "s3:GetObject"], {}, 1, "implicitDeny", [], id="a user without anything"),
    pytest.param(["joe", "s3:GetObject"], {}, 1, "implicitDeny", [], id="a group without policies"),
    pytest.param(["root", "s3:GetObject"], {}, 0, "allowed", [], id="root is allowed"),
    pytest.param([PRINCIPAL, "s3:GetObject", HOME], {}, 0, "allowed", ["edit-site"], id="an ARN of a user"),
    pytest.param([SSO, "s3:GetObject", HOME], {}, 0, "allowed", ["dev"], id="a session of an Identity Center role"),
    pytest.param(["AWSReservedSSO_Dev_0a1b", "s3:PutObject", HOME], {}, 1, "implicitDeny", [], id="a role's name"),
    pytest.param(["kim", "s3:ListObjectsV2", HOME], {}, 1, "implicitDeny", [], id="a call's name is replaced by its action"),
    pytest.param(["kim", "s3:GetObject", HOME], {"resource_policy": "deny-bucket"}, 1, "explicitDeny", ["given"], id="a bucket policy denies"),
    pytest.param(["zoe", "s3:GetObject", HOME], {"resource_policy": "allow-bucket"}, 0, "allowed", ["given"], id="a bucket policy allows by itself"),
    pytest.param(["kim", "s3:GetObject", HOME], {"scps": ["only-ec2"]}, 1, "implicitDeny", [], id="an SCP does not allow it"),
    pytest.param(["kim", "s3:GetObject", HOME], {"scps": ["all", "only-ec2"]}, 1, "implicitDeny", [], id="every level must allow"),
    pytest.param(["kim", "s3:GetObject", HOME], {"scps": ["all", "all"]}, 0, "allowed", ["edit-site"], id="every level allows"),
    pytest.param(["kim", "s3:GetObject", HOME], {"boundary": "only-ec2"}, 1, "implicitDeny", [], id="a boundary does not allow it"),
    pytest.param(["zoe", "s3:GetObject", HOME], ALL, 0, "allowed", ["given"], id="what if she had this policy"),
    pytest.param(["mia", "s3:GetObject", HOME], {}, 3, "implicitDeny", [], id="a missing key that decides"),
    pytest.param(["kim", "s3:GetObject", HOME], {"context": ["aws:username=kim"]}, 0, "allowed", ["edit-site"], id="his own name"),
    pytest.param(["mia", "ec2:RunInstances"], {}, 1, "implicitDeny", [], id="a missing key that cannot decide"),
    pytest.param(["mia", "s3:GetObject", HOME], {"context": ["aws:MultiFactorAuthPresent=true"]}, 0, "allowed", ["own"], id="the key says yes"),
    pytest.param(["mia", "s3:GetObject", HOME], {"context": ["AWS:multifactorauthpresent=false"]}, 1, "implicitDeny", [], id="the key says no"),
    pytest.param([SENTENCE.format(PRINCIPAL, "s3:PutObject", f'"{HOME}"', "with an explicit deny in an identity-based policy")], {}, 1, "explicitDeny", ["no-publishing"], id="AWS's sentence with quotes"),
    pytest.param(
        ["An error occurred (AccessDenied) when calling the PutObject operation: " + SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny")],
        {}, 1, "explicitDeny", ["no-publishing"], id="AWS's older sentence inside boto3's",
    ),
    pytest.param([SENTENCE.format(SSO, "s3:PutObject", HOME, "because no identity-based policy allows the s3:PutObject action")], {}, 1, "implicitDeny", [], id="AWS's sentence about a session"),
    pytest.param([SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no service control policy allows the s3:GetObject action")], {}, 0, "allowed", ["edit-site"], id="AWS blames what the file does not hold"),
    pytest.param([SENTENCE.format(PRINCIPAL, "iam:AddUserToGroup", "group Web", "because no identity-based policy allows the iam:AddUserToGroup action")], {}, 1, "implicitDeny", [], id="IAM's own way to name a resource"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions", "status", "decision", "policies"), DECISIONS)
def test_the_decision_and_the_policies_that_decide(
    words: list[str], additions: dict[str, Any], status: int, decision: str, policies: list[str]
) -> None:
    answer = ask(words, **additions)
    assert (answer.exit_status, answer.result.decision) == (status, decision)
    assert [statement.policy.name for statement in answer.result.matched_statements] == policies


REFUSING_CHECKS = [
    pytest.param({"scps": ["only-ec2"]}, CheckType.SERVICE_CONTROL_POLICY, id="an SCP"),
    pytest.param({"scps": ["all", "only-ec2"]}, CheckType.SERVICE_CONTROL_POLICY, id="an SCP of the second level"),
    pytest.param({"boundary": "only-ec2"}, CheckType.PERMISSIONS_BOUNDARY, id="a boundary"),
    pytest.param({"resource_policy": "deny-bucket"}, CheckType.RESOURCE, id="a bucket policy"),
]  # fmt: skip


@pytest.mark.parametrize(("additions", "check_type"), REFUSING_CHECKS)
def test_the_check_that_refuses(additions: dict[str, Any], check_type: CheckType) -> None:
    answer = ask(["kim", "s3:GetObject", HOME], **additions)
    refusing = [check.type for check in answer.result.checks if check.effect.endswith("DENY")]
    assert refusing == [check_type]


def test_the_levels_of_the_organization_are_in_the_order_given() -> None:
    checks = ask(["kim", "s3:GetObject", HOME], scps=["all", "only-ec2"]).result.checks
    assert [(check.target, check.effect) for check in checks[:2]] == [("root", "ALLOW"), ("level 1", "IMPLICIT_DENY")]


def test_a_statement_that_reads_an_unknown_key_may_match_or_not() -> None:
    answer = ask(["mia", "s3:GetObject", HOME])
    assert answer.depends
    assert (answer.best.decision, answer.worst.decision) == ("allowed", "implicitDeny")
    assert answer.unknown_keys == ("aws:MultiFactorAuthPresent",)
    assert [statement.policy.name for statement in answer.dependent_statements] == ["own"]


def test_iams_own_way_to_name_a_resource_is_read_as_an_arn() -> None:
    denial = SENTENCE.format(PRINCIPAL, "iam:AddUserToGroup", "group Web", "because no identity-based policy allows the iam:AddUserToGroup action")
    assert ask([denial]).result.request.resource == "arn:aws:iam::123456789012:group/Web"


def test_the_trust_policy_of_a_role_in_the_file_must_allow() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE], **ALL)
    assert answer.exit_status == 0
    assert "trust AWSReservedSSO_Dev_0a1b" in [str(statement.source) for statement in answer.result.matched_statements]
    assert ask(["zoe", "sts:AssumeRole", SSO_ROLE]).exit_status == 1


def test_a_role_that_the_file_does_not_have_may_not_trust_the_principal() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE[:-1]], **ALL)
    assert answer.exit_status == 3
    assert answer.required_policy_note == f"this file does not have {SSO_ROLE[:-1]}: its trust policy must allow it; to see it: aws iam get-role --role-name AWSReservedSSO_Dev_0a1"


def test_service_control_policies_do_not_bind_a_services_own_role() -> None:
    role = {**ACCOUNT["RoleDetailList"][0], "RoleName": "ForSns", "Path": "/aws-service-role/sns.amazonaws.com/"}
    role["Arn"] = "arn:aws:iam::123456789012:role/aws-service-role/sns.amazonaws.com/ForSns"
    account = parse_account({**ACCOUNT, "RoleDetailList": [*ACCOUNT["RoleDetailList"], role]})
    additions = Additions(scps=(PolicyDocument.parse(POLICIES["only-ec2"], "scp"),))
    for name, status in (("ForSns", 0), ("AWSReservedSSO_Dev_0a1b", 1)):
        question = parse_question([name, "s3:GetObject", HOME], account)
        assert answer_question(account, question, additions).exit_status == status


def test_all_buckets_are_listed_on_no_bucket() -> None:
    for resource in ([], ["*"], ["arn:aws:s3:::*"]):
        answer = ask(["zoe", "S3:ListAllMyBuckets", *resource], policies=["list-buckets"])
        assert answer.exit_status == 0
        names = [policy.name for policy in answer.unknown_policies]
        assert "bucket policy" not in names
        assert "policy of its KMS key" not in names
    assert ask(["zoe", "s3:ListAllMyBuckets"], **ALL).exit_status == 0
    denied = ask(["zoe", "s3:ListAllMyBuckets"])
    assert denied.exit_status == 1
    assert "bucket policy" not in [policy.name for policy in denied.unknown_policies]


ROLE = "arn:aws:iam::999999999999:role/x/Audit"
FUNCTION = "arn:aws:lambda:eu-west-1:999999999999:function:web"
INSTANCE = "arn:aws:ec2:eu-west-1:999999999999:instance/i-1"
ROLE_NOTE = f"{ROLE} is of account 999999999999: across accounts its trust policy must allow it too; to see it, there: aws iam get-role --role-name Audit"
FUNCTION_NOTE = f"{FUNCTION} is of account 999999999999: across accounts its own policy must allow it too; to see it, there: aws lambda get-policy --function-name {FUNCTION}"
CROSS_ACCOUNT = [
    pytest.param(["tom", "sts:AssumeRole", ROLE], ALL, 3, "allowed", ROLE_NOTE, id="a role of another account"),
    pytest.param(["tom", "sts:AssumeRole", ROLE], {}, 1, "implicitDeny", ROLE_NOTE, id="also where nobody here allows it"),
    pytest.param(["tom", "lambda:InvokeFunction", FUNCTION], ALL, 3, "allowed", FUNCTION_NOTE, id="a function of another account"),
    pytest.param(["tom", "ec2:StopInstances", INSTANCE], ALL, 3, "allowed", f"{INSTANCE} is of account 999999999999: across accounts its own policy must allow it too", id="a service whose call we do not know"),
    pytest.param(["tom", "lambda:InvokeFunction", FUNCTION.replace("999999999999", "123456789012")], ALL, 0, "allowed", "", id="a function of this account"),
    pytest.param(["tom", "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"], ALL, 0, "allowed", "", id="AWS's own policies are no other account's"),
    pytest.param(["tom", "lambda:GetFunction", FUNCTION], {"resource_policy": "all-of-lambda-for-tom"}, 1, "implicitDeny", "", id="across accounts the resource's Allow alone is not enough"),
    pytest.param(["tom", "lambda:GetFunction", FUNCTION], {"resource_policy": "all-of-lambda-for-tom", **ALL}, 0, "allowed", "", id="both allow it"),
    pytest.param(["tom", "lambda:GetFunction", FUNCTION], {"resource_policy": "allow-bucket", **ALL}, 1, "implicitDeny", "", id="across accounts the identity's Allow alone is not enough"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions", "status", "decision", "note"), CROSS_ACCOUNT)
def test_across_accounts_both_must_allow(
    words: list[str], additions: dict[str, Any], status: int, decision: str, note: str
) -> None:
    answer = ask(words, **additions)
    assert (answer.exit_status, answer.result.decision, answer.required_policy_note) == (status, decision, note)


REFUSED = [
    pytest.param(["kim", "s3:GetObject"], ["AWS:username=ria"], "--context aws:username=ria: IAM fills in this key; it is 'kim' for this principal", id="another user's name"),
    pytest.param([SSO, "s3:GetObject"], ["aws:username=ria"], "--context aws:username=ria: IAM fills in this key; it is absent for this principal", id="a session has no user's name"),
    pytest.param(["arn:aws:iam::999999999999:user/kim", "s3:GetObject"], [], "arn:aws:iam::999999999999:user/kim belongs to account 999999999999; this account is 123456789012", id="another account's user"),
    pytest.param(["arn:aws:iam::123456789012:group/Web", "s3:GetObject"], [], "a group sends no requests; expected a user, a role, a role's session or root", id="a group sends no requests"),
    pytest.param(["arn:aws:iam::123456789012:user/x/kim", "s3:GetObject"], [], "no arn:aws:iam::123456789012:user/x/kim (this account has arn:aws:iam::123456789012:user/kim)", id="another path"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "context", "message"), REFUSED)
def test_a_question_without_an_answer(words: list[str], context: list[str], message: str) -> None:
    with pytest.raises((InvalidInput, NoSuchEntity)) as caught:
        ask(words, context=context)
    assert str(caught.value) == message


def test_what_the_pasted_text_states_is_context_unless_the_user_says_otherwise() -> None:
    question = replace(parse_question(["mia", "s3:GetObject", HOME], parse_account(ACCOUNT)), context={"aws:MultiFactorAuthPresent": "true"})
    assert answer_question(parse_account(ACCOUNT), question).exit_status == 0
    additions = Additions({"AWS:multifactorauthpresent": "false"})
    assert answer_question(parse_account(ACCOUNT), question, additions).exit_status == 1
