"""Handing in: this folder's progress → a submission's file, and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.submissions import (
    Submission,
    question_names,
    saved_submission,
    write_submission,
)
from iamsim.learning.records import lesson_of


def hand_in_file(
    path: Path, learner: str, lessons: Sequence[str] = (), without: Iterable[str] = ()
) -> Submission:
    """Write what this folder's progress has to hand in, and return it.

    Raises SubmissionError if there is nothing, or the file cannot be written; ExerciseError for a lesson that
    does not exist.
    """
    submission = saved_submission(learner, lessons, without)
    write_submission(submission, path)
    return submission


def hand_in_text(path: str, submission: Submission, lessons: Sequence[str] = ()) -> str:
    """Say what was written, how many answers have each status, and which questions are not attempted."""
    grades = list(AnswerKey().grades(submission, lessons))
    counts = Counter(feedback.status for _, feedback in grades)
    statuses = ", ".join(f"{count} {status}" for status, count in counts.items())
    lines = [
        f"{path}: {len(submission.answers)} answers of {submission.learner}",
        f"  {statuses or 'nothing asked'}",
    ]
    missing: dict[str, list[str]] = {}
    for question_id, feedback in grades:
        if feedback.status == "not attempted":
            number = lesson_of(question_id)
            missing.setdefault(number, []).append(question_names(number)[question_id])
    lines += [f"  not attempted in lesson {number}: {'; '.join(names)}" for number, names in missing.items()]
    return "\n".join(lines)
