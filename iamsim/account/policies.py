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

KEPT = 32
"""Actions whose statements a source remembers; at AWS's quotas that is some 20 MB for a whole account."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place permissions come from: whose it is, and its policies."""

    kind: str  # "user", "group", "role"; or else "policy", "boundary", "scp", "resource", "trust"
    name: str
    policies: tuple[Policy, ...]
    _about: dict[str, tuple[tuple[Policy, Statement], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def statements_about(self, action: str) -> tuple[tuple[Policy, Statement], ...]:
        """The statements whose Action accepts an action, in lower case, each with its policy, in their order.

        Found when first asked for, and kept for a while: most statements are about other actions.
        """
        found = self._about.get(action)
        if found is None:
            if len(self._about) >= KEPT:
                self._about.clear()
            every = [(policy, one) for policy in self.policies for one in policy.document.statements]
            found = self._about[action] = tuple([pair for pair in every if pair[1].matches_action(action)])
        return found

    def __str__(self) -> str:
        """Say whose it is: `group Readers`."""
        return f"{self.kind} {self.name}".strip()
