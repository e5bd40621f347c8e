"""The file of a learner's journal: readable JSON, replaced as a whole under a lock.

A commit is in the file, synced, before it is confirmed. What cannot be written stays in the kernel and goes
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

from iamsim.learning.records.journal import Journal, JournalError, JournalEvent

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

    __slots__ = ("path", "unsaved")

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # where the file is a link, a rename must not replace the link
        self.unsaved: tuple[JournalEvent, ...] = ()

    def read(self) -> SavedJournal:
        """Read what is saved; a file that cannot be read is mended first."""
        try:
            journal = _load(self.path)
        except JournalError:
            return self.commit()
        except OSError as error:
            notice = f"cannot read {self.path.name}: {_reason(error)}"
            return SavedJournal(Journal(events=self.unsaved), notice)
        return SavedJournal(journal.add(self.unsaved))

    def commit(self, *events: JournalEvent) -> SavedJournal:
        """Save events; when this returns without a notice, they are in the file. Raises nothing."""
        self.unsaved += events
        try:
            saved = self._write(self.unsaved)
        except OSError as error:
            notice = f"not saved yet: {_reason(error)}; this kernel keeps your answer and tries again"
            with suppress(OSError, JournalError):
                return SavedJournal(_load(self.path).add(self.unsaved), notice)
            return SavedJournal(Journal(events=self.unsaved), notice)
        self.unsaved = ()
        return saved

    def _write(self, events: tuple[JournalEvent, ...]) -> SavedJournal:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # The lock is a file of its own: a lock on the journal would stay with the file that is renamed over.
        with _locked(self.path.with_name(f".{self.path.name}.lock")):
            notice = ""
            try:
                # Read again under the lock, so that what another notebook has just written is not lost.
                journal = _load(self.path)
            except JournalError as error:
                journal, notice = _set_aside(self.path, str(error))
            journal = journal.add(events)
            if events or notice:
                replace_file(self.path, journal.text().encode())
        return SavedJournal(journal, notice)

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


def _load(path: Path) -> Journal:
    """Return the journal in a file, an empty one if there is no file. Raises JournalError or OSError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Journal()
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
    with copy.open("xb") as file:  # "x": never over an older one
        _write_synced(file, content)
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
        with new.open("xb") as file:
            _write_synced(file, content)
        _rename(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
    _sync_folder(path.parent)


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
