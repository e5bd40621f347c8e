"""`practice()`, `review()`, `one_more("08-table")`: fresh accounts, one request at a time, all by keyboard.

practice() → Practice: .answer(2, "sure"), .next(), .session; shown as a page, as text and as HTML
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from iamsim.diagram import NotDrawn, scrolled
from iamsim.learning.notebook import practice_page as page
from iamsim.learning.notebook.answer_mode import answer_mode
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.one_more_session import OneMoreSession
from iamsim.learning.notebook.practice_session import FIXED_SEED, TITLES, Clock, PracticeSession, local_time
from iamsim.learning.questions import ExerciseError
from iamsim.learning.records import CONFIDENCES
from iamsim.learning.tutor import ANSWERS, TOPICS, TutorError
from iamsim.markup import Markup, card_style, element, fragment, packed_rules, paragraphs, trusted
from iamsim.widgets import explorer
from iamsim.widgets.base import PictureMaker, Widget
from iamsim.widgets.controls import Control
from iamsim.widgets.live_page import LivePage, PageForm, PageState

EVERYTHING = "all"
CSS_CLASS = "iamsim-sheet iamsim-practice"


def practice(topics: str | Iterable[str] | None = None, *, clock: Clock = local_time) -> Practice | Note:
    """Practise without an end: a fresh account, one request, three answers; then what decided, and why.

    `topics` are names such as "deny" and "groups", or "all"; without them, those of the lessons that you have
    begun, or of the course's core. It goes on where it was left.
    """
    is_list = isinstance(topics, Iterable) and not isinstance(topics, str)
    names = list(topics or ()) if is_list else topics
    argument = "" if names is None else repr(names)
    names_everything = names in (EVERYTHING, [EVERYTHING])
    return _practice(clock, f"practice({argument})", topics=TOPICS if names_everything else names)


def review(*, clock: Clock = local_time) -> Practice | Note:
    """Ask again what is due: ideas that were named, 1, 3, 7 and 21 days later, each in a fresh account."""
    return _practice(clock, "review()", is_review=True)


def one_more(id: str, *, clock: Clock = local_time) -> Practice | Note:  # noqa: A002
    """Ask one question more after a prediction table whose answers are nearly those of a wrong idea, once.

    `id` is the table's, "08-table". `.answer(2, "sure")` answers it: an idea is named, or it was a slip.
    """
    name = str(id)
    try:
        return Practice(OneMoreSession(storage(), clock, name), f"one_more({name!r})".replace("'", '"'))
    except (TutorError, ExerciseError) as error:
        if answer_mode().name:
            raise
        return Note("One more", (str(error),), name=name)


def _practice(clock: Clock, call: str, **options: Any) -> Practice | Note:
    seed = FIXED_SEED if answer_mode().name else ""
    try:
        return Practice(PracticeSession(storage(), clock, seed=seed, **options), call)
    except TutorError as error:
        if answer_mode().name:
            raise
        return Note(TITLES["is_review" in options], (str(error),))


class Practice(Widget):
    """A practice as a page: the question that is open, or the answer and what came of it."""

    def __init__(self, session: PracticeSession, call: str) -> None:
        self.session, self.call = session, call
        self.chosen = ""  # the answer that is picked, while the learner says how sure
        self.problem = ""  # why what was asked of it could not be done
        self._page: LivePage | None = None
        self._box: Any = None  # the page, and below it what is offered to try out
        self._picture: page.QuestionPicture | None = None

    # --------------------------------------------------------------------------------------- from code

    def answer(self, answer: int | str, confidence: str = "think") -> Practice:
        """Answer the question: 1, 2, 3 or a decision's name, and "guess", "think" or "sure"."""
        return self._try(lambda: self.session.answer(_decision(answer), confidence))

    def next(self) -> Practice:
        """Go on to the next question."""
        return self._try(self.session.next)

    def choose(self, answer: str) -> Practice:
        """Pick an answer, to say how sure afterwards."""
        if self.session.outcome is None:
            self.chosen = _decision(answer)
        return self.refresh()

    def back(self) -> Practice:
        """Take the picked answer back."""
        self.chosen = ""
        return self.refresh()

    def _try(self, step: Callable[[], object]) -> Practice:
        self.problem = ""
        try:
            step()
        except TutorError as error:
            self.problem = str(error)
        else:
            self.chosen = ""
        self.refresh()
        # Now, while the learner reads: to draw a question takes longer on the site.
        self.session.prepare()
        return self

    # ------------------------------------------------------------------------------------ how it shows

    def text(self) -> str:
        """Return the page as text."""
        lines = [page.text(self.session, self.call)]
        return "\n".join([self.problem, *lines] if self.problem else lines)

    def __repr__(self) -> str:
        return self.text()

    def areas(self, picture: Markup, *, static: bool = False) -> dict[str, Markup]:
        """Return the markup of each area; with `static` nothing can be pressed."""
        session = self.session
        return {
            "head": page.head(session),
            "account": page.account(session),
            "picture": picture,
            "ask": page.ask(session, self.chosen, static=static),
            "said": page.said(session, static=static),
            "topics": page.topics(session),
        }

    def content(self, picture: PictureMaker) -> Markup:
        """Return the whole page, as it stands where nothing can be clicked."""
        drawn = self._drawn
        areas = self.areas(picture(drawn.diagram(self.session.outcome)) if drawn else Markup(), static=True)
        if self.session.outcome is None or not self.session.is_single:
            code_lines = page.how_in_code(self.session, self.call)
            areas["ask"] = fragment(areas["ask"], paragraphs(code_lines, "iamsim-note"))
        parts = (element("div", {"data-area": name}, area) for name, area in areas.items() if str(area))
        return fragment(
            element("style", {}, trusted(_style())), element("div", {"class": "iamsim-practice"}, *parts)
        )

    def controls(self) -> Sequence[Control]:
        """Return nothing: the page itself is the control."""
        return ()

    @property
    def _drawn(self) -> page.QuestionPicture | None:
        """The picture of the question that is on the page."""
        if self.session.is_review and self.session.finished and self.session.outcome is None:
            return None
        question = self.session.question
        if self._picture is None or self._picture.question is not question:
            self._picture = page.QuestionPicture(question)
        return self._picture

    def _live_picture(self) -> tuple[Markup, Mapping[str, str]]:
        """Return the picture and the classes of its parts, or a line that says why there is none."""
        drawn, outcome = self._drawn, self.session.outcome
        if drawn is None:
            return Markup(), {}
        try:
            image = scrolled(trusted(drawn.svg(outcome)))  # made of elements, too: names in it are escaped
        except NotDrawn as error:
            return element("p", {}, f"({error})"), {}
        # Until there is an answer, the style sheet hides the gates.
        return element("div", {"class": "is-open" if outcome is None else ""}, image), drawn.marks(outcome)

    def live_box(self) -> Any:
        """Return the page as a widget, to be put into others. Raises ImportError without anywidget."""
        if self._page is None:
            from iamsim.widgets import form_controls  # noqa: PLC0415 - needs ipywidgets

            form = PageForm(CSS_CLASS, page.AREAS, {}, f"{card_style()}{_style()}")
            self._page = LivePage(form, self._on_step)
            self._box = form_controls.column([self._page.ipywidget], "iamsim-practice-box")
            self.refresh()
        return self._box

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Return the page where anywidget is installed, and the text and HTML versions."""
        versions = {"text/plain": self.text(), "text/html": self.html()}
        if answer_mode().name:  # a lesson is tried out or printed: nobody clicks
            return versions
        try:
            box = self.live_box()
        except ImportError:
            return versions
        data = box._repr_mimebundle_(**options)
        return {**(data[0] if isinstance(data, tuple) else data), **versions}

    def _on_step(self, step: str, values: Mapping[str, Any]) -> None:
        texts = {name: str(value)[:40] for name, value in values.items()}
        if step == "choose" and texts.get("answer") in ANSWERS:
            self.choose(texts["answer"])
        elif step == "answer" and self.chosen and texts.get("confidence") in CONFIDENCES:
            self.answer(self.chosen, texts["confidence"])
        elif step == "back":
            self.back()
        elif step == "next":
            self.next()
        else:
            self.refresh()  # so that the page hears an answer

    def refresh(self) -> Practice:
        """Update the page, if it is shown; return the practice itself."""
        if self._page is None:
            return self
        picture, marks = self._live_picture()
        self._page.show(self.areas(picture), PageState(marks=marks, failed=bool(self.problem)))
        self._offer()
        return self

    def _offer(self) -> None:
        """Show this very account to try out, where an idea was named for the second time."""
        outcome = self.session.outcome
        times = outcome.times_named.values() if outcome and outcome.is_wrong else ()
        if outcome is None or page.TIMES_TO_EXPERIMENT not in times:
            self._box.children = self._box.children[:1]
            return
        row, scenario = outcome.question.rows[0], outcome.question.scenario
        explored = explorer(
            scenario.at(row.time),
            row.user,
            row.action,
            row.resource,
            scps=[list(scenario.scps)] if scenario.scps else (),
        )
        self._box.children = (*self._box.children[:1], explored.ipywidget())


def _decision(answer: int | str) -> str:
    """Return the name of the decision that an answer means: by its number, its name or its words."""
    for number, (name, words) in enumerate(ANSWERS.items(), 1):
        if answer in (number, str(number), name, words):
            return name
    raise TutorError(f"expected 1, 2 or 3, or one of {', '.join(ANSWERS)}; got {answer!r:.40}")


def _style() -> str:
    return packed_rules(__package__, "practice.css")
