"""An account and a question → Answer: all cases that the request can have, as far as AWS's message agrees.

    what the account's file, the question and `--context` say     → Request, Layers
    what every request carries                                     → carried keys: known, or taken as usual
    the values that all other keys can have                        → states → cases
    AWS's message, where it was pasted                             → those of them that remain

A decision is firm if every case has it, and so is its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from iamsim.account import Account
from iamsim.aws.service_rules import service_rule
from iamsim.decision import TRUTH, Decision, EvaluationResult, Layers, StatementResult, near_misses
from iamsim.decision.carried_keys import CarriedKey, carried_keys
from iamsim.decision.cases import DecisionCase, sources_of
from iamsim.policy import Request
from iamsim.why.asker import Asker, check_user_name, find_asker, role_tags, unknown_keys_of
from iamsim.why.context_keys import near_key_notes
from iamsim.why.denial import POLICY_TYPES
from iamsim.why.layers import UnseenPolicy, Variant, layers_of, unseen_policies, variants_of
from iamsim.why.question import AccessQuestion, Additions
from iamsim.why.question_cases import (
    ExploredVariant,
    agreeing_variants,
    cases_of,
    entry_place,
    explore_variants,
    facts_of,
    is_allowed_somewhere,
    keys_that_matter,
    with_carried,
)
from iamsim.why.unknown_policies import UnknownPolicy, list_unknown_policies, required_policy_note

ALLOWED, DENIED, BAD_INPUT, DEPENDS = 0, 1, 2, 3
"""Exit statuses of `iamsim why`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All cases of the request that remain, and what they rest on."""

    question: AccessQuestion
    request: Request  # with the keys that are known or taken as usual
    cases: tuple[DecisionCase, ...]
    # Those by whose values the decision or its reason is another, as the policies spell them.
    keys: tuple[str, ...] = ()
    # Those that matter, each with the statements that read it.
    carried_keys: tuple[tuple[CarriedKey, tuple[StatementResult, ...]], ...] = ()
    facts: tuple[str, ...] = ()  # what AWS's message proves of the request's keys, each as a clause
    contradicts: bool = False  # AWS's message agrees with no case, so that all of them are listed
    is_exact: bool = True  # false if a case may be listed that no request has
    unknown_keys: frozenset[str] = frozenset()  # all keys that nobody gave, in lower case
    unknown_policies: tuple[UnknownPolicy, ...] = ()
    unseen_policies: tuple[UnseenPolicy, ...] = ()  # on which the cases depend, and which the file lacks
    required_policy_note: str = ""  # about an unknown policy that must allow the request too
    addition_notes: tuple[str, ...] = ()  # about what `Additions` holds
    doubtful_denies: tuple[StatementResult, ...] = ()  # that, as far as AWS's pages say, stop nothing
    allowed_with_mfa: bool = False  # in some case, whatever the question says of MFA

    @property
    def allowed_somewhere(self) -> bool:
        """True if the request is allowed in some case."""
        return any(case.result.allowed for case in self.cases)

    @property
    def depends(self) -> bool:
        """True if the request is allowed in some cases and refused in others."""
        return self.allowed_somewhere and not all(case.result.allowed for case in self.cases)

    @property
    def deciding(self) -> tuple[StatementResult, ...]:
        """The statements that decide in every case."""
        first, *rest = self.cases
        places = [{entry_place(entry) for entry in case.always} for case in rest]
        return tuple([entry for entry in first.always if all(entry_place(entry) in p for p in places)])

    @property
    def near_misses(self) -> tuple[StatementResult, ...]:
        """The near misses of all cases, each once."""
        entries = {entry_place(entry): entry for case in self.cases for entry in near_misses(case.result)}
        return tuple(entries.values())

    @property
    def is_doubtful(self) -> bool:
        """True if a Deny may stop what the service allows by itself: see docs/truth.md."""
        return bool(self.doubtful_denies) and self.result.allowed

    @property
    def is_firm(self) -> bool:
        """True if the decision and its reason are the same in every case."""
        if self.depends:
            return False
        if all(case.result.allowed for case in self.cases):
            return True
        is_explicit = all(case.decision is Decision.EXPLICIT_DENY for case in self.cases)
        # One statement that always denies is the reason, whichever others deny as well.
        return bool(self.deciding) if is_explicit else len(self.cases) == 1

    @property
    def result(self) -> EvaluationResult:
        """The result of one of the requests: of any of them if the answer is firm."""
        return self.cases[0].result

    @property
    def exit_status(self) -> int:
        """The exit status: 0 allowed, 1 denied, 3 it depends on what was not given."""
        if self.depends:
            return DEPENDS
        if not self.allowed_somewhere:
            return DENIED
        # AWS itself refused it, or a policy that nobody gave must allow it too.
        return DEPENDS if self.question.denial or self.required_policy_note else ALLOWED

    @property
    def decision(self) -> str:
        """The decision in a word: AWS's, or `depends`, or `denied` if only the reason is open."""
        if self.exit_status == DEPENDS:
            return "depends"
        return str(self.result.decision) if self.is_firm else "denied"


def answer_question(account: Account, question: AccessQuestion, additions: Additions | None = None) -> Answer:
    """Answer a question about an account.

    Raises NoSuchEntity for a principal that the account does not have; InvalidInput for one that sends no
    requests, and for an aws:username that is not the principal's.
    """
    additions = additions or Additions()
    asker = find_asker(account, question, additions)
    check_user_name(asker.caller.arn, additions.context)
    # A role's own tags stand in the file, but a tag of the session replaces the role's.
    taken_tags = role_tags(asker)
    caller_values = {key: value for key, value in asker.caller.context.items() if key not in taken_tags}
    context = {**caller_values, **question.context, **additions.context}
    absent = frozenset(key.lower() for key, value in context.items() if value is None or value == [])
    asker = asker._replace(absent_keys=absent)
    request = Request(asker.caller.arn, question.action, question.resource, context)
    layers, addition_notes = layers_of(account, asker, request, additions)
    addition_notes = (*near_key_notes(additions.context), *addition_notes)
    if service_rule(request.lower_action, request.principal) is not None:
        # The service decides by itself, whatever the policies and the unknown keys say.
        case = DecisionCase(TRUTH.evaluate(request, layers), {}, ())
        return Answer(question, request, (case,), doubtful_denies=_doubtful_denies(request, layers, asker))
    # A message is of an earlier time, which nobody knows if the message does not say it.
    now = None if question.denial else additions.now
    carried = (*taken_tags.values(), *carried_keys(request, now))
    stated = absent | request.context.keys()
    carried = tuple(key for key in carried if key.key.lower() not in stated)
    variants = variants_of(account, asker, layers)
    full_request = with_carried(request, carried)
    explored = explore_variants(full_request, variants, asker, additions.now)
    agreeing = agreeing_variants(question, explored)
    if not _has_results(agreeing) and not all(key.certain for key in carried):
        # Perhaps something that is taken as usual was not so in this request: then the message agrees
        # without it.
        certain = tuple(key for key in carried if key.certain)
        certain_request = with_carried(request, certain)
        explored_without = explore_variants(certain_request, variants, asker, additions.now)
        agreeing_without = agreeing_variants(question, explored_without)
        if _has_results(agreeing_without):
            carried, full_request = certain, certain_request
            explored, agreeing = explored_without, agreeing_without
    contradicts = not _has_results(agreeing)
    cases = cases_of(explored if contradicts else agreeing, question)
    draft = Answer(
        question,
        full_request,
        cases,
        carried_keys=_read_keys(full_request, layers, carried, asker),
        facts=() if contradicts or question.denial is None else facts_of(explored, agreeing),
        contradicts=contradicts,
        is_exact=all(variant.exploration.is_exact for variant in explored),
        unknown_keys=unknown_keys_of(full_request, layers, asker),
        unknown_policies=_unknown_policies(question, full_request, cases[0].result),
        unseen_policies=unseen_policies(account, asker, additions),
        required_policy_note="" if layers.resource else required_policy_note(request, account.account_id),
        addition_notes=addition_notes,
        allowed_with_mfa=_is_allowed_with_mfa(request, carried, variants, asker, additions.now),
    )
    keys = () if draft.is_firm else keys_that_matter(explored, None if contradicts else question)
    return replace(draft, keys=keys)


def _has_results(explored: Sequence[ExploredVariant]) -> bool:
    return any(variant.results for variant in explored)


def _doubtful_denies(request: Request, layers: Layers, asker: Asker) -> tuple[StatementResult, ...]:
    """Return the Denies of sts:GetSessionToken that match, or may by unknown keys.

    AWS's page says that policies do not control the call; a few reports say that a Deny stopped it.
    """
    if request.lower_action != "sts:getsessiontoken":
        return ()
    return tuple(
        [
            StatementResult(check, source, policy, statement, request)
            for check, source in sources_of(layers)
            for policy, statement in source.statements_matching(request.lower_action)
            if statement.denies
            and all(
                element.accepts(request)
                or any(asker.is_unknown(key, request) for key in element.all_context_keys)
                for element in statement.other_elements
            )
        ]
    )


_MFA_PRESENT, _MFA_AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


def _is_allowed_with_mfa(
    request: Request,
    carried: Sequence[CarriedKey],
    variants: Sequence[Variant],
    asker: Asker,
    now: datetime | None,
) -> bool:
    """Tell whether the request is allowed in some case in which its credentials carry MFA."""
    mfa_keys = {_MFA_PRESENT.lower(), _MFA_AGE.lower()}
    statements = (
        statement
        for _, source in sources_of(variants[0].layers)
        for _, statement in source.statements_matching(request.lower_action)
    )
    if all(mfa_keys.isdisjoint(statement.all_context_keys) for statement in statements):
        return False
    context = {key: value for key, value in request.context.items() if key.lower() not in mfa_keys}
    with_mfa = Request(request.principal, request.action, request.resource, {**context, _MFA_PRESENT: "true"})
    carried = [key for key in carried if key.key.lower() not in mfa_keys]
    asker = asker._replace(absent_keys=asker.absent_keys - mfa_keys)
    return is_allowed_somewhere(explore_variants(with_carried(with_mfa, carried), variants, asker, now))


def _read_keys(
    request: Request, layers: Layers, carried: Sequence[CarriedKey], asker: Asker
) -> tuple[tuple[CarriedKey, tuple[StatementResult, ...]], ...]:
    """Return those of the carried keys that decide whether a statement matches, each with the statements."""
    readers: dict[str, list[StatementResult]] = {key.key.lower(): [] for key in carried}
    for check, source in sources_of(layers):
        for policy, statement in source.statements_matching(request.lower_action):
            keys_of_elements = [
                (element, set(element.all_context_keys)) for element in statement.other_elements
            ]
            names = {name for _, keys in keys_of_elements for name in keys} & readers.keys()
            # What fails by something else does not depend on the key.
            if names and all(
                not keys.isdisjoint(names)
                or any(asker.is_unknown(key, request) for key in keys)
                or element.accepts(request)
                for element, keys in keys_of_elements
            ):
                for name in names:
                    readers[name].append(StatementResult(check, source, policy, statement, request))
    return tuple([(key, tuple(statements)) for key in carried if (statements := readers[key.key.lower()])])


def _unknown_policies(
    question: AccessQuestion, request: Request, result: EvaluationResult
) -> tuple[UnknownPolicy, ...]:
    # Policies of a type that some check has read are known, by the file or by `additions`.
    known_checks = {check.type for check in result.checks}
    known_types = {name for name, check_type in POLICY_TYPES.items() if check_type in known_checks}
    blamed_type = question.denial.policy_type if question.denial else ""
    return list_unknown_policies(request, known_types, blamed_type)
