"""What the unknown keys of one request can make of it, with statements beside an Allow of everything."""

from __future__ import annotations

from typing import Any

from iamsim.account import InlinePolicy, Source
from iamsim.decision import Layers
from iamsim.decision.cases import Exploration, explore
from iamsim.policy import PolicyDocument, Request

REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")


def deny(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition}


ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def explored(*statements: dict[str, Any]) -> Exploration:
    policy = InlinePolicy("p", PolicyDocument.parse({"Version": "2012-10-17", "Statement": [ALLOW, *statements]}))
    layers = Layers((Source("user", "ana", (policy,)),))
    return explore(REQUEST, layers, lambda key: key not in REQUEST.context)
