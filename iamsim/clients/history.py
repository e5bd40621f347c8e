"""The history of an account: the calls on it, and the accounts before and after them, for undo and redo.

    iam.create_user(UserName="ana")  →  aws iam create-user --user-name ana    # IAM > Users > Create user

Each call prints as its line for a shell, with its path through AWS's console. No line has a password in it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from iamsim.account import Account
from iamsim.clients.aws_cli import cli_command
from iamsim.clients.call import IdGenerator
from iamsim.clients.operations import SERVICES

_SECRET_PARAMETERS = {"Password"}
_HIDDEN = "********"


class RecordedCall(NamedTuple):
    """One call: service, boto3's name, arguments without secrets, and the error's code if it failed."""

    service: str
    operation: str
    arguments: Mapping[str, Any]
    error_code: str = ""

    @property
    def command(self) -> str:
        """The `aws` line of the call."""
        return cli_command(self.service, self.operation, self.arguments)

    @property
    def console(self) -> str:
        """The path through AWS's console to the same effect; empty if the console has none."""

        def value(placeholder: re.Match[str]) -> str:
            name = placeholder[1]
            text = self.arguments.get(name)
            if not isinstance(text, str):
                return "…"
            # The console shows a policy's name in place of its ARN.
            return text.rpartition("/")[2] if name.endswith("Arn") else text

        return re.sub(r"\{(\w+)\}", value, SERVICES[self.service][self.operation].console_path)

    def __repr__(self) -> str:
        """Return the line, with the path through the console behind it as a shell's comment."""
        comment = f"{self.error_code}: changed nothing" if self.error_code else self.console
        return f"{self.command}    # {comment}" if comment else self.command


def without_secrets(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's arguments as they may be recorded."""
    return {name: _HIDDEN if name in _SECRET_PARAMETERS else value for name, value in arguments.items()}


class History(tuple[RecordedCall, ...]):
    """The calls of a client, the oldest first; prints as lines that a shell runs."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return one line for each call."""
        return "\n".join(map(repr, self)) or "(no calls yet)"


# How many changes can be undone. Each keeps a whole account in memory, at AWS's quotas thousands of users.
MAX_UNDO = 100


class AccountHistory:
    """An account as it is now, the calls that led to it, and the accounts to which undo and redo lead."""

    def __init__(self, account: Account, seed: int = 0) -> None:
        self.account = account
        self.calls: list[RecordedCall] = []
        self._seed = seed
        self._change_number = 0  # counts all changes, of which `_undoable` keeps only the last
        # An account before a change, and how many calls there were by then.
        self._undoable: deque[tuple[Account, int]] = deque(maxlen=MAX_UNDO)
        # An account after a change that was undone, and the calls that led to it.
        self._redoable: list[tuple[Account, list[RecordedCall]]] = []

    @property
    def ids(self) -> IdGenerator:
        """The ids for what the next change creates. An undone change gives its ids back."""
        return IdGenerator(self._seed, self._change_number)

    def record(self, account: Account, call: RecordedCall) -> None:
        """Record a call, and the account after it; the same account if it only read, or failed."""
        # `is`, not `!=`: comparing would read two whole accounts after each call.
        if account is not self.account:
            self._undoable.append((self.account, len(self.calls)))
            # A new change begins another future; what was undone cannot follow it.
            self._redoable.clear()
            self._change_number += 1
            self.account = account
        self.calls.append(call)

    @property
    def can_undo(self) -> bool:
        """True if there is a change to undo."""
        return bool(self._undoable)

    @property
    def can_redo(self) -> bool:
        """True if the last change was undone and can be made again."""
        return bool(self._redoable)

    def undo(self) -> None:
        """Go back to before the last change. The calls since then leave the history, reading ones too.

        Raises ValueError if there is no change to undo.
        """
        if not self._undoable:
            raise ValueError("nothing to undo: no call has changed this account")
        account, call_count = self._undoable.pop()
        self._redoable.append((self.account, self.calls[call_count:]))
        del self.calls[call_count:]
        self._change_number -= 1
        self.account = account

    def redo(self) -> None:
        """Make the change again that was undone last. Raises ValueError if none was undone."""
        if not self._redoable:
            raise ValueError("nothing to redo: no change was undone")
        account, calls = self._redoable.pop()
        self._undoable.append((self.account, len(self.calls)))
        self.calls.extend(calls)
        self._change_number += 1
        self.account = account
