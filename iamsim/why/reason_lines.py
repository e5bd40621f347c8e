"""The decision and its reason as lines, with the statements that decide or match, and the near misses.

    Answer that is the same in every case → `explicitDeny: ria, s3:PutObject, …: a Deny matches, …`
    any other                             → `it depends on aws:SourceIp, which was not given: …`

A line that begins with `decides` names a statement that decides for every value that the unknown keys can
have. The words for the decision are `iamsim.decision.explain`'s.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from iamsim.decision import (
    Check,
    CheckType,
    Decision,
    Effect,
    EvaluationResult,
    StatementResult,
    refusing_check,
)
from iamsim.decision.cases import DecisionCase
from iamsim.decision.explain import (
    decision_words,
    effect_words,
    explain,
    limit_name,
    near_miss_lines,
    not_principal_note,
    reason,
    request_words,
    statement_words,
    way,
)
from iamsim.why.answer import Answer
from iamsim.why.question_cases import entry_place

_MOST_STATEMENTS = 3
"""How many statements of one heading are shown for a case."""
_MOST_KEYS = 6
# In characters: of the keys or options of one line, of one statement, of the statements of one heading.
_LIST_LENGTH = 300
_LINE_LENGTH = 480
_SECTION_LENGTH = 900


def explanation_lines(answer: Answer) -> list[str]:
    """Return the decision and its statements if they are the same in every case; else what it depends on."""
    words = request_words(answer.request)
    if answer.result.service_rule is not None:
        first, *rest = explain(answer.result).splitlines()
        return [f"probably {first}" if answer.is_doubtful else first, *rest]
    if answer.is_firm:
        result = pruned(answer.result, answer.deciding)
        return [f"{_decision_start(answer)}: {words}: {reason_clause(result)}", *_firm_lines(answer, result)]
    unknown = _unknown_words(answer)
    if answer.depends:
        return [f"it depends on {unknown}: {words}"]
    return [f"denied in every case, and the reason depends on {unknown}: {words}"]


def _decision_start(answer: Answer) -> str:
    """Return how the line begins that says the decision: another policy may still refuse what this allows."""
    if not answer.result.allowed:
        return str(answer.result.decision)
    if answer.required_policy_note:
        return "it depends; allowed here"
    if answer.question.denial:
        return "it depends on what this file does not show; allowed as far as this file goes"
    return "allowed as far as this file goes"


def reason_clause(result: EvaluationResult) -> str:
    """Return `explain.reason`, after the decision in words where no limit refused: `nobody allowed it: …`."""
    check = refusing_check(result)
    is_own = check is not None and check.type is CheckType.PRINCIPAL
    if result.decision is Decision.IMPLICIT_DENY and is_own:
        return f"{decision_words(result.decision)}: {reason(result)}"
    return reason(result)


def pruned(result: EvaluationResult, deciding: Iterable[StatementResult]) -> EvaluationResult:
    """Return the result without statements that decide only in some cases, and without unseen policies."""
    places = set(map(entry_place, deciding))
    decides = {entry_place(entry) for entry in result.matched_statements}

    def prune(check: Check) -> Check:
        remaining = [
            place
            for place, entry in zip(check.places, check.determining, strict=True)
            if entry_place(entry) in places or entry_place(entry) not in decides
        ]
        sources = tuple(source for source in check.sources if source.kind != "unseen")
        return check._replace(places=[place for place in remaining if place[0] in sources], sources=sources)

    return replace(result, checks=tuple(map(prune, result.checks)))


def known_statements(entries: Iterable[StatementResult]) -> list[StatementResult]:
    """Return the statements without those that stand in for a policy that nobody has seen."""
    return [entry for entry in entries if entry.source.kind != "unseen"]


def _unknown_words(answer: Answer) -> str:
    """Return what the decision or its reason depends on: `aws:SourceIp, which was not given`."""
    parts = []
    if answer.keys:
        were = "was" if len(answer.keys) == 1 else "were"
        parts.append(f"{key_words(answer.keys)}, which {were} not given")
    if answer.unseen_policies:
        words = [policy.words for policy in answer.unseen_policies]
        parts.append(f"{join_with_and(words)}, which this file does not have")
    return ", and on ".join(parts) or "what was not given"


def key_words(keys: Sequence[str]) -> str:
    """Return context keys with `and` before the last; of many the first few, and how many more there are."""
    count = count_that_fits(keys)
    count_words = [f"{len(keys) - count:,} more"] if count < len(keys) else []
    return join_with_and([*keys[:count], *count_words])


def count_that_fits(texts: Sequence[str]) -> int:
    """Return how many of the texts one line shows: at least the first, at most _LIST_LENGTH characters."""
    lengths = itertools.accumulate(map(len, texts[:_MOST_KEYS]))
    return max(1, sum(length <= _LIST_LENGTH for length in lengths))


def join_with_and(words: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _firm_lines(answer: Answer, result: EvaluationResult) -> list[str]:
    """Return the statements that decide, those that match as well or may, and the near misses."""
    deciding = answer.deciding
    sometimes = [entry for case in answer.cases for entry in (*case.always, *case.sometimes)]
    deciding_places = set(map(entry_place, deciding))
    may_match = {
        entry_place(entry): entry for entry in sometimes if entry_place(entry) not in deciding_places
    }
    matches = [
        entry
        for entry, outcome in result.outcomes()
        if outcome == "matches"
        and entry_place(entry) not in deciding_places
        and entry_place(entry) not in may_match
    ]
    supposed = supposed_keys(answer)
    return [
        *statement_block("decides", deciding, supposed),
        *statement_block("matches", matches, supposed),
        *statement_block("may match", list(may_match.values()), supposed),
        *[f"  also      {limit}" for limit in other_limits(answer)],
        *near_miss_lines(result, supposed),
    ]


def other_limits(answer: Answer) -> list[str]:
    """Say which limits do not allow the request either, beside the one that the reason names.

    Nothing of a limit that unknown keys can open.
    """
    first = refusing_check(answer.result)
    if first is None or not answer.is_firm:
        return []
    can_open = {
        entry.check
        for entry in answer.result.trace
        if not answer.unknown_keys.isdisjoint(entry.statement.all_context_keys)
    }
    return [
        f"{limit_name(check)} {effect_words(check.effect)}"
        for check in answer.result.checks
        if check is not first
        and check.effect is Effect.IMPLICIT_DENY
        and check.type not in can_open
        and _limits(check)
    ]


def _limits(check: Check) -> bool:
    """Tell whether the request needs an Allow of a layer, whatever other layers allow."""
    is_limit = check.type in {CheckType.SERVICE_CONTROL_POLICY, CheckType.PERMISSIONS_BOUNDARY}
    return is_limit or check.is_trust


def supposed_keys(answer: Answer, case: DecisionCase | None = None) -> frozenset[str]:
    """Return the keys, in lower case, whose values in a result are not those of the question or a case."""
    keys = {key.lower() for key in answer.keys}
    # A case does not have all of them where their values cannot be told.
    return answer.unknown_keys - (keys if case is None else keys & case.values.keys())


def statement_block(
    heading: str, statements: Sequence[StatementResult], unknown_keys: Collection[str] = ()
) -> Iterator[str]:
    """Yield two lines for each statement: a heading and the way to it, and what it says.

    Variables of `unknown_keys`, in lower case, are shown as they are written. A Deny that matches in spite of
    its NotPrincipal has a third line that says why.
    """
    length = count = 0
    for entry in statements[:_MOST_STATEMENTS]:
        words = _shorten(statement_words(entry.statement, entry.request, unknown_keys))
        length += len(words)
        if count and length > _SECTION_LENGTH:
            break
        count += 1
        yield f"  {heading:<9} {way(entry)}"
        yield from (f"{'':12}{text}" for text in (words, not_principal_note(entry)) if text)
    if len(statements) > count:
        yield f"  and {len(statements) - count:,} more: {heading}"


def _shorten(text: str) -> str:
    return text if len(text) <= _LINE_LENGTH else f"{text[: _LINE_LENGTH - 1]}…"
