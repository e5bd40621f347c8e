"""What a request is checked against, and what each layer says of it.

Source: IAM User Guide, reference_policies_evaluation-logic and reference_policies_elements_principal.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

from iamsim.account import InlinePolicy, Policy, Source
from iamsim.policy import PolicyDocument, PolicySource, PrincipalElement, Request, Statement


class Layers(NamedTuple):
    """Everything that one request is checked against."""

    sources: Sequence[Source]
    boundary: Source | None = None
    scps: Sequence[Source] = ()
    resource: Source | None = None
    is_root: bool = False
    resource_must_allow: bool = False  # a role's trust policy: the identity's own Allow alone is not enough
    is_across: bool = False  # the resource is another account's: the resource's Allow alone is not enough


class Effect(StrEnum):
    """What one check says (AWS's words in GetRequestAuthorizationDetails)."""

    ALLOW = "ALLOW"
    NO_IMPACT = "NO_IMPACT"
    IMPLICIT_DENY = "IMPLICIT_DENY"
    EXPLICIT_DENY = "EXPLICIT_DENY"


class Verdict(NamedTuple):
    """What one check's sources say, and the statements that decided it."""

    effect: Effect
    determining: list[tuple[Source, Policy, Statement]]


SILENT = Verdict(Effect.IMPLICIT_DENY, [])
"""What a layer without any policy says."""


class Grant(IntEnum):
    """What a resource's policy gives by how it names the caller (reference_policies_elements_principal)."""

    NOTHING = 0
    ACCOUNT = 1  # leaves it to the account's own policies
    ROLE = 2  # the role's own Allow is not needed; a boundary still caps
    DIRECT = 3  # the user, the session or everybody: needs no other Allow


def grant_of(said: Verdict, request: Request) -> Grant:
    """What the resource's policy gives the caller, by all of its statements that decide."""
    if said.effect is not Effect.ALLOW:
        return Grant.NOTHING
    return max(_granted_by(statement, request) for _, _, statement in said.determining)


def _granted_by(statement: Statement, request: Request) -> Grant:
    principals = [element for element in statement.elements if isinstance(element, PrincipalElement)]
    names = {name for element in principals for name in element.fitting(request)}
    if request.principal in names or "*" in names or any(element.negated for element in principals):
        return Grant.DIRECT
    return Grant.ROLE if request.context.get("aws:principalarn") in names else Grant.ACCOUNT


class LayerVerdicts(NamedTuple):
    """What each layer says of one request."""

    scps: list[Verdict]
    resource: Verdict
    principal: Verdict
    boundary: Verdict | None
    grant: Grant


def scp_level(index: int, documents: Sequence[PolicySource]) -> Source:
    """Build a level of an organization, the root the first, from its service control policies."""
    name = "root" if index == 0 else f"level {index}"
    policies = [
        InlinePolicy(f"scp-{n}", PolicyDocument.parse(text, "stored")) for n, text in enumerate(documents, 1)
    ]
    return Source("scp", name, tuple(policies))


def resource_layer(document: PolicySource) -> Source:
    """Build the layer of a resource from its own policy."""
    return Source(
        "resource", "", (InlinePolicy("resource-policy", PolicyDocument.parse(document, "stored")),)
    )
