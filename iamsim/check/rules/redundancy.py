"""A statement that another statement of the policy makes superfluous.

Source: IAM User Guide, access-analyzer-reference-policy-checks, "Redundant statement".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.policy import Pattern, Statement, complete_arn

_MAXIMUM_STATEMENTS = 200
"""Each statement is compared with each other; AWS's quotas leave room for about as many as this."""


def superfluous_statement(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a statement of which another with the same effect matches every request."""
    statements = statement.document.statements
    for other in statements if len(statements) <= _MAXIMUM_STATEMENTS else ():
        if other is not statement.statement and _covers(other, statement.statement):
            # Of two that are equal the second is superfluous.
            if other.index > statement.statement.index and _covers(statement.statement, other):
                continue
            name = f"{other.sid!r}" if other.sid else f"Statement[{other.index}]"
            yield Issue("", f"{name} {statement.verb} all of this too, so it changes nothing", "leave it out")
            return


def _covers(wide: Statement, narrow: Statement) -> bool:
    """Tell whether one statement matches every request that another does. False where it is not certain."""
    if wide.denies is not narrow.denies:
        return False
    wide_elements = {element.name: element.expected for element in wide.elements}
    narrow_elements = {element.name: element.expected for element in narrow.elements}
    if "Action" not in wide_elements or "Action" not in narrow_elements:
        return False
    for name, expected in wide_elements.items():
        if name == "Action":
            texts = [text.lower() for text in narrow_elements[name]]
            if not _match_all([text.lower() for text in expected], texts):
                return False
        elif name == "Resource" and name in narrow_elements:
            if not _match_all(map(complete_arn, expected), list(map(complete_arn, narrow_elements[name]))):
                return False
        elif {*expected} != {*narrow_elements.get(name, ())}:
            return False
    # Elements that only the narrow statement has, its conditions, make it narrower still.
    return True


def _match_all(patterns: Iterable[str], texts: list[str]) -> bool:
    """Tell whether each text, itself with wildcards, is matched by one of the patterns."""
    # A * of the text can only be matched by a * of the pattern, and then so is all that it stands for. A ? of
    # the pattern would match it as one character, so such a pattern counts only where it is the same.
    literal_patterns = {*patterns}
    wide = [
        Pattern.parse(pattern, variables=False)
        for pattern in literal_patterns
        if "*" in pattern and "?" not in pattern
    ]
    return all(
        text in literal_patterns or any(pattern.matches(text, {}) for pattern in wide) for text in texts
    )
