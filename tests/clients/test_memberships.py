"""From a list of who has which job to calls: what is missing, first what gives, and nothing the second time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iamsim
from iamsim.account import Account
from iamsim.clients import membership_calls
from iamsim.learning.scenario import account_in_words

Lists = Mapping[str, list[str]]
ACME = account_in_words({"ada": ["Web"], "ben": ["Web", "Shop"], "cleo": []}, {"Web": [], "Shop": []}).account


def after(account: Account, wanted: Lists) -> Account:
    """Return the account after the calls that are missing."""
    iam = iamsim.client("iam", account=account)
    for call in membership_calls(account, wanted):
        getattr(iam, call.operation)(**call.arguments)
    return iam.account


def commands(wanted: Lists) -> list[str]:
    return [call.command.removeprefix("aws iam ") for call in membership_calls(ACME, wanted)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({"Web": ["ada", "ben"], "Shop": ["ben"]}, [], id="all is as it should be"),
        pytest.param({"WEB": ["Ada", "BEN"], "shop": ["ben"]}, [], id="names ignore case"),
        pytest.param(
            {"Web": ["ada", "ben"], "Shop": ["ben", "zoe"]},
            ["create-user --user-name zoe", "add-user-to-group --group-name Shop --user-name zoe"],
            id="a joiner",
        ),
        pytest.param(
            {"Web": ["ben"], "Shop": ["ben", "ada"]},
            ["add-user-to-group --group-name Shop --user-name ada", "remove-user-from-group --group-name Web --user-name ada"],
            id="a mover joins before leaving",
        ),
        pytest.param(
            {"Web": ["ada"]},
            ["remove-user-from-group --group-name Web --user-name ben", "remove-user-from-group --group-name Shop --user-name ben"],
            id="a leaver, and a group that is not named",
        ),
        pytest.param(
            {"Web": ["ada", "ben"], "Shop": ["ben"], "Sales": ["cleo"]},
            ["create-group --group-name Sales", "add-user-to-group --group-name Sales --user-name cleo"],
            id="a new group",
        ),
    ],
)
def test_calls_are_made_for_what_is_missing(wanted: Lists, expected: list[str]) -> None:
    assert commands(wanted) == expected


names = st.sampled_from(["ada", "Ben", "cleo", "zoe"])


@given(st.dictionaries(st.sampled_from(["Web", "shop", "Sales"]), st.lists(names, unique=True)))
def test_the_second_run_needs_no_call(wanted: dict[str, list[str]]) -> None:
    account = after(ACME, wanted)
    assert membership_calls(account, wanted) == []
    for name, users in wanted.items():
        assert {user.name.casefold() for user in account.members_of(account.group(name))} == {user.casefold() for user in users}


def test_halfway_through_a_run_the_rest_is_left() -> None:
    wanted = {"Web": ["cleo"], "Shop": ["ada"]}
    calls = membership_calls(ACME, wanted)
    iam = iamsim.client("iam", account=ACME)
    for call in calls[:2]:
        getattr(iam, call.operation)(**call.arguments)
    assert membership_calls(iam.account, wanted) == calls[2:]


def test_one_name_is_no_list_of_names() -> None:
    with pytest.raises(TypeError, match=r"^Web: expected a list of names, got 'ada'$"):
        membership_calls(ACME, {"Web": "ada"})
