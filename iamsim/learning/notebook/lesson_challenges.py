"""The challenges at the end of a lesson: a playground, with AWS's answers now beside those that are wanted.

    challenges("04") → LessonChallenges: .challenge, .perform(step, values), .text(), .html()

Each answer turns as the account comes nearer; any account that gives the wanted answers is a solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from iamsim.account import Account
from iamsim.learning.course_challenges import challenges_by_lesson, load_challenges
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.card_html import card, head
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.course_playground import challenge_event_id, save_solution
from iamsim.learning.notebook.goal_picture import goal_picture
from iamsim.learning.questions import ExerciseError
from iamsim.learning.questions.toml_reader import known_names
from iamsim.markup import (
    DecisionCell,
    Markup,
    card_table,
    decision_cell,
    dependent_cell,
    element,
    fragment,
    packed_rules,
    text_table,
    trusted,
)
from iamsim.widgets.account_builder import RULES, WANTED_WORDS, Challenge, Goal, Wanted, page
from iamsim.widgets.account_builder.page_controls import button, undo_buttons
from iamsim.widgets.base import live_picture
from iamsim.widgets.playground import Playground, Start

TITLE = "Three to build"
CHALLENGES = 3
"""So many of its challenges a lesson shows; the playground has all of them in its menu."""
HOW = (
    "The easiest comes first. The table says what AWS answers now, and what is wanted. "
    "Change who is in which group, and what the groups allow, until each row is as wanted. "
    "There is more than one way, and every way counts."
)
HEADINGS = ("request", "now", "wanted")
NOBODY_THERE = "no such user yet"


def challenges(lesson: str) -> LessonChallenges | Note:
    """Show a lesson's challenges, "04", and begin with the first that is not solved yet."""
    lessons = challenges_by_lesson()
    if lesson not in lessons:
        problem = ExerciseError(f"no challenges of lesson {lesson!r} ({known_names(str(lesson), lessons)})")
        return Note(TITLE, (str(problem),))
    entries = load_challenges(lesson=lesson)[:CHALLENGES]
    return LessonChallenges(lesson, [entry.challenge for entry in entries])


class LessonChallenges(Playground):
    """A playground with the challenges of one lesson in place of the menu of accounts."""

    def __init__(self, lesson: str, challenges: Sequence[Challenge]) -> None:
        self.lesson = lesson
        self._drawn: tuple[object, Markup] | None = None  # the goal's picture: it changes with few steps
        numbered = tuple(
            replace(challenge, title=f"{number} · {challenge.title}")
            for number, challenge in enumerate(challenges, 1)
        )
        answered = storage().read().journal.questions()
        self.solved = {item.id for item in numbered if challenge_event_id(item.id) in answered}
        super().__init__([Start(lesson, numbered[0].account)], numbered, self._keep)
        first = next((item for item in numbered if item.id not in self.solved), numbered[0])
        self.perform("start", {"name": first.title})

    def _keep(self, challenge_id: str, calls: int) -> None:
        self.solved.add(challenge_id)
        save_solution(challenge_id, calls)

    @property
    def following(self) -> Challenge | None:
        """The first challenge after the one on show, else the first of all, that is not solved; else None."""
        items = list(self.challenges.values())
        place = items.index(self.challenge) + 1 if self.challenge in items else 0
        return next((item for item in items[place:] + items[:place] if item.id not in self.solved), None)

    # ------------------------------------------------------------------------------------------- as markup

    def areas(self, picture: Markup, *, static: bool = False) -> dict[str, Markup]:
        """Return the areas of the playground, with the lesson's challenges above the table."""
        areas = super().areas(picture, static=static)
        return areas | {"toolbar": self._toolbar(), "challenge_card": self._challenge_card()}

    def _toolbar(self) -> Markup:
        tabs = [
            button(
                f"{title} ✓" if item.id in self.solved else title,
                "start",
                css_class=f"iamsim-button{' is-chosen' if item is self.challenge else ''}",
                name=title,
            )
            for title, item in self.challenges.items()
        ]
        steps = undo_buttons(can_undo=self.can_undo, can_redo=self.workspace.can_redo)
        return fragment(_style(), element("div", {"class": "iamsim-bar iamsim-tabs"}, *tabs, *steps))

    def _challenge_card(self) -> Markup:
        challenge, progress = self.challenge, self.progress
        if challenge is None or progress is None:
            return fragment()
        status: list[Markup | str] = [str(progress)]
        if progress.solved:
            solved, comparison = page.solution_words(len(self.workspace.cli_lines), challenge.best)
            status = [element("strong", {}, solved), f" {comparison}"]
            if self.following:
                title = self.following.title
                status += [" ", button(f"Next: {title}", "start", name=title)]
        content = fragment(_challenge(challenge, self.account, live=True), self._goal_picture(challenge))
        return element(
            "div",
            {"class": f"iamsim-challenge{' is-solved' if progress.solved else ''}"},
            content,
            element(
                "ul",
                {},
                *(element("li", {"class": "is-open"}, f"✗ {line}") for line in progress.broken_rules),
            )
            if progress.broken_rules
            else "",
            element("p", {"role": "status"}, *status),
        )

    def _goal_picture(self, challenge: Challenge) -> Markup:
        """Return what is wanted as a picture, folded: the account's own picture stands below."""
        state = (challenge.id, challenge.progress(self.account).reached)
        if self._drawn is None or self._drawn[0] != state:
            self._drawn = (state, live_picture(goal_picture(challenge, self.account)))
        summary = element("summary", {}, "What is wanted, as a picture")
        return element("details", {"data-key": "goal"}, summary, self._drawn[1])

    def html(self) -> str:
        """Return the HTML version, to read and to print: each challenge as it is at its beginning."""
        items = (
            element("div", {"class": "iamsim-challenge"}, _challenge(item, item.account))
            for item in self.challenges.values()
        )
        instructions = element("p", {}, HOW)
        return str(card(fragment(_style(), head(TITLE, self.lesson), instructions, *items), TITLE))

    # --------------------------------------------------------------------------------------------- as text

    def text(self) -> str:
        """Return which challenges are solved, and how far the one on show is."""
        lines = [f"{TITLE} · {self.lesson}"]
        lines += [
            f"{'✓' if item.id in self.solved else '○'} {title}" for title, item in self.challenges.items()
        ]
        if self.challenge and self.progress:
            lines += ["", self.challenge.title, self.challenge.story]
            lines += text_table((HEADINGS, *_text_rows(self.challenge, self.account)), "  ")
            lines += [*(RULES[rule][0] for rule in self.challenge.rules), str(self.progress)]
        return "\n".join(lines)


def _challenge(challenge: Challenge, account: Account, *, live: bool = False) -> Markup:
    """Make a challenge's story, its requests now and as wanted, and its rules."""
    rows, classes = [], []
    for goal in challenge.goals:
        is_reached = goal.reached(account)
        actual, expected = _now(goal, account), _wanted(goal)
        mark = element("span", {"class": "tag is-right"}, "✓ as wanted") if is_reached else ""
        rows.append((_request(goal, live=live), actual.html(), fragment(expected.html(), mark)))
        classes.append("is-right" if is_reached else "is-wrong")
    table = card_table(rows, HEADINGS, row_classes=classes, stacked=HEADINGS[1:])
    rules = [element("li", {}, RULES[rule][0]) for rule in challenge.rules]
    # Who begins the next one is led to its story: the button that was pressed is gone.
    attributes = {"tabindex": "-1", "data-focus": challenge.id} if live else {}
    return fragment(
        element("p", attributes, element("strong", {}, challenge.title), f" {challenge.story}"),
        element("div", {"class": "iamsim-towards"}, table),
        element("ul", {}, *rules) if rules else "",
    )


def _request(goal: Goal, *, live: bool) -> Markup:
    return page.goal_button(goal) if live else fragment(goal.request_words)


def _now(goal: Goal, account: Account) -> DecisionCell:
    if goal.user.casefold() not in account.users:
        return DecisionCell("", NOBODY_THERE, "is-implicitDeny")
    decision, depends_on = goal.answer(account)
    return dependent_cell(depends_on) if depends_on else decision_cell(decision)


def _wanted(goal: Goal) -> DecisionCell:
    # Where either denial will do, the cell has the colour of a denial and no rim of one of the two.
    css_class = {Wanted.REFUSED: "is-refused", Wanted.NEVER: "is-denied"}.get(
        goal.wanted, f"is-{goal.wanted.value}"
    )
    return DecisionCell("", WANTED_WORDS[goal.wanted], css_class)


def _text_rows(challenge: Challenge, account: Account) -> Iterator[tuple[str, str, str]]:
    for goal in challenge.goals:
        mark = " ✓" if goal.reached(account) else ""
        request = goal.request_words
        yield request, _now(goal, account).words, f"{_wanted(goal).words}{mark}"


def _style() -> Markup:
    return element("style", {}, trusted(packed_rules(__package__, "lesson_challenges.css")))
