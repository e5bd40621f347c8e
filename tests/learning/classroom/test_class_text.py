"""The report in a terminal."""

from __future__ import annotations

from pathlib import Path

from iamsim.learning.classroom.class_text import class_text
from iamsim.learning.classroom.gradebook import GradingOptions, grade_class
from iamsim.learning.classroom.roster import Roster
from tests.learning.classroom.class_files import answers, hand_in


def test_of_many_who_share_an_idea_some_are_named(work: Path) -> None:
    for number in range(8):
        hand_in(work, f"b/{number}.json", f"L{number}", answers("ALLOW_WINS", "08"))
    assert "L5 (08-q1), 2 more" in " ".join(class_text(grade_class([work / "b"])).split())


def test_whose_answers_show_an_idea_twice_is_named_first_and_counted(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("ALLOW_WINS", "08"))
    hand_in(work, "c/b.json", "Ben", answers("ALLOW_WINS", "08"), first={"08-q2": answers("ALLOW_WINS", "08")["08-q1"]})
    hand_in(work, "c/c.json", "Cem", answers("IMPLICIT_IS_EXPLICIT", "08"))
    text = " ".join(class_text(grade_class([work / "c"])).split())
    assert "One Allow is enough, whatever else is said. (ALLOW_WINS" in text
    assert "Ana (08-q1)" in text


def test_one_submission_alone_shows_what_its_learner_is_told(work: Path) -> None:
    hand_in(work, "one.json", "Ana", answers("ALLOW_WINS", "08"))
    report = " ".join(class_text(grade_class([work / "one.json"])).split())
    assert "08-q1, wrong: Web allows s3:PutObject, and Freeze denies it" in report
    assert "08-q2," not in report


def test_missing_strange_and_late_learners_have_lines(work: Path) -> None:
    hand_in(work, "c/leeana_LATE_7_8_x.json", "", answers("", "08"))
    hand_in(work, "c/eve.json", "Eve", answers("", "08"))
    roster = Roster.parse('Student,ID\n    Points Possible,\n"Lee, Ana",7\nBen,9\n')
    lines = class_text(grade_class([work / "c"], GradingOptions(roster=roster, source="3 lessons"))).splitlines()
    assert lines[:6] == [
        "2 submissions, 3 questions",
        "questions: 3 lessons",
        "nothing handed in, or a file that was left out, 1: Ben",
        "eve.json: Eve is not on the roster",
        "late: Lee, Ana",
        "",
    ]
