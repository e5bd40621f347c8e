"""DOT becomes SVG: the same bytes in any process, in wasmtime and on a browser's WebAssembly; or one sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamsim.diagram import NotDrawn, rendering
from iamsim.diagram.rendering import INSTALL_HINT, render_svg

DOT = 'digraph { rankdir=LR; a [label="Zoë & Ben", shape=octagon]; b [shape=note, fontname="DejaVu Sans"]; a -> b [label="ü → 中"] }'
BROKEN = "digraph { a ->"
# All positions given, as in pictures of decisions.
PLACED = 'digraph { a [pos="20,40"]; b [pos="90,10"]; a -> b [pos="20,30 20,10 20,10 70,10"] }'

NODE_PROGRAM = """
const fs = require("node:fs");
const [host, wasm] = process.argv.slice(1);
const dots = JSON.parse(fs.readFileSync(0, "utf8"));
const draw = (0, eval)(fs.readFileSync(host, "utf8"))(new Uint8Array(fs.readFileSync(wasm)));
const results = dots.map(([dot, engine]) => { try { return draw(dot, engine); } catch (error) { return "Error: " + error.message; } });
process.stdout.write(JSON.stringify(results));
"""


@pytest.fixture
def _no_cached_renderer() -> Iterator[None]:
    rendering.renderer.cache_clear()
    yield
    rendering.renderer.cache_clear()


def in_another_process(code: str, **environment: str) -> str:
    process = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return process.stdout


def test_a_picture_is_one_svg_element() -> None:
    element = render_svg(DOT)
    assert element.startswith("<svg ")
    assert element.endswith("</svg>")
    assert element.count("<svg") == 1


def test_a_picture_does_not_depend_on_those_drawn_before_it() -> None:
    alone = render_svg(DOT)
    for count in (5, 2, 40):
        render_svg("digraph {" + "".join(f"n{i} -> n{i * 7 % count};" for i in range(count)) + "}")
    assert render_svg(DOT) == alone


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_another_process_draws_the_same_bytes(seed: str) -> None:
    code = f"import sys; from iamsim.diagram.rendering import render_svg; sys.stdout.buffer.write(render_svg({DOT!r}).encode())"
    assert in_another_process(code, PYTHONHASHSEED=seed) == render_svg(DOT)


def test_python_exits_without_output_after_a_picture() -> None:
    keep = "sys.excepthook = lambda *_, renderer=rendering.renderer(): None"  # until the very end
    code = f"import sys; from iamsim.diagram import rendering; rendering.render_svg('digraph {{a}}'); {keep}"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert (process.stdout, process.stderr) == ("", "")


def test_it_draws_without_a_cache_folder() -> None:
    code = "from iamsim.diagram import rendering; print(rendering.render_svg('digraph {a}')[:4], rendering.renderer())"
    no_folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), os.devnull)
    assert in_another_process(code, **no_folders).startswith("<svg <function _wasmtime_renderer")


def test_a_browser_draws_the_same_bytes() -> None:
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("node is not installed: it stands for a browser's WebAssembly")
    assert node is not None
    host = Path(rendering.__file__).with_name("wasi_host.js")
    process = subprocess.run(
        [node, "-e", NODE_PROGRAM, str(host), str(rendering._graphviz_wasm())],
        input=json.dumps([[DOT, "dot"], [BROKEN, "dot"], [DOT, "dot"], [PLACED, "nop2"]]),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    first, error, again, placed = json.loads(process.stdout)
    assert first[first.index("<svg") :].rstrip() == render_svg(DOT)
    assert error.startswith("Error: Failed to parse DOT source")
    assert again == first
    assert placed[placed.index("<svg") :].rstrip() == render_svg(PLACED, "nop2")


def test_given_positions_are_kept() -> None:
    # Moved by 7 and 8, so that the whole picture is in sight.
    assert 'd="M27,-38C27,-18 27,-18 77,-18"' in render_svg(PLACED, "nop2")


def test_broken_dot_is_one_sentence() -> None:
    with pytest.raises(NotDrawn) as caught:
        render_svg(BROKEN)
    assert str(caught.value) == "Graphviz cannot draw this: Failed to parse DOT source"


@pytest.mark.usefixtures("_no_cached_renderer")
class TestWithoutWasmtime:
    @pytest.fixture(autouse=True)
    def _no_wasmtime(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "wasmtime", None)

    def make_dot(self, folder: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
        program = folder / "dot"
        program.write_text(
            f"#!{sys.executable}\nimport sys\ntext = sys.stdin.read()\n{lines}\n", encoding="utf-8"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    def test_the_systems_dot_is_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.make_dot(tmp_path, monkeypatch, "print('<?xml?><!-- x --><svg>', sys.argv[1:], text, '</svg>')")
        assert render_svg("digraph {}") == "<svg> ['-Kdot', '-Tsvg'] digraph {} </svg>"
        assert render_svg("digraph {}", "nop2") == "<svg> ['-Knop2', '-Tsvg'] digraph {} </svg>"

    def test_a_failure_of_the_systems_dot_is_one_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.make_dot(tmp_path, monkeypatch, "sys.exit('syntax error in line 1')")
        with pytest.raises(NotDrawn) as caught:
            render_svg(BROKEN)
        assert str(caught.value) == "Graphviz cannot draw this: syntax error in line 1"

    def test_without_a_dot_one_sentence_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(NotDrawn) as caught:
            render_svg(DOT)
        assert str(caught.value) == INSTALL_HINT
