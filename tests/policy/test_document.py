"""Documents: JSON → statements, and a statement in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iamsim.policy.document import PolicyDocument, Statement, allow, deny
from iamsim.policy.elements import ActionElement, ConditionElement, PrincipalElement, ResourceElement
from iamsim.policy.request import Request

GET: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
HOME = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}
ANA = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/ana/k")
LITERAL = Request(ANA.principal, ANA.action, "arn:aws:s3:::b/${aws:username}/k")


def parse(*statements: dict[str, Any], version: str | None = "2012-10-17") -> PolicyDocument:
    raw = {"Statement": list(statements)}
    return PolicyDocument.parse({"Version": version, **raw} if version else raw)


def statement(**elements: Any) -> Statement:
    return parse({"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | elements).statements[0]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param({"Version": "2012-10-17", "Statement": [GET]}, id="an object with a list of statements"),
        pytest.param({"Version": "2012-10-17", "Statement": GET}, id="an object with one statement"),
        pytest.param({"Statement": GET, "Id": "x", "Version": "2012-10-17"}, id="another order, and an Id"),
        pytest.param(json.dumps({"Version": "2012-10-17", "Statement": GET}, indent=2), id="JSON text"),
        pytest.param(
            {"Version": "2012-10-17", "Statement": {k: [v] if k != "Effect" else v for k, v in GET.items()}},
            id="lists of one value",
        ),
    ],
)
def test_the_same_policy_in_other_words_is_equal(source: Any) -> None:
    document = PolicyDocument.parse(source)
    assert document == parse(GET)
    assert hash(document) == hash(parse(GET))
    assert document.version == "2012-10-17"
    assert document.raw == (json.loads(source) if isinstance(source, str) else source)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(parse(GET, version="2008-10-17"), id="version"),
        pytest.param(parse(GET | {"Sid": "Read"}), id="sid"),
        pytest.param(parse(GET | {"Effect": "Deny"}), id="effect"),
        pytest.param(parse(GET | {"Action": "s3:PutObject"}), id="action"),
        pytest.param(parse(GET | {"Resource": "*"}), id="resource"),
        pytest.param(parse(GET | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}), id="condition"),
        pytest.param(parse(GET, GET), id="number of statements"),
    ],
)
def test_another_policy_is_not_equal(other: PolicyDocument) -> None:
    assert other != parse(GET)


def test_a_policy_equals_no_text() -> None:
    assert (parse(GET) == parse(GET).text) is False


def test_statements_are_read_when_first_asked_for_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    parse_statement = Statement.parse
    parsed_indexes: list[int] = []

    def parse_and_record(index: int, raw: dict[str, Any], *, variables: bool) -> Statement:
        parsed_indexes.append(index)
        return parse_statement(index, raw, variables=variables)

    monkeypatch.setattr(Statement, "parse", parse_and_record)
    document = parse(GET, GET)
    assert parsed_indexes == []
    assert document.statements is document.statements
    assert parsed_indexes == [0, 1]


def test_statements_in_another_order_are_another_policy_of_the_same_text() -> None:
    document = parse(GET, GET | {"Effect": "Deny"})
    reordered = document.reordered(document.statements[::-1])
    assert [statement.effect for statement in reordered.statements] == ["Deny", "Allow"]
    assert (reordered.text, reordered.version) == (document.text, document.version)
    assert reordered != document
    assert [statement.effect for statement in document.statements] == ["Allow", "Deny"]


def test_a_document_is_not_read_twice() -> None:
    document = parse(GET)
    assert PolicyDocument.parse(document) is document


def test_text_is_kept_as_it_was_written() -> None:
    text = json.dumps({"Statement": GET, "Version": "2012-10-17"}, indent=3)
    assert PolicyDocument.parse(text).text == text
    assert json.loads(PolicyDocument.parse(json.loads(text)).text) == json.loads(text)


def test_elements_are_in_one_order_however_they_are_written() -> None:
    document = parse(
        {
            "Condition": {"Bool": {"a": True}, "StringLike": {"b": ["x", 5]}},
            "NotResource": ["*"],
            "Principal": "*",
            "NotAction": "s3:*",
            "Sid": "S1",
            "Effect": "Deny",
        },
        GET,
    )
    statement, other = document.statements
    assert [type(element) for element in statement.elements] == [
        ActionElement, ResourceElement, PrincipalElement, ConditionElement, ConditionElement,
    ]  # fmt: skip
    assert [(element.name, element.expected) for element in statement.elements] == [
        ("NotAction", ("s3:*",)),
        ("NotResource", ("*",)),
        ("Principal", ("*",)),
        ("Condition Bool a", ("true",)),
        ("Condition StringLike b", ("x", "5")),
    ]
    assert (statement.index, statement.sid, statement.effect, statement.denies) == (0, "S1", "Deny", True)
    assert (other.index, other.sid, other.effect, other.denies) == (1, "", "Allow", False)


VERSIONS = [
    # reference_policies_variables; reference_policies_elements_version
    pytest.param("2012-10-17", True, False, id="2012: variables have values"),
    pytest.param("2008-10-17", False, True, id="2008: variables are text"),
    pytest.param(None, False, True, id="no version is 2008"),
]


@pytest.mark.parametrize(("version", "ana", "literal"), VERSIONS)
def test_variables_by_version(version: str | None, ana: bool, literal: bool) -> None:
    document = parse(HOME, version=version)
    assert document.version == (version or PolicyDocument.DEFAULT_VERSION)
    assert document.statements[0].matches(ANA) is ana
    assert document.statements[0].matches(LITERAL) is literal
    condition_on_type = parse(
        GET | {"Condition": {"StringEquals": {"aws:PrincipalType": "${aws:PrincipalType}"}}}, version=version
    )
    assert condition_on_type.statements[0].matches(ANA) is ana


MATCHES = [
    pytest.param({}, True, id="action and resource"),
    pytest.param({"Action": "s3:Put*"}, False, id="another action"),
    pytest.param({"Resource": "arn:aws:s3:::c/*"}, False, id="another resource"),
    pytest.param({"Condition": {}}, True, id="no condition"),
    pytest.param({"Condition": {"Bool": {}}}, True, id="an operator without keys"),
    pytest.param({"Condition": {"StringEquals": {"aws:username": "ana"}}}, True, id="a condition that holds"),
    pytest.param({"Condition": {"StringEquals": {"aws:username": "bob"}}}, False, id="a condition that does not"),
    # reference_policies_condition-logic-multiple-context-keys-or-values: and between keys and operators
    pytest.param({"Condition": {"StringEquals": {"aws:username": "ana", "k": "v"}}}, False, id="one of two keys"),
    pytest.param({"Condition": {"StringLike": {"aws:username": "a*"}, "Null": {"k": "false"}}}, False, id="one of two operators"),
    pytest.param({"Condition": {"StringLike": {"aws:username": "a*"}, "Null": {"k": "true"}}}, True, id="two operators"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "matched"), MATCHES)
def test_every_element_must_accept(elements: dict[str, Any], matched: bool) -> None:
    parsed = statement(**elements)
    assert parsed.matches(ANA) is matched
    assert all(element.accepted for element in parsed.results(ANA)) is matched


SENTENCES = [
    pytest.param({}, "Allow s3:* on *", id="the plainest"),
    pytest.param({"Effect": "Deny", "Action": ["s3:a", "s3:b"], "Resource": ["x:y", "z:*"]}, "Deny s3:a, s3:b on x:y, z:*", id="lists"),
    pytest.param({"Condition": {"Bool": {"k": "true"}}}, "Allow s3:* on * if Bool k true", id="a condition"),
    pytest.param(
        {"Condition": {"Bool": {"k": "true"}, "ForAnyValue:StringLike": {"j": ["a", "b"]}}},
        "Allow s3:* on * if Bool k true and ForAnyValue:StringLike j a, b",
        id="two conditions",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "sentence"), SENTENCES)
def test_a_statement_in_one_line(elements: dict[str, Any], sentence: str) -> None:
    assert str(statement(**elements)) == sentence


def test_negated_and_missing_elements_in_one_line() -> None:
    negated = {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "NotResource": ["a:b", "c:d"]}
    assert str(parse(negated).statements[0]) == "Deny all but iam:*, sts:* on all but a:b, c:d"
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    assert str(
        PolicyDocument.parse({"Version": "2012-10-17", "Statement": trust}, "trust").statements[0]
    ) == ("Allow sts:AssumeRole")


def test_the_context_keys_of_a_statement_once_each_in_the_order_of_reading() -> None:
    parsed = statement(
        Resource=["a:${aws:username}", "b:${k}"], Condition={"StringLike": {"k": "${aws:username}", "J": "x"}}
    )
    assert parsed.context_keys == ("aws:username", "k", "J")


def test_allow_and_deny_write_one_statement() -> None:
    assert json.loads(deny(["s3:Put*", "s3:Get*"], ["x:y"])) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": ["s3:Put*", "s3:Get*"], "Resource": ["x:y"]}],
    }
    assert PolicyDocument.parse(allow("s3:GetObject", "arn:aws:s3:::b/*")) == parse(GET)
    assert PolicyDocument.parse(allow("s3:*")).statements[0].matches(ANA)


def test_a_policy_without_a_version_is_of_the_oldest() -> None:
    assert PolicyDocument.parse({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}).version == "2008-10-17"


def test_a_policy_of_one_statement_is_about_any_resource_unless_it_says_which() -> None:
    for make, effect in ((allow, "Allow"), (deny, "Deny")):
        expected = {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": "s3:*", "Resource": "*"}]}
        assert json.loads(make("s3:*")) == expected
