"""The parameters of the simulated calls: their types, and the two checks that a call's arguments pass.

    validate_as_boto3   missing, unknown, of a wrong type, too short        → ParamValidationError
    validate_as_aws     too long, a wrong character, not one of the choices → ValidationError

Sources: IAM API Reference, "Request Parameters" and "Data Types" of each call, and "Common Errors".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from iamsim.aws.errors import NotSimulated, ParamValidationError, ValidationError
from iamsim.aws.quotas import LIMITS

# The types bear the names and the bounds of the service model that boto3 and AWS both read. boto3 itself
# checks lower bounds only; upper bounds, patterns and choices it leaves to AWS.


class StringType(NamedTuple):
    """A string; its pattern must match the whole of it."""

    min_length: int = 0
    max_length: int | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()
    secret: bool = False  # a password: no error message shows it


class IntegerType(NamedTuple):
    """An integer between two bounds, both included."""

    minimum: int
    maximum: int


class BooleanType(NamedTuple):
    """True or False."""


class ListType(NamedTuple):
    """A list whose items have one type."""

    item: ParameterType
    max_length: int | None = None


class StructureType(NamedTuple):
    """An object with named members, some of them required."""

    members: Mapping[str, ParameterType]
    required: tuple[str, ...] = ()


class UnsimulatedType(NamedTuple):
    """The type of a parameter that boto3 takes and iamsim does not simulate."""


ParameterType: TypeAlias = (
    "StringType | IntegerType | BooleanType | ListType | StructureType | UnsimulatedType"
)

NAME_PATTERN = r"[A-Za-z0-9_+=,.@-]+"
_TAG_CHARACTER = r"[\w\s.:/=+\-@]"
# AWS's model has two types for a user's name: a new name may have 64 characters, and calls about a user that
# exists take up to 128 (API Reference, CreateUser and GetUser).
_USER_NAME = StringType(1, LIMITS["existingUserNameType"], NAME_PATTERN)
_NEW_USER_NAME = StringType(1, LIMITS["userNameType"], NAME_PATTERN)
_GROUP_NAME = StringType(1, LIMITS["groupNameType"], NAME_PATTERN)
_ROLE_NAME = StringType(1, LIMITS["roleNameType"], NAME_PATTERN)
_PATH = StringType(1, LIMITS["pathType"], r"(/)|(/[!-~]+/)")
# Only the length: the form of an ARN has errors of its own, which the calls raise.
_ARN = StringType(20, LIMITS["arnType"])
_RESOURCE_NAME = StringType(1, 2048)
# AWS's model takes documents in Latin-1 only.
_DOCUMENT = StringType(1, LIMITS["policyDocumentType"], r"[\t\n\r\x20-\xff]+")
_TAG_KEY = StringType(1, LIMITS["tagKeyType"], f"{_TAG_CHARACTER}+")
_TAG = StructureType(
    {"Key": _TAG_KEY, "Value": StringType(0, LIMITS["tagValueType"], f"{_TAG_CHARACTER}*")},
    required=("Key", "Value"),
)
_CONTEXT_TYPES = (
    "string", "stringList", "numeric", "numericList", "boolean", "booleanList",
    "ip", "ipList", "binary", "binaryList", "date", "dateList",
)  # fmt: skip
_CONTEXT_ENTRY = StructureType(
    {
        "ContextKeyName": StringType(5, 256),
        "ContextKeyValues": ListType(StringType()),
        "ContextKeyType": StringType(choices=_CONTEXT_TYPES),
    }
)
_ORGANIZATION_LEVEL = StructureType({"ServiceControlPolicyInputList": ListType(_DOCUMENT)})
_ENTITY_FILTER = StringType(choices=("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"))

# By parameter name. Where calls give one name two types, the second stands under a name of its own:
# NewUserName, PolicyPath, RoleDescription.
PARAMETER_TYPES: Mapping[str, ParameterType] = {
    "AccessKeyId": StringType(16, 128, r"\w+"),
    "ActionNames": ListType(StringType(3, 128)),
    "AssumeRolePolicyDocument": _DOCUMENT,
    "CallerArn": _RESOURCE_NAME,
    "ContextEntries": ListType(_CONTEXT_ENTRY),
    "Description": StringType(0, LIMITS["policyDescriptionType"]),
    "DurationSeconds": IntegerType(900, 43_200),
    "EntityFilter": _ENTITY_FILTER,
    "Filter": ListType(_ENTITY_FILTER),
    "GroupName": _GROUP_NAME,
    "Marker": StringType(1, 320, r"[\x20-\xff]+"),
    "MaxItems": IntegerType(1, LIMITS["maxItemsType"]),
    "MaxSessionDuration": IntegerType(3600, 43_200),
    "NewGroupName": _GROUP_NAME,
    "NewPath": _PATH,
    "NewRoleName": _ROLE_NAME,
    "NewUserName": _NEW_USER_NAME,
    "OnlyAttached": BooleanType(),
    "OrderedOrganizationPolicyInputList": ListType(_ORGANIZATION_LEVEL, 7),
    "Password": StringType(1, LIMITS["passwordType"], r"[\t\n\r\x20-\xff]+", secret=True),
    "PasswordResetRequired": BooleanType(),
    "Path": _PATH,
    "PathPrefix": StringType(1, LIMITS["pathType"], r"/[!-\x7f]*"),
    "PermissionsBoundary": _ARN,
    "PermissionsBoundaryPolicyInputList": ListType(_DOCUMENT),
    "PolicyArn": _ARN,
    "PolicyDocument": _DOCUMENT,
    "PolicyInputList": ListType(_DOCUMENT),
    "PolicyName": StringType(1, LIMITS["policyNameType"], NAME_PATTERN),
    "PolicyPath": StringType(1, LIMITS["pathType"], r"((/[A-Za-z0-9.,+@=_-]+)*)/"),
    "PolicySourceArn": _ARN,
    "PolicyUsageFilter": StringType(choices=("PermissionsPolicy", "PermissionsBoundary")),
    "ResourceArns": ListType(_RESOURCE_NAME),
    "ResourcePolicy": _DOCUMENT,
    "RoleArn": StringType(20, 2048, r"[\t\n\r\x20-\x7e\x85\xa0-\U0010ffff]+"),
    "RoleDescription": StringType(0, 1000, r"[\t\n\r\x20-\x7e\xa1-\xff]*"),
    "RoleName": _ROLE_NAME,
    "RoleSessionName": StringType(2, 64, r"[\w+=,.@-]*"),
    "Scope": StringType(choices=("All", "AWS", "Local")),
    "SetAsDefault": BooleanType(),
    "Status": StringType(choices=("Active", "Inactive", "Expired")),
    "TagKeys": ListType(_TAG_KEY, LIMITS["tagListType"]),
    "Tags": ListType(_TAG, LIMITS["tagListType"]),
    "UserName": _USER_NAME,
    "VersionId": StringType(pattern=r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"),
}


class Parameter(NamedTuple):
    """One parameter of one call."""

    name: str
    required: bool
    type: ParameterType


def read_parameters(words: str) -> tuple[Parameter, ...]:
    """Read the parameters of a call from one line: `Path UserName!:NewUserName Tags`.

    `!` marks a required parameter, `?` one that is not simulated. After `:` stands the key of its type in
    PARAMETER_TYPES where that is not the parameter's own name.
    """
    parameters = []
    for word in words.split():
        marked_name, _, type_name = word.partition(":")
        name = marked_name.rstrip("!?")
        simulated = not marked_name.endswith("?")
        parameter_type = PARAMETER_TYPES[type_name or name] if simulated else UnsimulatedType()
        parameters.append(Parameter(name, marked_name.endswith("!"), parameter_type))
    return tuple(parameters)


_PYTHON_TYPES: Mapping[type, tuple[type, ...]] = {
    StringType: (str,),
    IntegerType: (int,),
    BooleanType: (bool,),
    ListType: (list, tuple),
    StructureType: (dict,),
}


def validate_as_boto3(operation: str, parameters: Sequence[Parameter], arguments: Mapping[str, Any]) -> None:
    """Refuse what boto3 refuses before it sends anything, in boto3's words, and suggest a near name.

    Raises ParamValidationError with one line for each problem; NotSimulated for a parameter that iamsim
    does not simulate.
    """
    members = {parameter.name: parameter.type for parameter in parameters}
    required = tuple(parameter.name for parameter in parameters if parameter.required)
    problems = list(_type_problems("", StructureType(members, required), arguments))
    if problems:
        raise ParamValidationError("\n".join(("Parameter validation failed:", *problems)))
    # Last: such a call is right for boto3, so it gets here only if nothing else is wrong with it.
    for name in arguments:
        if isinstance(members[name], UnsimulatedType):
            raise NotSimulated(f"{operation}: {name} is not simulated")


def _type_problems(place: str, expected: ParameterType, value: Any) -> Iterator[str]:
    """Yield everything that is wrong with a value, in boto3's order."""
    name = place.removeprefix(".") or "input"
    # True passes for an integer: bool is a subclass of int, and botocore asks isinstance as well.
    python_types = _PYTHON_TYPES.get(type(expected))
    if python_types and not isinstance(value, python_types):
        shown_value = "(not shown)" if isinstance(expected, StringType) and expected.secret else value
        valid = ", ".join(map(str, python_types))
        value_and_type = f"value: {shown_value}, type: {type(value)}"
        yield f"Invalid type for parameter {name}, {value_and_type}, valid types: {valid}"
    elif isinstance(expected, StructureType):
        yield from _structure_problems(place, name, expected, value)
    elif isinstance(expected, ListType):
        for index, item in enumerate(value):
            yield from _type_problems(f"{place}[{index}]", expected.item, item)
    elif isinstance(expected, StringType) and len(value) < expected.min_length:
        valid = f"valid min length: {expected.min_length}"
        # A managed policy is attached by its ARN, and many write its name.
        hint = " (an ARN is meant, which begins with arn:aws:)" if name.endswith("Arn") else ""
        yield f"Invalid length for parameter {name}, value: {len(value)}, {valid}{hint}"
    elif isinstance(expected, IntegerType) and value < expected.minimum:
        yield f"Invalid value for parameter {name}, value: {value}, valid min value: {expected.minimum}"


def _structure_problems(
    place: str, name: str, expected: StructureType, value: Mapping[str, Any]
) -> Iterator[str]:
    # Three passes, not one: boto3 reports all missing members, then all unknown ones, then wrong values.
    for required in expected.required:
        if required not in value:
            yield f'Missing required parameter in {name}: "{required}"'
    for key in value:
        if key not in expected.members:
            nearest = nearest_name(key, expected.members)
            hint = f" (did you mean {nearest}?)" if nearest else ""
            valid = ", ".join(expected.members)
            yield f'Unknown parameter in {name}: "{key}", must be one of: {valid}{hint}'
    for key in value:
        if key in expected.members:
            yield from _type_problems(f"{place}.{key}", expected.members[key], value[key])


def nearest_name(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate spelled most alike, ignoring case and underscores; None if none is near.

    >>> nearest_name("user_name", ["Path", "UserName"])
    'UserName'
    """
    # boto3 mixes create_user and UserName: without folding, the other spelling would not count as near.
    by_folded = {candidate.replace("_", "").casefold(): candidate for candidate in candidates}
    folded = name.replace("_", "").casefold()
    matches = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def validate_as_aws(parameters: Sequence[Parameter], arguments: Mapping[str, Any]) -> None:
    """Refuse what AWS refuses by a value's length, characters or choices. Raises ValidationError.

    AWS rewords these messages from time to time; the code is what a program can rely on.
    """
    for parameter in parameters:
        value = arguments.get(parameter.name)
        if value is not None:
            _check_constraints(_member_name(parameter.name), parameter.type, value)


def _member_name(name: str) -> str:
    """Return a parameter's name as AWS's messages write it: `userName`."""
    return name[0].lower() + name[1:]


def _check_constraints(place: str, expected: ParameterType, value: Any) -> None:
    if isinstance(expected, ListType):
        _check_length(place, expected.max_length, value)
        for number, item in enumerate(value, 1):  # AWS counts members from 1, boto3 from 0
            _check_constraints(f"{place}.{number}.member", expected.item, item)
    elif isinstance(expected, StructureType):
        for key, item in value.items():
            _check_constraints(f"{place}.{_member_name(key)}", expected.members[key], item)
    elif isinstance(expected, IntegerType) and value > expected.maximum:
        rule = f"Member must have value less than or equal to {expected.maximum}"
        raise _constraint_error(place, rule, value)
    elif isinstance(expected, StringType):
        _check_string(place, expected, value)


def _check_string(place: str, expected: StringType, value: str) -> None:
    shown_value = "(not shown)" if expected.secret else value
    if expected.choices and value not in expected.choices:
        choices = ", ".join(expected.choices)
        raise _constraint_error(place, f"Member must satisfy enum value set: [{choices}]", shown_value)
    _check_length(place, expected.max_length, value)
    if expected.pattern and not _compile(expected.pattern).fullmatch(value):
        if expected.pattern == NAME_PATTERN:
            # AWS has a sentence of its own for names, in place of the pattern.
            raise ValidationError(
                f"The specified value for {place} is invalid. "
                "It must contain only alphanumeric characters and/or the following: +=,.@_-",
                f"{place}: found {shown_value!r:.70}",
            )
        rule = f"Member must satisfy regular expression pattern: {expected.pattern}"
        raise _constraint_error(place, rule, shown_value)


def _check_length(place: str, max_length: int | None, value: Sequence[Any]) -> None:
    if max_length is not None and len(value) > max_length:
        rule = f"Member must have length less than or equal to {max_length}"
        # The length is shown and not the value, which may be a password or a whole policy.
        raise _constraint_error(place, rule, len(value))


def _constraint_error(place: str, rule: str, value: object) -> ValidationError:
    return ValidationError(
        f"1 validation error detected: Value at '{place}' failed to satisfy constraint: {rule}",
        f"{place}: found {value!r:.70}",
    )


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    """Compile a pattern at its first use: `import iamsim` should not wait for all of them."""
    # Names are ASCII only; the \w of tags is any script's letters, as AWS allows them (id_tags).
    return re.compile(pattern, re.ASCII if pattern == NAME_PATTERN else 0)
