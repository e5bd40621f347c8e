"""An account that the learner makes of the scenario's, in code, held against what was asked for.

account as JSON data → Account → requirements: cases and rules, what must not change, who is in which group
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from typing import Any, ClassVar, Self

from iamsim.account import Account
from iamsim.aws.errors import ClientError, MalformedAccount
from iamsim.decision import Decision, EvaluationResult
from iamsim.learning.misconceptions import TRUTH, simulate_as
from iamsim.learning.questions.account_json import account_from_json, account_to_json
from iamsim.learning.questions.build import BuildQuestion, slip_words
from iamsim.learning.questions.question import DENIED, Malformed, Question, Sample
from iamsim.learning.questions.requirements import Requirement
from iamsim.learning.questions.toml_reader import place
from iamsim.learning.scenario import ScenarioError, ScenarioRequest, apply_event, parse_event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountQuestion(BuildQuestion):
    """An account, made in code of the scenario's account and given as `iam.account` or as JSON data."""

    unchanged: bool = False  # what no case names must be answered as at the start
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # group → exactly these users

    build_name: ClassVar[str] = "account"

    def completed(self) -> Self:
        """Check the rules, and make the samples that are told as calls."""
        self.check_rules()
        account = self.scenario.account
        right, wrong = built_samples(self, account)
        # As JSON, since `is_start` compares it with what an answer holds.
        return replace(self, start=account_to_json(account), right=right, wrong=wrong)

    @property
    def example(self) -> str:
        """An answer in Python."""
        return "iam.account"

    def to_json(self, answer: Any) -> Any:
        """Return an account as JSON data; a client is answered with as well as its account."""
        if answer == "iam.account":
            raise Malformed(
                f'expected an account, got a text: leave the quotes out, check("{self.id}", iam.account)'
            )
        account = getattr(answer, "account", answer)
        return account_to_json(account) if isinstance(account, Account) else answer

    def build(self, data: Any) -> Account:
        """Read the account. Raises Malformed."""
        if isinstance(data, dict) and {"Version", "Statement"} & data.keys():
            raise Malformed(f'expected an account, got a policy: check("{self.id}", iam.account)')
        try:
            account = account_from_json(data)
        except MalformedAccount as error:
            raise Malformed(str(error)) from None
        # Who holds such a policy cannot be asked anything: no simulator knows what it allows.
        unseen = next((policy.arn for policy in account.policies.values() if policy.is_unseen), "")
        if unseen:
            raise Malformed(f"policy {unseen} has no document in this account, so what it allows is unknown")
        return account

    def misspelled(self, data: Any) -> str:
        """Return the first thing that AWS does not have in a policy that the start had not."""
        start, account = self.scenario.account, self.build(data)
        old_texts = {
            policy.document.text for holder in start.identities for policy in start.policies_of(holder)
        }
        for holder in account.identities:
            for policy in account.policies_of(holder):
                words = "" if policy.document.text in old_texts else slip_words(policy.document)
                if words:
                    return f"{policy.name} ({holder.kind} {holder.name}), {words}"
        return ""

    def may_be_half_done(self, failed: Sequence[Requirement]) -> bool:
        """Tell whether all requests that fail have one cause: a policy of one user, or the lack of one."""
        # An account is made call by call and may be checked between two of them.
        results = [requirement.result for requirement in failed if requirement.result]
        causes = {(result.request.principal, _deciding_policies(result)) for result in results}
        return len(causes) == 1

    def other_requirements(self, account: Account, engine: str) -> Iterator[Requirement]:
        """Yield what must not change, and who must be in which group."""
        for request in self._unnamed_requests():
            yield self._unchanged(account, request, engine)
        for group, users in self.members.items():
            yield _members_requirement(account, group, users)

    def _unnamed_requests(self) -> Iterator[ScenarioRequest]:
        """Yield every user's every request that the cases are about, but for those that the cases decide."""
        if not self.unchanged:
            return
        case_requests = [case.request for case in self.cases]
        # A dict and not a set: the rows of the feedback keep the order of the file's cases.
        targets = dict.fromkeys(replace(request, user="") for request in case_requests)
        for user, target in product(self.scenario.account.users.values(), targets):
            request = replace(target, user=user.name)
            if request not in case_requests:
                yield request

    def _unchanged(self, account: Account, request: ScenarioRequest, engine: str) -> Requirement:
        allowed_before = simulate_as(TRUTH, self.scenario, request).allowed
        # To the user both denials are the same, so a build may turn an implicit one into a Deny.
        expected = str(Decision.ALLOWED) if allowed_before else DENIED
        requirement = self.request_requirement(account, request, engine, expected)
        # A request that only a hidden case names would give the case away.
        visible_targets = {replace(case.request, user="") for case in self.cases if not case.hidden}
        hidden = replace(request, user="") not in visible_targets
        return replace(requirement, because=f"nothing was to change for {request.user}", hidden=hidden)


def built_samples(question: Question, account: Account) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """Return a question's right and wrong answers as data, those with calls made of the account.

    Raises ValueError with the key and the number of a sample whose calls cannot be made.
    """
    # What a sample's calls may go on from (`Sample.after`): the start, and what calls made of it.
    accounts: list[Account | None] = [account]
    samples: dict[str, list[Sample]] = {"right": [], "wrong": []}
    for key, answers in (("right", question.right), ("wrong", question.wrong)):
        for number, sample in enumerate(answers, 1):
            with place(f"{key}[{number}]"):
                built = _account_of(sample, accounts)
            if key == "right":
                accounts.append(built)
            as_data = sample if built is None else replace(sample, answer=account_to_json(built), do=None)
            samples[key].append(as_data)
    return tuple(samples["right"]), tuple(samples["wrong"])


def _account_of(sample: Sample, accounts: Sequence[Account | None]) -> Account | None:
    """Return the account that a sample's calls make, None if it has no calls. Raises ValueError."""
    if sample.do is None:
        return None
    start = accounts[sample.after] if 0 <= sample.after < len(accounts) else None
    if start is None:
        raise ValueError(f"after: expected an earlier right answer that calls make, got {sample.after}")
    try:
        events = (parse_event(number, ["00:00", *call]) for number, call in enumerate(sample.do, 1))
        return reduce(apply_event, events, start)
    except (ScenarioError, ClientError) as error:
        raise ValueError(f"do: {error}") from None


def _deciding_policies(result: EvaluationResult) -> tuple[tuple[str, str], ...]:
    """Return what a decision rests on: each policy's place and name."""
    return tuple((str(statement.source), statement.policy.name) for statement in result.matched_statements)


def _members_requirement(account: Account, name: str, users: tuple[str, ...]) -> Requirement:
    group = account.groups.get(name.casefold())
    if group is None:
        return Requirement(f"Members of group {name}", _listed(users), "there is no such group")
    members = _listed(user.name for user in account.members_of(group))
    return Requirement(f"Members of group {name}", _listed(users), members)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


KIND = AccountQuestion
