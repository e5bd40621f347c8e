"""The areas of the playground's page: what may be clicked, and what the reason and the texts say."""

from __future__ import annotations

from html import unescape
from typing import Any

import iamsim
from iamsim.decision.explain import sentence
from iamsim.markup import fragment
from iamsim.widgets.account_builder import page, write_share_code
from iamsim.widgets.account_builder.inspector import inspector
from iamsim.widgets.account_builder.people_table import table
from iamsim.widgets.account_builder.policy_editor import PolicyEditor
from iamsim.widgets.account_builder.workspace import STEPS, Holder, Workspace
from iamsim.widgets.playground import PAGE_STEPS
from tests.widgets.account_builder.documents import write_document
from tests.widgets.account_builder.page_parts import CHALLENGE, GET, PAGE, small_workspace, steps_of

MFA = "aws:MultiFactorAuthPresent"


def _all_areas(workspace: Workspace) -> list[object]:
    editor = PolicyEditor()
    editor.open(workspace.policies[0])
    return [
        page.toolbar(["an account"], ["a challenge"], "an account", can_undo=True, can_redo=False),
        page.challenge_card(CHALLENGE, CHALLENGE.progress(workspace.account)),
        page.request(workspace),
        table(workspace, CHALLENGE),
        page.adding(workspace),
        page.why(workspace),
        inspector(workspace, Holder("user", "ria"), PolicyEditor()),
        inspector(workspace, Holder("group", "Web"), PolicyEditor()),
        inspector(workspace, None, editor),
        page.footer(workspace, "i1.x"),
    ]


def test_every_step_that_a_page_asks_for_exists_and_takes_these_values() -> None:
    steps = [step for area in _all_areas(small_workspace()) for step in steps_of(area)]
    assert {"set_member", "choose", "undo", "set_field", "delete_user", "rename_group"} <= {step for step, _ in steps}
    for step, values in steps:
        known = set(STEPS[step][1]) if step in STEPS else set(PAGE_STEPS[step][1])
        assert set(values) <= known, step


def test_the_why_is_the_sentence_of_the_result_or_the_error() -> None:
    workspace = small_workspace()
    assert workspace.result is not None
    assert sentence(workspace.result).partition(": ")[2] in unescape(str(page.why(workspace)))
    workspace.perform("delete_group", {"group": "Web"})
    assert "DeleteConflict" in str(page.why(workspace))


def test_an_answer_that_depends_on_a_key_is_told_as_such_in_every_version() -> None:
    workspace = small_workspace()
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
    workspace = small_workspace()
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


def test_the_text_version_names_the_resource_and_every_answer() -> None:
    lines = page.text_version(small_workspace()).splitlines()
    assert lines[0] == "who may do what on acme-website/index.html"
    assert [line.split() for line in lines[2:4]] == [["ria", "✓", "allowed"], ["sam", "–", "nobody"]]
