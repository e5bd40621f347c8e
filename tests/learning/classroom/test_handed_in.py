"""The files of a class: folders, links, platforms' zips. Whatever they are, each ends in a submission or a line."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from iamsim.learning.classroom.handed_in import HandedInFile, handed_in_files
from iamsim.learning.classroom.submissions import MAX_FILE_BYTES, SubmissionError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "class"
    path.mkdir()
    return path


GOOD = json.dumps({"learner": "Ana", "answers": {"08-q1": 0}})


def files_of(*paths: Path) -> tuple[list[HandedInFile], list[str]]:
    problems: list[str] = []
    return list(handed_in_files(paths, problems)), problems


def outcome(file: HandedInFile) -> str:
    try:
        return f"learner {file.read().learner}"
    except SubmissionError as error:
        return str(error)


def write_zip(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_what_systems_and_grading_write_is_no_submission(folder: Path) -> None:
    left_by_systems = ("Thumbs.db", "b/Desktop.ini", "__MACOSX/a.json", ".DS_Store", "~$notes.docx")
    for name in ("a.json", "b/c.json", ".trash/old.json", "b/.x.json", "grades.csv", "feedback/Ana.html", *left_by_systems):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(GOOD, encoding="utf-8")
    files, problems = files_of(folder, folder / "a.json")
    assert [file.name for file in files] == ["a.json", "b/c.json"]
    assert problems == [f"{folder / 'a.json'}: the same file as a.json"]


def test_links_are_said(folder: Path) -> None:
    (folder / "a.json").write_text(GOOD, encoding="utf-8")
    (folder / "b.json").symlink_to("a.json")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "nowhere.json").symlink_to("gone.json")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    files, problems = files_of(folder)
    assert [file.name for file in files] == ["a.json"]
    assert len(problems) == 4
    assert problems[0] == "b.json: the same file as a.json"
    assert problems[1].startswith("loop.json: ")
    assert problems[2] == "nowhere.json: no such file or directory"
    assert problems[3] == "up: a link to a folder is not followed"


PLATFORMS = [
    pytest.param("Ana Lee_1234_assignsubmission_file_/submission.json", ("Ana Lee", "1234", False, "moodle", "Ana Lee_1234_assignsubmission_file_"), id="Moodle, in folders"),
    pytest.param("Ana Lee_1234_assignsubmission_file/x.json", ("Ana Lee", "1234", False, "moodle", "Ana Lee_1234_assignsubmission_file"), id="Moodle, newer"),
    pytest.param("Ana Lee_1234_assignsubmission_file_submission.json", ("Ana Lee", "1234", False, "moodle", "Ana Lee_1234_assignsubmission_file_"), id="Moodle, flat"),
    pytest.param("Ben Ng_1_assignsubmission_file_Ana_2_assignsubmission_file_x.json", ("Ben Ng", "1", False, "moodle", "Ben Ng_1_assignsubmission_file_"), id="Moodle, flat, with another's name in the file's"),
    pytest.param("Ben Ng_1_assignsubmission_file_/Ana_2_assignsubmission_file_/x.json", ("Ben Ng", "1", False, "moodle", "Ben Ng_1_assignsubmission_file_"), id="Moodle, with another's folder in the learner's"),
    pytest.param("Ben Ng_1_assignsubmission_file_/leeana_12_345_x.json", ("Ben Ng", "1", False, "moodle", "Ben Ng_1_assignsubmission_file_"), id="Moodle, with a file of Canvas"),
    pytest.param("Monday/Ана Ли_1234_assignsubmission_file/x.json", ("Ана Ли", "1234", False, "moodle", "Ана Ли_1234_assignsubmission_file"), id="Moodle, below a teacher's folder"),
    pytest.param("leeana_12_345_submission-1.json", ("leeana", "12", False, "canvas", ""), id="Canvas"),
    pytest.param("leeana_LATE_12_345_submission.json", ("leeana", "12", True, "canvas", ""), id="Canvas, late"),
    pytest.param("le_eana_12_345_submission.json", ("le_eana", "12", False, "canvas", ""), id="Canvas, _ in a name"),
    pytest.param("leeana_12_345_ben_67_890_x.json", ("leeana", "12", False, "canvas", ""), id="Canvas, with another's name in the file's"),
    pytest.param("anon_aB3xZ_345_submission.json", ("", "anon_aB3xZ", False, "canvas", ""), id="Canvas, anonymous"),
    pytest.param("LATE_anon_12345_345_submission.json", ("", "anon_12345", True, "canvas", ""), id="Canvas, anonymous and late"),
    pytest.param("iam_2026_1_monday/ana.json", ("", "", False, "", ""), id="a teacher's folder that is named like a file of Canvas"),
    pytest.param("ana.json", ("", "", False, "", ""), id="no platform"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), PLATFORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_what_a_platform_writes_into_a_files_name_is_read(
    folder: Path, name: str, expected: tuple[object, ...], packed: bool
) -> None:
    if packed:
        (file,), _ = files_of(write_zip(folder / "all.zip", {name: GOOD}))
    else:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(GOOD, encoding="utf-8")
        (file,), _ = files_of(folder)
    assert file.of == expected
    assert outcome(file) == "learner Ana"


def test_what_a_learner_packs_is_that_learners(folder: Path) -> None:
    for learner in ("Ben Ng_1_assignsubmission_file_/work.zip", "ngben_1_23_work.zip"):
        (folder / learner).parent.mkdir(exist_ok=True)
        write_zip(folder / learner, {"Ana_2_assignsubmission_file_/x.json": GOOD, "leeana_2_34_x.json": GOOD})
    files, _ = files_of(folder)
    assert {file.of.person_id for file in files} == {"1"}
    assert files[0].name == "Ben Ng_1_assignsubmission_file_/work.zip/Ana_2_assignsubmission_file_/x.json"
    assert files[-1].name == "ngben_1_23_work.zip/leeana_2_34_x.json"
    # The zip that a teacher names is the platform's, whatever the course is called.
    (file, _), _ = files_of((folder / "ngben_1_23_work.zip").rename(folder / "iam_2026_1_lesson.zip"))
    assert (file.of.person_id, file.name) == ("2", "Ana_2_assignsubmission_file_/x.json")


def test_a_page_in_a_learners_folder_is_the_learners_and_not_gradings(folder: Path) -> None:
    for name in ("report.html", "feedback-moodle.zip", "Ana_2_assignsubmission_file_/lesson.html", "Ana_2_assignsubmission_onlinetext/onlinetext.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("<p>", encoding="utf-8")
    files, problems = files_of(folder)
    assert [(file.name, outcome(file)) for file in files] == [
        ("Ana_2_assignsubmission_file_/lesson.html", "lesson.html: expected a .json file, as `iamsim submit` writes it")
    ]
    assert problems == []


def test_the_list_of_a_zip_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    class CountedZip(zipfile.ZipFile):
        def __init__(self, path: Path) -> None:
            opened.append(path)
            super().__init__(path)

    write_zip(folder / "all.zip", {f"{number}.json": GOOD for number in range(20)})
    monkeypatch.setattr(zipfile, "ZipFile", CountedZip)
    files, _ = files_of(folder)
    assert {outcome(file) for file in files} == {"learner Ana"}
    assert len(opened) == 1, "the list of 10,000 files takes a moment, and 10,000 times that minutes"


def test_nothing_of_a_zip_leaves_it(folder: Path) -> None:
    members: dict[str, str | bytes] = {"../../out.json": GOOD, "/etc/x.json": GOOD, "C:\\x\\y.json": GOOD, "__MACOSX/a.json": GOOD, ".hidden.json": GOOD, ".git/x.json": GOOD, "b/thumbs.db": "x", "grades.csv": "x"}
    files, problems = files_of(write_zip(folder / "z.zip", members))
    assert [(file.name, outcome(file)) for file in files] == [(name, "learner Ana") for name in ("out.json", "etc/x.json", "C:/x/y.json")]
    assert problems == []
    assert [path.name for path in folder.iterdir()] == ["z.zip"]


def test_a_zip_that_is_made_to_fill_a_memory_is_refused(tmp_path: Path) -> None:
    bomb = b" " * (MAX_FILE_BYTES - 1)
    members: dict[str, str | bytes] = {"bomb.json": bomb, "big.json": os.urandom(MAX_FILE_BYTES + 1), "inner.zip": b"PK"}
    outcomes = [outcome(file) for file in files_of(write_zip(tmp_path / "z.zip", members))[0]]
    assert outcomes[0].startswith("bomb.json: 4,999,999 bytes, packed to ")
    assert outcomes[1].startswith("big.json: 5,000,001 bytes, packed to ")
    assert outcomes[2] == "inner.zip: expected a .json file, as `iamsim submit` writes it"


def test_what_a_learner_packs_fills_no_memory(folder: Path) -> None:
    own = folder / "Ben Ng_1_assignsubmission_file_"
    own.mkdir()
    write_zip(own / "a.zip", {f"{number}.json": GOOD for number in range(51)})
    write_zip(own / "b.zip", {f"{number}.json": "x" * 4_900_000 for number in range(5)})
    write_zip(folder / "all.zip", {f"{number}.json": GOOD for number in range(51)})
    files, problems = files_of(folder)
    assert len(files) == 51, "those of the platform's zip"
    limits = "at most 50 with 20,000,000 are read"
    assert problems == [
        f"{own.name}/a.zip: 51 files with {51 * len(GOOD):,} bytes, unpacked; {limits}",
        f"{own.name}/b.zip: 5 files with 24,500,000 bytes, unpacked; {limits}",
    ]


def test_a_broken_zip_is_one_line(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "z.zip", {"a.json": GOOD * 50}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:40])
    (tmp_path / "text.zip").write_text("PK?", encoding="utf-8")
    damaged = bytearray(whole)
    damaged[45:60] = b"\xff" * 15
    (tmp_path / "damaged.zip").write_bytes(bytes(damaged))
    for name in ("cut.zip", "text.zip"):
        files, problems = files_of(tmp_path / name)
        assert files == []
        assert [line.partition(": no zip")[0] for line in problems] == [str(tmp_path / name)]
    ((file,), _) = files_of(tmp_path / "damaged.zip")
    assert outcome(file).startswith("a.json: ")


def test_many_folders_in_each_other_end_in_a_line(folder: Path) -> None:
    deep = folder.joinpath(*"abcdefghijklmnop")
    deep.mkdir(parents=True)
    (deep / "x.json").write_text(GOOD, encoding="utf-8")
    assert files_of(folder) == ([], ["a/b/c/d/e/f/g/h/i/j/k/l/m: more than 12 folders deep"])
