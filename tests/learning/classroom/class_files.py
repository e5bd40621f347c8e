"""Submissions of a made class, and the texts of a page, for the tests of this folder."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from iamsim.learning.classroom.submissions import graded_questions
from iamsim.learning.questions import Question
from iamsim.learning.questions.grading import answer_of, reference_answer

LESSONS = ("04", "08", "09")


def answers(misconception: str = "", *lessons: str) -> dict[str, Any]:
    """The answers of somebody who has this misconception, and knows all else."""
    questions = [question for number in lessons or LESSONS for question in graded_questions(number)]
    return {question.id: _answer(question, misconception) for question in questions}


def _answer(question: Question, misconception: str) -> Any:
    wrong = answer_of(question, misconception) if misconception else None
    return reference_answer(question) if wrong is None else wrong


def hand_in(folder: Path, name: str, learner: str, answers: dict[str, Any], **details: Any) -> None:
    """Put a submission there."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"iamsim": 2, "learner": learner, "answers": answers, **details}), encoding="utf-8")


class PageTexts(HTMLParser):
    """The texts of a page, and the names of its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def text_of(page: str) -> str:
    """The texts of a page, one space between them."""
    return re.sub(r"\s+", " ", " ".join(PageTexts(page).texts))
