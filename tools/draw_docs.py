"""`make pictures`: draw the pictures of README.md and docs/ as a notebook draws them.

A picture is the same bytes on every machine, so `--check` can tell which one is stale without writing it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import iamsim
from iamsim.diagram import Diagram, Edge, Node, Picture, draw, draw_engine
from tools import ria_question
from tools.moving_picture import moving_picture

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ACME = ROOT / "exercises" / "accounts" / "freeze.json"
PAGE = "arn:aws:s3:::acme-website/index.html"

# kind of node: its name in the legend, and how to recognise it
SHAPES = {
    "users": ("users", "alike, in one box"),
    "user": ("user", ""),
    "role": ("role", "rounded, dashed"),
    "group": ("group", ""),
    "allow": ("policy", "says only Allow: a note"),
    "deny": ("policy", "has a Deny: an octagon"),
    "limit": ("boundary", "only limits: a double rim"),
}
LINES = (
    ("users", "group", "member of", "plain"),
    ("user", "group", "member of", "plain"),
    ("user", "deny", "own policy", "own"),
    ("role", "limit", "at most", "limit"),
    ("group", "allow", "", "plain"),
)


def denial_of_ria() -> Diagram:
    """Draw why Ria may not publish."""
    return draw(iamsim.simulate(iamsim.load_account(ACME), "ria", "s3:PutObject", PAGE))


def ria_reads() -> Diagram:
    """Draw why Ria may read."""
    return draw(iamsim.simulate(iamsim.load_account(ACME), "ria", "s3:GetObject", PAGE))


def tom_reads() -> Diagram:
    """Draw why Tom may not read."""
    return draw(iamsim.simulate(iamsim.load_account(ACME), "tom", "s3:GetObject", PAGE))


def scp_stops_ria() -> Diagram:
    """Draw how an SCP stops what Ria's policies allow."""
    scps = [[iamsim.allow("ec2:*")]]
    return draw(iamsim.simulate(iamsim.load_account(ACME), "ria", "s3:GetObject", PAGE, scps=scps))


def account() -> Diagram:
    """Draw all users of Acme and their policies."""
    return draw(iamsim.load_account(ACME))


def legend() -> Diagram:
    """Draw one of each shape and of each line."""
    nodes = tuple(Node(kind, kind, name, feature) for kind, (name, feature) in SHAPES.items())
    edges = tuple(Edge(*line) for line in LINES)
    content = "users, groups and roles, policies, a boundary"
    return Diagram(Picture("Shapes and lines", f"One of each shape and line: {content}.", nodes, edges))


# Packages from top to bottom, each with what it is for; `|` breaks a line.
PACKAGE_ROWS: tuple[dict[str, str], ...] = (
    {"commands": "iamsim why, who-can, matrix, check-policy, lab, grade, …"},
    {"learning": "the course: questions, misconceptions, progress, forms, grading"},
    {"widgets": "explorer, reasons and others, to play with in a notebook"},
    {
        "tables": "decisions, findings as|DataFrames, heat maps",
        "display": "what a notebook shows:|pictures, cards of errors",
    },
    {
        "clients": "boto3's calls,|history, undo",
        "why": "a real denial,|explained",
        "check": "would AWS|save this policy?",
        "diagram": "pictures with|their outline",
    },
    {"markup": "HTML that escapes by itself, tables as text"},
    {"decision": "which statements match, what they decide, the words for it"},
    {"account": "users, groups, roles and their policies; AWS's file read and written"},
    {"policy": "JSON read, checked and matched: elements, conditions, patterns"},
    {"aws": "AWS's facts as data: actions, quotas, names of errors"},
)
SIMULATOR = ("decision", "account", "policy", "aws")
# The values that go through the packages, each beside the package that makes it.
VALUES = {
    "clients": "words, rows,|pictures, widgets",
    "decision": "EvaluationResult",
    "account": "Account,|and a Request",
    "policy": "PolicyDocument",
    "aws": "JSON text",
}
CAPTION = (
    "iamsim: each package uses only packages below it",
    "The lowest four are the simulator, with Python's standard library only.",
    "At the right, what is made of what, from JSON text up to words and pictures.",
)


def architecture() -> Diagram:
    """Draw the packages in layers, what uses what, and the values from JSON text to widgets."""
    nodes: list[Node] = []
    for row in PACKAGE_ROWS:
        for package, purpose in row.items():
            kind = "simulator" if package in SIMULATOR else "package" if len(row) == 1 else "package of a row"
            nodes.append(Node(package, kind, package, "", tuple(purpose.split("|"))))
    for value in VALUES.values():
        first_line, *lines = value.split("|")
        nodes.append(Node(f"value {value}", "value", first_line, "", tuple(lines)))
    uses = (
        Edge(package, used, "uses", hide_label=True)
        for row, row_below in pairwise(PACKAGE_ROWS)
        for package in row
        for used in row_below
    )
    made_from = (
        Edge(f"value {value}", f"value {source}", "is made from", "made from", hide_label=True)
        for value, source in pairwise(VALUES.values())
    )
    values = " → ".join(value.replace("|", " ") for value in reversed(VALUES.values()))
    return Diagram(
        Picture(
            "The packages of iamsim",
            f"Packages in layers. {' '.join(CAPTION)} {values}.",
            tuple(nodes),
            (*uses, *made_from),
            CAPTION,
            keep_order=True,
            rows=tuple(
                (*row, *(f"value {VALUES[package]}" for package in row if package in VALUES))
                for row in PACKAGE_ROWS
            ),
        )
    )


PICTURES: dict[str, Callable[[], Diagram | str]] = {
    "predict.svg": moving_picture,
    "question.svg": ria_question.picture,  # of the site's front page
    "ria.svg": denial_of_ria,
    "allowed.svg": ria_reads,
    "nobody.svg": tom_reads,
    "scp.svg": scp_stops_ria,
    "account.svg": account,
    "engine.svg": draw_engine,
    "shapes.svg": legend,
    "architecture.svg": architecture,
}


def stale_pictures(folder: Path) -> Iterator[str]:
    """Yield the names of the pictures in a folder that are not what is drawn now."""
    for name, create_picture in PICTURES.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != file_text(create_picture()):
            yield name


def file_text(picture: Diagram | str) -> str:
    """Return a picture, a diagram or SVG, as the text of its file."""
    return f"{picture if isinstance(picture, str) else picture.svg}\n"


def main(arguments: list[str] | None = None) -> int:
    """Draw the stale pictures; with --check, only print which are stale and return 1 if there are any."""
    parser = argparse.ArgumentParser("make pictures", description="Draw the pictures of README.md and docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing, say which picture is stale")
    names = sorted(stale_pictures(DOCS))
    if parser.parse_args(arguments).check:
        messages = [f"docs/{name} is stale; run: make pictures" for name in names]
        print("\n".join(messages) or "no picture is stale")
        return 1 if names else 0
    for name in names:
        (DOCS / name).write_text(file_text(PICTURES[name]()), encoding="utf-8", newline="\n")
        print(f"drew docs/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
