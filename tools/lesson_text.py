"""Read a lesson's sources, the glossary and the syllabus, for `tools/lesson_rules.py` and tests.

    notebooks/src/NN_name.md + exercises/NN_name.toml + notebooks/NN_name.ipynb → LessonSource
    docs/glossary.md → Term     docs/syllabus.md → item: number of the lesson that teaches it
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson as LessonQuestions
from tools.print_notebooks import NOTEBOOKS, ROOT, unexecuted


class Cell(NamedTuple):
    """One cell of a lesson: `kind` is "markdown" or "code"."""

    kind: str
    source: str
    tags: tuple[str, ...] = ()

    def tagged(self, prefix: str) -> list[str]:
        """Return the rest of each tag that begins with `prefix:`: 08-table for `predict:08-table`."""
        return [tag.partition(":")[2] for tag in self.tags if tag.startswith(f"{prefix}:")]


class Term(NamedTuple):
    """A row of the glossary, with the lesson that introduces the term."""

    name: str
    lesson: str  # "" for a word of everyday language
    forms: tuple[str, ...]

    def find(self, text: str) -> str | None:
        """Return the first words in a text that are this term, also in the plural; None if it is not used."""
        matches = (re.search(_pattern(form), text) for form in self.forms)
        return next((match[0] for match in matches if match), None)


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson as it is written, with its questions.

    `nodes` is the number of things that the first picture of the print shows, besides the decision.
    """

    stem: str
    cells: tuple[Cell, ...]
    questions: LessonQuestions
    nodes: int = 0

    @property
    def number(self) -> str:
        """The lesson's number, such as 08."""
        return self.stem[:2]

    @property
    def prose(self) -> str:
        """The text of all markdown cells, without code and addresses of links."""
        return "\n\n".join(_without_code(cell.source) for cell in self.cells if cell.kind == "markdown")

    @property
    def taught_items(self) -> set[str]:
        """The items of the syllabus that the cells' `teaches:` tags name."""
        return {name for cell in self.cells for name in cell.tagged("teaches")}


def _without_code(text: str) -> str:
    """Remove blocks of code, HTML tags and the addresses of links from Markdown."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    prose = re.sub(r"(?m)^</?\w+>|</\w+>$", "", prose)
    return re.sub(r"\]\([^)]*\)", "]", prose)


@cache
def _pattern(form: str) -> str:
    """Return a regular expression for a form as whole words, also in the plural."""
    plural = rf"{re.escape(form[:-1])}(?:y|ies)" if form.endswith("y") else rf"{re.escape(form)}(?:s|es)?"
    # Case counts in forms with capital letters only: "Deny" is a term, "they deny it" is not.
    words = plural if form != form.lower() else f"(?i:{plural})"
    return rf"(?<![\w-]){words}(?![\w-])"


def rows(page: str) -> Iterator[list[str]]:
    """Yield the cells of each table row of a page of docs/, without the first row."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")]
    yield from ([cell.strip() for cell in line[1:-1].split("|")] for line in table[1:])


@cache
def glossary() -> tuple[Term, ...]:
    """Return the terms of docs/glossary.md, in its order."""
    terms = []
    for name, synonyms, _, lesson in rows("glossary.md"):
        forms = (name, *(synonym.strip(" `") for synonym in synonyms.split(",") if synonym.strip()))
        terms.append(Term(name, lesson.strip("– "), forms))
    return tuple(terms)


@cache
def syllabus() -> dict[str, str]:
    """Return the number of the lesson that teaches each item of docs/syllabus.md."""
    return {item: lesson for item, _, lesson in rows("syllabus.md")}


def sources() -> list[Path]:
    """Return the paths of the lessons' texts, by number."""
    return sorted((NOTEBOOKS / "src").glob("[0-9]*.md"))


def read(source: Path) -> LessonSource:
    """Read a lesson with its questions and its print; raise ExerciseError if the questions are not valid."""
    cells = tuple(
        Cell(cell.cell_type, cell.source, tuple(cell.metadata.get("tags", [])))
        for cell in unexecuted(source).cells
    )
    questions = exercises.lesson(source.stem[:2])
    return LessonSource(source.stem, cells, questions, _node_count(NOTEBOOKS / f"{source.stem}.ipynb"))


def _node_count(printed: Path) -> int:
    """Return how many users, groups and policies the first picture of a print shows; 0 if it has none."""
    if not printed.exists():
        return 0
    for cell in json.loads(printed.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if "image/svg+xml" in output.get("data", {}):
                svg = "".join(output["data"]["image/svg+xml"])
                # In a picture of a decision a policy is a frame around its statements.
                frames = len(re.findall(r'class="cluster policy', svg))
                holders = len(re.findall(r'class="node (?:users?|role|group|root)\b', svg))
                return holders + (frames or len(re.findall(r'class="node (?:allow|deny|limit|more)\b', svg)))
    return 0
