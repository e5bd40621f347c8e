"""People come, change jobs and leave: from a list of who has which job to the calls that are missing.

    account, {group: its people} → calls, in order → the account is as the list says → no calls

>>> import iamsim
>>> iam = iamsim.client("iam")
>>> for call in membership_calls(iam.account, {"Support": ["fay"]}):
...     print(call.command)
...     response = getattr(iam, call.operation)(**call.arguments)
aws iam create-user --user-name fay
aws iam create-group --group-name Support
aws iam add-user-to-group --group-name Support --user-name fay
>>> membership_calls(iam.account, {"Support": ["fay"]})
[]

Source: IAM User Guide, id_groups_manage_add-remove-users.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iamsim.account import Account, fold_name
from iamsim.clients.history import RecordedCall


def membership_calls(account: Account, people: Mapping[str, Sequence[str]]) -> list[RecordedCall]:
    """Return the calls after which each group has exactly its people: [] if it has them already.

    A group that `people` does not name keeps nobody. Who and what is missing is made first, then people join,
    then they leave: in between everybody can work. Policies and credentials stay as they are.
    Raises TypeError for one name in place of a list of names.
    """
    for group, users in people.items():
        if isinstance(users, str):
            raise TypeError(f"{group}: expected a list of names, got {users!r}")
    present = [(user.name, group) for user in account.users.values() for group in user.groups]
    requested = [(user, group) for group, users in people.items() for user in users]
    new_users = dict.fromkeys(user for user, _ in requested if fold_name(user) not in account.users)
    new_groups = [group for group in people if fold_name(group) not in account.groups]
    joining = _without(requested, present)
    leaving = _without(present, requested)
    calls = [
        *(("create_user", {"UserName": user}) for user in new_users),
        *(("create_group", {"GroupName": group}) for group in new_groups),
        *(("add_user_to_group", {"GroupName": group, "UserName": user}) for user, group in joining),
        *(("remove_user_from_group", {"GroupName": group, "UserName": user}) for user, group in leaving),
    ]
    return [RecordedCall("iam", operation, arguments) for operation, arguments in calls]


def _without(pairs: Sequence[tuple[str, str]], excluded: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of user and group that are not among the others. IAM compares names without case."""
    folded = {(fold_name(user), fold_name(group)) for user, group in excluded}
    return [(user, group) for user, group in pairs if (fold_name(user), fold_name(group)) not in folded]
