"""The fields of CloudTrail's events, whatever has exported them: names in lower case, objects as texts.

    {"useridentity": "{type=IAMUser, arn=arn:…}", …} → {"userIdentity": …} → an object

Athena and CloudTrail Lake write the names of columns in lower case, and structs as text.
Source: AWS CloudTrail User Guide, cloudtrail-event-reference-record-contents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_FIELDS = (
    "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode", "errorMessage", "requestParameters", "resources", "tlsDetails", "vpcEndpointId",
    "vpcEndpointAccountId", "recipientAccountId", "eventType",
)  # fmt: skip
_FIELDS_BY_LOWER_NAME = {name.lower(): name for name in _FIELDS}


def named_fields(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields under CloudTrail's names, whatever the case of an export's columns."""
    return {_FIELDS_BY_LOWER_NAME.get(str(name).lower(), str(name)): value for name, value in event.items()}


def object_of(value: Any) -> dict[str, Any]:
    """Return a field that is an object, also where a query's result has it as text."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str) or not value.startswith("{"):
        return {}
    # requestparameters is a text of JSON there, useridentity a struct.
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return _parse_struct(value)
    return parsed if isinstance(parsed, dict) else {}


# {type=AssumedRole, arn=arn:…, sessioncontext={attributes={mfaauthenticated=false}}}: a struct as text.
_STRUCT_TOKEN = re.compile(r"(?P<name>[\w]+)=(?P<open>\{)?|(?P<close>\})|,\s*")
_STRUCT_NAMES = {
    name.lower(): name
    for name in (
        "principalId", "accountId", "accessKeyId", "userName", "sessionContext", "sessionIssuer",
        "mfaAuthenticated", "creationDate", "invokedBy", "webIdFederationData", "federatedProvider",
        "sourceIdentity", "bucketName", "roleArn", "tlsVersion",
    )
}  # fmt: skip


def _parse_struct(text: str) -> dict[str, Any]:
    """Return `{arn=arn:…, sessioncontext={attributes={…}}}` as an object, with CloudTrail's names."""
    root: dict[str, Any] = {}
    stack = [root]
    name, start = "", 0
    for token in _STRUCT_TOKEN.finditer(text, 1):
        value = text[start : token.start()].strip()
        if name and value and value != "null":
            stack[-1][name] = value
        start = token.end()
        name = _STRUCT_NAMES.get((token["name"] or "").lower(), token["name"] or "")
        if token["open"]:
            child: dict[str, Any] = {}
            stack[-1][name] = child
            stack.append(child)
            name = ""
        elif token["close"] and len(stack) > 1:
            stack.pop()
    return root
