"""Accounts and text from files and standard input, and mistakes as one line."""

from __future__ import annotations

import argparse
import json
import sys
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest

import iamsim
from iamsim.commands.inputs import BAD_INPUT, UnreadableInput, read_account, run_command

EMPTY: dict[str, Any] = {"UserDetailList": []}


def test_an_account_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(json.dumps(EMPTY).encode())))
    assert read_account("-") == iamsim.parse_account(EMPTY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "standard input: empty; expected the output of `aws iam get-account-authorization-details`", id="nothing"),
        pytest.param(b"\xff", "standard input: not text; expected an account as JSON", id="no text"),
    ],
)
def test_standard_input_that_is_no_account_is_named(content: bytes, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
    with pytest.raises(UnreadableInput) as caught:
        read_account("-")
    assert str(caught.value) == message


def raise_error(error: Exception) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        pytest.param(UnreadableInput("no"), BAD_INPUT, "iamsim x: no\n", id="a file"),
        pytest.param(iamsim.NoSuchEntity("AWS's words", "our hint"), BAD_INPUT, "iamsim x: our hint\n", id="a name"),
        pytest.param(BrokenPipeError(), 0, "", id="a reader that has read enough"),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(
    error: Exception, status: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(argparse.ArgumentParser("iamsim x"), lambda _: raise_error(error), []) == status
    assert capsys.readouterr() == ("", line)
