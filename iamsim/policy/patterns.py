"""Does this text fit that pattern: `*` and `?`, `${variables}`, ARN segments.

A pattern is cut at each `*`; a text fits if its pieces are found one after the other. No `*` is ever tried
twice, so a pattern made to be slow is not.
Source: IAM User Guide, reference_policies_elements_resource and reference_policies_variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | tuple[str, ...]"
Context: TypeAlias = Mapping[str, Value]
Piece: TypeAlias = tuple[str, ...]  # runs of plain text with one free character between them
Cut: TypeAlias = tuple[Piece, ...]  # a pattern's pieces, with any text between them


class Wildcard(Enum):
    """What `*` and `?` stand for."""

    RUN = "*"
    ONE = "?"


class Variable(NamedTuple):
    """`${aws:username}`, or with a default `${aws:PrincipalTag/team, 'company-wide'}`."""

    name: str
    default: str | None = None

    @property
    def key(self) -> str:
        """The name as a context holds it: names of keys ignore case."""
        return self.name.lower()


Token: TypeAlias = str | Wildcard | Variable

# No space in the name (access-analyzer-reference-policy-checks, "Unsupported space in variable").
_VARIABLE = re.compile(r"\$\{([^${},'\s]+)(?:,\s*'([^']*)')?\}")
_ESCAPES = {"${*}": "*", "${?}": "?", "${$}": "$"}
_WILDCARDS = {"*": Wildcard.RUN, "?": Wildcard.ONE}
_SPECIAL = re.compile(r"\$\{[*?$]\}|[*?]|" + _VARIABLE.pattern)
_PLAIN_SPECIAL = re.compile(r"[*?]")


def tokens(text: str, *, variables: bool = True, wildcards: bool = True) -> tuple[Token, ...]:
    """Cut a pattern into plain text, wildcards and variables; `${*}`, `${?}`, `${$}` are plain characters."""
    found: list[Token] = []
    end = 0
    for match in (_SPECIAL if variables else _PLAIN_SPECIAL).finditer(text):
        token = match[0]
        if not wildcards and token in _WILDCARDS:
            continue
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(_ESCAPES.get(token) or _WILDCARDS.get(token) or Variable(match[1], match[2]))
        end = match.end()
    if end < len(text):
        found.append(text[end:])
    return tuple(found)


def has_variable(parts: Iterable[Token]) -> bool:
    """True if the tokens mean something else for each request."""
    return any(isinstance(part, Variable) for part in parts)


def needed(parts: Iterable[Token]) -> tuple[str, ...]:
    """The variables that have no default, as they are spelled."""
    return tuple(part.name for part in parts if isinstance(part, Variable) and part.default is None)


def fill(parts: Sequence[Token], context: Context) -> tuple[str | Wildcard, ...] | None:
    """Put the variables' values in, as plain text; None if one has no single value."""
    filled: list[str | Wildcard] = []
    for part in parts:
        value = context.get(part.key, part.default) if isinstance(part, Variable) else part
        if value is None or isinstance(value, tuple):
            return None
        filled.append(value)
    return tuple(filled)


def pieces(parts: Iterable[Token]) -> Cut:
    """Cut filled tokens at each `*`; each piece is its runs of plain text, cut at each `?`."""
    cut: list[list[str]] = [[""]]
    for part in parts:
        if part is Wildcard.RUN:
            cut.append([""])
        elif part is Wildcard.ONE:
            cut[-1].append("")
        else:
            cut[-1][-1] += str(part)
    return tuple([tuple(piece) for piece in cut])


def cut_plainly(text: str) -> Cut:
    """Cut a text that has no variable and no escape: the same as `pieces(tokens(text))`, at once."""
    if "?" in text:
        return tuple([tuple(piece.split("?")) for piece in text.split("*")])
    return tuple([(piece,) for piece in text.split("*")])


def _length(piece: Piece) -> int:
    return sum(map(len, piece)) + len(piece) - 1


def _stands_at(piece: Piece, text: str, start: int) -> bool:
    for run in piece:
        if not text.startswith(run, start):
            return False
        start += len(run) + 1
    return True


def _find(piece: Piece, text: str, start: int, end: int) -> int:
    """The first place from `start` where the piece stands whole before `end`, or -1.

    With `?` in the piece all places are tried at once, each as one bit (Baeza-Yates and Gonnet's shift-and).
    """
    if len(piece) == 1:
        return text.find(piece[0], start, end)
    free, accepting = _bits(piece)
    length = _length(piece)
    begun = 0  # bit n: the piece's first n + 1 characters stand right before here
    for place in range(start, end):
        begun = (begun << 1 | 1) & (accepting.get(text[place], 0) | free)
        if begun >> (length - 1):
            return place - length + 1
    return -1


def _bits(piece: Piece) -> tuple[int, dict[str, int]]:
    """Where in the piece any character may stand, and where each of its own characters."""
    free, place = 0, 0
    accepting: dict[str, int] = {}
    for run in piece:
        for character in run:
            accepting[character] = accepting.get(character, 0) | 1 << place
            place += 1
        free |= 1 << place
        place += 1
    return free, accepting


def fits(cut: Cut, text: str) -> bool:
    """Tell whether the whole text is the pieces in order, with anything between them."""
    first, last = cut[0], cut[-1]
    if len(cut) == 1:
        return len(text) == _length(first) and _stands_at(first, text, 0)
    start, end = _length(first), len(text) - _length(last)
    if start > end or not _stands_at(first, text, 0) or not _stands_at(last, text, end):
        return False
    for piece in cut[1:-1]:
        found = _find(piece, text, start, end)
        if found < 0:
            return False
        start = found + _length(piece)
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a policy, as written and as cut; with variables, as tokens to be filled and cut."""

    text: str
    cut: Cut
    tokens: tuple[Token, ...] = ()

    @classmethod
    def parse(cls, text: str, *, variables: bool = True) -> Pattern:
        """Read a pattern; without `variables`, `${...}` is plain text (policy Version 2008-10-17)."""
        if not variables or "${" not in text:
            return cls(text, cut_plainly(text))
        parts = tokens(text)
        return cls(text, (), parts) if has_variable(parts) else cls(text, pieces(parts))

    @property
    def has_variables(self) -> bool:
        """True if the pattern means something else for each request."""
        return bool(self.tokens)

    def fits(self, text: str, context: Context) -> bool:
        """Tell whether the text fits; a variable without a value fits nothing."""
        if not self.tokens:
            return fits(self.cut, text)
        filled = fill(self.tokens, context)
        return filled is not None and fits(pieces(filled), text)


_OPEN_END: Cut = (("",),)  # what follows the `*` of a pattern that ends in it


def predicate(patterns: Iterable[Pattern]) -> Callable[[str], bool]:
    """Make one question of all patterns, none with a variable: does the text fit any of them.

    Plain texts and plain beginnings are most of what policies hold, so they are asked first, all at once.
    """
    exact: list[str] = []
    prefixes: list[str] = []
    others: list[Cut] = []
    for pattern in patterns:
        first, rest = pattern.cut[0], pattern.cut[1:]
        if len(first) > 1 or rest not in ((), _OPEN_END):
            others.append(pattern.cut)
        else:
            (prefixes if rest else exact).append(first[0])
    if "" in prefixes:
        return _always
    if not others and not prefixes:
        return frozenset(exact).__contains__
    return partial(_fits_one_of, frozenset(exact), tuple(prefixes), tuple(others))


def _always(_: str) -> bool:
    return True


def _fits_one_of(
    exact: frozenset[str], prefixes: tuple[str, ...], others: tuple[Cut, ...], text: str
) -> bool:
    if text.startswith(prefixes) or text in exact:
        return True
    for cut in others:  # noqa: SIM110 - any() with a generator takes twice as long
        if fits(cut, text):
            return True
    return False


SEGMENTS = 6


def split_arn(arn: str) -> list[str] | None:
    """The six parts of an ARN (the last keeps its colons), or None if there are fewer."""
    parts = arn.split(":", SEGMENTS - 1)
    return parts if len(parts) == SEGMENTS else None


def split_pattern_arn(filled: Iterable[Token]) -> tuple[Cut, ...] | None:
    """Cut filled tokens at their first five colons, and each part as a pattern; None if there are fewer."""
    parts: list[list[Token]] = [[]]
    for token in filled:
        if not isinstance(token, str):
            parts[-1].append(token)
            continue
        first, *rest = token.split(":", SEGMENTS - len(parts))
        parts[-1].append(first)
        parts.extend([text] for text in rest)
    return tuple(map(pieces, parts)) if len(parts) == SEGMENTS else None


def fits_arn(cuts: Sequence[Cut], arn: str) -> bool:
    """Tell whether each of the ARN's six parts fits its own part of the pattern."""
    actual = split_arn(arn)
    return actual is not None and all(map(fits, cuts, actual))


def complete_arn(text: str) -> str:
    """Pad an ARN that stops early: `arn:aws:sqs` means `arn:aws:sqs:*:*:*` (reference_policies_grammar)."""
    missing = SEGMENTS - 1 - text.count(":")
    return text + ":*" * missing if text.startswith("arn:") and missing > 0 else text
