"""What the policies of an account's groups and users name: actions and resources to ask about.

Account → actions_to_ask, resources_to_ask → the columns of the playground's table, its resource
"""

from __future__ import annotations

from iamsim.account import Account, Group, User
from iamsim.widgets.base import expected_texts

DEFAULT_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
DEFAULT_RESOURCE = "arn:aws:s3:::acme-website/index.html"
MAX_ACTIONS = 6
_EXAMPLE_OBJECT = "example.txt"
_PATTERN = frozenset("*?$")  # of wildcards and policy variables: the text is a pattern


def actions_to_ask(account: Account) -> tuple[str, ...]:
    """Return the first actions that policies name; DEFAULT_ACTIONS if they name patterns alone."""
    names = (name for name in named_texts(account, "Action") if ":" in name and not _PATTERN & set(name))
    return tuple(names)[:MAX_ACTIONS] or DEFAULT_ACTIONS


def resources_to_ask(account: Account) -> tuple[str, ...]:
    """Return the resources that policies name, then an object in each bucket whose objects they name."""
    names = [name for name in named_texts(account, "Resource") if name.startswith("arn:")]
    # Of a pattern only an example can be asked about: `site/example.txt` for `site/*`.
    examples = [name.removesuffix("*") + _EXAMPLE_OBJECT for name in names if name.endswith("/*")]
    return tuple(dict.fromkeys(name for name in (*names, *examples) if not _PATTERN & set(name)))


def named_texts(account: Account, element_name: str) -> list[str]:
    """Return what policies of groups and users say in an element ("Action", "Resource"), each text once."""
    identities: list[User | Group] = [*account.groups.values(), *account.users.values()]
    policies = (policy for identity in identities for policy in account.policies_of(identity))
    return expected_texts(policies, element_name)
