"""join_class: a learner's name in a class, by which closing questions are drawn."""

from __future__ import annotations

from collections.abc import Mapping

from iamsim.learning.classroom.submissions import one_line
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.hand_in_card import NAME_LABEL
from iamsim.learning.notebook.live_card import LiveCard, text_field
from iamsim.learning.records import JOIN, JournalEvent, membership
from iamsim.markup import Markup, element, fragment, paragraphs

TITLE = "Class"
JOINED = (
    "From now on the questions “From memory” at a lesson's end are your own: the same for everybody, in "
    "other words. What you have answered stays as it was."
)
WHAT_IT_DOES = (
    "Then the questions “From memory” at a lesson's end are your own: the same for everybody, in other "
    "words. Name and code stay in your progress; nothing is sent."
)


class JoinForm(LiveCard):
    """The form of who a learner is in a class; it has no name in it until one was given."""

    title = TITLE
    button = "Join"
    code_hint = 'From code: `join_class("Ana", "IAM-2026")`.'

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[str, ...] = ()
        self._update()

    def _update(self) -> None:
        joined = membership(storage().read().journal)
        self.name, self.code = (joined.name, joined.code) if joined else ("", "")
        self.summary = _who(self.name, self.code) if joined else "In a class, with a code from your teacher?"

    def fields(self) -> Markup:
        """Return the fields for the name and for the class's code."""
        return fragment(
            element("p", {}, WHAT_IT_DOES),
            text_field(NAME_LABEL, "name", self.name),
            text_field("The class's code", "code", self.code),
        )

    def send(self, values: Mapping[str, str]) -> None:
        """Join the class."""
        name, code = one_line(values.get("name", "")), one_line(values.get("code", ""))
        if not name or not code:
            self.lines, self.problem = (), "expected the class's code" if name else "expected your name"
            return
        self.lines = _join(name, code)
        self._update()

    def result(self) -> Markup:
        """Return who the learner is now."""
        return fragment(*map(paragraphs, self.lines))


def join_class(name: str | int = "", code: str | int = "") -> Note | JoinForm:
    """Say who you are in a class, and the code that the teacher gave; once is enough.

    The closing questions are then drawn by name and code, and `hand_in()` takes the name from here. Without
    name and code it shows a form.
    """
    if name == "" and code == "":
        return JoinForm()
    texts = one_line(str(name)), one_line(str(code))
    if not all(texts):
        return Note(TITLE, ('Expected your name and the class\'s code: `join_class("Ana", "IAM-2026")`.',))
    return Note(TITLE, _join(*texts))


def _join(name: str, code: str) -> tuple[str, ...]:
    """Keep who the learner is in a class, unless that is known; return what is said of it."""
    joined = membership(storage().read().journal)
    notice = ""
    if joined is None or (joined.name, joined.code) != (name, code):
        notice = storage().commit(JournalEvent(JOIN, answer={"name": name, "code": code})).notice
    return (*filter(None, [notice]), f"{_who(name, code)}.", JOINED)


def _who(name: str, code: str) -> str:
    return f"You are {name} in class {code}"
