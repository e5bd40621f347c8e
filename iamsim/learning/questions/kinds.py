"""The kinds of question, by the name that a file gives them: a table to add a kind to."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from iamsim.learning.questions.question import Question

# Each kind of question is the module of its name: a new kind is a new module, and its name here.
KINDS: Mapping[str, type[Question]] = {
    name: import_module(f"{__package__}.{name}").KIND
    for name in (
        "choice",
        "source",
        "table",
        "order",
        "blanks",
        "policy",
        "account",
        "refute",
        "rubric",
        "parts",
    )
}
"""The name of a kind → its class: the `KIND` of the module of that name, beside this one."""
