"""What the playground shows around its table: toolbar, challenge, why, picture, texts to copy, as markup.

Everything that a page may click or type carries the step it asks for (`data-step`) and its values; see
`widgets/page.js`. Here nothing is decided and nothing changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from iamsim.decision import EvaluationResult
from iamsim.decision.explain import dependence_words, explain, question, sentence, short_name
from iamsim.diagram import count_of
from iamsim.markup import Content, Markup, decision_cell, dependent_cell, element, fragment
from iamsim.widgets.account_builder.challenge import RULES, WANTED_WORDS, Challenge, Goal, Progress
from iamsim.widgets.account_builder.page_controls import button, name_form, undo_buttons
from iamsim.widgets.account_builder.people_table import CELL_WORDS, cell_letter
from iamsim.widgets.account_builder.share_code import PREFIX
from iamsim.widgets.account_builder.workspace import Workspace

MAX_FILE_BYTES = 5_000_000
"""Of a file that a page sends; the file of a larger account is opened by code."""


def goal_button(goal: Goal) -> Markup:
    """Make a goal's request: a button that shows it; words alone where it carries context keys."""
    # Pressed, the table would show the request without them.
    if goal.context:
        return element("span", {"class": "iamsim-goal"}, goal.request_words)
    values = {"user": goal.user, "action": goal.action, "resource": goal.resource}
    return button(goal.request_words, "show_request", css_class="iamsim-goal", **values)


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
