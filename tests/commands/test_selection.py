"""Whom a command is asked about: everybody whose policies are known, or those who were named."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

import iamsim
from iamsim import MalformedAccount
from iamsim.commands.inputs import UnreadableInput
from iamsim.commands.selection import print_notes, select
from tests.commands.account_files import ROLE, account, write_files

UNSEEN = [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::123456789012:policy/x"}]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


def options(file: str = "a.json", before: str | None = None) -> argparse.Namespace:
    return argparse.Namespace(account=file, before=before, context=[])


def write_unseen(*names: str) -> None:
    raw = iamsim.dump_account(account())
    for holder in (*raw["UserDetailList"], *raw["RoleDetailList"]):
        if holder.get("UserName", holder.get("RoleName")) in names:
            holder["AttachedManagedPolicies"] = UNSEEN
    Path("unseen.json").write_text(json.dumps(raw), encoding="utf-8")


def test_without_names_it_is_everybody() -> None:
    selection = select(options(), None, None, None)
    assert selection.matrix.users == ("ria", "tom", "mia", "zoe", ROLE)
    assert (selection.before, selection.notes) == (None, ())


def test_the_account_before_a_change_is_asked_the_same() -> None:
    selection = select(options(before="before.json"), None, None, None)
    assert selection.before is not None
    assert selection.before.resources == selection.matrix.resources


def test_who_holds_a_policy_without_a_document_is_left_out() -> None:
    write_unseen("ria", "tom", "mia", "zoe")
    selection = select(options("unseen.json"), None, None, None)
    assert selection.matrix.users == (ROLE,)
    reason = "left out, because a policy has no document in this file (dump without --filter)"
    assert selection.notes == (f"{reason}: ria, tom, mia and 1 more",)


def test_who_is_named_is_not_left_out_in_silence() -> None:
    write_unseen("ria")
    with pytest.raises(MalformedAccount, match=r"user ria: policy .* has no document"):
        select(options("unseen.json"), ["ria"], None, None)


def test_if_nobody_is_left_it_says_why() -> None:
    write_unseen("ria", "tom", "mia", "zoe", "App")
    with pytest.raises(UnreadableInput) as caught:
        select(options("unseen.json"), None, None, None)
    assert str(caught.value) == "the policies of all 5 users and roles lack a document; dump without --filter"


def test_notes_are_no_part_of_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    print_notes(["a", "b"])
    assert capsys.readouterr() == ("", "note: a\nnote: b\n")
