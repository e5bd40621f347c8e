"""The words for a decision: what was decided, why, and which statements nearly matched.

    decision_words, headline    the decision: `nobody allowed it`, `the boundary does not allow it`
    explain, sentence           a result in lines, in a sentence
    reason, brief_reason        why, in a clause; with short names
    statement_lines             lines of `explain`; near_miss_lines
    no_changes                  why no single edit turns a decision

Words of single things stand in modules of their own, and are imported from here: `statement_words` (what a
statement says, why it does not match), `statement_places` (where it stands), `request_words`, `change_words`,
`aws_message` (AWS's own sentence). Every other package formats what these return, so that a word is changed
here and nowhere else. They read results and never evaluate a request; which statements are shown is chosen in
`mismatches`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from iamsim.decision.aws_message import AWS_POLICY_TYPES, access_denied_message
from iamsim.decision.change_words import change_words, missing_values_words, needed_words
from iamsim.decision.mismatches import count_without_match, near_misses, refusing_check
from iamsim.decision.request_words import context_words, question, request_words, short_name
from iamsim.decision.result import Check, Decision, Effect, EvaluationResult
from iamsim.decision.statement_places import (
    join_places,
    named_policy,
    place,
    policy_way,
    statement_name,
    statement_place,
    way,
)
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.decision.statement_words import (
    brief_mismatch,
    cut_middle,
    mismatch,
    missing_key_words,
    short_pattern_words,
    short_statement_lines,
    short_statement_words,
    statement_words,
)
from iamsim.policy import PrincipalElement

__all__ = [
    "AWS_POLICY_TYPES",
    "DENY_QUESTION",
    "access_denied_message",
    "brief_mismatch",
    "brief_reason",
    "change_words",
    "check_question",
    "context_words",
    "decision_words",
    "dependence_words",
    "effect_words",
    "explain",
    "headline",
    "limit_name",
    "mismatch",
    "missing_key_words",
    "missing_values_words",
    "named_policy",
    "near_miss_lines",
    "needed_words",
    "no_changes",
    "not_principal_note",
    "other_statements_words",
    "place",
    "policy_way",
    "question",
    "reason",
    "request_words",
    "sentence",
    "short_decision_words",
    "short_name",
    "short_pattern_words",
    "short_statement_lines",
    "short_statement_words",
    "statement_lines",
    "statement_name",
    "statement_place",
    "statement_words",
    "way",
]

_DECISION_WORDS = {
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "denied by a Deny",
    Decision.IMPLICIT_DENY: "nobody allowed it",
}
_SHORT_DECISION_WORDS = {
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "Deny",
    Decision.IMPLICIT_DENY: "nobody",
}
_LIMIT_NAMES = {
    CheckType.SERVICE_CONTROL_POLICY: "the SCP",
    CheckType.PERMISSIONS_BOUNDARY: "the boundary",
    CheckType.RESOURCE: "the resource's policy",
}
_EFFECT_WORDS = {
    Effect.ALLOW: "allows it",
    Effect.NO_IMPACT: "has no effect",
    Effect.IMPLICIT_DENY: "does not allow it",
    Effect.EXPLICIT_DENY: "denies it",
}
DENY_QUESTION = "any Deny?"

# So many statements of one outcome are shown at most.
_MOST_STATEMENTS = {"decides": 5, "matches": 3}
# In characters: a line of `explain`, all lines of one outcome.
_LINE_LENGTH = 480
_SECTION_LENGTH = 1400


def decision_words(decision: Decision) -> str:
    """Return a decision in plain words: `denied by a Deny` for explicitDeny."""
    return _DECISION_WORDS[decision]


def dependence_words(keys: Sequence[str] = ()) -> str:
    """Return that a decision depends on context keys that nobody gave: `depends on aws:SourceIp and k`."""
    return f"depends on {' and '.join(keys)}" if keys else "depends"


def short_decision_words(decision: Decision) -> str:
    """Return a decision in one word, for a cell among others: `Deny` for explicitDeny."""
    return _SHORT_DECISION_WORDS[decision]


def effect_words(effect: Effect) -> str:
    """Return what one check does to a request: `does not allow it`."""
    return _EFFECT_WORDS[effect]


def headline(result: EvaluationResult) -> str:
    """Return the decision in plain words; if a limit refused, which one: `the boundary does not allow it`.

    Of a call that its service decides by itself: `it needs no permission`, `the service does not allow it`.
    """
    if result.service_rule is not None:
        return "it needs no permission" if result.allowed else "the service does not allow it"
    limit = _silent_limit(result)
    return decision_words(result.decision) if limit is None else _limit_words(limit)


def sentence(result: EvaluationResult) -> str:
    """Return the decision and its reason in one sentence, with AWS's code in brackets."""
    words, code = headline(result), result.decision.value
    brackets = "" if words == code else f" ({code})"
    because = reason(result)
    if _silent_limit(result) is not None:  # the words before the colon already name the limit
        allows = _own_allows(result)
        principal = short_name(result.request.principal)
        because = (
            f"an Allow matches, in {allows}, and alone it is not enough"
            if allows
            else f"none of {principal}'s policies allows it either"
        )
    return f"{words[:1].upper()}{words[1:]}{brackets}: {because}."


def explain(result: EvaluationResult) -> str:
    """Explain a result in several lines: the decision, the statements that decided, and the near misses.

    The first line has AWS's code, the request and the reason. Then two lines for each statement that decides
    or matches, and for each near miss of an implicit deny: the way to it, and what it says or why it does not
    match. Two short lines are not wrapped on a narrow screen. A Deny that matches in spite of its
    NotPrincipal has a third line that says why. Of many statements some are shown, then how many more there
    are, so that it never has more than some 4,000 characters.
    """
    because = reason(result)
    implicit = result.decision is Decision.IMPLICIT_DENY and _silent_limit(result) is None
    if implicit or result.service_rule is not None:
        because = f"{headline(result)}: {because}"
    lines = [f"{result.decision}: {request_words(result.request)}: {because}"]
    statements: dict[str, list[StatementResult]] = {"decides": [], "matches": [], "no match": []}
    for statement, outcome in result.outcomes():
        statements[outcome].append(statement)
    for outcome in ("decides", "matches"):
        entries = _entries(
            [(outcome, statement) for statement in statements[outcome][: _MOST_STATEMENTS[outcome]]]
        )
        lines += [*entries, *_more_statements(len(statements[outcome]) - len(entries), outcome)]
    return "\n".join([*lines, *near_miss_lines(result)])


def not_principal_note(result: StatementResult) -> str:
    """Return why a Deny matches a principal whom its NotPrincipal names; "" for any other statement.

    Sources: access_policies_boundaries, reference_policies_elements_notprincipal.
    """
    request = result.request
    elements = (e for e in result.statement.elements if isinstance(e, PrincipalElement))
    element = next((e for e in elements if e.negated and e.denies and e.matching_names(request)), None)
    if element is None or not result.matched:
        return ""
    if request.has_boundary:
        return "NotPrincipal excepts nobody who has a permissions boundary"
    missing = " and ".join(element.missing_names(request))
    return f"NotPrincipal excepts {short_name(request.principal)} for certain only beside {missing}"


def near_miss_lines(result: EvaluationResult, unknown_keys: Collection[str] = ()) -> list[str]:
    """Return two lines for each near miss of an implicit deny, then one that counts all other statements.

    Those of a statement that fails on one element begin with `near miss`, of one that fails on more with
    `no match`. Of `unknown_keys`, in lower case, the request may have other values than `result` supposes.
    """
    near = near_misses(result)
    entries = _entries(
        (
            ("near miss" if len(statement.failed_elements) == 1 else "no match", statement)
            for statement in near
        ),
        unknown_keys,
    )
    # Without an Allow that comes near, the reason says that there is none.
    rest = count_without_match(result) - len(entries) if near else 0
    return [*entries, *_more_statements(rest, "does not match")]


def _entries(
    statements: Iterable[tuple[str, StatementResult]], unknown_keys: Collection[str] = ()
) -> list[str]:
    """Return `statement_lines` of as many as have _SECTION_LENGTH characters, at least of the first."""
    entries: list[str] = []
    for outcome, statement in statements:
        entry = statement_lines(outcome, statement, unknown_keys)
        if entries and sum(map(len, entries)) + len(entry) > _SECTION_LENGTH:
            break
        entries.append(entry)
    return entries


def statement_lines(outcome: str, result: StatementResult, unknown_keys: Collection[str] = ()) -> str:
    """Return a statement's outcome and the way to it, and in a second line what it says, or why it fails.

    A Deny that matches in spite of its NotPrincipal has a third line that says why.
    """
    text = mismatch(result, unknown_keys) or statement_words(result.statement, result.request, unknown_keys)
    details = filter(None, [cut_middle(text, _LINE_LENGTH), not_principal_note(result)])
    return "\n".join([f"  {outcome:<9} {way(result)}", *(f"{'':12}{detail}" for detail in details)])


def _more_statements(count: int, verb: str) -> list[str]:
    """Return a line such as `and 2 more statements match`; none if the count is not above 0."""
    if count <= 0:
        return []
    if count == 1:
        return [f"  and 1 more statement {verb}"]
    plural = {"decides": "decide", "matches": "match", "does not match": "do not match"}[verb]
    return [f"  and {count:,} more statements {plural}"]


def reason(result: EvaluationResult) -> str:
    """Return why a request was decided so: `an Allow matches, in on-call (own policy), and no Deny does`."""
    if result.service_rule is not None:
        return result.service_rule.reason
    places = join_places(result.matched_statements)
    if result.decision is Decision.EXPLICIT_DENY:
        return f"a Deny matches, in {places}, and a matching Deny decides"
    if result.decision is Decision.ALLOWED:
        if places:
            return f"an Allow matches, in {places}, and no Deny does"
        return "it is the root user, whom no identity-based policy limits"
    limit = _silent_limit(result)
    if limit is None:
        return _nobody_allowed(result)
    allows = _own_allows(result)
    return f"an Allow matches, in {allows}, but {_limit_words(limit)}" if allows else _limit_words(limit)


def _own_allows(result: EvaluationResult) -> str:
    """Return where the principal's own matching Allows stand; "" if there is none."""
    # An SCP's or a boundary's Allow gives nothing, so it is not named as one that would have been enough.
    own = [entry for entry in result.trace if entry.check is CheckType.PRINCIPAL and entry.matched]
    return join_places(entry for entry in own if not entry.statement.denies)


def _nobody_allowed(result: EvaluationResult) -> str:
    """Say that no statement of the principal's policies matches, or that there are no policies."""
    # Only the principal's own check: a layer that limits has no Allow that could be missing here.
    sources = next(check.sources for check in result.checks if check.type is CheckType.PRINCIPAL)
    own, *groups = sources or (None,)
    if any(source.policies for source in sources):
        statements = [entry for entry in result.trace if entry.check is CheckType.PRINCIPAL]
        policies = f"{short_name(result.request.principal)}'s policies"
        # Of Denies alone none is a near miss, so the reason says why there is none.
        only_denies = all(entry.statement.denies for entry in statements)
        if len(statements) == 1:
            return f"the one statement of {policies} {'is a Deny' if only_denies else 'does not match'}"
        if only_denies:
            return f"all {len(statements):,} statements of {policies} are Denies"
        return f"none of the {len(statements):,} statements of {policies} matches"
    if own is None or own.kind == "policy":
        return "no policy was given"
    if groups:
        return f"neither {own} nor {' nor '.join(map(str, groups))} has a policy"
    return f"{own} has no policy" + (" and is in no group" if own.kind == "user" else "")


def brief_reason(result: EvaluationResult) -> str:
    """Return the reason in one clause with short names: the statement that decided, else the near miss.

    `edit-site (group Web) says Allow s3:PutObject on acme-website/*`.
    """
    if result.service_rule is not None:
        return f"{headline(result)}: {reason(result)}"
    deciding = result.matched_statements
    if deciding:
        words = short_statement_words(deciding[0].statement, result.request)
        note = missing_key_words(deciding[0])
        return f"{statement_place(deciding[0])} says {words}{f' ({note})' if note else ''}"
    if result.allowed:
        return reason(result)  # of the root user, who needs no statement
    limit = _silent_limit(result)
    if limit is not None and limit.type is not CheckType.RESOURCE:
        mismatches = [f": it {brief_mismatch(miss)}" for miss in near_misses(result, 1)]
        return _limit_words(limit) + "".join(mismatches)
    return _brief_near_miss(result)


def _brief_near_miss(result: EvaluationResult) -> str:
    """Return which Allow comes near, if it is about the request at all; else that there is none."""
    miss = next(iter(near_misses(result, 1)), None)
    if miss is not None:
        text = f"{statement_place(miss)}, {brief_mismatch(miss)}"
        failed_count = len(miss.failed_elements)
        if failed_count == 1:
            return f"no Allow matches; a near miss, {text}"
        if miss.statement.matches_action(result.request.lower_action):
            return f"no Allow matches; {text}, the first of {failed_count} elements that do not match"
    user = short_name(result.request.principal)
    own = [entry for entry in result.trace if entry.check in {CheckType.PRINCIPAL, CheckType.RESOURCE}]
    if any(not entry.statement.denies for entry in own):
        return f"no Allow that reaches {user} is about {result.request.action}"
    return f"{user} has no Allow, and is in no group that has one"


def _silent_limit(result: EvaluationResult) -> Check | None:
    """Return the limit that refused by not allowing: an SCP, a boundary, a trust or resource policy."""
    check = refusing_check(result) if result.decision is Decision.IMPLICIT_DENY else None
    return None if check is None or check.type is CheckType.PRINCIPAL else check


def limit_name(check: Check) -> str:
    """Return what a check that only limits is called: `the boundary`, `the SCP at level 1`."""
    name = "the trust policy" if check.is_trust else _LIMIT_NAMES[check.type]
    return f"{name} at {check.target}" if check.target else name


def _limit_words(check: Check) -> str:
    return f"{limit_name(check)} {effect_words(check.effect)}"


def check_question(limit: str = "") -> str:
    """Return what is asked of the Allows, of a limit or of all: `does the boundary allow it?`."""
    return f"does {limit} allow it?" if limit else "any Allow?"


def other_statements_words(count: int) -> tuple[str, str, str]:
    """Return a row for the statements that a table leaves out: where they stand, how many, and that."""
    return "these policies", f"and {count:,} more statements", "not shown"


def no_changes(result: EvaluationResult) -> str:
    """Return why no single edit of the account turns a decision, for one of which there is none."""
    if result.service_rule is not None:
        return f"no policy decides it: {result.service_rule.reason}"
    if result.request.principal.endswith(":root"):
        return "no policy of the account allows or limits the root user"
    outside = _check_outside(result)
    if outside is not None:
        return f"{_limit_words(outside)}, and {_OUTSIDE_WORDS[outside.type]}"
    if result.allowed:
        return (
            f"it is allowed on several ways, in {join_places(result.matched_statements)}: any edit leaves one"
        )
    return f"no single edit is enough: {reason(result)}"


def _check_outside(result: EvaluationResult) -> Check | None:
    """Return the check outside of the account, an SCP or a resource's policy, that made a decision."""
    # An SCP gives nothing, so an Allow of it decides nothing; a Deny is named before what does not allow.
    types = {CheckType.RESOURCE} if result.allowed else {CheckType.RESOURCE, CheckType.SERVICE_CONTROL_POLICY}
    effects = (Effect.ALLOW,) if result.allowed else (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY)
    for effect in effects:
        for check in result.checks:
            if check.effect is effect and check.type in types and not check.is_trust:
                return check
    return None


_OUTSIDE_WORDS = {
    CheckType.SERVICE_CONTROL_POLICY: "only the organization's management account can edit it",
    CheckType.RESOURCE: "the account's file does not hold it",
}
