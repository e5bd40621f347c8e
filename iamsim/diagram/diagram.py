"""A Picture as DOT text and as SVG, and the functions that draw an account, a user, a decision, the engine.

    Picture → DOT text → Graphviz (rendering) → SVG with our fonts, size and description

The only module that imports the package graphviz.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from iamsim.account import Account
from iamsim.decision import EvaluationResult
from iamsim.diagram.account_picture import (
    account_picture,
    credentials_picture,
    engine_picture,
    user_picture,
)
from iamsim.diagram.decision_picture import DecisionPicture, decision_picture
from iamsim.diagram.dot import dot_source, layout_source, printable
from iamsim.diagram.picture import Picture
from iamsim.diagram.rendering import NotDrawn, render_svg
from iamsim.diagram.svg import Marks, finish_layout, finish_picture, scrolled
from iamsim.markup import element, fragment


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture as DOT, as SVG and as text; a notebook shows the picture where it can be drawn."""

    picture: Picture | DecisionPicture

    @property
    def source(self) -> str:
        """The DOT text, for any Graphviz. Raises NotDrawn without the package graphviz."""
        picture = self.picture
        return (
            dot_source(picture)
            if isinstance(picture, Picture)
            else layout_source(picture.layout, picture.states)
        )

    @property
    def svg(self) -> str:
        """The picture as one `<svg>` element. Raises NotDrawn if nothing here can draw."""
        picture = self.picture
        if isinstance(picture, Picture):
            rendered = render_svg(dot_source(picture, for_our_svg=True))
            return finish_picture(rendered, picture.title, picture.description)
        rendered = render_svg(layout_source(picture.layout, {}), "nop2")
        texts = (picture.title, picture.description)
        return finish_layout(rendered, picture.layout, texts, Marks(picture.states, picture.labels))

    def __str__(self) -> str:
        """Return the same facts as an outline."""
        return self.picture.outline()

    def html(self) -> str:
        """Return an image with a description, and the outline to unfold. Raises NotDrawn."""
        svg = self.svg
        source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
        description = printable(self.picture.description)
        style = re.findall(r'style="([^"]*)', svg)[0]
        image = scrolled(element("img", {"src": source, "alt": description, "style": style}))
        summary = element("summary", {}, "The same in words")
        outline = element("pre", {}, printable(str(self), keep="\n"))
        return str(fragment(image, "\n", element("details", {}, summary, outline)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Return what Jupyter shows: the picture; where nothing can draw, its text and what to install."""
        try:
            # JupyterLab takes the first that it can show. It shows bare SVG without a description, and not
            # at all in a notebook that it does not trust, so HTML with an image comes first.
            return {"text/html": self.html(), "image/svg+xml": self.svg, "text/plain": str(self)}
        except NotDrawn as error:
            return {"text/plain": f"{self}\n({error})"}


def draw(
    subject: Account | EvaluationResult,
    user: str | None = None,
    *,
    highlight: Mapping[str, str] | Iterable[str] | str = (),
    before: EvaluationResult | None = None,
) -> Diagram:
    """Draw an account, what one `user` of it has, or the way to a decision.

    `highlight` names users, groups or policies to make stand out, each with a word: `{"Web": "new"}`; without
    a word it is "here". `before` is the result of the same request before something was switched off: what
    the other result lacks is drawn in its place as off. Raises ValueError for a name that is not in the
    picture, NoSuchEntity for a user.
    """
    names = [highlight] if isinstance(highlight, str) else highlight
    highlights = names if isinstance(names, Mapping) else dict.fromkeys(names, "here")
    picture: Picture | DecisionPicture
    if isinstance(subject, Account):
        picture = account_picture(subject, user, highlights)
    else:
        picture = decision_picture(subject, highlights, before)
    drawn = picture.names
    for name in highlights:
        if name not in drawn:
            raise ValueError(
                f"highlight: nothing is named {name!r} here (there are: {', '.join(sorted(drawn))})"
            )
    return Diagram(picture)


def draw_user(account: Account, name: str) -> Diagram:
    """Draw a user with its password and access keys, its policies and groups. Raises NoSuchEntity."""
    return Diagram(user_picture(account, account.user(name)))


def draw_credentials(account: Account, name: str) -> Diagram:
    """Draw a user with its password and its access keys only. Raises NoSuchEntity."""
    return Diagram(credentials_picture(account.user(name)))


def draw_engine(account: Account | None = None) -> Diagram:
    """Draw the three stores and the engine that reads them at each request."""
    return Diagram(engine_picture(account))
