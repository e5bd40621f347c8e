"""12 questions in two forms: equal, computed, apart from the lessons; and what a class gained between them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from iamsim.learning.classroom.inventory import (
    FORMS,
    SUBJECTS,
    BeforeAfter,
    FormAnswers,
    form_questions,
    wrong_ideas,
)
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import SubmissionError
from iamsim.learning.misconceptions import ENGINES, TRUTH, simulate_as
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.grading import grade, reference_answer

ROOT = Path(__file__).resolve().parents[3]
EVERY = [question for form in FORMS for question in form_questions(form)]
LESSONS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "exercises").rglob("*")) if path.suffix in {".toml", ".json"})
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks" / "src").glob("*.md")))


def words(text: str) -> set[str]:
    """The words of a text, in small letters."""
    return set(re.findall(r"[a-z][a-z-]+", text.lower()))


def test_there_are_twelve_in_each_form_and_no_lesson_is_made_of_them() -> None:
    assert [len(form_questions(form)) for form in FORMS] == [12, 12] == [len(SUBJECTS)] * 2
    assert not set(FORMS) & set(exercises.lessons())


def test_the_forms_ask_for_the_same_ideas_one_by_one() -> None:
    for first, second in zip(*map(form_questions, FORMS), strict=True):
        assert Counter(wrong_ideas(first)) == Counter(wrong_ideas(second)), first.id
        assert len(first.options) == len(second.options) == 4
        assert bool(first.requests) == bool(second.requests)
        assert first.source == second.source


def test_the_letters_of_one_form_are_not_those_of_the_other() -> None:
    keys = [[reference_answer(question) for question in form_questions(form)] for form in FORMS]
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
@pytest.mark.parametrize("form", FORMS)
def test_what_an_option_says_of_reading_besides_is_so_too(form: str, number: int) -> None:
    question = form_questions(form)[number - 1]
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
        {name for q in form_questions(form) for name in (*q.scenario.account.users, *q.scenario.account.groups)}
        for form in FORMS
    ]
    assert not names[0] & names[1]


# --------------------------------------------------------------------------------------- before and after


def letters(form: str, gives: str) -> str:
    """The letter of an answer in each question: of this idea where there is one, else right."""
    cells = []
    for question in form_questions(form):
        options = [option.gives for option in question.options]
        cells.append("abcd"[options.index(gives if gives in options else TRUTH)])
    return ",".join(cells)


HEAD = ",".join(["learner", "form", *map(str, range(1, 13))])


def written(file: Path, *lines: str, head: str = HEAD) -> Path:
    """A file of answers."""
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def test_what_was_gained_is_counted_by_question_and_by_idea(tmp_path: Path) -> None:
    before = written(tmp_path / "before.csv", f"ana,A,{letters('A', 'RELOGIN')}", f"ben,B,{letters('B', 'COPIED')}", "cy,A" + "," * 12)
    after = written(tmp_path / "after.csv", f"Ana ,B,{letters('B', TRUTH)}", f"BEN,b,{letters('B', 'COPIED').upper()}", "dora,A" + "," * 12)
    answers = BeforeAfter.read(before, after)
    assert [(first.learner, last.learner) for first, last in answers.pairs] == [("ana", "Ana"), ("ben", "BEN")]
    assert answers.once == ("cy", "dora")
    assert answers.same_form == ("ben",)
    assert answers.shares == pytest.approx((20 / 24, 22 / 24))
    assert answers.gain == pytest.approx(0.5)
    assert answers.counts(TRUTH) == [(2, 2)] * 6 + [(0, 1)] * 2 + [(2, 2)] * 4
    assert answers.learners_with() == {"COPIED": (1, 1), "RELOGIN": (1, 0)}


def test_nothing_missing_is_no_gain_and_what_is_not_known_is_no_idea(tmp_path: Path) -> None:
    file = written(tmp_path / "x.csv", "ana,a,?,e,,,,,,,,,,", f"ben,B,{letters('B', TRUTH)}")
    answers = BeforeAfter.read(file, file)
    assert set(answers.before["ana"].gives) == {""}
    assert answers.shares == (0.5, 0.5)
    assert answers.gain == 0
    all_right = BeforeAfter({"ben": answers.before["ben"]}, {"ben": answers.before["ben"]})
    assert all_right.gain is None
    assert BeforeAfter({}, {}).shares == (0, 0)


def test_a_roster_joins_who_is_called_otherwise(tmp_path: Path) -> None:
    roster = Roster.parse("Full name;Email\nAna Lee;ana@x.org\n")
    blank = "," * 12
    answers = BeforeAfter.read(written(tmp_path / "b.csv", f"ana@x.org,A{blank}"), written(tmp_path / "a.csv", f"Ana Lee,B{blank}"), roster)
    assert list(answers.before) == list(answers.after) == [0]


def test_excels_semicolons_are_read_and_columns_may_be_in_any_order(tmp_path: Path) -> None:
    head = ";".join(["Form", *map(str, range(12, 0, -1)), "Note", "Learner"])
    file = written(tmp_path / "x.csv", ";".join(["A", *["b"] * 12, "late", "Ana"]), head="\ufeff" + head)
    expected = tuple(question.options[1].gives for question in form_questions("A"))
    assert BeforeAfter.read(file, file).before == {"ana": FormAnswers("Ana", "A", expected)}


PROBLEMS = [
    ("ana,C", "line 2: expected a learner and a form, A or B; found 'ana' and 'C'"),
    (",A", "line 2: expected a learner and a form, A or B; found '' and 'A'"),
    ("ana,A,f", "line 2: question 1: expected one of a, b, c, d or nothing, found 'f'"),
    ("ana,A,,AB", "line 2: question 2: expected one of a, b, c, d or nothing, found 'AB'"),
    ("ana,A\n\nAna,B", "line 4: Ana is in line 2 as well; expected one line a learner"),
]


@pytest.mark.parametrize(("lines", "problem"), PROBLEMS)
def test_an_answer_that_cannot_be_read_is_said_with_its_line(lines: str, problem: str, tmp_path: Path) -> None:
    file = written(tmp_path / "x.csv", lines)
    with pytest.raises(SubmissionError) as caught:
        BeforeAfter.read(file, file)
    assert str(caught.value) == f"x.csv: {problem}"


@pytest.mark.parametrize(("head", "missing"), [("", "learner"), ("learner,1,2", "form"), (HEAD.removesuffix(",12"), "12")])
def test_a_column_that_is_not_there_is_named(head: str, missing: str, tmp_path: Path) -> None:
    file = written(tmp_path / "x.csv", head=head)
    with pytest.raises(SubmissionError) as caught:
        BeforeAfter.read(file, file)
    assert str(caught.value) == f"x.csv: expected the columns learner, form and 1 to 12; there is no {missing}"
