"""`iamsim doctor`: what is missing is said, and how to get it."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from iamsim import doctor


def test_the_doctor_finds_all_well_here(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.main()
    output = capsys.readouterr().out
    assert (status, output.splitlines()[-1]) == (0, "all is well: make lab"), output


def test_the_doctor_says_what_is_missing_and_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", ("nonesuch",))
    monkeypatch.setattr(doctor, "CHECKS", (doctor.packages,))
    assert doctor.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing  nonesuch",
        '         → pip install "iamsim[lab]", or in a checkout: make lab',
        "not everything is here yet",
    ]


def test_a_missing_browser_is_only_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setattr(doctor, "CHECKS", (doctor.browser,))
    assert doctor.main() == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "note     a browser on this machine",
        "         → make lab ARGS=--no-browser, then open the address that it prints",
    ]


@pytest.mark.parametrize(
    ("system", "file", "command"),
    [("posix", "pyproject.toml", "make lab ARGS=--x"), ("nt", "pyproject.toml", "python start.py lab --x"), ("nt", "", "iamsim lab --x")],
)
def test_the_command_that_the_doctor_says_is_one_that_works_there(
    system: str, file: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if file:
        (tmp_path / file).touch()
    monkeypatch.setattr(doctor, "course_folder", lambda: tmp_path)
    monkeypatch.setattr("os.name", system)
    assert doctor._start("--x") == command


def test_the_doctor_takes_less_than_five_seconds() -> None:
    before = os.times()
    process = subprocess.run([sys.executable, "-m", "iamsim", "doctor"], check=False, capture_output=True, text=True)
    after = os.times()
    assert process.stdout.startswith("ok       Python"), process.stderr
    seconds = after.children_user - before.children_user + after.children_system - before.children_system
    assert seconds < 5, "seconds of work; on a busy machine it may take longer"


def test_the_doctor_takes_no_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main(["--cure"]) == 2
    assert capsys.readouterr().out == "iamsim doctor: no option '--cure'\n"
