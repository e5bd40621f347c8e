"""The course's questions: what `exercises/` holds, by lesson and by id.

    exercises.question("08-q1") → Question, exercises.lesson("08") → Lesson
    exercises.variant(question, seed) → the same question with other names

Everybody calls these functions from here: `exercise_files` finds the files, `lesson_file` reads them.
"""

from __future__ import annotations

from iamsim.learning.questions.exercise_files import (
    FILES,
    About,
    CountedQuestion,
    about,
    counted,
    folder,
    lessons,
    questions_of,
    readable,
)
from iamsim.learning.questions.kinds import KINDS
from iamsim.learning.questions.lesson_file import Lesson, LessonFile, ids, lesson, question, variant

__all__ = [
    "FILES",
    "KINDS",
    "About",
    "CountedQuestion",
    "Lesson",
    "LessonFile",
    "about",
    "counted",
    "folder",
    "ids",
    "lesson",
    "lessons",
    "question",
    "questions_of",
    "readable",
    "variant",
]
