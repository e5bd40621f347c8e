"""`iamsim who-can`: which users and roles may do an action, by which way, and on which conditions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iamsim.account import find_caller
from iamsim.commands.inputs import run_command
from iamsim.commands.progress_bar import with_progress
from iamsim.commands.selection import add_context, print_notes, select
from iamsim.decision import CheckType, Decision, EvaluationResult, StatementResult, simulate
from iamsim.decision.account_matrix import MatrixCell, cells
from iamsim.decision.explain import decision_words, dependence_words, short_name, way
from iamsim.decision.matrix import Matrix
from iamsim.decision.unknown_keys import UnknownKeys
from iamsim.markup import printable, text_table
from iamsim.policy import ConditionElement, Statement
from iamsim.why import parse_context

_TEXT = """Say which users and roles may do an action, and the way user → group → policy → statement of each.

Whom an Allow with a condition reaches may do it if the condition is true: "if" says which. Who depends on a
key that nobody gave is listed apart. Service control policies and policies of resources are not in the file.
Exit status: 0 somebody may, 1 nobody, 2 bad input, 3 it depends for everybody who perhaps may.

  iamsim who-can account.json s3:DeleteObject arn:aws:s3:::reports/q1.csv
  iamsim who-can account.json iam:CreateUser --context aws:MultiFactorAuthPresent=true
"""

SOMEBODY, NOBODY, DEPENDS = 0, 1, 3
"""Exit statuses: somebody may, nobody may, who may depends on keys that nobody gave."""


class Entry(NamedTuple):
    """A user or role that may do it, or perhaps may: its cell, the ways, and the conditions of each."""

    principal: str
    cell: MatrixCell
    ways: tuple[tuple[str, str], ...]  # a way, and its conditions: "if …" or ""


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim who-can ARGUMENTS`; return its exit status."""
    parser = argparse.ArgumentParser(
        "iamsim who-can", description=_TEXT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("account", metavar="ACCOUNT.json", help="the account's file; - is standard input")
    parser.add_argument("action", metavar="ACTION", help="such as s3:GetObject")
    parser.add_argument("resource", metavar="RESOURCE", nargs="?", default="*", help="an ARN; without it, *")
    add_context(parser)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    return run_command(parser, _run, arguments)


def _run(options: argparse.Namespace) -> int:
    selection = select(options, None, [options.action], [options.resource])
    entries = list(who_can(selection.matrix, parse_context(options.context)))
    print_notes(selection.notes)
    if options.json:
        answer = {
            "action": options.action,
            "resource": options.resource,
            "allowed": [_entry_json(entry) for entry in entries if not entry.cell.depends_on],
            "depends": [_entry_json(entry) for entry in entries if entry.cell.depends_on],
        }
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        print(printable("\n".join(_lines(options, entries, selection.matrix.size))))
    if any(not entry.cell.depends_on for entry in entries):
        return SOMEBODY
    return DEPENDS if entries else NOBODY


def who_can(matrix: Matrix, context: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield who may do the one action of a matrix on its one resource, and who may with keys not given.

    `context` is that of the matrix.
    """
    rows = with_progress(cells(matrix), matrix.size, "users and roles")
    for user, action, resource, cell in rows:
        if not cell.depends_on and cell.decision is not Decision.ALLOWED:
            continue
        result = simulate(matrix.account, user, action, resource, context)
        unknown = UnknownKeys(find_caller(matrix.account, user), context)
        # Else it depends on a key whether a Deny denies it or nobody allows it: either way it is not allowed.
        if not cell.depends_on or _may_be_allowed(result, unknown):
            yield Entry(user, cell, tuple(_ways(result, unknown)))


_OWN_CHECKS = (CheckType.PRINCIPAL, CheckType.PERMISSIONS_BOUNDARY)


def _may_be_allowed(result: EvaluationResult, unknown: Container[str]) -> bool:
    """Tell whether the identity's policies, and its boundary, have an Allow that matches or may match."""
    return all(
        any(not entry.statement.denies and _may_match(entry, unknown) for entry in check.statements)
        for check in result.checks
        if check.type in _OWN_CHECKS
    )


def _ways(result: EvaluationResult, unknown: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the way to each Allow that matches or may match, with its conditions; then to such Denies."""
    matching = [e for e in result.trace if e.check in _OWN_CHECKS and _may_match(e, unknown)]
    for entry in matching:
        if not entry.statement.denies and entry.check is CheckType.PRINCIPAL:
            yield way(entry), _condition_words("if", entry.statement)
    for entry in matching:
        if entry.statement.denies:
            yield way(entry), _condition_words("unless", entry.statement)


def _may_match(entry: StatementResult, unknown: Container[str]) -> bool:
    """Tell whether a statement matches, or fails on nothing but elements that read unknown keys."""
    return all(
        element.accepts(entry.request) or any(key in unknown for key in element.all_context_keys)
        for element in entry.statement.elements
    )


def _condition_words(word: str, statement: Statement) -> str:
    conditions = _conditions(statement)
    return f"{word} {conditions}" if conditions else ""


def _conditions(statement: Statement) -> str:
    conditions = [element for element in statement.elements if isinstance(element, ConditionElement)]
    return " and ".join(f"{e.condition.operator.text} {e.key} {', '.join(e.expected)}" for e in conditions)


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "principal": entry.principal,
        "dependsOn": list(entry.cell.depends_on),
        "ways": [{"path": path, "condition": condition} for path, condition in entry.ways],
    }


def _lines(options: argparse.Namespace, entries: Sequence[Entry], principal_count: int) -> Iterator[str]:
    certain = [entry for entry in entries if not entry.cell.depends_on]
    dependent = [entry for entry in entries if entry.cell.depends_on]
    resource = "" if options.resource == "*" else f" on {options.resource}"
    yield f"{options.action}{resource}: {_count(len(certain), len(dependent), principal_count)}"
    if certain:
        yield f"\n✓ {decision_words(Decision.ALLOWED)}"
        yield from text_table(_rows(certain), indent="  ")
    if dependent:
        yield f"\n? {dependence_words(['what nobody gave'])}"
        yield from text_table(_rows(dependent), indent="  ")
    yield "\nnot in this file: service control policies, and policies of the resource itself"


def _count(certain: int, dependent: int, principal_count: int) -> str:
    certain_words = f"{certain:,}" if certain else "nobody"
    dependent_words = f"; for {dependent:,} it {dependence_words(['what nobody gave'])}" if dependent else ""
    return f"{certain_words} of {principal_count:,} users and roles may{dependent_words}"


def _rows(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        name = _name(entry.principal)
        keys = f"{dependence_words(entry.cell.depends_on)}: " if entry.cell.depends_on else ""
        for path, condition in entry.ways or (("", ""),):
            yield name, f"{keys}{path} {condition}".rstrip()
            name = keys = ""


def _name(principal: str) -> str:
    return f"role {short_name(principal)}" if principal.startswith("arn:") else principal
