"""The layers of policies that a request is checked against, and what a resource's policy grants.

Source: IAM User Guide, reference_policies_evaluation-logic and reference_policies_elements_principal.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from iamsim.account import InlinePolicy, Source
from iamsim.decision.result import Check, Effect
from iamsim.policy import PolicyDocument, PolicySource, PrincipalElement, Request, Statement


class Layers(NamedTuple):
    """All policies that one request is checked against."""

    sources: Sequence[Source]  # of identity-based policies: the identity's own, then those of each group
    boundary: Source | None = None
    scps: Sequence[Source] = ()  # one for each level of the organization, its root first
    resource: Source | None = None
    is_root: bool = False
    resource_must_allow: bool = False  # a trust policy, or across accounts: an own Allow is not enough
    is_across: bool = False  # the resource is another account's: the resource's Allow alone is not enough


class Grant(IntEnum):
    """What a resource's policy grants by how it names the caller (reference_policies_elements_principal)."""

    NOTHING = 0
    ACCOUNT = 1  # leaves it to the account's own policies
    ROLE = 2  # the role's own Allow is not needed; a boundary still limits
    DIRECT = 3  # the user, the session or everybody: needs no other Allow


def grant_of(check: Check) -> Grant:
    """Return what the resource's policy grants the caller, by all of its statements that decide."""
    # A Deny in the policy ends the request whoever is named, so it grants nothing.
    if check.effect is not Effect.ALLOW:
        return Grant.NOTHING
    return max(_granted_by(statement, check.request) for _, _, statement in check.places)


def _granted_by(statement: Statement, request: Request) -> Grant:
    principals = [element for element in statement.elements if isinstance(element, PrincipalElement)]
    names = {name for element in principals for name in element.matching_names(request)}
    # NotPrincipal with Allow grants to everybody who is not named (reference_policies_elements_notprincipal).
    if request.principal in names or "*" in names or any(element.negated for element in principals):
        return Grant.DIRECT
    return Grant.ROLE if request.context.get("aws:principalarn") in names else Grant.ACCOUNT


def scp_level(index: int, documents: Sequence[PolicySource]) -> Source:
    """Return the service control policies of one level of an organization; index 0 is its root."""
    name = "root" if index == 0 else f"level {index}"
    policies = [
        InlinePolicy(f"scp-{number}", PolicyDocument.parse(document, "stored"))
        for number, document in enumerate(documents, 1)
    ]
    return Source("scp", name, tuple(policies))


def resource_layer(document: PolicySource) -> Source:
    """Return the layer of a resource's own policy."""
    policy = InlinePolicy("resource-policy", PolicyDocument.parse(document, "stored"))
    return Source("resource", "", (policy,))
