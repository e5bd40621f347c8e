"""Tables of grades: lines for each learner, platforms' columns, and no formula for a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.grade_tables import canvas_csv, grades_csv, moodle_csv
from iamsim.learning.classroom.gradebook import GradeBook
from iamsim.learning.classroom.inventory import BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.misconceptions import TRUTH
from tests.learning.classroom.class_files import answers, hand_in

CANVAS = 'Student,ID,SIS User ID,SIS Login ID,Section\n"Lee, Ana",17,S1,ana1,A\n"Ng, Ben",18,S2,ben1,A\n'


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def book_of(work: Path, roster: str = "") -> GradeBook:
    hand_in(work, "c/leeana_LATE_17_1_s.json", "", answers("ALLOW_WINS", "08"), tries={"08-q1": 2}, first={"08-q2": []})
    hand_in(work, "c/eve.json", "Eve", {"08-q2": [1]})
    return grade_class([work / "c"], GradingOptions(roster=Roster.parse(roster) if roster else None))


def test_the_rosters_columns_come_first_and_who_is_missing_has_empty_cells(work: Path) -> None:
    head, ana, ben, eve = rows(grades_csv(book_of(work, CANVAS)))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "learner", "file", "late", "tries", "points", "of", "percent", "08-q1", "08-q2", "08", "first answers, percent", "misconceptions"]
    assert ana == ["Lee, Ana", "17", "S1", "ana1", "A", "leeana", "leeana_LATE_17_1_s.json", "late", "2", "2.00", "3", "66.7", "0.00", "1.00", "1.00", "33.3", "ALLOW_WINS"]
    assert eve == ["", "", "", "", "", "Eve", "eve.json", "", "", "1.00", "3", "33.3", "", "1.00", "", "33.3", ""]
    assert ben == ["Ng, Ben", "18", "S2", "ben1", "A", *[""] * 12]


def test_canvas_gets_its_columns_and_the_points_possible(work: Path) -> None:
    assert rows(canvas_csv(book_of(work, CANVAS), "Lesson 08")) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lesson 08"],
        ["    Points Possible", "", "", "", "", "3"],
        ["Lee, Ana", "17", "S1", "ana1", "A", "2.00"],
        ["Eve", "", "", "", "", "1.00"],
    ]
    assert rows(canvas_csv(book_of(work), "x"))[3] == ["leeana", "17", "", "", "", "2.00"]


def test_moodle_gets_what_identifies_a_learner_and_a_grade_of_100(work: Path) -> None:
    worksheet = "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\nParticipant 17,Ana Lee,ana@x.org,Submitted,-,100.00,Yes,Monday,-,\n"
    head, *lines = rows(moodle_csv(book_of(work, worksheet)))
    assert head == ["Identifier", "Full name", "Email address", "Last modified (grade)", "Grade"], "of which an assignment needs three"
    assert ["Participant 17", "Ana Lee", "ana@x.org", "-", "66.67"] in lines
    own = "Number;E-Mail\n17;ana@x.org\n18;ben@x.org\n"
    assert ["17", "ana@x.org", "66.67"] in rows(moodle_csv(book_of(work, own))), "any column may identify a learner"
    assert rows(moodle_csv(book_of(work)))[0] == ["Identifier", "Full name", "Last modified (grade)", "Grade"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "x;=cmd|' /C calc'!A0", "a\t=1", " =1", 'x,"=1'])
def test_a_learners_name_is_no_formula_whatever_separates_cells(work: Path, name: str) -> None:
    hand_in(work, "one.json", name, answers("", "04"))
    text = grades_csv(grade_class([work / "one.json"]))
    for separator in ",;\t|":
        for line in csv.reader(text.splitlines(), delimiter=separator):
            assert not [cell for cell in line if cell.lstrip(" '\"").startswith(("=", "+", "-", "@")) and not cell.startswith("'")]


def test_the_12_questions_have_two_columns_and_who_answered_only_them_a_line(work: Path) -> None:
    hand_in(work, "c/17.json", "Lee, Ana", answers("", "08"))
    half, most = (FormAnswers("Zoe", "A", (*[TRUTH] * right, *[""] * (12 - right))) for right in (6, 9))
    roster = Roster.parse(CANVAS)
    book = grade_class([work / "c"], GradingOptions(roster=roster, before_after=BeforeAfter({0: half, 1: half, "zoe": half}, {0: most})))
    head, ana, ben, zoe = rows(grades_csv(book))
    assert head[-2:] == ["12 questions before, percent", "12 questions after, percent"]
    assert ana[-2:] == ["50.0", "75.0"]
    assert ben == ["Ng, Ben", "18", "S2", "ben1", "A", *[""] * 12, "50.0", ""]
    assert zoe == [*[""] * 5, "Zoe", *[""] * 11, "50.0", ""]
