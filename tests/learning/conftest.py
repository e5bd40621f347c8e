"""A learner's folder for each test: small lessons of its own, an empty progress file, no mode."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iamsim.learning.notebook import calls
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson

SMALL = Path(__file__).resolve().parent / "exercises"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's folder, with the small lessons; it is the current one."""
    shutil.copytree(SMALL, tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("IAMSIM_ANSWERS", raising=False)
    calls._storage_at.cache_clear()
    calls._temporary_file.cache_clear()
    return tmp_path


@pytest.fixture
def read(work: Path) -> Callable[[str], Lesson]:
    """Reads a text as lesson 42's questions."""

    def read_lesson(text: str) -> Lesson:
        (work / "exercises" / "42_test.toml").write_text(text, encoding="utf-8")
        return exercises.lesson("42")

    return read_lesson
