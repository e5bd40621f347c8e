"""One user's groups: join and leave them, see what each group says of an action, and all together.

together(account, "ria", actions, resource) → Together: .join("Editors"), .leave("Editors"), .text(), .html()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from iamsim.account import Account, User
from iamsim.decision import Decision, simulate
from iamsim.decision.explain import decision_words, short_name
from iamsim.diagram import draw
from iamsim.markup import (
    Content,
    Markup,
    decision_cell,
    element,
    fragment,
    html_table,
    join_names,
    text_table,
)
from iamsim.widgets.base import PictureMaker, Widget, group_names, status, user_names
from iamsim.widgets.controls import Box, Label, Menu, TickBox, row
from iamsim.widgets.what_if import with_membership

# What one group's policies say is no decision yet, so it has words of its own.
PART_WORDS: Mapping[Decision, str] = MappingProxyType(
    {Decision.ALLOWED: "Allow", Decision.EXPLICIT_DENY: "Deny", Decision.IMPLICIT_DENY: "silent"}
)
OWN_POLICIES, TOGETHER = "own policies", "together"


def together(account: Account, user: str, actions: Sequence[str], resource: str) -> Together:
    """Put one user into groups and take it out, and see how their permissions add up."""
    return Together(account, account.user(user).name, tuple(actions), resource)


class Together(Widget):
    """A user and its groups."""

    def __init__(self, account: Account, user: str, actions: tuple[str, ...], resource: str) -> None:
        self.account = account
        self.user = user
        self.actions = actions
        self.resource = resource

    def choose(self, user: str) -> Together:
        """Show another user."""
        self.user = self.account.user(user).name
        return self.refresh()

    def join(self, group: str) -> Together:
        """Put the user into a group."""
        return self._set_membership(group, True)

    def leave(self, group: str) -> Together:
        """Take the user out of a group."""
        return self._set_membership(group, False)

    def _set_membership(self, group: str, member: bool) -> Together:
        self.account = with_membership(self.account, self.user, group, member=member)
        return self.refresh()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the user is in, in the account's order."""
        return tuple(name for name in group_names(self.account) if name in self._user.groups)

    @property
    def _user(self) -> User:
        return self.account.user(self.user)

    @property
    def parts(self) -> tuple[str, ...]:
        """The table's columns before the last: the groups, and the user's own policies if there are any."""
        own_policies = (OWN_POLICIES,) if self.account.policies_of(self._user) else ()
        return (*self.groups, *own_policies)

    def decision(self, action: str) -> Decision:
        """Return AWS's answer."""
        return simulate(self.account, self.user, action, self.resource).decision

    def part_words(self, part: str, action: str) -> str:
        """Return what the policies of one group alone say, or the user's own policies alone."""
        user = self._user
        if part == OWN_POLICIES:
            user = replace(user, groups=())
        else:
            user = replace(user, groups=(part,), inline=(), attached=())
        account = self.account.with_identity(user)
        return PART_WORDS[simulate(account, self.user, action, self.resource).decision]

    @property
    def sentence(self) -> str:
        """The user's groups, and what is allowed: `ria is in Readers; allowed: s3:GetObject.`."""
        groups = f"is in {join_names(self.groups)}" if self.groups else "is in no group"
        allowed = [action for action in self.actions if self.decision(action) is Decision.ALLOWED]
        return f"{self.user} {groups}; allowed: {join_names(allowed, 'nothing')}."

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table."""
        return (short_name(self.resource), *self.parts, TOGETHER)

    def rows(self) -> list[tuple[str, ...]]:
        """Return a row for each action: the action, what each part says, what AWS answers."""
        return [
            (
                action,
                *(self.part_words(part, action) for part in self.parts),
                decision_words(self.decision(action)),
            )
            for action in self.actions
        ]

    def text(self) -> str:
        """Return the sentence and the table."""
        return "\n".join([self.sentence, *text_table([self.headings, *self.rows()], indent="  ")])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the sentence, the table, and the picture of the user's policies."""
        rows: list[list[Content]] = [
            [*part_cells, element("b", {}, decision_cell(self.decision(action)).html())]
            for action, (*part_cells, _) in zip(self.actions, self.rows(), strict=True)
        ]
        caption = f"What each says to {self.user}, and all together"
        table = html_table(rows, self.headings, caption=caption)
        return fragment(status(self.sentence), table, picture(draw(self.account, self.user)))

    def controls(self) -> Sequence[Box]:
        """Return a menu of users and a tick box for each group."""
        boxes = [
            TickBox(name, name in self.groups, partial(self._set_membership, name))
            for name in group_names(self.account)
        ]
        menu = Menu("User", user_names(self.account), self.user, self.choose)
        return [row(menu, Label(element("b", {}, "is in:"), {"margin": "0 1em 0 0"}), *boxes)]
