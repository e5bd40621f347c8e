"""Documents made to be slow, 128 KiB each: an answer of the right kind, and no more than twice the work for twice the text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.check import advise
from iamsim.decision import Decision, evaluate
from iamsim.policy.document import PolicyDocument
from iamsim.policy.request import Request

SIZE = 131_072
TIME_LIMIT = 2.0  # seconds; a quadratic answer takes minutes


def policy(**elements: Any) -> str:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": statement}, ensure_ascii=False)


def condition(operator: str, value: Any) -> str:
    return policy(Condition={operator: {"k": value}})


def many(statement: str, size: int) -> str:
    return f'{{"Version": "2012-10-17", "Statement": [{", ".join([statement] * (size // len(statement)))}]}}'


REFUSED: list[Any] = [
    pytest.param(lambda n: "[" * n, "the policy: expected at most 32 brackets inside each other, got more", id="brackets"),
    pytest.param(lambda n: '{"a":' * (n // 5), "the policy: expected at most 32 brackets inside each other, got more", id="braces"),
    pytest.param(lambda n: "[" * (n // 2) + "]" * (n // 2), "the policy: expected at most 32 brackets inside each other, got more", id="brackets that close"),
    pytest.param(lambda n: policy(Action=5)[:-1] + "," * n, None, id="commas"),
    pytest.param(lambda n: '"' + '\\"' * (n // 2), 'line 1, column 1: expected a text that ends in double quotes, got \'"\'', id="quotes that do not close"),
    pytest.param(lambda n: '["' + '\\"[' * (n // 3), 'line 1, column 2: expected a text that ends in double quotes, got \'"\'', id="brackets behind quotes"),
    pytest.param(lambda n: " " * n, "the policy: expected JSON text, got an empty text", id="spaces"),
    pytest.param(lambda n: "\n" * n + "x", f"line {SIZE + 1}, column 1: expected a value, got 'x'; write texts in double quotes: \"x\"", id="lines"),
    pytest.param(lambda n: '{"a": ' + "9" * n + "}", "the policy: expected a number, got one of thousands of digits", id="a number"),
    pytest.param(lambda n: '{"a": 1e' + "9" * n + "}", None, id="an exponent"),
    pytest.param(lambda n: json.dumps("a" * n), None, id="one text"),
    pytest.param(lambda n: json.dumps({"S" * n: 1}), None, id="one name"),
    pytest.param(lambda n: json.dumps({f"k{i}": 1 for i in range(n // 12)}), None, id="names"),
    pytest.param(lambda n: '{"Statement": {' + '"Action": "a:b", ' * (n // 17) + '"Effect": "Allow"}}', None, id="one name again and again"),
    pytest.param(lambda n: policy(Condition={"S" * n: {"k": "v"}}), None, id="an operator"),
    pytest.param(lambda n: condition("DateEquals", "1" * n), None, id="a date"),
    pytest.param(lambda n: policy(Resource=":" * n), None, id="colons"),
    pytest.param(lambda n: policy(Sid="-" * n), None, id="a Sid"),
    pytest.param(lambda n: '{"Sid": "\\ud800"}' + " " * n, None, id="half a character"),
    pytest.param(lambda n: "é" * n, None, id="letters beyond ASCII"),
    pytest.param(lambda n: "\0" * n, None, id="zeros"),
]  # fmt: skip
ACCEPTED: list[Any] = [
    pytest.param(lambda n: policy(Sid="a" * n), id="a long Sid"),
    pytest.param(lambda n: policy(Action="s3:" + "*a" * (n // 2)), id="stars in an action"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "*a" * (n // 2) + "b"), id="stars in a resource"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "?*" * (n // 2)), id="question marks in a resource"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "${a}" * (n // 4)), id="variables"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "${a" * (n // 3)), id="variables that do not close"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "${a, '" * (n // 6)), id="defaults that do not close"),
    pytest.param(lambda n: policy(Resource="arn:aws:s3:::${a," + " " * n), id="a default that never comes"),
    pytest.param(lambda n: policy(Action=["s3:a"] * (n // 8)), id="actions"),
    pytest.param(lambda n: policy(Condition={"StringEquals": {f"k{i}": "" for i in range(n // 13)}}), id="context keys"),
    pytest.param(lambda n: policy(Condition={f"X{i}": {} for i in range(n // 14)}), id="operators without keys"),
    pytest.param(lambda n: condition("IpAddress", ["1.2.3.4/8"] * (n // 13)), id="addresses"),
    pytest.param(lambda n: condition("IpAddress", ":" * n), id="an address"),
    pytest.param(lambda n: condition("NumericEquals", "9" * n), id="digits in a text"),
    pytest.param(lambda n: condition("ArnLike", ["a:b:c:d:e:f"] * (n // 16)), id="ARNs"),
    pytest.param(lambda n: condition("StringLike", ["${a}*?"] * (n // 10)), id="variables in conditions"),
    pytest.param(lambda n: many('{"Effect": "Allow", "Action": "*", "Resource": "*"}', n), id="statements"),
]  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of this process's own time that the fastest of three runs takes."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def error_of(text: str) -> str:
    """Read a document and its statements; return the error in words, or an empty text."""
    try:
        assert PolicyDocument.parse(text, "managed").statements
    except MalformedPolicyDocument as error:
        return str(error)
    return ""


def assert_linear(work: Callable[[int], Callable[[], object]]) -> None:
    """Check that four times as much text takes about four times as long, with a margin for noise."""
    small, large = seconds(work(SIZE // 4)), seconds(work(SIZE))
    assert large < TIME_LIMIT
    assert large < 0.02 or large < 10 * small, f"{small:.4f} s, then {large:.4f} s for four times as much"


@pytest.mark.parametrize(("make", "expected"), REFUSED)
def test_a_large_document_is_refused_soon(make: Callable[[int], str], expected: str | None) -> None:
    error_text = error_of(make(SIZE))
    assert error_text
    assert expected in {None, error_text}
    assert len(error_text) < 400, "a long text is cut where it is quoted"
    assert_linear(lambda size: partial(error_of, make(size)))


@pytest.mark.slow
@pytest.mark.parametrize("make", ACCEPTED)
def test_a_large_document_is_read_soon(make: Callable[[int], str]) -> None:
    assert error_of(make(SIZE)) == ""
    assert_linear(lambda size: partial(error_of, make(size)))


def test_stars_against_a_long_resource() -> None:
    document = PolicyDocument.parse(policy(Resource="arn:aws:s3:::" + "*a" * (SIZE // 2) + "b"))

    def evaluation(size: int) -> Callable[[], object]:
        request = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::" + "a" * size)
        return lambda: evaluate(request, [document])

    assert getattr(evaluation(SIZE)(), "decision", None) is Decision.IMPLICIT_DENY
    assert_linear(evaluation)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda n: policy(Action=[f"s3:{i}" for i in range(n // 10)]), id="actions that are none"
        ),
        pytest.param(lambda n: policy(Action="s3:" + "*a" * (n // 2)), id="stars"),
        pytest.param(lambda n: policy(Action="ec2:" + "x" * n), id="a long name"),
        pytest.param(lambda n: policy(Resource=["arn:aws:s3:::bucket*"] * (n // 23)), id="buckets with a star"),
        pytest.param(lambda n: policy(Action=[f"{i}x:y" for i in range(n // 10)]), id="services that are none"),
        pytest.param(lambda n: policy(Resource="arn:aws:s3:::" + "${" * (n // 2)), id="variables without end"),
        pytest.param(
            lambda n: policy(
                Action="s3:GetObjct",
                Condition={"StringLike": {f"z{i}z{i}z{i}z:y": "${" * 9 for i in range(n // 40)}},
            ),
            id="condition keys of no service",
        ),
        pytest.param(
            lambda n: policy(Condition={"StringLike": {f"s3:{i}": "y" for i in range(n // 20)}}),
            id="condition keys that are none",
        ),
        pytest.param(
            lambda n: many('{"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}', n),
            id="statements",
        ),
    ],
)
def test_advice_comes_soon(make: Callable[[int], str]) -> None:
    document = PolicyDocument.parse(make(SIZE))
    assert advise(document)
    assert seconds(lambda: advise(document)) < TIME_LIMIT
