"""Whom and what a command about a whole account is asked of: options of the command line → Matrix."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from iamsim.account import Account
from iamsim.commands.inputs import UnreadableInput, read_account
from iamsim.decision.account_matrix import account_matrix, all_principals, has_principal, matrix_pair
from iamsim.decision.matrix import Matrix
from iamsim.why import parse_context


class Selection(NamedTuple):
    """The matrix that was asked for, that of the account before a change, and whom it leaves out."""

    matrix: Matrix
    before: Matrix | None
    notes: tuple[str, ...]


def add_context(parser: argparse.ArgumentParser) -> None:
    """Add the option that gives context keys, as `iamsim why` has it."""
    text = "a context key of all requests; again for more keys, or more values"
    parser.add_argument("--context", action="append", metavar="KEY=VALUE", default=[], help=text)


def select(
    options: argparse.Namespace,
    users: Sequence[str] | None,
    actions: Sequence[str] | None,
    resources: Sequence[str] | None,
) -> Selection:
    """Read the accounts and decide; without `users` all users and roles, without the others what is named.

    Users who hold a policy without a document are left out, and a note says so. Raises what reading an
    account and `iamsim.Matrix` raise.
    """
    before_file = getattr(options, "before", None)
    if options.account == before_file == "-":
        raise UnreadableInput("standard input is one account, not both; save one to a file")
    account = read_account(options.account)
    before = None if before_file is None else read_account(before_file)
    accounts = [account] if before is None else [account, before]
    everybody = dict.fromkeys(name for a in accounts for name in all_principals(a))
    unknown = {name: None for a in accounts for name in everybody if _holds_unseen_policy(a, name)}
    if users is None:
        users = [name for name in everybody if name not in unknown]
        if not users:
            raise UnreadableInput(_nobody(account, len(unknown)))
        notes = tuple(_left_out(list(unknown)))
    else:
        notes = ()
    context = parse_context(options.context)
    if before is None:
        return Selection(account_matrix(account, users, actions, resources, context=context), None, notes)
    first, second = matrix_pair(before, account, users, actions, resources, context=context)
    return Selection(second, first, notes)


def _holds_unseen_policy(account: Account, name: str) -> bool:
    if not has_principal(account, name):
        return False
    identity = account.role(name.rpartition("/")[2]) if name.startswith("arn:") else account.user(name)
    return bool(account.unseen_policies_of(identity))


def _nobody(account: Account, unknown: int) -> str:
    if unknown:
        return f"the policies of all {unknown:,} users and roles lack a document; dump without --filter"
    return f"account {account.account_id} has no users and no roles, so there is nobody to ask about"


def _left_out(names: Sequence[str]) -> Iterator[str]:
    if names:
        principals = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
        yield f"left out, because a policy has no document in this file (dump without --filter): {principals}"


def print_notes(notes: Sequence[str]) -> None:
    """Print notes on standard error, so that they are no part of a table or of JSON."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
