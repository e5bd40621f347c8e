"""How wide a text is when it is drawn, and where it is broken into lines.

    text_width("ria") → points        wrap("cloudwatch:DescribeAlarms", 100) → lines

Texts are broken, not shortened, as long as that is possible: two actions that differ must not look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Widths of the letters from " " to "~" in thousandths of the font's size, as Chromium measures them in DejaVu
# Sans. It is the widest of style.FONTS: what fits in it fits in all of them.
_REGULAR = (
    "318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 "
    "636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 "
    "695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 "
    "579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838 "
)
_BOLD = (
    "348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 "
    "696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 "
    "770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 712 343 343 "
    "665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838 "
)
_WIDTHS = {
    bold: dict(zip(map(chr, range(32, 127)), map(int, widths.split()), strict=True))
    for bold, widths in {False: _REGULAR, True: _BOLD}.items()
}
FONT_SIZE = 12.0  # points
_OTHER_LETTER = 1050  # as wide as the letters of Chinese and Japanese
_ELLIPSIS = "…"
# After these a word may be broken, and between the words of a name in camel case.
_PIECES = re.compile(r"[^:/_,-]*?(?:[:/_,-]+|[a-z0-9](?=[A-Z])|$)")


def text_width(text: str, *, bold: bool = False) -> float:
    """Return how many points wide a text is at most, in any of the fonts that we use."""
    widths = _WIDTHS[bold]
    return sum(widths.get(letter, _OTHER_LETTER) for letter in text) * FONT_SIZE / 1000


def wrap(
    text: str, width: float, *, bold: bool = False, indent: str = "", max_lines: int = 6
) -> tuple[str, ...]:
    """Return a text as lines of at most `width` points, all but the first after `indent`.

    It is broken at spaces; a word that is too long for a line, at its colons, slashes and capitals, or where
    it must be. Of more than `max_lines` lines the middle is left out, as names differ mostly at their ends.

    >>> wrap("Allow cloudwatch:DescribeAlarms", 140)
    ('Allow cloudwatch:', 'DescribeAlarms')
    """
    space = width - text_width(indent, bold=bold)
    lines = [""]
    for word in text.split(" "):
        for number, piece in enumerate(_pieces(word, space, bold=bold)):
            gap = " " if lines[-1].strip() and not number else ""
            line = f"{lines[-1]}{gap}{piece}"
            if not lines[-1].strip() or text_width(line, bold=bold) <= width:
                lines[-1] = line
            else:
                lines.append(f"{indent}{piece}")
    if len(lines) > max_lines:
        end = (max_lines - 1) // 2
        lines = [*lines[: max_lines - 1 - end], f"{indent}{_ELLIPSIS}", *lines[len(lines) - end :]]
    return tuple(lines)


def _pieces(word: str, width: float, *, bold: bool) -> Iterator[str]:
    """Yield a word whole if it fits the width, else in the pieces that it may be broken into."""
    if text_width(word, bold=bold) <= width:
        yield word
        return
    for piece in filter(None, _PIECES.findall(word)):
        start = 0
        for end in range(1, len(piece) + 1):
            if text_width(piece[start:end], bold=bold) > width and end - start > 1:
                yield piece[start : end - 1]
                start = end - 1
        yield piece[start:]
