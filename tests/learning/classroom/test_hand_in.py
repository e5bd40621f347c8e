"""Handing in: this folder's progress becomes a file, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.hand_in import hand_in_file, hand_in_text
from iamsim.learning.classroom.submissions import SubmissionError, read_submission
from iamsim.learning.notebook.calls import quiz


def test_what_stands_in_progress_is_written_and_counted(work: Path) -> None:
    quiz("08", ["a", "b"])
    submission = hand_in_file(work / "ana.json", "Ana", ["08"], without=["times"])
    assert read_submission(work / "ana.json") == submission
    assert hand_in_text("ana.json", submission, ["08"]) == (
        "ana.json: 2 answers of Ana\n  1 wrong, 1 correct, 1 not attempted\n  not attempted in lesson 08: exercise"
    )


def test_nothing_is_written_where_nothing_is_answered(work: Path) -> None:
    with pytest.raises(SubmissionError, match="no answers in"):
        hand_in_file(work / "ana.json", "Ana")
    assert not (work / "ana.json").exists()
