"""The course's questions by lesson and by id."""

from __future__ import annotations

import pytest

from iamsim.learning.questions import ExerciseError, exercises


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("07-q1", "no lesson '07' in exercises/ (there is: 04, 08, 09)", id="a lesson that there is not"),
        pytest.param(
            "08-q9",
            "08_small.toml: no question '08-q9' (there is: 08, 08-publish, 08-q1, 08-q2, 08-seen, 08-table, 08-w1)",
            id="a question that there is not",
        ),
    ],
)
def test_an_unknown_id_says_what_there_is(name: str, complaint: str) -> None:
    with pytest.raises(ExerciseError) as error:
        exercises.question(name)
    assert str(error.value) == complaint


def test_it_hands_on_what_finds_and_reads_the_files() -> None:
    assert exercises.question("08-q1") == exercises.lesson("08").section("quiz")[0]
    assert "08-q1" in exercises.ids()
