"""Accounts that `parse_account` refuses, for tests of what must hold without its help."""

from __future__ import annotations

from typing import Any

from iamsim.account import Account, load


def parse_unchecked(file: dict[str, Any]) -> Account:
    """Read an account with names that AWS does not allow, such as `<img src=x onerror=ran()>`."""
    return load._AccountReader(load._JsonObject(file)).read()
