"""Every exercise file keeps what it promises; with --submission, every answer in a file is graded.

A question that claims to tell misconceptions apart is held to it here, so a new one needs no Python.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.classroom import SubmissionError
from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.handed_in import handed_in_files
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.misconceptions.diagnosis import distance
from iamsim.learning.questions import ExerciseError, Feedback, Question, exercises
from iamsim.learning.questions.build import BuildQuestion
from iamsim.learning.questions.choice import ChoiceQuestion, Option
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import answer_of, grade, reference_answer
from iamsim.learning.questions.question import Sample
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.scenario import ScenarioRequest
from iamsim.policy import Request

try:
    LESSONS = [exercises.lesson(number) for number in exercises.lessons()]
except ExerciseError as problem:  # file, key and what is wrong: one line says more than a traceback
    pytest.fail(str(problem), pytrace=False)
QUESTIONS = [question for lesson in LESSONS for question in lesson.everything]
BUILDS = [question for question in QUESTIONS if question.section == "exercise" and not question.parts]
WRONG_WORDS = {"incorrect", "wrong", "wrong.", "incorrect."}


def each(questions: list[Question]) -> pytest.MarkDecorator:
    """One test for each question."""
    return pytest.mark.parametrize("question", [pytest.param(question, id=question.id) for question in questions])


def samples(key: str) -> pytest.MarkDecorator:
    """One test for each answer that a file says is right, or wrong."""
    return pytest.mark.parametrize(
        ("question", "sample"),
        [
            pytest.param(question, sample, id=f"{question.id}-{key}-{number} {sample.names}".strip())
            for question in BUILDS
            for number, sample in enumerate(getattr(question, key), 1)
        ],
    )


def options() -> pytest.MarkDecorator:
    """One test for each option that somebody wrote."""
    written = [question for question in QUESTIONS if type(question) is ChoiceQuestion]
    return pytest.mark.parametrize(
        ("question", "option"),
        [
            pytest.param(question, option, id=f"{question.id}: {option.text}")
            for question in written
            for option in question.options
        ],
    )


# ------------------------------------------------------------------------------------- every question


@each(QUESTIONS)
def test_what_a_learner_begins_with_is_not_attempted(question: Question) -> None:
    begun: object = {part.id: part.start for part in question.parts} or question.start
    for start in (begun, None, "", [], {}):
        feedback = grade(question, start)
        assert feedback.points == 0, feedback
        assert feedback.status == "not attempted" or question.parts, (
            f"{question.id}: {start!r:.40} is graded {feedback.status}; a learner who has done nothing must not be"
        )


@each(QUESTIONS)
def test_the_key_that_is_computed_is_correct(question: Question) -> None:
    feedback = grade(question, reference_answer(question))
    assert (feedback.status, feedback.points, feedback.misconception) == ("correct", 1, None), feedback.text
    assert len(feedback.text.split()) >= 5, (
        f"{question.id}: the feedback to the right answer is {feedback.text!r}; five words or more explain it"
    )


@each(QUESTIONS)
def test_each_misconception_that_is_claimed_is_named_on_its_own_answers(question: Question) -> None:
    claimed = [
        *question.claims,
        *(option.gives for option in question.options if option.gives not in {TRUTH, ""}),
    ]
    for model in claimed:
        answer = answer_of(question, model)
        assert answer is not None, f"{model} is claimed and has no answer of its own: add a wrong sample"
        feedback = grade(question, answer)
        assert feedback.misconception == model, (
            f"{question.id}: somebody with {model} answers {answer!r:.80}, and is told of {feedback.misconception}: "
            f"{feedback.text} (a wrong idea is named if two requests or rows show it)"
        )


@each([question for question in QUESTIONS if isinstance(question, TableQuestion)])
def test_a_table_tells_apart_what_it_claims_to_tell_apart(question: TableQuestion) -> None:
    tables = {engine: question.answers_of(engine) for engine in (TRUTH, *question.claims)}
    without_engine = sorted(set(question.claims) - ENGINES.keys())
    assert not without_engine, f"{question.id}: no engine answers a table as {', '.join(without_engine)}; leave it out"
    for model in question.claims:
        differing = distance(tables[TRUTH], tables[model])
        assert differing >= 2, (
            f"{model} and IAM differ in {differing} row(s): one careless click would be called a misconception"
        )
    for first, second in combinations(question.claims, 2):
        assert distance(tables[first], tables[second]) >= 1, f"{first} and {second} answer alike"


@each([question for question in QUESTIONS if isinstance(question, TableQuestion) and question.suspects])
def test_a_suspect_shows_in_one_row_and_is_told_from_every_other(question: TableQuestion) -> None:
    tables = {engine: question.answers_of(engine) for engine in (TRUTH, *question.claims, *question.suspects)}
    for model in question.suspects:
        assert distance(tables[TRUTH], tables[model]) == 1, f"{model}: claim it, or leave it out"
        assert [name for name, table in tables.items() if table == tables[model]] == [model]
        feedback = grade(question, answer_of(question, model))
        assert (feedback.misconceptions, "simulator" in feedback.text) == ((model,), False)


@pytest.mark.slow
@each(QUESTIONS)
def test_a_learners_variant_is_the_same_question_in_other_words(question: Question) -> None:
    for seed in ("3f9a0c", "ana", "7"):
        drawn = exercises.variant(question, seed)
        assert (drawn.id, drawn.kind, drawn.claims) == (question.id, question.kind, question.claims)
        feedback = grade(drawn, reference_answer(drawn))
        assert feedback.status == "correct", f"{question.id}, drawn by {seed!r}: {feedback.text}"
        for model in question.claims:
            feedback = grade(drawn, answer_of(drawn, model))
            assert feedback.misconception == model, f"{question.id}, drawn by {seed!r}: {model}: {feedback.text}"
    assert drawn == exercises.variant(question, seed)


@each(QUESTIONS)
def test_feedback_names_the_scenario_and_never_says_you_think(question: Question) -> None:
    for model in (TRUTH, *question.claims):
        text = grade(question, answer_of(question, model) or reference_answer(question)).text
        assert len(text.split()) >= 8 or model == TRUTH, f"{question.id}: fewer than eight words: {text!r}"
        assert "you think" not in text.lower(), f"{question.id}: say what AWS does, not what a learner thinks"
        assert text.lower() not in WRONG_WORDS, f"{question.id}: {text!r} alone teaches nothing"


# ------------------------------------------------------------------------------------------- options


def outcome(question: ChoiceQuestion, option: Option) -> str:
    """Return "allowed" or "denied": what the engine answers that the option names."""
    decision = simulate_as(option.gives, question.scenario, question.requests[0]).decision
    return "allowed" if decision == Decision.ALLOWED else "denied"


def begins(option: Option) -> str:
    """Return the first word of an option, without what stands behind it."""
    return re.split(r"[\s:,.;!]", option.text.strip(), maxsplit=1)[0].casefold()


ENGLISH = {"allowed": "allowed", "refused": "denied", "denied": "denied"}


@options()
def test_an_option_is_the_answer_of_the_engine_that_it_names(question: ChoiceQuestion, option: Option) -> None:
    if not question.requests or option.gives not in ENGINES:
        assert question.source, f"{question.id}: a key that no request computes needs the page it rests on: source"
        return
    answer, word = outcome(question, option), begins(option)
    assert ENGLISH.get(word, answer) == answer, (
        f"{question.id}: the option {option.text!r} gives {option.gives}, which answers {answer}"
    )
    # In another language the words are not known; but two options that begin alike must be answered alike.
    for other in question.options:
        if other.gives in ENGINES and begins(other) == word:
            assert outcome(question, other) == answer, (
                f"{question.id}: two options begin with {word!r}: {option.gives} answers {answer}, "
                f"{other.gives} answers {outcome(question, other)}"
            )


@options()
def test_an_option_says_why_and_names_somebody(question: Question, option: Option) -> None:
    assert len(option.why.split()) >= 8, (
        f"{question.id}: {option.text!r}: its why has {len(option.why.split())} words; eight or more explain"
    )
    assert not option.why.startswith("Yes"), f"{question.id}: “✓ Right.” stands before {option.why!r} already"
    account = question.scenario.account
    names = {name.casefold() for name in (*account.users, *account.groups)}
    asked = {word.strip("',.:;?!").removesuffix("'s").casefold() for word in question.text.split()}
    answer = {word.strip("',.:;?!").removesuffix("'s").casefold() for word in option.why.split()}
    assert answer & (names | {word for word in asked if len(word) > 2}), (
        f"{question.id}: {option.why!r} names neither the request nor somebody in it: {', '.join(sorted(names))}"
    )


# ------------------------------------------------------------------------------------ built exercises


@each([question for question in BUILDS if question.needs_samples])
def test_a_built_exercise_knows_three_right_and_five_wrong_answers(question: Question) -> None:
    right = [sample.answer for sample in question.right]
    assert len(right) >= 3, f"{question.id}: {len(right)} right answers; three or more show that many ways are right"
    assert all(one != other for one, other in combinations(right, 2)), f"{question.id}: two right answers are the same"
    assert len(question.wrong) >= 5, f"{question.id}: {len(question.wrong)} wrong answers; five or more are its tests"


@each([question for question in QUESTIONS if question.section == "exercise" and "-" not in question.id])
def test_an_exercise_has_three_hints_and_a_word_on_success(question: Question) -> None:
    assert len(question.hints) == 3, f"{question.id}: {len(question.hints)} hints; expected three"
    assert question.success, f"{question.id}: success is missing: what is said to a right answer"


@samples("right")
def test_a_right_answer_is_right(question: Question, sample: Sample) -> None:
    feedback = grade(question, sample.answer)
    assert feedback.status == "correct", f"{question.id}: a right answer is told: {feedback.text}"


@samples("wrong")
def test_a_wrong_answer_is_caught_with_its_own_message(question: Question, sample: Sample) -> None:
    feedback = grade(question, sample.answer)
    assert feedback.status in {"wrong", "partial"}, f"{question.id}: a wrong answer is graded {feedback.status}"
    assert (feedback.misconception or "") == sample.names, (
        f"{question.id}: names = {sample.names!r}, and the answer shows {feedback.misconception!r}: {feedback.text}"
    )
    assert sample.says, f"{question.id}: a wrong answer without says: which words the feedback must have"
    # `{implicitDeny}` in `says` is the decision's words, so that a changed word need not be changed there too.
    words = {str(decision): decision_words(decision) for decision in Decision}
    said = sample.says.format_map(words)
    assert said in feedback.text, f"{question.id}: expected {said!r} in the feedback: {feedback.text}"


@each([question for question in BUILDS if isinstance(question, BuildQuestion) and question.cases])
def test_a_hidden_request_is_counted_and_never_printed(question: BuildQuestion) -> None:
    shown = {str(case.request) for case in question.cases if not case.hidden}
    hidden = {str(case.request) for case in question.cases if case.hidden} - shown
    for sample in (*question.right, *question.wrong):
        feedback = grade(question, sample.answer)
        printed = feedback.text + str(feedback.rows)
        assert not [name for name in hidden if name in printed]
        picture = feedback.picture
        assert picture is None or not [name for name in hidden if name == str(_scenario_request(picture.request))]


def _scenario_request(request: Request) -> ScenarioRequest:
    return ScenarioRequest(request.principal.rpartition("/")[2], request.action, request.resource)


# ------------------------------------------------------------------------------------------- lessons


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.number) for lesson in LESSONS])
def test_a_warmup_looks_back_and_a_quiz_looks_elsewhere(lesson: Lesson) -> None:
    for question in lesson.section("warmup"):
        assert question.origin < lesson.number, f"{question.id}: repeats {question.origin}, which comes later"
    for question in lesson.section("quiz"):
        assert question.scenario.account != lesson.scenario.account or question.source, (
            f"{question.id}: asked of the lesson's own situation; give it users and groups of its own"
        )


SHE = {"ada", "ana", "eva", "ida", "ines", "lena", "liv", "mia", "nia", "pia", "ria", "siv", "ute", "zoe"}
HE = {"ben", "bo", "jon", "leo", "max", "ole", "per", "tom"}
PRONOUNS = re.compile(r"\b(she|her|he|his|him)\b", re.IGNORECASE)


@pytest.mark.parametrize("number", exercises.lessons())
def test_a_variant_calls_nobody_she_who_is_a_he(number: str) -> None:
    text = next(exercises.folder().glob(f"{number}_*.toml")).read_text(encoding="utf-8")
    for vary in tomllib.loads(text).get("vary", ()):
        people = {*vary["words"], *vary["pool"]}
        names = re.compile(rf"\b({'|'.join(vary['words'])})\b", re.IGNORECASE)
        lines = [line for line in text.splitlines() if names.search(line) and PRONOUNS.search(line)]
        assert not (people & SHE and people & HE and lines), (
            f"{people} may not stand for one another: {lines[0]}"
        )


def test_every_misconception_of_a_question_has_words() -> None:
    gives = {option.gives for question in QUESTIONS for option in question.options} - {TRUTH, ""}
    assert gives <= MISCONCEPTIONS.keys(), f"no misconceptions: {', '.join(sorted(gives - MISCONCEPTIONS.keys()))}"


# --------------------------------------------------------------------------------- a submission's grades


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each question of a submission; a file that is none gives one test, which fails."""
    if "graded" not in metafunc.fixturenames:
        return
    path = metafunc.config.getoption("--submission")
    grades = [("no submission", Feedback("not attempted", ""))]  # deselected
    if path is not None:
        grades = list(_grades(path, metafunc.config.getoption("--lesson")))
    metafunc.parametrize("graded", grades)  # named in conftest.py


def _grades(path: Path, lessons: list[str]) -> Iterator[tuple[str, Feedback]]:
    """Yield what each question of each file is graded with; its name has the learner's if there are several."""
    problems: list[str] = []
    files = list(handed_in_files([path], problems))
    key = AnswerKey()
    for file in files:
        try:
            submission = file.read()
            for name, feedback in key.grades(submission, lessons):
                learner = f"{submission.learner or file.of.person or file.name}: " if len(files) > 1 else ""
                yield f"{learner}{name}", feedback
        except (SubmissionError, ExerciseError) as error:
            yield Path(file.name).name, Feedback("malformed", str(error))
    for problem in problems:
        yield problem.partition(":")[0], Feedback("malformed", problem)


@pytest.mark.graded
def test_submission(graded: tuple[str, Feedback]) -> None:
    _, feedback = graded
    if feedback.status != "correct":
        points = f", {feedback.points:.2f} of 1 point" if feedback.status == "partial" else ""
        pytest.fail(f"{feedback.status}{points}: {feedback.text}", pytrace=False)
