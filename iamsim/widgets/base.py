"""The base class of all widgets: a value that shows itself as ipywidgets, as text and as HTML.

Widget ─ text(), content(), controls() → what a notebook shows, with ipywidgets and without them
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self, TypeAlias

from iamsim.account import Account, Policy
from iamsim.decision import Decision, EvaluationResult, simulate
from iamsim.decision.explain import sentence, short_name
from iamsim.diagram import Diagram, NotDrawn, scrolled
from iamsim.markup import Cell, Content, Markup, card_style, decision_cell, element, fragment, trusted
from iamsim.widgets.controls import Control, ControlView

PictureMaker: TypeAlias = Callable[[Diagram], Markup]
"""Makes a picture's markup: an `<svg>` in the live widget, an image in the HTML version."""


class Widget(ABC):
    """A value that a notebook shows as controls and content, and as text and HTML where it cannot.

    Everything that a control does, a method does from code.
    """

    side_by_side: ClassVar[bool] = False  # the controls beside the content, not above it
    _view: ControlView | None = None  # made when first shown: from code a widget needs no ipywidgets

    @abstractmethod
    def text(self) -> str:
        """Return the text version."""

    @abstractmethod
    def content(self, picture: PictureMaker) -> Markup:
        """Return what stands beside the controls as they are now, its picture made by `picture`."""

    @abstractmethod
    def controls(self) -> Sequence[Control]:
        """Return the controls as they are now."""

    def static_content(self, picture: PictureMaker) -> Markup:
        """Return the content of the HTML version, which nobody can click: perhaps more than `content`."""
        return self.content(picture)

    def html(self) -> str:
        """Return the HTML version, which needs neither ipywidgets nor a trusted notebook."""
        # A sanitizer takes an `<svg>` apart and leaves its words in a heap; an `<img>` stays whole.
        content = self.static_content(partial(_picture, source=Diagram.html))
        style = element("style", {}, card_style())
        return str(fragment(style, element("div", {"class": "iamsim-sheet iamsim-page"}, content)))

    def __str__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Return the ipywidgets where they are installed, and the text and HTML versions."""
        # A front end that cannot show ipywidgets, and a saved notebook without its kernel, show these.
        versions = {"text/plain": self.text(), "text/html": self.html()}
        try:
            return {**self.ipywidget()._repr_mimebundle_(**options), **versions}
        except ImportError:
            return versions

    def ipywidget(self) -> Any:
        """Return the controls and the content as one ipywidget. Raises ImportError without ipywidgets."""
        if self._view is None:
            self._view = ControlView(side_by_side=self.side_by_side)
            self.refresh()
        return self._view.box

    def refresh(self) -> Self:
        """Update the ipywidgets, if there are any; return the widget itself."""
        if self._view is not None:
            content = self.content(live_picture)
            self._view.update(self.controls(), element("div", {"class": "iamsim-page"}, content))
        return self


# Compared by identity: two widgets that show the same are two, each with ipywidgets of its own.
@dataclass(eq=False, kw_only=True)
class RequestWidget(Widget):
    """A widget about the requests of an account's users for one resource; `result` is that of one request."""

    account: Account
    resource: str
    actions: tuple[str, ...] = ()
    user: str = ""  # whose request is shown
    action: str = ""

    @property
    def users(self) -> tuple[str, ...]:
        """The names of the account's users."""
        return user_names(self.account)

    @property
    def result(self) -> EvaluationResult:
        """What AWS decides of the request that is shown."""
        return simulate(self.account, self.user, self.action, self.resource)

    def decision(self, user: str, action: str) -> Decision:
        """Return what AWS decides of any user's request for the resource."""
        return simulate(self.account, user, action, self.resource).decision

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table of answers: what is asked for, and the actions."""
        return (short_name(self.resource), *self.actions)

    def answer(self, user: str, action: str) -> Cell:
        """Return the cell of an answer."""
        return decision_cell(self.decision(user, action))

    def answers(self) -> list[list[Cell]]:
        """Return a row for each user: the name, and the answer for each action."""
        return [[user, *(self.answer(user, action) for action in self.actions)] for user in self.users]


def _picture(diagram: Diagram, source: Callable[[Diagram], object]) -> Markup:
    """Return a picture, or a line that says why it cannot be drawn."""
    try:
        # Diagram makes its SVG and HTML from elements, too; names in it are escaped.
        return trusted(str(source(diagram)))
    except NotDrawn as error:
        return element("p", {}, f"({error})")


def live_picture(diagram: Diagram) -> Markup:
    """Return a picture as an `<svg>`, whose text a browser can search and read out."""
    return _picture(diagram, lambda rendered: scrolled(trusted(rendered.svg)))


def status(*content: Content) -> Markup:
    """Return a paragraph that a screen reader reads out when it changes; nothing without content."""
    # An empty paragraph with this role would be announced as a change to nothing.
    return element("p", {"role": "status"}, *content) if any(content) else fragment()


def result_line(result: EvaluationResult, *before: Content) -> Markup:
    """Return the decision and its reason as a line in the decision's colour, read out when it changes."""
    words, _, reason = sentence(result).partition(": ")
    attributes = {"class": f"iamsim-decision {decision_cell(result.decision).css_class}", "role": "status"}
    return element("p", attributes, *before, element("strong", {}, words), f": {reason}")


def user_names(account: Account) -> tuple[str, ...]:
    """Return the names of the account's users, in its order."""
    return tuple(user.name for user in account.users.values())


def group_names(account: Account) -> tuple[str, ...]:
    """Return the names of the account's groups, in its order."""
    return tuple(group.name for group in account.groups.values())


def first_user(account: Account) -> str:
    """Return the name of the account's first user, "" if it has none."""
    # A widget that is made without a user must show something at once.
    return next(iter(user_names(account)), "")


def expected_texts(policies: Iterable[Policy], element_name: str) -> list[str]:
    """Return what the statements of policies say in this element ("Action", "Resource"), each text once."""
    # In the order of the policies: a menu then begins with what the account's author wrote first.
    statements = (statement for policy in policies for statement in policy.document.statements)
    elements = (part for statement in statements for part in statement.elements if part.name == element_name)
    return list(dict.fromkeys(text for part in elements for text in part.expected))
