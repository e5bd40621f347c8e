"""Which cases a question has: the keys and the reasons that matter, and what AWS's message rules out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamsim.account import Account, parse_account
from iamsim.why import answer_question, parse_question
from iamsim.why.denial import Denial
from tests.why.account_files import (
    ELSEWHERE,
    EXPLICIT,
    FORCE_MFA,
    HOME,
    IMPLICIT,
    MFA,
    OFFICE_ONLY,
    READ,
    SSO,
    account_of,
    ask,
    ask_ana,
    document,
    statement,
)

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
    answer = ask_ana(account)
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
    answer = ask_ana(account, because=because or " ")
    assert (answer.exit_status, answer.decision) == (status, decision)
    assert [entry.policy.name for entry in answer.deciding] == deciding
    assert list(answer.facts) == facts


def test_a_message_that_agrees_with_nothing_rules_out_nothing() -> None:
    answer = ask_ana(account_of(("p", READ)), because=EXPLICIT)
    assert (answer.contradicts, answer.exit_status, answer.facts) == (True, 3, ())
    assert not ask_ana(GUARDED, because=IMPLICIT).contradicts


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
    answer = ask_ana(account, because=f"{EXPLICIT}: {arn}mfa")
    assert [entry.policy.name for entry in answer.deciding] == ["mfa"]
    assert answer.facts == ("aws:MultiFactorAuthPresent was false or not in the request",)


def test_the_statement_that_a_decoded_message_names_decides_and_no_other() -> None:
    policy = document(statement("Deny", "s3:*", Sid="Keep"), statement("Deny", "*", Sid="Other"))
    account = account_of(("p", policy))
    question = parse_question(["ana", "s3:GetObject", HOME], account)
    denial = Denial(question.principal, question.action, HOME, explicit=True, statement_ids=("Keep",))
    answer = answer_question(account, replace(question, denial=denial))
    assert [entry.statement.sid for entry in answer.deciding] == ["Keep"]


def test_the_key_of_a_variable_is_spelled_as_in_the_policy() -> None:
    assert "aws:PrincipalTag/Team" in ask([SSO, "ec2:StartInstances", "*"], policies=["by-tag"]).keys
