"""Build the site, serve it to a browser that reaches nothing else, open and run its lessons.

Where Linux lets us, server and browser run in a network namespace that has only its own loopback.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, Playwright

from iamsim.learning.copies import cleared, course, lessons
from tests.browser.driving import FLAGS
from tests.browser.nowhere import Quiet

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "build" / "site" / "npm" / "node_modules"
NO_NPM = "no npm for the site's tests; install Node.js 18 or newer"
NAMES = [lesson.name for lesson in lessons(course())]
AWAKE = "#course-bar .status[data-state=idle]"
PATIENCE = 60_000  # ms to wait for anything; Python takes 5 to 15 s to wake up
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


def build_both(web: Path, before: Path) -> None:
    """Build the site as it is, and as it was when its first lesson said something else."""
    (before / "notebooks").mkdir()
    for lesson in lessons(course())[:1]:
        text = cleared(lesson.read_text(encoding="utf-8")).replace("minutes", "minutes, long ago", 1)
        (before / "notebooks" / lesson.name).write_text(text, encoding="utf-8")
    build(web / "old", "--course", str(before))
    build(web / "new")


def build(out: Path, *options: str) -> None:
    """Build the site as `make site` does."""
    command = [sys.executable, "start.py", "site", "--out", str(out), *options]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def visited(web: Path, playwright: Playwright, program: str, home: Path) -> Iterator[Site]:
    """Serve a folder, and start a browser that can ask nobody else."""
    environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unshare = namespace()
    if unshare:
        command = [*unshare, sys.executable, nowhere(), str(port), str(web), program]
        program = wrapper(home / "browser", command)
    else:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(web)))
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
