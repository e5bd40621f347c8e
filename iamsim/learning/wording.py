"""Sentences about answers: which statement decided, why, and whose engine answers so. Never "you think"."""

from __future__ import annotations

from collections.abc import Mapping

from iamsim.explanation import nearest_misses, short_name
from iamsim.learning.misconceptions import MODELS
from iamsim.learning.questions import PLAIN
from iamsim.learning.timeline import Row
from iamsim.result import Decision, EvaluationResult, StatementResult, because


def reason(result: EvaluationResult) -> str:
    """Why a request was answered so: the deciding statement, or what came nearest."""
    deciding = result.matched_statements
    if deciding:
        return f"{where(deciding[0])} says {statement(deciding[0])}"
    near, user = nearest_misses(result, 1), short_name(result.request.principal)
    if near:
        return f"no Allow matches; the nearest, {where(near[0])}, {misses(near[0])}"
    if any(not one.statement.denies for one in result.trace):
        return f"no Allow that applies to {user} is about {result.request.action}"
    return f"{user} has no Allow, and is in no group that has one"


def misses(one: StatementResult) -> str:
    """Why a statement does not apply: `is about s3:GetObject, not s3:PutObject`; "" if it does."""
    refused = next((element for element in one.elements if not element.accepted), None)
    if refused is None:
        return ""
    if refused.name not in {"Action", "Resource"}:
        return f"does not fit: its {because(one)}"
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
    return f"{these} of an engine that {MODELS[model].does}."


def close(model: str) -> str:
    """Whose answers these nearly are."""
    return f"All but one of these are the answers of an engine that {MODELS[model].does}."


def refute(model: str) -> str:
    """The belief, that it is not so, why, and what to think instead."""
    return f"“{MODELS[model].belief.rstrip('.')}”: that is not so. {corrected(model)}"


def corrected(model: str) -> str:
    """How it is, why, and what to think instead."""
    return f"{MODELS[model].refuted} {MODELS[model].instead}"


def would_be_right(what: str, model: str) -> str:
    """In whose engine the thing that was built would do what was asked for."""
    return f"Your {what} would be right in an engine that {MODELS[model].does}. {corrected(model)}"


def paragraphs(*texts: str) -> str:
    """Texts one below the other, those that say something."""
    return "\n\n".join(filter(None, texts))


def be(words: str) -> str:
    """A decision in plain words, after "should be" or "it is"."""
    return "denied (nobody allowed it)" if words == PLAIN["implicitDeny"] else words


def said(answers: Mapping[str, str], decision: Decision | str) -> str:
    """A decision as one of a question's answers: where both denials are one answer, `denied`."""
    return str(decision) if decision in answers else "denied"
