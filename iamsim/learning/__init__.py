"""The course: what a lesson's notebook calls, and all that stands behind it.

In go a question's id and perhaps an answer; out come forms, feedback, progress. Each function shows a form
where ipywidgets is installed, else its text; nothing is imported before it is used.

questions          a lesson's questions, read from TOML, and how an answer is graded
misconceptions     what a learner may believe instead, as engines that decide otherwise
course_challenges  the playground's challenges, read from TOML
scenario           the situation that a question is about: an account in words, events in time
tutor              practice without an end, which finds the idea that a learner uses
records            what the learner has done: the journal, its file, what is due again
notebook           the calls of a lesson's cells, their forms and their text
classroom          hand in, and grade a class
way                the order of the lessons, and which comes next
course_files       the files of the course, and the learner's working copies
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iamsim.learning.notebook.calls import hint, lesson_account, reset
    from iamsim.learning.notebook.course_playground import playground
    from iamsim.learning.notebook.decision_tables import who_may
    from iamsim.learning.notebook.forms import check, observe, predict, quiz
    from iamsim.learning.notebook.hand_in_card import hand_in
    from iamsim.learning.notebook.join_class import join_class
    from iamsim.learning.notebook.lesson_challenges import challenges
    from iamsim.learning.notebook.next_step import what_next
    from iamsim.learning.notebook.practice import one_more, practice, review
    from iamsim.learning.notebook.progress_view import export, merge, progress, progress_frame

__all__ = [
    "challenges",
    "check",
    "export",
    "hand_in",
    "hint",
    "join_class",
    "lesson_account",
    "merge",
    "observe",
    "one_more",
    "playground",
    "practice",
    "predict",
    "progress",
    "progress_frame",
    "quiz",
    "reset",
    "review",
    "what_next",
    "who_may",
]
# `iamsim grade` and `iamsim submit` import this package on a Python without ipywidgets.
_FORMS = "notebook.forms" if find_spec("ipywidgets") else "notebook.calls"
_MODULES = {
    **dict.fromkeys(("check", "observe", "predict", "quiz"), _FORMS),
    **dict.fromkeys(("hint", "lesson_account", "reset"), "notebook.calls"),
    **dict.fromkeys(("export", "merge", "progress", "progress_frame"), "notebook.progress_view"),
    "challenges": "notebook.lesson_challenges",
    "hand_in": "notebook.hand_in_card",
    "join_class": "notebook.join_class",
    "playground": "notebook.course_playground",
    "what_next": "notebook.next_step",
    "who_may": "notebook.decision_tables",
    **dict.fromkeys(("one_more", "practice", "review"), "notebook.practice"),
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
