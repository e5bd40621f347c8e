"""hand_in: what a learner hands in, written as a file beside the lessons, and shown field by field.

Nothing is sent anywhere: the learner gives the file to the teacher.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from iamsim.learning.classroom.hand_in import hand_in_file, hand_in_text
from iamsim.learning.classroom.submissions import (
    DEFAULT_FILE,
    PRIVATE_DETAILS,
    Submission,
    SubmissionError,
    read_submission,
)
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.card_html import card
from iamsim.learning.notebook.cards import Note
from iamsim.learning.questions import ExerciseError
from iamsim.learning.records import membership
from iamsim.markup import element, fragment

FIELDS = {
    "answers": "your answers: of each question the last right one, else the last",
    "first": "your first answers, where they were other ones",
    "tries": "how often you tried",
    "hints": "how many hints you opened",
    "confidence": "how sure you were",
    "times": "when you answered",
    "variants": "by which seed your questions were drawn",
}
NOT_SENT = "Nothing was sent: give the file to your teacher."
LEAVE_OUT = 'Without times or hints: `hand_in("{name}", without=["times", "hints"])`.'


@dataclass(frozen=True, slots=True, repr=False)
class HandInCard(Note):
    """What was written; as HTML also a link that saves the file, as the site has no folder to look into."""

    file: str = ""
    text: str = ""

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.text.encode()).decode()
        attributes = {
            "class": "iamsim-button",
            "download": self.file,
            "href": f"data:application/json;base64,{data}",
        }
        link = element("p", {}, element("a", attributes, f"Save {self.file}"))
        return str(card(fragment(self.content(), link), self.title))


def hand_in(
    name: str = "", lessons: str | int | Sequence[str | int] = (), *, without: Iterable[str] = ()
) -> Note:
    """Write `submission.json`, and show each field of it.

    The name, or the number that your teacher wants, is kept: say it once. `without` leaves out "times" or
    "hints". What is wrong is said in the note; nothing is raised, and no other file is written over.
    """
    path = storage().path.with_name(DEFAULT_FILE)
    chosen = [lessons] if isinstance(lessons, str | int) else lessons
    numbers = [str(number).zfill(2) for number in chosen]
    left_out = [without] if isinstance(without, str) else list(without)
    unknown = [word for word in left_out if word not in PRIVATE_DETAILS]
    joined = membership(storage().read().journal)
    learner = name or (joined.name if joined else _kept_name(path))
    if not learner:
        return Note("Hand in", ('Say who you are: `hand_in("Ana")`, or the number that your teacher wants.',))
    if unknown:
        choices = ", ".join(f'"{word}"' for word in PRIVATE_DETAILS)
        return Note("Hand in", (f"without: expected some of {choices}, got {unknown[0]!r}",))
    try:
        submission = hand_in_file(path, learner, numbers, left_out)
        first_line, *lines = hand_in_text(path.name, submission, numbers).splitlines()
    except (SubmissionError, ExerciseError) as error:
        return Note("Hand in", (str(error),))
    rows = tuple(
        (name, str(len(getattr(submission, name))), words)
        for name, words in FIELDS.items()
        if getattr(submission, name)
    )
    told = (first_line, *(line.strip() for line in lines), NOT_SENT, LEAVE_OUT.format(name=learner))
    heads = ("in the file", "questions", "what it is")
    return HandInCard("Hand in", told, heads, rows, file=path.name, text=_text(submission))


def _kept_name(path: Path) -> str:
    """Return the name in the file that was handed in last; "" if there is none."""
    try:
        return read_submission(path).learner
    except SubmissionError:
        return ""


def _text(submission: Submission) -> str:
    return json.dumps(submission.raw(), indent=1) + "\n"
