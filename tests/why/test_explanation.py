"""A pasted text explained in a notebook: the same text as the command prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import iamsim
from iamsim.cli import main
from iamsim.learning import lesson_account
from iamsim.why import explain_pasted

MESSAGE = (
    "User: arn:aws:iam::123456789012:user/lea is not authorized to perform: s3:PutObject on resource: "
    '"arn:aws:s3:::acme-releases/arm-2.zip" with an explicit deny in an identity-based policy'
)


def test_a_message_and_typed_words_are_explained_as_the_command_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acme = lesson_account("acme-robotics")
    file = tmp_path / "account.json"
    file.write_text(json.dumps(iamsim.dump_account(acme)), encoding="utf-8")
    for words in ([MESSAGE], ["ivy", "s3:DeleteObject", "arn:aws:s3:::acme-tickets/4711.txt"], [f"{MESSAGE}\n{MESSAGE.replace('lea', 'max')}"]):
        main(["why", str(file), *words])
        assert explain_pasted(acme, *words) == capsys.readouterr().out.rstrip("\n")
    assert "lea → group Everyone → managed policy launch-freeze → LaunchFreeze" in explain_pasted(acme, MESSAGE)


def test_what_asks_nothing_is_refused_in_one_line() -> None:
    with pytest.raises(iamsim.InvalidInput, match="expected PRINCIPAL ACTION"):
        explain_pasted(lesson_account("acme-robotics"), "hello")
