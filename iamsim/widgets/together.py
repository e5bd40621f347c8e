"""One user's groups: join and leave them, see what each group says of an action, and all together.

together(account, "ria", actions, resource) → Together: .join("Editors"), .leave("Editors"), .text(), .html()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from iamsim.account import Account
from iamsim.decision import Decision, simulate
from iamsim.decision.explain import short_name
from iamsim.diagram import draw
from iamsim.markup import Cell, Markup, card_table, decision_cell, element, fragment, join_names, text_table
from iamsim.widgets.base import PictureMaker, RequestWidget, group_names, status
from iamsim.widgets.controls import Control, label, menu, row, tick_box
from iamsim.widgets.what_if import with_membership

# What one group's policies say is no decision yet, so it has words of its own.
PART_WORDS: Mapping[Decision, str] = MappingProxyType(
    {Decision.ALLOWED: "Allow", Decision.EXPLICIT_DENY: "Deny", Decision.IMPLICIT_DENY: "silent"}
)
OWN_POLICIES, TOGETHER = "own policies", "together"


def together(account: Account, user: str, actions: Sequence[str], resource: str) -> Together:
    """Put one user into groups and take it out, and see how their permissions add up."""
    name = account.user(user).name
    return Together(account=account, user=name, actions=tuple(actions), resource=resource)


@dataclass(eq=False, kw_only=True)
class Together(RequestWidget):
    """A user and its groups."""

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
        # In the account's order and not in that of joining: a column must not move when a group is left.
        groups = self.account.user(self.user).groups
        return tuple(name for name in group_names(self.account) if name in groups)

    @property
    def parts(self) -> tuple[str, ...]:
        """The table's columns before the last: the groups, and the user's own policies if there are any."""
        # Most users have no policies of their own; a column of "silent" would only be in the way.
        own_policies = self.account.policies_of(self.account.user(self.user))
        return (*self.groups, OWN_POLICIES) if own_policies else self.groups

    def part_cell(self, part: str, action: str) -> Cell:
        """Return what the policies of one group alone say, or the user's own policies alone."""
        # The simulator is asked about a user who has this part only, so that no second rule decides here.
        user = self.account.user(self.user)
        if part == OWN_POLICIES:
            user = replace(user, groups=())
        else:
            user = replace(user, groups=(part,), inline=(), attached=())
        account = self.account.with_identity(user)
        decision = simulate(account, self.user, action, self.resource).decision
        return replace(decision_cell(decision), words=PART_WORDS[decision])

    @property
    def sentence(self) -> str:
        """The user's groups, and what is allowed: `ria is in Readers; allowed: s3:GetObject.`."""
        groups = f"is in {join_names(self.groups)}" if self.groups else "is in no group"
        allowed = [action for action in self.actions if self.decision(self.user, action) is Decision.ALLOWED]
        return f"{self.user} {groups}; allowed: {join_names(allowed, 'nothing')}."

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table."""
        return (short_name(self.resource), *self.parts, TOGETHER)

    def rows(self) -> list[list[Cell]]:
        """Return a row for each action: the action, what each part says, what AWS answers."""
        rows: list[list[Cell]] = []
        for action in self.actions:
            parts = (self.part_cell(part, action) for part in self.parts)
            rows.append([action, *parts, decision_cell(self.decision(self.user, action), strong=True)])
        return rows

    def text(self) -> str:
        """Return the sentence and the table."""
        return "\n".join([self.sentence, *text_table([self.headings, *self.rows()], indent="  ")])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the sentence, the table, and the picture of the user's policies."""
        caption = f"What each says to {self.user}, and all together"
        table = card_table(self.rows(), self.headings, caption=caption, stacked=self.headings[1:])
        return fragment(status(self.sentence), table, picture(draw(self.account, self.user)))

    def controls(self) -> Sequence[Control]:
        """Return a menu of users and a tick box for each group."""
        boxes = (
            tick_box(name, name in self.groups, partial(self._set_membership, name))
            for name in group_names(self.account)
        )
        users = menu("User", self.users, self.user, self.choose)
        return [row(users, label(element("b", {}, "is in:")), row(*boxes, tight=True))]
