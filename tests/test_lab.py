"""`iamsim lab`: the learner's own copy is never overwritten, and what is missing is said."""

from __future__ import annotations

import importlib
import json
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
    assert capsys.readouterr().out == f"your lessons: {work}\n4 files copied\n"
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
    assert capsys.readouterr().err == 'iamsim lab: JupyterLab is not installed; pip install "iamsim[lab]"\n'
    assert not work.exists()


def test_lab_says_which_folder_cannot_be_written(
    course: Path, work: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course_folder", lambda: course)
    work.write_text("a file, not a folder", encoding="utf-8")
    assert lab.main(["--folder", str(work)]) == 2
    assert capsys.readouterr().err == f"iamsim lab: {work / 'notebooks'}: not a directory\n"
    assert started == []


def test_jupyterlab_asks_nothing_about_news_and_keeps_the_whole_lesson_in_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_utils: Any = importlib.import_module("jupyterlab_server.settings_utils")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", lab.settings()["JUPYTER_CONFIG_PATH"])
    overrides, _ = settings_utils._get_overrides("")
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert overrides["@jupyterlab/notebook-extension:tracker"]["windowingMode"] == "none"


def test_there_are_lessons() -> None:
    assert lesson_notebooks(course_folder()), "there are no lessons in notebooks/; run: make notebooks"
