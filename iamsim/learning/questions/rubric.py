"""A whole account, built by the learner and graded by rules, in points for each of four criteria.

    account as JSON data → requirements by criterion → points of each, and the first request that is not so

decisions        who must be allowed what, and who must not
least_privilege  nobody is allowed a request that the first right answer does not allow
structure        rules on how the account is built
robustness       the same again after people join, move and leave, and after somebody adds an Allow

What the start had already earns no points. The points of the last three count as far as people can work: an
account that allows nothing has no request too many, and helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, ClassVar, Self

from iamsim.account import Account, InlinePolicy, User, build_account, fold_name
from iamsim.aws.errors import ClientError
from iamsim.decision import Decision, simulate
from iamsim.decision.account_matrix import all_principals, has_principal
from iamsim.decision.axes import named_actions, named_resources
from iamsim.decision.explain import brief_reason
from iamsim.decision.matrix import Matrix
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions.account import AccountQuestion
from iamsim.learning.questions.account_json import account_from_json
from iamsim.learning.questions.grading import paragraphs, parse_json
from iamsim.learning.questions.question import (
    DECISION_WORDS,
    DENIED,
    DecisionName,
    Feedback,
    Malformed,
    status_of,
)
from iamsim.learning.questions.requirements import Case, Requirement, is_target
from iamsim.learning.questions.rubric_scores import (
    CRITERIA,
    Score,
    failed_words,
    kept_text,
    score_head,
    score_rows,
    share_gained,
)
from iamsim.learning.questions.toml_reader import COMPUTED, check_name, key_named, place
from iamsim.learning.scenario import ScenarioRequest, policy_in_words

WIDTH_IDEAS = {"OVERGRANT", "DENY_TOO_WIDE"}
"""Misconceptions that a statement wider than it must be shows."""
# Users × actions × resources: a teacher's grading may not wait for a submission that has thousands of each.
MAX_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Need:
    """What some users or roles must be allowed, or not: each of the actions on each of the resources."""

    users: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    decision: DecisionName = field(kw_only=True)
    because: str = field(kw_only=True)
    hidden: bool = False

    @property
    def cases(self) -> Iterator[Case]:
        """A case for each user, action and resource."""
        for user, action, resource in product(self.users, self.actions, self.resources):
            yield Case(
                user, action, resource, decision=self.decision, because=self.because, hidden=self.hidden
            )


@dataclass(frozen=True, slots=True)
class FutureChange:
    """A change that may come tomorrow, and a request that must then be answered as asked.

    The user, who may be new, has the groups of a colleague, or none, or an Allow more.
    """

    text: str  # "Zia begins in support, and joins Fay's groups"
    user: str
    action: str
    resource: str
    decision: DecisionName = field(kw_only=True)
    because: str = field(kw_only=True)
    groups_of: str = ""  # the colleague in whose groups the user is then, and in no other
    leaves: bool = False  # the user is then in no group
    lend: str = ""  # statements that the user then has as well
    hidden: bool = False

    def __post_init__(self) -> None:
        """Refuse a trial that changes nothing or two things, and a loan that cannot be read."""
        if bool(self.groups_of) + self.leaves > 1 or not (self.groups_of or self.leaves or self.lend):
            raise ValueError("expected groups_of, leaves = true or lend; not groups_of and leaves together")
        if self.lend:
            with place("lend"):
                policy_in_words(self.lend)

    @property
    def request(self) -> ScenarioRequest:
        """The request."""
        return ScenarioRequest(self.user, self.action, self.resource)

    def after(self, account: Account) -> Account:
        """Return the account after the change. Raises NoSuchEntity without the colleague."""
        new = User(self.user, f"arn:{account.partition}:iam::{account.account_id}:user/{self.user}")
        user = account.users.get(fold_name(self.user), new)
        if self.groups_of:
            user = replace(user, groups=account.user(self.groups_of).groups)
        if self.leaves:
            user = replace(user, groups=())
        if self.lend:
            user = replace(
                user, inline=(*user.inline, InlinePolicy("added later", policy_in_words(self.lend)))
            )
        return account.with_identity(user)


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricQuestion(AccountQuestion):
    """An account that is graded by four criteria; the first right answer is the most that may be allowed."""

    points: Mapping[str, int]  # a name in CRITERIA → its points
    needs: tuple[Need, ...] = field(metadata=key_named("need"))
    trials: tuple[FutureChange, ...] = field(default=(), metadata=key_named("trial"))
    begin: str  # said to a blank answer: what to do first
    reference: Account = field(default=build_account(""), metadata=COMPUTED)

    build_name: ClassVar[str] = "account"

    def completed(self) -> Self:
        """Check the names of the criteria, make the cases of the needs, and read the first right answer."""
        with place("points"):
            for name in self.points:
                check_name(name, CRITERIA)
        if not self.right:
            raise ValueError("right: expected an answer: it is the most that may be allowed")
        cases = tuple(case for need in self.needs for case in need.cases)
        question = AccountQuestion.completed(replace(self, cases=(*self.cases, *cases)))
        return replace(question, reference=account_from_json(question.right[0].answer))

    @property
    def first_step(self) -> str:
        """What is said to a blank answer."""
        return self.begin

    # --- requirements

    def requirements(self, account: Account, engine: str = TRUTH) -> tuple[Requirement, ...]:
        """Hold the account against all that is asked for, but for requests too many.

        Of these the simulator of a misconception has no opinion: what nobody needs is not in the file.
        """
        names = [name for name in CRITERIA if name != "least_privilege"]
        return tuple(requirement for name in names for requirement in self._criterion(name, account, engine))

    def _criterion(self, name: str, account: Account, engine: str = TRUTH) -> tuple[Requirement, ...]:
        if name == "decisions":
            return tuple(self.case_requirement(account, case, engine) for case in self.cases)
        if name == "least_privilege":
            return tuple(self._extra(account, request) for request in self._extra_requests(account))
        if name == "structure":
            return self.rule_requirements(account)
        return tuple(self._trial_requirement(account, trial, engine) for trial in self.trials)

    def request_requirement(
        self, account: Account, request: ScenarioRequest, engine: str, expected: str
    ) -> Requirement:
        """Hold the answer to a request against the expected decision; who is not there can do nothing."""
        # A leaver's user may be kept or deleted, and either is right.
        if expected == DENIED and not has_principal(account, request.user):
            return Requirement(str(request), DENIED, DENIED)
        return AccountQuestion.request_requirement(self, account, request, engine, expected)

    def _trial_requirement(self, account: Account, trial: FutureChange, engine: str) -> Requirement:
        label = f"{trial.text}: {trial.request}"
        expected = DECISION_WORDS[trial.decision]
        try:
            after = trial.after(account)
        except ClientError as error:  # the build lacks the colleague
            return Requirement(label, expected, str(error), because=trial.because, hidden=trial.hidden)
        requirement = self.request_requirement(after, trial.request, engine, trial.decision)
        return replace(requirement, label=label, because=trial.because, hidden=trial.hidden)

    def _extra_requests(self, account: Account) -> Iterator[ScenarioRequest]:
        """Yield the requests that an account allows for certain and the first right answer does not.

        Of all users and roles, about all that the cases, the start or either account name, where the action
        is one on such a resource: nobody reads a user with s3:GetObject. Raises Malformed
        for an account about so many things that its matrix is too large.
        """
        accounts = (self.scenario.account, self.reference, account)
        visible = [case for case in self.cases if not case.hidden]
        actions = [case.action for case in visible]
        actions += [name for source in accounts for name in named_actions(source)]
        resources = [case.resource for case in visible]
        resources += [name for source in accounts for name in named_resources(source)]
        actions, resources = list(dict.fromkeys(actions)), list(dict.fromkeys(resources))
        principals = all_principals(account)
        cell_count = len(principals) * len(actions) * len(resources)
        if cell_count > MAX_CELLS:
            raise Malformed(f"expected an account of at most {MAX_CELLS:,} requests, got {cell_count:,}")
        built = Matrix(account, actions, resources, users=principals)
        targets = {pair for pair in product(actions, resources) if is_target(*pair)}
        for user, action, resource, decision in built.rows():
            is_allowed = decision is Decision.ALLOWED and not built.depends_on(user, action, resource)
            if is_allowed and (action, resource) in targets and not self._may(user, action, resource):
                yield ScenarioRequest(user, action, resource)

    def _may(self, user: str, action: str, resource: str) -> bool:
        """Tell whether the first right answer allows a request."""
        is_user = has_principal(self.reference, user)
        return is_user and simulate(self.reference, user, action, resource).allowed

    def _extra(self, account: Account, request: ScenarioRequest) -> Requirement:
        result = simulate(account, request.user, request.action, request.resource)
        # A request that only a hidden case names would give the case away.
        hidden = str(request) in {str(case.request) for case in self.cases if case.hidden}
        return Requirement(
            str(request),
            DENIED,
            DECISION_WORDS[Decision.ALLOWED],
            because="no job needs it",
            hidden=hidden,
            result=result,
        )

    # --- points

    def scores(self, account: Account) -> tuple[Score, ...]:
        """Return the points of each criterion, whole numbers, all of them only where all is met."""
        start = self.scenario.account
        working = self._working(account)
        scores = []
        for name, of in self.points.items():
            requirements = self._criterion(name, account)
            at_start = self._criterion(name, start)
            if name == "least_privilege":
                share = 1 - len(requirements) / max(len(at_start), 1)
            else:
                share = share_gained(requirements, at_start)
            factor = float(working > 0) if name == "decisions" else working
            is_met = all(requirement.met for requirement in requirements) and working == 1
            # Rounded down, so that all the points are there only where everything is.
            points = of if is_met else min(of - 1, int(of * max(share, 0.0) * factor))
            scores.append(Score(name, points, of, requirements))
        return tuple(scores)

    def _working(self, account: Account) -> float:
        """Return the share of the needed requests that are allowed."""
        required_cases = [case for case in self.cases if case.decision == Decision.ALLOWED]
        met = sum(self.case_requirement(account, case, TRUTH).met for case in required_cases)
        return met / len(required_cases) if required_cases else 1.0

    # --- grading

    def grade(self, data: Any) -> Feedback:
        """Grade an account: the points of each criterion, and for each the first thing that is not so."""
        data = parse_json(data)
        if self.is_start(data):
            return Feedback("not attempted", f"{self.id}: it is as it was given to you. {self.begin}")
        account = self.build(data)
        scores = self.scores(account)
        total, of = sum(score.points for score in scores), sum(score.of for score in scores)
        head = f"**{total} of {of} points.**"
        if total == of:
            return Feedback(
                "correct", paragraphs(f"{head} {self.success}", *map(kept_text, scores)), points=1
            )
        misconception, proved = self.misconception(account, self.requirements(account))
        slip = "" if proved else self.misspelled(data)
        if slip:  # what is misspelled matches nothing, which looks like an idea and is none
            misconception = ""
        failed = [requirement for score in scores for requirement in score.failed]
        visible = [requirement for requirement in failed if not requirement.hidden]
        points = total / of
        tentative = proved and self.may_be_half_done(failed)
        return Feedback(
            status_of(points),
            paragraphs(
                head,
                slip,
                *map(self._score_text, scores),
                self.refutation(misconception, proved=proved, tentative=tentative),
            ),
            tuple(score_rows(scores)),
            (misconception,) if misconception else (),
            points,
            next((requirement.result for requirement in visible if requirement.result), None),
            tentative,
        )

    def misconception(self, account: Account, requirements: Sequence[Requirement]) -> tuple[str, bool]:
        """Return the misconception that a build shows, "" if none, and whether an engine proves it.

        In so large an account the first failure may be a slip. So without an engine's proof the first one
        that points at an idea counts.
        """
        name, proved = AccountQuestion.misconception(self, account, requirements)
        if proved:
            return name, proved
        failed = [requirement for requirement in requirements if not requirement.met]
        # A broken rule points at one idea. A request does where a statement of the learner's is too wide;
        # what is missing may only not be there yet.
        ideas = [entry.misconception for entry in failed if self._is_done(account, entry)]
        ideas += [idea for entry in failed if (idea := self.shown_by_request(account, entry)) in WIDTH_IDEAS]
        return next((idea for idea in ideas if idea in self.claims), ""), False

    def _is_done(self, account: Account, broken: Requirement) -> bool:
        """Tell whether a broken rule is the learner's doing, and not what is only not mended yet."""
        old_breaches = {entry.because for entry in self.rule_requirements(self.scenario.account)}
        return broken.because not in old_breaches or self._working(account) == 1

    def _score_text(self, score: Score) -> str:
        failed = score.failed
        if not failed:
            return kept_text(score)
        unseen = sum(requirement.hidden for requirement in failed)
        hidden = f", {unseen} of them not shown" if unseen else ""
        return f"{score_head(score)} {failed_words(score)}{hidden}. {self._first_text(score)}"

    def _first_text(self, score: Score) -> str:
        first = score.failed[0]
        if first.hidden:
            return "All that is shown holds."
        if score.name == "least_privilege" and first.result:
            return f"{first.label} is allowed, and no job needs it: {brief_reason(first.result)}."
        return self.requirement_text(first)


KIND = RubricQuestion
