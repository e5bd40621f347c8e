"""Who is in which group, as boxes to tick: users × groups, the members, and the call that a tick stands for.

    membership(account) → Membership: boxes and an area that is written anew, .text(), .html(), .account

No box joins a group to a group, and none stands for everybody: IAM has neither. `tick` does from code what
the boxes do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from iamsim.account import Account, Group
from iamsim.diagram import Diagram, Edge, Node, Picture, PictureBuilder, count_of
from iamsim.widgets.controls import Controls
from iamsim.widgets.twins import Twins, grid, listed, page

NOT_YET = "No box ticked yet."


def membership(account: Account) -> Membership:
    """Show who is in which group, and let it be changed; `.account` is the account as it is then."""
    for things, name in ((account.users, "user"), (account.groups, "group")):
        if not things:
            raise ValueError(f"membership: the account has no {name}; create one first")
    return Membership(account)


class Membership(Twins):
    """An account whose users can be put into its groups and taken out again."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.call = ""  # what boto3 would be told, for the last tick

    def is_in(self, user: str, group: str) -> bool:
        """True if a user is in a group."""
        return self.account.group(group) in self.account.groups_of(self.account.user(user))

    def tick(self, user: str, group: str, on: bool) -> Membership:
        """Put a user into a group, or take it out; once more changes nothing, as in IAM."""
        member, name = self.account.user(user), self.account.group(group).name
        others = tuple(known for known in member.groups if known != name)
        self.account = self.account.with_identity(replace(member, groups=(*others, name) if on else others))
        verb = "add_user_to_group" if on else "remove_user_from_group"
        self.call = f'iam.{verb}(UserName="{member.name}", GroupName="{name}")'
        self.show()
        return self

    def rows(self) -> Iterator[tuple[str, str]]:
        """Each group with its members."""
        for group in self.account.groups.values():
            yield group.name, listed([user.name for user in self.account.members_of(group)])

    def text(self) -> str:
        """What the widget shows, as text."""
        said = f"The last tick is this call: {self.call}" if self.call else NOT_YET
        return "\n".join([said, *(f"  {group}: {names}" for group, names in self.rows())])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The call, the members of each group, and the picture made in this way."""
        said = f"The last tick is this call: <code>{escape(self.call)}</code>" if self.call else NOT_YET
        table = grid("Who is in which group", ("Group", "Members"), [*self.rows()])
        return page(said, table, lambda: picture(Diagram(of_members(self.account))))

    def controls(self) -> _Boxes:
        """A tick box for each user and group."""
        return _Boxes(self)


def of_members(account: Account) -> Picture:
    """Users, and the groups that they are in."""
    builder = PictureBuilder(hide_labels=True)
    for user in account.users.values():
        builder.add_identity("user", user.name, *(() if user.groups else ("in no group",)))
    for group in account.groups.values():
        key = builder.add_node(_group(account, group))
        for user in account.members_of(group):
            builder.add_edge(Edge(f"user {user.name}", key, "member of", hide_label=True))
    counts = f"{count_of(len(account.users), 'user')}, {count_of(len(account.groups), 'group')}"
    picture = builder.build("Who is in which group", f"{counts}.", [counts, "A line: is a member of."])
    return replace(picture, keep_order=True)


def _group(account: Account, group: Group) -> Node:
    """A group and how many are in it."""
    lines = (count_of(len(account.members_of(group)), "member"),)
    return Node(f"group {group.name}", "group", group.name, "group", lines, lines)


class _Boxes(Controls[Membership]):
    """A box for each user and group, the area beside them."""

    def build(self) -> Any:
        """The boxes, a column for each group, and the area."""
        account = self.shown.account
        groups = [group.name for group in account.groups.values()]
        pairs = [(user.name, group) for user in account.users.values() for group in groups]
        self.boxes = {pair: self.tick(" in ".join(pair), partial(self.shown.tick, *pair)) for pair in pairs}
        columns = f"repeat({len(groups)}, minmax(9em, max-content))"
        look = {"grid_template_columns": columns, "margin": "0 2em 0 0"}
        grid = self.kit.GridBox([*self.boxes.values()], layout=look)
        beside = {"flex_flow": "row wrap", "align_items": "flex-start"}
        return self.kit.HBox([grid, self.area], layout=beside)

    def write(self) -> None:
        """Tick who is in which group."""
        for (user, group), box in self.boxes.items():
            box.value = self.shown.is_in(user, group)
