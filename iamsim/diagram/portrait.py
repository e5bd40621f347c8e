"""What to show of an account: users, their groups, and the policies of both; and of the engine.

Account → Picture
"""

from __future__ import annotations

from collections.abc import Sequence

from iamsim.account import Account, Group, Identity, Role, User, find_caller
from iamsim.diagram.picture import Edge, Node, Picture
from iamsim.diagram.sketch import Marks, Sketch, counted, nothing, wrapped

FEW_USERS = 8  # in a larger account, users with the same groups and policies share a node
MOST_USERS, MOST_GROUPS, MOST_POLICIES = 10, 10, 4  # nodes that are drawn; MOST_POLICIES of one holder
MOST_WORDS = 4  # groups of one user, each line with its word; of more, a caption says it once


def of_account(account: Account, user: str | None = None, marks: Marks | None = None) -> Picture:
    """Users, their groups, and the policies of both; with `user`, all that applies to that one."""
    sketch = Sketch(marks or {})
    if user is None:
        return _whole(account, sketch)
    identity = find_caller(account, user).identity
    if identity is None:
        said = "no policy of the account limits it"
        sketch.holder("root user", "root", said)
        return sketch.picture("The root user", f"The root user: {said}.")
    sketch.quiet = isinstance(identity, User) and len(identity.groups) > MOST_WORDS
    _holder(sketch, account, identity)
    title = f"What applies to {identity.name}"
    caption = [title, _legend(sketch)] if sketch.quiet else []
    return sketch.picture(title, f"{title}: {_what(account, identity)}.", caption)


def _what(account: Account, identity: User | Role) -> str:
    own = counted(len(account.policies_of(identity)), "own policy")
    groups = account.groups_of(identity) if isinstance(identity, User) else ()
    if not groups:
        return f"{own}, no group" if isinstance(identity, User) else own
    count = sum(len(account.policies_of(group)) for group in groups)
    names = ", ".join(group.name for group in groups)
    return f"{own}; {counted(len(groups), 'group')} ({names}) with {counted(count, 'policy')}"


def _holder(sketch: Sketch, account: Account, holder: Identity) -> str:
    """One user, group or role with all that hangs on it."""
    key = f"{holder.kind} {holder.name}"
    if key not in sketch.nodes:
        alone = not account.policies_of(holder) and not (isinstance(holder, User) and holder.groups)
        sketch.holder(holder.kind, holder.name, *([nothing(holder.kind)] if alone else []), note=holder.arn)
        _behind(sketch, account, holder, key)
    return key


def _behind(sketch: Sketch, account: Account, holder: Identity, key: str) -> None:
    """Join a node to its policies, its boundary and its groups."""
    policies = account.policies_of(holder)
    shown = policies[: _shown(len(policies))]
    word, kind = ("", "plain") if isinstance(holder, Group) else ("own policy", "own")
    for policy in shown:
        sketch.join(Edge(key, sketch.policy(policy, key), word, kind, quiet=sketch.quiet))
    if len(shown) < len(policies):
        more = sketch.more(key, [policy.name for policy in policies[len(shown) :]])
        sketch.join(Edge(key, more, word.removesuffix(" policy"), kind, quiet=sketch.quiet))
    if not isinstance(holder, Group) and holder.boundary is not None:
        boundary = account.policy(holder.boundary)
        head = sketch.limit(f"boundary {boundary.arn}", "permissions boundary", boundary)
        sketch.join(Edge(key, head, "at most", "limit"))
    for group in account.groups_of(holder) if isinstance(holder, User) else ():
        sketch.join(Edge(key, _holder(sketch, account, group), "member of", quiet=sketch.quiet))


def _shown(count: int) -> int:
    """How many policies of one holder are drawn; a node for one more would save nothing."""
    return count if count <= MOST_POLICIES + 1 else MOST_POLICIES


def _whole(account: Account, sketch: Sketch) -> Picture:
    """Every user and group; of a large account a summary that says what it leaves out."""
    crowd = len(account.users) > FEW_USERS
    bundles = _alike(account) if crowd else [[user] for user in account.users.values()]
    sketch.quiet = True
    for users in bundles[:MOST_USERS]:
        _bundle(sketch, account, users)
    others = [group for group in account.groups.values() if f"group {group.name}" not in sketch.nodes]
    for group in others[:MOST_GROUPS]:
        _holder(sketch, account, group)
    counts = f"{counted(len(account.users), 'user')}, {counted(len(account.groups), 'group')}"
    unseen = (sum(map(len, bundles[MOST_USERS:])), len(others[MOST_GROUPS:]))
    caption = [counts, _legend(sketch)]
    if crowd:
        caption.append("Users with the same groups and policies share a box.")
    left_out = [counted(n, thing) for n, thing in zip(unseen, ("user", "group"), strict=True) if n]
    if left_out:
        caption.append(f"Not drawn: {', '.join(left_out)}.")
    title = f"Account {account.account_id}"
    return sketch.picture(title, f"{title}: {counts}.", [line for line in caption if line])


def _legend(sketch: Sketch) -> str:
    """What the lines mean that bear no word."""
    kinds = {edge.kind: edge.word for edge in sketch.edges.values() if edge.quiet}
    double = "; a double line: own policy" if "own" in kinds else ""
    return f"A line to a group: member of{double}." if kinds else ""


def _alike(account: Account) -> list[list[User]]:
    """Users by what they are given, the most common first."""
    bundles: dict[object, list[User]] = {}
    for user in account.users.values():
        given = (frozenset(user.groups), user.inline, user.attached, user.boundary)
        bundles.setdefault(given, []).append(user)
    return sorted(bundles.values(), key=lambda users: -len(users))


def _bundle(sketch: Sketch, account: Account, users: Sequence[User]) -> None:
    if len(users) == 1:
        _holder(sketch, account, users[0])
        return
    names = [user.name for user in users]
    empty = [] if users[0].groups or account.policies_of(users[0]) else [nothing("user")]
    key = f"users {names[0]}"
    facts = (", ".join(names), *empty)
    sketch.add(Node(key, "users", f"{len(users)} users", "", (*wrapped(names), *empty), facts))
    _behind(sketch, account, users[0], key)


STORES = {
    "users": "who is in which group",
    "groups": "which policies a group has",
    "policies": "what is allowed, what is denied",
}
QUESTION, ANSWER = ("who? which action? on what?",), ("allowed or denied",)
STEPS = (
    "1.  collect what applies to the user",
    "2.  match each statement",
    "3.  decide: Deny, else Allow, else no",
)


def of_engine(account: Account | None = None) -> Picture:
    """Three stores, and the engine that reads them at each request; with an account, what they hold."""
    sketch = Sketch()
    held = {} if account is None else _held(account)
    sketch.add(Node("request", "request", "a request", "", ("who? which action?", "on what?"), QUESTION))
    for name, holds in STORES.items():
        lines = (holds, *(wrapped(held[name], most=3) if name in held else ()))
        sketch.add(Node(name, "store", name, "", lines, lines))
    sketch.add(Node("engine", "engine", "IAM, at each request", "", STEPS, STEPS))
    sketch.add(Node("answer", "request", "an answer", "", ANSWER, ANSWER))
    sketch.join(Edge("users", "groups", "are in", quiet=True))
    sketch.join(Edge("groups", "policies", "have", quiet=True))
    sketch.join(Edge("users", "policies", "have their own", "own"))
    for name in STORES:
        sketch.join(Edge(name, "engine", "are read by", "limit"))
    sketch.join(Edge("request", "engine", "asks", "decides"))
    sketch.join(Edge("engine", "answer", "gives", "decides"))
    said = "IAM reads users, groups and policies anew at each request, and answers allowed or denied."
    return sketch.picture("How IAM decides", said)


def _held(account: Account) -> dict[str, list[str]]:
    """The names in each store, inline policies among the policies."""
    holders: list[Identity] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    return {
        "users": [user.name for user in account.users.values()],
        "groups": [group.name for group in account.groups.values()],
        "policies": sorted({policy.name for holder in holders for policy in account.policies_of(holder)}),
    }
