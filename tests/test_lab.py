"""`iamsim lab` and `iamsim doctor`: the learner's own copy is never overwritten, and what is missing is said."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from iamsim import doctor, lab
from iamsim.learning.copies import Copied, cleared, copy, course, files, lessons

ANSWER = {"output_type": "stream", "name": "stdout", "text": ["explicitDeny\n"]}


def notebook(source: str) -> str:
    """A lesson of one executed cell, with all that a print or a saved notebook can hold."""
    cell = {
        "cell_type": "code",
        "execution_count": 7,
        "id": "one",
        "metadata": {"tags": ["setup"], "execution": {"iopub.status.busy": "10:00"}},
        "outputs": [ANSWER],
        "source": [source],
    }
    metadata = {"language_info": {"name": "python"}, "widgets": {"state": {}}}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A small course of two lessons and an exercise."""
    folder = tmp_path / "kit"
    for name, text in {
        "notebooks/00_start.ipynb": notebook("1"),
        "notebooks/01_next.ipynb": notebook("2"),
        "notebooks/src/00_start.md": "not for learners",
        "exercises/01_next.toml": "question = 1\n",
        "exercises/accounts/acme.json": "{}\n",
        "exercises/__pycache__/old.pyc": "not for learners",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


ALL = (
    "notebooks/00_start.ipynb",
    "notebooks/01_next.ipynb",
    "exercises/01_next.toml",
    "exercises/accounts/acme.json",
)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".iamsim.json"
    }


def test_a_learner_gets_lessons_without_outputs_and_exercises(kit: Path, work: Path) -> None:
    assert copy(kit, work) == Copied(new=ALL, newer=())
    assert contents(work) == dict(files(kit))
    first = json.loads((work / ALL[0]).read_text(encoding="utf-8"))
    assert first["cells"][0] == {
        "cell_type": "code",
        "execution_count": None,
        "id": "one",
        "metadata": {"tags": ["setup"]},
        "outputs": [],
        "source": ["1"],
    }
    assert first["metadata"] == {"language_info": {"name": "python"}}


def test_a_second_call_changes_nothing_whatever_the_learner_did(kit: Path, work: Path) -> None:
    copy(kit, work)
    (work / ALL[0]).write_text(notebook("my answer"), encoding="utf-8")
    (work / "notebooks" / "my notes.ipynb").write_text("mine", encoding="utf-8")
    before = contents(work)
    assert copy(kit, work) == Copied((), ())
    assert contents(work) == before


def test_a_newer_lesson_is_put_beside_the_learners_and_offered_once(kit: Path, work: Path) -> None:
    copy(kit, work)
    (work / ALL[0]).write_text(notebook("my answer"), encoding="utf-8")
    before = contents(work)
    (kit / ALL[0]).write_text(notebook("better"), encoding="utf-8")
    copied = copy(kit, work)
    assert str(copied) == "notebooks/00_start.ipynb is as you left it; a newer one: 00_start-newer.ipynb"
    assert contents(work) == {**before, "notebooks/00_start-newer.ipynb": cleared(notebook("better"))}
    assert copy(kit, work) == Copied((), ())
    (kit / ALL[0]).write_text(notebook("better still"), encoding="utf-8")
    assert copy(kit, work).newer == ((ALL[0], "notebooks/00_start-newer-2.ipynb"),)


def test_a_newer_exercise_lies_beside_the_old_one_under_a_name_that_no_test_reads(kit: Path, work: Path) -> None:
    copy(kit, work)
    (kit / ALL[2]).write_text("question = 2\n", encoding="utf-8")
    assert copy(kit, work).newer == ((ALL[2], "exercises/01_next.toml.newer"),)
    assert (work / ALL[2]).read_text(encoding="utf-8") == "question = 1\n"


def test_a_lesson_that_was_there_before_us_is_kept(kit: Path, work: Path) -> None:
    (work / "notebooks").mkdir(parents=True)
    (work / ALL[0]).write_text("mine", encoding="utf-8")
    copied = copy(kit, work)
    assert copied.newer == ((ALL[0], "notebooks/00_start-newer.ipynb"),)
    assert (work / ALL[0]).read_text(encoding="utf-8") == "mine"


def test_a_deleted_lesson_comes_back(kit: Path, work: Path) -> None:
    copy(kit, work)
    (work / ALL[1]).unlink()
    assert copy(kit, work) == Copied((ALL[1],), ())


def test_a_damaged_record_costs_the_learner_nothing(kit: Path, work: Path) -> None:
    copy(kit, work)
    before = contents(work)
    (work / ".iamsim.json").write_text("[", encoding="utf-8")
    assert copy(kit, work) == Copied((), ())
    assert contents(work) == before


def test_no_lesson_that_a_learner_gets_holds_an_output() -> None:
    for name, text in files(course()):
        if name.endswith(".ipynb"):
            assert [cell for cell in json.loads(text)["cells"] if cell.get("outputs")] == []


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
    kit: Path, work: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course", lambda: kit)
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
    monkeypatch.setattr(lab, "course", lambda: tmp_path)
    assert lab.main(["--folder", str(tmp_path / "work")]) == 2
    assert capsys.readouterr().err == f"iamsim lab: no lessons in {tmp_path}: expected notebooks/*.ipynb\n"
    assert started == []


def test_lab_says_that_jupyterlab_is_missing_before_it_copies(
    kit: Path, work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course", lambda: kit)
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    assert lab.main(["--folder", str(work)]) == 1
    assert capsys.readouterr().err == 'iamsim lab: JupyterLab is not installed; pip install "iamsim[lab]"\n'
    assert not work.exists()


def test_lab_says_which_folder_cannot_be_written(
    kit: Path, work: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "course", lambda: kit)
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


# the doctor


def test_the_doctor_finds_all_well_here(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.main()
    said = capsys.readouterr().out
    assert (status, said.splitlines()[-1]) == (0, "all is well: iamsim lab"), said


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


def test_the_doctor_does_not_call_a_missing_browser_an_illness(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setattr(doctor, "CHECKS", (doctor.browser,))
    assert doctor.main() == 0
    assert capsys.readouterr().out.splitlines()[0] == "note     a browser on this machine"


def test_the_doctor_takes_less_than_five_seconds() -> None:
    before = os.times()
    done = subprocess.run([sys.executable, "-m", "iamsim", "doctor"], check=False, capture_output=True, text=True)
    after = os.times()
    assert done.stdout.startswith("ok       Python"), done.stderr
    worked = after.children_user - before.children_user + after.children_system - before.children_system
    assert worked < 5, "seconds of work; on a busy machine it may take longer"


def test_the_doctor_takes_no_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main(["--cure"]) == 2
    assert capsys.readouterr().out == "iamsim doctor: no option '--cure'\n"


def test_there_are_lessons() -> None:
    assert lessons(course()), "there are no lessons in notebooks/; run: make notebooks"
