"""The text version of a picture of a decision: the same parts, and what each does, as indented lines.

Parts, EvaluationResult, states → the question, the answer, who has which statements, the checks
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iamsim.decision import Effect, EvaluationResult
from iamsim.decision.explain import DENY_QUESTION, check_question, effect_words, headline, question
from iamsim.diagram.decision_parts import DENY_CHECK, Box, Link, Parts, StatementRow, principal_of

STATE_WORDS: Mapping[str, str] = {
    "decides": "decides",
    "stopped": "matches, overruled",
    "passes": "matches",
    "no-effect": f"matches, {effect_words(Effect.NO_IMPACT)}",
    "no-match": "no match",
    "off": "switched off",
    "other": "",
}


_CHECK_ANSWERS = {"closed": "yes", "open": "yes", "shut": "no", "unreached": "not asked"}


def decision_outline(
    parts: Parts,
    result: EvaluationResult,
    states: Mapping[str, str],
    highlights: Mapping[str, str] | None = None,
) -> str:
    """Return the outline of a decision; `states` are those of the parts, by key."""
    return "\n".join(_Outline(parts, states, highlights or {}).lines(result))


def row_words(row: StatementRow, state: str) -> str:
    """Return what a statement does: `decides`, `matches, overruled`, `lets it pass`."""
    if not row.statements:
        return ""
    return "lets it pass" if state == "passes" and row.kind == "limit" else STATE_WORDS[state]


@dataclass(slots=True)
class _Outline:
    parts: Parts
    states: Mapping[str, str]
    highlights: Mapping[str, str]
    listed: set[str] = field(default_factory=set)  # keys of the boxes that have their lines

    def lines(self, result: EvaluationResult) -> Iterator[str]:
        words, code = headline(result), result.decision.value
        yield question(result.request)
        yield words if words == code else f"{words} ({code})"
        linked = {link.head for link in self.parts.links.values()}
        for box in self.parts.boxes.values():
            if box.key not in linked:  # an SCP, a policy of the resource
                yield from self._box(box, "")
        yield from self._holder(principal_of(result).key, "", "")
        answer = "no" if self.states[DENY_CHECK] == "open" else _CHECK_ANSWERS[self.states[DENY_CHECK]]
        yield f"1 {DENY_QUESTION} {answer}"
        for number, stage in enumerate(self.parts.stages.values(), 2):
            yield f"{number} {check_question(stage.limit)} {_CHECK_ANSWERS[self.states[stage.key]]}"

    def _holder(self, key: str, indent: str, prefix: str, suffix: str = "") -> Iterator[str]:
        """Yield the lines of a user, role or group and of all that it has."""
        holder = self.parts.holders[key]
        yield f"{indent}{prefix}{holder}{self._highlight(holder.name)}{suffix}"
        for link in self.parts.links.values():
            if link.tail == key and link.head in self.parts.holders:
                suffix = f", {STATE_WORDS['off']}" if self.states[link.key] == "off" else ""
                yield from self._holder(link.head, f"{indent}  ", "member of ", suffix)
            elif link.tail == key and link.head not in self.listed:
                yield from self._box(self.parts.boxes[link.head], f"{indent}  ", link)

    def _box(self, box: Box, indent: str, link: Link | None = None) -> Iterator[str]:
        """Yield the lines of a policy and of its statements."""
        self.listed.add(box.key)
        if box.name:
            label = f"{link.label} " if link and link.label and not str(box).startswith(link.label) else ""
            yield f"{indent}{label}{box}{self._highlight(box.name)}"
            indent += "  "
        for row in box.rows:
            outcome = row_words(row, self.states[row.key])
            yield f"{indent}{outcome}: {row.fact}" if outcome else f"{indent}{row.fact}"

    def _highlight(self, name: str) -> str:
        return f" ({self.highlights[name]})" if name in self.highlights else ""
