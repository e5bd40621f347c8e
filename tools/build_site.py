"""`make site`: write the course as a folder of static files for any web server.

    lessons + Python for the browser (distribution.py) → JupyterLite → our pages around it → site/

The site asks no other host for anything. `PANDAS=1` (or --pandas) adds pandas: its wheels are fetched from
Pyodide's own distribution when the site is built, checked, and served with the rest.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from iamsim.learning.course_files import INDEX_NOTEBOOK, TOOL_NOTEBOOKS, learner_files
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.markup import card_style
from iamsim.widgets.controls import event_script, key_guard
from tools.distribution import EXTENSION, FRONT_END, ROOT, SOURCE, NotBuilt, distribution, front_end, run
from tools.ria_question import page_parts
from tools.site_texts import write_texts

EXTENSIONS = ROOT / "iamsim" / "jupyter" / "labextensions"  # those that `iamsim lab` has too
EARLY = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "iamsim")
PARTS = {"A taste": "00", "The core": "0[1-58]", "And then": ".+"}  # name: its lessons' numbers
LARGEST = 45_000_000  # bytes
LARGEST_TABLES = 12_000_000  # more with pandas and what it needs
NEEDS_PANDAS = "needs-pandas"  # the tag of a cell
WITHOUT_PANDAS = "*This cell needs pandas, which this site does not have. It prints:*"
USELESS = ("doc", "package.json", "jupyterlite.schema.v0.json", "manifest.webmanifest")
# Nothing comes from another host, and no script runs that the build did not see.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # pictures have style attributes
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
LESSON_POLICY = POLICY | {
    # JupyterLab compiles its settings' schemas with Function; anywidget imports a widget's script as blob:.
    "script-src": "'self' 'unsafe-eval' blob: {inline}",
    "script-src-attr": "'unsafe-hashes' {handlers}",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self'",
}
BAR = """\
<meta name="lesson-texts" content="{texts}">
<link rel="icon" href="../icon.svg">
<link rel="preload" as="script" href="../build/{core}">
<link rel="stylesheet" href="../course.css">
<link rel="stylesheet" href="../card.css">
<link rel="modulepreload" href="../reading.js">
<link rel="modulepreload" href="../running.js">
<link rel="modulepreload" href="../storage.js">
<script type="module" src="../lesson.js"></script>
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the front page says of a lesson; `version` tells a learner's saved copy from a newer lesson."""

    file: str
    number: str
    title: str
    minutes: int
    after: str
    asks: tuple[str, ...]  # the ids of its questions
    goal: str
    version: str


def main(arguments: list[str] | None = None) -> int:
    """Build the site; return 0, or 1 after saying in one line why there is none."""
    parser = argparse.ArgumentParser("make site", description="Build the course as a static site.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="default: site")
    parser.add_argument("--course", type=Path, default=ROOT, help="whose notebooks/; default: the project's")
    pandas_help = "with pandas: from Pyodide's distribution, or from a folder or an address with its wheels"
    default = os.environ.get("PANDAS", "")
    parser.add_argument("--pandas", nargs="?", const="1", default=default, metavar="FROM", help=pandas_help)
    options = parser.parse_args(arguments)
    try:
        build(options.out.resolve(), options.course, pandas="" if options.pandas == "0" else options.pandas)
    except NotBuilt as error:
        print(f"make site: {error}", file=sys.stderr)
        return 1
    return 0


def build(out: Path, course: Path, *, pandas: str = "") -> None:
    """Build the site into a folder that holds nothing else; `pandas` is as `distribution` takes it."""
    with tempfile.TemporaryDirectory(prefix="iamsim-") as temporary:
        lite = Path(temporary)
        distribution(lite / "static" / "pyodide", pandas=pandas)
        front_end(lite / "labextensions" / FRONT_END)
        lessons = list(write_lessons(course, lite / "content", pandas=bool(pandas)))
        if not lessons:
            raise NotBuilt(f"{course / 'notebooks'}: expected lessons, found none; run: make notebooks")
        jupyterlite(lite, out)
    trim_settings(out)
    pages(lessons, course, out)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    largest = LARGEST + LARGEST_TABLES * bool(pandas)
    if sum(sizes) > largest:
        raise NotBuilt(f"{out}: expected at most {largest / 1e6:.0f} MB, is {sum(sizes) / 1e6:.1f} MB")
    print(f"{out}: {len(lessons)} lessons, {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files")


def write_lessons(course: Path, folder: Path, *, pandas: bool) -> Iterator[Lesson]:
    """Write each notebook, without outputs and with its version; yield the description of each lesson.

    Without `pandas`, a cell that needs it (tagged NEEDS_PANDAS) shows what it printed, and does not run.
    """
    folder.mkdir(parents=True)
    for name, text in learner_files(course):
        if not name.endswith(".ipynb") or name.endswith(INDEX_NOTEBOOK):
            continue  # exercises and their data travel inside the wheel; the front page is the index
        notebook = json.loads(text)
        if not pandas:
            printed = json.loads((course / name).read_text(encoding="utf-8"))["cells"]
            pairs = zip(notebook["cells"], printed, strict=True)
            notebook["cells"] = [printed_cell(*pair) if needs_pandas(pair[0]) else pair[0] for pair in pairs]
        version = hashlib.sha256(text.encode()).hexdigest()[:12]
        notebook["metadata"]["language_info"] = {"name": "python"}  # without it no kernel is started
        notebook["metadata"]["iamsim"] = {"version": version}
        file = Path(name).name
        if file not in TOOL_NOTEBOOKS:
            lesson = about(file, notebook, version)
            notebook["metadata"]["iamsim"]["lesson"] = lesson.number
            yield lesson
        (folder / file).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def needs_pandas(cell: dict[str, Any]) -> bool:
    """Tell whether a cell is tagged as one that needs pandas."""
    return NEEDS_PANDAS in cell["metadata"].get("tags", [])


def printed_cell(cell: dict[str, Any], printed: dict[str, Any]) -> dict[str, Any]:
    """Return a cell of text in place of one that cannot run here: its code, and what it printed."""
    data = [output.get("data", {}) for output in printed.get("outputs", [])]
    # Plain text alone: HTML in Markdown is sanitized, and a table would lose its form.
    texts = ["".join(output.get("text/plain", "")) for output in data]
    texts += ["".join(output.get("text", "")) for output in printed.get("outputs", [])]
    shown = "\n".join(filter(None, texts)).rstrip("\n")
    code = "".join(cell["source"])
    source = f"{WITHOUT_PANDAS}\n\n~~~python\n{code}\n~~~\n\n~~~text\n{shown}\n~~~"
    kept = {key: value for key, value in cell.items() if key in {"id", "metadata"}}
    return kept | {"cell_type": "markdown", "source": source}


def about(file: str, notebook: dict[str, Any], version: str) -> Lesson:
    """Return a lesson's title, minutes and goal from its first lines. Raises NotBuilt without them."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    prose = "\n\n".join("".join(cell["source"]) for cell in cells)
    title = re.search(r"^# (\d\d) · (.+)$", prose, re.MULTILINE)
    head = re.search(r"^\*(\d+) minutes · (?:after lessons? (\S+(?: to \S+)?))?", prose, re.MULTILINE)
    goal = re.search(r"\*\*After this lesson you can\*\*\s+(.+?)(\n\n|$)", prose, re.DOTALL)
    if not (title and head and goal):
        expected = "'# NN · title', '*N minutes · ...*', '**After this lesson you can** ...'"
        raise NotBuilt(f"{file}: expected {expected}")
    words = " ".join(goal[1].split())
    return Lesson(file, title[1], title[2], int(head[1]), head[2] or "", asked(title[1]), words, version)


def asked(number: str) -> tuple[str, ...]:
    """Return the ids of a lesson's questions, as its page of progress counts them."""
    try:
        lesson = exercises.lesson(number)
    except ExerciseError as error:
        raise NotBuilt(str(error)) from None
    last = [lesson.exercise] if lesson.exercise else []
    questions = [*lesson.section("prediction"), *lesson.section("quiz"), *last]
    return tuple(part.id for question in questions for part in question.parts or (question,))


def jupyterlite(lite: Path, out: Path) -> None:
    """Build JupyterLite's application that shows a single document."""
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
    extensions = (lite / "labextensions", EXTENSIONS)
    config = {
        "LiteBuildConfig": command,
        "FederatedExtensionAddon": {"extra_labextensions_path": [*map(str, extensions)]},
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    run([str(Path(sys.executable).with_name("jupyter-lite")), "build"], lite)


def trim_settings(out: Path) -> None:
    """Keep the settings of what runs, a third of them.

    JupyterLite reads all eight times before it shows a lesson, and looks each up in the browser's store.
    """
    application = json.loads((out / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    disabled = set(application["disabledExtensions"])
    programs = (path.read_text(encoding="utf-8") for path in out.glob("build/*.js"))
    starts = next((text for text in programs if "jupyterapp=" in text), "")
    packages = set(re.findall(r'"(@[\w/-]+-extension)"', starts)) - disabled
    listing = out / "build" / "schemas" / "all.json"
    settings = json.loads(listing.read_text(encoding="utf-8"))
    running_settings = [
        setting
        for setting in settings
        if setting["id"].split(":")[0] in packages and setting["id"] not in disabled
    ]
    if not running_settings:
        raise NotBuilt(f"{listing}: expected settings of packages that {out / 'build'} starts, found none")
    listing.write_text(json.dumps(running_settings), encoding="utf-8")


def pages(lessons: list[Lesson], course: Path, out: Path) -> None:
    """Add our front page and the bar above each lesson to JupyterLite's files."""
    for name in USELESS:
        path = out / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in out.glob("rspack.config*"):
        path.unlink()
    scripts = ("home.js", "lesson.js", "question.js", "reading.js", "running.js", "storage.js")
    for name in ("course.css", "icon.svg", *scripts):
        shutil.copy(SOURCE / name, out)
    (out / "card.css").write_text(str(card_style()), encoding="utf-8")
    (out / "lessons.json").write_text(json.dumps([asdict(lesson) for lesson in lessons]), encoding="utf-8")
    (out / "index.html").write_text(front_page(lessons), encoding="utf-8")
    application = out / "notebooks" / "index.html"
    text = application.read_text(encoding="utf-8")
    text = text.replace("<html>", '<html lang="en">', 1)
    text = text.replace("<title>Jupyter Notebook - Notebooks</title>", "<title>iamsim: a lesson</title>", 1)
    text = text.replace('<link rel="manifest" href="../manifest.webmanifest">', "", 1)
    core = next(path.name for path in (out / "build").glob("jlab_core.*.js"))  # large, and asked for late
    head = BAR.replace("{core}", core).replace("{texts}", " ".join(write_texts(out, course)))
    text = text.replace("</head>", head + "</head>", 1)
    application.write_text(with_policy(text, LESSON_POLICY), encoding="utf-8")


def front_page(lessons: list[Lesson]) -> str:
    """Return the front page: Ria's question, the lessons, practice, playground, progress."""
    page = (SOURCE / "index.html").read_text(encoding="utf-8")
    for mark, text in {
        "<!-- lessons -->": "\n".join(parts(lessons)),
        "{title}": html.escape(lessons[0].title),
        "{first}": f"notebooks/index.html?path={lessons[0].file}",
        "{number}": lessons[0].number,
        "{minutes}": str(lessons[0].minutes),
        **page_parts(),
    }.items():
        page = page.replace(mark, text)
    return with_policy(page, POLICY)


def with_policy(page: str, policy: dict[str, str]) -> str:
    """Return a page with its Content-Security-Policy, which names our inline scripts by their hashes."""
    inline = " ".join(map(digest, re.findall(r"<script>(.*?)</script>", page, re.DOTALL)))
    handlers = (event_script("iamsim.learning.notebook", "form.js"), key_guard())
    words = "; ".join(f"{name} {sources}" for name, sources in policy.items())
    words = words.replace("{inline}", inline)
    words = words.replace("{handlers}", " ".join(digest(str(script)) for script in handlers))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{words}">'
    return page.replace("<head>", f"<head>\n{meta}", 1)


def digest(script: str) -> str:
    """Return the name that a policy has for a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def parts(lessons: list[Lesson]) -> Iterator[str]:
    """Yield the HTML of each part of the course on the front page: its lessons and their minutes."""
    for name, part in groupby(sorted(lessons, key=rank), part_of):
        mine = list(part)
        listed = "\n".join(map(card, mine))
        long = f"{sum(lesson.minutes for lesson in mine)} minutes"
        yield f'<h3>{name} <span class="soft">{long}</span></h3>\n<ol class="lessons">\n{listed}\n</ol>'


def part_of(lesson: Lesson) -> str:
    """Return the part of the course that a lesson belongs to."""
    return next(name for name, numbers in PARTS.items() if re.fullmatch(numbers, lesson.number))


def rank(lesson: Lesson) -> int:
    """Return the position of a lesson's part: the core comes before later parts, whatever the numbers."""
    return list(PARTS).index(part_of(lesson))


def card(lesson: Lesson) -> str:
    """Return the HTML of one lesson on the front page."""
    title, goal = html.escape(lesson.title), re.sub("`(.+?)`", r"<code>\1</code>", html.escape(lesson.goal))
    after, asks = f" · after {lesson.after}" if lesson.after else "", " ".join(lesson.asks)
    return f"""\
<li class="lesson" data-file="{lesson.file}" data-version="{lesson.version}" data-asks="{asks}">
  <a href="notebooks/index.html?path={lesson.file}"><span class="number">{lesson.number}</span>
    <span class="title">{title}</span></a>
  <span class="minutes">{lesson.minutes} min{after}</span>
  <p class="goal">You can {goal}</p>
  <p class="yours" hidden></p>
</li>"""


if __name__ == "__main__":
    raise SystemExit(main())
