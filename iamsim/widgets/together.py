"""One user's groups to play with: join and leave, see what each group says of an action, and all together.

together(account, "ria", actions, resource) → Together: tick boxes, a table with a column for each group
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType
from typing import Any

from iamsim.account import Account, User
from iamsim.decision import Decision, simulate
from iamsim.decision.explain import decision_words, short_name
from iamsim.diagram import Diagram, draw
from iamsim.widgets.controls import Controls, offer
from iamsim.widgets.twins import Twins, columns, grid, listed, page

SAYS: Mapping[Decision, str] = MappingProxyType(
    {Decision.ALLOWED: "Allow", Decision.EXPLICIT_DENY: "Deny", Decision.IMPLICIT_DENY: "silent"}
)
OWN, TOGETHER = "own policies", "together"


def together(account: Account, user: str, actions: Sequence[str], resource: str) -> Together:
    """Put one user into groups and take it out, and see how their permissions add up."""
    return Together(account, account.user(user).name, tuple(actions), resource)


class Together(Twins):
    """A user and its groups. What the controls do, `choose`, `join` and `leave` do from code."""

    def __init__(self, account: Account, user: str, actions: tuple[str, ...], resource: str) -> None:
        self.account = account
        self.user = user
        self.actions = actions
        self.resource = resource

    def choose(self, user: str) -> Together:
        """Show another user."""
        self.user = self.account.user(user).name
        self.show()
        return self

    def join(self, group: str) -> Together:
        """Put the user into a group."""
        return self._changed(group, on=True)

    def leave(self, group: str) -> Together:
        """Take the user out of a group."""
        return self._changed(group, on=False)

    def _changed(self, group: str, *, on: bool) -> Together:
        name, user = self.account.group(group).name, self._user
        kept = tuple(one for one in user.groups if one != name)
        self.account = self.account.with_identity(replace(user, groups=(*kept, name) if on else kept))
        self.show()
        return self

    @property
    def _user(self) -> User:
        return self.account.user(self.user)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the user is in, in the account's order."""
        return tuple(one.name for one in self.account.groups.values() if one.name in self._user.groups)

    @property
    def heads(self) -> tuple[str, ...]:
        """The table's columns: the groups, the own policies if there are some, and together."""
        own = (OWN,) if self.account.policies_of(self._user) else ()
        return (*self.groups, *own, TOGETHER)

    def rows(self) -> list[tuple[str, ...]]:
        """For each action what each place says, and what AWS answers."""
        return [tuple(self._said(head, action) for head in self.heads) for action in self.actions]

    def _said(self, head: str, action: str) -> str:
        if head == TOGETHER:
            return decision_words(simulate(self.account, self.user, action, self.resource).decision)
        user = self._user
        only = (
            replace(user, groups=()) if head == OWN else replace(user, groups=(head,), inline=(), attached=())
        )
        alone = self.account.with_identity(only)
        return SAYS[simulate(alone, self.user, action, self.resource).decision]

    @property
    def said(self) -> str:
        """Whose groups these are, and what they give, in a sentence."""
        where = f"is in {listed(self.groups)}" if self.groups else "is in no group"
        gives = [a for a in self.actions if simulate(self.account, self.user, a, self.resource).allowed]
        return f"{self.user} {where}; allowed: {listed(gives, 'nothing')}."

    def text(self) -> str:
        """What the widget shows, as text."""
        rows = [(action, *row) for action, row in zip(self.actions, self.rows(), strict=True)]
        table = columns([(short_name(self.resource), *self.heads), *rows])
        return "\n".join([self.said, *(f"  {line}" for line in table)])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The sentence, the table, the user's paths."""
        rows = [
            [action, *map(escape, said), f"<b>{escape(whole)}</b>"]
            for action, (*said, whole) in zip(self.actions, self.rows(), strict=True)
        ]
        caption = f"What each says to {self.user}, and all together"
        table = grid(caption, (short_name(self.resource), *self.heads), rows)
        return page(escape(self.said), table, lambda: picture(draw(self.account, self.user)))

    def controls(self) -> _Boxes:
        """A menu of users, and a tick box for each group."""
        return _Boxes(self)


class _Boxes(Controls[Together]):
    """The menu of users, and the tick boxes for groups."""

    def build(self) -> Any:
        """The menu and the boxes in a row, the area."""
        self.user = self.menu("User", self.shown.choose)
        self.groups = {group.name: self._box(group.name) for group in self.shown.account.groups.values()}
        head = self.words("<b>is in:</b>", margin="0 1em 0 0")
        return self.kit.VBox([self.row(self.user, head, *self.groups.values()), self.area])

    def _box(self, name: str) -> Any:
        return self.tick(name, lambda ticked: (self.shown.join if ticked else self.shown.leave)(name))

    def write(self) -> None:
        """Choose the user, and tick its groups."""
        offer(self.user, (user.name for user in self.shown.account.users.values()), self.shown.user)
        for name, box in self.groups.items():
            box.value = name in self.shown.groups
