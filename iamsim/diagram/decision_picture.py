"""The picture of a decision: the rule, and where each statement gets in it.

    EvaluationResult → Parts → DecisionPicture: layout, the state of each part, outline

Policies run into the check "any Deny?", then "any Allow?". A matching Deny closes the first check: the answer
hangs on it, and Allows end there. That nobody allowed it hangs on the second one. Boundaries, SCPs and trust
policies are further checks of the same form.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from iamsim.decision import Decision, Effect, EvaluationResult, refusing_check
from iamsim.decision.explain import headline, mismatch, place, question, reason
from iamsim.diagram.decision_layout import (
    ALLOWED,
    answer_key,
    place_tree,
    port_key,
    question_key,
    title_key,
)
from iamsim.diagram.decision_outline import decision_outline, row_words
from iamsim.diagram.decision_parts import (
    DENY_CHECK,
    NO_LIMIT,
    SERVICE_CHECK,
    SERVICE_RULE,
    Parts,
    principal_of,
    stage_key,
    state_weight,
    statement_key_of,
    statement_states,
)
from iamsim.diagram.layout_shapes import Layout
from iamsim.diagram.picture import Highlights


@dataclass(frozen=True, slots=True)
class DecisionPicture:
    """A layout, and what one decision says of its parts; states and labels by key."""

    title: str
    description: str
    layout: Layout
    states: Mapping[str, str]
    labels: Mapping[str, str]
    text: str
    names: frozenset[str] = frozenset()  # of holders and policies

    def outline(self) -> str:
        """Return the same facts as indented text."""
        return self.text


def decision_picture(
    result: EvaluationResult, highlights: Highlights | None = None, before: EvaluationResult | None = None
) -> DecisionPicture:
    """Return the picture of one principal's request.

    `before` is the result with all statements, memberships and policies of which `result` may lack some;
    those are drawn as switched off.
    """
    parts = Parts()
    parts.add_result(before or result, statement_states(before or result))
    title = question(result.request)
    states = part_states(parts, result)
    return DecisionPicture(
        title,
        description(result),
        place_tree(parts, title, highlights),
        states,
        part_labels(parts, (result, states)),
        decision_outline(parts, result, states, highlights or {}),
        frozenset(
            filter(None, [*(h.name for h in parts.holders.values()), *(b.name for b in parts.boxes.values())])
        ),
    )


def description(result: EvaluationResult) -> str:
    """Return the question, the answer and the deciding policies, for those who do not see the picture."""
    words = headline(result)
    deciding = ", ".join(dict.fromkeys(place(statement) for statement in result.matched_statements))
    answer = f"{words[:1].upper()}{words[1:]}" + (f": {deciding}" if deciding else "")
    return f"{question(result.request)} {answer}."


def part_states(
    parts: Parts, result: EvaluationResult, present: Collection[str] | None = None
) -> dict[str, str]:
    """Return the state of each part of a picture in one decision, by key; a state is a class, or several.

    `present` are the keys of parts that are there although the result does not need them: another user's
    policies. Parts that are neither in the result nor present are switched off.
    """
    result_parts = Parts(parts.repeat)
    result_parts.add_result(result)
    in_result = {*result_parts.holders, *result_parts.boxes, *result_parts.links}

    def absent(key: str) -> str:
        return "other" if present is not None and key in present else "off"

    statements = statement_states(result, repeat=parts.repeat)
    principal = principal_of(result).key
    states: dict[str, str] = {}
    for box in parts.boxes.values():
        for row in box.rows:
            if row.statements:
                states[row.key] = max(
                    (statements.get(key, absent(key)) for key in row.statements), key=state_weight
                )
            else:
                text = NO_LIMIT if result.service_rule is None else reason(result)
                states[row.key] = "decides" if result.allowed and row.fact == text else "no-match"
        rows = [states[row.key] for row in box.rows]
        states[box.key] = states[title_key(box.key)] = max(rows, key=state_weight, default="no-match")
    lowest_state = "no-match"  # a group whose only policy is off is still there
    for holder in parts.holders.values():
        heads = [
            link.head for link in parts.links.values() if link.tail == holder.key and link.head in parts.boxes
        ]
        state = max((lowest_state, *(states[key] for key in heads)), key=state_weight)
        states[holder.key] = state if holder.key in in_result else absent(holder.key)
    states[principal] = "asked"
    result_heads = {*result_parts.boxes, *result_parts.holders}
    for link in parts.links.values():
        state = states[link.head]
        # A box that stands for many policies is not in the result by its own key.
        is_bundle = link.head not in result_heads and state not in {"off", "other"}
        states[link.key] = state if link.key in in_result or is_bundle else absent(link.key)
    states |= _check_states(parts, result)
    states |= _line_states(parts, states)
    return states


def _check_states(parts: Parts, result: EvaluationResult) -> dict[str, str]:
    """Return the states of the checks, of their answers, and of the lines from one to the next."""
    denied = result.decision is Decision.EXPLICIT_DENY
    stages = [*parts.stages]
    refusing = None if (check := refusing_check(result)) is None else stage_key(check)
    if result.service_rule is not None:  # what the policies say does not count
        states = {DENY_CHECK: "unreached"} | dict.fromkeys(stages, "unreached")
        states[stages[-1]] = "open" if result.allowed else "shut"
        refusing = SERVICE_CHECK
    else:
        states = {DENY_CHECK: "closed" if denied else "open"}
        # Of two checks in one stage, the principal's says whether the stage is passed: it comes last.
        effects = {stage_key(check): check.effect for check in result.checks}
        # A limit that the result does not have, because it is another user's, lets everything pass.
        passed = {key: effects.get(key, Effect.NO_IMPACT) in _PASSES for key in stages}
        states |= {key: "unreached" if denied else "open" if passed[key] else "shut" for key in stages}
    answer = ALLOWED if result.allowed else answer_key(DENY_CHECK if denied else refusing or "")
    for key in (DENY_CHECK, *stages):
        state = "on" if answer_key(key) == answer else ""
        states |= {
            answer_key(key): state,
            f"{key} > {answer_key(key)}": state,
            question_key(key): states[key],
        }
    reached = True
    for key, following in zip(stages, [*stages[1:], ALLOWED], strict=True):
        reached = (reached and states[key] == "open") or (key == SERVICE_CHECK and result.allowed)
        states[f"{key} > {following}"] = "on" if reached else ""
    # The answers of later checks have the place of the line to the next check, or of "allowed".
    states |= {answer_key(key): states[answer_key(key)] or "covered" for key in stages[1:]}
    is_covered = len(stages) > 1 and answer == answer_key(stages[-1])
    states[ALLOWED] = "on" if answer == ALLOWED else "covered" if is_covered else ""
    return states


_PASSES = frozenset((Effect.ALLOW, Effect.NO_IMPACT))


def _line_states(parts: Parts, states: Mapping[str, str]) -> dict[str, str]:
    """Return the states of each statement's line, and of the places where it meets the checks."""
    lines: dict[str, str] = {}
    for box in parts.boxes.values():
        for row in box.rows:
            state = states[row.key]
            if row.kind == "deny":  # its line ends at the first check
                lines[f"{row.key} > {DENY_CHECK}"] = state
                lines[port_key(row.key, DENY_CHECK)] = "closing" if state == "decides" else ""
                continue
            passes = state in {"decides", "passes"}
            lines[f"{row.key} > {DENY_CHECK}"] = state
            lines[f"{row.key} > {box.check}"] = state if passes else f"{state} beyond"
            passing = "passing" if passes else ""
            at_deny = passing or ("stopped" if state == "stopped" else "")
            lines[port_key(row.key, DENY_CHECK)] = "" if row.key == SERVICE_RULE else at_deny
            lines[port_key(row.key, box.check)] = passing
    return lines


def part_labels(
    parts: Parts, decision: tuple[EvaluationResult, Mapping[str, str]] | None = None
) -> dict[str, str]:
    """Return what each part is, in words, for tooltips and screen readers.

    With a decision, a result and its states, also what each statement does in it, and why it does not match.
    """
    states: Mapping[str, str] = {}
    reasons: Mapping[str, str] = {}
    if decision is not None:
        result, states = decision
        reasons = {
            statement_key_of(result, entry, repeat=parts.repeat): mismatch(entry) for entry in result.trace
        }
    labels = {holder.key: _lines(str(holder), holder.note) for holder in parts.holders.values()}
    for box in parts.boxes.values():
        labels[title_key(box.key)] = _lines(str(box), box.note if box.type_name else "")
        for row in box.rows:
            state = states.get(row.key, "other")
            outcome = row_words(row, state)
            labels[row.key] = _lines(
                f"{outcome}: {row.fact}" if outcome else row.fact,
                reasons.get(row.key, "") if state == "no-match" else "",
            )
    for link in parts.links.values():
        head = parts.holders.get(link.head) or parts.boxes[link.head]
        if str(head):
            labels[link.key] = f"{parts.holders[link.tail]} → {link.label or 'has'} → {head}"
    return labels


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
