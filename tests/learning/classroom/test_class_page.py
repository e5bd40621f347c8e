"""The report on a class: what its teacher reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.class_page import class_page
from iamsim.learning.classroom.inventory import SUBJECTS, BeforeAfter, FormAnswers
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH
from iamsim.learning.questions import exercises
from tests.learning.classroom.class_files import answers, hand_in, text_of


def test_the_class_is_on_one_page(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("ALLOW_WINS", "08"), first={"08-q2": []}, confidence={"08-q1": "sure"})
    hand_in(work, "c/b.json", "Ben", answers("", "08"))
    (work / "c" / "notes.txt").write_text("to do", encoding="utf-8")
    book = grade_class([work / "c"], GradingOptions(roster=Roster.parse("name\nAna\nZoe\n"), source="3 lessons"))
    text = text_of(class_page(book))
    assert "2 learners; 3 questions; 1 of 2 on the roster handed in nothing; questions: 3 lessons; who and what is missing" in text
    assert "Nothing handed in, or a file that was left out (1) : Zoe" in text
    assert "Not on the roster (1) : Ben" in text
    assert "Not read, as a submission is a .json file (1) : notes.txt" in text
    assert f"08-q1 · question 1 from memory {exercises.question('08-q1').text} 1 1 1 of 2 1 08-q2" in text, "right, not so, right at first, sure and not so"
    assert "Before and after" not in text


def test_sentences_stand_below_each_other(work: Path) -> None:
    hand_in(work, "c/a.json", "Ana", answers("", "08") | {"08-q1": "z"})
    (work / "c" / "bad.json").write_text("no", encoding="utf-8")
    page = class_page(grade_class([work / "c"]))
    left_out = "<strong>Left out (1)</strong>:</p><ul><li>bad.json: not JSON: Expecting value: line 1 column 1 (char 0)</li></ul>"
    assert left_out in page
    assert 'Answers that cannot be read (1) : a.json: 08-q1: expected one of a, b; got "z"' in text_of(page)


def test_of_many_questions_the_words_are_left_out(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamsim.learning.classroom.class_page.MAX_QUESTIONS", 2)
    hand_in(work, "c/a.json", "Ana", answers("", "08"))
    assert exercises.question("08-q1").text not in text_of(class_page(grade_class([work / "c"])))


def test_an_idea_that_two_answers_fit_is_apart_from_one_that_one_answer_fits(work: Path) -> None:
    wrong = answers("ALLOW_WINS", "08")
    hand_in(work, "c/a.json", "Ana", wrong)
    hand_in(work, "c/b.json", "Ben", wrong | {"08-q2": answers("ALLOW_WINS", "08")["08-q2"]})
    book = grade_class([work / "c"])
    assert book.misconceptions() == {"ALLOW_WINS": [("Ana", ["08-q1"]), ("Ben", ["08-q1"])]}
    book.submissions[1].first_grades["08-q2"] = book.submissions[1].grades["08-q1"]  # type: ignore[index]
    text = text_of(class_page(book))
    assert f"08-q1 · question 1 from memory {exercises.question('08-q1').text} 0 2 0 of 2 08-q2" in text, "nobody was sure"
    assert f"{MISCONCEPTIONS['ALLOW_WINS'].belief} Instead: {MISCONCEPTIONS['ALLOW_WINS'].instead} 2 Twice or more (1): Ben Once (1): Ana" in text


def on_paper(right: int, form: str = "A", idea: str = "COPIED") -> FormAnswers:
    """Somebody with so many right answers, whose other answers fit an idea."""
    return FormAnswers("Ana", form, (*[TRUTH] * right, *[idea] * (12 - right)))


def test_before_and_after_has_the_gain_by_question_and_by_idea() -> None:
    answers_on_paper = BeforeAfter({"ana": on_paper(6), "ben": on_paper(12), "cem": on_paper(0)}, {"ana": on_paper(9), "ben": on_paper(12, "B")})
    text = text_of(class_page(grade_class([], GradingOptions(before_after=answers_on_paper))))
    assert "2 learners answered the 12 questions before and after: 75% right before, 88% after; gain 0.50 ." in text
    assert "1 learner had the same form twice, and may remember it." in text
    assert f"7 {SUBJECTS[6]} 1 2 8 {SUBJECTS[7]} 1 2" in text
    assert f"12 {SUBJECTS[11]} 1 1" in text
    assert f"{MISCONCEPTIONS['COPIED'].belief} 1 1" in text
    assert "The 12 questions only once, and not counted there (1) : Ana" in text
    assert "By question" not in text, "nobody handed in a file"


def test_who_answered_once_alone_is_no_gain() -> None:
    text = text_of(class_page(grade_class([], GradingOptions(before_after=BeforeAfter({"ana": on_paper(6)}, {})))))
    assert "0 learners answered the 12 questions before and after." in text


def test_what_was_not_ticked_is_no_wrong_answer() -> None:
    page = class_page(grade_class([], GradingOptions(before_after=BeforeAfter({"ana": on_paper(0, idea="")}, {"ana": on_paper(12)}))))
    assert page.count('<span class="" style="flex:1">') == page.count('<span class="is-correct" style="flex:1">') == 12
    assert '<span class="is-wrong"' not in page
