"""What `make pages` runs: lessons, summary and glossary as plain HTML, to read on a phone or to print.

    notebooks/*.ipynb (prints) | docs/*.md → one file each in pages/, which needs no other file and no network

A lesson's questions come before its answers: what an experiment shows is folded away, and on paper it
begins a new page.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import markdown2html_mistune

ROOT = Path(__file__).resolve().parent.parent
DOCS = ("summary", "glossary")
SHOWN = ("text/html", "image/svg+xml", "text/plain")  # of an output, the first that there is
STYLE = Path(__file__).with_name("pages.css").read_text(encoding="utf-8")
OPEN = "addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach(d=>d.open=true))"


def main(arguments: list[str] | None = None) -> int:
    """Write all pages into a folder that holds nothing else."""
    parser = argparse.ArgumentParser("make pages", description="Write the lessons as plain HTML.")
    parser.add_argument("--out", type=Path, default=ROOT / "pages", help="default: pages")
    out = parser.parse_args(arguments).out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, text in pages():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{out}: {len(list(out.iterdir()))} pages; begin with {out / 'index.html'}")
    return 0


def pages() -> Iterator[tuple[str, str]]:
    """Each page's file name and its text."""
    for printed in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(printed.read_text(encoding="utf-8"))["cells"]
        yield f"{printed.stem}.html", page(printed.stem, "\n".join(map(cell, cells)))
    for name in DOCS:
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        yield f"{name}.html", page(name, prose(text))


def page(name: str, body: str) -> str:
    """A whole page."""
    heading = re.search(r"<h1[^>]*>(.*?)(?:<a .*?</a>)?</h1>", body, re.DOTALL)
    title = re.sub(r"<[^>]+>", "", heading[1]) if heading else name
    others = ("index", *DOCS)
    links = " · ".join(f'<a href="{other}.html">{other}</a>' for other in others if other != name)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<style>{STYLE}</style><script>{OPEN}</script></head>\n<body class="{name}"><nav>{links}</nav>\n'
        f"<main>\n{body}\n</main></body></html>\n"
    )


def prose(text: str) -> str:
    """Markdown as HTML; links to lessons lead to their pages."""
    made: str = markdown2html_mistune(text)
    return re.sub(r'(href="[\w-]+)\.ipynb"', r'\1.html"', made)


def cell(one: dict[str, Any]) -> str:
    """A cell as a learner sees it: its text, or its code if it is not hidden, and what came of it."""
    source = "".join(one["source"])
    if one["cell_type"] != "code":
        return prose(source)
    tags = one["metadata"].get("tags", [])
    code = "" if "hide-input" in tags else f"<pre><code>{escape(source)}</code></pre>"
    came = "\n".join(map(output, one["outputs"]))
    if came and any(tag.startswith("experiment:") for tag in tags):
        told = "<summary>What AWS answers: open it when you have predicted</summary>"
        came = f'<details class="experiment">{told}\n{came}\n</details>'
    return f"{code}\n{came}"


def output(one: dict[str, Any]) -> str:
    """What a cell gave: HTML where there is some, else a picture, else text."""
    if "text" in one:
        return f"<pre>{escape(''.join(one['text']))}</pre>"
    kind = next(kind for kind in SHOWN if kind in one["data"])
    text = "".join(one["data"][kind])
    return f"<pre>{escape(text)}</pre>" if kind == "text/plain" else text


if __name__ == "__main__":
    raise SystemExit(main())
