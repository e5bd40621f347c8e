"""The decision of a question about an account, and what it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from iamsim.account import Account, InlinePolicy, parse_account
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.decision import CheckType
from iamsim.policy import PolicyDocument
from iamsim.why import Additions, Answer, answer_question, parse_question, parse_questions
from iamsim.why.denial import Denial
from tests.why.account_files import (
    ACCOUNT,
    HOME,
    MFA,
    POLICIES,
    PRINCIPAL,
    SENTENCE,
    SSO,
    SSO_ROLE,
    ask,
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


def test_an_unknown_key_that_decides() -> None:
    answer = ask(["mia", "s3:GetObject", HOME])
    assert answer.depends
    assert answer.keys == ("aws:MultiFactorAuthPresent",)
    assert [(case.decision, dict(case.values)) for case in answer.cases] == [
        ("allowed", {"aws:multifactorauthpresent": "true"}),
        ("implicitDeny", {"aws:multifactorauthpresent": "false"}),
    ]


def account_of(*policies: tuple[str, dict[str, Any]], groups: Sequence[tuple[str, dict[str, Any]]] = ()) -> Account:
    """An account whose user ana has inline policies of her own and, each from a group of its own, others."""
    arn = "arn:aws:iam::123456789012"
    return parse_account(
        {
            "UserDetailList": [
                {
                    "UserName": "ana",
                    "Arn": f"{arn}:user/ana",
                    "GroupList": [name for name, _ in groups],
                    "UserPolicyList": [{"PolicyName": name, "PolicyDocument": text} for name, text in policies],
                }
            ],
            "GroupDetailList": [
                {
                    "GroupName": name,
                    "Arn": f"{arn}:group/{name}",
                    "GroupPolicyList": [{"PolicyName": name, "PolicyDocument": text}],
                }
                for name, text in groups
            ],
        }
    )


def why(account: Account, action: str = "s3:GetObject", resource: str = HOME, *, because: str = "", **more: Any) -> Answer:
    """Answer whether ana may; `because` is the end of AWS's sentence."""
    words = ["ana", action, resource]
    if because:
        words = [SENTENCE.format("arn:aws:iam::123456789012:user/ana", action, resource, because)]
    (question,) = parse_questions(words, account)
    return answer_question(account, question, Additions(**more))


NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
OUTSIDE = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
FORCE_MFA = document(statement("Deny", "*", Condition=NO_MFA))
OFFICE_ONLY = document(statement("Deny", "*", Condition=OUTSIDE))
READ = document(statement("Allow", "s3:GetObject"))
ELSEWHERE = document(statement("Allow", "s3:GetObject", "arn:aws:s3:::elsewhere/*"))
IMPLICIT = "because no identity-based policy allows the s3:GetObject action"
EXPLICIT = "with an explicit deny in an identity-based policy"

REASONS = [
    pytest.param(account_of(("p", ELSEWHERE), ("mfa", FORCE_MFA)), "denied", ["aws:MultiFactorAuthPresent"], [], id="denied by a Deny or by nobody: the reason is open"),
    pytest.param(account_of(("p", READ), ("mfa", FORCE_MFA)), "depends", ["aws:MultiFactorAuthPresent"], [], id="allowed or denied"),
    pytest.param(account_of(("p", READ), ("freeze", document(statement("Deny", "s3:*"))), ("mfa", FORCE_MFA)), "explicitDeny", [], ["freeze"], id="one Deny matches in every case, another in some"),
    pytest.param(
        account_of(("p", READ), ("a", document(statement("Deny", "*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))), ("b", FORCE_MFA)),
        "denied", ["aws:MultiFactorAuthPresent"], [], id="always a Deny, and never the same",
    ),
    pytest.param(
        account_of(("a", document(statement("Allow", "s3:*", Condition=MFA))), ("b", document(statement("Allow", "s3:*", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}}))), ("c", document(statement("Allow", "s3:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})))),
        "allowed", [], [], id="always an Allow, and never the same",
    ),
    pytest.param(
        account_of(("p", document(statement("Allow", "s3:*", Condition=MFA))), ("mfa", FORCE_MFA)),
        "depends", ["aws:MultiFactorAuthPresent"], [], id="statements that read one key match together",
    ),
    pytest.param(
        account_of(("p", document(statement("Allow", "s3:*", Condition={**MFA, "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})))),
        "implicitDeny", [], [], id="two conditions that are never true together",
    ),
    pytest.param(
        account_of(("p", READ), ("mfa", FORCE_MFA), ("office", OFFICE_ONLY)),
        "depends", ["aws:MultiFactorAuthPresent", "aws:SourceIp"], [], id="two keys",
    ),
    pytest.param(
        account_of(("p", ELSEWHERE), ("late", document(statement("Allow", "s3:*", "arn:aws:s3:::x", Condition=MFA)))),
        "implicitDeny", [], [], id="a key of a statement that fails anyway",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("account", "decision", "keys", "deciding"), REASONS)
def test_the_reason_is_computed_for_every_value(account: Account, decision: str, keys: list[str], deciding: list[str]) -> None:
    answer = why(account)
    assert (answer.decision, sorted(answer.keys)) == (decision, keys)
    assert [entry.policy.name for entry in answer.deciding] == deciding


GUARDED = account_of(("p", ELSEWHERE), ("mfa", FORCE_MFA), ("office", OFFICE_ONLY))
EVIDENCE = [
    pytest.param(GUARDED, IMPLICIT, 1, "implicitDeny", [], ["aws:MultiFactorAuthPresent was true", "NotIpAddress aws:SourceIp 203.0.113.0/24 was not true of the request"], id="no Deny matched"),
    pytest.param(account_of(("p", READ), ("mfa", FORCE_MFA)), EXPLICIT, 1, "explicitDeny", ["mfa"], ["aws:MultiFactorAuthPresent was false or not in the request"], id="a Deny matched"),
    pytest.param(GUARDED, EXPLICIT, 1, "denied", [], [], id="one of two Denies matched"),
    pytest.param(account_of(("p", document(statement("Allow", "s3:*", Condition=MFA)))), IMPLICIT, 1, "implicitDeny", [], ["aws:MultiFactorAuthPresent was false or not in the request"], id="the Allow did not match"),
    pytest.param(account_of(("p", document(statement("Allow", "s3:*", Condition=MFA)))), "", 1, "implicitDeny", [], ["aws:MultiFactorAuthPresent was false or not in the request"], id="an older sentence without a reason"),
    pytest.param(account_of(("p", READ), ("tls", document(statement("Deny", "*", Condition={"Bool": {"aws:SecureTransport": "false"}})))), EXPLICIT, 1, "explicitDeny", ["tls"], ["aws:SecureTransport was false"], id="what is taken as usual was not so"),
    pytest.param(account_of(("p", READ)), IMPLICIT, 3, "depends", ["p"], [], id="the file allows it: not 0, because AWS refused it"),
    pytest.param(account_of(("p", READ), ("mfa", FORCE_MFA)), "because no session policy allows the s3:GetObject action", 3, "depends", ["p"], ["aws:MultiFactorAuthPresent was true"], id="a policy that the file never holds"),
]  # fmt: skip


@pytest.mark.parametrize(("account", "because", "status", "decision", "deciding", "facts"), EVIDENCE)
def test_a_pasted_verdict_is_evidence(  # noqa: PLR0913, PLR0917 - all that an answer is
    account: Account, because: str, status: int, decision: str, deciding: list[str], facts: list[str]
) -> None:
    answer = why(account, because=because or " ")
    assert (answer.exit_status, answer.decision) == (status, decision)
    assert [entry.policy.name for entry in answer.deciding] == deciding
    assert list(answer.facts) == facts


def test_a_message_that_agrees_with_nothing_rules_out_nothing() -> None:
    answer = why(account_of(("p", READ)), because=EXPLICIT)
    assert (answer.contradicts, answer.exit_status, answer.facts) == (True, 3, ())
    assert not why(GUARDED, because=IMPLICIT).contradicts


def test_the_policy_that_aws_names_decides_and_no_other() -> None:
    arn = "arn:aws:iam::123456789012:policy/"
    policies = [
        {
            "PolicyName": name,
            "Arn": f"{arn}{name}",
            "DefaultVersionId": "v1",
            "PolicyVersionList": [{"VersionId": "v1", "Document": text}],
        }
        for name, text in (("mfa", FORCE_MFA), ("freeze", document(statement("Deny", "s3:*"))))
    ]
    user = {
        "UserName": "ana",
        "Arn": "arn:aws:iam::123456789012:user/ana",
        "AttachedManagedPolicies": [{"PolicyName": name, "PolicyArn": f"{arn}{name}"} for name in ("mfa", "freeze")],
    }
    account = parse_account({"UserDetailList": [user], "Policies": policies})
    answer = why(account, because=f"{EXPLICIT}: {arn}mfa")
    assert [entry.policy.name for entry in answer.deciding] == ["mfa"]
    assert answer.facts == ("aws:MultiFactorAuthPresent was false or not in the request",)


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
    assert why(account_of(("p", policy)), action, resource).decision == decision


def test_the_time_of_a_question_is_now_and_that_of_a_message_is_unknown() -> None:
    until = document(statement("Allow", "s3:*", Condition={"DateLessThan": {"aws:CurrentTime": "2026-06-01T00:00:00Z"}}))
    for year, decision in ((2025, "allowed"), (2027, "implicitDeny")):
        answer = why(account_of(("p", until)), now=datetime(year, 1, 1, tzinfo=UTC))
        ((key, readers),) = answer.carried_keys
        assert (answer.decision, key.key, key.value) == (decision, "aws:CurrentTime", f"{year}-01-01T00:00:00Z")
        assert [entry.policy.name for entry in readers] == ["p"]
    pasted = why(account_of(("p", until)), because=IMPLICIT, now=datetime(2025, 1, 1, tzinfo=UTC))
    assert (pasted.decision, pasted.carried_keys) == ("implicitDeny", ())
    assert pasted.facts == ("DateLessThan aws:CurrentTime 2026-06-01T00:00:00Z was not true of the request",)


TAG = {"StringEquals": {"aws:PrincipalTag/team": "web"}}


def test_the_tags_of_a_user_are_known_and_those_of_a_session_are_not() -> None:
    tagged = document(statement("Allow", "s3:*", Condition=TAG))
    assert why(account_of(("p", tagged))).decision == "implicitDeny"
    role = {**ACCOUNT["RoleDetailList"][0], "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": tagged}]}
    for tags, decision in (([], "depends"), ([{"Key": "Team", "Value": "web"}], "allowed")):
        account = parse_account({"RoleDetailList": [{**role, "Tags": tags}]})
        question = parse_question([SSO, "s3:GetObject", HOME], account)
        answer = answer_question(account, question)
        assert answer.decision == decision
        # A tag of the session would replace the role's, so the answer names it.
        assert [key.key for key, _ in answer.carried_keys] == [f"aws:PrincipalTag/{tag['Key']}" for tag in tags]
        other = answer_question(account, question, Additions({"aws:PrincipalTag/team": "db"}))
        assert other.decision == "implicitDeny"


def test_what_a_pasted_text_states_is_known_and_context_wins_over_it() -> None:
    account = account_of(("p", READ), ("mfa", FORCE_MFA))
    question = replace(
        parse_question(["ana", "s3:GetObject", HOME], account), context={"aws:MultiFactorAuthPresent": "true"}
    )
    assert answer_question(account, question).decision == "allowed"
    assert answer_question(account, question, Additions({"aws:multifactorauthpresent": "false"})).decision == "explicitDeny"


def test_a_key_that_a_pasted_text_says_was_not_there_is_absent() -> None:
    account = account_of(("p", READ), ("mfa", FORCE_MFA))
    question = replace(parse_question(["ana", "s3:GetObject", HOME], account), context={"aws:MultiFactorAuthPresent": []})
    assert answer_question(account, question).decision == "explicitDeny"


def test_the_statement_that_a_decoded_message_names_decides_and_no_other() -> None:
    policy = document(statement("Deny", "s3:*", Sid="Keep"), statement("Deny", "*", Sid="Other"))
    account = account_of(("p", policy))
    question = parse_question(["ana", "s3:GetObject", HOME], account)
    denial = Denial(question.principal, question.action, HOME, explicit=True, statement_ids=("Keep",))
    answer = answer_question(account, replace(question, denial=denial))
    assert [entry.statement.sid for entry in answer.deciding] == ["Keep"]


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
    alone = why(parse_account({"UserDetailList": [user]}))
    assert [(case.decision, case.premise) for case in alone.cases] == [
        ("allowed", "if gone allows it"),
        ("explicitDeny", "if gone denies it"),
        ("implicitDeny", "if gone does not match"),
    ]
    assert (alone.exit_status, alone.premises) == (3, ("the document of policy arn:aws:iam::123456789012:policy/gone",))
    frozen = {**user, "UserPolicyList": [{"PolicyName": "freeze", "PolicyDocument": document(statement("Deny", "s3:*"))}]}
    denied = why(parse_account({"UserDetailList": [frozen]}))
    assert (denied.decision, [entry.policy.name for entry in denied.deciding]) == ("explicitDeny", ["freeze"])


def test_a_boundary_without_a_document_may_limit() -> None:
    arn = "arn:aws:iam::123456789012:policy/limit"
    user = {"UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "PermissionsBoundary": {"PermissionsBoundaryArn": arn}, "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": READ}]}
    account = parse_account({"UserDetailList": [user]})
    answer = why(account)
    assert [(case.decision, case.premise) for case in answer.cases] == [
        ("allowed", "if the boundary limit allows it"),
        ("implicitDeny", "if the boundary limit does not allow it"),
    ]
    assert why(account, "s3:PutObject").decision == "implicitDeny"  # nobody allows it, whatever the limit says
    given = why(account, boundary=PolicyDocument.parse(READ))
    assert (given.decision, given.premises) == ("allowed", ())


TRUSTED = "arn:aws:iam::999999999999:root"
STRANGER = "arn:aws:iam::999999999999:user/ivan"
STRANGERS = [
    pytest.param(STRANGER, {"AWS": TRUSTED}, {}, "depends", id="its own policies are elsewhere"),
    pytest.param(STRANGER, {"AWS": STRANGER}, {}, "depends", id="named itself"),
    pytest.param(STRANGER, {"AWS": "arn:aws:iam::888888888888:root"}, {}, "implicitDeny", id="the trust policy names another account"),
    pytest.param(STRANGER, {"AWS": TRUSTED}, {"StringEquals": {"sts:ExternalId": "a7"}}, "depends", id="an external id"),
    pytest.param("arn:aws:sts::999999999999:assumed-role/ci/x", {"AWS": "arn:aws:iam::999999999999:role/ci"}, {}, "depends", id="a session of a role that is named"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "trusted", "condition", "decision"), STRANGERS)
def test_callers_of_another_account(principal: str, trusted: dict[str, str], condition: dict[str, Any], decision: str) -> None:
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusted, **({"Condition": condition} if condition else {})})
    account = parse_account({"RoleDetailList": [{**ACCOUNT["RoleDetailList"][0], "AssumeRolePolicyDocument": trust}]})
    answer = answer_question(account, parse_question([principal, "sts:AssumeRole", SSO_ROLE], account))
    assert answer.decision == decision
    assert answer.premises == (f"the policies of {principal} itself, which account 999999999999 holds",)
    assert answer.keys == (("sts:ExternalId",) if condition else ())


def test_a_caller_of_another_account_is_refused_where_no_policy_here_is_asked() -> None:
    account = parse_account(ACCOUNT)
    with pytest.raises(InvalidInput, match="belongs to account 999999999999"):
        answer_question(account, parse_question([STRANGER, "s3:GetObject", HOME], account))


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
    assert answer.required_policy_note == f"this file does not have {SSO_ROLE[:-1]}: its trust policy must allow it; to see it: aws iam get-role --role-name AWSReservedSSO_Dev_0a1 --query Role.AssumeRolePolicyDocument"


def test_service_control_policies_do_not_bind_a_services_own_role() -> None:
    role = {**ACCOUNT["RoleDetailList"][0], "RoleName": "ForSns", "Path": "/aws-service-role/sns.amazonaws.com/"}
    role["Arn"] = "arn:aws:iam::123456789012:role/aws-service-role/sns.amazonaws.com/ForSns"
    account = parse_account({**ACCOUNT, "RoleDetailList": [*ACCOUNT["RoleDetailList"], role]})
    policy = InlinePolicy("only-ec2", PolicyDocument.parse(POLICIES["only-ec2"], "scp"))
    additions = Additions(scps=((policy,),))
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
