"""Lessons tried out without a learner: unanswered, with right answers, with a misconception's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iamsim.learning.notebook.answer_mode import AnswerMode, answer_mode
from iamsim.learning.notebook.calls import check, observe, predict, quiz
from iamsim.learning.questions import Feedback, exercises

MODES = {"blank": AnswerMode("blank"), "reference": AnswerMode("reference"), "wrong:ALLOW_WINS": AnswerMode("wrong", "ALLOW_WINS")}


@pytest.mark.parametrize(("text", "mode"), [("", AnswerMode()), *MODES.items()])
def test_the_variable_is_read(monkeypatch: pytest.MonkeyPatch, text: str, mode: AnswerMode) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", text)
    assert answer_mode() == mode


@pytest.mark.parametrize("text", ["wrong", "wrong:", "blank:ALLOW_WINS", "right", ":ALLOW_WINS"])
def test_anything_else_is_an_error(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", text)
    with pytest.raises(ValueError, match=f"expected blank, reference or wrong:<MISCONCEPTION>, found '{text}'"):
        answer_mode()


def test_blank_answers_nothing_and_writes_nothing_of_the_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", "blank")
    assert "your answer" not in repr(predict("08-publish"))
    assert "counts as skipped" in repr(observe("08-table"))
    assert not Path(os.environ["IAMSIM_PROGRESS"]).exists()


def test_reference_answers_everything_right_whatever_the_cell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", "reference")
    assert "← your answer\n  I am sure." in repr(predict("08-publish"))
    assert repr(observe("08-publish")).count("✓ Right.") == 2
    assert repr(quiz("08")).count("✓ Right.") == 2
    assert repr(check("08", {"Version": "2012-10-17", "Statement": []})).count("✓ Right.") == 1
    assert repr(check("09")).count("✓ Right.") == 3
    assert not Path(os.environ["IAMSIM_PROGRESS"]).exists()


def test_a_misconception_answers_where_it_is_claimed_and_right_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", "wrong:ALLOW_WINS")
    assert "b) Allowed: one Allow is enough.  ← your answer" in repr(predict("08-publish"))
    card = repr(quiz("08"))
    assert (card.count("✗ Not so."), card.count("✓ Right.")) == (1, 1)


@pytest.mark.parametrize(
    ("mode", "feedback", "error_text"),
    [
        pytest.param(AnswerMode(), Feedback("wrong", "so"), "", id="a learner may be wrong"),
        pytest.param(AnswerMode("blank"), Feedback("wrong", "so"), "", id="nothing was answered"),
        pytest.param(AnswerMode("reference"), Feedback("correct", "so"), "", id="right, as expected"),
        pytest.param(
            AnswerMode("reference"),
            Feedback("wrong", "so", misconceptions=("ALLOW_WINS",)),
            "08-q1: expected a correct answer; found wrong, ALLOW_WINS: so",
            id="wrong, and should be right",
        ),
        pytest.param(
            AnswerMode("wrong", "ALLOW_WINS"),
            Feedback("correct", "so"),
            "08-q1: expected ALLOW_WINS; found correct, None: so",
            id="right, and should be wrong",
        ),
        pytest.param(
            AnswerMode("wrong", "ALLOW_WINS"),
            Feedback("wrong", "so"),
            "08-q1: expected ALLOW_WINS; found wrong, None: so",
            id="wrong, and nothing was named",
        ),
        pytest.param(
            AnswerMode("wrong", "ALLOW_WINS"), Feedback("wrong", "so", misconceptions=("ALLOW_WINS",)), "", id="named, as expected"
        ),
        pytest.param(AnswerMode("wrong", "COPIED"), Feedback("correct", "so"), "", id="what is not claimed is answered right"),
    ],
)
def test_a_grade_that_is_not_as_expected_is_an_error(mode: AnswerMode, feedback: Feedback, error_text: str) -> None:
    message = ""
    try:
        mode.verify(exercises.question("08-q1"), feedback)
    except AssertionError as error:
        message = str(error)
    assert message == error_text


def test_a_lesson_that_cannot_be_asked_fails_its_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_ANSWERS", "blank")
    with pytest.raises(ValueError, match="no lesson 'zz'"):
        predict("zz")
