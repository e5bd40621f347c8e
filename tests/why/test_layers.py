"""Which policies apply to a question, and what those without a document may do."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import InlinePolicy, parse_account
from iamsim.decision import CheckType, Layers
from iamsim.policy import PolicyDocument
from iamsim.why import Additions, answer_question, parse_question
from iamsim.why.asker import find_asker
from iamsim.why.layers import UnseenPolicy, variants_of
from tests.why.account_files import (
    ACCOUNT,
    HOME,
    POLICIES,
    READ,
    SSO_ROLE,
    ask,
    ask_ana,
    document,
    statement,
)

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


def test_a_level_of_denies_stands_beside_full_access() -> None:
    words = ["kim", "s3:GetObject", HOME]
    answer = ask(words, scps=["deny-put"])
    assert (answer.exit_status, len(answer.addition_notes)) == (0, 1)
    assert "deny-put.json" in answer.addition_notes[0]
    assert "FullAWSAccess" in answer.addition_notes[0]
    assert ask(["tom", "s3:PutObject", HOME], scps=["deny-put"]).decision == "explicitDeny"
    assert ask(words, scps=["only-ec2"]).addition_notes == ()


def test_the_policies_of_one_level_add_up() -> None:
    words = ["kim", "s3:GetObject", HOME]
    assert ask(words, scps=["only-ec2,all", "all"]).exit_status == 0
    assert ask(words, scps=["only-ec2", "all"]).exit_status == 1
    assert ask(["tom", "s3:PutObject", HOME], scps=["all,deny-put", "all"]).decision == "explicitDeny"


def test_a_policy_without_a_document_may_allow_and_deny() -> None:
    user = {"UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": "arn:aws:iam::123456789012:policy/gone"}]}
    alone = ask_ana(parse_account({"UserDetailList": [user]}))
    assert [(case.decision, case.premise) for case in alone.cases] == [
        ("allowed", "if gone allows it"),
        ("explicitDeny", "if gone denies it"),
        ("implicitDeny", "if gone does not match"),
    ]
    arn = "arn:aws:iam::123456789012:policy/gone"
    assert (alone.exit_status, alone.unseen_policies) == (3, (UnseenPolicy(f"the document of policy {arn}", arn),))
    frozen = {**user, "UserPolicyList": [{"PolicyName": "freeze", "PolicyDocument": document(statement("Deny", "s3:*"))}]}
    denied = ask_ana(parse_account({"UserDetailList": [frozen]}))
    assert (denied.decision, [entry.policy.name for entry in denied.deciding]) == ("explicitDeny", ["freeze"])


def test_a_boundary_without_a_document_may_limit() -> None:
    arn = "arn:aws:iam::123456789012:policy/limit"
    user = {"UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "PermissionsBoundary": {"PermissionsBoundaryArn": arn}, "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": READ}]}
    account = parse_account({"UserDetailList": [user]})
    answer = ask_ana(account)
    assert [(case.decision, case.premise) for case in answer.cases] == [
        ("allowed", "if the boundary limit allows it"),
        ("implicitDeny", "if the boundary limit does not allow it"),
    ]
    assert ask_ana(account, "s3:PutObject").decision == "implicitDeny"  # nobody allows it, whatever the limit says
    given = ask_ana(account, boundary=PolicyDocument.parse(READ))
    assert (given.decision, given.unseen_policies) == ("allowed", ())


def test_what_an_unseen_policy_may_deny_is_supposed_last() -> None:
    # Only where another supposition allows does it matter, so those must be known before.
    gone, limit = (f"arn:aws:iam::123456789012:policy/{name}" for name in ("gone", "limit"))
    user = {
        "UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "AttachedManagedPolicies": [{"PolicyArn": gone}],
        "PermissionsBoundary": {"PermissionsBoundaryArn": limit},
    }  # fmt: skip
    account = parse_account({"UserDetailList": [user]})
    asker = find_asker(account, parse_question(["ana", "s3:GetObject", HOME], account), Additions())
    layers = Layers(account.sources_of(account.user("ana")), account.boundary_of(account.user("ana")))
    assert [(variant.premise, variant.supposes_deny) for variant in variants_of(account, asker, layers)] == [
        ("if gone does not match, if the boundary limit allows it", False),
        ("if gone allows it, if the boundary limit allows it", False),
        ("if gone does not match, if the boundary limit does not allow it", False),
        ("if gone allows it, if the boundary limit does not allow it", False),
        ("if gone denies it, if the boundary limit allows it", True),
        ("if gone denies it, if the boundary limit does not allow it", True),
    ]


def test_the_trust_policy_of_a_role_in_the_file_must_allow() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE], policies=["all"])
    assert answer.exit_status == 0
    assert "trust AWSReservedSSO_Dev_0a1b" in [str(statement.source) for statement in answer.result.matched_statements]
    assert ask(["zoe", "sts:AssumeRole", SSO_ROLE]).exit_status == 1


def test_service_control_policies_do_not_bind_a_services_own_role() -> None:
    role = {**ACCOUNT["RoleDetailList"][0], "RoleName": "ForSns", "Path": "/aws-service-role/sns.amazonaws.com/"}
    role["Arn"] = "arn:aws:iam::123456789012:role/aws-service-role/sns.amazonaws.com/ForSns"
    account = parse_account({**ACCOUNT, "RoleDetailList": [*ACCOUNT["RoleDetailList"], role]})
    policy = InlinePolicy("only-ec2", PolicyDocument.parse(POLICIES["only-ec2"], "scp"))
    additions = Additions(scps=((policy,),))
    for name, status in (("ForSns", 0), ("AWSReservedSSO_Dev_0a1b", 1)):
        question = parse_question([name, "s3:GetObject", HOME], account)
        assert answer_question(account, question, additions).exit_status == status
