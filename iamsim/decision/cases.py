"""Every decision, with its reason, that a request can have by the values of the keys that nobody gave.

    request, layers → the statements that may match → for each group of unknown keys the classes of its values
                    → the sets of statements that match together → cases

Several statements that read one key match or fail together, so no statement is taken for itself. Only where
too many sets of statements are possible, those of one kind (say, the Denies of one layer) are told apart no
longer; and where the classes of a key's values are too many, each statement is taken for itself. Then a
case may be listed that no request has, but none is left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeAlias

from iamsim.account import Policy, Source
from iamsim.decision.engine import Engine, Match
from iamsim.decision.layers import Layers
from iamsim.decision.mismatches import refusing_check
from iamsim.decision.result import CheckType, Decision, EvaluationResult, StatementResult
from iamsim.decision.value_classes import Assignment, KeyGroup, KeyValue, assignments, group_keys
from iamsim.policy import Element, Request, Statement

MAX_STATES = 512
"""How many sets of statements that match together are told apart; beyond, kinds of statements are."""
MAX_GROUPS = 8
"""Of so many groups of keys at most it is tried whether each changes the reason."""

Place: TypeAlias = tuple[int, int, int]
"""Where a statement stands: the ids of its source and its policy, and its index."""
Refusal: TypeAlias = tuple[Decision, "CheckType | None", str]
"""A decision, the layer that AWS would name, and the level if it is an organization's."""


class OpenStatement(NamedTuple):
    """A statement that matches or not by the values of unknown keys."""

    check: CheckType
    source: Source
    policy: Policy
    statement: Statement
    elements: tuple[tuple[Element, frozenset[str]], ...]  # those that read unknown keys, with these keys

    @property
    def place(self) -> Place:
        """Where it stands."""
        return id(self.source), id(self.policy), self.statement.index


class _ValueClass(NamedTuple):
    """One class of the values of some keys: the open statements that do not match with it, as bits."""

    stops: int
    values: Assignment  # an example


class _KeyClasses(NamedTuple):
    """Keys that are read together, the numbers of the statements reading them, classes of their values."""

    keys: tuple[str, ...]
    readers: tuple[int, ...]
    classes: tuple[_ValueClass, ...]
    as_asked: _ValueClass  # that of the request itself, which has none of the keys


class State(NamedTuple):
    """Requests in which the same open statements match, or some of the same kinds. Statements are bits."""

    always: int  # those that match in each of the requests
    sometimes: int  # those that match in one of the requests at least
    example: int  # those that match in one of the requests, the one with `values`
    values: tuple[object, ...]  # a chain: the chain before, and an Assignment
    missing: int  # how many keys this example does not carry


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
    _key_classes: tuple[_KeyClasses, ...] = field(repr=False)
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

    def _matter(self, group: _KeyClasses, reason: Callable[[EvaluationResult], object]) -> bool:
        """Tell whether other values of these keys alone can make the reason another one."""
        other_groups = [other for other in self._key_classes if other is not group]
        for state in _states(other_groups, self.open_statements)[0]:
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


def merged(states: Iterable[State]) -> tuple[int, int]:
    """Return the bits of the statements that match in all of the states, and in some."""
    always, sometimes = -1, 0
    for state in states:
        always &= state.always
        sometimes |= state.sometimes
    return always, sometimes


def values_of(state: State) -> Assignment:
    """Return the values of the unknown keys in a state's example."""
    values: list[Assignment] = []
    chain = state.values
    while chain:
        chain, assignment = chain  # type: ignore[assignment]
        values.append(assignment)  # type: ignore[arg-type]
    return {key: value for assignment in reversed(values) for key, value in assignment.items()}


def with_values(request: Request, values: Assignment) -> Request:
    """Return the request with values of more keys; None takes a key away."""
    return Request(
        request.principal,
        request.action,
        request.resource,
        {**request.context, **values},
        has_boundary=request.has_boundary,
    )


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
    key_classes, is_certain = _key_classes_of(open_statements, request, now)
    states, is_exact = _states(key_classes, open_statements)
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


def _key_classes_of(
    statements: Sequence[OpenStatement], request: Request, now: datetime | None
) -> tuple[tuple[_KeyClasses, ...], bool]:
    """Return the classes of all unknown keys' values, and whether they are certain to be all there are."""
    readers: dict[Element, list[int]] = {}
    for number, entry in enumerate(statements):
        for element, _ in entry.elements:
            readers.setdefault(element, []).append(number)
    key_classes: list[_KeyClasses] = []
    unsure: dict[int, list[str]] = {}
    for group in group_keys(pair for entry in statements for pair in entry.elements):
        values = assignments(group, request, now)
        if values is None:
            for number in {number for element in group.elements for number in readers[element]}:
                unsure.setdefault(number, []).extend(group.keys)
        else:
            key_classes.append(_classes(group, values, request, readers))
    key_classes += [_either(number, tuple(keys)) for number, keys in unsure.items()]
    return tuple(key_classes), not unsure


def _classes(
    group: KeyGroup, values: Sequence[Assignment], request: Request, readers: dict[Element, list[int]]
) -> _KeyClasses:
    """Return the classes of a group's values: for each set of statements that they stop, the first values."""
    bits = {element: sum(1 << number for number in readers[element]) for element in group.elements}

    def stops(request: Request) -> int:
        stopped = 0
        for element in group.elements:
            if not element.accepts(request):
                stopped |= bits[element]
        return stopped

    classes: dict[int, Assignment] = {}
    for assignment in values:
        classes.setdefault(stops(with_values(request, assignment)), assignment)
    numbers = {number for element in group.elements for number in readers[element]}
    return _KeyClasses(
        group.keys,
        tuple(sorted(numbers)),
        tuple([_ValueClass(stopped, assignment) for stopped, assignment in classes.items()]),
        _ValueClass(stops(request), {}),
    )


def _either(number: int, keys: tuple[str, ...]) -> _KeyClasses:
    """Return two classes for a statement that may match or not, whatever other statements do."""
    stopped = _ValueClass(1 << number, {})
    return _KeyClasses(keys, (number,), (_ValueClass(0, {}), stopped), stopped)


def _states(
    key_classes: Sequence[_KeyClasses], statements: Sequence[OpenStatement]
) -> tuple[tuple[State, ...], bool]:
    """Return the states that values lead to, and whether each of them is one that some request has."""
    # Keys that many statements read come first, so that the fate of most statements is known early.
    ordered = sorted(key_classes, key=lambda group: -len(group.readers))
    states = _combine(ordered, len(statements), None)
    if states is None:
        kinds = _kinds(statements)
        states = _combine(ordered, len(statements), kinds)
        if states is None:
            independent = [_either(number, ()) for number in range(len(statements))]
            return tuple(_combine(independent, len(statements), kinds, limit=False) or ()), False
    return tuple(states), True


def _kinds(statements: Sequence[OpenStatement]) -> list[int]:
    """Return bits of the statements of each kind: of one of them that matches no more follows than of all."""
    kinds: dict[object, int] = {}
    for number, entry in enumerate(statements):
        # What an Allow of a resource's policy grants depends on its principal; a policy's Deny may be named.
        name: object = (entry.check, entry.source.name, entry.statement.denies, entry.policy.arn)
        if entry.check is CheckType.RESOURCE and not entry.statement.denies:
            name = entry.place
        elif entry.check is not CheckType.SERVICE_CONTROL_POLICY:
            name = (entry.check, entry.statement.denies, entry.policy.arn)
        kinds[name] = kinds.get(name, 0) | 1 << number
    return list(kinds.values())


def _combine(
    key_classes: Sequence[_KeyClasses], count: int, kinds: Sequence[int] | None, *, limit: bool = True
) -> list[State] | None:
    """Return the states after all keys; None if they are too many.

    With `kinds`, states are the same if statements of the same kinds match, as soon as no later key can
    stop one of them.
    """
    last_choice = {number: index for index, group in enumerate(key_classes) for number in group.readers}
    decided_at: list[list[int]] = [[] for _ in key_classes]
    for number, index in last_choice.items():
        decided_at[index].append(number)
    all_statements = (1 << count) - 1
    pending = all_statements
    states = {all_statements: State(all_statements, all_statements, all_statements, (), 0)}
    for index, group in enumerate(key_classes):
        for number in decided_at[index]:
            pending &= ~(1 << number)
        following: dict[object, State] = {}
        for state in states.values():
            for stops, values in group.classes:
                passed = ~stops
                missing = state.missing + sum(value is None for value in values.values())
                chain = (state.values, values) if values else state.values
                new = State(
                    state.always & passed, state.sometimes & passed, state.example & passed, chain, missing
                )
                key: object = new.example
                if kinds is not None:
                    decided = new.example & ~pending
                    key = (new.example & pending, tuple([bool(decided & kind) for kind in kinds]))
                old = following.get(key)
                following[key] = new if old is None else _merge(old, new)
            if limit and len(following) > MAX_STATES:
                return None
        states = following  # type: ignore[assignment]
    return list(states.values())


def _merge(first: State, second: State) -> State:
    better = min(first, second, key=lambda state: (state.missing, state.example.bit_count()))
    return better._replace(always=first.always & second.always, sometimes=first.sometimes | second.sometimes)
