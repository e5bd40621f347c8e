"""Files that are no policy but hold some: CloudFormation, SAM, Serverless, Terraform.

    text → what the file is, where its policies stand, and what to give instead; "" for any other text

Source: AWS CloudFormation User Guide, template-anatomy; AWS SAM Developer Guide; Serverless Framework, "AWS
Lambda IAM permissions"; Terraform, "JSON output format" and the AWS provider's aws_iam_policy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple


class _FileType(NamedTuple):
    """A kind of file: its name, what it is known by in JSON and in other text, what to do with it."""

    name: str
    keys: frozenset[str]  # JSON: one of these at the top is enough
    text: re.Pattern[str]
    instead: str


_EXTRACT = "save the object after {} as a file of its own and check that"
_FILE_TYPES = (
    _FileType(
        "a Serverless Framework configuration",
        frozenset({"provider"}),
        re.compile(r"^provider:\s*(#.*)?$(?=[\s\S]*^\s+name:\s*['\"]?aws)", re.MULTILINE),
        'save the statements after iamRoleStatements or iam.role.statements as {"Version": "2012-10-17",'
        ' "Statement": [...]} in a file of its own',
    ),
    _FileType(
        "an AWS SAM template",
        frozenset({"Transform"}),
        re.compile(r"^Transform:\s*\[?\s*['\"]?AWS::Serverless", re.MULTILINE),
        _EXTRACT.format("PolicyDocument, or one after Policies,"),
    ),
    _FileType(
        "a CloudFormation template",
        frozenset({"AWSTemplateFormatVersion"}),
        re.compile(r"^(AWSTemplateFormatVersion:|\s+Type:\s*['\"]?AWS::\w+::)", re.MULTILINE),
        _EXTRACT.format("PolicyDocument or AssumeRolePolicyDocument"),
    ),
    _FileType(
        "a Terraform plan or state",
        frozenset({"terraform_version"}),
        re.compile(r"(?!)"),
        "save the text after policy or assume_role_policy, a policy as JSON, as a file of its own",
    ),
    _FileType(
        "a Terraform configuration",
        frozenset({"resource", "data"}),
        re.compile(r"^\s*(resource|data)\s+\"aws_\w+\"\s+\"[\w-]+\"\s*\{", re.MULTILINE),
        "save the policy, which `terraform show -json` has as JSON after policy or assume_role_policy, as a"
        " file of its own",
    ),
)
_DOCUMENTS = ("PolicyDocument", "AssumeRolePolicyDocument")


def describe_template(text: str) -> str:
    """Return what a text is and which part of it to check; "" if it is no template that we know.

    >>> describe_template('{"AWSTemplateFormatVersion": "2010-09-09"}')
    'this is a CloudFormation template and no policy; save the object after PolicyDocument or ...'
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    # A policy may lack anything, but what has a Statement is meant as one.
    if isinstance(content, dict) and "Statement" not in content:
        file_type = next((entry for entry in _FILE_TYPES if entry.keys & content.keys()), None)
        if file_type is None and _has_cloudformation_resources(content):
            file_type = next(entry for entry in _FILE_TYPES if "CloudFormation" in entry.name)
    elif content is None and not text.lstrip().startswith("{"):
        file_type = next((entry for entry in _FILE_TYPES if entry.text.search(text)), None)
    else:
        file_type = None
    if file_type is None:
        return ""
    places = [place for place, _ in zip(_document_places(content, ""), range(3), strict=False)]
    places_words = f" (here {', '.join(places)})" if places else ""
    return f"this is {file_type.name} and no policy; {file_type.instead}{places_words}"


def _has_cloudformation_resources(content: dict[str, Any]) -> bool:
    resources = content.get("Resources")
    entries = resources.values() if isinstance(resources, dict) else ()
    return any(isinstance(entry, dict) and str(entry.get("Type")).startswith("AWS::") for entry in entries)


def _document_places(value: Any, place: str) -> Iterator[str]:
    """Yield the places of policies in a template: `Resources.P.Properties.PolicyDocument`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        entry_place = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}".lstrip(".")
        if key in _DOCUMENTS:
            yield entry_place
        else:
            yield from _document_places(entry, entry_place)
