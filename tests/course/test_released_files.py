"""Learners' files of each release are read, marked and merged as that release did: nothing of a learner's is lost.

`expected.json` was computed by the release's own code. It holds ids, statuses and points; a feedback's words may change.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from iamsim.learning.classroom import grade_class, read_submission
from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.grade_tables import grades_csv
from iamsim.learning.notebook import calls, progress_view
from iamsim.learning.notebook.cards import QuestionCard
from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.records import Journal, JournalEvent, QuestionRecord, Storage

RELEASE = Path(__file__).resolve().parents[1] / "learning" / "fixtures" / "release-0.1.0"
EXPECTED = json.loads((RELEASE / "expected.json").read_text(encoding="utf-8"))
SAVED_BY_EDITORS = ("at-home.bom", "at-home.utf-16", "at-home.indented")


@pytest.fixture(autouse=True)
def no_answer_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner is at work, whatever the tests around are run with."""
    monkeypatch.delenv("IAMSIM_ANSWERS", raising=False)


def released_progress(name: str, folder: Path) -> Path:
    """Copy a progress file of the release to where it may be written."""
    target = folder / name / "progress.json"
    target.parent.mkdir()
    packed = RELEASE / "progress" / f"{name}.json.gz"
    if packed.exists():
        target.write_bytes(gzip.decompress(packed.read_bytes()))
    else:
        shutil.copy(RELEASE / "progress" / f"{name}.json", target)
    return target


def event_ids(journal: Journal) -> list[str]:
    return [event.id for event in journal.events]


def event_id(event: JournalEvent | None) -> str | None:
    return event.id if event else None


def facts_of_record(record: QuestionRecord) -> dict[str, Any]:
    """What the release's own code computed of each record."""
    return {
        "first": event_id(record.first),
        "last": event_id(record.last),
        "best": event_id(record.best),
        "tries": len(record.tries),
        "current": len(record.current),
        "misses": record.misses,
        "solved": record.solved,
        "skipped": record.skipped,
        "hints": record.hints,
    }


def facts_of_feedback(feedback: Feedback) -> dict[str, Any]:
    """What counts of a feedback: its text may be put into other words."""
    return {
        "status": str(feedback.status),
        "points": round(feedback.points, 6),
        "misconceptions": list(feedback.misconceptions),
    }


def due_by_lesson(journal: Journal) -> dict[str, list[list[str]]]:
    return in_any_order({f"{number:02}": [list(due) for due in journal.due(f"{number:02}")] for number in range(12)})


def in_any_order(due: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """What is due is a learner's; which of it is asked first is for each release to say."""
    return {lesson: sorted(questions) for lesson, questions in due.items()}


def expected_progress(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = EXPECTED["progress"][name.partition(".")[0]]
    return expected


@pytest.mark.parametrize("name", [*EXPECTED["progress"], *SAVED_BY_EDITORS])
def test_each_question_stands_as_it_did(name: str, tmp_path: Path) -> None:
    saved = Storage(released_progress(name, tmp_path)).read()
    journal, expected = saved.journal, expected_progress(name)
    assert saved.notice == ""
    assert (journal.learner, len(journal.events)) == (expected["learner"], expected["events"])
    assert list(journal.questions()) == expected["questions"]
    assert due_by_lesson(journal) == in_any_order(expected["due"])
    assert len(expected["records"]) >= 3
    for place, facts in expected["records"].items():
        assert facts_of_record(journal.record(*place.split())) == facts, place


@pytest.mark.parametrize("name", EXPECTED["progress"])
def test_each_answer_gets_the_mark_that_it_got(name: str, tmp_path: Path) -> None:
    journal = Storage(released_progress(name, tmp_path)).read().journal
    for question_id, mark in expected_progress(name)["marks"].items():
        last = journal.record(question_id).last
        assert last is not None
        assert facts_of_feedback(grade(exercises.question(question_id), last.answer)) == mark, question_id


WARMUPS = [
    pytest.param(name, place, mark, id=f"{name} {place}")
    for name in EXPECTED["progress"]
    for place, mark in EXPECTED["progress"][name].get("warmups", {}).items()
]


@pytest.mark.parametrize(("name", "place", "mark"), WARMUPS)
def test_each_answer_in_a_warm_up_gets_the_mark_that_it_got(
    name: str, place: str, mark: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(released_progress(name, tmp_path)))
    question_id, warmup = place.split()
    card = calls.quiz(warmup)
    assert isinstance(card, QuestionCard)
    (item,) = [item for item in card.items if item.origin == question_id]
    assert item.feedback is not None
    assert {"answer": item.answer, **facts_of_feedback(item.feedback)} == mark


@pytest.mark.parametrize("name", EXPECTED["progress"])
def test_the_table_of_progress_says_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(released_progress(name, tmp_path)))
    rows = [
        [row.about.number, row.answered_words, *row.counts, row.exercise]
        for row in sorted(progress_view.progress().rows, key=lambda row: row.about.number)
    ]
    assert rows[: len(expected_progress(name)["progress"])] == expected_progress(name)["progress"]


@pytest.mark.parametrize("name", EXPECTED["progress"])
def test_the_next_commit_changes_no_event_that_is_there(name: str, tmp_path: Path) -> None:
    path = released_progress(name, tmp_path)
    before = path.read_bytes()
    Storage(path).commit(JournalEvent("skip", "08-publish", id="new"))
    unchanged = before.removesuffix(b"\n ]\n}\n")
    added, end = path.read_bytes().removeprefix(unchanged).split(b"\n", 1)[1].split(b"\n", 1)
    assert path.read_bytes().startswith(unchanged + b",\n")
    assert (json.loads(added)["id"], end) == ("new", b" ]\n}\n")


@pytest.mark.parametrize("pair", EXPECTED["merged"])
def test_two_machines_are_merged_in_the_same_order(pair: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = (released_progress(name, tmp_path) for name in pair.split(" + "))
    expected = EXPECTED["merged"][pair]
    merged = Storage(ours).read().journal.merge(Storage(theirs).read().journal)
    assert event_ids(merged) == expected["order"]
    assert (merged.learner, due_by_lesson(merged)) == (expected["learner"], in_any_order(expected["due"]))
    monkeypatch.setenv("IAMSIM_PROGRESS", str(ours))
    assert progress_view.merge(str(theirs)).lines[0] == f"{expected['added']} events added from {theirs}."
    assert event_ids(Storage(ours).read().journal) == expected["filed"]


@pytest.mark.parametrize("name", EXPECTED["damaged"])
def test_the_same_is_saved_of_a_damaged_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    shutil.copy(RELEASE / "damaged" / f"{name}.json", path)
    mended = Storage(path).read()
    assert event_ids(mended.journal) == EXPECTED["damaged"][name]["events"]
    assert mended.journal.learner == EXPECTED["damaged"][name]["learner"]
    assert f"{len(mended.journal.events)} entries could still be read" in mended.notice
    assert path.with_name("progress.json.broken-1").read_bytes() == (RELEASE / "damaged" / f"{name}.json").read_bytes()


SUBMISSIONS = [pytest.param(name) for name in EXPECTED["submissions"]]


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_a_submission_gets_the_marks_that_it_got(name: str) -> None:
    expected = EXPECTED["submissions"][name]
    submission = read_submission(RELEASE / "submissions" / f"{name}.json")
    assert (submission.learner, submission.variant) == (expected["learner"], expected["variant"])
    assert len(submission.answers) == expected["answers"]
    assert list(submission.lessons) == expected["lessons"]
    marks = {question_id: facts_of_feedback(feedback) for question_id, feedback in AnswerKey().grades(submission)}
    assert {question_id: marks[question_id] for question_id in expected["grades"]} == expected["grades"]


def test_a_class_gets_the_grades_that_it_got(tmp_path: Path) -> None:
    # As Moodle packs them, each as another learner's: of two files of one learner only one counts.
    for number, file in enumerate(sorted((RELEASE / "submissions").glob("*.json"))):
        folder = tmp_path / f"Learner_{number}_assignsubmission_file_"
        folder.mkdir()
        shutil.copy(file, folder)
    rows = {Path(row["file"]).name: row for row in csv.DictReader(grades_csv(grade_class([tmp_path])).splitlines())}
    assert set(rows) == {expected["file"] for expected in EXPECTED["gradebook"]}
    for expected in EXPECTED["gradebook"]:
        row = rows[expected["file"]] | {"file": expected["file"]}
        assert {column: row[column] for column in expected} == expected


# Which option stood where, by what it gives; computed by the release's own code.
RELEASED_ORDERS = {
    ("02-q1", "03-warmup"): ("NESTED", "TRUTH", "GROUP_LOGIN"),
    ("04-both", "05-warmup"): ("FIRST_GROUP_ONLY", "INTERSECTION", "TRUTH"),
    ("04-q2", "08-warmup"): ("COPIED", "NO_INHERIT", "TRUTH"),
    ("08-q3", "10-warmup"): ("TRUTH", "DENY_KILLS_USER", "SILENCE_IS_DENY_FOREVER", "USER_OVERRIDES"),
    ("08-q3", "11-warmup"): ("DENY_KILLS_USER", "SILENCE_IS_DENY_FOREVER", "USER_OVERRIDES", "TRUTH"),
}


@pytest.mark.parametrize(("name", "seed"), [pytest.param(*key, id=" ".join(key)) for key in RELEASED_ORDERS])
def test_a_question_in_other_words_keeps_its_options_places(name: str, seed: str) -> None:
    options = exercises.variant(exercises.question(name), seed).options
    assert tuple(option.published_gives or option.gives for option in options) == RELEASED_ORDERS[name, seed]
