"""What a lesson's notebook calls: predict, observe, check, quiz, hint, reset, progress.

Each is a form where ipywidgets is installed, else its text. Nothing is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iamsim.learning.notebook.forms import check, observe, predict, quiz
    from iamsim.learning.notebook.lesson import hint, lesson_account, reset
    from iamsim.learning.notebook.overview import export, merge, progress

__all__ = [
    "check",
    "export",
    "hint",
    "lesson_account",
    "merge",
    "observe",
    "predict",
    "progress",
    "quiz",
    "reset",
]
_FORMS = "notebook.forms" if find_spec("ipywidgets") else "notebook.lesson"
_ROOMS = {
    **dict.fromkeys(("check", "observe", "predict", "quiz"), _FORMS),
    **dict.fromkeys(("hint", "lesson_account", "reset"), "notebook.lesson"),
    **dict.fromkeys(("export", "merge", "progress"), "notebook.overview"),
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
