"""Every lesson keeps the course's rules, and each rule is seen to fail on a lesson that breaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import jupytext
import pytest

from iamsim.learning.copies import files
from iamsim.learning.questions import exercises
from iamsim.learning.questions.model import Lesson as Asked
from iamsim.learning.questions.model import Option, Question
from iamsim.learning.scenario import Row, scenario
from tools import lesson_rules, lesson_text
from tools.lesson_rules import RULES, complaints, judged, to_come
from tools.lesson_text import Cell, Lesson, Term, glossary, read, sources, syllabus

NUMBERS = [path.stem[:2] for path in sources()]
CORE = ["00", "01", "02", "03", "04", "05", "08"]
TO_COME = [f"{number:02}" for number in range(13) if f"{number:02}" not in NUMBERS]
_ITEMS = """
overview analogy diagram-users-groups step-1-user step-2-group step-3-group-permissions step-4-many-groups
step-5-own-policies step-6-best-practice step-7-inside under-hood why-designed diagram-engine myth-1-all-groups
myth-2-user-overrides myth-3-group-login myth-4-direct-simpler expert-1-request-time expert-2-deny-conflicts
expert-3-no-policies when-not production connection-rbac connection-unix connection-org pitfall-1-direct
pitfall-2-delay pitfall-3-group-credentials takeaway-1 takeaway-2 takeaway-3 takeaway-4 takeaway-5
"""
ITEMS = _ITEMS.split()


# every lesson


@pytest.mark.parametrize("source", [pytest.param(path, id=path.stem) for path in sources()])
def test_a_lesson_keeps_all_rules(source: Path) -> None:
    assert judged(source) == []


def test_each_lesson_has_its_questions_under_the_same_name() -> None:
    folder = sources()[0].parents[2] / "exercises"
    assert [path.stem for path in sources()] == [stem for stem in (path.stem for path in sources()) if (folder / f"{stem}.toml").exists()]
    assert set(NUMBERS) <= set(exercises.lessons())


def test_the_core_of_the_course_is_there() -> None:
    assert set(CORE) <= set(NUMBERS)


# the index


def test_the_index_names_each_lesson_with_its_title_and_minutes_and_no_other() -> None:
    text = (sources()[0].parent / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^\|[^|]*\| \[(\d\d · [^\]]+)\]\((\S+)\.ipynb\) \| (\d+) \|$", text)
    there = [(path.stem, path.read_text(encoding="utf-8")) for path in sources()]
    titles = [(_first(r"(?m)^# (.+)$", said), stem, _first(r"(\d+) minutes", said)) for stem, said in there]
    assert sorted(listed) == sorted(titles, key=lambda one: one[1])
    assert [stem[:2] for _, stem, _ in listed][: len(CORE)] == CORE, "first the core, then the others"
    assert 105 <= sum(int(minutes) for _, stem, minutes in listed if stem[:2] in CORE) <= 135
    assert "takes about two hours" in text


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]


def test_the_index_says_which_lessons_are_still_to_come() -> None:
    text = (sources()[0].parent / "index.md").read_text(encoding="utf-8")
    promised = re.findall(r"\b(\d\d) (?:about|a) ", text)
    assert promised == TO_COME


def test_a_learner_gets_the_index_too_without_what_it_once_said() -> None:
    root = sources()[0].parents[2]
    given = json.loads(dict(files(root))["notebooks/index.ipynb"])
    assert [cell["outputs"] for cell in given["cells"] if cell["cell_type"] == "code"] == [[]]


# the syllabus


def test_the_syllabus_has_every_item_and_a_lesson_for_each() -> None:
    assert sorted(syllabus()) == sorted(ITEMS)
    assert all(re.fullmatch(r"0\d|1[0-2]", lesson) for lesson in syllabus().values())


def test_what_is_not_taught_yet_belongs_to_lessons_that_are_not_there_yet() -> None:
    taught = {item for path in sources() for item in read(path).tags}
    missing = to_come(NUMBERS)
    assert {item for items in missing.values() for item in items} >= set(ITEMS) - taught
    page = (sources()[0].parents[2] / "docs" / "syllabus.md").read_text(encoding="utf-8")
    for number in missing:
        assert number not in NUMBERS
    assert numbers(_first(r"Lessons? ([\d, andto]+) (?:is|are) still to come", page)) == TO_COME


def numbers(text: str) -> list[str]:
    """The lessons that a text names: `06 and 09 to 12`."""
    ends = [(first, last or first) for first, last in re.findall(r"(\d\d)(?: to (\d\d))?", text)]
    return [f"{number:02}" for first, last in ends for number in range(int(first), int(last) + 1)]


def test_what_is_to_come_is_said_by_lesson() -> None:
    every = sorted({*syllabus().values()})
    assert to_come([one for one in every if one not in {"06", "09"}]) == {
        "06": ["step-6-best-practice", "myth-4-direct-simpler", "pitfall-1-direct", "takeaway-5"],
        "09": ["when-not", "production"],
    }


# the glossary


def test_no_lesson_introduces_more_than_four_terms() -> None:
    new = [term.lesson for term in glossary() if term.lesson]
    assert len(new) >= 25
    assert {lesson: new.count(lesson) for lesson in new if new.count(lesson) > lesson_rules.NEW_TERMS} == {}


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        pytest.param("group", "Her Groups are two.", "Groups", id="the plural, in capital letters"),
        pytest.param("policy", "two policies", "policies", id="a plural in ies"),
        pytest.param("action", "a reaction, an action-packed day", None, id="not inside other words"),
        pytest.param("Deny", "they deny it", None, id="Deny is not to deny"),
        pytest.param("Deny", "a matching Deny", "Deny", id="a word in capital letters"),
        pytest.param("ARN", "learn", None, id="not inside a word"),
        pytest.param("nobody allowed it", "Nobody allowed it.", "Nobody allowed it", id="several words"),
    ],
)
def test_a_term_is_found_in_a_text(term: str, text: str, found: str | None) -> None:
    assert next(one for one in glossary() if one.name == term).found(text) == found


# each rule is seen to fail

SAMPLE = """\
# 04 · In two groups

*20 minutes*

```{code-cell}
:tags: [setup]
from iamsim.learning import check, observe, predict, quiz
```

Ria is in two groups, Readers and Editors.
At most ten groups, [says AWS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).

```{code-cell}
:tags: ["predict:04-both", "teaches:step-4-many-groups", "teaches:myth-1-all-groups"]
predict("04-both")
```

```{code-cell}
:tags: ["experiment:04-both"]
print("an answer")
```

```{code-cell}
:tags: ["observe:04-both"]
observe("04-both")
```

## Why

<details>
<summary>Open this after your answer</summary>

Because.

</details>

### In short

Yes.

```{code-cell}
:tags: [modify]
x = 1
```

```{code-cell}
:tags: [exercise]
check("04", x)
```

```{code-cell}
:tags: [quiz]
quiz("04")
```

**Keep one sentence:** groups add.

**Left out here:** what a Deny does.
"""


def question(name: str, section: str, user: str = "ida", text: str = "What does AWS answer?") -> Question:
    there = scenario({"users": {user: []}})
    return Question(name, "04", section, "choice", text, there, (Option("Yes."),), rows=(Row(user, "s3:GetObject"),), origin=name)


def in_a_group(text: str, story: str = "") -> Question:
    there = scenario({"users": {"ida": ["Staff"]}, "groups": {"Staff": []}})
    return replace(question("04-q3", "quiz", text=text), scenario=there, story=story)


def asked(*more: Question) -> Asked:
    warm = (replace(question("04-w1", "warmup"), origin="02-q1"), replace(question("04-w2", "warmup"), origin="03-q2"))
    usual = (question("04-both", "prediction", "ria"), *(question(f"04-q{n}", "quiz") for n in (1, 2, 3)))
    return Asked("04", scenario({"users": {"ria": []}}), (*warm, *usual, *more), question("04", "exercise"))


def lesson(text: str = SAMPLE) -> Lesson:
    cells = jupytext.reads(text, fmt="md:myst").cells
    read = tuple(Cell(one.cell_type, one.source, tuple(one.metadata.get("tags", []))) for one in cells)
    return Lesson("04_in_two_groups", read, asked(), nodes=4)


def test_the_sample_keeps_all_rules() -> None:
    assert complaints(lesson()) == []


WHY = "## Why\n\n<details>\n<summary>Open this after your answer</summary>\n\nBecause.\n\n</details>\n"

# what is changed in the sample's text: the rule that says so, and what it says
BROKEN = [
    ('"predict:04-both", ', "", "first_the_prediction", "no cell is tagged predict:04-both"),
    ('"experiment:04-both"', "setup", "first_the_prediction", "no cell is tagged experiment:04-both"),
    ('"observe:04-both"', "setup", "first_the_prediction", "no cell is tagged observe:04-both"),
    ('"experiment:04-both"', '"observe:04-both"', "first_the_prediction", "no cell is tagged experiment:04-both"),
    (
        WHY + "\n### In short\n\nYes.\n", "", "first_the_prediction",
        "04-both: expected an explanation after observe:04-both",
    ),
    ("<details>\n", "", "answers_are_folded", "04-both: expected the explanation in <details>, with blank lines, under its summary"),
    ("Because.\n\n</details>", "Because.\n</details>", "answers_are_folded", "04-both: expected the explanation in <details>, with blank lines, under its summary"),
    ('predict("04-both")', 'predict("04-table")', "tags_are_what_cells_do", "a cell is tagged predict:04-both and does predict:04-table"),
    ("x = 1", 'observe("04-both")', "tags_are_what_cells_do", "a cell is tagged nothing and does observe:04-both"),
    ("[modify]", "[change]", "then_change_make_recall", "no cell is tagged modify"),
    ("[exercise]", "[quiz]", "then_change_make_recall", "no cell is tagged exercise"),
    ("**Keep one sentence:**", "**Keep this:**", "how_it_ends", "expected **Keep one sentence:**"),
    ("**Left out here:** what a Deny does.", "", "how_it_ends", "expected **Left out here:**"),
    ("20 minutes", "26 minutes", "size", "26 minutes, at most 25"),
    ("20 minutes", "soon", "size", "expected how many minutes it takes"),
    ("Because.", "word " * 1200, "size", "1245 words, at most 1200"),
    ("Yes.\n", "Yes.\n" + "\n```{code-cell}\n1\n```\n" * 6, "size", "13 code cells, at most 12"),
    ("x = 1", "x = 1\n" * 9, "small_cells", "9 lines of code, at most 8: x = 1"),
    ("x = 1", "if x: pass", "small_cells", "logic in a lesson: If in if x: pass"),
    ("x = 1", "def f():\n    return 1", "small_cells", "logic in a lesson: FunctionDef in def f():     return 1"),
    ("# 04 · In", "## 04 · In", "headings", "expected one title, at the top; found 0"),
    ("## Why", "# Why", "headings", "expected one title, at the top; found 2"),
    ("# 04 · In", "# 05 · In", "headings", "expected the title '04 · …', found '05 · In two groups'"),
    (WHY, "", "headings", "a level is skipped before 'In short'"),
    ("In two groups\n", "Two groups add up\n", "headings", "the title answers: 'add up' in '04 · Two groups add up'"),
    ("Because.", "Because of MFA.", "the_ladder", "'MFA' is a term of lesson 08"),
    ("Because.", "Because of the root users.", "the_ladder", "'root users' is a term of lesson 08"),
    ("teaches:step-4-many-groups", "teaches:step-4", "known_items", "teaches:step-4 is not in docs/syllabus.md"),
    (', "teaches:myth-1-all-groups"', "", "known_items", "no cell is tagged teaches:myth-1-all-groups"),
    ("At most ten groups", "At most 12 groups", "numbers_have_a_source", "the limit 12 is not in iamsim/aws/quotas.py: Ria is in two groups, Readers and Editors."),
    ("[says AWS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)", "says AWS", "numbers_have_a_source", "the limit 10 has no link to AWS's page: Ria is in two groups, Readers and Editors."),
    ("Because.", "[Because](../docs/truth.md).", "links", "a link leads nowhere from a learner's copy: ../docs/truth.md"),
    ("Because.", "[Because](http://example.org).", "links", "a link leads nowhere from a learner's copy: http://example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "said"), [pytest.param(*row, id=f"{row[2]}: {row[3]}") for row in BROKEN])
def test_a_lesson_that_breaks_a_rule_is_told(old: str, new: str, rule: str, said: str) -> None:
    assert SAMPLE.count(old) == 1
    assert f"04_in_two_groups: {said}" in complaints(lesson(SAMPLE.replace(old, new)))
    assert said in list(named(rule)(lesson(SAMPLE.replace(old, new))))


def test_the_experiment_comes_after_the_prediction() -> None:
    swapped = SAMPLE.replace('["experiment:04-both"]', "[A]").replace('["observe:04-both"]', '["experiment:04-both"]')
    found = complaints(lesson(swapped.replace("[A]", '["observe:04-both"]').replace("print(", "observe(").replace('observe("an answer")', 'observe("04-both")')))
    assert "04_in_two_groups: 04-both: expected predict, experiment, observe in this order" in found


def test_the_exercise_comes_before_the_quiz() -> None:
    swapped = SAMPLE.replace("[exercise]", "[A]").replace("[quiz]", "[exercise]").replace("[A]", "[quiz]")
    assert complaints(lesson(swapped)) == [
        "04_in_two_groups: expected modify, exercise, quiz in this order, found modify, quiz, exercise"
    ]


def with_questions(change: Callable[[Asked], Asked], **more: int | str) -> Lesson:
    made = lesson()
    return replace(made, asked=change(made.asked), **more)  # type: ignore[arg-type]


def table(rows: int) -> Question:
    return replace(question("04-table", "prediction", "ria"), kind="table", rows=tuple(Row("ria", f"s3:A{n}") for n in range(rows)))


# how the sample's questions are changed, and what is said of it
ASKED: list[tuple[str, Callable[[Asked], Asked], str]] = [
    (
        "two questions from memory",
        lambda one: replace(one, questions=one.questions[:-1]),
        "expected 3 questions from memory, found 2",
    ),
    ("too many answers", lambda _: asked(table(19)), "26 committed answers, at most 25"),
    (
        "a term too early in an answer's explanation",
        lambda _: asked(replace(question("04-x", "observation"), options=(Option("No.", why="A Deny matched."),))),
        "'Deny' is a term of lesson 08",
    ),
    (
        "a term too early in a hint",
        lambda one: replace(one, exercise=replace(question("04", "exercise"), hints=("Look for an SCP.",))),
        "'SCP' is a term of lesson 09",
    ),
    (
        "an item that nobody knows, in a question",
        lambda _: asked(replace(question("04-x", "observation"), teaches=("step-99",))),
        "teaches:step-99 is not in docs/syllabus.md",
    ),
    (
        "a warm-up of the lesson itself",
        lambda one: replace(one, questions=(question("04-w1", "warmup"), *one.questions[1:])),
        "04-w1: a warm-up repeats an earlier lesson's question, not 04-w1",
    ),
    ("one warm-up", lambda one: replace(one, questions=one.questions[1:]), "expected 2 warm-up questions, found 1"),
    (
        "a question that names no group of whom it is about",
        lambda one: replace(one, questions=(*one.questions[:-1], in_a_group("What does AWS answer?"))),
        "04-q3: expected a story that names Staff",
    ),
    (
        "the lesson's people in the quiz",
        lambda one: replace(one, questions=(*one.questions[:-1], question("04-q3", "quiz", "ria"))),
        "04-q3: asked of the lesson's own people: ria",
    ),
]


@pytest.mark.parametrize(("change", "said"), [pytest.param(*row[1:], id=row[0]) for row in ASKED])
def test_questions_that_break_a_rule_are_told(change: Callable[[Asked], Asked], said: str) -> None:
    assert complaints(with_questions(change)) == [f"04_in_two_groups: {said}"]


@pytest.mark.parametrize("told", [in_a_group("Ida is in Staff."), in_a_group("Ida asks.", story="Ida is of the staff.")], ids=["text", "story"])
def test_a_question_names_its_groups_in_its_text_or_its_story(told: Question) -> None:
    assert complaints(with_questions(lambda one: replace(one, questions=(*one.questions[:-1], told)))) == []


def test_a_first_picture_of_seven_things_is_too_much() -> None:
    assert complaints(replace(lesson(), nodes=7)) == [
        "04_in_two_groups: 7 things in the first picture, at most 6"
    ]


def test_a_file_name_does_not_answer() -> None:
    told = complaints(replace(lesson(), stem="04_groups_add_up"))
    assert told == ["04_groups_add_up: the title answers: 'add up' in '04 groups add up'"]


def test_a_lesson_uses_the_terms_that_it_introduces() -> None:
    without = replace(lesson(), stem="06_in_two_groups")
    assert "06_in_two_groups: 'audit' is a term of this lesson, which does not use it" in complaints(without)


def test_lessons_that_can_say_how_to_ask_aws() -> None:
    assert "05_in_two_groups: expected ask AWS" in complaints(replace(lesson(), stem="05_in_two_groups"))


@cache
def named(rule: str) -> lesson_rules.Rule:
    return next(one for one in RULES if one.__name__ == rule)


def test_every_rule_is_seen_to_fail() -> None:
    seen = {row[2] for row in BROKEN} | {"looks_back", "a_new_account", "stands_alone"}
    assert {rule.__name__ for rule in RULES} == seen


def test_a_print_says_how_many_things_its_first_picture_shows(tmp_path: Path) -> None:
    printed = tmp_path / "04.ipynb"
    assert lesson_text._nodes(printed) == 0
    svg = '<svg><g class="node user says"></g><g class="node group"></g><g class="node allowed"></g><g class="edge"></g></svg>'
    cells = [{}, {"outputs": [{"text": "no"}, {"data": {"image/svg+xml": [svg]}}]}]
    printed.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert lesson_text._nodes(printed) == 2


def test_a_term_of_everyday_language_has_no_lesson() -> None:
    assert Term("request", "", ("request",)) in glossary()
