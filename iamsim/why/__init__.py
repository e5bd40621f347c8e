"""Why was this request refused: what people type or paste → Question → Answer → words, JSON."""

from __future__ import annotations

from iamsim.why.answer import BAD_INPUT, DEPENDS, Answer, Extra, why
from iamsim.why.context import context
from iamsim.why.question import Question, question
from iamsim.why.telling import as_json, text

__all__ = [
    "BAD_INPUT",
    "DEPENDS",
    "Answer",
    "Extra",
    "Question",
    "as_json",
    "context",
    "question",
    "text",
    "why",
]
