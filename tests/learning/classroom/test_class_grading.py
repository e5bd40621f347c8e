"""A class graded: whose files count, which lessons, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import OWN_LESSONS, GradingOptions, grade_class
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


def test_of_one_lesson_the_files_of_others_are_no_failure_where_the_learner_has_this_one_too(work: Path) -> None:
    hand_in(work, "c/a-04.json", "Ana", answers("", "04"))
    hand_in(work, "c/a-08.json", "Ana", answers("", "08"))
    hand_in(work, "c/b-04.json", "Ben", answers("", "04"))
    book = graded(work / "c", lessons=("08",))
    assert [each.file for each in book.submissions] == ["a-08.json"]
    assert book.refused == ("b-04.json: no answers of lesson 08, but of 04",)


def test_whose_a_file_is_the_platform_says_and_not_the_file(work: Path) -> None:
    roster = Roster.parse("Full name,Email\nAna Lee,ana@x.org\nBen Ng,ben@x.org\n")
    times = {"08-q1": "2026-11-02T10:00:01Z"}
    hand_in(work, "c/Ana Lee_17_assignsubmission_file_/s.json", "Ana Lee", answers("", "08"), times=times)
    hand_in(work, "c/Ben Ng_18_assignsubmission_file_/s.json", "Ana Lee", answers("", "08"), times=times)
    book = graded(work / "c", roster=roster)
    assert [(book.display_name(each), each.other_name) for each in book.submissions] == [("Ana Lee", ""), ("Ben Ng", "Ana Lee")]
    assert (book.missing, book.replaced) == ((), ())
    files = [f"{name} ({name}_{number}_assignsubmission_file_/s.json)" for name, number in (("Ana Lee", 17), ("Ben Ng", 18))]
    assert book.copies == (", ".join(files), f"{files[1]} has the name of Ana Lee in it")


def test_a_copy_is_told_by_its_times_also_under_another_name(work: Path) -> None:
    times = {"08-q1": "2026-11-02T10:00:01Z"}
    hand_in(work, "c/a.json", "Ana", answers("", "08"), times=times)
    hand_in(work, "c/b.json", "Ben", answers("", "08"), times=times)
    for name in ("Cem", "Dora", ""):  # all is right, and nobody copied
        hand_in(work, f"c/{name}x.json", name, answers("", "08"))
    hand_in(work, "c/y.json", "", answers("", "08"))
    assert graded(work / "c").copies == ("Ana (a.json), Ben (b.json)",)


def test_a_name_that_two_on_the_roster_have_is_said(work: Path) -> None:
    roster = Roster.parse("name,number\nAna Lee,17\nAna Lee,18\n")
    hand_in(work, "c/a.json", "Ana Lee", answers("", "08"))
    hand_in(work, "c/b.json", "18", answers("", "08"))
    book = graded(work / "c", roster=roster)
    assert [each.line for each in book.submissions] == [1, None]
    assert ([each.file for each in book.ambiguous], book.strangers) == (["a.json"], ())


def test_the_roster_says_who_is_missing_and_who_is_not_on_it(work: Path) -> None:
    roster = Roster.parse("name,mail\nAna Lee,ana@x.org\nBen Ng,ben@x.org\nDora,d@x.org\n")
    hand_in(work, "class/1.json", "BEN@x.org", answers("", "08"))
    hand_in(work, "class/2.json", "ana lee", answers("", "08"))
    hand_in(work, "class/3.json", "Ben Ng", {"08-q1": 0})
    hand_in(work, "class/4.json", "Eve", {"08-q1": 0})
    book = graded(work / "class", roster=roster, take="best")
    assert [book.display_name(submission) for submission in book.submissions] == ["Ana Lee", "Ben Ng", "Eve"], "in the roster's order"
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
