"""The form of what is open: a policy that the form cannot show, and where a policy is wrong."""

from __future__ import annotations

import json
from html import unescape

from iamsim.widgets.account_builder.inspector import inspector
from iamsim.widgets.account_builder.policy_editor import PolicyEditor
from iamsim.widgets.account_builder.workspace import Holder
from tests.widgets.account_builder.page_parts import GET, PAGE, small_workspace

STATEMENT = {"Effect": "Allow", "Action": GET, "Resource": PAGE}
TWO_STATEMENTS = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT, STATEMENT]})


def test_a_person_can_be_renamed_given_a_policy_and_deleted() -> None:
    markup = unescape(str(inspector(small_workspace(), Holder("user", "sam"), PolicyEditor())))
    for step in ("rename_user", "new_policy", "set_attached", "delete_user", "close"):
        assert f'data-step="{step}"' in markup
    assert ">read</option>" in markup
    assert "AdministratorAccess (AWS managed)" in markup


def test_a_policy_with_more_than_the_form_can_say_has_no_form_and_keeps_its_text() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("user", "ria"), PAGE)
    editor.set_text(TWO_STATEMENTS)
    markup = str(inspector(small_workspace(), None, editor))
    assert "edit it as JSON" in markup
    assert TWO_STATEMENTS in unescape(markup)


def test_the_line_of_an_error_is_marked_and_its_place_said() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("user", "ria"), PAGE)
    editor.set_text(editor.text.replace('"Allow"', '"Alow"'))
    markup = str(inspector(small_workspace(), None, editor))
    assert 'style="--line: 5"' in markup
    assert "line 5, column 17: " in markup
    assert "The form comes back" in markup
