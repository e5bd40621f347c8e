"""hand_in: the file, what is said of each field, the form, and that a mistake is a sentence."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from iamsim.learning import hand_in, join_class
from iamsim.learning.classroom import read_submission
from iamsim.learning.notebook.calls import hint, quiz
from iamsim.learning.notebook.hand_in_card import FIELDS, HandInForm


def test_the_file_is_written_and_each_of_its_fields_is_shown(work: Path) -> None:
    quiz("08", ["a", "b"])
    hint("08")
    card = hand_in("Ana", 8)
    submission = read_submission(work / "submission-08.json")
    text = repr(card)
    assert submission.learner == "Ana"
    for name in submission.raw().keys() - {"iamsim", "learner", "variant"}:
        assert f"  {name} " in text, f"{name} is in the file and not shown"
    assert "Nothing was sent" in text
    assert 'Without times or hints: hand_in("Ana", "08", without=["times", "hints"]).' in text, "of the same lesson"
    html = card._repr_html_()
    saved = re.search(r'download="submission-08.json" href="data:application/json;base64,([^"]+)"', html)
    assert saved is not None
    assert json.loads(base64.b64decode(saved[1])) == submission.raw()


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


def test_a_number_is_a_name(work: Path) -> None:
    quiz("08", ["a", "b"])
    hand_in(40123, 8)
    assert read_submission(work / "submission-08.json").learner == "40123"


# the form


def form(*lessons: str) -> HandInForm:
    made = hand_in(lessons=lessons)
    assert isinstance(made, HandInForm)
    return made


def test_the_form_writes_only_when_it_is_sent(work: Path) -> None:
    quiz("08", ["a", "b"])
    handing_in = form("08")
    assert str(handing_in.result()) == ""
    assert not (work / "submission-08.json").exists()
    handing_in.send({"name": "Ana", "hints": "on", "times": "on"})
    submission = read_submission(work / "submission-08.json")
    assert (submission.learner, set(submission.times)) == ("Ana", {"08-q1", "08-q2"})
    html = str(handing_in.content())
    assert "submission-08.json: 2 answers of Ana" in html
    saved = re.search(r'download="submission-08.json" href="data:application/json;base64,([^"]+)"', html)
    assert saved is not None
    assert base64.b64decode(saved[1]) == (work / "submission-08.json").read_bytes()


def test_what_is_not_ticked_is_left_out(work: Path) -> None:
    quiz("08", ["a", "b"])
    form("08").send({"name": "Ana", "hints": "on"})
    assert read_submission(work / "submission-08.json").times == {}


def test_a_box_that_was_unticked_stays_so() -> None:
    quiz("08", ["a", "b"])
    handing_in = form("08")
    handing_in.send({"name": " ", "hints": "on"})
    html = str(handing_in.content())
    assert re.findall(r'type="checkbox" name="(\w+)" checked', html) == ["hints"], "or the next press would tell the times"
    assert 'type="checkbox" name="times"' in html


def test_the_form_shows_each_field_of_the_file_before_it_is_written() -> None:
    html = str(form("08").content())
    for words in FIELDS.values():
        assert words in html
    assert sorted(re.findall(r'type="checkbox" name="(\w+)" checked', html)) == ["hints", "times"]


def test_the_form_is_closed_for_who_learns_alone() -> None:
    quiz("08", ["a", "b"])
    assert str(form("08").content()).startswith("<details><summary>In a class? Hand in lesson 08</summary>")
    assert str(form().content()).startswith('<details open=""><summary>Hand in all your answers</summary>'), "who calls it wants it"
    join_class("Ana", "IAM-1")
    html = str(form("04", "08").content())
    assert html.startswith('<details open=""><summary>Hand in lessons 04, 08</summary>')
    assert 'name="name" value="Ana"' in html


def test_a_name_is_asked_for_once() -> None:
    quiz("08", ["a", "b"])
    form("08").send({"name": "Ana"})
    assert 'name="name" value="Ana"' in str(form("04").content())


@pytest.mark.parametrize(("name", "problem"), [(" ", "expected your name"), ("Ana", "no answers in")])
def test_what_the_form_cannot_do_is_said_in_it(work: Path, name: str, problem: str) -> None:
    handing_in = form("08")
    handing_in.send({"name": name})
    assert problem in handing_in.problem
    assert 'role="alert"' in str(handing_in.content())
    assert not (work / "submission-08.json").exists()


def test_where_nothing_can_be_pressed_the_call_is_shown() -> None:
    assert repr(form("08")) == 'Hand in\nIn a class? Hand in lesson 08\nFrom code: hand_in("Ana", "08").'
    assert form("08")._repr_html_() == (
        "<details><summary>In a class? Hand in lesson 08</summary>"
        '<p>From code: <code>hand_in("Ana", "08")</code>.</p></details>'
    )
    assert 'hand_in("Ana", ["04", "08"])' in repr(form("04", "08"))
