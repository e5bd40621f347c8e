"""Payloads in every text of an account, shown by every widget and picture in a real browser: none of them runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from iamsim.widgets.controls import event_script, key_guard
from tests.browser.driving import NAMES, READY, Lab, Visit, Watch, a_learner
from tests.browser.site import Site
from tests.laws import payloads

pytestmark = pytest.mark.browser
ACCOUNT_SIZE = 16  # payloads in one account
PAGES = 19  # of nine widgets, each as ipywidgets and as HTML, and the playground's HTML
# The second one is a form's, which the site runs by itself.
OUR_HANDLERS = [str(key_guard()), str(event_script("iamsim.learning.notebook", "form.js"))]
DEFINE_RAN = "window.runs = 0; window.ran = () => { window.runs += 1 };"
NOT_ESCAPED = """
from IPython.display import HTML, display
display(HTML("<img src='data:,' onerror='ran()'>"))
"""
DEFINITIONS = Path(payloads.__file__).read_text(encoding="utf-8")
SHOW_ALL = """
from IPython.display import HTML, display
for shown in hostile_widgets(hostile_account(PAYLOADS[{} : {}])):
    display(shown, HTML(str(shown.html())))
"""
RUN_CELL = """async (source) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.type === 'code');
    notebook.activeCell.model.sharedModel.setSource(source);
    await jupyterapp.commands.execute('notebook:run-cell');
    return notebook.activeCell.model.outputs.toJSON().filter((output) => output.output_type === 'error');
}"""
TOUCH_ALL = """() => document.querySelectorAll('.jp-OutputArea-output *').forEach((element) => {
    for (const name of ['mouseover', 'mouseenter', 'focus', 'toggle', 'error', 'load'])
        element.dispatchEvent(new Event(name));
})"""
CELLS_SHOWN = """() => document.querySelectorAll('.iamsim-live').length === 2
    && [...document.querySelectorAll('[data-cell]')].every((cell) => cell.textContent)"""
NOT_OURS = """(ours) => [...document.querySelectorAll('.jp-OutputArea-output *')].filter((element) =>
    ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'LINK', 'MARQUEE', 'VIDEO', 'AUDIO', 'MATH'].includes(element.tagName)
    || [...element.attributes].some((attribute) =>
        (attribute.name.startsWith('on') && !ours.includes(attribute.value)) || attribute.value.trim().startsWith('javascript:'))
).map((element) => element.outerHTML)"""


def test_no_payload_runs_in_jupyterlab(lab: Lab, browser: Browser) -> None:
    nothing_runs("lab", browser, lab.url, lab.lesson(NAMES[0]))


def test_no_payload_runs_on_the_site(site: Site) -> None:
    nothing_runs("site", site.browser, site.url, site.lesson(NAMES[0]))


def nothing_runs(place: str, browser: Browser, home: str, address: str) -> None:
    """Show everything in a lesson's first cell. What is not escaped runs in JupyterLab: that is tried before."""
    with a_learner(browser) as learner:
        learner.add_init_script(DEFINE_RAN)
        visit = Visit(place, "payloads", learner.new_page(), Watch())
        page = visit.page
        page.goto(address)
        page.wait_for_function(READY)
        assert page.evaluate(RUN_CELL, NOT_ESCAPED) == []
        if place == "lab":
            page.wait_for_function("window.runs === 1")
        else:  # the page's Content-Security-Policy refuses it
            page.wait_for_timeout(500)
        unescaped_runs = page.evaluate("window.runs")
        assert unescaped_runs == (place == "lab")
        visit.watch.over(page, home)
        assert page.evaluate(RUN_CELL, DEFINITIONS) == []
        for start in range(0, len(payloads.PAYLOADS), ACCOUNT_SIZE):  # JupyterLab shows 50 outputs of a cell
            assert page.evaluate(RUN_CELL, SHOW_ALL.format(start, start + ACCOUNT_SIZE)) == []
            page.wait_for_function(f"document.querySelectorAll('.iamsim-page').length === {PAGES}")
            page.wait_for_function(CELLS_SHOWN)
            page.evaluate(TOUCH_ALL)
            assert page.evaluate(NOT_OURS, OUR_HANDLERS) == []
        assert visit.watch.complaints == []
        assert page.evaluate("window.runs") == unescaped_runs, "a payload ran"
        visit.close()
