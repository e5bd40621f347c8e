"""`iamsim why` never tells as fact what depends on an unknown key: its cases against brute force.

Accounts of one user with random conditions on one to three keys that nobody gave; brute force asks the
simulator with many values of each key.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from iamsim.account import InlinePolicy, parse_account
from iamsim.decision import Decision, EvaluationResult, simulate
from iamsim.decision.cases import refusal
from iamsim.policy import PolicyDocument
from iamsim.why import AccessQuestion, Additions, Answer, answer_question
from iamsim.why.answer import DEPENDS

RESOURCE = "arn:aws:s3:::b/home/ana/x"
ARN = "arn:aws:iam::123456789012:user/ana"
ADDRESSES = ["203.0.113.9", "203.0.113.200", "198.51.100.7", "10.0.0.1", "2001:db8::1", "203.0.114.0"]
ORGS = ["o-a", "o-ab", "O-A", "o-b", "x", "", "o-a/b", "y-a"]
NUMBERS = ["0", "1", "9", "10", "11", "50", "99", "100", "101", "1000"]
DATES = ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-06-15T12:00:00Z", "2027-01-01T00:00:01Z", "2030-01-01T00:00:00Z"]
TAGS = ["home", "home/ana", "ana", "ana/x", "", "bob", "home/a"]
ABSENT = None

# The hardest class to find is absence, so a third of the conditions can tell it apart.
PRESENCE = [("Null", "true"), ("Null", "false")] * 3
# key → conditions that may read it, and values that a request may have of it
KEYS: dict[str, tuple[list[tuple[str, Any]], list[Any]]] = {
    "aws:MultiFactorAuthPresent": (
        [("Bool", "true"), ("Bool", "false"), ("BoolIfExists", "false"), ("BoolIfExists", "true"), ("Null", "true"), ("Null", "false")],
        ["true", "false", ABSENT],
    ),
    "aws:SourceIp": (
        [(operator, value) for operator in ("IpAddress", "NotIpAddress", "IpAddressIfExists", "NotIpAddressIfExists")
         for value in ("203.0.113.0/24", ["203.0.113.0/25", "10.0.0.0/8"], "203.0.113.9")] + PRESENCE,
        [*ADDRESSES, ABSENT],
    ),
    "aws:PrincipalOrgID": (
        [(operator, value) for operator in ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringLikeIfExists")
         for value in ("o-a", ["o-a", "o-b"], "o-*", ["*-a", "o-?b"], "*")] + PRESENCE * 2,
        [*ORGS, ABSENT],
    ),
    "s3:max-keys": (
        [(operator, value) for operator in ("NumericLessThan", "NumericLessThanEquals", "NumericEquals", "NumericNotEquals", "NumericGreaterThan")
         for value in ("10", ["10", "100"])] + PRESENCE,
        [*NUMBERS, ABSENT],
    ),
    "aws:CurrentTime": (
        [(operator, value) for operator in ("DateLessThan", "DateGreaterThan", "DateGreaterThanEquals", "DateEquals")
         for value in ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")],
        DATES,
    ),
    "aws:TagKeys": (
        [(operator, value) for operator in ("ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAnyValue:StringLike", "ForAllValues:StringNotEquals", "StringEquals", "Null")
         for value in ("true", ["team", "cost"], "te*") if (operator == "Null") is (value == "true")],
        [["team"], ["cost"], ["team", "cost"], ["other"], ["team", "other"], ["test", "cost", "other"], ABSENT],
    ),
    "aws:RequestTag/dir": ([("StringEquals", "${s3:prefix}"), ("StringNotEquals", "${s3:prefix}"), ("StringEquals", "ana"), *PRESENCE], [*TAGS, ABSENT]),
    "s3:prefix": ([("StringEquals", "home"), ("StringNotEquals", ["home", "ana"])], [*TAGS, ABSENT]),
}  # fmt: skip
RESOURCES = [
    "*", "*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/*", "arn:aws:s3:::other/*",
    "arn:aws:s3:::b/${s3:prefix}/*", "arn:aws:s3:::b/home/${s3:prefix}", "arn:aws:s3:::b/${aws:RequestTag/dir, 'home'}*",
]  # fmt: skip


@st.composite
def statements(draw: st.DrawFn, keys: Sequence[str]) -> dict[str, Any]:
    conditions: dict[str, dict[str, Any]] = {}
    for key in draw(st.lists(st.sampled_from(list(keys)), max_size=2, unique=True)):
        operator, value = draw(st.sampled_from(KEYS[key][0]))
        conditions.setdefault(operator, {})[key] = value
    statement = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        "Action": draw(st.sampled_from(["s3:GetObject", "s3:*", "*", "s3:PutObject"])),
        "Resource": draw(st.sampled_from(RESOURCES)),
    }
    return {**statement, "Condition": conditions} if conditions else statement


@st.composite
def questions(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any] | None, list[str]]:
    """An account as AWS's file has it, an SCP, a boundary or none, and the unknown keys."""
    keys = draw(st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=3, unique=True))
    own = draw(st.lists(statements(keys), max_size=4))
    group = draw(st.lists(statements(keys), max_size=2))
    scps = draw(st.lists(statements(keys), max_size=2))
    boundary = draw(st.none() | st.lists(statements(keys), min_size=1, max_size=2).map(document))
    account = {
        "UserDetailList": [{"UserName": "ana", "Arn": ARN, "GroupList": ["G"], "UserPolicyList": [inline(own)] if own else []}],
        "GroupDetailList": [
            {"GroupName": "G", "Arn": ARN.replace("user/ana", "group/G"), "GroupPolicyList": [inline(group)] if group else []}
        ],
    }  # fmt: skip
    # An SCP of Denies alone would be read as standing beside FullAWSAccess, as it is in an organization.
    return account, [{"Effect": "Allow", "Action": "*", "Resource": "*"}, *scps] if scps else [], boundary, keys


def document(listed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(listed)}


def inline(listed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"PolicyName": "p", "PolicyDocument": document(listed)}


Question = tuple[dict[str, Any], list[dict[str, Any]], "dict[str, Any] | None", list[str]]


def answer_of(question: Question, context: Mapping[str, Any] | None = None) -> Answer:
    account, scps, boundary, _ = question
    additions = Additions(
        context or {},
        boundary=PolicyDocument.parse(boundary) if boundary else None,
        scps=((InlinePolicy("scp", PolicyDocument.parse(document(scps))),),) if scps else (),
    )
    return answer_question(parse_account(account), AccessQuestion(ARN, "s3:GetObject", RESOURCE), additions)


def brute_force(question: Question, keys: Iterable[str]) -> list[EvaluationResult]:
    """The results with every combination of values."""
    account_json, scps, boundary, _ = question
    if boundary:
        policy = {"PolicyName": "B", "Arn": "arn:aws:iam::123456789012:policy/B", "DefaultVersionId": "v1"}
        policy["PolicyVersionList"] = [{"VersionId": "v1", "Document": boundary}]  # type: ignore[assignment]
        user = {**account_json["UserDetailList"][0], "PermissionsBoundary": {"PermissionsBoundaryArn": policy["Arn"]}}
        account_json = {**account_json, "UserDetailList": [user], "Policies": [policy]}
    account = parse_account(account_json)
    text = json.dumps(question[:3])
    names = [name for name in sorted({*keys, "s3:prefix", "aws:RequestTag/dir"}) if name in text]
    levels = [[PolicyDocument.parse(document(scps))]] if scps else []  # parsed once, for hundreds of requests
    results = []
    for values in itertools.product(*(KEYS[name][1] for name in names)):
        context = {name: value for name, value in zip(names, values, strict=True) if value is not ABSENT}
        results.append(simulate(account, ARN, "s3:GetObject", RESOURCE, context, scps=levels))
    return results


def deciding(result: EvaluationResult) -> frozenset[tuple[str, str, int]]:
    """The deciding statements, by the layer, the name of the source and the number."""
    return frozenset((str(e.check), e.source.name, e.statement.index) for e in result.matched_statements)


def names(entries: Iterable[Any]) -> frozenset[tuple[str, str, int]]:
    return frozenset((str(e.check), e.source.name, e.statement.index) for e in entries)


@given(questions())
def test_every_case_that_brute_force_reaches_is_listed(question: Question) -> None:
    answer = answer_of(question)
    for result in brute_force(question, question[3]):
        found = [
            case
            for case in answer.cases
            if case.refusal == refusal(result)
            and names(case.always) <= deciding(result) <= names(case.always) | names(case.sometimes)
        ]
        assert found, (refusal(result), deciding(result), result.request.context)


@given(questions())
def test_two_decisions_of_brute_force_depend(question: Question) -> None:
    if answer_of(question).exit_status != DEPENDS:  # else there is nothing to refute
        assert len({result.allowed for result in brute_force(question, question[3])}) == 1


@given(questions())
def test_of_a_firm_answer_brute_force_finds_no_other_reason(question: Question) -> None:
    answer = answer_of(question)
    if not answer.is_firm:
        return
    for result in brute_force(question, question[3]):
        assert result.decision is answer.result.decision
        if result.decision is Decision.EXPLICIT_DENY:
            assert names(answer.deciding) <= deciding(result)
        elif result.decision is Decision.IMPLICIT_DENY:
            assert refusal(result) == refusal(answer.result)


@given(questions())
def test_the_context_that_is_shown_selects_its_case(question: Question) -> None:
    answer = answer_of(question)
    for case in answer.cases:
        context = {key: case.values[key.lower()] for key in answer.keys}
        if not answer.is_firm and all(value is not None for value in context.values()):
            selected = answer_of(question, context)
            assert selected.is_firm, context
            assert refusal(selected.result)[0] == case.decision


@given(questions())
def test_no_case_is_listed_that_no_request_has(question: Question) -> None:
    answer = answer_of(question)
    if answer.is_exact:
        for case in answer.cases:
            context = {key: value for key, value in case.values.items() if value is not None}
            (result,) = [answer_of(question, context)]
            assert refusal(case.result) in {other.refusal for other in result.cases}


@pytest.mark.parametrize("kind", ["depends", "denied", "explicitDeny", "implicitDeny", "allowed"])
def test_every_kind_of_answer_is_among_what_is_generated(kind: str) -> None:
    search = settings(max_examples=1000, phases=[Phase.generate], database=None)
    assert find(questions().map(lambda question: answer_of(question).decision), lambda found: found == kind, settings=search) == kind
