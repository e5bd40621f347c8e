"""Accounts, users, groups, policies and results as a notebook shows them: picture, sentence, table, text.

    account(value) → {"text/html": …, "text/plain": …}

The text is short, as it is what a terminal and a saved notebook's reader get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iamsim.account import Account, Group, ManagedPolicy, Policy, Role, User
from iamsim.decision import EvaluationResult
from iamsim.decision.explain import explain, question, sentence, short_statement_words
from iamsim.diagram import Diagram, NotDrawn, PictureBuilder, count_of, draw
from iamsim.markup import (
    Content,
    Markup,
    card_style,
    decision_cell,
    element,
    fragment,
    html_table,
    scrolled,
    text_table,
    trusted,
)
from iamsim.policy import PolicyDocument, Statement

MOST_ROWS = 12
MOST_CHARACTERS = 160  # of a cell: a policy of AWS's may name a thousand actions
_OUTCOMES = ("decides", "matches", "no match")
_STATEMENT_COLUMNS = {
    "outcome": "outcome",
    "policy": "policy",
    "from": "of",
    "statement": "statement",
    "because": "does not match because",
}
Rows = Sequence[tuple[str, ...]]
Bundle = dict[str, str]


def result(value: EvaluationResult) -> Bundle:
    """Show a decision: the question, the answer with its reason, the picture, every statement."""
    words, _, reason = sentence(value).partition(": ")
    css_class = f"iamsim-decision {decision_cell(value.decision).css_class}"
    answer = element("p", {"class": css_class}, element("strong", {}, words), f": {reason}" if reason else "")
    rows = [tuple(_short(row[key]) for key in _STATEMENT_COLUMNS) for row in value.rows()]
    rows.sort(key=lambda row: _OUTCOMES.index(row[0]))
    table = _table([*_STATEMENT_COLUMNS.values()], rows)
    folded = _folded(f"{count_of(len(rows), 'statement')} in a table", table) if rows else ""
    return _bundle(explain(value), _line(question(value.request)), answer, _picture(draw(value)), folded)


def account(value: Account) -> Bundle:
    """Show an account: how much there is, the picture, a row for each user."""
    counts = [
        (len(value.users), "user"),
        (len(value.groups), "group"),
        (len(value.roles), "role"),
        (len(value.policies), "managed policy"),
    ]
    words = ", ".join(
        count_of(count, thing) for count, thing in counts if count or thing in ("user", "group")
    )
    line = f"Account {value.account_id}: {words}."
    headings = ("user", "groups", "own policies")
    rows = [
        (user.name, _joined(user.groups), _joined(policy.name for policy in value.policies_of(user)))
        for user in value.users.values()
    ]
    return _bundle(_text(line, headings, rows), _line(line), _picture(draw(value)), _table(headings, rows))


def user(value: User) -> Bundle:
    """Show a user: its groups, its own policies, what it signs in with."""
    password = "a password" if value.login_profile else "no password"
    credentials = f"{password}, {count_of(len(value.access_keys), 'access key')}"
    line = f"User {value.name}: {_membership(value)}, {credentials}."
    return _identity(value, line)


def group(value: Group) -> Bundle:
    """Show a group: its policies. Who is in it stands in the account."""
    return _identity(value, f"Group {value.name}: {_holds(value)}.")


def role(value: Role) -> Bundle:
    """Show a role: its policies."""
    return _identity(value, f"Role {value.name}: {_holds(value)}.")


def policy(value: Policy) -> Bundle:
    """Show a policy: its statements in words, and its text."""
    kind = "Managed policy" if isinstance(value, ManagedPolicy) else "Inline policy"
    if value.is_unseen:
        line = f"{kind} {value.name}: what it says is not in the account's file."
        return _bundle(line, _line(line))
    return _document(f"{kind} {value.name}", value.document)


def document(value: PolicyDocument) -> Bundle:
    """Show the text of a policy, and its statements in words."""
    return _document("Policy", value)


def _document(name: str, value: PolicyDocument) -> Bundle:
    line = f"{name}: {count_of(len(value.statements), 'statement')}."
    rows = _statement_rows(value.statements)
    text = _folded("The policy as JSON", element("pre", {}, value.text))
    return _bundle(_text(line, ("", "says"), rows), _line(line), _table(("", "says"), rows), text)


def _statement_rows(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    return [
        (statement.sid or str(at), short_statement_words(statement))
        for at, statement in enumerate(statements)
    ]


def _identity(value: User | Group | Role, line: str) -> Bundle:
    headings = ("policy", "kind", "says")
    rows = list(_policy_rows(value))
    picture = _picture(_identity_picture(value))
    return _bundle(_text(line, headings, rows), _line(line), picture, _table(headings, rows))


def _policy_rows(value: User | Group | Role) -> Iterator[tuple[str, str, str]]:
    for inline in value.inline:
        yield inline.name, "inline", "; ".join(map(short_statement_words, inline.document.statements))
    for arn in value.attached:
        # What it says stands in the account.
        yield arn.rpartition("/")[2], "managed", arn


def _identity_picture(value: User | Group | Role) -> Diagram:
    """Draw what an identity itself holds: what its groups hold stands in the account."""
    builder = PictureBuilder()
    key = builder.add_identity(value.kind, value.name, note=value.arn)
    for inline in value.inline:
        builder.add_edge(key, builder.add_policy(inline, key), "own policy" if value.kind == "user" else "")
    for arn in value.attached:
        name = arn.rpartition("/")[2]
        managed = ManagedPolicy(name, arn, ())
        builder.add_edge(key, builder.add_policy(managed, key), "own policy" if value.kind == "user" else "")
    for name in value.groups if isinstance(value, User) else ():
        builder.add_edge(key, builder.add_identity("group", name), "member of")
    title = f"{value.kind} {value.name}"
    return Diagram(builder.build(title, f"{title}: what it holds itself."))


def _membership(value: User) -> str:
    groups = (
        f"in {count_of(len(value.groups), 'group')} ({_joined(value.groups)})"
        if value.groups
        else "in no group"
    )
    return f"{groups}, {_holds(value, 'own policy')}"


def _holds(value: User | Group | Role, thing: str = "policy") -> str:
    return count_of(len(value.inline) + len(value.attached), thing)


def _joined(names: Iterable[str], none: str = "–") -> str:
    return ", ".join(names) or none


def _cut(rows: Rows) -> Rows:
    if len(rows) <= MOST_ROWS + 1:
        return rows
    return [*rows[:MOST_ROWS], (f"and {len(rows) - MOST_ROWS} more", *("",) * (len(rows[0]) - 1))]


# ------------------------------------------------------------------------------------------- text and HTML


def _text(line: str, headings: tuple[str, ...], rows: Rows) -> str:
    return "\n".join([line, *(text_table((headings, *_cut(rows)), "  ") if rows else [])])


def _line(text: str) -> Markup:
    return element("p", {"class": "iamsim-ask"}, text)


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"


def _table(headings: Sequence[str], rows: Rows) -> Markup:
    if not rows:
        return fragment()
    return scrolled(html_table(_cut(rows), headings, stacked=headings[1:]))


def _folded(summary: str, content: Markup) -> Markup:
    return element("details", {}, element("summary", {}, summary), content)


def _picture(diagram: Diagram) -> Markup:
    try:
        # Diagram makes its HTML from elements, too; names in it are escaped.
        return trusted(diagram.html())
    except NotDrawn as error:
        return element("p", {}, f"({error})")


def _bundle(text: str, *content: Content) -> Bundle:
    style = element("style", {}, card_style())
    sheet = element("div", {"class": "iamsim-sheet iamsim-page"}, *content)
    return {"text/plain": text, "text/html": str(fragment(style, sheet))}
