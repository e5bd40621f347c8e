"""One request to explore: choose user, action and resource, switch statements off, shuffle, and see why.

explorer(account, user="ria") → Explorer: .choose(user="tom"), .tick("edit", on=False), .shuffle(), .text()

The menus have what the account's policies name; beside them, any action and any ARN can be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from iamsim.account import Account, Identity
from iamsim.aws.actions import complete_action, nearest_action
from iamsim.decision import EvaluationResult, shown_statements, simulate
from iamsim.decision.explain import (
    mismatch,
    other_statements_words,
    question,
    sentence,
    short_name,
    statement_place,
    statement_words,
)
from iamsim.diagram import draw
from iamsim.markup import Markup, card_table, element, fragment
from iamsim.policy import PolicySource
from iamsim.widgets.base import (
    PictureMaker,
    Widget,
    expected_texts,
    first_user,
    result_line,
    status,
    user_names,
)
from iamsim.widgets.controls import Control, button, field, label, menu, row, tick_box
from iamsim.widgets.what_if import AttachedStatement, WhatIf

OFF = "off"  # the outcome of a statement that is not ticked
HEADINGS = ("Outcome", "Statement", "Where it stands", "Why not")
CAPTION = "Every statement that was looked at, in this order"
MAX_OPTIONS = 20  # of a menu that is made from the account; more are found quicker by typing
MAX_BOXES = 12  # statements that can be ticked; of more, those that match or nearly match
STACKED = ("", *HEADINGS[2:])  # on a phone what a statement says stands without its heading
# arn:partition:service:region:account:resource (IAM User Guide, reference_identifiers, "ARN format")
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)

Row: TypeAlias = tuple[str, str, str, str]
"""The outcome of a statement, what it says, where it stands, why it does not match."""


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
    `.result` say in code what the widget shows. Raises ValueError for an account without users.
    """
    name = account.user(user).name if user else first_user(account)
    if not name:
        raise ValueError("explorer: the account has no user to ask for; create one first")
    # One policy of AWS's names 1,600 actions.
    menu_actions = _menu_options(
        action, actions or _exact_names(account, "Action")[:MAX_OPTIONS], "s3:GetObject"
    )
    menu_resources = _menu_options(
        resource, resources or _exact_names(account, "Resource")[:MAX_OPTIONS], "*"
    )
    what_if = WhatIf(account, name, menu_actions[0], menu_resources[0], scps=scps)
    return Explorer(what_if, sorted(menu_actions), sorted(menu_resources))


def _menu_options(value: str | None, options: Iterable[str], default: str) -> list[str]:
    """Return a menu's options, its value first."""
    return list(dict.fromkeys([value, *options] if value else options)) or [default]


def _exact_names(account: Account, element_name: str) -> list[str]:
    """Return the actions or resources that the policies name without a wildcard or variable."""
    identities: list[Identity] = [*account.users.values(), *account.groups.values()]
    policies = (policy for identity in identities for policy in account.policies_of(identity))
    # A wildcard is no request, and a variable has no value before there is one.
    return [text for text in expected_texts(policies, element_name) if not set("*?$") & set(text)]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


class Explorer(Widget):
    """A request that can be changed."""

    def __init__(self, what_if: WhatIf, actions: Sequence[str], resources: Sequence[str]) -> None:
        self.what_if = what_if
        self.actions = tuple(actions)
        self.resources = tuple(resources)
        self.shuffle_count = 0
        self.decision_changes = 0  # how often a shuffle changed the decision: never, if IAM is right
        self.typed_action = self.typed_resource = ""  # what stands in the two fields
        self.problem = ""  # why what is typed cannot be asked for

    @property
    def account(self) -> Account:
        """The account that is asked: without the statements that are ticked off."""
        return self.what_if.changed_account

    @property
    def result(self) -> EvaluationResult:
        """The decision."""
        return self.what_if.result

    def choose(
        self, user: str | None = None, action: str | None = None, resource: str | None = None
    ) -> Explorer:
        """Ask for another user, action or resource; another user's statements are all on.

        Raises NoSuchEntity for an unknown user, InvalidInput for what is no action; then nothing changes.
        """
        current = self.what_if
        name = current.account.user(user).name if user else current.user
        changed = replace(
            current,
            user=name,
            action=action or current.action,
            resource=resource or current.resource,
            # Another user's statements are others, even where they have the same name.
            off=current.off if name == current.user else frozenset(),
        )
        # The public entry refuses what is no action; `WhatIf` takes its request as it is.
        simulate(changed.account, changed.user, changed.action, changed.resource)
        self.typed_action = self.typed_resource = self.problem = ""
        # Sorted, so that a menu's order does not tell what was asked before.
        self.actions = tuple(sorted({*self.actions, changed.action}))
        self.resources = tuple(sorted({*self.resources, changed.resource}))
        return self._show(changed)

    def type_action(self, text: str) -> Explorer:
        """Take what is typed as an action; while it is none, `problem` says so and nothing else changes."""
        self.typed_action, self.problem = text, ""
        sought = text.strip().lower()
        complete_name = next(
            (name for name in (*self.actions, *complete_action(text)) if name.lower() == sought), ""
        )
        if complete_name:
            return self._show(replace(self.what_if, action=complete_name))
        if sought:
            self.problem = _unknown_action(text.strip())
        return self.refresh()

    def type_resource(self, text: str) -> Explorer:
        """Take what is typed as a resource: an ARN, or `*`; while it is none, `problem` says so."""
        self.typed_resource, self.problem = text, ""
        resource = text.strip()
        if resource == "*" or _ARN.fullmatch(resource):
            return self._show(replace(self.what_if, resource=resource))
        if resource:
            self.problem = f"expected * or an ARN such as arn:aws:s3:::my-bucket/a.txt, got {resource!r}"
        return self.refresh()

    def tick(self, statement: AttachedStatement | str, on: bool) -> Explorer:
        """Switch a statement on or off, named as its tick box is, or all of a policy by its name.

        Raises ValueError if there is none of that name.
        """
        statements = self.what_if.statements
        ticked = [
            located for located in statements if statement in (located, str(located), located.policy_name)
        ]
        # Several may be named: a policy's name stands for all of its statements.
        if not ticked:
            names = ", ".join(map(str, statements))
            raise ValueError(f"tick: no statement {str(statement)!r} (there are: {names})")
        changed = self.what_if
        for located in ticked:
            changed = changed.switch(located, on=on)
        return self._show(changed)

    def shuffle(self) -> Explorer:
        """Read holders, policies and statements in another order."""
        # Compared and counted, and not only claimed: that the order does not matter is what is to be seen.
        decision = self.result.decision
        changed = self.what_if.shuffled()
        self.shuffle_count += 1
        self.decision_changes += changed.result.decision is not decision
        return self._show(changed)

    def _show(self, what_if: WhatIf) -> Explorer:
        self.what_if = what_if
        return self.refresh()

    @property
    def shuffle_words(self) -> str:
        """What came of shuffling: `shuffled twice: the decision has not moved`."""
        if not self.shuffle_count:
            return "not shuffled yet"
        moved = f"moved {_times(self.decision_changes)}" if self.decision_changes else "has not moved"
        return f"shuffled {_times(self.shuffle_count)}: the decision {moved}"

    def rows(self) -> list[Row]:
        """Return a row for each statement that was looked at, in that order, then for those that are off.

        Of very many, those that match or nearly do, and a row that counts the others.
        """
        result = self.result
        statements, hidden_count = shown_statements(result)
        rows = [
            (
                outcome,
                statement_words(statement.statement, result.request),
                statement_place(statement),
                mismatch(statement),
            )
            for statement, outcome in statements
        ]
        if hidden_count:
            stands, count_words, not_shown = other_statements_words(hidden_count)
            rows.append(("", count_words, stands, not_shown))
        # Those that are off stay in the table, so that it can be compared with the one before.
        off = [located for located in self.what_if.statements if located in self.what_if.off]
        return rows + [
            (OFF, statement_words(located.statement, result.request), located.place, "ticked off")
            for located in off
        ]

    def text(self) -> str:
        """Return the question, the answer, and a line for each statement."""
        result = self.result
        lines = [
            f"  {outcome:<8}  {stands}: {statement}{f' ({reason})' if reason else ''}"
            for outcome, statement, stands, reason in self.rows()
        ]
        shuffles = [self.shuffle_words] if self.shuffle_count else []
        return "\n".join([question(result.request), sentence(result), *lines, *shuffles])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the answer, the picture, and the table of statements."""
        result, rows = self.result, self.rows()
        classes = [outcome.replace(" ", "-") for outcome, *_ in rows]
        table = fragment()
        if rows:
            table = card_table(rows, HEADINGS, caption=CAPTION, row_classes=classes, stacked=STACKED)
        diagram = draw(result, before=self.what_if.unchanged.result)
        return fragment(result_line(result), picture(diagram), table)

    def controls(self) -> Sequence[Control]:
        """Return the menus and fields, tick boxes of statements, and the button that shuffles."""
        current = self.what_if
        actions = sorted({*self.actions, current.action})
        resources = [(short_name(arn), arn) for arn in sorted({*self.resources, current.resource})]
        menus = row(
            menu("User", user_names(current.account), current.user, lambda name: self.choose(user=name)),
            menu("Action", actions, current.action, lambda name: self.choose(action=name)),
            menu("Resource", resources, current.resource, lambda arn: self.choose(resource=arn)),
        )
        completions = complete_action(self.typed_action)
        fields = row(
            field("Another action", completions, self.typed_action, self.type_action, "is-action"),
            field("Another resource", self.resources, self.typed_resource, self.type_resource, "is-arn"),
        )
        problem = [label(status(f"{self.problem}. Below is still the last answer."))] if self.problem else []
        return [menus, fields, *problem, *self._statement_controls()]

    def _statement_controls(self) -> list[Control]:
        current = self.what_if
        statements, hidden_count = self._shown_statements()
        boxes = []
        for located in statements:
            ticked, callback = located not in current.off, partial(self.tick, located)
            boxes.append(tick_box(str(located), ticked, callback, statement_words(located.statement)))
        title = element("b", {}, f"Statements of {current.user}'s policies.")
        hint = " Untick one to see the answer without it:" if boxes else " There are none."
        more_labels = [label(f"and {hidden_count} more, which do not match")] if hidden_count else []
        shuffle = button("Shuffle", self.shuffle, "Take all policies and statements in another order")
        heading = label(fragment(title, hint))
        return [heading, row(*boxes, *more_labels, tight=True), row(shuffle, label(self.shuffle_words))]

    def _shown_statements(self) -> tuple[list[AttachedStatement], int]:
        """Return the statements that can be ticked, and how many others there are."""
        current = self.what_if
        statements = list(current.statements)
        if len(statements) <= MAX_BOXES:
            return statements, 0
        # Of the request with all statements on, so that a box stays when it is unticked.
        results, _ = shown_statements(current.unchanged.result, MAX_BOXES)
        names = {(result.policy.name, result.statement.index) for result, _ in results}
        tickable = [
            located
            for located in statements
            if located in current.off or (located.policy_name, located.index) in names
        ]
        return tickable, len(statements) - len(tickable)


def _unknown_action(text: str) -> str:
    nearest = nearest_action(text)
    return f"{text!r} is no action" + (f"; nearest: {nearest}" if nearest else " such as s3:GetObject")
