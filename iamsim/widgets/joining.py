"""One user's groups to play with: join and leave, see what each group says of an action, and all together.

    together(account, "ria", actions, resource) → Together: tick boxes, a table with a column for each group

ipywidgets has its room here; without it the twins are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType
from typing import Any

from iamsim.account import Account, User
from iamsim.diagram import Diagram, draw
from iamsim.explanation import plain, short_name
from iamsim.result import Decision
from iamsim.simulating import simulate
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
            return plain(simulate(self.account, self.user, action, self.resource).decision)
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


class _Boxes:
    """The controls, and the area that they rewrite."""

    def __init__(self, shown: Together) -> None:
        import ipywidgets as kit  # noqa: PLC0415 - a guest; without it the twins are shown

        self.shown = shown
        self.kit = kit
        self.writing = False  # what we set ourselves is no answer
        names = [user.name for user in shown.account.users.values()]
        look = {"description_width": "initial"}
        self.user = kit.Dropdown(description="User", options=names, value=shown.user, style=look)
        self.user.observe(self._chosen, names="value")
        self.groups = {group.name: self._box(group.name) for group in shown.account.groups.values()}
        self.area = kit.HTML()
        self.refresh()
        head = kit.HTML("<b>is in:</b>", layout={"margin": "0 1em"})
        row = {"flex_flow": "row wrap", "align_items": "center"}
        self.box = kit.VBox([kit.HBox([self.user, head, *self.groups.values()], layout=row), self.area])

    def _chosen(self, change: Any) -> None:
        if not self.writing:
            self.shown.choose(change["new"])

    def _box(self, name: str) -> Any:
        look = {"indent": False, "layout": {"width": "auto", "margin": "2px 1.4em 2px 0"}}
        box = self.kit.Checkbox(description=name, value=False, **look)

        def ticked(change: Any) -> None:
            if not self.writing:
                (self.shown.join if change["new"] else self.shown.leave)(name)

        box.observe(ticked, names="value")
        return box

    def refresh(self) -> None:
        """Write everything anew."""
        self.writing = True
        try:
            self.user.value = self.shown.user
            for name, box in self.groups.items():
                box.value = name in self.shown.groups
            self.area.value = self.shown.page(lambda diagram: diagram.svg)
        finally:
            self.writing = False
