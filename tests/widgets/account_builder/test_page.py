"""The areas of the playground's page: what may be clicked, and that names from outside stay text."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, sentence
from iamsim.markup import fragment
from iamsim.widgets.account_builder import Challenge, Goal, Wanted, page, write_share_code
from iamsim.widgets.account_builder.policy_editor import PolicyEditor
from iamsim.widgets.account_builder.workspace import STEPS, Holder, Workspace
from iamsim.widgets.playground import PAGE_STEPS
from tests.widgets.account_builder.documents import write_document

PAGE = "arn:aws:s3:::acme-website/index.html"
GET, MFA = "s3:GetObject", "aws:MultiFactorAuthPresent"


STATEMENT = {"Effect": "Allow", "Action": GET, "Resource": PAGE}
TWO_STATEMENTS = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT, STATEMENT]})
CHALLENGE = Challenge("sam", "Sam reads", "", iamsim.Account(), (Goal("sam", GET, PAGE, Wanted.ALLOWED),), ("no deny",))


def _workspace() -> Workspace:
    iam = iamsim.client("iam")
    for name in ("ria", "sam"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="Web")
    iam.put_group_policy(GroupName="Web", PolicyName="edit", PolicyDocument=iamsim.allow(GET, PAGE))
    iam.create_policy(PolicyName="read", PolicyDocument=iamsim.allow(GET, PAGE))
    iam.add_user_to_group(GroupName="Web", UserName="ria")
    return Workspace(iam.account, user="ria")


def _steps(markup: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the steps that a page may ask for, each with the values written beside it."""
    tags = re.findall(r"<[^>]*data-step=[^>]*>", str(markup))
    found = []
    for tag in tags:
        step = re.search(r'data-step="([^"]*)"', tag)
        values = re.search(r'data-values="([^"]*)"', tag)
        assert step
        found.append((step[1], json.loads(unescape(values[1])) if values else {}))
    return found


def _all_areas(workspace: Workspace) -> list[object]:
    editor = PolicyEditor()
    editor.open(workspace.policies[0])
    return [
        page.toolbar(["an account"], ["a challenge"], "an account", can_undo=True, can_redo=False),
        page.challenge_card(CHALLENGE, CHALLENGE.progress(workspace.account)),
        page.request(workspace),
        page.table(workspace, CHALLENGE),
        page.adding(workspace),
        page.why(workspace),
        page.inspector(workspace, Holder("user", "ria"), PolicyEditor()),
        page.inspector(workspace, Holder("group", "Web"), PolicyEditor()),
        page.inspector(workspace, None, editor),
        page.footer(workspace, "i1.x"),
    ]


def test_every_step_that_a_page_asks_for_exists_and_takes_these_values() -> None:
    steps = [step for area in _all_areas(_workspace()) for step in _steps(area)]
    assert {"set_member", "choose", "undo", "set_field", "delete_user", "rename_group"} <= {step for step, _ in steps}
    for step, values in steps:
        known = set(STEPS[step][1]) if step in STEPS else set(PAGE_STEPS[step][1])
        assert set(values) <= known, step


def test_each_person_has_a_row_with_a_box_for_each_group_and_a_cell_for_each_action() -> None:
    workspace = _workspace()
    steps = _steps(page.table(workspace, None))
    assert [step for step, _ in steps if step in {"set_member", "choose"}] == ["set_member", "choose"] * 2
    markup = str(page.table(workspace, None))
    names = {name: json.loads(unescape(value)) for name, value in re.findall(r'data-(rows|columns|boxes)="([^"]*)"', markup)}
    assert names == {"rows": ["ria", "sam"], "columns": [GET], "boxes": ["Web"]}
    assert page.box_letters(workspace) == "10"


def test_a_join_changes_no_markup_of_the_table() -> None:
    workspace = _workspace()
    before = str(page.table(workspace, None))
    workspace.perform("set_member", {"user": "sam", "group": "Web", "member": True})
    assert str(page.table(workspace, None)) == before
    assert page.box_letters(workspace) == "11"


def test_the_table_that_nobody_can_click_has_its_answers() -> None:
    markup = str(page.table(_workspace(), None, static=True))
    assert markup.count("checked") == 1
    assert [markup.count(f"is-{decision.value}") for decision in (Decision.ALLOWED, Decision.IMPLICIT_DENY)] == [1, 1]


def test_the_cells_of_a_challenge_say_whether_they_are_as_wanted() -> None:
    workspace = _workspace()
    letters = page.goal_letters(workspace, CHALLENGE, CHALLENGE.progress(workspace.account))
    assert letters == " 0"
    workspace.perform("set_member", {"user": "sam", "group": "Web", "member": True})
    assert page.goal_letters(workspace, CHALLENGE, CHALLENGE.progress(workspace.account)) == " 1"


def test_more_than_twelve_columns_are_dense_with_a_key() -> None:
    workspace = _workspace()
    for number in range(page.DENSE_COLUMNS):
        workspace.perform("add_action", {"action": f"s3:Get{number}"})
    markup = str(page.table(workspace, None))
    assert "is-dense" in markup
    assert decision_words(Decision.EXPLICIT_DENY) in markup


def test_the_words_of_a_cell_are_those_of_the_decision() -> None:
    for decision in Decision:
        assert page.CELL_WORDS[page.LETTERS[decision]][3] == decision_words(decision)
    assert set(page.CELL_WORDS) == {*page.LETTERS.values(), page.DEPENDS}


def test_the_why_is_the_sentence_of_the_result_or_the_error() -> None:
    workspace = _workspace()
    assert workspace.result is not None
    assert sentence(workspace.result).partition(": ")[2] in unescape(str(page.why(workspace)))
    workspace.perform("delete_group", {"group": "Web"})
    assert "DeleteConflict" in str(page.why(workspace))


def test_an_answer_that_depends_on_a_key_is_told_as_such_in_every_version() -> None:
    workspace = _workspace()
    document = write_document("Allow", [GET], [PAGE], {"Bool": {MFA: "true"}})
    workspace.perform("put_policy", {"kind": "user", "holder": "sam", "name": "mfa", "document": document})
    workspace.perform("choose", {"user": "sam", "action": GET})
    assert workspace.result is not None
    words = sentence(workspace.result)
    why = unescape(str(page.why(workspace)))
    assert f"<strong>Depends on {MFA}</strong>. Without it, {words[:1].lower()}{words[1:]}" in why
    assert 'class="iamsim-decision is-depends"' in why
    assert f"Depends on {MFA}. Without it, " in page.text_version(workspace)
    shown = str(page.picture(fragment(), "", workspace.unknown_keys, has_ghosts=False))
    assert f"The picture shows a request without {MFA}." in shown
    workspace.perform("set_context", {"key": MFA, "value": "true"})
    assert "Depends on" not in str(page.why(workspace)) + page.text_version(workspace)
    assert workspace.unknown_keys == ()


def _run(script: str) -> iamsim.Client:
    names: dict[str, Any] = {}
    exec(script, names)  # noqa: S102 - our own lines, as somebody would paste them
    client: iamsim.Client = names["iam"]
    return client


def test_the_steps_are_a_script_that_runs_from_the_account_they_began_with() -> None:
    workspace = _workspace()
    assert page.python_text(workspace, "") == "(no steps yet)"
    workspace.perform("set_member", {"user": "sam", "group": "Web", "member": True})
    iam = _run(page.python_text(workspace, write_share_code(workspace.start_account)))
    assert iamsim.simulate(iam.account, "sam", GET, PAGE).allowed
    assert 'iamsim.load_account("account.json")' in page.python_text(workspace, "this account is too large")


def test_the_steps_from_an_empty_account_are_a_script_of_calls_alone() -> None:
    workspace = Workspace()
    workspace.perform("create_user", {"name": "ana"})
    script = page.python_text(workspace, write_share_code(workspace.start_account))
    assert "account" not in script
    assert "ana" in _run(script).account.users


def test_a_long_name_is_there_whole_when_it_is_pointed_at() -> None:
    workspace = _workspace()
    name = "n" * (page.LONG_NAME + 1)
    workspace.perform("rename_user", {"user": "sam", "name": name})
    markup = str(page.table(workspace, None))
    assert f'title="{name}"' in markup
    assert 'title="ria"' not in markup


def test_a_policy_with_more_than_the_form_can_say_has_no_form_and_keeps_its_text() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("user", "ria"), PAGE)
    editor.set_text(TWO_STATEMENTS)
    markup = str(page.inspector(_workspace(), None, editor))
    assert "edit it as JSON" in markup
    assert TWO_STATEMENTS in unescape(markup)


def test_the_line_of_an_error_is_marked_and_its_place_said() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("user", "ria"), PAGE)
    editor.set_text(editor.text.replace('"Allow"', '"Alow"'))
    markup = str(page.inspector(_workspace(), None, editor))
    assert 'style="--line: 5"' in markup
    assert "line 5, column 17: " in markup
    assert "The form comes back" in markup


def test_the_text_version_names_the_resource_and_every_answer() -> None:
    lines = page.text_version(_workspace()).splitlines()
    assert lines[0] == "who may do what on acme-website/index.html"
    assert [line.split() for line in lines[2:4]] == [["ria", "✓", "allowed"], ["sam", "–", "nobody"]]
