"""One request step by step, as IAM goes: collect the policies, match each statement, decide.

    steps(account, "tom", action, resource) → Steps: Back, Next; what was found so far, in the end the way

`next` and `back` do from code what the buttons do. The twins show all steps at once.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import chain
from typing import Any

from iamsim.account import Account, Source
from iamsim.decision import collect
from iamsim.decision.explain import question
from iamsim.diagram import Diagram, draw
from iamsim.widgets.controls import Controls
from iamsim.widgets.reasons import FITS, HEADS, reasons
from iamsim.widgets.twins import Twins, grid, listed, page

STEPS = ("Collect", "Match", "Decide")
DOES = (
    "look up the user, the groups that the user is in now, and their policies",
    "hold each statement against the request, one by one",
    "of those that fit, one that denies decides; else one that allows; else the answer is no",
)
HEADINGS = tuple(f"{at}. {step}: {does}" for at, (step, does) in enumerate(zip(STEPS, DOES, strict=True), 1))
PLACES = ("Where AWS looks", "Policies there")


def steps(account: Account, user: str, action: str, resource: str) -> Steps:
    """Show how a request is decided, one step after the other."""
    return Steps(account, account.user(user).name, action, resource)


class Steps(Twins):
    """A request on its way to an answer; `at` is the step that is shown last."""

    def __init__(self, account: Account, user: str, action: str, resource: str) -> None:
        self.account = account
        self.told = reasons(account, (action,), resource, user=user)
        self.at = 1

    def next(self) -> Steps:
        """Go one step further."""
        return self._to(self.at + 1)

    def back(self) -> Steps:
        """Go one step back."""
        return self._to(self.at - 1)

    def _to(self, at: int) -> Steps:
        self.at = min(max(at, 1), len(STEPS))
        self.show()
        return self

    @property
    def places(self) -> tuple[Source, ...]:
        """Where the user's policies are: at the user, then at each of its groups."""
        return collect(self.account, self.account.user(self.told.user))

    @property
    def unread(self) -> str:
        """The groups that are not looked at, in a sentence; nothing if there are none."""
        known = {place.name for place in self.places if place.kind == "group"}
        others = [group.name for group in self.account.groups.values() if group.name not in known]
        return f"Not looked at: {listed(others)}." if others else ""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Where each statement stands, what it says, if it fits; which one decides is the last step's."""
        fits = dict.fromkeys(FITS.values(), FITS["matches"])
        return [(where, said, fits.get(fit, fit)) for where, said, fit in self.told.rows()]

    def _lines(self) -> list[list[str]]:
        """What each step found, as lines of text."""
        collected = [f"{place}: {_policies(place)}" for place in self.places]
        matched = [f"{where}: {said} → {fits}" for where, said, fits in self.rows]
        return [[*collected, *filter(None, [self.unread])], matched, [self.told.said]]

    def text(self) -> str:
        """All steps, as text."""
        found = zip(HEADINGS, self._lines(), strict=True)
        told = ((heading, *(f"   {line}" for line in lines)) for heading, lines in found)
        return "\n".join([question(self.told.result.request), *chain.from_iterable(told)])

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """The steps so far, and in the end the way to the answer."""
        return self._page(self.at, f" Step {self.at} of {len(STEPS)}: {STEPS[self.at - 1].lower()}.", picture)

    def html(self) -> str:
        """All steps, as HTML."""
        return self._page(len(STEPS), "", Diagram.html)

    def _page(self, at: int, where: str, picture: Callable[[Diagram], str]) -> str:
        said = f"<strong>{escape(question(self.told.result.request))}</strong>{where}"
        way = draw(self.told.result) if at == len(STEPS) else None
        return page(said, "".join(self._parts()[:at]), lambda: picture(way) if way else "")

    def _parts(self) -> list[str]:
        """What each step does and found, as HTML."""
        places = [[str(place), escape(_policies(place))] for place in self.places]
        rows = [[where, escape(said), escape(fits)] for where, said, fits in self.rows]
        unread = f"<p>{escape(self.unread)}</p>" if self.unread else ""
        found = (
            grid("What is collected", PLACES, places) + unread,
            grid("What is tested", HEADS, rows) if rows else "<p>There is no statement to test.</p>",
            f"<p><strong>{escape(self.told.said)}</strong></p>",
        )
        return [f"<p>{heading}</p>{part}" for heading, part in zip(HEADINGS, found, strict=True)]

    def controls(self) -> _Buttons:
        """Back and Next."""
        return _Buttons(self)


def _policies(place: Source) -> str:
    return listed([policy.name for policy in place.policies], "no policy")


class _Buttons(Controls[Steps]):
    """The two buttons."""

    def build(self) -> Any:
        """The buttons in a row, the area."""
        self.back = self.button("◂ Back", "One step back", self.shown.back)
        self.next = self.button("Next ▸", "One step further", self.shown.next)
        self.next.button_style = "primary"
        return self.kit.VBox([self.row(self.back, self.next), self.area])

    def write(self) -> None:
        """Switch off what would lead nowhere."""
        self.back.disabled = self.shown.at == 1
        self.next.disabled = self.shown.at == len(STEPS)
