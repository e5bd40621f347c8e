"""A real JupyterLab and the built site on this machine, and a real browser in front of each, once for all tests."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from iamsim.learning.course_files import copy_course, course_folder
from tests.browser.driving import (
    FLAGS,
    NAMES,
    NO_BROWSER,
    NO_LESSONS,
    SECONDS,
    Lab,
    Visit,
    Visits,
    Watch,
    a_learner,
    find_browser,
    keep_shot,
    missing,
    serving,
)
from tests.browser.site import NO_NPM, Site, build, made_older, visited
from tools.distribution import NotBuilt, node_modules

SECONDS_TO_BUILD = 600  # the site; the first time, with what it is made from
HAS_FAILED = pytest.StashKey[bool]()
OF_A_LESSON = re.compile(r"\[(\w+-)?\d\d(_\w+\.ipynb)?\]$")  # how the name of a test of each lesson ends

def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests of one lesson follow each other: its page is opened and run once for them."""
    items.sort(key=_lesson)
    for item in (item for item in items if item.path.parent == Path(__file__).parent):  # all tests come by here
        if ("web" in _fixtures(item)) != _on_site(item.nodeid):
            raise pytest.UsageError(f"{item.nodeid}: expected 'site' in the name of a test of the site, and of no other")
        if _lesson(item) != ("", "") and not OF_A_LESSON.search(item.nodeid):
            raise pytest.UsageError(f"{item.nodeid}: expected the lesson's number at the end of its name")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n 2`, deal out four lots: JupyterLab's lessons and its other tests, the site's, and its others.

    Each is one process's, since it starts its JupyterLab or its browser once and opens its lessons in their order.
    Who is done with one takes the next, the largest first.
    """
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _lot
    return scheduler


def _lot(nodeid: str) -> str:
    """The lot of a test, by its name."""
    place = "the site" if _on_site(nodeid) else "JupyterLab"
    return f"{place}: {'lessons' if OF_A_LESSON.search(nodeid) else 'others'}"


def _on_site(nodeid: str) -> bool:
    """Whether a test's name, or its file's, says that it needs the site."""
    return "site" in nodeid.rpartition("/")[2]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Fetch what npm gives before there are two processes that both want it."""
    if not hasattr(session.config, "workerinput") and shutil.which("npm"):
        with suppress(NotBuilt):  # those who need it will say so
            node_modules()


def _fixtures(item: pytest.Item) -> list[str]:
    """The names of all fixtures that a test needs."""
    return item.fixturenames if isinstance(item, pytest.Function) else []


def _lesson(item: pytest.Item) -> tuple[str, str]:
    """Where a test visits a lesson, and which."""
    if not isinstance(item, pytest.Function):
        return "", ""
    places = [name for name in ("in_lab", "on_site") if name in _fixtures(item)]
    return (places[0], str(item.callspec.params["lesson"])) if places else ("", "")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers, started once: a second one beside it would not start."""
    expect.set_options(timeout=SECONDS * 1000)
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
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a learner's copy of the lessons."""
    assert browser.is_connected()
    if not NAMES:
        pytest.fail(NO_LESSONS)
    work = tmp_path_factory.mktemp("work")
    copy_course(course_folder(), work)
    with tempfile.TemporaryDirectory(prefix="iamsim-") as home, serving(work, Path(home)) as running:
        yield running


@pytest.fixture(scope="session")
def lab_visits(lab: Lab, browser: Browser) -> Iterator[Visits]:
    """Visits to lessons in JupyterLab."""
    with a_learner(browser) as context:
        yield Visits("lab", context, lab.url, lab.lesson)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a test that failed, for the fixture of its page."""
    report = yield
    item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture
def in_lab(lab_visits: Visits, lesson: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A lesson in JupyterLab, all its cells run."""
    yield from _visiting(lab_visits, lesson, request)


def _visiting(visits: Visits, lesson: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Give a test the lesson's page, and the next test a new one if this one fails: nobody knows how it left it."""
    yield visits.whole(lesson)
    if request.node.stash[HAS_FAILED]:
        visits.leave()


@pytest.fixture(scope="session")
def axe() -> Path:
    """The axe-core that tools/site/package-lock.json pins."""
    if shutil.which("npm") is None:
        missing(NO_NPM)
    return node_modules() / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site in `new`, and in `old` the site as it was before; built once for all processes."""
    if shutil.which("npm") is None:
        missing(NO_NPM)
    if not NAMES:
        pytest.fail(NO_LESSONS)
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "web"
    outcome = folder / "outcome"  # nothing in it: it was built
    try:
        folder.mkdir()
    except FileExistsError:  # another process needs it too, and was here first
        end = time.monotonic() + SECONDS_TO_BUILD
        while not outcome.exists() and time.monotonic() < end:
            time.sleep(0.1)
    else:
        problem = "the site was not built"
        try:
            build(folder / "new")
            made_older(folder / "new", folder / "old")
            problem = ""
        finally:
            outcome.with_suffix(".new").write_text(problem)
            outcome.with_suffix(".new").rename(outcome)  # whole, not only begun
    assert outcome.read_text() == ""
    return folder


@pytest.fixture(scope="session")
def site(
    web: Path, playwright: Playwright, program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site served, and a browser that can ask nobody else."""
    with visited(web, playwright, program, tmp_path_factory.mktemp("site-browser")) as served:
        yield served


@pytest.fixture(scope="session")
def site_visits(site: Site) -> Iterator[Visits]:
    """Visits to the site's lessons."""
    with a_learner(site.browser) as context:
        yield Visits("site", context, site.url, site.lesson)


@pytest.fixture
def on_site(site_visits: Visits, lesson: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A lesson on the site, all its cells run."""
    yield from _visiting(site_visits, lesson, request)


@pytest.fixture
def watch() -> Watch:
    """The complaints of this test's page."""
    return Watch()


@pytest.fixture
def page(site: Site, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of a visitor who has never been on the site."""
    with a_learner(site.browser) as context:
        opened = context.new_page()
        watch.over(opened, site.url)
        yield opened
        keep_shot(opened, request.node.name)
