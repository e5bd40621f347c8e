"""Who may do what in a whole account: users × actions × resources, decided all at once.

    statements → bits of cells → a policy's, a group's, a user's: their ORs → `combine`, on integers with one
    bit for each cell → the cells that are allowed, and those that a Deny denies

Every cell is what `simulate` says. The few that have rules of their own, such as a request to assume a role,
are asked of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iamsim.account import Account, Caller, User, find_caller
from iamsim.aws.errors import InvalidInput
from iamsim.aws.service_rules import has_service_rule, service_rule
from iamsim.decision.account_cells import AccountCells
from iamsim.decision.cells import Bits, CellGrid, Effects, positions_of
from iamsim.decision.engine import TRUTH, assumed_role_trust, combine
from iamsim.decision.index import check_documents
from iamsim.decision.layers import scp_level
from iamsim.decision.result import Decision
from iamsim.decision.simulation import check_account, check_action, check_context, check_levels
from iamsim.decision.unknown_keys import UnknownKeys, deciding_keys
from iamsim.policy import PolicyDocument, PolicySource, Request, check_text

MAX_ROWS = 1_000_000
"""The most cells that `rows` lists; counts have no limit."""
MAX_NAMES = 8  # of an axis in a message


class Matrix:
    """The decisions of an account's users about some actions and resources.

    `users` are names, or ARNs of users and roles; without it they are all of the account's users. `context`
    is what each request carries besides what IAM fills in; `scps` are the levels of the organization, as
    `simulate` takes them. An account never changes, so the matrix of a changed one is another matrix.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> _ = iam.put_user_policy(UserName="ana", PolicyName="p", PolicyDocument=iamsim.allow("s3:Get*"))
    >>> matrix = iamsim.Matrix(iam.account, ["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::b/k"])
    >>> matrix.who_can("s3:GetObject", "arn:aws:s3:::b/k")
    ('ana',)
    """

    def __init__(  # noqa: PLR0913 - the three axes, and what `simulate` takes besides
        self,
        account: Account,
        actions: Sequence[str],
        resources: Sequence[str],
        *,
        users: Sequence[str] | None = None,
        context: Mapping[str, Any] | None = None,
        scps: Sequence[Sequence[PolicySource]] = (),
    ) -> None:
        """Decide all cells.

        Raises NoSuchEntity for a user or role that the account does not have, InvalidInput for an action
        with wildcards and for an axis with nothing on it, MalformedAccount for a user or role whose policies
        are not all known.
        """
        check_account(account)
        check_context(context)
        check_levels(scps)
        self.account = account
        self.actions = _actions(actions)
        self.resources = _texts("resources", resources, "an ARN, or *")
        self._principals = _principals(account, users)
        self.users = tuple(self._principals)
        self._context = dict(context or {})
        # Parsed once: `simulate` takes parsed policies as they are.
        self._scps = [[PolicyDocument.parse(policy, "stored") for policy in level] for level in scps]
        self._action_positions = {action.lower(): index for index, action in enumerate(self.actions)}
        self._resource_positions = {resource: index for index, resource in enumerate(self.resources)}
        self._grid = CellGrid(self.actions, self.resources)
        self._cells = AccountCells(account, self._grid, self._scps)
        # Only of the roles, which are few: to ask this of each cell would take longer than all else.
        roles = [role.arn for role in account.roles.values() if role.arn in self._resource_positions]
        self._own_rules = [
            (action, role)
            for action in self.actions
            for role in roles
            if assumed_role_trust(account, Request("", action, role)) is not None
        ]
        self._service_actions = [action for action in self.actions if has_service_rule(action.lower())]
        # Asked once, because to look at each user's policies takes as long as to decide the cells.
        if any(policy.is_unseen for policy in account.policies.values()):
            self._check_documents()
        self._rows = {user: self._row(user) for user in self.users}
        self._uncertain: dict[str, Bits] = {}
        # For `who_can`: one cell's column is every n-th byte of all rows together.
        self._in_account_order = sorted(self.users, key=_account_order(account))
        self._row_length = (self._grid.all_cells.bit_length() + 7) // 8
        self._allowed_bytes = b"".join(
            [self._rows[user].allowed.to_bytes(self._row_length, "little") for user in self._in_account_order]
        )

    def __repr__(self) -> str:
        """Return its axes in short: `Matrix(7 users × 12 actions × 1 resource, account 123456789012)`."""
        axes = {"user": self.users, "action": self.actions, "resource": self.resources}
        sizes = " × ".join(
            f"{len(values):,} {name}{'s' * (len(values) != 1)}" for name, values in axes.items()
        )
        return f"Matrix({sizes}, account {self.account.account_id})"

    def _check_documents(self) -> None:
        for principal in self._principals.values():
            identity = find_caller(self.account, principal).identity
            if identity is not None:
                check_documents(self.account, identity)

    @property
    def size(self) -> int:
        """The number of cells: users × actions × resources."""
        return len(self.users) * len(self.actions) * len(self.resources)

    def has_user(self, user: str) -> bool:
        """Tell whether there is a row of this name, as `users` has it: in constant time."""
        return user in self._rows

    def decision(self, user: str, action: str, resource: str) -> Decision:
        """Return the decision of one cell; InvalidInput for what is not in the matrix."""
        return self._rows[self._user(user)].decision(self._position(action, resource))

    def depends_on(self, user: str, action: str, resource: str) -> tuple[str, ...]:
        """Return the context keys, given by nobody, with which the decision would be another.

        Empty where the decision is certain: also where a key changes its reason alone. Keys are spelled as
        the policies spell them, in the order of reading.
        """
        user, position = self._user(user), self._position(action, resource)
        action, resource = self._cell_at(position)
        if (action, resource) not in self._own_rules:
            if user not in self._uncertain:
                self._uncertain[user] = self._uncertain_cells(user)
            if not self._uncertain[user] >> position & 1:
                return ()
        return self._deciding_keys(user, action, resource)

    def who_can(self, action: str, resource: str) -> tuple[str, ...]:
        """Return the users who are allowed, in the account's order."""
        byte, bit = divmod(self._position(action, resource), 8)
        column, mask = self._allowed_bytes[byte :: self._row_length], 1 << bit
        cells_by_user = zip(self._in_account_order, column, strict=True)
        return tuple([user for user, cells in cells_by_user if cells & mask])

    def counts(self) -> Counter[Decision]:
        """Return how many cells each decision has."""
        allowed = sum(row.allowed.bit_count() for row in self._rows.values())
        denied = sum(row.denied.bit_count() for row in self._rows.values())
        counts = {
            Decision.ALLOWED: allowed,
            Decision.EXPLICIT_DENY: denied,
            Decision.IMPLICIT_DENY: self.size - allowed - denied,
        }
        return Counter({decision: cells for decision, cells in counts.items() if cells})

    def rows(self, user: str | None = None) -> Iterator[tuple[str, str, str, Decision]]:
        """Return a row for each cell: user, action, resource, decision; of all users, or of one.

        Raises InvalidInput for more than a million cells.
        """
        users = self.users if user is None else (self._user(user),)
        cells = len(users) * len(self.actions) * len(self.resources)
        if cells > MAX_ROWS:
            hint = f"{cells:,} cells are too many to list, at most {MAX_ROWS:,}: use counts(), or rows(user)"
            raise InvalidInput("Too many cells.", hint)
        return self._rows_of(users)

    def compare(self, other: Matrix) -> Iterator[tuple[str, str, str, Decision, Decision]]:
        """Return the cells that differ: user, action, resource, the decision here, the decision in `other`.

        Both matrices have the same actions and resources (InvalidInput). For a user whom only one of them
        has, the other's decision is that nobody allowed it.
        """
        if not isinstance(other, Matrix):
            raise TypeError(f"other: expected a Matrix, got {other!r:.60}")
        if (self.actions, self.resources) != (other.actions, other.resources):
            hint = "the other matrix has other actions or resources: make both with the same"
            raise InvalidInput("Matrices differ.", hint)
        return self._differences(other)

    def _differences(self, other: Matrix) -> Iterator[tuple[str, str, str, Decision, Decision]]:
        no_cells = _Row(0, 0)
        for user in dict.fromkeys((*self.users, *other.users)):
            before, after = self._rows.get(user, no_cells), other._rows.get(user, no_cells)
            for position in positions_of(before.allowed ^ after.allowed | before.denied ^ after.denied):
                yield user, *self._cell_at(position), before.decision(position), after.decision(position)

    def _rows_of(self, users: Iterable[str]) -> Iterator[tuple[str, str, str, Decision]]:
        cells = [(action, resource) for action in self.actions for resource in self.resources]
        for user in users:
            decisions = self._rows[user].decisions(len(cells))
            for (action, resource), decision in zip(cells, decisions, strict=True):
                yield user, action, resource, decision

    def _row(self, user: str) -> _Row:
        """Decide all cells of one user."""
        caller = find_caller(self.account, self._principals[user])
        identity, request = caller.identity, self._request(caller)
        effects = self._combine(
            [cells.effects(request) for cells in self._cells.own(identity)],
            [cells.effects(request) for cells in self._cells.scp_levels(identity)],
            self._cells.boundary(identity).effects(request),
        )
        row = _Row(effects.allow & ~effects.deny, effects.deny)
        for action, resource in self._own_rules:
            decision = self._simulate(user, action, resource)
            row = row.with_decision(self._position(action, resource), decision)
        for action in self._service_actions:
            rule = service_rule(action.lower(), caller.arn)
            if rule is None:
                continue
            decision = Decision.ALLOWED if rule.allows else Decision.IMPLICIT_DENY
            for resource in self.resources:
                row = row.with_decision(self._position(action, resource), decision)
        return row

    def _request(self, caller: Caller) -> Request:
        # Statements read the context and the caller alone: the grid knows the actions and resources.
        return Request(caller.arn, "", "", {**caller.context, **self._context})

    def _combine(self, own: Iterable[Effects], levels: Iterable[Effects], boundary: Effects) -> Effects:
        """Return the cells that all layers together allow, and those that a Deny in any of them matches."""
        scp, allow, deny = self._grid.all_cells, 0, boundary.deny
        for effects in own:
            allow, deny = allow | effects.allow, deny | effects.deny
        for effects in levels:
            scp, deny = scp & effects.allow, deny | effects.deny
        return Effects(combine(scp, 0, allow, boundary.allow, 0), deny)

    def _simulate(self, user: str, action: str, resource: str) -> Decision:
        principal = self._principals[user]
        return TRUTH.simulate(
            self.account, principal, action, resource, self._context, scps=self._scps
        ).decision

    def _uncertain_cells(self, user: str) -> Bits:
        """Return the cells of a user that unknown keys may decide; some of them may be certain."""
        caller = find_caller(self.account, self._principals[user])
        identity, request = caller.identity, self._request(caller)
        unknown = UnknownKeys(caller, self._context)
        own = [cells.bounds(request, unknown) for cells in self._cells.own(identity)]
        levels = [cells.bounds(request, unknown) for cells in self._cells.scp_levels(identity)]
        boundary = self._cells.boundary(identity).bounds(request, unknown)
        certain = self._combine((low for low, _ in own), (low for low, _ in levels), boundary[0])
        possible = self._combine((high for _, high in own), (high for _, high in levels), boundary[1])
        # A Deny that matches whatever the keys are settles a cell. Any other Deny that may match, and any
        # Allow that may be missing, does not.
        return ~certain.deny & (possible.deny | possible.allow & ~certain.allow)

    def _deciding_keys(self, user: str, action: str, resource: str) -> tuple[str, ...]:
        caller = find_caller(self.account, self._principals[user])
        if service_rule(action.lower(), caller.arn):
            return ()  # no policy decides, and so no key
        request = Request(caller.arn, action, resource, {**caller.context, **self._context})
        scps = [scp_level(index, level) for index, level in enumerate(self._scps)]
        return deciding_keys(
            TRUTH.layers(self.account, caller, request, scps=scps),
            request,
            UnknownKeys(caller, self._context),
        )

    def _user(self, user: str) -> str:
        """Return a user's name, or a role's ARN, as the matrix has it."""
        check_text("user", user)
        name = user if user in self._rows else _row_name(self.account, user)
        if name not in self._rows:
            raise _not_in_matrix(user, self.users, "users")
        return name

    def _position(self, action: str, resource: str) -> int:
        """Return the position of a cell in its row."""
        check_action(action)
        check_text("resource", resource)
        row, column = self._action_positions.get(action.lower()), self._resource_positions.get(resource)
        if row is None:
            raise _not_in_matrix(action, self.actions, "actions")
        if column is None:
            raise _not_in_matrix(resource, self.resources, "resources")
        return row * len(self.resources) + column

    def _cell_at(self, position: int) -> tuple[str, str]:
        row, column = divmod(position, len(self.resources))
        return self.actions[row], self.resources[column]


class _Row(NamedTuple):
    """One user's cells: those that are allowed, and those that a Deny denies."""

    allowed: Bits
    denied: Bits

    def decision(self, position: int) -> Decision:
        if self.allowed >> position & 1:
            return Decision.ALLOWED
        return Decision.EXPLICIT_DENY if self.denied >> position & 1 else Decision.IMPLICIT_DENY

    def decisions(self, cells: int) -> Iterator[Decision]:
        # As text, because each shift of a row of 10,000 bits would copy it.
        allowed, denied = (f"{bits:0{cells}b}"[::-1] for bits in self)
        for allow, deny in zip(allowed, denied, strict=True):
            if allow == "1":
                yield Decision.ALLOWED
            else:
                yield Decision.EXPLICIT_DENY if deny == "1" else Decision.IMPLICIT_DENY

    def with_decision(self, position: int, decision: Decision) -> _Row:
        bit = 1 << position
        return _Row(
            self.allowed & ~bit | bit * (decision is Decision.ALLOWED),
            self.denied & ~bit | bit * (decision is Decision.EXPLICIT_DENY),
        )


def _not_in_matrix(value: str, values: Sequence[str], axis: str) -> InvalidInput:
    values_words = f": {', '.join(values)}" if len(values) <= MAX_NAMES else ""
    hint = f"{value!r} is not among this matrix's {len(values):,} {axis}{values_words}"
    return InvalidInput("No such cell.", hint)


def _actions(actions: Sequence[str]) -> tuple[str, ...]:
    texts = _texts("actions", actions, "an action such as s3:GetObject")
    for action in texts:
        check_action(action)
    # Names of actions ignore case: the first spelling stays.
    return tuple({action.lower(): action for action in reversed(texts)}.values())[::-1]


def _texts(name: str, texts: Sequence[str], expected: str) -> tuple[str, ...]:
    """Return each text once; TypeError for what is no list of texts, InvalidInput for an empty one."""
    if isinstance(texts, str):
        raise TypeError(f"{name}: expected a list, got {texts!r:.60}; write [{texts!r:.60}]")
    for text in texts:
        check_text(name, text)
    if not texts:
        raise InvalidInput(f"No {name}.", f"{name}: expected at least {expected}, got an empty list")
    return tuple(dict.fromkeys(texts))


def _principals(account: Account, users: Sequence[str] | None) -> dict[str, str]:
    """Return the name of each row and the principal that `simulate` takes for it."""
    if users is None:
        if not account.users:
            hint = f"account {account.account_id} has no users: create one, or give users=[the ARN of a role]"
            raise InvalidInput("No users.", hint)
        return {user.name: user.name for user in account.users.values()}
    return {_row_name(account, user): user for user in _texts("users", users, "a user's name")}


def _row_name(account: Account, principal: str) -> str:
    """Return a user's name as the account spells it, the ARN of another principal as it is."""
    identity = find_caller(account, principal).identity
    return identity.name if isinstance(identity, User) else principal


def _account_order(account: Account) -> Callable[[str], int]:
    """Return a key to sort by: users as the account has them, then roles, then others."""
    names = [user.name for user in account.users.values()] + [role.arn for role in account.roles.values()]
    positions = {name: index for index, name in enumerate(names)}
    return lambda name: positions.get(name, len(positions))
