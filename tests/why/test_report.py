"""An answer as text for a terminal, and as Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from iamsim.account import parse_account
from iamsim.decision.explain import access_denied_message, explain
from iamsim.why import answer_markdown, answer_question, answer_text, merge_answers, parse_question
from tests.why.account_files import ACCOUNT, HOME, PRINCIPAL, ask, document, statement


def test_a_refusal_in_full() -> None:
    answer = ask(["ria", "s3:PutObject", HOME])
    assert answer_text(answer) == (
        f"{explain(answer.result)}\n\nAWS would say:\n  {access_denied_message(answer.result)}"
    )


def test_equal_answers_are_one_with_its_count() -> None:
    questions = [replace(parse_question(["kim", "s3:GetObject", HOME], parse_account(ACCOUNT)), context={"aws:SourceIp": address, "aws:CurrentTime": time}, notes=(address,)) for address, time in (("1.1.1.1", "2026-01-02T00:00:00Z"), ("2.2.2.2", "2026-01-03T00:00:00Z"), ("3.3.3.3", "2026-01-01T00:00:00Z"))]
    answers = [answer_question(parse_account(ACCOUNT), question) for question in questions]
    (merged,) = merge_answers(answers)
    assert (merged.question.occurrences, merged.question.notes) == (3, ("2.2.2.2",))
    assert answer_text(merged).startswith("note: asked 3 times; this is the latest\nnote: 2.2.2.2\n")
    assert len(merge_answers([*answers, ask(["zoe", "s3:GetObject", HOME])])) == 2


HOSTILE = "x\x1b[31m`<b>\u202e"


def test_a_ticket_in_markdown() -> None:
    answer = ask(["ria", "s3:PutObject", HOME])
    text = answer_markdown(answer)
    head, *sections = text.split("\n\n")
    assert head == "## Denied by a Deny (explicitDeny)"
    assert sections[0] == f"- Principal: `{PRINCIPAL}`\n- Action: `s3:PutObject`\n- Resource: `{HOME}`"
    assert sections[1] == "### Why"
    assert sections[2].splitlines()[0] == "```text"
    assert explain(answer.result) in text


def test_whatever_the_file_says_stays_inside_code() -> None:
    account = parse_account({**ACCOUNT, "GroupDetailList": [hostile_group(), *ACCOUNT["GroupDetailList"]]})
    user = replace(account.user("zoe"), groups=("Web2",))
    account = account.with_identity(user)
    question = parse_question(["zoe", "s3:PutObject", f"arn:aws:s3:::b/{HOSTILE}"], account)
    answer = answer_question(account, question)
    text, markdown = answer_text(answer), answer_markdown(answer)
    for written in (text, markdown):
        assert not {"\x1b", "\u202e"} & set(written)
    outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", markdown)
    outside = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", outside)
    assert "<" not in outside
    assert "b>" in text


def hostile_group() -> dict[str, Any]:
    fence = "```\n<script>"
    text = document(statement("Allow", "s3:GetObject", f"arn:aws:s3:::{fence}"))
    return {
        "GroupName": "Web2",
        "Arn": "arn:aws:iam::123456789012:group/Web2",
        "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": text}],
    }
