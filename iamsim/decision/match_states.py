"""The sets of statements that can match together, by the values of the keys that nobody gave.

    open statements → for each group of unknown keys the classes of its values → states

A set of statements is the bits of one integer. Several statements that read one key match or fail together,
so no statement is taken for itself. Only where too many sets of statements are possible, those of one kind
(say, the Denies of one layer) are told apart no longer; and where the classes of a key's values are too many,
each statement is taken for itself. Then a state may be found that no request has, but none is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from iamsim.account import Policy, Source
from iamsim.decision.statement_result import CheckType
from iamsim.decision.value_classes import Assignment, KeyGroup, assignments, group_keys
from iamsim.policy import Element, Request, Statement

MAX_STATES = 512
"""How many sets of statements that match together are told apart; beyond, kinds of statements are."""
Place: TypeAlias = tuple[int, int, int]
"""Where a statement stands: the ids of its source and its policy, and its index."""


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


class ValueClass(NamedTuple):
    """Values of some keys of which the same statements' conditions are true: one class of them."""

    stops: int  # the open statements that do not match with these values, as bits
    values: Assignment  # an example


class KeyClasses(NamedTuple):
    """Keys that are read together, and all classes of their values."""

    keys: tuple[str, ...]
    readers: tuple[int, ...]  # the numbers of the statements that read them
    classes: tuple[ValueClass, ...]
    as_asked: ValueClass  # that of the request itself, which has none of the keys


class _ValueChain(NamedTuple):
    """Values of keys, added to others: states share what they have in common instead of copying it."""

    before: _ValueChain | None
    assignment: Assignment


class State(NamedTuple):
    """Requests in which the same open statements match, or some of the same kinds. Statements are bits.

    The example is one of the requests.
    """

    always: int  # the statements that match in each of the requests
    sometimes: int  # those that match in one of the requests at least
    example: int  # those that match in the example
    chain: _ValueChain | None  # the values of the unknown keys in the example
    missing: int  # how many keys the example does not carry


def merged(states: Iterable[State]) -> tuple[int, int]:
    """Return the bits of the statements that match in all of the states, and in some."""
    always, sometimes = -1, 0
    for state in states:
        always &= state.always
        sometimes |= state.sometimes
    return always, sometimes


def values_of(state: State) -> Assignment:
    """Return the values of the unknown keys in a state's example."""
    assigned: list[Assignment] = []
    chain = state.chain
    while chain is not None:
        assigned.append(chain.assignment)
        chain = chain.before
    return {key: value for assignment in reversed(assigned) for key, value in assignment.items()}


def with_values(request: Request, values: Assignment) -> Request:
    """Return the request with values of more keys; None takes a key away."""
    return Request(
        request.principal,
        request.action,
        request.resource,
        {**request.context, **values},
        has_boundary=request.has_boundary,
    )


def key_classes_of(
    statements: Sequence[OpenStatement], request: Request, now: datetime | None
) -> tuple[tuple[KeyClasses, ...], bool]:
    """Return the classes of all unknown keys' values, and whether they are certain to be all there are.

    Of keys whose classes are too many or too involved, each statement that reads them may match or not.
    """
    readers: dict[Element, list[int]] = {}
    for number, entry in enumerate(statements):
        for element, _ in entry.elements:
            readers.setdefault(element, []).append(number)
    key_classes: list[KeyClasses] = []
    unsure: dict[int, list[str]] = {}
    for group in group_keys(pair for entry in statements for pair in entry.elements):
        values = assignments(group, request, now)
        if values is None:
            for number in {number for element in group.elements for number in readers[element]}:
                unsure.setdefault(number, []).extend(group.keys)
        else:
            key_classes.append(_classes(group, values, request, readers))
    key_classes += [either_class(number, tuple(keys)) for number, keys in unsure.items()]
    return tuple(key_classes), not unsure


def _classes(
    group: KeyGroup, values: Sequence[Assignment], request: Request, readers: dict[Element, list[int]]
) -> KeyClasses:
    """Return the classes of a group's values: for each set of statements they stop, the first of them."""
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
    return KeyClasses(
        group.keys,
        tuple(sorted(numbers)),
        tuple([ValueClass(stopped, assignment) for stopped, assignment in classes.items()]),
        ValueClass(stops(request), {}),
    )


def either_class(number: int, keys: tuple[str, ...]) -> KeyClasses:
    """Return two classes for a statement that may match or not, whatever other statements do."""
    stopped = ValueClass(1 << number, {})
    return KeyClasses(keys, (number,), (ValueClass(0, {}), stopped), stopped)


def find_states(
    key_classes: Sequence[KeyClasses], statements: Sequence[OpenStatement]
) -> tuple[tuple[State, ...], bool]:
    """Return the states that values lead to, and whether each of them is certain to be one of a request."""
    # Keys that many statements read come first, so that the fate of most statements is known early.
    ordered = sorted(key_classes, key=lambda group: -len(group.readers))
    states = _combine(ordered, len(statements), None)
    if states is None:
        kinds = _kinds(statements)
        states = _combine(ordered, len(statements), kinds)
        if states is None:
            independent = [either_class(number, ()) for number in range(len(statements))]
            return tuple(_combine(independent, len(statements), kinds, limit=False) or ()), False
    return tuple(states), True


def _kinds(statements: Sequence[OpenStatement]) -> list[int]:
    """Return the bits of each kind of statements: that one of a kind matches means as much as that all do."""
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
    key_classes: Sequence[KeyClasses], count: int, kinds: Sequence[int] | None, *, limit: bool = True
) -> list[State] | None:
    """Return the states after all keys of `count` statements; None if they are more than MAX_STATES.

    At the start all statements match. Key by key, each state becomes one for each class of the key's values:
    without the statements that the class stops. With `kinds`, states are the same if statements of the same
    kinds match, as soon as no later key can stop one of them.
    """
    last_reader = {number: index for index, group in enumerate(key_classes) for number in group.readers}
    decided_at: list[int] = [0] * len(key_classes)  # by key: the statements that no later key reads, as bits
    for number, index in last_reader.items():
        decided_at[index] |= 1 << number
    all_statements = (1 << count) - 1
    pending = all_statements
    states = [State(all_statements, all_statements, all_statements, None, 0)]
    for group, newly_decided in zip(key_classes, decided_at, strict=True):
        pending &= ~newly_decided
        following: dict[object, State] = {}
        for state in states:
            for value_class in group.classes:
                new = _with_class(state, value_class)
                key: object = new.example
                if kinds is not None:
                    decided = new.example & ~pending
                    key = (new.example & pending, tuple([bool(decided & kind) for kind in kinds]))
                old = following.get(key)
                following[key] = new if old is None else _merge_states(old, new)
            if limit and len(following) > MAX_STATES:
                return None
        states = list(following.values())
    return states


def _with_class(state: State, value_class: ValueClass) -> State:
    passed, values = ~value_class.stops, value_class.values
    return State(
        state.always & passed,
        state.sometimes & passed,
        state.example & passed,
        _ValueChain(state.chain, values) if values else state.chain,
        state.missing + sum(value is None for value in values.values()),
    )


def _merge_states(first: State, second: State) -> State:
    better = min(first, second, key=lambda state: (state.missing, state.example.bit_count()))
    return better._replace(always=first.always & second.always, sometimes=first.sometimes | second.sometimes)
