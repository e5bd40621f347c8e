"""The fields of an event as JSON has them, and as a query's result writes them."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.why.cloudtrail_fields import named_fields, object_of

OBJECTS = [
    pytest.param({"type": "IAMUser"}, {"type": "IAMUser"}, id="an object"),
    pytest.param('{"type": "IAMUser"}', {"type": "IAMUser"}, id="JSON as text"),
    pytest.param("{type=IAMUser, arn=arn:aws:iam::123456789012:user/ria}", {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/ria"}, id="a struct as text"),
    pytest.param(
        "{type=AssumedRole, sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-11-28T10:04:11Z}, sessionissuer=null}, invokedby=null}",
        {"type": "AssumedRole", "sessionContext": {"attributes": {"mfaAuthenticated": "false", "creationDate": "2026-11-28T10:04:11Z"}}},
        id="structs inside, names in lower case, nothing for null",
    ),
    pytest.param(None, {}, id="nothing"),
    pytest.param("IAMUser", {}, id="a text that is no object"),
    pytest.param("[1]", {}, id="a list"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), OBJECTS)
def test_a_field_that_is_an_object(value: Any, expected: dict[str, Any]) -> None:
    assert object_of(value) == expected


def test_fields_have_cloudtrails_names() -> None:
    assert named_fields({"eventname": "GetObject", "USERIDENTITY": {}, "extra": 1}) == {
        "eventName": "GetObject", "userIdentity": {}, "extra": 1,
    }  # fmt: skip
