"""Questions and their grading: a TOML file and an answer as JSON data in, Feedback out.

exercises       the course's questions, by lesson and by id: what everybody else calls
exercise_files  where the TOML files are, and what a list of lessons says of each
lesson_file     one TOML file → Lesson → Question
variants        which words and which order a learner's own variant has
toml_reader     TOML tables → dataclasses, with complaints that name the place
question        Question, the protocol of a kind; Feedback; what is asked with and shown, as data
grading         grade(question, answer) → Feedback; reference answers; sentences of feedback
kinds           the kinds of question, by name; each is a module:
choice · source · table · order · blanks · policy · account · refute · rubric  what a kind needs
parts           an exercise that consists of several questions
build           what `policy`, `account` and `rubric` share: something built, held against requirements
requirements    what is asked of a build: cases and rules
account_json    an account as an answer holds it
idea_trials     what IAM and a wrong idea are both asked about an account, for `refute`
rubric_scores   the points of each criterion, and their words, for `rubric`

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
