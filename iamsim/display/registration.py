"""Tell IPython how to show the simulator's values and errors; nothing is imported before it is needed.

register(shell) → formatters by the names of the classes, one handler of exceptions
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from types import TracebackType
from typing import Any

SHOWN_CLASSES: Mapping[tuple[str, str], str] = {
    ("iamsim.account.entities", "Account"): "account",
    ("iamsim.account.entities", "Group"): "group",
    ("iamsim.account.entities", "Role"): "role",
    ("iamsim.account.entities", "User"): "user",
    ("iamsim.account.policies", "InlinePolicy"): "policy",
    ("iamsim.account.policies", "ManagedPolicy"): "policy",
    ("iamsim.decision.result", "EvaluationResult"): "result",
    ("iamsim.policy.document", "PolicyDocument"): "document",
}
"""Module and name of a class → the function of `values` that shows it."""
HANDLED = ("AttributeError", "LookupError", "NotImplementedError", "OSError", "TypeError", "ValueError")
"""Built-in exceptions that iamsim raises on purpose; a subclass of one counts, too."""


TRIED_OUT = "IAMSIM_ANSWERS"
"""Set while lessons are tried out without a learner: then an error stays one, or no program would see it."""


def register(shell: Any) -> None:
    """Register formatters and, if nobody else has one, a handler of exceptions with an IPython shell."""
    formatter = shell.display_formatter.mimebundle_formatter
    for (module, name), function in SHOWN_CLASSES.items():
        formatter.for_type_by_name(module, name, _later(function))
    if not shell.custom_exceptions and not os.environ.get(TRIED_OUT):
        client_error = import_module("iamsim.aws.errors").ClientError
        builtin = vars(import_module("builtins"))
        exceptions = (client_error, ImportError, *(builtin[name] for name in HANDLED))
        shell.set_custom_exc(exceptions, show_exception)


def _later(function: str) -> Any:
    def show(value: Any, **_: Any) -> dict[str, str]:
        bundle: dict[str, str] = getattr(import_module("iamsim.display.values"), function)(value)
        return bundle

    return show


def show_exception(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show an exception of iamsim's as one card, any other as IPython does."""
    # `%tb` and `%debug` read these.
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, traceback
    card = import_module("iamsim.display.error_card").error_card(error)
    if card is None:
        shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
    else:
        shell.display_pub.publish(card.bundle())
