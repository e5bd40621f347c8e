"""Who asks, and what is known of the keys of its request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.why import Additions, answer_question, parse_question
from tests.why.account_files import (
    ACCOUNT,
    FORCE_MFA,
    HOME,
    READ,
    SSO,
    SSO_ROLE,
    account_of,
    ask,
    ask_ana,
    document,
    statement,
)

TAG = {"StringEquals": {"aws:PrincipalTag/team": "web"}}


def test_the_tags_of_a_user_are_known_and_those_of_a_session_are_not() -> None:
    tagged = document(statement("Allow", "s3:*", Condition=TAG))
    assert ask_ana(account_of(("p", tagged))).decision == "implicitDeny"
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


def test_a_key_that_a_pasted_text_says_was_not_there_is_absent() -> None:
    account = account_of(("p", READ), ("mfa", FORCE_MFA))
    question = replace(parse_question(["ana", "s3:GetObject", HOME], account), context={"aws:MultiFactorAuthPresent": []})
    assert answer_question(account, question).decision == "explicitDeny"


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
    (unseen,) = answer.unseen_policies
    assert unseen.words == f"the policies of {principal} itself, which account 999999999999 holds"
    assert answer.keys == (("sts:ExternalId",) if condition else ())


def test_a_caller_of_another_account_is_refused_where_no_policy_here_is_asked() -> None:
    account = parse_account(ACCOUNT)
    with pytest.raises(InvalidInput, match="belongs to account 999999999999"):
        answer_question(account, parse_question([STRANGER, "s3:GetObject", HOME], account))


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
