"""Handing in without a form: under which name, and what is said where it is another one than before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iamsim.learning import join_class
from iamsim.learning.classroom.hand_in import hand_in_file
from iamsim.learning.classroom.submissions import SubmissionError, read_submission
from iamsim.learning.notebook.calls import quiz, storage
from iamsim.learning.notebook.hand_in_session import NOT_SENT, HandInSession


@pytest.fixture
def session() -> HandInSession:
    """A session of a learner who has answered two questions."""
    quiz("08", ["a", "b"])
    return HandInSession(storage(), ["08"])


def test_a_file_is_written_and_told(session: HandInSession, work: Path) -> None:
    written = session.write("Ana")
    assert written.lines == ("submission-08.json: 2 answers of Ana", "1 wrong, 1 correct, 1 not attempted", "not attempted in lesson 08: exercise", NOT_SENT)
    assert written.content == (work / "submission-08.json").read_bytes()
    assert written.submission == read_submission(work / "submission-08.json")


def test_the_name_of_the_last_file_is_known(session: HandInSession, work: Path) -> None:
    assert session.known_name == ""
    session.write("Ana")
    assert session.known_name == "Ana"
    other = HandInSession(storage())
    assert (other.path, other.known_name) == (work / "submission.json", "Ana"), "also for another lesson's file"
    hand_in_file(other.path, "")  # as `iamsim submit` does without a name
    os.utime(other.path, (2_000_000_000, 2_000_000_000))
    assert session.known_name == "", "a random number is no name"
    (work / "submission-04.json").symlink_to("gone")
    (work / "submission-05.json").write_text("my thesis", encoding="utf-8")
    os.utime(session.path, (2_100_000_000, 2_100_000_000))
    os.utime(work / "submission-05.json", (2_200_000_000, 2_200_000_000))
    assert session.known_name == "Ana"


def test_the_name_in_the_class_comes_first(session: HandInSession) -> None:
    session.write("Ana")
    join_class("Ana Silva", "IAM-1")
    assert session.known_name == "Ana Silva"


@pytest.mark.parametrize(
    ("joined", "last", "name", "remarks"),
    [
        pytest.param("", "", "Ana", [], id="the first time"),
        pytest.param("", "Ana", "Ana", [], id="the same name"),
        pytest.param("", "Ana", "ana", ['Your last file bore the name "Ana"; this one bears "ana".'], id="another spelling"),
        pytest.param("zoe", "", "zoe", [], id="the name in the class"),
        pytest.param("zoe", "", "Zoe Smith", ['Your class knows you as "zoe"; this file bears "Zoe Smith".'], id="not the name in the class"),
        pytest.param("zoe", "Zoe Smith", "zoe", [], id="back to the name in the class"),
        pytest.param("zoe", "zoe", "Zoe", ['Your class knows you as "zoe"; this file bears "Zoe".'], id="the class before the last file"),
    ],
)
def test_another_name_than_before_is_said(session: HandInSession, joined: str, last: str, name: str, remarks: list[str]) -> None:
    if joined:
        join_class(joined, "IAM-1")
    if last:
        session.write(last)
    assert list(session.write(name).lines[3:-1]) == remarks
    assert read_submission(session.path).learner == name


@pytest.mark.parametrize(
    ("name", "lessons", "without", "problem"),
    [
        pytest.param(" ", ["08"], [], "expected your name", id="no name"),
        pytest.param("Ana", ["77"], [], "no lesson", id="no such lesson"),
        pytest.param("Ana", ["08"], ["answers"], 'without: expected some of "hints", "times", got \'answers\'', id="a field that must be there"),
    ],
)
def test_what_cannot_be_written_is_one_line(session: HandInSession, name: str, lessons: list[str], without: list[str], problem: str) -> None:
    with pytest.raises(SubmissionError, match=problem) as error:
        HandInSession(storage(), lessons).write(name, without)
    assert "\n" not in str(error.value)
    assert not session.path.exists()
