"""The client beside boto3's own: methods, pages, exceptions, and what it tells about itself (botocore's model)."""

from __future__ import annotations

from typing import Any

import botocore.paginate
import botocore.session
import pytest

import iamsim
from iamsim.clients.boto3_client import EXCEPTIONS, operation_title
from tests.clients.boto3_model import MODELS, PAGINATORS

METHODS: list[Any] = [
    pytest.param("iam", "creat_user", "'IAM' object has no attribute 'creat_user'; did you mean create_user?", id="a letter left out"),
    pytest.param("iam", "createUser", "'IAM' object has no attribute 'createUser'; did you mean create_user?", id="another language's spelling"),
    pytest.param("iam", "fly", "'IAM' object has no attribute 'fly'", id="like no call"),
    pytest.param("iam", "create_saml_provider", "'IAM' object has no attribute 'create_saml_provider': identity providers are not simulated", id="a call of boto3's that we have not"),
    pytest.param("sts", "get_caller", "'STS' object has no attribute 'get_caller'; did you mean get_caller_identity?", id="of STS"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "name", "message"), METHODS)
def test_a_wrong_method_gets_the_nearest_one(service: str, name: str, message: str) -> None:
    with pytest.raises(AttributeError) as error:
        getattr(iamsim.client(service), name)
    assert str(error.value) == message


def test_calls_take_keywords_only_as_boto3s_do() -> None:
    with pytest.raises(TypeError) as error:
        iamsim.client("iam").create_user("ana")
    assert str(error.value).startswith("create_user() only accepts keyword arguments.")


@pytest.mark.parametrize("name", ["list_users", "get_group", "list_groups"])
def test_pages_are_read_and_joined_as_boto3_does(name: str) -> None:
    iam = iamsim.client("iam")
    iam.create_group(GroupName="Web")
    for user in ("ana", "ben", "cal"):
        iam.create_user(UserName=user)
        iam.add_user_to_group(GroupName="Web", UserName=user)
    arguments: dict[str, Any] = {"PaginationConfig": {"PageSize": 2}, **({"GroupName": "Web"} if name == "get_group" else {})}
    pages = iam.get_paginator(name).paginate(**arguments)
    model = MODELS["iam"].operation_model(operation_title(name))
    boto3_pages = botocore.paginate.Paginator(getattr(iam, name), PAGINATORS[operation_title(name)], model)
    assert list(pages) == list(boto3_pages.paginate(**arguments))
    assert list(pages) == list(pages), "they can be read again"
    assert pages.build_full_result() == boto3_pages.paginate(**arguments).build_full_result()
    assert len(list(pages)) == (1 if name == "list_groups" else 2)


def test_pages_joined_are_the_whole_list() -> None:
    iam = iamsim.client("iam")
    for n in range(7):
        iam.create_user(UserName=f"user-{n}")
        iam.create_group(GroupName=f"group-{n}")
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix="/", PaginationConfig={"PageSize": 3}))
    assert [len(page["Users"]) for page in pages] == [3, 3, 1]
    assert [user["UserName"] for page in pages for user in page["Users"]] == [f"user-{n}" for n in range(7)]
    details = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 5}))
    assert [(len(page["UserDetailList"]), len(page["GroupDetailList"])) for page in details] == [(5, 0), (2, 3), (0, 4)]
    assert [page["IsTruncated"] for page in details] == [True, True, False]


UNPAGED: list[Any] = [
    pytest.param(lambda pages: pages.paginate().search("Users[].UserName"), "search('Users[].UserName'): JMESPath is not simulated; write [one for page in pages for one in page[\"Users\"]]", id="a search by JMESPath"),
    pytest.param(lambda pages: pages.paginate(PaginationConfig={"MaxItems": 5, "PageSize": 2}), "PaginationConfig: MaxItems is not simulated (only PageSize); stop reading", id="so many items"),
]  # fmt: skip


@pytest.mark.parametrize(("request_pages", "message"), UNPAGED)
def test_what_pages_cannot_do_is_not_simulated(request_pages: Any, message: str) -> None:
    pages = iamsim.client("iam").get_paginator("list_users")
    with pytest.raises(iamsim.NotSimulated) as error:
        request_pages(pages)
    assert str(error.value) == message
    assert list(pages.paginate(PaginationConfig={"PageSize": 2})) == list(pages.paginate(PaginationConfig={}))


def test_a_call_without_pages_has_no_paginator() -> None:
    iam = iamsim.client("iam")
    assert not iam.can_paginate("get_user")
    with pytest.raises(TypeError) as error:
        iam.get_paginator("get_user")
    assert str(error.value) == "get_user has no pages"


def test_a_paginator_is_refused_where_there_are_no_pages() -> None:
    with pytest.raises(TypeError) as error:
        iamsim.client("iam").get_paginator("create_user")
    assert str(error.value) == "create_user has no pages"


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_a_client_has_the_meta_of_boto3s(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    boto = botocore.session.Session().create_client(service, aws_access_key_id="x", aws_secret_access_key="y")  # noqa: S106 - opens nothing
    meta = iamsim.client(service).meta
    assert meta.service_model.service_name == boto.meta.service_model.service_name == service
    assert (meta.region_name, meta.partition) == (boto.meta.region_name, boto.meta.partition)


def test_exceptions_are_boto3s_by_name_code_and_status() -> None:
    shapes = {shape.name: shape.metadata.get("error", {}) for shape in MODELS["iam"].error_shapes}
    classes = {name: kind for name, kind in EXCEPTIONS.items() if name != "ClientError"}
    assert {name: (kind.code, kind.status) for name, kind in classes.items()} == {
        name: (shapes[name]["code"], shapes[name]["httpStatusCode"]) for name in classes
    }
    iam = iamsim.client("iam")
    assert issubclass(iam.exceptions.NoSuchEntityException, iam.exceptions.ClientError)
