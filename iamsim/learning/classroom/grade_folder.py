"""What grading a class leaves in a folder: tables, a page for the teacher, a page for each learner.

    grades.csv, moodle.csv, canvas.csv, report.html, feedback/NAME.html, feedback-moodle.zip

A file that somebody has edited since is never written over: the new one is put beside it. What was written
for a learner who is not there any more is taken away, unless somebody has edited it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from iamsim.learning.classroom.class_page import class_page
from iamsim.learning.classroom.feedback_page import feedback_page
from iamsim.learning.classroom.grade_tables import canvas_csv, grades_csv, moodle_csv
from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.handed_in import FEEDBACK_ZIP
from iamsim.learning.classroom.submissions import SubmissionError

WRITTEN = ".iamsim-grades.json"  # of each file, the SHA-256 of what was written last
MAX_BESIDE = 100  # edited files of one name
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same grades
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_BOM = "\ufeff"  # without it, Excel takes a CSV file for another encoding


@dataclass(frozen=True, slots=True)
class WrittenGrades:
    """The files of a folder, and those that were put beside one that somebody has edited."""

    files: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()  # (the edited file, the new one)


def write_grades(book: GradeBook, folder: Path, assignment: str) -> WrittenGrades:
    """Write all files. Raises SubmissionError if the folder is none, or cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise SubmissionError(f"{folder}: is a file; expected a folder for the grades")
    beside: list[tuple[str, str]] = []
    names: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _written(folder)
        digests: dict[str, str] = {}
        try:
            for name, content in _files(book, assignment):
                newer = _free_name(folder, name, content, before)
                path = folder / newer
                path.parent.mkdir(exist_ok=True)
                digests[newer] = _digest(content)
                path.write_bytes(content)
                names.append(name)
                if newer != name:
                    beside.append((name, path.name))
            _take_away(folder, [name for name in before if name not in digests], before)
        except BaseException:
            # Who stops it half way finds these files to be grading's the next time, and not somebody's work.
            digests = {**before, **digests}
            raise
        finally:
            lines = json.dumps(digests, indent=1, sort_keys=True) + "\n"
            (folder / WRITTEN).write_text(lines, encoding="utf-8")
    except OSError as error:
        raise SubmissionError(f"{folder}: {(error.strerror or 'cannot be written').lower()}") from None
    return WrittenGrades(tuple(names), tuple(beside))


def _free_name(folder: Path, name: str, content: bytes, digests: Mapping[str, str]) -> str:
    """Return the file's name; if somebody has edited that, `grades-newer.csv`, then `grades-newer-2.csv`."""
    stem, dot, suffix = name.rpartition(".")
    newer = (
        f"{stem}-newer{number}{dot}{suffix}" for number in ("", *(f"-{n}" for n in range(2, MAX_BESIDE)))
    )
    for free in (name, *newer):
        path = folder / free
        if not path.exists() or path.read_bytes() == content or _is_unedited(path, digests.get(free)):
            return free
    raise SubmissionError(
        f"{folder}: {name} and {MAX_BESIDE} newer ones were edited; expected another folder"
    )


def _take_away(folder: Path, names: Iterable[str], digests: Mapping[str, str]) -> None:
    for name in names:
        path = folder / name
        # Whatever the list says: only of this folder, and only what grading has written.
        if (
            path.parent in {folder, folder / "feedback"}
            and path.is_file()
            and _is_unedited(path, digests[name])
        ):
            path.unlink()


def _is_unedited(path: Path, digest: str | None) -> bool:
    return digest is not None and _digest(path.read_bytes()) == digest


def _files(book: GradeBook, assignment: str) -> Iterator[tuple[str, bytes]]:
    yield "grades.csv", (_BOM + grades_csv(book)).encode()
    if book.submissions:
        yield "moodle.csv", moodle_csv(book).encode()
        yield "canvas.csv", canvas_csv(book, assignment).encode()
    yield "report.html", class_page(book).encode()
    names = _unique(_file_name(book, submission) for submission in book.submissions)
    returned = io.BytesIO()
    # Page by page, as those of a large class together would fill the memory.
    with zipfile.ZipFile(returned, "w", zipfile.ZIP_DEFLATED) as archive:
        for submission, name in zip(book.submissions, names, strict=True):
            page = feedback_page(book, submission).encode()
            yield f"feedback/{name}.html", page
            for moodle_folder in submission.folders:
                info = zipfile.ZipInfo(f"{moodle_folder}/feedback.html", _ZIP_TIME)
                archive.writestr(info, page, zipfile.ZIP_DEFLATED)
    if any(submission.folders for submission in book.submissions):
        yield FEEDBACK_ZIP, returned.getvalue()


def _file_name(book: GradeBook, submission: GradedSubmission) -> str:
    name = _NOT_IN_NAMES.sub("-", book.display_name(submission)).strip("-.")[:80] or "learner"
    return f"{name}_{submission.person_id}" if submission.person_id else name


def _unique(names: Iterator[str]) -> Iterator[str]:
    used_names: set[str] = set()
    for name in names:
        number, free = 1, name
        while free.casefold() in used_names:  # some systems take Ana and ana for one file
            number += 1
            free = f"{name}-{number}"
        used_names.add(free.casefold())
        yield free


def _written(folder: Path) -> dict[str, str]:
    try:
        raw = json.loads((folder / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in raw.items()} if isinstance(raw, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
