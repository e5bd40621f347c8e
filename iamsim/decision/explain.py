"""A result in words: for people, and as AWS's own AccessDenied sentence. Reads a result, never evaluates.

Source of the sentence: IAM User Guide, troubleshoot_access-denied.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamsim.decision.checks import Check, CheckType, StatementResult
from iamsim.decision.layers import Effect
from iamsim.decision.result import Decision, EvaluationResult, mismatch
from iamsim.policy import split_arn

_LAYER = {
    CheckType.SERVICE_CONTROL_POLICY: "service control policy",
    CheckType.RESOURCE: "resource-based policy",
    CheckType.PRINCIPAL: "identity-based policy",
    CheckType.PERMISSIONS_BOUNDARY: "permissions boundary",
}
_WORDS = {
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "denied by a Deny",
    Decision.IMPLICIT_DENY: "nobody allowed it",
}


def decision_words(decision: Decision) -> str:
    """A decision in plain words: `denied by a Deny` for explicitDeny."""
    return _WORDS[decision]


_SILENT = {
    CheckType.SERVICE_CONTROL_POLICY: "the SCP does not allow it",
    CheckType.PERMISSIONS_BOUNDARY: "the boundary does not allow it",
    CheckType.RESOURCE: "the resource's policy does not allow it",
}


def headline(result: EvaluationResult) -> str:
    """Say the decision in plain words; where something else than a missing Allow refused, what it was."""
    check = refusing_check(result)
    if check is not None and result.decision is Decision.IMPLICIT_DENY:
        return _SILENT.get(check.type, decision_words(result.decision))
    return decision_words(result.decision)


def explain(result: EvaluationResult) -> str:
    """Say what was decided, which statements decided it, and which others were looked at.

    The first line is the decision; then, for each statement that decides or matches, the way to it (`user
    → group → policy`) and what it says; for an implicit deny, the Allows that came nearest, and what failed.
    """
    request = result.request
    asked = f"{short_name(request.principal)}, {request.action}, {short_name(request.resource)}"
    lines = [f"{result.decision}: {asked}: {_reason(result)}"]
    deciding = result.matched_statements
    lines += [_line("decides", one) for one in deciding]
    lines += [_line("matches", one) for one in result.trace if one not in deciding and one.matched]
    if not deciding:
        lines += [_nearly(one) for one in near_misses(result)]
    return "\n".join(lines)


def _reason(result: EvaluationResult) -> str:
    if result.decision is Decision.EXPLICIT_DENY:
        return "a matching Deny ends it"
    if result.decision is Decision.ALLOWED:
        return _given(result)
    check = refusing_check(result)
    if check is None:
        return "nobody allowed it"
    if check.type is CheckType.PRINCIPAL and not any(source.policies for source in check.sources):
        return f"nobody allowed it: {_no_policy(check)}"
    return f"no {_layer(check)}{_at(check)} allows it"


def _layer(check: Check) -> str:
    """What AWS calls the kind of policy that a check reads."""
    trust = any(source.kind == "trust" for source in check.sources)
    return "role trust policy" if trust else _LAYER[check.type]


def _no_policy(check: Check) -> str:
    """Whose policies were looked for and not found."""
    own, *groups = check.sources
    if own.kind == "policy":
        return "no policy was given"
    if not groups:
        return f"{own} has no policy" + (" and is in no group" if own.kind == "user" else "")
    return f"neither {own} nor {', '.join(map(str, groups))} has a policy"


def _given(result: EvaluationResult) -> str:
    if result.matched_statements:
        return "an Allow matches, and no Deny does"
    return "it is the root user, whom no identity policy limits"


def _at(check: Check) -> str:
    return f" at {check.target}" if check.target else ""


def refusing_check(result: EvaluationResult) -> Check | None:
    """The first check that refused, explicit denies before implicit ones; None if the request is allowed."""
    for effect in (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY):
        for check in result.checks:
            if check.effect is effect:
                return check
    return None


def _line(part: str, one: StatementResult) -> str:
    return _told(part, one, str(one.statement))


def _told(part: str, one: StatementResult, what: str) -> str:
    """Two lines, so that neither is broken where a screen is narrow."""
    return f"  {part:<9} {way(one)}\n{'':12}{what}"


def way(one: StatementResult) -> str:
    """The way to a statement: `ria → group Freeze → no-publishing`."""
    holder = one.source
    who = short_name(one.request.principal)
    kind = "inline" if one.inline else "managed"
    if holder.kind in {"user", "role"}:
        return f"{who} → {kind} policy {one.policy.name}"
    if holder.kind == "group":
        return f"{who} → group {holder.name} → {kind} policy {one.policy.name}"
    return {
        "boundary": f"{who} → permissions boundary" + ("" if one.inline else f" {one.policy.name}"),
        "scp": f"organization, {holder.name} → {one.policy.name}",
        "resource": f"policy of the resource → {who}",
        "trust": f"trust policy of {holder.name} → {who}",
    }.get(holder.kind, one.policy.name)


def near_misses(result: EvaluationResult, most: int = 3) -> tuple[StatementResult, ...]:
    """The first few Allows, of the policies that refused, that almost applied: all elements but one."""
    check = refusing_check(result)
    kinds = {check.type} if check else set()
    if CheckType.PRINCIPAL in kinds:
        kinds.add(CheckType.RESOURCE)  # an Allow there would have done as well
    allows = (one for one in result.trace if one.check in kinds and not one.statement.denies)
    near = [(one, mismatch(one)) for one in allows if sum(not e.accepted for e in one.elements) == 1]
    near.sort(key=lambda pair: pair[1].startswith(("Action", "NotAction")))  # about something else: less near
    return tuple(one for one, _ in near[:most])


def _nearly(one: StatementResult) -> str:
    return _told("no match", one, mismatch(one))


def short_name(arn: str) -> str:
    """The end of an ARN that people say: `ria`, `acme-website/index.html`; other text as it is."""
    parts = split_arn(arn)
    if parts is None:
        return arn
    name = parts[5].partition("/")[2]
    if parts[2] == "iam":
        return name.rpartition("/")[2] or parts[5]  # names are unique without their path
    return name if parts[2] == "sts" and name else parts[5]


def access_denied_message(result: EvaluationResult) -> str | None:
    """AWS's AccessDenied sentence for a refused request, None for an allowed one.

    AWS names one kind of policy only, and the ARN of a managed policy that denies; an inline one has none.
    """
    check = refusing_check(result)
    if check is None or result.allowed:
        return None
    request = result.request
    on = "" if request.resource == "*" else f" on resource: {request.resource}"
    asked = f"User: {request.principal} is not authorized to perform: {request.action}{on}"
    layer = _layer(check)
    if check.effect is Effect.IMPLICIT_DENY:
        return f"{asked} because no {layer} allows the {request.action} action"
    article = {"identity-based policy": "an", "role trust policy": "the"}.get(layer, "a")
    return f"{asked} with an explicit deny in {article} {layer}{_arn(check.determining)}"


def _arn(determining: Iterable[StatementResult]) -> str:
    return next((f": {one.policy.arn}" for one in determining if one.policy.arn), "")
