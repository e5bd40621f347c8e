"""Worksheets and their keys: every question once, a box for each answer, no answer on a sheet, no key that is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions import ChoiceInput, MenusInput, Question, exercises
from iamsim.markup import inline
from tools import answer_keys, worksheets

NUMBERS = exercises.lessons()
BOX = "☐"


@cache
def bodies() -> dict[str, str]:
    """All sheets and keys; not made while tests are collected, which each process does."""
    return dict(worksheets.bodies())


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_asks_every_question_once_and_the_key_answers_it_under_its_number(number: str) -> None:
    lesson = exercises.lesson(number)
    asked = [question for _, _, question in worksheets.numbered(number)]
    assert {question.id for question in asked} == {q.id for q in lesson.everything if not q.parts}
    numbers = [str(at) for at in range(1, len(asked) + 1)]
    for kind in ("worksheet", "key"):
        assert re.findall(r"<h3>(\d+)", bodies()[f"{kind}_{number}"]) == numbers
    assert re.findall(r'<h3>\d+<span class="small"> ([\w-]+)', bodies()[f"key_{number}"]) == [q.id for q in asked]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_reason_and_no_hint_stands_on_a_sheet(number: str) -> None:
    sheet = bodies()[f"worksheet_{number}"]
    for _, _, question in worksheets.numbered(number):
        said = [*question.hints, question.success, *(getattr(option, "why", "") for option in question.options)]
        assert [text for text in said if text and str(inline(text)) in sheet] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_there_is_a_box_for_each_thing_that_may_be_answered(number: str) -> None:
    for _, _, question in worksheets.numbered(number):
        form = str(worksheets.form(question))
        if isinstance(question.input, ChoiceInput):
            assert form.count(BOX) == len(question.input.labels)
        elif isinstance(question.input, MenusInput) and question.kind == "table":
            assert form.count(BOX) == len(question.input.labels) * len(question.input.options)
        elif isinstance(question.input, MenusInput) and question.kind == "order":
            assert form.count(BOX) == len(question.input.labels)
        else:
            assert 'class="line' in form
            assert BOX not in form


@pytest.mark.parametrize("number", NUMBERS)
def test_the_key_of_a_choice_marks_the_right_options_and_gives_each_reason(number: str) -> None:
    for _, at, question in worksheets.numbered(number):
        if not isinstance(question.input, ChoiceInput):
            continue
        key = str(answer_keys.key_card(at, question))
        right = [option for option in question.options if option.gives == TRUTH]
        assert key.count("✓ ") == len(right)
        for option in question.options:
            assert str(inline(option.why)) in key
        for option in right:
            assert f") {inline(option.text)}</strong>" in key


def test_the_key_says_which_belief_is_behind_an_answer() -> None:
    question = exercises.question("08-q1")
    assert f"“{answer_keys.belief('ALLOW_WINS')}”" in str(answer_keys.key_card(1, question))
    assert answer_keys.belief("ALLOW_WINS")
    assert answer_keys.belief("") == ""


def test_the_key_of_a_table_is_what_the_simulator_answers() -> None:
    key = str(answer_keys.key_card(6, exercises.question("08-table")))
    assert '<th scope="row">kim s3:PutObject</th><td>denied by a Deny</td>' in key
    assert '<th scope="row">ria s3:DeleteObject</th><td>allowed</td>' in key


def test_the_key_of_an_exercise_has_calls_or_the_policy_and_what_they_do() -> None:
    assert "add_user_to_group ria Fair" in str(answer_keys.key_card(1, exercises.question("03")))
    policy = str(answer_keys.key_card(1, exercises.question("08")))
    assert '"Action": "s3:DeleteObject"' in policy
    assert "Web lets contractors read" in policy


def test_a_key_that_is_graded_otherwise_is_refused() -> None:
    question = exercises.question("08")
    broken: Question = replace(question, right=question.wrong)
    with pytest.raises(ValueError, match=r"^08: the key is graded"):
        answer_keys.key_card(1, broken)


def test_the_same_situation_stands_once() -> None:
    sheet = bodies()["worksheet_08"]
    assert sheet.count("no-publishing</strong>: Deny s3:PutObject") == 1


def test_a_source_question_shows_every_group_that_an_option_names() -> None:
    assert "group Data" in bodies()["worksheet_07"]


def test_no_card_is_cut_by_a_page() -> None:
    assert "break-inside:avoid" in worksheets.STYLE.partition(".card{")[2].partition("}")[0]
