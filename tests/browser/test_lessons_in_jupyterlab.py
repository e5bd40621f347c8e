"""Lessons opened and run in a real JupyterLab, as after `make lab`."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from iamsim.learning.copies import course, lessons
from tests.browser.driving import Lab, Watch, open_and_run

pytestmark = pytest.mark.browser
NAMES = [lesson.name for lesson in lessons(course())]
EXPLORER = "08_when_policies_disagree.ipynb"


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_opens_and_runs_without_an_error(page: Page, lab: Lab, watch: Watch, name: str) -> None:
    panel = open_and_run(page, lab, name)
    errors = panel.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']")
    assert errors.all_text_contents() == []
    assert watch.complaints == []


def test_the_explorer_answers_a_changed_menu_with_another_decision_and_picture(
    page: Page, lab: Lab, watch: Watch
) -> None:
    panel = open_and_run(page, lab, EXPLORER)
    explorer = panel.locator(".jp-OutputArea-output").filter(has=page.get_by_label("Action", exact=True))
    seen = [_shown(explorer, "allowed")]
    for menu, choice, decision in (
        ("User", "tom", "implicitDeny"),
        ("Action", "s3:PutObject", "explicitDeny"),
        ("User", "zoe", "implicitDeny"),
    ):
        explorer.get_by_label(menu, exact=True).select_option(choice)
        seen.append(_shown(explorer, decision))
    assert len(set(seen)) == len(seen), "a picture stayed the same although the question changed"
    assert watch.complaints == []


def _shown(explorer: Locator, decision: str) -> str:
    """The picture under a decision, once that decision is there."""
    explorer.get_by_text(decision).first.wait_for()
    return explorer.locator("svg").first.inner_html()
