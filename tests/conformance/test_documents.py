"""AWS's save-time checks as data: 268 documents, what AWS answers to each, and in which words if they are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.aws.errors import ClientError
from iamsim.policy import PolicyDocument, check_document_text, check_inline_size, check_size

TEXT = (Path(__file__).with_name("documents.jsonl")).read_text(encoding="utf-8")
DOCUMENTS: list[dict[str, Any]] = [json.loads(line) for line in TEXT.split("\n") if line]


def cases(documents: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in documents]


def answer(text: str, kind: Any, entity: Any) -> tuple[str, str]:
    """AWS's code and message; two empty texts if it saves the document."""
    try:
        check_document_text(text)
        PolicyDocument.parse(text, kind)
        if kind in {"managed", "trust"}:
            check_size(text, kind)
        else:
            check_inline_size([text], entity, "alice")
    except ClientError as error:
        return error.code, error.message
    return "", ""


@pytest.mark.parametrize("case", cases(DOCUMENTS))
def test_a_document(case: dict[str, Any]) -> None:
    document = case["document"]
    text = document if isinstance(document, str) else json.dumps(document)
    code, message = answer(text, case["kind"], case.get("entity", "user"))
    assert (code == "") is case["accepted"], message
    assert case["code"] in {None, code}
    assert case["message"] in {None, message}


def test_no_document_is_left_out() -> None:
    assert len(DOCUMENTS) == 268


@pytest.mark.parametrize("case", cases([document for document in DOCUMENTS if document["accepted"]]))
def test_what_aws_saves_can_be_read_back(case: dict[str, Any]) -> None:
    document = case["document"]
    saved = PolicyDocument.parse(document, case["kind"])
    assert PolicyDocument.parse(saved.text, "stored") == PolicyDocument.parse(saved.raw, "stored") == saved


def asked(text: str, kind: str, entity: str) -> str:
    """The code that boto3's own calls are answered with; nothing if the document is saved."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="alice")
    iam.create_group(GroupName="alice")
    try:
        if kind == "trust":
            iam.create_role(RoleName="alice", AssumeRolePolicyDocument=text)
        elif kind == "managed":
            iam.create_policy(PolicyName="p", PolicyDocument=text)
        elif entity == "user":
            iam.put_user_policy(UserName="alice", PolicyName="p", PolicyDocument=text)
        else:
            iam.put_group_policy(GroupName="alice", PolicyName="p", PolicyDocument=text)
    except iamsim.ClientError as error:
        return error.code
    return ""


@pytest.mark.parametrize("case", cases(DOCUMENTS))
def test_the_client_answers_so_too(case: dict[str, Any]) -> None:
    document, entity = case["document"], case.get("entity", "user")
    text = document if isinstance(document, str) else json.dumps(document)
    assert asked(text, case["kind"], entity) == answer(text, case["kind"], entity)[0]
