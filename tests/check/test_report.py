"""Whether AWS would save a policy: every word of the report, and its exit status."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from iamsim.aws.actions import list_date
from iamsim.check import ADVICE_CODES, PolicyReport, check_policy
from iamsim.check.report import ADVISED, REFUSED, SAVED
from iamsim.policy import PolicyKind

S: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
GOOD = {"Version": "2012-10-17", "Statement": [S]}
TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
}
SYNTAX = "An error occurred (MalformedPolicyDocument) when calling the CreatePolicy operation: Syntax errors in policy."


def with_(**elements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{**S, **elements}]}


def long(length: int) -> str:
    text = json.dumps(with_(Action=["s3:GetObject"]), separators=(",", ":"))
    return text.replace(
        '"s3:GetObject"]', '"s3:GetObject"' + ',"s3:Get*"' * ((length - len(text)) // 10) + "]"
    )


def report(content: str, kind: PolicyKind = "managed") -> PolicyReport:
    return check_policy(content.encode(), kind)


CASES = [
    pytest.param("managed", GOOD, SAVED, "AWS would save it as a managed policy", id="nothing to say"),
    pytest.param("inline", {"Statement": S}, SAVED, "AWS would save it as an inline policy", id="inline without Version"),
    pytest.param("trust", TRUST, SAVED, "AWS would save it as a role's trust policy", id="a trust policy"),
    pytest.param("resource", with_(Principal={"AWS": "123456789012"}), SAVED, "AWS would save it as a resource's policy", id="a bucket's policy"),
    pytest.param(
        "resource", with_(Principal="*"), ADVISED,
        "AWS would save it as a resource's policy; look at one thing first\nStatement[0].Principal: * is everybody, also strangers without an AWS account\n"
        "    instead: the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID; * alone only for what is meant to be public\n"
        "    public, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html", id="a bucket for everybody",
    ),
    pytest.param("scp", with_(Action="*", Resource="*"), SAVED, "AWS would save it as a service control policy", id="FullAWSAccess"),
    pytest.param("scp", GOOD, SAVED, "AWS would save it as a service control policy", id="a service control policy"),
    pytest.param(
        "managed", with_(Effect="Permit"), REFUSED,
        f"AWS would refuse it as a managed policy\nStatement[0].Effect: expected Allow or Deny, got 'Permit'\nAWS says: {SYNTAX}", id="another effect",
    ),
    pytest.param(
        "managed", with_(Condition={"StringEqual": {"aws:username": "ana"}}), REFUSED,
        "AWS would refuse it as a managed policy\nStatement[0].Condition.StringEqual: no such condition operator; did you mean StringEquals?\n"
        f"AWS says: {SYNTAX}", id="an operator that lacks a letter",
    ),
    pytest.param(
        "managed", "{", REFUSED,
        f"AWS would refuse it as a managed policy\nline 1, column 2: expected a name in double quotes, got the end of the text\nAWS says: {SYNTAX}", id="no JSON",
    ),
    pytest.param(
        "managed", long(6155), REFUSED,
        "AWS would refuse it as a managed policy\nthe policy: expected at most 6,144 characters, white space not counted, got 6,153\n"
        "AWS says: An error occurred (LimitExceeded) when calling the CreatePolicy operation: Cannot exceed quota for PolicySize: 6144", id="too long",
    ),
    pytest.param(
        "inline", long(10_250), REFUSED,
        "AWS would refuse it as an inline policy\nrole NAME: expected at most 10,240 characters in all inline policies together, white space not counted, got 10,243\n"
        "AWS says: An error occurred (LimitExceeded) when calling the PutRolePolicy operation: Maximum policy size of 10240 bytes exceeded for role NAME", id="inline, too long for everybody",
    ),
    pytest.param(
        "inline", long(5138), ADVISED,
        "AWS would save it as an inline policy; look at 2 things first\n"
        "the policy: it has 5,133 characters, a user's inline policies together at most 2,048\n    instead: a managed policy\n    quota, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html\n"
        "the policy: it has 5,133 characters, a group's inline policies together at most 5,120\n    instead: a managed policy\n    quota, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html", id="inline, too long for some",
    ),
    pytest.param(
        "trust", TRUST["Statement"] | {"Statement": 1}, REFUSED,
        "AWS would refuse it as a role's trust policy\nthe policy: expected only Version, Id, Statement, got 'Effect'\n"
        "AWS says: An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: Syntax errors in policy.", id="a statement for a policy",
    ),
    pytest.param(
        "managed", json.dumps(with_(Sid="A")).replace("b/*", "\u30ec"), REFUSED,
        "AWS would refuse it as a managed policy\nline 1, column 113: expected characters up to U+00FF, got U+30EC\n"
        "AWS says: An error occurred (ValidationError) when calling the CreatePolicy operation: 1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", id="a character beyond Latin",
    ),
    pytest.param(
        "resource", GOOD, REFUSED,
        "AWS would refuse it as a resource's policy\nStatement[0]: expected Principal, got only Effect, Action, Resource; such as"
        ' {"AWS": "arn:aws:iam::123456789012:user/alice"}', id="each service has its own words for its policies",
    ),
    pytest.param(
        "managed", with_(Action="s3:GetObjct"), ADVISED,
        f"AWS would save it as a managed policy; look at one thing first\nStatement[0].Action: s3:GetObjct is not in our list of s3's actions, of {list_date()}; if it is misspelled, it allows nothing\n"
        "    instead: s3:GetObject\n    no-such-action, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html", id="advice",
    ),
    pytest.param("managed", {"PolicyVersion": {"Document": GOOD, "VersionId": "v1"}}, SAVED, "AWS would save it as a managed policy", id="the answer of a call"),
    pytest.param(
        "managed", {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}, REFUSED,
        "this is a whole account and no policy; `iamsim check-account FILE` checks it,"
        " and `iamsim why FILE WHO ACTION RESOURCE` answers one question,"
        " such as: iamsim why account.json alice s3:GetObject arn:aws:s3:::reports/q1.csv", id="an account",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "source", "status", "text"), CASES)
def test_a_report(kind: PolicyKind, source: Any, status: int, text: str) -> None:
    content = source if isinstance(source, str) else json.dumps(source)
    assert report(content, kind) == PolicyReport(status, text)


def of_size(size: int, action: Any = "s3:GetObject") -> str:
    """A policy of a resource, of so many characters without white space."""
    raw = with_(Principal={"AWS": "123456789012"}, Action=action, Sid="")
    missing = size - len("".join(json.dumps(raw).split()))
    return json.dumps(with_(Principal={"AWS": "123456789012"}, Action=action, Sid="x" * missing))


SIZES: list[Any] = [
    pytest.param("resource", of_size(20_480), None, id="a bucket's policy of 20 KB"),
    pytest.param("resource", of_size(20_481), "at most 20,480 bytes in a policy of s3, white space not counted, got 20,481", id="a bucket's policy of more"),
    pytest.param("resource", of_size(8193, ["sqs:SendMessage", "SQS:ReceiveMessage"]), "at most 8,192 bytes in a policy of sqs, white space not counted, got 8,193", id="a queue's policy"),
    pytest.param("resource", of_size(40_000, ["s3:GetObject", "sqs:SendMessage"]), None, id="of which service it is nobody knows"),
    pytest.param("scp", json.dumps(GOOD) + " " * (10_240 - len(json.dumps(GOOD))), None, id="a service control policy with spaces"),
    pytest.param("scp", json.dumps(GOOD) + " " * (10_241 - len(json.dumps(GOOD))), "at most 10,240 characters, white space counted, got 10,241", id="a service control policy with one space more"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), SIZES)
def test_the_sizes_of_other_policies(kind: PolicyKind, text: str, expected: str | None) -> None:
    refused = report(text, kind).exit_status == REFUSED
    assert refused is (expected is not None)
    if expected:
        assert report(text, kind).text.endswith(f"\nthe policy: expected {expected}")


@pytest.mark.parametrize(("kind", "status"), [("inline", REFUSED), ("trust", REFUSED), ("scp", SAVED)])
def test_characters_of_the_other_kinds(kind: PolicyKind, status: int) -> None:
    text = json.dumps(TRUST if kind == "trust" else GOOD).replace(
        '"Allow",', '"Allow", "Condition": {"StringEquals": {"aws:username": "\u30ec"}},'
    )
    assert report(text, kind).exit_status == status


SAVED_TEXT = "AWS would save it as a managed policy"
ENCODINGS = [
    pytest.param("utf-8", SAVED, "", id="UTF-8"),
    pytest.param("utf-16", ADVISED, "the file: it is UTF-16, and the AWS CLI reads UTF-8\n    instead: UTF-8 without BOM\n    encoding, https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html", id="UTF-16"),
    pytest.param("utf-8-sig", ADVISED, "the file: it begins with a byte order mark, which AWS refuses\n    instead: UTF-8 without BOM\n    encoding, https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html", id="a byte order mark"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "status", "note"), ENCODINGS)
def test_an_encoding_that_the_aws_cli_does_not_read(encoding: str, status: int, note: str) -> None:
    title_end = f"; look at one thing first\n{note}" if note else ""
    assert check_policy(json.dumps(GOOD).encode(encoding), "managed") == PolicyReport(status, SAVED_TEXT + title_end)


def several(*statements: dict[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": [{**S, **elements} for elements in statements]}


FAULTS = [
    pytest.param(
        "managed", several({"Action": "GetObject"}, {}, {"Effect": "allow"}, {"Resource": "b"}),
        ["Statement[2].Effect: expected Allow or Deny, got 'allow'; did you mean Allow?"],
        ["Statement[3].Resource: expected * or an ARN, such as arn:aws:s3:::reports, got 'b'", "Statement[0].Action: expected SERVICE:NAME, such as s3:GetObject, got 'GetObject'"],
        id="a fault in each of three statements, in AWS's order",
    ),
    pytest.param(
        "managed", several({"Sid": "A"}, {"Efect": "Deny"}, {"Sid": "A"}),
        ["Statement[1]: expected only Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, got 'Efect'; did you mean Effect?"],
        ["Statement[2].Sid: expected a Sid of its own, got 'A' as in Statement[0]"],
        id="places are those of the file, also behind a fault",
    ),
    pytest.param(
        "managed", several({"Action": "GetObject"}, {"Effect": "Permit"}, version="2008-10-17"),
        ["Statement[1].Effect: expected Allow or Deny, got 'Permit'"],
        ["Version: expected 2012-10-17, got '2008-10-17'; only inline policies may do without", "Statement[0].Action: expected SERVICE:NAME, such as s3:GetObject, got 'GetObject'"],
        id="an old Version between two faults",
    ),
    pytest.param(
        "managed", {"Version": "2012-10-17", "Statement": {**S, "Effect": "Permit"}, "Efect": 1},
        ["the policy: expected only Version, Id, Statement, got 'Efect'"], [], id="nothing behind a fault of the whole",
    ),
    pytest.param(
        "managed", {"Version": "2013", "Statement": {**S, "Effect": "Permit"}},
        ["Version: expected 2012-10-17 or 2008-10-17, got '2013'; it is the version of the language, not of your policy"],
        ["Statement.Effect: expected Allow or Deny, got 'Permit'"], id="a Version before one statement alone",
    ),
    pytest.param(
        "managed", {"Version": "2013"}, ["Version: expected 2012-10-17 or 2008-10-17, got '2013'; it is the version of the language, not of your policy"], [], id="a Version and no statement",
    ),
    pytest.param("inline", {"Statement": {**S, "Effect": "Permit"}}, ["Statement.Effect: expected Allow or Deny, got 'Permit'"], [], id="one statement, one fault"),
    pytest.param("managed", several(*[{"Effect": "Permit"}] * 30), ["Statement[0].Effect: expected Allow or Deny, got 'Permit'"], [f"Statement[{n}].Effect: expected Allow or Deny, got 'Permit'" for n in range(1, 10)], id="ten are enough"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "policy", "first", "others"), FAULTS)
def test_the_first_fault_is_awss_and_the_others_follow(kind: PolicyKind, policy: Any, first: list[str], others: list[str]) -> None:
    policy_report = report(json.dumps(policy), kind)
    lines = policy_report.text.splitlines()
    assert (policy_report.exit_status, lines[1:2]) == (REFUSED, first)
    assert lines[2].startswith("AWS says: An error occurred (MalformedPolicyDocument)")
    assert lines[3:] == [f"also: {fault}" for fault in others]


def test_advice_with_an_ignored_code_is_left_out() -> None:
    policy = json.dumps(with_(Action="s3:GetObjct", Resource=["arn:aws:s3:::b/*", "arn:aws:s3:::reports*"]))
    content = policy.encode("utf-8-sig")
    assert check_policy(content, "managed").text.startswith(f"{SAVED_TEXT}; look at 3 things first")
    fewer = check_policy(content, "managed", {"no-such-action", "encoding"})
    assert (fewer.exit_status, fewer.text.count("instead:")) == (ADVISED, 1)
    assert "star-after-bucket" in fewer.text
    assert check_policy(content, "managed", ADVICE_CODES) == PolicyReport(SAVED, SAVED_TEXT)
    assert check_policy(json.dumps(with_(Effect="Permit")).encode(), "managed", ADVICE_CODES).exit_status == REFUSED


def test_every_code_is_a_word_of_its_own() -> None:
    assert len({*ADVICE_CODES}) == len(ADVICE_CODES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in ADVICE_CODES)
