"""A small account for the tests of the playground's page, and what its markup asks for."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import iamsim
from iamsim.widgets.account_builder import Challenge, Goal, Wanted
from iamsim.widgets.account_builder.workspace import Workspace

PAGE = "arn:aws:s3:::acme-website/index.html"
GET = "s3:GetObject"
CHALLENGE = Challenge("sam", "Sam reads", "", iamsim.Account(), (Goal("sam", GET, PAGE, Wanted.ALLOWED),), ("no deny",))


def small_workspace() -> Workspace:
    """Ria in the group Web, which may read; Sam in none; a managed policy that nobody has."""
    iam = iamsim.client("iam")
    for name in ("ria", "sam"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="Web")
    iam.put_group_policy(GroupName="Web", PolicyName="edit", PolicyDocument=iamsim.allow(GET, PAGE))
    iam.create_policy(PolicyName="read", PolicyDocument=iamsim.allow(GET, PAGE))
    iam.add_user_to_group(GroupName="Web", UserName="ria")
    return Workspace(iam.account, user="ria")


def steps_of(markup: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the steps that a page may ask for, each with the values written beside it."""
    tags = re.findall(r"<[^>]*data-step=[^>]*>", str(markup))
    found = []
    for tag in tags:
        step = re.search(r'data-step="([^"]*)"', tag)
        values = re.search(r'data-values="([^"]*)"', tag)
        assert step
        found.append((step[1], json.loads(unescape(values[1])) if values else {}))
    return found
