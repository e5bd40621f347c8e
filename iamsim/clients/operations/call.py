"""One call on one account: what it is given, and what it may read.

An operation is two pure functions, `change` (call → the account after it) and `answer` (call → response).
`create_user` and `get_user` have one answer: the user, as the account now knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from iamsim.account import Account, Identity, Tags
from iamsim.aws.errors import InvalidInput, ValidationError
from iamsim.clients.operations.parameters import Parameter
from iamsim.clients.operations.stamps import Stamp


@dataclass(frozen=True, slots=True)
class Call:
    """An account, the parameters of one call, and the stamp for what it makes."""

    account: Account
    given: Mapping[str, Any]
    stamp: Stamp
    kind: str = ""  # of the thing it is about: "user", "group", "role", "policy"
    principal: str = ""  # who calls; empty for somebody who may do everything

    def __getitem__(self, name: str) -> Any:
        """A parameter that must be there."""
        return self.given[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter that may be left out."""
        return self.given.get(name, default)

    @property
    def name(self) -> str:
        """The name of the user, group or role that the call is about."""
        return str(self.given[f"{self.kind.capitalize()}Name"])

    @property
    def holder(self) -> Identity:
        """The user, group or role that the call is about. Raises NoSuchEntity."""
        return self.named(self.kind)

    def named(self, kind: str) -> Identity:
        """The user, group or role of a kind that the call names. Raises NoSuchEntity."""
        name = self.given.get(f"{kind.capitalize()}Name")
        if name is None:
            hint = f"expected {kind.capitalize()}Name=..."
            raise ValidationError(f"Must specify {kind}Name when calling with non-User credentials", hint)
        found: Identity = getattr(self.account, kind)(name)
        return found

    @property
    def tags(self) -> Tags:
        """The tags that the call gives, each key once. Raises InvalidInput."""
        pairs = tuple([(tag["Key"], tag["Value"]) for tag in self.get("Tags", ())])
        keys = [self.tag_key(key) for key, _ in pairs]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            more = "" if self.kind == "policy" else " Please note that Tag keys are case insensitive."
            raise InvalidInput(f"Duplicate tag keys found.{more}", f"tag key {twice!r} was given twice")
        return pairs

    def tag_key(self, key: str) -> str:
        """The form of a tag's key under which there is one of it: only a policy's keeps case (id_tags)."""
        return key if self.kind == "policy" else key.casefold()

    def after(self, account: Account) -> Call:
        """The same call, seen from the account that it has made."""
        return replace(self, account=account)


Response: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Call], Account]
Answer: TypeAlias = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """One of AWS's calls: what it takes, changes and answers, and which lists of its answer have pages."""

    takes: tuple[Parameter, ...]
    change: Change | None = None
    answer: Answer | None = None
    kind: str = ""
    pages: tuple[str, ...] = ()
