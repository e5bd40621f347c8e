"""Which questions of a lesson have no answer yet, and how each is named by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from iamsim.learning.questions import ExerciseError, Question, exercises
from iamsim.learning.questions.exercises import CountedQuestion
from iamsim.learning.records import Journal

PLACES: Mapping[str, str] = {"prediction": "Predict", "quiz": "From memory", "exercise": "Exercise"}
"""What stands above a question in its lesson, by its section."""
MAX_WORDS = 90  # characters: one line of a page, two of a phone


def open_questions(journal: Journal, number: str) -> tuple[CountedQuestion, ...]:
    """Return a lesson's questions that were never answered. Raises ExerciseError."""
    return tuple(item for item in exercises.counted(number) if not journal.record(item.id).tries)


def is_done(journal: Journal, number: str) -> bool:
    """Tell whether every question of a lesson was answered; not of a lesson that cannot be read."""
    try:
        return not open_questions(journal, number)
    except ExerciseError:  # a file that somebody is writing
        return False


def open_lines(items: Iterable[CountedQuestion]) -> tuple[str, ...]:
    """Return a line for each question, which says where in its lesson it stands: `Exercise: Put Ria …`."""
    items = tuple(items)
    words = words_by_id(item.id for item in items)
    return tuple(f"{PLACES[item.section]}: {words[item.id]}" for item in items if item.id in words)


def words_by_id(ids: Iterable[str]) -> dict[str, str]:
    """Return the words of questions by their ids; those of another version of the course are left out."""
    words = {}
    for name in ids:
        try:
            words[name] = words_of(exercises.question(name))
        except ExerciseError:
            continue
    return words


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
