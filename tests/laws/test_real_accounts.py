"""Decisions on accounts as AWS's file has them agree with a plain evaluator that shares no code with iamsim."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from iamsim.account import parse_account
from iamsim.decision import Decision, simulate
from tests.laws import plain_evaluator

CONFORMANCE = Path(__file__).parents[1] / "conformance"
ACCOUNT_ID = "111122223333"
GENERATED_USERS = 8
SERVICES = ["s3", "ec2", "iam", "lambda", "dynamodb", "sqs", "kms", "logs", "secretsmanager"]
VERBS = ["Get", "List", "Describe", "Put", "Delete", "Create", "Update", "Invoke"]
NOUNS = ["Object", "Item", "Bucket", "Queue", "Function", "Secret", "*", "*Policy", "Instance?"]
VALUES: dict[str, list[Any]] = {
    "aws:sourceip": ["203.0.113.9", "198.51.100.7", "10.1.2.3", "8.8.8.8"],
    "aws:multifactorauthpresent": ["true", "false"],
    "aws:securetransport": ["true", "false"],
    "aws:requestedregion": ["eu-west-1", "eu-central-1", "us-east-1"],
    "aws:currenttime": ["2026-01-05T10:00:00Z", "2026-11-20T10:00:00Z", "2030-01-01T00:00:00Z"],
    "aws:tagkeys": [["team"], ["team", "cost"], ["other", "team"]],
    "s3:max-keys": ["5", "10", "500"],
    "s3:prefix": ["home/", "home/ana/", "x"],
    "aws:principalarn": [f"arn:aws:iam::{ACCOUNT_ID}:user/other"],
}


def recorded_accounts() -> list[Any]:
    """The accounts of two suites, each once."""
    found: dict[str, Any] = {}
    for name in ("accounts", "why"):
        for line in filter(None, (CONFORMANCE / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")):
            case = json.loads(line)
            if "NextToken" in case["account"]:
                continue  # one page of several, which is refused
            found.setdefault(json.dumps(case["account"]), pytest.param(case["account"], id=case["id"]))
    return list(found.values())


def generated_account(seed: int) -> dict[str, Any]:
    """An account at the shape of real ones: groups that share managed policies, versions, guards, boundaries."""
    chance = random.Random(seed)  # noqa: S311 - no secret, and the same each time

    def statement() -> dict[str, Any]:
        service = chance.choice(SERVICES)
        actions = [f"{service}:{chance.choice(VERBS)}{chance.choice(NOUNS)}" for _ in range(chance.randint(1, 6))]
        resources = [
            "*", f"arn:aws:s3:::app-{chance.randint(1, 3)}/*", f"arn:aws:s3:::app-{chance.randint(1, 3)}",
            "arn:aws:s3:::home/${aws:username}/*", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT_ID}:table/T{chance.randint(1, 3)}",
            f"arn:aws:sqs:*:{ACCOUNT_ID}:q-*",
        ]  # fmt: skip
        conditions: list[dict[str, Any]] = [
            {"Bool": {"aws:MultiFactorAuthPresent": True}}, {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
            {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"StringEquals": {"aws:PrincipalTag/team": "web"}},
            {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}, "Null": {"aws:TagKeys": "false"}},
        ]  # fmt: skip
        built = {
            "Effect": chance.choice(["Allow"] * 5 + ["Deny"]),
            chance.choice(["Action"] * 9 + ["NotAction"]): actions if chance.random() < 0.8 else [f"{service}:*"],
            chance.choice(["Resource"] * 9 + ["NotResource"]): chance.sample(resources, chance.randint(1, 3)),
        }
        return {**built, "Condition": chance.choice(conditions)} if chance.random() < 0.25 else built

    def document(most: int) -> Any:
        policy = {"Version": "2012-10-17", "Statement": [statement() for _ in range(chance.randint(1, most))]}
        return quote(json.dumps(policy)) if chance.random() < 0.2 else policy

    def arn(kind: str, name: str) -> str:
        return f"arn:aws:iam::{ACCOUNT_ID}:{kind}/{name}"

    guards = [{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}}]
    policies = [
        {
            "PolicyName": f"p{number}", "Arn": arn("policy", f"p{number}"), "DefaultVersionId": f"v{chance.randint(1, 2)}",
            "PolicyVersionList": [{"VersionId": version, "Document": document(4)} for version in ("v1", "v2")],
        }
        for number in range(12)
    ]  # fmt: skip
    for number, guard in enumerate(guards):
        deny = {"Effect": "Deny", "NotAction": ["iam:*", "sts:GetSessionToken"], "Resource": "*", "Condition": guard}
        versions = [{"VersionId": "v1", "Document": {"Version": "2012-10-17", "Statement": deny}}]
        policies.append({"PolicyName": f"guard{number}", "Arn": arn("policy", f"guard{number}"), "DefaultVersionId": "v1", "PolicyVersionList": versions})

    def attached(most: int) -> list[dict[str, str]]:
        chosen = chance.sample(policies, chance.randint(0, most))
        return [{"PolicyName": str(policy["PolicyName"]), "PolicyArn": str(policy["Arn"])} for policy in chosen]

    def inline(kind: str) -> dict[str, Any]:
        return {f"{kind}PolicyList": [{"PolicyName": "own", "PolicyDocument": document(3)}]} if chance.random() < 0.6 else {}

    groups = [{"GroupName": f"g{n}", "Arn": arn("group", f"g{n}"), **inline("Group"), "AttachedManagedPolicies": attached(3)} for n in range(5)]
    users = [
        {
            "UserName": f"user{number}", "UserId": f"AIDA{number:017d}", "Arn": arn("user", f"user{number}"),
            "GroupList": [str(group["GroupName"]) for group in chance.sample(groups, chance.randint(0, 3))],
            **inline("User"), "AttachedManagedPolicies": attached(2),
            "Tags": [{"Key": "team", "Value": chance.choice(["web", "db"])}] if chance.random() < 0.5 else [],
            **({"PermissionsBoundary": {"PermissionsBoundaryArn": policies[0]["Arn"]}} if chance.random() < 0.15 else {}),
        }
        for number in range(GENERATED_USERS)
    ]  # fmt: skip
    return {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": [], "Policies": policies}


def texts(account: Any, *names: str) -> Iterator[str]:
    """All values of the elements of these names, in every document of an account."""
    if isinstance(account, str) and account.startswith(("%7B", "{")):
        yield from texts(plain_evaluator.read(account), *names)
    elif isinstance(account, list):
        for item in account:
            yield from texts(item, *names)
    elif isinstance(account, Mapping):
        for name, value in account.items():
            if name in names and isinstance(value, str | list):
                yield from plain_evaluator.as_list(value)
            else:
                yield from texts(value, *names)


def requests(account: Any, count: int) -> Iterator[tuple[Any, str, str, dict[str, Any]]]:
    """Requests by what the account's own policies name, with wildcards and variables filled in."""
    chance = random.Random(count)  # noqa: S311 - as above
    actions = sorted({re.sub(r"[*?]", "Object", text) for text in texts(account, "Action", "NotAction") if ":" in text}) or ["s3:GetObject"]
    resources = sorted({text.replace("*", "x/y") for text in texts(account, "Resource", "NotResource")} - {"x/y"}) or ["arn:aws:s3:::b/k"]
    users = account.get("UserDetailList") or []
    for _ in range(count if users else 0):
        user = chance.choice(users)
        name = chance.choice([user["UserName"], "other"])
        resource = re.sub(r"\$\{[^}]*\}", name, chance.choice(resources))
        keys = chance.sample(sorted(VALUES), chance.randint(0, 4))
        yield user, chance.choice(actions), resource, {key: chance.choice(VALUES[key]) for key in keys}


ACCOUNTS = [*recorded_accounts(), *[pytest.param(generated_account(seed), id=f"generated {seed}") for seed in range(20)]]


def is_beyond_the_plain_evaluator(account: Any, action: str) -> bool:
    """Tell whether a policy has no document, or the call is one that policies alone do not decide."""
    known = {policy["Arn"] for policy in account.get("Policies") or []}
    return action.lower() in {"sts:getcalleridentity", "sts:getsessiontoken", "sts:assumerole"} or not set(texts(account, "PolicyArn", "PermissionsBoundaryArn")) <= known


def decisions(account: Any) -> Iterator[tuple[str, tuple[str, str, str, dict[str, Any]]]]:
    """The plain evaluator's decisions, each with the user, action, resource and context."""
    is_generated = len(account.get("UserDetailList") or []) == GENERATED_USERS
    for user, action, resource, context in requests(account, 150 if is_generated else 25):
        if not is_beyond_the_plain_evaluator(account, action):
            decision = plain_evaluator.decide(account, user, action, resource, context)
            yield decision, (user["UserName"], action, resource, context)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_plain_evaluator_decides_the_same(account: dict[str, Any]) -> None:
    parsed = parse_account(account)
    for decision, request in decisions(account):
        assert simulate(parsed, *request).decision == decision, request


def test_there_are_3000_decisions_and_many_of_each() -> None:
    counts = Counter(decision for account in ACCOUNTS for decision, _ in decisions(account.values[0]))
    assert counts.total() >= 3000
    assert all(counts[decision] >= 300 for decision in Decision)
