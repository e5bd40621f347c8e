"""One request in every way to send it: the text compared whole, the buttons pressed as a user would."""

from __future__ import annotations

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import short_decision_words
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import conditions
from iamsim.widgets.conditions import Conditions
from tests.widgets.view import ALLOWED, DENIED, NOBODY, aligned, area

MFA, SOURCE = "aws:MultiFactorAuthPresent", "aws:SourceIp"
PAGE = "arn:aws:s3:::acme-website/old.html"
PAGES = "arn:aws:s3:::acme-website/*"
NOT_THERE = f"no {MFA}"
USERS = {"kim": ["Web", "Careful"], "ria": ["Web", "Strict"], "zoe": ["Web"], "uma": ["Helpers"]}
GROUPS = {
    "Web": [f"edit: Allow s3:DeleteObject on {PAGES}"],
    "Careful": [f"careful: Deny s3:DeleteObject on {PAGES} if Bool {MFA} false"],
    "Strict": [f"strict: Deny s3:DeleteObject on {PAGES} if BoolIfExists {MFA} false"],
    "Helpers": [f"help: Allow s3:DeleteObject on {PAGES} if Bool {MFA} true"],
}


@pytest.fixture
def asked() -> Conditions:
    account = account_in_words(USERS, GROUPS).account
    return conditions(account, "s3:DeleteObject", PAGE, {MFA: ["true", "false", None]}, user="RIA")


TABLE = f"""\
{aligned(
    ("s3:DeleteObject on acme-website/old.html", "kim", "ria", "zoe", "uma"),
    ("with MFA", ALLOWED, ALLOWED, ALLOWED, ALLOWED),
    ("without MFA", DENIED, DENIED, ALLOWED, NOBODY),
    (NOT_THERE, ALLOWED, DENIED, ALLOWED, NOBODY),
)}
For kim, ria and uma it depends on {MFA}. For zoe the answer is the same in every way.
"""


def test_a_row_for_each_way_and_a_column_for_each_user(asked: Conditions) -> None:
    assert asked.text() == (
        f"{TABLE}ria, with MFA: Allowed: an Allow matches, in edit (group Web), and no Deny does.\n"
        "  edit (group Web): Allow s3:DeleteObject on acme-website/* → yes, and it decides\n"
        f"  strict (group Strict): Deny s3:DeleteObject on acme-website/* if BoolIfExists {MFA} false → "
        f"no: it has a condition that is not true: BoolIfExists {MFA} false; the request has true"
    )


def test_a_condition_that_is_true_without_its_key_says_why(asked: Conditions) -> None:
    assert asked.ask("ria", {MFA: None}).rows()[1] == (
        "strict (group Strict)",
        f"Deny s3:DeleteObject on acme-website/* if BoolIfExists {MFA} false",
        f"yes, and it decides: without {MFA}, BoolIfExists is true",
    )
    assert 'class="decides"' in asked.html()


def test_the_way_stays_when_another_user_is_asked_about(asked: Conditions) -> None:
    assert asked.ask("ria", {MFA: None}).ask("KIM").way == {MFA: None}
    assert asked.user == "kim"
    assert asked.rows()[1][2] == f"no: it has a condition that is not true: Bool {MFA} false; the request does not carry the key"


def test_on_which_keys_an_answer_depends() -> None:
    office = "NotIpAddress aws:SourceIp 203.0.113.0/24"
    users = {
        "ida": [f"Allow s3:GetObject on *; Deny s3:GetObject on * if {office} and BoolIfExists {MFA} false"],
        "max": [f"Allow s3:GetObject on *; Deny s3:GetObject on * if {office}"],
        "zoe": [],
    }
    keys: dict[str, list[str | None]] = {MFA: ["true", None], SOURCE: ["203.0.113.7", "198.51.100.7"]}
    asked = conditions(account_in_words(users, {}).account, "s3:GetObject", "*", keys)
    assert [asked.depends_on(user) for user in users] == [(MFA, SOURCE), (SOURCE,), ()]
    assert [row[0] for row in asked.answers()] == [
        "with MFA, from 203.0.113.7",
        "with MFA, from 198.51.100.7",
        f"{NOT_THERE}, from 203.0.113.7",
        f"{NOT_THERE}, from 198.51.100.7",
    ]


def test_the_buttons_show_the_answers_and_ask(asked: Conditions) -> None:
    asked._repr_mimebundle_()
    _, grid = asked.controls()
    assert grid.children is not None
    buttons = [child for child in grid.children if child.kind == "Button"]
    without_mfa = [Decision.EXPLICIT_DENY, Decision.EXPLICIT_DENY, Decision.ALLOWED, Decision.IMPLICIT_DENY]
    assert [button.state["description"] for button in buttons[4:8]] == list(map(short_decision_words, without_mfa))
    pressed = buttons[11]
    assert pressed.fixed["tooltip"] == f"uma, {NOT_THERE}: why?"
    assert pressed.callback is not None
    pressed.callback()
    assert (asked.user, asked.way) == ("uma", {MFA: None})
    assert f"uma, {NOT_THERE}. " in area(asked)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        pytest.param({}, "a value to try of each context key", id="no keys"),
        pytest.param({MFA: []}, "a value to try of each context key", id="no values"),
        pytest.param({SOURCE: [f"203.0.113.{number}" for number in range(13)]}, "at most 12 combinations of values, got 13", id="too many"),
    ],
)
def test_what_cannot_be_shown_is_refused(keys: dict[str, list[str | None]], problem: str) -> None:
    account = account_in_words(USERS, GROUPS).account
    with pytest.raises(ValueError, match=problem):
        conditions(account, "s3:DeleteObject", PAGE, keys)


def test_a_way_or_a_user_that_there_is_not_is_refused(asked: Conditions) -> None:
    with pytest.raises(ValueError, match="conditions: expected one of"):
        asked.ask("kim", {MFA: "maybe"})
    with pytest.raises(iamsim.NoSuchEntity):
        asked.ask("nobody")
