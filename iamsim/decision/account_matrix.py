"""The matrix of an account about what its own policies name, and of two accounts about what either names.

Account → named actions and resources → Matrix → cells, each with the keys on which it depends
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iamsim.account import Account, Role, find_caller
from iamsim.aws.errors import NoSuchEntity
from iamsim.decision.axes import named_actions, named_resources
from iamsim.decision.explain import decision_words, dependence_words
from iamsim.decision.matrix import Matrix
from iamsim.decision.result import Decision
from iamsim.policy import PolicySource


class MatrixCell(NamedTuple):
    """One cell of a matrix. If it depends on keys that nobody gave, the decision is no fact."""

    decision: Decision
    depends_on: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The decision in words, or `depends`: the category of the cell, without the keys."""
        return dependence_words() if self.depends_on else decision_words(self.decision)


class CellChange(NamedTuple):
    """A cell that is another in another account."""

    user: str
    action: str
    resource: str
    before: MatrixCell
    after: MatrixCell

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The keys on which it depended before, and those on which it depends now."""
        return tuple(dict.fromkeys((*self.before.depends_on, *self.after.depends_on)))


def account_matrix(  # noqa: PLR0913 - the three axes of a matrix, and what decides besides
    account: Account,
    users: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    *,
    context: Mapping[str, Any] | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
) -> Matrix:
    """Return the matrix of an account; without actions or resources, about those that its policies name.

    An account whose policies name none is asked of `sts:GetCallerIdentity`, on `*`, which everybody may.
    """
    return Matrix(
        account,
        named_actions(account) or ("sts:GetCallerIdentity",) if actions is None else actions,
        named_resources(account) or ("*",) if resources is None else resources,
        users=users,
        context=context,
        scps=scps,
    )


def matrix_pair(  # noqa: PLR0913 - the three axes of a matrix, and what decides besides
    before: Account,
    after: Account,
    users: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    *,
    context: Mapping[str, Any] | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
) -> tuple[Matrix, Matrix]:
    """Return the matrices of two accounts about the same; unless given, what the policies of either name.

    `users` may be in one of them only; in none of them raises NoSuchEntity.
    """
    actions = _joined(named_actions, before, after) if actions is None else actions
    resources = _joined(named_resources, before, after) if resources is None else resources
    if users is not None:
        for user in users:
            if not has_principal(before, user):
                find_caller(after, user)  # raises NoSuchEntity with the names there are
    first, second = (
        account_matrix(account, _present(account, users), actions, resources, context=context, scps=scps)
        for account in (before, after)
    )
    return first, second


def _joined(
    names: Callable[[Account], Sequence[str]], before: Account, after: Account
) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys((*names(before), *names(after)))) or None


def _present(account: Account, users: Sequence[str] | None) -> Sequence[str] | None:
    return None if users is None else [user for user in users if has_principal(account, user)]


def has_principal(account: Account, principal: str) -> bool:
    """Tell whether an account has a user of that name, or the principal of that ARN."""
    try:
        find_caller(account, principal)
    except NoSuchEntity:
        return False
    return True


def cell(matrix: Matrix, user: str, action: str, resource: str) -> MatrixCell:
    """Return a cell; for a user whom the matrix does not have, that nobody allowed it."""
    if not matrix.has_user(user):
        return MatrixCell(Decision.IMPLICIT_DENY)
    keys = matrix.depends_on(user, action, resource)
    return MatrixCell(matrix.decision(user, action, resource), keys)


def cells(matrix: Matrix) -> Iterator[tuple[str, str, str, MatrixCell]]:
    """Yield each cell with its user, action and resource. Raises InvalidInput for more than a million."""
    for user, action, resource, decision in matrix.rows():
        yield user, action, resource, MatrixCell(decision, matrix.depends_on(user, action, resource))


def changed_cells(before: Matrix, after: Matrix) -> Iterator[CellChange]:
    """Yield the cells that are another in `after`: another decision, or other keys on which it depends."""
    new_users = [user for user in after.users if not before.has_user(user)]
    rows = [(user, action, resource) for user, action, resource, _ in before.rows()]
    rows += [row[:3] for user in new_users for row in after.rows(user)]
    for row in rows:
        old, new = cell(before, *row), cell(after, *row)
        # What may be anything is the same as before if it depends on the same keys.
        if old.depends_on != new.depends_on or (old.decision is not new.decision and not old.depends_on):
            yield CellChange(*row, old, new)


def all_principals(account: Account) -> tuple[str, ...]:
    """Return the names of all users, then the ARNs of all roles but those of AWS's services."""
    roles = [role.arn for role in account.roles.values() if not _is_of_service(role)]
    return (*[user.name for user in account.users.values()], *roles)


def _is_of_service(role: Role) -> bool:
    return role.path.startswith("/aws-service-role/")
