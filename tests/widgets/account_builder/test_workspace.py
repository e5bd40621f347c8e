"""The account that somebody builds: each step is a call of IAM, and the table says what it changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell
from iamsim.widgets.account_builder.workspace import MAX_PEOPLE, STEPS, Workspace

PAGE = "arn:aws:s3:::acme-website/index.html"
GET, PUT = "s3:GetObject", "s3:PutObject"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
DENY_PUT = iamsim.deny(PUT)


def _freeze() -> Workspace:
    """Ria edits the website; a group Freeze is there, with a Deny and without members."""
    iam = iamsim.client("iam")
    for name in ("kim", "ria"):
        iam.create_user(UserName=name)
    for name in ("Web", "Freeze"):
        iam.create_group(GroupName=name)
    iam.put_group_policy(
        GroupName="Web", PolicyName="edit-site", PolicyDocument=iamsim.allow([GET, PUT], PAGE)
    )
    iam.put_group_policy(GroupName="Freeze", PolicyName="no-publishing", PolicyDocument=DENY_PUT)
    iam.add_user_to_group(GroupName="Web", UserName="ria")
    return Workspace(iam.account, user="ria")


def _step(workspace: Workspace, step: str, /, **arguments: Any) -> Workspace:
    workspace.perform(step, arguments)
    return workspace


def test_the_table_asks_for_the_actions_and_the_resource_that_the_policies_name() -> None:
    workspace = _freeze()
    assert workspace.actions == (GET, PUT)
    assert workspace.resource == PAGE
    assert workspace.users == ("kim", "ria")
    assert (workspace.user, workspace.action) == ("ria", GET)


def test_a_new_account_has_a_table_without_rows() -> None:
    workspace = Workspace()
    assert workspace.users == ()
    assert workspace.result is None
    assert _step(workspace, "create_user", name="ana").answer("ana", GET).decision is Decision.IMPLICIT_DENY


def test_joining_a_group_changes_exactly_the_cells_that_its_deny_matches() -> None:
    workspace = _step(_freeze(), "set_member", user="ria", group="Freeze", member=True)
    assert workspace.answer("ria", PUT).decision is Decision.EXPLICIT_DENY
    assert workspace.previous_answer("ria", PUT) == MatrixCell(Decision.ALLOWED)
    assert workspace.previous_answer("ria", GET) is None
    assert workspace.previous_answer("kim", PUT) is None


def test_a_question_changes_no_cell_and_forgets_no_mark() -> None:
    workspace = _step(_freeze(), "set_member", user="ria", group="Freeze", member=True)
    _step(workspace, "choose", user="ria", action=PUT)
    assert workspace.result is not None
    assert workspace.result.decision is Decision.EXPLICIT_DENY
    assert workspace.previous_answer("ria", PUT) == MatrixCell(Decision.ALLOWED)


def test_another_resource_is_no_change_of_the_account() -> None:
    workspace = _step(_freeze(), "choose_resource", resource="arn:aws:s3:::other/file")
    assert workspace.answer("ria", GET).decision is Decision.IMPLICIT_DENY
    assert workspace.previous_answer("ria", GET) is None


def test_white_space_around_a_pasted_resource_is_dropped() -> None:
    assert _step(_freeze(), "choose_resource", resource=" arn:aws:s3:::other/file\n").resource == "arn:aws:s3:::other/file"


def test_a_policy_of_aws_can_be_attached_and_attached_again() -> None:
    workspace, names = _freeze(), {}
    for attached in (True, False, True):
        names = workspace.attachable_policies(workspace.account.user("kim"))
        assert (names.get(READ_ONLY) == "AmazonS3ReadOnlyAccess (AWS managed)") is attached
        assert not _step(workspace, "set_attached", kind="user", holder="kim", arn=READ_ONLY, attached=attached).error
    assert workspace.answer("kim", GET).decision is Decision.ALLOWED


def _with_an_unknown_policy() -> iamsim.Account:
    """Many people, then Zoe; she, and the group Old, have a policy whose text the file lacks."""
    iam = iamsim.client("iam")
    iam.create_group(GroupName="Old")
    arn = iam.create_policy(PolicyName="lost", PolicyDocument=iamsim.allow("*"))["Policy"]["Arn"]
    for number in range(MAX_PEOPLE):
        iam.create_user(UserName=f"user-{number:03}")
    iam.create_user(UserName="zoe")
    iam.attach_user_policy(UserName="zoe", PolicyArn=arn)
    iam.attach_group_policy(GroupName="Old", PolicyArn=arn)
    file = json.loads(json.dumps(iamsim.dump_account(iam.account)))
    return iamsim.parse_account(file | {"Policies": []})


@pytest.mark.parametrize(
    ("step", "arguments"),
    [
        pytest.param("show_user", {"user": "zoe"}, id="somebody who has it"),
        pytest.param("set_member", {"user": "user-007", "group": "Old", "member": True}, id="a group that has it"),
    ],
)
def test_nobody_is_shown_whose_policy_is_unknown(step: str, arguments: dict[str, Any]) -> None:
    workspace = Workspace(_with_an_unknown_policy())
    before, cells = workspace.account, workspace.cells
    workspace.perform(step, arguments)
    assert "policy/lost has no document in this account" in workspace.error
    assert (workspace.account, workspace.cells) == (before, cells)
    assert not workspace.python_lines
    assert "arn:aws:iam::123456789012:policy/lost" not in workspace.attachable_policies(before.user("user-007"))


def test_undo_and_redo_take_back_a_change_and_mark_what_it_changed() -> None:
    workspace = _step(_freeze(), "set_member", user="ria", group="Freeze", member=True)
    _step(workspace, "undo")
    assert workspace.answer("ria", PUT).decision is Decision.ALLOWED
    assert workspace.previous_answer("ria", PUT) == MatrixCell(Decision.EXPLICIT_DENY)
    assert _step(workspace, "redo").answer("ria", PUT).decision is Decision.EXPLICIT_DENY


def test_an_undone_deletion_brings_the_row_back() -> None:
    workspace = _step(_freeze(), "delete_user", user="kim")
    assert workspace.users == ("ria",)
    assert set(_step(workspace, "undo").users) == {"kim", "ria"}


@pytest.mark.parametrize(
    ("step", "arguments", "code"),
    [
        pytest.param("create_user", {"name": "ria"}, "EntityAlreadyExists", id="a name that is taken"),
        pytest.param("create_user", {"name": "ana maria"}, "ValidationError", id="a name that IAM refuses"),
        pytest.param("delete_user", {"user": "ria"}, "DeleteConflict", id="a user in a group"),
        pytest.param("delete_group", {"group": "Web"}, "DeleteConflict", id="a group with a member"),
        pytest.param("rename_group", {"group": "Web", "name": "Freeze"}, "EntityAlreadyExists", id="a rename"),
        pytest.param(
            "put_policy",
            {"kind": "user", "holder": "ria", "name": "own", "document": "{}"},
            "MalformedPolicyDocument",
            id="a policy that is none",
        ),
        pytest.param("choose_resource", {"resource": "index.html"}, "expected an ARN", id="no ARN"),
        pytest.param("add_action", {"action": "s3:*"}, "without wildcards", id="no single action"),
        pytest.param("choose", {"user": "ria", "action": "s3:*"}, "the table has s3:GetObject", id="no column"),
        pytest.param("set_attached", {"kind": "sheriff", "holder": "ria", "arn": READ_ONLY, "attached": True}, "NoSuchEntity", id="no such kind"),
        pytest.param("undo", {}, "nothing to undo", id="nothing to undo"),
        pytest.param("make_coffee", {}, "no step 'make_coffee'", id="no such step"),
        pytest.param("set_member", {"user": "ria"}, "no step 'set_member' with user", id="a value is missing"),
        pytest.param(
            "set_member", {"user": 1, "group": "Web", "member": True}, "another type", id="a number as a name"
        ),
    ],
)
def test_what_iam_refuses_is_refused_in_its_words_and_changes_nothing(
    step: str, arguments: dict[str, Any], code: str
) -> None:
    workspace = _freeze()
    before = workspace.account
    workspace.perform(step, arguments)
    assert code in workspace.error
    assert workspace.account is before


def test_an_error_is_gone_after_the_next_step() -> None:
    workspace = _step(_freeze(), "undo")
    assert workspace.error
    assert not _step(workspace, "choose", user="kim", action=GET).error


def test_the_steps_are_a_script_that_builds_the_same_account() -> None:
    workspace = Workspace()
    _step(workspace, "create_user", name="ana")
    _step(workspace, "create_group", name="Web")
    _step(workspace, "delete_group", group="Nobody")  # fails, so it is no part of the script
    _step(workspace, "set_member", user="ana", group="Web", member=True)
    _step(workspace, "put_policy", kind="group", holder="Web", name="freeze", document=DENY_PUT)
    iam = iamsim.client("iam")
    for line in workspace.python_lines:
        exec(line, {"iam": iam})  # noqa: S102 - our own lines, as somebody would paste them
    assert iamsim.dump_account(iam.account) == iamsim.dump_account(workspace.account)
    assert workspace.cli_lines[0] == "aws iam create-user --user-name ana"
    assert len(workspace.cli_lines) == 4


def test_people_and_groups_can_be_renamed_and_stay_in_their_rows() -> None:
    workspace = _step(_freeze(), "rename_user", user="ria", name="maria")
    assert workspace.users == ("kim", "maria")
    assert workspace.user == "maria"
    _step(workspace, "rename_group", group="Web", name="Site")
    assert workspace.answer("maria", PUT).decision is Decision.ALLOWED


def test_a_managed_policy_can_be_created_saved_again_six_times_and_detached() -> None:
    workspace = _freeze()
    document = iamsim.allow(GET, PAGE)
    _step(workspace, "create_managed_policy", kind="user", holder="kim", name="read", document=document)
    arn = next(policy.arn for policy in workspace.policies if policy.arn)
    assert workspace.answer("kim", GET).decision is Decision.ALLOWED
    for number in range(6):
        changed = (iamsim.deny if number % 2 else iamsim.allow)(GET, PAGE)
        assert not _step(workspace, "save_version", arn=arn, document=changed).error
    assert workspace.answer("kim", GET).decision is Decision.EXPLICIT_DENY
    _step(workspace, "set_attached", kind="user", holder="kim", arn=arn, attached=False)
    assert workspace.answer("kim", GET).decision is Decision.IMPLICIT_DENY


def test_a_refused_version_deletes_no_other() -> None:
    workspace = _freeze()
    document = iamsim.allow(GET, PAGE)
    _step(workspace, "create_managed_policy", kind="user", holder="kim", name="read", document=document)
    arn = next(policy.arn for policy in workspace.policies if policy.arn)
    for _ in range(4):
        _step(workspace, "save_version", arn=arn, document=document)
    before = workspace.account
    assert _step(workspace, "save_version", arn=arn, document="{}").error
    assert workspace.account is before


def test_of_a_large_account_the_first_people_are_shown_and_who_is_asked_for() -> None:
    iam = iamsim.client("iam")
    for number in range(MAX_PEOPLE + 20):
        iam.create_user(UserName=f"user-{number:03}")
    workspace = Workspace(iam.account)
    assert len(workspace.users) == MAX_PEOPLE
    _step(workspace, "show_user", user="USER-055")
    assert workspace.users[-1] == workspace.user == "user-055"


def test_what_depends_on_a_key_that_nobody_gave_is_no_decision_until_it_is_given() -> None:
    workspace = _freeze()
    policy = json.loads(iamsim.allow(GET, PAGE))
    policy["Statement"][0]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    document = json.dumps(policy)
    _step(workspace, "put_policy", kind="user", holder="kim", name="with-mfa", document=document)
    assert workspace.answer("kim", GET).depends_on == ("aws:MultiFactorAuthPresent",)
    assert workspace.context_keys == ("aws:MultiFactorAuthPresent",)
    _step(workspace, "set_context", key="aws:MultiFactorAuthPresent", value="true")
    assert workspace.answer("kim", GET) == MatrixCell(Decision.ALLOWED)
    assert workspace.context_keys == ("aws:MultiFactorAuthPresent",)
    _step(workspace, "set_context", key="aws:multifactorauthpresent", value="")
    assert workspace.answer("kim", GET).depends_on


def test_actions_are_added_and_taken_away_and_one_stays() -> None:
    workspace = _step(_freeze(), "add_action", action=" s3:DeleteObject ")
    assert workspace.actions == (GET, PUT, "s3:DeleteObject")
    assert workspace.answer("ria", "s3:DeleteObject").decision is Decision.IMPLICIT_DENY
    for action in workspace.actions:
        _step(workspace, "remove_action", action=action)
    assert len(workspace.actions) == 1


@pytest.mark.parametrize("step", STEPS)
def test_each_step_says_what_it_does(step: str) -> None:
    assert STEPS[step][0].__doc__
