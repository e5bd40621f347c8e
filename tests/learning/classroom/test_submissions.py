"""Handing in: progress → one file → grades. A file is data: whatever is in it, it ends in words and a status."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from iamsim.learning.classroom import submissions
from iamsim.learning.classroom.submissions import (
    Submission,
    SubmissionError,
    parse_submission,
    read_submission,
)
from iamsim.learning.notebook.calls import check, quiz, reset
from iamsim.learning.records import Storage

ONE_LINE = [
    pytest.param(" Ana\tLee\xa0 ", "Ana Lee", id="spaces"),
    pytest.param("\u202eAna\u2066\ufeff", "Ana", id="marks that turn text round"),
    pytest.param("علی\u200cرضا", "علی\u200cرضا", id="what joins letters of a Persian name"),
    pytest.param("\x1b[2JAna\ud800", "?[2JAna?", id="an escape, half a character"),
    pytest.param("x" * 201, "x" * 200 + "…", id="too long"),
    pytest.param("Zoë 李 👩\u200d🚀", "Zoë 李 👩\u200d🚀", id="any language"),
]


@pytest.mark.parametrize(("text", "shown"), ONE_LINE)
def test_a_name_is_one_line_that_can_be_shown(text: str, shown: str) -> None:
    assert submissions.one_line(text) == shown


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
            b'{"answers": {}, "iamsim": 3}',
            "written by a newer iamsim (format 3); update this one",
            id="a format of tomorrow",
        ),
        pytest.param(
            json.dumps({"answers": dict.fromkeys(map(str, range(2001)), 1)}).encode(),
            "2,001 answers; a submission has at most 2,000", id="more answers than there are questions",
        ),
        pytest.param(
            b'{"answers": {}, "variant": "\\ud800"}',
            "variant: expected at most 200 printable characters", id="half a character",
        ),
        pytest.param(b'{"events": []}', "progress that cannot be read: version: expected 1 to 2, found None", id="no progress"),
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


def test_a_learners_progress_is_a_submission_too(work: Path) -> None:
    quiz("08", ["b", "a"])
    quiz("08", ["a", "b"])
    check("08", DENY)
    saved = submissions.saved_submission("", ["08"])
    assert read_submission(work / "progress.json") == submissions.submission_of(Storage(work / "progress.json").read().journal)
    assert read_submission(work / "progress.json").answers == saved.answers


def test_first_answers_tries_and_times_come_along_and_can_be_left_out(work: Path) -> None:
    quiz("08", ["a", "b"])
    reset("08")
    quiz("08", ["b", "b"])
    whole = submissions.saved_submission("Ana", ["08"])
    assert (whole.answers["08-q1"], whole.first["08-q1"], whole.tries["08-q1"]) == (1, 0, 2)
    assert set(whole.times) == set(whole.answers)
    assert whole.time == max(whole.times.values())
    less = submissions.saved_submission("Ana", ["08"], without=["times"])
    assert (less.times, less.tries) == ({}, whole.tries)
    submissions.write_submission(less, work / "ana.json")
    assert read_submission(work / "ana.json") == less
    assert "times" not in (work / "ana.json").read_text(encoding="utf-8")


def test_what_a_submission_says_besides_is_taken_as_far_as_it_is_of_the_type() -> None:
    raw = {"answers": {"08-q1": 0}, "tries": {"08-q1": 3, "08-q2": "x", "08-q3": -1, "08": 10**9}, "times": [1], "hints": {"08": 1}, "confidence": {"08-q1": "s\nure"}}
    read = parse_submission(json.dumps(raw))
    assert (read.tries, read.times, read.hints, read.confidence) == ({"08-q1": 3}, {}, {"08": 1}, {"08-q1": "s ure"})


def test_progress_is_never_written_over(work: Path) -> None:
    quiz("08", ["a", "b"])
    before = (work / "progress.json").read_bytes()
    with pytest.raises(SubmissionError, match=r"progress\.json: is a learner's progress; choose another name"):
        submissions.write_submission(Submission("Ana", {"08-q1": 0}), work / "progress.json")
    assert (work / "progress.json").read_bytes() == before


def test_a_long_name_is_cut() -> None:
    assert submissions.one_line("x" * 10_000) == "x" * 200 + "…"
