"""The decision of a question about an account, and what it depends on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.why import Additions, answer_question, parse_question
from tests.why.account_files import (
    ACCOUNT,
    FORCE_MFA,
    HOME,
    IMPLICIT,
    PRINCIPAL,
    READ,
    SENTENCE,
    SSO,
    SSO_ROLE,
    account_of,
    ask,
    ask_ana,
    document,
    statement,
)

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
    pytest.param(["mia", "s3:GetObject", HOME], {}, 3, "depends", [], id="a missing key that decides"),
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
    pytest.param([SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no service control policy allows the s3:GetObject action")], {}, 3, "depends", ["edit-site"], id="AWS blames what the file does not hold"),
    pytest.param([SENTENCE.format(PRINCIPAL, "iam:AddUserToGroup", "group Web", "because no identity-based policy allows the iam:AddUserToGroup action")], {}, 1, "implicitDeny", [], id="IAM's own way to name a resource"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions", "status", "decision", "policies"), DECISIONS)
def test_the_decision_and_the_policies_that_decide(
    words: list[str], additions: dict[str, Any], status: int, decision: str, policies: list[str]
) -> None:
    answer = ask(words, **additions)
    assert (answer.exit_status, answer.decision) == (status, decision)
    assert [statement.policy.name for statement in answer.deciding] == policies


def test_an_unknown_key_that_decides() -> None:
    answer = ask(["mia", "s3:GetObject", HOME])
    assert answer.depends
    assert answer.keys == ("aws:MultiFactorAuthPresent",)
    assert [(case.decision, dict(case.values)) for case in answer.cases] == [
        ("allowed", {"aws:multifactorauthpresent": "true"}),
        ("implicitDeny", {"aws:multifactorauthpresent": "false"}),
    ]


IN_EUROPE = document(statement("Allow", "*"), statement("Deny", "*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}))
TABLE = "arn:aws:dynamodb:{}:123456789012:table/T"
CARRIED = [
    pytest.param(IN_EUROPE, "dynamodb:GetItem", TABLE.format("eu-west-1"), "allowed", id="the region of the resource's ARN"),
    pytest.param(IN_EUROPE, "dynamodb:GetItem", TABLE.format("us-east-1"), "explicitDeny", id="another region"),
    pytest.param(IN_EUROPE, "iam:GetUser", "arn:aws:iam::123456789012:user/ana", "explicitDeny", id="IAM is in us-east-1"),
    pytest.param(IN_EUROPE, "s3:GetObject", HOME, "depends", id="a bucket's ARN has no region"),
    pytest.param(document(statement("Allow", "*", Condition={"Bool": {"aws:SecureTransport": "true"}})), "s3:GetObject", HOME, "allowed", id="TLS"),
    pytest.param(document(statement("Allow", "*", Condition={"Null": {"aws:CurrentTime": "false"}})), "s3:GetObject", HOME, "allowed", id="the time, though nobody says which"),
    pytest.param(document(statement("Allow", "*", Condition={"DateLessThan": {"aws:EpochTime": "2026-11-30T00:00:00Z"}})), "s3:GetObject", HOME, "depends", id="an unknown time"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "action", "resource", "decision"), CARRIED)
def test_keys_that_every_request_carries(policy: dict[str, Any], action: str, resource: str, decision: str) -> None:
    assert ask_ana(account_of(("p", policy)), action, resource).decision == decision


def test_the_time_of_a_question_is_now_and_that_of_a_message_is_unknown() -> None:
    until = document(statement("Allow", "s3:*", Condition={"DateLessThan": {"aws:CurrentTime": "2026-06-01T00:00:00Z"}}))
    for year, decision in ((2025, "allowed"), (2027, "implicitDeny")):
        answer = ask_ana(account_of(("p", until)), now=datetime(year, 1, 1, tzinfo=UTC))
        ((key, readers),) = answer.carried_keys
        assert (answer.decision, key.key, key.value) == (decision, "aws:CurrentTime", f"{year}-01-01T00:00:00Z")
        assert [entry.policy.name for entry in readers] == ["p"]
    pasted = ask_ana(account_of(("p", until)), because=IMPLICIT, now=datetime(2025, 1, 1, tzinfo=UTC))
    assert (pasted.decision, pasted.carried_keys) == ("implicitDeny", ())
    assert pasted.facts == ("DateLessThan aws:CurrentTime 2026-06-01T00:00:00Z was not true of the request",)


def test_what_a_pasted_text_states_is_known_and_context_wins_over_it() -> None:
    account = account_of(("p", READ), ("mfa", FORCE_MFA))
    question = replace(
        parse_question(["ana", "s3:GetObject", HOME], account), context={"aws:MultiFactorAuthPresent": "true"}
    )
    assert answer_question(account, question).decision == "allowed"
    assert answer_question(account, question, Additions({"aws:multifactorauthpresent": "false"})).decision == "explicitDeny"


def test_iams_own_way_to_name_a_resource_is_read_as_an_arn() -> None:
    denial = SENTENCE.format(PRINCIPAL, "iam:AddUserToGroup", "group Web", "because no identity-based policy allows the iam:AddUserToGroup action")
    assert ask([denial]).result.request.resource == "arn:aws:iam::123456789012:group/Web"


def test_a_role_that_the_file_does_not_have_may_not_trust_the_principal() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE[:-1]], **ALL)
    assert answer.exit_status == 3
    assert answer.required_policy_note == f"this file does not have {SSO_ROLE[:-1]}: its trust policy must allow it; to see it: aws iam get-role --role-name AWSReservedSSO_Dev_0a1 --query Role.AssumeRolePolicyDocument"


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
ROLE_NOTE = f"{ROLE} is of account 999999999999: across accounts its trust policy must allow it too; to see it, there: aws iam get-role --role-name Audit --query Role.AssumeRolePolicyDocument"
FUNCTION_NOTE = f"{FUNCTION} is of account 999999999999: across accounts its own policy must allow it too; to see it, there: aws lambda get-policy --function-name {FUNCTION} --region eu-west-1"
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


def test_what_the_pasted_text_states_is_context_unless_the_user_says_otherwise() -> None:
    question = replace(parse_question(["mia", "s3:GetObject", HOME], parse_account(ACCOUNT)), context={"aws:MultiFactorAuthPresent": "true"})
    assert answer_question(parse_account(ACCOUNT), question).exit_status == 0
    additions = Additions({"AWS:multifactorauthpresent": "false"})
    assert answer_question(parse_account(ACCOUNT), question, additions).exit_status == 1


def test_a_key_that_the_pasted_text_says_is_absent_is_not_taken_as_usual() -> None:
    without_key = statement("Deny", "s3:GetObject", Condition={"Null": {"aws:SecureTransport": "true"}})
    policy = document(without_key, statement("Allow", "s3:*"))
    account = account_of(("own", policy))
    question = parse_question(["ana", "s3:GetObject", HOME], account)
    assert answer_question(account, question).decision == "allowed"
    without_tls = replace(question, context={"aws:SecureTransport": []})
    assert answer_question(account, without_tls).decision == "explicitDeny"
