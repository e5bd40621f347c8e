"""What a learner built, held against its goal: account or policy → marks, and the misconception it shows.

a build that would be right in a misconception's engine shows that misconception
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from iamsim.account import Account, InlinePolicy, User
from iamsim.aws.errors import ClientError, MalformedAccount, MalformedPolicyDocument
from iamsim.decision import Decision, EvaluationResult
from iamsim.learning import documents
from iamsim.learning.account_notation import document
from iamsim.learning.misconceptions.catalogue import MODELS, TRUTH
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.questions.model import PLAIN, Case, Question
from iamsim.learning.questions.wording import asked
from iamsim.learning.scenario import Row, Scenario
from iamsim.policy import PolicyDocument, Statement

KEPT, BROKEN = "kept", "not kept"
"""What is said of a rule."""
ANSWER = "your policy"
"""The name under which a learner's policy is put on its holder."""


class Unbuildable(ValueError):
    """An answer that is no account or no policy; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was asked for, and what the build gives."""

    label: str
    wanted: str
    found: str
    because: str = ""
    hidden: bool = False
    message: str = ""
    breach: str = ""  # the misconception that a broken rule shows
    result: EvaluationResult | None = None

    @property
    def good(self) -> bool:
        """True if it is as asked."""
        return self.found == self.wanted


def build(question: Question, data: Any) -> Account:
    """Make the account that an answer stands for. Raises Unbuildable."""
    try:
        if question.kind == "account":
            return documents.read(data)
        policy = InlinePolicy(ANSWER, PolicyDocument.parse(data, "inline"))
    except (MalformedAccount, MalformedPolicyDocument) as error:
        raise Unbuildable(str(error)) from None
    kind, name = question.goal.holder
    account = question.scenario.account
    holder = account.user(name) if kind == "user" else account.group(name)
    return account.with_identity(replace(holder, inline=(*holder.inline, policy)))


def marks(question: Question, account: Account, model: str = TRUTH) -> tuple[Mark, ...]:
    """Hold a build against its goal, as IAM or as another engine sees it."""
    goal = question.goal
    cases = [_case(question, account, case, model) for case in goal.cases]
    rows = _unnamed(question) if goal.unchanged else ()
    same = [_same(question, account, row, model) for row in rows]
    members = [_members(account, group, users) for group, users in goal.members.items()]
    rules = {name: _rule(account, name, limit) for name, limit in goal.rules.items()}
    first = [mark for name, mark in rules.items() if RULES[name].first]
    others = [mark for name, mark in rules.items() if not RULES[name].first]
    refuted = [_refuted(account, goal.refutes)] if goal.refutes else []
    return (*first, *cases, *same, *members, *others, *refuted)


def told_of(question: Question, account: Account) -> Scenario:
    """The situation with a build in place of its account; the start is what it has grown from."""
    start = question.scenario
    return replace(start, account=account, before=start.account, given={}, events=())


def _case(question: Question, account: Account, case: Case, model: str) -> Mark:
    lent = f", with {case.lend} added" if case.lend else ""
    mark = _answered(told_of(question, _lent(account, case)), case.row, model, case.decision)
    return replace(
        mark, label=mark.label + lent, because=case.because, hidden=case.hidden, message=case.message
    )


def _lent(account: Account, case: Case) -> Account:
    """The account with more given to the user of a case, as somebody might do later."""
    user = account.users.get(case.row.user.casefold())
    if user is None or not case.lend:
        return account
    return account.with_identity(
        replace(user, inline=(*user.inline, InlinePolicy("added later", document(case.lend))))
    )


def _answered(told: Scenario, row: Row, model: str, wanted: str) -> Mark:
    try:
        result = ask(model, told, row)
    except ClientError as error:
        return Mark(asked(row), PLAIN[wanted], str(error))
    found = "denied" if wanted == "denied" and not result.allowed else str(result.decision)
    return Mark(asked(row), PLAIN[wanted], PLAIN[found], result=result)


def _same(question: Question, account: Account, row: Row, model: str) -> Mark:
    before = ask(TRUTH, question.scenario, row).allowed
    mark = _answered(told_of(question, account), row, model, "allowed" if before else "denied")
    told = {(case.row.action, case.row.resource) for case in question.goal.cases if not case.hidden}
    hidden = (row.action, row.resource) not in told
    return replace(mark, because=f"nothing was to change for {row.user}", hidden=hidden)


def _unnamed(question: Question) -> Iterator[Row]:
    """Every user's every request that the cases are about, but for those that the cases decide."""
    rows = [case.row for case in question.goal.cases]
    asks = dict.fromkeys((row.action, row.resource) for row in rows)
    for user, (action, resource) in product(question.scenario.account.users.values(), asks):
        row = Row(user.name, action, resource)
        if row not in rows:
            yield row


def _members(account: Account, name: str, wanted: tuple[str, ...]) -> Mark:
    group = account.groups.get(name.casefold())
    if group is None:
        return Mark(f"Members of group {name}", _listed(wanted), "there is no such group")
    return Mark(
        f"Members of group {name}", _listed(wanted), _listed(user.name for user in account.members_of(group))
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def _rule(account: Account, name: str, limit: Any) -> Mark:
    rule = RULES[name]
    words, broken = rule.broken(account, limit)
    if not broken:
        return Mark(rule.label(limit), KEPT, KEPT)
    message = f"Asked for: {words}. {broken}."
    breach = rule.misconception if rule.shows(account, limit) else ""
    return Mark(rule.label(limit), KEPT, BROKEN, because=broken, message=message, breach=breach)


def _refuted(account: Account, model: str) -> Mark:
    label = f"Refutes “{MODELS[model].belief.rstrip('.')}”"
    proof = next((row for row in _requests(account) if _part(account, row, model)), None)
    same = "on every request of your account IAM and that simulator agree"
    return Mark(label, "refuted", "refuted" if proof else same, because=asked(proof) if proof else "")


def _part(account: Account, row: Row, model: str) -> bool:
    told = Scenario(account)
    return ask(TRUTH, told, row).decision is not ask(model, told, row).decision


def _requests(account: Account) -> Iterator[Row]:
    """Requests that the statements of an account are about, wildcards filled in, for each user."""
    statements = _statements(account)
    texts = {name: dict.fromkeys(_expected(statements, name)) for name in ("Action", "Resource")}
    for user, action, resource in product(account.users.values(), texts["Action"], texts["Resource"]):
        yield Row(user.name, action, resource)


def _statements(account: Account) -> list[Statement]:
    holders: list[User | Any] = [*account.users.values(), *account.groups.values()]
    return [
        s for holder in holders for policy in account.policies_of(holder) for s in policy.document.statements
    ]


def _expected(statements: Iterable[Statement], name: str) -> Iterator[str]:
    for one in statements:
        for element in one.elements:
            if element.name == name:
                yield from (text.replace("*", "x") for text in element.expected)


# ---------------------------------------------------------------------------------- what a build shows


def shown(question: Question, account: Account, found: Iterable[Mark]) -> tuple[str, bool]:
    """The misconception that a build shows, and whether an engine proves it; "" if none does.

    An engine proves it in which the build would be right, if it is the only one claimed, and if IAM differs
    in two requests or more: one slip is never called a misconception. Of rules an engine knows nothing.
    """
    failing = [mark for mark in found if not mark.good]
    if sum(mark.result is not None for mark in failing) > 1:
        engines = [model for model in question.claims if model in ENGINES]
        right = [model for model in engines if _right_in(question, account, model)]
        if len(right) == 1:
            return right[0], True
    if failing and failing[0].breach:
        return failing[0].breach, False
    tag = _tag(question, account, failing[0]) if failing else ""
    return (tag if tag in question.claims else ""), False


def _right_in(question: Question, account: Account, model: str) -> bool:
    """Tell whether an engine answers every request as asked.

    A finished account does not say who has left a group and joined it again: under COPIED a member may have
    the copy, or what the group gives now.
    """
    models = (model, TRUTH) if model == "COPIED" else (model,)
    found = zip(*(marks(question, account, one) for one in models), strict=True)
    return all(any(mark.good for mark in each) for each in found if each[0].result)


def _tag(question: Question, account: Account, mark: Mark) -> str:
    """What one failing request shows of the build itself: a Deny too wide, a star, no Deny at all."""
    if mark.result is None:
        return ""
    decision, deciding = mark.result.decision, mark.result.matched_statements
    if mark.wanted == PLAIN["allowed"] and decision is Decision.EXPLICIT_DENY:
        return "DENY_TOO_WIDE"
    if mark.wanted == PLAIN["explicitDeny"] and not any(one.denies for one in _new(question, account)):
        return "SILENCE_IS_DENY_FOREVER"
    stars = [r for one in deciding for r in one.elements if any(text.endswith("*") for text in r.expected)]
    return "OVERGRANT" if decision is Decision.ALLOWED and any(r.name == "Action" for r in stars) else ""


def _new(question: Question, account: Account) -> list[Statement]:
    """The statements that the learner wrote."""
    before = [str(one) for one in _statements(question.scenario.account)]
    return [one for one in _statements(account) if str(one) not in before]
