"""The HTML page of a matrix: one self-contained file with a heat map and a filter, to keep or to send.

Matrix, perhaps that before a change → a document that loads nothing and runs its own script alone
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from iamsim.decision.explain import dependence_words
from iamsim.decision.matrix import Matrix
from iamsim.markup import (
    Content,
    Markup,
    element,
    fragment,
    heat_map_key,
    heat_map_style,
    matrix_heat_map,
    palette,
    trusted,
)


def matrix_page(matrix: Matrix, before: Matrix | None = None, notes: Sequence[str] = ()) -> Markup:
    """Make the document; with `before`, the matrix before a change, it marks the cells that changed."""
    title = f"Who may do what: account {matrix.account.account_id}"
    style = fragment(_colours(), _file("matrix_page.css"), heat_map_style())
    script = _file("matrix_page.js")
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        # Should a text ever get past the escaping, a browser loads nothing for it and runs nothing of it.
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _security_policy(script)}),
        element("title", {}, title),
        element("style", {}, style),
    )
    body = element(
        "body",
        {},
        element("h1", {}, title),
        *(element("p", {}, sentence) for sentence in (*_sentences(matrix, before), *notes)),
        _form(matrix, before),
        element("div", {"class": "scroll"}, matrix_heat_map(matrix, before)),
        heat_map_key(),
        element("script", {}, script),
    )
    document = element("html", {"lang": "en", "class": "iamsim-document"}, head, body)
    return fragment(trusted("<!doctype html>"), document)


@cache
def _file(name: str) -> Markup:
    return trusted(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _colours() -> Markup:
    """Return the colours of the page under the names that matrix_page.css has for them, light and dark."""
    colours = {"paper": palette.PAPER, "ink": palette.INK, "focus": palette.BLUE}
    light = "".join(f"--{name}:{colour};" for name, colour in colours.items())
    dark = "".join(f"--{name}:{palette.DARK[colour]};" for name, colour in colours.items())
    return trusted(f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")


def _security_policy(script: Markup) -> str:
    digest = base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; form-action 'none'"


def _sentences(matrix: Matrix, before: Matrix | None) -> list[Content]:
    about = ", ".join(
        [
            _count(matrix.users, "user or role", "users and roles"),
            _count(matrix.actions, "action", "actions"),
            _count(matrix.resources, "resource", "resources"),
        ]
    )
    unknown = dependence_words(["a context key that nobody gave"])
    sentences: list[Content] = [
        f"{about}. A cell that {unknown} is ? and no fact.",
        "Service control policies and policies of resources are not in the account's file.",
    ]
    if before is not None:
        sentences.append("Cells that a change turned have a frame, and say what they were before.")
    return sentences


def _count(names: Sequence[str], singular: str, plural: str) -> str:
    return f"{len(names):,} {singular if len(names) == 1 else plural}"


def _form(matrix: Matrix, before: Matrix | None) -> Markup:
    names = {"user": "User or role", "action": "Action"}
    if len(matrix.resources) > 1:
        names["resource"] = "Resource"
    fields = [
        element("label", {}, text, element("input", {"id": name, "type": "search"}))
        for name, text in names.items()
    ]
    if before is not None:
        box = element("input", {"id": "changed", "type": "checkbox"})
        fields.append(element("label", {}, box, "only rows that changed"))
    # Hidden until the script runs: without it a filter would do nothing.
    return element("form", {"hidden": "", "role": "search"}, *fields, element("output", {"id": "shown"}))
