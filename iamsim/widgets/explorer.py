"""Things to play with in a notebook: choose, tick, shuffle, and see what is decided and why.

    explorer(account, user="ria") → Explorer: controls and an area that is written anew, .text(), .html()

The same is done from code by `choose`, `tick` and `shuffle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from iamsim.account import Account, Identity
from iamsim.decision import EvaluationResult
from iamsim.decision.explain import question, sentence, short_name
from iamsim.diagram import Diagram, draw
from iamsim.policy import PolicySource
from iamsim.widgets.controls import Controls, offer
from iamsim.widgets.page import STYLE, Row, answer, rows, table
from iamsim.widgets.situation import Place, Situation
from iamsim.widgets.twins import Twins, drawn

OFF = "off"  # the part of a statement that is not ticked


def explorer(  # noqa: PLR0913, PLR0917 - each is one of the widget's controls
    account: Account,
    user: str | None = None,
    action: str | None = None,
    resource: str | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
) -> Explorer:
    """Ask anything of an account: choose user, action and resource, tick statements off, shuffle.

    What is not given is taken from the account: its first user, the actions and resources that its policies
    name. `scps` are the levels of an organization above it, as `simulate` takes them. `Explorer.text()` and
    `.result` say in code what the widget shows.
    """
    chosen = account.user(user).name if user else next((one.name for one in account.users.values()), "")
    if not chosen:
        raise ValueError("explorer: the account has no user to ask for; create one first")
    named = _named(account)
    every_action = _offered(action, actions or named["Action"], "s3:GetObject")
    every_resource = _offered(resource, resources or named["Resource"], "*")
    situation = Situation(account, chosen, every_action[0], every_resource[0], scps=scps)
    return Explorer(situation, sorted(every_action), sorted(every_resource))


def _offered(given: str | None, others: Iterable[str], default: str) -> list[str]:
    """What a menu offers, the one asked for first."""
    return list(dict.fromkeys([given, *others] if given else others)) or [default]


def _named(account: Account) -> dict[str, list[str]]:
    """The actions and resources that the policies name without a wildcard."""
    found: dict[str, dict[str, None]] = {"Action": {}, "Resource": {}}
    holders: list[Identity] = [*account.users.values(), *account.groups.values()]
    for holder in holders:
        for policy in account.policies_of(holder):
            for statement in policy.document.statements:
                for element in statement.elements:
                    texts = [text for text in element.expected if not set("*?$") & set(text)]
                    found.get(element.name, {}).update(dict.fromkeys(texts))
    return {name: list(texts) for name, texts in found.items()}


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


class Explorer(Twins):
    """A request to play with. What the controls do, `choose`, `tick` and `shuffle` do from code."""

    def __init__(self, situation: Situation, actions: Sequence[str], resources: Sequence[str]) -> None:
        self.situation = situation
        self.actions = tuple(actions)
        self.resources = tuple(resources)
        self.shuffles = 0
        self.moved = 0  # how often a shuffle changed the decision

    @property
    def account(self) -> Account:
        """The account that is asked: without the statements that are ticked off."""
        return self.situation.changed

    @property
    def result(self) -> EvaluationResult:
        """The decision."""
        return self.situation.result

    def choose(
        self, user: str | None = None, action: str | None = None, resource: str | None = None
    ) -> Explorer:
        """Ask for another user, action or resource; another user's statements are all on."""
        now = self.situation
        name = now.account.user(user).name if user else now.user
        off = now.off if name == now.user else frozenset()
        changed = replace(
            now, user=name, action=action or now.action, resource=resource or now.resource, off=off
        )
        self.actions = tuple(sorted({*self.actions, changed.action}))
        self.resources = tuple(sorted({*self.resources, changed.resource}))
        return self._show(changed)

    def tick(self, statement: Place | str, on: bool) -> Explorer:
        """Switch a statement on or off; it is named as its tick box is, or by its policy's name alone."""
        places = {str(place): place for place in self.situation.places}
        names = [name for name, place in places.items() if statement in (place, name, place.name)]
        if not names:
            raise ValueError(f"tick: no statement {str(statement)!r} (there are: {', '.join(places)})")
        changed = self.situation
        for name in names:
            changed = changed.with_place(places[name], on=on)
        return self._show(changed)

    def shuffle(self) -> Explorer:
        """Put holders, policies and statements into another order."""
        before = self.result.decision
        self.shuffles += 1
        changed = self.situation.shuffled()
        self.moved += changed.result.decision is not before
        return self._show(changed)

    def _show(self, situation: Situation) -> Explorer:
        self.situation = situation
        self.show()
        return self

    @property
    def shuffled(self) -> str:
        """What came of shuffling, in words."""
        if not self.shuffles:
            return "not shuffled yet"
        moved = f"moved {_times(self.moved)}" if self.moved else "has not moved"
        return f"shuffled {_times(self.shuffles)}: the decision {moved}"

    def rows(self) -> list[Row]:
        """One row for each statement: the part it plays, what it says, where it stands, why not."""
        off = [place for place in self.situation.places if place in self.situation.off]
        return rows(self.result) + [(OFF, str(place.statement), place.where, "ticked off") for place in off]

    def text(self) -> str:
        """What the widget shows, as text."""
        result = self.result
        lines = [question(result.request), sentence(result)]
        lines += [
            f"  {part:<8}  {where}: {said}{f' ({why})' if why else ''}"
            for part, said, where, why in self.rows()
        ]
        return "\n".join([*lines, *([self.shuffled] if self.shuffles else [])])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The answer, the picture made in this way, and the table."""
        result = self.result
        said = f"{answer(result)}{drawn(lambda: picture(draw(result)))}{table(self.rows())}"
        return f'<div class="iamsim-page"><style>{STYLE}</style>{said}</div>'

    def controls(self) -> _Controls:
        """Menus, a tick box for each statement, a button that shuffles."""
        return _Controls(self)


class _Controls(Controls[Explorer]):
    """The menus, the tick boxes and the button."""

    def build(self) -> Any:
        """The menus in a row, the boxes below each other, the button in a row, the area."""
        self.user, self.action, self.resource = (self._menu(name) for name in ("user", "action", "resource"))
        hint = "Take all policies and statements in another order"
        self.shuffle = self.button("Shuffle", hint, self.shown.shuffle)
        self.heading, self.ticks, self.count = self.words(""), self.kit.VBox(), self.words("")
        self.places: dict[Place, Any] = {}
        menus = self.row(self.user, self.action, self.resource)
        return self.kit.VBox([menus, self.heading, self.ticks, self.row(self.shuffle, self.count), self.area])

    def _menu(self, name: str) -> Any:
        return self.menu(name.capitalize(), lambda value: self.shown.choose(**{name: value}))

    def write(self) -> None:
        """Offer what there is, and tick the statements that are on."""
        now = self.shown.situation
        offer(self.user, (user.name for user in now.account.users.values()), now.user)
        offer(self.action, self.shown.actions, now.action)
        offer(self.resource, ((short_name(arn), arn) for arn in self.shown.resources), now.resource)
        if tuple(self.places) != now.places:
            for box in self.places.values():
                box.close()
            self.places = {place: self._tick(place) for place in now.places}
            self.ticks.children = tuple(self.places.values())
        for place, box in self.places.items():
            box.value = place not in now.off
        told = "Untick one to see the answer without it:" if self.places else "There are none."
        self.heading.value = f"<b>Statements that apply to {escape(now.user)}.</b> {told}"
        self.count.value = escape(self.shown.shuffled)

    def _tick(self, place: Place) -> Any:
        box = self.tick(str(place), partial(self.shown.tick, place))
        box.tooltip = str(place.statement)
        return box
