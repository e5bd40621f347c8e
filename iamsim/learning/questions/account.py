"""An account that the learner makes of the scenario, in code, held against what was asked for.

    account as JSON data → Account → requirements, each with what was asked for and found → Feedback

What is here of requirements holds for a written policy too (`policy`). A build that would be right in a
misconception's engine shows that misconception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from typing import Any, ClassVar, Self

from iamsim.account import (
    Account,
    Group,
    InlinePolicy,
    Policy,
    Source,
    User,
    dump_account,
    parse_account,
)
from iamsim.aws.errors import ClientError, MalformedAccount
from iamsim.check import advise
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import brief_reason
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, RULES, TRUTH, simulate_as
from iamsim.learning.questions.grading import paragraphs, parse_json
from iamsim.learning.questions.question import (
    DECISION_WORDS,
    DENIED,
    Cell,
    DecisionName,
    Feedback,
    FeedbackRow,
    Malformed,
    Question,
    Sample,
    status_of,
)
from iamsim.learning.questions.toml_reader import Key, check_keys, key_named, place
from iamsim.learning.scenario import (
    CREDENTIALS,
    Scenario,
    ScenarioError,
    ScenarioRequest,
    apply_event,
    check_context_keys,
    credentials_of,
    parse_event,
    policy_in_words,
    with_credentials,
)
from iamsim.policy import PolicyDocument, Statement

KEPT, BROKEN = "kept", "not kept"
"""What is said of a rule."""
CREDENTIAL_REPORT = "CredentialReport"
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


# --------------------------------------------------------------------------------------- both kinds of build


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
        return tuple(_rule_requirement(account, name, limit) for name, limit in self.rules.items())

    def other_requirements(self, account: Account, engine: str) -> Iterable[Requirement]:
        """Return what a kind of build asks for besides cases and rules."""
        del account, engine
        return ()

    def may_be_half_done(self, failed: Sequence[Requirement]) -> bool:
        """Tell whether what fails may be one step that is still to come, and so shows no idea by itself."""
        del failed
        return False

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
        text = self._failure_text(requirements, misconception, note, proved=proved)
        picture = failed[0].result if failed else None
        misconceptions = (misconception,) if misconception else ()
        all_failed = [requirement for requirement in requirements if not requirement.met]
        tentative = proved and self.may_be_half_done(all_failed)
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
            return Cell(row.yours, "asked for:", _after_be(row.truth))
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
        requirement = self.request_requirement(_with_loan(account, case), case.request, engine, case.decision)
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

    def _failure_text(
        self, requirements: Sequence[Requirement], misconception: str, note: str, *, proved: bool
    ) -> str:
        """Say what is misspelled, what is not as asked, whose engine would have it so, how much holds."""
        failed = [requirement for requirement in requirements if not requirement.met]
        visible = [requirement for requirement in failed if not requirement.hidden]
        first = "All that is shown holds; something not shown does not."
        if visible:
            first = self.requirement_text(visible[0])
        unseen = len(failed) - len(visible)
        hidden = f"; of the others {unseen} {'is' if unseen == 1 else 'are'} not shown" if unseen else ""
        met = f"{len(requirements) - len(failed)} of {len(requirements)} hold{hidden}."
        return paragraphs(note, first, self.refutation(misconception, failed, proved=proved), met)

    def refutation(self, name: str, failed: Sequence[Requirement], *, proved: bool) -> str:
        """Return what contradicts a misconception, after what fails; "" for none."""
        if not name:
            return ""
        misconception = MISCONCEPTIONS[name]
        if proved and self.may_be_half_done(failed):
            head = "If there is more to come, go on. If this is all:"
        elif proved:
            head = f"Your {self.build_name} would be right in a simulator that {misconception.does}."
        else:
            head = f"“{misconception.belief.rstrip('.')}”: that is not so."
        return f"{head} {misconception.correction}"

    def requirement_text(self, requirement: Requirement) -> str:
        """Say what was asked for and what the build gives, with the statement that decides."""
        if requirement.message:
            return requirement.message
        if requirement.result is None:
            return f"{requirement.label}: asked for: {requirement.expected}; found: {requirement.actual}."
        should_be = f"{requirement.label} should be {_after_be(requirement.expected)}: {requirement.because}."
        actual = f"{_after_be(requirement.actual)}: {brief_reason(requirement.result)}"
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


def _after_be(words: str) -> str:
    """Return a decision in plain words, as it stands after "should be" or "it is"."""
    nobody = DECISION_WORDS[Decision.IMPLICIT_DENY]
    return f"{DENIED} ({nobody})" if words == nobody else words


def _with_loan(account: Account, case: Case) -> Account:
    """Return the account with more given to the user of a case, as somebody might do later."""
    # A build may lack the user. The request then fails with IAM's own NoSuchEntity, which the feedback
    # quotes.
    user = account.users.get(case.user.casefold())
    if user is None or not case.lend:
        return account
    loan = InlinePolicy("added later", policy_in_words(case.lend))
    return account.with_identity(replace(user, inline=(*user.inline, loan)))


def _rule_requirement(account: Account, name: str, limit: Any) -> Requirement:
    rule = RULES[name]
    words, breach = rule.breach(account, limit)
    if not breach:
        return Requirement(rule.label(limit), KEPT, KEPT)
    message = f"Asked for: {words}. {breach}."
    misconception = rule.misconception if rule.shows(account, limit) else ""
    return Requirement(
        rule.label(limit), KEPT, BROKEN, because=breach, message=message, misconception=misconception
    )


def _placed(account: Account) -> Iterator[tuple[Source, Policy, Statement]]:
    """Yield every statement of the users and groups, with its holder and its policy."""
    holders: list[User | Group] = [*account.users.values(), *account.groups.values()]
    for holder in holders:
        source = Source(holder.kind, holder.name, account.policies_of(holder))
        for policy in source.policies:
            yield from ((source, policy, statement) for statement in policy.document.statements)


def _statements(account: Account) -> list[Statement]:
    return [statement for _, _, statement in _placed(account)]


# --------------------------------------------------------------------------------------------- the account


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


# ------------------------------------------------------------------------------ accounts as answers hold them
# AWS's dump is silent about credentials: a credential report has them. Some exercises are about nothing else.


def account_to_json(account: Account) -> dict[str, Any]:
    """Return an account as JSON data: AWS's dump, and beside it who has a password or an access key."""
    report = {user.name: words for user in account.users.values() if (words := credentials_of(user))}
    return {**dump_account(account), **({CREDENTIAL_REPORT: report} if report else {})}


def account_from_json(data: Any) -> Account:
    """Read what `account_to_json` gives; AWS's own dump is read too. Raises MalformedAccount."""
    if not isinstance(data, Mapping):
        raise MalformedAccount(f"expected an account as `iam.account` is one, got {type(data).__name__}")
    if CREDENTIAL_REPORT not in data:
        return parse_account(dict(data))
    account = parse_account({key: value for key, value in data.items() if key != CREDENTIAL_REPORT})
    report = data[CREDENTIAL_REPORT]
    if not isinstance(report, Mapping):
        raise MalformedAccount(f"{CREDENTIAL_REPORT}: expected an object, a user's name → credentials")
    for name, words in report.items():
        # `account.user` would raise NoSuchEntity, and `build` takes only MalformedAccount for a malformed
        # answer.
        if name not in {user.name for user in account.users.values()}:
            raise MalformedAccount(f"{CREDENTIAL_REPORT}: there is no user {name!r:.60}")
        if not isinstance(words, list) or not all(word in CREDENTIALS for word in words):
            raise MalformedAccount(
                f"{CREDENTIAL_REPORT}.{name}: expected a list of {' and '.join(CREDENTIALS)}"
            )
        account = account.with_identity(with_credentials(account.user(name), words))
    return account


KIND = AccountQuestion
