"""What AWS saves without a word and a learner will regret, with what to write instead.

    document → each statement (seen) → looks at actions, resources, conditions, everything → advice

About actions of services that we do not know nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from iamsim.check import actions, conditions, everything, resources
from iamsim.check.seen import Advice, Look, Seen
from iamsim.policy import Kind, PolicyDocument

__all__ = ["LOOKS", "MOST", "Advice", "advise"]

LOOKS: tuple[Look, ...] = (*everything.LOOKS, *actions.LOOKS, *resources.LOOKS, *conditions.LOOKS)
MOST = 50
"""Nobody reads on after so many."""


def advise(document: PolicyDocument, kind: Kind = "stored") -> tuple[Advice, ...]:
    """Say what will not do what it seems to, statement by statement; `kind` is what it is saved as.

    >>> from iamsim.policy.document import allow
    >>> print(advise(PolicyDocument.parse(allow("s3:GetObjct", "arn:aws:s3:::reports/*")))[0])
    Statement[0].Action: s3:GetObjct is no action of s3 that we know, so it allows nothing
        instead: s3:GetObject
        no-such-action, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    return tuple(islice(_all(document, kind), MOST))


def _all(document: PolicyDocument, kind: Kind) -> Iterator[Advice]:
    alone = isinstance(document.raw["Statement"], dict)
    for statement in document.statements:
        where = "Statement" if alone else f"Statement[{statement.index}]"
        seen = Seen(where, statement, document.version, kind)
        for look in LOOKS:
            yield from look(seen)
