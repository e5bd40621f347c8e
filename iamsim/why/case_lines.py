"""The cases of an answer that is not the same in all of them: how to select each, its reason, its statements.

Answer → DecisionCases → `with --context aws:SourceIp=203.0.113.9:`, the decision, its statements
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from iamsim.decision import Decision, StatementResult
from iamsim.decision.cases import DecisionCase
from iamsim.decision.explain import decision_words, near_miss_lines
from iamsim.why.answer import Answer
from iamsim.why.reason_lines import (
    count_that_fits,
    key_words,
    known_statements,
    pruned,
    reason_clause,
    statement_block,
    supposed_keys,
)


def case_blocks(answer: Answer) -> list[list[str]]:
    """Return for each case of an answer that is not firm how to select it, its reason, its statements."""
    if answer.is_firm:
        return []
    blocks = []
    for case in answer.cases:
        statements = case_statements(answer, case)
        supposed = supposed_keys(answer, case)
        other_lines = statement_block("may match", statements.of_other_values, supposed)
        blocks.append(
            [
                f"{_selection(answer, case)}:",
                f"  {_case_decision(case)}{case_reason(case, statements)}",
                *statement_block("matches", statements.matching, supposed),
                *statement_block("may match", statements.open, supposed),
                *near_miss_lines(pruned(case.result, statements.matching), supposed),
                *([_OTHER_VALUES, *other_lines] if statements.of_other_values else []),
            ]
        )
    return blocks


_OTHER_VALUES = "  other values of these keys lead to the same decision, by:"


class CaseStatements(NamedTuple):
    """What the statements of a case do in a request with the values that select it."""

    matching: tuple[StatementResult, ...]
    # They read keys besides, whose values change no decision.
    open: tuple[StatementResult, ...]
    # They match only with other values, which lead to the case too.
    of_other_values: tuple[StatementResult, ...]


def case_statements(answer: Answer, case: DecisionCase) -> CaseStatements:
    """Sort a case's statements by what they do with the values that select it, as `_selection` shows them."""
    selected_keys = {key.lower() for key in answer.keys} & case.values.keys()
    matching, open_statements, of_other_values = list(known_statements(case.always)), [], []
    for entry in known_statements(case.sometimes):
        elements = [
            (element, answer.unknown_keys.intersection(element.all_context_keys))
            for element in entry.statement.other_elements
        ]
        decided = [element for element, unknown in elements if unknown <= selected_keys]
        if not all(element.accepts(case.result.request) for element in decided):
            of_other_values.append(entry)
        elif len(decided) == len(elements):
            matching.append(entry)
        else:
            open_statements.append(entry)
    return CaseStatements(tuple(matching), tuple(open_statements), tuple(of_other_values))


def _case_decision(case: DecisionCase) -> str:
    return "allowed as far as this file goes" if case.result.allowed else str(case.decision)


def case_reason(case: DecisionCase, statements: CaseStatements) -> str:
    """Return `: ` and the reason; "" where the premise is the reason."""
    if case.premise:
        return ""
    if statements.matching or case.decision is Decision.IMPLICIT_DENY:
        return f": {reason_clause(pruned(case.result, statements.matching))}"
    return f": {decision_words(case.decision)}, by one of several statements"


def _selection(answer: Answer, case: DecisionCase) -> str:
    """Return when a case is the case: with which `--context`, or under which premise."""
    options, missing, open_keys = [], [], []
    for key in answer.keys:
        values = case.values
        if key.lower() not in values:
            open_keys.append(key)
        elif (value := values[key.lower()]) is None:
            missing.append(key)
        else:
            texts = (value,) if isinstance(value, str) else value
            options += [f"--context {shlex.quote(f'{key}={text}')}" for text in texts]
    parts = []
    if options:
        visible = options[: count_that_fits(options)]
        count_words = f" and {len(options) - len(visible):,} more, as JSON lists them"
        parts.append(f"with {' '.join(visible)}{count_words if len(visible) < len(options) else ''}")
    if missing:
        parts.append(f"if the request has no {key_words(missing)}")
    if open_keys and not options:
        parts.append(f"for some values of {key_words(open_keys)}")
    return ", ".join([*parts, *([case.premise] if case.premise else [])]) or "in some cases"
