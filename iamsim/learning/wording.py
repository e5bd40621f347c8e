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
    near = nearest_misses(result, 1)
    if near:
        return f"no Allow matches; {where(near[0])} comes nearest, but its {because(near[0])}"
    if result.trace:
        return f"no Allow of {short_name(result.request.principal)}'s is about {result.request.action}"
    return f"nothing that {short_name(result.request.principal)} has, or is in, holds a policy"


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


def exactly(model: str) -> str:
    """Whose answers these are."""
    return f"These are exactly the answers of an engine that {MODELS[model].does}. {MODELS[model].refuted}"


def close(model: str) -> str:
    """Whose answers these nearly are."""
    told = MODELS[model]
    return f"All but one of these are the answers of an engine that {told.does}. {told.refuted}"


def refute(model: str) -> str:
    """The belief, that it is not so, why, and what to think instead."""
    told = MODELS[model]
    return f"“{told.belief.rstrip('.')}”: that is not so. {told.refuted} {told.instead}"


def would_be_right(what: str, model: str) -> str:
    """In whose engine the thing that was built would do what was asked for."""
    told = MODELS[model]
    return f"Your {what} would be right in an engine that {told.does}. {told.refuted} {told.instead}"


def be(words: str) -> str:
    """A decision in plain words, after "should be" or "it is"."""
    return "allowed by nobody" if words == PLAIN["implicitDeny"] else words


def word(answers: Mapping[str, str], answer: str) -> str:
    """An answer in the question's words."""
    return answers.get(answer, answer)


def said(answers: Mapping[str, str], decision: Decision | str) -> str:
    """A decision as one of a question's answers: where both denials are one answer, `denied`."""
    return str(decision) if decision in answers else "denied"
