"""Accounts that `parse_account` refuses, for tests of what must hold without its help."""

from __future__ import annotations

from typing import Any

from iamsim.account import Account, load
from iamsim.account.file_object import FileObject


def parse_unchecked(file: dict[str, Any]) -> Account:
    """Read an account with names that AWS does not allow, such as `<img src=x onerror=ran()>`."""
    return load._AccountReader(FileObject(file)).read()
