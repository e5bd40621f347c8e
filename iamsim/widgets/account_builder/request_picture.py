"""The playground's picture: laid out once for all requests of an account, its parts clickable.

    picture.show(workspace, opened) → .svg (changes only with the account), .marks (change with each request)

Of many people, and on a phone, only the one who asks is drawn, with that person's groups and policies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from iamsim.account import Account
from iamsim.diagram import AccountLayout, Diagram, count_of
from iamsim.diagram.decision_layout import title_key
from iamsim.widgets.account_builder.workspace import HeldPolicy, Holder, Workspace

MOST_PEOPLE = 8
"""With more people than these, the picture has only the one who asks."""


class RequestPicture:
    """A picture whose parts keep their places while the account changes."""

    def __init__(self) -> None:
        self.narrow = False  # as wide as a phone: of the person who asks alone
        # By the person who is shown alone, "" for all people; and whether it is narrow.
        self._layouts: dict[tuple[str, bool], AccountLayout] = {}
        self._drawn: tuple[AccountLayout, Mapping[str, Mapping[str, str]]] | None = None
        self.svg = ""
        self.marks: Mapping[str, str] = {}
        self.others = ""  # who is not in the picture, in words
        self.has_ghosts = False  # whether it shows people, groups or policies that are gone

    def show(self, workspace: Workspace, opened: Holder | HeldPolicy | None = None) -> None:
        """Show the request that is chosen; the lines of what is opened are marked, too. Raises NotDrawn."""
        result = workspace.result
        if result is None:
            self.svg, self.marks, self.others, self.has_ghosts = "", {}, "", False
            return
        layout = self._layout(workspace)
        self.has_ghosts = not layout.present.issuperset((*layout.parts.holders, *layout.parts.boxes))
        self.marks = layout.states(result)
        if opened is not None:
            lit = dict.fromkeys(_keys_of(layout, opened), " lit")
            self.marks = {key: state + lit.get(key, "") for key, state in self.marks.items()}
        attributes = _attributes(layout)
        if self._drawn is None or not self._same(layout, attributes):
            self.svg = layout.svg(attributes)
        self._drawn = (layout, attributes)

    def _same(self, layout: AccountLayout, attributes: Mapping[str, Mapping[str, str]]) -> bool:
        """Tell whether the picture would be the same as the one that is drawn."""
        if self._drawn is None:
            return False
        drawn, drawn_attributes = self._drawn
        if drawn is layout:
            return attributes == drawn_attributes
        # To compare takes 2 ms, to draw 20.
        return attributes == drawn_attributes and drawn.source == layout.source

    def diagram(self, workspace: Workspace) -> Diagram | None:
        """Return the picture as it stands where nothing can be clicked; None without a request."""
        result = workspace.result
        return None if result is None else self._layout(workspace).diagram(result)

    def _layout(self, workspace: Workspace) -> AccountLayout:
        account, users, alone = workspace.account, workspace.users, ""
        self.others = ""
        if users and (self.narrow or len(users) > MOST_PEOPLE):
            alone, users = workspace.user, (workspace.user,)
            full = account
            account = _account_of(account, alone)
            people, groups = len(full.users) - 1, len(full.groups) - len(account.groups)
            counts = ((people, "other user"), (groups, "other group"))
            counts_words = " and ".join(count_of(count, word) for count, word in counts if count)
            self.others = f"Not in the picture: {counts_words}." if counts_words else ""
        key = (alone, self.narrow)
        before = self._layouts.get(key)
        if before is None:
            layout = AccountLayout.of(account, users, narrow=self.narrow)
        elif (before.account, before.users) == (account, users):
            return before
        else:
            layout = before.with_account(account, users)
        self._layouts[key] = layout
        return layout


def _account_of(account: Account, user_name: str) -> Account:
    """Return the account with one user and that user's groups alone."""
    user = account.user(user_name)
    names = {group.name for group in account.groups_of(user)}
    groups = {key: group for key, group in account.groups.items() if group.name in names}
    return replace(account, users={key: u for key, u in account.users.items() if u is user}, groups=groups)


def _attributes(layout: AccountLayout) -> dict[str, dict[str, str]]:
    """Return what makes the parts of a picture buttons: the step of each and its values."""
    buttons: dict[str, dict[str, str]] = {}
    for key, holder in layout.parts.holders.items():
        if key in layout.present and holder.kind in {"user", "group"}:
            step = "ask_user" if holder.kind == "user" else "inspect"
            values = (
                {"user": holder.name} if holder.kind == "user" else {"kind": "group", "name": holder.name}
            )
            buttons[key] = _button(step, values, str(holder))
    for key, box in layout.parts.boxes.items():
        owner = next(
            (
                layout.parts.holders[link.tail]
                for link in layout.parts.links.values()
                if link.head == key and link.key in layout.present and link.label != "at most"
            ),
            None,
        )
        if owner is None or not box.name:
            continue
        values = {"kind": owner.kind, "holder": owner.name, "name": box.name}
        buttons[title_key(key)] = _button("open_policy", values, str(box))
        for part in (key, *(row.key for row in box.rows)):  # a click anywhere in it does the same
            buttons[part] = {"data-step": "open_policy", "data-values": json.dumps(values)}
    return buttons


def _button(step: str, values: Mapping[str, str], label: str) -> dict[str, str]:
    return {
        "data-step": step,
        "data-values": json.dumps(values),
        "tabindex": "0",
        "role": "button",
        "aria-label": label,
    }


def _keys_of(layout: AccountLayout, opened: Holder | HeldPolicy) -> set[str]:
    """Return the keys of somebody or something in the picture, and of the lines to and from it."""
    if isinstance(opened, Holder):
        own = {f"{opened.kind} {opened.name}"}
    else:
        own = {key for key, box in layout.parts.boxes.items() if _is_box_of(key, box.name, opened)}
    links = layout.parts.links.values()
    lines = {link.key for link in links if link.tail in own or link.head in own}
    return own | {title_key(key) for key in own} | lines


def _is_box_of(key: str, name: str, held_policy: HeldPolicy) -> bool:
    if name != held_policy.policy.name:
        return False
    holder = held_policy.holder
    return held_policy.arn in key if held_policy.arn else key.endswith(f"of {holder.kind} {holder.name}")
