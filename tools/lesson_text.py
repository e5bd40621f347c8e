"""A lesson as it is written, for those who judge it: text + questions + print → Lesson; the glossary's terms.

    notebooks/src/NN_name.md + exercises/NN_name.toml + notebooks/NN_name.ipynb → Lesson
    docs/glossary.md → Term     docs/syllabus.md → what is taught in which lesson
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from iamsim.diagram.picture import DECISIONS
from iamsim.learning.questions import exercises
from iamsim.learning.questions import model as questions
from tools.print_notebooks import NOTEBOOKS, ROOT, unexecuted


class Cell(NamedTuple):
    """One cell: its kind, its text, its tags."""

    kind: str
    source: str
    tags: tuple[str, ...] = ()

    def tagged(self, word: str) -> list[str]:
        """What stands behind `word:` in the tags: `predict:08-table` → 08-table."""
        return [tag.partition(":")[2] for tag in self.tags if tag.startswith(f"{word}:")]


class Term(NamedTuple):
    """A row of the glossary."""

    name: str
    lesson: str  # "" for a word of everyday language
    forms: tuple[str, ...]

    def used(self, text: str) -> bool:
        """Whether a text uses it; capital letters count only in words like Deny and ARN."""
        return self.found(text) is not None

    def found(self, text: str) -> str | None:
        """The words by which a text uses it."""
        hits = (re.search(_pattern(form), text) for form in self.forms)
        return next((hit[0] for hit in hits if hit), None)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as it is written, with its questions; `nodes` are counted in its first picture."""

    stem: str
    cells: tuple[Cell, ...]
    asked: questions.Lesson
    nodes: int = 0

    @property
    def number(self) -> str:
        """Its number: 08."""
        return self.stem[:2]

    @property
    def prose(self) -> str:
        """Its text, without code and addresses."""
        return "\n\n".join(_plain(cell.source) for cell in self.cells if cell.kind == "markdown")

    @property
    def tags(self) -> set[str]:
        """The items of the syllabus that its cells say they teach."""
        return {name for cell in self.cells for name in cell.tagged("teaches")}


def _plain(text: str) -> str:
    """Markdown without blocks of code, tags, and addresses of links."""
    bare = re.sub(r"(?m)^</?\w+>|</\w+>$", "", re.sub(r"(?ms)^```.*?^```$", "", text))
    return re.sub(r"\]\([^)]*\)", "]", bare)


@cache
def _pattern(form: str) -> str:
    """A form as a regular expression: whole words, also in the plural."""
    plural = rf"{re.escape(form[:-1])}(?:y|ies)" if form.endswith("y") else rf"{re.escape(form)}(?:s|es)?"
    fold = "" if form != form.lower() or form == "implicitDeny" else "(?i:"
    return rf"(?<![\w-]){fold}{plural}{')' if fold else ''}(?![\w-])"


def rows(page: str) -> Iterator[list[str]]:
    """The rows of a page's first table, without its head."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")]
    yield from ([cell.strip() for cell in line[1:-1].split("|")] for line in table[1:])


@cache
def glossary() -> tuple[Term, ...]:
    """The terms, each with the lesson that introduces it."""
    found = []
    for name, others, _, lesson in rows("glossary.md"):
        forms = (name, *(other.strip(" `") for other in others.split(",") if other.strip()))
        found.append(Term(name, lesson.strip("– "), forms))
    return tuple(found)


@cache
def syllabus() -> dict[str, str]:
    """Each item that the course teaches, with its lesson."""
    return {item: lesson for item, _, lesson in rows("syllabus.md")}


def sources() -> list[Path]:
    """The lessons' texts, in order."""
    return sorted((NOTEBOOKS / "src").glob("[0-9]*.md"))


def read(source: Path) -> Lesson:
    """Read a lesson with its questions and its print."""
    cells = unexecuted(source).cells
    texts = (Cell(one.cell_type, one.source, tuple(one.metadata.get("tags", []))) for one in cells)
    asked = exercises.lesson(source.stem[:2])
    return Lesson(source.stem, tuple(texts), asked, _nodes(NOTEBOOKS / f"{source.stem}.ipynb"))


def _nodes(printed: Path) -> int:
    """How many things the first picture of a print shows, beside the decision."""
    if not printed.exists():
        return 0
    for cell in json.loads(printed.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if "image/svg+xml" in output.get("data", {}):
                drawn = "".join(output["data"]["image/svg+xml"])
                return len(re.findall(rf'class="node (?!{"|".join(DECISIONS)})', drawn))
    return 0
