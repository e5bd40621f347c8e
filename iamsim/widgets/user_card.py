"""A card of one user to play with: password, access key, permission on or off, and what comes of a request.

    user_card(account, "ana") → UserCard: controls and an area that is written anew, .text(), .html()

Two questions are asked in turn, as AWS asks them: who are you? and then: may you? `tick` does from code what
the boxes do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple

from iamsim.account import AccessKey, Account, InlinePolicy, LoginProfile, User
from iamsim.decision import Decision, EvaluationResult, simulate
from iamsim.decision.explain import decision_words, short_name
from iamsim.diagram import Diagram, draw_user
from iamsim.policy import PolicyDocument, allow
from iamsim.widgets.controls import Controls, offer
from iamsim.widgets.twins import Twins, columns, grid, page

PASSWORD, ACCESS_KEY, PERMISSION = "password", "access key", "permission"
PARTS = (PASSWORD, ACCESS_KEY, PERMISSION)
MADE_UP = "AKIAEXAMPLEEXAMPLE00"
WAYS: Mapping[str, str] = MappingProxyType({PASSWORD: "in the Console", ACCESS_KEY: "from a program"})
HEADS = ("Way in", "1. Who are you?", "2. May you?")


class Try(NamedTuple):
    """A request that came one way: whether AWS knows the sender, and then what it decides."""

    way: str
    who: str
    may: str
    decision: str  # "" where it was not asked


def user_card(
    account: Account, user: str | None = None, actions: Sequence[str] = ("s3:GetObject",), resource: str = "*"
) -> UserCard:
    """Show one user's card: what proves who it is, what it may do, and what AWS answers to a request.

    Without `user` the account's first is shown; the menus have the others, and the actions.
    """
    name = user or next((one.name for one in account.users.values()), "")
    if not name:
        raise ValueError("user_card: the account has no user; create one first")
    return UserCard(account, account.user(name).name, tuple(actions), resource)


class UserCard(Twins):
    """A user whose password, access key and permission can be given and taken; the account itself stays."""

    def __init__(self, account: Account, user: str, actions: tuple[str, ...], resource: str) -> None:
        self._given = account
        self.user = user
        self.actions = actions
        self.action = actions[0]
        self.resource = resource
        self._ticked: dict[tuple[str, str, str], bool] = {}  # user, part, action → as it was left
        self.parts = self._had()

    def _had(self) -> frozenset[str]:
        """The parts that the user has in the account as it was given."""
        user = self._given.user(self.user)
        has = {
            PASSWORD: user.login_profile is not None,
            ACCESS_KEY: bool(user.access_keys),
            PERMISSION: simulate(self._given, self.user, self.action, self.resource).allowed,
        }
        return frozenset(part for part in PARTS if has[part])

    def _key(self, part: str) -> tuple[str, str, str]:
        """What a tick is about: a permission is one for an action."""
        return self.user, part, self.action if part == PERMISSION else ""

    def _left(self) -> frozenset[str]:
        """The parts as they were left when this user was shown last, else as the user has them."""
        had = self._had()
        return frozenset(part for part in PARTS if self._ticked.get(self._key(part), part in had))

    @property
    def account(self) -> Account:
        """The account as it is with these parts."""
        user = self._given.user(self.user)
        changed = replace(
            user,
            login_profile=(user.login_profile or LoginProfile()) if PASSWORD in self.parts else None,
            access_keys=(user.access_keys or (AccessKey(MADE_UP),)) if ACCESS_KEY in self.parts else (),
        )
        return self._given.with_identity(self._permitted(changed))

    def _permitted(self, user: User) -> User:
        """The user with the permission given, or with all permissions taken, where the box differs."""
        given = PERMISSION in self.parts
        if given is (PERMISSION in self._had()):
            return user
        if not given:
            return replace(user, inline=(), attached=(), groups=())
        made = InlinePolicy("given here", PolicyDocument.parse(allow(self.action, self.resource)))
        return replace(user, inline=(*user.inline, made))

    @property
    def result(self) -> EvaluationResult:
        """What AWS decides once it knows who asks."""
        return simulate(self.account, self.user, self.action, self.resource)

    def choose(self, user: str | None = None, action: str | None = None) -> UserCard:
        """Show another user, or ask for another action; what was ticked for a user before is still ticked."""
        self.user = self._given.user(user).name if user else self.user
        self.action = action or self.action
        self.actions = tuple(dict.fromkeys((*self.actions, self.action)))
        self.parts = self._left()
        self.show()
        return self

    def tick(self, part: str, on: bool) -> UserCard:
        """Give or take "password", "access key" or "permission"."""
        if part not in PARTS:
            raise ValueError(f"tick: no part {part!r} (there are: {', '.join(PARTS)})")
        self._ticked[self._key(part)] = on
        self.parts = self._left()
        self.show()
        return self

    def tries(self) -> tuple[Try, ...]:
        """The same request by both ways in."""
        return tuple(self._try(part, way) for part, way in WAYS.items())

    def _try(self, part: str, way: str) -> Try:
        if part not in self.parts:
            return Try(way, f"not known: no {part}", "not asked", "")
        decision = self.result.decision
        code = "" if decision is Decision.ALLOWED else f" ({decision})"
        return Try(way, f"{self.user}, by the {part}", f"{decision_words(decision)}{code}", str(decision))

    @property
    def asks(self) -> str:
        """The request in words."""
        on = "" if self.resource == "*" else f" on {short_name(self.resource)}"
        return f"{self.user} asks for {self.action}{on}"

    def text(self) -> str:
        """What the widget shows, as text."""
        has = ", ".join(part for part in PARTS if part in self.parts) or "nothing"
        rows = [HEADS, *((one.way, one.who, one.may) for one in self.tries())]
        table = [f"  {line}" for line in columns(rows)]
        return "\n".join([f"{self.user} has: {has}", f"{self.asks}:", *table])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The table of both tries, and the picture made in this way."""
        rows = [[one.way, escape(one.who), _cell(one)] for one in self.tries()]
        table = f'<div role="status">{grid(f"{self.asks}. AWS answers:", HEADS, rows)}</div>'
        return page("", table, lambda: picture(draw_user(self.account, self.user)))

    def controls(self) -> _Controls:
        """Menus for user and action, a tick box for each part."""
        return _Controls(self)


def _cell(one: Try) -> str:
    """What AWS decided, in bold; that it was not asked, not."""
    said = escape(one.may)
    return f'<strong class="{one.decision}">{said}</strong>' if one.decision else said


class _Controls(Controls[UserCard]):
    """The menus, and the tick boxes for the parts."""

    def build(self) -> Any:
        """The menus in a row, the boxes in a row, the area."""
        self.user = self.menu("User", lambda name: self.shown.choose(user=name))
        self.action = self.menu("Action", lambda name: self.shown.choose(action=name))
        self.boxes = {part: self.tick(part.capitalize(), partial(self.shown.tick, part)) for part in PARTS}
        rows = [self.row(self.user, self.action), self.row(*self.boxes.values())]
        return self.kit.VBox([*rows, self.area])

    def write(self) -> None:
        """Choose user and action, and tick the parts."""
        card = self.shown
        offer(self.user, (user.name for user in card.account.users.values()), card.user)
        offer(self.action, card.actions, card.action)
        for part, box in self.boxes.items():
            box.value = part in card.parts
