"""The points of a rubric's criteria, and their words: `**How it is built: 3 of 5.** 1 of 4 rules is broken`.

criterion, its requirements → Score → sentences, rows of a feedback
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from iamsim.decision.explain import brief_reason
from iamsim.learning.questions.question import FeedbackRow
from iamsim.learning.questions.requirements import Requirement

CRITERIA: Mapping[str, str] = {
    "decisions": "Who may do what",
    "least_privilege": "Nothing too much",
    "structure": "How it is built",
    "robustness": "What holds tomorrow",
}
"""The criteria, in their order, and how a learner reads them."""
MAX_FAILED_ROWS = 3  # of each criterion, in the table of a feedback


class Score(NamedTuple):
    """What a criterion gives: `points` of `of`, and the requirements that they are for."""

    name: str  # in CRITERIA
    points: int
    of: int
    requirements: tuple[Requirement, ...]

    @property
    def failed(self) -> list[Requirement]:
        """Those that are not met, the hidden ones last."""
        failed = [requirement for requirement in self.requirements if not requirement.met]
        return sorted(failed, key=lambda requirement: requirement.hidden)


def share_gained(requirements: Sequence[Requirement], at_start: Sequence[Requirement]) -> float:
    """Return the share of the requirements that was gained; below 0 if more was lost than gained."""
    met, met_at_start = (sum(entry.met for entry in entries) for entries in (requirements, at_start))
    if met_at_start == len(at_start):
        return float(met == len(requirements))
    return (met - met_at_start) / (len(at_start) - met_at_start)


def score_head(score: Score) -> str:
    """Return a criterion with its points, in bold: `**How it is built: 3 of 5.**`."""
    return f"**{CRITERIA[score.name]}: {score.points} of {score.of}.**"


def kept_text(score: Score) -> str:
    """Return what is said of a criterion of which nothing is broken."""
    if score.points < score.of:
        return f"{score_head(score)} Nothing is wrong here; it counts as far as people can work."
    words = {
        "decisions": "Every request is answered as the jobs need.",
        "least_privilege": "Nobody is allowed a request that no job needs.",
        "structure": "Every rule is kept.",
        "robustness": "Every trial holds.",
    }
    return f"{score_head(score)} {words[score.name]}"


def failed_words(score: Score) -> str:
    """Return how many of a criterion's requirements are not met."""
    failed, count = len(score.failed), len(score.requirements)
    verb = "is" if failed == 1 else "are"
    return {
        "decisions": f"{failed} of {count} requests {verb} not answered as the jobs need",
        "least_privilege": f"{failed} {'request' if failed == 1 else 'requests'} too many {verb} allowed",
        "structure": f"{failed} of {count} rules {verb} broken",
        "robustness": f"{failed} of {count} trials {'fails' if failed == 1 else 'fail'}",
    }[score.name]


def score_rows(scores: Sequence[Score]) -> Iterator[FeedbackRow]:
    """Yield a row for each criterion, and below it the first few things that are not so."""
    for score in scores:
        yield FeedbackRow(
            CRITERIA[score.name],
            f"{score.points} of {score.of} points",
            f"{score.of} points",
            score.points < score.of,
            "",
        )
        for requirement in [entry for entry in score.failed if not entry.hidden][:MAX_FAILED_ROWS]:
            reason = brief_reason(requirement.result) if requirement.result else requirement.because
            yield FeedbackRow(requirement.label, requirement.actual, requirement.expected, True, reason)
