"""`iamsim lab`: the learner's own copy of the lessons, opened in JupyterLab.

course → copies in work/ → JupyterLab on the first lesson
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from iamsim.learning.course_files import copy_course, course_folder, lesson_notebooks

_TEXT = """Copy the lessons and exercises into a folder of your own and open JupyterLab on the first lesson.
What is in the folder is yours and never overwritten; a newer lesson is put beside the old one.
Options not named here go to JupyterLab: --no-browser, --port 8890, ..."""


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim lab ARGUMENTS`; return its exit status."""
    parser = argparse.ArgumentParser("iamsim lab", description=_TEXT)
    parser.add_argument("--folder", type=Path, default=own_folder(), help="default: %(default)s")
    options, jupyter_options = parser.parse_known_args(arguments)
    try:
        return _start(options.folder.resolve(), jupyter_options)
    except OSError as error:
        print(f"iamsim lab: {error.filename}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return 2


def own_folder() -> Path:
    """Where a learner's copies lie by default: work/ in a checkout, else iamsim-work/ in this folder."""
    source = course_folder()
    return source / "work" if (source / "pyproject.toml").exists() else Path("iamsim-work")


def _start(work: Path, jupyter_options: Sequence[str]) -> int:
    if find_spec("jupyterlab") is None:
        print('iamsim lab: JupyterLab is not installed; pip install "iamsim[lab]"', file=sys.stderr)
        return 1
    copied = copy_course(course_folder(), work)
    mine = lesson_notebooks(work)
    if not mine:
        print(f"iamsim lab: no lessons in {course_folder()}: expected notebooks/*.ipynb", file=sys.stderr)
        return 2
    print(f"your lessons: {work}", *filter(None, [str(copied)]), sep="\n", flush=True)
    return _become([*jupyterlab(work, mine[0]), *jupyter_options], settings())


def jupyterlab(work: Path, lesson: Path) -> list[str]:
    """The command that opens JupyterLab on a lesson, with tabs of its own."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={work}",
        f"--LabApp.default_url=/lab/tree/{lesson.relative_to(work).as_posix()}",
        f"--LabApp.workspaces_dir={work / '.jupyterlab'}",
        "--MappingKernelManager.transport_encryption=auto",
    ]
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*command, "--allow-root"] if as_root else command


def settings() -> dict[str, str]:
    """The environment for JupyterLab: defaults that are kind to a learner, below the learner's own settings.

    It asks nothing about news, fetches none, and keeps the whole lesson in the page, where a browser's
    search and a screen reader find it.
    """
    ours = str(Path(__file__).resolve().parent / "jupyter")
    theirs = os.environ.get("JUPYTER_CONFIG_PATH")
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join([ours, *([theirs] if theirs else [])])}


def _become(command: list[str], environment: dict[str, str]) -> int:
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130
