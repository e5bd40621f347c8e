"""Types, lengths, patterns and choices of parameters beside botocore's model, and what is said when one is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import botocore.model
import botocore.validate
import pytest

import iamsim
from iamsim.clients.parameters import (
    BooleanType,
    IntegerType,
    ListType,
    ParameterType,
    StringType,
    StructureType,
    UnsimulatedType,
)
from tests.clients.boto3_model import ALL, input_shape, our_operation


def our_constraints(kind: ParameterType) -> dict[str, Any]:
    """Our type in botocore's words."""
    constraint: dict[str, Any] = {}
    match kind:
        case StringType():
            constraint = {"type": "string", "min": kind.min_length or None, "max": kind.max_length, "enum": list(kind.choices)}
        case IntegerType():
            constraint = {"type": "integer", "min": kind.minimum, "max": kind.maximum}
        case BooleanType():
            constraint = {"type": "boolean"}
        case ListType():
            constraint = {"type": "list", "max": kind.max_length, "item": our_constraints(kind.item)}
        case StructureType():
            members = {name: our_constraints(member) for name, member in kind.members.items()}
            constraint = {"type": "structure", "required": sorted(kind.required), "members": members}
    return {key: value for key, value in constraint.items() if value not in (None, [])}


def model_constraints(shape: botocore.model.Shape) -> dict[str, Any]:
    """Botocore's type in the same words."""
    constraint: dict[str, Any] = {"type": shape.type_name, "min": shape.metadata.get("min") or None, "max": shape.metadata.get("max")}
    if isinstance(shape, botocore.model.ListShape):
        constraint |= {"min": None, "item": model_constraints(shape.member)}
    if isinstance(shape, botocore.model.StructureShape):
        members = {name: model_constraints(member) for name, member in shape.members.items()}
        constraint |= {"required": sorted(shape.required_members), "members": members}
    if isinstance(shape, botocore.model.StringShape):
        constraint["enum"] = list(shape.enum)
    return {key: value for key, value in constraint.items() if value not in (None, [])}


@pytest.mark.parametrize(("service", "name"), ALL)
def test_lengths_and_choices_are_those_of_awss_model(service: str, name: str) -> None:
    members = input_shape(service, name).members
    for parameter in our_operation(service, name).parameters:
        if not isinstance(parameter.type, UnsimulatedType):
            assert our_constraints(parameter.type) == model_constraints(members[parameter.name]), parameter.name


SAMPLES = (
    "ana", "Ana_1", "a b", "a+b=c,d.e@f-g", "é", "a/b", "/", "//", "/a/", "/a", "a/", "/a/b/", "/a b/", "/~!/", "/ü/", "/a//b/",
    "v1", "v0", "v10", "v1.x-2", "V1", "latest", "team", "Team name", "k:v/w=x+y-z@q", "k*", "", " ", "\u4e2d", "\x07", "AKIA0123456789ABCDEF", "a\tb\n",
)  # fmt: skip


def pattern_pairs(kind: ParameterType, shape: botocore.model.Shape) -> Iterator[tuple[str, str]]:
    """Our pattern and the model's, for a type and all that it holds."""
    if isinstance(kind, StringType) and shape.metadata.get("pattern"):
        yield kind.pattern, shape.metadata["pattern"]
    elif isinstance(kind, ListType) and isinstance(shape, botocore.model.ListShape):
        yield from pattern_pairs(kind.item, shape.member)
    elif isinstance(kind, StructureType) and isinstance(shape, botocore.model.StructureShape):
        for name, member in kind.members.items():
            yield from pattern_pairs(member, shape.members[name])


def compile_java_pattern(pattern: str) -> re.Pattern[str]:
    r"""A pattern of the model for Python: \w is ASCII there, \p{L}, \p{N} and \p{Z} are letters, digits and spaces of any script."""
    unicode = r"\p" in pattern
    return re.compile(pattern.replace(r"\p{L}\p{Z}\p{N}_", r"\w\s"), 0 if unicode else re.ASCII)


@pytest.mark.parametrize(("service", "name"), ALL)
def test_patterns_accept_what_awss_model_accepts(service: str, name: str) -> None:
    members = input_shape(service, name).members
    for parameter in our_operation(service, name).parameters:
        for our_pattern, model in pattern_pairs(parameter.type, members[parameter.name]):
            accepted = [text for text in SAMPLES if not our_pattern or re.fullmatch(our_pattern, text, re.ASCII if r"\s" not in our_pattern else 0)]
            assert accepted == [text for text in SAMPLES if compile_java_pattern(model).fullmatch(text)], (parameter.name, our_pattern)


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


@pytest.mark.parametrize(("name", "arguments"), [pytest.param(name, arguments, id=f"{name} {arguments}"[:60]) for name, arguments in REFUSED])
def test_what_boto3_refuses_is_refused_in_boto3s_words(name: str, arguments: dict[str, Any]) -> None:
    report = botocore.validate.ParamValidator().validate(arguments, input_shape("iam", name)).generate_report()
    expected = str(botocore.exceptions.ParamValidationError(report=report))
    with pytest.raises(iamsim.ParamValidationError) as error:
        getattr(iamsim.client("iam"), name)(**arguments)
    assert re.sub(r" \((did you mean \w+\?|an ARN is meant, [^)]+)\)", "", str(error.value)) == expected


# What is called, and the whole message.
TYPOS: list[Any] = [
    pytest.param("create_user", {"Username": "ana"}, 'Parameter validation failed:\nMissing required parameter in input: "UserName"\nUnknown parameter in input: "Username", must be one of: Path, UserName, PermissionsBoundary, Tags (did you mean UserName?)', id="a keyword in the wrong case"),
    pytest.param("create_group", {"GroupName": "Web", "pth": "/"}, 'Parameter validation failed:\nUnknown parameter in input: "pth", must be one of: Path, GroupName (did you mean Path?)', id="a keyword with a letter left out"),
    pytest.param("create_group", {"GroupName": "Web", "Colour": "red"}, 'Parameter validation failed:\nUnknown parameter in input: "Colour", must be one of: Path, GroupName', id="a keyword that is like none"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), TYPOS)
def test_a_wrong_keyword_gets_the_nearest_one(name: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(iamsim.ParamValidationError) as error:
        getattr(iamsim.client("iam"), name)(**arguments)
    assert str(error.value) == message


def test_a_parameter_that_is_not_simulated_says_so() -> None:
    with pytest.raises(iamsim.NotSimulated) as error:
        iamsim.client("iam").create_login_profile(UserName="ana", MaxSigninSessionDuration=900)
    assert str(error.value) == "create_login_profile: MaxSigninSessionDuration is not simulated"


# The forms of AWS's messages are those of "Common Errors" and of recorded answers; numbers of members begin with 1.
FAILED = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must {}"
CONSTRAINTS: list[Any] = [
    pytest.param("create_user", {"UserName": "a" * 65}, FAILED.format("userName", "have length less than or equal to 64"), "userName: found 65", id="a long name"),
    pytest.param("create_user", {"UserName": "a b"}, "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", "userName: found 'a b'", id="a name with a space"),
    pytest.param("create_user", {"UserName": "ana", "Tags": [{"Key": "k", "Value": ""}, {"Key": "k*", "Value": ""}]}, FAILED.format("tags.2.member.key", r"satisfy regular expression pattern: [\w\s.:/=+\-@]+"), "tags.2.member.key: found 'k*'", id="the second tag's key"),
    pytest.param("list_users", {"MaxItems": 1001}, FAILED.format("maxItems", "have value less than or equal to 1000"), "maxItems: found 1001", id="a large number"),
    pytest.param("list_policies", {"Scope": "Mine"}, FAILED.format("scope", "satisfy enum value set: [All, AWS, Local]"), "scope: found 'Mine'", id="none of the choices"),
    pytest.param("create_login_profile", {"UserName": "ana", "Password": "\x07secret"}, FAILED.format("password", r"satisfy regular expression pattern: [\t\n\r\x20-\xff]+"), "password: found '(not shown)'", id="a password is not shown"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message", "hint"), CONSTRAINTS)
def test_what_aws_refuses_by_length_characters_or_choices(name: str, arguments: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(iamsim.ValidationError) as error:
        getattr(iamsim.client("iam"), name)(**arguments)
    assert (error.value.message, error.value.hint) == (message, hint)
