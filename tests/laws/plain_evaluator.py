"""IAM's rule once more, in plain lines on the JSON of an account's file, to compare `simulate` with.

Written from AWS's manual (reference_policies_evaluation-logic_policy-eval-denyallow, _elements_condition_operators,
_variables) and not from iamsim: it shares no code with it, knows users only, and is slow.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

Json = Mapping[str, Any]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def read(document: Any) -> Json:
    text = unquote(document) if isinstance(document, str) and document.startswith("%") else document
    policy: Json = json.loads(text) if isinstance(text, str) else text
    return policy


def like(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None


def resolve(pattern: str, context: Mapping[str, Any], version: str) -> str | None:
    """Return the pattern with values for `${key}`; None if one has none. No value here holds a wildcard."""
    if version < "2012-10-17":
        return pattern.replace("${", "\0{")  # matches nothing that is asked here
    for name in re.findall(r"\$\{([^}]+)\}", pattern):
        value = context.get(name.lower())
        if not isinstance(value, str):
            return None
        pattern = pattern.replace(f"${{{name}}}", value)
    return pattern


def like_arn(pattern: str, arn: str) -> bool:
    parts = list(zip(pattern.split(":", 5), arn.split(":", 5), strict=False))
    return len(parts) == 6 and all(like(part, actual) for part, actual in parts)


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


COMPARISONS: dict[str, Any] = {
    "StringEquals": lambda actual, expected: actual == expected,
    "StringLike": lambda actual, expected: like(expected, actual),
    "ArnLike": lambda actual, expected: like_arn(expected, actual),
    "Bool": lambda actual, expected: actual.lower() == expected.lower(),
    "IpAddress": lambda actual, expected: ipaddress.ip_address(actual) in ipaddress.ip_network(expected),
    "NumericLessThan": lambda actual, expected: float(actual) < float(expected),
    "NumericGreaterThan": lambda actual, expected: float(actual) > float(expected),
    "DateLessThan": lambda actual, expected: seconds(actual) < seconds(expected),
    "DateGreaterThan": lambda actual, expected: seconds(actual) > seconds(expected),
}


def condition_holds(operator: str, key: str, values: list[str], context: Mapping[str, Any], version: str) -> bool:
    actual = context.get(key.lower())
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return (actual is None) in [value.lower() == "true" for value in values]
    name, if_exists = name.removesuffix("IfExists"), name.endswith("IfExists")
    negated = "Not" in name
    compare = COMPARISONS[name.replace("Not", "")]
    expected = [text for value in values if (text := resolve(value, context, version)) is not None]

    def holds(one: str) -> bool:
        return any(compare(one, text) for text in expected) is not negated

    if quantifier:
        return {"ForAllValues": all, "ForAnyValue": any}[quantifier](map(holds, as_list(actual)))
    if actual is None:
        return negated or if_exists
    return isinstance(actual, str) and holds(actual)


def matches(statement: Json, action: str, resource: str, context: Mapping[str, Any], version: str) -> bool:
    actions = as_list(statement.get("Action", statement.get("NotAction")))
    if any(like(text.lower(), action.lower()) for text in actions) is ("NotAction" in statement):
        return False
    patterns = [resolve(text, context, version) for text in as_list(statement.get("Resource", statement.get("NotResource")))]
    if any(text is not None and like(text, resource) for text in patterns) is ("NotResource" in statement):
        return False
    return all(
        condition_holds(operator, key, [str(value).lower() if isinstance(value, bool) else str(value) for value in as_list(values)], context, version)
        for operator, block in statement.get("Condition", {}).items()
        for key, values in block.items()
    )


def policies_of(account: Json, user: Json) -> Iterator[Json]:
    """The user's own policies and those of each of its groups."""
    groups = [group for group in account.get("GroupDetailList") or [] if group["GroupName"] in as_list(user.get("GroupList"))]
    for kind, holder in (("User", user), *(("Group", group) for group in groups)):
        yield from (read(policy["PolicyDocument"]) for policy in as_list(holder.get(f"{kind}PolicyList")))
        yield from (managed(account, policy["PolicyArn"]) for policy in as_list(holder.get("AttachedManagedPolicies")))


def managed(account: Json, arn: str) -> Json:
    policy = next(policy for policy in account["Policies"] if policy["Arn"] == arn)
    return next(read(v["Document"]) for v in policy["PolicyVersionList"] if v["VersionId"] == policy["DefaultVersionId"])


def decide(account: Json, user: Json, action: str, resource: str, given: Mapping[str, Any]) -> str:
    """Return allowed, explicitDeny or implicitDeny."""
    context = {
        "aws:username": user["UserName"],
        "aws:principalarn": user["Arn"],
        "aws:principalaccount": user["Arn"].split(":")[4],
        "aws:principaltype": "User",
        **({"aws:userid": user["UserId"]} if user.get("UserId") else {}),
        **{f"aws:principaltag/{tag['Key'].lower()}": tag["Value"] for tag in as_list(user.get("Tags"))},
        **{key.lower(): value for key, value in given.items()},
    }

    def effects(policies: Iterator[Json] | list[Json]) -> set[str]:
        return {
            statement["Effect"]
            for policy in policies
            for statement in as_list(policy["Statement"])
            if matches(statement, action, resource, context, policy.get("Version", "2008-10-17"))
        }

    own = effects(policies_of(account, user))
    boundary = user.get("PermissionsBoundary")
    limit = effects([managed(account, boundary["PermissionsBoundaryArn"])]) if boundary else {"Allow"}
    if "Deny" in own | limit:
        return "explicitDeny"
    return "allowed" if "Allow" in own and "Allow" in limit else "implicitDeny"
