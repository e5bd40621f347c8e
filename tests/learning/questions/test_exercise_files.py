"""Where the files of questions are, and what a list of lessons says of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning import course_files
from iamsim.learning.questions import ExerciseError, exercise_files
from iamsim.learning.questions.exercise_files import CountedQuestion


def test_the_folder_is_the_one_here_or_above_else_the_courses(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = work / "notebooks" / "mine"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert exercise_files.folder() == work / "exercises"
    for file in (work / "exercises").glob(exercise_files.FILES):
        file.unlink()
    assert exercise_files.folder() == course_files.course_folder() / "exercises"


def test_who_grades_reads_another_course_than_the_one_here(work: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    course = tmp_path_factory.mktemp("course")
    with exercise_files.questions_of(course):
        assert exercise_files.folder() == course / "exercises"
    assert exercise_files.folder() == work / "exercises"


def test_a_list_of_lessons_reads_no_question(work: Path) -> None:
    text = (
        'lesson = "42"\ntitle = "Why?"\nminutes = 20\n'
        '[[question]]\nid = "42-p"\nsection = "prediction"\nkind = "no such kind"\n'
        '[[question]]\nid = "42-w"\nsection = "warmup"\n'
        '[exercise]\nid = "42"\n[[exercise.part]]\nid = "42-a"\n[[exercise.part]]\nid = "42-b"\n'
    )
    (work / "exercises" / "42_why.toml").write_text(text, encoding="utf-8")
    about = exercise_files.about("42")
    assert (about.name, about.minutes, about.notebook) == ("42 · Why?", 20, "42_why.ipynb")
    assert exercise_files.counted("42") == (
        CountedQuestion("42-p", "prediction"),
        CountedQuestion("42-a", "exercise"),
        CountedQuestion("42-b", "exercise"),
    )


def test_a_title_that_is_no_text_and_a_file_that_is_no_toml(work: Path) -> None:
    file = work / "exercises" / "42_why.toml"
    file.write_text("title = 3\n", encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"^42_why\.toml: title, minutes: expected a text and a number$"):
        exercise_files.about("42")
    file.write_text("title = \n", encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"^42_why\.toml: not TOML: "):
        exercise_files.about("42")
