"""Policies as an account holds them, inline or managed, and sources: a holder with its policies.

Source: IAM User Guide, access_policies_managed-vs-inline and access_policies_managed-versioning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from iamsim.aws.errors import NoSuchEntity
from iamsim.policy import PolicyDocument, Statement

Tags: TypeAlias = tuple[tuple[str, str], ...]
# The date of entities made in Python: IAM's responses need one, and no decision reads it.
DEFAULT_DATE = "2026-01-05T09:00:00+00:00"


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """A policy that is part of one user, group or role; it has no ARN and vanishes with its holder."""

    # So that both classes of policies can be asked for them.
    arn: ClassVar[None] = None
    is_unseen: ClassVar[bool] = False

    name: str
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One of at most five versions of a managed policy."""

    version_id: str
    document: PolicyDocument
    create_date: str = DEFAULT_DATE


# What stands in for a document that nobody has seen, so that pictures and lists need no case of their own.
_NO_STATEMENTS = PolicyDocument('{"Version": "2012-10-17", "Statement": []}', "2012-10-17")


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A policy with an ARN, attachable to many. Its default version decides; the newest one comes first.

    Without any version it is unseen: somebody holds it, and the account's file does not have its document.
    """

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
    newest_version: int = 1  # AWS never uses a version's number again, also after it is deleted
    document: PolicyDocument = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the default version's document. Raises NoSuchEntity if there is no such version."""
        document = self.version(self.default_version_id).document if self.versions else _NO_STATEMENTS
        # Once, and not at each request; `object.__setattr__` because the class is frozen.
        object.__setattr__(self, "document", document)

    @property
    def is_unseen(self) -> bool:
        """True if its document is not known, so that nobody can say what it allows and denies."""
        return not self.versions

    @property
    def aws_managed(self) -> bool:
        """True for the policies that AWS itself manages; they can be attached and read, never changed."""
        # Their ARN has "aws" for an account's number, in each partition: arn:aws-cn:iam::aws:policy/….
        return ":iam::aws:policy/" in self.arn

    def version(self, version_id: str) -> PolicyVersion:
        """Return one version; NoSuchEntity if there is none of that id."""
        for version in self.versions:
            if version.version_id == version_id:
                return version
        version_ids = ", ".join(version.version_id for version in self.versions) or "none"
        message = f"Policy {self.arn} version {version_id} does not exist or is not attachable."
        raise NoSuchEntity(message, f"no version {version_id!r} of {self.name} (it has: {version_ids})")


Policy: TypeAlias = "InlinePolicy | ManagedPolicy"

# How many actions a source indexes; at AWS's quotas this is some 20 MB for all users of an account.
MAX_INDEXED_ACTIONS = 32


# Neither frozen nor compared by its index: the index is filled as requests ask. Without it a decision in an
# account at AWS's quotas takes 3.5 times as long (`python benchmarks/simulate.py`, one run of each).
@dataclass(slots=True, unsafe_hash=True)
class Source:
    """A place that permissions come from: whose it is, and its policies, with an index of their statements.

    `kind` is "user", "group" or "role"; or else "policy", "boundary", "scp", "resource", "trust".
    """

    kind: str
    name: str
    policies: tuple[Policy, ...]
    _by_action: dict[str, tuple[tuple[Policy, Statement], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def statements_matching(self, action: str) -> tuple[tuple[Policy, Statement], ...]:
        """Return the statements whose Action matches, each with its policy; `action` is in lower case."""
        pairs = self._by_action.get(action)
        if pairs is None:
            # Emptied whole: to know the oldest entry would cost time at each look-up.
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

    def __str__(self) -> str:
        """Return whose it is: `group Readers`."""
        return f"{self.kind} {self.name}".strip()
