"""Who may do what as a table, where pandas is installed as a heat map of a DataFrame: accounts → display.

    who_may({"before": account, "after": changed}, ["s3:PutObject"], [resource])

The lessons' site has no pandas unless a learner installs it; there the same table is text, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from iamsim import tables
from iamsim.account import Account
from iamsim.decision.account_matrix import account_matrix
from iamsim.decision.explain import short_name
from iamsim.decision.matrix import Matrix
from iamsim.learning.notebook.cards import Note
from iamsim.markup import matrix_cell
from iamsim.policy import PolicySource

NO_PANDAS = "pandas is not installed here, so this is the table as text."

Scps: TypeAlias = Sequence[Sequence[PolicySource]]
Situation: TypeAlias = "Account | tuple[Account, Scps]"


def who_may(
    situations: Situation | Mapping[str, Situation],
    actions: Sequence[str],
    resources: Sequence[str],
    users: Sequence[str] | None = None,
) -> Any:  # a Styler; only tables imports pandas
    """Show who may do what in an account, or in several situations beside each other.

    A situation is an account, or an account and the SCPs above it; several are given by name. Without `users`
    they are all of the account's. Returns a heat map, whose `.data` is a DataFrame; where pandas is not
    installed a Note with the same table. Raises NoSuchEntity and InvalidInput as `iamsim.Matrix` does.
    """
    named_situations = situations if isinstance(situations, Mapping) else {"": situations}
    pairs = {
        name: entry if isinstance(entry, tuple) else (entry, ()) for name, entry in named_situations.items()
    }
    try:
        frames = {
            name: tables.decisions(account, users, actions, resources, scps=scps)
            for name, (account, scps) in pairs.items()
        }
        return tables.heatmap(tables.side_by_side(frames))
    except tables.PandasMissing:
        matrices = {
            name: account_matrix(account, users, actions, resources, scps=scps)
            for name, (account, scps) in pairs.items()
        }
        return _note(matrices)


def _note(matrices: Mapping[str, Matrix]) -> Note:
    """Return the table as a Note: a row for each user, a column for each request of each situation."""
    columns = [
        (name, action, resource)
        for name, matrix in matrices.items()
        for resource in matrix.resources
        for action in matrix.actions
    ]
    several = len({resource for _, _, resource in columns}) > 1
    headings = ("user", *(_heading(*column, several=several) for column in columns))
    users = dict.fromkeys(user for matrix in matrices.values() for user in matrix.users)
    rows = tuple((user, *_cells(user, matrices, columns)) for user in users)
    return Note("Who may do what", (NO_PANDAS,), headings, rows)


def _heading(name: str, action: str, resource: str, *, several: bool) -> str:
    on = f" on {short_name(resource)}" if several else ""
    return f"{name}: {action}{on}" if name else f"{action}{on}"


def _cells(
    user: str, matrices: Mapping[str, Matrix], columns: Sequence[tuple[str, str, str]]
) -> Iterator[str]:
    for name, action, resource in columns:
        matrix = matrices[name]
        yield str(matrix_cell(matrix, user, action, resource)) if user in matrix.users else ""
