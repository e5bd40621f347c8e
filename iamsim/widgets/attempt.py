"""A call that IAM may refuse, tried without a traceback: what boto3 would raise is shown as text.

attempt(iam.create_login_profile, UserName="Web", Password=…) → Attempt: .error, .response, its text
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import fill
from typing import Any

from iamsim.aws.errors import ClientError, ParamValidationError

WIDTH = 96  # of a line, in characters; longer ones a notebook would break inside a word


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a call: the error, or the response."""

    error: ClientError | ParamValidationError | None = None
    response: Mapping[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """True if the call was done."""
        return self.error is None

    # Not __str__: a notebook shows the repr of a cell's last value.
    def __repr__(self) -> str:
        if self.error is None:
            return "accepted"
        return fill(f"refused: {self.error}", WIDTH, subsequent_indent="  ", break_long_words=False)


def attempt(call: Callable[..., Any], **parameters: Any) -> Attempt:
    """Make a client's call with these parameters; an error that AWS would answer with becomes text.

    >>> import iamsim
    >>> attempt(iamsim.Account().user, name="ana")
    refused: no user named 'ana' (this account has none)
    """
    # Only what AWS or boto3 would answer becomes text; a mistyped method name stays an error of Python.
    try:
        return Attempt(response=call(**parameters) or {})
    except (ClientError, ParamValidationError) as error:
        return Attempt(error)
