"""Which questions of a lesson have no answer yet, and how each is named by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from iamsim.learning.questions import ExerciseError, Question, exercises
from iamsim.learning.records import Journal

MAX_WORDS = 90  # characters: one line of a page, two of a phone


def lesson_questions(number: str) -> tuple[Question, ...]:
    """Return what counts as a lesson's questions: its predictions, its quiz, the parts of its exercise.

    Raises ExerciseError.
    """
    lesson = exercises.lesson(number)
    questions = (*lesson.section("prediction"), *lesson.section("quiz"))
    exercise = (lesson.exercise,) if lesson.exercise else ()
    return answered_parts((*questions, *exercise))


def answered_parts(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions that are answered: of an exercise in parts, its parts."""
    return tuple(part for question in questions for part in question.parts or (question,))


def open_questions(journal: Journal, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions that were never answered."""
    return tuple(question for question in questions if not journal.record(question.id).tries)


def is_done(journal: Journal, number: str) -> bool:
    """Tell whether every question of a lesson was answered; not of a lesson that cannot be read."""
    try:
        return not open_questions(journal, lesson_questions(number))
    except ExerciseError:  # a file that somebody is writing
        return False


def words_of(question: Question) -> str:
    """Return a question's first words, with which it is known: no id says what is asked.

    An exercise's text may be long; what is cut off ends in an ellipsis.
    """
    words = re.sub(r"\s+", " ", question.text.partition("\n\n")[0]).strip()
    if len(words) <= MAX_WORDS:
        return words
    cut = words[:MAX_WORDS].rpartition(" ")[0].rstrip(" ,;:.")
    # A mark that was opened and is cut off would show as a sign.
    for mark in ("`", "**"):
        if cut.count(mark) % 2:
            cut = cut.rpartition(mark)[0].rstrip(" ,;:.")
    return f"{cut} …"
