"""The cells of a grid of actions × resources that statements match, as the bits of one integer.

    bit of a cell = position of its action × number of resources + position of its resource

What a statement matches is the product of its actions and its resources: one multiplication of integers.
A statement with conditions or variables matches other cells for other values of the context keys that it
reads, so its bits are kept by these values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from iamsim.policy import (
    ActionElement,
    ConditionElement,
    Context,
    Element,
    Pattern,
    Request,
    ResourceElement,
    Segments,
    Statement,
    matches_segments,
)

Bits: TypeAlias = int


def bits_at(positions: Iterable[int]) -> Bits:
    """Return an integer with the bits at these positions.

    In time that grows with the highest position, where an OR for each would copy the integer each time.
    """
    listed = list(positions)
    if not listed:
        return 0
    octets = bytearray(max(listed) // 8 + 1)
    for position in listed:
        octets[position // 8] |= 1 << position % 8
    return int.from_bytes(octets, "little")


def positions_of(bits: Bits) -> Iterator[int]:
    """Return the positions of the bits that are set, from the lowest."""
    digits = f"{bits:b}"[::-1]
    position = digits.find("1")
    while position >= 0:
        yield position
        position = digits.find("1", position + 1)


class Effects(NamedTuple):
    """The cells that an Allow matches, and those that a Deny matches."""

    allow: Bits
    deny: Bits


class CellGrid:
    """The cells of some actions and resources, and the bits of patterns on them."""

    def __init__(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        self.width = len(resources)
        self.all_cells = (1 << len(actions) * self.width) - 1
        self.all_resources = (1 << self.width) - 1
        # Names of actions ignore case, ARNs do not.
        self._actions = {action.lower(): index * self.width for index, action in enumerate(actions)}
        self._resources = {resource: index for index, resource in enumerate(resources)}
        self._sorted_resources = sorted(resources)
        self._all_actions = bits_at(self._actions.values())
        # Policies repeat each other's patterns, so each pattern is compared with the actions only once.
        self._bits_by_action_pattern: dict[str, Bits] = {}
        self._bits_by_segments: dict[Segments, Bits] = {}

    def action_bits(self, element: ActionElement) -> Bits:
        """Return a bit for each action that Action or NotAction accepts: that of its first resource."""
        bits = 0
        for text in element.expected:
            pattern_bits = self._bits_by_action_pattern.get(text)
            if pattern_bits is None:
                pattern_bits = self._bits_by_action_pattern[text] = self._action_pattern_bits(text.lower())
            bits |= pattern_bits
        return self._all_actions ^ bits if element.negated else bits

    def _action_pattern_bits(self, lower_text: str) -> Bits:
        if "*" not in lower_text and "?" not in lower_text:
            position = self._actions.get(lower_text)
            return 0 if position is None else 1 << position
        pattern = Pattern.parse(lower_text, variables=False)
        return bits_at(position for action, position in self._actions.items() if pattern.matches(action, {}))

    def resource_bits(self, element: ResourceElement, context: Context) -> Bits:
        """Return a bit for each resource that Resource or NotResource accepts, with the variables' values."""
        bits = 0
        for pattern in element.patterns:
            bits |= self.pattern_bits(pattern, context)
        return self.all_resources ^ bits if element.negated else bits

    def pattern_bits(self, pattern: Pattern, context: Context) -> Bits:
        """Return a bit for each resource that a pattern matches."""
        segments = pattern.resolve(context)
        if segments is None:
            return 0
        if pattern.has_variables:
            # Each user has other values, so these would be kept for nothing.
            return self._segments_bits(segments)
        bits = self._bits_by_segments.get(segments)
        if bits is None:
            bits = self._bits_by_segments[segments] = self._segments_bits(segments)
        return bits

    def _segments_bits(self, segments: Segments) -> Bits:
        # Most patterns begin with more than a few resources do, and those stand together when sorted: to
        # compare all resources with each user's patterns takes three times as long as all the rest.
        prefix, positions = segments[0][0], []
        for index in range(bisect_left(self._sorted_resources, prefix), len(self._sorted_resources)):
            resource = self._sorted_resources[index]
            if not resource.startswith(prefix):
                break
            if matches_segments(segments, resource):
                positions.append(self._resources[resource])
        return bits_at(positions)

    def resource_bounds(
        self, element: ResourceElement, context: Context, unknown_keys: Container[str]
    ) -> tuple[Bits, Bits]:
        """Return the resources accepted whatever the values of unknown keys, and those that may be."""
        certain = possible = 0
        for pattern in element.patterns:
            if any(key in unknown_keys for key in pattern.variable_keys):
                possible |= self.pattern_bits(pattern.with_any_value(unknown_keys), context)
            else:
                bits = self.pattern_bits(pattern, context)
                certain, possible = certain | bits, possible | bits
        if element.negated:
            return self.all_resources ^ possible, self.all_resources ^ certain
        return certain, possible

    def statement_resources(self, statement: Statement, context: Context) -> Bits:
        """Return a bit for each resource that a statement's Resource or NotResource accepts."""
        bits = self.all_resources
        for element in statement.other_elements:
            if isinstance(element, ResourceElement):
                bits &= self.resource_bits(element, context)
        return bits


class ConditionalStatement:
    """A statement whose cells depend on the request: on context keys, or on who calls."""

    __slots__ = ("_action_bits", "_bits_by_values", "_grid", "_keys", "_reads_caller", "statement")

    def __init__(self, grid: CellGrid, statement: Statement, action_bits: Bits) -> None:
        self.statement = statement
        self._grid = grid
        self._action_bits = action_bits
        self._keys = statement.all_context_keys
        self._reads_caller = not all(map(_reads_context_alone, statement.other_elements))
        self._bits_by_values: dict[object, Bits] = {}

    def bits(self, request: Request) -> Bits:
        """Return the cells that the statement matches with the context, and the caller, of a request."""
        get = request.context.get
        values: list[object] = [get(key) for key in self._keys]
        if self._reads_caller:
            values.append(request.principal)
        key = tuple(values)
        bits = self._bits_by_values.get(key)
        if bits is None:
            bits = self._bits_by_values[key] = self._new_bits(request)
        return bits

    def _new_bits(self, request: Request) -> Bits:
        for element in self.statement.other_elements:
            if not isinstance(element, ResourceElement) and not element.accepts(request):
                return 0
        return self._action_bits * self._grid.statement_resources(self.statement, request.context)

    def bounds(self, request: Request, unknown_keys: Container[str]) -> tuple[Bits, Bits]:
        """Return the cells that it matches whatever the values of unknown keys, and those that it may match.

        The first may lack cells and the second may have too many, where conditions contradict each other.
        """
        certain, possible, holds = self._grid.all_resources, self._grid.all_resources, True
        for element in self.statement.other_elements:
            if isinstance(element, ResourceElement):
                low, high = self._grid.resource_bounds(element, request.context, unknown_keys)
                certain, possible = certain & low, possible & high
            elif any(key in unknown_keys for key in element.all_context_keys):
                holds = False
            elif not element.accepts(request):
                return 0, 0
        return self._action_bits * certain if holds else 0, self._action_bits * possible


def _reads_context_alone(element: Element) -> bool:
    return isinstance(element, ResourceElement | ConditionElement)


class PolicyCells:
    """The cells of some policies: those that are the same for everybody, and the other statements."""

    __slots__ = ("allow", "conditional", "deny")

    def __init__(self, allow: Bits, deny: Bits, conditional: Sequence[ConditionalStatement]) -> None:
        self.allow = allow
        self.deny = deny
        self.conditional = conditional

    @classmethod
    def of_statements(cls, grid: CellGrid, statements: Iterable[Statement]) -> PolicyCells:
        """Return the cells of statements; those that match none of the grid's actions are left out."""
        allow = deny = 0
        conditional = []
        for statement in statements:
            action_bits = grid.action_bits(statement.action)
            if not action_bits:
                continue
            if not all(map(_is_same_for_everybody, statement.other_elements)):
                conditional.append(ConditionalStatement(grid, statement, action_bits))
                continue
            bits = action_bits * grid.statement_resources(statement, {})
            if statement.denies:
                deny |= bits
            else:
                allow |= bits
        return cls(allow, deny, conditional)

    @classmethod
    def together(cls, parts: Iterable[PolicyCells]) -> PolicyCells:
        """Return the cells of several, as one."""
        allow = deny = 0
        conditional: list[ConditionalStatement] = []
        for part in parts:
            allow |= part.allow
            deny |= part.deny
            conditional += part.conditional
        return cls(allow, deny, conditional)

    def effects(self, request: Request) -> Effects:
        """Return the cells with the context, and the caller, of a request."""
        allow, deny = self.allow, self.deny
        for conditional in self.conditional:
            if conditional.statement.denies:
                deny |= conditional.bits(request)
            else:
                allow |= conditional.bits(request)
        return Effects(allow, deny)

    def bounds(self, request: Request, unknown_keys: Container[str]) -> tuple[Effects, Effects]:
        """Return the cells whatever the values of unknown keys are, and those for some values at least."""
        certain_allow = possible_allow = self.allow
        certain_deny = possible_deny = self.deny
        for conditional in self.conditional:
            certain, possible = conditional.bounds(request, unknown_keys)
            if conditional.statement.denies:
                certain_deny, possible_deny = certain_deny | certain, possible_deny | possible
            else:
                certain_allow, possible_allow = certain_allow | certain, possible_allow | possible
        return Effects(certain_allow, certain_deny), Effects(possible_allow, possible_deny)


def _is_same_for_everybody(element: Element) -> bool:
    return isinstance(element, ResourceElement) and not element.variable_patterns
