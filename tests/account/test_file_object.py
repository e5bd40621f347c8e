"""One object of an account's file: fields by type, and the path in each complaint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

import iamsim
from iamsim.account import DEFAULT_DATE
from iamsim.account.file_object import FileObject
from iamsim.aws.errors import MalformedAccount

ANA = "UserDetailList[3] (ana)"

PROBLEMS: list[Any] = [
    pytest.param({"UserName": 7}, lambda item: item.text("UserName"), f"{ANA}.UserName: expected text, got a number", id="another type"),
    pytest.param({"Path": "/"}, lambda item: item.text("UserName"), f"{ANA}: expected UserName, found only Path", id="a field that is missing"),
    pytest.param({"Arn": "ana"}, lambda item: item.arn(), f"{ANA}.Arn: expected six parts divided by ':', got 'ana'", id="no ARN"),
    pytest.param({"Tags": "x"}, lambda item: item.tags(), f"{ANA}.Tags: expected a list of objects, got text", id="no list"),
    pytest.param({"Tags": [7]}, lambda item: item.tags(), f"{ANA}.Tags[0]: expected an object, got a number", id="no object in a list"),
    pytest.param({"Document": 7}, lambda item: item.document("Document"), f"{ANA}.Document: expected a policy, got a number", id="no policy"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "read", "message"), PROBLEMS)
def test_a_complaint_has_the_path(fields: dict[str, Any], read: Callable[[FileObject], object], message: str) -> None:
    with pytest.raises(MalformedAccount) as error:
        read(FileObject(fields, ANA))
    assert str(error.value) == message


def test_a_list_of_one_may_be_the_object_itself_and_null_an_empty_list() -> None:
    item = FileObject({"One": {"Key": "a"}, "None": None}, "top")
    assert item.objects("One") == [FileObject({"Key": "a"}, "top.One[0]")]
    assert item.objects("None") == item.objects("Missing") == []


def test_objects_with_names_have_them_in_their_paths() -> None:
    (user,) = FileObject({"UserDetailList": [{"UserName": "ana"}]}).named_objects("UserDetailList", "UserName")
    assert user.path == "UserDetailList[0] (ana)"


def test_a_document_may_be_percent_encoded() -> None:
    policy = iamsim.allow("s3:*")
    encoded = policy.replace("{", "%7B").replace('"', "%22")
    documents = [FileObject({"Document": text}).document("Document") for text in (policy, encoded)]
    assert documents[0].raw == documents[1].raw


def test_a_date_is_text_in_json_and_a_datetime_in_boto3s_responses() -> None:
    time = datetime(2026, 11, 30, tzinfo=UTC)
    dates = [FileObject(fields).date("CreateDate") for fields in ({"CreateDate": "2026-11-30T00:00:00+00:00"}, {"CreateDate": time}, {})]
    assert dates == ["2026-11-30T00:00:00+00:00", "2026-11-30T00:00:00+00:00", DEFAULT_DATE]
