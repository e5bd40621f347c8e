"""Answers to click on: who may do what, and for each answer why: every policy that was read, and if it fits.

    reasons(account, actions, resource) → Reasons: a grid of answers, below it the reasons of one

`ask` does from code what a button does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import product
from typing import Any

from iamsim.account import Account
from iamsim.decision import Decision, EvaluationResult, StatementResult, simulate
from iamsim.decision.explain import decision_words, mismatch, place, question, sentence, short_name
from iamsim.diagram import Diagram, draw
from iamsim.widgets.controls import Controls
from iamsim.widgets.twins import Twins, columns, grid, listed, page

HEADS = ("Policy, and where it hangs", "What it says", "Does it fit?")
FITS = {"decides": "yes, and it decides", "matches": "yes"}


def reasons(
    account: Account, actions: Sequence[str], resource: str, user: str = "", action: str = ""
) -> Reasons:
    """Show every user's answers, and the reasons of one: of `user` and `action`, else of the first."""
    name = user or next((one.name for one in account.users.values()), "")
    if not name or not actions:
        raise ValueError("reasons: expected an account with users, and at least one action")
    return Reasons(account, tuple(actions), resource).ask(name, action or actions[0])


class Reasons(Twins):
    """Answers and their reasons."""

    def __init__(self, account: Account, actions: tuple[str, ...], resource: str) -> None:
        self.account = account
        self.actions = actions
        self.resource = resource
        self.user = self.action = ""

    def ask(self, user: str, action: str) -> Reasons:
        """Ask why an answer is as it is."""
        self.user, self.action = self.account.user(user).name, action
        self.show()
        return self

    @property
    def users(self) -> tuple[str, ...]:
        """The account's users."""
        return tuple(user.name for user in self.account.users.values())

    def answer(self, user: str, action: str) -> str:
        """One answer in plain words."""
        return decision_words(simulate(self.account, user, action, self.resource).decision)

    @property
    def result(self) -> EvaluationResult:
        """The answer that was asked about."""
        return simulate(self.account, self.user, self.action, self.resource)

    @property
    def said(self) -> str:
        """The answer and what made it, in a sentence."""
        result = self.result
        if result.decision is Decision.EXPLICIT_DENY:
            return sentence(result)
        if result.decision is Decision.ALLOWED:
            places = list(dict.fromkeys(place(one) for one in result.matched_statements))
            return f"Allowed: {listed(places)} {'allows' if len(places) == 1 else 'allow'} it."
        count = len({(one.source, one.policy.name) for one in result.trace})
        read = {0: "there is no policy to read", 1: "the one policy that was read does not fit"}
        return f"Nobody allowed it: {read.get(count, f'of the {count} policies that were read, none fits')}."

    def rows(self) -> list[tuple[str, str, str]]:
        """One row for each statement that was read: where it hangs, what it says, if it fits."""
        result = self.result
        return [
            (place(one), _short(str(one.statement)), FITS.get(result.role(one)) or _misses(one))
            for one in result.trace
        ]

    def text(self) -> str:
        """What the widget shows, as text."""
        answers = [(user, *(self.answer(user, action) for action in self.actions)) for user in self.users]
        table = columns([(short_name(self.resource), *self.actions), *answers])
        why = [f"  {where}: {said} → {fits}" for where, said, fits in self.rows()]
        return "\n".join([*(f"  {line}" for line in table), question(self.result.request), self.said, *why])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The reasons of the answer that was asked about, and its picture."""
        result = self.result
        rows = [[where, escape(said), escape(fits)] for where, said, fits in self.rows()]
        table = grid("Every policy that was read", HEADS, rows) if rows else ""
        said = f"<strong>{escape(question(result.request))}</strong> {escape(self.said)}"
        return page(said, table, lambda: picture(draw(result)))

    def html(self) -> str:
        """What the widget shows, as HTML: the answers, then the reasons."""
        answers = [[user, *(self.answer(user, action) for action in self.actions)] for user in self.users]
        heads = (short_name(self.resource), *self.actions)
        return f'<div class="iamsim-page">{grid("Who may do what", heads, answers)}</div>{super().html()}'

    def controls(self) -> _Buttons:
        """A button for each answer."""
        return _Buttons(self)


def _short(text: str) -> str:
    """A text with names in place of ARNs."""
    return " ".join(f"{short_name(word.rstrip(','))}{',' * word.endswith(',')}" for word in text.split(" "))


def _misses(one: StatementResult) -> str:
    """Why a statement does not fit: what it is about, and what was asked for."""
    element = next(element for element in one.elements if not element.accepted)
    if element.name in {"Action", "Resource"}:
        return _short(f"no: it is about {', '.join(element.expected)}, not {element.found}")
    return _short(f"no: {mismatch(one)}")


class _Buttons(Controls[Reasons]):
    """The grid of buttons."""

    def build(self) -> Any:
        """A row of buttons for each user, a column for each action, the area."""
        shown = self.shown
        self.buttons = {pair: self._button(*pair) for pair in product(shown.users, shown.actions)}
        cells = [self._head(short_name(shown.resource)), *map(self._head, shown.actions)]
        for user in shown.users:
            cells += [self._head(user), *(self.buttons[user, action] for action in shown.actions)]
        wide = f"max-content repeat({len(shown.actions)}, 15em)"  # "nobody allowed it: why?"
        grid = self.kit.GridBox(cells, layout={"grid_template_columns": wide, "grid_gap": "3px 6px"})
        return self.kit.VBox([grid, self.area])

    def _head(self, text: str) -> Any:
        return self.words(f"<b>{escape(text)}</b>")

    def _button(self, user: str, action: str) -> Any:
        button = self.button("", f"{user}, {action}: why?", partial(self.shown.ask, user, action))
        button.layout.width = "auto"
        return button

    def write(self) -> None:
        """Say the answers, and mark the one that was asked about."""
        asked = (self.shown.user, self.shown.action)
        for pair, button in self.buttons.items():
            said = self.shown.answer(*pair)
            button.description = f"{said}: why?" if pair != asked else f"▸ {said}"
            button.button_style = "primary" if pair == asked else ""
