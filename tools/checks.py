"""`make test` and `make check`: run stages, each a command, and print one summary at the end.

A stage that fails does not stop the ones after it. Standard library only.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ("-m", "pytest", "-q", "-ra", "--color=no")
UNITS = (*PYTEST, "-p", "no:nbval", "-n", "auto", "--dist", "worksteal", "-m")  # nbval: its import is slow
NBVAL = (*PYTEST, "-p", "no:cacheprovider", "--nbval-cell-timeout=120", "-W", "default")
SHARED = ("-n", "auto", "--dist", "loadfile")  # a notebook's cells stay together
# A stage's own last line.
CLOSING = re.compile(r"=*\s*(no tests ran|Success|Found|All checks|Contracts|\d+ \w+)")
NAMED = re.compile(r"(FAILED|ERROR|SKIPPED|XPASS|RERUN) ")  # pytest's short summary names each
# On a busy machine a page may not be ready in time. A test that fails is run once more, three at most, and is
# named as RERUN with its traceback, since what fails now and then may be a fault that learners meet.
ONCE_MORE = ("-rR", "--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks")
BROWSER = (*PYTEST, *ONCE_MORE, "-p", "no:nbval", "-n", "2", "-m", "browser", "tests/browser")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"
MOST, WIDTH = 8, 160  # of those that are named again at the end; of each, in characters

# how lessons are run: without answers, as printed; with right answers; with those of a misconception
READINGS = (
    ("lessons, unanswered", "--nbval", "blank", ""),
    ("lessons, right answers", "--nbval-lax", "reference", ""),
    ("00 08 12, a user's own wins", "--nbval-lax", "wrong:USER_OVERRIDES", "00 08 12"),
    ("01 03, silence allows", "--nbval-lax", "wrong:DEFAULT_ALLOW", "01 03"),
    ("02, groups sign in", "--nbval-lax", "wrong:GROUP_LOGIN", "02"),
    ("04, every group counts", "--nbval-lax", "wrong:ALL_GROUPS", "04"),
    ("05, own policies do not count", "--nbval-lax", "wrong:NO_DIRECT", "05"),
    ("06 12, a policy on each is simpler", "--nbval-lax", "wrong:DIRECT_SIMPLER", "06 12"),
    ("07, the sign-in decides", "--nbval-lax", "wrong:RELOGIN", "07"),
    ("09, an SCP gives permissions", "--nbval-lax", "wrong:SCP_GRANTS", "09"),
    ("10, the first place decides", "--nbval-lax", "wrong:UNIX_FIRST_MATCH", "10"),
    ("11, any Allow wins", "--nbval-lax", "wrong:ALLOW_WINS", "11"),
    ("13, a missing key is false", "--nbval-lax", "wrong:MISSING_KEY_IS_FALSE", "13"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One command and its name in the summary; `is_single` if it keeps one processor busy and no more."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage ended: exit status, its own last line, the tests it names as failed or skipped, seconds."""

    stage: Stage
    status: int
    line: str
    named: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        word = "ok    " if self.status == 0 else "FAILED"
        rest = [f"… and {len(self.named) - MOST} more"] if len(self.named) > MOST else []
        first = f"  {word}  {self.stage.name:<32} {self.seconds:5.0f} s   {self.line}"
        return "\n            ".join([first, *self.named[:MOST], *rest])


def stages(command: str) -> Iterator[Stage]:
    """Yield the stages of `make test` or `make check`, in order."""
    yield Stage("style (ruff)", ("-m", "ruff", "check", "."), is_single=True)
    yield Stage("types (mypy --strict)", ("-m", "mypy"), is_single=True)
    yield Stage("layout of the package (ruff)", ("-m", "ruff", "format", "--check", "iamsim"), is_single=True)
    yield Stage("layers (import-linter)", ("-c", LINT_IMPORTS), is_single=True)
    if command == "check":
        yield Stage("fast tests", (*UNITS, "not browser and not slow"))
        return
    readings = [reading(*each) for each in READINGS]
    yield from (each for each in readings if each.is_single)  # beside mypy
    yield Stage("unit tests, laws, doctests", (*UNITS, "not browser", "--hypothesis-profile=thorough"))
    yield from (each for each in readings if not each.is_single)
    yield Stage("browser", BROWSER)


def reading(name: str, mode: str, answers: str, numbers: str) -> Stage:
    """Return the stage that runs lessons with these answers: all of them by two processes, some by one."""
    shared = () if numbers else SHARED
    nbval = (*NBVAL, *shared, mode, *notebooks(numbers))
    return Stage(name, nbval, {"IAMSIM_ANSWERS": answers}, is_single=bool(numbers))


def notebooks(numbers: str) -> list[str]:
    """Return the printed notebooks of these lessons; of none, all and the index."""
    beginnings = tuple(numbers.split()) or ("",)
    names = sorted(path.name for path in ROOT.glob("notebooks/*.ipynb") if path.name.startswith(beginnings))
    return [f"notebooks/{name}" for name in names] or ["notebooks/none-printed.ipynb"]


def run(stage: Stage, home: str) -> Outcome:
    """Run one stage and print its output: as it comes, or at the end if others may run beside it."""
    title = f"\n── {stage.name} {'─' * (70 - len(stage.name))}\n"
    output = [title]
    if not stage.is_single:
        print(title, end="", flush=True)
    environment = {**os.environ, **own_folders(home), **stage.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of the many Pythons compiles all tests anew
    last = ""
    named_tests = []
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *stage.command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            output.append(line)
            if not stage.is_single:
                print(line, end="", flush=True)
            if CLOSING.match(line):
                last = line.strip("= \n")
            if NAMED.match(line):
                named_tests.append(line.rstrip()[:WIDTH])
    if stage.is_single:
        print("".join(output), end="", flush=True)
    return Outcome(stage, process.returncode, last, tuple(named_tests), time.monotonic() - began)


def own_folders(home: str) -> dict[str, str]:
    """Return folders for Jupyter and IPython, so that the user's settings neither matter nor change."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {name: str(Path(home) / name.lower()) for name in names} | {"JUPYTER_PLATFORM_DIRS": "1"}


def main(command: str) -> int:
    """Run the stages of a command and print how each ended; return 1 if one failed."""
    outcomes: list[Outcome] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="iamsim-") as home:
        for is_single, group in groupby(stages(command), key=attrgetter("is_single")):
            with ThreadPoolExecutor(max_workers=os.cpu_count() if is_single else 1) as pool:
                outcomes += pool.map(partial(run, home=home), group)
    failed = sum(outcome.status != 0 for outcome in outcomes)
    print(f"\nmake {command}", *outcomes, sep="\n")
    verdict = f"{failed} of {len(outcomes)} failed" if failed else "all passed"
    print(f"{verdict} in {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
