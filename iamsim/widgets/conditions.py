"""One request in every way in which it can be sent: the context keys that it carries, for each user.

conditions(account, "s3:DeleteObject", resource, {"aws:MultiFactorAuthPresent": ["true", "false", None]})
    → Conditions: .ask("kim", {"aws:MultiFactorAuthPresent": "true"}), .depends_on("kim"), .text(), .html()

A value None stands for a request that does not carry the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TypeAlias

from iamsim.account import Account
from iamsim.decision import Decision, EvaluationResult, explain, shown_statements, simulate
from iamsim.decision.explain import context_words, missing_key_words, short_name
from iamsim.diagram import draw
from iamsim.markup import Cell, Markup, card_table, decision_cell, element, fragment, join_names, text_table
from iamsim.widgets.base import PictureMaker, RequestWidget, first_user, result_line, status
from iamsim.widgets.controls import Control, decision_button, grid, label
from iamsim.widgets.reasons import DECIDES, statement_rows

HEADINGS = ("Policy", "What it says", "Does it match?")
MAX_WAYS = 12
"""So many rows of answers are still looked through."""

Way: TypeAlias = Mapping[str, str | None]
"""Context keys → the value that a request carries, or None where it does not carry the key."""


def conditions(
    account: Account, action: str, resource: str, keys: Mapping[str, Sequence[str | None]], user: str = ""
) -> Conditions:
    """Show what AWS answers to each user's request, for each combination of what it may carry.

    `keys` has the values to try of each context key; None is a request that does not carry it. Shown first
    are the reasons of `user`, else of the account's first. Raises ValueError without users, without keys,
    and where there are more than MAX_WAYS combinations.
    """
    name = account.user(user).name if user else first_user(account)
    ways = tuple(dict(zip(keys, values, strict=True)) for values in product(*keys.values()))
    if not name or not keys or not ways:
        raise ValueError("conditions: expected an account with users, and a value to try of each context key")
    if len(ways) > MAX_WAYS:
        raise ValueError(f"conditions: expected at most {MAX_WAYS} combinations of values, got {len(ways)}")
    return Conditions(account=account, resource=resource, action=action, user=name, ways=ways, way=ways[0])


@dataclass(eq=False, kw_only=True)
class Conditions(RequestWidget):
    """The answers to one request, a row for each way to send it, and the reasons of one of them."""

    ways: tuple[Way, ...]
    way: Way  # what the request that is shown carries

    def ask(self, user: str, way: Way | None = None) -> Conditions:
        """Ask for the reasons of an answer: of a user's request that carries these context keys.

        Raises ValueError for keys or values that are not among those to try.
        """
        if way is not None and dict(way) not in self.ways:
            raise ValueError(f"conditions: expected one of {', '.join(map(str, self.ways))}, got {way}")
        self.user, self.way = self.account.user(user).name, self.way if way is None else dict(way)
        return self.refresh()

    @property
    def result(self) -> EvaluationResult:
        """What AWS decides of the request that is shown."""
        return self._result(self.user, self.way)

    def decision_of(self, user: str, way: Way) -> Decision:
        """Return what AWS decides of a user's request that carries these context keys."""
        return self._result(user, way).decision

    def depends_on(self, user: str) -> tuple[str, ...]:
        """Return the context keys that make a difference to a user, alone and with the others as they are."""
        return tuple(
            key
            for key in self.way
            if any(
                self.decision_of(user, way) is not self.decision_of(user, {**way, key: other[key]})
                for way, other in product(self.ways, self.ways)
            )
        )

    @property
    def sentence(self) -> str:
        """Whose answer depends on what: `For kim and ria it depends on aws:MultiFactorAuthPresent.`."""
        users_by_keys: dict[tuple[str, ...], list[str]] = {}
        for user in self.users:
            users_by_keys.setdefault(self.depends_on(user), []).append(user)
        return " ".join(
            f"For {join_names(users)} it depends on {join_names(keys)}."
            if keys
            else f"For {join_names(users)} the answer is the same in every way."
            for keys, users in users_by_keys.items()
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table of answers: what is asked for, and the users."""
        return (f"{self.action} on {short_name(self.resource)}", *self.users)

    def answers(self) -> list[list[Cell]]:
        """Return a row for each way: what the request carries, and the answer to each user."""
        return [
            [context_words(way), *(decision_cell(self.decision_of(user, way)) for user in self.users)]
            for way in self.ways
        ]

    def rows(self) -> list[tuple[str, str, str]]:
        """Return a row for each statement that was read: where it stands, what it says, if it matches.

        Also why, where a condition is true of a request that does not carry its key.
        """
        statements, _ = shown_statements(self.result)
        rows = statement_rows(self.result)
        notes = [missing_key_words(statement) if statement.matched else "" for statement, _ in statements]
        # Of a long list the last row counts the others, and has no statement of its own.
        notes += [""] * (len(rows) - len(notes))
        return [
            (stands, says, f"{matches}: {note}" if note else matches)
            for (stands, says, matches), note in zip(rows, notes, strict=True)
        ]

    def text(self) -> str:
        """Return the table of answers, on what they depend, and the reasons of one."""
        table = text_table([self.headings, *self.answers()], indent="  ")
        statements = [
            f"  {stands}: {says} → {matches}" for stands, says, matches in statement_rows(self.result)
        ]
        reason = explain.sentence(self.result)
        return "\n".join([*table, self.sentence, f"{self._request_words}: {reason}", *statements])

    def content(self, picture: PictureMaker) -> Markup:
        """Return on what the answers depend, the reasons of one, and its picture."""
        rows = self.rows()
        classes = ["decides" if matches.startswith(DECIDES) else "" for *_, matches in rows]
        caption = "Every policy that was read"
        table = fragment()
        if rows:
            table = card_table(rows, HEADINGS, caption=caption, row_classes=classes, stacked=HEADINGS[1:])
        line = result_line(self.result, f"{self._request_words}. ")
        return fragment(status(self.sentence), line, table, picture(draw(self.result)))

    # On paper and in a saved notebook nothing can be pressed, so there the answers are a table.
    def static_content(self, picture: PictureMaker) -> Markup:
        """Return the table of answers, which the buttons show in the live widget, and the reasons of one."""
        answers = card_table(
            self.answers(), self.headings, caption="What AWS answers", stacked=self.headings[1:]
        )
        return fragment(answers, self.content(picture))

    def controls(self) -> Sequence[Control]:
        """Return a button for each answer: a row for each way, a column for each user."""
        corner = label("", "iamsim-heading", "is-corner")
        cells = [corner, *(label(user, "iamsim-heading") for user in self.users)]
        for way in self.ways:
            cells += [
                label(_breakable(context_words(way)), "iamsim-heading", "is-row"),
                *(self._button(user, way) for user in self.users),
            ]
        # On a phone all users side by side.
        columns = f"minmax(min-content, 18em) repeat({len(self.users)}, minmax(0, 8em))"
        request = element("b", {}, self.headings[0])
        title = fragment(request, ". A row for each way to send it; press an answer to see why:")
        return [label(title), grid(columns, cells)]

    def _button(self, user: str, way: Way) -> Control:
        return decision_button(
            self.decision_of(user, way),
            partial(self.ask, user, way),
            tooltip=f"{user}, {context_words(way)}: why?",
            chosen=(user, way) == (self.user, self.way),
        )

    def _result(self, user: str, way: Way) -> EvaluationResult:
        return simulate(self.account, user, self.action, self.resource, dict(way))

    @property
    def _request_words(self) -> str:
        return f"{self.user}, {context_words(self.way)}"


def _breakable(words: str) -> Markup:
    """Return words with places to break a long key: `aws:` `Multi` `Factor` `Auth` `Present`."""
    first, *rest = _HUMPS.split(words)
    return fragment(first, *(content for part in rest for content in (element("wbr"), part)))


_HUMPS = re.compile(r"(?<=[a-z:/])(?=[A-Z])|(?<=[:/])(?=[a-z])")
