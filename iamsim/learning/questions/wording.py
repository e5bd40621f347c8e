"""Sentences about answers: which statement decided, why, which simulator answers so. Never "you think"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iamsim.decision import CheckType, Decision, EvaluationResult, StatementResult
from iamsim.decision.explain import headline, mismatch, near_misses, refusing_check, short_name
from iamsim.learning.misconceptions.catalogue import MODELS, Diagnosis
from iamsim.learning.questions.model import PLAIN
from iamsim.learning.scenario import Row

CEILINGS = (CheckType.SERVICE_CONTROL_POLICY, CheckType.PERMISSIONS_BOUNDARY)
"""The layers that only ever narrow what the account's own policies give."""


def reason(result: EvaluationResult) -> str:
    """Why a request was answered so: the deciding statement, or what came nearest."""
    deciding = result.matched_statements
    if deciding:
        return f"{where(deciding[0])} says {statement(deciding[0])}"
    near, user = near_misses(result, 1), short_name(result.request.principal)
    check = refusing_check(result)
    if check and check.type in CEILINGS:
        return f"{headline(result)}{f': it {misses(near[0])}' if near else ''}"
    if near:
        return f"no Allow matches; the nearest, {where(near[0])}, {misses(near[0])}"
    if any(not one.statement.denies for one in result.trace if one.check not in CEILINGS):
        return f"no Allow that applies to {user} is about {result.request.action}"
    return f"{user} has no Allow, and is in no group that has one"


def misses(one: StatementResult) -> str:
    """Why a statement does not apply: `is about s3:GetObject, not s3:PutObject`; "" if it does."""
    refused = next((element for element in one.elements if not element.accepted), None)
    if refused is None:
        return ""
    if refused.name not in {"Action", "Resource"}:
        return f"does not fit: its {mismatch(one)}"
    return f"is about {' and '.join(map(short_name, refused.expected))}, not {short_name(refused.found)}"


def where(one: StatementResult) -> str:
    """Where a statement stands: `edit-site (group Web)`, `on-call (own policy)`."""
    return f"{one.policy.name} ({'own policy' if one.source.kind == 'user' else one.source})"


def statement(one: StatementResult) -> str:
    """A statement as it reads, with names in place of ARNs."""
    words = str(one.statement).split(" ")
    return " ".join(f"{short_name(word.rstrip(','))}{',' * word.endswith(',')}" for word in words)


def asked(row: Row) -> str:
    """A request in short: `ria, s3:PutObject, acme-website/index.html`."""
    at = f"{row.time}, " if row.time else ""
    on = "" if row.resource == "*" else f", {short_name(row.resource)}"
    return f"{at}{row.user}, {row.action}{on}"


def exactly(model: str, answers: int = 2) -> str:
    """Whose answers these are, or this one is."""
    these = "This is exactly the answer" if answers == 1 else "These are exactly the answers"
    return f"{these} of a simulator that {MODELS[model].does}."


def whose(found: Diagnosis) -> str:
    """Whose answers a table's are, or nearly are; or whose two together."""
    first, *others = [MODELS[model].does for model in found.models]
    if others:
        two = f"it {first}, and it {others[0]}"
        return f"These are exactly the answers of a simulator with two faults: {two}."
    if found.exact:
        return exactly(found.models[0])
    return f"All but one of these are the answers of a simulator that {first}."


def refute(model: str) -> str:
    """The belief, that it is not so, why, and what to think instead."""
    return f"“{MODELS[model].belief.rstrip('.')}”: that is not so. {corrected(model)}"


def corrected(model: str) -> str:
    """How it is, why, and what to think instead."""
    return f"{MODELS[model].refuted} {MODELS[model].instead}"


def would_be_right(what: str, model: str) -> str:
    """In which simulator the thing that was built would do what was asked for."""
    return f"Your {what} would be right in a simulator that {MODELS[model].does}. {corrected(model)}"


def quoted(text: str) -> str:
    """An option's words, in the middle of a sentence."""
    return f"“{text.rstrip('.')}”"


def each(wrong: Sequence[str], missing: Sequence[str], *, tell: bool) -> str:
    """Speak of each that was wrongly named, and of each that is missing, unless it can be tried again."""
    more = "one more belongs to it" if len(missing) == 1 else f"{len(missing)} more belong to it"
    lead = "" if wrong or not missing else f"What you named is right, and {more}."
    return paragraphs(*wrong, lead, *(missing if tell else ()))


def paragraphs(*texts: str) -> str:
    """Texts one below the other, those that say something."""
    return "\n\n".join(filter(None, texts))


def be(words: str) -> str:
    """A decision in plain words, after "should be" or "it is"."""
    return "denied (nobody allowed it)" if words == PLAIN["implicitDeny"] else words


def said(answers: Mapping[str, str], decision: Decision | str) -> str:
    """A decision as one of a question's answers: where both denials are one answer, `denied`."""
    return str(decision) if decision in answers else "denied"
