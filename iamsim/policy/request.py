"""A request: a principal, an action, a resource and the context keys that a request carries.

Source: IAM User Guide, reference_policies_condition-keys and reference_policies_variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from iamsim.policy.patterns import Context, ContextValue, split_arn


@dataclass(frozen=True, slots=True, init=False)
class Request:
    """A principal's ARN, an action, a resource's ARN, and context keys with their values.

    What the principal's ARN implies is filled in (`aws:username`, `aws:PrincipalArn`, `aws:PrincipalAccount`,
    `aws:PrincipalType`); a key that is given wins. Keys ignore case; a value is a text, or a list of texts
    for a multivalued key. A key whose value is null or an empty list is one that the request does not carry.
    `has_boundary` says that the principal has a permissions boundary; `simulate` and `evaluate` know it.

    >>> Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject").context["aws:username"]
    'ana'
    """

    principal: str
    action: str
    resource: str
    context: Context
    # No part of the request: a fact about the principal, which a Deny with NotPrincipal asks for.
    has_boundary: bool = field(compare=False, repr=False)

    def __init__(
        self,
        principal: str,
        action: str,
        resource: str = "*",
        context: Mapping[str, Any] | None = None,
        *,
        has_boundary: bool = False,
    ) -> None:
        """Fill in the context. Raises TypeError if principal, action or resource is no text."""
        # One comparison for the usual case; which argument it is, is asked only when one is wrong.
        if not type(principal) is type(action) is type(resource) is str:
            for name, value in (("principal", principal), ("action", action), ("resource", resource)):
                check_text(name, value)
        # A given key replaces what the ARN implies, so that one can ask what another value would change.
        filled_context = principal_context(principal)
        for key, value in (context or {}).items():
            context_value = value if type(value) is str else _context_value(value)
            # A key without a value is missing: Null and IfExists ask for that.
            if context_value is None:
                filled_context.pop(key.lower(), None)
            else:
                filled_context[key.lower()] = context_value
        set_field = object.__setattr__  # as the __init__ does that a frozen dataclass gets
        set_field(self, "principal", principal)
        set_field(self, "action", action)
        set_field(self, "resource", resource)
        set_field(self, "context", filled_context)
        set_field(self, "has_boundary", has_boundary)

    def with_boundary(self) -> Request:
        """Return the same request, of a principal that has a permissions boundary."""
        # Copied, because __init__ would fill in again the keys that the request was told not to carry.
        request = copy(self)
        object.__setattr__(request, "has_boundary", True)
        return request

    @property
    def lower_action(self) -> str:
        """The action in lower case: names of actions ignore case."""
        return self.action.lower()

    @property
    def service(self) -> str:
        """The service that the action belongs to, in lower case."""
        return self.lower_action.partition(":")[0]


def check_text(name: str, value: object) -> None:
    """Raise a TypeError that says in one line which argument is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected text, got {value!r:.60}")


def text_of(value: Any) -> str:
    """Return a JSON value as IAM compares it: true is "true", 5 is "5"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _context_value(value: Any) -> ContextValue | None:
    """Return a list as a tuple of texts, another value as text; None for null and for an empty list."""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple([text_of(item) for item in value]) or None
    return None if value is None else text_of(value)


def principal_context(principal: str) -> dict[str, ContextValue]:
    """Return the context keys that a principal's ARN implies (reference_policies_variables, the table).

    A session's `aws:PrincipalArn` is the ARN of its role, and only users have an `aws:username`.
    """
    parts = split_arn(principal)
    if parts is None:
        return {"aws:principalarn": principal}
    account, (kind, _, name) = parts[4], parts[5].partition("/")
    context: dict[str, ContextValue] = {"aws:principalarn": principal, "aws:principalaccount": account}
    if kind == "user":
        context["aws:principaltype"] = "User"
        context["aws:username"] = name.rpartition("/")[2]
    elif kind == "assumed-role":
        context["aws:principaltype"] = "AssumedRole"
        context["aws:principalarn"] = f"arn:{parts[1]}:iam::{account}:role/{name.partition('/')[0]}"
    elif kind == "federated-user":
        context["aws:principaltype"] = "FederatedUser"
        context["aws:userid"] = f"{account}:{name}"
    elif kind == "root":
        context["aws:principaltype"] = "Account"
        context["aws:userid"] = account
    return context
