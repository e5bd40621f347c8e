"""Drive a real JupyterLab in a real browser: find the browser, start the server, run a lesson, note complaints."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from iamsim.lab import jupyterlab, settings
from iamsim.learning.course_files import course_folder, lesson_notebooks

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
PLACES = (  # where they lie on machines that do not put them on the PATH
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
NO_BROWSER = "no browser for the browser tests: looked for $IAMSIM_BROWSER, " + ", ".join(BROWSERS)
NO_LESSONS = "there are no lessons in notebooks/; run: make notebooks"
NAMES = [lesson.name for lesson in lesson_notebooks(course_folder())]
each_lesson = pytest.mark.parametrize(
    "lesson", NAMES or [pytest.param("", marks=pytest.mark.skip(reason=NO_LESSONS))], ids=lambda name: name[:2]
)
EXPOSED = "--LabApp.expose_app_in_browser=True"  # the site does so too; some things only the app knows:
READY = """() => {
    const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
    return context?.isReady && context.session?.kernel?.status === "idle";
}"""
COMMAND_KEYS = ("d", "d", "x", "m", "r", "a", "b", "v", "Shift+M", "Shift+A", "Shift+B")
RUN = "jupyterapp.commands.execute('notebook:run-all-cells')"
ALL_RUN = """() => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model);
    const code = cells.filter(cell => cell.type === "code" && cell.sharedModel.source);
    const failed = code.some(cell => cell.outputs.toJSON().some(output => output.output_type === "error"));
    const card = document.querySelector(".iamsim-error-card");
    return failed || card || code.every(cell => cell.executionCount && cell.executionState === "idle");
}"""
NO_PICTURE = """() => jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => (cell.model.getMetadata('tags') ?? []).includes('picture'))
    .filter((cell) => !cell.node.querySelector('.jp-OutputArea-output svg, .jp-OutputArea-output img'))
    .map((cell) => cell.model.sharedModel.source)"""
ERRORS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr'], .iamsim-error-card"
SECONDS = 90  # to wait for anything; a busy machine with two cores needs some


def missing(reason: str) -> NoReturn:
    """Skip the test because something it needs is not installed; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def find_browser() -> str | None:
    """Return the path of a browser that Playwright can drive, None without one."""
    configured = os.environ.get("IAMSIM_BROWSER")
    paths = (shutil.which(name) for name in ([configured] if configured else BROWSERS))
    return next((path for path in paths if path), None) or next(
        (path for path in PLACES if not configured and Path(path).exists()), None
    )


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: where it answers, its token, the learner's folder that it shows."""

    url: str
    token: str
    work: Path

    def lesson(self, name: str, folder: str = "") -> str:
        """A lesson's address, in a workspace of its own: else JupyterLab opens again what others had open."""
        path = "/".join(filter(None, (folder, "notebooks", name)))
        return f"{self.url}lab/workspaces/{folder}{name[:2]}/tree/{path}?token={self.token}"


@contextmanager
def serving(work: Path, home: Path) -> Iterator[Lab]:
    """Start JupyterLab as `iamsim lab` does, with folders and settings of its own under `home`; end it after use."""
    command = [*jupyterlab(work, lesson_notebooks(work)[0]), "--no-browser", "--ip=127.0.0.1", f"--port={_free_port()}", EXPOSED]
    log = home / "log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            command, cwd=work, env=_own_folders(home), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
    try:
        yield _answering(server, home, log, work)
    finally:
        server.terminate()
        server.wait(SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own_folders(home: Path) -> dict[str, str]:
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR")
    return {**settings(), **{name: str(home / name.lower()) for name in names}, "HOME": str(home)}


def _answering(server: subprocess.Popen[bytes], home: Path, log: Path, work: Path) -> Lab:
    """Wait until the server has written where it answers."""
    written = home / "jupyter_runtime_dir" / f"jpserver-{server.pid}.json"
    end = time.monotonic() + SECONDS
    while not (written.exists() and written.read_text().rstrip().endswith("}")):  # whole, not only begun
        if server.poll() is not None or time.monotonic() > end:
            pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
    facts = json.loads(written.read_text())
    return Lab(facts["url"], facts["token"], work)


@dataclass(slots=True)
class Watch:
    """What went wrong in a page while nobody looked: console errors, refused requests, requests elsewhere."""

    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page, home: str) -> None:
        """Begin to watch the page; whatever is not at `home` is elsewhere."""
        own = (home, home.replace("http", "ws", 1), "data:", "blob:")
        page.on("console", lambda said: self._note(said.type == "error", said.text))
        page.on("pageerror", lambda error: self._note(True, f"uncaught: {error}"))
        page.on("request", lambda asked: self._note(not asked.url.startswith(own), f"elsewhere: {asked.url}"))
        page.on("response", lambda reply: self._note(reply.status >= 400, f"{reply.status} {reply.url}"))

    def _note(self, bad: bool, text: str) -> None:
        if bad:
            self.complaints.append(text)


@dataclass(slots=True)
class Visit:
    """A lesson's page, and what it complained of."""

    place: str  # "lab" or "site"
    name: str
    page: Page
    watch: Watch

    def wake(self) -> None:
        """Wait until Python is there: earlier, JupyterLab runs nothing and does not say so."""
        self.page.wait_for_function(READY)

    def run(self) -> None:
        """Run every cell once Python is there, and wait for the last or for an error."""
        self.wake()
        self.page.evaluate(RUN)
        wait_until_all_has_run(self.page)

    def problems(self) -> list[str]:
        """What went wrong: errors shown, pictures that are not there, complaints."""
        errors = self.page.locator(ERRORS).all_text_contents()
        missing: list[str] = self.page.evaluate(NO_PICTURE)
        return [*errors, *(f"no picture: {source}" for source in missing), *self.watch.complaints]

    def close(self) -> None:
        """Leave the page, and end its Python, which may be a process."""
        keep_shot(self.page, f"{self.place}-{self.name}")
        self.page.evaluate("jupyterapp.shell.currentWidget?.sessionContext.shutdown()")
        self.page.close()


@dataclass(slots=True)
class Visits:
    """One learner's visits to all lessons in their order; the next one's Python wakes up while one is looked at."""

    place: str
    learner: BrowserContext
    home: str
    address: Callable[[str], str]
    now: Visit | None = None
    ahead: dict[str, Visit] = field(default_factory=dict)

    def whole(self, name: str) -> Visit:
        """The lesson's page once all its cells have run; until another lesson is asked for."""
        if self.now is None or self.now.name != name:
            self.leave()
            visit = self.ahead.pop(name, None) or self.open(name, self.address(name))
            visit.wake()  # two pages that start together: one may find the other's name before it has its own
            self.ahead |= {each: self.open(each, self.address(each)) for each in following(name) if each not in self.ahead}
            visit.run()
            self.now = visit
        return self.now

    def leave(self) -> None:
        """Close the lesson's page: whoever asks for it next gets a new one."""
        if self.now is not None:
            self.now.close()
        self.now = None

    def open(self, name: str, address: str) -> Visit:
        """A page on its way to a notebook."""
        visit = Visit(self.place, name, self.learner.new_page(), Watch())
        visit.watch.over(visit.page, self.home)
        visit.page.goto(address, wait_until="commit")
        return visit


def wait_until_all_has_run(page: Page) -> None:
    """Wait for the last cell or for an error. Not asked in each frame: that reads all outputs, and slows the cells."""
    page.wait_for_function(ALL_RUN, polling=200)


@contextmanager
def a_learner(browser: Browser) -> Iterator[BrowserContext]:
    """What a browser keeps of one learner, who has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()


CELLS = """() => jupyterapp.shell.currentWidget.content.model.cells.length
    + [...jupyterapp.shell.currentWidget.content.model.cells].map((cell) => cell.type).join()"""


def keys_stay_in(control: Locator) -> None:
    """Press JupyterLab's keys of command mode on a focused control; the notebook's cells must not change."""
    page = control.page
    before = page.evaluate(CELLS)
    control.focus()
    for key in COMMAND_KEYS:
        page.keyboard.press(key)
    page.wait_for_timeout(300)  # after which JupyterLab would have done it
    assert page.evaluate(CELLS) == before
    expect(control).to_be_focused()


def following(name: str) -> list[str]:
    """The lesson after this one, if there is one."""
    at = NAMES.index(name) + 1
    return NAMES[at : at + 1]


def keep_shot(page: Page, name: str) -> None:
    """Keep a picture of the page in $IAMSIM_SHOTS, if that is set."""
    shots = os.environ.get("IAMSIM_SHOTS")
    if shots:
        Path(shots).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(shots) / f"{name}.png")
