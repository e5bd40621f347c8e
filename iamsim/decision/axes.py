"""The actions and resources that an account's policies name: what a matrix of the account is about.

A pattern with wildcards or variables is no action or resource that a request can have, so an example stands
for it: `s3:Get*` for an action that it matches, `site/*` for `site/example`. Patterns that already match
something named need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from iamsim.account import Account, Policy
from iamsim.aws.actions import actions_of, services
from iamsim.decision.cells import CellGrid
from iamsim.policy import ActionElement, Element, Pattern, ResourceElement

_Element = TypeVar("_Element", bound=Element)

EXAMPLE = "example"
"""What stands for `*` in the example of a resource."""


def named_actions(account: Account) -> tuple[str, ...]:
    """Return the actions that an account's policies name, then an example for each pattern, in their order.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> policy = iamsim.allow(["s3:Put*", "s3:GetObject"])
    >>> _ = iam.put_user_policy(UserName="ana", PolicyName="p", PolicyDocument=policy)
    >>> named_actions(iam.account)
    ('s3:GetObject', 's3:PutAccelerateConfiguration')
    """
    texts = list(
        dict.fromkeys(text for element in _elements(account, ActionElement) for text in element.expected)
    )
    # Names of actions ignore case: the first spelling stays.
    actions = {text.lower(): text for text in reversed(texts) if not _has_wildcard(text)}
    actions = dict(reversed(actions.items()))
    for text in texts:
        pattern = Pattern.parse(text.lower(), variables=False)
        # "*" is about whatever the others are about.
        if _has_wildcard(text) and text != "*" and not any(pattern.matches(action, {}) for action in actions):
            example = _first_action(text, pattern)
            if example:
                actions[example.lower()] = example
    return tuple(actions.values())


def _first_action(text: str, pattern: Pattern) -> str | None:
    service = text.partition(":")[0].lower()
    if service not in services():
        return None
    names = (f"{service}:{name}" for name in sorted(actions_of(service)))
    return next((name for name in names if pattern.matches(name.lower(), {})), None)


def named_resources(account: Account) -> tuple[str, ...]:
    """Return the resources that an account's policies name, then an example for each pattern, in their order.

    `*` is among them if a policy names it: some actions have no other resource.
    """
    patterns = list(
        dict.fromkeys(
            pattern for element in _elements(account, ResourceElement) for pattern in element.patterns
        )
    )
    resources = [pattern.text for pattern in patterns if _is_literal(pattern)]
    grid = CellGrid((), resources)
    examples = (
        example
        for pattern in patterns
        if pattern.text != "*" and not grid.pattern_bits(pattern, {})
        for example in _example_resources(pattern, account)
    )
    any_resource = ["*"] if any(pattern.text == "*" for pattern in patterns) else []
    return tuple(dict.fromkeys([*resources, *examples, *any_resource]))


def _elements(account: Account, kind: type[_Element]) -> Iterator[_Element]:
    """Return the elements of one kind of all policies: of identities, then the managed ones."""
    inline = (policy for identity in account.identities for policy in identity.inline)
    policies: Iterable[Policy] = (*inline, *account.policies.values())
    statements = (statement for policy in policies for statement in policy.document.statements)
    return (
        element for statement in statements for element in statement.elements if isinstance(element, kind)
    )


def _is_literal(pattern: Pattern) -> bool:
    return not pattern.has_variables and not _has_wildcard(pattern.text)


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _example_resources(pattern: Pattern, account: Account) -> Iterator[str]:
    """Return an example of a pattern; with a user's name in it, one for each of the first users."""
    users = [user.name for user in islice(account.users.values(), _EXAMPLE_USERS)] or [EXAMPLE]
    has_name = "aws:username" in pattern.variable_keys
    for user in users if has_name else users[:1]:
        context = dict.fromkeys(pattern.variable_keys, EXAMPLE) | {"aws:username": user}
        segments = pattern.resolve(context)
        if segments is not None:
            yield EXAMPLE.join("x".join(segment) for segment in segments)


_EXAMPLE_USERS = 3
