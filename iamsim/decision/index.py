"""The index of an account: its sources of permissions, so that they are not made anew for every request.

Accounts are frozen values and hold no caches, so the index stands beside them. It is built as requests ask;
one is kept, that of the account asked about last.
"""

from __future__ import annotations

from iamsim.account import Account, Group, Role, Source, User
from iamsim.aws.errors import MalformedAccount


class Index:
    """The sources of one account's users, groups and roles; a source keeps its statements by action."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._sources: dict[tuple[str, str], tuple[User | Group | Role, tuple[Source, ...]]] = {}

    def sources(self, identity: User | Group | Role) -> tuple[Source, ...]:
        """Return where an identity's permissions come from: itself, then each of its groups.

        Raises MalformedAccount if a policy that may decide its requests is unseen: an answer is a guess.
        """
        key = (identity.kind, identity.name)
        entry = self._sources.get(key)
        # Another state of the identity, from before or after a change, has the same name.
        if entry is None or entry[0] is not identity:
            check_documents(self.account, identity)
            own = Source(identity.kind, identity.name, self.account.policies_of(identity))
            # Not `Account.sources_of`: a group's source, with its index of statements, is its members' alike.
            groups = [self.sources(group)[0] for group in self.account.groups_of(identity)]
            sources = (own, *groups)
            entry = self._sources[key] = (identity, sources)
        return entry[1]


def check_documents(account: Account, identity: User | Group | Role) -> None:
    """Raise MalformedAccount if a policy that may decide an identity's requests is unseen."""
    for policy in account.unseen_policies_of(identity):
        raise MalformedAccount(
            f"{identity.kind} {identity.name}: policy {policy.arn} has no document in this account,"
            " so what it allows is unknown; dump without --filter"
        )


_latest = Index(Account())


def index_of(account: Account) -> Index:
    """Return the index of an account: that of the last call if the account is the same object."""
    global _latest  # noqa: PLW0603 - one index, which never changes an answer
    # Read once: another thread may replace it between the comparison and the answer.
    index = _latest
    if index.account is not account:
        index = _latest = Index(account)
    return index
