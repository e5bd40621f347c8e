"""`iamsim grade`: the report, the folder, and whose questions are asked. Whatever is handed in ends in marks or a line."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iamsim.commands import grade
from iamsim.learning.classroom.class_grading import OWN_LESSONS
from tests.learning.classroom.class_files import answers, hand_in

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "learning" / "exercises"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A teacher's folder with a course of three small lessons; it is the current one."""
    shutil.copytree(SMALL, tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def handed_in(work: Path) -> Path:
    """A class: one knows all, two believe that an Allow is enough, one skips a lesson; five files are no submissions."""
    folder = work / "handed-in"
    hand_in(folder, "ana.json", "Ana", answers())
    hand_in(folder, "Ben_17/submission.json", "Ben", answers("ALLOW_WINS"))
    hand_in(folder, "cem.JSON", "Cem", answers("ALLOW_WINS", "08"))
    hand_in(folder, "dora.json", "Dora", answers("", "04") | {"08-q1": "z", "8-q2": 0, "08x": 1})
    (folder / "notes.json").write_text("to do", encoding="utf-8")
    (folder / "readme.txt").write_text("{}", encoding="utf-8")
    (folder / "ivy.zip").write_bytes(b"PK")
    (folder / "mine.json").write_text('{"version": 1, "learner": "a", "events": []}', encoding="utf-8")
    hand_in(folder, "empty.json", "Eva", {})
    return folder


def test_the_report_counts_questions_and_ideas(handed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade.main([str(handed_in), "--course", "."]) == 1, "some files are no submissions"
    report = capsys.readouterr().out.splitlines()
    assert report[:11] == [
        "4 submissions, 7 questions",
        "questions: those in exercises",
        "4 files left out:",
        "  ivy.zip: no zip that can be read: File is not a zip file",
        "  empty.json: no answers of Eva",
        "  mine.json: no answers of a",
        "  notes.json: not JSON: Expecting value: line 1 column 1 (char 0)",
        "not read, as a submission is a .json file, 1: readme.txt",
        'dora.json: 08-q1: expected one of a, b; got "z"',
        "dora.json: 8-q2: no such question",
        "dora.json: 08x: no such question",
    ]
    assert report[12:] == [
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


def test_grades_go_into_a_folder(handed_in: Path, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(handed_in), "--course", ".", "--lesson", "8", "--out", "grades", "--roster", "roster.csv"]
    (work / "roster.csv").write_text("name\nAna\nBen\nZoe\n", encoding="utf-8")
    assert grade.main(words) == 1
    assert "\ngrades: grades.csv, moodle.csv, canvas.csv, report.html, and 4 in feedback/\n" in capsys.readouterr().out
    path = work / "grades" / "grades.csv"
    path.write_text(path.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")
    grade.main(words)
    assert "grades/grades.csv was edited since, and stays; the new one: grades-newer.csv\n" in capsys.readouterr().out


def test_before_and_after_are_told_with_submissions_and_without(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(work, "handed-in/ana.json", "Ana", answers("", "08"))
    head = ";".join(["learner", "form", *map(str, range(1, 13))])
    for name, form in (("before", "A"), ("after", "B")):
        (work / f"{name}.csv").write_text(f"{head}\nAna;{form}{';a' * 12}\n", encoding="utf-8-sig")
    words = ["--course", ".", "--before", "before.csv", "--after", "after.csv", "--out", "grades"]
    assert grade.main(["handed-in", *words]) == 0
    out = capsys.readouterr().out
    assert "12 questions, answered before and after by 1 learner\n  25% right before, 25% after; gain 0.00\n" in out
    assert "Before and after" in (work / "grades" / "report.html").read_text(encoding="utf-8")
    assert grade.main(words) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "grades: grades.csv, report.html"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "expected a FOLDER with submissions, or --before CSV and --after CSV"),
        (["x", "--before", "b.csv"], "--before CSV and --after CSV: expected both, or neither"),
    ],
)
def test_what_is_missing_on_the_command_line_is_said(words: list[str], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade.main(words) == 2
    assert capsys.readouterr().err == f"iamsim grade: {problem}\n"


def test_lessons_of_ones_own_need_their_course(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(work, "c/ana.json", "Ana", {"20-q1": 0, "20": {}})
    assert grade.main(["c"]) == 2
    assert capsys.readouterr() == ("", f"iamsim grade: 20-q1, 20: no lesson has such questions; {OWN_LESSONS}\n")
    assert grade.main(["c", "--lesson", "20"]) == 2
    assert capsys.readouterr() == ("", f"iamsim grade: --lesson 20: iamsim's own lessons are 00 to 13; {OWN_LESSONS}\n")
    hand_in(work, "c/ben.json", "Ben", answers("", "08") | {"20-q1": 0})
    assert grade.main(["c"]) == 1, "not everything was graded"


def test_a_stray_file_is_no_failure(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(work, "c/ana.json", "Ana", answers("", "08"))
    for name in ("notes.txt", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/ana.json"):
        (work / "c" / name).parent.mkdir(exist_ok=True)
        (work / "c" / name).write_text("x", encoding="utf-8")
    assert grade.main(["c", "--course", "."]) == 0
    assert "\nnot read, as a submission is a .json file, 1: notes.txt\n" in capsys.readouterr().out


def test_a_folder_of_submissions_is_never_a_course(work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    forged = work / "handed-in"
    shutil.copytree(SMALL, forged / "exercises")
    for file in (forged / "exercises").glob("08*.toml"):
        file.write_text(file.read_text(encoding="utf-8").replace('given = "', 'given = "x'), encoding="utf-8")
    hand_in(forged, "a.json", "Ana", {"08-q1": 0})
    monkeypatch.chdir(forged)
    grade.main(["a.json"])
    assert "questions: iamsim's own\n" in capsys.readouterr().out
    assert grade.main(["a.json", "--course", "nowhere"]) == 2
    assert capsys.readouterr().err == "iamsim grade: --course nowhere: expected a folder with exercises/, found none\n"


WRONG: list[Any] = [
    pytest.param(["nowhere"], "nowhere: no such file or directory", id="no such folder"),
    pytest.param(["empty"], "no file; expected what `iamsim submit` writes", id="an empty folder"),
    pytest.param(["bad"], "x.json: not JSON: Expecting value: line 1 column 1 (char 0)", id="no submission among the files"),
    pytest.param(["good", "--lesson", "77"], "no lesson '77' in exercises/ (there is: 04, 08, 09)", id="a lesson that there is not"),
    pytest.param(["good", "--out", "thesis.txt"], "thesis.txt: is a file; expected a folder for the grades", id="over something else"),
    pytest.param(["good", "--roster", "no.csv"], "no.csv: no such file or directory", id="no roster"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "error"), WRONG)
def test_a_mistake_gets_one_line(work: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str) -> None:
    (work / "empty").mkdir()
    (work / "thesis.txt").write_text("three months of work", encoding="utf-8")
    hand_in(work, "good/a.json", "Ana", answers("", "04"))
    (work / "bad").mkdir()
    (work / "bad" / "x.json").write_text("no", encoding="utf-8")
    assert grade.main([*arguments, "--course", "."]) == 2
    assert capsys.readouterr() == ("", f"iamsim grade: {error}\n")
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "three months of work"


def test_a_name_that_the_screen_cannot_show_ends_nothing(work: Path) -> None:
    hand_in(work, "one.json", "Zoë 李\x1b[31m", answers("ALLOW_WINS", "08"))
    hand_in(work, "two.json", "Ana", answers("", "08"))
    command = [sys.executable, "-m", "iamsim", "grade", "one.json", "two.json", "--course", "."]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, cwd=work, env=ascii_only)
    assert b"Zo? ??[31m (08-q1)" in done.stdout


# --------------------------------------------------------------------------------------- hostile files

DEEP = "[" * 3_000 + "]" * 3_000
HOSTILE: dict[str, str | bytes] = {
    "half a character as variant": r'{"iamsim":1,"learner":"a","variant":"\ud800","answers":{"08-q1":1}}',
    "half a character as name": r'{"learner":"\ud800\udfff","answers":{"08-q1":1}}',
    "half a character as id": r'{"answers":{"\ud800":1,"08-q1":0}}',
    "half a character as answer": r'{"answers":{"08-q1":"\ud800"}}',
    "escapes as name": '{"learner":"\\u001b]0;x\\u0007\\u001b[2J","answers":{"08-q1":1}}',
    "bidi marks": '{"learner":"\\u202eAna\\u2066","answers":{"08-q1":1}}',
    "a name of a megabyte": json.dumps({"learner": "x" * 1_000_000, "answers": {"08-q1": 1}}),
    "an id of a megabyte": json.dumps({"answers": {"x" * 1_000_000: 1, "08-q1": 1}}),
    "100,000 ids": json.dumps({"answers": {f"k{number}": 1 for number in range(100_000)}}),
    "2,000 ids": json.dumps({"answers": {f"08-k{number}": 1 for number in range(2_000)}}),
    "an answer nested deep": f'{{"answers":{{"08":{DEEP},"08-q1":1}}}}',
    "all nested deep": "[" * 100_000,
    "a great number": '{"answers":{"08-q1":1e400}}',
    "a long number": f'{{"answers":{{"08-q1":{"9" * 290}}}}}',
    "a longer number": f'{{"answers":{{"08-q1":{"9" * 5000}}}}}',
    "NaN": '{"answers":{"08-q1":NaN}}',
    "true as format": '{"iamsim":true,"answers":{"08-q1":1}}',
    "minus as format": '{"iamsim":-1,"answers":{"08-q1":1}}',
    "null answers": '{"answers":null}',
    "the same key twice": '{"answers":{"08-q1":0,"08-q1":1}}',
    "details of other types": '{"answers":{"08-q1":1},"first":[],"tries":{"08-q1":"x"},"times":{"08-q1":5},"hints":null}',
    "a great number of tries": '{"answers":{"08-q1":1},"tries":{"08-q1":' + "9" * 200 + '},"hints":{"08-q1":-5}}',
    "first answers nested deep": f'{{"answers":{{"08-q1":1}},"first":{{"08-q1":{DEEP}}}}}',
    "an answer of 300,000 characters": json.dumps({"answers": {"08": "x" * 300_000}}),
    "a policy of 5,000 statements": json.dumps({"answers": {"08": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}] * 2_000}}}),
    "a variant with quotes": json.dumps({"variant": "'\"{}<%", "answers": {"08-q1": 1}}),
    "a formula": '{"learner":"=cmd|\' /C calc\'!A0","answers":{"08-q1":1}}',
    "markup": '{"learner":"<script>alert(1)</script>","answers":{"08-q1":"<b>"}}',
    "empty": "",
    "zeros": b"\0" * 1_000,
    "no UTF-8": b'{"learner":"\xff","answers":{"08-q1":1}}',
    "UTF-16": '{"learner":"Ana","answers":{"08-q1":1}}'.encode("utf-16"),
    "progress with broken events": '{"version":2,"learner":"a","events":[{"id":1}]}',
    "progress of tomorrow": '{"version":99,"learner":"a","events":[]}',
    "progress without end": '{"version":2,"learner":"a","events":[',
}  # fmt: skip


def test_nothing_that_is_handed_in_stops_grading(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = work / "class"
    hand_in(folder, "good.json", "Good", answers("", "08"))
    for number, content in enumerate(HOSTILE.values()):
        (folder / f"h{number:02}.json").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    (folder / "loop.json").symlink_to("loop.json")
    os.mkfifo(folder / "pipe.json")
    assert grade.main([str(folder), "--course", ".", "--out", "grades"]) == 1
    out = capsys.readouterr().out
    table = (work / "grades" / "grades.csv").read_text(encoding="utf-8")
    for number, name in enumerate(HOSTILE):
        assert f"h{number:02}.json" in table + out, name
    assert "Good" in table
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 400


def test_two_thousand_damaged_submissions_end_in_marks_or_lines(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(20261130)  # noqa: S311 - the same files each time
    text = json.dumps({"iamsim": 2, "learner": "Ana", "variant": "", "answers": answers(), "tries": {"08-q1": 2}}).encode()
    (work / "class").mkdir()
    for number in range(2_000):
        damaged = bytearray(text)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(damaged))
            match rng.randrange(3):
                case 0:
                    damaged[place] = rng.randrange(256)
                case 1:
                    del damaged[place : place + rng.randint(1, 40)]
                case _:
                    damaged[place:place] = rng.choice([b"{", b'"', b"[", b"\\ud800", b"null", b"1e9", b",", b"\x00"])
        (work / "class" / f"{number}.json").write_bytes(bytes(damaged))
    assert grade.main(["class", "--course", "."]) == 1
    assert "Traceback" not in capsys.readouterr().out
