"""A card of one user: switch password, access key and permission on or off, and see what comes of a request.

    user_card(account, "ana") → UserCard: .tick("password", on=True), .choose(user="ben"), .text(), .html()

Two questions are asked in turn, as AWS asks them: who are you? and then: may you?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from iamsim.account import AccessKey, Account, InlinePolicy, LoginProfile, User
from iamsim.decision import Decision, EvaluationResult, simulate
from iamsim.decision.explain import decision_words, short_name
from iamsim.diagram import draw_user
from iamsim.markup import Content, Markup, decision_cell, element, fragment, html_table, text_table
from iamsim.policy import PolicyDocument, allow
from iamsim.widgets.base import PictureMaker, Widget, user_names
from iamsim.widgets.controls import Box, Menu, TickBox, row

PASSWORD, ACCESS_KEY, PERMISSION = "password", "access key", "permission"
PARTS = (PASSWORD, ACCESS_KEY, PERMISSION)
EXAMPLE_KEY_ID = "AKIAEXAMPLEEXAMPLE00"
WAYS_IN: Mapping[str, str] = MappingProxyType({PASSWORD: "in the Console", ACCESS_KEY: "from a program"})
HEADINGS = ("Way in", "1. Who are you?", "2. May you?")


class SignIn(NamedTuple):
    """A request that came one way: whether AWS knows the sender, and then what it decides."""

    way_in: str
    sender: str
    answer: str
    decision: Decision | None  # None where AWS does not know the sender and decides nothing


def user_card(
    account: Account, user: str | None = None, actions: Sequence[str] = ("s3:GetObject",), resource: str = "*"
) -> UserCard:
    """Show one user's card: what proves who it is, what it may do, and what AWS answers to a request.

    Without `user` the account's first is shown; the menus have the others, and the actions. Raises ValueError
    for an account without users.
    """
    name = user or next(iter(user_names(account)), "")
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
        self.parts = self._original_parts()

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
        return self.user, part, self.action if part == PERMISSION else ""

    def _ticked_parts(self) -> frozenset[str]:
        """Return the parts as they were last ticked for this user, else as the user has them."""
        original = self._original_parts()
        return frozenset(part for part in PARTS if self._ticks.get(self._tick_key(part), part in original))

    @property
    def account(self) -> Account:
        """The account in which the user has these parts."""
        user = self._original.user(self.user)
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
        self.actions = tuple(dict.fromkeys((*self.actions, self.action)))
        self.parts = self._ticked_parts()
        return self.refresh()

    def tick(self, part: str, on: bool) -> UserCard:
        """Give or take "password", "access key" or "permission". Raises ValueError for another part."""
        if part not in PARTS:
            raise ValueError(f"tick: no part {part!r} (there are: {', '.join(PARTS)})")
        self._ticks[self._tick_key(part)] = on
        self.parts = self._ticked_parts()
        return self.refresh()

    def sign_ins(self) -> tuple[SignIn, ...]:
        """Return the same request by both ways in."""
        return tuple(self._sign_in(part, way_in) for part, way_in in WAYS_IN.items())

    def _sign_in(self, part: str, way_in: str) -> SignIn:
        if part not in self.parts:
            return SignIn(way_in, f"not known: no {part}", "not asked", None)
        decision = self.result.decision
        code = "" if decision is Decision.ALLOWED else f" ({decision})"
        return SignIn(way_in, f"{self.user}, by the {part}", f"{decision_words(decision)}{code}", decision)

    @property
    def request_words(self) -> str:
        """The request: `ana asks for s3:GetObject on acme-reports/june.csv`."""
        resource = "" if self.resource == "*" else f" on {short_name(self.resource)}"
        return f"{self.user} asks for {self.action}{resource}"

    def text(self) -> str:
        """Return the user's parts, and the table of both ways in."""
        parts = ", ".join(part for part in PARTS if part in self.parts) or "nothing"
        rows = [(sign_in.way_in, sign_in.sender, sign_in.answer) for sign_in in self.sign_ins()]
        table = text_table([HEADINGS, *rows], indent="  ")
        return "\n".join([f"{self.user} has: {parts}", f"{self.request_words}:", *table])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the table of both ways in, and the picture of the user."""
        rows = [(sign_in.way_in, sign_in.sender, _answer_cell(sign_in)) for sign_in in self.sign_ins()]
        table = html_table(rows, HEADINGS, caption=f"{self.request_words}. AWS answers:")
        # A screen reader reads the whole table out when an answer changes.
        live_table = element("div", {"role": "status"}, table)
        return fragment(live_table, picture(draw_user(self.account, self.user)))

    def controls(self) -> Sequence[Box]:
        """Return menus of users and actions, and a tick box for each part."""
        users = Menu("User", user_names(self.account), self.user, lambda name: self.choose(user=name))
        actions = Menu("Action", self.actions, self.action, lambda name: self.choose(action=name))
        boxes = [TickBox(part.capitalize(), part in self.parts, partial(self.tick, part)) for part in PARTS]
        return [row(users, actions), row(*boxes)]


def _answer_cell(sign_in: SignIn) -> Content:
    """Return what AWS decided, in bold; "not asked" is no decision."""
    if sign_in.decision is None:
        return sign_in.answer
    return element("strong", {}, decision_cell(sign_in.decision).html(sign_in.answer))
