"""join_class: a learner's name in a class, by which closing questions are drawn."""

from __future__ import annotations

from iamsim.learning.classroom.submissions import one_line
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.records import JOIN, JournalEvent, membership

JOINED = (
    "From now on the questions “From memory” at a lesson's end are your own: the same for everybody, in "
    "other words. What you have answered stays as it was."
)


def join_class(name: str, code: str) -> Note:
    """Say who you are in a class, and the code that the teacher gave; once is enough.

    The closing questions are then drawn by name and code, and `hand_in()` takes the name from here.
    """
    told = {"name": one_line(str(name)), "code": one_line(str(code))}
    if not all(told.values()):
        return Note("Class", ('Expected your name and the class\'s code: `join_class("Ana", "IAM-2026")`.',))
    joined = membership(storage().read().journal)
    notice = ""
    if joined is None or (joined.name, joined.code) != (told["name"], told["code"]):
        notice = storage().commit(JournalEvent(JOIN, answer=told)).notice
    lines = (f"You are {told['name']} in class {told['code']}.", JOINED)
    return Note("Class", (*filter(None, [notice]), *lines))
