"""The file of a learner's journal: readable JSON, replaced as a whole under a lock.

A commit is in the file, synced, before it is confirmed. What cannot be written stays in the kernel and goes
with the next commit; a file that cannot be read is copied aside before anything is written over it. A file of
a newer version is read as far as it is known and never written: answers go to a file beside it, and whoever
can read both reads both.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from iamsim.learning.records.journal import (
    VERSION,
    Journal,
    JournalError,
    JournalEvent,
    NewerVersionError,
)

if sys.platform == "win32":
    import msvcrt
elif sys.platform != "emscripten":
    import fcntl

PROGRESS_FILE = "progress.json"
LEARNER_FOLDER_MARKS = (PROGRESS_FILE, ".iamsim.json", "exercises")  # any of them is in a learner's folder
LOCK_TIMEOUT = 5.0  # seconds to wait for another notebook that is writing
RETRY_INTERVAL = 0.02  # seconds
RENAME_ATTEMPTS = 20
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)  # a network drive without locks: save all the same
NEWER = (
    "{name} was written by a newer iamsim (version {version}; this one writes {own}): it is read as far as "
    "it is known and stays as it is; answers go to {beside}"
)
FOLDER_GONE = "the folder {folder} is gone; this kernel keeps your answers until it is back"
IN_BROWSER = sys.platform == "emscripten"  # one kernel alone: no locks, and nothing to sync to


def progress_path(start: Path | None = None) -> Path:
    """Return where answers are kept: $IAMSIM_PROGRESS, else the nearest learner's folder above, else here."""
    configured = os.environ.get("IAMSIM_PROGRESS")
    if configured:
        return Path(configured).expanduser()
    start = (start or Path.cwd()).resolve()
    folders = (
        folder
        for folder in (start, *start.parents)
        if any((folder / mark).exists() for mark in LEARNER_FOLDER_MARKS)
    )
    return next(folders, start) / PROGRESS_FILE


class SavedJournal(NamedTuple):
    """The journal as it is saved now, and what a learner should be told about it (mostly nothing)."""

    journal: Journal
    notice: str = ""


class Storage:
    """A learner's journal in its file, and the events that could not be written yet."""

    __slots__ = ("_had_folder", "_last", "beside", "path", "unsaved")

    def __init__(self, path: Path) -> None:
        self.path = _resolved(path)
        self.beside = self.path.with_name(f"{self.path.stem}.version-{VERSION}{self.path.suffix}")
        self.unsaved: tuple[JournalEvent, ...] = ()
        self._last = Journal()  # what was read or written last: all that is left if the folder goes
        self._had_folder = False

    def read(self) -> SavedJournal:
        """Read what is saved; a file that cannot be read is mended first."""
        try:
            saved = self._load()
        except JournalError:
            return self.commit()
        except _FolderGoneError as error:
            return self._unsaved(str(error))
        except OSError as error:
            return self._unsaved(f"cannot read {self.path.name}: {_reason(error)}")
        return saved._replace(journal=saved.journal.add(self.unsaved))

    def commit(self, *events: JournalEvent) -> SavedJournal:
        """Save events; when this returns without a notice, they are in the file. Raises nothing."""
        self.unsaved += events
        try:
            saved = self._write(self.unsaved)
        except _FolderGoneError as error:
            return self._unsaved(str(error))
        except OSError as error:
            notice = f"not saved yet: {_reason(error)}; this kernel keeps your answer and tries again"
            with suppress(OSError, JournalError):
                return SavedJournal(self._load().journal.add(self.unsaved), notice)
            return self._unsaved(notice)
        self.unsaved = ()
        return saved

    def _unsaved(self, notice: str) -> SavedJournal:
        return SavedJournal(self._last.add(self.unsaved), notice)

    def _load(self) -> SavedJournal:
        """Return what the file and the one beside it hold. Raises JournalError or OSError."""
        self._check_folder()
        try:
            # Without a file the learner is the same at each reading: a practice is drawn for its learner.
            saved = SavedJournal(_load(self.path, self._last.learner))
        except NewerVersionError as newer:
            notice = NEWER.format(
                name=self.path.name, version=newer.version, own=VERSION, beside=self.beside.name
            )
            saved = SavedJournal(newer.journal, notice)
        # Also where the file is of this version again: what was answered meanwhile belongs to it.
        with suppress(JournalError):
            saved = saved._replace(journal=saved.journal.add(_load(self.beside).events))
        self._last = saved.journal
        return saved

    def _check_folder(self) -> None:
        """Raise OSError where the folder has gone since; to begin anew would hide that the answers went."""
        if self.path.parent.is_dir():
            self._had_folder = True
        elif self._had_folder:
            raise _FolderGoneError(FOLDER_GONE.format(folder=self.path.parent))

    def _write(self, events: tuple[JournalEvent, ...]) -> SavedJournal:
        self._check_folder()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # The lock is a file of its own: a lock on the journal would stay with the file that is renamed over.
        with _locked(self.path.with_name(f".{self.path.name}.lock")):
            target, is_damaged = self.path, False
            # Read again under the lock, so that what another notebook has just written is not lost.
            try:
                journal, notice = self._load()
                target = self.beside if notice else self.path
            except JournalError as error:
                journal, notice = _set_aside(self.path, str(error))
                is_damaged = True
            if target == self.path and (events or is_damaged):
                replace_file(target, journal.add(events).text().encode())
            elif events:
                _add_beside(target, journal.learner, events)
        self._last = journal.add(events)
        return SavedJournal(self._last, notice)

    def export(self, target: Path) -> str:
        """Write a copy of everything to another file; return one line that says so. Raises OSError."""
        journal = self.read().journal
        replace_file(target, journal.text().encode())
        return f"{len(journal.events)} events written to {target}"

    def merge(self, other: Path) -> SavedJournal:
        """Add every event of another progress file; the same file twice changes nothing.

        Raises JournalError or OSError if that file cannot be read.
        """
        theirs = Journal.parse(other.read_bytes().decode("utf-8-sig", "replace"))
        return self.commit(*theirs.events)


class _FolderGoneError(OSError):
    """The folder of the file was there and is not any more."""


def _resolved(path: Path) -> Path:
    """Return where the file really is: where it is a link, a rename must not replace the link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link to itself, or no current folder: reading says so in one line
        return path


def _add_beside(path: Path, learner: str, events: tuple[JournalEvent, ...]) -> None:
    """Add events to the file beside one that is not ours to write. Raises OSError."""
    try:
        journal = _load(path)
    except JournalError as error:
        journal, _ = _set_aside(path, str(error))
    if not journal.events:
        journal = Journal(learner)
    replace_file(path, journal.add(events).text().encode())


def _load(path: Path, learner: str = "") -> Journal:
    """Return the journal in a file, else an empty one of a learner. Raises JournalError or OSError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Journal(learner) if learner else Journal()
    return Journal.parse(_decoded(content))


def _decoded(content: bytes) -> str:
    """Decode text as editors save it: UTF-8 with or without a mark, or what Windows calls Unicode."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    # A byte that is no UTF-8 spoils one event, not the file.
    return content.decode(encoding, "replace")


def _set_aside(path: Path, reason: str) -> tuple[Journal, str]:
    """Copy a file that is not a journal to a name beside it; return what can be read in it, and a notice."""
    content = path.read_bytes()
    number = 1
    while (copy := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    _write_new(copy, content, like=path)
    journal = Journal.salvage(_decoded(content))
    salvaged = f"{len(journal.events)} entries could still be read and are kept"
    return journal, f"{path.name} could not be read ({reason}); {salvaged}; the file as it was: {copy.name}"


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in a file's place: readers see the old one or the new one, never a part.

    Raises OSError, and then the old file is as it was.
    """
    new = path.with_name(f".{path.name}.new")  # one name is enough, as only one process holds the lock
    new.unlink(missing_ok=True)  # what a killed kernel left; JupyterLite's drive does not truncate
    try:
        _write_new(new, content, like=path)
        _rename(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
    _sync_folder(path.parent)


def _write_new(path: Path, content: bytes, *, like: Path) -> None:
    """Write a file that is not there yet; who may read it is as for `like`. Raises OSError."""
    try:
        mode = stat.S_IMODE(like.stat().st_mode)
    except FileNotFoundError:
        mode = None
    # Closed to others until it has its mode: what only its learner may read is never open to others.
    opener = None if mode is None else lambda name, flags: os.open(name, flags, 0o600)
    with open(path, "xb", opener=opener) as file:  # "x": never over an older one
        if mode is not None and not IN_BROWSER:
            path.chmod(mode)
        _write_synced(file, content)


def _write_synced(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.flush()
    # Without it a power cut after the rename may leave an empty file on some file systems.
    if not IN_BROWSER:
        os.fsync(file.fileno())


def _rename(source: Path, target: Path) -> None:
    """Rename over a file; on Windows that fails for a moment while a virus scanner reads it."""
    for _ in range(RENAME_ATTEMPTS):
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32":
                raise
            time.sleep(RETRY_INTERVAL)
        else:
            return
    source.replace(target)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where folders can be synced."""
    if sys.platform in ("win32", "emscripten"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives cannot; the file itself was synced
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


# Why not the library `filelock`: answers are also saved in the browser and after a bare `pip install iamsim`,
# so this code would stay beside it as its fallback. Where flock is not supported, filelock raises or takes a
# lock by creating a file, which a killed kernel leaves behind; here the answer is saved all the same, and the
# system frees the lock of a kernel that dies. Nor does it replace files, so little would become shorter.
@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock that every notebook of this learner takes. Raises TimeoutError after LOCK_TIMEOUT."""
    if IN_BROWSER:
        yield
        return
    with path.open("ab") as file:  # closing it frees the lock
        deadline = time.monotonic() + LOCK_TIMEOUT
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another notebook has been writing for long")
            time.sleep(RETRY_INTERVAL)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    """Try to lock a file; return False if another process has it."""
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
