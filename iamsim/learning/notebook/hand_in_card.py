"""hand_in: what a learner hands in, written as a file beside the lessons, and shown field by field.

Nothing is sent anywhere: the learner gives the file to the teacher.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iamsim.learning.classroom.submissions import PRIVATE_DETAILS, SubmissionError
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.card_html import card
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.hand_in_session import HandInSession, WrittenFile
from iamsim.learning.notebook.live_card import LiveCard, text_field, tick_box
from iamsim.markup import Markup, card_table, element, fragment

TITLE = "Hand in"
FIELDS = {
    "answers": "your answers: of each question the last right one, else the last",
    "first": "your first answers, where they were other ones",
    "tries": "how often you tried",
    "confidence": "how sure you were",
    "variants": "in a class with a code: in which words you were asked",
    "hints": "how many hints you opened",
    "times": "when you answered",
}
HEADINGS = ("in the file", "questions", "what it is")
NAME_LABEL = "Your name, or the number that your teacher wants"
WHAT_IT_IS = (
    "One file for your teacher, with your answers to what was asked from memory and to the exercise. "
    "Predictions and practice are not in it. Nothing is sent: you save it and give it away yourself."
)
LEAVE_OUT = "Without times or hints: `{call}`."


@dataclass(frozen=True, slots=True, repr=False)
class HandInCard(Note):
    """What was written; as HTML also a link that saves the file, as the site has no folder to look into."""

    written: WrittenFile | None = None

    def _repr_html_(self) -> str:
        link = _link(self.written) if self.written else ""
        return str(card(fragment(self.content(), link), self.title))


class HandInForm(LiveCard):
    """The form of what is handed in: the name, and what may be left out."""

    title = TITLE
    button = "Make the file"

    def __init__(self, session: HandInSession) -> None:
        super().__init__()
        self.session = session
        self.name = session.known_name
        self.written: WrittenFile | None = None
        self.left_out: list[str] = []  # by the last press, and so by the next one
        lessons = session.lessons
        subject = f"lesson{'s' * (len(lessons) > 1)} {', '.join(lessons)}" if lessons else "all your answers"
        self.is_open = not lessons or bool(self.name)
        self.summary = f"Hand in {subject}" if self.is_open else f"In a class? Hand in {subject}"
        self.code_hint = f"From code: `{_call(self.name or 'Ana', lessons)}`."

    def fields(self) -> Markup:
        """Return the field for the name, what is in the file, and the boxes of what may be left out."""
        always = [element("li", {}, words) for name, words in FIELDS.items() if name not in PRIVATE_DETAILS]
        boxes = [
            tick_box(words, name, is_ticked=name not in self.left_out)
            for name, words in FIELDS.items()
            if name in PRIVATE_DETAILS
        ]
        return fragment(
            element("p", {}, WHAT_IT_IS),
            text_field(NAME_LABEL, "name", self.name),
            element("p", {}, "In the file:"),
            element("ul", {}, *always),
            element("fieldset", {}, element("legend", {}, "And, unless you untick it:"), *boxes),
        )

    def send(self, values: Mapping[str, str]) -> None:
        """Write the file."""
        self.left_out = [name for name in PRIVATE_DETAILS if name not in values]
        try:
            self.written = self.session.write(values.get("name", ""), self.left_out)
        except SubmissionError as error:
            self.written, self.problem = None, str(error)
        else:
            self.name = self.written.submission.learner

    def result(self) -> Markup:
        """Return what was written, and the link that saves it."""
        if self.written is None:
            return Markup()
        heading, *lines = self.written.lines
        return fragment(
            element("p", {}, element("strong", {}, heading)),
            *(element("p", {}, line) for line in lines),
            _link(self.written),
            card_table(_rows(self.written), HEADINGS, stacked=HEADINGS[1:]),
        )


def hand_in(
    name: str | int = "", lessons: str | int | Sequence[str | int] = (), *, without: Iterable[str] = ()
) -> Note | HandInForm:
    """Write `submission-08.json`, and show each field of it; without a name, show a form that does.

    Without `lessons` the file has all of them, and is `submission.json`. The name, or the number that your
    teacher wants, is kept: the form has it the next time. `without` leaves
    out "times" or "hints". What is wrong is said in the note; nothing is raised, and no other file is written
    over.
    """
    chosen = [lessons] if isinstance(lessons, str | int) else lessons
    session = HandInSession(storage(), [str(number).zfill(2) for number in chosen])
    # Only who names somebody, or presses the button, wants a file: a lesson's cell may run at any time.
    if name == "":
        return HandInForm(session)
    try:
        written = session.write(str(name), [without] if isinstance(without, str) else without)
    except SubmissionError as error:
        return Note(TITLE, (str(error),))
    lines = (
        *written.lines,
        LEAVE_OUT.format(call=_call(written.submission.learner, session.lessons, ["times", "hints"])),
    )
    return HandInCard(TITLE, lines, HEADINGS, _rows(written), written=written)


def _rows(written: WrittenFile) -> tuple[tuple[str, str, str], ...]:
    """Return each field of a file, of how many questions it says something, and what it is."""
    counts = {name: len(getattr(written.submission, name)) for name in FIELDS}
    return tuple((name, str(counts[name]), words) for name, words in FIELDS.items() if counts[name])


def _link(written: WrittenFile) -> Markup:
    data = base64.b64encode(written.content).decode()
    attributes = {
        "class": "iamsim-save",
        "download": written.name,
        "href": f"data:application/json;base64,{data}",
    }
    return element("p", {}, element("a", attributes, f"Save {written.name}"))


def _call(name: str, lessons: Sequence[str], without: Sequence[str] = ()) -> str:
    """Return how the same file is written from code."""
    arguments = [name, *([list(lessons)] if len(lessons) > 1 else lessons)]
    texts = [json.dumps(argument, ensure_ascii=False) for argument in arguments]
    if without:
        texts.append(f"without={json.dumps(without)}")
    return f"hand_in({', '.join(texts)})"
