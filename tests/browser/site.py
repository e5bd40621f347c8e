"""Build the site, serve it to a browser that reaches nothing else, open and run its lessons.

Where Linux lets us, server and browser run in a network namespace that has only its own loopback.
"""

from __future__ import annotations

import os
import re
import shutil
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

from tests.browser.driving import FLAGS, NAMES
from tests.browser.nowhere import Quiet

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "build" / "site" / "npm" / "node_modules"
NO_NPM = "no npm for the site's tests; install Node.js 18 or newer"
AWAKE = "#course-bar .status[data-state=idle]"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, and the browser that can reach it."""

    url: str
    browser: Browser
    alone: bool  # whether there is no network but the loopback

    def lesson(self, name: str, version: str = "new") -> str:
        """A lesson's address."""
        return f"{self.url}{version}/notebooks/index.html?path={name}"


def build(out: Path) -> None:
    """Build the site as `make site` does."""
    command = [sys.executable, "start.py", "site", "--out", str(out)]
    process = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr


def made_older(new: Path, old: Path) -> None:
    """Make the site as it was when its first lesson said something else; all other files are the same ones."""
    shutil.copytree(new, old, copy_function=os.link)
    for file in (old / "files" / NAMES[0], old / "lessons.json"):
        text = file.read_text(encoding="utf-8")
        file.unlink()  # else the new site's would change with it
        file.write_text(re.sub(r'("version": )"[0-9a-f]+"', r'\1"before"', text).replace(" minutes", " minutes, long ago", 1))


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
            process = subprocess.run([*command, "true"], check=False, capture_output=True)
        except OSError:
            return []
        if process.returncode == 0:
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


def opened(page: Page, address: str) -> None:
    """Open a lesson and wait until it is shown; Python may still be asleep."""
    page.goto(address)
    page.locator(".jp-Notebook").get_by_role("heading", level=1).wait_for()


def let_python_sleep(page: Page) -> None:
    """Answer no request for Python: for tests that need none, and would wake it with each page."""
    page.route("**/static/pyodide/**", lambda _: None)


def save(page: Page) -> None:
    """Save the lesson."""
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
