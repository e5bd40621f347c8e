"""The progress file, replaced as a whole under a lock: nothing that was confirmed is lost, whatever happens."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from iamsim.learning.records import (
    PROGRESS_FILE,
    Journal,
    JournalError,
    JournalEvent,
    SavedJournal,
    Storage,
    progress_path,
)

KILLS = 10
POSIX = os.name == "posix"

# A notebook that commits as fast as it can and says of each answer that it is kept; on a busy machine it may have to
# wait so long for the others that an answer goes with the next commit.
WRITER = """
import sys
from pathlib import Path
from iamsim.learning.records import JournalEvent
from iamsim.learning.records import Storage

storage, name, count = Storage(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    notice = storage.commit(JournalEvent("predict", f"08-{name}-{number}", answer=number, status="wrong")).notice
    while notice:
        assert "another notebook has been writing for long" in notice, notice
        notice = storage.commit().notice
    print(f"08-{name}-{number}", flush=True)
"""


def answer(question: str = "08-q1") -> JournalEvent:
    return JournalEvent("quiz", question, answer=0, status="correct", confidence="sure")


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def questions(path: Path) -> list[str]:
    return [event.question_id for event in Journal.parse(path.read_text("utf-8")).events]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / PROGRESS_FILE


def test_a_commit_is_in_the_file_when_it_is_confirmed(path: Path) -> None:
    saved = Storage(path).commit(answer("08-q1"), answer("08-q2"))
    assert saved.notice == ""
    assert questions(path) == ["08-q1", "08-q2"]
    assert Storage(path).read() == saved


def test_reading_makes_no_file(path: Path) -> None:
    assert Storage(path).read().journal.events == ()
    assert list(path.parent.iterdir()) == []


def test_a_learner_stays_the_same_learner(path: Path) -> None:
    learner = Storage(path).commit(answer()).journal.learner
    assert Storage(path).commit(answer()).journal.learner == learner


# ----------------------------------------------------------------------------------- killed while writing


class Aftermath(NamedTuple):
    """What several kills left: answers that were confirmed, and answers in the file."""

    interrupted: int  # kills in the middle of a write
    confirmed: set[str]
    saved: list[str]


def kill_repeatedly(path: Path, kills: int) -> Aftermath:
    """Kill a notebook at a random moment while it commits, again and again, always over the same file."""
    chance = random.Random(8)  # noqa: S311 - the moment of a kill, not a secret
    confirmed: set[str] = set()
    interrupted = 0
    for number in range(kills):
        with writer(path, f"{number}", 100_000) as process:
            assert process.stdout is not None
            confirmed.add(process.stdout.readline().strip())
            time.sleep(chance.uniform(0, 0.1))
            os.kill(process.pid, signal.SIGKILL)
            lines = process.stdout.read().splitlines(keepends=True)
        confirmed.update(line.strip() for line in lines if line.endswith("\n"))
        interrupted += path.with_name(f".{PROGRESS_FILE}.new").exists()
    return Aftermath(interrupted, confirmed, questions(path))


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="kill -9 is POSIX's; Windows ends a process as abruptly by other means")
def test_a_kernel_killed_while_writing_loses_nothing_it_confirmed(path: Path) -> None:
    aftermath = kill_repeatedly(path, KILLS)
    assert aftermath.confirmed <= set(aftermath.saved)
    assert len(aftermath.saved) == len(set(aftermath.saved))
    assert len(aftermath.saved) <= len(aftermath.confirmed) + KILLS, (
        "at most one a kill was kept and not yet confirmed"
    )
    assert Storage(path).commit(answer()).notice == ""
    assert {file.name for file in path.parent.iterdir()} == {PROGRESS_FILE, f".{PROGRESS_FILE}.lock"}, (
        "nothing broken, nothing left"
    )


@pytest.mark.slow
def test_notebooks_that_write_at_once_lose_nothing(path: Path) -> None:
    writers = [writer(path, name, 60) for name in ("a", "b", "c")]
    confirmed = [process.communicate()[0].split() for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0]
    assert [len(ids) for ids in confirmed] == [60, 60, 60]
    assert sorted(questions(path)) == sorted(question_id for ids in confirmed for question_id in ids)
    for name in ("a", "b", "c"):
        assert [q for q in questions(path) if q.startswith(f"08-{name}")] == [
            f"08-{name}-{n}" for n in range(60)
        ]


def test_a_notebook_that_never_gets_the_lock_keeps_the_answer(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iamsim.learning.records.storage.LOCK_TIMEOUT", 0.05)
    monkeypatch.setattr("iamsim.learning.records.storage._try_lock", lambda _: False)
    storage = Storage(path)
    saved = storage.commit(answer("08-q1"))
    assert saved.notice == (
        "not saved yet: another notebook has been writing for long; this kernel keeps your answer and tries again"
    )
    monkeypatch.undo()
    assert storage.commit(answer("08-q2")).notice == ""
    assert questions(path) == ["08-q1", "08-q2"]


# ------------------------------------------------------------------------------------------- no place left


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("function", "code", "reason"),
    [
        pytest.param(
            "os.fsync", errno.ENOSPC, "no space left on device", id="the disk is full when the file is synced"
        ),
        pytest.param(
            "iamsim.learning.records.storage._write_synced",
            errno.ENOSPC,
            "no space left on device",
            id="the disk is full at once",
        ),
        pytest.param(
            "iamsim.learning.records.storage._rename",
            errno.EROFS,
            "read-only file system",
            id="only reading is allowed",
        ),
        pytest.param(
            "iamsim.learning.records.storage._locked", errno.EACCES, "permission denied", id="another's folder"
        ),
    ],
)
def test_what_cannot_be_written_stays_and_goes_with_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch, function: str, code: int, reason: str
) -> None:
    storage = Storage(path)
    storage.commit(answer("08-q1"))
    before = path.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(function, failing(code))
        saved = storage.commit(answer("08-q2"))
        assert saved.notice == f"not saved yet: {reason}; this kernel keeps your answer and tries again"
        assert [event.question_id for event in saved.journal.events] == ["08-q1", "08-q2"], (
            "the form shows it as committed"
        )
    assert path.read_bytes() == before
    assert not path.with_name(f".{PROGRESS_FILE}.new").exists()
    assert storage.commit(answer("08-q3")).notice == ""
    assert questions(path) == ["08-q1", "08-q2", "08-q3"]


FULL = """
import resource, sys
from pathlib import Path
from iamsim.learning.records import JournalEvent
from iamsim.learning.records import Storage

storage = Storage(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
notices = []
for number in range(40):
    notices.append(storage.commit(JournalEvent("quiz", f"08-{number}", answer=0, status="wrong")).notice)
full = notices.index(next(filter(None, notices)))
assert 0 < full < 39 and all(notices[full:]), notices
print(notices[full])
saved = len(Storage(storage.path).read().journal.events)
assert saved == full, (saved, full)
assert len(storage.read().journal.events) == 40
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not storage.commit(JournalEvent("skip", "08-last")).notice
assert len(Storage(storage.path).read().journal.events) == 41
"""


@pytest.mark.skipif(not POSIX, reason="a limit of a file's size is POSIX's")
def test_a_write_that_the_system_cuts_short_loses_nothing(path: Path) -> None:
    """The system itself stops the write in the middle, as a full disk does."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "not saved yet: file too large; this kernel keeps your answer and tries again\n"
    assert len(questions(path)) == 41


def test_a_folder_in_the_files_place_is_said_and_nothing_raises(path: Path) -> None:
    path.mkdir()
    storage = Storage(path)
    assert storage.read().notice == f"cannot read {PROGRESS_FILE}: is a directory" or not POSIX
    assert storage.commit(answer()).notice.startswith("not saved yet: ")
    assert [event.question_id for event in storage.read().journal.events] == ["08-q1"]


# ------------------------------------------------------------------------------- a file edited into nonsense


def cut(text: str) -> str:
    return text[: len(text) * 2 // 3]


@pytest.mark.parametrize(
    ("damage", "salvaged"),
    [
        pytest.param(lambda _: "", 0, id="an empty file"),
        pytest.param(lambda _: "I deleted my answers, sorry", 0, id="prose"),
        pytest.param(lambda text: text.replace("[\n", "\n"), 4, id="a bracket is gone"),
        pytest.param(
            lambda text: text.replace('"status": "wrong"', '"status": "right"', 1), 3, id="a status bettered"
        ),
        pytest.param(lambda text: text.replace('"id"', '"Id"', 1), 3, id="a key misspelt"),
        pytest.param(
            lambda text: f"<<<<<<< mine\n{text}=======\n{text}>>>>>>> theirs\n", 4, id="a merge conflict"
        ),
        pytest.param(cut, 2, id="cut off in the middle"),
        pytest.param(lambda text: "[" * 5000 + text, 4, id="nested deep"),
    ],
)
def test_a_file_edited_into_nonsense_is_copied_aside_and_mended(
    path: Path, damage: Callable[[str], str], salvaged: int
) -> None:
    Storage(path).commit(*(JournalEvent("quiz", f"08-q{n}", answer=n, status="wrong") for n in range(4)))
    nonsense = damage(path.read_text("utf-8"))
    path.write_text(nonsense, encoding="utf-8")
    mended = Storage(path).read()
    assert re.fullmatch(
        rf"progress\.json could not be read \(.+\); {salvaged} entries could still be read and are kept; "
        r"the file as it was: progress\.json\.broken-1",
        mended.notice,
    )
    assert path.with_name(f"{PROGRESS_FILE}.broken-1").read_text("utf-8") == nonsense
    assert len(mended.journal.events) == salvaged
    assert Storage(path).read() == SavedJournal(mended.journal), "it is said once, and mended for good"


def test_each_broken_file_is_kept_beside_the_last(path: Path) -> None:
    for number in (1, 2, 3):
        path.write_text(f"nonsense {number}", encoding="utf-8")
        assert Storage(path).commit(answer(f"08-q{number}")).notice.endswith(f"{PROGRESS_FILE}.broken-{number}")
        assert path.with_name(f"{PROGRESS_FILE}.broken-{number}").read_text("utf-8") == f"nonsense {number}"
        assert questions(path) == [f"08-q{number}"]


def test_nonsense_that_cannot_be_copied_aside_is_not_written_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("nonsense", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr("iamsim.learning.records.storage._write_synced", failing(errno.ENOSPC))
        storage = Storage(path)
        assert storage.commit(answer()).notice.startswith("not saved yet: no space left on device")
    assert path.read_text("utf-8") == "nonsense"
    storage.commit()
    assert questions(path) == ["08-q1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_saved_by_an_editor_in_another_encoding_is_read(path: Path, encoding: str) -> None:
    saved = Storage(path).commit(answer())
    path.write_text(path.read_text("utf-8"), encoding=encoding)
    assert Storage(path).read() == saved


# -------------------------------------------------------------------------------- a file of a newer version

NEWER: dict[str, Any] = {
    "about": "Your answers",
    "version": 7,
    "learner": "abc123",
    "course": {"name": "autumn"},
    "events": [
        {"id": "1", "at": "2026-11-24T10:00:00+00:00", "did": "quiz", "question": "08-q1", "status": "wrong"},
        {"id": "2", "at": "2026-11-24T10:01:00+00:00", "did": "dream", "depth": [1, 2]},
    ],
}
NEWER_NOTICE = (
    "progress.json was written by a newer iamsim (version 7; this one writes 2): it is read as far as it is known "
    "and stays as it is; answers go to progress.version-2.json"
)


@pytest.fixture
def newer(path: Path) -> bytes:
    """A file of a newer version, as it stands."""
    path.write_text(json.dumps(NEWER), encoding="utf-8")
    return path.read_bytes()


def test_a_newer_versions_file_is_read_as_far_as_it_is_known_and_never_written(path: Path, newer: bytes) -> None:
    storage = Storage(path)
    assert (storage.read().notice, storage.read().journal.questions()) == (NEWER_NOTICE, ("08-q1",))
    for number in (2, 3):
        assert storage.commit(answer(f"08-q{number}")).notice == NEWER_NOTICE
    assert path.read_bytes() == newer
    assert questions(path.with_name("progress.version-2.json")) == ["08-q2", "08-q3"]
    again = Storage(path).read().journal
    assert (again.learner, again.questions()) == ("abc123", ("08-q1", "08-q2", "08-q3"))


def test_what_was_answered_beside_a_newer_file_comes_back_with_one_that_is_known(path: Path, newer: bytes) -> None:
    Storage(path).commit(answer("08-q2"))
    path.write_bytes(newer.replace(b'"version": 7', b'"version": 2'))
    saved = Storage(path).commit(answer("08-q3"))
    assert saved.notice == ""
    assert questions(path) == ["08-q1", "", "08-q2", "08-q3"]
    written = json.loads(path.read_text("utf-8"))
    assert (written["course"], written["events"][1]) == (NEWER["course"], NEWER["events"][1])


def test_a_broken_file_beside_a_newer_one_is_copied_aside(path: Path, newer: bytes) -> None:
    beside = path.with_name("progress.version-2.json")
    beside.write_text("nonsense", encoding="utf-8")
    assert Storage(path).commit(answer("08-q2")).journal.questions() == ("08-q1", "08-q2")
    assert beside.with_name(f"{beside.name}.broken-1").read_text("utf-8") == "nonsense"
    assert (questions(beside), path.read_bytes()) == (["08-q2"], newer)


def test_a_newer_versions_file_that_was_cut_off_is_not_mended_either(path: Path, newer: bytes) -> None:
    path.write_bytes(newer[:-20])
    assert Storage(path).commit(answer("08-q2")).notice == NEWER_NOTICE
    assert path.read_bytes() == newer[:-20]


# ------------------------------------------------------------------------------------------- modes, folders


@pytest.mark.skipif(not POSIX, reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_who_may_read_the_file_stays_so(path: Path, mode: int) -> None:
    Storage(path).commit(answer("08-q1"))
    path.chmod(mode)
    Storage(path).commit(answer("08-q2"))
    assert stat.S_IMODE(path.stat().st_mode) == mode
    path.write_text("nonsense", encoding="utf-8")
    Storage(path).commit(answer("08-q3"))
    copy = path.with_name(f"{PROGRESS_FILE}.broken-1")
    assert {stat.S_IMODE(file.stat().st_mode) for file in (path, copy)} == {mode}


@pytest.mark.skipif(not POSIX, reason="links need rights on Windows")
@pytest.mark.parametrize("name", [PROGRESS_FILE, "folder"])
def test_a_link_to_itself_is_said_in_one_line_and_nothing_is_lost(tmp_path: Path, name: str) -> None:
    loop = tmp_path / name
    loop.symlink_to(loop)
    storage = Storage(loop if name == PROGRESS_FILE else loop / PROGRESS_FILE)
    assert storage.commit(answer("08-q1")).notice.startswith("not saved yet: ")
    assert "\n" not in storage.read().notice
    assert storage.read().journal.questions() == ("08-q1",)
    loop.unlink()
    storage.path.parent.mkdir(exist_ok=True)
    assert storage.commit().notice == ""
    assert questions(storage.path) == ["08-q1"]


def test_a_folder_that_went_is_said_and_its_answers_stay_in_the_kernel(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    storage = Storage(folder / PROGRESS_FILE)
    assert storage.commit(answer("08-q1")).notice == "", "a folder that never was there is made"
    (folder / PROGRESS_FILE).rename(tmp_path / "saved.json")
    (folder / f".{PROGRESS_FILE}.lock").unlink()
    folder.rmdir()
    gone = f"the folder {folder} is gone; this kernel keeps your answers until it is back"
    assert storage.commit(answer("08-q2")) == storage.read()
    assert (storage.read().notice, storage.read().journal.questions()) == (gone, ("08-q1", "08-q2"))
    assert not folder.exists(), "nothing is begun anew without a word"
    folder.mkdir()
    (tmp_path / "saved.json").rename(folder / PROGRESS_FILE)
    assert storage.commit().notice == ""
    assert questions(folder / PROGRESS_FILE) == ["08-q1", "08-q2"]


# ------------------------------------------------------------------------------------------- copies, places


def test_a_copy_merged_on_another_machine_adds_what_is_new_once(tmp_path: Path) -> None:
    here, there = Storage(tmp_path / "here" / PROGRESS_FILE), Storage(tmp_path / "there" / PROGRESS_FILE)
    here.commit(answer("08-q1"))
    there.commit(answer("08-q2"))
    copy = tmp_path / "copy.json"
    assert there.export(copy) == f"1 events written to {copy}"
    learner = here.read().journal.learner
    for _ in range(2):
        merged = here.merge(copy)
        assert [event.question_id for event in merged.journal.events] == ["08-q1", "08-q2"]
        assert merged.journal.learner == learner


def test_a_copy_that_is_no_journal_is_refused_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    saved = Storage(path).commit(answer())
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(JournalError):
        Storage(path).merge(tmp_path / "other.json")
    assert Storage(path).read() == saved


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(".iamsim.json", id="the folder that lessons were copied to"),
        pytest.param("exercises", id="the folder with the exercises"),
        pytest.param(PROGRESS_FILE, id="the folder with answers in it"),
    ],
)
def test_answers_lie_in_the_nearest_learners_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    monkeypatch.delenv("IAMSIM_PROGRESS", raising=False)
    notebooks = tmp_path / "work" / "notebooks"
    notebooks.mkdir(parents=True)
    (tmp_path / "work" / mark).mkdir()
    assert progress_path(notebooks) == tmp_path / "work" / PROGRESS_FILE


def test_where_there_is_no_learners_folder_answers_lie_beside_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IAMSIM_PROGRESS", raising=False)
    assert progress_path(tmp_path) == tmp_path / PROGRESS_FILE


def test_a_place_that_is_named_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "mine.json"))
    assert progress_path() == tmp_path / "mine.json"


@pytest.mark.skipif(not POSIX, reason="links need rights on Windows")
def test_a_link_to_a_file_elsewhere_stays_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    real = tmp_path / "drive" / "mine.json"
    Storage(real).commit(answer("08-q1"))
    path.symlink_to(real)
    Storage(path).commit(answer("08-q2"))
    assert path.is_symlink()
    assert questions(real) == ["08-q1", "08-q2"]


def test_where_there_are_no_locks_and_no_sync_answers_are_kept_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iamsim.learning.records.storage.IN_BROWSER", True)
    monkeypatch.setattr("os.fsync", failing(errno.EINVAL))
    monkeypatch.setattr("iamsim.learning.records.storage._sync_folder", lambda _: None)
    assert Storage(path).commit(answer()).notice == ""
    assert [file.name for file in path.parent.iterdir()] == [PROGRESS_FILE]
