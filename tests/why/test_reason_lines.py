"""The decision and its reason as lines."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iamsim.account import Account, parse_account
from iamsim.decision.explain import access_denied_message, explain, not_principal_note, reason
from iamsim.policy import PolicyDocument
from iamsim.why import Answer, answer_json, answer_text
from iamsim.why.reason_lines import explanation_lines, statement_block
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


ALL = account_of(("own", document(statement("Allow", "*"))))
GONE = "arn:aws:iam::123456789012:policy/gone"


def if_tagged(*names: str) -> list[dict[str, Any]]:
    return [statement("Allow", "s3:*", Condition={"StringEquals": {f"aws:ResourceTag/{name}": "v"}}) for name in names]


def without_document(*own: dict[str, Any]) -> Account:
    """An account whose user ana holds a policy that the file has no document of."""
    inline = [{"PolicyName": "own", "PolicyDocument": document(*own)}] if own else []
    user = {"UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "UserPolicyList": inline}
    return parse_account({"UserDetailList": [{**user, "AttachedManagedPolicies": [{"PolicyArn": GONE}]}]})


IF_NO_MFA = statement("Deny", "s3:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})
FIRST_WORDS = [
    pytest.param(ask_ana(ALL), "allowed as far as this file goes", id="allowed by this file"),
    pytest.param(ask_ana(ALL, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:999999999999:q"), "it depends; allowed here", id="another account must allow it too"),
    pytest.param(
        ask_ana(ALL, because="because no session policy allows the s3:GetObject action"),
        "it depends on what this file does not show; allowed as far as this file goes", id="AWS refused it",
    ),
    pytest.param(ask_ana(account_of(("own", document(statement("Deny", "sts:*")))), "sts:GetSessionToken", "*"), "probably allowed", id="two reports against AWS's page"),
    pytest.param(ask_ana(account_of(("own", document(*if_tagged("k"))))), "it depends on aws:ResourceTag/k, which was not given", id="one key"),
    pytest.param(
        ask_ana(account_of(("own", document(*if_tagged(*"abcdefghi"))))),
        f"it depends on {', '.join(f'aws:ResourceTag/{name}' for name in 'abcdef')} and 3 more, which were not given", id="nine keys",
    ),
    pytest.param(ask_ana(without_document()), f"it depends on the document of policy {GONE}, which this file does not have", id="a document"),
    pytest.param(
        ask_ana(without_document(*if_tagged("k"))),
        f"it depends on aws:ResourceTag/k, which was not given, and on the document of policy {GONE}, which this file does not have", id="a key and a document",
    ),
    pytest.param(ask_ana(account_of(("own", document(IF_NO_MFA)))), "denied in every case, and the reason depends on aws:MultiFactorAuthPresent, which was not given", id="the reason alone"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "words"), FIRST_WORDS)
def test_the_first_words_say_how_sure_the_answer_is(answer: Answer, words: str) -> None:
    assert explanation_lines(answer)[0].startswith(f"{words}: ana, {answer.request.action}, ")


@pytest.mark.parametrize(
    ("key_length", "shown"),
    [pytest.param(1, 3, id="three of four"), pytest.param(240, 1, id="one of four that are long")],
)
def test_long_statements_are_cut_and_the_others_counted(key_length: int, shown: int) -> None:
    condition = {"StringLike": {f"aws:PrincipalTag/{'k' * key_length}": f"{'v' * 230}*"}}
    account = account_of(("own", document(*[statement("Allow", "s3:*", Condition=condition)] * 4)))
    lines = list(statement_block("matches", ask_ana(account).result.trace))
    assert len(lines) == 2 * shown + 1
    assert lines[-1] == f"  and {4 - shown} more: matches"
    assert max(map(len, lines)) <= len(" " * 12) + 480
    assert lines[1].endswith("…") is (key_length == 240)
