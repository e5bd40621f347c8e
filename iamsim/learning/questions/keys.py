"""Answers that are known: the key, and what a misconception answers; computed, or a file's own samples."""

from __future__ import annotations

from typing import Any

from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.questions.model import TRUTH, Question
from iamsim.learning.questions.sources import named
from iamsim.learning.questions.wording import said


def reference_answer(question: Question) -> Any:
    """An answer that is graded correct: the key, or the file's first right answer."""
    return _known(question, TRUTH)


def answer_of(question: Question, misconception: str) -> Any:
    """The answer that a misconception gives; None if the question does not claim it."""
    if question.kind == "parts":
        own = {part.id: answer_of(part, misconception) for part in question.parts}
        if all(answer is None for answer in own.values()):
            return None
        return {part.id: own[part.id] or reference_answer(part) for part in question.parts}
    return _known(question, misconception)


def _known(question: Question, model: str) -> Any:
    if question.kind == "choice":
        given = [index for index, option in enumerate(question.options) if option.gives == model]
        return None if not given else given if question.several else given[0]
    if question.kind == "parts":
        return {part.id: reference_answer(part) for part in question.parts}
    if question.kind in {"table", "source"} and (model == TRUTH or model in question.claims):
        return _computed(question, model)
    if question.kind == "order" and model == TRUTH:
        return [step.id for step in sorted(question.options, key=lambda step: step.place)]
    samples = question.right if model == TRUTH else [one for one in question.wrong if one.names == model]
    return samples[0].answer if samples else None


def _computed(question: Question, model: str) -> Any:
    if model not in ENGINES:
        return None
    if question.kind == "table":
        labels = (row.label for row in question.rows)
        return dict(zip(labels, believed(question, model), strict=True))
    names = sorted(named(question.scenario, question.rows[0], question.asks, model))
    return names if question.several else names[0] if len(names) == 1 else None


def believed(question: Question, model: str) -> tuple[str, ...]:
    """The answers of IAM or of a misconception's engine to a table."""
    return tuple(said(question.answers, ask(model, question.scenario, row).decision) for row in question.rows)
