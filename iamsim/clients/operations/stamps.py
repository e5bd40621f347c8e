"""Where ids, keys and dates come from: a seed, and how many changes came before. No clock, no chance.

Prefixes as in the IAM User Guide, reference_identifiers. Made-up keys end in EXAMPLE, as AWS's own in its
manuals, so that no scanner for secrets takes them for real ones.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from iamsim.account import DEFAULT_DATE

PREFIX = {"user": "AIDA", "group": "AGPA", "role": "AROA", "policy": "ANPA"}
EXAMPLE = "EXAMPLE"


class Stamp(NamedTuple):
    """What one change marks new things with: the seed, and its number among all changes."""

    seed: int = 0
    turn: int = 0

    def _letters(self, *words: object) -> str:
        """Capitals and digits that the words and the stamp decide."""
        from hashlib import blake2b  # noqa: PLC0415 - `import iamsim` need not wait for OpenSSL

        told = " ".join(map(str, (self.seed, self.turn, *words)))
        return b32encode(blake2b(told.encode(), digest_size=25).digest()).decode()

    def unique_id(self, kind: str, name: str) -> str:
        """21 characters, such as AIDAJQABLZS4A3QDU576Q for a user."""
        return PREFIX[kind] + self._letters(kind, name)[:17]

    def access_key_id(self, user: str, taken: Collection[str], prefix: str = "AKIA") -> str:
        """20 characters that end in EXAMPLE and that no key of the user has yet."""
        made = (f"{prefix}{self._letters(prefix, user, n)[:9]}{EXAMPLE}" for n in count())
        return next(key for key in made if key not in taken)

    def secret(self, key_id: str) -> str:
        """40 characters that open nothing; they are shown once and kept nowhere."""
        return f"{self._letters('secret', key_id)[:30]}{EXAMPLE}KEY"

    @property
    def date(self) -> str:
        """A minute for each change, from the Monday on which all our accounts begin."""
        return (datetime.fromisoformat(DEFAULT_DATE) + timedelta(minutes=self.turn)).isoformat()
