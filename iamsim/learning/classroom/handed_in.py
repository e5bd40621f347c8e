"""The files that a class hands in: files, folders and a learning platform's zip → HandedInFile.

A zip is read in memory: nothing of it is written, so no path in it can lead anywhere. What a platform puts
into a file's name (a learner's name and number, that it is late) is read from it.

Sources: Moodle's mod/assign/classes/downloader.php (one folder a learner, its `_` at the end until 4.0, or
everything flat); Canvas' lib/content_zipper.rb (flat; `anon_` where grading is anonymous).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple
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
MAX_ZIP_BYTES = 1_000_000_000  # of all its files, unpacked
# What a learner has packed: more is made to fill the memory of whoever grades.
MAX_OWN_ZIP_FILES = 50
MAX_OWN_ZIP_BYTES = 20_000_000
MAX_ZIP_RATIO = 200  # JSON of answers packs to a tenth; a thousandfold is made to fill a disk
MAX_DEPTH = 12  # of folders
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_file(_|$)")
_CANVAS_ANONYMOUS = re.compile(r"(?P<name>)(?P<late>LATE_)?(?P<id>anon_[0-9A-Za-z]+)_[0-9]+_")
_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>[0-9]+)_[0-9]+_")
_WRITTEN_BY_GRADING = (".csv", ".html")
FEEDBACK_ZIP = "feedback-moodle.zip"
_LEFT_BY_PROGRAMS = {
    "__macosx",
    "desktop.ini",
    "thumbs.db",
    "icon\r",
    FEEDBACK_ZIP,
}  # macOS, Windows, grading
NOT_JSON = "expected a .json file, as `iamsim submit` writes it"


class NotJson(SubmissionError):
    """A file with another ending: a note, a picture, a notebook."""


class PlatformName(NamedTuple):
    """What a learning platform says in the name of a learner's file or folder."""

    person: str = ""  # the learner's name as the platform has it
    person_id: str = ""  # the platform's number of the learner
    late: bool = False
    platform: str = ""  # "moodle", "canvas" or ""
    folder: str = ""  # of Moodle, in which feedback goes back to the learner


@dataclass(frozen=True, slots=True)
class HandedInFile:
    """One file of a class."""

    name: str  # as it was given, or the path within the folder or the zip
    read: Callable[[], Submission]  # raises SubmissionError
    of: PlatformName


def handed_in_files(paths: Iterable[Path], problems: list[str]) -> Iterator[HandedInFile]:
    """Yield each file once: of files, of folders and of zips; lines about what is left out go to `problems`.

    Raises SubmissionError for a path that there is not.
    """
    names_by_path: dict[Path, str] = {}  # a file may be named beside its folder, or through a link
    for path in paths:
        for name, file in _files_in(path, problems) if _is_folder(path) else [(str(path), path)]:
            try:
                key = file.resolve(strict=True)
            except (OSError, RuntimeError) as error:  # a link that leads to itself, or nowhere
                reason = (getattr(error, "strerror", None) or "a link that leads to itself").lower()
                problems.append(f"{one_line(name)}: {reason}")
                continue
            if key in names_by_path:
                problems.append(f"{one_line(name)}: the same file as {names_by_path[key]}")
                continue
            names_by_path[key] = one_line(name)
            of = platform_name(Path(name).as_posix())
            if file.suffix.lower() != ".zip":
                yield HandedInFile(one_line(name), partial(_read, file), of)
            else:
                # In a zip that is named by itself the platform has named all; of one in a folder the zip's
                # own name comes first: it may be a learner's, and call its files like another learner's.
                yield from _files_of_zip(file, one_line(name), problems, "" if file == path else f"{name}/")


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
        if _is_ignored(entry.name) or _is_of_grading(name):
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
    return lower.startswith((".", "~$")) or lower in _LEFT_BY_PROGRAMS


def _is_of_grading(name: str) -> bool:
    """Return whether a file is a table or a page that grading has left there, and no learner's."""
    return name.lower().endswith(_WRITTEN_BY_GRADING) and not platform_name(name).person_id


def _read(file: Path) -> Submission:
    if file.exists() and file.suffix.lower() != ".json":
        raise NotJson(f"{file.name}: {NOT_JSON}")
    return read_submission(file)


def _files_of_zip(path: Path, name: str, problems: list[str], prefix: str) -> Iterator[HandedInFile]:
    try:
        # It stays open while its files are read: to read a list of 10,000 for each of them takes minutes.
        archive = zipfile.ZipFile(path)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        problems.append(f"{name}: no zip that can be read: {one_line(str(error))[:80]}")
        return
    is_own = bool(platform_name(prefix).person_id)
    most_files, most_bytes = (
        (MAX_OWN_ZIP_FILES, MAX_OWN_ZIP_BYTES) if is_own else (MAX_ZIP_FILES, MAX_ZIP_BYTES)
    )
    size = sum(member.file_size for member in members)
    if len(members) > most_files or size > most_bytes:
        limits = f"at most {most_files:,} with {most_bytes:,} are read"
        problems.append(f"{name}: {len(members):,} files with {size:,} bytes, unpacked; {limits}")
        return
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        inside = [part for part in parts if part not in {"/", "..", "."}]
        path_inside = prefix + "/".join(inside)
        if any(map(_is_ignored, inside)) or _is_of_grading(path_inside):
            continue
        read = partial(_read_member, archive, member)
        yield HandedInFile(one_line(path_inside), read, platform_name(path_inside))


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Submission:
    name = PurePosixPath(member.filename).name
    if not name.lower().endswith(".json"):
        raise NotJson(f"{name}: {NOT_JSON}")
    if member.flag_bits & 1:
        raise SubmissionError(f"{name}: locked with a password")
    if member.file_size > MAX_FILE_BYTES or member.file_size > MAX_ZIP_RATIO * max(member.compress_size, 64):
        size = f"{member.file_size:,} bytes, packed to {member.compress_size:,}"
        raise SubmissionError(f"{name}: {size}; a submission has at most {MAX_FILE_BYTES:,}")
    try:
        with archive.open(member) as file:
            content = file.read(MAX_FILE_BYTES + 1)  # whatever the zip's list says
    except (zipfile.BadZipFile, ZlibError, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise SubmissionError(f"{name}: cannot be unpacked: {one_line(str(error))[:80]}") from None
    if len(content) > MAX_FILE_BYTES:
        raise SubmissionError(f"{name}: more than {MAX_FILE_BYTES:,} bytes")
    return parse_submission(content, name)


def platform_name(path: str) -> PlatformName:
    """Return what a platform says of a file in the file's name, or in that of a folder or zip around it.

    The outermost part of the path that a platform has named says whose the file is: what is in it was named
    by the learner, who may have written somebody else's name and number.
    """
    parts = path.split("/")
    for at, part in enumerate(parts, 1):
        if moodle := _MOODLE.match(part):
            person, folder = one_line(moodle["name"]), one_line(moodle[0])
            return PlatformName(person, moodle["id"], platform="moodle", folder=folder)
        # Canvas makes no folders, and a teacher's may be called like its files: `iam_2026_1_monday`.
        is_file = at == len(parts) or part.lower().endswith(".zip")
        if is_file and (canvas := _CANVAS_ANONYMOUS.match(part) or _CANVAS.match(part)):
            person, is_late = one_line(canvas["name"]), canvas["late"] is not None
            return PlatformName(person, canvas["id"], is_late, platform="canvas")
    return PlatformName()
