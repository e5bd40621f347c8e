"""What is ours can be read, heard and worked by everybody: axe-core, contrast in both themes, the keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Visit, each_lesson
from tests.browser.site import Site

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
COLOURS = ("color-contrast",)  # the one rule to which a theme matters
SERIOUS = ("serious", "critical")
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WIDER = """() => {
    const { scrollWidth, clientWidth } = document.querySelector('.jp-WindowedPanel-outer');
    return scrollWidth - clientWidth;
}"""
OURS = [".jp-OutputArea-output", "#course-bar"]


def violations(page: Page, axe: Path, *places: str, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core holds to be serious in these places of a page, by default in all of it, by some rules or all."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    there = [place for place in places if page.locator(place).count()]
    assert there or not places, f"nothing to look at: {places}"
    found: dict[str, list[dict[str, Any]]] = page.evaluate(
        """([places, rules]) => axe.run(
            places.length ? { include: places.map((each) => [each]) } : document, rules.length ? { runOnly: rules } : {}
        )""",
        [there, list(rules)],
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {node['html'][:200]}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_front_page_of_the_site_has_no_serious_violation(page: Page, site: Site, axe: Path, theme: Any, width: str) -> None:
    page.emulate_media(color_scheme=theme)
    if width == "phone":
        page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site.url + "new/")
    page.locator(".lesson").first.wait_for()
    assert violations(page, axe) == []
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(overflow), "wider than the screen"


@each_lesson
@pytest.mark.parametrize("theme", THEMES)
def test_a_lesson_on_the_site_has_no_serious_violation(on_site: Visit, axe: Path, lesson: str, theme: Any) -> None:
    on_site.page.emulate_media(color_scheme=theme)
    expect(on_site.page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "light").lower())
    expect(on_site.page.locator(".jp-Notebook")).to_be_visible()  # JupyterLab hides all while it changes the theme
    assert violations(on_site.page, axe, *OURS, rules=COLOURS if theme == "dark" else ()) == []
    assert faint(on_site.page) == [], lesson


@each_lesson
def test_a_lesson_on_the_site_is_no_wider_than_a_phone(on_site: Visit, lesson: str) -> None:
    page = on_site.page
    before = page.viewport_size or {"width": 1280, "height": 1000}
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelector('.jp-Notebook').clientWidth <= 390")
    wider: int = page.evaluate(WIDER)
    page.set_viewport_size(before)
    assert wider == 0, lesson


@each_lesson
def test_a_lesson_in_jupyterlab_has_no_serious_violation(in_lab: Visit, axe: Path, lesson: str) -> None:
    # The markup is the same as on the site, where every rule is asked; the theme is JupyterLab's own.
    assert violations(in_lab.page, axe, OURS[0], rules=COLOURS) == []
    assert faint(in_lab.page) == [], lesson


def faint(page: Page) -> list[str]:
    """The words in the page's pictures that are hard to read."""
    words = page.evaluate(CONTRAST)
    assert words["count"] > 0, "there are no words in pictures"
    found: list[str] = words["faint"]
    return found
