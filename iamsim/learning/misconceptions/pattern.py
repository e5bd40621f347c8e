"""What a question can tell: the right answer, and which ideas answer otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class AnswerPattern(NamedTuple):
    """IAM's answer to a question, and the answer of each idea that differs from it."""

    right: str  # the value of a Decision
    idea_answers: Mapping[str, str]  # the id of a misconception → the value of another Decision
