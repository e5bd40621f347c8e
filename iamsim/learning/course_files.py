"""The files of the course, and a learner's own working copies of them: course → without outputs → work/.

Copies have no outputs, so that no answer stands there before the prediction. What is in work/ is the
learner's: nothing there is ever overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

VERSIONS_FILE = ".iamsim.json"  # in the learner's folder: which version of each file was last put there
FIRST_OWN_LESSON = 20  # the numbers below belong to the course, those up to 99 to whoever teaches
NOTEBOOK_SUFFIX = ".ipynb"
INDEX_NOTEBOOK = "index.ipynb"  # the map of the course: not a lesson
TOOL_NOTEBOOKS = (
    "playground.ipynb",
    "practice.ipynb",
)  # to use beside the lessons; they have no questions of their own


def course_folder() -> Path:
    """Return the folder of notebooks/ and exercises/: what the wheel brought, else the project's own."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_course"  # only in a wheel; tools/hatch_build.py puts it there
    return packed if packed.is_dir() else package.parent


def lesson_notebooks(folder: Path) -> list[Path]:
    """Return the lessons in a course's or a learner's folder, in order."""
    return sorted((folder / "notebooks").glob(f"[0-9]*{NOTEBOOK_SUFFIX}"))


def learner_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file that a learner gets: its path within the folder, its text without outputs."""
    other_notebooks = (folder / "notebooks" / name for name in (INDEX_NOTEBOOK, *TOOL_NOTEBOOKS))
    exercises = (path for path in (folder / "exercises").rglob("*") if path.is_file())
    for path in (*filter(Path.is_file, other_notebooks), *lesson_notebooks(folder), *sorted(exercises)):
        name = path.relative_to(folder).as_posix()
        if "/." in name or "__pycache__" in name:
            continue
        text = path.read_text(encoding="utf-8")
        yield name, without_outputs(text) if path.suffix == NOTEBOOK_SUFFIX else text


def without_outputs(notebook: str) -> str:
    """Return a notebook's text without outputs, execution counts, execution times and widget state."""
    document = json.loads(notebook)
    document["metadata"].pop("widgets", None)
    for cell in document["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What `copy_course` put into the learner's folder."""

    new: tuple[str, ...]
    newer: tuple[tuple[str, str], ...]  # (the learner's own, the newer one put beside it)

    def __str__(self) -> str:
        copied = [f"{len(self.new)} files copied"] if self.new else []
        offered = [f"{old} is as you left it; a newer one: {Path(new).name}" for old, new in self.newer]
        return "\n".join(copied + offered)


def copy_course(source: Path, work: Path) -> CopyReport:
    """Give the learner each file that is not there yet, and each newer one beside what is there."""
    versions = _read_versions(work / VERSIONS_FILE)
    new: list[str] = []
    newer: list[tuple[str, str]] = []
    for name, text in learner_files(source):
        version = hashlib.sha256(text.encode()).hexdigest()
        path = work / name
        if not path.exists():
            _write_new(path, text)
            new.append(name)
        # A version is offered once: who has deleted the newer file is not given it again and again.
        elif versions.get(name) != version and path.read_text(encoding="utf-8", errors="replace") != text:
            newer_path = _free_path(path)
            _write_new(newer_path, text)
            newer.append((name, newer_path.relative_to(work).as_posix()))
        versions[name] = version
    work.mkdir(parents=True, exist_ok=True)
    content = json.dumps(versions, indent=1, sort_keys=True) + "\n"
    (work / VERSIONS_FILE).write_text(content, encoding="utf-8")
    return CopyReport(tuple(new), tuple(newer))


def _read_versions(file: Path) -> dict[str, str]:
    try:
        versions = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return versions if isinstance(versions, dict) else {}


def _free_path(path: Path) -> Path:
    """Return the first free name beside a path: `01_lesson-newer.ipynb`, `01_lesson.toml.newer-2`."""
    for word in chain(["newer"], (f"newer-{number}" for number in count(2))):
        # Only a notebook keeps its ending: no lesson may have two TOML files, nor a test be found twice.
        is_notebook = path.suffix == NOTEBOOK_SUFFIX
        name = f"{path.stem}-{word}{path.suffix}" if is_notebook else f"{path.name}.{word}"
        if not path.with_name(name).exists():
            break
    return path.with_name(name)


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:  # "x": fails rather than overwrite
        file.write(text)
