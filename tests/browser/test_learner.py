"""A learner on the site, who uses the keyboard alone, hands in and comes back later: lesson 00 from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from iamsim.learning.classroom import Submission, read_submission
from iamsim.learning.questions import exercises
from tests.browser.driving import NAMES, Visit, Watch, wait_until_all_has_run
from tests.browser.site import Site, let_python_sleep

pytestmark = pytest.mark.browser
LESSON = "00_start_here.ipynb"
COUNT = "jupyterapp.shell.currentWidget.content.widgets.length"
FOLDED = "Boolean(jupyterapp.shell.currentWidget.content.activeCell.model.getMetadata('jupyter')?.source_hidden)"
CELL = "jupyterapp.shell.currentWidget.content.activeCellIndex"
# what has the focus, if it is part of the form of the cell that is active: its kind, and whether it is chosen
FOCUS = """() => {
    const element = document.activeElement;
    const form = element?.closest('.iamsim-form');
    if (!form || !jupyterapp.shell.currentWidget.content.activeCell.node.contains(form)) return null;
    if (element.matches('.iamsim-commit')) return 'commit';
    if (element.matches('input[type=radio]')) return element.closest('.widget-radio-box').querySelector(':checked') ? 'chosen' : 'radio';
    return element.tagName.toLowerCase();
}"""
OPEN = ".jp-Cell.jp-mod-active .iamsim-form .iamsim-commit"
DONE = """() => {
    const { node, model } = jupyterapp.shell.currentWidget.content.activeCell;
    if (model.type !== 'code') return true;
    const form = model.outputs.toJSON().some((output) => output.data?.['application/vnd.jupyter.widget-view+json']);
    return model.executionCount !== null && model.executionState === 'idle' && (!form || node.querySelector('.iamsim-form, .iamsim-live-card'));
}"""  # the active cell has run, and its form is shown
MAX_TABS = 60  # presses of Tab through one form
PREDICTED = exercises.question("00-publish").options[0]  # the first answer is a wrong one


def answer(page: Page) -> None:
    """Go into the form of the active cell, choose the first answer of each group, commit."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus == "radio":
            page.keyboard.press("Space")
        elif focus == "commit":
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.activeElement?.matches('.iamsim-said, .iamsim-next')")
            return
    pytest.fail(f"{MAX_TABS} times Tab did not lead to Commit")


def answer_everything(page: Page) -> int:
    """Run each cell whose code is to be read by its key, and answer what is asked; how many answers were committed."""
    committed = 0
    for at in range(page.evaluate(COUNT)):
        assert page.evaluate(CELL) == at
        if not page.evaluate(FOLDED):  # else it runs by itself; to run it again now would put another form under the keys
            page.keyboard.press("Control+Enter")
        page.wait_for_function(DONE)
        if page.locator(OPEN).count():
            answer(page)
            committed += 1
        page.keyboard.press("Shift+Enter")  # once more, and on to the next
    return committed


def handed_in(page: Page, name: str) -> Submission:
    """Open the last card, type a name, save the file that is made; return what is in it."""
    card = page.locator(".iamsim-live-card").last
    card.locator("summary").press("Enter")
    card.get_by_label("Your name").press_sequentially(name)
    card.get_by_label("Your name").press("Enter")
    with page.expect_download() as download:
        card.get_by_role("link", name="Save submission-00.json").press("Enter")
    return read_submission(Path(download.value.path()))


def test_the_keyboard_alone_goes_through_a_lesson_on_the_site_its_answers_survive_a_reload_and_it_leads_to_the_next(
    page: Page, site: Site, watch: Watch
) -> None:
    page.goto(site.lesson(LESSON))
    bar = page.locator("#course-bar").get_by_role("status")
    expect(bar).to_contain_text("Python is waking up")
    expect(bar).to_contain_text("Python is awake")
    assert answer_everything(page) == 3, "a prediction, what was observed, a question from memory"
    wait_until_all_has_run(page)
    lesson = page.locator(".jp-Notebook")
    expect(lesson).to_contain_text(PREDICTED.why)
    submission = handed_in(page, "Ana Silva")
    assert (submission.learner, set(submission.answers)) == ("Ana Silva", {"00-q1"})
    assert watch.complaints == [], "the page's policy refuses nothing"
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    page.get_by_role("button", name="Run again what you had run").press("Enter")
    wait_until_all_has_run(page)
    expect(lesson).to_contain_text(PREDICTED.why)
    expect(lesson.locator(".iamsim-commit")).to_have_count(0)
    assert Visit("site", LESSON, page, watch).problems() == []
    let_python_sleep(page)
    page.locator(".jp-RenderedHTML a[href*='.ipynb']").last.click()
    expect(lesson.get_by_role("heading", level=1)).to_contain_text(f"{NAMES[1][:2]} · ")
    assert page.url == site.lesson(NAMES[1])
    assert len(page.context.pages) == 1
