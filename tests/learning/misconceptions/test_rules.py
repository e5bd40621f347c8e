"""Rules on built accounts: each names what breaks it, and shows its misconception only where it must."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import Account, Role
from iamsim.learning.misconceptions import RULES
from iamsim.learning.scenario import account_in_words
from iamsim.policy import PolicyDocument

READ = "Allow s3:GetObject on *"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:%s"},"Action":"sts:AssumeRole"}]}'


def account(users: dict[str, list[Any]], groups: dict[str, list[Any]] | None = None) -> Account:
    return account_in_words(users, groups or {}).account

def with_role(trusted: str) -> Account:
    trust = PolicyDocument.parse(TRUST % trusted, "stored")
    return account({"kim": []}).with_identity(Role("deploy", "arn:aws:iam::123456789012:role/deploy", trust))


def with_service_role() -> Account:
    trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    role = Role("deploy", "arn:aws:iam::123456789012:role/deploy", PolicyDocument.parse(trust, "stored"))
    return account({"kim": []}).with_identity(role)


def tagged(**tags: str) -> Account:
    acme = account({"kim": [READ]})
    return acme.with_identity(replace(acme.user("kim"), tags=tuple(tags.items())))


EC2 = "ec2.amazonaws.com"
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
        pytest.param("direct_policies_have_tags", ["reason"], account({"kim": ["Web"]}, {"Web": [READ]}), "", id="nobody has own policies"),
        pytest.param(
            "direct_policies_have_tags",
            ["reason", "until"],
            tagged(reason="on call", until=" "),
            "User kim has the own policy kim-1, and no tag until that says why it is there",
            id="an empty tag",
        ),
        pytest.param("direct_policies_have_tags", ["reason"], tagged(reason="on call"), "", id="with its reason"),
        pytest.param("roles_trust", {"deploy": EC2}, account({}), "There is no role deploy", id="no such role"),
        pytest.param(
            "roles_trust",
            {"deploy": EC2},
            with_role("root"),
            "The trust policy of role deploy lets arn:aws:iam::123456789012:root assume it, and not ec2.amazonaws.com alone",
            id="a whole account may assume the role",
        ),
        pytest.param("roles_trust", {"Deploy": EC2}, with_service_role(), "", id="the service alone"),
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
    built = account(users, groups)
    assert rule.find(built, limit)
    assert (rule.misconception if rule.shows(built, limit) else "") == shown


def test_of_what_is_asked_of_several_only_the_one_it_is_about_is_told() -> None:
    limit = {"ben": ["password"], "bot": ["access key"], "mia": ["password"]}
    built = account({"ben": ["password"], "bot": ["access key"], "mia": []})
    assert RULES["credentials"].breach(built, limit) == ("a password for mia, and nothing else", "User mia has no password")
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
            "a password for ben, and nothing else; no credentials for zoe; a password and an access key for jo, and nothing else",
            id="who gets what",
        ),
        pytest.param("groups_are_flat", True, "groups that hold users only", id="nothing to fill in"),
    ],
)
def test_a_rule_in_words(name: str, limit: Any, words: str) -> None:
    assert RULES[name].words(limit) == words
