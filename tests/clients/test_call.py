"""One call on an account: errors and hints, ids, keys and dates of what it creates, dates in its response."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

import iamsim
from tests.clients.examples import READ, client_and_sts, client_with_ana, role_calls

# A call, its arguments, and the whole message.
ERRORS: list[Any] = [
    pytest.param("get_user", {}, "An error occurred (ValidationError) when calling the GetUser operation: Must specify userName when calling with non-User credentials [expected UserName=...]", id="nobody named"),
    pytest.param("list_users", {"Marker": "x"}, "An error occurred (ValidationError) when calling the ListUsers operation: Invalid Marker. [expected the Marker of the page before, found 'x']", id="a marker of nobody's"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), ERRORS)
def test_an_error_is_boto3s_sentence_with_a_hint_behind_it(name: str, arguments: dict[str, Any], message: str) -> None:
    iam = client_with_ana()
    with pytest.raises(iamsim.ClientError) as error:
        getattr(iam, name)(**arguments)
    assert str(error.value) == message


def test_access_keys_end_in_example_and_their_secrets_are_stored_nowhere() -> None:
    iam = iamsim.client("iam", seed=7)
    iam.create_user(UserName="ana")
    keys = [iam.create_access_key(UserName="ana")["AccessKey"] for _ in range(2)]
    for key in keys:
        assert key["AccessKeyId"].startswith("AKIA")
        assert key["AccessKeyId"].endswith("EXAMPLE")
        assert key["SecretAccessKey"].endswith("EXAMPLEKEY")
        assert (len(key["AccessKeyId"]), len(key["SecretAccessKey"])) == (20, 40)
        assert key["SecretAccessKey"] not in repr((iam.history, iam.account, vars(iam.account_history)))
    assert keys[0]["AccessKeyId"] != keys[1]["AccessKeyId"]


def test_ids_keys_and_dates_come_from_the_seed() -> None:
    def answers(seed: int) -> str:
        iam = iamsim.client("iam", seed=seed)
        return repr([iam.create_user(UserName="ana"), iam.create_access_key(UserName="ana")])

    assert answers(1) == answers(1)
    assert answers(1) != answers(2)


def test_nothing_opens_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    iam = iamsim.client("iam")
    for name, arguments in role_calls(iam):
        getattr(iam, name)(**arguments)
    assert iam.get_account_summary()["SummaryMap"]["Users"] == 1
    _, sts = client_and_sts()
    assert sts.get_caller_identity()["Account"] == "123456789012"


def test_a_date_inside_a_policy_stays_text() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    document = json.loads(READ)
    document["Statement"][0]["Condition"] = {"StringEquals": {"CreateDate": "today"}}
    iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=json.dumps(document))
    assert iam.get_user_policy(UserName="ana", PolicyName="own")["PolicyDocument"] == document


@pytest.mark.parametrize(
    ("size", "names", "is_truncated"),
    [
        pytest.param(2, ["ana", "ben"], True, id="more than a page"),
        pytest.param(3, ["ana", "ben", "cal"], False, id="exactly a page"),
        pytest.param(4, ["ana", "ben", "cal"], False, id="less than a page"),
    ],
)
def test_only_a_page_with_another_behind_it_is_truncated(size: int, names: list[str], is_truncated: bool) -> None:
    iam = iamsim.client("iam")
    for name in ("ana", "ben", "cal"):
        iam.create_user(UserName=name)
    page = iam.list_users(MaxItems=size)
    assert [user["UserName"] for user in page["Users"]] == names
    assert (page["IsTruncated"], "Marker" in page) == (is_truncated, is_truncated)
