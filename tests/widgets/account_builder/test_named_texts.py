"""What an account's policies name: the columns of the playground's table, and its resource."""

from __future__ import annotations

import pytest

import iamsim
from iamsim.widgets.account_builder.named_texts import (
    DEFAULT_ACTIONS,
    MAX_ACTIONS,
    actions_to_ask,
    named_texts,
    resources_to_ask,
)

PAGE, SITE = "arn:aws:s3:::site/index.html", "arn:aws:s3:::site"


def account(actions: list[str], resources: list[str]) -> iamsim.Account:
    """Web has a policy on these; ria has one of her own about a queue."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.create_group(GroupName="Web")
    iam.put_group_policy(GroupName="Web", PolicyName="p", PolicyDocument=iamsim.allow(actions, resources))
    queue = iamsim.allow("sqs:SendMessage", "*")
    iam.put_user_policy(UserName="ria", PolicyName="p", PolicyDocument=queue)
    built: iamsim.Account = iam.account
    return built


@pytest.mark.parametrize(
    ("actions", "asked"),
    [
        pytest.param(["s3:Get*", "*"], ("sqs:SendMessage",), id="patterns are none"),
        pytest.param(["s3:PutObject"], ("s3:PutObject", "sqs:SendMessage"), id="those of groups first"),
        pytest.param(
            [f"s3:Get{number}" for number in range(9)],
            tuple(f"s3:Get{number}" for number in range(MAX_ACTIONS)),
            id="of many the first",
        ),
    ],
)
def test_the_actions_that_are_asked_about(actions: list[str], asked: tuple[str, ...]) -> None:
    assert actions_to_ask(account(actions, ["*"])) == asked


def test_an_account_without_policies_is_asked_about_objects() -> None:
    assert actions_to_ask(iamsim.Account()) == DEFAULT_ACTIONS
    assert resources_to_ask(iamsim.Account()) == ()


@pytest.mark.parametrize(
    ("resources", "asked"),
    [
        pytest.param(["*"], (), id="everything is no resource"),
        pytest.param([f"{SITE}/*", PAGE], (PAGE, f"{SITE}/example.txt"), id="what is named before an example"),
        pytest.param([f"{SITE}-*", f"{SITE}/*/a", f"{SITE}/${{aws:username}}/*"], (), id="other patterns have none"),
        pytest.param([SITE, f"{SITE}/*"], (SITE, f"{SITE}/example.txt"), id="a bucket and its objects"),
    ],
)
def test_the_resources_that_are_asked_about(resources: list[str], asked: tuple[str, ...]) -> None:
    assert resources_to_ask(account(["s3:*"], resources)) == asked


def test_each_text_is_named_once() -> None:
    assert named_texts(account(["sqs:SendMessage", "s3:*"], ["*"]), "Action") == ["sqs:SendMessage", "s3:*"]
