"""Situations: a sketch makes an account, events change it, an answer holds credentials, rules look at it."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import Account, ManagedPolicy, PolicyVersion, Role
from iamsim.aws.errors import MalformedAccount
from iamsim.learning.account_notation import sketch
from iamsim.learning.documents import credentials_of, read, written
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.scenario import scenario
from iamsim.policy import PolicyDocument

READ = "Allow s3:GetObject on *"
ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'


def account(users: dict[str, list[Any]], groups: dict[str, list[Any]] | None = None) -> Account:
    return sketch(users, groups or {}).account


# ---------------------------------------------------------------------------------------------- sketches


def test_a_sketch_is_an_account_and_the_order_of_giving() -> None:
    held = [f"own-1: {READ}", "Web", "password", "Deny s3:* on *; Allow s3:GetObject, s3:PutObject on *", "access key"]
    made = sketch({"tom": held}, {"Web": [READ, f"more: {READ}"]})
    tom, web = made.account.user("tom"), made.account.group("Web")
    assert made.given == {"tom": ("own-1", "Web", "tom-2")}
    assert (tom.arn, web.arn) == ("arn:aws:iam::123456789012:user/tom", "arn:aws:iam::123456789012:group/Web")
    assert [policy.name for policy in tom.inline] == ["own-1", "tom-2"]
    assert [policy.name for policy in web.inline] == ["Web-1", "more"]
    assert [str(one) for one in tom.inline[1].document.statements] == [
        "Deny s3:* on *",
        "Allow s3:GetObject, s3:PutObject on *",
    ]
    assert credentials_of(tom) == ["password", "access key"]


def test_a_policy_as_json_may_stand_in_a_sketch() -> None:
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
    assert [str(one) for one in account({"tom": [document]}).user("tom").inline[0].document.statements] == ["Deny s3:* on *"]


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
    then = scenario({**ACME, "events": [["10:00", *event]]}).at("10:00").user(user)
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
    told = scenario({**ACME, "events": events})
    tom = [told.at(time).user("tom") for time in ("09:59", "12:00", "13:00", "14:00", "15:00", "")]
    web = [told.at(time).group("Web") for time in ("09:59", "10:00", "11:00", "")]
    assert [[str(one) for policy in group.inline for one in policy.document.statements] for group in web] == [
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
    acme = sketch(ACME["users"], ACME["groups"]).account.with_policy(policy)
    calls = ["attach_user_policy tom", "attach_user_policy tom", "detach_user_policy tom"]
    calls += ["attach_group_policy Web", "attach_group_policy Web", "detach_group_policy Web"]
    events = [[f"1{hour}:00", *call.split(), arn] for hour, call in enumerate(calls)]
    told = scenario({"events": events}, acme)
    found = [(told.at(f"1{hour}:30").user("tom").attached, told.at(f"1{hour}:30").group("Web").attached) for hour in range(6)]
    assert found == [((arn,), ()), ((arn,), ()), ((), ()), ((), (arn,)), ((), (arn,)), ((), ())]


def test_the_last_sign_in_before_a_moment_counts() -> None:
    times = ["09:00", "12:00"]
    told = scenario({**ACME, "events": [[time, "sign_in", "tom"] for time in times]})
    asked = [("tom", "08:59"), ("tom", "09:00"), ("tom", "11:59"), ("tom", "12:00"), ("kim", "12:00")]
    assert [told.signed_in(user, time) for user, time in asked] == ["00:00", "09:00", "09:00", "12:00", "00:00"]


# ------------------------------------------------------------------------------- accounts as answers hold them


def test_an_account_and_its_credentials_come_back_from_an_answer() -> None:
    acme = account({"ben": ["password"], "bot": ["access key", "Web"], "zoe": []}, {"Web": [READ]})
    data = written(acme)
    assert data["CredentialReport"] == {"ben": ["password"], "bot": ["access key"]}
    back = read(data)
    assert {user.name: credentials_of(user) for user in back.users.values()} == {
        "ben": ["password"],
        "bot": ["access key"],
        "zoe": [],
    }
    assert written(back) == data


def test_an_account_without_credentials_is_as_aws_writes_it() -> None:
    assert "CredentialReport" not in written(account({"zoe": []}))
    assert credentials_of(read(written(account({"zoe": []}))).user("zoe")) == []


@pytest.mark.parametrize(
    ("report", "complaint"),
    [
        pytest.param([], "CredentialReport: expected an object, a user's name → credentials", id="no object"),
        pytest.param({"bo": ["password"]}, "CredentialReport: there is no user 'bo'", id="nobody's"),
        pytest.param(
            {"zoe": "password"}, "CredentialReport.zoe: expected a list of password and access key", id="no list"
        ),
        pytest.param({"zoe": [["x"]]}, "CredentialReport.zoe: expected a list of password and access key", id="other words"),
    ],
)
def test_a_credential_report_that_is_none(report: object, complaint: str) -> None:
    with pytest.raises(MalformedAccount) as error:
        read({**written(account({"zoe": []})), "CredentialReport": report})
    assert str(error.value) == complaint


# ------------------------------------------------------------------------------------------------- rules

TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:%s"},"Action":"sts:AssumeRole"}]}'


def with_role(trusted: str) -> Account:
    trust = PolicyDocument.parse(TRUST % trusted, "stored")
    return account({"kim": []}).with_identity(Role("deploy", "arn:aws:iam::123456789012:role/deploy", trust))


MANY = {name: [READ] for name in ("ana", "ben", "kim", "ria", "tom", "zoe")}


@pytest.mark.parametrize(
    ("name", "limit", "acme", "found"),
    [
        pytest.param("one_user_each", ["ben", "bot"], account({"ben": [], "bot": []}), "", id="everybody has a user"),
        pytest.param("one_user_each", ["ben", "bot"], account({"Ben": []}), "", id="who is only missing is no shared user"),
        pytest.param(
            "one_user_each",
            ["ben", "mia", "bot"],
            account({"team": [], "ben": []}),
            "There is user team, and no user for mia and bot",
            id="one user for several",
        ),
        pytest.param(
            "one_user_each", [], account({"WEB": []}, {"Web": []}), "User WEB bears the name of a group", id="a group's sign-in"
        ),
        pytest.param(
            "groups_are_flat",
            True,
            account({"Web": ["Staff"], "kim": ["Staff"]}, {"Web": [], "Staff": []}),
            "A group is made a member of a group: Web of Staff",
            id="a group in a group",
        ),
        pytest.param("groups_are_flat", True, account({"Web": []}, {"Web": []}), "", id="of a group's name, in no group"),
        pytest.param(
            "programs_use_roles", ["Backup"], account({"backup": []}), "There is user backup, and that is a program", id="a machine's user"
        ),
        pytest.param("credentials", {"BEN": ["password"]}, account({"ben": ["password"]}), "", id="as asked for"),
        pytest.param("credentials", {"ben": ["password"]}, account({}), "There is no user ben", id="no such user"),
        pytest.param("credentials", {"ben": ["password"]}, account({"ben": []}), "User ben has no password", id="no password"),
        pytest.param(
            "credentials", {"ben": []}, account({"ben": ["access key"]}), "User ben has an access key", id="an access key too many"
        ),
        pytest.param(
            "max_direct_policies", 0, account({"kim": ["Web", READ]}, {"Web": [READ]}), "There is 1: kim (kim-1)", id="one on a user"
        ),
        pytest.param(
            "max_direct_policies",
            1,
            account(MANY),
            "There are 6: ana (ana-1), ben (ben-1), kim (kim-1), ria (ria-1) and 2 more",
            id="many on users",
        ),
        pytest.param("max_direct_policies", 6, account(MANY), "", id="as many as there may be"),
        pytest.param(
            "max_attachments",
            1,
            account({"kim": [READ]}, {"Web": [READ]}),
            "There are 2: kim (kim-1), Web (Web-1)",
            id="users' and groups' both count",
        ),
        pytest.param("job_names", True, account({"ben": []}, {"Ben": []}), "Group Ben is named after a person", id="a person's group"),
        pytest.param(
            "groups_hold_policies",
            True,
            account({"kim": ["Web", READ]}, {"Web": []}),
            "No group has a policy, and these users have their own: kim",
            id="groups that hold nothing",
        ),
        pytest.param("groups_hold_policies", True, account({"kim": [READ]}), "", id="no groups at all"),
        pytest.param(
            "groups_hold_policies", True, account({"kim": ["Web", READ]}, {"Web": [READ], "New": []}), "", id="one group holds one"
        ),
        pytest.param(
            "principals_send_requests", True, with_role("group/Web"), "The trust policy of role deploy names a group", id="a group as Principal"
        ),
        pytest.param("principals_send_requests", True, with_role("user/kim"), "", id="a user as Principal"),
        pytest.param(
            "no_stars", True, account({"kim": ["Allow s3:* on *"]}), "Policy kim-1 (kim) says Allow s3:* on *", id="all of a service"
        ),
        pytest.param(
            "no_stars", True, account({}, {"Web": ["all: Allow * on *"]}), "Policy all (Web) says Allow * on *", id="everything"
        ),
        pytest.param("no_stars", True, account({"kim": ["Allow s3:* on arn:aws:s3:::a/*", "Allow s3:Get* on *"]}), "", id="stars with an end"),
        pytest.param("no_stars", True, account({"kim": ["Deny * on *"]}), "", id="a Deny gives nothing away"),
        pytest.param(
            "no_wide_denies", True, account({"kim": ["Deny * on *"]}), "Policy kim-1 (kim) says Deny * on *", id="a Deny of everything"
        ),
        pytest.param("no_wide_denies", True, account({"kim": ["Allow * on *"]}), "", id="an Allow stops nothing"),
    ],
)  # fmt: skip
def test_a_rule_says_what_breaks_it(name: str, limit: Any, acme: Account, found: str) -> None:
    assert RULES[name].find(acme, limit) == found


@pytest.mark.parametrize(
    ("users", "groups", "shown"),
    [
        pytest.param({"Web": ["password"]}, {"Web": []}, "GROUP_LOGIN", id="a user of a group's name, with a password"),
        pytest.param({"Web": []}, {"Web": []}, "", id="a user of a group's name that cannot sign in"),
        pytest.param({"all": ["password", "access key"]}, {}, "GROUP_LOGIN", id="one user with what people and programs need"),
        pytest.param({"ana": ["password"]}, {}, "", id="somebody of another account"),
        pytest.param({"Ben": ["password", "access key"], "ana": []}, {}, "", id="one of those who are named"),
    ],
)
def test_a_user_too_many_shows_that_a_team_signs_in_only_if_it_can(users: dict[str, list[str]], groups: dict[str, list[str]], shown: str) -> None:
    rule, limit = RULES["one_user_each"], ["ben", "bot"]
    made = account(users, groups)
    assert rule.find(made, limit)
    assert (rule.misconception if rule.shows(made, limit) else "") == shown


def test_of_what_is_asked_of_several_only_the_one_it_is_about_is_told() -> None:
    limit = {"ben": ["password"], "bot": ["access key"], "mia": ["password"]}
    made = account({"ben": ["password"], "bot": ["access key"], "mia": []})
    assert RULES["credentials"].broken(made, limit) == ("a password for mia", "User mia has no password")
    assert RULES["credentials"].label(limit) == "who has a password, who an access key"


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        pytest.param("max_direct_policies", 0, "policies on users, at most 0", id="a number"),
        pytest.param("programs_use_roles", ["backup"], "no user for backup", id="one name"),
        pytest.param("programs_use_roles", ["a", "b", "c"], "no user for a, b and c", id="names"),
        pytest.param("programs_use_roles", [], "no user for nothing", id="no names"),
        pytest.param(
            "credentials",
            {"ben": ["password"], "zoe": [], "jo": ["password", "access key"]},
            "a password for ben; no credentials for zoe; a password and an access key for jo",
            id="who gets what",
        ),
        pytest.param("groups_are_flat", True, "groups that hold users only", id="nothing to fill in"),
    ],
)
def test_a_rule_in_words(name: str, limit: Any, words: str) -> None:
    assert RULES[name].words(limit) == words
