"""What IAM and a wrong idea are both asked about an account, to see whether it refutes the idea.

    account, misconception → IdeaTrials: what was tried, IAM's answer, the idea's, whether they differ

What a trial is depends on the idea. Where it has an engine, each request of the account. That a group signs
in: the call that would give each group a password. That policies on each user are simpler: the calls that a
change needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

from iamsim.account import Account, Policy, User, fold_name
from iamsim.aws.errors import ClientError
from iamsim.clients import IAM, perform
from iamsim.decision import EvaluationResult
from iamsim.decision.axes import named_actions, named_resources
from iamsim.decision.explain import brief_reason, decision_words
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.scenario import Scenario, ScenarioRequest
from iamsim.markup import join_names

AWS_POLICY_ARN = "arn:aws:iam::aws:policy/"
MAX_TRIALS = 2_000  # of one account: about half a second
SILENT_REQUEST = ("s3:ListAllMyBuckets", "*")
"""Action and resource of a request that few policies speak of: it is tried too, last of all."""
KINDS_OF_NO = ": no as well, and another kind of no, which no Allow can change"
"""Said where a Deny matches for one of the two, and for the other nobody allowed it."""


class IdeaTrial(NamedTuple):
    """What IAM and the idea are both asked about an account, and what each answers."""

    subject: str  # "kim, s3:GetObject"
    iam_answer: str  # what IAM does, as a clause that goes on after the subject and a colon
    idea_answer: str  # what the idea expects, as a sentence
    differs: bool
    result: EvaluationResult | None = None  # IAM's, of a request
    agreed_answer: str = ""  # what both answer, in few words, where they agree
    changes_access: bool = True  # False where both refuse, and only the kind of the refusal differs


class IdeaComparison(NamedTuple):
    """How IAM and an idea are compared: what is tried, and the words for it."""

    noun: str  # "request"
    trials: Callable[[Account, str], Iterator[IdeaTrial]]
    no_trials: str  # why there is nothing to try in an account without trials


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
        differs = result.decision is not believed.decision
        changes_access = result.allowed is not believed.allowed
        suffix = ", too" if not differs else "" if changes_access else KINDS_OF_NO
        yield IdeaTrial(
            str(request),
            f"IAM answers “{decision_words(result.decision)}”, as {brief_reason(result)}",
            f"A simulator that {MISCONCEPTIONS[misconception].does} answers "
            f"“{decision_words(believed.decision)}”{suffix}.",
            differs,
            result,
            f"“{decision_words(result.decision)}”",
            changes_access,
        )


def login_trials(account: Account, _: str) -> Iterator[IdeaTrial]:
    """Yield for each group what becomes of the call that would give it a password."""
    for group in account.groups.values():
        subject = f"create_login_profile for {group.name}"
        expected = "If groups could sign in, this call would give the group a password."
        if fold_name(group.name) in account.users:
            # AWS has names of users and names of groups apart: the password is the user's.
            accepted = f"IAM takes it for the user {group.name}, who only bears the group's name"
            yield IdeaTrial(subject, accepted, expected, differs=False, agreed_answer="taken for a user")
            continue
        try:
            perform(IAM["create_login_profile"], account, {"UserName": group.name, "Password": "Wr0ng-idea!"})
        except ClientError as error:
            yield IdeaTrial(subject, f"IAM refuses it, as there is {error}", expected, differs=True)


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
            f"with policies on users it takes {count_words(number, 'call')}, {join_names(change.on_users)}; "
            f"with a group it takes 1 call, {change.on_group}",
            "If policies on users were simpler, no change would take more calls than with a group.",
            number > 1,
            agreed_answer="1 call",
        )


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
    """Return the trial that refutes; first of all one that only one of them allows."""
    differing = [trial for trial in tried if trial.differs]
    return next((trial for trial in differing if trial.changes_access), next(iter(differing), None))


def count_words(number: int, noun: str) -> str:
    """Return `1 call`, `2,000 calls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
