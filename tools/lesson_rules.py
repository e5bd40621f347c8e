"""The rules that every lesson keeps, each a function from a lesson to the problems that it finds.

    python -m tools.lesson_rules 03     says what lesson 03 breaks; without a number, what any lesson breaks

Rules on order and truth (`RULES`) are errors: the tests fail. Rules that count (`SIZE_RULES`) only warn.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from iamsim.aws.quotas import LIMITS, QUOTAS
from iamsim.learning.course_files import FIRST_OWN_LESSON
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.exercises import Lesson as LessonQuestions
from tools.lesson_text import Cell, LessonSource, glossary, read, sources, syllabus

# What fits into one sitting, and into a first picture.
MAX_MINUTES, MAX_WORDS, MAX_CODE_CELLS, MAX_CODE_LINES, MAX_ANSWERS, MAX_NODES = 25, 1200, 14, 8, 25, 6
QUIZ_QUESTIONS, WARMUP_QUESTIONS = 3, 2


class Allowance(NamedTuple):
    """A larger size that one lesson may have, and why it cannot do with less."""

    maximum: int
    reason: str


# By lesson and by what is counted. A rule reads them, and a test refuses one that is not needed.
ALLOWANCES: Mapping[str, Mapping[str, Allowance]] = {
    "12": {
        "minutes": Allowance(75, "a whole account is rebuilt; one may stop after each of three parts"),
        "words": Allowance(1500, "besides the three parts it has a company's brief and three tickets"),
        "code cells": Allowance(28, "an audit is a table for each question that a table raised"),
        "lines of code": Allowance(10, "the rebuild is one cell, so that it can be run again as a whole"),
    },
}
FIRST_LESSON = "00"  # an introduction: it has no exercise and keeps fewer rules
FIRST_WITH_CHALLENGES = "02"  # before it there is nothing to build with
FIRST_WITH_WARMUP = "03"  # before it there is too little to repeat
LESSONS_THAT_ASK_AWS = {"03", "05", "08"}
CYCLE = ("predict", "experiment", "observe")
PARTS = ("modify", "exercise", "quiz")
CLOSING_LINES = ("**Keep one sentence:**", "**Left out here:**")
FOLDED = r"<details>\n<summary>Open this after your answer</summary>\n\n.+?\n\n</details>(\n\n|$)"
# Words that would tell, in a title, how the lesson's question is answered.
ANSWERING_WORDS = (
    r"wins?|beats?|overrid\w+|always|never|cannot|can't|nothing|nobody"
    r"|adds? up|unions?|denie[sd]|refused|(im|ex)plicit"
)
LOGIC = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.If, ast.While)


# -------------------------------------------------------------------------------------------------- order


def predictions_come_first(lesson: LessonSource) -> Iterator[str]:
    """Predict, experiment, observe, explain: each in a cell, in this order."""
    cycles: dict[str, dict[str, int]] = {}
    for index, cell in enumerate(lesson.cells):
        for part in CYCLE:
            for name in cell.tagged(part):
                cycles.setdefault(name, {})[part] = index
    if not cycles:
        yield "no cell is tagged predict:ID"
    for name, cycle in cycles.items():
        missing_tags = [f"{part}:{name}" for part in CYCLE if part not in cycle]
        if missing_tags:
            yield f"no cell is tagged {' or '.join(missing_tags)}"
        elif [cycle[part] for part in CYCLE] != sorted(cycle.values()):
            yield f"{name}: expected {', '.join(CYCLE)} in this order"
        elif [cell.kind for cell in lesson.cells[cycle["observe"] + 1 :][:1]] != ["markdown"]:
            yield f"{name}: expected an explanation after observe:{name}"


def answers_are_folded(lesson: LessonSource) -> Iterator[str]:
    """What explains an answer is folded, so that nobody reads it before the answer is given."""
    for cell, next_cell in pairwise(lesson.cells):
        for name in cell.tagged("observe"):
            if not re.search(FOLDED, next_cell.source, re.DOTALL):
                yield f"{name}: expected the explanation in <details>, with blank lines, under its summary"


def tags_agree_with_calls(lesson: LessonSource) -> Iterator[str]:
    """A cell that is tagged predict:ID calls predict("ID"), and no other cell does; likewise observe."""
    for cell in lesson.cells:
        if cell.kind == "code":
            found = re.findall(r'\b(predict|observe)\("([\w-]+)"', cell.source)
            calls = " ".join(f"{function}:{name}" for function, name in found) or "nothing"
            tags = " ".join(f"{part}:{name}" for part in ("predict", "observe") for name in cell.tagged(part))
            if (tags or "nothing") != calls:
                yield f"a cell is tagged {tags or 'nothing'} and does {calls}"


def parts_in_order(lesson: LessonSource) -> Iterator[str]:
    """After the cycles the learner changes something, solves the exercise, and answers from memory."""
    if lesson.number == FIRST_LESSON:
        return
    tags = [tag for cell in lesson.cells for tag in cell.tags]
    for part in PARTS:
        if part not in tags:
            yield f"no cell is tagged {part}"
    parts = [tag for tag in tags if tag in PARTS]
    if parts != sorted(parts, key=PARTS.index):
        yield f"expected {', '.join(PARTS)} in this order, found {', '.join(parts)}"


def closing_lines(lesson: LessonSource) -> Iterator[str]:
    """A lesson ends with one sentence to keep and what is left out; some say how to ask AWS."""
    expected = [*CLOSING_LINES, *(["ask AWS"] if lesson.number in LESSONS_THAT_ASK_AWS else [])]
    for words in CLOSING_LINES[:1] if lesson.number == FIRST_LESSON else expected:
        if words not in lesson.prose:
            yield f"expected {words}"


def ending(lesson: LessonSource) -> Iterator[str]:
    """A lesson ends with its challenges, the form to hand it in, and what comes next, which no text says.

    A teacher's own lesson may have no challenges and no form.
    """
    expected = {"challenges": "challenges(", "hand-in": "hand_in(lessons=", "next": "what_next("}
    if lesson.number < FIRST_WITH_CHALLENGES or int(lesson.number) >= FIRST_OWN_LESSON:
        del expected["challenges"]
    if int(lesson.number) >= FIRST_OWN_LESSON:
        del expected["hand-in"]
    last_cells = lesson.cells[-len(expected) :]
    for cell, (tag, function) in zip(last_cells, expected.items(), strict=True):
        call = f'{function}"{lesson.number}")'
        if tag not in cell.tags or call not in cell.source:
            yield f"expected {call} in a cell tagged {tag}, among the last"
    if re.search(r"(?m)(^|\. )Next: ", lesson.prose):
        yield "a text says what comes next, which what_next computes"


def says_its_title_in_its_questions(lesson: LessonSource) -> Iterator[str]:
    """The title and the minutes in the TOML file, from which links are made, are those of the text."""
    about = exercises.about(lesson.number)
    if f"# {about.name}\n" not in f"{lesson.cells[0].source}\n":
        yield f"the TOML file has the title {about.title!r}, the text another"
    if about.minutes != _minutes(lesson):
        yield f"the TOML file says {about.minutes} minutes, the text {_minutes(lesson)}"


def cells_without_logic(lesson: LessonSource) -> Iterator[str]:
    """No cell of code defines a function or a class, or branches."""
    for cell in lesson.cells:
        if cell.kind != "code":
            continue
        logic = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOGIC)]
        if logic:
            code = " ".join(_code_lines(cell.source))
            yield f"logic in a lesson: {type(logic[0]).__name__} in {code[:50]}"


def _code_lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]


def headings(lesson: LessonSource) -> Iterator[str]:
    """There is one title, with the lesson's number; no level is skipped; no title gives the answer away."""
    prose = "\n".join(
        re.sub(r"(?ms)^```.*?^```$", "", cell.source) for cell in lesson.cells if cell.kind == "markdown"
    )
    found = [(len(marks), text) for marks, text in re.findall(r"(?m)^(#+) +(.+)$", prose)]
    levels = [level for level, _ in found]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"expected one title, at the top; found {levels.count(1)}"
    elif not re.fullmatch(rf"{lesson.number} · .+", found[0][1]):
        yield f"expected the title '{lesson.number} · …', found {found[0][1]!r}"
    for level_above, (level, text) in zip(levels, found[1:], strict=False):
        if level > level_above + 1:
            yield f"a level is skipped before {text!r}"
    for title in (lesson.stem.replace("_", " "), *(text for level, text in found if level == 1)):
        match = re.search(rf"(?i)\b({ANSWERING_WORDS})\b", title)
        if match:
            yield f"the title answers: {match[0]!r} in {title!r}"


def terms_in_order(lesson: LessonSource) -> Iterator[str]:
    """No term of the glossary is used before the lesson that introduces it, and that lesson uses it."""
    text = _text_for_learners(lesson)
    prose = re.sub(r"`[^`]*`", "", text)  # in code a later term may stand, such as a call's name
    for term in glossary():
        if term.lesson > lesson.number and (words := term.find(prose)):
            yield f"{words!r} is a term of lesson {term.lesson}"
    for term in glossary():
        if term.lesson == lesson.number and not term.find(text):
            yield f"{term.name!r} is a term of this lesson, which does not use it"


def _text_for_learners(lesson: LessonSource) -> str:
    """Join the prose, the questions and the feedback; not "Left out here", which names later subjects."""
    prose = re.sub(r"(?m)^\*\*Left out here:\*\*.*$", "", lesson.prose)
    questions = [
        question
        for question in lesson.questions.everything
        if not (question.section == "warmup" and question.origin != question.id)  # repeated: judged there
    ]
    texts = [text for question in questions for text in (question.text, question.success, *question.hints)]
    texts += [
        text for question in questions for option in question.options for text in (option.text, option.why)
    ]
    return "\n".join((prose, *texts))


# -------------------------------------------------------------------------------------------------- truth


def syllabus_items(lesson: LessonSource) -> Iterator[str]:
    """Items that cells and questions name are in the syllabus; what it asks of this lesson is taught here."""
    question_items = {item for question in lesson.questions.everything for item in question.teaches}
    for item in sorted((lesson.taught_items | question_items) - syllabus().keys()):
        yield f"teaches:{item} is not in docs/syllabus.md"
    for item, number in syllabus().items():
        if number == lesson.number and item not in lesson.taught_items:
            yield f"no cell is tagged teaches:{item}"


def warmups_repeat_earlier_lessons(lesson: LessonSource) -> Iterator[str]:
    """A warm-up asks what an earlier lesson taught."""
    for question in lesson.questions.section("warmup"):
        if question.origin[:2] >= lesson.number:
            yield f"{question.id}: a warm-up repeats an earlier lesson's question, not {question.origin}"


def quiz_is_about_other_people(lesson: LessonSource) -> Iterator[str]:
    """What is asked from memory is asked of another account than the lesson's."""
    lesson_users = set(lesson.questions.scenario.account.users)
    for question in lesson.questions.section("quiz"):
        shared_users = set(question.scenario.account.users) & lesson_users
        if question.requests and shared_users:
            yield f"{question.id}: asked of the lesson's own people: {', '.join(sorted(shared_users))}"


def questions_name_their_groups(lesson: LessonSource) -> Iterator[str]:
    """A question that may come back in a warm-up names the groups of its users, in its text or its story."""
    coming_back = ("prediction", "reading", "quiz")
    for question in (question for name in coming_back for question in lesson.questions.section(name)):
        text = f"{question.story} {question.text}".casefold()
        requests = question.requests if question.can_come_back else ()
        users = [question.scenario.at(request.time).user(request.user) for request in requests]
        groups = dict.fromkeys(group for user in users for group in user.groups)
        missing_groups = [group for group in groups if group.casefold() not in text]
        if missing_groups:
            yield f"{question.id}: expected a story that names {', '.join(missing_groups)}"


def limits_have_a_source(lesson: LessonSource) -> Iterator[str]:
    """A limit is one of iamsim/aws/quotas.py, and its paragraph links AWS's page."""
    for cell in lesson.cells:
        for paragraph in cell.source.split("\n\n") if cell.kind == "markdown" else ():
            for limit in _limits(paragraph):
                beginning = paragraph.partition("\n")[0][:60]
                if limit not in {*QUOTAS.values(), *LIMITS.values()}:
                    yield f"the limit {limit} is not in iamsim/aws/quotas.py: {beginning}"
                elif "https://docs.aws.amazon.com/" not in paragraph:
                    yield f"the limit {limit} has no link to AWS's page: {beginning}"


def _limits(paragraph: str) -> Iterator[int]:
    """Yield the numbers that a paragraph gives as limits: 10 for "at most ten groups"."""
    numerals = {"two": 2, "five": 5, "ten": 10, "fifty": 50}
    things = r"(?:\w+ )?(?:groups|users|managed policies|keys|versions|characters)\b"
    limit = rf"(?i)\b(?:at most|up to|no more than|limit of|maximum of) (\w[\w,]*) {things}"
    for match in re.findall(limit, paragraph):
        number = match.replace(",", "").lower()
        if number.isdigit() or number in numerals:
            yield int(number) if number.isdigit() else numerals[number]


def links(lesson: LessonSource) -> Iterator[str]:
    """Links lead to AWS's pages by https, or to other lessons."""
    stems = {path.stem for path in sources()} | {"index"}
    for cell in lesson.cells:
        for link in re.findall(r"\]\(([^)\s]+)\)", cell.source) if cell.kind == "markdown" else ():
            if not link.startswith("https://") and link.removesuffix(".ipynb") not in stems:
                yield f"a link leads nowhere from a learner's copy: {link}"


def says_its_minutes(lesson: LessonSource) -> Iterator[str]:
    """A lesson says how many minutes it takes."""
    if not _minutes(lesson):
        yield "expected how many minutes it takes"


def _minutes(lesson: LessonSource) -> int:
    """Return the minutes that a lesson says it takes; 0 if it does not say."""
    match = re.search(r"(\d+) minutes", lesson.prose)
    return int(match[1]) if match else 0


# --------------------------------------------------------------------------------------------------- size


def lesson_size(lesson: LessonSource) -> Iterator[str]:
    """A lesson takes one sitting."""
    counts = {
        "minutes": (_minutes(lesson), MAX_MINUTES),
        "words": (len(lesson.prose.split()), MAX_WORDS),
        "code cells": (sum(_takes_time(cell) for cell in lesson.cells), MAX_CODE_CELLS),
        "committed answers": (answer_count(lesson.questions), MAX_ANSWERS),
        "things in the first picture": (lesson.nodes, MAX_NODES),
    }
    for things, (count, general_maximum) in counts.items():
        maximum = _maximum(lesson, things, general_maximum)
        if count > maximum:
            yield f"{count} {things}, at most {maximum}"


def _takes_time(cell: Cell) -> bool:
    # The form to hand in is for who is in a class, and closed for all others.
    return cell.kind == "code" and "hand-in" not in cell.tags


def _maximum(lesson: LessonSource, things: str, general_maximum: int) -> int:
    """Return how many of these things a lesson may have: what is declared for it, else what holds for all."""
    allowance = ALLOWANCES.get(lesson.number, {}).get(things)
    return allowance.maximum if allowance else general_maximum


def answer_count(questions: LessonQuestions) -> int:
    """Return how many answers a learner commits: one for each row of a table, each part of an exercise."""
    exercises = (questions.exercise,) if questions.exercise else ()
    return sum(question.count for question in (*questions.questions, *exercises))


def cell_size(lesson: LessonSource) -> Iterator[str]:
    """A cell of code is short."""
    maximum = _maximum(lesson, "lines of code", MAX_CODE_LINES)
    for cell in lesson.cells:
        lines = _code_lines(cell.source) if cell.kind == "code" else []
        if len(lines) > maximum:
            yield f"{len(lines)} lines of code, at most {maximum}: {lines[0]}"


def question_counts(lesson: LessonSource) -> Iterator[str]:
    """A lesson has three questions from memory and, once there is enough to repeat, two in the warm-up."""
    quiz = lesson.questions.section("quiz")
    if lesson.number != FIRST_LESSON and len(quiz) != QUIZ_QUESTIONS:
        yield f"expected {QUIZ_QUESTIONS} questions from memory, found {len(quiz)}"
    warmup = lesson.questions.section("warmup")
    if lesson.number >= FIRST_WITH_WARMUP and len(warmup) != WARMUP_QUESTIONS:
        yield f"expected {WARMUP_QUESTIONS} warm-up questions, found {len(warmup)}"


Rule = Callable[[LessonSource], Iterator[str]]
RULES: tuple[Rule, ...] = (
    predictions_come_first, answers_are_folded, tags_agree_with_calls, parts_in_order, closing_lines,
    ending, says_its_title_in_its_questions, cells_without_logic, headings, terms_in_order, syllabus_items,
    warmups_repeat_earlier_lessons, quiz_is_about_other_people, questions_name_their_groups,
    limits_have_a_source, links, says_its_minutes,
)  # fmt: skip
SIZE_RULES: tuple[Rule, ...] = (lesson_size, cell_size, question_counts)


def errors(lesson: LessonSource) -> list[str]:
    """Return what a lesson breaks of the rules on order and truth, one line for each problem."""
    return [f"{lesson.stem}: {problem}" for rule in RULES for problem in rule(lesson)]


def warnings(lesson: LessonSource) -> list[str]:
    """Return where a lesson is longer, or has more or fewer questions, than the course's lessons are."""
    return [f"{lesson.stem}: {problem}" for rule in SIZE_RULES for problem in rule(lesson)]


def check_file(source: Path) -> tuple[list[str], list[str]]:
    """Return the errors and the warnings for the lesson in a file, also if its questions are not valid."""
    try:
        lesson = read(source)
    except ExerciseError as error:
        return [f"{source.stem}: {error}"], []
    return errors(lesson), warnings(lesson)


def untaught_items(lessons: Sequence[str]) -> dict[str, list[str]]:
    """Return the items of the syllabus whose lesson is not among these numbers, by its number."""
    items: dict[str, list[str]] = {}
    for item, number in syllabus().items():
        if number not in lessons:
            items.setdefault(number, []).append(item)
    return dict(sorted(items.items()))


def main(numbers: list[str]) -> int:
    """Print what lessons break, by default all of them, and what is still to come; return 1 on errors."""
    chosen = [path for path in sources() if not numbers or path.stem[:2] in numbers]
    if not chosen:
        print(f"no lesson {', '.join(numbers)} in notebooks/src")
        return 1
    results = [check_file(path) for path in chosen]
    all_errors = [line for file_errors, _ in results for line in file_errors]
    all_warnings = [line for _, file_warnings in results for line in file_warnings]
    kept = "1 lesson keeps" if len(chosen) == 1 else f"{len(chosen)} lessons keep"
    print("\n".join(all_errors) or f"{kept} all rules")
    for line in all_warnings:
        print(f"warning: {line}")
    if not numbers:
        for number, items in untaught_items([path.stem[:2] for path in chosen]).items():
            print(f"to come in lesson {number}: {', '.join(items)}")
    return 1 if all_errors else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
