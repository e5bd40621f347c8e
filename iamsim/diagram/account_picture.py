"""Pictures of an account: its users, groups and policies; one user; and how IAM reads all of them.

Account → PictureBuilder → Picture
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from iamsim.account import Account, Group, Identity, Role, User, find_caller
from iamsim.decision.explain import short_statement_lines
from iamsim.diagram.picture import (
    LINE_WIDTH,
    Highlights,
    Node,
    Picture,
    PictureBuilder,
    count_of,
    first_of,
    no_policy_text,
    policy_kind,
    statement_lines,
)
from iamsim.diagram.text_width import wrap

MOST_SINGLE_USERS = 8  # in a larger account, users with the same groups and policies share a node
# Nodes that are drawn; MOST_POLICIES is of one holder. More than about ten rows do not fit a screen.
MOST_USERS, MOST_GROUPS, MOST_POLICIES = 10, 10, 4
MOST_LABELS = 4  # groups of one user that each have "member of" on their line; of more, the caption says it


def account_picture(
    account: Account, user: str | None = None, highlights: Highlights | None = None
) -> Picture:
    """Return users, their groups, and the policies of both; with `user`, only what that user or role has.

    `user` is a user's name or the ARN of a user, a role or the root user. Raises NoSuchEntity.
    """
    builder = PictureBuilder(highlights or {})
    if user is None:
        return _whole_account(account, builder)
    identity = find_caller(account, user).identity
    if identity is None:
        fact = "no policy of the account limits it"
        builder.add_identity("root user", "root", fact)
        return builder.build("The root user", f"The root user: {fact}.")
    builder.hide_labels = isinstance(identity, User) and len(identity.groups) > MOST_LABELS
    _add_identity(builder, account, identity)
    title = f"What applies to {identity.name}"
    caption = [title, _legend(builder)] if builder.hide_labels else []
    return builder.build(title, f"{title}: {_count_policies(account, identity)}.", caption)


def _count_policies(account: Account, identity: User | Role) -> str:
    """Return how many policies an identity has, and through which groups it has more."""
    own = count_of(len(account.policies_of(identity)), "own policy")
    groups = account.groups_of(identity) if isinstance(identity, User) else ()
    if not groups:
        return f"{own}, no group" if isinstance(identity, User) else own
    count = sum(len(account.policies_of(group)) for group in groups)
    names = ", ".join(group.name for group in groups)
    return f"{own}; {count_of(len(groups), 'group')} ({names}) with {count_of(count, 'policy')}"


def _add_identity(builder: PictureBuilder, account: Account, identity: Identity) -> str:
    """Add a user, group or role with its policies and groups; return its key."""
    key = f"{identity.kind} {identity.name}"
    if key not in builder.nodes:
        empty = not account.policies_of(identity) and not (isinstance(identity, User) and identity.groups)
        facts = [no_policy_text(identity.kind)] if empty else []
        builder.add_identity(identity.kind, identity.name, *facts, note=identity.arn)
        _add_attachments(builder, account, identity, key)
    return key


def _add_attachments(builder: PictureBuilder, account: Account, identity: Identity, key: str) -> None:
    """Add the policies, the permissions boundary and the groups of the identity whose node is `key`."""
    policies = account.policies_of(identity)
    # A node for one more policy would need the space of that policy.
    drawn = policies if len(policies) <= MOST_POLICIES + 1 else policies[:MOST_POLICIES]
    label, kind = ("", "plain") if isinstance(identity, Group) else ("own policy", "own")
    for policy in drawn:
        builder.add_edge(key, builder.add_policy(policy, key), label, kind)
    if len(drawn) < len(policies):
        head = builder.add_remaining(key, [policy.name for policy in policies[len(drawn) :]])
        label = label.removesuffix(" policy")  # the node itself says "5 more policies"
        builder.add_edge(key, head, label, kind)
    if not isinstance(identity, Group) and identity.boundary is not None:
        boundary = account.policy(identity.boundary)
        head = builder.add_limit(f"boundary {boundary.arn}", "permissions boundary", boundary)
        builder.add_edge(key, head, "at most", "limit")
    for group in account.groups_of(identity) if isinstance(identity, User) else ():
        builder.add_edge(key, _add_identity(builder, account, group), "member of")


def _whole_account(account: Account, builder: PictureBuilder) -> Picture:
    """Return users, groups and policies; of a large account who has access first, then counts of the rest."""
    builder.hide_labels = True
    large = len(account.users) > MOST_SINGLE_USERS
    if large:
        _add_many_users(builder, account)
    else:
        for user in account.users.values():
            _add_identity(builder, account, user)
    groups = [group for group in account.groups.values() if f"group {group.name}" not in builder.nodes]
    for group in groups[:MOST_GROUPS]:
        _add_identity(builder, account, group)
    counts = [count_of(len(account.users), "user"), count_of(len(account.groups), "group")]
    if account.roles:
        counts.append(f"{count_of(len(account.roles), 'role')} (not drawn)")
    caption = [", ".join(counts), _legend(builder)]
    if large:
        caption.append("Users with the same groups and policies share a box.")
    if len(groups) > MOST_GROUPS:
        caption.append(f"Not drawn: {count_of(len(groups) - MOST_GROUPS, 'group')} without members.")
    title = f"Account {account.account_id}"
    description = f"{title}: {', '.join(counts)}."
    return builder.build(title, description, [line for line in caption if line])


def _legend(builder: PictureBuilder) -> str:
    """Return what the lines mean whose label is not drawn; "" if there are none."""
    kinds = {edge.kind for edge in builder.edges.values() if edge.hide_label}
    # Only what is in the picture is explained: a user without own policies has no double line.
    double = "; a double line: own policy" if "own" in kinds else ""
    return f"A line to a group: member of{double}." if kinds else ""


def _add_many_users(builder: PictureBuilder, account: Account) -> None:
    """Add boxes of users with the same access; the smallest share one, and so do those without any."""
    bundles: dict[object, list[User]] = {}
    without_access = []
    for user in account.users.values():
        access = (frozenset(user.groups), user.inline, user.attached, user.boundary)
        if any(access):
            bundles.setdefault(access, []).append(user)
        else:
            without_access.append(user)
    # The largest first, so that where not all have a box of their own most users do.
    by_size = sorted(bundles.values(), key=lambda users: -len(users))
    if len(by_size) > MOST_USERS + 1:
        by_size, rest = by_size[:MOST_USERS], by_size[MOST_USERS:]
    else:
        rest = []
    for users in by_size:
        _add_users(builder, account, users)
    if rest:
        _add_other_members(builder, account, [user for users in rest for user in users])
    if without_access:
        adjective = "more " if bundles else ""
        name = f"{count_of(len(without_access), f'{adjective}user')} in no group"
        names = [user.name for user in without_access]
        lines = (*wrap(first_of(names), LINE_WIDTH), no_policy_text("user"))
        builder.add_node(
            Node("users without access", "users", name, "", lines, (", ".join(names), no_policy_text("user")))
        )


def _add_users(builder: PictureBuilder, account: Account, users: Sequence[User]) -> None:
    """Add one node for users with the same access, and what they have."""
    if len(users) == 1:
        _add_identity(builder, account, users[0])
        return
    names = [user.name for user in users]
    lines = wrap(first_of(names), LINE_WIDTH)
    key = builder.add_node(
        Node(f"users {names[0]}", "users", f"{len(users)} users", "", lines, (", ".join(names),))
    )
    _add_attachments(builder, account, users[0], key)


def _add_other_members(builder: PictureBuilder, account: Account, users: Sequence[User]) -> None:
    """Add one node for users whose access differs, with lines to all of their groups."""
    names = [user.name for user in users]
    facts = [", ".join(names)]
    lines = [*wrap(first_of(names), LINE_WIDTH)]
    own = sum(bool(account.policies_of(user)) for user in users)
    if own:
        lines.append(f"{own} of them with own policies")
        facts.append(lines[-1])
    node = Node("more users", "users", count_of(len(users), "more user"), "", tuple(lines), tuple(facts))
    key = builder.add_node(node)
    groups = dict.fromkeys(group for user in users for group in account.groups_of(user))
    drawn = [group for group in groups if f"group {group.name}" in builder.nodes]
    undrawn = [group for group in groups if group not in drawn]
    space = max(MOST_GROUPS - sum(node.kind == "group" for node in builder.nodes.values()), 0)
    # A box for one more group would need the space of that group.
    space += len(undrawn) == space + 1
    for group in (*drawn, *undrawn[:space]):
        builder.add_edge(key, _add_identity(builder, account, group), "member of")
    if undrawn[space:]:
        names = [group.name for group in undrawn[space:]]
        builder.add_edge(key, builder.add_remaining(key, names, "group"), "member of")


# one user: what proves who it is, and what it may do


def user_picture(account: Account, user: User) -> Picture:
    """Return a user's password and access keys, and apart from them its policies and groups."""
    return _user_picture(user, {"proved by": _credentials(user), "may do": _permissions(account, user)})


def credentials_picture(user: User) -> Picture:
    """Return a user's password and access keys, or that it has none."""
    return _user_picture(user, {"proved by": _credentials(user)})


def _user_picture(user: User, nodes_by_label: Mapping[str, Iterable[Node]]) -> Picture:
    builder = PictureBuilder()
    key = builder.add_identity("user", user.name, note=user.arn)
    for label, nodes in nodes_by_label.items():
        for node in nodes:
            builder.add_edge(key, builder.add_node(node), label)
    names = [
        ", ".join(builder.nodes[edge.head].name for edge in builder.edges.values() if edge.label == label)
        for label in nodes_by_label
    ]
    return builder.build(f"User {user.name}", f"User {user.name}: {'; may do '.join(names)}.")


def _credentials(user: User) -> Iterator[Node]:
    """Yield the password and the access keys, or one node that says there are none."""
    if user.login_profile:
        yield _fact_node("request", "password", "opens the Console")
    if user.access_keys:
        keys = count_of(len(user.access_keys), "access key").removeprefix("1 ")
        yield _fact_node("request", keys, "signs a program's requests")
    if not (user.login_profile or user.access_keys):
        yield _fact_node("more groups", "no password, no access key", "nobody can ask as this user")


def _permissions(account: Account, user: User) -> Iterator[Node]:
    """Yield the user's own policies, then its groups; or one node that says there are none."""
    for policy in account.policies_of(user):
        statements = policy.document.statements
        lines = tuple(line for statement in statements for line in statement_lines(statement))
        facts = tuple(phrase for statement in statements for phrase in short_statement_lines(statement))
        key = f"permission {policy.name}"
        yield Node(key, policy_kind(policy), policy.name, "permission", lines, facts)
    for group in account.groups_of(user):
        lines = ("what its members may do",)
        yield Node(f"group {group.name}", "group", group.name, "group", lines, lines)
    if not account.policies_of(user) and not user.groups:
        yield _fact_node("more groups", "nothing yet", "what nobody allows is denied")


def _fact_node(kind: str, name: str, fact: str) -> Node:
    return Node(name, kind, name, "", (fact,), (fact,))


# how IAM decides: what is stored, and the engine that reads it

STORE_WIDTH = 150.0  # points, of the names in a store
STORES = {
    "users": "who is in which group",
    "groups": "which policies a group has",
    "policies": "what is allowed, what is denied",
}
STEPS = (
    "1.  collect what applies to the user",
    "2.  match each statement",
    "3.  decide: Deny, else Allow, else no",
)


def engine_picture(account: Account | None = None) -> Picture:
    """Return three stores and the engine that reads them; with an account, the names in each store."""
    builder = PictureBuilder()
    names = {} if account is None else _stored_names(account)
    question = ("who? which action?", "on what?")
    builder.add_node(Node("request", "request", "a request", "", question, (" ".join(question),)))
    for store, content in STORES.items():
        stored = first_of(names[store], 3) if names.get(store) else ""
        lines = (content, *(wrap(stored, STORE_WIDTH) if stored else ()))
        builder.add_node(Node(store, "store", store, "", lines, (content, stored) if stored else (content,)))
    builder.add_node(Node("engine", "engine", "IAM, at each request", "", STEPS, STEPS))
    builder.add_node(_fact_node("request", "an answer", "allowed or denied"))
    builder.hide_labels = True  # the stores stand so close that these two labels would cover their lines
    builder.add_edge("users", "groups", "are in")
    builder.add_edge("groups", "policies", "have")
    builder.hide_labels = False
    builder.add_edge("users", "policies", "have their own", "own")
    for store in STORES:
        builder.add_edge(store, "engine", "are read by", "limit")
    builder.add_edge("request", "engine", "asks", "asks")
    builder.add_edge("engine", "an answer", "gives", "asks")
    description = "IAM reads users, groups and policies anew at each request, and answers allowed or denied."
    return builder.build("How IAM decides", description)


def _stored_names(account: Account) -> dict[str, list[str]]:
    """Return the names in each store, inline policies among the policies."""
    users, groups = account.users.values(), account.groups.values()
    identities: tuple[Identity, ...] = (*users, *groups, *account.roles.values())
    policies = {policy.name for identity in identities for policy in account.policies_of(identity)}
    return {
        "users": [user.name for user in users],
        "groups": [group.name for group in groups],
        "policies": sorted(policies),
    }
