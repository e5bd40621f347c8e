"""Lessons opened and run in a real JupyterLab, as after `make lab`."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driving import NAMES, NO_LESSONS, Visit, each_lesson

pytestmark = pytest.mark.browser
EXPLORER = "08_when_policies_disagree.ipynb"
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


@pytest.mark.parametrize("lesson", [EXPLORER])
def test_the_explorer_answers_a_changed_menu_with_another_decision_and_picture(in_lab: Visit) -> None:
    page = in_lab.page
    explorer = page.locator(".jp-OutputArea-output").filter(has=page.get_by_label("Action", exact=True))
    seen = [_shown(explorer, "allowed")]
    for menu, choice, decision in (
        ("User", "tom", "implicitDeny"),
        ("Action", "s3:PutObject", "explicitDeny"),
        ("User", "zoe", "implicitDeny"),
    ):
        explorer.get_by_label(menu, exact=True).select_option(choice)
        seen.append(_shown(explorer, decision))
    assert len(set(seen)) == len(seen), "a picture stayed the same although the question changed"
    assert in_lab.watch.complaints == []


def _shown(explorer: Locator, decision: str) -> str:
    """The picture under a decision, once that decision is there."""
    explorer.get_by_text(decision).first.wait_for()
    return explorer.locator("svg").first.inner_html()
