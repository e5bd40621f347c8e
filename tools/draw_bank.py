"""Write the tutor's bank of accounts: draw many, and keep a few of each pattern of what the engines answer.

python tools/draw_bank.py            writes iamsim/learning/tutor/bank.txt (five minutes)
python tools/draw_bank.py --check    says whether each line is still what the engines answer (half a minute)
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.scenario import parse_scenario
from iamsim.learning.tutor.accounts import Recipe, Situation, situation
from iamsim.learning.tutor.bank import FILE, Structure, bank_text, parse_bank
from iamsim.learning.tutor.cast import draw_cast
from iamsim.learning.tutor.facts import facts
from iamsim.learning.tutor.question import situation_pattern
from iamsim.learning.tutor.story import story
from iamsim.learning.tutor.topics import IDEAS, TOPICS

PATH = Path(__file__).resolve().parent.parent / "iamsim" / "learning" / "tutor" / FILE
DRAWN = 1500  # recipes for each kind of account and level
LEVELS = (1, 2, 3)
KEPT = 2  # recipes of one pattern, for each kind of account and level; the shortest stories
CAST = draw_cast("bank")


def recipes() -> Iterator[Recipe]:
    """Every recipe that is drawn."""
    for topic in TOPICS.values():
        for level in LEVELS:
            if level >= topic.level:
                yield from (Recipe(kind, level, number) for kind in topic.kinds for number in range(DRAWN))


def draw_bank() -> str:
    """Return the text of the bank."""
    drawn_recipes: dict[str, dict[tuple[str, int], list[tuple[int, Recipe]]]] = {}
    patterns: dict[str, AnswerPattern] = {}
    for recipe in recipes():
        drawn = situation(recipe, CAST)
        pattern = situation_pattern(drawn, IDEAS)
        if not pattern.idea_answers or is_unfit(drawn, pattern):
            continue
        key = f"{pattern.right} {sorted(pattern.idea_answers.items())}"
        patterns[key] = pattern
        places = drawn_recipes.setdefault(key, defaultdict(list))
        places[recipe.kind, recipe.level].append((len(story(drawn.raw)), recipe))
    structures = [
        Structure(
            pattern,
            {
                recipe: situation_facts(recipe)
                for drawn_of_kind in drawn_recipes[key].values()
                for _, recipe in sorted(drawn_of_kind)[:KEPT]
            },
        )
        for key, pattern in patterns.items()
    ]
    return bank_text(IDEAS, structures)


def situation_facts(recipe: Recipe) -> frozenset[str]:
    """Return the facts that meet in a recipe's account and request."""
    drawn = situation(recipe, CAST)
    return facts(parse_scenario(drawn.raw), drawn.request)


def is_unfit(drawn: Situation, pattern: AnswerPattern) -> bool:
    """Tell whether a situation cannot be asked about.

    An answer hangs on which was given last, a group or a new policy of the group, and nobody can say that; or
    the request says something of MFA, and no statement does.
    """
    calls = {event[1] for event in drawn.raw.get("events", ())}
    has_conditions = " if " in f"{drawn.raw['users']} {drawn.raw['groups']}"
    depends_on_order = not {"LAST_WINS", "FIRST_WINS"}.isdisjoint(pattern.idea_answers)
    return ("put_group_policy" in calls and depends_on_order) or (
        bool(drawn.request.context) and not has_conditions
    )


def stale_lines() -> list[str]:
    """Return the recipes whose pattern, or facts, are others now."""
    return [
        f"{recipe}: {now.right} {dict(now.idea_answers)}"
        for pattern, of_pattern in parse_bank(PATH.read_text(encoding="utf-8"))
        for recipe, its_facts in of_pattern.items()
        if (now := situation_pattern(situation(recipe, CAST), IDEAS)) != pattern
        or situation_facts(recipe) != its_facts
    ]


def main() -> None:
    """Write the bank, or check it."""
    if "--check" in sys.argv[1:]:
        stale = stale_lines()
        print("\n".join(stale) or f"{FILE} is what the engines answer")
        sys.exit(bool(stale))
    PATH.write_text(draw_bank(), encoding="utf-8")


if __name__ == "__main__":
    main()
