"""Who sends a request: a user's name, or an ARN of a user, role, session or root → Caller.

Source: IAM User Guide, reference_policies_variables ("Information in requests").
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from iamsim.account.entities import Account, Role, User
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.policy import Context, ContextValue, split_arn


class Caller(NamedTuple):
    """Who sends a request: its ARN, its identity in the account (none for root), and what IAM knows of it."""

    arn: str
    identity: User | Role | None
    context: Context

    @property
    def is_root(self) -> bool:
        """True for the account's owner."""
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
    if parts[4] != account.account_id:
        hint = f"{principal} belongs to account {parts[4] or '(none)'}; this account is {account.account_id}"
        raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)
    kind, _, path = parts[5].partition("/")
    name = path.rpartition("/")[2]
    if parts[5] == "root":
        return Caller(principal, None, {})
    if kind == "user":
        return _user_caller(_exactly(account.user(name), principal))
    if kind == "role":
        return _role_caller(_exactly(account.role(name), principal), SESSION)
    if kind == "assumed-role":
        return _session_caller(account, principal, path)
    what = f"a {kind} sends no requests"
    if kind == "federated-user":
        what = "sessions of federated users are not simulated"
    hint = f"{what}; expected a user, a role, a role's session or root"
    raise InvalidInput(f"Invalid Entity Arn: {principal}", hint)


SESSION = "session"
"""The name of a role's session where none is given."""

_Named = TypeVar("_Named", User, Role)


def _exactly(identity: _Named, arn: str) -> _Named:
    """An ARN names its path and its letters' case too."""
    if identity.arn != arn:
        raise NoSuchEntity(
            f"The {identity.kind} {arn} cannot be found.", f"no {arn} (this account has {identity.arn})"
        )
    return identity


def _session_caller(account: Account, principal: str, path: str) -> Caller:
    """A session's ARN has its role's name, without the role's path, and the session's own."""
    name, _, session = path.partition("/")
    found = _role_caller(account.role(name), session or SESSION)
    if session and found.arn != principal:
        raise NoSuchEntity(
            f"The role session {principal} cannot be found.",
            f"no {principal} (a session of this account's role is {found.arn})",
        )
    return found


def _user_caller(user: User) -> Caller:
    known: dict[str, ContextValue] = {f"aws:principaltag/{key.lower()}": value for key, value in user.tags}
    if user.user_id:
        known["aws:userid"] = user.user_id
    return Caller(user.arn, user, known)


def _role_caller(role: Role, session: str) -> Caller:
    known: dict[str, ContextValue] = {f"aws:principaltag/{key.lower()}": value for key, value in role.tags}
    if role.role_id:
        known["aws:userid"] = f"{role.role_id}:{session}"
    known["aws:principalarn"] = role.arn
    _, partition, _, _, account, _ = role.arn.split(":")
    return Caller(f"arn:{partition}:sts::{account}:assumed-role/{role.name}/{session}", role, known)
