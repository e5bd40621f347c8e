"""Why a request was refused: what people type or paste in, an explained answer out.

An account's file and a question (three words, or AWS's AccessDenied message) go in; an Answer comes out,
which `answer_text` and `answer_json` write for a terminal and for a program.

    question          typed words or AWS's message → AccessQuestion
    denial            AWS's AccessDenied message → Denial
    context_keys      KEY=VALUE → a request's context
    answer            account and AccessQuestion → Answer: the decision, and what it depends on
    unknown_policies  the policies that AWS also reads and the account's file does not hold
    report            Answer → text, JSON
"""

from __future__ import annotations

from iamsim.why.answer import BAD_INPUT, Additions, Answer, answer_question
from iamsim.why.context_keys import parse_context
from iamsim.why.question import AccessQuestion, parse_question, parse_questions
from iamsim.why.report import answer_json, answer_text

__all__ = [
    "BAD_INPUT",
    "AccessQuestion",
    "Additions",
    "Answer",
    "answer_json",
    "answer_question",
    "answer_text",
    "parse_context",
    "parse_question",
    "parse_questions",
]
