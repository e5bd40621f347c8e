"""Every statement of an account as a frame: who holds it, the way to it, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iamsim.account import Account, Group, Identity, Policy
from iamsim.decision.explain import policy_way
from iamsim.policy import ConditionElement, Statement
from iamsim.tables.frames import frame

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "kind", "holder", "policy", "sid", "way", "effect",
    "not_action", "actions", "not_resource", "resources", "conditions",
)  # fmt: skip


def statements(account: Account) -> DataFrame:
    """Return one row for each statement of each user, group, role and boundary that holds it.

    `kind` is user, group, role or boundary; a managed policy that two groups hold has its rows twice. `sid`
    is empty where a statement has none. `not_action` and `not_resource` are true where `actions` or
    `resources` are those that do not match. Texts of one element are joined by ", ", conditions by " and ".
    Raises PandasMissing.
    """
    return frame(_rows(account), COLUMNS)


def _rows(account: Account) -> Iterator[tuple[str | bool, ...]]:
    for identity in account.identities:
        for policy in account.policies_of(identity):
            yield from _policy_rows(identity.kind, identity, policy)
    for identity in account.identities:
        if not isinstance(identity, Group) and identity.boundary is not None:
            yield from _policy_rows("boundary", identity, account.policy(identity.boundary))


def _policy_rows(kind: str, holder: Identity, policy: Policy) -> Iterator[tuple[str | bool, ...]]:
    policy_kind = "permissions boundary" if kind == "boundary" else ""
    for statement in policy.document.statements:
        way = f"{holder.kind} {holder.name} → {policy_way(policy, statement, policy_kind)}"
        elements = {element.name: ", ".join(element.expected) for element in statement.elements}
        yield (
            kind,
            holder.name,
            policy.name,
            statement.sid,
            way,
            statement.effect,
            "NotAction" in elements,
            elements.get("Action", elements.get("NotAction", "")),
            "NotResource" in elements,
            elements.get("Resource", elements.get("NotResource", "")),
            _conditions(statement),
        )


def _conditions(statement: Statement) -> str:
    """Return the conditions in one text: `StringEquals aws:PrincipalTag/team = web and ...`."""
    conditions = [element for element in statement.elements if isinstance(element, ConditionElement)]
    return " and ".join(
        f"{element.condition.operator.text} {element.key} = {', '.join(element.expected)}"
        for element in conditions
    )
