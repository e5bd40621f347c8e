"""How a question is asked and shown, as data: what a form and a card are made from."""

from __future__ import annotations

import pytest

from iamsim.learning.questions import AnswerTable, ChoiceInput, MenusInput, OptionList, TextInput, exercises


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("08-publish", ChoiceInput, id="a choice has options"),
        pytest.param("08-seen", ChoiceInput, id="sources are chosen from"),
        pytest.param("08-table", MenusInput, id="a table has a menu for each row"),
        pytest.param("09-order", MenusInput, id="an order has a menu for each step"),
        pytest.param("08", TextInput, id="a policy is written"),
        pytest.param("09-leave", type(None), id="an account is built in code"),
    ],
)
def test_each_question_is_asked_with_its_input(name: str, kind: type) -> None:
    assert isinstance(exercises.question(name).input, kind)


def test_steps_stand_in_the_learners_order_and_options_in_the_files() -> None:
    order = exercises.question("09-order")
    unanswered = order.display(None)
    assert isinstance(unanswered, OptionList)
    texts = [text for text, _ in unanswered.options]
    assert order.display(["c", "a", "b"]) == OptionList(
        tuple((texts[index], False) for index in (2, 0, 1)), numbered=True
    )
    choice = exercises.question("08-publish").display("b")
    assert isinstance(choice, OptionList)
    assert [is_answer for _, is_answer in choice.options] == [False, True, False, False]


def test_a_table_stands_in_plain_words() -> None:
    table = exercises.question("08-table").display({"kim s3:GetObject": "explicitDeny"})
    assert isinstance(table, AnswerTable)
    assert (table.labels[0], table.answers[:2]) == ("kim s3:GetObject", (table.choices[1], ""))
