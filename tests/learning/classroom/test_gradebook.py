"""A class's submissions, graded: what was reached, and what the answers show."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.inventory import BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.questions import Feedback
from tests.learning.classroom.class_files import answers, hand_in


def test_both_of_two_ideas_count(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(work, "one.json", "Ana", answers("", "08"))
    feedback = Feedback("partial", "so", misconceptions=("ALLOW_WINS", "ALL_GROUPS"), points=0.5)
    monkeypatch.setattr(AnswerKey, "grades", lambda *_: iter((f"08{n}", feedback) for n in ("-q1", "-q2", "")))
    (submission,) = grade_class([work / "one.json"], GradingOptions(("08",))).submissions
    assert submission.misconceptions == {name: ["08-q1", "08-q2", "08"] for name in ("ALLOW_WINS", "ALL_GROUPS")}
    assert (submission.points, submission.percent) == (1.5, 50.0)


def test_an_idea_in_a_first_answer_counts_too(work: Path) -> None:
    hand_in(work, "one.json", "Ana", answers("", "08"), first={"08-q1": answers("ALLOW_WINS", "08")["08-q1"]})
    (submission,) = grade_class([work / "one.json"]).submissions
    assert submission.misconceptions == {"ALLOW_WINS": ["08-q1"]}
    assert (submission.points, submission.first_points("08-q1"), submission.first_points("08-q2")) == (3, 0, 1)


def test_two_learners_of_one_name_are_two(work: Path) -> None:
    for number in (17, 18):
        hand_in(work, f"c/Ana Lee_{number}_assignsubmission_file_/s.json", "Ana Lee", answers("ALLOW_WINS", "08"))
    book = grade_class([work / "c"])
    assert book.misconceptions() == {"ALLOW_WINS": [("Ana Lee", ["08-q1"])] * 2}


def test_who_answered_on_paper_alone_is_neither_on_the_roster_nor_a_submission(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana Lee", answers("", "08"))
    hand_in(work, "c/b.json", "Eve", answers("", "08"))
    roster = Roster.parse("name,mail\nAna Lee,ana@x.org\nBen Ng,ben@x.org\n")
    on_paper = {key: FormAnswers(str(key), "A", ("",) * 12) for key in (0, 1, "eve", "zoe")}
    options = GradingOptions(roster=roster, before_after=BeforeAfter(on_paper, {}))
    book = grade_class([work / "c"], options)
    assert [submission.key for submission in book.submissions] == [0, "eve"]
    assert book.only_on_paper == {"zoe": "zoe"}
