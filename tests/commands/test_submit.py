"""`iamsim submit`: what stands in progress becomes a file to hand in, and nothing is written over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from iamsim.commands import submit
from iamsim.learning.classroom import read_submission, submissions
from iamsim.learning.notebook import calls
from iamsim.learning.notebook.calls import check, quiz

SMALL = Path(__file__).resolve().parents[1] / "learning" / "exercises"
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with three small lessons; it is the current one."""
    shutil.copytree(SMALL, tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("IAMSIM_ANSWERS", raising=False)
    calls._storage_at.cache_clear()
    return tmp_path



def test_what_stands_in_progress_is_written_and_comes_back(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiz("08", ["a", "b"])
    check("08", DENY)
    check("09-where", ["a"])
    assert submit.main(["--learner", "Ana", "--out", "ana.json"]) == 0
    assert capsys.readouterr().out == (
        "ana.json: 4 answers of Ana\n  1 wrong, 3 correct, 2 not attempted\n"
        "  not attempted in lesson 09: exercise, part 2; exercise, part 3\n"
    )
    handed_in = read_submission(work / "ana.json")
    assert handed_in.learner == "Ana"
    assert handed_in.answers == {"08-q1": 0, "08-q2": [1], "08": DENY, "09-where": ["user tom/on-call"]}
    assert submit.main(["08", "--out", "ana.json"]) == 0, "over an older submission"
    assert set(read_submission(work / "ana.json").answers) == {"08-q1", "08-q2", "08"}
    assert read_submission(work / "ana.json").learner != "Ana"
    assert not list(work.glob(".*.new"))


def test_each_lesson_has_a_file_of_its_own(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiz("08", ["a", "b"])
    check("09-where", ["a"])
    for words, name in ((["8"], "submission-08.json"), (["8", "09"], "submission-08-09.json"), ([], "submission.json")):
        assert submit.main([*words, "--learner", "Ana"]) == 0
        assert capsys.readouterr().out.startswith(f"{name}: ")
        assert read_submission(work / name).learner == "Ana"


def test_who_has_solved_an_exercise_may_play_on() -> None:
    check("08", DENY)
    check("08", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    quiz("08", ["b", "b"])
    handed_in = submissions.saved_submission("Jos\udce9", ["08"])
    assert (handed_in.learner, handed_in.answers) == ("Jos?", {"08-q1": 1, "08-q2": [1], "08": DENY})
    assert handed_in.tries["08"] == 2


def test_no_answers_are_no_submission(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert submit.main(["8"]) == 2
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
    assert submit.main(arguments) == 2
    assert capsys.readouterr() == ("", f"iamsim submit: {error}\n")
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "three months of work"


