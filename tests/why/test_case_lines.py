"""The cases of an answer as lines."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, near_miss_lines, reason, request_words, way
from iamsim.why import answer_json, answer_question, answer_text, parse_question
from tests.why.account_files import AS_FAR, HOME, PRINCIPAL, account_of, ask, ask_ana, document, statement


def test_it_depends_in_full() -> None:
    answer = ask(["mia", "s3:GetObject", HOME])
    allowed, denied = answer.cases
    (statement,) = allowed.always
    text, _, _ = answer_text(answer).partition("\n\nTo ask with MFA")
    assert text == (
        f"it depends on aws:MultiFactorAuthPresent, which was not given: {request_words(answer.request)}\n\n"
        "with --context aws:MultiFactorAuthPresent=true:\n"
        f"  {AS_FAR}{reason(allowed.result)}\n"
        f"  matches   {way(statement)}\n"
        "            Allow s3:* on * if Bool aws:MultiFactorAuthPresent true\n\n"
        "with --context aws:MultiFactorAuthPresent=false:\n"
        f"  implicitDeny: nobody allowed it: {reason(denied.result)}\n"
        + "\n".join(near_miss_lines(denied.result))
    )


@pytest.mark.parametrize("policies", [["region", "office"], ["encrypted"]])
def test_each_case_is_true_of_the_context_that_it_shows(policies: list[str]) -> None:
    words = ["tom", "s3:PutObject", HOME]
    cases = answer_json(ask(words, policies=policies))["cases"]
    assert {case["decision"] for case in cases} == {"allowed", "explicitDeny"}
    possible = []
    for case in cases:
        context = [f"{key}={value}" for key, value in case["context"].items()]
        asked = answer_json(ask(words, policies=policies, context=context))
        assert asked["decision"] == case["decision"]
        assert case["determiningStatements"] == asked["determiningStatements"]
        possible += [entry["sid"] for entry in case["possibleStatements"]]
    assert possible  # the other Deny matches with other values


def test_a_case_says_which_statements_match_with_other_values() -> None:
    text = answer_text(ask(["tom", "s3:PutObject", HOME], policies=["region", "office"]))
    _, case = text.split("aws:SourceIp=198.51.100.7:\n")
    shown, others = case.split("  other values of these keys lead to the same decision, by:\n")
    assert "Office" in shown
    assert "Region" not in shown
    assert "Region" in others.split("\n\n")[0]


def test_no_case_is_said_to_be_allowed_without_its_limits() -> None:
    lost = {"PolicyArn": "arn:aws:iam::123456789012:policy/Lost"}
    zoe = {"UserName": "zoe", "Arn": PRINCIPAL.replace("ria", "zoe"), "AttachedManagedPolicies": [lost]}
    account = parse_account({"UserDetailList": [zoe]})
    text = answer_text(answer_question(account, parse_question(["zoe", "s3:GetObject", HOME], account)))
    assert "if Lost allows it:\n  allowed as far as this file goes\n" in text


PATTERN = "${s3:delimiter}/*"  # of another unknown key: its classes cannot be told
NINE_TAGS = [statement("Allow", "s3:*", Condition={"StringEquals": {f"aws:ResourceTag/k{number}": "v"}}) for number in range(9)]
SELECTIONS = [
    pytest.param(
        [statement("Allow", "s3:*", Condition={"Null": {"aws:ResourceTag/k": "true"}})],
        ["if the request has no aws:ResourceTag/k:", "with --context aws:ResourceTag/k=other:"],
        id="a key that the request lacks",
    ),
    pytest.param(
        NINE_TAGS,
        [
            " ".join(["with", *[f"--context aws:ResourceTag/k{number}={'other' if number else first}" for number in range(6)], "and 3 more, as JSON lists them:"])
            for first in ("v", "other")
        ],
        id="of many keys the first",
    ),
    pytest.param(
        [statement("Allow", "s3:*", Condition={"StringLike": {"s3:prefix": PATTERN}})],
        ["for some values of s3:delimiter and s3:prefix:"] * 2,
        id="keys whose values cannot be told",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "selections"), SELECTIONS)
def test_how_a_case_is_selected(statements: list[dict[str, Any]], selections: list[str]) -> None:
    text = answer_text(ask_ana(account_of(("own", document(*statements)))))
    assert [line for line in text.splitlines() if line.startswith(("with ", "if ", "for "))] == selections


def test_what_a_variable_of_an_unknown_key_stands_for_is_not_told() -> None:
    condition = f"StringLike s3:prefix {PATTERN}"
    text = answer_text(ask_ana(account_of(("own", document(statement("Allow", "s3:*", Condition={"StringLike": {"s3:prefix": PATTERN}}))))))
    assert f" if {condition}\n" in text, "where the statement matches"
    assert f"Condition {condition.replace(' s3:prefix ', ' s3:prefix is ')}; the request's value was not given\n" in text, "where it does not"


def test_of_many_statements_of_other_values_three_are_shown() -> None:
    lines = answer_text(ask_ana(account_of(("own", document(*NINE_TAGS))))).splitlines()
    assert [line for line in lines if "may match" in line] == [
        *[f"  may match ana → inline policy own → Statement[{number}]" for number in (1, 2, 3)],
        "  and 5 more: may match",
    ]


def test_which_of_several_statements_denies_may_be_open() -> None:
    denies = [statement("Deny", "s3:*", Condition={operator: {"s3:prefix": PATTERN}}) for operator in ("StringLike", "StringNotLike")]
    text = answer_text(ask_ana(account_of(("own", document(*denies)))))
    assert f"\n  explicitDeny: {decision_words(Decision.EXPLICIT_DENY)}, by one of several statements\n  may match ana" in text
