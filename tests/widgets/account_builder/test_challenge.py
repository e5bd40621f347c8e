"""Challenges: any account that gives the wanted answers and keeps the rules solves one."""

from __future__ import annotations

from dataclasses import replace

import pytest

import iamsim
from iamsim.widgets.account_builder.challenge import RULES, Challenge, Goal, Wanted
from iamsim.widgets.account_builder.page import goal_button
from tests.widgets.account_builder.documents import write_document

PAGE = "arn:aws:s3:::acme-website/index.html"
GET, PUT, MFA = "s3:GetObject", "s3:PutObject", "aws:MultiFactorAuthPresent"


def _client() -> iamsim.Client:
    """Ria and the intern Sam, a group Web that may read and write, a group Interns without policies."""
    iam = iamsim.client("iam")
    for name in ("ria", "sam"):
        iam.create_user(UserName=name)
    for name in ("Web", "Interns"):
        iam.create_group(GroupName=name)
    iam.put_group_policy(GroupName="Web", PolicyName="edit", PolicyDocument=iamsim.allow([GET, PUT], PAGE))
    iam.add_user_to_group(GroupName="Web", UserName="ria")
    iam.add_user_to_group(GroupName="Web", UserName="sam")
    iam.add_user_to_group(GroupName="Interns", UserName="sam")
    return iam


def _challenge(*goals: Goal, rules: tuple[str, ...] = ()) -> Challenge:
    return Challenge("x", "Title", "Story", _client().account, goals, rules)


READS = Goal("sam", GET, PAGE, Wanted.ALLOWED)
NEVER_WRITES = Goal("sam", PUT, PAGE, Wanted.NEVER)


def test_a_deny_for_the_group_solves_it() -> None:
    challenge, iam = _challenge(READS, NEVER_WRITES), _client()
    assert challenge.progress(iam.account).reached == (True, False)
    assert str(challenge.progress(iam.account)) == "1 of 2 answers are as wanted"
    iam.put_group_policy(GroupName="Interns", PolicyName="no", PolicyDocument=iamsim.deny(PUT))
    assert challenge.progress(iam.account).solved


def test_a_deny_of_the_users_own_solves_it_as_well() -> None:
    iam = _client()
    iam.put_user_policy(UserName="sam", PolicyName="no", PolicyDocument=iamsim.deny(PUT))
    assert _challenge(READS, NEVER_WRITES).progress(iam.account).solved


def test_a_narrower_allow_is_refused_now_but_not_whatever_is_attached_later() -> None:
    iam = _client()
    iam.put_group_policy(GroupName="Web", PolicyName="edit", PolicyDocument=iamsim.allow(GET, PAGE))
    assert _challenge(READS, NEVER_WRITES).progress(iam.account).reached == (True, False)
    refused = Goal("sam", PUT, PAGE, Wanted.REFUSED)
    assert _challenge(READS, refused).progress(iam.account).solved


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        pytest.param(Wanted.ALLOWED, False, id="not allowed"),
        pytest.param(Wanted.REFUSED, True, id="refused in some way"),
        pytest.param(Wanted.DENIED, False, id="no Deny"),
        pytest.param(Wanted.NOBODY, True, id="nobody allowed it"),
        pytest.param(Wanted.NEVER, False, id="an Allow would be enough"),
    ],
)
def test_a_request_that_nobody_allowed(wanted: Wanted, reached: bool) -> None:
    goal = Goal("ria", "s3:DeleteObject", PAGE, wanted)
    assert _challenge(goal).progress(_client().account).reached == (reached,)


def test_who_is_deleted_reaches_nothing() -> None:
    iam = _client()
    iam.create_user(UserName="leaver")
    iam.delete_user(UserName="leaver")
    assert not Goal("leaver", GET, PAGE, Wanted.NEVER).reached(iam.account)


@pytest.mark.parametrize(
    ("rule", "call", "arguments"),
    [
        pytest.param(
            "no own policies",
            "put_user_policy",
            {"UserName": "ria", "PolicyName": "x", "PolicyDocument": iamsim.allow("s3:*")},
            id="an own policy",
        ),
        pytest.param(
            "groups stay",
            "put_group_policy",
            {"GroupName": "Web", "PolicyName": "x", "PolicyDocument": iamsim.allow("s3:*")},
            id="another policy of a group",
        ),
        pytest.param(
            "memberships stay", "add_user_to_group", {"GroupName": "Interns", "UserName": "ria"}, id="a joiner"
        ),
        pytest.param(
            "no deny",
            "put_group_policy",
            {"GroupName": "Web", "PolicyName": "x", "PolicyDocument": iamsim.deny("s3:*")},
            id="a Deny",
        ),
    ],
)
def test_a_broken_rule_is_named_and_a_kept_one_is_not(rule: str, call: str, arguments: dict[str, str]) -> None:
    challenge, iam = _challenge(READS, rules=(rule,)), _client()
    assert challenge.progress(iam.account).solved
    getattr(iam, call)(**arguments)
    progress = challenge.progress(iam.account)
    assert not progress.solved
    assert len(progress.broken_rules) == 1
    assert progress.broken_rules[0] in str(progress)


def test_a_person_who_must_stay_is_missed() -> None:
    iam = _client()
    for group in ("Web", "Interns"):
        iam.remove_user_from_group(GroupName=group, UserName="sam")
    iam.delete_user(UserName="sam")
    assert _challenge(READS, rules=("people stay",)).progress(iam.account).broken_rules == ("sam is gone",)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_sentence(rule: str) -> None:
    assert RULES[rule][0].endswith(".")


def test_the_table_shows_the_goals_actions_and_resource() -> None:
    challenge = _challenge(READS, NEVER_WRITES)
    assert challenge.actions == (GET, PUT)
    assert challenge.resource == PAGE
    assert challenge.wanted("sam", PUT, PAGE) is Wanted.NEVER
    assert challenge.wanted("ria", PUT, PAGE) is None


def test_a_goal_may_say_what_its_request_carries() -> None:
    iam = _client()
    deny = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}'
    iam.put_group_policy(GroupName="Interns", PolicyName="no-mfa", PolicyDocument=deny)
    with_mfa = Goal("sam", PUT, PAGE, Wanted.ALLOWED, {MFA: "true"})
    without = Goal("sam", PUT, PAGE, Wanted.NEVER, {MFA: "false"})
    access_key = Goal("sam", PUT, PAGE, Wanted.NEVER, {MFA: []})
    challenge = _challenge(with_mfa, without, access_key)
    assert challenge.progress(iam.account).reached == (True, True, False), "Bool is not true without the key"
    assert with_mfa.request_words == "sam, s3:PutObject on acme-website/index.html, with MFA"
    assert challenge.wanted("sam", PUT, PAGE) is None, "the table asks without context keys"
    assert "<button" not in str(goal_button(with_mfa))
    assert "<button" in str(goal_button(READS))


@pytest.mark.parametrize(
    ("effect", "goal"),
    [
        pytest.param("Deny", NEVER_WRITES, id="with MFA an Allow would be enough"),
        pytest.param("Deny", Goal("sam", GET, PAGE, Wanted.REFUSED), id="with MFA it is allowed"),
        pytest.param("Deny", Goal("sam", GET, PAGE, Wanted.DENIED), id="with MFA no Deny matches"),
        pytest.param("Allow", Goal("ria", "s3:DeleteObject", PAGE, Wanted.ALLOWED), id="with MFA nobody allows it"),
        pytest.param("Allow", Goal("ria", "s3:DeleteObject", PAGE, Wanted.NOBODY), id="without MFA it is allowed"),
    ],
)
def test_an_answer_that_depends_on_what_the_request_carries_is_not_as_wanted(effect: str, goal: Goal) -> None:
    iam = _client()
    for name in ("ria", "sam"):
        # BoolIfExists is also true where the request does not carry the key.
        document = write_document(effect, ["s3:*"], ["*"], {"BoolIfExists": {MFA: "false"}})
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    assert goal.answer(iam.account).depends_on == (MFA,)
    assert not goal.reached(iam.account)
    stated = [replace(goal, context={MFA: value}).reached(iam.account) for value in ("true", "false")]
    assert sorted(stated) == [False, True], "it is with one of both values"
