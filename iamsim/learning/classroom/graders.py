"""One function for other graders' test cells, as nbgrader and otter-grader run them.

from iamsim.learning.classroom import assert_correct
assert_correct("08", policy)        # passes, or fails with the text that the learner reads
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iamsim.learning import course_files
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade


def assert_correct(
    question: str | int, answer: Any, *, variant: str = "", course: str | Path | None = None
) -> None:
    """Pass if an answer to a question is correct.

    `question` is an id such as "08-q1", or a lesson's number for its exercise; `answer` is JSON data, or what
    a lesson's cell gives to `check`; `variant` is the seed that the question was drawn by; `course` is the
    folder in which your own `exercises/` is. Raises AssertionError with the feedback's text, and the points
    of a partly right answer; ExerciseError for a question that does not exist.
    """
    name = str(question).zfill(2)
    # Never those of the current folder: a grader runs this cell in the folder that a learner has handed in.
    with exercises.questions_of(Path(course) if course else course_files.course_folder()):
        asked = exercises.question(name)
        feedback = grade(exercises.variant(asked, variant) if variant else asked, answer)
    if feedback.status == "correct":
        return
    points = f", {feedback.points:.2f} of 1 point" if feedback.status == "partial" else ""
    raise AssertionError(f"{name}: {feedback.status}{points}. {feedback.text}")
