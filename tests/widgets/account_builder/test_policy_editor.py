"""The editor of a policy: form and text say the same, and nothing that the form cannot show is lost."""

from __future__ import annotations

import json

import pytest

import iamsim
from iamsim.aws.errors import InvalidInput
from iamsim.widgets.account_builder.policy_editor import (
    PolicyEditor,
    StatementFields,
    check_document,
    read_fields,
)
from iamsim.widgets.account_builder.workspace import Holder, Workspace

PAGE = "arn:aws:s3:::acme-website/index.html"
STATEMENT: dict[str, object] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": PAGE}


def _policy(*statements: dict[str, object], **elements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **elements})


def _editor() -> PolicyEditor:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.put_user_policy(UserName="ria", PolicyName="own", PolicyDocument=_policy(STATEMENT))
    editor = PolicyEditor()
    editor.open(Workspace(iam.account).policies[0])
    return editor


def test_a_policy_of_one_statement_fills_the_form() -> None:
    editor = _editor()
    assert editor.holder == Holder("user", "ria")
    assert editor.form == StatementFields("Allow", "", "s3:GetObject", PAGE)


def test_the_text_follows_the_form() -> None:
    editor = _editor()
    editor.set_field("effect", "Deny")
    editor.set_field("actions", "s3:GetObject, s3:PutObject")
    editor.set_field("operator", "Bool")
    editor.set_field("key", "aws:SecureTransport")
    editor.set_field("value", "false")
    assert json.loads(editor.text)["Statement"] == [
        {
            "Effect": "Deny",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": PAGE,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
    assert editor.problem is None


def test_the_form_follows_the_text() -> None:
    editor = _editor()
    editor.set_text(_policy({**STATEMENT, "Effect": "Deny"}))
    assert editor.form is not None
    assert editor.form.effect == "Deny"


def test_a_half_written_action_keeps_the_form_and_says_what_aws_would_refuse() -> None:
    editor = _editor()
    editor.set_field("actions", "s3")
    assert editor.form is not None
    assert editor.form.actions == "s3"
    assert editor.problem is not None


def test_a_fault_in_the_text_is_shown_with_its_line_and_column() -> None:
    editor = _editor()
    editor.set_text('{"Version": "2012-10-17",\n "Statement": [}')
    assert editor.problem is not None
    assert editor.problem.line == 2
    assert editor.form is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_policy(STATEMENT, STATEMENT), id="two statements"),
        pytest.param(_policy(), id="no statement"),
        pytest.param(json.dumps({"Statement": [STATEMENT]}), id="no Version, which is another language"),
        pytest.param(_policy({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}), id="NotAction"),
        pytest.param(_policy(STATEMENT, Id="x"), id="an Id"),
        pytest.param(
            _policy({**STATEMENT, "Condition": {"Null": {"aws:TokenIssueTime": "true"}}}),
            id="another operator",
        ),
        pytest.param(
            _policy({**STATEMENT, "Condition": {"Bool": {"aws:SecureTransport": "true", "aws:x": "1"}}}),
            id="two conditions",
        ),
        pytest.param(
            _policy({**STATEMENT, "Condition": {"StringEquals": {"aws:PrincipalTag/x": "a,b"}}}),
            id="a value with a comma",
        ),
        pytest.param("{", id="no JSON"),
    ],
)
def test_what_the_form_cannot_say_is_edited_as_text_only(text: str) -> None:
    assert read_fields(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_policy({**STATEMENT, "Sid": "Read"}), id="a Sid"),
        pytest.param(_policy({**STATEMENT, "Action": ["s3:GetObject"]}), id="a list of one action"),
        pytest.param(
            _policy({**STATEMENT, "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "::1/128"]}}}),
            id="two values of a condition",
        ),
        pytest.param(json.dumps({"Version": "2012-10-17", "Statement": STATEMENT}), id="no list of statements"),
    ],
)
def test_the_form_writes_again_what_it_has_read(text: str) -> None:
    fields = read_fields(text)
    assert fields is not None
    assert read_fields(fields.document()) == fields


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no field 'colour'"):
        _editor().set_field("colour", "red")


def test_a_new_policy_begins_with_an_allow_on_the_resource_that_is_asked_about() -> None:
    editor = PolicyEditor()
    editor.open_new(Holder("group", "Web"), PAGE)
    assert editor.is_new
    assert editor.problem is None
    assert json.loads(editor.text)["Statement"] == [STATEMENT]
    editor.close()
    assert editor.holder is None


def test_a_document_is_checked_while_it_is_typed() -> None:
    assert check_document(iamsim.deny("s3:PutObject")) is None
    problem = check_document('{"Version": "2012-10-17",\n "Statement": [{"Effect": "Permit"}]}')
    assert problem is not None
    assert (problem.line, problem.column) == (2, 27)
    assert "expected Allow or Deny" in problem.text


@pytest.mark.parametrize(
    ("old", "new", "line", "begins_with"),
    [
        pytest.param('"Effect": "Allow",', '"Effect": "Allow"', 7, "expected a comma", id="a comma is missing"),
        pytest.param("2012-10-17", "2012-10-71", 2, "Version: expected", id="no such version"),
        pytest.param('"Action"', '"Actions"', 7, "Statement[0]: expected only", id="a name that is none"),
        pytest.param('"Effect"', '"Action": "s3:*", "Effect"', 7, "Statement[0]: expected each name once", id="twice"),
        pytest.param('"Effect": "Allow",', "", 5, "Statement[0]: expected Effect", id="a name is missing"),
        pytest.param("arn:aws", "日本", 8, "Statement[0].Resource: expected", id="no resource"),
        pytest.param("index", "日本", 8, "expected characters up to U+00FF", id="a character that IAM does not take"),
    ],
)
def test_a_problem_has_its_line_and_says_its_place_once(old: str, new: str, line: int, begins_with: str) -> None:
    text = f"""{{
  "Version": "2012-10-17",
  "Statement": [

    {{
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "{PAGE}"
    }}
  ]
}}"""
    assert check_document(text) is None
    problem = check_document(text.replace(old, new, 1))
    assert problem is not None
    assert problem.line == line
    assert problem.text.startswith(begins_with)
