"""iamsim: a simulator of AWS IAM's users, groups and policies that says why."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from iamsim.account import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    Role,
    User,
    dump_account,
    load_account,
    parse_account,
)
from iamsim.aws.errors import (
    AccessDenied,
    ClientError,
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    MalformedAccount,
    MalformedPolicyDocument,
    NoSuchEntity,
    NotSimulated,
    ParamValidationError,
    ValidationError,
)
from iamsim.decision import Decision, EvaluationResult, evaluate, simulate
from iamsim.decision.explain import access_denied_message, explain
from iamsim.policy import PolicyDocument, Request, allow, deny

if TYPE_CHECKING:
    from iamsim.clients import Client, as_cli, client
    from iamsim.decision.changes import changes
    from iamsim.decision.matrix import Matrix

__all__ = [
    "AccessDenied",
    "Account",
    "Client",
    "ClientError",
    "Decision",
    "DeleteConflict",
    "EntityAlreadyExists",
    "EvaluationResult",
    "Group",
    "InlinePolicy",
    "InvalidInput",
    "LimitExceeded",
    "MalformedAccount",
    "MalformedPolicyDocument",
    "ManagedPolicy",
    "Matrix",
    "NoSuchEntity",
    "NotSimulated",
    "ParamValidationError",
    "PolicyDocument",
    "Request",
    "Role",
    "User",
    "ValidationError",
    "access_denied_message",
    "allow",
    "as_cli",
    "changes",
    "client",
    "deny",
    "dump_account",
    "evaluate",
    "explain",
    "load_account",
    "parse_account",
    "simulate",
]

_MODULES = {
    **dict.fromkeys(("Client", "as_cli", "client"), "iamsim.clients"),
    "Matrix": "iamsim.decision.matrix",
    "changes": "iamsim.decision.changes",
}


def __getattr__(name: str) -> Any:
    """Import what a decision does not need when it is first asked for: calls, matrix, changes."""
    if name not in _MODULES:
        raise AttributeError(f"module 'iamsim' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def _register_displays() -> None:
    """Tell IPython how to show results and errors, if this runs in a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        import_module("iamsim.display").register(shell)


_register_displays()


def __dir__() -> list[str]:
    """All names, for who looks around before anything was called."""
    return sorted({*globals(), *__all__})
