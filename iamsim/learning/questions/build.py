"""What a learner builds, an account or a policy, held against what was asked for.

    answer → Account → requirements, each with what was asked for and found → Feedback

A build that would be right in a misconception's engine shows that misconception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from iamsim.account import Account, Group, Policy, Source, User
from iamsim.aws.errors import ClientError
from iamsim.check import advise
from iamsim.decision import Decision
from iamsim.decision.explain import brief_reason
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, RULES, TRUTH, simulate_as
from iamsim.learning.questions.grading import paragraphs, parse_json
from iamsim.learning.questions.question import (
    DECISION_WORDS,
    DENIED,
    Cell,
    Feedback,
    FeedbackRow,
    Question,
    status_of,
)
from iamsim.learning.questions.requirements import (
    KEPT,
    Case,
    Requirement,
    decision_after_be,
    rule_requirement,
    with_loan,
)
from iamsim.learning.questions.toml_reader import Key, check_keys, key_named, place
from iamsim.learning.scenario import Scenario, ScenarioRequest
from iamsim.policy import PolicyDocument, Statement

ENOUGH_REQUESTS = 2
"""So many requests must be answered otherwise before an engine is named: one may be a slip."""
# What the learner wrote and nothing matches, whatever the exercise asks for (codes of `iamsim.check`).
SLIP_CODES = {
    "no-such-service",
    "call-not-action",
    "no-such-action",
    "no-such-key",
    "wrong-resource",
    "wrong-arn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildQuestion(Question):
    """A build: what a learner makes is held against cases and rules."""

    cases: tuple[Case, ...] = field(default=(), metadata=key_named("case"))
    rules: Mapping[str, Any] = field(default_factory=dict)  # a name in RULES → its limit

    build_name: ClassVar[str] = ""
    """What the learner makes, in a sentence."""

    def build(self, data: Any) -> Account:
        """Return the account that an answer stands for. Raises Malformed."""
        raise NotImplementedError

    def is_start(self, data: Any) -> bool:
        """Tell whether an answer is what the learner began with."""
        return bool(data == self.start)

    def requirements(self, account: Account, engine: str = TRUTH) -> tuple[Requirement, ...]:
        """Hold a built account against all that is asked for, as IAM or another engine sees it.

        Rules about who there is at all come first: without a user, each request would only say so.
        """
        rules = dict(zip(self.rules, self.rule_requirements(account), strict=True))
        return (
            *(requirement for name, requirement in rules.items() if RULES[name].first),
            *(self.case_requirement(account, case, engine) for case in self.cases),
            *self.other_requirements(account, engine),
            *(requirement for name, requirement in rules.items() if not RULES[name].first),
        )

    def rule_requirements(self, account: Account) -> tuple[Requirement, ...]:
        """Hold an account against the rules, in the file's order."""
        return tuple(rule_requirement(account, name, limit) for name, limit in self.rules.items())

    def other_requirements(self, account: Account, engine: str) -> Iterable[Requirement]:
        """Return what a kind of build asks for besides cases and rules."""
        del account, engine
        return ()

    def may_be_half_done(self, failed: Sequence[Requirement]) -> bool:
        """Tell whether what fails may be one step that is still to come, and so shows no idea by itself."""
        del failed
        return False

    def is_left_over(self, broken: Requirement) -> bool:
        """Tell whether the start broke this rule too: what is only not mended yet shows no idea."""
        at_start = self.requirements(self.scenario.account)
        old_breaches = {entry.label for entry in at_start if not entry.met and entry.misconception}
        return bool(broken.misconception) and broken.label in old_breaches

    def check_rules(self) -> None:
        """Raise ValueError for a rule that there is not, or that has another kind of limit."""
        # `rules` is a mapping to any value, so the reader of dataclasses has not checked what is in it.
        with place("rules"):
            limits = {name: Key(name, rule.limit_type, required=False) for name, rule in RULES.items()}
            check_keys(self.rules, limits)

    def grade(self, data: Any) -> Feedback:
        """Grade a build: its first requirement that is not met, and the misconception that it shows."""
        data = parse_json(data)
        # Before `build`: a policy without statements is where an editor begins, and reading it as a policy
        # would call it malformed.
        if self.is_start(data):
            return Feedback("not attempted", f"{self.id}: it is as it was given to you.")
        account = self.build(data)
        requirements = self.requirements(account)
        # A hidden requirement counts in the points and has no row: its label would say what is tested.
        rows = tuple(
            FeedbackRow(
                requirement.label,
                requirement.actual,
                requirement.expected,
                not requirement.met,
                requirement.because,
            )
            for requirement in requirements
            if not requirement.hidden
        )
        points = self._points(requirements)
        if points == 1:
            return Feedback("correct", self._success_text(requirements), rows, points=1)
        misconception, proved = self.misconception(account, requirements)
        failed = [
            requirement for requirement in requirements if not requirement.met and not requirement.hidden
        ]
        slip = "" if proved else self.misspelled(data)
        if slip:  # it matches always or never, which looks like an idea and is none
            misconception = ""
        note = slip if slip or proved else self.mismatch(failed)
        all_failed = [requirement for requirement in requirements if not requirement.met]
        tentative = self.may_be_half_done(all_failed) if proved else self.is_left_over(all_failed[0])
        refutation = self.refutation(misconception, proved=proved, tentative=tentative)
        text = self._failure_text(requirements, note, refutation)
        picture = failed[0].result if failed else None
        misconceptions = (misconception,) if misconception else ()
        return Feedback(status_of(points), text, rows, misconceptions, points, picture, tentative)

    def caption(self, rows: Sequence[FeedbackRow]) -> str:
        """Return what stands above a feedback's rows."""
        suffix = (
            "; where something else was asked for comes first" if any(row.differs for row in rows) else ""
        )
        return f"What your {self.build_name} does{suffix}"

    def cell(self, row: FeedbackRow) -> Cell:
        """Return what the build gives, and what was asked for where it differs."""
        if row.differs and row.truth != KEPT:  # a rule's label says already what was asked for
            return Cell(row.yours, "asked for:", decision_after_be(row.truth))
        return Cell(row.yours)

    def scenario_with(self, account: Account) -> Scenario:
        """Return the scenario with a build in place of its account, which becomes `before`."""
        # The order of giving and the events are the start's: in a finished account nobody has said them.
        return replace(self.scenario, account=account, before=self.scenario.account, given={}, events=())

    def request_requirement(
        self, account: Account, request: ScenarioRequest, engine: str, expected: str
    ) -> Requirement:
        """Hold a build's answer to a request against the name of the expected decision."""
        try:
            result = simulate_as(engine, self.scenario_with(account), request)
        except ClientError as error:  # the build has no such user
            return Requirement(str(request), DECISION_WORDS[expected], str(error))
        # A case that expects "denied" accepts either denial, so both get that word before they are
        # compared.
        actual = DENIED if expected == DENIED and not result.allowed else str(result.decision)
        return Requirement(str(request), DECISION_WORDS[expected], DECISION_WORDS[actual], result=result)

    def case_requirement(self, account: Account, case: Case, engine: str) -> Requirement:
        """Hold a build's answer to the request of a case against what was asked for."""
        requirement = self.request_requirement(with_loan(account, case), case.request, engine, case.decision)
        loan = f", with {case.lend} added" if case.lend else ""
        return replace(
            requirement,
            label=requirement.label + loan,
            because=case.because,
            hidden=case.hidden,
            message=case.message,
        )

    def _points(self, requirements: Sequence[Requirement]) -> float:
        """Return the share of the requirements that was reached; what the start met already earns nothing."""
        met = sum(requirement.met for requirement in requirements)
        if met == len(requirements):
            return 1
        at_start = sum(requirement.met for requirement in self.requirements(self.scenario.account))
        # Without this the division below is by zero: where the start meets everything, no share is left to
        # earn.
        if at_start == len(requirements):
            return 0.0
        # A build may also break what the start met, so the difference can be negative.
        return max(0.0, (met - at_start) / (len(requirements) - at_start))

    def _success_text(self, requirements: Sequence[Requirement]) -> str:
        hidden = sum(requirement.hidden for requirement in requirements)
        also = "the one that is not shown" if hidden == 1 else f"the {hidden} that are not shown"
        return f"All {len(requirements)} hold{f', also {also}' if hidden else ''}. {self.success}".strip()

    def misspelled(self, data: Any) -> str:
        """Return what is probably misspelled in an answer that could be read; "" if nothing is."""
        del data
        return ""

    def mismatch(self, failed: Sequence[Requirement]) -> str:
        """Return why what was written does not concern the first request that fails; "" if it does."""
        del failed
        return ""

    def _failure_text(self, requirements: Sequence[Requirement], note: str, refutation: str) -> str:
        """Say what is misspelled, what is not as asked, whose engine would have it so, how much holds."""
        failed = [requirement for requirement in requirements if not requirement.met]
        visible = [requirement for requirement in failed if not requirement.hidden]
        first = "All that is shown holds; something not shown does not."
        if visible:
            first = self.requirement_text(visible[0])
        unseen = len(failed) - len(visible)
        hidden = f"; of the others {unseen} {'is' if unseen == 1 else 'are'} not shown" if unseen else ""
        met = f"{len(requirements) - len(failed)} of {len(requirements)} hold{hidden}."
        return paragraphs(note, first, refutation, met)

    def refutation(self, name: str, *, proved: bool, tentative: bool) -> str:
        """Return what contradicts a misconception, after what fails; "" for none."""
        if not name:
            return ""
        misconception = MISCONCEPTIONS[name]
        condition = "If there is more to come, go on. If this is all:" if tentative else ""
        if not proved:
            belief = f"“{misconception.belief.rstrip('.')}”: that is not so."
        elif not tentative:
            belief = f"Your {self.build_name} would be right in a simulator that {misconception.does}."
        else:
            belief = ""
        return " ".join(filter(None, (condition, belief, misconception.correction)))

    def requirement_text(self, requirement: Requirement) -> str:
        """Say what was asked for and what the build gives, with the statement that decides."""
        if requirement.message:
            return requirement.message
        if requirement.result is None:
            return f"{requirement.label}: asked for: {requirement.expected}; found: {requirement.actual}."
        should_be = (
            f"{requirement.label} should be {decision_after_be(requirement.expected)}: {requirement.because}."
        )
        actual = f"{decision_after_be(requirement.actual)}: {brief_reason(requirement.result)}"
        return f"{should_be} With your {self.build_name} it is {actual}."

    def misconception(self, account: Account, requirements: Sequence[Requirement]) -> tuple[str, bool]:
        """Return the misconception that a build shows, "" if none, and whether an engine proves it.

        An engine proves it if the build would be right in it, if that is so of no other one claimed, and if
        several requests are not answered as asked: one slip is never called a misconception. An engine knows
        nothing of rules.
        """
        failed = [requirement for requirement in requirements if not requirement.met]
        if not failed:
            return "", False
        if sum(requirement.result is not None for requirement in failed) >= ENOUGH_REQUESTS:
            engines = [name for name in self.claims if name in ENGINES and self.is_right_in(account, name)]
            # If two engines would have it right, the build does not tell which idea led to it: none is
            # named.
            if len(engines) == 1:
                return engines[0], True
        if failed[0].misconception:
            return failed[0].misconception, False
        # A broken rule points at one idea. A wrong answer to a request has many causes, so that here the
        # question must claim the idea.
        misconception = self.shown_by_request(account, failed[0])
        return (misconception if misconception in self.claims else ""), False

    def is_right_in(self, account: Account, engine: str) -> bool:
        """Tell whether an engine answers every request as asked.

        A finished account does not say who has left a group and joined it again: under COPIED a member may
        have the copy, or what the group gives now.
        """
        engines = (engine, TRUTH) if engine == "COPIED" else (engine,)
        answers = zip(*(self.requirements(account, name) for name in engines), strict=True)
        return all(any(requirement.met for requirement in same) for same in answers if same[0].result)

    def shown_by_request(self, account: Account, failed: Requirement) -> str:
        """Return what a failing request shows of the build: a Deny too wide, a star, no Deny at all."""
        if failed.result is None:
            return ""
        # No engine believes these: they are about what was written, not about how IAM decides. A statement
        # that stood there at the start is not the learner's.
        decision = failed.result.decision
        start = self.scenario.account
        old_places = {(str(source), policy.name, str(entry)) for source, policy, entry in _placed(start)}
        deciding = [
            entry
            for entry in failed.result.matched_statements
            if (str(entry.source), entry.policy.name, str(entry.statement)) not in old_places
        ]
        if failed.expected == DECISION_WORDS[Decision.ALLOWED] and decision is Decision.EXPLICIT_DENY:
            return "DENY_TOO_WIDE" if deciding else ""
        if failed.expected == DECISION_WORDS[Decision.EXPLICIT_DENY]:
            before = {str(statement) for statement in _statements(start)}
            new_statements = [statement for statement in _statements(account) if str(statement) not in before]
            if not any(statement.denies for statement in new_statements):
                return "SILENCE_IS_DENY_FOREVER"
        has_star = any(
            element.name == "Action" and any(text.endswith("*") for text in element.expected)
            for entry in deciding
            for element in entry.statement.elements
        )
        return "OVERGRANT" if decision is Decision.ALLOWED and has_star else ""


def slip_words(document: PolicyDocument) -> str:
    """Return the first thing in a policy that AWS does not have, and what is probably meant; "" for none."""
    slips = (finding for finding in advise(document) if finding.code in SLIP_CODES)
    return next((f"{slip.place}: {slip.problem}. Instead: {slip.replacement}." for slip in slips), "")


def _placed(account: Account) -> Iterator[tuple[Source, Policy, Statement]]:
    """Yield every statement of the users and groups, with its holder and its policy."""
    holders: list[User | Group] = [*account.users.values(), *account.groups.values()]
    for holder in holders:
        source = Source(holder.kind, holder.name, account.policies_of(holder))
        for policy in source.policies:
            yield from ((source, policy, statement) for statement in policy.document.statements)


def _statements(account: Account) -> list[Statement]:
    return [statement for _, _, statement in _placed(account)]
