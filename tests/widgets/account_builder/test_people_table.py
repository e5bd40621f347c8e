"""The playground's table: a row for each person, boxes, and what a cell says."""

from __future__ import annotations

import json
import re
from html import unescape

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.widgets.account_builder import people_table
from iamsim.widgets.account_builder.page_controls import LONG_NAME
from tests.widgets.account_builder.page_parts import CHALLENGE, GET, small_workspace, steps_of


def test_each_person_has_a_row_with_a_box_for_each_group_and_a_cell_for_each_action() -> None:
    workspace = small_workspace()
    steps = steps_of(people_table.table(workspace, None))
    assert [step for step, _ in steps if step in {"set_member", "choose"}] == ["set_member", "choose"] * 2
    markup = str(people_table.table(workspace, None))
    names = {name: json.loads(unescape(value)) for name, value in re.findall(r'data-(rows|columns|boxes)="([^"]*)"', markup)}
    assert names == {"rows": ["ria", "sam"], "columns": [GET], "boxes": ["Web"]}
    assert people_table.box_letters(workspace) == "10"


def test_a_join_changes_no_markup_of_the_table() -> None:
    workspace = small_workspace()
    before = str(people_table.table(workspace, None))
    workspace.perform("set_member", {"user": "sam", "group": "Web", "member": True})
    assert str(people_table.table(workspace, None)) == before
    assert people_table.box_letters(workspace) == "11"


def test_the_table_that_nobody_can_click_has_its_answers() -> None:
    markup = str(people_table.table(small_workspace(), None, static=True))
    assert markup.count("checked") == 1
    assert [markup.count(f"is-{decision.value}") for decision in (Decision.ALLOWED, Decision.IMPLICIT_DENY)] == [1, 1]


def test_the_cells_of_a_challenge_say_whether_they_are_as_wanted() -> None:
    workspace = small_workspace()
    letters = people_table.goal_letters(workspace, CHALLENGE, CHALLENGE.progress(workspace.account))
    assert letters == " 0"
    workspace.perform("set_member", {"user": "sam", "group": "Web", "member": True})
    assert people_table.goal_letters(workspace, CHALLENGE, CHALLENGE.progress(workspace.account)) == " 1"


def test_more_than_twelve_columns_are_dense_with_a_key() -> None:
    workspace = small_workspace()
    for number in range(people_table.DENSE_COLUMNS):
        workspace.perform("add_action", {"action": f"s3:Get{number}"})
    markup = str(people_table.table(workspace, None))
    assert "is-dense" in markup
    assert decision_words(Decision.EXPLICIT_DENY) in markup


def test_the_words_of_a_cell_are_those_of_the_decision() -> None:
    for decision in Decision:
        assert people_table.CELL_WORDS[people_table.LETTERS[decision]][3] == decision_words(decision)
    assert set(people_table.CELL_WORDS) == {*people_table.LETTERS.values(), people_table.DEPENDS}


def test_a_long_name_is_there_whole_when_it_is_pointed_at() -> None:
    workspace = small_workspace()
    name = "n" * (LONG_NAME + 1)
    workspace.perform("rename_user", {"user": "sam", "name": name})
    markup = str(people_table.table(workspace, None))
    assert f'title="{name}"' in markup
    assert 'title="ria"' not in markup
