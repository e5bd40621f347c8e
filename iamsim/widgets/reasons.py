"""Answers to click on: who may do what, and for each answer why: every policy that was read.

reasons(account, actions, resource) → Reasons: .ask("ana", "s3:GetObject"), .text(), .html()
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from iamsim.account import Account
from iamsim.decision import EvaluationResult, explain, shown_statements
from iamsim.diagram import draw
from iamsim.markup import Markup, element, fragment, html_table, text_table
from iamsim.widgets.base import PictureMaker, RequestWidget, first_user, status
from iamsim.widgets.controls import Control, button, grid, label

HEADINGS = ("Policy, and where it stands", "What it says", "Does it match?")
DECIDES, MATCHES = "yes, and it decides", "yes"


def reasons(
    account: Account, actions: Sequence[str], resource: str, user: str = "", action: str = ""
) -> Reasons:
    """Show every user's answers, and the reasons of one: of `user` and `action`, else of the first.

    Raises ValueError without users or without actions.
    """
    name = user or first_user(account)
    if not name or not actions:
        raise ValueError("reasons: expected an account with users, and at least one action")
    widget = Reasons(account=account, actions=tuple(actions), resource=resource)
    return widget.ask(name, action or actions[0])


def statement_rows(result: EvaluationResult, *, decided: bool = True) -> list[tuple[str, str, str]]:
    """Return a row for each statement that was read: where it stands, what it says, if it matches.

    Not `decided` leaves out which ones decide: before the last step nobody knows.
    """
    shown, others = shown_statements(result)
    match_words = {"decides": DECIDES if decided else MATCHES, "matches": MATCHES}
    rows = [
        (
            explain.statement_place(statement),
            explain.short_statement_words(statement.statement, result.request),
            match_words.get(outcome) or f"no: it {explain.brief_mismatch(statement)}",
        )
        for statement, outcome in shown
    ]
    return [*rows, explain.other_statements_words(others)] if others else rows


@dataclass(eq=False, kw_only=True)
class Reasons(RequestWidget):
    """All answers, and the reasons of the one that was asked about."""

    def ask(self, user: str, action: str) -> Reasons:
        """Ask for the reasons of an answer."""
        self.user, self.action = self.account.user(user).name, action
        return self.refresh()

    @property
    def sentence(self) -> str:
        """The answer that was asked about, and its reason."""
        return explain.sentence(self.result)

    def rows(self) -> list[tuple[str, str, str]]:
        """Return a row for each statement that was read: where it stands, what it says, if it matches."""
        return statement_rows(self.result)

    def text(self) -> str:
        """Return the table of answers, and the reasons of one."""
        table = text_table([self.headings, *self.answers()], indent="  ")
        statements = [f"  {stands}: {statement} → {matches}" for stands, statement, matches in self.rows()]
        return "\n".join([*table, explain.question(self.result.request), self.sentence, *statements])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the reasons of the answer that was asked about, and its picture."""
        result, rows = self.result, self.rows()
        request = element("strong", {}, explain.question(result.request))
        table = html_table(rows, HEADINGS, caption="Every policy that was read") if rows else fragment()
        return fragment(status(request, f" {self.sentence}"), table, picture(draw(result)))

    # On paper and in a saved notebook nothing can be pressed, so there the answers are a table.
    def static_content(self, picture: PictureMaker) -> Markup:
        """Return the table of answers, which the buttons show in the live widget, and the reasons of one."""
        answers = html_table(self.answers(), self.headings, caption="Who may do what")
        return fragment(answers, self.content(picture))

    def controls(self) -> Sequence[Control]:
        """Return a button for each answer: a row for each user, a column for each action."""
        cells = [_heading(text) for text in self.headings]
        for user in self.users:
            cells += [_heading(user), *(self._button(user, action) for action in self.actions)]
        # As wide as the longest words of a decision with ": why?" behind them.
        columns = f"max-content repeat({len(self.actions)}, 15em)"
        return [grid(columns, cells, grid_gap="3px 6px")]

    def _button(self, user: str, action: str) -> Control:
        words = explain.decision_words(self.decision(user, action))
        # The mark is in the words, too, because a button's colour is neither heard nor printed.
        is_explained = (user, action) == (self.user, self.action)
        return button(
            f"▸ {words}" if is_explained else f"{words}: why?",
            partial(self.ask, user, action),
            tooltip=f"{user}, {action}: why?",
            primary=is_explained,
            width="auto",
        )


def _heading(text: str) -> Control:
    return label(element("b", {}, text))
