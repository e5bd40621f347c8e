"""The errors AWS answers with, under AWS's own names and codes.

Each carries two texts: AWS's message, which boto3 would show, and where it helps ours: what was found, and
what there is instead.
Source of codes and statuses: the IAM API Reference, "Common Errors" and each call's "Errors".
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, ClassVar


class ClientError(Exception):
    """An error that AWS would answer with; the shape is `botocore.exceptions.ClientError`'s."""

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400

    def __init__(self, message: str, hint: str = "") -> None:
        """`message` is AWS's text, `hint` ours; the client fills in `operation_name`."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.operation_name = ""

    @property
    def response(self) -> dict[str, Any]:
        """The error as boto3 gives it: `response["Error"]["Code"]`."""
        return {
            "Error": {"Type": "Sender", "Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": self.status},
        }

    def __str__(self) -> str:
        """Our words, or, once a client's call has failed, boto3's sentence with our words behind it."""
        if not self.operation_name:
            return self.hint or self.message
        called = f"when calling the {self.operation_name} operation"
        said = f"An error occurred ({self.code}) {called}: {self.message}"
        return f"{said} [{self.hint}]" if self.hint else said


class NoSuchEntity(ClientError):
    """The thing named in the request does not exist."""

    code = "NoSuchEntity"
    status = 404


class EntityAlreadyExists(ClientError):
    """A thing of that name exists already."""

    code = "EntityAlreadyExists"
    status = 409


class LimitExceeded(ClientError):
    """A quota of the account is reached."""

    code = "LimitExceeded"
    status = 409


class DeleteConflict(ClientError):
    """The thing still has something attached to it."""

    code = "DeleteConflict"
    status = 409


class InvalidInput(ClientError):
    """A value has the right form and makes no sense."""

    code = "InvalidInput"


class ValidationError(ClientError):
    """A value breaks a length or character rule."""

    code = "ValidationError"


class PolicyNotAttachable(ClientError):
    """The policy is reserved for something else, such as a service-linked role."""

    code = "PolicyNotAttachable"


class PasswordPolicyViolation(ClientError):
    """The password breaks the account's password policy."""

    code = "PasswordPolicyViolation"


class UnmodifiableEntity(ClientError):
    """Only a service may change this."""

    code = "UnmodifiableEntity"


class AccessDenied(ClientError):
    """The caller may not do this."""

    code = "AccessDenied"
    status = 403


class PolicyEvaluation(ClientError):
    """AWS's simulator could not evaluate the policies it was given."""

    code = "PolicyEvaluation"
    status = 500


class MalformedPolicyDocument(ClientError):
    """A policy that AWS refuses to save, with the place and what was expected there."""

    code = "MalformedPolicyDocument"

    def __init__(
        self, message: str, *, where: str = "", expected: str = "", found: str = "", suggestion: str = ""
    ) -> None:
        """`message` is AWS's; the rest: where, what was expected, what was found, a likely mend."""
        sentence = f"{where or 'the policy'}: expected {expected}" + (f", got {found}" if found else "")
        super().__init__(message, sentence + (f"; {suggestion}" if suggestion else "") if expected else "")
        self.where = where
        self.expected = expected
        self.found = found
        self.suggestion = suggestion


class MalformedAccount(ValueError):
    """Text that is not the output of `aws iam get-account-authorization-details`."""


class NotSimulated(NotImplementedError):
    """A parameter that boto3 takes and iamsim has nothing behind."""


class ParamValidationError(ValueError):
    """A call with a parameter that boto3 would refuse before asking AWS."""


def suggest_names(name: str, known: Iterable[str], most: int = 8) -> str:
    """Say what there is instead of `name`: all names if few, else the nearest spelling or the first few.

    >>> suggest_names("anne", ["bob", "ann"])
    'this account has: ann, bob'
    """
    names = sorted(known, key=str.casefold)
    if not names:
        return "this account has none"
    if len(names) <= most:
        return f"this account has: {', '.join(names)}"
    by_folded = {known_name.casefold(): known_name for known_name in names}
    close = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {by_folded[close[0]]!r}?"
    return f"this account has: {', '.join(names[:most])} and {len(names) - most} more"
