"""Progress as a table, what comes back, and copies carried to another computer."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from iamsim.learning.notebook import calls, progress_view
from iamsim.learning.notebook.calls import check, predict, quiz
from iamsim.learning.notebook.cards import Note
from iamsim.learning.records import JournalEvent

ROOT = Path(__file__).resolve().parents[3]

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}


ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}


def events() -> list[tuple[str, ...]]:
    """What the progress file holds: what was done, of which question, with which status."""
    raw = json.loads(Path(os.environ["IAMSIM_PROGRESS"]).read_text(encoding="utf-8"))["events"]
    return [tuple(event[key] for key in ("did", "question", "status") if key in event) for event in raw]


WHERE_SAVED = (
    "Answers are kept in progress.json in your course folder, on this computer only. "
    "export() writes a copy of it; merge(file) adds a copy from another computer."
)


def test_progress_of_somebody_who_begins() -> None:
    assert repr(progress_view.progress()) == (
        "Progress\nNext: lesson 04 → 04_small.ipynb\nNothing is committed yet.\n"
        "Answers are kept in progress.json in your course folder, on this computer only."
    )


def test_progress_says_how_far_what_is_open_what_comes_back_and_what_is_next() -> None:
    predict("04-both", "b", "sure")
    predict("08-publish", "b", "sure")
    quiz("04", ["a"])
    check("08", ALLOW)
    lessons, _, ideas = repr(progress_view.progress()).partition("\n\n")
    assert ideas.startswith("Wrong ideas\n")
    assert lessons == (
        "Progress\nNext: lesson 08 → 08_small.ipynb\n"
        "  lesson     answered         right at once  sure, and not so  exercise  built\n"
        "  lesson 04  ████████ 2 of 2  1              0                 –         –\n"
        "  lesson 08  ██░░░░░░ 1 of 4  0              1                 1 try     –\n"
        "  lesson 09  ░░░░░░░░ –\n"
        "Begun, and not yet answered:\n"
        "  lesson 08 → 08_small.ipynb\n"
        "    Predict: Who may read, publish and delete the page?\n"
        "    From memory: Kim publishes a page. AWS answers:\n"
        "    From memory: Which of these can Tom do?\n"
        "Coming back in a later warm-up:\n"
        "  Ana is in Readers only. She writes a file. AWS answers: (lesson 04)\n"
        f"{WHERE_SAVED}"
    )
    check("08", DENY)
    check("09-where", ["b"])
    check("09-where", ["a"])
    rows = [line.split()[-2] for line in repr(progress_view.progress()).splitlines() if line.startswith("  lesson 0") and "→" not in line]
    assert rows == ["–", "solved", "tries"], "of 09, whose exercise is all there is, two tries"


def returning() -> list[str]:
    """The lines of what a later warm-up asks again."""
    lines = repr(progress_view.progress()).partition("\n\n")[0].splitlines()
    heading = "Coming back in a later warm-up:"
    return [line for line in lines[lines.index(heading) + 1 :] if line.startswith("  ")] if heading in lines else []


def test_of_what_comes_back_the_first_is_named_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    predict("04-both", "a", "sure")
    quiz("04", ["a"])
    both = [
        "  Bo is in both groups. He writes a file. AWS answers: (lesson 04; you were sure)",
        "  Ana is in Readers only. She writes a file. AWS answers: (lesson 04)",
    ]
    assert returning() == both
    monkeypatch.setattr(progress_view, "MAX_RETURNING", 1)
    assert returning() == [both[0], "  and 1 more"]


def test_nothing_comes_back_that_no_warm_up_is_left_to_ask() -> None:
    quiz("04", ["a"])
    predict("08-publish", "b", "sure")  # no lesson after it begins with a warm-up
    assert returning() == ["  Ana is in Readers only. She writes a file. AWS answers: (lesson 04)"]
    quiz("08-warmup", "a")
    assert returning() == []


def test_no_id_of_a_question_stands_in_the_text_or_the_page() -> None:
    predict("04-both", "a", "sure")
    predict("08-publish", "b", "sure")
    quiz("04", ["a"])
    shown = progress_view.progress()
    for text in (repr(shown), re.sub(r'href="[^"]+"', "", shown._repr_html_())):
        assert not re.search(r"\b0\d-\w+", re.sub(r"lesson 0\d|0\d_small", "", text))


def test_lessons_are_links_and_bars_have_their_words_beside_them() -> None:
    predict("04-both", "b", "sure")
    html = progress_view.progress()._repr_html_()
    assert '<a href="04_small.ipynb">lesson 04</a>' in html
    assert '<span class="iamsim-bar-of" aria-hidden="true"><span style="width: 50%"></span></span> 1 of 2' in html


def test_a_solved_challenge_is_counted(work: Path) -> None:
    shutil.copy(ROOT / "exercises" / "challenges.toml", work / "exercises")
    predict("04-both", "b", "sure")
    calls.storage().commit(JournalEvent("check", "challenge-04-two-jobs", answer=2, status="correct"))
    rows = [line.split() for line in repr(progress_view.progress()).splitlines() if "░" in line]
    assert [" ".join(row[-3:]) for row in rows] == ["1 of 3", "0 of 4", "09 ░░░░░░░░ –"], "of 08 and 09 nothing was begun"


def test_what_is_shown_below_is_part_of_the_text_and_of_the_page() -> None:
    shown = replace(progress_view.progress(), more=(Note("Topics", ("All of them.",)),))
    assert repr(shown).endswith("\n\nTopics\nAll of them.")
    assert "All of them." in shown._repr_html_()


def test_a_title_and_a_question_are_escaped(work: Path) -> None:
    file = work / "exercises" / "04_small.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('lesson = "04"', 'lesson = "04"\ntitle = "<b>x"', 1).replace("Ana is in", "<i>Ana is in"), encoding="utf-8")
    predict("04-both", "b", "sure")
    html = progress_view.progress()._repr_html_()
    assert "04 · &lt;b&gt;x" in html
    assert "&lt;i&gt;Ana is in" in html


def test_a_copy_is_carried_to_another_computer_and_added_once(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    predict("04-both", "b", "sure")
    assert repr(progress_view.export("copy.json")) == "Copy\n1 events written to copy.json"
    monkeypatch.setenv("IAMSIM_PROGRESS", str(work / "other.json"))
    quiz("04", ["a"])
    assert repr(progress_view.merge("copy.json")) == "Merge\n1 events added from copy.json."
    assert repr(progress_view.merge("copy.json")) == "Merge\n0 events added from copy.json."
    assert sorted(events()) == [("predict", "04-both", "correct"), ("quiz", "04-q1", "wrong")]


def test_a_copy_that_cannot_be_written_or_read_is_said(work: Path) -> None:
    (work / "prose.json").write_text("my answers", encoding="utf-8")
    assert repr(progress_view.export("none/copy.json")) == "Copy\nnot written: No such file or directory: none/copy.json"
    assert repr(progress_view.merge("none.json")) == "Merge\ncannot read none.json: No such file or directory"
    assert repr(progress_view.merge("prose.json")) == (
        "Merge\nprose.json is no copy of a progress.json: not JSON: Expecting value: line 1 column 1 (char 0)"
    )


def test_a_lesson_that_cannot_be_read_hides_no_other_progress(work: Path) -> None:
    predict("04-both", "b", "sure")
    (work / "exercises" / "05_broken.toml").write_text("lesson = ", encoding="utf-8")
    rows = [line.split()[1] for line in repr(progress_view.progress()).splitlines() if "░" in line]
    assert rows == ["04", "08", "09"]
