"""One request step by step, as IAM decides it: collect the policies, match each statement, decide.

    steps(account, "tom", action, resource) → Steps: .next(), .back(), .text(), .html()

The text and HTML versions show all steps at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iamsim.account import Account, Source
from iamsim.decision import collect
from iamsim.decision.explain import question, sentence
from iamsim.diagram import draw
from iamsim.markup import Markup, card_table, element, fragment, join_names
from iamsim.widgets.base import PictureMaker, RequestWidget, group_names, result_line, status
from iamsim.widgets.controls import Control, button, row
from iamsim.widgets.reasons import policy_table, statement_rows

STEPS = ("Collect", "Match", "Decide")
# IAM User Guide, reference_policies_evaluation-logic, as three steps.
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
    return Steps(account=account, user=account.user(user).name, action=action, resource=resource)


@dataclass(eq=False, kw_only=True)
class Steps(RequestWidget):
    """A request and the steps of its decision; `current` is the last step that is shown, from 1."""

    current: int = 1

    def next(self) -> Steps:
        """Show one step more."""
        return self._go_to(self.current + 1)

    def back(self) -> Steps:
        """Show one step less."""
        return self._go_to(self.current - 1)

    def _go_to(self, step: int) -> Steps:
        # Not an error: code may press Next as often as it likes.
        self.current = min(max(step, 1), len(STEPS))
        return self.refresh()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the user's policies are: at the user, then at each of its groups."""
        return collect(self.account, self.account.user(self.user))

    @property
    def unread(self) -> str:
        """The groups whose policies are not read, in a sentence; "" if there are none."""
        read = {source.name for source in self.sources if source.kind == "group"}
        # Named, so that it can be seen that a group has no say of a user who is not in it.
        unread = [name for name in group_names(self.account) if name not in read]
        return f"Not looked at: {join_names(unread)}." if unread else ""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Where each statement stands, what it says, if it matches; which one decides is the last step's."""
        return statement_rows(self.result, decided=False)

    def text(self) -> str:
        """Return all steps."""
        sources = [f"{source}: {_policy_names(source)}" for source in self.sources]
        statements = [f"{stands}: {statement} → {matches}" for stands, statement, matches in self.rows]
        results = ([*sources, *filter(None, [self.unread])], statements, [sentence(self.result)])
        lines = [question(self.result.request)]
        for heading, step_lines in zip(STEP_HEADINGS, results, strict=True):
            lines += [heading, *(f"   {line}" for line in step_lines)]
        return "\n".join(lines)

    def content(self, picture: PictureMaker) -> Markup:
        """Return the steps up to the current one, and with the last one the picture of the decision."""
        position = f" Step {self.current} of {len(STEPS)}: {STEPS[self.current - 1].lower()}."
        return self._steps(self.current, position, picture)

    def static_content(self, picture: PictureMaker) -> Markup:
        """Return all steps and the picture."""
        return self._steps(len(STEPS), "", picture)

    def _steps(self, count: int, position: str, picture: PictureMaker) -> Markup:
        request = status(element("strong", {}, question(self.result.request)), position)
        results = zip(STEP_HEADINGS, self._step_results(), strict=True)
        steps = [
            fragment(element("p", {"class": "iamsim-step-heading"}, heading), result)
            for heading, result in results
        ]
        diagram = picture(draw(self.result)) if count == len(STEPS) else fragment()
        return fragment(request, *steps[:count], diagram)

    def _step_results(self) -> tuple[Markup, Markup, Markup]:
        """Return what each step found."""
        sources = [(str(source), _policy_names(source)) for source in self.sources]
        collected = card_table(sources, SOURCE_HEADINGS, caption="What is collected")
        unread = element("p", {}, self.unread) if self.unread else fragment()
        # Which statement decides is not said before the last step, so that it can be predicted.
        matched = policy_table(self.rows, "What is tested")
        if not self.rows:
            matched = element("p", {}, "There is no statement to test.")
        return fragment(collected, unread), matched, result_line(self.result)

    def controls(self) -> Sequence[Control]:
        """Return Back and Next; at the ends one of them is off."""
        at_start, at_end = self.current == 1, self.current == len(STEPS)
        # A button at the end is off, not gone: the other one must not move under the pointer.
        back = button("◂ Back", self.back, "One step back", disabled=at_start)
        return [row(back, button("Next ▸", self.next, "One step further", disabled=at_end, primary=True))]


def _policy_names(source: Source) -> str:
    return join_names([policy.name for policy in source.policies], "no policy")
