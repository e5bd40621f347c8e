"""A class's submissions: who reached what, what the answers show, and which submission of a learner counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.gradebook import GradeBook, GradingOptions, Take, grade_class
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import SubmissionError
from iamsim.learning.questions import Feedback
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


def test_both_of_two_ideas_count(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(work, "one.json", "Ana", answers("", "08"))
    feedback = Feedback("partial", "so", misconceptions=("ALLOW_WINS", "ALL_GROUPS"), points=0.5)
    monkeypatch.setattr(AnswerKey, "grades", lambda *_: iter((f"08{n}", feedback) for n in ("-q1", "-q2", "")))
    (submission,) = graded(work / "one.json", lessons=("08",)).submissions
    assert submission.misconceptions == {name: ["08-q1", "08-q2", "08"] for name in ("ALLOW_WINS", "ALL_GROUPS")}
    assert (submission.points, submission.percent) == (1.5, 50.0)


def test_an_idea_in_a_first_answer_counts_too(work: Path) -> None:
    hand_in(work, "one.json", "Ana", answers("", "08"), first={"08-q1": answers("ALLOW_WINS", "08")["08-q1"]})
    (submission,) = graded(work / "one.json").submissions
    assert submission.misconceptions == {"ALLOW_WINS": ["08-q1"]}
    assert (submission.points, submission.first_points("08-q1"), submission.first_points("08-q2")) == (3, 0, 1)


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
