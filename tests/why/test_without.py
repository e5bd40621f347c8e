"""What if: an account without a membership, or without a policy of the principal or of one of its groups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import iamsim
from iamsim import Account
from iamsim.cli import main
from iamsim.why import account_without

PAGE = "arn:aws:s3:::site/index.html"


def account() -> Account:
    """Ria is in Freeze, which denies, and in Web, which allows; her own policy allows, too. Kim is in Freeze."""
    iam = iamsim.client("iam")
    for name in ("ria", "kim"):
        iam.create_user(UserName=name)
    for group, name, document in (("Freeze", "stop", iamsim.deny("s3:*")), ("Web", "edit", iamsim.allow("s3:*"))):
        iam.create_group(GroupName=group)
        iam.put_group_policy(GroupName=group, PolicyName=name, PolicyDocument=document)
        iam.add_user_to_group(GroupName=group, UserName="ria")
    iam.add_user_to_group(GroupName="Freeze", UserName="kim")
    arn = iam.create_policy(PolicyName="on-call", PolicyDocument=iamsim.allow("s3:*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ria", PolicyArn=arn)
    made: Account = iam.account
    return made


def groups_and_policies(changed: Account) -> dict[str, tuple[str, ...]]:
    ria = changed.user("ria")
    holders = [identity for identity in changed.identities if identity.name != "kim"]
    policies = {holder.name: tuple(policy.name for policy in changed.policies_of(holder)) for holder in holders}
    return {"groups": ria.groups, **policies}


ALL = {"groups": ("Freeze", "Web"), "ria": ("on-call",), "Freeze": ("stop",), "Web": ("edit",)}
NAMES = [
    pytest.param("Freeze", {"groups": ("Web",)}, "ria not in group Freeze", id="a group"),
    pytest.param("freeze", {"groups": ("Web",)}, "ria not in group Freeze", id="a group in other letters"),
    pytest.param("on-call", {"ria": ()}, "ria without the own policy on-call", id="an own policy"),
    pytest.param("arn:aws:iam::123456789012:policy/on-call", {"ria": ()}, "ria without the own policy arn:aws:iam::123456789012:policy/on-call", id="an own policy by ARN"),
    pytest.param("stop", {"Freeze": ()}, "group Freeze without policy stop", id="a group's policy"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changed", "words"), NAMES)
def test_one_thing_is_left_out(name: str, changed: dict[str, tuple[str, ...]], words: str) -> None:
    without, said = account_without(account(), "ria", name)
    assert groups_and_policies(without) == {**ALL, **changed}
    assert said == words
    assert without.user("kim") == account().user("kim")


MISTAKES = [
    pytest.param("ria", "Ops", "--without Ops: ria has no group and no policy of this name (it has: Freeze, Web, on-call, stop, edit)", id="another name"),
    pytest.param("kim", "Web", "--without Web: kim has no group and no policy of this name (it has: Freeze, stop)", id="somebody else's group"),
    pytest.param("arn:aws:iam::123456789012:root", "Web", "--without Web: the root user has no groups and no policies", id="root"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "name", "message"), MISTAKES)
def test_what_is_not_there_is_named_with_what_is(principal: str, name: str, message: str) -> None:
    with pytest.raises(iamsim.NoSuchEntity) as caught:
        account_without(account(), principal, name)
    assert str(caught.value) == message


def test_why_answers_as_if_it_were_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(iamsim.dump_account(account())), encoding="utf-8")
    words = ["why", "a.json", "ria", "s3:PutObject", PAGE]
    assert main(words) == 1
    capsys.readouterr()
    assert main([*words, "--without", "Freeze"]) == 0
    assert "note: what if: ria not in group Freeze\n" in capsys.readouterr().out
    assert main([*words, "--without", "stop", "--without", "Web", "--without", "on-call"]) == 1
    assert "implicitDeny" in capsys.readouterr().out
    assert main([*words, "--without", "Ops"]) == 2
    assert capsys.readouterr().err.startswith("iamsim why: --without Ops: ria has no group")
