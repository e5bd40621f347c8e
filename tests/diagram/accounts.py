"""Small accounts for the tests of pictures, and what a drawn picture says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import iamsim
from iamsim.diagram import Diagram, Picture
from tests.unchecked import parse_unchecked

FREEZE = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "freeze.json"
HOME_PAGE = "arn:aws:s3:::acme-website/index.html"
ARN = "arn:aws:iam::123456789012:"
SVG = "{http://www.w3.org/2000/svg}"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect: str, action: Any, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    """One statement."""
    return {"Effect": effect, "Action": action, "Resource": resource} | elements


def managed_policy(name: str, *statements: dict[str, Any]) -> dict[str, Any]:
    """A managed policy as AWS's file has it."""
    version = {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "Document": document(*statements),
        "CreateDate": "2026-01-05T09:00:00+00:00",
    }
    return {
        "PolicyName": name,
        "Arn": f"{ARN}policy/{name}",
        "Path": "/",
        "DefaultVersionId": "v1",
        "PolicyVersionList": [version],
    }


def identity(
    kind: str,
    name: str,
    groups: tuple[str, ...] = (),
    attached: tuple[str, ...] = (),
    **inline: dict[str, Any],
) -> dict[str, Any]:
    """A User or Group as AWS's file has it; `inline` are its own policies by name."""
    policies = [
        {"PolicyName": policy_name.replace("_", "-"), "PolicyDocument": policy}
        for policy_name, policy in inline.items()
    ]
    raw: dict[str, Any] = {
        f"{kind}Name": name,
        f"{kind}Id": "AXDAEXAMPLE",
        "Arn": f"{ARN}{kind.lower()}/{name}",
        "Path": "/",
        "CreateDate": "2026-01-05T09:00:00+00:00",
        "AttachedManagedPolicies": [
            {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached
        ],
        f"{kind}PolicyList": policies,
    }
    return raw | ({"GroupList": list(groups)} if kind == "User" else {})


def account(
    users: list[dict[str, Any]], groups: list[dict[str, Any]], policies: list[dict[str, Any]] | None = None
) -> iamsim.Account:
    """An account of these users, groups and managed policies, whatever their names."""
    return parse_unchecked(
        {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": [], "Policies": policies or []}
    )


def large_account() -> iamsim.Account:
    """60 users in 20 groups, and `busy`, who has nine policies and is in ten groups."""
    groups = [f"G{index}" for index in range(20)]
    users = [
        identity("User", f"user{index:02}", tuple(sorted({groups[index % 13], groups[index % 3]})))
        for index in range(60)
    ]
    policies = {f"p{index}": document(statement("Allow", f"s3:Get{index}")) for index in range(9)}
    return account(
        [*users, identity("User", "busy", tuple(groups[:10]), (), **policies)],
        [identity("Group", name, rules=document(statement("Allow", f"ec2:{name}"))) for name in groups],
    )


def account_picture_of(diagram: Diagram) -> Picture:
    """The picture of a diagram that Graphviz lays out."""
    assert isinstance(diagram.picture, Picture)
    return diagram.picture


def parse_svg(diagram: Diagram) -> ET.Element:
    """The picture's SVG as a tree."""
    return ET.fromstring(diagram.svg)  # noqa: S314 - our own text


def drawn_texts(diagram: Diagram) -> list[str]:
    """All texts that stand in the drawn picture."""
    return [text.text or "" for text in parse_svg(diagram).iter(f"{SVG}text")]


def tooltips(diagram: Diagram) -> list[str]:
    """The tooltips of the drawn picture."""
    links = parse_svg(diagram).iter(f"{SVG}a")
    return [link.get("{http://www.w3.org/1999/xlink}title") or "" for link in links]
