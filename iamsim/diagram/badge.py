"""One user alone, as a picture: what proves who it is, and what it may do. The two never touch.

(account, user) → Picture: user → password, access keys | user → permissions, its own and its groups'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iamsim.account import Account, User
from iamsim.diagram.dot import Diagram
from iamsim.diagram.picture import Edge, Node, Picture
from iamsim.diagram.sketch import Sketch, counted, said

NO_PROOF = "nobody can ask as this user"
NO_PERMISSION = "what nobody allows is denied"


def draw_user(account: Account, name: str) -> Diagram:
    """Draw a user with its password, its access keys and its permissions, or with the lack of them."""
    return Diagram(of_user(account, account.user(name)))


def draw_credentials(account: Account, name: str) -> Diagram:
    """Draw a user with its password and its access keys only, or with the lack of them."""
    user = account.user(name)
    return Diagram(_picture(user, f"{_has(user)}.", {"proved by": proofs(user)}))


def of_user(account: Account, user: User) -> Picture:
    """What proves who a user is, and what it may do."""
    both = {"proved by": proofs(user), "may do": permissions(account, user)}
    return _picture(user, f"{_has(user)}; {_may(account, user)}.", both)


def _picture(user: User, says: str, parts: Mapping[str, Iterator[Node]]) -> Picture:
    sketch = Sketch()
    sketch.holder("user", user.name, note=user.arn)
    for word, nodes in parts.items():
        for node in nodes:
            sketch.join(Edge(f"user {user.name}", sketch.add(node), word))
    title = f"User {user.name}"
    return sketch.picture(title, f"{title}: {says}")


def proofs(user: User) -> Iterator[Node]:
    """The password and the access keys, or that there are none."""
    if user.login_profile:
        yield _box("password", "opens the Console")
    if user.access_keys:
        keys = counted(len(user.access_keys), "access key").removeprefix("1 ")
        yield _box(keys, "signs a program's requests")
    if not (user.login_profile or user.access_keys):
        yield _empty("no password, no access key", NO_PROOF)


def permissions(account: Account, user: User) -> Iterator[Node]:
    """The user's own permissions, then its groups; or that there are none."""
    for policy in account.policies_of(user):
        kind = "deny" if any(statement.denies for statement in policy.document.statements) else "allow"
        lines = tuple(line for statement in policy.document.statements for line in said(statement))
        yield Node(f"permission {policy.name}", kind, policy.name, "permission", lines, lines)
    for group in account.groups_of(user):
        lines = ("what its members may do",)
        yield Node(f"group {group.name}", "group", group.name, "group", lines, lines)
    if not account.policies_of(user) and not user.groups:
        yield _empty("nothing yet", NO_PERMISSION)


def _box(name: str, does: str) -> Node:
    return Node(name, "request", name, "", (does,), (does,))


def _empty(name: str, means: str) -> Node:
    return Node(name, "more groups", name, "", (means,), (means,))


def _has(user: User) -> str:
    return ", ".join(node.name for node in proofs(user))


def _may(account: Account, user: User) -> str:
    return f"may do {', '.join(node.name for node in permissions(account, user))}"
