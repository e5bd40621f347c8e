"""The words for a decision: what was decided, why, which statements nearly matched, and the way to each.

Every other package formats what this module returns, so that a word is changed here and nowhere else. It
reads results and never evaluates a request.

Source of AWS's own sentence: IAM User Guide, troubleshoot_access-denied.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamsim.decision.result import (
    Check,
    CheckType,
    Decision,
    Effect,
    EvaluationResult,
    StatementResult,
)
from iamsim.policy import ElementResult, PrincipalElement, Request, Statement, split_arn

_DECISION_WORDS = {
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "denied by a Deny",
    Decision.IMPLICIT_DENY: "nobody allowed it",
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
# AWS's own names of the kinds of policy, as its AccessDenied sentence has them.
AWS_POLICY_TYPES = {
    CheckType.SERVICE_CONTROL_POLICY: "service control policy",
    CheckType.RESOURCE: "resource-based policy",
    CheckType.PRINCIPAL: "identity-based policy",
    CheckType.PERMISSIONS_BOUNDARY: "permissions boundary",
}


def decision_words(decision: Decision) -> str:
    """Return a decision in plain words: `denied by a Deny` for explicitDeny."""
    return _DECISION_WORDS[decision]


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
    NotPrincipal has a third line that says why.
    """
    deciding = result.matched_statements
    because = reason(result)
    implicit = result.decision is Decision.IMPLICIT_DENY and _silent_limit(result) is None
    if implicit or result.service_rule is not None:
        because = f"{headline(result)}: {because}"
    lines = [f"{result.decision}: {request_words(result.request)}: {because}"]
    lines += [_statement_lines("decides", statement) for statement in deciding]
    lines += [
        _statement_lines("matches", statement)
        for statement in result.trace
        if statement not in deciding and statement.matched
    ]
    if not deciding:
        lines += [_statement_lines("near miss", statement) for statement in near_misses(result)]
    return "\n".join(lines)


def _statement_lines(role: str, result: StatementResult) -> str:
    text = mismatch(result) if role == "near miss" else str(result.statement)
    note = not_principal_note(result)
    return "\n".join([f"  {role:<9} {way(result)}", f"{'':12}{text}", *([f"{'':12}{note}"] if note else [])])


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
        count = sum(statement.check is CheckType.PRINCIPAL for statement in result.trace)
        policies = f"{short_name(result.request.principal)}'s policies"
        if count == 1:
            return f"the one statement of {policies} does not match"
        return f"none of the {count} statements of {policies} matches"
    if own is None or own.kind == "policy":
        return "no policy was given"
    if groups:
        return f"neither {own} nor {', '.join(map(str, groups))} has a policy"
    return f"{own} has no policy" + (" and is in no group" if own.kind == "user" else "")


def brief_reason(result: EvaluationResult) -> str:
    """Return the reason in one clause with short names: the statement that decided, else the near miss.

    `edit-site (group Web) says Allow s3:PutObject on acme-website/*`.
    """
    if result.service_rule is not None:
        return f"{headline(result)}: {reason(result)}"
    deciding = result.matched_statements
    if deciding:
        return f"{place(deciding[0])} says {statement_words(deciding[0].statement)}"
    misses, user = near_misses(result, 1), short_name(result.request.principal)
    limit = _silent_limit(result)
    if limit is not None and limit.type is not CheckType.RESOURCE:
        return f"{_limit_words(limit)}{f': it {brief_mismatch(misses[0])}' if misses else ''}"
    if misses:
        return f"no Allow matches; a near miss, {place(misses[0])}, {brief_mismatch(misses[0])}"
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


def refusing_check(result: EvaluationResult) -> Check | None:
    """Return the first check that refused, explicit denies before implicit ones; None if no policy did."""
    if result.service_rule is not None:
        return None
    # AWS's own message names the explicit denial where there is one, whatever else does not allow.
    for effect in (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY):
        for check in result.checks:
            if check.effect is effect:
                return check
    return None


def _silent_limit(result: EvaluationResult) -> Check | None:
    """Return the limit that refused by not allowing: an SCP, a boundary, a trust or resource policy."""
    check = refusing_check(result) if result.decision is Decision.IMPLICIT_DENY else None
    return None if check is None or check.type is CheckType.PRINCIPAL else check


def _limit_words(check: Check) -> str:
    name = "the trust policy" if _is_trust(check) else _LIMIT_NAMES[check.type]
    level = f" at {check.target}" if check.target else ""
    return f"{name}{level} {effect_words(check.effect)}"


def _is_trust(check: Check) -> bool:
    return any(source.kind == "trust" for source in check.sources)


def way(result: StatementResult) -> str:
    """Return the way to a statement: `ria → group Freeze → inline policy no-publishing → NoPuts`.

    The last part is the statement's Sid, or its number in its policy, from 1.
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
    """Return a statement's Sid, or its number in its policy: `statement 2`."""
    return statement.sid or f"statement {statement.index + 1}"


def place(result: StatementResult) -> str:
    """Return where a statement stands, in short: `edit-site (group Web)`, `on-call (own policy)`."""
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
    return " and ".join(dict.fromkeys(map(place, results)))


def near_misses(result: EvaluationResult, most: int = 3) -> tuple[StatementResult, ...]:
    """Return at most so many Allows of the policies that refused, each failing on exactly one element."""
    check = refusing_check(result)
    types = {check.type} if check else set()
    if CheckType.PRINCIPAL in types:
        types.add(CheckType.RESOURCE)  # an Allow in the resource's policy would have been enough as well
    candidates = [
        (statement, [element for element in statement.elements if not element.accepted])
        for statement in result.trace
        if statement.check in types and not statement.statement.denies
    ]
    misses = [(statement, failed[0].name) for statement, failed in candidates if len(failed) == 1]
    # The author of a statement that fails only on its Resource or a Condition meant this action, so it is the
    # likelier cause. One that fails on Action is about something else, so it is listed last.
    misses.sort(key=lambda miss: miss[1] in {"Action", "NotAction"})
    return tuple(statement for statement, _ in misses[:most])


def mismatch(result: StatementResult) -> str:
    """Return why a statement does not match, by its first element that fails; "" if it matches.

    `Action is s3:GetObject; the request has s3:PutObject`.
    """
    failed = next((element for element in result.elements if not element.accepted), None)
    return "" if failed is None else _element_mismatch(failed)


def brief_mismatch(result: StatementResult) -> str:
    """Return `mismatch` with short names: `is about s3:GetObject, not s3:PutObject`; "" if it matches."""
    failed = next((element for element in result.elements if not element.accepted), None)
    if failed is None:
        return ""
    if failed.name not in {"Action", "Resource"}:
        return f"does not match: its {_element_mismatch(failed)}"
    return f"is about {' and '.join(map(short_name, failed.expected))}, not {short_name(failed.actual_text)}"


def _element_mismatch(element: ElementResult) -> str:
    return f"{element.name} is {', '.join(element.expected)}; the request has {element.actual_text}"


def statement_words(statement: Statement) -> str:
    """Return a statement with short names in place of ARNs: `Allow s3:GetObject on acme-website/*`."""
    words = str(statement).split(" ")
    return " ".join(f"{short_name(word.rstrip(','))}{',' * word.endswith(',')}" for word in words)


def short_name(arn: str) -> str:
    """Return the end of an ARN that people say: `ria`, `acme-website/index.html`; other text as it is."""
    parts = split_arn(arn)
    if parts is None:
        return arn
    name = parts[5].partition("/")[2]
    if parts[2] == "iam":
        return name.rpartition("/")[2] or parts[5]  # IAM's names are unique without their path
    return name if parts[2] == "sts" and name else parts[5]


def access_denied_message(result: EvaluationResult) -> str | None:
    """Return AWS's AccessDenied sentence for a refused request, None for an allowed one.

    AWS names one kind of policy only, and the ARN of a managed policy that denies; an inline one has none.
    None also where a service refuses by itself, in words that nobody has recorded.
    """
    if result.service_rule is not None:
        return result.service_rule.message or None
    check = refusing_check(result)
    if check is None or result.allowed:
        return None
    request = result.request
    # AWS leaves the resource out of its message where an action has none.
    resource = "" if request.resource == "*" else f" on resource: {request.resource}"
    refusal = f"User: {request.principal} is not authorized to perform: {request.action}{resource}"
    policy_type = "role trust policy" if _is_trust(check) else AWS_POLICY_TYPES[check.type]
    if check.effect is Effect.IMPLICIT_DENY:
        return f"{refusal} because no {policy_type} allows the {request.action} action"
    article = {"identity-based policy": "an", "role trust policy": "the"}.get(policy_type, "a")
    # AWS adds the ARN of the policy that denies (troubleshoot_access-denied); an inline policy has none.
    arn = next((f": {deny.policy.arn}" for deny in check.determining if deny.policy.arn), "")
    return f"{refusal} with an explicit deny in {article} {policy_type}{arn}"
