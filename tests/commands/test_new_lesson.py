"""`iamsim new-lesson`: its frame keeps every rule, nothing is written over, and any language will do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from iamsim import cli
from iamsim.commands.new_lesson import file_name
from iamsim.learning.classroom.submissions import graded_questions
from iamsim.learning.course_files import FIRST_OWN_LESSON
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.grading import grade, reference_answer
from tools import lesson_rules

ROOT = Path(__file__).resolve().parents[2]
GERMAN = Path(__file__).with_name("21_auf_deutsch.toml")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of its first six lessons, which the frame's warm-up needs; it is the current folder."""
    (tmp_path / "exercises").mkdir()
    for path in (*(ROOT / "exercises").glob("0[0-5]_*.toml"), *(ROOT / "exercises").glob("*.py")):
        shutil.copy(path, tmp_path / "exercises")
    shutil.copytree(ROOT / "exercises" / "accounts", tmp_path / "exercises" / "accounts")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_frame_is_a_lesson_that_keeps_every_rule(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new-lesson", "20", "Guests at the radio"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "exercises/20_guests_at_the_radio.toml",
        "notebooks/src/20_guests_at_the_radio.md",
    ]
    assert lesson_rules.check_file(course / "notebooks" / "src" / "20_guests_at_the_radio.md") == ([], [])
    about = exercises.about("20")
    assert (about.name, about.minutes) == ("20 · Guests at the radio", 15)


def test_a_title_in_another_script_has_a_file_of_its_number(course: Path) -> None:
    assert cli.main(["new-lesson", "23", "Ночной эфир: кто что может?"]) == 0
    assert exercises.about("23").name == "23 · Ночной эфир: кто что может?"
    assert lesson_rules.check_file(course / "notebooks" / "src" / "23_lesson.md") == ([], [])


def pytest_exercises(course: Path, chosen: str) -> str:
    """Run `pytest exercises -k CHOSEN` as a teacher does, and return what it prints."""
    command = [sys.executable, "-m", "pytest", "exercises", "-q", "-k", chosen, "-p", "no:cacheprovider", "-p", "no:nbval"]
    done = subprocess.run(
        [*command, "-n", "0", "--tb=short", "-W", "ignore::pytest.PytestUnknownMarkWarning"],
        cwd=course, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return done.stdout + done.stderr


CONTRADICTION = ('text = "Verweigert: keine ihrer Gruppen erlaubt es."', 'text = "Erlaubt: keine ihrer Gruppen verbietet es."')


def test_frame_and_german_lesson_pass_the_exercises_tests_and_a_contradiction_does_not(course: Path) -> None:
    assert cli.main(["new-lesson", "20", "Guests at the radio"]) == 0
    german = GERMAN.read_text(encoding="utf-8")
    (course / "exercises" / GERMAN.name).write_text(german, encoding="utf-8")
    broken = german.replace(*CONTRADICTION).replace("21", "22")
    assert broken.count("Erlaubt: keine ihrer") == 1
    (course / "exercises" / "22_falsch.toml").write_text(broken, encoding="utf-8")
    printed = pytest_exercises(course, "20 or 21 or 22")
    failed = re.findall(r"(?m)^FAILED (\S+?)\[(\d\d)", printed)
    assert {lesson for _, lesson in failed} == {"22"}, printed
    assert {test.rpartition("::")[2] for test, _ in failed} == {"test_an_option_is_the_answer_of_the_engine_that_it_names"}
    assert "22-erste: two options begin with 'erlaubt': ALL_GROUPS answers allowed, TRUTH answers denied" in printed
    passed = re.search(r"(\d+) passed", printed)
    assert passed is not None
    assert int(passed[1]) > 100


def test_a_file_that_cannot_be_read_is_one_line_and_no_traceback(course: Path) -> None:
    text = GERMAN.read_text(encoding="utf-8").replace('section = "quiz"', 'sektion = "quiz"')
    (course / "exercises" / GERMAN.name).write_text(text, encoding="utf-8")
    printed = pytest_exercises(course, "21")
    assert "21_auf_deutsch.toml: 21-tabelle: " in printed
    assert "sektion" in printed
    assert "Traceback" not in printed
    assert "File " not in printed
    assert ".py:" not in printed


def test_feedback_in_another_language_is_what_the_file_says(course: Path) -> None:
    shutil.copy(GERMAN, course / "exercises")
    question = exercises.question("21-erste")
    assert grade(question, 0).text.startswith("Schnitt zählt nur für die Mitglieder")
    table = exercises.question("21-tabelle")
    assert "Ein Verbot von Nacht" in grade(table, reference_answer(table)).text


def test_an_own_lesson_is_graded_with_its_course(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new-lesson", "20", "Guests at the radio"]) == 0
    answers = {question.id: reference_answer(question) for question in graded_questions("20")}
    text = json.dumps({"iamsim": 2, "learner": "Ana", "answers": answers | {"20-q1": 1}})
    (course / "handed-in").mkdir()
    (course / "handed-in" / "ana.json").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["grade", "handed-in", "--course", ".", "--lesson", "20", "--out", "grades"]) == 0
    rows = re.findall(r"(?m)^(20\S*) +(\d) +(\d)$", capsys.readouterr().out)
    assert rows == [("20-q1", "0", "1"), ("20-q2", "1", "0"), ("20-q3", "1", "0"), ("20", "1", "0")]


def test_a_lesson_alone_in_its_folder_is_asked_and_graded(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new-lesson", "20", "Guests at the radio"]) == 0
    exam = course / "exam"
    (exam / "exercises").mkdir(parents=True)
    shutil.move(course / "exercises" / "20_guests_at_the_radio.toml", exam / "exercises")
    monkeypatch.chdir(exam)
    assert exercises.lessons() == ("20",)
    warmup = exercises.lesson("20").section("warmup")
    assert [question.origin for question in warmup] == ["04-q2", "05-q1"], "iamsim's own lessons have them"
    with pytest.raises(ExerciseError, match=r"no lesson '04' in exercises/ \(there is: 20\)"):
        exercises.lesson("04")
    answers = {question.id: reference_answer(question) for question in graded_questions("20")}
    text = json.dumps({"iamsim": 2, "learner": "Ana", "answers": answers})
    (exam / "ana.json").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["grade", "ana.json", "--course", str(exam), "--lesson", "20"]) == 0
    assert re.findall(r"(?m)^(20\S*) +1$", capsys.readouterr().out) == ["20-q1", "20-q2", "20-q3", "20"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["8", "A title"], "8: expected a number from 20 to 99; the others are the course's"),
        (["08", "A title"], "08: expected a number from 20 to 99; the others are the course's"),
        (["20", "?!"], "'?!': expected a title with letters or digits, on one line"),
        (["20", "a\x1bb"], r"'a\x1bb': expected a title with letters or digits, on one line"),
        (["20", "A title", "--folder", "nowhere"], "nowhere: no exercises/ here; run it in the folder of the project"),
    ],
)
@pytest.mark.usefixtures("course")
def test_what_can_be_no_lesson_is_said_in_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new-lesson", *arguments]) == 2
    assert capsys.readouterr().err == f"iamsim new-lesson: {problem}\n"


def test_nothing_is_written_over(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = course / "notebooks" / "src" / "20_my_title.md"
    text.parent.mkdir(parents=True)
    text.write_text("mine", encoding="utf-8")
    assert cli.main(["new-lesson", "20", "My title"]) == 2
    assert text.read_text(encoding="utf-8") == "mine"
    assert not list((course / "exercises").glob("20_*")), "nothing is left behind"
    text.unlink()
    assert cli.main(["new-lesson", "20", "My title"]) == 0
    capsys.readouterr()
    assert cli.main(["new-lesson", "20", "Another title"]) == 2
    assert "there is exercises/20_my_title.toml already; choose another number" in capsys.readouterr().err


def test_a_title_may_have_quotes_and_any_letters(course: Path) -> None:
    title = 'Gäste am "Abend" \\ für 5 $'
    assert cli.main(["new-lesson", "20", title]) == 0
    (file,) = (course / "exercises").glob("20_*.toml")
    assert file.name == "20_gaste_am_abend_fur_5.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8"))["title"] == title
    assert lesson_rules.check_file(course / "notebooks" / "src" / "20_gaste_am_abend_fur_5.md") == ([], [])


@pytest.mark.parametrize(("title", "name"), [("Who? Me!", "who_me"), ("ÄÖÜ", "aou"), ("日本", "lesson"), ("a" * 60, "a" * 40)])
def test_a_files_name_has_small_letters_of_a_to_z(title: str, name: str) -> None:
    assert file_name(title) == name


def test_the_course_has_no_lesson_with_a_number_for_own_ones() -> None:
    assert all(path.name[:2] < str(FIRST_OWN_LESSON) for path in (ROOT / "exercises").glob("[0-9]*.toml"))
