"""The report in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import OWN_LESSONS, GradingOptions, grade_class
from iamsim.learning.classroom.class_text import SHARED_NAME, class_text, form_words
from iamsim.learning.classroom.inventory import BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import LearnerKey, Roster
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.records import variant_seed
from tests.learning.classroom.class_files import answers, hand_in


def test_of_many_who_share_an_idea_some_are_named(work: Path) -> None:
    for number in range(8):
        hand_in(work, f"b/{number}.json", f"L{number}", answers("ALLOW_WINS", "08"))
    assert "L5 (08-q1), and 2 more" in " ".join(class_text(grade_class([work / "b"])).split())


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
        "late, 1: Ana Lee",
        "",
    ]


def test_copies_and_names_that_several_have_are_said(work: Path) -> None:
    roster = Roster.parse("name,number\nAna Lee,17\nAna Lee,18\nBen,19\n")
    for name in ("a", "b"):
        hand_in(work, f"c/{name}.json", "Ana Lee" if name == "a" else "19", answers("", "08"), times={"08": "2026"})
    lines = class_text(grade_class([work / "c"], GradingOptions(roster=roster))).splitlines()
    assert "the same file, or another learner's name: Ben (b.json), Ana Lee (a.json)" in lines
    assert f"a.json: {SHARED_NAME}: Ana Lee" in lines


def test_who_gained_what_and_whose_answers_do_not_tell_is_said(work: Path) -> None:
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    before: dict[LearnerKey, FormAnswers] = {name: FormAnswers(name, "A", (*[TRUTH] * 6, *[""] * 6)) for name in ("ana", "cem")}
    after: dict[LearnerKey, FormAnswers] = {"ana": FormAnswers("ana", "A", (*[TRUTH] * 9, *[""] * 3))}
    text = class_text(grade_class([work / "c"], GradingOptions(before_after=BeforeAfter(before, after))))
    assert text.splitlines()[-5:] == [
        "",
        "12 questions, answered before and after by 1 learner",
        "  50% right before, 75% after; gain 0.50",
        "  1 learner had the same form twice, and may remember it: ana",
        "  answered only once, and left out, 1: cem",
    ]
    alone = class_text(grade_class([], GradingOptions(before_after=BeforeAfter({}, {}))))
    assert alone == "12 questions, answered before and after by 0 learners"


def test_files_that_are_not_read_and_lessons_of_ones_own_are_named(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("", "08") | {"20-q1": 1, "20": {}})
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    for number in range(25):
        (work / "c" / f"{number:02}.txt").write_text("", encoding="utf-8")
    lines = class_text(grade_class([work / "c"])).splitlines()
    assert lines[1].startswith("not read, as a submission is a .json file, 25: 00.txt, 01.txt")
    assert " ".join(lines).count(".txt") == 20
    assert "and 5 more" in " ".join(lines)
    assert "not graded, as no lesson has them, 2: 20-q1, 20" in lines
    assert f"  {OWN_LESSONS}" in lines


def test_a_code_by_which_nobodys_questions_were_drawn_is_doubted_in_one_line(work: Path) -> None:
    for name in ("Ana", "Ben"):
        hand_in(work, f"c/{name}.json", name, answers("", "08"))
    text = class_text(grade_class([work / "c"], GradingOptions(class_code="IAM-1")))
    assert "nobody's answers were drawn by the class code 'IAM-1': is it the class's?\n" in text
    seed = variant_seed("Ana", "IAM-1")
    hand_in(work, "c/Ana.json", "Ana", answers("", "08"), variant=seed)
    words = " ".join(class_text(grade_class([work / "c"], GradingOptions(class_code="IAM-1"))).split())
    assert "answers not drawn for this learner (not joined, joined by another name or code, or a neighbour's), 1: Ben (08-q1, 08-q2)" in words


FORMS = [
    pytest.param(["AB", "BA"], "", id="half began with each"),
    pytest.param(["AB"], "", id="one learner"),
    pytest.param(["AB", "BB"], "1 learner had the same form twice, and may remember it", id="one again"),
    pytest.param(["AA", "BB"], "everybody had the same form twice, and may remember it", id="all again"),
    pytest.param(["BA", "BA"], "everybody had form B before and form A after: if one of them is easier, the gain is another", id="not crossed"),
]


@pytest.mark.parametrize(("orders", "words"), FORMS)
def test_forms_that_may_show_a_gain_that_is_none_are_noticed(orders: list[str], words: str) -> None:
    def answers_in(turn: int) -> dict[LearnerKey, FormAnswers]:
        return {number: FormAnswers(str(number), order[turn], ("",) * 12) for number, order in enumerate(orders)}

    assert form_words(BeforeAfter(answers_in(0), answers_in(1))) == words
