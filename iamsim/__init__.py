"""iamsim: a simulator of AWS IAM's users, groups and policies that says why."""

from __future__ import annotations

from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, Role, User
from iamsim.asking import as_cli
from iamsim.clients import Client, client
from iamsim.decision import evaluate, simulate
from iamsim.details import load_account, parse_account
from iamsim.dump import dump_account
from iamsim.errors import (
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
from iamsim.explanation import access_denied_message, explain
from iamsim.policy import PolicyDocument, allow, deny
from iamsim.request import Request
from iamsim.result import Decision, EvaluationResult

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
    "client",
    "deny",
    "dump_account",
    "evaluate",
    "explain",
    "load_account",
    "parse_account",
    "simulate",
]
