"""Answers to click on: who may do what, and for each answer why: every policy that was read.

reasons(account, actions, resource) → Reasons: .ask("ana", "s3:GetObject"), .text(), .html()
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from iamsim.account import Account
from iamsim.decision import EvaluationResult, explain, shown_statements
from iamsim.decision.explain import short_name
from iamsim.diagram import draw
from iamsim.markup import Content, Markup, card_table, code_name, fragment, text_table
from iamsim.widgets.base import PictureMaker, RequestWidget, first_user, result_line
from iamsim.widgets.controls import Control, decision_button, grid, label

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
    statements, hidden_count = shown_statements(result)
    match_words = {"decides": DECIDES if decided else MATCHES, "matches": MATCHES}
    rows = [
        (
            explain.statement_place(statement),
            explain.short_statement_words(statement.statement, result.request),
            match_words.get(outcome) or f"no: it {explain.brief_mismatch(statement)}",
        )
        for statement, outcome in statements
    ]
    return [*rows, explain.other_statements_words(hidden_count)] if hidden_count else rows


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
        table = policy_table(rows, "Every policy that was read") if rows else fragment()
        request = fragment(explain.question(result.request), " ")
        return fragment(result_line(result, request), table, picture(draw(result)))

    # On paper and in a saved notebook nothing can be pressed, so there the answers are a table.
    def static_content(self, picture: PictureMaker) -> Markup:
        """Return the table of answers, which the buttons show in the live widget, and the reasons of one."""
        answers = card_table(
            self.answers(), self.headings, caption="Who may do what", stacked=self.headings[1:]
        )
        return fragment(answers, self.content(picture))

    def controls(self) -> Sequence[Control]:
        """Return a button for each answer: a row for each user, a column for each action."""
        cells = [_heading(""), *(_heading(code_name(action)) for action in self.actions)]
        for user in self.users:
            cells += [_heading(user), *(self._button(user, action) for action in self.actions)]
        # No wider than an action's name, and on a phone all of them side by side.
        columns = f"fit-content(12em) repeat({len(self.actions)}, minmax(0, 11em))"
        title = f"Answers on {short_name(self.resource)}. Press one to see why:"
        return [label(title), grid(columns, cells)]

    def _button(self, user: str, action: str) -> Control:
        return decision_button(
            self.decision(user, action),
            partial(self.ask, user, action),
            tooltip=f"{user}, {action}: why?",
            chosen=(user, action) == (self.user, self.action),
        )


def policy_table(rows: Sequence[tuple[str, str, str]], caption: str) -> Markup:
    """Return the table of `statement_rows`; a row that decides is bold."""
    classes = ["decides" if matches == DECIDES else "" for *_, matches in rows]
    return card_table(rows, HEADINGS, caption=caption, row_classes=classes, stacked=HEADINGS[1:])


def _heading(content: Content) -> Control:
    return label(content, "iamsim-heading")
