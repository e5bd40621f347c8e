"""How to see what the account's file lacks, and how to ask with MFA."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.decision.explain import explain
from iamsim.why import answer_json, answer_question, answer_text, parse_question
from iamsim.why.next_steps import see_policy_command
from tests.why.account_files import AS_FAR, HOME, PRINCIPAL, SSO, ask

ALLOWED = [
    pytest.param(["kim", "s3:GetObject", HOME], {}, id="a group"),
    pytest.param(["root", "s3:GetObject", HOME], {}, id="root"),
    pytest.param([PRINCIPAL, "s3:GetObject", HOME], {}, id="an ARN"),
    pytest.param([SSO, "s3:GetObject", HOME], {}, id="a session"),
    pytest.param(["zoe", "s3:GetObject", HOME], {"resource_policy": "allow-bucket"}, id="a bucket policy"),
    pytest.param(["zoe", "s3:GetObject", HOME], {"policies": ["all"]}, id="a policy that is given"),
    pytest.param(["zoe", "S3:ListAllMyBuckets"], {"policies": ["list-buckets"]}, id="all buckets"),
    pytest.param(["kim", "s3:ListAllMyBuckets"], {"policies": ["buckets"]}, id="all buckets, on any bucket"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions"), ALLOWED)
def test_allowed_is_never_said_without_its_limits(words: list[str], additions: dict[str, Any]) -> None:
    answer = ask(words, **additions)
    explanation, _, unknown = answer_text(answer).partition("\n\n")
    assert explanation == AS_FAR + explain(answer.result).removeprefix("allowed: ")
    assert unknown.startswith("This file cannot show these, and each can still refuse:\n")


def test_an_allowed_answer_names_what_the_file_cannot_hold() -> None:
    _, _, lines = answer_text(ask(["kim", "s3:GetObject", HOME])).partition("still refuse:\n")
    names = [name for line in lines.splitlines() if (name := line[2:25].strip())]
    assert names == [
        "service control policy",
        "resource control policy",
        "bucket policy",
        "VPC endpoint policy",
        "policy of its KMS key",
    ]


def test_a_remark_stands_under_its_command_and_once() -> None:
    answer = ask(["kim", "s3:GetObject", HOME])
    text = answer_text(answer)
    remarks = [policy.remark for policy in answer.unknown_policies if policy.remark]
    assert len(set(remarks)) < len(remarks), "the organization's two kinds of policies have one remark"
    assert [text.count(remark) for remark in set(remarks)] == [1] * len(set(remarks))
    assert answer_json(answer)["notInThisFile"][0]["remark"] == remarks[0]


MFA_STEP = "\n\nTo ask with MFA, get credentials that carry it:\n  aws iam list-mfa-devices --user-name mia\n"
MFA_ANSWERS = [
    pytest.param(["mia", "s3:GetObject", HOME], [], True, id="it depends on MFA"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=false"], True, id="MFA is all that a near miss lacks"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=true"], False, id="allowed with MFA"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=false", "aws:MultiFactorAuthAge=9"], True, id="MFA of another session"),
    pytest.param(["mia", "ec2:RunInstances", "*"], ["aws:MultiFactorAuthPresent=false"], False, id="MFA would not help"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "context", "helps"), MFA_ANSWERS)
def test_mfas_next_step(words: list[str], context: list[str], helps: bool) -> None:
    assert (MFA_STEP in answer_text(ask(words, context=context))) is helps


def test_no_mfa_where_it_changes_the_reason_alone() -> None:
    answer = ask(["zoe", "s3:GetObject", HOME], policies=["without-mfa"])
    assert answer.keys == ("aws:MultiFactorAuthPresent",)
    assert "To ask with MFA" not in answer_text(answer)
    allowed = ask(["tom", "s3:PutObject", HOME], policies=["without-mfa"])
    assert "To ask with MFA" in answer_text(allowed)


def test_how_to_see_a_document_that_the_file_lacks() -> None:
    lost = "arn:aws:iam::123456789012:policy/Lost"
    zoe = {"UserName": "zoe", "Arn": PRINCIPAL.replace("ria", "zoe"), "AttachedManagedPolicies": [{"PolicyArn": lost}]}
    account = parse_account({"UserDetailList": [zoe]})
    answer = answer_question(account, parse_question(["zoe", "s3:GetObject", HOME], account))
    command = see_policy_command(lost)
    assert f"\n\nTo see what the file lacks:\n  {command}\n" in answer_text(answer)
    lacking = {"what": f"the document of policy {lost}", "command": command, "remark": ""}
    assert answer_json(answer)["notInThisFile"][0] == lacking


def test_a_session_can_be_limited_by_a_session_policy() -> None:
    assert "\n  session policy  " in answer_text(ask([SSO, "s3:GetObject", HOME]))


def test_a_silent_refusal_names_what_could_allow() -> None:
    assert answer_text(ask(["zoe", "s3:GetObject", HOME])).endswith(
        "it can allow what nobody here allows:\n  bucket policy  aws s3api get-bucket-policy --bucket acme-website"
    )


def test_a_refusal_of_an_action_on_the_account_names_no_bucket_policy() -> None:
    _, _, refusal = answer_text(ask(["zoe", "s3:ListAllMyBuckets"])).partition("implicitDeny")
    assert refusal
    assert "bucket policy" not in refusal


def test_where_the_organization_refuses_no_bucket_policy_helps() -> None:
    by_scp = answer_text(ask(["kim", "s3:GetObject", HOME], scps=["only-ec2"]))
    by_boundary = answer_text(ask(["kim", "s3:GetObject", HOME], boundary="only-ec2"))
    assert "it can allow what nobody here allows" not in by_scp
    assert "it can allow what nobody here allows" in by_boundary
