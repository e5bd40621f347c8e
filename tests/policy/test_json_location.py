"""Where an error's place is in a policy's text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamsim import MalformedPolicyDocument, PolicyDocument
from iamsim.policy.json_location import locate

POLICY = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Permit",
     "Action": ["s3:GetObject", "s3:PutObject"],
     "Condition": {"StringEquals": {"aws:PrincipalTag/a.b": "x"}}}
  ]
}"""


@pytest.mark.parametrize(
    ("place", "line", "text_there"),
    [
        pytest.param("Version", 2, '"2012-10-17"', id="a value at the top"),
        pytest.param("Statement[1].Effect", 5, '"Permit"', id="the second statement's Effect"),
        pytest.param("Statement[1].Action[1]", 6, '"s3:PutObject"', id="the second action of a list"),
        pytest.param("Statement[0].NotAction", 4, '{"Effect": "Allow"', id="as far as the place is there"),
        pytest.param("Statement[7]", 3, "[", id="a statement that is not there"),
        pytest.param("", 1, "{", id="the whole policy"),
        pytest.param("line 3, column 4", 3, 'Statement": [', id="a place that says its own line"),
    ],
)
def test_an_error_is_shown_where_its_element_stands(place: str, line: int, text_there: str) -> None:
    row, column = locate(POLICY, place)
    assert row == line
    assert POLICY.splitlines()[row - 1][column - 1 :].startswith(text_there)


def test_a_statement_without_a_list_is_the_first() -> None:
    text = '{"Statement": {"Effect": "Permit"}}'
    assert locate(text, "Statement[0].Effect") == (1, text.index('"Permit"') + 1)


def test_the_place_of_a_refusal_leads_to_what_is_wrong() -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "*", "Resource": "*"}]}'
    with pytest.raises(MalformedPolicyDocument) as caught:
        PolicyDocument.parse(text)
    assert locate(text, caught.value.where) == (1, text.index('"Permit"') + 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
)


@given(JSON, st.text(max_size=12), st.sampled_from([None, 1]))
def test_any_place_in_any_text_gives_a_line_and_a_column_inside_the_text(
    value: object, place: str, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    line, column = locate(text, place)
    lines = text.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1


@given(st.text(max_size=30), st.sampled_from(["Statement[0].Effect", "", "Version"]))
def test_text_that_is_no_json_gives_a_place_and_no_error(text: str, place: str) -> None:
    line, column = locate(text, place)
    assert line >= 1
    assert column >= 1
