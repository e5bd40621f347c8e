"""A class's submissions: who reached what, what is believed, a table that a spreadsheet opens; nothing is written over."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iamsim.learning.classroom import gradebook
from iamsim.learning.classroom.gradebook import grade_class
from iamsim.learning.classroom.submissions import Submission, SubmissionError, graded_questions
from iamsim.learning.questions import Feedback, Question
from iamsim.learning.questions.grading import answer_of, reference_answer

ROOT = Path(__file__).resolve().parents[3]
LESSONS = ("04", "08", "09")


def answers(misconception: str = "", *lessons: str) -> dict[str, Any]:
    """The answers of somebody who has this misconception, and knows all else."""
    questions = [question for number in lessons or LESSONS for question in graded_questions(number)]
    return {question.id: _answer(question, misconception) for question in questions}


def _answer(question: Question, misconception: str) -> Any:
    wrong = answer_of(question, misconception) if misconception else None
    return reference_answer(question) if wrong is None else wrong


def hand_in(folder: Path, name: str, learner: str, answers: dict[str, Any]) -> None:
    """Put a submission there."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"iamsim": 1, "learner": learner, "answers": answers}), encoding="utf-8")


@pytest.fixture
def handed_in(work: Path) -> Path:
    """A class: one knows all, two believe that an Allow is enough, one skips a lesson; five files are no submissions."""
    folder = work / "handed-in"
    hand_in(folder, "ana.json", "Ana", answers())
    hand_in(folder, "Ben_17/submission.json", "Ben", answers("ALLOW_WINS"))
    hand_in(folder, "cem.JSON", "Cem", answers("ALLOW_WINS", "08"))
    hand_in(folder, "dora.json", "Dora", answers("", "04") | {"08-q1": "z", "8-q2": 0, "08x": 1})
    hand_in(folder, ".trash/old.json", "Dora", answers())
    (folder / "notes.json").write_text("to do", encoding="utf-8")
    (folder / "readme.txt").write_text("{}", encoding="utf-8")
    (folder / "ivy.zip").write_bytes(b"PK")
    (folder / "old.csv").write_text("", encoding="utf-8")
    (folder / "mine.json").write_text('{"version": 1, "learner": "a", "events": []}', encoding="utf-8")
    hand_in(folder, "empty.json", "Eva", {})
    return folder


def test_the_report_counts_questions_and_beliefs(handed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradebook.main([str(handed_in)]) == 1, "one file is no submission"
    report = capsys.readouterr().out.splitlines()
    assert report[:10] == [
        "4 submissions, 7 questions",
        "5 files left out:",
        "  empty.json: no answers of Eva",
        "  ivy.zip: expected a .json file, as `iamsim submit` writes it",
        "  mine.json: this is the progress itself; hand in what `iamsim submit` writes",
        "  notes.json: not JSON: Expecting value: line 1 column 1 (char 0)",
        "  readme.txt: expected a .json file, as `iamsim submit` writes it",
        'dora.json: 08-q1: expected one of a, b; got "z"',
        "dora.json: 8-q2: no such question",
        "dora.json: 08x: no such question",
    ]
    assert report[11:] == [
        "question  correct  wrong  malformed  not attempted",
        "04-q1           3      0          0              1",
        "08-q1           1      2          1              0",
        "08-q2           3      0          0              1",
        "08              3      0          0              1",
        "09-where        2      0          0              2",
        "09-order        2      0          0              2",
        "09-leave        2      0          0              2",
        "",
        "Wrong ideas that answers fit, by learners (a single answer may be a slip):",
        "",
        "  2  One Allow is enough, whatever else is said. (ALLOW_WINS)",
        "     Instead: An Allow is a key, a Deny is a bolt: no key opens a bolt.",
        "     Ben (08-q1), Cem (08-q1)",
    ]


def test_a_lesson_can_be_graded_alone(handed_in: Path) -> None:
    assert grade_class([handed_in], ["04", "04"]).questions == ("04-q1",)
    assert grade_class([handed_in / "cem.JSON", handed_in / ".." / "handed-in" / "cem.JSON"]).questions == ("08-q1", "08-q2", "08"), "what somebody answered"


def test_the_table_has_a_line_for_each_learner(handed_in: Path, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradebook.main([str(handed_in), "--lesson", "04", "--lesson", "08", "--out", "grades.csv"]) == 1
    assert "\ngrades.csv: 4 lines, points from 0 to 1 for each question\n" in capsys.readouterr().out
    with (work / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["learner", "file", "points", "of", "04-q1", "08-q1", "08-q2", "08", "misconceptions"],
        ["Ben", "Ben_17/submission.json", "3.00", "4", "1.00", "0.00", "1.00", "1.00", "ALLOW_WINS"],
        ["Ana", "ana.json", "4.00", "4", "1.00", "1.00", "1.00", "1.00", ""],
        ["Cem", "cem.JSON", "2.00", "4", "", "0.00", "1.00", "1.00", "ALLOW_WINS"],
        ["Dora", "dora.json", "1.00", "4", "1.00", "0.00", "", "", ""],
    ]
    assert gradebook.main([str(handed_in), "--lesson", "04", "--out", "grades.csv"]) == 1, "over older grades"
    assert not list(work.glob(".*.new"))


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x"])
def test_a_learners_name_is_no_formula(work: Path, name: str) -> None:
    hand_in(work, "one.json", name, answers("", "04"))
    (row,) = csv.DictReader(grade_class([work / "one.json"]).table().splitlines())
    assert row["learner"] == f"'{name}"


def test_who_handed_in_twice_is_named(work: Path) -> None:
    for file, learner in (("a/1.json", "Ana"), ("a/2.json", "Ana"), ("a/3.json", ""), ("a/4.json", "")):
        hand_in(work, file, learner, answers("", "04"))
    book = grade_class([work / "a"])
    assert len(book.submissions) == 4
    assert book.report().splitlines()[:3] == [
        "4 submissions, 1 question",
        "Ana handed in more than once, each counts: 1.json, 2.json",
        "",
    ]


def test_of_many_who_believe_the_same_some_are_named(work: Path) -> None:
    for number in range(8):
        hand_in(work, f"b/{number}.json", f"L{number}", answers("ALLOW_WINS", "08"))
    assert "L5 (08-q1), 2 more" in " ".join(grade_class([work / "b"]).report().split())


def test_both_of_two_beliefs_count(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(work, "one.json", "Ana", answers("", "08"))
    feedback = Feedback("partial", "so", misconceptions=("ALLOW_WINS", "ALL_GROUPS"), points=0.5)
    monkeypatch.setattr(Submission, "grades", lambda *_: iter((f"08{n}", feedback) for n in ("-q1", "-q2", "")))
    (graded,) = grade_class([work / "one.json"], ["08"]).submissions
    assert graded.misconceptions == {name: ["08-q1", "08-q2", "08"] for name in ("ALLOW_WINS", "ALL_GROUPS")}
    assert graded.points == 1.5


WRONG: list[Any] = [
    pytest.param(["nowhere"], "nowhere: no such file or directory", id="no such folder"),
    pytest.param(["empty"], "no file; expected what `iamsim submit` writes", id="an empty folder"),
    pytest.param(["bad"], "x.json: not JSON: Expecting value: line 1 column 1 (char 0)", id="no submission among the files"),
    pytest.param(["good", "--lesson", "77"], "no lesson '77' in exercises/ (there is: 04, 08, 09)", id="a lesson that there is not"),
    pytest.param(["good", "--out", "thesis.txt"], "thesis.txt: is there already and is no table of ours; choose another name", id="over something else"),
    pytest.param(["good", "--out", "none/x.csv"], "none/x.csv: no such file or directory", id="into no folder"),
    pytest.param(["good", "--out", "good"], "good: is a directory", id="over a folder"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "error"), WRONG)
def test_a_mistake_gets_one_line(work: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str) -> None:
    (work / "empty").mkdir()
    (work / "thesis.txt").write_text("three months of work", encoding="utf-8")
    hand_in(work, "good/a.json", "Ana", answers("", "04"))
    (work / "bad").mkdir()
    (work / "bad" / "x.json").write_text("no", encoding="utf-8")
    assert gradebook.main(arguments) == 2
    assert capsys.readouterr() == ("", f"iamsim grade: {error}\n")
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "three months of work"


def test_a_class_without_a_wrong_answer_ends_with_its_marks(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(work, "good/a.json", "Ana", answers("", "04"))
    assert gradebook.main(["good"]) == 0
    assert capsys.readouterr().out == "1 submission, 1 question\n\nquestion  correct\n04-q1           1\n"


def test_a_name_that_the_screen_cannot_show_ends_nothing(work: Path) -> None:
    hand_in(work, "one.json", "Zoë 李", answers("ALLOW_WINS", "08"))
    hand_in(work, "two.json", "Ana", answers("", "08"))
    command = [sys.executable, "-m", "iamsim", "grade", "one.json", "two.json"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, cwd=work, env=ascii_only)
    assert b"Zo? ? (08-q1)" in done.stdout


def test_a_name_of_half_characters_and_colours_is_one_line_of_whole_ones(work: Path) -> None:
    hand_in(work, "b/one.json", "Jos\udce9 \x1b[31m\n", answers("", "04"))
    path = os.fsencode(work / "b" / "two-") + b"\xe9.json"
    Path(os.fsdecode(path)).write_text((work / "b" / "one.json").read_text(encoding="utf-8"), encoding="utf-8")
    book = grade_class([work / "b"])
    book.write(work / "grades.csv")
    assert [(graded.learner, graded.file) for graded in book.submissions] == [("Jos? ?[31m?", "one.json"), ("Jos? ?[31m?", "two-?.json")]


def test_who_holds_a_belief_in_more_answers_is_named_first_and_once(work: Path) -> None:
    for file, learner, lessons in (("a", "Ana", ("08",)), ("b", "Ben", ("08", "09")), ("c", "Ben", ("08",))):
        hand_in(work, f"c/{file}.json", learner, answers("ALLOW_WINS", *lessons))
    learners = grade_class([work / "c"]).misconceptions()["ALLOW_WINS"]
    assert set(learners) == {"Ana", "Ben"}
    assert learners["Ana"] == ["08-q1"]


def test_one_submission_alone_is_told_what_its_learner_is_told(work: Path) -> None:
    hand_in(work, "one.json", "Ana", answers("ALLOW_WINS", "08"))
    report = " ".join(grade_class([work / "one.json"]).report().split())
    assert "08-q1, wrong: Web allows s3:PutObject, and Freeze denies it" in report
    assert "08-q2," not in report


def test_a_table_with_a_column_of_somebodys_own_is_left_alone(handed_in: Path, work: Path) -> None:
    book = grade_class([handed_in])
    book.write(work / "grades.csv")
    noted = (work / "grades.csv").read_text(encoding="utf-8-sig").replace("misconceptions\n", "misconceptions,mine\n")
    (work / "grades.csv").write_text(noted, encoding="utf-8")
    with pytest.raises(SubmissionError):
        book.write(work / "grades.csv")
    assert (work / "grades.csv").read_text(encoding="utf-8") == noted


def test_nothing_is_graded_without_a_file() -> None:
    with pytest.raises(SubmissionError):
        grade_class([])
