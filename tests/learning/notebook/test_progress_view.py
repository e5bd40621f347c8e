"""Progress as a table, what comes back, and copies carried to another computer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from iamsim.learning.notebook import progress_view
from iamsim.learning.notebook.calls import check, predict, quiz

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}


ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}


def events() -> list[tuple[str, ...]]:
    """What the progress file holds: what was done, of which question, with which status."""
    raw = json.loads(Path(os.environ["IAMSIM_PROGRESS"]).read_text(encoding="utf-8"))["events"]
    return [tuple(event[key] for key in ("did", "question", "status") if key in event) for event in raw]


WHERE_SAVED = (
    "Answers are kept in progress.json in your course folder, on this computer only. "
    "export() writes a copy of it; merge(file) adds a copy from another computer."
)


def test_progress_of_somebody_who_begins() -> None:
    assert repr(progress_view.progress()) == (
        "Progress\nNothing is committed yet.\nAnswers are kept in progress.json in your course folder, on this computer only."
    )


def test_progress_says_how_far_what_comes_back_and_what_is_next() -> None:
    predict("04-both", "b", "sure")
    quiz("04", ["a"])
    predict("08-publish", "b", "sure")
    check("08", ALLOW)
    assert repr(progress_view.progress()) == (
        "Progress\nNext: lesson 08.\n"
        "Coming back in a later warm-up: 08-publish (you were sure), 04-q1.\n"
        f"{WHERE_SAVED}\n"
        "  Lesson  Answered  Right at once  Sure, and not so  Exercise\n"
        "  04      2 of 2    1              0                 –\n"
        "  08      1 of 4    0              1                 1 try\n"
        "  09      –         –              –                 –"
    )
    check("08", DENY)
    check("09-where", ["b"])
    check("09-where", ["a"])
    assert [line.split()[-1] for line in repr(progress_view.progress()).splitlines()[-2:]] == ["solved", "tries"]


def test_a_copy_is_carried_to_another_computer_and_added_once(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    predict("04-both", "b", "sure")
    assert repr(progress_view.export("copy.json")) == "Copy\n1 events written to copy.json"
    monkeypatch.setenv("IAMSIM_PROGRESS", str(work / "other.json"))
    quiz("04", ["a"])
    assert repr(progress_view.merge("copy.json")) == "Merge\n1 events added from copy.json."
    assert repr(progress_view.merge("copy.json")) == "Merge\n0 events added from copy.json."
    assert sorted(events()) == [("predict", "04-both", "correct"), ("quiz", "04-q1", "wrong")]


def test_a_copy_that_cannot_be_written_or_read_is_said(work: Path) -> None:
    (work / "prose.json").write_text("my answers", encoding="utf-8")
    assert repr(progress_view.export("none/copy.json")) == "Copy\nnot written: No such file or directory: none/copy.json"
    assert repr(progress_view.merge("none.json")) == "Merge\ncannot read none.json: No such file or directory"
    assert repr(progress_view.merge("prose.json")) == (
        "Merge\nprose.json is no copy of a progress.json: not JSON: Expecting value: line 1 column 1 (char 0)"
    )


def test_a_lesson_that_cannot_be_read_hides_no_other_progress(work: Path) -> None:
    predict("04-both", "b", "sure")
    (work / "exercises" / "05_broken.toml").write_text("lesson = ", encoding="utf-8")
    assert [line.split()[0] for line in repr(progress_view.progress()).splitlines()[-3:]] == ["04", "08", "09"]
