"""People come, change jobs and leave: from a list of who has which job to the calls that are missing.

    account, {group: its people} → calls, in order → the account is as the list says → no calls

It may stop halfway and begin anew: what is as it should be needs no call.
Source: IAM User Guide, id_groups_manage_add-remove-users.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iamsim.account import Account, fold_name
from iamsim.clients.history import RecordedCall


def membership_calls(account: Account, wanted: Mapping[str, Sequence[str]]) -> tuple[RecordedCall, ...]:
    """Return the calls after which each group has exactly its people of `wanted`; none if it has them.

    A group that `wanted` does not name keeps nobody. Who or what is missing is made first, then people join,
    then they leave: in between everybody can work. Policies and credentials are left as they are.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> for call in membership_calls(iam.account, {"Support": ["fay"]}):
    ...     print(call.command)
    ...     response = getattr(iam, call.operation)(**call.arguments)
    aws iam create-user --user-name fay
    aws iam create-group --group-name Support
    aws iam add-user-to-group --group-name Support --user-name fay
    >>> membership_calls(iam.account, {"Support": ["fay"]})
    ()
    """
    return tuple(RecordedCall("iam", name, arguments) for name, arguments in _calls(account, wanted))


def _calls(account: Account, wanted: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Mapping[str, str]]]:
    # IAM compares names without case.
    members = {(fold_name(group), fold_name(user)) for group, users in wanted.items() for user in users}
    for user in dict.fromkeys(user for users in wanted.values() for user in users):
        if fold_name(user) not in account.users:
            yield "create_user", {"UserName": user}
    for group, users in wanted.items():
        current = account.groups.get(fold_name(group))
        if current is None:
            yield "create_group", {"GroupName": group}
        present = {fold_name(user.name) for user in account.members_of(current)} if current else set()
        for user in users:
            if fold_name(user) not in present:
                yield "add_user_to_group", {"GroupName": group, "UserName": user}
    for holder in account.users.values():
        for group in holder.groups:
            if (fold_name(group), fold_name(holder.name)) not in members:
                yield "remove_user_from_group", {"GroupName": group, "UserName": holder.name}
