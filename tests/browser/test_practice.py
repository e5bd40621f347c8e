"""The practice in a real JupyterLab and on the site: by keyboard alone, for everybody, and at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import Lab, Visit, Watch, a_learner, keep_shot
from tests.browser.site import Site
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
NAME = "practice.ipynb"
PAGE = ".iamsim-practice"
SLOW = 10_000  # ms that an answer may take on a busy machine, with Python in the browser
# Both in one step, so that no answer can come between them.
ANSWER_AND_GO_ON = """() => {
    document.querySelector('.iamsim-practice .iamsim-choice button').click();
    document.querySelector('.jp-MarkdownCell').focus();
}"""
TOO_SMALL_OR_CUT = """() => {
    const page = document.querySelector('.iamsim-practice');
    const right = page.getBoundingClientRect().right + 0.5;
    return [...page.querySelectorAll('button, li, p')].filter((part) => {
        const box = part.getBoundingClientRect();
        return box.width && (box.right > right || (part.tagName === 'BUTTON' && box.height < 43.5));
    }).map((part) => part.outerHTML.slice(0, 200));
}"""


def answer_by_keyboard(page: Page, number: int) -> None:
    """Answer a question with keys, from its request to the next one; the focus goes along."""
    practice = page.locator(PAGE).first
    expect(practice.locator(".iamsim-head")).to_contain_text(f"Question {number}")
    expect(practice.locator("[data-node='check Deny question']")).to_be_hidden()
    page.keyboard.press("2")
    expect(practice.locator(".iamsim-how-sure")).to_be_focused(timeout=SLOW)
    page.keyboard.press("3")
    expect(practice.locator("[data-area=said] [role=status] .iamsim-badge")).to_be_visible(timeout=SLOW)
    expect(practice.locator("[data-node='check Deny question']")).to_be_visible()  # the gates come with the answer
    expect(practice.get_by_role("button", name="Next question")).to_be_focused(timeout=SLOW)
    page.keyboard.press("Enter")
    expect(practice.locator(".iamsim-ask")).to_be_focused(timeout=SLOW)


def practise(page: Page, visit: Visit) -> None:
    """Answer three questions; the first click is the only one."""
    visit.run()
    practice = page.locator(PAGE).first
    practice.locator(".iamsim-ask").click()
    practice.locator(".iamsim-choice button").first.focus()
    for number in (1, 2, 3):
        answer_by_keyboard(page, number)
    expect(practice.locator(".iamsim-head")).to_contain_text("Question 4")


def test_in_jupyterlab_three_questions_are_answered_by_keyboard_and_who_goes_on_keeps_the_focus_there(lab: Lab, browser: Browser, axe: Path) -> None:
    with a_learner(browser) as learner:
        page = learner.new_page()
        visit = Visit("lab", "practice", page, Watch())
        visit.watch.over(page, lab.url)
        page.goto(lab.lesson(NAME))
        practise(page, visit)
        keep_shot(page, "lab-practice")
        page.evaluate(ANSWER_AND_GO_ON)
        expect(page.locator(PAGE).first.locator(".iamsim-how-sure")).to_be_visible()
        page.wait_for_timeout(500)
        expect(page.locator(".jp-MarkdownCell").first).to_be_focused()
        assert visit.watch.complaints == []
        for theme in ("true", "false"):
            page.evaluate(f"document.body.dataset.jpThemeLight = '{theme}'")
            page.wait_for_timeout(400)  # colours change slowly
            assert violations(page, axe, PAGE) == []


def test_on_the_site_and_a_phone_three_questions_are_answered(site: Site, axe: Path) -> None:
    with a_learner(site.browser) as learner:
        page = learner.new_page()
        visit = Visit("site", "practice", page, Watch())
        visit.watch.over(page, site.url)
        page.goto(site.lesson(NAME))
        page.set_viewport_size({"width": 390, "height": 844})
        practise(page, visit)
        keep_shot(page, "site-practice")
        assert page.evaluate(TOO_SMALL_OR_CUT) == []
        assert violations(page, axe, PAGE) == []
        assert visit.watch.complaints == []
