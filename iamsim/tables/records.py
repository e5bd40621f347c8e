"""Findings of an account, the calls of a client and a learner's progress as frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from iamsim.account import Account
from iamsim.check import Credentials, check_account
from iamsim.clients import Client
from iamsim.tables.frames import frame

if TYPE_CHECKING:
    from pandas import DataFrame

FINDING_COLUMNS = ("code", "place", "problem", "instead", "url")
HISTORY_COLUMNS = ("service", "operation", "command", "console", "error_code")


def findings(account: Account, credentials: Mapping[str, Credentials] | None = None) -> DataFrame:
    """Return one row for each finding of `iamsim.check.check_account`: code, place, problem, instead, url."""
    findings_of_account = check_account(account, credentials)
    rows = (
        (entry.code, entry.place, entry.problem, entry.replacement, entry.url)
        for entry in findings_of_account
    )
    return frame(rows, FINDING_COLUMNS)


def history(client: Client) -> DataFrame:
    """Return one row for each call of a client, the oldest first.

    Its columns: service, operation, command (the `aws` line), console (the path through AWS's console) and
    error_code, which is empty where the call succeeded.
    """
    calls = client.history
    rows = ((call.service, call.operation, call.command, call.console, call.error_code) for call in calls)
    return frame(rows, HISTORY_COLUMNS)


def progress(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> DataFrame:
    """Return a learner's progress, a row for each lesson; `iamsim.learning.progress_frame` calls this."""
    return frame(rows, headings)
