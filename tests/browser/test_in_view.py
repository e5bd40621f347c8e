"""What a cell shows is in view after it was run, and who scrolls then is left alone; folded code stays folded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.driving import NAMES, Visit

pytestmark = pytest.mark.browser
SIZES = [(1280, 800), (390, 844)]
lesson_03 = pytest.mark.parametrize("lesson", [name for name in NAMES if name.startswith("03")], ids=["03"])
CHOOSE = """(index) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = index;
    notebook.mode = 'command';
    notebook.activate();
    notebook.widgets[index].node.scrollIntoView({ block: 'end' });
}"""
# The indices of the code cells that show most.
HIGHEST = """() => jupyterapp.shell.currentWidget.content.widgets
    .map((cell, index) => ({ index, height: cell.outputArea?.node.offsetHeight ?? 0 }))
    .sort((one, other) => other.height - one.height).slice(0, 3).map(({ index }) => index)"""
FORGET = "(index) => jupyterapp.shell.currentWidget.content.widgets[index].model.executionCount = null"
RAN = """(index) => {
    const { model } = jupyterapp.shell.currentWidget.content.widgets[index];
    return model.executionCount && model.executionState === 'idle';
}"""
PLACE = """(index) => {
    const { node, outputArea, inputHidden } = jupyterapp.shell.currentWidget.content.widgets[index];
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);
    let view = node.parentElement;
    while (!scrolls(view)) view = view.parentElement;
    const [top, bottom] = [view, outputArea.node].map((each) => each.getBoundingClientRect().top);
    return { top: bottom - top, window: view.clientHeight, scrolled: view.scrollTop, folded: inputHidden };
}"""
IN_UPPER_HALF = f"(index) => {{ const {{ top, window }} = ({PLACE})(index); return 0 <= top && top < window / 2; }}"
# Scroll the notebook by so many pixels, as the scrollbar does, without an event of the learner's.
SCROLL = """(pixels) => {
    const { node } = jupyterapp.shell.currentWidget.content.widgets[0];
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);
    let view = node.parentElement;
    while (!scrolls(view)) view = view.parentElement;
    view.scrollTop += pixels;
}"""
UP = -300  # px
SETTLED = 1000  # ms after which pictures and forms have their size
PATIENCE = 15_000  # ms


def run(page: Page, index: int) -> None:
    """Run a cell by its key and wait for its end."""
    page.evaluate(CHOOSE, index)
    page.evaluate(FORGET, index)
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(RAN, arg=index)


def places(page: Page) -> list[tuple[int, int, dict[str, Any]]]:
    """The width of the window, the index of a high cell and where its output stands after it was run; for each."""
    found = []
    before = page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for index in page.evaluate(HIGHEST):
            run(page, index)
            page.wait_for_timeout(SETTLED)
            with suppress(TooLate):  # on a busy machine it takes longer
                page.wait_for_function(IN_UPPER_HALF, arg=index, timeout=PATIENCE)
            found.append((width, index, page.evaluate(PLACE, index)))
    assert before is not None
    page.set_viewport_size(before)
    return found


def out_of_view(page: Page) -> list[tuple[int, int, dict[str, Any]]]:
    """Those whose output does not begin in the upper half of the window, or whose code has unfolded."""
    found = places(page)
    assert len(found) == 3 * len(SIZES)
    return [each for each in found if not (0 <= each[2]["top"] < each[2]["window"] / 2 and each[2]["folded"])]


@lesson_03
def test_what_a_high_cell_shows_begins_in_view_after_it_was_run(in_lab: Visit, lesson: str) -> None:
    assert in_lab.name == lesson
    assert out_of_view(in_lab.page) == []


@lesson_03
def test_what_a_high_cell_shows_begins_in_view_on_the_site_too(on_site: Visit, lesson: str) -> None:
    assert on_site.name == lesson
    assert out_of_view(on_site.page) == []


def turns_the_wheel(page: Page) -> None:
    """Turn the wheel; the page is scrolled by hand here, since a real wheel takes seconds in a page behind another."""
    page.evaluate("document.querySelector('.jp-Notebook').dispatchEvent(new WheelEvent('wheel', { bubbles: true }))")
    page.evaluate(SCROLL, UP)


def presses_a_key(page: Page) -> None:
    """Press a key; then the page is scrolled by whatever it means."""
    page.keyboard.press("Shift")
    page.evaluate(SCROLL, UP)


def drags(page: Page) -> None:
    """Press a button of the mouse; then the page is scrolled by whatever is dragged."""
    page.mouse.down()
    page.evaluate(SCROLL, UP)
    page.mouse.up()


def does_nothing(page: Page) -> None:
    """Scroll as JupyterLab does to the next cell."""
    page.evaluate(SCROLL, UP)


@lesson_03
@pytest.mark.parametrize(
    ("learner", "moved"),
    [(does_nothing, 0), (turns_the_wheel, -UP), (presses_a_key, -UP), (drags, -UP)],
    ids=["nothing", "wheel", "key", "mouse"],
)
def test_who_scrolls_after_a_run_is_left_alone_and_nobody_else(
    in_lab: Visit, learner: Callable[[Page], None], moved: int, lesson: str
) -> None:
    page = in_lab.page
    index = page.evaluate(HIGHEST)[0]
    page.mouse.move(640, 600)
    run(page, index)
    page.wait_for_function(IN_UPPER_HALF, arg=index, timeout=PATIENCE)
    before = page.evaluate(PLACE, index)["top"]
    learner(page)
    page.wait_for_timeout(SETTLED)
    assert (page.evaluate(PLACE, index)["top"] - before, lesson) == (pytest.approx(moved, abs=1), in_lab.name)


@lesson_03
def test_after_run_all_nothing_is_followed(in_lab: Visit, lesson: str) -> None:
    page = in_lab.page
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_timeout(100)
    page.evaluate(CHOOSE, 0)  # a scroll that no key and no wheel has announced
    page.wait_for_timeout(3 * SETTLED)
    assert (page.evaluate(PLACE, page.evaluate(HIGHEST)[0])["scrolled"], lesson) == (0, in_lab.name)


@lesson_03
def test_a_click_on_folded_code_chooses_the_cell_and_only_its_dots_unfold_it(
    in_lab: Visit, lesson: str
) -> None:
    page = in_lab.page
    cell = page.locator(".jp-CodeCell:has(.jp-InputPlaceholder)").first
    cell.locator(".jp-PlaceholderText").click()
    page.wait_for_timeout(300)
    assert (
        cell.locator(".jp-InputPlaceholder").count(),
        "jp-mod-active" in (cell.get_attribute("class") or ""),
    ) == (1, True)
    cell.locator(".jp-MoreHorizIcon").click()
    page.wait_for_timeout(300)
    folded = page.evaluate("jupyterapp.shell.currentWidget.content.activeCell.inputHidden")
    page.evaluate("jupyterapp.shell.currentWidget.content.activeCell.inputHidden = true")
    assert (folded, lesson) == (False, in_lab.name)
