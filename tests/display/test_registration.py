"""How IPython is told: results show themselves, exceptions of ours are one card, all else is as before."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

from iamsim.display import values
from iamsim.display.registration import SHOWN_CLASSES, TRIED_OUT
from iamsim.learning.notebook import answer_mode

SCRIPT = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
import iamsim
shell.display_pub.publish = lambda data, **_: print("CARD", sorted(data), data["text/plain"].splitlines()[0])
shell._showtraceback = lambda kind, error, lines: print("FRAMES", kind.__name__)
for cell in (
    "import iamsim; iam = iamsim.client('iam')",
    "iam.create_user('ben')",
    "%tb",
    "1 / 0",
    "int('x')",
    "x = = 1",
):
    outcome = shell.run_cell(cell)
    print("ok" if outcome.success else "failed")
bundle, _ = shell.display_formatter.format(iam.account) if "iam" in globals() else shell.display_formatter.format(iamsim.Account())
print(sorted(bundle), bundle["text/plain"])
"""


def run(script: str, **variables: str) -> list[str]:
    environment = {**os.environ, "IAMSIM_ANSWERS": "", **variables}
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return made.stdout.splitlines()


def test_a_shell_shows_cards_for_our_exceptions_and_frames_for_others() -> None:
    assert run(SCRIPT) == [
        "ok",
        "CARD ['text/html', 'text/plain'] Not done · TypeError",
        "failed",
        "FRAMES KeywordsOnly",
        "ok",
        "FRAMES ZeroDivisionError",
        "failed",
        "FRAMES ValueError",
        "failed",
        "FRAMES SyntaxError",
        "failed",
        "['text/html', 'text/plain'] Account 123456789012: no users, no groups.",
    ]


def test_while_lessons_are_tried_out_an_error_stays_one() -> None:
    assert TRIED_OUT == answer_mode.VARIABLE
    assert run(SCRIPT, IAMSIM_ANSWERS="blank")[1] == "FRAMES KeywordsOnly"


def test_somebody_elses_handler_stays() -> None:
    script = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.set_custom_exc((ValueError,), lambda *_, **__: print("THEIRS"))
import iamsim
shell.run_cell("iamsim.client('s3')")
shell.run_cell("import iamsim; iamsim.client('s3')")
"""
    assert "THEIRS" in run(script)


def test_in_plain_python_nothing_is_registered_or_imported() -> None:
    script = "import sys, iamsim; print([name for name in ('IPython', 'iamsim.display', 'graphviz') if name in sys.modules])"
    assert run(script) == ["[]"]


def test_every_class_that_is_shown_is_there() -> None:
    for (module, name), function in SHOWN_CLASSES.items():
        assert getattr(import_module(module), name).__module__ == module
        assert callable(getattr(values, function))
