"""The client beside boto3's own: the same calls, keywords, refusals, pages and exceptions (botocore's model)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import botocore
import botocore.exceptions
import botocore.model
import botocore.paginate
import botocore.session
import botocore.validate
import pytest

import iamsim
from iamsim.clients.boto import EXCEPTIONS, camel
from iamsim.clients.operations import IAM, STS, Operation
from iamsim.clients.operations.absent import absent
from iamsim.clients.operations.parameters import Flag, Listed, NotSimulatedHere, Number, Structure, Text, Type

SESSION = botocore.session.get_session()
MODELS = {service: SESSION.get_service_model(service) for service in ("iam", "sts")}
CALLS = [("iam", name) for name in IAM] + [("sts", name) for name in STS]
ALL = [pytest.param(service, name, id=name) for service, name in CALLS]


def theirs(service: str, name: str) -> botocore.model.OperationModel:
    """boto3's description of a call."""
    return MODELS[service].operation_model(camel(name))


def ours(service: str, name: str) -> Operation:
    return {"iam": IAM, "sts": STS}[service][name]


def input_of(service: str, name: str) -> botocore.model.StructureShape:
    shape = theirs(service, name).input_shape
    assert shape is None or isinstance(shape, botocore.model.StructureShape)
    return shape or botocore.model.StructureShape("Empty", {"type": "structure", "members": {}})


@pytest.mark.parametrize(("service", "name"), ALL)
def test_a_call_takes_the_keywords_that_boto3_takes(service: str, name: str) -> None:
    shape, takes = input_of(service, name), ours(service, name).takes
    assert [parameter.name for parameter in takes] == list(shape.members)
    assert {parameter.name for parameter in takes if parameter.required} == set(shape.required_members)


def constraints(kind: Type) -> dict[str, Any]:
    """Our type in botocore's words."""
    found: dict[str, Any] = {}
    match kind:
        case Text():
            found = {"type": "string", "min": kind.least or None, "max": kind.most, "enum": list(kind.choices)}
        case Number():
            found = {"type": "integer", "min": kind.least, "max": kind.most}
        case Flag():
            found = {"type": "boolean"}
        case Listed():
            found = {"type": "list", "max": kind.most, "item": constraints(kind.item)}
        case Structure():
            members = {name: constraints(member) for name, member in kind.members.items()}
            found = {"type": "structure", "required": sorted(kind.required), "members": members}
    return {key: value for key, value in found.items() if value not in (None, [])}


def modelled(shape: botocore.model.Shape) -> dict[str, Any]:
    """Botocore's type in the same words."""
    found: dict[str, Any] = {"type": shape.type_name, "min": shape.metadata.get("min") or None, "max": shape.metadata.get("max")}
    if isinstance(shape, botocore.model.ListShape):
        found |= {"min": None, "item": modelled(shape.member)}
    if isinstance(shape, botocore.model.StructureShape):
        members = {name: modelled(member) for name, member in shape.members.items()}
        found |= {"required": sorted(shape.required_members), "members": members}
    if isinstance(shape, botocore.model.StringShape):
        found["enum"] = list(shape.enum)
    return {key: value for key, value in found.items() if value not in (None, [])}


@pytest.mark.parametrize(("service", "name"), ALL)
def test_lengths_and_choices_are_those_of_awss_model(service: str, name: str) -> None:
    members = input_of(service, name).members
    for parameter in ours(service, name).takes:
        if not isinstance(parameter.type, NotSimulatedHere):
            assert constraints(parameter.type) == modelled(members[parameter.name]), parameter.name


SAMPLES = (
    "ana", "Ana_1", "a b", "a+b=c,d.e@f-g", "é", "a/b", "/", "//", "/a/", "/a", "a/", "/a/b/", "/a b/", "/~!/", "/ü/", "/a//b/",
    "v1", "v0", "v10", "v1.x-2", "V1", "latest", "team", "Team name", "k:v/w=x+y-z@q", "k*", "", " ", "\u4e2d", "\x07", "AKIA0123456789ABCDEF", "a\tb\n",
)  # fmt: skip


def patterns(kind: Type, shape: botocore.model.Shape) -> Iterator[tuple[str, str]]:
    """Our pattern and the model's, for a type and all that it holds."""
    if isinstance(kind, Text) and shape.metadata.get("pattern"):
        yield kind.pattern, shape.metadata["pattern"]
    elif isinstance(kind, Listed) and isinstance(shape, botocore.model.ListShape):
        yield from patterns(kind.item, shape.member)
    elif isinstance(kind, Structure) and isinstance(shape, botocore.model.StructureShape):
        for name, member in kind.members.items():
            yield from patterns(member, shape.members[name])


def java(pattern: str) -> re.Pattern[str]:
    r"""A pattern of the model for Python: \w is ASCII there, \p{L}, \p{N} and \p{Z} are letters, digits and spaces of any script."""
    unicode = r"\p" in pattern
    return re.compile(pattern.replace(r"\p{L}\p{Z}\p{N}_", r"\w\s"), 0 if unicode else re.ASCII)


@pytest.mark.parametrize(("service", "name"), ALL)
def test_patterns_accept_what_awss_model_accepts(service: str, name: str) -> None:
    members = input_of(service, name).members
    for parameter in ours(service, name).takes:
        for mine, model in patterns(parameter.type, members[parameter.name]):
            accepted = [text for text in SAMPLES if not mine or re.fullmatch(mine, text, re.ASCII if r"\s" not in mine else 0)]
            assert accepted == [text for text in SAMPLES if java(model).fullmatch(text)], (parameter.name, mine)


REFUSED: list[Any] = [
    ("create_user", {}),
    ("create_user", {"Username": "ana"}),
    ("create_user", {"UserName": 5}),
    ("create_user", {"UserName": "ana", "Path": None, "Tag": []}),
    ("create_user", {"UserName": ""}),
    ("create_user", {"UserName": "ana", "Tags": {"team": "web"}}),
    ("create_user", {"UserName": "ana", "Tags": [{"Key": "team"}, {"key": "x", "Value": 1}]}),
    ("list_users", {"MaxItems": 0}),
    ("list_users", {"MaxItems": "10", "Marker": ""}),
    ("attach_user_policy", {"UserName": "ana", "PolicyArn": "Readers"}),
    ("put_group_policy", {"GroupName": "Web", "PolicyName": "p", "PolicyDocument": {"Statement": []}}),
    ("create_policy_version", {"PolicyArn": "x" * 20, "PolicyDocument": "{}", "SetAsDefault": "yes"}),
    ("simulate_principal_policy", {"PolicySourceArn": "x" * 20, "ActionNames": "s3:GetObject"}),
    ("simulate_custom_policy", {"PolicyInputList": [5], "ActionNames": ["s3"], "ContextEntries": [{"ContextKeyName": "k"}]}),
    ("get_account_authorization_details", {"Filter": "User"}),
    ("update_access_key", {"AccessKeyId": "AKIA", "State": "Active"}),
]


@pytest.mark.parametrize(("name", "given"), [pytest.param(name, given, id=f"{name} {given}"[:60]) for name, given in REFUSED])
def test_what_boto3_refuses_is_refused_in_boto3s_words(name: str, given: dict[str, Any]) -> None:
    report = botocore.validate.ParamValidator().validate(given, input_of("iam", name)).generate_report()
    expected = str(botocore.exceptions.ParamValidationError(report=report))
    with pytest.raises(iamsim.ParamValidationError) as caught:
        getattr(iamsim.client("iam"), name)(**given)
    assert re.sub(r" \(did you mean \w+\?\)", "", str(caught.value)) == expected


# What is called, and the whole message.
TYPOS: list[Any] = [
    pytest.param("create_user", {"Username": "ana"}, 'Parameter validation failed:\nMissing required parameter in input: "UserName"\nUnknown parameter in input: "Username", must be one of: Path, UserName, PermissionsBoundary, Tags (did you mean UserName?)', id="a keyword in the wrong case"),
    pytest.param("create_group", {"GroupName": "Web", "pth": "/"}, 'Parameter validation failed:\nUnknown parameter in input: "pth", must be one of: Path, GroupName (did you mean Path?)', id="a keyword with a letter left out"),
    pytest.param("create_group", {"GroupName": "Web", "Colour": "red"}, 'Parameter validation failed:\nUnknown parameter in input: "Colour", must be one of: Path, GroupName', id="a keyword that is like none"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "message"), TYPOS)
def test_a_wrong_keyword_gets_the_nearest_one(name: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(iamsim.ParamValidationError) as caught:
        getattr(iamsim.client("iam"), name)(**given)
    assert str(caught.value) == message


METHODS: list[Any] = [
    pytest.param("iam", "creat_user", "'IAM' object has no attribute 'creat_user'; did you mean create_user?", id="a letter left out"),
    pytest.param("iam", "createUser", "'IAM' object has no attribute 'createUser'; did you mean create_user?", id="another language's spelling"),
    pytest.param("iam", "fly", "'IAM' object has no attribute 'fly'", id="like no call"),
    pytest.param("iam", "create_saml_provider", "'IAM' object has no attribute 'create_saml_provider': identity providers are not simulated", id="a call of boto3's that we have not"),
    pytest.param("sts", "get_caller", "'STS' object has no attribute 'get_caller'; did you mean get_caller_identity?", id="of STS"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "name", "message"), METHODS)
def test_a_wrong_method_gets_the_nearest_one(service: str, name: str, message: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(iamsim.client(service), name)
    assert str(caught.value) == message


def methods(service: str) -> list[str]:
    """All that boto3's client can call."""
    return [botocore.xform_name(name) for name in MODELS[service].operation_names]


def test_every_call_of_boto3s_is_simulated_or_named_as_not_simulated() -> None:
    assert [name for name in methods("iam") if name not in IAM and not absent(name)] == []
    assert [name for name in IAM if name not in methods("iam")] == []
    assert len(IAM) == 78


def test_calls_take_keywords_only_as_boto3s_do() -> None:
    with pytest.raises(TypeError) as caught:
        iamsim.client("iam").create_user("ana")
    assert str(caught.value) == "create_user() only accepts keyword arguments."


def test_a_parameter_that_is_not_simulated_says_so() -> None:
    with pytest.raises(iamsim.NotSimulated) as caught:
        iamsim.client("iam").create_login_profile(UserName="ana", MaxSigninSessionDuration=900)
    assert str(caught.value) == "create_login_profile: MaxSigninSessionDuration is not simulated"


PAGINATORS = SESSION.get_component("data_loader").load_service_model("iam", "paginators-1")["pagination"]


@pytest.mark.parametrize("name", IAM)
def test_the_calls_with_pages_are_boto3s(name: str) -> None:
    model = PAGINATORS.get(camel(name))
    keys = [] if model is None else model["result_key"]
    assert sorted(IAM[name].pages) == sorted([keys] if isinstance(keys, str) else keys)
    assert iamsim.client("iam").can_paginate(name) is (model is not None)


@pytest.mark.parametrize("name", ["list_users", "get_group", "list_groups"])
def test_pages_are_read_and_joined_as_boto3_does(name: str) -> None:
    iam = iamsim.client("iam")
    iam.create_group(GroupName="Web")
    for user in ("ana", "ben", "cal"):
        iam.create_user(UserName=user)
        iam.add_user_to_group(GroupName="Web", UserName=user)
    given: dict[str, Any] = {"PaginationConfig": {"PageSize": 2}, **({"GroupName": "Web"} if name == "get_group" else {})}
    pages = iam.get_paginator(name).paginate(**given)
    model = MODELS["iam"].operation_model(camel(name))
    botos = botocore.paginate.Paginator(getattr(iam, name), PAGINATORS[camel(name)], model)
    assert list(pages) == list(botos.paginate(**given))
    assert list(pages) == list(pages), "they can be read again"
    assert pages.build_full_result() == botos.paginate(**given).build_full_result()
    assert len(list(pages)) == (1 if name == "list_groups" else 2)


UNPAGED: list[Any] = [
    pytest.param(lambda pages: pages.paginate().search("Users[].UserName"), "search('Users[].UserName'): JMESPath is not simulated; write [one for page in pages for one in page[\"Users\"]]", id="a search by JMESPath"),
    pytest.param(lambda pages: pages.paginate(PaginationConfig={"MaxItems": 5, "PageSize": 2}), "PaginationConfig: MaxItems is not simulated (only PageSize); stop reading", id="so many items"),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "message"), UNPAGED)
def test_what_pages_cannot_do_is_said(ask: Any, message: str) -> None:
    pages = iamsim.client("iam").get_paginator("list_users")
    with pytest.raises(iamsim.NotSimulated) as caught:
        ask(pages)
    assert str(caught.value) == message
    assert list(pages.paginate(PaginationConfig={"PageSize": 2})) == list(pages.paginate(PaginationConfig={}))


def test_a_call_without_pages_has_no_paginator() -> None:
    iam = iamsim.client("iam")
    assert not iam.can_paginate("get_user")
    with pytest.raises(TypeError) as caught:
        iam.get_paginator("get_user")
    assert str(caught.value) == "get_user has no pages"


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_a_client_says_of_itself_what_boto3s_says(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    boto = botocore.session.Session().create_client(service, aws_access_key_id="x", aws_secret_access_key="y")  # noqa: S106 - opens nothing
    meta = iamsim.client(service).meta
    assert meta.service_model.service_name == boto.meta.service_model.service_name == service
    assert (meta.region_name, meta.partition) == (boto.meta.region_name, boto.meta.partition)


def test_exceptions_are_boto3s_by_name_code_and_status() -> None:
    shapes = {shape.name: shape.metadata.get("error", {}) for shape in MODELS["iam"].error_shapes}
    known = {name: kind for name, kind in EXCEPTIONS.items() if name != "ClientError"}
    assert {name: (kind.code, kind.status) for name, kind in known.items()} == {
        name: (shapes[name]["code"], shapes[name]["httpStatusCode"]) for name in known
    }
    iam = iamsim.client("iam")
    assert issubclass(iam.exceptions.NoSuchEntityException, iam.exceptions.ClientError)
