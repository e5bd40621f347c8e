"""What `simulate` and `evaluate` cannot be asked, and the one line that says so."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim

ANA = "arn:aws:iam::123456789012:user/ana"
KEY = "arn:aws:s3:::site/index.html"
ALL = iamsim.allow("*")


def client() -> iamsim.Client:
    """ana, who may do everything."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.put_user_policy(UserName="ana", PolicyName="all", PolicyDocument=ALL)
    return iam


LEVELS = "expected a list of levels, each a list of policies; write [[policy]]"
TYPES: list[Any] = [
    pytest.param({"account": client()}, "account: expected an Account, got a client; write iam.account", id="a client"),
    pytest.param({"account": None}, "account: expected an Account, got None", id="no account"),
    pytest.param({"principal": None}, "principal: expected text, got None", id="no principal"),
    pytest.param({"action": None}, "action: expected text, got None", id="no action"),
    pytest.param({"action": ["s3:GetObject"]}, "action: expected text, got ['s3:GetObject']", id="a list of actions"),
    pytest.param({"resource": None}, "resource: expected text, got None", id="no resource"),
    pytest.param({"context": "aws:SourceIp=203.0.113.9"}, "context: expected a dict such as {\"aws:SourceIp\": \"203.0.113.9\"}, got 'aws:SourceIp=203.0.113.9'", id="context as the command line takes it"),
    pytest.param({"scps": ALL}, f"scps: {LEVELS}", id="a policy for all levels"),
    pytest.param({"scps": 1}, f"scps: {LEVELS}", id="a number for levels"),
    pytest.param({"scps": [ALL]}, "scps[0]: expected a level, a list of policies; write [[policy]]", id="a policy for a level"),
    pytest.param({"scps": [[ALL], {"Version": "2012-10-17", "Statement": []}]}, "scps[1]: expected a level, a list of policies; write [[policy]]", id="a decoded policy for a level"),
    pytest.param({"scps": [iamsim.PolicyDocument.parse(ALL)]}, "scps[0]: expected a level, a list of policies; write [[policy]]", id="a policy that was read for a level"),
    pytest.param({"scps": [None]}, "scps[0]: expected a level, a list of policies; write [[policy]]", id="nothing for a level"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "said"), TYPES)
def test_another_type_gets_one_line(wrong: dict[str, Any], said: str) -> None:
    asked: dict[str, Any] = {"account": client().account, "principal": "ana", "action": "s3:GetObject", "resource": KEY} | wrong
    with pytest.raises(TypeError) as caught:
        iamsim.simulate(**asked)
    assert str(caught.value) == said


INPUTS: list[Any] = [
    pytest.param("s3:Get*", "action 's3:Get*': expected one action such as s3:GetObject, without wildcards", id="a wildcard in the action"),
    pytest.param("s3:GetObjec?", "action 's3:GetObjec?': expected one action such as s3:GetObject, without wildcards", id="the other wildcard"),
    pytest.param("GetObject", "action 'GetObject': expected one action such as s3:GetObject, without wildcards", id="an action without a service"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "said"), INPUTS)
def test_what_no_request_is_about_gets_one_line(action: str, said: str) -> None:
    with pytest.raises(iamsim.InvalidInput) as by_account:
        iamsim.simulate(client().account, "ana", action, KEY)
    with pytest.raises(iamsim.InvalidInput) as by_hand:
        iamsim.evaluate(iamsim.Request(ANA, action, KEY), [ALL])
    assert str(by_account.value) == str(by_hand.value) == said
    assert by_account.value.response["Error"]["Message"] == f"Invalid action: {action}"


def test_a_request_by_hand_wants_a_list_of_policies() -> None:
    asked: Any = iamsim.Request(ANA, "s3:GetObject", KEY)
    alone: list[Any] = [ALL, {"Version": "2012-10-17", "Statement": []}, iamsim.PolicyDocument.parse(ALL)]
    for one in alone:
        with pytest.raises(TypeError) as caught:
            iamsim.evaluate(asked, one)
        assert str(caught.value) == "policies: expected a list of policies, got one; write [policy]"
    with pytest.raises(TypeError) as caught:
        iamsim.evaluate(asked, [ALL], scps=alone[0])
    assert str(caught.value) == f"scps: {LEVELS}"
    nobody: Any = "ana"
    with pytest.raises(TypeError) as caught:
        iamsim.evaluate(nobody, [ALL])
    assert str(caught.value) == "request: expected a Request, got 'ana'"


def test_a_request_is_made_of_texts() -> None:
    nobody: Any = 5
    for name in ("principal", "action", "resource"):
        parts: dict[str, Any] = {"principal": ANA, "action": "s3:GetObject", "resource": KEY} | {name: nobody}
        with pytest.raises(TypeError) as caught:
            iamsim.Request(**parts)
        assert str(caught.value) == f"{name}: expected text, got 5"


def test_what_is_long_is_cut_where_it_is_quoted() -> None:
    long: Any = list(range(1_000))
    with pytest.raises(TypeError) as caught:
        iamsim.simulate(client().account, "ana", long, KEY)
    assert str(caught.value) == f"action: expected text, got {str(long)[:60]}"
    with pytest.raises(TypeError) as caught:
        iamsim.simulate(long, "ana", "s3:GetObject", KEY)
    assert str(caught.value) == f"account: expected an Account, got {str(long)[:60]}"


class Text(str):
    """A text of a program's own kind."""

    __slots__ = ()


def test_what_is_as_good_as_text_is_taken() -> None:
    account = client().account
    result = iamsim.simulate(account, Text("ana"), Text("s3:GetObject"), Text(KEY), {"aws:SourceIp": "203.0.113.9"}, scps=(([ALL, ALL]), (ALL,)))
    assert result.allowed
    assert iamsim.evaluate(result.request, iter([ALL])).allowed


def test_a_wildcard_in_a_resource_and_an_unknown_action_are_asked_as_they_stand() -> None:
    account = client().account
    assert iamsim.simulate(account, "ana", "s3:GetObjcet", "arn:aws:s3:::site/*").request.resource == "arn:aws:s3:::site/*"
    assert iamsim.simulate(account, "ana", "s3:GetObjcet").allowed
