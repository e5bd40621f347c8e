"""The words for a decision: what was decided, why, which statements nearly matched, and the way to each.

    explain, sentence, reason, brief_reason      a result: in lines, in a sentence, in a clause
    way, statement_place, place, statement_name  where a statement stands: user → group → policy → Sid
    statement_words, short_statement_words       what a statement says, in few words; with short names
    short_statement_lines, short_pattern_words   the same in short lines, for pictures
    mismatch, brief_mismatch                     why it does not match
    statement_lines, near_miss_lines             lines of `explain`
    missing_key_words                            why a condition is true without its key
    context_words                                what a request carries besides: `with MFA, from 203.0.113.7`

Every other package formats what this module returns, so that a word is changed here and nowhere else. It
reads results and never evaluates a request. Which statements are shown is chosen in `mismatches`.

Of a list of many values, the one that matches the request or comes closest is shown, and how many more there
are: a policy of AWS's may have 1,600 actions.

Source of AWS's own sentence: IAM User Guide, troubleshoot_access-denied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from iamsim.account import Policy
from iamsim.decision.mismatches import (
    closest_values,
    count_without_match,
    is_about_service,
    near_misses,
    refusing_check,
)
from iamsim.decision.result import (
    Check,
    CheckType,
    Decision,
    Effect,
    EvaluationResult,
    StatementResult,
)
from iamsim.decision.unknown_keys import OTHER_VALUE
from iamsim.policy import (
    ActionElement,
    ConditionElement,
    Element,
    PrincipalElement,
    Request,
    Statement,
    split_arn,
    text_of,
)

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
# AWS's own names of the kinds of policy, as its AccessDenied sentence has them.
AWS_POLICY_TYPES = {
    CheckType.SERVICE_CONTROL_POLICY: "service control policy",
    CheckType.RESOURCE: "resource-based policy",
    CheckType.PRINCIPAL: "identity-based policy",
    CheckType.PERMISSIONS_BOUNDARY: "permissions boundary",
}

# So many are shown at most: statements of one outcome, places, values of a list, conditions of a statement.
_MOST_STATEMENTS = {"decides": 5, "matches": 3}
_MOST_PLACES = 3
_MOST_VALUES = 4
_MOST_CONDITIONS = 3
# In characters: a list that is shown whole, a Sid, a value, a line of `explain`, all lines of one outcome.
_LIST_LENGTH = 160
_SID_LENGTH = 60
_VALUE_LENGTH = 240
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
    text = mismatch(result, unknown_keys) or statement_words(result.statement, result.request)
    details = filter(None, [_cut(text, _LINE_LENGTH), not_principal_note(result)])
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
    places = _places(result.matched_statements)
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
    return _places(entry for entry in own if not entry.statement.denies)


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
    limit = _silent_limit(result)
    if limit is not None and limit.type is not CheckType.RESOURCE:
        mismatches = [f": it {brief_mismatch(miss)}" for miss in near_misses(result, 1)]
        return _limit_words(limit) + "".join(mismatches)
    return _brief_near_miss(result)


def _brief_near_miss(result: EvaluationResult) -> str:
    for miss in near_misses(result, 1):
        text = f"{statement_place(miss)}, {brief_mismatch(miss)}"
        failed = len(miss.failed_elements)
        if failed == 1:
            return f"no Allow matches; a near miss, {text}"
        if miss.statement.matches_action(result.request.lower_action):
            return f"no Allow matches; {text}, the first of {failed} elements that do not match"
    user = short_name(result.request.principal)
    own = [entry for entry in result.trace if entry.check in {CheckType.PRINCIPAL, CheckType.RESOURCE}]
    if any(not entry.statement.denies for entry in own):
        return f"no Allow that reaches {user} is about {result.request.action}"
    return f"{user} has no Allow, and is in no group that has one"


def request_words(request: Request) -> str:
    """Return a request in short: `ria, s3:PutObject, acme-website/index.html`."""
    return f"{short_name(request.principal)}, {request.action}, {short_name(request.resource)}"


def question(request: Request) -> str:
    """Return a request as a question: `May ria do s3:PutObject on acme-website/index.html?`."""
    resource = "" if request.resource == "*" else f" on {short_name(request.resource)}"
    return f"May {short_name(request.principal)} do {request.action}{resource}?"


def context_words(context: Mapping[str, Any]) -> str:
    """Return context keys in plain words: `with MFA, from 203.0.113.7, tag team=web`; "" if there are none.

    A key without a value is one that the request does not carry: `no aws:MultiFactorAuthPresent`.
    """
    return ", ".join(_context_key_words(key, value) for key, value in context.items())


def _context_key_words(key: str, value: Any) -> str:
    lower_key = key.lower()
    values = [text_of(item) for item in (value if isinstance(value, list | tuple) else [value])]
    if value is None or not values:
        return f"no {key}"
    if lower_key == "aws:multifactorauthpresent" and values[0] in _MFA_WORDS:
        return _MFA_WORDS[values[0]]
    prefix, _, name = key.partition("/")
    words = _CONTEXT_KEY_WORDS.get(f"{prefix.lower()}/" if name else lower_key)
    text = ", ".join(values)
    return f"{key}={text}" if words is None else words.format(name=name, value=text)


_MFA_WORDS = {"true": "with MFA", "false": "without MFA"}
_CONTEXT_KEY_WORDS = {
    "aws:sourceip": "from {value}",
    "aws:principaltag/": "user's tag {name}={value}",
    "aws:resourcetag/": "resource's tag {name}={value}",
    "aws:requesttag/": "new tag {name}={value}",
}


def _silent_limit(result: EvaluationResult) -> Check | None:
    """Return the limit that refused by not allowing: an SCP, a boundary, a trust or resource policy."""
    check = refusing_check(result) if result.decision is Decision.IMPLICIT_DENY else None
    return None if check is None or check.type is CheckType.PRINCIPAL else check


def limit_name(check: Check) -> str:
    """Return what a check that only limits is called: `the boundary`, `the SCP at level 1`."""
    name = "the trust policy" if _is_trust(check) else _LIMIT_NAMES[check.type]
    return f"{name} at {check.target}" if check.target else name


def _limit_words(check: Check) -> str:
    return f"{limit_name(check)} {effect_words(check.effect)}"


def check_question(limit: str = "") -> str:
    """Return what is asked of the Allows, of a limit or of all: `does the boundary allow it?`."""
    return f"does {limit} allow it?" if limit else "any Allow?"


def _is_trust(check: Check) -> bool:
    return any(source.kind == "trust" for source in check.sources)


def way(result: StatementResult) -> str:
    """Return the way to a statement: `ria → group Freeze → inline policy no-publishing → NoPuts`.

    The last part is the statement's Sid, else its number: see `statement_name`.
    """
    principal, holder, policy = short_name(result.request.principal), result.source, result.policy.name
    kind = "inline policy" if result.inline else "managed policy"
    path = {
        "user": f"{principal} → {kind} {policy}",
        "role": f"{principal} → {kind} {policy}",
        "group": f"{principal} → group {holder.name} → {kind} {policy}",
        "boundary": f"{principal} → permissions boundary" + ("" if result.inline else f" {policy}"),
        "scp": f"organization, {holder.name} → {policy}",
        "resource": f"{principal} → policy of the resource",
        "trust": f"{principal} → trust policy of {holder.name}",
    }.get(holder.kind, policy)
    return f"{path} → {statement_name(result.statement)}"


def statement_name(statement: Statement) -> str:
    """Return a statement's Sid, else its position in its policy, from 0 as AWS counts: `Statement[1]`."""
    return _cut(statement.sid, _SID_LENGTH) or f"Statement[{statement.index}]"


def named_policy(policy: Policy, statement: Statement) -> str:
    """Return a policy's name, and the statement's if it has a Sid or siblings: `press, Drafts`."""
    if not statement.sid and len(policy.document.statements) == 1:
        return policy.name
    return f"{policy.name}, {statement_name(statement)}"


def statement_place(result: StatementResult) -> str:
    """Return where a statement stands, in short: `press, Drafts (group Web)`, `on-call (own policy)`."""
    return named_policy(result.policy, result.statement) + place(result).removeprefix(result.policy.name)


def place(result: StatementResult) -> str:
    """Return where a statement's policy stands, in short: `edit-site (group Web)`, `on-call (own policy)`."""
    holder = result.source
    words = {
        "user": "own policy",
        "role": "own policy",
        "policy": "",
        "boundary": "permissions boundary",
        "scp": f"SCP at {holder.name}",
        "resource": "policy of the resource",
        "trust": f"trust policy of {holder.name}",
    }.get(holder.kind, str(holder))
    return f"{result.policy.name} ({words})" if words else result.policy.name


def _places(results: Iterable[StatementResult]) -> str:
    places = list(dict.fromkeys(map(statement_place, results)))
    if len(places) > _MOST_PLACES:
        hidden_count = len(places) - _MOST_PLACES + 1
        places[_MOST_PLACES - 1 :] = [f"{hidden_count:,} more statements"]
    return " and ".join(places)


def mismatch(result: StatementResult, unknown_keys: Collection[str] = ()) -> str:
    """Return why a statement does not match, by each element that fails; "" if it matches.

    `Action is s3:GetObject; the request has s3:PutObject`. Of `unknown_keys`, in lower case, no value is
    said to be the request's.
    """
    failed, request = result.failed_elements, result.request
    words = [_element_mismatch(element, request, unknown_keys) for element in failed[:_MOST_CONDITIONS]]
    if len(failed) <= 1:
        return "".join(words)
    mismatches = ". ".join(words)
    return f"fails on {len(failed)} elements: {mismatches}"


def brief_mismatch(result: StatementResult) -> str:
    """Return the first mismatch, with short names: `is about s3:GetObject, not s3:PutObject`; "" if none."""
    if not result.failed_elements:
        return ""
    element, request = result.failed_elements[0], result.request
    if isinstance(element, ConditionElement):
        has = f"has {_cut(element.result(request).actual_text)}"
        carried = "does not carry the key" if element.actual(request) is None else has
        values = _values_words(element, request, mark=True)
        words = f"{element.name.removeprefix('Condition ')} {values}"
        return f"has a condition that is not true: {words}; the request {carried}"
    if element.name not in {"Action", "Resource"}:
        return f"does not match: its {_element_mismatch(element, request)}"
    actual = short_name(element.result(request).actual_text)
    return f"is about {_values_words(element, request, short=True, mark=True, last=' and ')}, not {actual}"


def missing_key_words(result: StatementResult) -> str:
    """Return why conditions are true of a request that does not carry their key; "" if there are none such.

    `without aws:SourceIp, NotIpAddress is true`.
    """
    true_without_key: dict[str, list[str]] = {}
    for element in result.statement.elements:
        if not isinstance(element, ConditionElement) or element.actual(result.request) is not None:
            continue
        if element.accepts(result.request):
            true_without_key.setdefault(element.key, []).append(element.condition.operator.text)
    parts = []
    for key, operators in true_without_key.items():
        verb = "is" if len(operators) == 1 else "are"
        parts.append(f"without {key}, {' and '.join(operators)} {verb} true")
    return "; ".join(parts)


def _element_mismatch(element: Element, request: Request, unknown_keys: Collection[str] = ()) -> str:
    condition = element.condition if isinstance(element, ConditionElement) else None
    variables = element.context_keys if condition is None else condition.required_keys
    # What a variable of an unknown key stands for is not known either.
    reads_unknown = any(key.lower() in unknown_keys for key in variables)
    values = _values_words(element, None if reads_unknown else request, mark=True)
    if condition is not None and condition.key in unknown_keys:
        return f"{element.name} is {values}; the request's value was not given"
    return f"{element.name} is {values}; the request has {_cut(element.result(request).actual_text)}"


def other_statements_words(count: int) -> tuple[str, str, str]:
    """Return a row for the statements that a table leaves out: where they stand, how many, and that."""
    return "these policies", f"and {count:,} more statements", "not shown"


def statement_words(statement: Statement, request: Request | None = None) -> str:
    """Return what a statement says, in one line: `Allow dynamodb:Get* and 1,630 more on *`.

    With a request, the value of a long list is shown that matches it or comes closest, and variables also as
    the request reads them.
    """
    return _join_parts(_statement_parts(statement, request))


def short_statement_words(statement: Statement, request: Request | None = None) -> str:
    """Return `statement_words` with short names in place of ARNs: `Allow s3:GetObject on acme-website/*`."""
    return _join_parts(_statement_parts(statement, request, short=True))


def short_statement_lines(statement: Statement, request: Request | None = None) -> tuple[str, ...]:
    """Return `short_statement_words` as one line for each element, for a picture.

    `("Allow dynamodb:Get* and 1,630 more", "on *", "if Bool aws:MultiFactorAuthPresent true")`.
    """
    return tuple(_statement_parts(statement, request, short=True))


def short_pattern_words(element: Element, request: Request) -> str:
    """Return the values of one element in few words, the matching or closest one first: for a picture."""
    return _values_words(element, request, short=True)


_ELEMENT_WORDS = {
    "Action": "",
    "NotAction": "all but ",
    "Resource": "on ",
    "NotResource": "on all but ",
    "Principal": "for ",
    "NotPrincipal": "for all but ",
}


def _statement_parts(statement: Statement, request: Request | None, *, short: bool = False) -> list[str]:
    """Return the words of each element: `Allow s3:GetObject`, `on *`, `for ana`, `if Bool KEY true`."""
    parts, conditions = [], []
    for element in statement.elements:
        values = _values_words(element, request, short=short)
        if isinstance(element, ConditionElement):
            conditions.append(f"if {element.name.removeprefix('Condition ')} {values}")
        else:
            parts.append(f"{_ELEMENT_WORDS[element.name]}{values}")
    parts[0] = f"{statement.effect} {parts[0]}"
    if len(conditions) > _MOST_CONDITIONS:
        hidden_count = len(conditions) - _MOST_CONDITIONS + 1
        conditions[_MOST_CONDITIONS - 1 :] = [f"if {hidden_count} more conditions are true"]
    return parts + conditions


def _join_parts(parts: list[str]) -> str:
    conditions = [part for part in parts if part.startswith("if ")]
    return " ".join(part.replace("if ", "and ", 1) if part in conditions[1:] else part for part in parts)


def _values_words(
    element: Element, request: Request | None, *, short: bool = False, mark: bool = False, last: str = ", "
) -> str:
    """Return an element's values with commas between them; of many the closest, and how many more there are.

    With `mark`, the closest of several values is marked as such. `last` stands before the last value.
    """
    values = element.expected
    words = [_value_words(element, value, request, short=short) for value in values[:_MOST_VALUES]]
    is_whole = len(values) <= _MOST_VALUES and sum(map(len, words)) <= _LIST_LENGTH
    if request is not None and len(values) > 1:
        closest, note = _closest_with_note(element, request)
        # A few actions are compared at a glance; ARNs are long and may differ in one character.
        is_marked = (
            mark and note and not (is_whole and note == "closest" and isinstance(element, ActionElement))
        )
        suffix = f" ({note})" if is_marked else ""
        if is_whole:
            pairs = zip(values, words, strict=True)
            words = [text + suffix if value == closest else text for value, text in pairs]
        else:
            words = [_value_words(element, closest, request, short=short) + suffix]
    elif not is_whole:
        words = words[:1]
    if len(words) == len(values):
        return last.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    count_words = f"{len(values) - 1:,} more"
    if request and mark and isinstance(element, ActionElement) and not is_about_service(element, request):
        count_words += f", none of them of {request.service}"
    return f"{words[0]} and {count_words}"


def _closest_with_note(element: Element, request: Request) -> tuple[str, str]:
    """Return the value that matches or comes closest, and which of both it does, in a word."""
    matching = element.matching_value(request)
    if matching is not None:
        return matching, "matches"
    # An address or a number is not near to another because it is spelled alike.
    if isinstance(element, ConditionElement):
        return element.expected[0] if element.expected else "", ""
    closest, *equally_close = closest_values(element, request) or [""]
    is_other_service = isinstance(element, ActionElement) and not is_about_service(element, request)
    return closest, "" if equally_close or is_other_service else "closest"


def _value_words(element: Element, value: str, request: Request | None, *, short: bool) -> str:
    """Return a value as written, and in brackets as the request reads it if it has variables."""
    text = _cut(short_name(value) if short else value)
    if request is None:
        return text
    read = element.read_value(value, request)
    if read.missing_keys:
        # A key with several values has no single text that could stand in the variable's place.
        several = [key.lower() in request.context for key in read.missing_keys]
        numbers = ["several values" if has_several else "no value" for has_several in several]
        facts = (f"{key} has {number}" for key, number in zip(read.missing_keys, numbers, strict=True))
        return f"{text} ({', '.join(facts)})"
    if read.text == value:
        return text
    return f"{text} (read as {_cut(short_name(read.text) if short else read.text)})"


def _cut(text: str, limit: int = _VALUE_LENGTH) -> str:
    """Return a text of at most so many characters, with `…` for its middle."""
    end = limit // 3
    return text if len(text) <= limit else f"{text[: limit - end - 1]}…{text[-end:]}"


def short_name(arn: str) -> str:
    """Return the end of an ARN that people say: `ria`, `acme-website/index.html`; other text as it is."""
    parts = split_arn(arn)
    if parts is None:
        return arn
    name = parts[5].partition("/")[2]
    if parts[2] == "iam":
        return name.rpartition("/")[2] or parts[5]  # IAM's names are unique without their path
    return name if parts[2] == "sts" and name else parts[5]


# One edit of an account, by its kind (`changes` makes them).
_CHANGE_WORDS = {
    "join": "add user {user} to group {group}",
    "leave": "remove user {user} from group {group}",
    "attach": "attach {policy} to {holder}",
    "detach": "detach {policy} from {holder}",
    "remove-boundary": "remove the permissions boundary {policy} from {holder}",
    "add-policy": "give {holder} the inline policy {policy}: {document}",
    "add-statement": "add a statement to {place}: {statement}",
    "add-value": "in {place}, add {value} to {element}",
    "remove-value": "in {place}, remove {value} from {element}",
    "except-request": "in {place}, leave out {action} on {resource}",
    "except-action": "in {place}, leave out {action}",
    "except-resource": "in {place}, leave out {resource}",
    "except-principal": "in {place}, add a condition that leaves out {principal}",
    "delete-statement": "delete {place}",
}


def change_words(kind: str, **parts: str) -> str:
    """Return an edit of an account in words: `add user amy to group readers`."""
    return _CHANGE_WORDS[kind].format_map(parts)


def needed_words(change: str, values: Mapping[str, str]) -> str:
    """Return the words of an edit after the context keys that make it needless, if there are such."""
    return f"only if it must hold without {_values_of_keys(values)}: {change}" if values else change


def missing_values_words(values: Mapping[str, str]) -> str:
    """Return that a request lacks context keys with which it would be allowed; "" if it lacks none.

    `values` are those of `changes.missing_values`.
    """
    if not values:
        return ""
    mfa = {key.lower(): value for key, value in values.items()}.get("aws:multifactorauthpresent") == "true"
    advice = "sign in with MFA; no policy needs to change" if mfa else "no policy needs to change"
    return f"with {_values_of_keys(values)} it would be allowed: {advice}"


def _values_of_keys(values: Mapping[str, str]) -> str:
    # Where many values do, one that a person could take for the only one would mislead.
    return " and ".join(
        f"another value of {key}" if value == OTHER_VALUE else f"{key}={value}"
        for key, value in values.items()
    )


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
        return f"it is allowed on several ways, in {_places(result.matched_statements)}: any edit leaves one"
    return f"no single edit is enough: {reason(result)}"


def _check_outside(result: EvaluationResult) -> Check | None:
    """Return the check outside of the account, an SCP or a resource's policy, that made a decision."""
    # An SCP gives nothing, so an Allow of it decides nothing; a Deny is named before what does not allow.
    types = {CheckType.RESOURCE} if result.allowed else {CheckType.RESOURCE, CheckType.SERVICE_CONTROL_POLICY}
    effects = (Effect.ALLOW,) if result.allowed else (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY)
    for effect in effects:
        for check in result.checks:
            if check.effect is effect and check.type in types and not _is_trust(check):
                return check
    return None


_OUTSIDE_WORDS = {
    CheckType.SERVICE_CONTROL_POLICY: "only the organization's management account can edit it",
    CheckType.RESOURCE: "the account's file does not hold it",
}


def access_denied_message(result: EvaluationResult) -> str | None:
    """Return AWS's AccessDenied sentence for a refused request, None for an allowed one.

    AWS names one kind of policy only, and the ARN of a managed policy that denies; an inline one has none.
    Amazon S3 alone quotes the resource (S3 User Guide, troubleshoot-403-errors).
    None also where a service refuses by itself, in words that nobody has recorded.
    """
    if result.service_rule is not None:
        return result.service_rule.message or None
    check = refusing_check(result)
    if check is None or result.allowed:
        return None
    request = result.request
    name = f'"{request.resource}"' if request.service == "s3" else request.resource
    # AWS leaves the resource out of its message where an action has none.
    resource = "" if request.resource == "*" else f" on resource: {name}"
    refusal = f"User: {request.principal} is not authorized to perform: {request.action}{resource}"
    policy_type = "role trust policy" if _is_trust(check) else AWS_POLICY_TYPES[check.type]
    if check.effect is Effect.IMPLICIT_DENY:
        return f"{refusal} because no {policy_type} allows the {request.action} action"
    article = {"identity-based policy": "an", "role trust policy": "the"}.get(policy_type, "a")
    # AWS adds the ARN of the policy that denies (troubleshoot_access-denied); an inline policy has none.
    arn = next((f": {deny.policy.arn}" for deny in check.determining if deny.policy.arn), "")
    return f"{refusal} with an explicit deny in {article} {policy_type}{arn}"
