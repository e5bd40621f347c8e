"""iamsim: a simulator of AWS IAM's users, groups and policies that says why."""

from __future__ import annotations

from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, Role, User
from iamsim.decision import Decision, EvaluationResult, Request, evaluate, simulate
from iamsim.details import dump_account, load_account, parse_account
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
    ParamValidationError,
    ValidationError,
)
from iamsim.explanation import access_denied_message, explain
from iamsim.policy import PolicyDocument, allow, deny

__all__ = [
    "AccessDenied",
    "Account",
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
    "ParamValidationError",
    "PolicyDocument",
    "Request",
    "Role",
    "User",
    "ValidationError",
    "access_denied_message",
    "allow",
    "deny",
    "dump_account",
    "evaluate",
    "explain",
    "load_account",
    "parse_account",
    "simulate",
]
