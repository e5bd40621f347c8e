"""A card of one user: switch password, access key and permission on or off, and see what comes of a request.

    user_card(account, "ana") → UserCard: .tick("password", on=True), .choose(user="ben"), .text(), .html()

Two questions are asked in turn, as AWS asks them: who are you? and then: may you?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from iamsim.account import AccessKey, Account, InlinePolicy, LoginProfile, User
from iamsim.decision import EvaluationResult, simulate
from iamsim.decision.explain import short_name
from iamsim.diagram import draw_user
from iamsim.markup import Cell, Markup, card_table, decision_cell, element, fragment, text_table
from iamsim.policy import PolicyDocument, allow
from iamsim.widgets.base import PictureMaker, Widget, first_user, user_names
from iamsim.widgets.controls import Control, menu, row, tick_box

PASSWORD, ACCESS_KEY, PERMISSION = "password", "access key", "permission"
PARTS = (PASSWORD, ACCESS_KEY, PERMISSION)
# As long as the ID of a real key, and plainly none.
EXAMPLE_KEY_ID = "AKIAEXAMPLEEXAMPLE00"
# IAM User Guide, id_credentials_passwords and id_credentials_access-keys.
WAYS_IN: Mapping[str, str] = MappingProxyType({PASSWORD: "in the Console", ACCESS_KEY: "from a program"})
HEADINGS = ("Way in", "1. Who are you?", "2. May you?")


def user_card(
    account: Account, user: str | None = None, actions: Sequence[str] = ("s3:GetObject",), resource: str = "*"
) -> UserCard:
    """Show one user's card: what proves who it is, what it may do, and what AWS answers to a request.

    Without `user` the account's first is shown; the menus have the others, and the actions. Raises ValueError
    for an account without users.
    """
    name = user or first_user(account)
    if not name:
        raise ValueError("user_card: the account has no user; create one first")
    return UserCard(account, account.user(name).name, tuple(actions), resource)


class UserCard(Widget):
    """A user whose password, access key and permission can be given and taken; the account itself stays."""

    def __init__(self, account: Account, user: str, actions: tuple[str, ...], resource: str) -> None:
        self._original = account
        self.user = user
        self.actions = actions
        self.action = actions[0]
        self.resource = resource
        self._ticks: dict[tuple[str, str, str], bool] = {}  # by user, part, and action of a permission

    def _original_parts(self) -> frozenset[str]:
        """Return the parts that the user has in the original account."""
        user = self._original.user(self.user)
        has_part = {
            PASSWORD: user.login_profile is not None,
            ACCESS_KEY: bool(user.access_keys),
            PERMISSION: simulate(self._original, self.user, self.action, self.resource).allowed,
        }
        return frozenset(part for part in PARTS if has_part[part])

    def _tick_key(self, part: str) -> tuple[str, str, str]:
        # A password serves for all actions, a permission for one.
        return self.user, part, self.action if part == PERMISSION else ""

    @property
    def parts(self) -> frozenset[str]:
        """The user's parts: as they were last ticked for this user, else as in the original account."""
        original = self._original_parts()
        return frozenset(part for part in PARTS if self._ticks.get(self._tick_key(part), part in original))

    @property
    def account(self) -> Account:
        """The account in which the user has these parts."""
        user = self._original.user(self.user)
        # What the user had comes back as it was; only what it never had is made up.
        changed = replace(
            user,
            login_profile=(user.login_profile or LoginProfile()) if PASSWORD in self.parts else None,
            access_keys=(user.access_keys or (AccessKey(EXAMPLE_KEY_ID),))
            if ACCESS_KEY in self.parts
            else (),
        )
        return self._original.with_identity(self._with_permission(changed))

    def _with_permission(self, user: User) -> User:
        """Return the user with the permission added, or with all permissions taken, where its box differs."""
        permitted = PERMISSION in self.parts
        if permitted is (PERMISSION in self._original_parts()):
            return user
        # A permission may come from any policy or group, or be missing by a Deny, so all of them are taken.
        if not permitted:
            return replace(user, inline=(), attached=(), groups=())
        policy = InlinePolicy("given here", PolicyDocument.parse(allow(self.action, self.resource)))
        return replace(user, inline=(*user.inline, policy))

    @property
    def result(self) -> EvaluationResult:
        """What AWS decides once it knows the sender."""
        return simulate(self.account, self.user, self.action, self.resource)

    def choose(self, user: str | None = None, action: str | None = None) -> UserCard:
        """Show another user, or ask for another action; what was ticked for a user before is still ticked."""
        self.user = self._original.user(user).name if user else self.user
        self.action = action or self.action
        # A menu can only show a value that is among its options.
        self.actions = tuple(dict.fromkeys((*self.actions, self.action)))
        return self.refresh()

    def tick(self, part: str, on: bool) -> UserCard:
        """Give or take "password", "access key" or "permission". Raises ValueError for another part."""
        if part not in PARTS:
            raise ValueError(f"tick: no part {part!r} (there are: {', '.join(PARTS)})")
        self._ticks[self._tick_key(part)] = on
        return self.refresh()

    def rows(self) -> list[tuple[str, str, Cell]]:
        """Return a row for each way in: its name, whether AWS knows the sender, and then what it decides."""
        return [(way_in, *self._sign_in(part)) for part, way_in in WAYS_IN.items()]

    def _sign_in(self, part: str) -> tuple[str, Cell]:
        if part not in self.parts:
            return f"not known: no {part}", "not asked"
        # Of an allowed request AWS's code is the same word.
        cell = decision_cell(self.result.decision, strong=True)
        code = "" if self.result.allowed else f" ({self.result.decision})"
        return f"{self.user}, by the {part}", replace(cell, words=f"{cell.words}{code}")

    @property
    def request_words(self) -> str:
        """The request: `ana asks for s3:GetObject on acme-reports/june.csv`."""
        resource = "" if self.resource == "*" else f" on {short_name(self.resource)}"
        return f"{self.user} asks for {self.action}{resource}"

    def text(self) -> str:
        """Return the user's parts, and the table of both ways in."""
        parts = ", ".join(part for part in PARTS if part in self.parts) or "nothing"
        table = text_table([HEADINGS, *self.rows()], indent="  ")
        return "\n".join([f"{self.user} has: {parts}", f"{self.request_words}:", *table])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the table of both ways in, and the picture of the user."""
        table = card_table(
            self.rows(), HEADINGS, caption=f"{self.request_words}. AWS answers:", stacked=HEADINGS[1:]
        )
        # A screen reader reads the whole table out when an answer changes.
        live_table = element("div", {"role": "status"}, table)
        return fragment(live_table, picture(draw_user(self.account, self.user)))

    def controls(self) -> Sequence[Control]:
        """Return menus of users and actions, and a tick box for each part."""
        users = menu("User", user_names(self.account), self.user, lambda name: self.choose(user=name))
        actions = menu("Action", self.actions, self.action, lambda name: self.choose(action=name))
        boxes = [tick_box(part.capitalize(), part in self.parts, partial(self.tick, part)) for part in PARTS]
        return [row(users, actions), row(*boxes, tight=True)]
