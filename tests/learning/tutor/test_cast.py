from __future__ import annotations

import pytest

from iamsim.learning.tutor.cast import Draw, draw_cast


def test_a_seed_draws_the_same_on_every_python() -> None:
    draw = Draw("a seed")
    assert [draw.below(100) for _ in range(5)] == [39, 3, 76, 40, 87]


def test_nobody_has_two_roles_in_a_cast() -> None:
    for number in range(50):
        cast = draw_cast(str(number))
        assert len(set(cast.people)) == len(cast.people)
        assert len(set(cast.jobs)) == len(cast.jobs)


def test_a_sample_has_no_item_twice_and_no_more_than_there_are() -> None:
    assert sorted(Draw("x").sample("abc", 5)) == ["a", "b", "c"]


def test_a_weight_of_nothing_is_never_drawn() -> None:
    draw = Draw("x")
    assert {draw.weighted("abc", (1, 0, 1)) for _ in range(100)} == {"a", "c"}


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_chance_of_nothing_or_all(probability: float) -> None:
    draw = Draw("x")
    assert {draw.chance(probability) for _ in range(50)} == {bool(probability)}
