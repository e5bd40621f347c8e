"""Grading with the questions of a course: whatever an answer is, it ends in words and a status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.submissions import Submission, parse_submission
from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.exercises import Lesson

ROOT = Path(__file__).resolve().parents[3]


def grades_of(submission: Submission, lessons: Sequence[str] = ()) -> list[tuple[str, Feedback]]:
    return list(AnswerKey().grades(submission, lessons))



def test_each_question_that_counts_is_graded_and_no_other() -> None:
    answers = {"08-q1": 1, "08-q2": "a", "08": "{", "08-publish": 3, "09": {"09-where": 0}, "77-q1": 1, "nonsense": 1}
    grades = [(name, feedback.status, feedback.text) for name, feedback in grades_of(Submission("ana", answers))]
    assert [(name, status) for name, status, _ in grades] == [
        ("08-q1", "correct"),
        ("08-q2", "wrong"),
        ("08", "malformed"),
        ("09-where", "not attempted"),
        ("09-order", "not attempted"),
        ("09-leave", "not attempted"),
        ("09", "partial"),
        ("77-q1", "malformed"),
        ("nonsense", "malformed"),
    ]
    assert [text for name, _, text in grades if name in {"77-q1", "nonsense"}] == [
        "no question '77-q1'",
        "no question 'nonsense'",
    ]


def test_a_submission_without_answers_is_asked_everything() -> None:
    names = [name for name, _ in grades_of(Submission())]
    assert names == ["04-q1", "08-q1", "08-q2", "08", "09-where", "09-order", "09-leave"]
    assert [name for name, _ in grades_of(Submission(), ["04"])] == ["04-q1"]


def test_a_lesson_whose_notebook_is_still_to_come_is_not_asked_for(work: Path) -> None:
    (work / "notebooks").mkdir()
    for name in ("04_in_two_groups.ipynb", "08_when_policies_disagree.ipynb", "index.ipynb"):
        (work / "notebooks" / name).touch()
    assert Submission().lessons == ("04", "08")
    assert Submission(answers={"09-where": ["a"]}).lessons == ("09",), "who has answered it is graded"


def test_a_variant_is_graded_as_it_was_drawn() -> None:
    marks = {seed: dict(grades_of(Submission("ana", {"08-q1": 0}, seed), ["08"]))["08-q1"].status for seed in "abcdefgh"}
    assert set(marks.values()) == {"correct", "wrong"}, "the options stand in another order"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["08-q1", "08-q2", "08", "09", "09-leave", "x"]) | st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=5,
        ),
        max_size=5,
    )
)
def test_whatever_is_handed_in_ends_in_a_status(answers: dict[str, object]) -> None:
    for name, feedback in grades_of(parse_submission(json.dumps({"answers": answers}))):
        assert feedback.status in {"correct", "partial", "wrong", "not attempted", "malformed"}
        assert feedback.text or name not in answers


def test_a_lesson_is_read_once_whatever_the_number_of_submissions(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    lesson = exercises.lesson

    def counted(number: str) -> Lesson:
        read.append(number)
        return lesson(number)

    monkeypatch.setattr(exercises, "lesson", counted)
    key = AnswerKey()
    others = dict.fromkeys(map(str, range(500)), 1)
    statuses = [dict(key.grades(Submission("", {"08-q1": answer, **others})))["08-q1"].status for answer in (0, 1, 0)]
    assert statuses == ["wrong", "correct", "wrong"]
    assert read == ["08"]


def test_first_answers_are_graded_apart() -> None:
    submission = Submission("", {"08-q1": 1, "08-q2": [1]}, first={"08-q1": 0})
    first = AnswerKey().first_grades(submission, ["08-q1", "08-q2"])
    assert {name: feedback.status for name, feedback in first.items()} == {"08-q1": "wrong"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "passed", "line"),
    [
        pytest.param('{"answers": {"08-q1": 1, "08-q2": 0}}', 1, "wrong: Order plays no part.", id="answers"),
        pytest.param("[" * 10_000, 0, "malformed: mine.json: nested too deep to be a submission", id="nonsense"),
    ],
)
def test_pytest_grades_a_file(tmp_path: Path, content: str, passed: int, line: str) -> None:
    file = tmp_path / "mine.json"
    file.write_text(content.replace('"08-q2": 0', '"08-q2": 1'), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "exercises", "--submission", str(file), "--lesson", "08"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert line in done.stdout
    assert f"{passed} passed" in done.stdout or passed == 0
    assert done.returncode == 1


@pytest.mark.slow
def test_pytest_grades_a_folder_and_names_the_learners(tmp_path: Path) -> None:
    for name, answer in (("Ana", 1), ("Ben", 0)):
        (tmp_path / f"{name}.json").write_text(json.dumps({"learner": name, "answers": {"08-q1": answer}}), encoding="utf-8")
    (tmp_path / "bad.json").write_text("[", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "exercises", "--submission", str(tmp_path), "--lesson", "8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    results = re.findall(r"(PASSED|FAILED) exercises/test_exercises.py::test_submission\[(.*?)\]", done.stdout)
    assert ("FAILED", "bad.json") in results
    assert {name for _, name in results if name.endswith("08-q1")} == {"Ana: 08-q1", "Ben: 08-q1"}
    assert done.returncode == 1
