"""The policies that apply to a question, and what is supposed of those that the account's file lacks.

    account, Asker, Request, Additions → Layers
    Layers with a policy without its document → Variants: it allows, it denies, it does not match

Sources: IAM User Guide, reference_policies_evaluation-logic; orgs_manage_policies_scps_evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from iamsim.account import Account, Identity, InlinePolicy, Source
from iamsim.decision import Layers, assumed_role_trust, is_service_linked
from iamsim.policy import PolicyDocument, Request, allow, deny
from iamsim.why.asker import Asker
from iamsim.why.question import Additions
from iamsim.why.unknown_policies import is_cross_account


def layers_of(
    account: Account, asker: Asker, request: Request, additions: Additions
) -> tuple[Layers, tuple[str, ...]]:
    """Return all policies of the account and of `additions` that apply to the request, and notes on them."""
    caller = asker.caller
    sources = () if caller.identity is None else account.sources_of(caller.identity)
    if additions.policies:
        sources = (*sources, _source("policy", additions.policies))
    # A policy that the user gives replaces the role's trust policy: it may be a newer one than the file's.
    trust = None if additions.resource_policy else assumed_role_trust(account, request)
    resource = _source("resource", [additions.resource_policy]) if additions.resource_policy else trust
    # Another account's principals are not limited by this account's organization.
    binds = asker.is_of_account and not is_service_linked(caller.identity)
    levels = [_level(number, level) for number, level in enumerate(additions.scps)] if binds else []
    is_across = not asker.is_of_account or is_cross_account(request, account.account_id)
    layers = Layers(
        sources,
        _source("boundary", [additions.boundary])
        if additions.boundary
        else account.boundary_of(caller.identity),
        [source for source, _ in levels],
        resource,
        caller.is_root,
        resource_must_allow=trust is not None or (is_across and resource is not None),
        is_across=is_across,
    )
    return layers, tuple(note for _, note in levels if note)


def _source(kind: str, documents: Sequence[PolicyDocument]) -> Source:
    return Source(kind, "", tuple(InlinePolicy("given", document) for document in documents))


_FULL_ACCESS = InlinePolicy("FullAWSAccess", PolicyDocument.parse(allow("*")))


def _level(number: int, policies: tuple[InlinePolicy, ...]) -> tuple[Source, str]:
    """Return a level of the organization, and a note if FullAWSAccess was taken beside its policies.

    Every level has at least one policy, and one that denies stands beside FullAWSAccess, which AWS attaches
    to each level (orgs_manage_policies_scps_evaluation).
    """
    name = f"level {number}" if number else "root"
    statements = [statement for policy in policies for statement in policy.document.statements]
    if any(not statement.denies for statement in statements):
        return Source("scp", name, policies), ""
    names = ", ".join(policy.name for policy in policies)
    note = f"{names}: no Allow, so FullAWSAccess is taken to stand beside it at this level ({name})"
    return Source("scp", name, (_FULL_ACCESS, *policies)), note


class UnseenPolicy(NamedTuple):
    """A policy that may decide, and whose document the account's file does not have."""

    words: str  # `the document of policy arn:…`
    arn: str = ""  # of a managed policy of the account; "" where nobody here can see the document


def unseen_policies(account: Account, asker: Asker, additions: Additions) -> tuple[UnseenPolicy, ...]:
    """Return the policies whose documents decide and that the file does not have."""
    if not asker.is_of_account and not asker.caller.is_root:
        account_id = asker.caller.arn.split(":")[4]
        words = f"the policies of {asker.caller.arn} itself, which account {account_id} holds"
        return (UnseenPolicy(words),)
    identity = asker.caller.identity
    if identity is None:
        return ()
    unseen = account.unseen_policies_of(identity)
    if additions.boundary:
        attached = _attached_arns(account, identity)
        unseen = tuple(policy for policy in unseen if policy.arn in attached)
    return tuple(UnseenPolicy(f"the document of policy {policy.arn}", policy.arn) for policy in unseen)


def _attached_arns(account: Account, identity: Identity) -> frozenset[str]:
    """Return the ARNs of the policies attached to an identity and to its groups."""
    holders = (identity, *account.groups_of(identity))
    return frozenset(arn for holder in holders for arn in holder.attached)


class Variant(NamedTuple):
    """Layers in which something is supposed of a policy that the file lacks."""

    layers: Layers
    premise: str = ""
    supposes_deny: bool = False


def variants_of(account: Account, asker: Asker, layers: Layers) -> list[Variant]:
    """Return the layers, once for each thing that a policy which the file lacks may do."""
    identity = asker.caller.identity
    if not asker.is_of_account:
        if asker.caller.is_root:
            return [Variant(layers)]
        own = _source("unseen", [PolicyDocument.parse(allow("*"))])
        return [
            Variant(layers._replace(sources=(own,)), "if its own policies allow it"),
            Variant(layers, "if its own policies do not allow it"),
        ]
    attached = []
    if identity is not None:
        arns = _attached_arns(account, identity)
        attached = [policy.name for policy in account.unseen_policies_of(identity) if policy.arn in arns]
    boundary = layers.boundary.policies[0] if layers.boundary else None
    variants = [Variant(layers)]
    if attached:
        variants = _suppose(variants, " and ".join(attached), layers.sources)
    if boundary is not None and boundary.is_unseen:
        variants = _suppose_of_boundary(variants, boundary.name)
    # Last, as they count only where another variant allows.
    return sorted(variants, key=lambda variant: variant.supposes_deny)


def _suppose_of_boundary(variants: Sequence[Variant], name: str) -> list[Variant]:
    """Return each variant twice: its boundary, which the file lacks, allows everything or nothing."""
    wide = Source("boundary", "", (InlinePolicy(name, PolicyDocument.parse(allow("*"))),))
    return [
        *[
            variant._replace(
                layers=variant.layers._replace(boundary=wide),
                premise=_join(variant.premise, f"if the boundary {name} allows it"),
            )
            for variant in variants
        ],
        *[
            variant._replace(premise=_join(variant.premise, f"if the boundary {name} does not allow it"))
            for variant in variants
        ],
    ]


def _suppose(variants: Sequence[Variant], names: str, sources: Sequence[Source]) -> list[Variant]:
    """Return each variant three times: an unseen policy says nothing of the request, allows it, denies it."""
    allows, denies = (_source("unseen", [PolicyDocument.parse(text)]) for text in (allow("*"), deny("*")))
    return [
        new
        for variant in variants
        for new in (
            variant._replace(premise=_join(variant.premise, f"if {names} does not match")),
            Variant(
                variant.layers._replace(sources=(*sources, allows)),
                _join(variant.premise, f"if {names} allows it"),
            ),
            Variant(
                variant.layers._replace(sources=(*sources, denies)),
                _join(variant.premise, f"if {names} denies it"),
                supposes_deny=True,
            ),
        )
    ]


def _join(first: str, second: str) -> str:
    return f"{first}, {second}" if first else second
