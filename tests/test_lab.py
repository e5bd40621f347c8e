"""`iamsim lab`: the learner's own copy is never overwritten, and what is missing is said."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iamsim import lab
from iamsim.learning.course_files import (
    course_folder,
    lesson_notebooks,
)

EMPTY_NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course of two lessons and an exercise."""
    folder = tmp_path / "course"
    for name, text in {
        "notebooks/00_start.ipynb": EMPTY_NOTEBOOK,
        "notebooks/01_next.ipynb": EMPTY_NOTEBOOK,
        "exercises/01_next.toml": "question = 1\n",
        "exercises/accounts/acme.json": "{}\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


# the command


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that `iamsim lab` would have become."""
    commands: list[list[str]] = []

    def become(command: list[str], _: dict[str, str]) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(lab, "_become", become)
    return commands


def test_lab_opens_the_first_lesson_of_the_learners_folder(
    course: Path, work: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course_folder", lambda: course)
    assert lab.main(["--folder", str(work), "--no-browser"]) == 0
    assert capsys.readouterr().out == (
        f"your lessons: {work}\n4 files copied\nJupyterLab starts; Ctrl+C here ends it, and your work stays\n"
    )
    [command] = started
    assert command[1:3] == ["-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={work}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start.ipynb" in command
    assert command[-1] == "--no-browser"


def test_lab_says_that_there_are_no_lessons(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course_folder", lambda: tmp_path)
    assert lab.main(["--folder", str(tmp_path / "work")]) == 2
    assert capsys.readouterr().err == f"iamsim lab: no lessons in {tmp_path}: expected notebooks/*.ipynb\n"
    assert started == []


def test_lab_says_that_jupyterlab_is_missing_before_it_copies(
    course: Path, work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course_folder", lambda: course)
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    assert lab.main(["--folder", str(work)]) == 1
    assert capsys.readouterr().err == (
        'iamsim lab: JupyterLab is not installed; pip install "iamsim[lab]", or in a checkout: make lab\n'
    )
    assert not work.exists()


def test_lab_says_which_folder_cannot_be_written(
    course: Path, work: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course_folder", lambda: course)
    work.write_text("a file, not a folder", encoding="utf-8")
    assert lab.main(["--folder", str(work)]) == 2
    assert capsys.readouterr().err == f"iamsim lab: {work / 'notebooks'}: not a directory\n"
    assert started == []


# a second start while the first one runs


@pytest.fixture
def running(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a JupyterLab that shows `work`, among files of those that are gone or not ours."""
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    wait = [sys.executable, "-c", "input()"]
    with (
        subprocess.Popen([*wait, "jupyterlab"], stdin=subprocess.PIPE) as jupyter,
        subprocess.Popen(wait, stdin=subprocess.PIPE) as other,
        subprocess.Popen([sys.executable, "-c", ""]) as ended,
    ):
        ended.wait()
        for number, process, folder in ((1, ended, work), (2, other, work), (3, jupyter, tmp_path), (5, jupyter, work)):
            facts = {"url": f"http://127.0.0.1:{number}/", "token": "abc", "root_dir": str(folder), "pid": process.pid}
            (runtime / f"jpserver-{number}.json").write_text(json.dumps(facts), encoding="utf-8")
        (runtime / "jpserver-4.json").write_text('{"url": ', encoding="utf-8")
        yield "http://127.0.0.1:5/lab?token=abc"
        for process in (jupyter, other):
            process.communicate(b"\n")


def test_a_second_start_opens_the_jupyterlab_that_runs(
    work: Path, running: str, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    for options, in_browser in ((["--no-browser"], []), ([], [running])):
        assert lab.main(["--folder", str(work), *options]) == 0
        assert capsys.readouterr().out.splitlines()[-2:] == [
            f"JupyterLab runs there already: {running}",
            "to end it, press Ctrl+C where it was started",
        ]
        assert opened == in_browser
    assert started == []


def test_a_server_that_is_gone_or_shows_another_folder_is_not_opened(running: str, tmp_path: Path) -> None:
    assert running
    assert lab.running_address(tmp_path / "elsewhere") is None
    (tmp_path / "runtime" / "jpserver-5.json").unlink()
    assert lab.running_address(tmp_path / "work") is None


# settings


def test_the_first_start_lays_out_jupyterlab_and_later_ones_do_not(work: Path) -> None:
    lab.lay_out(work)
    [layout] = (work / lab.WORKSPACES).iterdir()
    handler: Any = importlib.import_module("jupyterlab_server.workspaces_handler")
    assert layout.name == handler.slugify("default") + handler.WORKSPACE_EXTENSION
    layout.write_text("the learner's", encoding="utf-8")
    lab.lay_out(work)
    assert layout.read_text(encoding="utf-8") == "the learner's"


def test_a_terminal_in_jupyterlab_finds_the_command() -> None:
    assert shutil.which("iamsim", path=lab.settings()["PATH"])


def test_jupyterlab_has_no_parts_that_ask_other_hosts_or_bring_a_learner_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    config: Any = importlib.import_module("jupyterlab_server.config")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", lab.settings()["JUPYTER_CONFIG_PATH"])
    disabled = config.get_page_config([], "", "")["disabledExtensions"]
    assert set(disabled) >= {"@jupyterlab/extensionmanager-extension", "@jupyterlab/debugger-extension", "@jupyterlab/lsp-extension"}


def test_jupyterlab_asks_nothing_about_news_and_keeps_the_whole_lesson_in_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_utils: Any = importlib.import_module("jupyterlab_server.settings_utils")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", lab.settings()["JUPYTER_CONFIG_PATH"])
    overrides, _ = settings_utils._get_overrides("")
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert overrides["@jupyterlab/notebook-extension:tracker"]["windowingMode"] == "none"
    assert overrides["@jupyterlab/toc-extension:registry"]["includeOutput"] is False


def test_there_are_lessons() -> None:
    assert lesson_notebooks(course_folder()), "there are no lessons in notebooks/; run: make notebooks"
