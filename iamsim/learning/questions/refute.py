"""A refutation: the learner makes an account on which IAM and a wrong idea differ, as small as possible.

    account as JSON data → trials, each with both answers → the one that refutes, and the account's size

What a trial is depends on the idea. Where it has an engine, each request of the account. That a group signs
in: the call that would give each group a password. That policies on each user are simpler: the calls that a
change needs. Any account that refutes is right; the smallest known one is for comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Annotated, Any, NamedTuple, Self

from iamsim.account import Account, Group, Policy, User, fold_name
from iamsim.aws.errors import ClientError, MalformedAccount
from iamsim.clients import IAM, perform
from iamsim.decision import EvaluationResult
from iamsim.decision.axes import named_actions, named_resources
from iamsim.decision.explain import brief_reason, decision_words, short_statement_words
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.questions.account import account_from_json, account_to_json, built_samples
from iamsim.learning.questions.grading import paragraphs, parse_json
from iamsim.learning.questions.question import Feedback, Malformed, Question
from iamsim.learning.questions.toml_reader import OneOf, place
from iamsim.learning.scenario import Scenario, ScenarioRequest
from iamsim.markup import join_names

AWS_POLICY_ARN = "arn:aws:iam::aws:policy/"
MAX_TRIALS = 2_000  # of one account: about half a second
SILENT_REQUEST = ("s3:ListAllMyBuckets", "*")
"""Action and resource of a request that few policies speak of: it is tried too, last of all."""


NOTHING_BUILT = "nothing is built yet. Take the # away from a line, fill its dots, and run the cell again."
DOTS = "..."
DOTS_LEFT = (
    f"a name is still `{DOTS}`: put a name of your own in the place of the dots, and run the cell again."
)
"""IAM takes dots for a name, so nothing else would say that a line was not filled in."""
MAX_OTHERS = 3  # trials on which both agree that are said in short after the first
KINDS_OF_NO = ": no as well, and another kind of no, which no Allow can change"
"""Said where a Deny matches for one of the two, and for the other nobody allowed it."""


class IdeaTrial(NamedTuple):
    """What IAM and the idea are both asked about an account, and what each answers."""

    subject: str  # "kim, s3:GetObject"
    truth: str  # what IAM does, after the subject and a colon
    believed: str  # what the idea expects, as a sentence
    differs: bool
    result: EvaluationResult | None = None  # IAM's, of a request
    short: str = ""  # what both answer, in few words, where they agree
    telling: bool = True  # False where both say no and only the kind of no differs


class IdeaComparison(NamedTuple):
    """How IAM and an idea are compared: what is tried, and the words for it."""

    noun: str  # "request"
    trials: Callable[[Account, str], Iterator[IdeaTrial]]
    no_trials: str  # why there is nothing to try in an account without trials


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
        return f"{_count(self.statements, 'statement')} and {_count(self.memberships, 'membership')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ------------------------------------------------------------------------------------- ideas with an engine


def request_trials(account: Account, misconception: str) -> Iterator[IdeaTrial]:
    """Yield each request of an account as IAM and as an engine decide it.

    The requests are those of each user, for each action on each resource that a policy names; and one more
    for each user, of which the policies may be silent.
    """
    # By itself: who signed in when, and what was given first, no account document says.
    scenario = Scenario(account)
    pairs = [*product(named_actions(account), named_resources(account) or ("*",)), SILENT_REQUEST]
    for (action, resource), user in product(pairs, account.users.values()):
        request = ScenarioRequest(user.name, action, resource)
        result, believed = (simulate_as(engine, scenario, request) for engine in (TRUTH, misconception))
        differs, telling = result.decision is not believed.decision, result.allowed is not believed.allowed
        also = ", too" if not differs else "" if telling else KINDS_OF_NO
        yield IdeaTrial(
            str(request),
            f"IAM answers “{decision_words(result.decision)}”, as {brief_reason(result)}",
            f"A simulator that {MISCONCEPTIONS[misconception].does} answers "
            f"“{decision_words(believed.decision)}”{also}.",
            differs,
            result,
            f"“{decision_words(result.decision)}”",
            telling,
        )


# --------------------------------------------------------------------------------------- groups that sign in


def login_trials(account: Account, _: str) -> Iterator[IdeaTrial]:
    """Yield for each group what becomes of the call that would give it a password."""
    for group in account.groups.values():
        subject = f"create_login_profile for {group.name}"
        expected = "If groups could sign in, this call would give the group a password."
        if fold_name(group.name) in account.users:
            # AWS has names of users and names of groups apart: the password is the user's.
            accepted = f"IAM takes it for the user {group.name}, who only bears the group's name"
            yield IdeaTrial(subject, accepted, expected, differs=False, short="taken for a user")
            continue
        try:
            perform(IAM["create_login_profile"], account, {"UserName": group.name, "Password": "Wr0ng-idea!"})
        except ClientError as error:
            yield IdeaTrial(subject, f"IAM refuses it, as there is {error}", expected, differs=True)


# ------------------------------------------------------------------------------------ policies on each user


class CountedChange(NamedTuple):
    """A change of what people may do, as calls: with policies on users, and with one group for them."""

    subject: str
    on_users: tuple[str, ...]
    on_group: str


def changes(account: Account) -> Iterator[CountedChange]:
    """Yield the changes of an account whose users have own policies: another text, and a new colleague.

    A managed policy that several users have is changed by one call for all.
    """
    holders: dict[str, list[tuple[User, Policy]]] = {}
    for user in account.users.values():
        for policy in account.policies_of(user):
            if (policy.arn or "").startswith(AWS_POLICY_ARN):  # its text is AWS's
                continue
            words = "; ".join(map(str, policy.document.statements))
            holders.setdefault(words, []).append((user, policy))
    for pairs in holders.values():
        calls = dict.fromkeys(
            f"create_policy_version({policy.name})"
            if policy.arn
            else f"put_user_policy({user.name}, {policy.name})"
            for user, policy in pairs
        )
        name, users = pairs[0][1].name, join_names(list(dict.fromkeys(user.name for user, _ in pairs)))
        subject = f"a new text of policy {name}, which {users} {'has' if len(pairs) == 1 else 'have'}"
        yield CountedChange(subject, tuple(calls), f"put_group_policy({name})")
    for user in account.users.values():
        calls = dict.fromkeys(
            f"attach_user_policy({policy.name})" if policy.arn else f"put_user_policy({policy.name})"
            for policy in account.policies_of(user)
        )
        if calls:
            yield CountedChange(
                f"somebody new who does the same work as {user.name}", tuple(calls), "add_user_to_group"
            )


def change_trials(account: Account, _: str) -> Iterator[IdeaTrial]:
    """Yield how many calls each change needs, with policies on users and with a group."""
    for change in changes(account):
        number = len(change.on_users)
        yield IdeaTrial(
            change.subject,
            f"with policies on users it takes {_count(number, 'call')}, {join_names(change.on_users)}; "
            f"with a group it takes 1 call, {change.on_group}",
            "If policies on users were simpler, no change would take more calls than with a group.",
            number > 1,
            short="1 call",
        )


# ------------------------------------------------------------------------------------------------ all ideas


OTHER_COMPARISONS: Mapping[str, IdeaComparison] = {
    "GROUP_LOGIN": IdeaComparison(
        "group", login_trials, "There is no group in it, so there is nothing to sign in as."
    ),
    "DIRECT_SIMPLER": IdeaComparison(
        "change", change_trials, "No user in it has an own policy, so there is nothing to change at a user."
    ),
}
REQUESTS = IdeaComparison("request", request_trials, "There is no user in it, so nobody sends a request.")
REFUTABLE = (*(name for name in ENGINES if name != TRUTH), *OTHER_COMPARISONS)


def trials(account: Account, misconception: str) -> Iterator[IdeaTrial]:
    """Yield at most MAX_TRIALS trials of an account.

    Raises MalformedAccount for a policy without its document: what it allows is unknown.
    """
    yield from islice(comparison(misconception).trials(account, misconception), MAX_TRIALS)


def comparison(misconception: str) -> IdeaComparison:
    """Return how IAM and an idea are compared."""
    return OTHER_COMPARISONS.get(misconception, REQUESTS)


def refuting_trial(tried: Sequence[IdeaTrial]) -> IdeaTrial | None:
    """Return the trial that refutes; first of all one where the one says yes and the other no."""
    differing = [trial for trial in tried if trial.differs]
    return next((trial for trial in differing if trial.telling), next(iter(differing), None))


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
        counted = "the first " if len(tried) == MAX_TRIALS else ""
        counted += _count(len(tried), words.noun)
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
    return f"Look at {trial.subject}: {trial.truth}. {trial.believed}"


def _others(tried: Sequence[IdeaTrial]) -> str:
    """Return what both answer to other trials, of many the first few; "" without any."""
    if not tried:
        return ""
    lines = [f"{trial.subject}, both {trial.short}" for trial in tried[:MAX_OTHERS]]
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
