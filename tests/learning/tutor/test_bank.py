from __future__ import annotations

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.scenario import parse_scenario
from iamsim.learning.tutor.accounts import Recipe, situation
from iamsim.learning.tutor.bank import Structure, bank_text, parse_bank, read_bank
from iamsim.learning.tutor.cast import draw_cast
from iamsim.learning.tutor.facts import facts
from iamsim.learning.tutor.question import situation_pattern
from iamsim.learning.tutor.topics import IDEAS


def test_a_bank_is_read_as_it_is_written() -> None:
    bank = (
        Structure(AnswerPattern("allowed", {"NO_INHERIT": "implicitDeny"}), {Recipe("own", 1, 2): frozenset({"key"})}),
        Structure(AnswerPattern("explicitDeny", {"ALLOW_WINS": "allowed"}), {Recipe("deny", 3, 4): frozenset({"owner", "key"})}),
    )
    assert parse_bank(bank_text(IDEAS, bank)) == bank


def test_the_bank_is_what_the_engines_answer() -> None:
    """Every 25th structure; `python tools/draw_bank.py --check` looks at all of them."""
    for pattern, recipes in read_bank()[::25]:
        for recipe, its_facts in [*recipes.items()][:2]:
            drawn = situation(recipe, draw_cast("test"))
            assert situation_pattern(drawn, IDEAS) == pattern, f"{recipe}: run python tools/draw_bank.py"
            assert facts(parse_scenario(drawn.raw), drawn.request) == its_facts, recipe


def test_every_idea_shows_in_structures_of_the_bank() -> None:
    for idea in IDEAS:
        assert sum(idea in structure.pattern.idea_answers for structure in read_bank()) >= 5, idea


def test_every_two_ideas_differ_somewhere_in_the_bank() -> None:
    answers = {idea: tuple(part.pattern.idea_answers.get(idea) for part in read_bank()) for idea in IDEAS}
    assert len(set(answers.values())) == len(IDEAS)
