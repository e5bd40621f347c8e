"""What the playground shows: the toolbar, the table, the why, the inspector, the texts to copy, as markup.

Everything that a page may click or type carries the step it asks for (`data-step`) and its values; see
`widgets/page.js`. Here nothing is decided and nothing changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from iamsim.account import Account, Group, User
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, explain, question, sentence, short_name
from iamsim.markup import Content, Markup, decision_cell, element, fragment
from iamsim.widgets.account_builder.challenge import RULES, WANTED_WORDS, Challenge, Progress
from iamsim.widgets.account_builder.policy_editor import OPERATORS, PolicyEditor
from iamsim.widgets.account_builder.workspace import CellAnswer, Holder, Workspace

LETTERS = {Decision.ALLOWED: "a", Decision.EXPLICIT_DENY: "d", Decision.IMPLICIT_DENY: "n"}
"""The letter of each decision in the text that holds the whole table's cells."""
DEPENDS = "?"
"""The letter of a cell whose decision depends on a context key that nobody gave."""
SHORT_WORDS = {Decision.ALLOWED: "allowed", Decision.EXPLICIT_DENY: "Deny", Decision.IMPLICIT_DENY: "nobody"}
CELL_WORDS = {
    **{
        letter: [
            decision_cell(decision).css_class,
            decision_cell(decision).sign,
            SHORT_WORDS[decision],
            decision_words(decision),
        ]
        for decision, letter in LETTERS.items()
    },
    DEPENDS: ["is-depends", "?", "depends", "depends on what the request carries"],
}
"""For each letter: CSS class, sign, the word in the cell, the words for a screen reader."""
MAX_GROUP_COLUMNS = 8


def cell_letter(answer: CellAnswer) -> str:
    """Return the letter of a cell: a key of CELL_WORDS."""
    return DEPENDS if answer.depends_on else LETTERS[answer.decision]


def button(text: Content, step: str, *, title: str = "", css_class: str = "", **values: object) -> Markup:
    """Make a button that asks for a step."""
    attributes = {"type": "button", "data-step": step, "data-values": json.dumps(values)}
    attributes |= {"data-key": f"{step} {json.dumps(values)}", "class": css_class or "iamsim-button"}
    return element("button", {**attributes, **({"title": title} if title else {})}, text)


def name_form(label: str, step: str, field: str, **values: object) -> Markup:
    """Make a field with a button, which asks for a step with the text that is typed."""
    attributes = {"data-step": step, "data-values": json.dumps(values), "class": "iamsim-name"}
    text_field = element(
        "input", {"name": field, "placeholder": label, "aria-label": label, "data-key": f"{step} {label}"}
    )
    return element("form", attributes, text_field, element("button", {"class": "iamsim-button"}, "+"))


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
    starts: Sequence[str], start: str, challenge: Challenge | None, progress: Progress | None
) -> Markup:
    """Return the title, what the account is started from, undo and redo, and how far a challenge is."""
    menu = _menu("Start from", [(name, name) for name in starts], start, "start", "name") if starts else ""
    parts: list[Content] = [
        element("strong", {}, "Playground"),
        element("label", {}, "from ", menu) if menu else "",
        button("↶ Undo", "undo"),
        button("↷ Redo", "redo"),
    ]
    bar = element("div", {"class": "iamsim-bar"}, *parts)
    if challenge is None or progress is None:
        return bar
    goals = [
        element(
            "li",
            {"class": "is-reached" if reached else "is-open"},
            f"{'✓' if reached else '✗'} ",
            button(
                f"{goal.user}, {goal.action} on {short_name(goal.resource)}",
                "show_request",
                css_class="iamsim-goal",
                user=goal.user,
                action=goal.action,
                resource=goal.resource,
            ),
            f" {WANTED_WORDS[goal.wanted]}",
        )
        for goal, reached in zip(challenge.goals, progress.reached, strict=True)
    ]
    rules = [element("li", {}, RULES[rule][0]) for rule in challenge.rules]
    broken = [element("li", {"class": "is-open"}, f"✗ {problem}") for problem in progress.broken_rules]
    calls = f" The shortest solution that we know takes {challenge.best} calls." if challenge.best else ""
    solved = f"Solved.{calls} As aws commands, below, has yours." if progress.solved else ""
    return fragment(
        bar,
        element(
            "div",
            {"class": f"iamsim-challenge {'is-solved' if progress.solved else ''}"},
            element("p", {}, element("strong", {}, challenge.title), f" {challenge.story}"),
            element("ul", {"class": "iamsim-goals"}, *goals),
            element("ul", {}, *rules, *broken) if rules or broken else "",
            element("p", {"role": "status"}, element("strong", {}, solved) if solved else str(progress)),
        ),
    )


def table(workspace: Workspace, challenge: Challenge | None) -> Markup:
    """Return a row for each person: groups and own policies on the left, decisions on the right."""
    account = workspace.account
    groups = _shown_groups(account, workspace.users)
    resource_form = element(
        "form",
        {"data-step": "choose_resource", "data-values": "{}", "class": "iamsim-resource"},
        element("label", {}, "on ", _resource_field(workspace)),
        element("button", {"class": "iamsim-button"}, "Ask"),
    )
    group_headings = [_group_heading(account, group) for group in groups]
    headings = [
        element("th", {"scope": "col"}, "who"),
        *group_headings,
        element("th", {"scope": "col"}, "own policies"),
        *[_action_heading(action) for action in workspace.actions],
        element("th", {"scope": "col"}, name_form("action", "add_action", "action")),
    ]
    rows = [
        _person_row(workspace, account.user(name), groups, index, challenge)
        for index, name in enumerate(workspace.users)
    ]
    hidden = len(account.users) - len(workspace.users)
    more = fragment(f"{hidden} more: ", name_form("name of a person", "show_user", "user")) if hidden else ""
    return fragment(
        resource_form,
        _context_fields(workspace),
        element(
            "div",
            {"class": "iamsim-scroll", "data-scroll": ""},
            element(
                "table",
                {"data-columns": str(len(workspace.actions)), "class": "iamsim-people"},
                element("thead", {}, element("tr", {}, *headings)),
                element("tbody", {}, *rows),
            ),
        ),
        element(
            "div",
            {"class": "iamsim-bar"},
            name_form("new person", "create_user", "name"),
            name_form("new group", "create_group", "name"),
            more,
        ),
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
    return element("div", {"class": "iamsim-bar"}, "The request carries: ", *fields)


def _resource_field(workspace: Workspace) -> Markup:
    names = list(dict.fromkeys((workspace.resource, *workspace.resources)))
    options = element(
        "datalist", {"id": "iamsim-resources"}, *(element("option", {"value": n}) for n in names)
    )
    field = {"name": "resource", "value": workspace.resource, "list": "iamsim-resources"}
    return fragment(
        element("input", {**field, "aria-label": "resource", "data-key": "resource", "class": "iamsim-arn"}),
        options,
    )


def _shown_groups(account: Account, users: Sequence[str]) -> list[Group]:
    """Return the groups with a column: those of the people who are shown first."""
    own = [group for name in users for group in account.groups_of(account.user(name))]
    # Both in the account's order, so that a column keeps its place when somebody joins or leaves.
    wanted = {group.name for group in [*own, *account.groups.values()][: 10 * MAX_GROUP_COLUMNS]}
    return [group for group in account.groups.values() if group.name in wanted][:MAX_GROUP_COLUMNS]


def _group_heading(account: Account, group: Group) -> Markup:
    name = button(group.name, "inspect", css_class="iamsim-who", kind="group", name=group.name)
    policies = _policy_buttons(account, group)
    return element("th", {"scope": "col"}, name, element("div", {"class": "iamsim-policies"}, *policies))


def _policy_buttons(account: Account, identity: User | Group) -> list[Markup]:
    values = {"kind": identity.kind, "holder": identity.name}
    buttons = [
        button(
            policy.name,
            "open_policy",
            css_class=f"iamsim-policy {_effects(policy.document.statements)}",
            name=policy.name,
            **values,
        )
        for policy in account.policies_of(identity)
    ]
    add = button("+", "new_policy", title=f"new policy for {identity.name}", css_class="iamsim-add", **values)
    return [*buttons, add]


def _effects(statements: Iterable[object]) -> str:
    return " ".join(sorted({f"has-{str(getattr(s, 'effect', '')).lower()}" for s in statements}))


def _action_heading(action: str) -> Markup:
    service, _, name = action.partition(":")
    close = button("×", "remove_action", title=f"take {action} away", css_class="iamsim-close", action=action)
    return element(
        "th", {"scope": "col"}, element("span", {"class": "iamsim-service"}, f"{service}:"), name, close
    )


def _person_row(
    workspace: Workspace, user: User, groups: Sequence[Group], row: int, challenge: Challenge | None
) -> Markup:
    memberships = {name.casefold() for name in user.groups}
    boxes = [_member_box(user, group, group.name.casefold() in memberships) for group in groups]
    cells = [
        _cell(workspace, user.name, action, row * len(workspace.actions) + column, challenge)
        for column, action in enumerate(workspace.actions)
    ]
    name = button(user.name, "inspect", css_class="iamsim-who", kind="user", name=user.name)
    own = element("div", {"class": "iamsim-policies"}, *_policy_buttons(workspace.account, user))
    return element("tr", {}, element("th", {"scope": "row"}, name), *boxes, element("td", {}, own), *cells)


def _member_box(user: User, group: Group, member: bool) -> Markup:
    values = {"user": user.name, "group": group.name}
    attributes = {
        "type": "checkbox",
        "data-step": "set_member",
        "data-value": "member",
        "data-values": json.dumps(values),
        "data-key": f"member {json.dumps(values)}",
        "aria-label": f"{user.name} in {group.name}",
    }
    return element("td", {}, element("input", {**attributes, **({"checked": ""} if member else {})}))


def _cell(workspace: Workspace, user: str, action: str, index: int, challenge: Challenge | None) -> Markup:
    answer = workspace.answer(user, action)
    css_class, sign, word, _ = CELL_WORDS[cell_letter(answer)]
    wanted = challenge and challenge.wanted(user, action, workspace.resource)
    goal = element("div", {"class": "iamsim-wanted"}, f"wanted: {WANTED_WORDS[wanted]}") if wanted else ""
    attributes = {
        "type": "button",
        "class": f"iamsim-cell {css_class}",
        "title": f"depends on {', '.join(answer.depends_on)}" if answer.depends_on else "",
        "data-step": "choose",
        "data-values": json.dumps({"user": user, "action": action}),
        "data-cell": str(index),
        "data-key": f"cell {index}",
        "data-label": f"{user}, {action}",
    }
    content = fragment(
        element("span", {"class": "iamsim-sign"}, sign),
        element("span", {"class": "iamsim-word"}, word),
    )
    return element("td", {"class": "iamsim-answer"}, element("button", attributes, content), goal)


def why(workspace: Workspace) -> Markup:
    """Return the request that is chosen, its answer and the reason."""
    result = workspace.result
    error = (
        element("p", {"class": "iamsim-error", "role": "alert"}, workspace.error) if workspace.error else ""
    )
    if result is None:
        return fragment(error, element("p", {}, "No people yet: add one, and a group for them."))
    words, _, reason = sentence(result).partition(": ")
    return fragment(
        error,
        element("p", {"class": "iamsim-question"}, question(result.request)),
        element(
            "p",
            {"class": f"iamsim-result {decision_cell(result.decision).css_class}", "role": "status"},
            element("strong", {}, words),
            f": {reason}" if reason else "",
        ),
        element(
            "details", {}, element("summary", {}, "the whole trace"), element("pre", {}, explain(result))
        ),
    )


def inspector(workspace: Workspace, inspected: Holder | None, editor: PolicyEditor) -> Markup:
    """Return the form of the person, the group or the policy that is open; nothing if none is."""
    if editor.holder is not None:
        return _policy_form(editor)
    if inspected is None:
        return fragment()
    kind, name = inspected.kind, inspected.name
    account = workspace.account
    identity = account.user(name) if kind == "user" else account.group(name)
    attachable = [
        (arn, policy.name) for arn, policy in account.policies.items() if arn not in identity.attached
    ]
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
            [("", "attach a managed policy …"), *attachable],
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
        {"class": "iamsim-inspector", "aria-label": f"{kind} {name}"},
        element("strong", {}, f"{kind} {name}"),
        name_form(f"new name of {name}", f"rename_{kind}", "name", **{kind: name}),
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
    fields: Content = "This policy says more than a form can show; edit it as JSON."
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
            _text_field("actions", form.actions, "action, or several with commas"),
            " on ",
            _text_field("resources", form.resources, "resource"),
            " if ",
            _text_field("key", form.key, "condition key, or nothing"),
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
            "rows": str(min(16, editor.text.count("\n") + 2)),
            "spellcheck": "false",
        },
        editor.text,
    )
    save = (
        name_form("name of the policy", "save_policy", "name")
        if editor.is_new
        else button("Save", "save_policy", name=editor.name)
    )
    delete = "" if editor.is_new or editor.arn else button("Delete policy", "delete_open_policy")
    return element(
        "section",
        {"class": "iamsim-inspector", "aria-label": title},
        element("strong", {}, title),
        fields,
        text_area,
        element("p", {"class": "iamsim-problem" if problem else "iamsim-fine", "role": "status"}, complaint),
        element("div", {"class": "iamsim-bar"}, save, delete, button("Close", "close")),
    )


def _field_menu(field: str, options: Iterable[str], chosen: str) -> Markup:
    return _menu(field, [(text, text) for text in options], chosen, "set_field", "value", field=field)


def _text_field(field: str, value: str, label: str) -> Markup:
    attributes = {
        "value": value,
        "aria-label": label,
        "placeholder": label,
        "data-step": "set_field",
        "data-value": "value",
        "data-values": json.dumps({"field": field}),
        "data-key": f"field {field}",
    }
    return element("input", attributes)


def footer(workspace: Workspace, share_code: str) -> Markup:
    """Return the steps as Python and as commands, and the share code."""
    return element(
        "div",
        {"class": "iamsim-texts"},
        _text("as Python", "\n".join(workspace.python_lines) or "(no steps yet)"),
        _text("as aws commands", "\n".join(workspace.cli_lines) or "(no steps yet)"),
        element(
            "details",
            {},
            element("summary", {}, "share"),
            element("pre", {"class": "iamsim-code"}, share_code),
            name_form("paste a share code", "load_code", "code"),
        ),
    )


def _text(title: str, text: str) -> Markup:
    return element("details", {}, element("summary", {}, title), element("pre", {}, text))


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
    answer = [question(result.request), sentence(result)] if result else ["no people yet"]
    return "\n".join([f"who may do what on {short_name(workspace.resource)}", *lines, *answer])
