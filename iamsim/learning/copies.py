"""Where the course lies, and a learner's own copy of it: course → cleared → work/.

Copies have no outputs, so that no answer stands there before the prediction. What is in work/ is the
learner's: nothing there is ever overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RECORD = ".iamsim.json"  # in the learner's folder: which version of each file was last put there
LESSON = ".ipynb"
INDEX = "index.ipynb"  # the map of the course: not a lesson


def course() -> Path:
    """Find the folder of notebooks/ and exercises/: what the wheel brought, else the project's own."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_course"
    return packed if packed.is_dir() else package.parent


def lessons(folder: Path) -> list[Path]:
    """The lessons in a course's or a learner's folder, in order."""
    return sorted((folder / "notebooks").glob(f"[0-9]*{LESSON}"))


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file of the course that a learner gets: its path within the folder, its text without outputs."""
    index = (folder / "notebooks").glob(INDEX)
    exercises = (path for path in (folder / "exercises").rglob("*") if path.is_file())
    for path in (*index, *lessons(folder), *sorted(exercises)):
        name = path.relative_to(folder).as_posix()
        if "/." in name or "__pycache__" in name:
            continue
        text = path.read_text(encoding="utf-8")
        yield name, cleared(text) if path.suffix == LESSON else text


def cleared(notebook: str) -> str:
    """The text of a notebook without outputs, execution counts, execution times and widget state."""
    document = json.loads(notebook)
    document["metadata"].pop("widgets", None)
    for cell in document["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a call of `copy` put into the learner's folder."""

    new: tuple[str, ...]
    newer: tuple[tuple[str, str], ...]  # (the learner's own, the newer one put beside it)

    def __str__(self) -> str:
        counted = [f"{len(self.new)} files copied"] if self.new else []
        offered = [f"{old} is as you left it; a newer one: {Path(new).name}" for old, new in self.newer]
        return "\n".join(counted + offered)


def copy(source: Path, work: Path) -> Copied:
    """Give the learner each file that is not there yet, and each newer one beside what is there."""
    record = _read(work / RECORD)
    new: list[str] = []
    newer: list[tuple[str, str]] = []
    for name, text in files(source):
        version = hashlib.sha256(text.encode()).hexdigest()
        there = work / name
        if not there.exists():
            _write(there, text)
            new.append(name)
        elif record.get(name) != version and there.read_text(encoding="utf-8", errors="replace") != text:
            beside = _free(there)
            _write(beside, text)
            newer.append((name, beside.relative_to(work).as_posix()))
        record[name] = version
    work.mkdir(parents=True, exist_ok=True)
    (work / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return Copied(tuple(new), tuple(newer))


def _read(record: Path) -> dict[str, str]:
    try:
        versions = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return versions if isinstance(versions, dict) else {}


def _free(path: Path) -> Path:
    """A free name beside the path. Only a lesson keeps its ending: no test shall read an exercise twice."""
    for word in ("newer", *(f"newer-{number}" for number in range(2, 1000))):
        name = f"{path.stem}-{word}{LESSON}" if path.suffix == LESSON else f"{path.name}.{word}"
        if not path.with_name(name).exists():
            return path.with_name(name)
    raise FileExistsError(path)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:  # "x": fails rather than overwrite
        file.write(text)
