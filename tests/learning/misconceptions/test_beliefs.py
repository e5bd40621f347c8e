from __future__ import annotations

import pytest

from iamsim.learning.misconceptions.beliefs import (
    ANSWERS,
    FORGETS,
    OTHER_RIGHT,
    PRIOR,
    UNKNOWN_IDEA,
    Beliefs,
    always,
)
from iamsim.learning.misconceptions.pattern import AnswerPattern

IDEAS = ("ALLOW_WINS", "NO_INHERIT", "DEFAULT_ALLOW")
DENIED = AnswerPattern("explicitDeny", {"ALLOW_WINS": "allowed", "NO_INHERIT": "implicitDeny"})


def test_all_hypotheses_together_are_certain() -> None:
    beliefs = Beliefs.prior(IDEAS)
    for answer in ANSWERS:
        beliefs = beliefs.after(DENIED, answer)
        assert sum(beliefs.weights.values()) == pytest.approx(1)


def test_an_answer_speaks_for_the_idea_that_gives_it_and_against_the_others() -> None:
    before, after = Beliefs.prior(IDEAS), Beliefs.prior(IDEAS).after(DENIED, "allowed")
    assert after.marginals["ALLOW_WINS"] > 3 * before.marginals["ALLOW_WINS"]
    assert after.marginals["NO_INHERIT"] < before.marginals["NO_INHERIT"] * 1.5


def test_a_right_answer_speaks_against_every_idea_that_would_show() -> None:
    after = Beliefs.prior(IDEAS).after(DENIED, "explicitDeny")
    assert after.marginals["ALLOW_WINS"] < PRIOR / 2
    assert after.marginals["NO_INHERIT"] < PRIOR / 2


def test_one_answer_to_everything_is_clicking_and_no_idea() -> None:
    beliefs = Beliefs.prior(IDEAS)
    patterns = [
        DENIED,
        AnswerPattern("implicitDeny", {"DEFAULT_ALLOW": "allowed"}),
        AnswerPattern("allowed", {}),
    ]
    for _ in range(3):
        for pattern in patterns:
            beliefs = beliefs.after(pattern, "allowed")
    assert beliefs.weights[always("allowed"),] > 0.5
    assert beliefs.clicking > 0.5


@pytest.mark.parametrize(("givers", "share"), [(1, 1.5 / 2), (9, 9.5 / 10)])
def test_an_unknown_idea_gives_the_wrong_answer_that_most_ideas_give(givers: int, share: float) -> None:
    ideas = tuple(f"idea {number}" for number in range(9))
    pattern = AnswerPattern("implicitDeny", dict.fromkeys(ideas[:givers], "allowed"))
    nothing = dict.fromkeys(Beliefs.prior(ideas).weights, 0.0)
    unknown = Beliefs(ideas, nothing | {(UNKNOWN_IDEA,): 1.0})
    assert unknown.chance_of(pattern, "allowed") == pytest.approx((1 - OTHER_RIGHT) * share, abs=1e-6)


def test_what_is_named_is_half_forgotten() -> None:
    beliefs = Beliefs.prior(IDEAS)
    for _ in range(5):
        beliefs = beliefs.after(DENIED, "allowed")
    before = beliefs.marginals["ALLOW_WINS"]
    assert beliefs.forgetting("ALLOW_WINS").marginals["ALLOW_WINS"] == pytest.approx(before * (1 - FORGETS))


def test_the_gain_is_the_mean_loss_of_doubt() -> None:
    """Against the definition: the entropy now, less what is expected after each of the three answers."""
    beliefs = Beliefs.prior(IDEAS).after(DENIED, "allowed").after(DENIED, "explicitDeny")
    pattern = AnswerPattern(
        "implicitDeny", {"ALLOW_WINS": "allowed", "NO_INHERIT": "explicitDeny", "DEFAULT_ALLOW": "allowed"}
    )
    assert beliefs.gain(pattern) == pytest.approx(_gain_by_definition(beliefs, pattern), abs=1e-6)


def _gain_by_definition(beliefs: Beliefs, pattern: AnswerPattern) -> float:
    from math import log2  # noqa: PLC0415

    total = 0.0
    for hypothesis, weight in beliefs.weights.items():
        alone = Beliefs(beliefs.ideas, dict.fromkeys(beliefs.weights, 0.0) | {hypothesis: 1.0})
        for answer in ANSWERS:
            chance = alone.chance_of(pattern, answer)
            total += weight * chance * log2(chance / beliefs.chance_of(pattern, answer))
    return total
