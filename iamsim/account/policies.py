"""Where a permission comes from: a policy, inline or managed, and the holder that it counts for.

Source: IAM User Guide, access_policies_managed-vs-inline and access_policies_managed-versioning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from iamsim.aws.errors import NoSuchEntity
from iamsim.policy import PolicyDocument, Statement

Tags: TypeAlias = tuple[tuple[str, str], ...]
DEFAULT_DATE = "2026-01-05T09:00:00+00:00"
"""The date of things made by hand; IAM's answers need one and no decision reads it."""


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """A policy that is part of one user, group or role; it has no ARN and vanishes with its holder."""

    name: str
    document: PolicyDocument

    @property
    def arn(self) -> None:
        """Inline policies have none."""
        return


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One of at most five versions of a managed policy."""

    version_id: str
    document: PolicyDocument
    create_date: str = DEFAULT_DATE


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A policy of its own, attachable to many; its default version counts. Versions stand newest first."""

    name: str
    arn: str
    versions: tuple[PolicyVersion, ...]
    default_version_id: str = "v1"
    path: str = "/"
    policy_id: str = ""
    description: str = ""
    tags: Tags = ()
    create_date: str = DEFAULT_DATE
    update_date: str = DEFAULT_DATE
    newest_version: int = 1  # ids are never used again
    document: PolicyDocument = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the default version's document once: every request reads it."""
        object.__setattr__(self, "document", self.version(self.default_version_id).document)

    @property
    def aws_managed(self) -> bool:
        """True for the policies that AWS itself keeps; they can be attached and read, never changed."""
        return ":iam::aws:policy/" in self.arn

    def version(self, version_id: str) -> PolicyVersion:
        """Return one version; NoSuchEntity if there is none of that id."""
        found = next((version for version in self.versions if version.version_id == version_id), None)
        if found is None:
            there = ", ".join(version.version_id for version in self.versions) or "none"
            message = f"Policy {self.arn} version {version_id} does not exist or is not attachable."
            raise NoSuchEntity(message, f"no version {version_id!r} of {self.name} (it has: {there})")
        return found


Policy: TypeAlias = "InlinePolicy | ManagedPolicy"

MAX_INDEXED_ACTIONS = 32
"""Actions that a source indexes; at AWS's quotas that is some 20 MB for all users of an account."""


class Source:
    """A place that permissions come from: whose it is, and its policies, with an index of their statements.

    `kind` is "user", "group" or "role"; or "policy" (given by hand), "boundary", "scp", "resource", "trust".
    The index is filled as requests ask, so a source is not a frozen value. Without it a decision in an
    account at AWS's quotas takes 3.5 times as long (`python benchmarks/simulate.py`, one run of each).
    """

    __slots__ = ("_by_action", "kind", "name", "policies")

    def __init__(self, kind: str, name: str, policies: tuple[Policy, ...]) -> None:
        self.kind = kind
        self.name = name
        self.policies = policies
        self._by_action: dict[str, tuple[tuple[Policy, Statement], ...]] = {}

    def statements_about(self, action: str) -> tuple[tuple[Policy, Statement], ...]:
        """Return the statements whose Action matches, in order; `action` is in lower case."""
        pairs = self._by_action.get(action)
        if pairs is None:
            if len(self._by_action) >= MAX_INDEXED_ACTIONS:
                self._by_action.clear()
            pairs = self._by_action[action] = tuple(
                [
                    (policy, statement)
                    for policy in self.policies
                    for statement in policy.document.statements
                    if statement.matches_action(action)
                ]
            )
        return pairs

    def __eq__(self, other: object) -> bool:
        """Two sources are equal if they have the same holder and equal policies."""
        if not isinstance(other, Source):
            return NotImplemented
        return (self.kind, self.name, self.policies) == (other.kind, other.name, other.policies)

    def __hash__(self) -> int:
        """As equality goes."""
        return hash((self.kind, self.name, self.policies))

    def __repr__(self) -> str:
        return f"Source({self.kind!r}, {self.name!r}, {self.policies!r})"

    def __str__(self) -> str:
        """Return whose it is: `group Readers`."""
        return f"{self.kind} {self.name}".strip()
