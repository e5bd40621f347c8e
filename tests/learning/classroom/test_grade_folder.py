"""What grading leaves in a folder, and that nothing that somebody has edited is written over."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from iamsim.learning.classroom.class_grading import GradingOptions, grade_class
from iamsim.learning.classroom.grade_folder import WRITTEN, write_grades
from iamsim.learning.classroom.gradebook import GradeBook
from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.classroom.submissions import SubmissionError
from tests.learning.classroom.class_files import answers, hand_in


@pytest.fixture
def book(work: Path) -> GradeBook:
    """Two learners of one name, and one from Moodle."""
    hand_in(work, "c/1.json", "ana", answers("", "08"), times={"08": "2026"})
    hand_in(work, "c/leeana_3_4_s.json", "Ana", answers("", "08"))
    hand_in(work, "c/Ben Ng_17_assignsubmission_file_/s.json", "../../Ben", answers("ALLOW_WINS", "08"))
    return grade_class([work / "c"])


def test_each_learner_has_a_page_and_moodle_gets_a_zip_as_it_takes_it_back(book: GradeBook, work: Path) -> None:
    written = write_grades(book, work / "grades", "Lesson 08")
    assert sorted(written.files) == [
        "canvas.csv", "feedback-moodle.zip", "feedback/Ana_3.html", "feedback/Ben_17.html", "feedback/ana.html",
        "grades.csv", "moodle.csv", "report.html",
    ]  # fmt: skip
    assert all((work / "grades" / name).is_file() for name in written.files)
    with zipfile.ZipFile(work / "grades" / "feedback-moodle.zip") as archive:
        assert archive.namelist() == ["Ben Ng_17_assignsubmission_file_/feedback.html"]
        assert archive.read(archive.namelist()[0]) == (work / "grades/feedback/Ben_17.html").read_bytes()
    assert (work / "grades/grades.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"


def test_of_the_12_questions_alone_there_are_no_tables_for_platforms(work: Path) -> None:
    book = grade_class([], GradingOptions(before_after=BeforeAfter({}, {})))
    assert write_grades(book, work / "grades", "a").files == ("grades.csv", "report.html")


def test_grading_again_replaces_what_nobody_edited(book: GradeBook, work: Path) -> None:
    write_grades(book, work / "grades", "a")
    written = write_grades(book, work / "grades", "b")
    assert written.beside == ()
    assert ",b\n" in (work / "grades/canvas.csv").read_text(encoding="utf-8")


def test_an_edited_file_stays_and_the_new_one_is_put_beside_it(book: GradeBook, work: Path) -> None:
    write_grades(book, work / "grades", "a")
    for name in ("grades.csv", "feedback/Ben_17.html"):
        path = work / "grades" / name
        path.write_bytes(path.read_bytes() + b"a remark of the teacher\n")
    newer = work / "grades/grades-newer.csv"
    for _ in range(2):
        written = write_grades(book, work / "grades", "a")
        assert written.beside == (("grades.csv", "grades-newer.csv"), ("feedback/Ben_17.html", "Ben_17-newer.html"))
    assert (work / "grades/grades.csv").read_bytes().endswith(b"a remark of the teacher\n")
    assert b"remark" not in newer.read_bytes()
    newer.write_text("edited as well\n", encoding="utf-8")
    assert write_grades(book, work / "grades", "a").beside[0] == ("grades.csv", "grades-newer-2.csv")
    assert newer.read_text(encoding="utf-8") == "edited as well\n"


def test_the_page_of_who_is_not_there_any_more_is_taken_away_unless_it_was_edited(book: GradeBook, work: Path) -> None:
    write_grades(book, work / "grades", "a")
    (work / "grades/feedback/ana.html").write_text("a remark of the teacher", encoding="utf-8")
    (work / "mine.html").write_text("my thesis", encoding="utf-8")
    alone = replace(book, submissions=book.submissions[1:2])
    listed = json.loads((work / "grades" / WRITTEN).read_text(encoding="utf-8"))
    digest = hashlib.sha256(b"my thesis").hexdigest()
    (work / "grades" / WRITTEN).write_text(json.dumps(listed | {"../mine.html": digest}), encoding="utf-8")
    write_grades(alone, work / "grades", "a")
    left = sorted(path.name for path in (work / "grades/feedback").iterdir())
    assert left == ["Ben_17.html", "ana.html"]
    assert (work / "mine.html").exists(), "only files of this folder"


def test_who_stops_it_half_way_has_edited_nothing(book: GradeBook, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    write_grades(book, work / "grades", "a")
    with monkeypatch.context() as patched:
        patched.setattr("iamsim.learning.classroom.grade_folder.class_page", stop)
        with pytest.raises(KeyboardInterrupt):
            write_grades(book, work / "grades", "b")
    # The report is another one, and was written the first time only.
    assert write_grades(replace(book, source="3 lessons"), work / "grades", "c").beside == ()


def test_somebody_elses_file_of_that_name_stays(book: GradeBook, work: Path) -> None:
    (work / "grades").mkdir()
    (work / "grades/report.html").write_text("my thesis", encoding="utf-8")
    assert write_grades(book, work / "grades", "a").beside == (("report.html", "report-newer.html"),)
    assert (work / "grades/report.html").read_text(encoding="utf-8") == "my thesis"


def test_what_is_no_folder_is_said(book: GradeBook, work: Path) -> None:
    (work / "thesis.txt").write_text("three months of work", encoding="utf-8")
    with pytest.raises(SubmissionError, match=r"thesis\.txt: is a file; expected a folder for the grades"):
        write_grades(book, work / "thesis.txt", "a")
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "three months of work"
