"""Grading: any JSON value gets one of five statuses and words that say why; whole texts, kind by kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import Feedback, Question, exercises
from iamsim.learning.questions.grading import grade, reference_answer

NOBODY = decision_words(Decision.IMPLICIT_DENY)
DENIED = decision_words(Decision.EXPLICIT_DENY)

ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}
NONE = {"Version": "2012-10-17", "Statement": []}


def deep(levels: int = 10_000) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


def json_problem(data: object) -> str:
    """Python's own words for what is no JSON, which differ from version to version."""
    with pytest.raises(ValueError, match="JSON") as error:
        json.dumps(data, allow_nan=False)
    return str(error.value)


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "problem"),
    [
        pytest.param("08-q1", 9, "expected one of a, b; got 9", id="an option that there is not"),
        pytest.param("08-q1", -1, "expected one of a, b; got -1", id="an option counted from the end"),
        pytest.param("08-q1", True, "expected one of a, b; got true", id="true is no index"),
        pytest.param("08-q1", "z", 'expected one of a, b; got "z"', id="a letter too many"),
        pytest.param("08-q1", [0, 1], "expected one option, got 2", id="two options for one"),
        pytest.param("08-q1", {"a": 1}, 'expected one of a, b; got {"a": 1}', id="an object for an option"),
        pytest.param(
            "08-q1", "x" * 99, f'expected one of a, b; got "{"x" * 56}...', id="a long answer is shown in part"
        ),
        pytest.param("08-q1", "\ud800", 'expected one of a, b; got "?"', id="half a character"),
        pytest.param("08-q1", float("nan"), f"expected JSON data: {json_problem(float('nan'))}", id="not a number"),
        pytest.param("08-q1", {1, 2}, "expected JSON data: Object of type set is not JSON serializable", id="no data"),
        pytest.param("08-q1", deep(), "nested too deep to be an answer", id="nested 10,000 deep"),
        pytest.param(
            "08-table", "x" * 200_000, "expected at most 200,000 characters of JSON, got 200,002", id="too long"
        ),
        pytest.param("08-table", ["allowed"] * 3, "expected 12 answers, one for each row; got 3", id="too few rows"),
        pytest.param("08-table", 3, "expected an answer for each row, got 3", id="a number for a table"),
        pytest.param(
            "08-table", {"kim s3:GetObjekt": "allowed"}, "no row \"kim s3:GetObjekt\" (did you mean 'kim s3:GetObject'?)", id="a misspelt row"
        ),
        pytest.param(
            "08-table",
            {"kim s3:GetObject": "yes"},
            f'expected one of allowed, {DENIED}, {NOBODY}; got "yes"',
            id="another decision",
        ),
        pytest.param(
            "08-table",
            {"kim s3:GetObject": ["allowed"]},
            f'expected one of allowed, {DENIED}, {NOBODY}; got ["allowed"]',
            id="a list in a cell",
        ),
        pytest.param(
            "09-where", ["tom"], 'expected one of user tom/on-call, group Staff/read, group Web/edit; got "tom"', id="a user is no source"
        ),
        pytest.param("09-order", "cba", 'expected a list of all 3 steps, got "cba"', id="an order as a word"),
        pytest.param("09-order", ["a", "a", "b"], "expected each step once", id="one step twice"),
        pytest.param("09-leave", [1], "expected an account as `iam.account` is one, got list", id="a list for an account"),
        pytest.param("09-leave", 7, "expected an account as `iam.account` is one, got int", id="a number for an account"),
        pytest.param("09-leave", '"me"', "expected an account as `iam.account` is one, got str", id="text for an account"),
        pytest.param(
            "09-leave",
            {"answer": 1},
            "has answer; expected the output of `aws iam get-account-authorization-details` (UserDetailList, GroupDetailList, ...)",
            id="another object for an account",
        ),
        pytest.param(
            "08", "{", "not JSON: line 1, column 2: expected a name in double quotes, got the end of the text", id="half a policy"
        ),
        pytest.param("08", [1], "the policy: expected an object, got a list", id="a list for a policy"),
        pytest.param(
            "09", [1], "expected an answer for each of 09-where, 09-order, 09-leave; got [1]", id="a list for parts"
        ),
        pytest.param(
            "09",
            {"09-w": 1},
            'expected an answer for each of 09-where, 09-order, 09-leave; got {"09-w": 1}',
            id="a part that there is not",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed_and_says_what_was_expected(name: str, answer: object, problem: str) -> None:
    feedback = graded(name, answer)
    assert (feedback.status, feedback.points, feedback.misconception) == ("malformed", 0, None)
    assert feedback.text == f"{name}: {problem}"


@pytest.mark.parametrize("answer", [None, "", [], {}, {"a": None}, [[], ""]], ids=str)
@pytest.mark.parametrize("name", ["08-q1", "08-q2", "08-table", "09-where", "09-order", "09-leave", "08", "09"])
def test_an_empty_answer_is_not_attempted(name: str, answer: object) -> None:
    assert graded(name, answer) == Feedback("not attempted", f"{name}: nothing is answered yet.")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("08", NONE, id="the policy of the start"),
        pytest.param("08", json.dumps(NONE), id="the policy of the start, as text"),
        pytest.param("08", '{"Statement": []}', id="a policy without a statement"),
        pytest.param("08", '{"Statement": null}', id="a policy without statements"),
        pytest.param("09-leave", "START", id="the account of the start"),
    ],
)
def test_what_was_given_is_not_attempted(name: str, answer: object) -> None:
    start = exercises.question(name).start if answer == "START" else answer
    assert graded(name, start) == Feedback("not attempted", f"{name}: it is as it was given to you.")


# ---------------------------------------------------------------------------------------------------- laws

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
NAMES = ["08-q1", "08-q2", "08-seen", "08-table", "08", "09-where", "09-order", "09-leave", "09"]


def questions() -> dict[str, Question]:
    return {name: exercises.question(name) for name in NAMES}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_grading_never_raises_and_always_says_something(data: st.DataObject) -> None:
    known = questions()
    question = known[data.draw(st.sampled_from(NAMES))]
    answer = data.draw(JSON | st.just(reference_answer(question)).flatmap(mutated))
    feedback = grade(question, answer)
    assert feedback.status in {"correct", "partial", "wrong", "not attempted", "malformed"}
    assert feedback.text
    assert 0 <= feedback.points <= 1
    assert (feedback.status == "correct") is (feedback.points == 1)


def mutated(answer: Any) -> st.SearchStrategy[Any]:
    """The right answer with something inside it replaced."""
    if isinstance(answer, str) and answer.startswith("{"):
        answer = json.loads(answer)
    if isinstance(answer, dict) and answer:
        return st.sampled_from(sorted(answer)).flatmap(
            lambda key: st.one_of(JSON, mutated(answer[key])).map(lambda value: {**answer, key: value})
        )
    if isinstance(answer, list) and answer:
        return st.integers(0, len(answer) - 1).flatmap(
            lambda at: st.one_of(JSON, mutated(answer[at])).map(lambda value: [*answer[:at], value, *answer[at + 1 :]])
        )
    return JSON
