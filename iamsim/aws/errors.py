"""The exceptions that stand for IAM's errors, under AWS's names and codes, and four of iamsim's own.

An error of AWS's carries two texts: AWS's message, which boto3 would show, and a hint of ours where one
helps: what was found, and what there is instead.
Source of codes and statuses: the IAM API Reference, "Common Errors" and each call's "Errors".
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, ClassVar, Self


# Not botocore's own class: the simulator needs the standard library only. Code that catches this one and
# reads `error.response` works with boto3 when its import is changed.
class ClientError(Exception):
    """An error that AWS would answer with, in the shape of `botocore.exceptions.ClientError`.

    Never raised itself: each subclass has AWS's code and, where it is not 400, AWS's HTTP status.
    """

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400

    def __init__(self, message: str, hint: str = "") -> None:
        """Take AWS's message and a hint of ours; the client sets `operation_name` when a call raises it."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.operation_name = ""
        self.requested_name = ""
        self.existing_names: tuple[str, ...] = ()

    def with_names(self, requested_name: str, existing_names: Iterable[str]) -> Self:
        """Note the name that was asked for and those that there are, for who shows more than a sentence."""
        self.requested_name = requested_name
        self.existing_names = tuple(existing_names)
        return self

    @property
    def response(self) -> dict[str, Any]:
        """Return the error as boto3 gives it: `error.response["Error"]["Code"]`."""
        return {
            "Error": {"Type": "Sender", "Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": self.status},
        }

    def __str__(self) -> str:
        """Return our hint, else AWS's message; after a client's call boto3's sentence and our hint."""
        if not self.operation_name:
            return self.hint or self.message
        # As botocore.exceptions.ClientError.MSG_TEMPLATE: `iamsim why` reads such a sentence as boto3's.
        operation = f"when calling the {self.operation_name} operation"
        sentence = f"An error occurred ({self.code}) {operation}: {self.message}"
        return f"{sentence} [{self.hint}]" if self.hint else sentence


class NoSuchEntity(ClientError):
    """The user, group, role, policy or key named in the request does not exist."""

    code = "NoSuchEntity"
    status = 404


class EntityAlreadyExists(ClientError):
    """A user, group, role or policy of that name exists already."""

    code = "EntityAlreadyExists"
    status = 409


class LimitExceeded(ClientError):
    """A quota of the account is reached."""

    code = "LimitExceeded"
    status = 409


class DeleteConflict(ClientError):
    """What is to be deleted still has policies, members or keys."""

    code = "DeleteConflict"
    status = 409


class InvalidInput(ClientError):
    """A parameter has the right form and a value that makes no sense."""

    code = "InvalidInput"


# InvalidInput is IAM's own; this one is of all of AWS's services ("Common Errors").
class ValidationError(ClientError):
    """A parameter breaks a rule on its length or its characters."""

    code = "ValidationError"


class PolicyNotAttachable(ClientError):
    """The policy is reserved for something else, such as a service-linked role."""

    code = "PolicyNotAttachable"


class PasswordPolicyViolation(ClientError):
    """The password breaks the account's password policy."""

    code = "PasswordPolicyViolation"


class UnmodifiableEntity(ClientError):
    """Only an AWS service may change this."""

    code = "UnmodifiableEntity"


class AccessDenied(ClientError):
    """The caller may not do this."""

    code = "AccessDenied"
    status = 403  # Common Errors; a denied call is no bad request


class PolicyEvaluation(ClientError):
    """AWS's simulator could not evaluate the policies it was given."""

    code = "PolicyEvaluation"
    status = 500  # SimulatePrincipalPolicy, "Errors"


class MalformedPolicyDocument(ClientError):
    """AWS does not save this policy; with the place in it and what was expected there."""

    code = "MalformedPolicyDocument"

    def __init__(
        self, message: str, *, where: str = "", expected: str = "", found: str = "", suggestion: str = ""
    ) -> None:
        """Take AWS's message, and the parts of our hint; without `expected` there is no hint.

        `where` is a place such as `Statement[2].Effect`, empty for the whole policy; `expected` and `found`
        are what should stand there and what does; `suggestion` is a likely correction.
        """
        sentence = f"{where or 'the policy'}: expected {expected}" + (f", got {found}" if found else "")
        super().__init__(message, sentence + (f"; {suggestion}" if suggestion else "") if expected else "")
        self.where = where
        self.expected = expected
        self.found = found
        self.suggestion = suggestion


# The last four are no errors of AWS's, so they are subclasses of Python's own and have no code.
class MalformedAccount(ValueError):
    """Text that is not the output of `aws iam get-account-authorization-details`."""


class NotSimulated(NotImplementedError):
    """boto3 takes this parameter, and iamsim does not simulate what it does."""


class ParamValidationError(ValueError):
    """boto3 would refuse this parameter before it asks AWS."""


class KeywordsOnly(TypeError):
    """A call of boto3's was given a value without its name; `write` is the call with names."""

    def __init__(self, function: str, write: str) -> None:
        # botocore's sentence, then ours.
        super().__init__(f"{function}() only accepts keyword arguments. [write: {write}]")
        self.write = write


def suggest_names(name: str, existing: Iterable[str], limit: int = 8) -> str:
    """Return what there is instead of `name`: all names if few, else the nearest spelling or the first few.

    >>> suggest_names("anne", ["bob", "ann"])
    'this account has: ann, bob'
    """
    names = sorted(existing, key=str.casefold)
    if not names:
        return "this account has none"
    if len(names) <= limit:
        return f"this account has: {', '.join(names)}"
    # IAM's names ignore case, so a name that differs in case alone is near.
    names_by_lower = {existing_name.casefold(): existing_name for existing_name in names}
    close = difflib.get_close_matches(name.casefold(), names_by_lower, n=1, cutoff=0.6)
    if close:
        return f"did you mean {names_by_lower[close[0]]!r}?"
    return f"this account has: {', '.join(names[:limit])} and {len(names) - limit} more"
