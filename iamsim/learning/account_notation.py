"""An account in a few words, as exercises write it: who was given what, the oldest first.

    users  = { tom = ["on-call: Allow s3:PutObject on arn:aws:s3:::site/*", "Freeze", "password"] }
    groups = { Freeze = ["no-publishing: Deny s3:PutObject on arn:aws:s3:::site/*"] }

A statement reads as the kit prints it; a policy as JSON may stand instead. `given` keeps the order of giving,
which an account document does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from iamsim.account import AccessKey, Account, Group, InlinePolicy, LoginProfile, User, build_account
from iamsim.aws.errors import suggest_names
from iamsim.policy import VARIABLES_SINCE, PolicyDocument

OWN = "own"
"""In an order of giving: the user's own policies, all at once."""
CREDENTIALS = ("password", "access key")
ACCOUNT_ID = "123456789012"

Given: TypeAlias = Mapping[str, tuple[str, ...]]


class Sketched(NamedTuple):
    """An account, and for each user what was given, the oldest first: names of groups and of own policies."""

    account: Account
    given: Given


class SketchError(ValueError):
    """A sketch that cannot be read; the text says where and why."""


def sketch(users: Mapping[str, Sequence[Any]], groups: Mapping[str, Sequence[Any]]) -> Sketched:
    """Build an account from users and groups, each with a list of what it was given. Raises SketchError."""
    for name, held in (*users.items(), *groups.items()):
        listed(name, held)
    made = [Group(name, arn("group", name), inline=_policies(name, held)) for name, held in groups.items()]
    parts = {name: _parts(name, held, list(groups)) for name, held in users.items()}
    account = build_account(ACCOUNT_ID, [_user(name, part) for name, part in parts.items()], made)
    return Sketched(account, {name: part.order for name, part in parts.items()})


def listed(name: str, held: Any) -> Sequence[Any]:
    """A list of what was given. Raises SketchError."""
    if not isinstance(held, list | tuple):
        raise SketchError(f"{name}: expected a list of what was given, got {held!r:.40}")
    return held


class _Parts(NamedTuple):
    groups: tuple[str, ...]
    policies: tuple[InlinePolicy, ...]
    credentials: tuple[str, ...]
    order: tuple[str, ...]


def _parts(name: str, held: Sequence[Any], groups: Sequence[str]) -> _Parts:
    words = [item for item in held if isinstance(item, str) and ":" not in item and " on " not in item]
    credentials = tuple(word for word in words if word in CREDENTIALS)
    joined = tuple(word for word in words if word not in CREDENTIALS)
    for group in joined:
        if group not in groups:
            raise SketchError(
                f"{name}: {group!r} is no group and no statement; {suggest_names(group, groups)}"
            )
    own = _policies(name, [item for item in held if item not in words])
    names = iter(policy.name for policy in own)
    order = tuple(item if item in joined else next(names) for item in held if item not in credentials)
    return _Parts(joined, own, credentials, order)


def _user(name: str, parts: _Parts) -> User:
    return User(
        name,
        arn("user", name),
        groups=parts.groups,
        inline=parts.policies,
        login_profile=LoginProfile() if "password" in parts.credentials else None,
        access_keys=(AccessKey(key_id(name)),) if "access key" in parts.credentials else (),
    )


def key_id(user: str) -> str:
    """The id of a user's access key: letters and digits, as AWS writes them, and plainly an example."""
    letters = "".join(letter for letter in user.upper() if letter.isascii() and letter.isalnum())
    return f"AKIA{letters:E<9.9}EXAMPLE"


def arn(kind: str, name: str) -> str:
    """The ARN of a user or a group of the sketched account."""
    return f"arn:aws:iam::{ACCOUNT_ID}:{kind}/{name}"


def _policies(holder: str, held: Sequence[Any]) -> tuple[InlinePolicy, ...]:
    return tuple(_policy(holder, index, item) for index, item in enumerate(held, 1))


def _policy(holder: str, index: int, item: Any) -> InlinePolicy:
    if not isinstance(item, str):
        return InlinePolicy(f"{holder}-{index}", document(item))
    name, colon, words = item.partition(": ")
    name, words = (name, words) if colon else (f"{holder}-{index}", item)
    return InlinePolicy(name, document(words))


def document(words: Any) -> PolicyDocument:
    """Read statements in words, divided by `;`, or a policy as JSON. Raises SketchError."""
    if not isinstance(words, str) or words.lstrip().startswith("{"):
        return PolicyDocument.parse(words, "stored")
    statements = [_statement(one.strip()) for one in words.split(";")]
    return PolicyDocument.parse({"Version": VARIABLES_SINCE, "Statement": statements}, "stored")


def _statement(words: str) -> dict[str, Any]:
    effect, _, rest = words.partition(" ")
    actions, on, resources = rest.partition(" on ")
    if effect not in {"Allow", "Deny"} or not on:
        raise SketchError(f"expected a statement such as 'Allow s3:GetObject on *', got {words!r}")
    return {"Effect": effect, "Action": _list(actions), "Resource": _list(resources)}


def _list(words: str) -> str | list[str]:
    listed = [word.strip() for word in words.split(",")]
    return listed[0] if len(listed) == 1 else listed
