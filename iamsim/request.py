"""Who asks for what: a principal, an action, a resource and their context.

Source: IAM User Guide, reference_policies_condition-keys and reference_policies_variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iamsim.matching import Context, Value, segments


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what: a principal's ARN, an action, a resource's ARN, and context keys with their values.

    What the principal's ARN tells is filled in (`aws:username`, `aws:PrincipalArn`, `aws:PrincipalAccount`,
    `aws:PrincipalType`); a key that is given wins. Keys ignore case; a value is a text, or a list of texts
    for a multivalued key.
    Source: IAM User Guide, reference_policies_condition-keys and reference_policies_variables.
    """

    principal: str
    action: str
    resource: str = "*"
    context: Context = field(default_factory=dict)
    folded_action: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fold what ignores case, once."""
        object.__setattr__(self, "folded_action", self.action.lower())
        object.__setattr__(self, "context", context_of(self.principal) | folded(self.context or {}))


def folded(context: Mapping[str, Any]) -> dict[str, Value]:
    """A context with its keys in lower case, lists as tuples, and JSON's true and 5 as texts."""
    return {key.lower(): value if type(value) is str else _value(value) for key, value in context.items()}


def _value(value: Any) -> Value:
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(_text(one) for one in value)
    return _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def context_of(principal: str) -> dict[str, Value]:
    """What a principal's ARN alone tells: its name, account and kind."""
    parts = segments(principal)
    if parts is None:
        return {"aws:principalarn": principal}
    account, resource = parts[4], parts[5]
    known: dict[str, Value] = {"aws:principalarn": principal, "aws:principalaccount": account}
    role = session_role(principal)
    if role is not None:
        known |= {
            "aws:principalarn": f"arn:{parts[1]}:iam::{account}:role/{role}",
            "aws:principaltype": "AssumedRole",
        }
    elif resource == "root":
        known |= {"aws:principaltype": "Account", "aws:userid": account}
    elif resource.startswith("user/"):
        known |= {"aws:principaltype": "User", "aws:username": resource.rpartition("/")[2]}
    return known


def session_role(principal: str) -> str | None:
    """The role's name in `arn:aws:sts::…:assumed-role/NAME/SESSION`, else None."""
    parts = principal.rpartition(":")[2].split("/")
    return parts[1] if parts[0] == "assumed-role" and len(parts) > 1 else None
