"""The rules that every lesson keeps, each a function: Lesson → complaints.

`python -m tools.lesson_rules 03` says what a lesson breaks; without a number, what any does, what is to come.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from iamsim.aws.quotas import LIMITS, QUOTAS
from iamsim.learning.questions import model as questions
from iamsim.learning.questions.model import ExerciseError
from tools.lesson_text import Lesson, glossary, read, sources, syllabus

MINUTES, WORDS, CODE_CELLS, CODE_LINES, ANSWERS, NODES, NEW_TERMS = 25, 1200, 12, 8, 25, 6, 4
FIRST = "00"  # the lesson before all others: shorter, and with rules of its own
ASKS_AWS = {"03", "05", "08"}
CYCLE = ("predict", "experiment", "observe")
PARTS = ("modify", "exercise", "quiz")
CLOSING = ("**Keep one sentence:**", "**Left out here:**")
FOLD = r"<details>\n<summary>Open this after your answer</summary>\n\n.+?\n\n</details>(\n\n|$)"
ANSWERING = (  # words in a title that say how a question will be answered
    r"wins?|beats?|overrid\w+|always|never|cannot|can't|nothing|nobody"
    r"|adds? up|unions?|denie[sd]|refused|(im|ex)plicit"
)
LOGIC = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.If, ast.While)


# -------------------------------------------------------------------------------------------------- order


def first_the_prediction(lesson: Lesson) -> Iterator[str]:
    """Predict, experiment, observe, explain: each in its cell, in this order."""
    cycles: dict[str, dict[str, int]] = {}
    for at, cell in enumerate(lesson.cells):
        for part in CYCLE:
            for name in cell.tagged(part):
                cycles.setdefault(name, {})[part] = at
    if not cycles:
        yield "no cell is tagged predict:ID"
    for name, cycle in cycles.items():
        lacking = [f"{part}:{name}" for part in CYCLE if part not in cycle]
        if lacking:
            yield f"no cell is tagged {' or '.join(lacking)}"
        elif [cycle[part] for part in CYCLE] != sorted(cycle.values()):
            yield f"{name}: expected {', '.join(CYCLE)} in this order"
        elif [cell.kind for cell in lesson.cells[cycle["observe"] + 1 :][:1]] != ["markdown"]:
            yield f"{name}: expected an explanation after observe:{name}"


def answers_are_folded(lesson: Lesson) -> Iterator[str]:
    """What explains an answer is folded, so that nobody reads it before the answer is given."""
    for cell, after in pairwise(lesson.cells):
        for name in cell.tagged("observe"):
            if not re.search(FOLD, after.source, re.DOTALL):
                yield f"{name}: expected the explanation in <details>, with blank lines, under its summary"


def tags_are_what_cells_do(lesson: Lesson) -> Iterator[str]:
    """A cell tagged predict:ID predicts ID; nothing asks without a tag."""
    for cell in lesson.cells:
        if cell.kind == "code":
            said = [f"{part}:{name}" for part in ("predict", "observe") for name in cell.tagged(part)]
            called = re.findall(r'\b(predict|observe)\("([\w-]+)"', cell.source)
            done = [f"{verb}:{name}" for verb, name in called]
            if said != done:
                yield f"a cell is tagged {' '.join(said) or 'nothing'} and does {' '.join(done) or 'nothing'}"


def then_change_make_recall(lesson: Lesson) -> Iterator[str]:
    """After the cycles: change something, make something, answer from memory."""
    if lesson.number == FIRST:
        return
    flat = [tag for cell in lesson.cells for tag in cell.tags]
    for part in PARTS:
        if part not in flat:
            yield f"no cell is tagged {part}"
    found = [part for part in flat if part in PARTS]
    if found != sorted(found, key=PARTS.index):
        yield f"expected {', '.join(PARTS)} in this order, found {', '.join(found)}"
    quiz = lesson.asked.section("quiz")
    if len(quiz) != 3:
        yield f"expected 3 questions from memory, found {len(quiz)}"


def how_it_ends(lesson: Lesson) -> Iterator[str]:
    """One sentence to keep, and what is left out; the lessons that can, say how to ask AWS."""
    wanted = (*CLOSING, *(["ask AWS"] if lesson.number in ASKS_AWS else []))
    for words in CLOSING[:1] if lesson.number == FIRST else wanted:
        if words not in lesson.prose:
            yield f"expected {words}"


# --------------------------------------------------------------------------------------------------- size


def size(lesson: Lesson) -> Iterator[str]:
    """It fits into one sitting."""
    minutes = re.search(r"(\d+) minutes", lesson.prose)
    counts = {
        "minutes": (int(minutes[1]) if minutes else 0, MINUTES),
        "words": (len(lesson.prose.split()), WORDS),
        "code cells": (sum(cell.kind == "code" for cell in lesson.cells), CODE_CELLS),
        "committed answers": (answers(lesson.asked), ANSWERS),
        "things in the first picture": (lesson.nodes, NODES),
    }
    for thing, (found, most) in counts.items():
        if found > most:
            yield f"{found} {thing}, at most {most}"
    if not minutes:
        yield "expected how many minutes it takes"


def answers(asked: questions.Lesson) -> int:
    """How many answers a learner commits: each row of a table is one, each part of an exercise too."""
    whole = (*asked.questions, *((asked.exercise.parts or (asked.exercise,)) if asked.exercise else ()))
    return sum(len(one.rows) if one.kind == "table" else 1 for one in whole)


def small_cells(lesson: Lesson) -> Iterator[str]:
    """A cell of code is short, and has no logic in it."""
    for cell in lesson.cells:
        if cell.kind != "code":
            continue
        first, *others = lines = [line for line in cell.source.splitlines() if line.strip()] or [""]
        if len(lines) > CODE_LINES:
            yield f"{len(lines)} lines of code, at most {CODE_LINES}: {first}"
        logic = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOGIC)]
        if logic:
            yield f"logic in a lesson: {type(logic[0]).__name__} in {' '.join([first, *others])[:50]}"


# -------------------------------------------------------------------------------------------------- words


def headings(lesson: Lesson) -> Iterator[str]:
    """One title, which says the number; no level is skipped; none gives the answer away."""
    bare = "\n".join(
        re.sub(r"(?ms)^```.*?^```$", "", cell.source) for cell in lesson.cells if cell.kind == "markdown"
    )
    found = [(len(marks), text) for marks, text in re.findall(r"(?m)^(#+) +(.+)$", bare)]
    levels = [level for level, _ in found]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"expected one title, at the top; found {levels.count(1)}"
    elif not re.fullmatch(rf"{lesson.number} · .+", found[0][1]):
        yield f"expected the title '{lesson.number} · …', found {found[0][1]!r}"
    for before, (level, text) in zip(levels, found[1:], strict=False):
        if level > before + 1:
            yield f"a level is skipped before {text!r}"
    for text in (lesson.stem.replace("_", " "), *(text for level, text in found if level == 1)):
        told = re.search(rf"(?i)\b({ANSWERING})\b", text)
        if told:
            yield f"the title answers: {told[0]!r} in {text!r}"


def the_ladder(lesson: Lesson) -> Iterator[str]:
    """No term before the lesson that introduces it; that lesson does use it; and few are new."""
    said = re.sub(r"`[^`]*`", "", _said(lesson))
    new = [term for term in glossary() if term.lesson == lesson.number]
    for term in glossary():
        if term.lesson > lesson.number and (found := term.found(said)):
            yield f"{found!r} is a term of lesson {term.lesson}"
    for term in new:
        if not term.used(_said(lesson)):
            yield f"{term.name!r} is a term of this lesson, which does not use it"


def _said(lesson: Lesson) -> str:
    """All that a learner reads: the prose, the questions, what is said to answers; not what is left out."""
    asked = lesson.asked
    prose = re.sub(r"(?m)^\*\*Left out here:\*\*.*$", "", lesson.prose)
    own = [one for one in asked.everything if not (one.section == "warmup" and one.origin != one.id)]
    texts = [text for one in own for text in (one.text, one.success, *one.hints)]
    texts += [text for one in own for option in one.options for text in (option.text, option.why)]
    return "\n".join((prose, *texts))


# -------------------------------------------------------------------------------------------------- truth


def known_items(lesson: Lesson) -> Iterator[str]:
    """What cells and questions say they teach stands in the syllabus; what the syllabus asks is taught."""
    asked = {item for one in lesson.asked.everything for item in one.teaches}
    for item in sorted((lesson.tags | asked) - syllabus().keys()):
        yield f"teaches:{item} is not in docs/syllabus.md"
    for item, number in syllabus().items():
        if number == lesson.number and item not in lesson.tags:
            yield f"no cell is tagged teaches:{item}"


def looks_back(lesson: Lesson) -> Iterator[str]:
    """A warm-up asks what an earlier lesson taught."""
    warm = lesson.asked.section("warmup")
    for one in warm:
        if one.origin[:2] >= lesson.number:
            yield f"{one.id}: a warm-up repeats an earlier lesson's question, not {one.origin}"
    if lesson.number >= "03" and len(warm) != 2:
        yield f"expected 2 warm-up questions, found {len(warm)}"


def a_new_account(lesson: Lesson) -> Iterator[str]:
    """What is asked from memory is asked of another account than the lesson's."""
    here = set(lesson.asked.scenario.account.users)
    for one in lesson.asked.section("quiz"):
        there = set(one.scenario.account.users)
        if one.rows and there & here:
            yield f"{one.id}: asked of the lesson's own people: {', '.join(sorted(there & here))}"


def stands_alone(lesson: Lesson) -> Iterator[str]:
    """A question that may come back in a warm-up names its groups, or its story does."""
    for one in (*lesson.asked.section("prediction"), *lesson.asked.section("quiz")):
        told = f"{one.story} {one.text}".casefold()
        users = [one.scenario.at(row.time).user(row.user) for row in one.rows if one.kind != "source"]
        groups = dict.fromkeys(group for user in users for group in user.groups)
        lacking = [group for group in groups if group.casefold() not in told]
        if lacking:
            yield f"{one.id}: expected a story that names {', '.join(lacking)}"


def numbers_have_a_source(lesson: Lesson) -> Iterator[str]:
    """A limit is one of the catalog's, and its paragraph links AWS's page."""
    for cell in lesson.cells:
        for paragraph in cell.source.split("\n\n") if cell.kind == "markdown" else ():
            for number in _limits(paragraph):
                begin = paragraph.partition("\n")[0][:60]
                if number not in {*QUOTAS.values(), *LIMITS.values()}:
                    yield f"the limit {number} is not in iamsim/aws/quotas.py: {begin}"
                elif "https://docs.aws.amazon.com/" not in paragraph:
                    yield f"the limit {number} has no link to AWS's page: {begin}"


def _limits(paragraph: str) -> Iterator[int]:
    words = {"two": 2, "five": 5, "ten": 10, "fifty": 50}
    things = r"(?:\w+ )?(?:groups|users|managed policies|keys|versions|characters)\b"
    limit = rf"(?i)\b(?:at most|up to|no more than|limit of|maximum of) (\w[\w,]*) {things}"
    for found in re.findall(limit, paragraph):
        bare = found.replace(",", "").lower()
        if bare.isdigit() or bare in words:
            yield int(bare) if bare.isdigit() else words[bare]


def links(lesson: Lesson) -> Iterator[str]:
    """Links lead to AWS's pages by https, or to other lessons."""
    stems = {path.stem for path in sources()} | {"index"}
    for cell in lesson.cells:
        for link in re.findall(r"\]\(([^)\s]+)\)", cell.source) if cell.kind == "markdown" else ():
            if not link.startswith("https://") and link.removesuffix(".ipynb") not in stems:
                yield f"a link leads nowhere from a learner's copy: {link}"


Rule = Callable[[Lesson], Iterator[str]]
RULES: tuple[Rule, ...] = (
    first_the_prediction, answers_are_folded, tags_are_what_cells_do, then_change_make_recall,
    how_it_ends, size, small_cells, headings, the_ladder, known_items, looks_back, a_new_account,
    stands_alone, numbers_have_a_source, links,
)  # fmt: skip


def complaints(lesson: Lesson) -> list[str]:
    """All that a lesson breaks."""
    return [f"{lesson.stem}: {said}" for rule in RULES for said in rule(lesson)]


def judged(source: Path) -> list[str]:
    """All that the lesson in a file breaks, even if its questions cannot be read."""
    try:
        return complaints(read(source))
    except ExerciseError as error:
        return [f"{source.stem}: {error}"]


def to_come(lessons: Sequence[str]) -> dict[str, list[str]]:
    """What no lesson teaches yet, by the lesson that is to teach it."""
    missing: dict[str, list[str]] = {}
    for item, number in syllabus().items():
        if number not in lessons:
            missing.setdefault(number, []).append(item)
    return dict(sorted(missing.items()))


def main(numbers: list[str]) -> int:
    """Say what lessons break, and what is still to come."""
    chosen = [path for path in sources() if not numbers or path.stem[:2] in numbers]
    said = [line for path in chosen for line in judged(path)]
    print("\n".join(said) or f"{len(chosen)} lessons keep all rules")
    if not numbers:
        for number, items in to_come([path.stem[:2] for path in chosen]).items():
            print(f"to come in lesson {number}: {', '.join(items)}")
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
