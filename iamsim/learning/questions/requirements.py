"""What is asked of a built account or policy, and what it gives: cases (requests) and rules.

Case, rule of RULES → Requirement: a label, what was asked for, what the build gives
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from iamsim.account import Account, InlinePolicy
from iamsim.aws.actions import matches_placeholders, resource_types_of
from iamsim.decision import Decision, EvaluationResult
from iamsim.learning.misconceptions import RULES
from iamsim.learning.questions.question import DECISION_WORDS, DENIED, DecisionName
from iamsim.learning.questions.toml_reader import place
from iamsim.learning.scenario import ScenarioRequest, check_context_keys, policy_in_words

KEPT, BROKEN = "kept", "not kept"
"""What is said of a rule."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request that a built account or policy must answer as asked."""

    user: str
    action: str
    resource: str = "*"
    decision: DecisionName = field(kw_only=True)
    because: str = field(kw_only=True)  # completes "should be allowed: …"
    hidden: bool = False  # counted and never printed
    lend: str = ""  # statements given to the user for this request: what if somebody adds an Allow?
    message: str = ""  # said instead of the computed sentence
    context: Mapping[str, Any] = field(default_factory=dict)  # the request's context keys

    def __post_init__(self) -> None:
        """Refuse a loan that cannot be read, and a context key that AWS has not."""
        check_context_keys(self.context)
        # Checked as the file is read and not as an answer is graded: the mistake is the author's, and a
        # learner could do nothing about it.
        if self.lend:
            with place("lend"):
                policy_in_words(self.lend)

    @property
    def request(self) -> ScenarioRequest:
        """The request."""
        return ScenarioRequest(self.user, self.action, self.resource, context=self.context)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that was asked for, and what the build gives."""

    label: str
    expected: str
    actual: str
    because: str = ""
    hidden: bool = False
    message: str = ""
    misconception: str = ""  # that a broken rule shows
    result: EvaluationResult | None = None  # of a request

    @property
    def met(self) -> bool:
        """True if it is as asked."""
        return self.actual == self.expected


def with_loan(account: Account, case: Case) -> Account:
    """Return the account with more given to the user of a case, as somebody might do later."""
    # A build may lack the user. The request then fails with IAM's own NoSuchEntity, which the feedback
    # quotes.
    user = account.users.get(case.user.casefold())
    if user is None or not case.lend:
        return account
    loan = InlinePolicy("added later", policy_in_words(case.lend))
    return account.with_identity(replace(user, inline=(*user.inline, loan)))


def rule_requirement(account: Account, name: str, limit: Any) -> Requirement:
    """Hold an account against a rule of RULES, with the limit that the question gives it."""
    rule = RULES[name]
    words, breach = rule.breach(account, limit)
    if not breach:
        return Requirement(rule.label(limit), KEPT, KEPT)
    message = f"Asked for: {words}. {breach}."
    misconception = rule.misconception if rule.shows(account, limit) else ""
    return Requirement(
        rule.label(limit), KEPT, BROKEN, because=breach, message=message, misconception=misconception
    )


def is_target(action: str, resource: str) -> bool:
    """Tell whether an action is done to such a resource; where the list of actions does not say, it may be.

    >>> bucket = "arn:aws:s3:::acme-tickets"
    >>> is_target("s3:GetObject", bucket), is_target("s3:ListBucket", bucket)
    (False, True)
    """
    types = resource_types_of(action)
    if not types:
        return types is None or resource == "*"
    return any(matches_placeholders(resource_type.arn, resource) for resource_type in types)


def decision_after_be(words: str) -> str:
    """Return a decision in plain words, as it stands after "should be" or "it is"."""
    nobody = DECISION_WORDS[Decision.IMPLICIT_DENY]
    return f"{DENIED} ({nobody})" if words == nobody else words
