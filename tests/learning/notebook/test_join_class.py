"""join_class: closing questions in other words for each learner, handed in and graded as they were drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from iamsim.learning import hand_in, join_class
from iamsim.learning.classroom import GradingOptions, class_text, grade_class, read_submission
from iamsim.learning.classroom.feedback_page import feedback_page
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.notebook.asked_questions import ask
from iamsim.learning.notebook.calls import JOINED_SINCE, check, commit, quiz, storage
from iamsim.learning.notebook.cards import QuestionCard
from iamsim.learning.notebook.forms import FormWidgets
from iamsim.learning.notebook.join_class import JOINED, JoinForm
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.choice import ChoiceQuestion
from iamsim.learning.questions.grading import reference_answer
from iamsim.learning.records import membership, variant_seed


def orders(name: str) -> list[tuple[str, ...]]:
    """The options of each closing question as this learner sees them."""
    join_class(name, "IAM-1")
    items = ask("quiz", "08", storage().read().journal)
    return [tuple(option.text for option in item.question.options) for item in items]


def test_learners_get_the_same_questions_in_other_words() -> None:
    seen = {name: orders(name) for name in ("Ana", "Ben", "Cem", "Dora", "Eva", "Finn")}
    assert len({str(each) for each in seen.values()}) > 1
    assert len({str([sorted(options) for options in each]) for each in seen.values()}) == 1, "the file draws no words"
    assert orders("Ana") == seen["Ana"]


@pytest.mark.parametrize("name", ["Ana", "Ben", "Cem"])
def test_right_answers_to_ones_own_questions_are_right_at_home_and_in_class(work: Path, name: str) -> None:
    orders(name)
    items = ask("quiz", "08", storage().read().journal)
    quiz("08", [reference_answer(item.question) for item in items])
    check("08", {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]})
    assert all(event.status == "correct" for event in storage().read().journal.events if event.status)
    assert f"answers of {name}" in repr(hand_in(name))
    submission = read_submission(work / "submission.json")
    assert submission.variants == dict.fromkeys(["08-q1", "08-q2"], variant_seed(name, "IAM-1")), "the exercise is everybody's"
    book = grade_class([work / "submission.json"], GradingOptions(class_code="iam-1"))
    assert (book.submissions[0].points, book.submissions[0].foreign) == (3, ())


def test_a_neighbours_file_under_ones_own_name_is_flagged(work: Path) -> None:
    orders("Ana")
    quiz("08", [0, 0])
    hand_in("Ana")
    (work / "class").mkdir()
    shutil.copy(work / "submission.json", work / "class" / "ana.json")
    text = (work / "submission.json").read_text(encoding="utf-8")
    (work / "class" / "ben.json").write_text(text.replace('"Ana"', '"Ben"'), encoding="utf-8")
    book = grade_class([work / "class"], GradingOptions(class_code="IAM-1"))
    assert [each.foreign for each in book.submissions] == [(), ("08-q1", "08-q2")]
    told = " ".join(class_text(book).split())
    assert "answers not drawn for this learner (not joined, joined by another name or code, or a neighbour's), 1: Ben (08-q1, 08-q2)" in told
    pages = [feedback_page(book, each) for each in book.submissions]
    for name, page in zip(("Ana", "Ana"), pages, strict=True):
        drawn = exercises.variant(exercises.question("08-q1"), variant_seed(name, "IAM-1"))
        assert f"Your answer: {drawn.options[0].text}" in page, "the options as they were drawn"
    assert grade_class([work / "class"]).submissions[1].foreign == (), "without a code nobody is told"


def test_what_was_answered_before_stays(work: Path) -> None:
    quiz("08", [0, 0])
    before = ask("quiz", "08", storage().read().journal)
    orders("Ana")
    assert ask("quiz", "08", storage().read().journal) == before
    hand_in("Ana")
    assert read_submission(work / "submission.json").variants == {}


def test_joining_twice_is_kept_once_and_nothing_is_a_sentence() -> None:
    join_class("Ana", "IAM-1")
    events = len(storage().read().journal.events)
    assert "You are Ana in class IAM-1." in repr(join_class("Ana", "IAM-1"))
    assert len(storage().read().journal.events) == events
    assert "Expected your name and the class's code" in repr(join_class("", "x"))


def shown_quiz() -> QuestionCard:
    """The closing questions of lesson 08 as they are asked now."""
    card = quiz("08")
    assert isinstance(card, QuestionCard)
    return card


def choose_right(widgets: FormWidgets, question: Question) -> None:
    """Choose in a form what is right, by the words of the options."""
    assert isinstance(question, ChoiceQuestion)
    parts = widgets.controls[question.id].parts
    right = {option.text for option in question.options if option.gives == TRUTH}
    if question.several:
        for part in parts:
            part.value = part.description in right
    else:
        parts[0].value = next(index for words, index in parts[0].options if words in right)


def test_a_question_that_was_shown_before_joining_is_not_answered_after_it() -> None:
    shown = shown_quiz()
    join_class("Ana", "IAM-1")
    refused = commit(shown, {item.question.id: 0 for item in shown.items})
    assert refused.messages == (JOINED_SINCE,)
    assert {item.question.variant for item in refused.items} == {variant_seed("Ana", "IAM-1")}, "asked anew"
    assert not any(event.status for event in storage().read().journal.events), "nothing is graded"
    assert commit(refused, {item.question.id: 0 for item in refused.items}).closed


def test_a_form_that_was_shown_before_joining_asks_anew_in_ones_own_words() -> None:
    widgets = FormWidgets(shown_quiz())
    for part in (part for control in widgets.controls.values() for part in control.parts):
        part.value = True if part.value is False else 0
    join_class("Ana", "IAM-1")
    widgets.commit()
    items = ask("quiz", "08", storage().read().journal)
    assert [item.answered for item in items] == [False, False]
    assert widgets.button.disabled, "nothing is chosen of the new questions"
    for item in items:
        choose_right(widgets, item.question)
    assert not widgets.button.disabled
    widgets.commit()
    assert [event.status for event in storage().read().journal.events if event.status] == ["correct", "correct"]


def test_who_answered_under_another_name_keeps_the_marks(work: Path) -> None:
    join_class("zoe", "IAM-1")
    quiz("08", [reference_answer(item.question) for item in ask("quiz", "08", storage().read().journal)])
    join_class("Zoe Smith", "IAM-1")
    hand_in("Zoe Smith")
    book = grade_class([work / "submission.json"], GradingOptions(class_code="IAM-1"))
    assert book.submissions[0].points == 2
    assert "or a neighbour's), 1: Zoe Smith (08-q1, 08-q2)" in " ".join(class_text(book).split())


# the form


def form() -> JoinForm:
    made = join_class()
    assert isinstance(made, JoinForm)
    return made


def test_the_form_asks_for_name_and_code_and_is_closed() -> None:
    text = str(form().content())
    assert text.startswith("<details><summary>In a class, with a code from your teacher?</summary>")
    assert 'name="name" value=""' in text
    assert 'name="code" value=""' in text


def test_the_form_keeps_name_and_code() -> None:
    joining = form()
    joining.send({"name": " Ana Silva ", "code": "IAM-1"})
    joined = membership(storage().read().journal)
    assert joined is not None
    assert (joined.name, joined.code) == ("Ana Silva", "IAM-1")
    assert joining.lines == ("You are Ana Silva in class IAM-1.", JOINED)
    assert joining.summary == form().summary == "You are Ana Silva in class IAM-1"
    assert 'value="Ana Silva"' in str(form().content())


@pytest.mark.parametrize(
    ("values", "problem"),
    [({}, "expected your name"), ({"name": "Ana", "code": " "}, "expected the class's code"), ({"code": "x"}, "expected your name")],
)
def test_a_form_with_an_empty_field_keeps_nothing(values: dict[str, str], problem: str) -> None:
    joining = form()
    joining.send(values)
    assert joining.problem == problem
    assert storage().read().journal.events == ()
