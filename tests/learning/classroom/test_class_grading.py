"""A class graded: whose files count, which lessons, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import OWN_LESSONS, GradingOptions, Take, grade_class
from iamsim.learning.classroom.gradebook import GradeBook
from iamsim.learning.classroom.inventory import BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import SubmissionError
from tests.learning.classroom.class_files import answers, hand_in


def graded(folder: Path, **options: object) -> GradeBook:
    return grade_class([folder], GradingOptions(**options))  # type: ignore[arg-type]


def test_only_lessons_that_somebody_answered_have_columns(work: Path) -> None:
    hand_in(work, "class/a.json", "Ana", answers("", "04"))
    hand_in(work, "class/b.json", "Ben", answers("", "08"))
    assert graded(work / "class").questions == ("04-q1", "08-q1", "08-q2", "08")
    assert graded(work / "class", lessons=("04", "04")).questions == ("04-q1",)


def test_who_answered_another_lesson_is_named_and_gets_no_zero(work: Path) -> None:
    hand_in(work, "class/a.json", "Ana", answers("", "04"))
    hand_in(work, "class/b.json", "Ben", answers("", "08"))
    hand_in(work, "class/c.json", "Cem", {"nonsense": 1})
    book = graded(work / "class", lessons=("04",))
    assert [submission.learner for submission in book.submissions] == ["Ana"]
    assert book.refused == (
        "b.json: no answers of lesson 04, but of 08",
        "c.json: no answers of lesson 04, but of no lesson of this course",
    )


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


def test_the_roster_says_who_is_missing_and_who_is_not_on_it(work: Path) -> None:
    roster = Roster.parse("name,mail\nAna Lee,ana@x.org\nBen Ng,ben@x.org\nDora,d@x.org\n")
    hand_in(work, "class/1.json", "BEN@x.org", answers("", "08"))
    hand_in(work, "class/2.json", "ana lee", answers("", "08"))
    hand_in(work, "class/3.json", "Ben Ng", {"08-q1": 0})
    hand_in(work, "class/4.json", "Eve", {"08-q1": 0})
    book = graded(work / "class", roster=roster, take="best")
    assert [book.display_name(submission) for submission in book.submissions] == ["Ben Ng", "Ana Lee", "Eve"]
    assert [roster.name_of(line) for line in book.missing] == ["Dora"]
    assert [submission.name for submission in book.strangers] == ["Eve"]
    assert book.replaced == ("3.json: Ben Ng handed in more than once, and 1.json counts (best)",)


def test_answers_that_cannot_be_read_are_named_and_counted(work: Path) -> None:
    hand_in(work, "one.json", "Ana", {"08-q1": "z", "8-q2": 0} | {f"x{number}": 1 for number in range(40)})
    (submission,) = graded(work / "one.json").submissions
    assert submission.unread[0] == '08-q1: expected one of a, b; got "z"'
    assert submission.unread[-1] == "and 37 more answers that cannot be read"
    assert len(submission.unread) == 6


def test_nothing_is_graded_without_a_file(work: Path) -> None:
    with pytest.raises(SubmissionError, match="no file; expected what `iamsim submit` writes"):
        grade_class([])
    hand_in(work, "class/a.json", "Eva", {})
    with pytest.raises(SubmissionError, match=r"a\.json: no answers of Eva"):
        graded(work / "class")


def test_a_file_of_another_kind_is_named_and_is_a_learners_only_in_a_learners_folder(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("", "08"))
    for name in ("notes.txt", "Ben Ng_17_assignsubmission_file_/08.ipynb"):
        (work / "c" / name).parent.mkdir(exist_ok=True)
        (work / "c" / name).write_text("to do", encoding="utf-8")
    book = graded(work / "c")
    assert book.other_files == ("notes.txt",)
    assert book.refused == ("Ben Ng_17_assignsubmission_file_/08.ipynb: expected a .json file, as `iamsim submit` writes it",)
    with pytest.raises(SubmissionError, match=r"notes\.txt: expected a \.json file, as `iamsim submit` writes it$"):
        graded(work / "c" / "notes.txt")


def test_answers_of_a_lesson_of_ones_own_are_not_lost_without_a_word(work: Path) -> None:
    own = {"20-q1": 0, "20-q2": 1, "20": {}}
    hand_in(work, "c/a.json", "Ana", own)
    with pytest.raises(SubmissionError) as caught:
        graded(work / "c")
    assert str(caught.value) == f"20-q1, 20-q2, 20: no lesson has such questions; {OWN_LESSONS}"
    hand_in(work, "c/b.json", "Ben", answers("", "04") | own | {"4-q1": 0})
    book = graded(work / "c")
    assert book.own_questions == ("20-q1", "20-q2", "20")
    assert [submission.unread for submission in book.submissions] == [(), ("4-q1: no such question",)]
    assert graded(work / "c", lessons=("04",)).own_questions == (), "who names a lesson asks for no other"


def test_without_a_folder_the_12_questions_are_told_alone() -> None:
    answers_on_paper = BeforeAfter({"ana": FormAnswers("Ana", "A", ("",) * 12)}, {})
    book = grade_class([], GradingOptions(before_after=answers_on_paper))
    assert (book.submissions, book.questions, book.only_on_paper) == ((), (), {"ana": "Ana"})
