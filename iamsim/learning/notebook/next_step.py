"""What comes after a lesson: the next one on the learner's way, and what is still open: journal → NextStep.

what_next("05") → a link to lesson 08, its minutes, the questions of lesson 05 that have no answer
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.card_html import card, head
from iamsim.learning.notebook.cards import Note, without_marks
from iamsim.learning.notebook.ideas_view import due_line
from iamsim.learning.notebook.open_questions import is_done, open_lines, open_questions
from iamsim.learning.notebook.practice_session import local_time
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.exercises import About
from iamsim.learning.way import CORE, next_lesson, way
from iamsim.markup import element, fragment, inline, paragraphs

TITLE = "What next"
MAX_QUESTIONS = 3  # that are named by their words; of more the number is enough
CORE_DONE = "That was the last lesson of the core. The lessons from here on build on it."
PRACTICE_NOTEBOOK = "practice.ipynb"
PRACTICE = ("Or ", "practise", ": fresh accounts about the lessons that you have begun, as long as you like.")
FIRST_WITH_PRACTICE = "03"  # before it there is too little to ask about
LAST = "That was the last lesson."


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next lesson, None if all are done, and lines about what is open; shows itself as text and HTML."""

    lesson: str
    following: About | None
    notes: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()  # the first of this lesson's that are open, by their words
    open_count: int = 0  # how many there are

    @property
    def _open_heading(self) -> str:
        things = "question" if self.open_count == 1 else "questions"
        return f"Still open in this lesson: {self.open_count} {things}"

    def _open_lines(self) -> Iterator[str]:
        yield from self.open_questions
        if self.open_count > len(self.open_questions):
            yield f"and {self.open_count - len(self.open_questions)} more"

    @property
    def offers_practice(self) -> bool:
        """True once there is enough to practise."""
        return self.lesson >= FIRST_WITH_PRACTICE

    def __repr__(self) -> str:
        lines = [f"{TITLE} · {self.lesson}"]
        if self.following:
            lines.append(f"Next: {self.following.name}{_minutes(self.following)} → {self.following.notebook}")
        if self.offers_practice:
            lines.append(f"{''.join(PRACTICE)} → {PRACTICE_NOTEBOOK}")
        lines += self.notes
        if self.open_questions:
            lines += [f"{self._open_heading}:", *(f"  {line}" for line in self._open_lines())]
        return without_marks("\n".join(lines))

    def _repr_html_(self) -> str:
        parts = [head(TITLE, self.lesson)]
        if self.following:
            link = element("a", {"href": self.following.notebook}, self.following.name)
            parts.append(element("p", {"class": "iamsim-ask"}, "Next: ", link, _minutes(self.following)))
        if self.offers_practice:
            before, word, after = PRACTICE
            parts.append(element("p", {}, before, element("a", {"href": PRACTICE_NOTEBOOK}, word), after))
        parts += map(paragraphs, self.notes)
        if self.open_questions:
            items = (element("li", {}, inline(line)) for line in self._open_lines())
            parts += [
                element("p", {}, f"{self._open_heading}:"),
                element("ul", {"class": "iamsim-because"}, *items),
            ]
        return str(card(fragment(*parts), TITLE))


def what_next(lesson: str) -> NextStep | Note:
    """Say which lesson comes next, how long it takes, and which questions of this one, "05", are open."""
    try:
        count = len(exercises.counted(lesson))
    except ExerciseError as error:
        return Note(TITLE, (str(error),))
    journal, notice = storage().read()
    following = next_lesson(lesson, partial(is_done, journal))
    still_open = open_questions(journal, lesson)
    # Who only looks at the lesson need not be told that everything is open.
    if len(still_open) == count:
        still_open = ()
    return NextStep(
        lesson,
        exercises.about(following) if following else None,
        tuple(filter(None, (notice, *_notes(lesson, following), due_line(journal, local_time())))),
        open_lines(still_open[:MAX_QUESTIONS]),
        len(still_open),
    )


def _notes(lesson: str, following: str) -> Iterator[str]:
    if lesson == CORE[-1]:
        yield CORE_DONE
    if lesson == way()[-1]:
        yield LAST
    if not following:
        yield "Every question of the course has an answer of yours. `progress()` shows them."


def _minutes(about: About) -> str:
    return f", {about.minutes} minutes" if about.minutes else ""
