"""hand_in: the file, what is said of each field, and that a mistake is a sentence."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from iamsim.learning import hand_in
from iamsim.learning.classroom import read_submission
from iamsim.learning.notebook.calls import hint, quiz


def test_the_file_is_written_and_each_of_its_fields_is_shown(work: Path) -> None:
    quiz("08", ["a", "b"])
    hint("08")
    card = hand_in("Ana", 8)
    submission = read_submission(work / "submission.json")
    text = repr(card)
    assert submission.learner == "Ana"
    for name in submission.raw().keys() - {"iamsim", "learner", "variant"}:
        assert f"  {name} " in text, f"{name} is in the file and not shown"
    assert "Nothing was sent" in text
    html = card._repr_html_()
    saved = re.search(r'download="submission.json" href="data:application/json;base64,([^"]+)"', html)
    assert saved is not None
    assert json.loads(base64.b64decode(saved[1])) == submission.raw()


def test_a_name_is_asked_for_once(work: Path) -> None:
    quiz("08", ["a", "b"])
    assert "Say who you are" in repr(hand_in())
    assert not (work / "submission.json").exists()
    hand_in("Ana")
    assert "answers of Ana" in repr(hand_in())


def test_times_can_be_left_out(work: Path) -> None:
    quiz("08", ["a", "b"])
    hand_in("Ana", without="times")
    assert read_submission(work / "submission.json").times == {}
    assert 'without: expected some of "hints", "times", got ' in repr(hand_in("Ana", without=["answers"]))


def test_what_cannot_be_written_is_said(work: Path) -> None:
    assert "no answers in" in repr(hand_in("Ana"))
    quiz("08", ["a", "b"])
    (work / "submission.json").write_text("my thesis", encoding="utf-8")
    assert "submission.json: not JSON" in repr(hand_in("Ana"))
    assert (work / "submission.json").read_text(encoding="utf-8") == "my thesis"
    assert "no lesson" in repr(hand_in("Ana", "77"))
