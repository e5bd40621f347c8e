"""`iamsim lab`: the learner's own copy of the lessons, opened in JupyterLab.

course → copies in work/ → JupyterLab on the first lesson, or the one that runs there already
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from iamsim.learning.course_files import copy_course, course_folder, lesson_notebooks

WORKSPACES = ".jupyterlab"  # in the learner's folder: which tabs are open
WORKSPACE_FILE = "default-37a8.jupyterlab-workspace"  # JupyterLab's name for that of /lab
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
        print(
            'iamsim lab: JupyterLab is not installed; pip install "iamsim[lab]", or in a checkout: make lab',
            file=sys.stderr,
        )
        return 1
    copied = copy_course(course_folder(), work)
    mine = lesson_notebooks(work)
    if not mine:
        print(f"iamsim lab: no lessons in {course_folder()}: expected notebooks/*.ipynb", file=sys.stderr)
        return 2
    print(f"your lessons: {work}", *filter(None, [str(copied)]), sep="\n", flush=True)
    if address := running_address(work):
        print(f"JupyterLab runs there already: {address}\nto end it, press Ctrl+C where it was started")
        if "--no-browser" not in jupyter_options:
            webbrowser.open(address)
        return 0
    lay_out(work)
    print("JupyterLab starts; Ctrl+C here ends it, and your work stays", flush=True)
    return _become([*jupyterlab(work, mine[0]), *jupyter_options], settings())


def running_address(work: Path) -> str | None:
    """Return the address of the JupyterLab that shows a folder; None without one."""
    runtime_folder = Path(import_module("jupyter_core.paths").jupyter_runtime_dir())
    for file in sorted(runtime_folder.glob("jpserver-*.json")):
        try:
            server = json.loads(file.read_text(encoding="utf-8"))
            if Path(server["root_dir"]) == work and _is_jupyter(server["pid"]):
                return f"{server['url']}lab?token={server['token']}"
        except (OSError, ValueError, KeyError):  # it is just being written
            continue
    return None


def _is_jupyter(pid: int) -> bool:
    """Tell whether a process is Jupyter's: the file of a killed one stays, and its number is given again."""
    psutil = import_module("psutil")
    try:
        return any("jupyter" in word for word in psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def lay_out(work: Path) -> None:
    """Let the first start show a lesson's table of contents beside it, not a list of files."""
    layout = work / WORKSPACES / WORKSPACE_FILE
    if not layout.exists():
        layout.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(__file__).parent / "jupyter" / WORKSPACE_FILE, layout)


def jupyterlab(work: Path, lesson: Path) -> list[str]:
    """The command that opens JupyterLab on a lesson, with tabs of its own."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={work}",
        f"--LabApp.default_url=/lab/tree/{lesson.relative_to(work).as_posix()}",
        f"--LabApp.workspaces_dir={work / WORKSPACES}",
        "--LabApp.extension_manager=readonly",  # the other one asks the package index for extensions
        "--MappingKernelManager.transport_encryption=auto",
        "--ServerApp.jpserver_extensions=jupyter_lsp=False",  # it looks for language servers
        "--ServerApp.answer_yes=True",  # Ctrl+C ends it without a question
        "--ServerApp.use_redirect_file=False",  # a browser that is a snap, as Ubuntu's are, may not read it
        "--Application.log_level=ERROR",  # the address, and what went wrong
        "--Application.log_format=%(message)s",
    ]
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*command, "--allow-root"] if as_root else command


def settings() -> dict[str, str]:
    """The environment for JupyterLab: defaults that are kind to a learner, below the learner's own settings.

    It asks nothing about news, fetches none, and keeps the whole lesson in the page, where a browser's
    search and a screen reader find it. It finds the lessons' extension, and a terminal in it `iamsim`.
    """
    ours = Path(__file__).resolve().parent / "jupyter"
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": _with_first(ours, os.environ.get("JUPYTER_CONFIG_PATH")),
        "JUPYTER_PATH": _with_first(ours, os.environ.get("JUPYTER_PATH")),  # its labextensions/
        "PATH": _with_first(Path(sys.executable).parent, os.environ.get("PATH", os.defpath)),
    }


def _with_first(folder: Path, path: str | None) -> str:
    """Put a folder before those of a path such as PATH."""
    return os.pathsep.join([str(folder), *([path] if path else [])])


def _become(command: list[str], environment: dict[str, str]) -> int:
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130
