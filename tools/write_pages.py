"""`make pages`: write lessons, summary and glossary as plain HTML, for a phone, for paper, for a wall.

    notebooks/*.ipynb (prints) | docs/*.md → one file each in pages/, which needs no other file and no network

Besides, what a workshop needs: cards to vote with, and the votes. Each page has a link to large type, which
is the style of the page while its address ends in #large.

A lesson's questions come before its answers: what an experiment shows is folded away, and on paper it
begins a new page.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import markdown2html_mistune

from tools import inventory_sheets, worksheets, workshop

ROOT = Path(__file__).resolve().parent.parent
DOCS = ("summary", "glossary")
SHOWN = ("text/html", "image/svg+xml", "text/plain")  # of an output, the first that there is
STYLE = Path(__file__).with_name("pages.css").read_text(encoding="utf-8") + worksheets.STYLE
AFTER = "<details>\n<summary>Open this after your answer</summary>"
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
    """Yield each page's file name and its text."""
    for name, body in (*worksheets.bodies(), *inventory_sheets.bodies()):
        yield f"{name}.html", page(name, body)
    for printed in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(printed.read_text(encoding="utf-8"))["cells"]
        yield f"{printed.stem}.html", page(printed.stem, "\n".join(map(cell, cells)))
    for name in DOCS:
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        yield f"{name}.html", page(name, with_pictures(prose(text)))
    yield "cards.html", page("cards", workshop.cards(), workshop.STYLE)
    yield "votes.html", page("votes", workshop.vote_slides(), workshop.STYLE)


def page(name: str, body: str, style: str = "") -> str:
    """Return a whole page around its body; `style` is added to the style of all pages."""
    heading = re.search(r"<h1[^>]*>(.*?)(?:<a .*?</a>)?</h1>", body, re.DOTALL)
    title = re.sub(r"<[^>]+>", "", heading[1]) if heading else name
    targets = [target for target in ("index", *DOCS, "worksheets") if target != name]
    links = " · ".join(f'<a href="{target}.html">{target}</a>' for target in targets)
    links += ' · <a class="to-large" href="#large">large type</a><a class="to-small" href="#">normal type</a>'
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}{style}</style><script>{OPEN}</script></head>\n"
        f'<body class="{name}" id="large"><nav>{links}</nav>\n'
        f"<main>\n{body}\n</main></body></html>\n"
    )


def prose(text: str) -> str:
    """Return Markdown as HTML."""
    return answers_apart(linked(markdown2html_mistune(text)))


def with_pictures(html: str) -> str:
    """Return the HTML of a page of docs/ with its pictures in it, as a page needs no other file."""

    def embedded(source: re.Match[str]) -> str:
        picture = b64encode((ROOT / "docs" / source[1]).read_bytes()).decode()
        return f'src="data:image/svg+xml;base64,{picture}"'

    return re.sub(r'src="([\w-]+\.svg)"', embedded, html)


def answers_apart(html: str) -> str:
    """Return HTML in which what is to be opened after an answer is marked: on paper it begins a page."""
    return html.replace(AFTER, AFTER.replace("<details>", '<details class="answer">'))


def linked(html: str) -> str:
    """Return HTML with links to lessons changed to links to their pages."""
    return re.sub(r'(href="[\w-]+)\.ipynb"', r'\1.html"', html)


def cell(cell_json: dict[str, Any]) -> str:
    """Return a cell's HTML: its text, or its code unless hidden, and its outputs."""
    source = "".join(cell_json["source"])
    if cell_json["cell_type"] != "code":
        return prose(source)
    tags = cell_json["metadata"].get("tags", [])
    if {"class", "hand-in"} & set(tags):  # forms, with which nothing can be done on a page
        return ""
    code = "" if "hide-input" in tags else f"<pre><code>{escape(source)}</code></pre>"
    outputs = "\n".join(map(output, cell_json["outputs"]))
    if outputs and any(tag.startswith("experiment:") for tag in tags):
        summary = "<summary>What AWS answers: open it when you have predicted</summary>"
        outputs = f'<details class="experiment">{summary}\n{outputs}\n</details>'
    return f"{code}\n{outputs}"


def output(output_json: dict[str, Any]) -> str:
    """Return an output's HTML; the first of SHOWN that it has."""
    if "text" in output_json:
        return f"<pre>{escape(''.join(output_json['text']))}</pre>"
    kind = next(kind for kind in SHOWN if kind in output_json["data"])
    text = "".join(output_json["data"][kind])
    return f"<pre>{escape(text)}</pre>" if kind == "text/plain" else linked(text)


if __name__ == "__main__":
    raise SystemExit(main())
