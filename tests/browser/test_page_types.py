"""The scripts of a widget's page: types, as their comments say them, and their length."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from iamsim.widgets import live_page
from tests.browser.driving import missing
from tests.browser.site import NO_NPM
from tools.distribution import node_modules

pytestmark = pytest.mark.browser
CONFIG = Path(__file__).with_name("tsconfig.json")
LONGEST = 300  # lines: what is longer has two subjects


def _scripts() -> list[Path]:
    return [(CONFIG.parent / name).resolve() for name in json.loads(CONFIG.read_text(encoding="utf-8"))["files"]]


def test_the_types_of_the_pages_scripts_are_right() -> None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        missing(NO_NPM)
    compiler = node_modules() / "typescript" / "bin" / "tsc"
    checked = subprocess.run([node, compiler, "--project", CONFIG], check=False, capture_output=True, text=True)
    assert (checked.stdout, checked.returncode) == ("", 0)


def test_every_script_of_the_page_is_checked_and_short() -> None:
    assert [script.name for script in _scripts()] == list(live_page.SCRIPTS)
    for script in _scripts():
        assert len(script.read_text(encoding="utf-8").splitlines()) < LONGEST, script.name
