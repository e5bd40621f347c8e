"""12 questions in two forms: equal, computed, apart from the lessons; and what a class gained between them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from iamsim.learning.misconceptions import ENGINES, TRUTH, simulate_as
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.grading import grade, reference_answer
from tools import inventory
from tools.answer_keys import belief

EVERY = [question for form in inventory.FORMS for question in inventory.questions(form)]
BODIES = dict(inventory.bodies())
LESSONS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((inventory.FOLDER.parent.parent / "exercises").rglob("*")) if path.suffix in {".toml", ".json"})
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((inventory.FOLDER.parent.parent / "notebooks" / "src").glob("*.md")))


def words(text: str) -> set[str]:
    """The words of a text, in small letters."""
    return set(re.findall(r"[a-z][a-z-]+", text.lower()))


def test_there_are_twelve_in_each_form_and_no_lesson_is_made_of_them() -> None:
    assert [len(inventory.questions(form)) for form in inventory.FORMS] == [12, 12]
    assert not set(inventory.FORMS) & set(exercises.lessons())
    assert not inventory.FOLDER.is_relative_to(exercises.folder())


def test_the_forms_ask_for_the_same_ideas_one_by_one() -> None:
    for first, second in zip(*map(inventory.questions, inventory.FORMS), strict=True):
        assert Counter(inventory.ideas(first)) == Counter(inventory.ideas(second)), first.id
        assert len(first.options) == len(second.options) == 4
        assert bool(first.requests) == bool(second.requests)
        assert first.source == second.source


def test_the_letters_of_one_form_are_not_those_of_the_other() -> None:
    keys = [[reference_answer(question) for question in inventory.questions(form)] for form in inventory.FORMS]
    assert sum(a == b for a, b in zip(*keys, strict=True)) == 0
    for key in keys:
        assert sorted(Counter(key).values()) == [3, 3, 3, 3]


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_the_key_is_computed_and_each_option_is_its_engines_answer(question: Question) -> None:
    assert grade(question, reference_answer(question)).status == "correct"
    assert question.requests or question.source
    for option in question.options:
        if question.requests and option.gives in ENGINES:
            decision = simulate_as(option.gives, question.scenario, question.requests[0]).decision
            assert ("allowed" if decision == "allowed" else "refused") == re.split(r"\W", option.text)[0].lower()


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("form", inventory.FORMS)
def test_what_an_option_says_of_reading_besides_is_so_too(form: str, number: int) -> None:
    question = inventory.questions(form)[number - 1]
    action = re.findall(r"\w+:Get\w+", question.text)[0]
    reading = replace(question.requests[0], action=action)
    for option in question.options:
        allowed = simulate_as(option.gives, question.scenario, reading).allowed
        if "no longer reads" in option.text:
            assert not allowed, option
        elif "reading is allowed as well" in option.text:
            assert allowed, option


def test_no_name_and_no_situation_is_that_of_a_lesson() -> None:
    lessons = words(LESSONS) | words(SOURCES)
    for question in EVERY:
        account = question.scenario.account
        names = {name.lower() for name in (*account.users, *account.groups)}
        asked = {part for request in question.requests for part in request.resource.rpartition(":")[2].split("/")}
        assert not (names | asked - {"*", "table"}) & lessons, question.id
    places = {place for question in EVERY for place in re.findall(r"At an? ([a-z ]+),", question.text)}
    assert places == {"observatory", "bicycle factory"}
    assert not {"observatory", "bicycle", "factory"} & lessons


def test_the_forms_share_no_name() -> None:
    names = [
        {name for q in inventory.questions(form) for name in (*q.scenario.account.users, *q.scenario.account.groups)}
        for form in inventory.FORMS
    ]
    assert not names[0] & names[1]


@pytest.mark.parametrize("form", inventory.FORMS)
def test_a_sheet_gives_no_feedback_and_lets_one_say_that_one_does_not_know(form: str) -> None:
    sheet = BODIES[f"questions_{form.lower()}"]
    assert sheet.count("<article") == sheet.count(inventory.UNKNOWN) - 1 == 12
    assert sheet.count("☐") == 60
    assert not [option.why for question in inventory.questions(form) for option in question.options if option.why in sheet]
    assert "✓" not in sheet


def test_the_key_has_both_forms() -> None:
    assert BODIES["questions_key"].count("✓ ") == 24


# --------------------------------------------------------------------------------------- before and after


def letters(form: str, gives: str) -> str:
    """The letter of an answer in each question: of this idea where there is one, else right."""
    row = []
    for question in inventory.questions(form):
        wanted = [option.gives for option in question.options]
        row.append("abcd"[wanted.index(gives if gives in wanted else TRUTH)])
    return ",".join(row)


def answers(file: Path, *lines: str) -> Path:
    """A file of answers."""
    head = ",".join(["learner", "form", *map(str, range(1, 13))])
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def test_what_was_gained_is_said_by_question_and_by_idea(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = answers(tmp_path / "before.csv", f"ana,A,{letters('A', 'RELOGIN')}", f"ben,B,{letters('B', 'COPIED')}", "cy,A" + "," * 12)
    after = answers(tmp_path / "after.csv", f"ana,B,{letters('B', TRUTH)}", f"ben,A,{letters('A', 'COPIED')}")
    assert inventory.main([str(before), str(after)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["2 learners answered twice", "left out, as they answered once: cy", "right: 83% before, 92% after, gain 0.50"]
    assert "7         0       1" in lines
    assert f"1       1      {belief('COPIED')}" in lines
    assert f"1       0      {belief('RELOGIN')}" in lines


def test_nothing_missing_is_no_gain_and_what_is_not_known_is_no_idea(tmp_path: Path) -> None:
    assert inventory.gain(1, 1) is None
    assert inventory.gain(0.5, 0.75) == 0.5
    file = answers(tmp_path / "x.csv", "ana,a,?,e,,,,,,,,,,", f"ben,B,{letters('B', TRUTH)}")
    found = inventory.read_answers(file)
    assert set(found["ana"].gives) == {""}
    assert found["ben"].share == 1
    assert "nothing was missing" in "\n".join(inventory.report({"ben": found["ben"]}, {"ben": found["ben"]}))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ana,C", "line 2: expected a learner and a form, A or B; found 'ana' and 'C'"),
        (",A", "line 2: expected a learner and a form, A or B; found '' and 'A'"),
        ("ana,A,f", "line 2: question 1: expected one of a, b, c, d or nothing, found 'f'"),
        ("ana,A,ab", "line 2: question 1: expected one of a, b, c, d or nothing, found 'ab'"),
    ],
)
def test_an_answer_that_cannot_be_read_is_said_with_its_line(line: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path / "x.csv", line)
    assert inventory.main([str(file), str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: {problem}\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inventory.main([str(tmp_path / "no.csv"), str(tmp_path / "no.csv")]) == 1
    assert "no.csv: cannot be read: " in capsys.readouterr().err
