"""`make test` and `make check`: which stages they run, and the summary at the end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import answer_of
from tools import checks, print_notebooks


def test_one_failing_stage_fails_all_and_the_end_says_which_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = checks.Stage("good", ("-c", "print('RERUN b.py::c'); print('SKIPPED [1] a.py:1: no browser'); print('=== 3 passed, 1 skipped in 1.00s ===')"))
    bad = checks.Stage("bad", ("-c", "print('FAILED a::b - no'); print('1 failed, 2 passed in 1.00s'); raise SystemExit(5)"))
    many = checks.Stage("many", ("-c", "[print(f'FAILED a::{n}') for n in range(10)]; raise SystemExit(1)"))
    monkeypatch.setattr(checks, "stages", lambda _: [good, bad, many])
    assert checks.main("check") == 1
    summary = re.sub(r" +\d+ s\b", " N s", capsys.readouterr().out.partition("make check\n")[2])
    assert summary.splitlines() == [
        "  ok      good N s   3 passed, 1 skipped in 1.00s",
        "            RERUN b.py::c",
        "            SKIPPED [1] a.py:1: no browser",
        "  FAILED  bad N s   1 failed, 2 passed in 1.00s",
        "            FAILED a::b - no",
        "  FAILED  many N s   ",
        *(f"            FAILED a::{number}" for number in range(8)),
        "            … and 2 more",
        "2 of 3 failed in N s",
    ]


def test_stages_of_one_processor_run_beside_each_other_and_print_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def waits_for(other: str, own: str) -> str:
        mine, others = str(tmp_path / own), str(tmp_path / other)
        return f"import os, time; open({mine!r}, 'w').close(); [time.sleep(0.01) for _ in range(2000) if not os.path.exists({others!r})]; print('{own} 1'); print('{own} 2'); raise SystemExit(not os.path.exists({others!r}))"

    pair = [checks.Stage(own, ("-c", waits_for(other, own)), is_single=True) for own, other in (("a", "b"), ("b", "a"))]
    monkeypatch.setattr(checks, "stages", lambda _: pair)
    assert checks.main("check") == 0
    out = capsys.readouterr().out
    assert "a 1\na 2\n" in out
    assert "b 1\nb 2\n" in out


def test_make_test_runs_every_lesson_in_the_three_ways_and_the_browser_last() -> None:
    stages = list(checks.stages("test"))
    names = [stage.name for stage in stages]
    readings = [reading[0] for reading in checks.READINGS]
    style = ["style (ruff)", "types (mypy --strict)", "layout of the package (ruff)", "layers (import-linter)"]
    assert names == [*style, *readings[2:], "unit tests, laws, doctests", *readings[:2], "browser"]
    assert [stage.is_single for stage in stages] == [True] * (len(names) - 4) + [False] * 4
    every = {path.stem for path in print_notebooks.NOTEBOOKS.glob("src/*.md")}
    notebooks: dict[str, set[str]] = {}
    for stage in stages:
        answers = stage.environment.get("IAMSIM_ANSWERS", "").partition(":")[0]
        notebooks.setdefault(answers, set()).update(Path(word).stem for word in stage.command if word.endswith(".ipynb"))
    assert notebooks == {"": set(), "blank": every, "reference": every, "wrong": every - {"index", "playground", "practice"}}


def test_a_browser_test_that_fails_is_run_once_more_and_named(tmp_path: Path) -> None:
    *options, folder = list(checks.stages("test"))[-1].command
    assert folder == "tests/browser"
    (tmp_path / "test_it.py").write_text(
        "from pathlib import Path\nimport pytest\npytestmark = pytest.mark.browser\n"
        "@pytest.mark.parametrize('name', ['once', 'twice'])\n"
        "def test_fails(name: str) -> None:\n"
        "    before = Path(name)\n"
        "    hits, _ = before.exists(), before.touch()\n"
        "    assert hits and name == 'once'\n"
    )
    command = [sys.executable, *options, "test_it.py"]
    ran = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    named = [line for line in ran.stdout.splitlines() if checks.NAMED.match(line)]
    assert sorted(line.partition(" - ")[0] for line in named) == [
        "FAILED test_it.py::test_fails[twice]",
        "RERUN test_it.py::test_fails[once]",
        "RERUN test_it.py::test_fails[twice]",
    ]
    assert ran.returncode == 1


MISCONCEPTIONS = [
    pytest.param(number, answers.partition(":")[2], id=f"{number} {answers}")
    for _, _, answers, numbers in checks.READINGS
    for number in numbers.split()
]


@pytest.mark.parametrize(("number", "misconception"), MISCONCEPTIONS)
def test_a_lesson_is_run_with_a_misconception_that_it_can_tell(number: str, misconception: str) -> None:
    questions = exercises.lesson(number).everything
    assert any(answer_of(question, misconception) is not None for question in questions)
