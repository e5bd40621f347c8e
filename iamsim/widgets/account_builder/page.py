"""What the playground shows: the toolbar, the table, the why, the inspector, the texts to copy, as markup.

Everything that a page may click or type carries the step it asks for (`data-step`) and its values; see
`widgets/page.js`. Here nothing is decided and nothing changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from iamsim.account import Account, Group, User
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.account_matrix import MatrixCell
from iamsim.decision.explain import (
    decision_words,
    dependence_words,
    explain,
    question,
    sentence,
    short_decision_words,
    short_name,
)
from iamsim.diagram import count_of
from iamsim.markup import Content, Markup, decision_cell, dependent_cell, element, fragment
from iamsim.widgets.account_builder.challenge import (
    RULES,
    WANTED_WORDS,
    Challenge,
    Goal,
    Progress,
    Wanted,
)
from iamsim.widgets.account_builder.policy_editor import OPERATORS, PolicyEditor
from iamsim.widgets.account_builder.share_code import PREFIX
from iamsim.widgets.account_builder.workspace import Holder, Workspace

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
LONG_NAME = 24
"""Letters of a name that certainly fit the table."""
LONG_TABLE = 12
"""With more people than these the table scrolls in itself."""
MAX_FILE_BYTES = 5_000_000
"""Of a file that a page sends; the file of a larger account is opened by code."""


def cell_letter(answer: MatrixCell) -> str:
    """Return the letter of a cell: a key of CELL_WORDS."""
    return DEPENDS if answer.depends_on else LETTERS[answer.decision]


def button(
    text: Content,
    step: str,
    *,
    title: str = "",
    css_class: str = "",
    **values: object,
) -> Markup:
    """Make a button that asks for a step."""
    attributes = {"type": "button", "data-step": step, "data-values": json.dumps(values)}
    attributes |= {"data-key": f"{step} {json.dumps(values)}", "class": css_class or "iamsim-button"}
    attributes |= {"title": title, "aria-label": title} if title else {}
    return element("button", attributes, text)


def _named_button(text: str, step: str, css_class: str, **values: object) -> Markup:
    """Make a button with a name, cut where it is long; pointing at it shows it whole."""
    title = text if len(text) > LONG_NAME else ""
    return button(text, step, title=title, css_class=css_class, **values)


def goal_button(goal: Goal) -> Markup:
    """Make a goal's request: a button that shows it; words alone where it carries context keys."""
    # Pressed, the table would show the request without them.
    if goal.context:
        return element("span", {"class": "iamsim-goal"}, goal.request_words)
    values = {"user": goal.user, "action": goal.action, "resource": goal.resource}
    return button(goal.request_words, "show_request", css_class="iamsim-goal", **values)


def name_form(
    label: str, step: str, field: str, word: str = "Add", suggest: str = "", **values: object
) -> Markup:
    """Make a field with a button, which asks for a step with the text that is typed.

    The field is emptied when the step has worked; `suggest` is the kind of text that is suggested in it.
    """
    attributes = {
        "data-step": step,
        "data-values": json.dumps(values),
        "class": "iamsim-name",
        "data-clear": "",
    }
    attributes |= {"data-key": f"form {step} {json.dumps(values)}"}
    text_field = {"name": field, "placeholder": label, "aria-label": label, "autocomplete": "off"}
    text_field |= {"data-key": f"{step} {label}"} | ({"data-suggest": suggest} if suggest else {})
    return element(
        "form",
        attributes,
        element("input", {**text_field, "required": ""}),
        element("button", {"class": "iamsim-button"}, word),
    )


def _menu(
    label: str, options: Iterable[tuple[str, str]], chosen: str, step: str, value: str, **values: object
) -> Markup:
    attributes = {"data-step": step, "data-value": value, "data-values": json.dumps(values)}
    attributes |= {"aria-label": label, "data-key": f"{step} {label}"}
    made = (
        element("option", {"value": key, **({"selected": ""} if key == chosen else {})}, text)
        for key, text in options
    )
    return element("select", attributes, *made)


def toolbar(
    starts: Sequence[str], challenges: Sequence[str], start: str, *, can_undo: bool, can_redo: bool
) -> Markup:
    """Return what the account is started from, undo and redo, and the file of somebody's own account."""
    groups = [
        element(
            "optgroup",
            {"label": label},
            *(
                element("option", {"value": name, **({"selected": ""} if name == start else {})}, name)
                for name in names
            ),
        )
        # A share code and a file are in the menu only while they are what the account was started from.
        for label, names in (
            ("accounts", [*starts, *([start] if start not in {*starts, *challenges} else [])]),
            ("challenges", challenges),
        )
        if names
    ]
    menu = element("select", {"name": "name", "aria-label": "Start from", "data-key": "start"}, *groups)
    # A button begins, not the choice itself: a menu that is chosen from by typing passes others on the way.
    form = element(
        "form",
        {"data-step": "start", "data-values": "{}", "class": "iamsim-name"},
        element("label", {}, "from ", menu),
        element("button", {"class": "iamsim-button", "data-key": "begin"}, "Begin"),
    )
    chooser = {"type": "file", "accept": ".json,application/json", "data-step": "load_file"}
    chooser |= {"data-value": "text", "data-limit": str(MAX_FILE_BYTES), "data-key": "file"}
    return element(
        "div",
        {"class": "iamsim-bar"},
        element("strong", {}, "Playground"),
        form,
        *undo_buttons(can_undo=can_undo, can_redo=can_redo),
        element(
            "label",
            {"class": "iamsim-file", "title": "what `aws iam get-account-authorization-details` writes"},
            "Open your account …",
            element("input", {**chooser, "aria-label": "file of your own account"}),
        ),
    )


def undo_buttons(*, can_undo: bool, can_redo: bool) -> list[Markup]:
    """Make the buttons to undo and to redo."""
    return [
        element(
            "button",
            {"type": "button", "data-step": step, "data-key": step, **({} if enabled else {"disabled": ""})},
            words,
        )
        for words, step, enabled in (("↶ Undo", "undo", can_undo), ("↷ Redo", "redo", can_redo))
    ]


def solution_words(calls: int, best: int) -> tuple[str, str]:
    """Return with how many calls a challenge is solved, and how that compares with the shortest solution.

    >>> solution_words(1, 1), solution_words(3, 2)[1]
    (('✓ Solved with 1 call of IAM.', 'We know no shorter way.'), 'The shortest way that we know takes 2.')
    """
    solved = f"✓ Solved with {count_of(calls, 'call')} of IAM."
    if not best:
        return solved, ""
    return solved, (
        "We know no shorter way." if calls <= best else f"The shortest way that we know takes {best}."
    )


def challenge_card(challenge: Challenge | None, progress: Progress | None, calls: int = 0) -> Markup:
    """Return what a challenge wants, and how far it is after so many calls; nothing without one."""
    if challenge is None or progress is None:
        return fragment()
    goals = [
        element(
            "li",
            {"class": "is-reached" if reached else "is-open"},
            element("span", {"class": "iamsim-sign"}, "✓" if reached else "✗"),
            goal_button(goal),
            element("span", {}, WANTED_WORDS[goal.wanted]),
        )
        for goal, reached in zip(challenge.goals, progress.reached, strict=True)
    ]
    rules = [element("li", {}, RULES[rule][0]) for rule in challenge.rules]
    broken = [element("li", {"class": "is-open"}, f"✗ {problem}") for problem in progress.broken_rules]
    status: Content = str(progress)
    if progress.solved:
        solved, comparison = solution_words(calls, challenge.best)
        status = fragment(
            element("strong", {}, solved), f" {comparison} Yours stands below, as aws commands."
        )
    return element(
        "div",
        {"class": f"iamsim-challenge {'is-solved' if progress.solved else ''}"},
        element("p", {}, element("strong", {}, challenge.title), f" {challenge.story}"),
        element("ul", {"class": "iamsim-goals"}, *goals),
        element("ul", {}, *rules, *broken) if rules or broken else "",
        element("p", {"role": "status"}, status),
    )


def request(workspace: Workspace) -> Markup:
    """Return the fields for the resource that is asked about and for what the request carries."""
    resource_form = element(
        "form",
        {"data-step": "choose_resource", "data-values": "{}", "class": "iamsim-resource"},
        element(
            "label",
            {},
            element("span", {}, "Who may do what on "),
            element(
                "input",
                {
                    "name": "resource",
                    "value": workspace.resource,
                    "data-suggest": "resource",
                    "aria-label": "resource",
                    "data-key": "resource",
                    "class": "iamsim-arn",
                },
            ),
        ),
        element("button", {"class": "iamsim-button"}, "Ask"),
    )
    return fragment(resource_form, _context_fields(workspace))


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


def adding(workspace: Workspace) -> Markup:
    """Return the fields for a new person and a new group, and for one of many people that are not shown."""
    hidden = len(workspace.account.users) - len(workspace.users)
    more = fragment(f"{hidden} more: ", name_form("name of a person", "show_user", "user", suggest="user"))
    return element(
        "div",
        {"class": "iamsim-bar"},
        name_form("new person", "create_user", "name"),
        name_form("new group", "create_group", "name"),
        name_form("another action", "add_action", "action", suggest="action"),
        more if hidden else "",
    )


def _context_fields(workspace: Workspace) -> Markup:
    """Return a field for each context key that an answer depends on."""
    if not workspace.context_keys:
        return fragment()
    given = {key.lower(): str(value) for key, value in workspace.context.items()}
    fields = (
        element(
            "label",
            {},
            f"{key} = ",
            element(
                "input",
                {
                    "value": given.get(key.lower(), ""),
                    "placeholder": "not given",
                    "data-step": "set_context",
                    "data-value": "value",
                    "data-values": json.dumps({"key": key}),
                    "data-key": f"context {key}",
                },
            ),
        )
        for key in workspace.context_keys
    )
    return element("div", {"class": "iamsim-bar iamsim-context"}, "The request carries: ", *fields)


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
    name = _named_button(group.name, "inspect", "iamsim-who", kind="group", name=group.name)
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
        _named_button(
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
    name = _named_button(user.name, "inspect", "iamsim-who", kind="user", name=user.name)
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


def picture(drawn: Markup, others: str, unknown_keys: Sequence[str] = (), *, has_ghosts: bool) -> Markup:
    """Return the picture with what is not in it, and a button to draw it without what is gone.

    `unknown_keys` are those on which the answer depends: the picture shows a request without them.
    """
    tidy = button("Draw without what is gone", "tidy") if has_ghosts else ""
    request = f"The picture shows a request without {' and '.join(unknown_keys)}." if unknown_keys else ""
    notes = [note for note in (request, others) if note]
    return fragment(
        element("div", {"class": "iamsim-scroll"}, drawn),
        element("div", {"class": "iamsim-bar"}, " ".join(notes), tidy) if notes or has_ghosts else "",
    )


def why(workspace: Workspace) -> Markup:
    """Return the request that is chosen, its answer and the reason."""
    result = workspace.result
    error = (
        element("p", {"class": "iamsim-error", "role": "alert"}, workspace.error) if workspace.error else ""
    )
    if result is None:
        return fragment(error, element("p", {}, "No people yet: add one, and a group for them."))
    words, _, reason = sentence(result).partition(": ")
    cell, separator = decision_cell(result.decision), ": " if reason else ""
    if workspace.unknown_keys:
        cell, separator = dependent_cell(workspace.unknown_keys), ". "
        words, _, reason = _answer_words(workspace, result).partition(separator)
    return fragment(
        error,
        element("p", {"class": "iamsim-question"}, question(result.request)),
        element(
            "p",
            {"class": f"iamsim-decision {cell.css_class}", "role": "status"},
            element("strong", {}, words),
            f"{separator}{reason}",
        ),
        element(
            "details", {}, element("summary", {}, "the whole trace"), element("pre", {}, explain(result))
        ),
    )


def _answer_words(workspace: Workspace, result: EvaluationResult) -> str:
    """Return the answer and its reason; first, that it depends on context keys that nobody gave."""
    words, keys = sentence(result), workspace.unknown_keys
    if not keys:
        return words
    dependence, missing = dependence_words(keys), "it" if len(keys) == 1 else "them"
    return f"{dependence[:1].upper()}{dependence[1:]}. Without {missing}, {words[:1].lower()}{words[1:]}"


def inspector(workspace: Workspace, inspected: Holder | None, editor: PolicyEditor) -> Markup:
    """Return the form of the person, the group or the policy that is open; nothing if none is."""
    if editor.holder is not None:
        return _policy_form(editor)
    if inspected is None:
        return fragment()
    kind, name = inspected.kind, inspected.name
    account = workspace.account
    identity = account.user(name) if kind == "user" else account.group(name)
    attachable = workspace.attachable_policies(identity)
    attached = [
        button(
            f"detach {account.policy(arn).name}",
            "set_attached",
            kind=kind,
            holder=name,
            arn=arn,
            attached=False,
        )
        for arn in identity.attached
    ]
    attach = (
        _menu(
            "attach a managed policy",
            [("", "attach a managed policy …"), *attachable.items()],
            "",
            "set_attached",
            "arn",
            kind=kind,
            holder=name,
            attached=True,
        )
        if attachable
        else ""
    )
    return element(
        "section",
        {
            "class": "iamsim-inspector",
            "data-reveal": "",
            "aria-label": f"{kind} {name}",
            "data-key": f"{kind} {name}",
        },
        element("strong", {}, f"{kind} {name}"),
        name_form(f"new name of {name}", f"rename_{kind}", "name", "Rename", **{kind: name}),
        button("+ policy", "new_policy", kind=kind, holder=name),
        attach,
        *attached,
        button(f"Delete {name}", f"delete_{kind}", **{kind: name}),
        button("Close", "close"),
    )


def _policy_form(editor: PolicyEditor) -> Markup:
    holder = editor.holder
    if holder is None:
        return fragment()
    title = f"policy {editor.name or '(new)'} of {holder.kind} {holder.name}"
    form = editor.form
    fields: Content = element(
        "p",
        {"class": "iamsim-fields"},
        "The form comes back when AWS would save this text."
        if editor.problem
        else "This policy says more than a form can show; edit it as JSON.",
    )
    if form is not None:
        fields = element(
            "div",
            {"class": "iamsim-fields"},
            _menu(
                "effect",
                [("Allow", "Allow"), ("Deny", "Deny")],
                form.effect,
                "set_field",
                "value",
                field="effect",
            ),
            _text_field("actions", form.actions, "action, or several with commas", suggest="actions"),
            " on ",
            _text_field("resources", form.resources, "resource", suggest="resources"),
            " if ",
            _text_field("key", form.key, "condition key, or nothing", suggest="key"),
            _menu(
                "operator", [(o, o) for o in OPERATORS], form.operator, "set_field", "value", field="operator"
            ),
            _text_field("value", form.value, "value"),
        )
    problem = editor.problem
    complaint = (
        f"line {problem.line}, column {problem.column}: {problem.text}" if problem else "AWS would save this."
    )
    text_area = element(
        "textarea",
        {
            "data-step": "set_text",
            "data-value": "text",
            "data-typing": "",
            "data-values": "{}",
            "data-key": "policy text",
            "aria-label": "policy as JSON",
            "rows": str(max(12, min(20, editor.text.count("\n") + 2))),
            "spellcheck": "false",
            "wrap": "off",
            # The line of the error has a background: --line is its number.
            **({"class": "has-problem", "style": f"--line: {problem.line}"} if problem else {}),
        },
        editor.text,
    )
    save = (
        name_form("name of the policy", "save_policy", "name", "Save")
        if editor.is_new
        else button("Save", "save_policy", name=editor.name)
    )
    delete = "" if editor.is_new or editor.arn else button("Delete policy", "delete_open_policy")
    return element(
        "section",
        {"class": "iamsim-inspector", "data-reveal": "", "aria-label": title, "data-key": title},
        element("strong", {}, title),
        fields,
        text_area,
        element("p", {"class": "iamsim-problem" if problem else "iamsim-fine", "role": "status"}, complaint),
        element("div", {"class": "iamsim-bar"}, save, delete, button("Close", "close")),
    )


def _text_field(field: str, value: str, label: str, suggest: str = "") -> Markup:
    attributes = {
        "value": value,
        "aria-label": label,
        "placeholder": label,
        "data-step": "set_field",
        "data-value": "value",
        "data-values": json.dumps({"field": field}),
        "data-key": f"field {field}",
        **({"data-suggest": suggest} if suggest else {}),
    }
    return element("input", attributes)


def python_text(workspace: Workspace, start_code: str) -> str:
    """Return the steps as a script that runs as it stands; `start_code` is the share code of their beginning.

    Without a code, which a large account has not, the script loads a file that its reader has to name.
    """
    if not workspace.python_lines:
        return "(no steps yet)"
    lines, argument = ["import iamsim"], ""
    if workspace.start_account.identities or workspace.start_account.policies:
        argument = ", account=account"
        if start_code.startswith(PREFIX):
            lines += ["from iamsim.widgets.account_builder import read_share_code", ""]
            beginning = f'read_share_code("{start_code}").account'
        else:
            lines += [""]
            beginning = 'iamsim.load_account("account.json")'
        lines += [f"account = {beginning}  # as it was before these steps"]
    lines += [f'iam = iamsim.client("iam"{argument})  # or boto3.client("iam")', *workspace.python_lines]
    return "\n".join(lines)


def footer(workspace: Workspace, share_code: str, start_code: str = "", *, has_link: bool = False) -> Markup:
    """Return the steps as Python and as commands, and the share code.

    `start_code` is the share code of the account before the steps; `has_link` says whether an address can
    open a code.
    """
    copy_link = element("button", {"type": "button", "data-copy": "link"}, "Copy as link") if has_link else ""
    return element(
        "div",
        {"class": "iamsim-texts"},
        _text("as Python", python_text(workspace, start_code)),
        _text("as aws commands", "\n".join(workspace.cli_lines) or "(no steps yet)"),
        _text(
            "share",
            share_code,
            copy_link,
            name_form("paste a share code", "load_code", "code", "Open"),
            # What the page keeps in case that Python is stopped; of a large account there is a sentence.
            is_code=share_code.startswith(PREFIX),
        ),
    )


def _text(title: str, text: str, *content: Content, is_code: bool = False) -> Markup:
    return element(
        "details",
        {"data-key": title},
        element("summary", {}, title),
        element("pre", {"class": "iamsim-code", **({"data-code": ""} if is_code else {})}, text),
        element(
            "div",
            {"class": "iamsim-bar"},
            element("button", {"type": "button", "data-copy": ""}, "Copy"),
            *content,
        ),
    )


def text_version(workspace: Workspace) -> str:
    """Return the table and the answer as text."""
    width = max([len(name) for name in workspace.users], default=0)
    columns = [max(len(action), 9) for action in workspace.actions]
    heading = "  ".join(f"{action:<{size}}" for action, size in zip(workspace.actions, columns, strict=True))
    lines = [f"  {'':<{width}}  {heading}".rstrip()]
    for user in workspace.users:
        answers = (workspace.answer(user, action) for action in workspace.actions)
        cells = (" ".join(CELL_WORDS[cell_letter(answer)][1:3]) for answer in answers)
        row = "  ".join(f"{cell:<{size}}" for cell, size in zip(cells, columns, strict=True))
        lines.append(f"  {user:<{width}}  {row}".rstrip())
    result = workspace.result
    answer = [question(result.request), _answer_words(workspace, result)] if result else ["no people yet"]
    return "\n".join([f"who may do what on {short_name(workspace.resource)}", *lines, *answer])
