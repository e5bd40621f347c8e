"""What if: the account as it would be without a user's membership, or without one of somebody's policies.

account, principal, `Freeze` or `on-call` → the account without it, and what was left out in words
"""

from __future__ import annotations

from dataclasses import replace

from iamsim.account import Account, Identity, User, find_caller, fold_name
from iamsim.aws.errors import NoSuchEntity

MAX_NAMES = 8
"""At most so many groups and policies are named in a message."""


def account_without(account: Account, principal: str, name: str) -> tuple[Account, str]:
    """Return the account in which the principal is not in a group, or does not hold a policy, of this name.

    The principal's own policies, inline and attached, are looked at first, then its groups, then the policies
    of its groups: of these the policy is taken from the group, for everybody in it. Raises NoSuchEntity with
    the names there are, and for a principal that has neither.
    """
    identity = find_caller(account, principal).identity
    if identity is None:
        hint = f"--without {name}: the root user has no groups and no policies"
        raise NoSuchEntity(f"The policy {name} cannot be found.", hint)
    holder = _without_policy(account, identity, name)
    if holder is not None:
        return account.with_identity(holder), f"{identity.name} without the own policy {name}"
    groups = account.groups_of(identity)
    for group in groups:
        if isinstance(identity, User) and fold_name(group.name) == fold_name(name):
            other_groups = tuple(other for other in identity.groups if other != group.name)
            words = f"{identity.name} not in group {group.name}"
            return account.with_identity(replace(identity, groups=other_groups)), words
    for group in groups:
        changed = _without_policy(account, group, name)
        if changed is not None:
            return account.with_identity(changed), f"group {group.name} without policy {name}"
    policies = (policy.name for holder in (identity, *groups) for policy in account.policies_of(holder))
    names = list(dict.fromkeys((*(group.name for group in groups), *policies)))
    names_words = ", ".join(names[:MAX_NAMES]) + (
        f" and {len(names) - MAX_NAMES} more" if names[MAX_NAMES:] else ""
    )
    hint = f"--without {name}: {identity.name} has no group and no policy of this name"
    hint += f" (it has: {names_words})" if names_words else " (it has none)"
    raise NoSuchEntity(f"The policy {name} cannot be found.", hint)


def _without_policy(account: Account, holder: Identity, name: str) -> Identity | None:
    """Return the holder without its policies of this name, or ARN; None if it has none."""
    inline = tuple(policy for policy in holder.inline if policy.name != name)
    attached = tuple(arn for arn in holder.attached if name not in (arn, account.policies[arn].name))
    if inline == holder.inline and attached == holder.attached:
        return None
    return replace(holder, inline=inline, attached=attached)
