"""Questions and their grading: a TOML file and an answer as JSON data in, Feedback out.

exercises    the course's files: lessons, questions, variants, and the registry of the kinds
question     Question, the protocol of a kind; Feedback; what is asked with and shown, as data
grading      grade(question, answer) → Feedback; reference answers; sentences of feedback
choice · source · table · order · blanks · policy · account · refute · rubric   its kinds
parts        an exercise that consists of several questions
toml_reader  TOML tables → dataclasses, with complaints that name the place

`exercises` and `grading` are imported as modules.
"""

from __future__ import annotations

from iamsim.learning.questions.question import (
    AnswerTable,
    Cell,
    ChoiceInput,
    ExerciseError,
    Feedback,
    FeedbackRow,
    MenusInput,
    OptionList,
    Question,
    TextInput,
)

__all__ = [
    "AnswerTable",
    "Cell",
    "ChoiceInput",
    "ExerciseError",
    "Feedback",
    "FeedbackRow",
    "MenusInput",
    "OptionList",
    "Question",
    "TextInput",
]
