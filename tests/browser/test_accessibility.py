"""What is ours can be read, heard and worked by everybody: axe-core, contrast in both themes, the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.site import NAMES, NPM, Site, run_all, wake

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
SERIOUS = ("serious", "critical")
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
OURS = [".jp-OutputArea-output", "#course-bar"]


@pytest.fixture(scope="session")
def axe(web: Path) -> Path:
    """The axe-core that tools/site/package-lock.json pins; building the site has fetched it."""
    assert web.exists()
    return NPM / "axe-core" / "axe.min.js"


def violations(page: Page, axe: Path, *places: str) -> list[str]:
    """What axe-core holds to be serious in these places of a page, by default in all of it."""
    page.add_script_tag(path=axe)
    there = [place for place in places if page.locator(place).count()]
    assert there or not places, f"nothing to look at: {places}"
    found: dict[str, list[dict[str, Any]]] = page.evaluate(
        "(places) => axe.run(places.length ? { include: places.map((each) => [each]) } : document)", there
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {node['html'][:200]}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_front_page_has_no_serious_violation(site_page: Page, site: Site, axe: Path, theme: Any, width: str) -> None:
    site_page.emulate_media(color_scheme=theme)
    if width == "phone":
        site_page.set_viewport_size({"width": 390, "height": 844})
    site_page.goto(site.url + "new/")
    site_page.locator(".lesson").first.wait_for()
    assert violations(site_page, axe) == []
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not site_page.evaluate(overflow), "wider than the screen"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", NAMES[:1] + NAMES[-1:])
def test_a_lesson_on_the_site_has_no_serious_violation(
    site_page: Page, site: Site, axe: Path, name: str, theme: Any
) -> None:
    site_page.emulate_media(color_scheme=theme)
    wake(site_page, site.lesson(name))
    run_all(site_page)
    assert violations(site_page, axe, *OURS) == []
    words = site_page.evaluate(CONTRAST)
    assert words["faint"] == []
    assert words["count"] > 0
