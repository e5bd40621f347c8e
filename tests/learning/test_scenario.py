"""Scenarios: an account described in words, and events that change it."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import Account, ManagedPolicy, PolicyVersion
from iamsim.learning.scenario import (
    ScenarioError,
    ScenarioRequest,
    account_in_words,
    credentials_of,
    parse_scenario,
    policy_in_words,
)
from iamsim.policy import PolicyDocument

READ = "Allow s3:GetObject on *"
ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'


def account(users: dict[str, list[Any]], groups: dict[str, list[Any]] | None = None) -> Account:
    return account_in_words(users, groups or {}).account


# ------------------------------------------------------------------------------------ an account in words


def test_words_describe_an_account_and_the_order_of_giving() -> None:
    held = [f"own-1: {READ}", "Web", "password", "Deny s3:* on *; Allow s3:GetObject, s3:PutObject on *", "access key"]
    described = account_in_words({"tom": held}, {"Web": [READ, f"more: {READ}"]})
    tom, web = described.account.user("tom"), described.account.group("Web")
    assert described.given == {"tom": ("own-1", "Web", "tom-2")}
    assert (tom.arn, web.arn) == ("arn:aws:iam::123456789012:user/tom", "arn:aws:iam::123456789012:group/Web")
    assert [policy.name for policy in tom.inline] == ["own-1", "tom-2"]
    assert [policy.name for policy in web.inline] == ["Web-1", "more"]
    assert [str(statement) for statement in tom.inline[1].document.statements] == [
        "Deny s3:* on *",
        "Allow s3:GetObject, s3:PutObject on *",
    ]
    assert credentials_of(tom) == ["password", "access key"]


def test_a_policy_as_json_may_stand_among_the_words() -> None:
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
    assert [str(statement) for statement in account({"tom": [document]}).user("tom").inline[0].document.statements] == ["Deny s3:* on *"]


@pytest.mark.parametrize(
    ("user", "key"),
    [
        pytest.param("invoice-bot", "AKIAINVOICEBOEXAMPLE", id="a hyphen is left out, a long name is cut"),
        pytest.param("bo", "AKIABOEEEEEEEEXAMPLE", id="a short name is filled up"),
    ],
)
def test_an_access_keys_id_looks_like_aws_s(user: str, key: str) -> None:
    assert account({user: ["access key"]}).user(user).access_keys[0].access_key_id == key
    assert len(key) == 20


# ------------------------------------------------------------------------------------------------ events

ACME: dict[str, Any] = {"users": {"tom": ["Web"], "kim": []}, "groups": {"Web": [READ], "Ops": []}}


@pytest.mark.parametrize(
    ("event", "user", "holds"),
    [
        pytest.param(["sign_in", "tom"], "tom", "Web", id="signing in changes nothing"),
        pytest.param(["add_user_to_group", "tom", "ops"], "tom", "Web Ops", id="joining adds the newest group last"),
        pytest.param(["add_user_to_group", "tom", "Web"], "tom", "Web", id="joining twice is joining once"),
        pytest.param(["remove_user_from_group", "tom", "web"], "tom", "", id="leaving takes the group away"),
        pytest.param(["put_user_policy", "kim", "own", READ], "kim", "own", id="an own policy"),
        pytest.param(["put_group_policy", "Web", "Web-1", READ], "tom", "Web", id="a group's policy is not the user's"),
        pytest.param(["create_login_profile", "kim"], "kim", "password", id="a password"),
        pytest.param(["create_access_key", "kim"], "kim", "access key", id="an access key"),
        pytest.param(["create_user", "ria"], "ria", "", id="a new user has nothing"),
    ],
)
def test_what_an_event_makes_of_a_user(event: list[str], user: str, holds: str) -> None:
    then = parse_scenario({**ACME, "events": [["10:00", *event]]}).at("10:00").user(user)
    assert " ".join([*then.groups, *(policy.name for policy in then.inline), *credentials_of(then)]) == holds


def test_events_count_from_their_minute_on() -> None:
    events = [
        ["10:00", "put_group_policy", "Web", "Web-1", "Deny s3:* on *"],
        ["11:00", "delete_group_policy", "Web", "Web-1"],
        ["12:00", "put_user_policy", "tom", "own", READ],
        ["13:00", "delete_user_policy", "tom", "own"],
        ["14:00", "create_login_profile", "tom"],
        ["15:00", "delete_login_profile", "tom"],
    ]
    told = parse_scenario({**ACME, "events": events})
    tom = [told.at(time).user("tom") for time in ("09:59", "12:00", "13:00", "14:00", "15:00", "")]
    web = [told.at(time).group("Web") for time in ("09:59", "10:00", "11:00", "")]
    assert [[str(statement) for policy in group.inline for statement in policy.document.statements] for group in web] == [
        [READ],
        ["Deny s3:* on *"],
        [],
        [],
    ]
    assert [len(user.inline) for user in tom] == [0, 1, 0, 0, 0, 0]
    assert [credentials_of(user) for user in tom] == [[], [], [], ["password"], [], []]


def test_a_managed_policy_is_attached_once_and_detached() -> None:
    arn = "arn:aws:iam::123456789012:policy/reading"
    policy = ManagedPolicy("reading", arn, (PolicyVersion("v1", PolicyDocument.parse(ALLOW, "stored")),))
    acme = account_in_words(ACME["users"], ACME["groups"]).account.with_policy(policy)
    calls = ["attach_user_policy tom", "attach_user_policy tom", "detach_user_policy tom"]
    calls += ["attach_group_policy Web", "attach_group_policy Web", "detach_group_policy Web"]
    events = [[f"1{hour}:00", *call.split(), arn] for hour, call in enumerate(calls)]
    told = parse_scenario({"events": events}, acme)
    found = [(told.at(f"1{hour}:30").user("tom").attached, told.at(f"1{hour}:30").group("Web").attached) for hour in range(6)]
    assert found == [((arn,), ()), ((arn,), ()), ((), ()), ((), (arn,)), ((), (arn,)), ((), ())]


def test_the_last_sign_in_before_a_moment_counts() -> None:
    times = ["09:00", "12:00"]
    told = parse_scenario({**ACME, "events": [[time, "sign_in", "tom"] for time in times]})
    asked = [("tom", "08:59"), ("tom", "09:00"), ("tom", "11:59"), ("tom", "12:00"), ("kim", "12:00")]
    assert [told.signed_in(user, time) for user, time in asked] == ["00:00", "09:00", "09:00", "12:00", "00:00"]


# ----------------------------------------------------------------------------------- conditions and context


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        pytest.param("Bool aws:MultiFactorAuthPresent false", {"Bool": {"aws:MultiFactorAuthPresent": "false"}}, id="one"),
        pytest.param(
            "BoolIfExists aws:MultiFactorAuthPresent false and NotIpAddress aws:SourceIp 203.0.113.0/24, 2001:db8::/32",
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}, "NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
            id="two, one of them with two values",
        ),
        pytest.param(
            "StringEquals aws:PrincipalTag/team web and StringEquals aws:ResourceTag/team web",
            {"StringEquals": {"aws:PrincipalTag/team": "web", "aws:ResourceTag/team": "web"}},
            id="two with one operator",
        ),
    ],
)
def test_a_statement_in_words_may_have_conditions(words: str, condition: dict[str, Any]) -> None:
    (statement,) = policy_in_words(f"Deny s3:PutObject on * if {words}").raw["Statement"]
    assert statement == {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": condition}


@pytest.mark.parametrize("words", ["Bool aws:MultiFactorAuthPresent", "Bool", "Bool aws:SecureTransport true and Bool"])
def test_half_a_condition_is_refused(words: str) -> None:
    with pytest.raises(ScenarioError, match="expected operator, key and value"):
        policy_in_words(f"Deny s3:PutObject on * if {words}")


@pytest.mark.parametrize(
    ("context", "complaint"),
    [
        pytest.param({"aws:MultiFactorAuthPresnt": "true"}, "did you mean aws:MultiFactorAuthPresent", id="a misspelt key"),
        pytest.param({"aws:SourceIp": {"a": 1}}, "expected a text or a list of texts", id="a table for a value"),
    ],
)
def test_a_context_that_no_condition_reads_is_refused(context: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        parse_scenario(ACME).check_request(ScenarioRequest("tom", "s3:GetObject", context=context))


def test_a_request_says_what_it_carries() -> None:
    request = ScenarioRequest("tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt", context={"aws:MultiFactorAuthPresent": "true"})
    assert str(request) == "tom, s3:GetObject, depot/a.txt, with MFA"
    assert str(ScenarioRequest("tom", "s3:GetObject", context={})) == "tom, s3:GetObject"
