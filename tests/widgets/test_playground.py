"""The playground as a whole: what its page asks for, done in code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import iamsim
from iamsim.account import User
from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell
from iamsim.markup import fragment
from iamsim.widgets import playground
from iamsim.widgets.account_builder import Challenge, Goal, Holder, Wanted, write_share_code
from iamsim.widgets.playground import Playground, Start

PAGE = "arn:aws:s3:::acme-website/index.html"
GET, PUT = "s3:GetObject", "s3:PutObject"


def _account() -> iamsim.Account:
    iam = iamsim.client("iam")
    for name in ("ria", "sam"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="Web")
    iam.put_group_policy(GroupName="Web", PolicyName="edit", PolicyDocument=iamsim.allow([GET, PUT], PAGE))
    for name in ("ria", "sam"):
        iam.add_user_to_group(GroupName="Web", UserName=name)
    return iam.account


CHALLENGE = Challenge(
    "sam-reads",
    "Sam only reads",
    "Sam is an intern.",
    _account(),
    (Goal("sam", GET, PAGE, Wanted.ALLOWED), Goal("sam", PUT, PAGE, Wanted.NEVER)),
    ("people stay",),
)


def _step(widget: Playground, step: str, /, **values: Any) -> Playground:
    return widget.perform(step, values)


def test_a_playground_without_an_account_begins_with_an_empty_one() -> None:
    widget = playground()
    assert not widget.account.users
    assert "no people yet" in widget.text()


def test_a_policy_is_opened_edited_and_saved_by_iams_call() -> None:
    widget = _step(playground(_account()), "open_policy", kind="group", holder="Web", name="edit")
    _step(widget, "set_field", field="effect", value="Deny")
    assert widget.workspace.answer("ria", GET).decision is Decision.ALLOWED  # not saved yet
    _step(widget, "save_policy", name="edit")
    assert widget.workspace.answer("ria", GET).decision is Decision.EXPLICIT_DENY
    assert widget.workspace.previous_answer("ria", GET) == MatrixCell(Decision.ALLOWED)
    assert widget.editor.holder is None
    assert "put-group-policy" in widget.workspace.cli_lines[0]


def test_a_policy_that_aws_refuses_stays_open_and_says_why() -> None:
    widget = _step(playground(_account()), "new_policy", kind="user", holder="sam")
    _step(widget, "set_text", text='{"Version": "2012-10-17"}')
    assert widget.editor.problem is not None
    _step(widget, "save_policy", name="mine")
    assert "MalformedPolicyDocument" in widget.workspace.error
    assert widget.editor.text == '{"Version": "2012-10-17"}'


def test_an_open_policy_can_be_deleted() -> None:
    widget = _step(playground(_account()), "open_policy", kind="group", holder="Web", name="edit")
    _step(widget, "delete_open_policy")
    assert widget.workspace.answer("ria", GET).decision is Decision.IMPLICIT_DENY


def test_a_form_about_somebody_who_is_deleted_is_closed() -> None:
    widget = _step(playground(_account()), "create_user", name="leaver")
    _step(widget, "inspect", kind="user", name="leaver")
    assert widget.inspected is not None
    assert _step(widget, "delete_user", user="leaver").inspected is None


def test_a_share_code_brings_account_and_request_back() -> None:
    code = write_share_code(_account(), "sam", PUT, PAGE)
    widget = _step(playground(), "load_code", code=code)
    assert (widget.workspace.user, widget.workspace.action) == ("sam", PUT)
    assert widget.workspace.answer("sam", PUT).decision is Decision.ALLOWED
    assert widget.share_code == code


def test_the_steps_as_python_begin_with_the_account_that_they_began_with() -> None:
    widget = playground(_account())
    start = write_share_code(widget.account)
    _step(widget, "set_member", user="sam", group="Web", member=False)
    assert start in _footer(widget)
    _step(widget, "start", name="an empty account")
    _step(widget, "create_user", name="ana")
    assert start not in _footer(widget)
    assert "iam.create_user(UserName=" in _footer(widget)


def test_a_cut_share_code_leaves_everything_as_it_is() -> None:
    widget = playground(_account())
    account = widget.account
    _step(widget, "load_code", code=widget.share_code[:-9])
    assert "cut or altered" in widget.workspace.error
    assert widget.account is account


def test_the_file_of_an_own_account_is_loaded_and_another_file_refused_in_one_line() -> None:
    widget = _step(playground(), "load_file", name="mine.json", text=json.dumps(iamsim.dump_account(_account())))
    assert [user.name for user in widget.account.users.values()] == ["ria", "sam"]
    assert widget.start == "mine.json"
    _step(widget, "load_file", name="holiday.json", text="[1, 2")
    assert widget.workspace.error.startswith("holiday.json: ")
    assert "\n" not in widget.workspace.error
    assert widget.start == "mine.json"


def test_a_file_without_the_text_of_a_policy_is_refused_in_one_line_and_changes_nothing() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    arn = iam.create_policy(PolicyName="lost", PolicyDocument=iamsim.allow("*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    file = {**iamsim.dump_account(iam.account), "Policies": []}  # as `--filter User` leaves it
    widget = playground(_account())
    before = (widget.account, widget.start)
    _step(widget, "load_file", name="mine.json", text=json.dumps(file))
    assert widget.workspace.error.startswith("mine.json: user ana: policy ")
    assert widget.workspace.error.endswith("dump without --filter")
    assert (widget.account, widget.start) == before


def test_a_person_who_is_pressed_in_the_picture_asks_and_is_opened() -> None:
    widget = _step(playground(_account()), "ask_user", user="sam")
    assert (widget.workspace.user, widget.inspected) == ("sam", Holder("user", "sam"))


def test_the_picture_can_be_drawn_without_what_is_gone() -> None:
    widget = _step(playground(_account()), "create_user", name="leaver")
    widget.html()
    before = widget.picture
    assert _step(widget, "tidy").picture is not before


def test_on_a_phone_the_picture_shows_the_one_who_asks_alone() -> None:
    widget = playground(_account())
    widget._repr_mimebundle_()
    assert "user sam" in widget.picture.svg
    width = _picture_width(widget)
    _step(widget, "set_narrow", narrow=True)
    assert ("user ria" in widget.picture.svg, "user sam" in widget.picture.svg) == (True, False)
    assert widget.picture.others == "Not in the picture: 1 other user."
    assert _picture_width(widget) <= 390 < width
    _step(widget, "start", name="an empty account")
    assert widget.picture.narrow
    assert not _step(widget, "set_narrow", narrow="no").picture.narrow


def _picture_width(widget: Playground) -> int:
    """The least width of the picture in pixels, at which its letters are 11 pixels high."""
    match = re.search(r"min-width:(\d+)px", widget.picture.svg)
    assert match is not None
    return int(match[1])


def test_the_page_can_keep_a_share_code_but_no_sentence_in_its_place() -> None:
    widget = playground(_account())
    assert f"data-code>{widget.share_code}<" in _footer(widget)
    many = iamsim.client("iam")
    for number in range(1_500):
        many.create_user(UserName=f"user-{number * number:x}")
    assert "data-code" not in _footer(playground(many.account))


def _footer(widget: Playground) -> str:
    return str(widget.areas(fragment())["footer"]).replace('data-code=""', "data-code")


def test_a_field_gets_suggestions_and_no_other_answer() -> None:
    widget = playground(_account())
    widget._repr_mimebundle_()
    assert widget._page is not None
    answers = widget._page.ipywidget.answer_number
    _step(widget, "suggest", field="action", text="s3:GetObjectA")
    assert widget._page.ipywidget.suggestions["options"][0] == "s3:GetObjectAcl"
    assert widget._page.ipywidget.answer_number == answers


def test_other_accounts_and_challenges_to_begin_with() -> None:
    solved: list[tuple[str, int]] = []
    starts = [Start("Ria's Friday", _account(), (GET,), PAGE, "sam")]
    widget = playground(starts=starts, challenges=[CHALLENGE], save=lambda *solution: solved.append(solution))
    assert widget.workspace.user == "sam"
    _step(widget, "start", name="Sam only reads")
    assert widget.progress is not None
    assert widget.progress.reached == (True, False)
    document = iamsim.deny(PUT)
    _step(widget, "put_policy", kind="user", holder="sam", name="no", document=document)
    assert widget.progress.solved
    _step(widget, "choose", user="ria", action=GET)
    assert solved == [("sam-reads", 1)]
    assert "✓ Solved with 1 call of IAM." in str(widget.areas(fragment())["challenge_card"])
    assert "as wanted" not in widget.text()


@pytest.mark.parametrize(
    ("step", "values"),
    [
        pytest.param("start", {"name": "Sam only reads"}, id="a challenge"),
        pytest.param("load_code", {"code": write_share_code(_account())}, id="a share code"),
        pytest.param("load_file", {"name": "mine.json", "text": json.dumps(iamsim.dump_account(_account()))}, id="a file"),
    ],
)
def test_undo_leads_back_to_what_was_built_before_something_else_was_begun(step: str, values: dict[str, str]) -> None:
    widget = playground(challenges=[CHALLENGE])
    _step(widget, "create_user", name="ana")
    built, start = widget.account, widget.start
    widget.perform(step, values)
    assert (widget.account is built, widget.can_undo) == (False, True)
    _step(widget, "set_member", user="sam", group="Web", member=False)
    for _ in range(2):
        _step(widget, "undo")
    assert (widget.account, widget.start, widget.challenge) == (built, start, None)
    assert "ana" in widget.text()
    _step(widget, "undo")
    assert not widget.account.users
    assert not widget.can_undo
    assert "nothing to undo" in _step(widget, "undo").workspace.error


def test_a_goal_about_another_resource_can_be_looked_at() -> None:
    widget = playground(_account(), challenges=[CHALLENGE])
    other = "arn:aws:s3:::acme-payroll/2026.csv"
    _step(widget, "show_request", user="sam", action="s3:DeleteObject", resource=other)
    shown = widget.workspace
    assert (shown.user, shown.action, shown.resource) == ("sam", "s3:DeleteObject", other)
    assert shown.answer("sam", "s3:DeleteObject").decision is Decision.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("step", "values", "problem"),
    [
        pytest.param("start", {"name": "Mars"}, "no account and no challenge 'Mars'", id="an unknown start"),
        pytest.param(
            "open_policy", {"kind": "user", "holder": "sam", "name": "x"}, "user sam has no policy 'x'", id="no policy"
        ),
        pytest.param("set_text", {}, "expects text", id="a value is missing"),
        pytest.param("set_text", {"text": 7}, "expects text", id="a number as text"),
        pytest.param("set_field", {"field": "effect", "value": "Deny"}, "no field", id="nothing is open"),
    ],
)
def test_a_step_that_fails_says_so_in_one_line_and_changes_nothing(
    step: str, values: dict[str, Any], problem: str
) -> None:
    widget = playground(_account())
    account = widget.account
    widget.perform(step, values)
    assert problem in widget.workspace.error
    assert "\n" not in widget.workspace.error
    assert widget.account is account


def test_text_and_html_versions_have_every_answer() -> None:
    widget = _step(playground(_account()), "choose", user="sam", action=PUT)
    text, html = widget.text(), widget.html()
    assert text.splitlines()[2].split() == ["ria", "✓", "allowed", "✓", "allowed"]
    for version in (text, html):
        assert "May sam do s3:PutObject on acme-website/index.html?" in version
    assert html.count("is-allowed") >= 4


def test_names_from_an_account_are_text_in_the_page() -> None:
    name = "<img src=x onerror=alert(1)>"
    user = User(name, f"arn:aws:iam::123456789012:user/{name}")  # as no account from a file can be
    html = playground(iamsim.Account().with_identity(user)).html()
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
