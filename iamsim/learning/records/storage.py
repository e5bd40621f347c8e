"""Where a journal is kept: one readable JSON file, replaced as a whole under a lock.

A commit is in the file, synced, before it is confirmed. What cannot be written stays with the kernel and goes
with the next commit; a file that cannot be read is copied aside before anything is written over it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from iamsim.learning.records.journal import Event, Journal, NotAJournal

if sys.platform == "win32":
    import msvcrt
elif sys.platform != "emscripten":
    import fcntl

NAME = "progress.json"
MARKS = (NAME, ".iamsim.json", "exercises")  # what a learner's folder holds
PATIENCE = 5.0  # seconds to wait for another notebook that is writing
PAUSE = 0.02
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)  # a network drive without locks: save all the same
IN_BROWSER = sys.platform == "emscripten"  # no locks, and nothing to sync to


def place(start: Path | None = None) -> Path:
    """Where the answers are kept: $IAMSIM_PROGRESS, else in the nearest learner's folder above, else here."""
    named = os.environ.get("IAMSIM_PROGRESS")
    if named:
        return Path(named).expanduser()
    here = (start or Path.cwd()).resolve()
    marked = (folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in MARKS))
    return next(marked, here) / NAME


class Kept(NamedTuple):
    """What is kept now, and what a learner should be told about it (mostly nothing)."""

    journal: Journal
    notice: str = ""


class Storage:
    """A learner's journal in its file, and what could not be written yet."""

    __slots__ = ("path", "unsaved")

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # the file itself, where it is a link
        self.unsaved: tuple[Event, ...] = ()

    def read(self) -> Kept:
        """Read what is kept; a file that cannot be read is mended first."""
        try:
            journal = _load(self.path) or Journal()
        except NotAJournal:
            return self.commit()
        except OSError as error:
            return Kept(Journal(events=self.unsaved), f"cannot read {self.path.name}: {_reason(error)}")
        return Kept(journal.add(self.unsaved))

    def commit(self, *events: Event) -> Kept:
        """Keep events; when this returns without a notice, they are in the file."""
        self.unsaved += events
        try:
            kept = self._write(self.unsaved)
        except OSError as error:
            notice = f"not saved yet: {_reason(error)}; this kernel keeps your answer and tries again"
            with suppress(OSError, NotAJournal):
                return Kept((_load(self.path) or Journal()).add(self.unsaved), notice)
            return Kept(Journal(events=self.unsaved), notice)
        self.unsaved = ()
        return kept

    def _write(self, events: tuple[Event, ...]) -> Kept:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self.path.with_name(f".{self.path.name}.lock")):
            notice = ""
            try:
                journal = _load(self.path) or Journal()
            except NotAJournal as error:
                journal, notice = _set_aside(self.path, str(error))
            journal = journal.add(events)
            if events or notice:
                replace_file(self.path, journal.text().encode())
        return Kept(journal, notice)

    def export(self, target: Path) -> str:
        """Write a copy of everything to another file; one line that says so."""
        journal = self.read().journal
        replace_file(target, journal.text().encode())
        return f"{len(journal.events)} events written to {target}"

    def merge(self, other: Path) -> Kept:
        """Add everything that another progress file holds; the same file twice changes nothing."""
        theirs = Journal.parse(other.read_bytes().decode("utf-8-sig", "replace"))
        return self.commit(*theirs.events)


def _load(path: Path) -> Journal | None:
    """The journal in a file, or None if there is no file."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    return Journal.parse(_decoded(raw))


def _decoded(raw: bytes) -> str:
    """Text as editors save it: UTF-8 with or without a mark, or what Windows calls Unicode."""
    return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _set_aside(path: Path, reason: str) -> tuple[Journal, str]:
    """Copy a file that cannot be read, and what can still be read in it."""
    raw = path.read_bytes()
    number = 1
    while (beside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    with beside.open("xb") as file:  # "x": never over an older one
        _synced(file, raw)
    journal = Journal.salvage(_decoded(raw))
    found = f"{len(journal.events)} entries could still be read and are kept"
    return journal, f"{path.name} could not be read ({reason}); {found}; the file as it was: {beside.name}"


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in a file's place: readers see the old one or the new one, never a part."""
    beside = path.with_name(f".{path.name}.new")  # under the lock, so one name is enough
    beside.unlink(missing_ok=True)  # what a killed kernel left; JupyterLite's drive does not truncate
    try:
        with beside.open("xb") as file:
            _synced(file, content)
        _renamed(beside, path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def _synced(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.flush()
    if not IN_BROWSER:
        os.fsync(file.fileno())


def _renamed(source: Path, target: Path) -> None:
    """Rename over; on Windows that fails for a moment while a virus scanner reads the file."""
    for _ in range(20):
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32":
                raise
            time.sleep(PAUSE)
        else:
            return
    source.replace(target)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where folders can be synced."""
    if sys.platform in ("win32", "emscripten"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives cannot; the file itself was synced
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock that every notebook of this learner takes; the system frees it when a kernel dies."""
    if IN_BROWSER:
        yield
        return
    with path.open("ab") as file:  # closing it frees the lock
        end = time.monotonic() + PATIENCE
        while not _take(file):
            if time.monotonic() > end:
                raise TimeoutError(errno.ETIMEDOUT, "another notebook has been writing for long")
            time.sleep(PAUSE)
        yield


def _take(file: IO[bytes]) -> bool:
    """Try to lock a file; False if somebody else has it."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        elif sys.platform != "emscripten":
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
