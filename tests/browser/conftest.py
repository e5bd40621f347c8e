"""A real JupyterLab and the built site on this machine, and a real browser in front of each, once for all tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from iamsim.learning.copies import copy, course
from tests.browser.driving import FLAGS, NO_BROWSER, SECONDS, Lab, Watch, find_browser, missing, serving
from tests.browser.site import NO_NPM, PATIENCE, Site, build_both, visited


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers, started once: a second one beside it would not start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def program() -> str:
    """The path of a browser; none is a named skip on a laptop and a failure in CI."""
    return find_browser() or missing(NO_BROWSER)


@pytest.fixture(scope="session")
def browser(playwright: Playwright, program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser without a window."""
    home: dict[str, str | float | bool] = {**os.environ, "HOME": str(tmp_path_factory.mktemp("browser-home"))}
    opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS), env=home)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def the_course() -> Path:
    """The folder that the lessons come from."""
    return course()


@pytest.fixture(scope="session")
def lab(the_course: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a learner's copy of the lessons."""
    assert browser.is_connected()
    work = tmp_path_factory.mktemp("work")
    copy(the_course, work)
    with tempfile.TemporaryDirectory(prefix="iamsim-") as home, serving(work, Path(home)) as running:
        yield running


@pytest.fixture
def watch() -> Watch:
    """The complaints of this test's page."""
    return Watch()


@pytest.fixture
def page(lab: Lab, browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of its own; what it shows at the end is kept in $IAMSIM_SHOTS, if that is set."""
    opened = browser.new_page(viewport={"width": 1280, "height": 1000})
    opened.set_default_timeout(SECONDS * 1000)
    watch.over(opened, lab.url)
    yield opened
    keep_shot(opened, request.node.name)
    opened.close()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site in `new`, and in `old` the site as it was before."""
    if shutil.which("npm") is None:
        missing(NO_NPM)
    folder = tmp_path_factory.mktemp("web")
    build_both(folder, tmp_path_factory.mktemp("before"))
    return folder


@pytest.fixture(scope="session")
def site(
    web: Path, playwright: Playwright, program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site served, and a browser that can ask nobody else."""
    with visited(web, playwright, program, tmp_path_factory.mktemp("site-browser")) as served:
        yield served


@pytest.fixture
def site_page(site: Site, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of a visitor who has never been on the site."""
    context = site.browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    watch.over(opened, site.url)
    yield opened
    keep_shot(opened, request.node.name)
    context.close()


def keep_shot(page: Page, name: str) -> None:
    """Keep a picture of the page in $IAMSIM_SHOTS, if that is set."""
    shots = os.environ.get("IAMSIM_SHOTS")
    if shots:
        Path(shots).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(shots) / f"{name}.png")
