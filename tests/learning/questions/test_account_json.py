"""Accounts as JSON data, there and back."""

from __future__ import annotations

import pytest

from iamsim.aws.errors import MalformedAccount
from iamsim.learning.questions.account_json import account_from_json, account_to_json
from iamsim.learning.scenario import credentials_of
from tests.learning.questions.examples import READ, account


def test_an_account_and_its_credentials_come_back_from_an_answer() -> None:
    acme = account({"ben": ["password"], "bot": ["access key", "Web"], "zoe": []}, {"Web": [READ]})
    data = account_to_json(acme)
    assert data["CredentialReport"] == {"ben": ["password"], "bot": ["access key"]}
    back = account_from_json(data)
    assert {user.name: credentials_of(user) for user in back.users.values()} == {
        "ben": ["password"],
        "bot": ["access key"],
        "zoe": [],
    }
    assert account_to_json(back) == data


def test_an_account_without_credentials_is_as_aws_writes_it() -> None:
    assert "CredentialReport" not in account_to_json(account({"zoe": []}))
    assert credentials_of(account_from_json(account_to_json(account({"zoe": []}))).user("zoe")) == []


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
        account_from_json({**account_to_json(account({"zoe": []})), "CredentialReport": report})
    assert str(error.value) == complaint
