"""A lesson's challenges at its end: now beside wanted, turning as the account comes nearer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from iamsim.learning import challenges
from iamsim.learning.course_challenges import load_challenges
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.lesson_challenges import LessonChallenges
from iamsim.markup import fragment
from tests.widgets.account_builder.documents import write_document

ROOT = Path(__file__).resolve().parents[3]
NOTHING = fragment()
LESSONS = dict.fromkeys(entry.lesson for entry in load_challenges())


@pytest.fixture(autouse=True)
def course(work: Path) -> None:
    """The course's own exercises in place of the small ones of other tests."""
    shutil.rmtree(work / "exercises")
    shutil.copytree(ROOT / "exercises", work / "exercises")


def shown(lesson: str) -> LessonChallenges:
    widget = challenges(lesson)
    assert isinstance(widget, LessonChallenges)
    return widget


def table(widget: LessonChallenges) -> list[str]:
    """The rows of the table of the challenge on show, as text."""
    return [" ".join(line.split()) for line in widget.text().splitlines() if line.startswith("  ")]


def join(widget: LessonChallenges, user: str, group: str) -> None:
    widget.perform("set_member", {"user": user, "group": group, "member": True})


def test_it_begins_with_the_first_challenge_and_says_now_and_wanted() -> None:
    widget = shown("04")
    assert widget.text().splitlines()[:4] == [
        "Three to build · 04", "○ 1 · Two jobs", "○ 2 · Who reads the films?", "○ 3 · Pia's three groups",
    ]  # fmt: skip
    assert table(widget) == [
        "request now wanted",
        "eva, s3:PutObject on film-house/rough-cut.mov nobody allowed it allowed",
        "eva, s3:GetObject on film-house/rough-cut.mov nobody allowed it allowed",
        "eva, s3:DeleteObject on film-house/rough-cut.mov nobody allowed it not allowed ✓",
        "tim, s3:GetObject on film-house/rough-cut.mov nobody allowed it not allowed ✓",
    ]


def test_a_row_turns_as_the_account_comes_nearer() -> None:
    widget = shown("04")
    join(widget, "eva", "Cutters")
    assert table(widget)[1] == "eva, s3:PutObject on film-house/rough-cut.mov allowed allowed ✓"
    card = str(widget.areas(picture=NOTHING)["challenge_card"])
    assert card.count('class="is-right"') == 3
    assert card.count('class="is-wrong"') == 1
    assert widget.text().endswith("3 of 4 answers are as wanted")


def test_a_solved_one_is_kept_marked_and_followed_by_the_next() -> None:
    widget = shown("04")
    join(widget, "eva", "Cutters")
    join(widget, "eva", "Archive")
    card = str(widget.areas(picture=NOTHING)["challenge_card"])
    assert "✓ Solved with 2 calls of IAM." in card
    assert "Next: 2 · Who reads the films?" in card
    assert "✓ 1 · Two jobs" in widget.text()
    assert storage().read().journal.events[-1].question_id == "challenge-04-two-jobs"
    again = shown("04")
    assert again.challenge is not None
    assert again.challenge.title == "2 · Who reads the films?"


def test_another_way_than_ours_counts_and_a_broken_rule_is_said() -> None:
    widget = shown("04")
    widget.perform("create_group", {"name": "Eva"})
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::film-house/*"}]}'
    widget.perform("put_policy", {"kind": "user", "holder": "eva", "name": "own", "document": policy})
    assert "eva has a policy of their own" in str(widget.areas(picture=NOTHING)["challenge_card"])
    assert widget.progress is not None
    assert not widget.progress.solved
    widget.perform("delete_policy", {"kind": "user", "holder": "eva", "name": "own"})
    widget.perform("put_policy", {"kind": "group", "holder": "Eva", "name": "both", "document": policy})
    join(widget, "eva", "Eva")
    assert widget.progress.solved
    assert "The shortest way that we know takes 2." in str(widget.areas(picture=NOTHING)["challenge_card"])


def test_a_user_who_is_not_there_yet_is_said() -> None:
    assert table(shown("02"))[1] == "ben, s3:GetObject on corner-shop/prices.csv no such user yet allowed"


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_version_to_print_has_every_challenge_and_no_button(lesson: str) -> None:
    widget = shown(lesson)
    html = widget.html()
    assert len(widget.challenges) == 3
    for title in widget.challenges:
        assert title.partition(" · ")[2].replace("'", "&#x27;") in html or title in html
    assert "<button" not in html
    assert len(html) < 20_000


def test_every_button_asks_for_a_step_that_there_is() -> None:
    widget = shown("08")
    steps = {step for area in widget.areas(picture=NOTHING).values() for step in re.findall(r'data-step="(\w+)"', str(area))}
    assert {"start", "show_request", "undo", "redo", "set_member"} <= steps
    for item in list(widget.challenges):
        widget.perform("start", {"name": item})
        assert not widget.workspace.error


def test_who_begins_the_next_one_is_led_to_its_story() -> None:
    widget = shown("04")
    for item in widget.challenges.values():
        widget.perform("start", {"name": item.title})
        assert f'<p tabindex="-1" data-focus="{item.id}">' in str(widget.areas(picture=NOTHING)["challenge_card"])


def test_a_lesson_without_challenges_is_one_line() -> None:
    note = challenges("00")
    assert isinstance(note, Note)
    assert repr(note).startswith("Three to build\nno challenges of lesson '00' (there is: 02, 03")


def test_an_answer_that_depends_on_a_key_says_on_which_and_solves_nothing() -> None:
    widget = shown("02")
    widget.perform("create_user", {"name": "ben"})
    document = write_document("Allow", ["s3:GetObject"], ["*"], {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})
    widget.perform("put_policy", {"kind": "user", "holder": "ben", "name": "own", "document": document})
    assert table(widget)[1] == "ben, s3:GetObject on corner-shop/prices.csv depends on aws:MultiFactorAuthPresent allowed"
    assert "is-depends" in str(widget.areas(picture=NOTHING)["challenge_card"])
    assert widget.progress is not None
    assert not widget.progress.solved
