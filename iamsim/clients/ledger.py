"""One account through time: the calls that made it, and the way back and forth between its states."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from iamsim.account import Account
from iamsim.clients.history import Recorded
from iamsim.clients.operations import Stamp

REMEMBERED = 100
"""How many changes can be undone."""


class Step(NamedTuple):
    """Where a step leads: an account, and the calls made between it and the state that one comes from."""

    account: Account
    calls: tuple[Recorded, ...]


class Ledger:
    """An account as it is now, its past and, after `undo`, its future."""

    def __init__(self, account: Account, seed: int = 0) -> None:
        self.account = account
        self.calls: list[Recorded] = []
        self._seed = seed
        self._turn = 0
        self._past: deque[tuple[Account, int]] = deque(maxlen=REMEMBERED)  # and how many calls there were
        self._future: list[Step] = []

    @property
    def stamp(self) -> Stamp:
        """What the next change marks new things with."""
        return Stamp(self._seed, self._turn)

    def keep(self, account: Account, call: Recorded) -> None:
        """Write down a call and the account after it."""
        if account is not self.account:
            self._past.append((self.account, len(self.calls)))
            self._future.clear()
            self._turn += 1
            self.account = account
        self.calls.append(call)

    def undo(self) -> None:
        """Go back to before the last change; the calls since then are taken out, too."""
        if not self._past:
            raise ValueError("nothing to undo: no call has changed this account")
        account, count = self._past.pop()
        self._future.append(Step(self.account, tuple(self.calls[count:])))
        del self.calls[count:]
        self._turn -= 1
        self.account = account

    def redo(self) -> None:
        """Make the change again that was undone last."""
        if not self._future:
            raise ValueError("nothing to redo: no change was undone")
        step = self._future.pop()
        self._past.append((self.account, len(self.calls)))
        self.calls.extend(step.calls)
        self._turn += 1
        self.account = step.account
