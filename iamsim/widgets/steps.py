"""One request step by step, as IAM decides it: collect the policies, match each statement, decide.

    steps(account, "tom", action, resource) → Steps: .next(), .back(), .text(), .html()

The text and HTML versions show all steps at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from iamsim.account import Account, Source
from iamsim.decision import EvaluationResult, collect, simulate
from iamsim.decision.explain import question, sentence
from iamsim.diagram import draw
from iamsim.markup import Markup, element, fragment, html_table, join_names
from iamsim.widgets.base import PictureMaker, Widget, group_names, status
from iamsim.widgets.controls import Box, Button, row
from iamsim.widgets.reasons import HEADINGS, statement_rows

STEPS = ("Collect", "Match", "Decide")
_DESCRIPTIONS = (
    "look up the user, the groups that the user is in now, and their policies",
    "compare each statement with the request, one by one",
    "of those that match, one that denies decides; else one that allows; else the answer is no",
)
STEP_HEADINGS = tuple(
    f"{number}. {step}: {description}"
    for number, (step, description) in enumerate(zip(STEPS, _DESCRIPTIONS, strict=True), 1)
)
SOURCE_HEADINGS = ("Where AWS looks", "Policies there")


def steps(account: Account, user: str, action: str, resource: str) -> Steps:
    """Show how a request is decided, one step after the other."""
    return Steps(account, account.user(user).name, action, resource)


class Steps(Widget):
    """A request and the steps of its decision; `current` is the last step that is shown, from 1."""

    def __init__(self, account: Account, user: str, action: str, resource: str) -> None:
        self.account = account
        self.user = user
        self.action = action
        self.resource = resource
        self.current = 1

    def next(self) -> Steps:
        """Show one step more."""
        return self._go_to(self.current + 1)

    def back(self) -> Steps:
        """Show one step less."""
        return self._go_to(self.current - 1)

    def _go_to(self, step: int) -> Steps:
        self.current = min(max(step, 1), len(STEPS))
        return self.refresh()

    @property
    def result(self) -> EvaluationResult:
        """The decision."""
        return simulate(self.account, self.user, self.action, self.resource)

    @property
    def question(self) -> str:
        """The request as a question."""
        return question(self.result.request)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the user's policies are: at the user, then at each of its groups."""
        return collect(self.account, self.account.user(self.user))

    @property
    def unread(self) -> str:
        """The groups whose policies are not read, in a sentence; "" if there are none."""
        read = {source.name for source in self.sources if source.kind == "group"}
        unread = [name for name in group_names(self.account) if name not in read]
        return f"Not looked at: {join_names(unread)}." if unread else ""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Where each statement stands, what it says, if it matches; which one decides is the last step's."""
        return statement_rows(self.result, decided=False)

    def text(self) -> str:
        """Return all steps."""
        collected = [f"{source}: {_policy_names(source)}" for source in self.sources]
        matched = [f"{where}: {statement} → {matches}" for where, statement, matches in self.rows]
        found = ([*collected, *filter(None, [self.unread])], matched, [sentence(self.result)])
        lines = (
            (heading, *(f"   {line}" for line in step_lines))
            for heading, step_lines in zip(STEP_HEADINGS, found, strict=True)
        )
        return "\n".join([self.question, *chain.from_iterable(lines)])

    def content(self, picture: PictureMaker) -> Markup:
        """Return the steps up to the current one, and with the last one the picture of the decision."""
        position = f" Step {self.current} of {len(STEPS)}: {STEPS[self.current - 1].lower()}."
        return self._steps(self.current, position, picture)

    def static_content(self, picture: PictureMaker) -> Markup:
        """Return all steps and the picture."""
        return self._steps(len(STEPS), "", picture)

    def _steps(self, count: int, position: str, picture: PictureMaker) -> Markup:
        asked = status(element("strong", {}, self.question), position)
        diagram = picture(draw(self.result)) if count == len(STEPS) else fragment()
        return fragment(asked, *self._step_contents()[:count], diagram)

    def _step_contents(self) -> list[Markup]:
        """Return what each step does and found."""
        sources = [(str(source), _policy_names(source)) for source in self.sources]
        collected = html_table(sources, SOURCE_HEADINGS, caption="What is collected")
        unread = element("p", {}, self.unread) if self.unread else fragment()
        matched = (
            html_table(self.rows, HEADINGS, caption="What is tested")
            if self.rows
            else element("p", {}, "There is no statement to test.")
        )
        decided = element("p", {}, element("strong", {}, sentence(self.result)))
        found = (fragment(collected, unread), matched, decided)
        return [
            fragment(element("p", {}, heading), step)
            for heading, step in zip(STEP_HEADINGS, found, strict=True)
        ]

    def controls(self) -> Sequence[Box]:
        """Return Back and Next; at the ends one of them is off."""
        back = Button("◂ Back", self.back, "One step back", disabled=self.current == 1)
        onward = Button(
            "Next ▸", self.next, "One step further", disabled=self.current == len(STEPS), primary=True
        )
        return [row(back, onward)]


def _policy_names(source: Source) -> str:
    return join_names([policy.name for policy in source.policies], "no policy")
