"""The playground's table: a row for each person, groups and own policies on the left, decisions on the right.

workspace, challenge → table → markup;  box_letters, goal_letters → what fills its boxes and cells
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from iamsim.account import Account, Group, User
from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell
from iamsim.decision.explain import decision_words, short_decision_words
from iamsim.markup import Markup, decision_cell, element, fragment
from iamsim.widgets.account_builder.challenge import Challenge, Progress, Wanted
from iamsim.widgets.account_builder.page_controls import button, named_button
from iamsim.widgets.account_builder.workspace import Workspace

LETTERS = {Decision.ALLOWED: "a", Decision.EXPLICIT_DENY: "d", Decision.IMPLICIT_DENY: "n"}
"""The letter of each decision in the text that holds the whole table's cells."""
DEPENDS = "?"
"""The letter of a cell whose decision depends on a context key that nobody gave."""
CELL_WORDS = {
    **{
        letter: [
            decision_cell(decision).css_class,
            decision_cell(decision).sign,
            short_decision_words(decision),
            decision_words(decision),
        ]
        for decision, letter in LETTERS.items()
    },
    DEPENDS: ["is-depends", "?", "depends", "depends on what the request carries"],
}
"""For each letter: CSS class, sign, the word in the cell, the words for a screen reader."""
SHORT_WANTED = {
    Wanted.ALLOWED: "allowed",
    Wanted.REFUSED: "not allowed",
    Wanted.DENIED: "Deny",
    Wanted.NOBODY: "nobody",
    Wanted.NEVER: "never",
}
"""What a challenge wants of a cell, in a word that is no wider than the cell."""
MAX_GROUP_COLUMNS = 8
DENSE_COLUMNS = 12
"""With more columns than these a cell shows its sign alone, so that 30 fit a screen."""
LONG_TABLE = 12
"""With more people than these the table scrolls in itself."""


def cell_letter(answer: MatrixCell) -> str:
    """Return the letter of a cell: a key of CELL_WORDS."""
    return DEPENDS if answer.depends_on else LETTERS[answer.decision]


def table(workspace: Workspace, challenge: Challenge | None, *, static: bool = False) -> Markup:
    """Return a row for each person: groups and own policies on the left, decisions on the right.

    The cells and boxes of a page in the browser are empty: `cells` and `boxes` fill them, so that a step that
    changes answers sends a few letters. With `static` they are filled.
    """
    account = workspace.account
    groups = shown_groups(workspace)
    is_dense = len(workspace.actions) > DENSE_COLUMNS
    headings = [
        element("th", {"scope": "col", "class": "iamsim-corner"}, "who"),
        *[_group_heading(account, group) for group in groups],
        element("th", {"scope": "col", "class": "iamsim-corner"}, "own policies"),
        *[_action_heading(action) for action in workspace.actions],
    ]
    rows = [
        _person_row(workspace, account.user(name), groups, challenge, static=static)
        for name in workspace.users
    ]
    attributes = {
        "data-rows": json.dumps(workspace.users),
        "data-columns": json.dumps(workspace.actions),
        "data-boxes": json.dumps([group.name for group in groups]),
        "class": "iamsim-people" + (" is-dense" if is_dense else "") + (" has-goals" if challenge else ""),
    }
    signs = [(words[1], words[3]) for words in CELL_WORDS.values()]
    key = " · ".join(f"{sign} {words}" for sign, words in signs) if is_dense else ""
    return fragment(
        element(
            "div",
            {"class": "iamsim-scroll" + (" is-long" if len(workspace.users) > LONG_TABLE else "")},
            element(
                "table",
                attributes,
                element("thead", {}, element("tr", {}, *headings)),
                element("tbody", {}, *rows),
            ),
        ),
        element("p", {"class": "iamsim-key"}, key) if key else "",
    )


def shown_groups(workspace: Workspace) -> list[Group]:
    """Return the groups with a column: those of the people who are shown first."""
    account = workspace.account
    own = [group for name in workspace.users for group in account.groups_of(account.user(name))]
    # Both in the account's order, so that a column keeps its place when somebody joins or leaves.
    wanted = {group.name for group in [*own, *account.groups.values()][: 10 * MAX_GROUP_COLUMNS]}
    return [group for group in account.groups.values() if group.name in wanted][:MAX_GROUP_COLUMNS]


def box_letters(workspace: Workspace) -> str:
    """Return 1 or 0 for each box of the table, row by row: whether somebody is in a group."""
    groups = [group.name.casefold() for group in shown_groups(workspace)]
    memberships = (
        {name.casefold() for name in workspace.account.user(user).groups} for user in workspace.users
    )
    return "".join("1" if group in member_of else "0" for member_of in memberships for group in groups)


def goal_letters(workspace: Workspace, challenge: Challenge | None, progress: Progress | None) -> str:
    """Return for each cell 1 if it is as a challenge wants it, 0 if not, a space where nothing is wanted."""
    if challenge is None or progress is None:
        return ""
    reached = {
        (goal.user, goal.action): "1" if is_reached else "0"
        for goal, is_reached in zip(challenge.goals, progress.reached, strict=True)
        if goal.resource == workspace.resource and not goal.context
    }
    return "".join(reached.get(cell, " ") for cell in workspace.cells)


def _group_heading(account: Account, group: Group) -> Markup:
    name = named_button(group.name, "inspect", "iamsim-who", kind="group", name=group.name)
    policies = _policy_buttons(account, group)
    return element(
        "th",
        {"scope": "col", "class": "iamsim-group", "data-key": f"column {group.name}"},
        name,
        element("div", {"class": "iamsim-policies"}, *policies),
    )


def _policy_buttons(account: Account, identity: User | Group) -> list[Markup]:
    values = {"kind": identity.kind, "holder": identity.name}
    buttons = [
        named_button(
            policy.name,
            "open_policy",
            f"iamsim-policy {_effects(policy.document.statements)}",
            name=policy.name,
            **values,
        )
        for policy in account.policies_of(identity)
    ]
    # Beside policies, or below the heading of own ones, the sign is enough.
    words = "+" if buttons or identity.kind == "user" else "+ policy"
    add = button(
        words, "new_policy", title=f"new policy for {identity.name}", css_class="iamsim-add", **values
    )
    return [*buttons, add]


def _effects(statements: Iterable[object]) -> str:
    return " ".join(sorted({f"has-{str(getattr(s, 'effect', '')).lower()}" for s in statements}))


def _action_heading(action: str) -> Markup:
    service, _, name = action.partition(":")
    close = button("×", "remove_action", title=f"take {action} away", css_class="iamsim-close", action=action)
    words = element(
        "span", {"class": "iamsim-action"}, element("span", {"class": "iamsim-service"}, f"{service}:"), name
    )
    return element(
        "th", {"scope": "col", "class": "iamsim-column", "data-key": f"column {action}"}, words, close
    )


def _person_row(
    workspace: Workspace,
    user: User,
    groups: Sequence[Group],
    challenge: Challenge | None,
    *,
    static: bool,
) -> Markup:
    row = workspace.users.index(user.name)
    memberships = {name.casefold() for name in user.groups}
    boxes = [
        _member_box(
            row * len(groups) + column,
            user.name,
            group.name,
            checked=static and group.name.casefold() in memberships,
        )
        for column, group in enumerate(groups)
    ]
    cells = []
    for column, action in enumerate(workspace.actions):
        letter = cell_letter(workspace.answer(user.name, action)) if static else ""
        wanted = challenge.wanted(user.name, action, workspace.resource) if challenge else None
        words = f"wanted: {SHORT_WANTED[wanted]}" if wanted else ""
        cells.append(_cell(row * len(workspace.actions) + column, action, letter, words))
    name = named_button(user.name, "inspect", "iamsim-who", kind="user", name=user.name)
    own = element("div", {"class": "iamsim-policies"}, *_policy_buttons(workspace.account, user))
    return element(
        "tr",
        {"data-key": f"row {user.name}"},
        element("th", {"scope": "row"}, name),
        *boxes,
        element("td", {"class": "iamsim-own"}, own),
        *cells,
    )


# 1,200 cells are made anew at each change of a large table, nearly all as they were.
@lru_cache(maxsize=4096)
def _member_box(index: int, user: str, group: str, *, checked: bool) -> Markup:
    attributes = {
        "type": "checkbox",
        "data-step": "set_member",
        "data-value": "member",
        "data-box": str(index),
        "aria-label": f"{user} in {group}",
        **({"checked": ""} if checked else {}),
    }
    return element("td", {"class": "iamsim-member", "data-head": group}, element("input", attributes))


@lru_cache(maxsize=4096)
def _cell(index: int, action: str, letter: str, wanted: str) -> Markup:
    css_class, sign, word, _ = CELL_WORDS.get(letter, ("", "", "", ""))
    content = fragment(
        element("span", {"class": "iamsim-sign"}, sign),
        element("span", {"class": "iamsim-word"}, word),
    )
    attributes = {"type": "button", "class": f"iamsim-cell {css_class}", "data-step": "choose"}
    cell = element("button", {**attributes, "data-cell": str(index)}, content if letter else "")
    goal = element("div", {"class": "iamsim-wanted"}, wanted) if wanted else ""
    name = action.partition(":")[2]
    return element("td", {"class": "iamsim-answer", "data-head": name}, cell, goal)
