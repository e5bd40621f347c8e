"""Who may do what as a frame, one row a cell; the cells that a change turns; situations side by side.

    Account → Matrix → cells → DataFrame

What depends on a context key that nobody gave has a category of its own, and the keys in `depends_on`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from iamsim.account import Account
from iamsim.decision import Decision, simulate
from iamsim.decision.account_matrix import account_matrix, cells, changed_cells, matrix_pair
from iamsim.decision.explain import way
from iamsim.decision.matrix import Matrix
from iamsim.policy import PolicySource
from iamsim.tables.frames import decision_type, frame, pandas

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = ("user", "action", "resource", "decision", "depends_on", "way")
SITUATION = "situation"
"""The column in which `side_by_side` has the name of each frame."""
COMPARED_COLUMNS = ("user", "action", "resource", "before", "after", "depends_on")


def decisions(  # noqa: PLR0913 - the three axes of a matrix, and what decides besides
    account: Account,
    users: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    *,
    context: Mapping[str, Any] | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
) -> DataFrame:
    """Return one row for each user, action and resource: what is decided, and the way to what decided it.

    Without `users` they are all of the account's, without `actions` and `resources` those that its policies
    name. `decision` is an ordered category; `way` leads to the first statement that decided, and is empty
    where nobody allowed it and where the decision depends on keys that nobody gave (`depends_on`).
    Raises NoSuchEntity and InvalidInput as `iamsim.Matrix` does, and PandasMissing.
    """
    matrix = account_matrix(account, users, actions, resources, context=context, scps=scps)
    table: DataFrame = frame(_rows(matrix, context, scps), COLUMNS).astype({"decision": decision_type()})
    return table


def _rows(
    matrix: Matrix, context: Mapping[str, Any] | None, scps: Sequence[Sequence[PolicySource]]
) -> Iterator[tuple[str, ...]]:
    for user, action, resource, cell in cells(matrix):
        statement_way = ""
        if not cell.depends_on and cell.decision is not Decision.IMPLICIT_DENY:
            result = simulate(matrix.account, user, action, resource, context, scps=scps)
            statement_way = next(map(way, result.matched_statements), "")
        yield user, action, resource, cell.words, ", ".join(cell.depends_on), statement_way


def compare(  # noqa: PLR0913 - the three axes of a matrix, and what decides besides
    before: Account,
    after: Account,
    users: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    *,
    context: Mapping[str, Any] | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
) -> DataFrame:
    """Return one row for each cell that a change turns: user, action, resource, before, after, depends_on.

    Without `users` they are all of either account, without `actions` and `resources` those that the policies
    of either name. For a user whom only one account has, nobody allowed anything in the other. `depends_on`
    has the keys of both sides.
    """
    pair = matrix_pair(before, after, users, actions, resources, context=context, scps=scps)
    rows = (
        (
            change.user,
            change.action,
            change.resource,
            change.before.words,
            change.after.words,
            ", ".join(change.depends_on),
        )
        for change in changed_cells(*pair)
    )
    types = {"before": decision_type(), "after": decision_type()}
    table: DataFrame = frame(rows, COMPARED_COLUMNS).astype(types)
    return table


def side_by_side(frames: Mapping[str, DataFrame]) -> DataFrame:
    """Return frames of `decisions` as one, with the name of each in a first column `situation`.

    `heatmap` puts the situations beside each other: `side_by_side({"before": …, "after": …})`.
    Raises ValueError without frames, PandasMissing.
    """
    if not frames:
        raise ValueError("expected a mapping from names to frames of decisions(), got none")
    pd = pandas()
    # In the order given, and not of the alphabet: "before" stands before "after".
    situations = pd.CategoricalDtype(list(frames), ordered=True)
    parts = []
    for name, part in frames.items():
        part_with_name = part.reset_index(drop=True)
        part_with_name.insert(0, SITUATION, pd.Series([name] * len(part_with_name), dtype=situations))
        parts.append(part_with_name)
    table: DataFrame = pd.concat(parts, ignore_index=True)
    table.columns.name = "column"
    table.index.name = "row"
    return table
