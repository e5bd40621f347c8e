"""One group to play with: attach and detach policies, let users join and leave, and see whose answers change.

    attachments(account, "Web", resource) → Attachments: tick boxes, a table of answers, the path picture

Cells that changed with the last step say "changed".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from itertools import product
from typing import Any

from iamsim.account import Account
from iamsim.aws.errors import suggest_names
from iamsim.decision import simulate
from iamsim.decision.explain import decision_words, short_name
from iamsim.diagram import Diagram, draw
from iamsim.widgets.controls import Controls
from iamsim.widgets.twins import Twins, columns, grid, listed, page

CHANGED = "changed"


def attachments(account: Account, group: str, resource: str, actions: Sequence[str] = ()) -> Attachments:
    """Attach the account's managed policies to a group, let its users join and leave.

    The table asks for each user and each action on one resource; without `actions`, for all that the
    policies name.
    """
    name = account.group(group).name
    if not account.policies:
        raise ValueError("attachments: the account has no managed policy that could be attached")
    statements = (one for policy in account.policies.values() for one in policy.document.statements)
    elements = (element for one in statements for element in one.elements if element.name == "Action")
    found = dict.fromkeys(action for element in elements for action in element.expected)
    return Attachments(account, name, resource, tuple(actions or found))


class Attachments(Twins):
    """A group with its policies and members. What the boxes do, `attach`, `detach`, `join` and `leave` do."""

    def __init__(self, account: Account, group: str, resource: str, actions: tuple[str, ...]) -> None:
        self.account = self.before = account
        self.group = group
        self.resource = resource
        self.actions = actions
        self.said = ""

    def attach(self, policy: str) -> Attachments:
        """Attach a managed policy, given by its name, to the group."""
        return self._attached(policy, on=True)

    def detach(self, policy: str) -> Attachments:
        """Take a policy off the group."""
        return self._attached(policy, on=False)

    def join(self, user: str) -> Attachments:
        """Put a user into the group."""
        return self._member(user, on=True)

    def leave(self, user: str) -> Attachments:
        """Take a user out of the group."""
        return self._member(user, on=False)

    def _attached(self, policy: str, *, on: bool) -> Attachments:
        arn, group = self._arn(policy), self.account.group(self.group)
        kept = tuple(one for one in group.attached if one != arn)
        word = f"attached {policy} to" if on else f"detached {policy} from"
        changed = replace(group, attached=(*kept, arn) if on else kept)
        return self._step(self.account.with_identity(changed), f"You {word} {self.group}")

    def _member(self, name: str, *, on: bool) -> Attachments:
        user = self.account.user(name)
        kept = tuple(one for one in user.groups if one != self.group)
        word = "joined" if on else "left"
        changed = replace(user, groups=(*kept, self.group) if on else kept)
        return self._step(self.account.with_identity(changed), f"{user.name} {word} {self.group}")

    def _step(self, account: Account, what: str) -> Attachments:
        self.before, self.account = self.account, account
        pairs = [pair for pair in product(self.users, self.actions) if self.changed(*pair)]
        people = listed(list(dict.fromkeys(user for user, _ in pairs)))
        count = f"{len(pairs)} {'answer' if len(pairs) == 1 else 'answers'} changed, for {people}"
        self.said = f"{what}: {count if pairs else 'no answer changed'}."
        self.show()
        return self

    def _arn(self, policy: str) -> str:
        names = {one.name: arn for arn, one in self.account.policies.items()}
        if policy not in names:
            raise ValueError(f"no managed policy named {policy!r} ({suggest_names(policy, names)})")
        return names[policy]

    @property
    def users(self) -> tuple[str, ...]:
        """The account's users."""
        return tuple(user.name for user in self.account.users.values())

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of the policies that are attached to the group."""
        return tuple(self.account.policy(arn).name for arn in self.account.group(self.group).attached)

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the group's members."""
        return tuple(user.name for user in self.account.members_of(self.account.group(self.group)))

    def changed(self, user: str, action: str) -> bool:
        """Tell whether the last step has changed the answer."""
        then = simulate(self.before, user, action, self.resource)
        return then.decision is not simulate(self.account, user, action, self.resource).decision

    def rows(self) -> list[list[tuple[str, str]]]:
        """For each user, for each action: the answer, and "changed" or nothing."""
        return [
            [
                (
                    decision_words(simulate(self.account, user, action, self.resource).decision),
                    CHANGED * self.changed(user, action),
                )
                for action in self.actions
            ]
            for user in self.users
        ]

    @property
    def title(self) -> str:
        """What stands over the table: the group as it is."""
        policies = listed(self.attached, "no policy")
        return f"{self.group} has {policies}; its members: {listed(self.members)}"

    def text(self) -> str:
        """What the widget shows, as text."""
        heads = (short_name(self.resource), *self.actions)
        cells = [[", ".join(filter(None, cell)) for cell in row] for row in self.rows()]
        table = columns([heads, *([user, *row] for user, row in zip(self.users, cells, strict=True))])
        return "\n".join([self.title, *(f"  {line}" for line in table), *filter(None, [self.said])])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """What changed, the table of answers, the path picture."""
        cells = [[_cell(*cell) for cell in row] for row in self.rows()]
        rows = [[user, *row] for user, row in zip(self.users, cells, strict=True)]
        table = grid(self.title, (short_name(self.resource), *self.actions), rows)
        return page(escape(self.said), table, lambda: picture(draw(self.account)))

    def controls(self) -> _Boxes:
        """Tick boxes for policies and members."""
        return _Boxes(self)


def _cell(answer: str, changed: str) -> str:
    return f'{escape(answer)}<span class="tag">{changed}</span>' if changed else escape(answer)


class _Boxes(Controls[Attachments]):
    """The tick boxes for policies and members."""

    def build(self) -> Any:
        """A line of policies, a line of users, the area."""
        shown = self.shown
        names = [policy.name for policy in shown.account.policies.values()]
        self.policies = {name: self._either(name, shown.attach, shown.detach) for name in names}
        self.users = {name: self._either(name, shown.join, shown.leave) for name in shown.users}
        lines = [
            self._line(f"Attached to {shown.group}:", self.policies),
            self._line(f"Members of {shown.group}:", self.users),
        ]
        return self.kit.VBox([*lines, self.area])

    def _either(self, name: str, on: Callable[[str], Any], off: Callable[[str], Any]) -> Any:
        return self.tick(name, lambda ticked: (on if ticked else off)(name))

    def _line(self, title: str, boxes: dict[str, Any]) -> Any:
        head = self.words(f"<b>{escape(title)}</b>", min_width="9em", margin="2px 1em 2px 0")
        return self.row(head, *boxes.values())

    def write(self) -> None:
        """Tick what is attached, and who is a member."""
        for boxes, ticked in ((self.policies, self.shown.attached), (self.users, self.shown.members)):
            for name, box in boxes.items():
                box.value = name in ticked
