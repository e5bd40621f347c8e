"""Who sends a request: a user's name, or an ARN of a user, role, session or root → Caller.

Source: IAM User Guide, reference_policies_variables ("Information in requests").
"""

from __future__ import annotations

from typing import NamedTuple

from iamsim.account.entities import Account, Identity, Role, User
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.policy import Context, ContextValue, split_arn


class Caller(NamedTuple):
    """Who sends a request: its ARN, its identity in the account, and the context keys that IAM fills in."""

    arn: str  # of the session, if a role calls
    identity: User | Role | None  # None for root
    context: Context

    @property
    def is_root(self) -> bool:
        """True for the account's owner, who may do everything that nothing denies."""
        return self.arn.endswith(":root")


def find_caller(account: Account, principal: str) -> Caller:
    """Find a principal in an account: a user's name, or the ARN of a user, a role, a role's session or root.

    Raises NoSuchEntity with the names there are, InvalidInput for what sends no requests here: a group,
    another account's principal.
    """
    if not principal.startswith("arn:"):
        return _user_caller(account.user(principal))
    parts = split_arn(principal)
    if parts is None:
        raise InvalidInput(
            f"ARN {principal} is not valid.", f"{principal!r} is no ARN: expected six parts divided by ':'"
        )
    # Before the kind: another account's principals of all kinds are unknown here.
    if parts[4] != account.account_id:
        hint = f"{principal} belongs to account {parts[4] or '(none)'}; this account is {account.account_id}"
        raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)
    kind, _, path = parts[5].partition("/")
    name = path.rpartition("/")[2]
    if parts[5] == "root":
        # Of root, IAM knows only what every request's ARN says (`Request` adds that).
        return Caller(principal, None, {})
    if kind == "user":
        user = account.user(name)
        check_exact_arn(user, principal)
        return _user_caller(user)
    if kind == "role":
        role = account.role(name)
        check_exact_arn(role, principal)
        return _session_caller(role)
    if kind == "assumed-role":
        return _assumed_role_caller(account, principal, path)
    reason = f"a {kind} sends no requests"
    if kind == "federated-user":
        reason = "sessions of federated users are not simulated"
    hint = f"{reason}; expected a user, a role, a role's session or root"
    raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)


def check_exact_arn(identity: Identity, arn: str) -> None:
    """Raise NoSuchEntity if a user, group or role that was found by its name has another ARN."""
    # Names are unique whatever their path and case, but an ARN contains both (reference_identifiers).
    if identity.arn != arn:
        message = f"The {identity.kind} {arn} cannot be found."
        raise NoSuchEntity(message, f"no {arn} (this account has {identity.arn})")


def _assumed_role_caller(account: Account, principal: str, path: str) -> Caller:
    # A session's ARN has its role's name, but not the role's path.
    role_name, _, session_name = path.partition("/")
    role = account.role(role_name)
    if not session_name:
        return _session_caller(role)
    caller = _session_caller(role, session_name)
    if caller.arn != principal:
        message = f"The role session {principal} cannot be found."
        raise NoSuchEntity(message, f"no {principal} (a session of this account's role is {caller.arn})")
    return caller


def _user_caller(user: User) -> Caller:
    return Caller(user.arn, user, _context(user, user.user_id))


# A role sends requests only in sessions; a caller who gives the role's own ARN gets one of this name.
def _session_caller(role: Role, session_name: str = "session") -> Caller:
    context = _context(role, f"{role.role_id}:{session_name}" if role.role_id else "")
    # In a session this key is the role's ARN, not the session's.
    context["aws:principalarn"] = role.arn
    _, partition, _, _, account_id, _ = role.arn.split(":")
    arn = f"arn:{partition}:sts::{account_id}:assumed-role/{role.name}/{session_name}"
    return Caller(arn, role, context)


def _context(identity: User | Role, user_id: str) -> dict[str, ContextValue]:
    context: dict[str, ContextValue] = {
        f"aws:principaltag/{key.lower()}": value for key, value in identity.tags
    }
    # Without an id, as in accounts made in Python, the key is missing: an empty text would match "*".
    if user_id:
        context["aws:userid"] = user_id
    return context
