"""Tags of users, roles and managed policies. Groups have none.

Source: IAM User Guide, id_tags: keys of a user or role are the same whatever their letters' case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from iamsim.account import Account, Role, User
from iamsim.catalog import LIMITS
from iamsim.errors import InvalidInput, LimitExceeded
from iamsim.operations import shapes
from iamsim.operations.call import Call, Response
from iamsim.operations.policies import own_policy
from iamsim.source import ManagedPolicy, Tags


def given_tags(call: Call) -> Tags:
    """The tags that a call gives, each key once. Raises InvalidInput."""
    pairs = tuple([(tag["Key"], tag["Value"]) for tag in call.get("Tags", ())])
    keys = [_key(call.kind, key) for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        more = "" if call.kind == "policy" else " Please note that Tag keys are case insensitive."
        raise InvalidInput(f"Duplicate tag keys found.{more}", f"tag key {twice!r} was given twice")
    return pairs


def _key(kind: str, key: str) -> str:
    return key if kind == "policy" else key.casefold()


def tag(call: Call) -> Account:
    """More tags; a key that is there gets the new value, and keeps its place."""
    thing = _tagged(call)
    table = {_key(call.kind, key): (key, value) for key, value in thing.tags}
    for key, value in given_tags(call):
        table[_key(call.kind, key)] = (key, value)
    most = LIMITS["tagListType"]
    if len(table) > most:
        raise LimitExceeded(f"The number of tags has reached the maximum limit of {most}.", "")
    return _put(call.account, thing, table.values())


def untag(call: Call) -> Account:
    """Fewer tags; a key that is not there is no error."""
    thing, gone = _tagged(call), {_key(call.kind, key) for key in call["TagKeys"]}
    return _put(call.account, thing, [pair for pair in thing.tags if _key(call.kind, pair[0]) not in gone])


def list_tags(call: Call) -> Response:
    """The tags of a user, role or policy."""
    return {"Tags": shapes.tags(_tagged(call).tags)}


def _tagged(call: Call) -> User | Role | ManagedPolicy:
    if call.kind == "policy":
        return own_policy(call.account, call["PolicyArn"], "Cannot update policies outside your own account.")
    return call.account.user(call.name) if call.kind == "user" else call.account.role(call.name)


def _put(account: Account, thing: User | Role | ManagedPolicy, tags: Iterable[tuple[str, str]]) -> Account:
    if isinstance(thing, ManagedPolicy):
        return account.with_policy(replace(thing, tags=tuple(tags)))
    return account.with_identity(replace(thing, tags=tuple(tags)))
