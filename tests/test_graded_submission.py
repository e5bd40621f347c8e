"""`pytest exercises --submission`: what a teacher reads of one file, of a class, of what is no submission."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from iamsim.learning.classroom.submissions import graded_questions
from iamsim.learning.questions.grading import reference_answer

ROOT = Path(__file__).resolve().parent.parent


def graded_by_pytest(path: Path) -> str:
    """Run pytest as a teacher does, in the folder of the project; return what it prints."""
    command = [sys.executable, "-m", "pytest", "exercises", "-q", "--submission", str(path), "--lesson", "8"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist"],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return done.stdout + done.stderr


def test_each_question_is_a_test_that_bears_its_learners_name(tmp_path: Path) -> None:
    right = {question.id: reference_answer(question) for question in graded_questions("08")}
    names = {"a.json": "Нина", "Zoë Lee_17_assignsubmission_file/s.json": "", "b.json": "José"}
    for file, name in names.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(json.dumps({"learner": name, "answers": right | {"08-q1": 99}}), encoding="utf-8")
    (tmp_path / "c.json").write_text("no", encoding="utf-8")
    printed = graded_by_pytest(tmp_path)
    failed = re.findall(r"(?m)^FAILED \S+::test_submission\[(.+?)\]", printed)
    assert sorted(failed) == ["José: 08-q1", "Zoë Lee: 08-q1", "c.json", "Нина: 08-q1"], printed
    assert "malformed: 08-q1: expected one of a, b, c, d; got 99" in printed
    assert "Traceback" not in printed
    alone = graded_by_pytest(tmp_path / "b.json")
    assert re.findall(r"test_submission\[(.+?)\] -", alone) == ["08-q1"]
