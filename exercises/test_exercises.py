"""Every exercise file keeps what it promises; with --submission, every answer in a file is graded.

A question that claims to tell misconceptions apart is held to it here, so a new one needs no Python.
"""

from __future__ import annotations

import re
import tomllib
from itertools import combinations

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.classroom import SubmissionError, read_submission
from iamsim.learning.misconceptions.catalogue import MODELS, TRUTH, distance
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Option, Question, Sample
from iamsim.learning.questions.grading import Feedback, answer_of, grade, reference_answer
from iamsim.learning.questions.keys import believed
from iamsim.learning.questions.model import Lesson
from iamsim.learning.questions.wording import asked
from iamsim.learning.scenario import Row
from iamsim.policy import Request

LESSONS = [exercises.lesson(number) for number in exercises.lessons()]
QUESTIONS = [question for lesson in LESSONS for question in lesson.everything]
BUILDS = [question for question in QUESTIONS if question.section == "exercise" and question.kind != "parts"]
WRONG_WORDS = {"incorrect", "wrong", "wrong.", "incorrect."}


def each(questions: list[Question]) -> pytest.MarkDecorator:
    """One test for each question."""
    return pytest.mark.parametrize("question", [pytest.param(one, id=one.id) for one in questions])


def samples(key: str) -> pytest.MarkDecorator:
    """One test for each answer that a file says is right, or wrong."""
    return pytest.mark.parametrize(
        ("question", "sample"),
        [
            pytest.param(one, sample, id=f"{one.id}-{key}-{number} {sample.names}".strip())
            for one in BUILDS
            for number, sample in enumerate(getattr(one, key), 1)
        ],
    )


def options() -> pytest.MarkDecorator:
    """One test for each option that somebody wrote."""
    written = [one for one in QUESTIONS if one.kind == "choice"]
    return pytest.mark.parametrize(
        ("question", "option"),
        [
            pytest.param(one, option, id=f"{one.id}: {option.text}")
            for one in written
            for option in one.options
        ],
    )


# ------------------------------------------------------------------------------------- every question


@each(QUESTIONS)
def test_what_a_learner_begins_with_is_not_attempted(question: Question) -> None:
    begun: object = {part.id: part.start for part in question.parts} or question.start
    for start in (begun, None, "", [], {}):
        feedback = grade(question, start)
        assert feedback.points == 0, feedback
        assert feedback.status == "not attempted" or question.kind == "parts"


@each(QUESTIONS)
def test_the_key_that_is_computed_is_correct(question: Question) -> None:
    feedback = grade(question, reference_answer(question))
    assert (feedback.status, feedback.points, feedback.misconception) == ("correct", 1, None), feedback.text
    assert len(feedback.text.split()) >= 5, "success explains too"


@each(QUESTIONS)
def test_each_misconception_that_is_claimed_is_named_on_its_own_answers(question: Question) -> None:
    claimed = [
        *question.claims,
        *(option.gives for option in question.options if option.gives not in {TRUTH, ""}),
    ]
    for model in claimed:
        answer = answer_of(question, model)
        assert answer is not None, f"{model} is claimed and has no answer of its own: add a wrong sample"
        assert grade(question, answer).misconception == model, grade(question, answer).text


@each([one for one in QUESTIONS if one.kind == "table"])
def test_a_table_tells_apart_what_it_claims_to_tell_apart(question: Question) -> None:
    tables = {model: believed(question, model) for model in (TRUTH, *question.claims)}
    assert set(question.claims) <= ENGINES.keys()
    for model in question.claims:
        far = distance(tables[TRUTH], tables[model])
        assert far >= 2, (
            f"{model} and IAM part in {far} row(s): one careless click would be called a misconception"
        )
    for one, other in combinations(question.claims, 2):
        assert distance(tables[one], tables[other]) >= 1, f"{one} and {other} answer alike"


@pytest.mark.slow
@each(QUESTIONS)
def test_a_learners_variant_is_the_same_question_in_other_words(question: Question) -> None:
    for seed in ("3f9a0c", "ana", "7"):
        drawn = exercises.variant(question, seed)
        assert (drawn.id, drawn.kind, drawn.claims) == (question.id, question.kind, question.claims)
        assert drawn == exercises.variant(question, seed)
        assert grade(drawn, reference_answer(drawn)).status == "correct"
        for model in question.claims:
            assert grade(drawn, answer_of(drawn, model)).misconception == model


@each(QUESTIONS)
def test_feedback_names_the_scenario_and_never_says_you_think(question: Question) -> None:
    for model in (TRUTH, *question.claims):
        text = grade(question, answer_of(question, model) or reference_answer(question)).text
        assert len(text.split()) >= 8 or model == TRUTH, text
        assert "you think" not in text.lower()
        assert not WRONG_WORDS & {text.lower()}


# ------------------------------------------------------------------------------------------- options


@options()
def test_an_option_is_the_answer_of_the_engine_that_it_names(question: Question, option: Option) -> None:
    if not question.rows or option.gives not in ENGINES:
        assert question.source, "a key that no request computes needs the page it rests on"
        return
    decision = ask(option.gives, question.scenario, question.rows[0]).decision
    words = {"Allowed": "allowed", "Refused": "Deny", "Denied": "Deny"}
    begins = option.text.replace(":", " ").replace(",", " ").replace(".", " ").split()[0]
    assert words[begins] in decision, f"{option.gives} answers {decision}"


@options()
def test_an_option_says_why_and_names_somebody(question: Question, option: Option) -> None:
    assert len(option.why.split()) >= 8, "only 'wrong' teaches nothing"
    assert not option.why.startswith("Yes"), "“✓ Right.” stands in front of it already"
    account = question.scenario.account
    names = {name.casefold() for name in (*account.users, *account.groups)}
    told = {word.strip("',.:;?!").removesuffix("'s").casefold() for word in question.text.split()}
    said = {word.strip("',.:;?!").removesuffix("'s").casefold() for word in option.why.split()}
    assert said & (names | {word for word in told if len(word) > 2}), "name the request or somebody in it"


# ------------------------------------------------------------------------------------ built exercises


@each([one for one in BUILDS if one.kind not in {"table", "source", "choice"}])
def test_a_built_exercise_knows_three_right_and_five_wrong_answers(question: Question) -> None:
    right = [sample.answer for sample in question.right]
    assert len(right) >= 3
    assert all(one != other for one, other in combinations(right, 2))
    assert len(question.wrong) >= 5


@each([one for one in QUESTIONS if one.section == "exercise" and not one.id.count("-")])
def test_an_exercise_has_three_hints_and_a_word_on_success(question: Question) -> None:
    assert len(question.hints) == 3
    assert question.success


@samples("right")
def test_a_right_answer_is_right(question: Question, sample: Sample) -> None:
    feedback = grade(question, sample.answer)
    assert feedback.status == "correct", feedback.text


@samples("wrong")
def test_a_wrong_answer_is_caught_with_its_own_message(question: Question, sample: Sample) -> None:
    feedback = grade(question, sample.answer)
    assert feedback.status in {"wrong", "partial"}
    assert (feedback.misconception or "") == sample.names, feedback.text
    assert sample.says, "say which words the feedback must have"
    # `{implicitDeny}` in `says` is the decision's words, so that a changed word need not be changed there too.
    words = {str(decision): decision_words(decision) for decision in Decision}
    assert sample.says.format_map(words) in feedback.text


@each([one for one in BUILDS if one.goal.cases])
def test_a_hidden_request_is_counted_and_never_printed(question: Question) -> None:
    shown = {asked(case.row) for case in question.goal.cases if not case.hidden}
    hidden = {asked(case.row) for case in question.goal.cases if case.hidden} - shown
    for sample in (*question.right, *question.wrong):
        feedback = grade(question, sample.answer)
        printed = feedback.text + str(feedback.rows)
        assert not [name for name in hidden if name in printed]
        picture = feedback.picture
        assert picture is None or not [name for name in hidden if name == asked(_row(picture.request))]


def _row(request: Request) -> Row:
    return Row(request.principal.rpartition("/")[2], request.action, request.resource)


# ------------------------------------------------------------------------------------------- lessons


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.number) for lesson in LESSONS])
def test_a_warmup_looks_back_and_a_quiz_looks_elsewhere(lesson: Lesson) -> None:
    for question in lesson.section("warmup"):
        assert question.origin < lesson.number
    for question in lesson.section("quiz"):
        assert question.scenario.account != lesson.scenario.account or question.source


SHE = {"ada", "ana", "eva", "ida", "ines", "lena", "liv", "mia", "nia", "pia", "ria", "siv", "ute", "zoe"}
HE = {"ben", "bo", "jon", "leo", "max", "ole", "per", "tom"}
SAID_OF_ONE = re.compile(r"\b(she|her|he|his|him)\b", re.IGNORECASE)


@pytest.mark.parametrize("number", exercises.lessons())
def test_a_variant_calls_nobody_she_who_is_a_he(number: str) -> None:
    text = next(exercises.folder().glob(f"{number}_*.toml")).read_text(encoding="utf-8")
    for vary in tomllib.loads(text).get("vary", ()):
        people = {*vary["words"], *vary["pool"]}
        named = re.compile(rf"\b({'|'.join(vary['words'])})\b", re.IGNORECASE)
        told = [line for line in text.splitlines() if named.search(line) and SAID_OF_ONE.search(line)]
        assert not (people & SHE and people & HE and told), f"{people} may not stand for one another: {told[0]}"


def test_every_misconception_of_a_question_has_words() -> None:
    named = {option.gives for one in QUESTIONS for option in one.options} - {TRUTH, ""}
    assert named <= MODELS.keys()


# --------------------------------------------------------------------------------- a submission's grades


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each question of a submission; a file that is none gives one test, which fails."""
    path = metafunc.config.getoption("--submission")
    if "graded" not in metafunc.fixturenames:
        return
    grades = [("no submission", Feedback("not attempted", ""))]  # deselected
    if path is not None:
        try:
            lessons = metafunc.config.getoption("--lesson")
            grades = list(read_submission(path).grades(lessons))
        except SubmissionError as error:
            grades = [(path.name, Feedback("malformed", str(error)))]
    metafunc.parametrize("graded", [pytest.param(feedback, id=name) for name, feedback in grades])


@pytest.mark.graded
def test_submission(graded: Feedback) -> None:
    if graded.status != "correct":
        pytest.fail(f"{graded.status}: {graded.text}", pytrace=False)
