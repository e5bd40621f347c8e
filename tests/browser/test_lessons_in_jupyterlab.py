"""Lessons opened and run in a real JupyterLab, as after `make lab`."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from iamsim.lab import lay_out
from tests.browser.driving import NAMES, NO_LESSONS, Lab, Visit, Watch, a_learner, each_lesson

pytestmark = pytest.mark.browser
NOTEBOOK = "jupyterapp.shell.currentWidget.context.model"
RADIO, MENU = "input[type=radio]", ".iamsim-grid select"


def test_there_are_lessons() -> None:
    assert NAMES, NO_LESSONS


def test_a_newcomer_sees_the_lesson_beside_its_headings_and_nothing_in_the_way(lab: Lab, browser: Browser, watch: Watch) -> None:
    lay_out(lab.work)
    with a_learner(browser) as context:
        visit = Visit("lab", "newcomer", context.new_page(), watch)
        watch.over(visit.page, lab.url)
        visit.page.goto(f"{lab.url}lab/tree/notebooks/{NAMES[0]}?token={lab.token}")
        visit.wake()
        expect(visit.page.locator(".jp-TableOfContents .jp-tocItem").nth(1)).to_contain_text("Friday, 16:00")
        expect(visit.page.locator("#filebrowser")).to_be_hidden()
        expect(visit.page.locator(".jp-Dialog, .jp-toastContainer")).to_have_count(0)
        visit.page.wait_for_function(f"{NOTEBOOK}.getMetadata('language_info').version")  # JupyterLab notes it, and that is no change
        assert not visit.page.evaluate(f"{NOTEBOOK}.dirty")
        visit.close()
    assert watch.complaints == []


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
