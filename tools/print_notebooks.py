"""`make notebooks`: notebooks/src/*.md (MyST Markdown) → executed → notebooks/NN_name.ipynb.

A print is the same bytes each time: a cell's id comes from its text, times and widget models are dropped,
and what stays of a widget is its text and its HTML. `--check` executes nothing and says which print is stale.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from iamsim.learning.course_files import without_outputs

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
SECONDS = 120  # that a cell may take


class NotPrinted(Exception):
    """Why a lesson could not be printed, in one line."""


def unexecuted(source: Path) -> Any:
    """Return the lesson's cells as a notebook without outputs."""
    notebook = jupytext.read(source, fmt="md:myst")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    counts: Counter[str] = Counter()
    for cell in notebook.cells:
        cell.id = _identifier(cell, counts)
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
    return notebook


def _identifier(cell: Any, counts: Counter[str]) -> str:
    """Return a cell's id. It does not depend on other cells, so that a learner's copy can be merged."""
    text = f"{cell.cell_type} {cell.source}"
    counts[text] += 1
    return sha256(f"{text} {counts[text]}".encode()).hexdigest()[:12]


def printed(source: Path, folder: Path) -> str:
    """Execute a lesson in a folder; return the text of its .ipynb file. Raises NotPrinted."""
    notebook = unexecuted(source)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        config=Config(KernelManager={"transport_encryption": "auto"}),
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        reason = f"a cell raised {error.ename}: {error.evalue}"
        raise NotPrinted(f"{source.name}: {reason}\n{error.traceback}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise NotPrinted(f"{source.name}: {error}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data.pop(WIDGET, None)
    text = as_text(notebook)
    if str(ROOT) in text:
        raise NotPrinted(f"{source.name}: an output names this machine's folder {ROOT}")
    return text


def as_text(notebook: Any) -> str:
    """Return the notebook's text as nbformat writes it, with our metadata only."""
    notebook.metadata.clear()  # executing adds Python's exact version
    notebook.metadata.update(METADATA)
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def staleness(source: Path, target: Path) -> str | None:
    """Return why a printed notebook does not fit its source, None if it does; nbval compares outputs."""
    if not target.exists():
        return "was never printed"
    if without_outputs(target.read_text(encoding="utf-8")) != without_outputs(as_text(unexecuted(source))):
        return "is older than its source"
    return None


def orphans(sources: list[Path], folder: Path) -> list[str]:
    """Return the names of printed notebooks without a source."""
    names = {source.stem for source in sources}
    return sorted(path.name for path in folder.glob("*.ipynb") if path.stem not in names)


def _write(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            os.environ[name] = str(Path(home) / name)  # the user's own settings must not show in a print
        target.write_text(printed(source, target.parent), encoding="utf-8", newline="\n")
    print(f"printed {target.name}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Print the lessons whose names begin with the given words, by default all; or only check them."""
    parser = argparse.ArgumentParser("make notebooks", description="Print the lessons with their outputs.")
    parser.add_argument("--check", action="store_true", help="execute nothing, say which print is stale")
    parser.add_argument("lessons", nargs="*", help="such as 08; default: all")
    options = parser.parse_args(arguments)
    sources = sorted((NOTEBOOKS / "src").glob("*.md"))
    selected = [source for source in sources if source.name.startswith(tuple(options.lessons or [""]))]
    targets = {source: NOTEBOOKS / f"{source.stem}.ipynb" for source in selected}
    if options.check:
        reasons = {target.name: staleness(source, target) for source, target in targets.items()}
        reasons |= dict.fromkeys(orphans(sources, NOTEBOOKS), "has no source in notebooks/src")
        stale = [f"{name} {reason}; run: make notebooks" for name, reason in reasons.items() if reason]
        print("\n".join(stale) or f"{len(targets)} prints are those of their sources")
        return 1 if stale else 0
    os.environ["IAMSIM_ANSWERS"] = "blank"
    try:
        for source, target in targets.items():
            _write(source, target)
    except NotPrinted as error:
        print(f"make notebooks: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
