"""What `make pictures` runs: the pictures that README.md and docs/ show, drawn as a notebook draws them.

A picture is the same bytes on every machine. `--check` writes nothing and says which one is stale.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import iamsim
from iamsim.diagram import Diagram, Edge, Node, Picture, draw, draw_engine

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ACME = ROOT / "exercises" / "accounts" / "freeze.json"
PAGE = "arn:aws:s3:::acme-website/index.html"

# a node's kind: its name in the legend, what is said of it
SHAPES = {
    "users": ("users", "alike, in one box"),
    "user": ("user", ""),
    "role": ("role", "rounded, dashed"),
    "group": ("group", ""),
    "allow": ("policy", "says only Allow: a note"),
    "deny": ("policy", "has a Deny: an octagon"),
    "limit": ("boundary or SCP", "only limits: a double rim"),
    "allowed": ("allowed", ""),
    "explicitDeny": ("denied by a Deny", "explicitDeny"),
    "implicitDeny": ("nobody allowed it", "implicitDeny"),
}
LINES = (
    ("users", "group", "member of", "plain"),
    ("user", "group", "member of", "plain"),
    ("user", "deny", "own policy", "own path"),
    ("role", "limit", "at most", "limit"),
    ("group", "allow", "", "plain"),
    ("allow", "allowed", "matches", "matches"),
    ("deny", "explicitDeny", "decides", "decides"),
    ("limit", "implicitDeny", "no match", "no match"),
)


def question() -> Diagram:
    """What Ria was given, before anybody asks."""
    return draw(iamsim.load_account(ACME), user="ria")


def ria() -> Diagram:
    """Why Ria may not publish."""
    return draw(iamsim.simulate(iamsim.load_account(ACME), "ria", "s3:PutObject", PAGE))


def account() -> Diagram:
    """Everybody at Acme, and what each was given."""
    return draw(iamsim.load_account(ACME))


def legend() -> Diagram:
    """One of each shape and of each line."""
    nodes = tuple(Node(kind, kind, name, says) for kind, (name, says) in SHAPES.items())
    edges = tuple(Edge(*line) for line in LINES)
    said = "One of each shape and line: users, groups and roles, policies, limits, and three decisions."
    return Diagram(Picture("Shapes and lines", said, nodes, edges))


PICTURES: dict[str, Callable[[], Diagram]] = {
    "question.svg": question,
    "ria.svg": ria,
    "account.svg": account,
    "engine.svg": draw_engine,
    "shapes.svg": legend,
}


def stale(folder: Path) -> Iterator[str]:
    """The pictures in a folder that are not what is drawn today."""
    for name, drawn in PICTURES.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text(drawn()):
            yield name


def text(diagram: Diagram) -> str:
    """A picture as the text of its file."""
    return f"{diagram.svg}\n"


def main(arguments: list[str] | None = None) -> int:
    """Draw all pictures; or only say which is stale."""
    parser = argparse.ArgumentParser("make pictures", description="Draw the pictures of README.md and docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing, say which picture is stale")
    names = sorted(stale(DOCS))
    if parser.parse_args(arguments).check:
        said = [f"docs/{name} is stale; run: make pictures" for name in names]
        print("\n".join(said) or "no picture is stale")
        return 1 if names else 0
    for name in names:
        (DOCS / name).write_text(text(PICTURES[name]()), encoding="utf-8", newline="\n")
        print(f"drew docs/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
