"""The decision and its reason as lines."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iamsim.decision.explain import access_denied_message, explain, not_principal_note, reason
from iamsim.policy import PolicyDocument
from iamsim.why import answer_json, answer_text
from tests.why.account_files import HOME, SSO, SSO_ROLE, account_of, ask, ask_ana, document, statement

EXPLAINED = [
    pytest.param(["tom", "s3:GetObject", HOME], {}, id="a near miss"),
    pytest.param(["zoe", "s3:GetObject"], {}, id="no policy"),
    pytest.param(["joe", "s3:GetObject"], {}, id="a group without policies"),
    pytest.param(["kim", "s3:GetObject", HOME], {"resource_policy": "deny-bucket"}, id="a bucket policy denies"),
    pytest.param(["kim", "s3:GetObject", HOME], {"scps": ["only-ec2"]}, id="an SCP refuses"),
    pytest.param(["kim", "s3:GetObject", HOME], {"boundary": "only-ec2"}, id="a boundary refuses"),
    pytest.param(["mia", "s3:GetObject", HOME], {"context": ["aws:MultiFactorAuthPresent=false"]}, id="a condition does not match"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions"), EXPLAINED)
def test_a_refusal_is_explained(words: list[str], additions: dict[str, Any]) -> None:
    answer = ask(words, **additions)
    assert answer_text(answer).startswith(f"{explain(answer.result)}\n\n")


def decides(text: str) -> list[str]:
    return re.findall(r"(?m)^\s*decides\b.*", text)


def test_no_statement_decides_where_the_reason_is_open() -> None:
    open_reason = ask(["mia", "s3:GetObject", HOME], scps=["all,guard"])
    text = answer_text(open_reason)
    assert open_reason.exit_status == 1
    assert text.startswith("denied in every case, and the reason depends on aws:MultiFactorAuthPresent, which was not given: ")
    assert decides(text) == []
    assert "AWS would say" not in text
    values = answer_json(open_reason)
    assert (values["decision"], values["accessDeniedMessage"], values["determiningStatements"], values["checks"]) == ("denied", None, [], [])
    assert [case["context"] for case in values["cases"]] == [
        {"aws:MultiFactorAuthPresent": value} for value in ("true", "false")
    ]
    assert decides(answer_text(ask(["ria", "s3:PutObject", HOME])))


def test_a_statement_that_decides_in_every_case_is_named_beside_one_that_may_match() -> None:
    answer = ask(["ria", "s3:PutObject", HOME], scps=["all,guard"])
    text = answer_text(answer)
    assert (answer.decision, len(decides(text))) == ("explicitDeny", 1)
    assert "no-publishing" in decides(text)[0]
    assert "\n  may match organization, root → guard.json" in text
    # AWS would name the organization's Deny or the group's, nobody knows which.
    assert "AWS would say" not in text


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        pytest.param(["ria", "sts:GetCallerIdentity"], "allowed", id="it needs no permission"),
        pytest.param([SSO, "sts:GetSessionToken"], "implicitDeny", id="the service refuses a session"),
        pytest.param(["root", "sts:AssumeRole", SSO_ROLE], "implicitDeny", id="root assumes no role"),
    ],
)
def test_what_a_service_decides_depends_on_nothing_that_the_file_lacks(words: list[str], decision: str) -> None:
    answer = ask(words, scps=["only-ec2"], context=["aws:SourceIp=192.0.2.1"])
    message = access_denied_message(answer.result)
    aws_says = f"\n\nAWS would say:\n  {message}" if message else ""
    assert answer_text(answer) == explain(answer.result) + aws_says
    values = answer_json(answer)
    assert (values["decision"], values["serviceRule"]) == (decision, reason(answer.result))
    assert (values["notInThisFile"], values["notes"]) == ([], [])


def test_every_limit_that_does_not_allow_is_named() -> None:
    answer = ask(["ria", "s3:GetObject", HOME], boundary="only-ec2", scps=["all", "only-ec2"])
    text = answer_text(answer)
    assert "but the SCP at level 1 does not allow it\n" in text
    assert "\n  also      the boundary does not allow it\n" in text
    assert answer_json(answer)["alsoRefusedBy"] == ["the boundary does not allow it"]
    alone = answer_json(ask(["ria", "s3:GetObject", HOME], scps=["all", "only-ec2"]))
    assert (alone["decision"], alone["alsoRefusedBy"]) == ("implicitDeny", [])


def test_a_limit_that_a_key_can_open_is_not_said_to_refuse() -> None:
    answer = ask(["ria", "s3:GetObject", HOME], boundary="without-key", scps=["only-ec2"])
    assert answer.is_firm
    assert answer_json(answer)["alsoRefusedBy"] == []


def test_a_deny_that_matches_in_spite_of_its_not_principal_says_why() -> None:
    raw = {**statement("Deny", "s3:*"), "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:user/ana"}}
    account = account_of(("own", document(statement("Allow", "s3:*"))))
    answer = ask_ana(account, resource_policy=PolicyDocument.parse(document(raw), "resource"))
    (deciding,) = answer.deciding
    note = not_principal_note(deciding)
    assert note == "NotPrincipal excepts ana for certain only beside arn:aws:iam::123456789012:root"
    assert answer_text(answer).splitlines()[2:4] == [
        "            Deny s3:* on * for all but arn:aws:iam::123456789012:user/ana",
        f"            {note}",
    ]
