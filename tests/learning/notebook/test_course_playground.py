"""The course's playground: lessons' accounts and challenges in the menu, solutions in the learner's progress."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import iamsim
from iamsim.learning import lesson_account, playground
from iamsim.learning.course_challenges import load_challenges
from iamsim.learning.notebook.calls import storage

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def course(work: Path) -> None:
    """The course's own exercises in place of the small ones of other tests."""
    shutil.rmtree(work / "exercises")
    shutil.copytree(ROOT / "exercises", work / "exercises")


FIRST = load_challenges()[0]


def test_it_begins_with_the_account_of_lesson_08() -> None:
    widget = playground()
    assert widget.account == lesson_account("freeze")
    assert widget.workspace.user == "ria"


def test_an_account_of_ones_own_comes_first_also_from_a_file(tmp_path: Path) -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    file = tmp_path / "account.json"
    file.write_text(json.dumps(iamsim.dump_account(iam.account)), encoding="utf-8")
    assert playground(iam.account).workspace.users == ("ana",)
    assert playground(file).workspace.users == ("ana",)
    assert playground(str(file)).workspace.users == ("ana",)


def test_the_menu_has_every_challenge_with_its_lesson() -> None:
    titles = list(playground().challenges)
    assert len(titles) == len(load_challenges())
    assert titles[0] == f"{FIRST.lesson} · {FIRST.challenge.title}"


def test_a_solved_challenge_is_kept_with_the_number_of_calls() -> None:
    widget = playground()
    widget.perform("start", {"name": f"{FIRST.lesson} · {FIRST.challenge.title}"})
    widget.perform("create_user", {"name": "ben"})
    widget.perform("set_member", {"user": "ben", "group": "Shop", "member": True})
    event = storage().read().journal.events[-1]
    assert (event.question_id, event.answer, event.status) == (f"challenge-{FIRST.challenge.id}", 2, "correct")
