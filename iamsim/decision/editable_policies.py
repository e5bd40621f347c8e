"""The policies of an account that can be edited, and the account with one of them written anew.

    account, statement of a result → EditablePolicy → write(JSON) → account, or None if AWS would not save it

What is not the account's is not edited: service control policies, policies of resources, policies that AWS
manages. Source: IAM User Guide, access_policies_managed-versioning; reference_iam-quotas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from iamsim.account import Account, Identity, InlinePolicy, ManagedPolicy, Role
from iamsim.aws.errors import LimitExceeded, MalformedPolicyDocument
from iamsim.decision.document_edits import Json
from iamsim.decision.statement_result import StatementResult
from iamsim.policy import PolicyDocument, PolicyKind, check_inline_size, check_size


class EditablePolicy(NamedTuple):
    """A policy of the account that can be edited: its document, and how the account is with another."""

    document: PolicyDocument
    write: Callable[[Json | None], Account | None]  # None: AWS would not save it
    identities: tuple[Identity, ...]


def editable_policy(account: Account, entry: StatementResult) -> EditablePolicy | None:
    """Return the policy that a statement stands in; None if it is not the account's to edit."""
    policy, source = entry.policy, entry.source
    if source.kind == "trust":
        role = account.role(source.name)
        return EditablePolicy(role.trust, partial(_write_trust, account, role), ())
    if isinstance(policy, ManagedPolicy):
        if policy.aws_managed or source.kind not in {"user", "group", "role", "boundary"}:
            return None
        holders = (*account.holders_of(policy.arn), *account.bounded_by(policy.arn))
        return EditablePolicy(policy.document, partial(_write_managed, account, policy), holders)
    if source.kind not in {"user", "group", "role"}:
        return None
    holder = account.identity(source.kind, source.name)
    return EditablePolicy(policy.document, partial(_write_inline, account, holder, policy), (holder,))


def _write_managed(account: Account, policy: ManagedPolicy, raw: Json | None) -> Account | None:
    # On AWS it becomes a new version; here the default version's document is replaced, so that this document
    # is all that differs.
    document = None if raw is None else parse_policy(raw, "managed", policy)
    if document is None:
        return None
    versions = tuple(
        replace(version, document=document) if version.version_id == policy.default_version_id else version
        for version in policy.versions
    )
    return account.with_policy(replace(policy, versions=versions))


def _write_inline(
    account: Account, identity: Identity, policy: InlinePolicy, raw: Json | None
) -> Account | None:
    document = None if raw is None else parse_policy(raw, "inline", identity)
    if raw is not None and document is None:
        return None
    edited = [replace(policy, document=document)] if document else []
    inline = [part for other in identity.inline for part in (edited if other is policy else [other])]
    holder = with_inline_policies(identity, tuple(inline))
    return None if holder is None else account.with_identity(holder)


def _write_trust(account: Account, role: Role, raw: Json | None) -> Account | None:
    document = None if raw is None else parse_policy(raw, "trust", role)
    return None if document is None else account.with_identity(replace(role, trust=document))


def with_inline_policies(identity: Identity, inline: tuple[InlinePolicy, ...]) -> Identity | None:
    """Return a user, group or role with other inline policies; None if they are too long together."""
    try:
        check_inline_size([policy.document.text for policy in inline], identity.kind, identity.name)
    except LimitExceeded:
        return None
    return replace(identity, inline=inline)


def parse_policy(source: Any, kind: PolicyKind, holder: Identity | ManagedPolicy) -> PolicyDocument | None:
    """Return a document as AWS would save it, or None if it would not."""
    partition = holder.arn.split(":")[1]
    try:
        document = PolicyDocument.parse(source, kind, partition=partition)
        if kind in {"managed", "trust"}:
            check_size(document.text, kind)
    except (MalformedPolicyDocument, LimitExceeded):
        return None
    return document
