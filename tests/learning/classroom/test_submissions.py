"""Handing in: progress → one file → grades. A file is data: whatever is in it, it ends in words and a status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamsim.learning.classroom import submissions
from iamsim.learning.classroom.submissions import (
    Submission,
    SubmissionError,
    parse_submission,
    read_submission,
)
from iamsim.learning.notebook.calls import check, quiz

ROOT = Path(__file__).resolve().parents[3]
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}


def error_text(work: Path, content: bytes) -> str:
    file = work / "handed-in.json"
    file.write_bytes(content)
    try:
        read_submission(file)
    except SubmissionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", "not JSON: Expecting value: line 1 column 1 (char 0)", id="an empty file"),
        pytest.param(b"my answers", "not JSON: Expecting value: line 1 column 1 (char 0)", id="prose"),
        pytest.param(b"\xff\x00\x80", "not text; expected a submission as JSON", id="a picture"),
        pytest.param(b"[" * 10_000 + b"]" * 10_000, "nested too deep to be a submission", id="nested 10,000 deep"),
        pytest.param(b'{"answers": {"08-q1": NaN}}', "not JSON: NaN is no JSON", id="NaN"),
        pytest.param(b'{"answers": {"08-q1": -Infinity}}', "not JSON: -Infinity is no JSON", id="infinity"),
        pytest.param(
            b'{"answers": ' + b"9" * 5000 + b"}",
            "not JSON: a number of 5,000 digits",
            id="a number of 5,000 digits",
        ),
        pytest.param(
            b"[1]", 'expected an object with "learner" and "answers", as `iamsim submit` writes it', id="a list"
        ),
        pytest.param(
            b'{"answer": {}}', 'expected an object with "learner" and "answers", as `iamsim submit` writes it', id="no answers"
        ),
        pytest.param(b'{"answers": []}', "answers: expected an object, got a list", id="answers as a list"),
        pytest.param(b'{"answers": {}, "learner": 7}', "learner: expected text, got a number", id="a number for a name"),
        pytest.param(b'{"answers": {}, "variant": null}', "variant: expected text, got null", id="null for a variant"),
        pytest.param(b'{"answers": {}, "iamsim": "1"}', "iamsim: expected a number, got text", id="text for the format"),
        pytest.param(
            b'{"answers": {}, "iamsim": 2}',
            "written by a newer iamsim (format 2); update this one",
            id="a format of tomorrow",
        ),
    ],
)
def test_a_file_that_is_no_submission_says_why(work: Path, content: bytes, error: str) -> None:
    assert error_text(work, content) == f"handed-in.json: {error}"


def test_a_gigabyte_is_refused_without_being_read(work: Path) -> None:
    file = work / "big.json"
    with file.open("wb") as opened:
        opened.truncate(1_000_000_000)  # it takes no place on the disk
    began = time.perf_counter()
    with pytest.raises(SubmissionError) as error:
        read_submission(file)
    assert str(error.value) == "big.json: 1,000,000,000 bytes; a submission has at most 5,000,000"
    assert time.perf_counter() - began < 0.5


def test_what_is_no_file_is_refused(work: Path) -> None:
    os.mkfifo(work / "pipe.json")  # reading it would wait for ever
    errors = []
    for name in ("pipe.json", "exercises", "none.json"):
        with pytest.raises(SubmissionError) as error:
            read_submission(work / name)
        errors.append(str(error.value))
    assert errors == ["pipe.json: not a file", "exercises: not a file", "none.json: no such file or directory"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_saved_by_an_editor_is_read(work: Path, encoding: str) -> None:
    file = work / "mine.json"
    file.write_text('{"learner": "Zoë", "answers": {"08-q1": 1}}', encoding=encoding)
    assert read_submission(file) == Submission("Zoë", {"08-q1": 1})


# -------------------------------------------------------------------------------------------------- grades


def test_each_question_that_counts_is_graded_and_no_other() -> None:
    answers = {"08-q1": 1, "08-q2": "a", "08": "{", "08-publish": 3, "09": {"09-where": 0}, "77-q1": 1, "nonsense": 1}
    grades = [(name, feedback.status, feedback.text) for name, feedback in Submission("ana", answers).grades()]
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
        "no lesson '77' in exercises/ (there is: 04, 08, 09)",
        "no lesson 'nonsense' in exercises/ (there is: 04, 08, 09)",
    ]


def test_a_submission_without_answers_is_asked_everything() -> None:
    names = [name for name, _ in Submission().grades()]
    assert names == ["04-q1", "08-q1", "08-q2", "08", "09-where", "09-order", "09-leave"]
    assert [name for name, _ in Submission().grades(["04"])] == ["04-q1"]


def test_a_lesson_whose_notebook_is_still_to_come_is_not_asked_for(work: Path) -> None:
    (work / "notebooks").mkdir()
    for name in ("04_in_two_groups.ipynb", "08_when_policies_disagree.ipynb", "index.ipynb"):
        (work / "notebooks" / name).touch()
    assert Submission().lessons == ("04", "08")
    assert Submission(answers={"09-where": ["a"]}).lessons == ("09",), "who has answered it is graded"


def test_a_variant_is_graded_as_it_was_drawn() -> None:
    marks = {seed: dict(Submission("ana", {"08-q1": 0}, seed).grades(["08"]))["08-q1"].status for seed in "abcdefgh"}
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
    for name, feedback in parse_submission(json.dumps({"answers": answers})).grades():
        assert feedback.status in {"correct", "partial", "wrong", "not attempted", "malformed"}
        assert feedback.text or name not in answers


# ------------------------------------------------------------------------------------------- iamsim submit


def test_what_stands_in_progress_is_written_and_comes_back(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiz("08", ["a", "b"])
    check("08", DENY)
    check("09-where", ["a"])
    assert submissions.main(["--learner", "Ana", "--out", "ana.json"]) == 0
    assert capsys.readouterr().out == (
        "ana.json: 4 answers of Ana\n  1 wrong, 3 correct, 2 not attempted\n  not attempted: 09-order, 09-leave\n"
    )
    handed_in = read_submission(work / "ana.json")
    assert handed_in == Submission("Ana", {"08-q1": 0, "08-q2": [1], "08": DENY, "09-where": ["user tom/on-call"]})
    assert submissions.main(["08", "--out", "ana.json"]) == 0, "over an older submission"
    assert set(read_submission(work / "ana.json").answers) == {"08-q1", "08-q2", "08"}
    assert read_submission(work / "ana.json").learner != "Ana"
    assert not list(work.glob(".*.new"))


def test_who_has_solved_an_exercise_may_play_on() -> None:
    check("08", DENY)
    check("08", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    quiz("08", ["b", "b"])
    handed_in = submissions.saved_submission("Jos\udce9", ["08"])
    assert handed_in == Submission("Jos?", {"08-q1": 1, "08-q2": [1], "08": DENY})


def test_no_answers_are_no_submission(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert submissions.main(["8"]) == 2
    error = f"iamsim submit: no answers in {work / 'progress.json'}; run it in the folder of the lessons that you answered\n"
    assert capsys.readouterr() == ("", error)
    assert not (work / "submission.json").exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(["77"], "no lesson '77' in exercises/ (there is: 04, 08, 09)", id="a lesson that there is not"),
        pytest.param(
            ["--out", "thesis.txt"],
            "thesis.txt: not JSON: Expecting value: line 1 column 1 (char 0)",
            id="over something else",
        ),
        pytest.param(["--out", "none/x.json"], "none/x.json: no such file or directory", id="into no folder"),
    ],
)
def test_nothing_is_written_over(
    work: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str
) -> None:
    (work / "thesis.txt").write_text("three months of work", encoding="utf-8")
    quiz("08", ["a", "b"])
    capsys.readouterr()
    assert submissions.main(arguments) == 2
    assert capsys.readouterr() == ("", f"iamsim submit: {error}\n")
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "three months of work"


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
