"""The accounts that lessons are about: by name or by question, and what a build of one shows."""

from __future__ import annotations

import json

import pytest

import iamsim
from iamsim.learning import lesson_account
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.model import ExerciseError
from iamsim.learning.scenario import event, happen

READ_DRAFTS, READ_REPORTS = (f"arn:aws:iam::123456789012:policy/{name}" for name in ("read-drafts", "read-reports"))
ACCOUNTS = exercises.folder() / "accounts"
NAMES = sorted(path.stem for path in ACCOUNTS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_an_account_file_is_as_aws_would_write_it(name: str) -> None:
    account = lesson_account(name)
    assert iamsim.parse_account(iamsim.dump_account(account)) == account
    held = {policy.arn: len(account.holders_of(policy.arn)) for policy in account.policies.values()}
    written = json.loads((ACCOUNTS / f"{name}.json").read_text(encoding="utf-8"))["Policies"]
    told = {one["Arn"]: one["AttachmentCount"] for one in written}
    assert told == held


@pytest.mark.parametrize("name", ["03", "04", "04-table", "05", "05-mend"])
def test_a_question_gives_the_account_that_it_is_about(name: str) -> None:
    assert lesson_account(name) == exercises.question(name).scenario.account


def test_an_unknown_name_is_told_what_there_is() -> None:
    said = rf"^no account 'freze' \(the lessons have: {', '.join(NAMES)}; or give a question's id\)$"
    with pytest.raises(ExerciseError, match=said):
        lesson_account("freze")


def after(*calls: list[str]) -> iamsim.Account:
    """The account of exercise 03 after these calls."""
    account = lesson_account("03")
    for index, call in enumerate(calls, 1):
        account = happen(account, event(index, ["00:00", *call]))
    return account


def test_policies_are_attached_and_detached_once_each() -> None:
    twice = after(["attach_group_policy", "Fair", READ_REPORTS], ["attach_group_policy", "Fair", READ_REPORTS])
    assert twice.group("Fair").attached == (READ_REPORTS,)
    once = ["detach_group_policy", "Blog", READ_DRAFTS]
    assert after(once).group("Blog").attached == ()
    with pytest.raises(iamsim.NoSuchEntity):
        after(once, once)
    own = after(["attach_user_policy", "cal", READ_DRAFTS], ["attach_user_policy", "kim", READ_DRAFTS])
    assert (own.user("cal").attached, own.user("tom").attached) == ((READ_DRAFTS,), ())
    assert happen(own, event(3, ["00:00", "detach_user_policy", "cal", READ_DRAFTS])).user("cal").attached == ()


SWAPPED = (
    ["detach_group_policy", "Blog", READ_DRAFTS],
    ["attach_group_policy", "Blog", READ_REPORTS],
    ["add_user_to_group", "cal", "Blog"],
)


@pytest.mark.parametrize(
    ("calls", "named"),
    [
        pytest.param(SWAPPED, "COPIED", id="who stayed would need a copy of what there was"),
        pytest.param((*SWAPPED, ["remove_user_from_group", "kim", "Blog"]), None, id="nobody needs a copy: one slip"),
        pytest.param(SWAPPED[:2], None, id="no copy explains that Cal was forgotten"),
        pytest.param(SWAPPED[:1], None, id="nor that nobody reads reports"),
    ],
)
def test_a_build_shows_copied_only_where_every_request_would_be_right_by_copies(
    calls: tuple[list[str], ...], named: str | None
) -> None:
    feedback = grade(exercises.question("03"), iamsim.dump_account(after(*calls)))
    assert feedback.status == "partial"
    assert feedback.misconception == named
