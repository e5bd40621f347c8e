"""Answers to click on: who may do what, and for each answer why: every policy that was read.

reasons(account, actions, resource) → Reasons: .ask("ana", "s3:GetObject"), .text(), .html()
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from iamsim.account import Account
from iamsim.decision import Decision, EvaluationResult, simulate
from iamsim.decision.explain import (
    decision_words,
    mismatch,
    place,
    question,
    sentence,
    short_name,
    statement_words,
)
from iamsim.diagram import draw
from iamsim.markup import Content, Markup, decision_cell, element, fragment, html_table, text_table
from iamsim.widgets.base import PictureMaker, Widget, status, user_names
from iamsim.widgets.controls import Box, Button, Control, Label, grid

HEADINGS = ("Policy, and where it stands", "What it says", "Does it match?")
DECIDES, MATCHES = "yes, and it decides", "yes"


def reasons(
    account: Account, actions: Sequence[str], resource: str, user: str = "", action: str = ""
) -> Reasons:
    """Show every user's answers, and the reasons of one: of `user` and `action`, else of the first.

    Raises ValueError without users or without actions.
    """
    name = user or next(iter(user_names(account)), "")
    if not name or not actions:
        raise ValueError("reasons: expected an account with users, and at least one action")
    return Reasons(account, tuple(actions), resource).ask(name, action or actions[0])


def statement_rows(result: EvaluationResult, *, decided: bool = True) -> list[tuple[str, str, str]]:
    """Return a row for each statement that was read: where it stands, what it says, if it matches.

    Not `decided` leaves out which ones decide: before the last step nobody knows.
    """
    match_words = {"decides": DECIDES if decided else MATCHES, "matches": MATCHES}
    return [
        (
            place(statement),
            statement_words(statement.statement),
            match_words.get(result.role(statement)) or f"no: {mismatch(statement)}",
        )
        for statement in result.trace
    ]


class Reasons(Widget):
    """All answers, and the reasons of the one that was asked about."""

    def __init__(self, account: Account, actions: tuple[str, ...], resource: str) -> None:
        self.account = account
        self.actions = actions
        self.resource = resource
        self.user = self.action = ""

    def ask(self, user: str, action: str) -> Reasons:
        """Ask for the reasons of an answer."""
        self.user, self.action = self.account.user(user).name, action
        return self.refresh()

    @property
    def users(self) -> tuple[str, ...]:
        """The names of the account's users."""
        return user_names(self.account)

    def decision(self, user: str, action: str) -> Decision:
        """Return the answer to one request."""
        return simulate(self.account, user, action, self.resource).decision

    @property
    def result(self) -> EvaluationResult:
        """The answer that was asked about."""
        return simulate(self.account, self.user, self.action, self.resource)

    @property
    def sentence(self) -> str:
        """The answer that was asked about, and its reason."""
        return sentence(self.result)

    def rows(self) -> list[tuple[str, str, str]]:
        """Return a row for each statement that was read: where it stands, what it says, if it matches."""
        return statement_rows(self.result)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the answers."""
        return (short_name(self.resource), *self.actions)

    def text(self) -> str:
        """Return the table of answers, and the reasons of one."""
        rows = [
            (user, *(decision_words(self.decision(user, action)) for action in self.actions))
            for user in self.users
        ]
        table = text_table([self.headings, *rows], indent="  ")
        reason_lines = [f"  {where}: {statement} → {matches}" for where, statement, matches in self.rows()]
        return "\n".join([*table, question(self.result.request), self.sentence, *reason_lines])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the reasons of the answer that was asked about, and its picture."""
        result, rows = self.result, self.rows()
        asked = element("strong", {}, question(result.request))
        table = html_table(rows, HEADINGS, caption="Every policy that was read") if rows else fragment()
        return fragment(status(asked, f" {self.sentence}"), table, picture(draw(result)))

    def static_content(self, picture: PictureMaker) -> Markup:
        """Return the table of answers, which the buttons show in the live widget, and the reasons of one."""
        rows: list[list[Content]] = [
            [user, *(decision_cell(self.decision(user, action)).html() for action in self.actions)]
            for user in self.users
        ]
        answers = html_table(rows, self.headings, caption="Who may do what")
        return fragment(answers, self.content(picture))

    def controls(self) -> Sequence[Box]:
        """Return a button for each answer: a row for each user, a column for each action."""
        cells: list[Control] = [_heading(text) for text in self.headings]
        for user in self.users:
            cells += [_heading(user), *(self._button(user, action) for action in self.actions)]
        columns = f"max-content repeat({len(self.actions)}, 15em)"  # "nobody allowed it: why?" is the widest
        return [grid(columns, cells, grid_gap="3px 6px")]

    def _button(self, user: str, action: str) -> Button:
        words = decision_words(self.decision(user, action))
        asked = (user, action) == (self.user, self.action)
        return Button(
            f"▸ {words}" if asked else f"{words}: why?",
            partial(self.ask, user, action),
            tooltip=f"{user}, {action}: why?",
            primary=asked,
            layout={"width": "auto"},
        )


def _heading(text: str) -> Label:
    return Label(element("b", {}, text))
