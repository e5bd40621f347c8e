"""The 12 questions on paper: sheets without answers, and the key to both."""

from __future__ import annotations

import pytest

from iamsim.learning.classroom.inventory import FORMS, UNKNOWN, form_questions
from tools import inventory_sheets

BODIES = dict(inventory_sheets.bodies())


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_gives_no_feedback_and_lets_one_say_that_one_does_not_know(form: str) -> None:
    sheet = BODIES[f"questions_{form.lower()}"]
    assert sheet.count("<article") == sheet.count(UNKNOWN) - 1 == 12
    assert sheet.count("☐") == 60
    assert not [option.why for question in form_questions(form) for option in question.options if option.why in sheet]
    assert "✓" not in sheet


def test_the_key_has_both_forms() -> None:
    assert BODIES["questions_key"].count("✓ ") == 24
