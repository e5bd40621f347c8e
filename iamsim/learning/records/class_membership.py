"""A learner's name in a class, and the variants of the closing questions that it gives.

    join event of the journal → ClassMembership → the seed by which a question is drawn for this learner

Everybody in a class answers the same questions in other words, so nobody can copy a neighbour's letters. The
seed follows from name and code alone, so that who grades can compute it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from iamsim.learning.records.journal import JOIN, Journal, QuestionRecord

SEED_LENGTH = 12  # hexadecimal digits


class ClassMembership(NamedTuple):
    """Who a learner is in a class, since when."""

    name: str
    code: str
    time: str  # of joining, ISO 8601

    @property
    def seed(self) -> str:
        """The seed of the learner's variants."""
        return variant_seed(self.name, self.code)


def variant_seed(name: str, code: str) -> str:
    """Return the seed of a learner's variants in a class; letters' case and spaces do not matter."""
    text = f"{code.strip().casefold()}\n{' '.join(name.split()).casefold()}"
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:SEED_LENGTH]


def membership(journal: Journal, until: str = "") -> ClassMembership | None:
    """Return the class that was joined last, or last until a time (ISO 8601); None without one."""
    for event in reversed(journal.events):
        if until and event.time > until:
            continue
        if event.verb == JOIN and isinstance(event.answer, dict):  # anybody may edit the file
            name, code = event.answer.get("name"), event.answer.get("code")
            if isinstance(name, str) and isinstance(code, str) and name and code:
                return ClassMembership(name, code, event.time)
    return None


def drawn_variant(journal: Journal, record: QuestionRecord) -> str:
    """Return the seed by which a closing question is drawn; "" for the question as it stands.

    What was answered before joining, or under another name, stays as it was asked.
    """
    joined = membership(journal, until=record.current[0].time if record.current else "")
    return joined.seed if joined else ""
