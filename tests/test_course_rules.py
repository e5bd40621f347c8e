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

from iamsim.learning.course_files import learner_files
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.choice import ChoiceQuestion, Option
from iamsim.learning.questions.exercises import Lesson as LessonQuestions
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.scenario import ScenarioRequest, parse_scenario
from tools import lesson_rules, lesson_text
from tools.lesson_rules import ALLOWANCES, RULES, SIZE_RULES, check_file, errors, untaught_items, warnings
from tools.lesson_text import Cell, LessonSource, Term, glossary, read, sources, syllabus

NUMBERS = [path.stem[:2] for path in sources()]
CORE = ["00", "01", "02", "03", "04", "05", "08"]
TO_COME = [f"{number:02}" for number in range(13) if f"{number:02}" not in NUMBERS]
_ITEMS = """
overview analogy diagram-users-groups step-1-user step-2-group step-3-group-permissions step-4-many-groups
step-5-own-policies step-6-best-practice step-7-inside under-hood why-designed diagram-engine myth-1-all-groups
myth-2-user-overrides myth-3-group-login myth-4-direct-simpler expert-1-request-time expert-2-deny-conflicts
expert-3-no-policies when-not production connection-rbac connection-unix connection-org pitfall-1-direct
conditions pitfall-2-delay pitfall-3-group-credentials takeaway-1 takeaway-2 takeaway-3 takeaway-4 takeaway-5
"""
ITEMS = _ITEMS.split()


# every lesson


@pytest.mark.parametrize("source", [pytest.param(path, id=path.stem) for path in sources()])
def test_a_lesson_keeps_the_rules_on_order_and_truth(source: Path) -> None:
    # Warnings are left to `python -m tools.lesson_rules`: a lesson may have a good reason for a fourth question.
    lesson_errors, _ = check_file(source)
    assert lesson_errors == []


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
    lessons = [(path.stem, path.read_text(encoding="utf-8")) for path in sources()]
    titles = [(_first(r"(?m)^# (.+)$", lesson), stem, _first(r"(\d+) minutes", lesson)) for stem, lesson in lessons]
    assert sorted(listed) == sorted(titles, key=lambda title: title[1])
    assert [stem[:2] for _, stem, _ in listed][: len(CORE)] == CORE, "first the core, then the others"
    assert 105 <= sum(int(minutes) for _, stem, minutes in listed if stem[:2] in CORE) <= 135
    assert "takes about two hours" in text


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def test_the_index_says_which_lessons_are_still_to_come() -> None:
    text = (sources()[0].parent / "index.md").read_text(encoding="utf-8")
    promised = re.findall(r"\b(\d\d) (?:about|a) ", text)
    assert promised == TO_COME


def test_a_learners_copy_of_the_index_has_no_outputs() -> None:
    root = sources()[0].parents[2]
    notebook = json.loads(dict(learner_files(root))["notebooks/index.ipynb"])
    assert [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"] == [[]]


# the syllabus


def test_the_syllabus_has_every_item_and_a_lesson_for_each() -> None:
    assert sorted(syllabus()) == sorted(ITEMS)
    assert all(re.fullmatch(r"0\d|1[0-3]", lesson) for lesson in syllabus().values())


def test_what_is_not_taught_yet_belongs_to_lessons_that_are_not_there_yet() -> None:
    taught = {item for path in sources() for item in read(path).taught_items}
    missing = untaught_items(NUMBERS)
    assert {item for items in missing.values() for item in items} >= set(ITEMS) - taught
    page = (sources()[0].parents[2] / "docs" / "syllabus.md").read_text(encoding="utf-8")
    for number in missing:
        assert number not in NUMBERS
    promise = re.search(r"Lessons? ([\d, andto]+) (?:is|are) still to come", page)
    assert numbers(promise[1] if promise else "") == TO_COME


def numbers(text: str) -> list[str]:
    """Return the lessons that a text names: 06, 09, 10, 11, 12 for `06 and 09 to 12`."""
    ends = [(first, last or first) for first, last in re.findall(r"(\d\d)(?: to (\d\d))?", text)]
    return [f"{number:02}" for first, last in ends for number in range(int(first), int(last) + 1)]


def test_what_is_to_come_is_said_by_lesson() -> None:
    lessons = sorted({*syllabus().values()})
    assert untaught_items([lesson for lesson in lessons if lesson not in {"06", "09"}]) == {
        "06": ["step-6-best-practice", "myth-4-direct-simpler", "pitfall-1-direct", "takeaway-5"],
        "09": ["when-not", "production"],
    }


# the glossary


def test_no_lesson_introduces_more_than_four_terms() -> None:
    lessons = [term.lesson for term in glossary() if term.lesson]
    assert len(lessons) >= 25
    assert {lesson: lessons.count(lesson) for lesson in lessons if lessons.count(lesson) > 4} == {}


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        pytest.param("group", "Her Groups are two.", "Groups", id="the plural, in capital letters"),
        pytest.param("policy", "two policies", "policies", id="a plural in ies"),
        pytest.param("action", "a reaction, an action-packed day", None, id="not inside other words"),
        pytest.param("Deny", "they deny it", None, id="Deny is not to deny"),
        pytest.param("Deny", "a matching Deny", "Deny", id="a word in capital letters"),
        pytest.param("ARN", "learn", None, id="not inside a word"),
        pytest.param("own policy", "Own policies count.", "Own policies", id="several words"),
    ],
)
def test_a_term_is_found_in_a_text(term: str, text: str, found: str | None) -> None:
    assert next(row for row in glossary() if row.name == term).find(text) == found


# each rule is seen to fail

SAMPLE = """\
# 04 · In two groups at once

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

```{code-cell}
:tags: [challenges]
challenges("04")
```

```{code-cell}
:tags: [hand-in]
hand_in(lessons="04")
```

```{code-cell}
:tags: [next]
what_next("04")
```
"""


def question(name: str, section: str, user: str = "ida", text: str = "What does AWS answer?") -> Question:
    situation = parse_scenario({"users": {user: []}})
    return ChoiceQuestion(
        id=name,
        lesson="04",
        section=section,
        kind="choice",
        text=text,
        scenario=situation,
        options=(Option("Yes.", "", ""),),
        request=(user, "s3:GetObject"),
        origin=name,
    )


def question_about_a_group(text: str, story: str = "") -> Question:
    situation = parse_scenario({"users": {"ida": ["Staff"]}, "groups": {"Staff": []}})
    return replace(question("04-q3", "quiz", text=text), scenario=situation, story=story)


def sample_questions(*more: Question) -> LessonQuestions:
    warmups = (replace(question("04-w1", "warmup"), origin="02-q1"), replace(question("04-w2", "warmup"), origin="03-q2"))
    others = (question("04-both", "prediction", "ria"), *(question(f"04-q{n}", "quiz") for n in (1, 2, 3)))
    return LessonQuestions("04", parse_scenario({"users": {"ria": []}}), (*warmups, *others, *more), question("04", "exercise"))


def lesson(text: str = SAMPLE) -> LessonSource:
    notebook = jupytext.reads(text, fmt="md:myst")
    cells = tuple(Cell(cell.cell_type, cell.source, tuple(cell.metadata.get("tags", []))) for cell in notebook.cells)
    return LessonSource("04_in_two_groups", cells, sample_questions(), nodes=4)


def problems(lesson: LessonSource) -> list[str]:
    """All that the rules find, errors and warnings."""
    return [*errors(lesson), *warnings(lesson)]


def test_the_sample_keeps_all_rules() -> None:
    assert problems(lesson()) == []


WHY = "## Why\n\n<details>\n<summary>Open this after your answer</summary>\n\nBecause.\n\n</details>\n"

# (a piece of the sample, what stands in its place, the rule that finds it, the problem that it reports)
BROKEN = [
    ('"predict:04-both", ', "", "predictions_come_first", "no cell is tagged predict:04-both"),
    ('"experiment:04-both"', "setup", "predictions_come_first", "no cell is tagged experiment:04-both"),
    ('"observe:04-both"', "setup", "predictions_come_first", "no cell is tagged observe:04-both"),
    ('"experiment:04-both"', '"observe:04-both"', "predictions_come_first", "no cell is tagged experiment:04-both"),
    (
        WHY + "\n### In short\n\nYes.\n", "", "predictions_come_first",
        "04-both: expected an explanation after observe:04-both",
    ),
    ("<details>\n", "", "answers_are_folded", "04-both: expected the explanation in <details>, with blank lines, under its summary"),
    ("Because.\n\n</details>", "Because.\n</details>", "answers_are_folded", "04-both: expected the explanation in <details>, with blank lines, under its summary"),
    ('predict("04-both")', 'predict("04-table")', "tags_agree_with_calls", "a cell is tagged predict:04-both and does predict:04-table"),
    ("x = 1", 'observe("04-both")', "tags_agree_with_calls", "a cell is tagged nothing and does observe:04-both"),
    ("[modify]", "[change]", "parts_in_order", "no cell is tagged modify"),
    ("[exercise]", "[quiz]", "parts_in_order", "no cell is tagged exercise"),
    ("**Keep one sentence:**", "**Keep this:**", "closing_lines", "expected **Keep one sentence:**"),
    ("**Left out here:** what a Deny does.", "", "closing_lines", "expected **Left out here:**"),
    ('[challenges]\nchallenges("04")', '[challenges]\nchallenges("05")', "ending", 'expected challenges("04") in a cell tagged challenges, among the last'),
    ('[hand-in]\nhand_in(lessons="04")', '[hand-in]\nhand_in(lessons="05")', "ending", 'expected hand_in(lessons="04") in a cell tagged hand-in, among the last'),
    ('[next]\nwhat_next("04")', '[modify]\nwhat_next("04")', "ending", 'expected what_next("04") in a cell tagged next, among the last'),
    ("Because.", "Because. Next: [05](05_what_is_left.ipynb).", "ending", "a text says what comes next, which what_next computes"),
    ("In two groups at once\n", "In two teams\n", "says_its_title_in_its_questions", "the TOML file has the title 'In two groups at once', the text another"),
    ("20 minutes", "21 minutes", "says_its_title_in_its_questions", "the TOML file says 20 minutes, the text 21"),
    ("20 minutes", "26 minutes", "lesson_size", "26 minutes, at most 25"),
    ("20 minutes", "soon", "says_its_minutes", "expected how many minutes it takes"),
    ("Because.", "word " * 1200, "lesson_size", "1247 words, at most 1200"),
    ("Yes.\n", "Yes.\n" + "\n```{code-cell}\n1\n```\n" * 6, "lesson_size", "15 code cells, at most 14"),
    ("x = 1", "x = 1\n" * 9, "cell_size", "9 lines of code, at most 8: x = 1"),
    ("x = 1", "if x: pass", "cells_without_logic", "logic in a lesson: If in if x: pass"),
    ("x = 1", "def f():\n    return 1", "cells_without_logic", "logic in a lesson: FunctionDef in def f():     return 1"),
    ("# 04 · In", "## 04 · In", "headings", "expected one title, at the top; found 0"),
    ("## Why", "# Why", "headings", "expected one title, at the top; found 2"),
    ("# 04 · In", "# 05 · In", "headings", "expected the title '04 · …', found '05 · In two groups at once'"),
    (WHY, "", "headings", "a level is skipped before 'In short'"),
    ("In two groups at once\n", "Two groups add up\n", "headings", "the title answers: 'add up' in '04 · Two groups add up'"),
    ("Because.", "Because of MFA.", "terms_in_order", "'MFA' is a term of lesson 08"),
    ("Because.", "Because of the root users.", "terms_in_order", "'root users' is a term of lesson 08"),
    ("teaches:step-4-many-groups", "teaches:step-4", "syllabus_items", "teaches:step-4 is not in docs/syllabus.md"),
    (', "teaches:myth-1-all-groups"', "", "syllabus_items", "no cell is tagged teaches:myth-1-all-groups"),
    ("At most ten groups", "At most 12 groups", "limits_have_a_source", "the limit 12 is not in iamsim/aws/quotas.py: Ria is in two groups, Readers and Editors."),
    ("[says AWS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)", "says AWS", "limits_have_a_source", "the limit 10 has no link to AWS's page: Ria is in two groups, Readers and Editors."),
    ("Because.", "[Because](../docs/truth.md).", "links", "a link leads nowhere from a learner's copy: ../docs/truth.md"),
    ("Because.", "[Because](http://example.org).", "links", "a link leads nowhere from a learner's copy: http://example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "problem"), [pytest.param(*row, id=f"{row[2]}: {row[3]}") for row in BROKEN])
def test_a_rule_finds_what_breaks_it(old: str, new: str, rule: str, problem: str) -> None:
    assert SAMPLE.count(old) == 1
    broken = lesson(SAMPLE.replace(old, new))
    assert f"04_in_two_groups: {problem}" in problems(broken)
    assert problem in list(rule_named(rule)(broken))


def test_the_experiment_comes_after_the_prediction() -> None:
    swapped = SAMPLE.replace('["experiment:04-both"]', "[A]").replace('["observe:04-both"]', '["experiment:04-both"]')
    found = problems(lesson(swapped.replace("[A]", '["observe:04-both"]').replace("print(", "observe(").replace('observe("an answer")', 'observe("04-both")')))
    assert "04_in_two_groups: 04-both: expected predict, experiment, observe in this order" in found


def test_the_exercise_comes_before_the_quiz() -> None:
    swapped = SAMPLE.replace("[exercise]", "[A]").replace("[quiz]", "[exercise]").replace("[A]", "[quiz]")
    assert problems(lesson(swapped)) == [
        "04_in_two_groups: expected modify, exercise, quiz in this order, found modify, quiz, exercise"
    ]


def with_questions(change: Callable[[LessonQuestions], LessonQuestions]) -> LessonSource:
    sample = lesson()
    return replace(sample, questions=change(sample.questions))


def table(rows: int) -> Question:
    requests = tuple(ScenarioRequest("ria", f"s3:A{number}") for number in range(rows))
    scenario = parse_scenario({"users": {"ria": []}})
    return TableQuestion(id="04-table", lesson="04", section="prediction", kind="table", text="?", scenario=scenario, rows=requests)


# (id, how the sample's questions are changed, the problem that is reported)
CHANGED_QUESTIONS: list[tuple[str, Callable[[LessonQuestions], LessonQuestions], str]] = [
    (
        "two questions from memory",
        lambda questions: replace(questions, questions=questions.questions[:-1]),
        "expected 3 questions from memory, found 2",
    ),
    ("too many answers", lambda _: sample_questions(table(19)), "26 committed answers, at most 25"),
    (
        "a term too early in an answer's explanation",
        lambda _: sample_questions(replace(question("04-x", "observation"), options=(Option("No.", "", "A Deny matched."),))),
        "'Deny' is a term of lesson 08",
    ),
    (
        "a term too early in a hint",
        lambda questions: replace(questions, exercise=replace(question("04", "exercise"), hints=("Look for an SCP.",))),
        "'SCP' is a term of lesson 09",
    ),
    (
        "an item that nobody knows, in a question",
        lambda _: sample_questions(replace(question("04-x", "observation"), teaches=("step-99",))),
        "teaches:step-99 is not in docs/syllabus.md",
    ),
    (
        "a warm-up of the lesson itself",
        lambda questions: replace(questions, questions=(question("04-w1", "warmup"), *questions.questions[1:])),
        "04-w1: a warm-up repeats an earlier lesson's question, not 04-w1",
    ),
    ("one warm-up", lambda questions: replace(questions, questions=questions.questions[1:]), "expected 2 warm-up questions, found 1"),
    (
        "a question that names no group of whom it is about",
        lambda questions: replace(questions, questions=(*questions.questions[:-1], question_about_a_group("What does AWS answer?"))),
        "04-q3: expected a story that names Staff",
    ),
    (
        "the lesson's people in the quiz",
        lambda questions: replace(questions, questions=(*questions.questions[:-1], question("04-q3", "quiz", "ria"))),
        "04-q3: asked of the lesson's own people: ria",
    ),
]


@pytest.mark.parametrize(("change", "problem"), [pytest.param(*row[1:], id=row[0]) for row in CHANGED_QUESTIONS])
def test_a_rule_finds_questions_that_break_it(change: Callable[[LessonQuestions], LessonQuestions], problem: str) -> None:
    assert problems(with_questions(change)) == [f"04_in_two_groups: {problem}"]


@pytest.mark.parametrize("named", [question_about_a_group("Ida is in Staff."), question_about_a_group("Ida asks.", story="Ida is of the staff.")], ids=["text", "story"])
def test_a_question_names_its_groups_in_its_text_or_its_story(named: Question) -> None:
    assert problems(with_questions(lambda questions: replace(questions, questions=(*questions.questions[:-1], named)))) == []


def test_a_first_picture_of_seven_things_is_too_much() -> None:
    assert problems(replace(lesson(), nodes=7)) == [
        "04_in_two_groups: 7 things in the first picture, at most 6"
    ]


def test_a_file_name_does_not_answer() -> None:
    assert problems(replace(lesson(), stem="04_groups_add_up")) == ["04_groups_add_up: the title answers: 'add up' in '04 groups add up'"]


def test_a_lesson_uses_the_terms_that_it_introduces() -> None:
    other_lesson = replace(lesson(), stem="06_in_two_groups")
    assert "06_in_two_groups: 'audit' is a term of this lesson, which does not use it" in problems(other_lesson)


def test_lessons_that_can_say_how_to_ask_aws() -> None:
    assert "05_in_two_groups: expected ask AWS" in problems(replace(lesson(), stem="05_in_two_groups"))


@cache
def rule_named(name: str) -> lesson_rules.Rule:
    return next(rule for rule in (*RULES, *SIZE_RULES) if rule.__name__ == name)


def test_every_rule_is_seen_to_fail() -> None:
    about_questions = {
        "warmups_repeat_earlier_lessons", "quiz_is_about_other_people", "questions_name_their_groups", "question_counts",
    }  # fmt: skip
    assert {rule.__name__ for rule in (*RULES, *SIZE_RULES)} == {row[2] for row in BROKEN} | about_questions


LARGE_LESSONS = [
    pytest.param(with_questions(lambda _: sample_questions(question("04-q4", "quiz"))), "expected 3 questions from memory, found 4", id="a fourth quiz question"),
    pytest.param(with_questions(lambda _: sample_questions(replace(question("04-w3", "warmup"), origin="03-q1"))), "expected 2 warm-up questions, found 3", id="a third warm-up question"),
    pytest.param(lesson(SAMPLE.replace("Because.", "word " * 1200)), "1247 words, at most 1200", id="a long text"),
    pytest.param(lesson(SAMPLE.replace("x = 1", "x = 1\n" * 9)), "9 lines of code, at most 8: x = 1", id="a long cell"),
]  # fmt: skip


@pytest.mark.parametrize(("large", "problem"), LARGE_LESSONS)
def test_a_count_is_a_warning_and_no_error(large: LessonSource, problem: str) -> None:
    assert errors(large) == []
    assert warnings(large) == [f"04_in_two_groups: {problem}"]


def test_a_warning_is_printed_and_the_exit_status_is_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    large = with_questions(lambda _: sample_questions(question("04-q4", "quiz")))
    monkeypatch.setattr(lesson_rules, "read", lambda _: large)
    assert lesson_rules.main(["04"]) == 0
    assert capsys.readouterr().out == "1 lesson keeps all rules\nwarning: 04_in_two_groups: expected 3 questions from memory, found 4\n"


def test_an_error_is_printed_and_the_exit_status_is_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(lesson_rules, "read", lambda _: lesson(SAMPLE.replace("[modify]", "[change]")))
    assert lesson_rules.main(["04"]) == 1
    assert capsys.readouterr().out == "04_in_two_groups: no cell is tagged modify\n"


def test_a_print_says_how_many_things_its_first_picture_shows(tmp_path: Path) -> None:
    printed = tmp_path / "04.ipynb"
    assert lesson_text._node_count(printed) == 0
    svg = '<svg><g class="node user says"></g><g class="node group"></g><g class="node allowed"></g><g class="edge"></g></svg>'
    cells = [{}, {"outputs": [{"text": "no"}, {"data": {"image/svg+xml": [svg]}}]}]
    printed.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert lesson_text._node_count(printed) == 2


def test_a_term_of_everyday_language_has_no_lesson() -> None:
    assert Term("request", "", ("request",)) in glossary()


# larger sizes that are declared


def sizes(number: str) -> list[str]:
    lesson = read(next(path for path in sources() if path.stem.startswith(number)))
    return [problem for rule in SIZE_RULES for problem in rule(lesson)]


@pytest.mark.parametrize(
    ("number", "things"), [(number, things) for number, allowances in ALLOWANCES.items() for things in allowances]
)
def test_a_larger_size_is_declared_with_its_reason_where_it_is_needed(
    number: str, things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowance = ALLOWANCES[number][things]
    assert len(allowance.reason.split()) >= 8
    assert not [problem for problem in sizes(number) if things in problem]
    others = {name: value for name, value in ALLOWANCES[number].items() if name != things}
    monkeypatch.setitem(ALLOWANCES, number, others)
    assert [problem for problem in sizes(number) if things in problem], "no larger size is needed"
