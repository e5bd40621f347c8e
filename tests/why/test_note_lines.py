"""The notes of an answer."""

from __future__ import annotations

from iamsim.decision.explain import explain
from iamsim.why import answer_json, answer_text
from tests.why.account_files import AS_FAR, HOME, SSO_ROLE, ask


def test_a_key_that_was_taken_as_usual_is_named() -> None:
    answer = ask(["kim", "s3:GetObject", HOME], scps=["all,tls"])
    first, *_ = answer_text(answer).splitlines()
    assert first == "note: aws:SecureTransport taken as true, as AWS's tools use TLS; tls.json (SCP at root) depends on it; for another value: --context aws:SecureTransport=VALUE"
    assert answer_json(answer)["takenContextValues"] == {"aws:SecureTransport": "true"}
    assert "taken as" not in answer_text(ask(["kim", "s3:GetObject", HOME]))


NOTE = "note: no resource was given, so it is asked of '*'; give the ARN that the request is about\n\n"
WITHOUT_RESOURCE = ["ec2:DescribeInstances", "iam:ListUsers", "iam:GetAccountSummary", "S3:ListAllMyBuckets", "s3:CreateJob"]


def test_a_forgotten_resource_is_noted() -> None:
    assert answer_text(ask(["kim", "s3:GetObject"])).startswith(NOTE)
    assert answer_text(ask(["zoe", "s3:ListBucket"], policies=["all"])).startswith(f"{NOTE}{AS_FAR}")


def test_a_resource_that_changes_nothing_is_not_missed() -> None:
    assert "note" not in answer_text(ask(["zoe", "s3:GetObject"]))
    for action in WITHOUT_RESOURCE:
        assert answer_text(ask(["zoe", action], policies=["all"])).startswith(AS_FAR)


def test_an_action_on_the_account_wants_a_statement_on_everything() -> None:
    answer = ask(["kim", "s3:GetAccountPublicAccessBlock"], policies=["buckets"])
    note, explanation, *_ = answer_text(answer).split("\n\n")
    assert note == "note: s3:GetAccountPublicAccessBlock is done to the account: only a statement on '*' allows it"
    assert explanation == explain(answer.result)
    assert explanation.startswith("implicitDeny: kim, s3:GetAccountPublicAccessBlock")


def test_a_note_about_the_question_comes_first() -> None:
    text = answer_text(ask(["kim", "s3:ListObjectsV2", HOME]))
    assert text.startswith("note: s3:ListObjectsV2 is the name of a call; that is s3:ListBucket\n")


def test_a_deny_of_a_session_token_is_said_with_its_doubt() -> None:
    answer = ask(["zoe", "sts:GetSessionToken"], policies=["office"])
    note, why = answer_text(answer).split("\n\n")
    assert note.startswith("note: a Deny is about sts:GetSessionToken too, in given, Office: ")
    assert why == f"probably {explain(answer.result)}"
    assert len(answer_json(answer)["notes"]) == 1
    inside = ask(["zoe", "sts:GetSessionToken"], policies=["office"], context=["aws:SourceIp=203.0.113.9"])
    assert answer_text(inside) == explain(inside.result)


def test_a_policy_elsewhere_must_allow_too() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE[:-1]], policies=["all"])
    start = f"note: {answer.required_policy_note}\n\nit depends; allowed here: zoe, "
    assert answer.required_policy_note
    assert answer_text(answer).startswith(start)


def test_a_policy_elsewhere_is_noted_also_where_nobody_here_allows() -> None:
    answer = ask(["tom", "sts:AssumeRole", "arn:aws:iam::999999999999:role/x/Audit"])
    assert answer.required_policy_note
    assert answer_text(answer).startswith(f"note: {answer.required_policy_note}\n\nimplicitDeny: tom, ")
