"""The files that a class hands in: files, folders and a learning platform's zip → HandedInFile.

A zip is read in memory: nothing of it is written, so no path in it can lead anywhere. What a platform puts
into a file's name (a learner's name and number, that it is late) is read from it.

Sources: MoodleDocs, "Assignment settings" ("Download all submissions"); Canvas Instructor Guide, "How do I
download all student submissions for an assignment?".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zlib import error as ZlibError  # noqa: N812 - a class, in zlib's own spelling

from iamsim.learning.classroom.submissions import (
    MAX_FILE_BYTES,
    Submission,
    SubmissionError,
    one_line,
    parse_submission,
    read_submission,
)

MAX_ZIP_FILES = 20_000
MAX_ZIP_RATIO = 200  # JSON of answers packs to a tenth; a thousandfold is made to fill a disk
MAX_DEPTH = 12  # of folders
_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>[0-9]+)_assignsubmission_file_?(?=/|_|$)")
_CANVAS = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>[0-9]+)_[0-9]+_")
_WRITTEN_BY_GRADING = (".csv", ".html")
_OF_THE_SYSTEM = {"__macosx", "desktop.ini", "thumbs.db", "icon\r"}  # left by macOS and Windows
NOT_JSON = "expected a .json file, as `iamsim submit` writes it"


class NotJson(SubmissionError):
    """A file with another ending: a note, a picture, a notebook."""


@dataclass(frozen=True, slots=True)
class HandedInFile:
    """One file of a class, and what the platform says of it in its name."""

    name: str  # as it was given, or the path within the folder or the zip
    read: Callable[[], Submission]  # raises SubmissionError
    person: str = ""  # the learner's name as the platform has it
    person_id: str = ""  # the platform's number of the learner
    late: bool = False
    platform: str = ""  # "moodle", "canvas" or ""
    folder: str = ""  # of Moodle, in which feedback goes back to the learner


def handed_in_files(paths: Iterable[Path], problems: list[str]) -> Iterator[HandedInFile]:
    """Yield each file once: of files, of folders and of zips; lines about what is left out go to `problems`.

    Raises SubmissionError for a path that there is not.
    """
    seen: dict[Path, str] = {}  # a file may be named beside its folder, or through a link
    for path in paths:
        for name, file in _files_in(path, problems) if _is_folder(path) else [(str(path), path)]:
            try:
                key = file.resolve(strict=True)
            except (OSError, RuntimeError) as error:  # a link that leads to itself, or nowhere
                reason = (getattr(error, "strerror", None) or "a link that leads to itself").lower()
                problems.append(f"{one_line(name)}: {reason}")
                continue
            if key in seen:
                problems.append(f"{one_line(name)}: the same file as {seen[key]}")
                continue
            seen[key] = one_line(name)
            if file.suffix.lower() == ".zip":
                yield from _files_of_zip(file, one_line(name), problems)
            else:
                yield _named(name, lambda file=file: _read(file))  # type: ignore[misc]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _files_in(
    folder: Path, problems: list[str], depth: int = 0, prefix: str = ""
) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and of those in it that somebody may have handed in."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(f"{one_line(prefix or str(folder))}: {(error.strerror or 'cannot be read').lower()}")
        return
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if _is_ignored(entry.name):
            continue
        if not _is_folder(entry):
            yield name, entry
        elif entry.is_symlink():
            problems.append(f"{one_line(name)}: a link to a folder is not followed")
        elif depth >= MAX_DEPTH:
            problems.append(f"{one_line(name)}: more than {MAX_DEPTH} folders deep")
        else:
            yield from _files_in(entry, problems, depth + 1, f"{name}/")


def _is_ignored(name: str) -> bool:
    """Return whether nobody has handed in a file or folder of this name."""
    # Learning platforms and editors leave hidden folders (.ipynb_checkpoints) with old copies in them; an
    # office program's open file has a second one that begins with ~$.
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower in _OF_THE_SYSTEM or lower.endswith(_WRITTEN_BY_GRADING)


def _read(file: Path) -> Submission:
    if file.exists() and file.suffix.lower() != ".json":
        raise NotJson(f"{file.name}: {NOT_JSON}")
    return read_submission(file)


def _files_of_zip(path: Path, name: str, problems: list[str]) -> Iterator[HandedInFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        problems.append(f"{name}: no zip that can be read: {one_line(str(error))[:80]}")
        return
    if len(members) > MAX_ZIP_FILES:
        problems.append(f"{name}: {len(members):,} files; at most {MAX_ZIP_FILES:,} are read")
        return
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        inside = [part for part in parts if part not in {"/", "..", "."}]
        if not any(map(_is_ignored, inside)):
            name_inside = "/".join(inside)
            yield _named(name_inside, lambda member=member: _read_member(path, member))  # type: ignore[misc]


def _read_member(path: Path, member: zipfile.ZipInfo) -> Submission:
    name = PurePosixPath(member.filename).name
    if not name.lower().endswith(".json"):
        raise NotJson(f"{name}: {NOT_JSON}")
    if member.flag_bits & 1:
        raise SubmissionError(f"{name}: locked with a password")
    if member.file_size > MAX_FILE_BYTES or member.file_size > MAX_ZIP_RATIO * max(member.compress_size, 64):
        size = f"{member.file_size:,} bytes, packed to {member.compress_size:,}"
        raise SubmissionError(f"{name}: {size}; a submission has at most {MAX_FILE_BYTES:,}")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            content = file.read(MAX_FILE_BYTES + 1)  # whatever the zip's list says
    except (zipfile.BadZipFile, ZlibError, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise SubmissionError(f"{name}: cannot be unpacked: {one_line(str(error))[:80]}") from None
    if len(content) > MAX_FILE_BYTES:
        raise SubmissionError(f"{name}: more than {MAX_FILE_BYTES:,} bytes")
    return parse_submission(content, name)


def _named(name: str, read: Callable[[], Submission]) -> HandedInFile:
    """Return the file with what the name says of its learner."""
    shown = one_line(name)
    moodle = _MOODLE.match(name)
    if moodle:
        folder = moodle[0] if "/" in name else ""
        person = one_line(moodle["name"].rpartition("/")[2])
        return HandedInFile(shown, read, person, moodle["id"], platform="moodle", folder=one_line(folder))
    canvas = _CANVAS.match(name.rpartition("/")[2])
    if canvas:
        late = canvas["late"] is not None
        return HandedInFile(shown, read, one_line(canvas["name"]), canvas["id"], late, platform="canvas")
    return HandedInFile(shown, read)
