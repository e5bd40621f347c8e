"""Lessons opened and run in a real JupyterLab, as after `make lab`."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import NAMES, NO_LESSONS, Visit, each_lesson

pytestmark = pytest.mark.browser
RADIO, MENU = "input[type=radio]", ".iamsim-grid select"


def test_there_are_lessons() -> None:
    assert NAMES, NO_LESSONS


@each_lesson
def test_a_lesson_opens_and_runs_without_an_error(in_lab: Visit, lesson: str) -> None:
    assert in_lab.name == lesson
    assert in_lab.problems() == []


@each_lesson
def test_a_form_answers_what_is_chosen_in_it(in_lab: Visit, lesson: str) -> None:
    form = in_lab.page.locator(f".iamsim-form:has({MENU}, {RADIO}):has(.iamsim-missing)").first
    left = form.locator(".iamsim-missing")
    before = left.inner_text()
    assert before, f"{lesson}: the form does not say what is left to choose"
    if form.locator(RADIO).count():
        form.locator(RADIO).first.check()
    else:
        form.locator(MENU).first.select_option(index=1)
    expect(left).not_to_have_text(before)
    assert in_lab.watch.complaints == []
