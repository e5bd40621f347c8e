"""A source: which policies decide a request, or match it. The options are all that might be named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Self

from iamsim.account import Identity
from iamsim.decision import StatementResult
from iamsim.decision.explain import brief_mismatch, place, short_statement_words
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, TRUTH, Diagnosis, simulate_as
from iamsim.learning.questions.choice import ChoiceQuestion, Option
from iamsim.learning.questions.grading import each_option, engine_words, paragraphs
from iamsim.learning.questions.question import Feedback, Question, status_of
from iamsim.learning.questions.toml_reader import COMPUTED, REQUIRED, OneOf

DECIDES, MATCHES = "decides", "matches"
ENOUGH_POLICIES = 2
"""So many policies must be named otherwise before these are called an engine's answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceQuestion(ChoiceQuestion):
    """A choice between the policies of a request's user and those of the groups."""

    can_come_back: ClassVar[bool] = False

    options: tuple[Option, ...] = field(default=(), metadata=COMPUTED)
    request: tuple[str, ...] = field(metadata=REQUIRED)
    asks: Annotated[str, OneOf((DECIDES, MATCHES))] = DECIDES

    def completed(self) -> Self:
        """Compute the options, and check that as many are right as may be chosen."""
        # Before the options, which are computed from the request: so a mistake in it is reported at
        # `request`.
        self.check_request()
        question = replace(self, options=tuple(self._options()))
        right = sum(option.gives == TRUTH for option in question.options)
        if not right or (right > 1 and not self.several):
            raise ValueError(f"{right} sources are right; say several = true, or ask another request")
        return question

    def comes_back(self, answer: Any) -> Question | None:
        """Return None: which policy decided cannot be asked away from its lesson's account."""
        del answer
        return None

    def grade(self, data: Any) -> Feedback:
        """Grade by ids: what was named and is not right, then what is right and was not named."""
        named_ids = {self.options[index].id for index in self.chosen(data)}
        right = self._policies(TRUTH)
        picture = simulate_as(TRUTH, self.scenario, self.requests[0])
        extra = [option for option in self.options if option.id in named_ids - right]
        missing = [option for option in self.options if option.id in right - named_ids]
        if not extra and not missing:
            whys = "; ".join(option.why for option in self.options if option.id in right)
            return Feedback("correct", f"{self.success} {whys}.".strip(), points=1, picture=picture)
        prefix = "Right as well" if self.several else "The right answer"
        text = each_option(
            [f"{option.why}." for option in extra],
            [f"{prefix}: {option.why}." for option in missing],
            tell=self.tells_key,
        )
        models = [name for name in self.claims if name in ENGINES and self._policies(name) == named_ids]
        # Two engines that name the same policies are not told apart: silence rather than a guess.
        misconceptions = tuple(models) if len(models) == 1 else ()
        if misconceptions:
            # One policy too many or too few may be a slip: then only how it really is is said.
            is_exact = self.several and len(named_ids ^ right) >= ENOUGH_POLICIES
            words = engine_words(Diagnosis(misconceptions)) if is_exact else ""
            text = paragraphs(words, text, MISCONCEPTIONS[misconceptions[0]].correction)
        # Naming every option must not earn anything.
        points = 0 if extra else len(named_ids) / len(right)
        return Feedback(
            status_of(points), text, misconceptions=misconceptions, points=points, picture=picture
        )

    def answer_of(self, engine: str) -> Any:
        """Return the ids of the policies that an engine names; None if it has no answer of that form."""
        if engine not in ENGINES or engine not in {TRUTH, *self.claims}:
            return None
        ids = sorted(self._policies(engine))
        if self.several:
            return ids
        # One choice cannot hold several policies, so an engine that names several has no such answer.
        return ids[0] if len(ids) == 1 else None

    def _policies(self, engine: str) -> frozenset[str]:
        """Return the ids of the policies that decide the request, or match it, as an engine sees it."""
        result = simulate_as(engine, self.scenario, self.requests[0])
        if self.asks == DECIDES:
            return frozenset(map(policy_id, result.matched_statements))
        return frozenset(policy_id(statement) for statement in result.trace if statement.matched)

    def _options(self) -> Iterator[Option]:
        """Yield every policy that might be named, whose answer each is, and why it is or is not."""
        right = self._policies(TRUTH)
        believed = {name: self._policies(name) for name in self.claims if name in ENGINES}
        # The engine that reads every group has a statement of every policy in its trace.
        trace = simulate_as("ALL_GROUPS", self.scenario, self.requests[0]).trace
        statements = _most_telling(trace)
        for name in self._nameable():
            # An option has one misconception: of those that name the policy, the one that is claimed first.
            gives = next((model for model, names in believed.items() if name in names), "")
            statement = statements[name]
            yield Option(
                place(statement), TRUTH if name in right else gives, self._why(statement, right), name
            )

    def _nameable(self) -> Iterator[str]:
        """Yield the ids of the user's own policies, then of those of every group of the account.

        What "matches" is asked of what IAM reads: of the groups, only the user's.
        """
        request = self.requests[0]
        account = self.scenario.at(request.time)
        user = account.user(request.user)
        groups = [
            group for group in account.groups.values() if self.asks == DECIDES or group.name in user.groups
        ]
        holders: list[Identity] = [user, *groups]
        for holder in holders:
            yield from (
                f"{holder.kind} {holder.name}/{policy.name}" for policy in account.policies_of(holder)
            )

    def _why(self, statement: StatementResult, right: frozenset[str]) -> str:
        request = self.requests[0]
        user = self.scenario.at(request.time).user(request.user)
        if statement.source.kind == "group" and statement.source.name not in user.groups:
            return f"{user.name} is not in {statement.source}, so {statement.policy.name} is not read"
        if statement.matched and policy_id(statement) not in right:
            return f"{place(statement)} matches, and so does a Deny, which decides"
        reason = (
            brief_mismatch(statement)
            or f"says {short_statement_words(statement.statement, statement.request)}"
        )
        return f"{place(statement)} {reason}"


def policy_id(statement: StatementResult) -> str:
    """Return the id of a statement's policy in an answer: `group Web/edit-site`."""
    return f"{statement.source}/{statement.policy.name}"


def _most_telling(trace: Iterable[StatementResult]) -> dict[str, StatementResult]:
    """Return of each policy the statement that says most of a request: one that matches, else the first."""
    telling: dict[str, StatementResult] = {}
    for statement in trace:
        best = telling.get(policy_id(statement))
        if best is None or (statement.matched and not best.matched):
            telling[policy_id(statement)] = statement
    return telling


KIND = SourceQuestion
