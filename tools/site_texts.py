"""The text that stands in a lesson's place on the site until JupyterLite is there.

    the site's notebook + its print, notebooks/NN_name.ipynb → text/NN_name.html: a section for each cell

A section holds what its cell will show: of forms, quizzes and the first picture the print, unanswered. What
an experiment shows comes when it is run. tools/site/reading.js shows the text.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import markdown2html_mistune

FOLDED = "<div>This comes alive by itself once Python is awake.</div>"
# The tags of cells that begin a lesson or ask something: their print answers no question.
ASKS = re.compile("setup|reading|warmup|quiz|exercise|predict:.*")
THE_SAME_FOR_ALL = re.compile('class="iamsim-ask"|<svg')  # and not what depends on a learner's progress


def write_texts(out: Path, course: Path) -> list[str]:
    """Write the text of each notebook of a site; return the notebooks' names."""
    folder = out / "text"
    folder.mkdir()
    names = []
    for notebook in sorted((out / "files").glob("*.ipynb")):
        pairs = zip(_cells(notebook), _cells(course / "notebooks" / notebook.name), strict=True)
        text = "\n".join(section(cell, printed) for cell, printed in pairs)
        (folder / f"{notebook.stem}.html").write_text(text, encoding="utf-8")
        names.append(notebook.stem)
    return names


def _cells(notebook: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return cells


def section(cell: dict[str, Any], printed: dict[str, Any]) -> str:
    """Return a cell's HTML: one section, with the cell's id where it has a preview."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return f"<section>{markdown2html_mistune(source)}</section>"
    if cell["metadata"].get("jupyter", {}).get("source_hidden"):
        cell_id = html.escape(cell["id"])
        return f'<section class="folded" data-cell="{cell_id}">{FOLDED}{preview(printed)}</section>'
    return f'<section class="code"><pre>{html.escape(source)}</pre></section>'


def preview(printed: dict[str, Any]) -> str:
    """Return what a printed cell that asks something shows: its forms and pictures, without their style."""
    if not any(map(ASKS.fullmatch, printed["metadata"].get("tags", []))):
        return ""
    shown = "".join(_shown(output.get("data", {})) for output in printed["outputs"])
    return f'<div class="lesson-preview">{shown}</div>' if THE_SAME_FOR_ALL.search(shown) else ""


def _shown(data: dict[str, Any]) -> str:
    """Return an output as HTML: a picture as SVG, whose size is known at once, anything else as it is."""
    picture = re.sub(r"(?s)^.*?(?=<svg)", "", "".join(data.get("image/svg+xml", "")), count=1)
    if picture:
        return f'<div class="picture">{picture}</div>'
    return re.sub(r"(?s)<style.*?</style>", "", "".join(data.get("text/html", "")))
