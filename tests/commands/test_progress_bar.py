"""A progress bar after two seconds, if tqdm is installed; without it the same items."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from iamsim.commands.progress_bar import with_progress


def test_without_tqdm_there_are_the_same_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert list(with_progress(iter([1, 2]), 2, "cells")) == [1, 2]


def test_with_tqdm_a_bar_is_shown_after_two_seconds_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []
    module = ModuleType("tqdm")

    def tqdm(items: Iterable[int], **options: Any) -> Iterable[int]:
        calls.append(options)
        return items

    module.tqdm = tqdm  # type: ignore[attr-defined]  # a stand-in
    monkeypatch.setitem(sys.modules, "tqdm", module)
    assert list(with_progress([1, 2], 2, "cells")) == [1, 2]
    assert calls == [{"total": 2, "unit": " cells", "delay": 2, "leave": False, "disable": None}]
