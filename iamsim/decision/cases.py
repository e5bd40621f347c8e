"""Every decision, with its reason, that a request can have by the values of the keys that nobody gave.

request, layers → the statements that may match → the sets of them that match together (match_states)
                → the decision with each → cases
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from iamsim.account import Policy, Source
from iamsim.decision.engine import Engine, Match
from iamsim.decision.layers import Layers
from iamsim.decision.match_states import (
    KeyClasses,
    OpenStatement,
    Place,
    State,
    find_states,
    key_classes_of,
    merged,
    values_of,
    with_values,
)
from iamsim.decision.mismatches import refusing_check
from iamsim.decision.result import Decision, EvaluationResult
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.decision.value_classes import Assignment, KeyValue
from iamsim.policy import Element, Request, Statement

MAX_GROUPS = 8
"""Of so many groups of keys at most it is tried whether each changes the reason."""
Refusal: TypeAlias = tuple[Decision, "CheckType | None", str]
"""A decision, the layer that AWS would name, and the level if it is an organization's."""


@dataclass(frozen=True, slots=True)
class DecisionCase:
    """A decision, what refused, and the statements that decide: in each request that has it, or in some."""

    result: EvaluationResult  # of one of the requests, with `values`
    values: Assignment  # of the unknown keys; None for a key that the request does not carry
    always: tuple[StatementResult, ...]
    sometimes: tuple[StatementResult, ...] = ()
    premise: str = ""  # what it supposes of a policy whose document the account's file lacks

    @property
    def decision(self) -> Decision:
        """The decision."""
        return self.result.decision

    @property
    def refusal(self) -> Refusal:
        """The decision and the layer that refused."""
        return refusal(self.result)


def refusal(result: EvaluationResult) -> Refusal:
    """Return the decision and the layer that AWS would name in its denial, explicit denials first."""
    check = None if result.allowed else refusing_check(result)
    return (result.decision, None, "") if check is None else (result.decision, check.type, check.target)


@dataclass(frozen=True, slots=True)
class Exploration:
    """All that the unknown keys of one request can make of it, as states."""

    request: Request
    layers: Layers
    open_statements: tuple[OpenStatement, ...]
    states: tuple[State, ...]
    is_exact: bool  # false if a case may be among them that no request has
    _key_classes: tuple[KeyClasses, ...] = field(repr=False)
    # By a source's id its statements that match or may match, with their bits; 0 for one that does match.
    _candidates: dict[int, list[tuple[Policy, Statement, int]]] = field(repr=False)
    _bits: dict[Place, int] = field(repr=False)

    def bit(self, entry: StatementResult) -> int:
        """Return the bit of a statement; 0 if it is not open."""
        return self._bits.get((id(entry.source), id(entry.policy), entry.statement.index), 0)

    def result(self, state: State) -> EvaluationResult:
        """Return the result of a request that is in a state."""
        return self._result(state.example, values_of(state))

    def _result(self, example: int, values: Assignment) -> EvaluationResult:
        request = with_values(self.request, values)

        def match(sources: Sequence[Source], request: Request) -> list[Match]:  # noqa: ARG001 - as all stages
            return [Match(source, list(self._matching(source, example))) for source in sources]

        return Engine(match=match).evaluate(request, self.layers)

    def _matching(self, source: Source, bits: int) -> Iterator[tuple[Policy, Statement]]:
        for policy, statement, bit in self._candidates.get(id(source), ()):
            if not bit or bits & bit:
                yield policy, statement

    def cases(
        self, states: Iterable[tuple[State, EvaluationResult]], premise: str = ""
    ) -> list[DecisionCase]:
        """Return the cases of states and their results, one for each decision and layer that refuses."""
        by_refusal: dict[Refusal, list[tuple[State, EvaluationResult]]] = {}
        for state, result in states:
            by_refusal.setdefault(refusal(result), []).append((state, result))
        return [self._case(pairs, premise) for pairs in by_refusal.values()]

    def _case(self, pairs: Sequence[tuple[State, EvaluationResult]], premise: str) -> DecisionCase:
        # The example in which least happens by chance: few keys missing, few statements that decide.
        state, result = min(pairs, key=lambda pair: (pair[0].missing, len(pair[1].matched_statements)))
        always, sometimes = merged(state for state, _ in pairs)
        deciding = result.matched_statements
        firm = [entry for entry in deciding if not (bit := self.bit(entry)) or always & bit]
        possible = {
            entry.place: StatementResult(
                entry.check, entry.source, entry.policy, entry.statement, result.request
            )
            for number, entry in enumerate(self.open_statements)
            if (sometimes & ~always) >> number & 1 and _can_decide(entry, result)
        }
        return DecisionCase(result, values_of(state), tuple(firm), tuple(possible.values()), premise)

    def keys_that_matter(self, reason: Callable[[EvaluationResult], object]) -> tuple[str, ...]:
        """Return the unknown keys, in lower case, by whose values alone the reason can be another.

        `reason` returns what makes a result's reason; None for a result that is ruled out.
        """
        always, sometimes = merged(self.states)
        varying = {
            number for number in range(len(self.open_statements)) if (sometimes & ~always) >> number & 1
        }
        groups = [group for group in self._key_classes if not varying.isdisjoint(group.readers)]
        if len(groups) <= MAX_GROUPS:
            groups = [group for group in groups if self._matter(group, reason)]
        return tuple(dict.fromkeys(key for group in groups for key in group.keys))

    def _matter(self, group: KeyClasses, reason: Callable[[EvaluationResult], object]) -> bool:
        """Tell whether other values of these keys alone can make the reason another one."""
        other_groups = [other for other in self._key_classes if other is not group]
        for state in find_states(other_groups, self.open_statements)[0]:
            reasons = {
                reason(self.result(state._replace(example=state.example & ~value_class.stops)))
                for value_class in group.classes
            }
            if len(reasons - {None}) > 1:
                return True
        return False

    def results_with_added_values(self) -> Iterator[tuple[dict[str, KeyValue], EvaluationResult]]:
        """Yield values of unknown keys and the result with them, those that add fewest keys first.

        The first is the request as it is asked, with none of the keys.
        """
        for count in range(len(self._key_classes) + 1):
            for groups in itertools.combinations(self._key_classes, count):
                unchanged = [group.as_asked for group in self._key_classes if group not in groups]
                alternatives = [
                    [other for other in group.classes if other.stops != group.as_asked.stops]
                    for group in groups
                ]
                for value_classes in itertools.product(*alternatives):
                    example = (1 << len(self.open_statements)) - 1
                    for value_class in (*unchanged, *value_classes):
                        example &= ~value_class.stops
                    assigned = (value_class.values for value_class in value_classes)
                    values = {key: value for assignment in assigned for key, value in assignment.items()}
                    yield values, self._result(example, values)


def _can_decide(entry: OpenStatement, result: EvaluationResult) -> bool:
    if entry.statement.denies:
        return result.decision is Decision.EXPLICIT_DENY
    return result.allowed and entry.check in {CheckType.RESOURCE, CheckType.PRINCIPAL}


def explore(
    request: Request, layers: Layers, is_unknown: Callable[[str], bool], now: datetime | None = None
) -> Exploration:
    """Find all states of a request; `is_unknown` tells of a key, in lower case, whether nobody gave it."""
    if layers.boundary is not None and layers.resource is not None:
        request = request.with_boundary()  # as the engine does, for a Deny with NotPrincipal
    candidates: dict[int, list[tuple[Policy, Statement, int]]] = {}
    open_statements: list[OpenStatement] = []
    for check, source in sources_of(layers):
        candidates[id(source)] = entries = []
        for policy, statement in source.statements_matching(request.lower_action):
            elements = _open_elements(statement, request, is_unknown)
            if elements is None:
                continue
            bit = 0
            if elements:
                bit = 1 << len(open_statements)
                open_statements.append(OpenStatement(check, source, policy, statement, elements))
            entries.append((policy, statement, bit))
    key_classes, is_certain = key_classes_of(open_statements, request, now)
    states, is_exact = find_states(key_classes, open_statements)
    bits = {entry.place: 1 << number for number, entry in enumerate(open_statements)}
    return Exploration(
        request,
        layers,
        tuple(open_statements),
        states,
        is_certain and is_exact,
        key_classes,
        candidates,
        bits,
    )


def spelled(keys: Iterable[str], statements: Iterable[OpenStatement]) -> tuple[str, ...]:
    """Return keys in lower case as the first of the statements that read them spell them."""
    spellings: dict[str, str] = {}
    for entry in statements:
        for element, _ in entry.elements:
            for key in (*element.context_keys, *element.all_context_keys):
                spellings.setdefault(key.lower(), key)
    return tuple(spellings.get(key, key) for key in keys)


def sources_of(layers: Layers) -> Iterator[tuple[CheckType, Source]]:
    """Yield the sources of all layers, each with the check that reads it."""
    yield from ((CheckType.SERVICE_CONTROL_POLICY, level) for level in layers.scps)
    if layers.resource is not None:
        yield CheckType.RESOURCE, layers.resource
    yield from ((CheckType.PRINCIPAL, source) for source in layers.sources)
    if layers.boundary is not None:
        yield CheckType.PERMISSIONS_BOUNDARY, layers.boundary


def _open_elements(
    statement: Statement, request: Request, is_unknown: Callable[[str], bool]
) -> tuple[tuple[Element, frozenset[str]], ...] | None:
    """Return a statement's elements that read unknown keys, with the keys; None if another one fails."""
    open_elements = []
    for element in statement.other_elements:
        unknown = frozenset(filter(is_unknown, element.all_context_keys))
        if unknown:
            open_elements.append((element, unknown))
        elif not element.accepts(request):
            return None
    return tuple(open_elements)
