"""A refutation: the learner makes an account on which IAM and a wrong idea differ, as small as possible.

    account as JSON data → IdeaTrials → the one that refutes, and the account's size

Any account that refutes is right; the smallest known one is for comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple, Self

from iamsim.account import Account, Group, User
from iamsim.aws.errors import MalformedAccount
from iamsim.decision.explain import short_statement_words
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import idea_trials
from iamsim.learning.questions.account import built_samples
from iamsim.learning.questions.account_json import account_from_json, account_to_json
from iamsim.learning.questions.grading import paragraphs, parse_json
from iamsim.learning.questions.idea_trials import (
    REFUTABLE,
    IdeaTrial,
    comparison,
    count_words,
    refuting_trial,
    trials,
)
from iamsim.learning.questions.question import Feedback, Malformed, Question
from iamsim.learning.questions.toml_reader import OneOf, place
from iamsim.markup import join_names

NOTHING_BUILT = "nothing is built yet. Take the # away from a line, fill its dots, and run the cell again."
DOTS = "..."
DOTS_LEFT = (
    f"a name is still `{DOTS}`: put a name of your own in the place of the dots, and run the cell again."
)
"""IAM takes dots for a name, so nothing else would say that a line was not filled in."""
MAX_OTHERS = 3  # trials on which both agree that are said in short after the first


class Size(NamedTuple):
    """How large an account is."""

    statements: int  # of users and groups; those of a policy that two hold count twice
    memberships: int

    @classmethod
    def of(cls, account: Account) -> Self:
        """Count an account."""
        holders: list[User | Group] = [*account.users.values(), *account.groups.values()]
        statements = sum(
            len(policy.document.statements) for holder in holders for policy in account.policies_of(holder)
        )
        return cls(statements, sum(len(user.groups) for user in account.users.values()))

    @property
    def total(self) -> int:
        """Statements and memberships together, by which two accounts are compared."""
        return self.statements + self.memberships

    def __str__(self) -> str:
        return (
            f"{count_words(self.statements, 'statement')} and {count_words(self.memberships, 'membership')}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuteQuestion(Question):
    """An account that proves an idea wrong, given as `iam.account` or as JSON data."""

    refutes: Annotated[str, OneOf(REFUTABLE)]
    needs: str  # what an account must have so that the two differ: said where they agree

    def completed(self) -> Self:
        """Make the samples that are told as calls, and check that the right ones refute."""
        account = self.scenario.account
        right, wrong = built_samples(self, account)
        if not right:
            raise ValueError("right: expected an account that refutes; the smallest is shown for comparison")
        for number, sample in enumerate(right, 1):
            with place(f"right[{number}]"):
                if not refuting_trial(list(trials(self.build(sample.answer), self.refutes))):
                    raise ValueError(f"expected an account that refutes {self.refutes}; both agree on it")
        # As JSON: it is compared with what an answer holds.
        return replace(self, start=account_to_json(account), right=right, wrong=wrong)

    @property
    def smallest(self) -> Account:
        """The smallest account that is known: of the file's right answers, the first of the fewest parts."""
        return min(
            (self.build(sample.answer) for sample in self.right), key=lambda account: Size.of(account).total
        )

    @property
    def example(self) -> str:
        """An answer in Python."""
        return "iam.account"

    @property
    def note(self) -> str:
        """What is counted."""
        return "counted are statements and memberships: as few as you can"

    def to_json(self, answer: Any) -> Any:
        """Return an account as JSON data; a client is answered with as well as its account."""
        account = getattr(answer, "account", answer)
        return account_to_json(account) if isinstance(account, Account) else answer

    def build(self, data: Any) -> Account:
        """Read the account. Raises Malformed."""
        try:
            return account_from_json(data)
        except MalformedAccount as error:
            raise Malformed(str(error)) from None

    def grade(self, data: Any) -> Feedback:
        """Try everything that the account can be asked, as IAM and as the idea."""
        data = parse_json(data)
        if data == self.start:
            return Feedback("not attempted", f"{self.id}: {NOTHING_BUILT}")
        account = self.build(data)
        if DOTS in [*account.users, *account.groups]:
            return Feedback("not attempted", f"{self.id}: {DOTS_LEFT}")
        tried = list(trials(account, self.refutes))
        trial = refuting_trial(tried)
        if trial is None:
            return Feedback("wrong", self._agreement(tried), picture=next((t.result for t in tried), None))
        return Feedback("correct", self._refutation(trial, account), points=1, picture=trial.result)

    def _agreement(self, tried: Sequence[IdeaTrial]) -> str:
        words = comparison(self.refutes)
        head = f"Both agree on every {words.noun} of yours: it refutes nothing yet."
        if not tried:
            return paragraphs(f"{head} {words.no_trials}", f"What is needed: {self.needs}")
        counted = "the first " if len(tried) == idea_trials.MAX_TRIALS else ""
        counted += count_words(len(tried), words.noun)
        lines = " ".join(filter(None, [f"Tried: {counted}.", _sentences(tried[0]), _others(tried[1:])]))
        return paragraphs(head, lines, f"What is needed: {self.needs}")

    def _refutation(self, trial: IdeaTrial, account: Account) -> str:
        misconception = MISCONCEPTIONS[self.refutes]
        head = f"It refutes “{misconception.belief.rstrip('.')}”."
        return paragraphs(
            f"{head} {_sentences(trial)}", self._comparison(account), misconception.correction, self.success
        )

    def _comparison(self, account: Account) -> str:
        """Say how large the account is, and how large the smallest known one, which is shown."""
        size, smallest = Size.of(account), Size.of(self.smallest)
        yours = f"Your account has {size}."
        if size.total > smallest.total:
            comparison_words = f"A smaller one exists, with {smallest}"
        elif size.total == smallest.total:
            comparison_words = "We know none that is smaller; ours"
        else:
            comparison_words = f"That is less than ours, which has {smallest}"
        return f"{yours} {comparison_words}: {outline(self.smallest)}."


def _sentences(trial: IdeaTrial) -> str:
    return f"Look at {trial.subject}: {trial.iam_answer}. {trial.idea_answer}"


def _others(tried: Sequence[IdeaTrial]) -> str:
    """Return what both answer to other trials, of many the first few; "" without any."""
    if not tried:
        return ""
    lines = [f"{trial.subject}, both {trial.agreed_answer}" for trial in tried[:MAX_OTHERS]]
    if len(tried) > MAX_OTHERS:
        lines.append(f"and {len(tried) - MAX_OTHERS:,} more")
    return f"The {'other' if len(tried) == 1 else 'others'}: {'; '.join(lines)}."


def outline(account: Account) -> str:
    """Return an account in one line: `group Readers says Allow s3:GetObject on *; user kim, in no group`."""
    groups = (f"group {group.name}{_policies(account, group)}" for group in account.groups.values())
    users = (
        f"user {user.name}, in {join_names(user.groups, 'no group')}{_policies(account, user)}"
        for user in account.users.values()
    )
    return "; ".join([*groups, *users])


def _policies(account: Account, holder: User | Group) -> str:
    statements = [
        short_statement_words(statement)
        for policy in account.policies_of(holder)
        for statement in policy.document.statements
    ]
    says = ", with the own policy " if isinstance(holder, User) else " says "
    return f"{says}{join_names(statements)}" if statements else ""


KIND = RefuteQuestion
