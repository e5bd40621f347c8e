"""The README's moving picture: a question about Ria is predicted, answered and explained, in one SVG.

    layout, result and words of the simulator → what is there first, and layers that appear one by one → SVG

Only CSS moves it: a page that shows it as an image runs no script. Where nothing moves it can be read as
well: the first moment has the whole question; who wants less motion sees all layers at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import iamsim
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words, headline, question, reason
from iamsim.diagram import style
from iamsim.diagram.decision_layout import LINE_HEIGHT
from iamsim.diagram.text_width import FONT_SIZE, text_width, wrap
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.markup import Markup, element, trusted
from iamsim.markup.palette import ALLOWED, BLUE, INK, LINE, MUTED, PALE, PAPER
from tools.ria_question import ALL_POLICIES, PAGE, USER, account_with, layout, sentence_case

READ = "s3:GetObject"  # not the question of lesson 00, whose answer a README must not give away
IDEA = "DENY_KILLS_USER"
PREDICTED = Decision.EXPLICIT_DENY  # what that idea answers
SECONDS = 7
# When the pointer and each layer begin to appear, in percent of the time.
APPEARS = {"pointer": 6, "predicted": 22, "answered": 36, "explained": 50}
# Points: the words' left edge and width, the picture's left edge, an answer's height and distance.
LEFT, WIDTH = 14, 252
PICTURE_LEFT = LEFT + WIDTH + 16
BUTTON_HEIGHT, BUTTON_GAP = 30, 6
POINTER = "M0 0v17l4-4 3 7 3-1.3-3-7h6z"


def moving_picture() -> str:
    """Return the picture as the text of an SVG file, the same on every machine."""
    full = layout()
    result = iamsim.simulate(account_with(ALL_POLICIES), USER, READ, PAGE)
    width, height = PICTURE_LEFT + full.layout.width, full.layout.height
    # Opaque, since of two pictures that fade into each other both are pale for a moment.
    paper = shape("rect", x=1, y=2, width=full.layout.width - 3, height=height - 4, rx=6, fill=PAPER)
    before, after = drawing(full.svg()), drawing(full.diagram(result).svg)
    children = (
        element("title", {}, question(result.request)),
        element("desc", {}, description(result)),
        element("style", {}, trusted(f"{style.CSS}{animation()}")),
        shape("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, **style.CARD),
        moved(PICTURE_LEFT, 0, before, layer("answered", paper, after)),
        *panel(result),
    )
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "iamsim decision",
        "role": "img",
        "aria-label": description(result),
        "width": f"{width * style.SCALE:.0f}",
        "height": f"{height * style.SCALE:.0f}",
        "viewBox": f"0 0 {width:g} {height:g}",
    }
    return str(element("svg", attributes, *children))


def description(result: EvaluationResult) -> str:
    """Return what the picture shows, for those who do not see it."""
    prediction = f"Predicted: {decision_words(PREDICTED)}."
    answer = f"AWS answers: {headline(result)}, because {reason(result)}."
    return f"{question(result.request)} {prediction} {answer} {idea_words()}"


def idea_words() -> str:
    """Return which wrong idea gives the prediction, and what is true instead."""
    idea = MISCONCEPTIONS[IDEA]
    return f"The prediction fits the idea “{idea.belief}” {idea.refutation}"


def drawing(svg: str) -> Markup:
    """Return what stands in a diagram's `<svg>` after its style sheet and its card, without tooltips."""
    _, _, body = svg.removesuffix("</svg>").partition("</style>")
    _, _, body = body.partition("/>")
    body = re.sub(r"<title>.*?</title>\s*", "", body, flags=re.DOTALL)
    return trusted(re.sub(r' data-(?:node|edge|class)="[^"]*"', "", body))  # `diagram` escapes all names


def panel(result: EvaluationResult) -> Iterator[Markup]:
    """Yield what stands beside the picture: the question, the prediction, AWS's answer and the reason."""
    yield lines(wrap(question(result.request), WIDTH, bold=True), 28, weight=600)
    yield lines(["1 Predict"], 74, weight=600, fill=MUTED)
    top = 86
    for decision in (Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY):
        yield button(decision, top, fill=PAPER, stroke=LINE)
        if decision is PREDICTED:
            chosen = button(decision, top, fill=PALE[BLUE], stroke=BLUE, stroke_width=2.5)
            pointer = shape("path", d=POINTER, fill=INK, stroke=PAPER, stroke_width=1.2)
            yield layer("predicted", chosen)
            pointing = moved(LEFT + 150, top + BUTTON_HEIGHT / 2, element("g", {"class": "pointer"}, pointer))
        top += BUTTON_HEIGHT + BUTTON_GAP
    yield lines(["2 AWS answers"], 224, weight=600, fill=MUTED)
    yield layer("answered", stamp(headline(result), 236))
    yield lines(["3 Why"], 298, weight=600, fill=MUTED)
    why = wrap(sentence_case(f"{reason(result)}."), WIDTH)
    below = 318 + 6 + len(why) * LINE_HEIGHT
    yield layer("explained", lines(why, 318), lines(wrap(idea_words(), WIDTH), below))
    yield pointing  # above all else


def shape(tag: str, *children: Markup | str, **attributes: str | float) -> Markup:
    """Return an element; `stroke_width` is SVG's stroke-width."""
    texts = {
        name.replace("_", "-"): value if isinstance(value, str) else f"{value:g}"
        for name, value in attributes.items()
    }
    return element(tag, texts, *children)


def moved(x: float, y: float, *children: Markup) -> Markup:
    """Return elements at another place."""
    return element("g", {"transform": f"translate({x:g} {y:g})"}, *children)


def layer(name: str, *children: Markup) -> Markup:
    """Return what appears later, at APPEARS[name]."""
    return element("g", {"class": f"layer {name}"}, *children)


def lines(texts: Sequence[str], y: float, *, weight: int = 400, fill: str = INK) -> Markup:
    """Return lines of text below each other, the first one's letters standing on `y`."""
    placed = (
        shape("text", text, x=LEFT, y=y + number * LINE_HEIGHT, font_size=FONT_SIZE)
        for number, text in enumerate(texts)
    )
    return shape("g", *placed, font_weight=weight, fill=fill)


def button(decision: Decision, top: float, **colours: str | float) -> Markup:
    """Return one of the answers to choose from."""
    box = shape("rect", x=LEFT + 1, y=top, width=WIDTH - 2, height=BUTTON_HEIGHT, rx=6, **colours)
    words = shape("text", decision_words(decision), x=LEFT + 12, y=top + 19, font_size=FONT_SIZE, fill=INK)
    return element("g", {}, box, words)


def stamp(words: str, top: float) -> Markup:
    """Return AWS's answer as a stamp."""
    size = 17
    width = text_width(words, bold=True) * size / FONT_SIZE + 24
    colours = {"fill": PAPER, "stroke": ALLOWED, "stroke-width": "2.5"}
    box = shape("rect", x=LEFT + 2, y=top, width=width, height=34, rx=6, **colours)
    text = shape("text", words, x=LEFT + 14, y=top + 23, font_size=size, font_weight=700, fill=ALLOWED)
    return element("g", {"transform": f"rotate(-2 {LEFT} {top:g})"}, box, text)


def animation() -> str:
    """Return the style sheet that lets the layers appear, all of them at once where motion is not wanted."""
    rules = [
        f"@keyframes {name}{{0%,{start}%{{opacity:0}}{start + 4}%,96%{{opacity:1}}100%{{opacity:0}}}}"
        for name, start in APPEARS.items()
        if name != "pointer"
    ]
    start, press = APPEARS["pointer"], APPEARS["predicted"]
    way = (
        f"0%,{start}%{{opacity:0;transform:translate(60px,90px)}}",
        f"{start + 3}%{{opacity:1}}",
        f"{press - 2}%{{transform:none}}{press}%{{transform:scale(.8)}}{press + 2}%{{transform:none}}",
        f"{press + 8}%{{opacity:1}}{press + 12}%,100%{{opacity:0}}",
    )
    rules.append(f"@keyframes pointer{{{''.join(way)}}}")
    rules += [f".{name}{{animation:{name} {SECONDS}s infinite}}" for name in APPEARS]
    return (
        ".layer,.pointer{opacity:0}"
        "@media (prefers-reduced-motion:reduce){.layer{opacity:1}}"
        f"@media (prefers-reduced-motion:no-preference){{{''.join(rules)}}}"
    )
