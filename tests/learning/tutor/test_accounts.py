"""Laws of every account that is drawn: whole, readable, and the same for ever but for its names."""

from __future__ import annotations

import pytest

from iamsim.learning.scenario import parse_scenario
from iamsim.learning.tutor.accounts import KINDS, Recipe, situation
from iamsim.learning.tutor.cast import draw_cast
from iamsim.learning.tutor.question import situation_pattern
from iamsim.learning.tutor.topics import IDEAS, TOPICS

RECIPES = [
    Recipe(kind, level, number)
    for topic in TOPICS.values()
    for kind in topic.kinds
    for level in range(topic.level, 4)
    for number in range(12)
]


def test_a_recipe_is_read_as_it_is_written() -> None:
    recipe = Recipe("own", 2, 17)
    assert str(recipe) == "own-2-17"
    assert Recipe.of(str(recipe)) == recipe


@pytest.mark.parametrize("kind", KINDS)
def test_an_account_can_be_read_and_its_request_sent(kind: str) -> None:
    for recipe in RECIPES:
        if recipe.kind == kind:
            raw, request = situation(recipe, draw_cast(str(recipe)))
            parse_scenario(raw).check_request(request)


def test_the_names_change_nothing_else() -> None:
    for recipe in RECIPES[::5]:
        patterns = [situation_pattern(situation(recipe, draw_cast(seed)), IDEAS) for seed in "ab"]
        assert patterns[0] == patterns[1], recipe


def test_no_statement_stands_twice_with_one_holder() -> None:
    for recipe in RECIPES:
        raw, _ = situation(recipe, draw_cast("x"))
        for items in (*raw["users"].values(), *raw["groups"].values()):
            statements = [
                words for item in items if ": " in item for words in item.partition(": ")[2].split("; ")
            ]
            assert len(statements) == len(set(statements)), recipe


def test_every_group_has_a_member_or_gets_one() -> None:
    for recipe in RECIPES:
        raw, _ = situation(recipe, draw_cast("x"))
        members = {item for items in raw["users"].values() for item in items}
        assert members >= set(raw["groups"]), recipe


def test_there_is_no_deny_in_the_first_accounts_and_none_about_groups() -> None:
    for recipe in RECIPES:
        raw, _ = situation(recipe, draw_cast("x"))
        if recipe.level == 1 or recipe.kind == "groups":
            assert "Deny" not in f"{raw['users']} {raw['groups']}", recipe
