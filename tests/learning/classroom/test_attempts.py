"""Several files of one learner: which of them count."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.attempts import Take
from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.gradebook import GradeBook
from tests.learning.classroom.class_files import answers, hand_in


def graded(folder: Path, take: Take = "last") -> GradeBook:
    return grade_class([folder], GradingOptions(take=take))



def test_a_learner_may_hand_in_each_lesson_in_a_file_of_its_own(work: Path) -> None:
    wrong = {"08-q1": 0}
    hand_in(work, "c/a-04.json", "Ana", answers("", "04"), times={"04-q1": "2026-11-01T10:00:00Z"}, tries={"04-q1": 2})
    hand_in(work, "c/a-08.json", "Ana", answers("", "08"), times={"08": "2026-11-02T10:00:00Z"}, tries={"08-q1": 3})
    hand_in(work, "c/b-all.json", "Ben", answers("", "04", "08"), times={"08": "2026-11-01T10:00:00Z"})
    hand_in(work, "c/b-08.json", "Ben", wrong, times={"08-q1": "2026-11-02T10:00:00Z"})
    book = graded(work / "c")
    assert [(each.learner, each.file, each.points) for each in book.submissions] == [
        ("Ana", "a-04.json; a-08.json", 4),
        ("Ben", "b-all.json; b-08.json", 1),
    ]
    assert book.submissions[0].tries == {"04-q1": 2, "08-q1": 3}
    assert book.replaced == ("b-all.json: Ben handed in lesson 08 more than once, and b-08.json counts (last)",)
    best = graded(work / "c", take="best")
    assert [(each.file, each.points) for each in best.submissions] == [("a-04.json; a-08.json", 4), ("b-all.json", 4)]
    assert best.replaced == ("b-08.json: Ben handed in more than once, and b-all.json counts (best)",)


def test_files_with_a_date_in_their_names_are_not_all_of_one_learner(work: Path) -> None:
    for name in ("Ana", "Ben"):
        hand_in(work, f"c/lab_2026_11_30_{name}.json", name, answers("", "08"))
    book = graded(work / "c")
    assert [each.learner for each in book.submissions] == ["Ana", "Ben"]
    assert book.replaced == ()


TAKEN = [
    pytest.param("first", "1.json", id="first"),
    pytest.param("last", "3.json", id="last"),
    pytest.param("best", "2.json", id="best"),
]


@pytest.mark.parametrize(("take", "file"), TAKEN)
def test_one_submission_of_a_learner_counts(work: Path, take: Take, file: str) -> None:
    wrong = {"08-q1": 0}
    for name, given, time in (("3", wrong, "2026-11-03"), ("2", answers("", "08"), "2026-11-02"), ("1", wrong, "2026-11-01")):
        hand_in(work, f"class/{name}.json", "Ana", given, times={"08-q1": f"{time}T10:00:00+00:00"})
    for name in ("4", "5"):  # who gives no name is somebody of his own
        hand_in(work, f"class/{name}.json", "", answers("", "08"))
    book = graded(work / "class", take=take)
    assert [submission.file for submission in book.submissions] == [file, "4.json", "5.json"]
    others = sorted({"1.json", "2.json", "3.json"} - {file})
    assert sorted(book.replaced) == [f"{name}: Ana handed in more than once, and {file} counts ({take})" for name in others]
