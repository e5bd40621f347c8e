"""Who is in which group, as boxes to tick: users × groups, the members, and the call that a tick stands for.

    membership(account) → Membership: .tick("ana", "Data", on=True), .account, .text(), .html()

No box joins a group to a group, and none stands for everybody: IAM has neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from iamsim.account import Account
from iamsim.diagram import Diagram, Node, Picture, PictureBuilder, count_of
from iamsim.markup import Markup, card_table, element, fragment, join_names
from iamsim.widgets.base import PictureMaker, Widget, group_names, status, user_names
from iamsim.widgets.controls import Control, grid, label, tick_box
from iamsim.widgets.what_if import with_membership

NO_TICK = "Nothing is changed yet."
CALL = "The last tick is this call: "


def membership(account: Account) -> Membership:
    """Show who is in which group, and let it be changed; `.account` is the account as it is then.

    Raises ValueError for an account without users or without groups.
    """
    for identities, kind in ((account.users, "user"), (account.groups, "group")):
        if not identities:
            raise ValueError(f"membership: the account has no {kind}; create one first")
    return Membership(account)


class Membership(Widget):
    """An account whose users can be put into its groups and taken out again."""

    side_by_side = True  # the grid of boxes is narrow

    def __init__(self, account: Account) -> None:
        self.account = account
        self.call = ""  # the last tick as boto3 code

    def is_in(self, user: str, group: str) -> bool:
        """Return True if a user is in a group."""
        # Asked of the account: the names of groups that a user holds may differ from the group's in case.
        return self.account.group(group) in self.account.groups_of(self.account.user(user))

    def tick(self, user: str, group: str, on: bool) -> Membership:
        """Put a user into a group, or take it out; a second time changes nothing, as in IAM."""
        # IAM takes names in any case; the call shows them as they were created.
        user_name, group_name = self.account.user(user).name, self.account.group(group).name
        self.account = with_membership(self.account, user_name, group_name, member=on)
        method = "add_user_to_group" if on else "remove_user_from_group"
        self.call = f'iam.{method}(UserName="{user_name}", GroupName="{group_name}")'
        return self.refresh()

    def rows(self) -> Iterator[tuple[str, str]]:
        """Return each group's name with its members in words."""
        for group in self.account.groups.values():
            yield group.name, join_names([user.name for user in self.account.members_of(group)])

    def text(self) -> str:
        """Return the last call and the members of each group."""
        call = f"{CALL}{self.call}" if self.call else NO_TICK
        return "\n".join([call, *(f"  {group}: {members}" for group, members in self.rows())])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the last call, the members of each group, and the picture."""
        call = status(CALL, element("code", {}, self.call)) if self.call else status(NO_TICK)
        table = card_table(self.rows(), ("Group", "Members"), caption="Who is in which group")
        return fragment(call, table, picture(Diagram(membership_picture(self.account))))

    def controls(self) -> Sequence[Control]:
        """Return a tick box for each user and group, a column for each group."""
        groups = group_names(self.account)
        cells = [label("User"), *(label(group, "iamsim-heading") for group in groups)]
        for user in user_names(self.account):
            cells.append(label(user, "iamsim-heading"))
            cells += [
                tick_box(
                    f"{user} in {group}", self.is_in(user, group), partial(self.tick, user, group), bare=True
                )
                for group in groups
            ]
        return [grid(f"fit-content(12em) repeat({len(groups)}, minmax(3.5em, max-content))", cells)]


def membership_picture(account: Account) -> Picture:
    """Return a picture of all users and the groups that they are in."""
    builder = PictureBuilder(hide_labels=True)
    for user in account.users.values():
        builder.add_identity("user", user.name, *(() if user.groups else ("in no group",)))
    for group in account.groups.values():
        count = (count_of(len(account.members_of(group)), "member"),)
        key = builder.add_node(Node(f"group {group.name}", "group", group.name, "group", count, count))
        for user in account.members_of(group):
            builder.add_edge(f"user {user.name}", key, "member of")
    counts = f"{count_of(len(account.users), 'user')}, {count_of(len(account.groups), 'group')}"
    picture = builder.build("Who is in which group", f"{counts}.", [counts, "A line: is a member of."])
    # Graphviz would move users to avoid crossings; they stay where the grid has them.
    return replace(picture, keep_order=True)
