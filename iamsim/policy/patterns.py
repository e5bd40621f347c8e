"""Wildcards, policy variables and ARNs: whether a text matches a pattern of a policy.

    "b/${aws:username}/*" → tokenize → resolve_variables → split_at_wildcards → matches_segments

Source: IAM User Guide, reference_policies_elements_resource and reference_policies_variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeAlias

ContextValue: TypeAlias = "str | tuple[str, ...]"
Context: TypeAlias = Mapping[str, ContextValue]
Segment: TypeAlias = tuple[str, ...]
"""Literal texts with a `?` between each two: `a?c` is `("a", "c")`."""
Segments: TypeAlias = tuple[Segment, ...]
"""A pattern's segments with a `*` between each two: `a?c*` is `(("a", "c"), ("",))`."""


class Wildcard(Enum):
    """`*` is any text, of any length; `?` is any one character."""

    STAR = "*"
    QUESTION_MARK = "?"


class Variable(NamedTuple):
    """`${aws:username}`, or with a default `${aws:PrincipalTag/team, 'company-wide'}`."""

    name: str
    default: str | None = None


Token: TypeAlias = str | Wildcard | Variable
ResolvedToken: TypeAlias = str | Wildcard

# No space in the name (access-analyzer-reference-policy-checks, "Unsupported space in variable").
_VARIABLE = re.compile(r"\$\{([^${},'\s]+)(?:,\s*'([^']*)')?\}")
# reference_policies_variables, "Special characters".
_ESCAPES = {"${*}": "*", "${?}": "?", "${$}": "$"}
_WILDCARDS = {wildcard.value: wildcard for wildcard in Wildcard}
_SPECIAL = re.compile(r"\$\{[*?$]\}|[*?]|" + _VARIABLE.pattern)
_WILDCARD = re.compile(r"[*?]")


def tokenize(text: str, *, variables: bool = True, wildcards: bool = True) -> tuple[Token, ...]:
    """Split a pattern into literal text, wildcards and variables; `${*}`, `${?}` and `${$}` are literal text.

    Without `variables` (Version 2008-10-17) `${...}` is literal text; without `wildcards` `*` and `?` are.
    """
    tokens: list[Token] = []
    end = 0
    for match in (_SPECIAL if variables else _WILDCARD).finditer(text):
        special = match[0]
        if not wildcards and special in _WILDCARDS:
            continue
        if match.start() > end:
            tokens.append(text[end : match.start()])
        tokens.append(_ESCAPES.get(special) or _WILDCARDS.get(special) or Variable(match[1], match[2]))
        end = match.end()
    if end < len(text):
        tokens.append(text[end:])
    return tuple(tokens)


def has_variable(tokens: Iterable[Token]) -> bool:
    """Tell whether the tokens mean something else for each request."""
    return any(isinstance(token, Variable) for token in tokens)


def required_keys(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the context keys, as spelled, of the variables that have no default."""
    return tuple(token.name for token in tokens if isinstance(token, Variable) and token.default is None)


def variable_keys(text: str) -> tuple[str, ...]:
    """Return the context keys, as spelled, of all variables in a value, also of those with a default.

    >>> variable_keys("home/${aws:username}/${aws:PrincipalTag/team, 'all'}")
    ('aws:username', 'aws:PrincipalTag/team')
    """
    return tuple(token.name for token in tokenize(text) if isinstance(token, Variable))


def resolve_variables(tokens: Sequence[Token], context: Context) -> tuple[ResolvedToken, ...] | None:
    """Replace variables by their values, as literal text; None if one has no value, or several."""
    resolved: list[ResolvedToken] = []
    for token in tokens:
        # The names of context keys ignore case, and a request's context has them in lower case.
        value = context.get(token.name.lower(), token.default) if isinstance(token, Variable) else token
        # A multivalued key has no single text that could stand in the pattern's place.
        if value is None or isinstance(value, tuple):
            return None
        resolved.append(value)
    return tuple(resolved)


class ReadValue(NamedTuple):
    """A value of a policy as one request reads it."""

    text: str  # variables replaced by their values; those without one stand as they are written
    missing_keys: tuple[str, ...] = ()  # of variables that have no value, or several, and no default


def read_value(tokens: Iterable[Token], context: Context) -> ReadValue:
    """Return the text of tokens as a request reads them; a `*` that is no wildcard stays `${*}`.

    >>> read_value(tokenize("home/${aws:username}/*"), {"aws:username": "ana"}).text
    'home/ana/*'
    """
    texts: list[str] = []
    missing_keys: list[str] = []
    for token in tokens:
        if isinstance(token, Wildcard):
            texts.append(token.value)
            continue
        value = context.get(token.name.lower(), token.default) if isinstance(token, Variable) else token
        if isinstance(value, str):
            texts.append(_WILDCARD.sub(r"${\g<0>}", value))
        elif isinstance(token, Variable):
            texts.append(f"${{{token.name}}}")
            missing_keys.append(token.name)
    return ReadValue("".join(texts), tuple(dict.fromkeys(missing_keys)))


def split_at_wildcards(tokens: Iterable[Token]) -> Segments:
    """Split resolved tokens into segments at each `*`, and each segment into literal texts at each `?`."""
    segments: list[list[str]] = [[""]]
    for token in tokens:
        if token is Wildcard.STAR:
            segments.append([""])
        elif token is Wildcard.QUESTION_MARK:
            segments[-1].append("")
        else:
            segments[-1][-1] += str(token)
    return tuple([tuple(segment) for segment in segments])


def split_text_at_wildcards(text: str) -> Segments:
    """Split a text without variables and escapes; equal to `split_at_wildcards(tokenize(text))`."""
    # Most patterns have no variable, and this takes a third of the time.
    if "?" in text:
        return tuple([tuple(segment.split("?")) for segment in text.split("*")])
    return tuple([(segment,) for segment in text.split("*")])


def _length(segment: Segment) -> int:
    return sum(map(len, segment)) + len(segment) - 1


def _matches_at(segment: Segment, text: str, start: int) -> bool:
    for literal in segment:
        if not text.startswith(literal, start):
            return False
        start += len(literal) + 1
    return True


def _find(segment: Segment, text: str, start: int, end: int) -> int:
    """Return the first index from `start` at which the segment matches and ends by `end`, or -1."""
    if len(segment) == 1:
        return text.find(segment[0], start, end)
    # With `?` all starts are tried at once, each as one bit (the shift-and algorithm of Baeza-Yates and
    # Gonnet): trying them in turn takes quadratic time on a pattern such as *a?a?a?b*.
    any_character, masks = _shift_and_masks(segment)
    length = _length(segment)
    prefixes = 0  # bit n is set if the segment's first n + 1 characters end right before `index`
    for index in range(start, end):
        prefixes = (prefixes << 1 | 1) & (masks.get(text[index], 0) | any_character)
        if prefixes >> (length - 1):
            return index - length + 1
    return -1


def _shift_and_masks(segment: Segment) -> tuple[int, dict[str, int]]:
    """Return bits of the positions in a segment: those of `?`, and by literal character its own."""
    any_character, position = 0, 0
    masks: dict[str, int] = {}
    for literal in segment:
        for character in literal:
            masks[character] = masks.get(character, 0) | 1 << position
            position += 1
        any_character |= 1 << position
        position += 1
    return any_character, masks


def matches_segments(segments: Segments, text: str) -> bool:
    """Tell whether the whole text consists of the segments, in order, with any text between them.

    Each segment is taken where it is found first and no `*` is tried again, so that the time grows with the
    text's length alone: a regular expression with many `.*` would try every division of the text.
    """
    first, last = segments[0], segments[-1]
    if len(segments) == 1:
        return len(text) == _length(first) and _matches_at(first, text, 0)
    # First and last are fixed at the text's ends; the others lie between, and may not share a character.
    start, end = _length(first), len(text) - _length(last)
    if start > end or not _matches_at(first, text, 0) or not _matches_at(last, text, end):
        return False
    for segment in segments[1:-1]:
        # The first place is enough: a later one leaves less text for the segments that follow.
        index = _find(segment, text, start, end)
        if index < 0:
            return False
        start = index + _length(segment)
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written and in segments; with variables, as tokens to be resolved for each request."""

    text: str
    segments: Segments
    tokens: tuple[Token, ...] = ()

    @classmethod
    def parse(cls, text: str, *, variables: bool = True) -> Pattern:
        """Read a pattern; without `variables`, `${...}` is literal text (policy Version 2008-10-17)."""
        if not variables or "${" not in text:
            return cls(text, split_text_at_wildcards(text))
        tokens = tokenize(text)
        return cls(text, (), tokens) if has_variable(tokens) else cls(text, split_at_wildcards(tokens))

    @property
    def has_variables(self) -> bool:
        """True if the pattern means something else for each request."""
        return bool(self.tokens)

    @property
    def variable_keys(self) -> tuple[str, ...]:
        """The context keys of its variables, in lower case, also of those that have a default."""
        return tuple([token.name.lower() for token in self.tokens if isinstance(token, Variable)])

    def resolve(self, context: Context) -> Segments | None:
        """Return its segments with the variables' values; None if a variable has none."""
        if not self.tokens:
            return self.segments
        resolved = resolve_variables(self.tokens, context)
        return None if resolved is None else split_at_wildcards(resolved)

    def with_any_value(self, keys: Container[str]) -> Pattern:
        """Return the pattern with any text in place of the variables of these keys, in lower case."""
        tokens = tuple(
            [
                Wildcard.STAR if isinstance(token, Variable) and token.name.lower() in keys else token
                for token in self.tokens
            ]
        )
        return Pattern(self.text, (), tokens) if tokens else self

    def matches(self, text: str, context: Context) -> bool:
        """Tell whether the pattern matches a text; with a variable that has no value it matches nothing."""
        segments = self.resolve(context)
        return segments is not None and matches_segments(segments, text)


_TRAILING_STAR: Segments = (("",),)  # the segments after the first, of a pattern whose only `*` is its end


def any_pattern(patterns: Iterable[Pattern]) -> Callable[[str], bool]:
    """Return a function that tells whether any of the patterns, all without variables, matches a text."""
    # Most patterns of a policy are literal (s3:GetObject) or a prefix (s3:Get*): each kind is one C call.
    literals: list[str] = []
    prefixes: list[str] = []
    complex_patterns: list[Segments] = []
    for pattern in patterns:
        first, rest = pattern.segments[0], pattern.segments[1:]
        if len(first) > 1 or rest not in ((), _TRAILING_STAR):
            complex_patterns.append(pattern.segments)
        else:
            (prefixes if rest else literals).append(first[0])
    if not complex_patterns and not prefixes:
        return frozenset(literals).__contains__
    return partial(_matches_one, frozenset(literals), tuple(prefixes), tuple(complex_patterns))


def _matches_one(
    literals: frozenset[str], prefixes: tuple[str, ...], complex_patterns: tuple[Segments, ...], text: str
) -> bool:
    if text.startswith(prefixes) or text in literals:
        return True
    for segments in complex_patterns:  # noqa: SIM110 - any() with a generator takes twice as long
        if matches_segments(segments, text):
            return True
    return False


ARN_PARTS = 6
"""arn:partition:service:region:account:resource (reference-arns)."""


def split_arn(arn: str) -> list[str] | None:
    """Return the six parts of an ARN (the last keeps its colons), or None if there are fewer."""
    parts = arn.split(":", ARN_PARTS - 1)
    return parts if len(parts) == ARN_PARTS else None


def split_arn_pattern(tokens: Iterable[Token]) -> tuple[Segments, ...] | None:
    """Split resolved tokens at their first five colons, and each part into segments; None if too few."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if not isinstance(token, str):
            parts[-1].append(token)
            continue
        # Colons after the fifth belong to the resource; a wildcard never stands for one of the first five.
        first, *rest = token.split(":", ARN_PARTS - len(parts))
        parts[-1].append(first)
        parts.extend([text] for text in rest)
    return tuple(map(split_at_wildcards, parts)) if len(parts) == ARN_PARTS else None


def matches_arn(pattern_parts: Sequence[Segments], arn: str) -> bool:
    """Tell whether each of an ARN's six parts matches its own part of the pattern: `*` stops at `:`."""
    parts = split_arn(arn)
    return parts is not None and all(map(matches_segments, pattern_parts, parts))


def complete_arn(text: str) -> str:
    """Pad an ARN that stops early: `arn:aws:sqs` means `arn:aws:sqs:*:*:*` (reference_policies_grammar)."""
    missing = ARN_PARTS - 1 - text.count(":")
    return text + ":*" * missing if text.startswith("arn:") and missing > 0 else text
