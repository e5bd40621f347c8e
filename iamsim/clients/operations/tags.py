"""Tags of users, roles and managed policies. Groups have none.

Source: IAM User Guide, id_tags: keys of a user or role are the same whatever their letters' case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from iamsim.account import Account, ManagedPolicy, Role, User
from iamsim.account import api_json as shapes
from iamsim.aws.errors import LimitExceeded
from iamsim.aws.quotas import LIMITS
from iamsim.clients.operations.call import Call, Response
from iamsim.clients.operations.policies import own_policy


def tag(call: Call) -> Account:
    """More tags; a key that is there gets the new value, and keeps its place."""
    thing = _tagged(call)
    table = {call.tag_key(key): (key, value) for key, value in thing.tags}
    for key, value in call.tags:
        table[call.tag_key(key)] = (key, value)
    most = LIMITS["tagListType"]
    if len(table) > most:
        raise LimitExceeded(f"The number of tags has reached the maximum limit of {most}.", "")
    return _put(call.account, thing, table.values())


def untag(call: Call) -> Account:
    """Fewer tags; a key that is not there is no error."""
    thing, gone = _tagged(call), {call.tag_key(key) for key in call["TagKeys"]}
    return _put(call.account, thing, [pair for pair in thing.tags if call.tag_key(pair[0]) not in gone])


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
