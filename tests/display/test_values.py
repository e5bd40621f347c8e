"""What a notebook shows of accounts, users, groups, policies and results: a short text, and HTML that is escaped."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import iamsim
from iamsim.decision.explain import explain, question, sentence
from iamsim.display import values
from iamsim.display.values import MOST_ROWS

SITE = "arn:aws:s3:::site/*"
PAGE = "arn:aws:s3:::site/index.html"


def account(*names: str) -> iamsim.Account:
    iam = iamsim.client("iam")
    iam.create_group(GroupName="Web")
    iam.put_group_policy(GroupName="Web", PolicyName="read", PolicyDocument=iamsim.allow("s3:GetObject", SITE))
    for name in names or ("ana", "ben"):
        iam.create_user(UserName=name)
    iam.add_user_to_group(UserName=names[0] if names else "ana", GroupName="Web")
    return iam.account


def test_an_account_is_a_sentence_and_a_row_for_each_user() -> None:
    assert values.account(account())["text/plain"] == (
        "Account 123456789012: 2 users, 1 group.\n"
        "  user  groups  own policies\n"
        "  ana   Web     –\n"
        "  ben   –       –"
    )


def test_of_a_large_account_the_text_stays_short() -> None:
    names = [f"user-{number}" for number in range(40)]
    lines = values.account(account(*names))["text/plain"].splitlines()
    assert len(lines) == 2 + MOST_ROWS + 1
    assert lines[-1] == f"  and {40 - MOST_ROWS} more"


def test_an_account_without_users_has_no_table() -> None:
    assert values.account(iamsim.Account())["text/plain"] == "Account 123456789012: no users, no groups."


def test_a_user_shows_groups_policies_and_credentials() -> None:
    iam = iamsim.client("iam", account=account())
    iam.put_user_policy(UserName="ana", PolicyName="delete", PolicyDocument=iamsim.allow("s3:DeleteObject", SITE))
    iam.attach_user_policy(UserName="ana", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_access_key(UserName="ana")
    bundle = values.user(iam.account.user("ana"))
    assert bundle["text/plain"] == (
        "User ana: in 1 group (Web), 2 own policies, no password, 1 access key.\n"
        "  policy               kind     says\n"
        "  delete               inline   Allow s3:DeleteObject on site/*\n"
        "  AdministratorAccess  managed  arn:aws:iam::aws:policy/AdministratorAccess"
    )
    assert "data:image/svg+xml;base64," in bundle["text/html"]
    assert values.user(iam.account.user("ben"))["text/plain"] == "User ben: in no group, no own policies, no password, no access keys."


def test_a_group_shows_its_policies() -> None:
    assert values.group(account().group("Web"))["text/plain"] == (
        "Group Web: 1 policy.\n  policy  kind    says\n  read    inline  Allow s3:GetObject on site/*"
    )


def test_a_policy_shows_its_statements_in_words_and_its_text() -> None:
    (policy,) = account().group("Web").inline
    bundle = values.policy(policy)
    assert bundle["text/plain"] == "Inline policy read: 1 statement.\n     says\n  0  Allow s3:GetObject on site/*"
    assert "The policy as JSON" in bundle["text/html"]
    assert values.document(policy.document)["text/plain"].startswith("Policy: 1 statement.")


def test_a_policy_that_nobody_has_seen_says_so() -> None:
    unseen = iamsim.ManagedPolicy("hidden", "arn:aws:iam::123456789012:policy/hidden", ())
    assert values.policy(unseen)["text/plain"] == "Managed policy hidden: what it says is not in the account's file."


@pytest.mark.parametrize("user", ["ana", "ben"])
def test_a_result_is_its_question_its_sentence_and_its_picture(user: str) -> None:
    result = iamsim.simulate(account(), user, "s3:GetObject", PAGE)
    bundle = values.result(result)
    assert bundle["text/plain"] == explain(result)
    for words in (question(result.request), sentence(result).partition(": ")[0], "data:image/svg+xml"):
        assert words in bundle["text/html"]
    assert ("1 statement in a table" in bundle["text/html"]) is (user == "ana")


def test_the_statements_that_decide_come_first_in_the_table() -> None:
    iam = iamsim.client("iam", account=account())
    document = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": f"s3:Get{n}", "Resource": "*"} for n in range(20)]
            + [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}],
        }
    )
    iam.put_user_policy(UserName="ana", PolicyName="many", PolicyDocument=document)
    html = values.result(iamsim.simulate(iam.account, "ana", "s3:GetObject", PAGE))["text/html"]
    table = html[html.index("in a table") :]
    assert table.index("decides") < table.index("matches") < table.index("no match")
    assert f"and {22 - MOST_ROWS} more" in table


EVIL = "<img src=x onerror=f()>"


def test_what_an_account_holds_is_escaped() -> None:
    plain = account()
    user = replace(plain.user("ana"), name=EVIL, groups=(EVIL,))
    group = replace(plain.group("Web"), name=EVIL)
    policy = iamsim.InlinePolicy(EVIL, iamsim.PolicyDocument.parse(iamsim.allow("s3:GetObject", f"arn:aws:s3:::{EVIL}")))
    user = replace(user, inline=(policy,))
    evil = replace(plain, users={EVIL: user}, groups={EVIL: group})
    result = iamsim.simulate(evil, EVIL, "s3:GetObject", f"arn:aws:s3:::{EVIL}")
    for bundle in (values.account(evil), values.user(user), values.group(group), values.policy(policy), values.result(result)):
        assert "<img src=x" not in bundle["text/html"]
        assert "&lt;img src=x" in bundle["text/html"]
