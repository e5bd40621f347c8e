"""Who asks for what: a principal, an action, a resource and their context.

Source: IAM User Guide, reference_policies_condition-keys and reference_policies_variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iamsim.policy.patterns import Context, Value, split_arn


@dataclass(frozen=True, slots=True, init=False)
class Request:
    """Who asks for what: a principal's ARN, an action, a resource's ARN, and context keys with their values.

    What the principal's ARN tells is filled in (`aws:username`, `aws:PrincipalArn`, `aws:PrincipalAccount`,
    `aws:PrincipalType`); a key that is given wins. Keys ignore case; a value is a text, or a list of texts
    for a multivalued key. A key whose value is null or an empty list is one that the request does not carry.
    """

    principal: str
    action: str
    resource: str
    context: Context
    folded_action: str = field(init=False, repr=False, compare=False)

    def __init__(
        self, principal: str, action: str, resource: str = "*", context: Mapping[str, Any] | None = None
    ) -> None:
        """Fold what ignores case, once. TypeError if principal, action or resource is no text."""
        if not type(principal) is type(action) is type(resource) is str:
            for name, part in (("principal", principal), ("action", action), ("resource", resource)):
                check_text(name, part)
        known = context_of(principal)
        for key, given in (context or {}).items():
            value = given if type(given) is str else _value(given)
            if value is None:
                known.pop(key.lower(), None)
            else:
                known[key.lower()] = value
        put = object.__setattr__  # as a frozen dataclass's own __init__ does
        put(self, "principal", principal)
        put(self, "action", action)
        put(self, "resource", resource)
        put(self, "context", known)
        put(self, "folded_action", action.lower())

    @property
    def service(self) -> str:
        """The service that the action belongs to, in lower case."""
        return self.folded_action.partition(":")[0]


def check_text(name: str, value: object) -> None:
    """Raise a TypeError that says in one line what was given in place of a text."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected text, got {value!r:.60}")


def _value(given: Any) -> Value | None:
    """Lists as tuples, JSON's true and 5 as texts; None for null and for an empty list."""
    if isinstance(given, list | tuple | set | frozenset):
        return tuple([_text(one) for one in given]) or None
    return None if given is None else _text(given)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def context_of(principal: str) -> dict[str, Value]:
    """What a principal's ARN alone tells: its name, account and kind (reference_policies_variables)."""
    parts = split_arn(principal)
    if parts is None:
        return {"aws:principalarn": principal}
    account, (kind, _, name) = parts[4], parts[5].partition("/")
    known: dict[str, Value] = {"aws:principalarn": principal, "aws:principalaccount": account}
    if kind == "user":
        known["aws:principaltype"] = "User"
        known["aws:username"] = name.rpartition("/")[2]
    elif kind == "assumed-role":
        known["aws:principaltype"] = "AssumedRole"
        known["aws:principalarn"] = f"arn:{parts[1]}:iam::{account}:role/{name.partition('/')[0]}"
    elif kind == "federated-user":
        known["aws:principaltype"] = "FederatedUser"
        known["aws:userid"] = f"{account}:{name}"
    elif kind == "root":
        known["aws:principaltype"] = "Account"
        known["aws:userid"] = account
    return known
