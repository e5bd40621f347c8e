"""The questions of a course, each read once, and the feedback to an answer, each computed once.

    submission → AnswerKey.grades → (question id, Feedback) of each question that counts

Of a class many give the same answer. No key is stored: what is right is what the simulator answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from iamsim.learning.classroom.submissions import Submission, graded_questions
from iamsim.learning.questions import ExerciseError, Feedback, OptionList, Question, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.question import Malformed
from iamsim.learning.records import lesson_of

MAX_CACHED = 20_000
"""How many pieces of feedback are kept: those that a class of thousands shares."""


class AnswerKey:
    """What grades submissions; it reads each lesson's file once."""

    def __init__(self) -> None:
        self.lessons = exercises.lessons()
        self._questions: dict[str, tuple[Question, ...]] = {}
        self._ids: frozenset[str] | None = None
        self._drawn: dict[tuple[str, str], Question] = {}
        self._feedback: dict[tuple[str, str, str], Feedback] = {}

    def questions(self, number: str) -> tuple[Question, ...]:
        """Return the questions of a lesson that count. Raises ExerciseError for an unknown lesson."""
        if number not in self._questions:
            self._questions[number] = tuple(graded_questions(number))
        return self._questions[number]

    def lessons_of(self, submission: Submission) -> tuple[str, ...]:
        """Return the lessons that a submission has answers of."""
        answered = {lesson_of(answer_id) for answer_id in submission.answers}
        return tuple(number for number in self.lessons if number in answered)

    def grades(self, submission: Submission, lessons: Sequence[str] = ()) -> Iterator[tuple[str, Feedback]]:
        """Grade every question that counts, and say of every other answer what is wrong with it.

        Yields (question id, feedback). Raises ExerciseError for a lesson that there is not.
        """
        numbers = lessons or submission.lessons
        questions = [question for number in numbers for question in self.questions(number)]
        for question in questions:
            answer = submission.answers.get(question.id)
            yield question.id, self.feedback(question, answer, submission.variant_of(question.id))
        counting = {question.id for question in questions}
        # An answer with a misspelt id must not vanish: its learner would lose the points without a word.
        for answer_id, answer in submission.answers.items():
            if answer_id not in counting and (not lessons or lesson_of(answer_id) in lessons):
                yield from self._other_grade(answer_id, answer)

    def first_grades(self, submission: Submission, questions: Sequence[str]) -> Mapping[str, Feedback]:
        """Return the feedback to the first answers, of those questions of which the submission has them."""
        grades: dict[str, Feedback] = {}
        for number in dict.fromkeys(map(lesson_of, questions)):
            for question in self.questions(number):
                if question.id in submission.first:
                    first = submission.first[question.id]
                    variant = submission.variant_of(question.id)
                    grades[question.id] = self.feedback(question, first, variant)
        return grades

    def feedback(self, question: Question, answer: Any, variant: str = "") -> Feedback:
        """Return the feedback to one answer, without the picture."""
        try:
            text = json.dumps(answer, sort_keys=True)
        except (TypeError, ValueError, RecursionError):
            return grade(question, answer)
        key = (question.id, variant, text)
        known = self._feedback.get(key)
        if known is None:
            known = replace(grade(self._variant(question, variant), answer), picture=None)
            if len(self._feedback) < MAX_CACHED:
                self._feedback[key] = known
        return known

    def asked(self, question: Question, answer: Any, variant: str = "") -> tuple[str, str]:
        """Return what was asked, and the options that were chosen; "" for an answer without options."""
        drawn = self._variant(question, variant)
        try:
            shown = drawn.display(drawn.canonical(answer))
        except (Malformed, ValueError, TypeError, LookupError):
            shown = None
        options = shown.options if isinstance(shown, OptionList) else ()
        return drawn.text, "; ".join(text for text, is_chosen in options if is_chosen)

    def _variant(self, question: Question, variant: str) -> Question:
        if not variant:
            return question
        key = (question.id, variant)
        if key not in self._drawn:
            self._drawn[key] = exercises.variant(question, variant)
        return self._drawn[key]

    def _other_grade(self, answer_id: str, answer: Any) -> Iterator[tuple[str, Feedback]]:
        """Grade an answer to a whole exercise in parts; yield nothing for a question that does not count."""
        if self._ids is None:
            self._ids = frozenset(exercises.ids())
        if answer_id not in self._ids:
            yield answer_id, Feedback("malformed", f"no question {answer_id!r:.60}")
            return
        try:
            question = exercises.question(answer_id)
        except ExerciseError as error:
            yield answer_id, Feedback("malformed", str(error))
            return
        if question.parts:
            yield answer_id, self.feedback(question, answer)
