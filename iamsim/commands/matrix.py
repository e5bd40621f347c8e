"""`iamsim matrix`: who may do what in an account, and what a change did, as text, CSV, HTML or JSON."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from iamsim.aws.errors import InvalidInput
from iamsim.commands.inputs import run_command
from iamsim.commands.matrix_page import matrix_page
from iamsim.commands.progress_bar import with_progress
from iamsim.commands.selection import Selection, add_context, print_notes, select
from iamsim.decision import Decision
from iamsim.decision.account_matrix import CellChange, MatrixCell, cells, changed_cells
from iamsim.decision.explain import decision_words, short_name
from iamsim.decision.matrix import Matrix
from iamsim.markup import MAX_WIDE_COLUMNS, cell_of_matrix, printable, text_table

_TEXT = """Show who may do what: a row for each user and role, a column for each action and resource.

Without --actions and --resources they are those that the account's own policies name, with an example for
each pattern. A cell that depends on a context key which nobody gave is `?`, and no fact. With --before, an
older file of the account, only the cells that are another now are listed; HTML marks them.
Exit status: 0, or 2 for bad input; with --before, 1 if any cell is another.

  iamsim matrix account.json
  iamsim matrix account.json --users ria tom --actions s3:GetObject s3:PutObject --format csv > matrix.csv
  iamsim matrix account.json --before last-week.json --format html > changes.html
"""

MAX_TEXT_CELLS = 20_000
"""A matrix of more cells is counted in text, and not drawn."""
MAX_PAGE_CELLS = 100_000
"""A page with more cells makes a browser slow."""


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim matrix ARGUMENTS`; return its exit status."""
    parser = argparse.ArgumentParser(
        "iamsim matrix", description=_TEXT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("account", metavar="ACCOUNT.json", help="the account's file; - is standard input")
    for name, metavar, text in (
        ("--users", "USER", "names of users, or ARNs of users and roles; without it, all of them"),
        ("--actions", "ACTION", "such as s3:GetObject; without it, those that the policies name"),
        ("--resources", "ARN", "ARNs, or *; without it, those that the policies name"),
    ):
        parser.add_argument(name, nargs="+", metavar=metavar, help=text)
    parser.add_argument("--before", metavar="FILE", help="the account before a change: list what it did")
    parser.add_argument("--format", choices=tuple(_FORMATS), default="text", help="default: text")
    add_context(parser)
    return run_command(parser, _run, arguments)


def _run(options: argparse.Namespace) -> int:
    selection = select(options, options.users, options.actions, options.resources)
    print_notes(selection.notes)
    changes = None if selection.before is None else list(changed_cells(selection.before, selection.matrix))
    _FORMATS[options.format](selection, changes)
    return 1 if changes else 0


# --------------------------------------------------------------------------------------------------- formats


def _print_csv(selection: Selection, changes: Sequence[CellChange] | None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if changes is not None:
        writer.writerow(("user", "action", "resource", "before", "after", "depends_on"))
        writer.writerows(
            (*change[:3], change.before.words, change.after.words, ", ".join(change.depends_on))
            for change in changes
        )
        return
    writer.writerow(("user", "action", "resource", "decision", "depends_on"))
    for user, action, resource, cell in _progress(selection.matrix):
        writer.writerow((user, action, resource, cell.words, ", ".join(cell.depends_on)))


def _print_json(selection: Selection, changes: Sequence[CellChange] | None) -> None:
    if changes is None:
        objects = [
            {"user": user, "action": action, "resource": resource, **_cell_json(cell)}
            for user, action, resource, cell in _progress(selection.matrix)
        ]
    else:
        objects = [
            {
                "user": change.user,
                "action": change.action,
                "resource": change.resource,
                "before": _cell_json(change.before),
                "after": _cell_json(change.after),
            }
            for change in changes
        ]
    print(json.dumps(objects, indent=1, ensure_ascii=False))


def _cell_json(cell: MatrixCell) -> dict[str, object]:
    # AWS's own word for a decision; "depends" as in `iamsim why --json`.
    decision = "depends" if cell.depends_on else str(cell.decision)
    return {"decision": decision, "dependsOn": list(cell.depends_on)}


def _print_html(selection: Selection, _: Sequence[CellChange] | None) -> None:
    matrix = selection.matrix
    if matrix.size > MAX_PAGE_CELLS:
        hint = f"{matrix.size:,} cells are too many for a page, at most {MAX_PAGE_CELLS:,}"
        raise InvalidInput("Too many cells.", f"{hint}: choose --users, --actions or --resources")
    print(matrix_page(matrix, selection.before, selection.notes))


def _print_text(selection: Selection, changes: Sequence[CellChange] | None) -> None:
    matrix = selection.matrix
    if changes is not None:
        text = "\n".join(_change_lines(changes, matrix))
    elif matrix.size > MAX_TEXT_CELLS:
        text = "\n".join(_count_lines(matrix))
    else:
        text = "\n\n".join("\n".join(lines) for lines in _text_tables(matrix))
    print(printable(text))


_FORMATS: dict[str, Callable[[Selection, Sequence[CellChange] | None], None]] = {
    "text": _print_text,
    "csv": _print_csv,
    "html": _print_html,
    "json": _print_json,
}


# ------------------------------------------------------------------------------------------------------ text


def _change_lines(changes: Sequence[CellChange], matrix: Matrix) -> Iterator[str]:
    if not changes:
        yield f"nothing changed in {matrix.size:,} cells"
        return
    cells_word = "cell" if len(changes) == 1 else "cells"
    yield f"{len(changes):,} {cells_word} of {matrix.size:,} changed"
    rows = [
        (short_name(change.user), change.action, change.resource, _turn(change))
        for change in changes[:MAX_TEXT_CELLS]
    ]
    yield from text_table(rows, indent="  ")
    if len(changes) > MAX_TEXT_CELLS:
        yield f"  ... and {len(changes) - MAX_TEXT_CELLS:,} more; --format csv lists them all"


def _count_lines(matrix: Matrix) -> Iterator[str]:
    yield f"{matrix.size:,} cells: {len(matrix.users):,} users and roles, {len(matrix.actions):,} actions,"
    yield f"{len(matrix.resources):,} resources; too many to show, so they are counted as if no key was given"
    counts = matrix.counts()
    rows = [(decision_words(decision), f"{counts[decision]:,}") for decision in Decision]
    yield from text_table(rows, indent="  ")
    yield "choose --users, --actions or --resources to see them; --format csv lists at most a million"


def _text_tables(matrix: Matrix) -> Iterator[list[str]]:
    """Yield the lines of a table for each resource, then the key of its signs and counts."""
    by_cell = {row[:3]: row[3] for row in _progress(matrix)}
    counts = Counter(cell.words for cell in by_cell.values())
    dense = len(matrix.actions) > MAX_WIDE_COLUMNS
    numbers = [str(number) for number in range(1, len(matrix.actions) + 1)]
    for resource in matrix.resources:
        head = ("", *(numbers if dense else matrix.actions))
        rows = []
        for user in matrix.users:
            cells = (_cell_text(by_cell[user, action, resource], dense=dense) for action in matrix.actions)
            rows.append((short_name(user), *cells))
        yield [f"on {resource}", *text_table([head, *rows], indent="  ")]
    if dense:
        yield text_table(list(zip(numbers, matrix.actions, strict=True)), indent="  ")
    kinds = [*map(MatrixCell, Decision), MatrixCell(Decision.IMPLICIT_DENY, ("a key that nobody gave",))]
    yield [f"{cell_of_matrix(kind).sign} {kind.words}: {counts[kind.words]:,}" for kind in kinds]


def _turn(change: CellChange) -> str:
    return f"{cell_of_matrix(change.before)} → {cell_of_matrix(change.after)}"


def _cell_text(matrix_cell: MatrixCell, *, dense: bool) -> str:
    cell = cell_of_matrix(matrix_cell)
    return cell.sign if dense else f"{cell.sign} {cell}"


def _progress(matrix: Matrix) -> Iterator[tuple[str, str, str, MatrixCell]]:
    yield from with_progress(cells(matrix), matrix.size, "cells")
