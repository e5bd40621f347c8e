from __future__ import annotations

from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.tutor import words


def test_the_count_is_what_was_counted() -> None:
    assert words.named("ALLOW_WINS", (3, 3), 1) == [
        (
            "The last three times it made a difference, your answers were those of a simulator that"
            f" {MISCONCEPTIONS['ALLOW_WINS'].does}."
        ),
        MISCONCEPTIONS["ALLOW_WINS"].correction,
    ]
    assert words.named("ALLOW_WINS", (3, 4), 1)[0].startswith("Three of the last four times")


def test_the_second_time_has_a_lesson_and_the_third_time_other_words() -> None:
    first, second, third = (words.named("NO_INHERIT", (2, 2), times) for times in (1, 2, 3))
    assert "Lesson 04" not in " ".join(first)
    assert "Lesson 04" in " ".join(second)
    assert not set(first[1:]) & set(third)
    assert MISCONCEPTIONS["NO_INHERIT"].instead in " ".join(third)
