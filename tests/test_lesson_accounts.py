"""The accounts of lessons: found by name or by question; and which misconception a changed one shows."""

from __future__ import annotations

import json

import pytest

import iamsim
from iamsim.learning import lesson_account
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.scenario import apply_event, parse_event

READ_DRAFTS, READ_REPORTS = (f"arn:aws:iam::123456789012:policy/{name}" for name in ("read-drafts", "read-reports"))
ACCOUNTS = exercises.folder() / "accounts"
NAMES = sorted(path.stem for path in ACCOUNTS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_an_account_file_is_as_aws_would_write_it(name: str) -> None:
    account = lesson_account(name)
    assert iamsim.parse_account(iamsim.dump_account(account)) == account
    holder_counts = {policy.arn: len(account.holders_of(policy.arn)) for policy in account.policies.values()}
    policies = json.loads((ACCOUNTS / f"{name}.json").read_text(encoding="utf-8"))["Policies"]
    assert {policy["Arn"]: policy["AttachmentCount"] for policy in policies} == holder_counts


@pytest.mark.parametrize("name", ["03", "04", "04-table", "05", "05-mend"])
def test_a_question_gives_the_account_that_it_is_about(name: str) -> None:
    assert lesson_account(name) == exercises.question(name).scenario.account


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    message = rf"^no account 'freze' \(the lessons have: {', '.join(NAMES)}; or give a question's id\)$"
    with pytest.raises(ExerciseError, match=message):
        lesson_account("freze")


def account_after(*calls: list[str]) -> iamsim.Account:
    """Return the account of exercise 03 after these calls."""
    account = lesson_account("03")
    for index, call in enumerate(calls, 1):
        account = apply_event(account, parse_event(index, ["00:00", *call]))
    return account


def test_policies_are_attached_and_detached_once_each() -> None:
    twice = account_after(["attach_group_policy", "Fair", READ_REPORTS], ["attach_group_policy", "Fair", READ_REPORTS])
    assert twice.group("Fair").attached == (READ_REPORTS,)
    once = ["detach_group_policy", "Blog", READ_DRAFTS]
    assert account_after(once).group("Blog").attached == ()
    with pytest.raises(iamsim.NoSuchEntity):
        account_after(once, once)
    with_own_policies = account_after(["attach_user_policy", "cal", READ_DRAFTS], ["attach_user_policy", "kim", READ_DRAFTS])
    assert (with_own_policies.user("cal").attached, with_own_policies.user("tom").attached) == ((READ_DRAFTS,), ())
    assert apply_event(with_own_policies, parse_event(3, ["00:00", "detach_user_policy", "cal", READ_DRAFTS])).user("cal").attached == ()


SWAPPED = (
    ["detach_group_policy", "Blog", READ_DRAFTS],
    ["attach_group_policy", "Blog", READ_REPORTS],
    ["add_user_to_group", "cal", "Blog"],
)


@pytest.mark.parametrize(
    ("calls", "misconception"),
    [
        pytest.param(SWAPPED, "COPIED", id="who stayed would read drafts only with a copy of the old policy"),
        pytest.param((*SWAPPED, ["remove_user_from_group", "kim", "Blog"]), None, id="nobody needs a copy: one slip"),
        pytest.param(SWAPPED[:2], None, id="no copy explains that Cal was forgotten"),
        pytest.param(SWAPPED[:1], None, id="nor that nobody reads reports"),
    ],
)
def test_a_build_shows_copied_only_where_every_request_would_be_right_by_copies(
    calls: tuple[list[str], ...], misconception: str | None
) -> None:
    feedback = grade(exercises.question("03"), iamsim.dump_account(account_after(*calls)))
    assert feedback.status == "partial"
    assert feedback.misconception == misconception
