"""What services call their resources, in messages and in requests → ARNs.

    sqs:SendMessage on https://sqs.eu-west-1.amazonaws.com/111122223333/jobs
                                               → arn:aws:sqs:eu-west-1:111122223333:jobs

Source: Service Authorization Reference, "Resource types" of each service, by `iamsim.aws.actions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from iamsim.aws.actions import resource_types_of, s3_actions_on
from iamsim.policy import split_arn

UNKNOWN_REGION = "*"
"""What stands for the region in an ARN of which nobody said it."""
UNKNOWN_SUFFIX = "-??????"
"""What stands for the hyphen and six characters that AWS appends to the name of a secret."""


class Place(NamedTuple):
    """Where a request was made: what an ARN has besides the service and the resource's name."""

    partition: str
    region: str
    account_id: str


# Parameters, as CloudTrail writes them, and what the reference calls the same in the form of an ARN.
_PARAMETER_NAMES = {
    "secretid": "secretid",
    "groupid": "securitygroupid",
    "dbinstanceidentifier": "dbinstancename",
    "dbclusteridentifier": "dbclusterinstancename",
    "name": "parameternamewithoutleadingslash",  # of AWS Systems Manager
    "workgroup": "workgroupname",
}
# IAM's ARNs have the path of an entity, which its calls do not say, and the file of the account does.
_IAM_PARAMETERS = {
    "userName": "user", "groupName": "group", "roleName": "role", "instanceProfileName": "instance profile",
}  # fmt: skip
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
# A launch is checked against many resources; the instance is the one that each has.
_MAIN_TYPES = {"ec2:runinstances": "arn:{}:ec2:{}:{}:instance/*"}


def arn_of_name(action: str, name: str, place: Place) -> str:
    """Return the ARN of what AWS calls `name` in a message about an action; "" if that is not known."""
    if split_arn(name):
        return name
    service = action.partition(":")[0].lower()
    if service == "sqs" and "/" in name:
        return _queue_arn(name, place)
    # A request on an alias is checked against the key behind it, which only KMS knows.
    if not name or re.search(r"[*?\"'\s]", name) or name.startswith("alias/"):
        return ""
    for resource_type in resource_types_of(action) or ():
        fields = set(_PLACEHOLDER.findall(resource_type.arn)) - _PLACE_FIELDS
        if len(fields) == 1:
            return _fill_form(resource_type.arn, {fields.pop().lower(): name}, place)
    return ""


def arn_of_parameters(action: str, parameters: Mapping[str, Any], place: Place) -> str:
    """Return what a request is about, from its parameters as CloudTrail writes them; "" if they do not say.

    IAM's own users, groups and roles are returned as in AWS's messages: `user bob`.
    """
    service = action.partition(":")[0].lower()
    texts = _texts(parameters)
    if service == "s3":
        return _s3_arn(action, texts, place)
    if service == "iam":
        # Before ARNs: what iam:AttachUserPolicy changes is the user, and the policy is a condition key. And
        # what iam:AddUserToGroup changes is the group.
        types = {resource_type.name for resource_type in resource_types_of(action) or ()}
        for name, kind in _IAM_PARAMETERS.items():
            if kind.replace(" ", "-") in types and texts.get(name):
                return f"{kind} {texts[name]}"
    if "queueUrl" in texts:
        return _queue_arn(texts["queueUrl"], place)
    arns = [text for text in texts.values() if _is_resource_of(service, text)]
    if arns:
        return arns[0]
    if action.lower() in _MAIN_TYPES:
        return _MAIN_TYPES[action.lower()].format(*place)
    fields = {_PARAMETER_NAMES.get(name.lower(), name.lower()): text for name, text in texts.items()}
    fields |= {name.lower(): text for name, text in texts.items()}
    forms = [resource_type.arn for resource_type in resource_types_of(action) or ()]
    return next((arn for form in forms if (arn := _fill_form(form, fields, place))), "")


_PLACE_FIELDS = {"Partition", "Region", "Account"}


def _fill_form(form: str, fields: Mapping[str, str], place: Place) -> str:
    """Fill in the form of an ARN; `fields` has keys in lower case. Return "" if one of them is missing."""
    places = dict(zip(("Partition", "Region", "Account"), place, strict=True))
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        name = match[1]
        text = places.get(name) or fields.get(name.lower(), "")
        missing = missing or not text
        # Names of parameters begin with a slash, and their ARNs have one slash before the name.
        return text.removeprefix("/") if name == "ParameterNameWithoutLeadingSlash" else text

    arn = _PLACEHOLDER.sub(value, form)
    if missing or not set(_PLACEHOLDER.findall(form)) - _PLACE_FIELDS:
        return ""
    return f"{arn}{UNKNOWN_SUFFIX}" if ":secretsmanager:" in form else arn


def _texts(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts, and those in a list of one: `instancesSet: {items: [{instanceId: i-1}]}` of EC2."""
    texts = {name: value for name, value in parameters.items() if isinstance(value, str) and value}
    for value in parameters.values():
        items = value.get("items") if isinstance(value, dict) else None
        if isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict):
            texts |= {name: text for name, text in items[0].items() if isinstance(text, str) and text}
    return texts


def _s3_arn(action: str, texts: Mapping[str, str], place: Place) -> str:
    bucket = texts.get("bucketName", "")
    if not bucket or split_arn(bucket):  # an access point is named by its ARN
        return bucket
    arn = f"arn:{place.partition}:s3:::{bucket}"
    is_on_bucket = action.partition(":")[2] in s3_actions_on("bucket")
    return f"{arn}/{texts['key']}" if "key" in texts and not is_on_bucket else arn


def _is_resource_of(service: str, text: str) -> bool:
    parts = split_arn(text)
    # To assume a role is an action of STS on a role, which is a resource of IAM.
    return parts is not None and parts[2] == ("iam" if service == "sts" else service)


def _queue_arn(url: str, place: Place) -> str:
    """Return the ARN of `https://sqs.eu-west-1.amazonaws.com/111122223333/jobs`; "" for another address."""
    match = re.fullmatch(r"https?://(?:sqs\.)?([a-z0-9-]+)\.[\w.-]+/(\d+)/([\w.-]+)", url)
    return f"arn:{place.partition}:sqs:{match[1]}:{match[2]}:{match[3]}" if match else ""
