"""JSON that stands somewhere in a text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iamsim.why.json_texts import objects_in

TEXTS = [
    pytest.param('{"a": 1}', [{"a": 1}], id="JSON"),
    pytest.param(' [{"a": 1}, {"b": 2}] ', [{"a": 1, "b": 2}, {"a": 1}, {"b": 2}], id="a list, which may be a row of columns"),
    pytest.param('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}], id="lines of JSON"),
    pytest.param('10:04 [main] INFO {x} got {"a": 1} in 3 ms', [{"a": 1}], id="a log's line"),
    pytest.param('{"a": {"b": 1}}', [{"a": {"b": 1}}, {"b": 1}], id="an object in another"),
    pytest.param(json.dumps({"a": json.dumps({"b": 1})}), [{"a": '{"b": 1}'}, {"b": 1}], id="JSON in a string"),
    pytest.param(json.dumps('{"a": 1}'), [{"a": 1}], id="a string of JSON"),
    pytest.param('x {\\"a\\": \\"b\\\\\\"c\\"}', [{"a": 'b"c'}], id="escaped quotes"),
    pytest.param("x {'a': None, 'b': True} y", [{"a": None, "b": True}], id="Python"),
    pytest.param('[[{"field": "a", "value": "1"}, {"field": "b", "value": "2"}]]', [{"a": "1", "b": "2"}, {"field": "a", "value": "1"}, {"field": "b", "value": "2"}], id="a row of CloudWatch Logs Insights"),
    pytest.param('"eventName","x"\n"Get","1"\n', [{"eventName": "Get", "x": "1"}], id="a table"),
    pytest.param("a,b\n1,2\n", [], id="another table"),
    pytest.param("{ broken", [], id="no JSON"),
    pytest.param("", [], id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "objects"), TEXTS)
def test_objects_in_a_text(text: str, objects: list[Any]) -> None:
    assert list(objects_in(text)) == objects
