"""A learner's copies of the course: without outputs, never overwritten, a newer file put beside the learner's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iamsim.learning.course_files import (
    CopyReport,
    copy_course,
    course_folder,
    learner_files,
    without_outputs,
)

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
def course(tmp_path: Path) -> Path:
    """A small course of two lessons and an exercise."""
    folder = tmp_path / "course"
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
    """The learner's folder, not made yet."""
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


def test_a_learner_gets_lessons_without_outputs_and_exercises(course: Path, work: Path) -> None:
    assert copy_course(course, work) == CopyReport(new=ALL, newer=())
    assert contents(work) == dict(learner_files(course))
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


def test_a_second_call_changes_nothing_whatever_the_learner_did(course: Path, work: Path) -> None:
    copy_course(course, work)
    (work / ALL[0]).write_text(notebook("my answer"), encoding="utf-8")
    (work / "notebooks" / "my notes.ipynb").write_text("mine", encoding="utf-8")
    before = contents(work)
    assert copy_course(course, work) == CopyReport((), ())
    assert contents(work) == before


def test_a_newer_lesson_is_put_beside_the_learners_and_offered_once(course: Path, work: Path) -> None:
    copy_course(course, work)
    (work / ALL[0]).write_text(notebook("my answer"), encoding="utf-8")
    before = contents(work)
    (course / ALL[0]).write_text(notebook("better"), encoding="utf-8")
    copied = copy_course(course, work)
    assert str(copied) == "notebooks/00_start.ipynb is as you left it; a newer one: 00_start-newer.ipynb"
    assert contents(work) == {**before, "notebooks/00_start-newer.ipynb": without_outputs(notebook("better"))}
    assert copy_course(course, work) == CopyReport((), ())
    (course / ALL[0]).write_text(notebook("better still"), encoding="utf-8")
    assert copy_course(course, work).newer == ((ALL[0], "notebooks/00_start-newer-2.ipynb"),)


def test_a_newer_exercise_lies_beside_the_old_one_under_a_name_that_no_test_reads(course: Path, work: Path) -> None:
    copy_course(course, work)
    (course / ALL[2]).write_text("question = 2\n", encoding="utf-8")
    assert copy_course(course, work).newer == ((ALL[2], "exercises/01_next.toml.newer"),)
    assert (work / ALL[2]).read_text(encoding="utf-8") == "question = 1\n"


def test_a_lesson_that_was_there_before_us_is_kept(course: Path, work: Path) -> None:
    (work / "notebooks").mkdir(parents=True)
    (work / ALL[0]).write_text("mine", encoding="utf-8")
    copied = copy_course(course, work)
    assert copied.newer == ((ALL[0], "notebooks/00_start-newer.ipynb"),)
    assert (work / ALL[0]).read_text(encoding="utf-8") == "mine"


def test_a_deleted_lesson_comes_back(course: Path, work: Path) -> None:
    copy_course(course, work)
    (work / ALL[1]).unlink()
    assert copy_course(course, work) == CopyReport((ALL[1],), ())


def test_a_damaged_record_costs_the_learner_nothing(course: Path, work: Path) -> None:
    copy_course(course, work)
    before = contents(work)
    (work / ".iamsim.json").write_text("[", encoding="utf-8")
    assert copy_course(course, work) == CopyReport((), ())
    assert contents(work) == before


def test_no_lesson_that_a_learner_gets_holds_an_output() -> None:
    for name, text in learner_files(course_folder()):
        if name.endswith(".ipynb"):
            assert [cell for cell in json.loads(text)["cells"] if cell.get("outputs")] == []
