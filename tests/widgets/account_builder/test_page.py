"""The areas of the playground's page: what may be clicked, and that names from outside stay text."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, sentence
from iamsim.widgets.account_builder import page
from iamsim.widgets.account_builder.policy_editor import PolicyEditor
from iamsim.widgets.account_builder.workspace import STEPS, Holder, Workspace
from iamsim.widgets.playground import PAGE_STEPS

PAGE = "arn:aws:s3:::acme-website/index.html"
GET = "s3:GetObject"


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
        page.toolbar(["an account"], "an account", None, None),
        page.table(workspace, None),
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
    boxes = [values for step, values in steps if step == "set_member"]
    cells = [values for step, values in steps if step == "choose"]
    assert boxes == [{"user": "ria", "group": "Web"}, {"user": "sam", "group": "Web"}]
    assert cells == [{"user": user, "action": GET} for user in ("ria", "sam")]


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


def test_a_policy_with_more_than_the_form_can_say_has_no_form_and_keeps_its_text() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("user", "ria"), PAGE)
    editor.set_text('{"Version": "2012-10-17", "Statement": []}')
    markup = str(page.inspector(_workspace(), None, editor))
    assert "edit it as JSON" in markup
    assert "&quot;Statement&quot;: []" in markup or '"Statement": []' in markup


def test_the_text_version_names_the_resource_and_every_answer() -> None:
    lines = page.text_version(_workspace()).splitlines()
    assert lines[0] == "who may do what on acme-website/index.html"
    assert [line.split() for line in lines[2:4]] == [["ria", "✓", "allowed"], ["sam", "–", "nobody"]]
