"""Drive a real JupyterLab in a real browser: find the browser, start the server, run a lesson, note complaints."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Locator, Page

from iamsim.lab import jupyterlab, settings
from iamsim.learning.copies import lessons

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
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
NO_BROWSER = "no browser for the browser tests: looked for $IAMSIM_BROWSER, " + ", ".join(NAMES)
EXPOSED = "--LabApp.expose_app_in_browser=True"  # two things the page does not show, only the app knows:
READY = """() => {
    const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
    return context?.isReady && context.session?.kernel?.status === "idle";
}"""
ALL_RUN = """() => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model);
    const code = cells.filter(cell => cell.type === "code" && cell.sharedModel.source);
    const failed = code.some(cell => cell.outputs.toJSON().some(output => output.output_type === "error"));
    return failed || code.every(cell => cell.executionCount && cell.executionState === "idle");
}"""
SECONDS = 90  # to wait for anything; a busy machine with two cores needs some


def missing(what: str) -> NoReturn:
    """End the test: what it needs is not here, which is a failure only in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def find_browser() -> str | None:
    """The path of a browser that Playwright can drive."""
    wanted = os.environ.get("IAMSIM_BROWSER")
    found = (shutil.which(name) for name in ([wanted] if wanted else NAMES))
    return next((path for path in found if path), None) or next(
        (path for path in PLACES if not wanted and Path(path).exists()), None
    )


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: where it answers, its token, the learner's folder that it shows."""

    url: str
    token: str
    work: Path


@contextmanager
def serving(work: Path, home: Path) -> Iterator[Lab]:
    """Start JupyterLab as `iamsim lab` does, with folders and settings of its own under `home`; end it after use."""
    command = [*jupyterlab(work, lessons(work)[0]), "--no-browser", "--ip=127.0.0.1", f"--port={_free_port()}", EXPOSED]
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
    while not written.exists():
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


def open_and_run(page: Page, lab: Lab, name: str) -> Locator:
    """Open a lesson as a learner does, run all its cells, wait for the last or for an error; the panel."""
    page.goto(f"{lab.url}lab/tree/notebooks/{name}?token={lab.token}")
    panel = page.locator(".jp-NotebookPanel:visible")
    page.wait_for_function(READY)  # earlier, JupyterLab runs nothing and does not say so
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_RUN)
    return panel
