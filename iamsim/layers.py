"""What a request is checked against, what each layer says of it, and how AWS reports that: as checks.

Source: IAM User Guide, reference_policies_evaluation-logic and reference_policies_elements_principal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from iamsim.elements import PrincipalElement
from iamsim.policy import PolicyDocument, PolicySource, Statement
from iamsim.request import Request
from iamsim.result import Check, CheckType, Effect, StatementResult
from iamsim.source import InlinePolicy, Policy, Source


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that one request is checked against."""

    sources: Sequence[Source]
    boundary: Source | None = None
    scps: Sequence[Source] = ()
    resource: Source | None = None
    is_root: bool = False
    resource_must_allow: bool = False  # a role's trust policy: the identity's own Allow alone is not enough
    is_across: bool = False  # the resource is another account's: the resource's Allow alone is not enough


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


def granted(said: Verdict, request: Request) -> Grant:
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


class Said(NamedTuple):
    """What each layer says of one request."""

    scps: list[Verdict]
    resource: Verdict
    principal: Verdict
    boundary: Verdict | None
    grant: Grant


def checks(said: Said, layers: Layers, request: Request) -> Iterator[Check]:
    """What was said as AWS's checks, in AWS's order."""
    scps, named, own, bound, grant = said
    for level, verdict in zip(layers.scps, scps, strict=True):
        yield _check(CheckType.SERVICE_CONTROL_POLICY, verdict, (level,), request, Effect.IMPLICIT_DENY)
    if layers.resource:
        required = layers.resource_must_allow
        silent = Effect.IMPLICIT_DENY if required else Effect.NO_IMPACT
        if grant is Grant.ACCOUNT and not required and named.effect is Effect.ALLOW:
            named = Verdict(silent, named.determining)
        yield _check(CheckType.RESOURCE, named, (layers.resource,), request, silent)
    silent = Effect.IMPLICIT_DENY if grant < Grant.ROLE else Effect.NO_IMPACT
    if layers.is_root:
        silent = Effect.ALLOW
    yield _check(CheckType.PRINCIPAL, own, layers.sources, request, silent)
    if bound and layers.boundary:
        silent = Effect.IMPLICIT_DENY if grant < Grant.DIRECT else Effect.NO_IMPACT
        yield _check(CheckType.PERMISSIONS_BOUNDARY, bound, (layers.boundary,), request, silent)


def _check(
    kind: CheckType, said: Verdict, sources: Sequence[Source], request: Request, silent: Effect
) -> Check:
    determining = tuple([StatementResult(kind, *place, request) for place in said.determining])
    effect = silent if said.effect is Effect.IMPLICIT_DENY else said.effect
    return Check(kind, effect, tuple(sources), determining)


def level_of(index: int, documents: Sequence[PolicySource]) -> Source:
    """Build a level of an organization, the root the first, from its service control policies."""
    name = "root" if index == 0 else f"level {index}"
    policies = [
        InlinePolicy(f"scp-{n}", PolicyDocument.parse(text, "stored")) for n, text in enumerate(documents, 1)
    ]
    return Source("scp", name, tuple(policies))


def policy_of_resource(document: PolicySource) -> Source:
    """Build the layer of a resource from its own policy."""
    return Source(
        "resource", "", (InlinePolicy("resource-policy", PolicyDocument.parse(document, "stored")),)
    )
