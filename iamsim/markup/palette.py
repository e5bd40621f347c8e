"""The colours of pictures, cards and widgets. That of each decision stands here and nowhere else.

Words and shapes carry the meaning, colours only help; each has the contrast that WCAG 2.2 asks for on PAPER.
"""

from __future__ import annotations

from collections.abc import Mapping

INK, MUTED, LINE, PAPER, BORDER = "#1f2328", "#4d5661", "#5b6570", "#ffffff", "#d0d7de"
GREY = "#f6f8fa"  # of what frames other things
BLUE, SAND, GREEN, RED, VIOLET = "#2f5597", "#7a5c00", "#1b6e3c", "#a32020", "#5f3d9e"
# The filling of a shape whose border has the colour; dark text stands out from it.
PALE = {BLUE: "#edf3fc", SAND: "#fbf4e2", GREEN: "#ecf6ef", RED: "#fdefed", VIOLET: "#f4effb"}
# Of decisions, and of the policies that can lead to them. That nobody allowed it has no colour of its own,
# because nothing that a policy says led to it.
ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY = GREEN, RED, INK
DEPENDS = BLUE  # a decision that depends on a key which nobody gave

# Each colour in a dark theme; the contrast with PAPER is the same or more.
DARK: Mapping[str, str] = {
    INK: "#e6edf3",
    MUTED: "#aeb9c4",
    LINE: "#8b96a1",
    PAPER: "#15181c",
    BORDER: "#3d444d",
    GREY: "#1d2126",
    BLUE: "#8ab4f8",
    SAND: "#e0bd5c",
    GREEN: "#6cc58a",
    RED: "#ff9087",
    VIOLET: "#c4a7f5",
    PALE[BLUE]: "#15233a",
    PALE[SAND]: "#2a230f",
    PALE[GREEN]: "#11291a",
    PALE[RED]: "#381715",
    PALE[VIOLET]: "#231a36",
}
