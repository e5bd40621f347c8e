"""A progress bar on a terminal, for what takes more than two seconds, if tqdm is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Item = TypeVar("_Item")


def with_progress(items: Iterable[_Item], total: int, unit: str) -> Iterable[_Item]:
    """Return the same items; while they are read, standard error shows how many of `total` are done."""
    try:
        from tqdm import tqdm  # noqa: PLC0415 - no command needs it
    except ImportError:
        return items
    # disable=None: nothing is shown where standard error is no terminal, as in a pipe.
    bar: Iterable[_Item] = tqdm(items, total=total, unit=f" {unit}", delay=2, leave=False, disable=None)
    return bar
