"""The cells of an account's policies: those of each managed policy and of each group computed once.

account, grid → PolicyCells of a user's own policies and groups, of its boundary, of the organization's levels
"""

from __future__ import annotations

from collections.abc import Sequence

from iamsim.account import Account, Group, Policy, Role, User
from iamsim.decision.cells import CellGrid, PolicyCells
from iamsim.decision.engine import is_service_linked
from iamsim.decision.index import check_documents
from iamsim.policy import PolicyDocument


class AccountCells:
    """The cells of an account's policies: those of each managed policy and of each group computed once."""

    def __init__(self, account: Account, grid: CellGrid, scps: Sequence[Sequence[PolicyDocument]]) -> None:
        self._account = account
        self._grid = grid
        self._everything = PolicyCells(grid.all_cells, 0, ())
        self._by_arn: dict[str, PolicyCells] = {}
        self._by_group: dict[str, PolicyCells] = {}
        self._scp_levels = [
            PolicyCells.together(PolicyCells.of_statements(grid, policy.statements) for policy in level)
            for level in scps
        ]

    def own(self, identity: User | Role | None) -> Sequence[PolicyCells]:
        """Return what an identity's own policies match, then what each of its groups' do."""
        if identity is None:
            return [self._everything]  # the root user needs no Allow
        check_documents(self._account, identity)
        groups = map(self._group, self._account.groups_of(identity))
        return [*map(self._policy, self._account.policies_of(identity)), *groups]

    def scp_levels(self, identity: User | Role | None) -> Sequence[PolicyCells]:
        """Return what each level of the organization matches, each of which must allow."""
        return () if is_service_linked(identity) else self._scp_levels

    def boundary(self, identity: User | Role | None) -> PolicyCells:
        """Return what the permissions boundary matches; everything where there is none."""
        boundary = self._account.boundary_of(identity)
        return self._everything if boundary is None else self._policy(boundary.policies[0])

    def _group(self, group: Group) -> PolicyCells:
        cells = self._by_group.get(group.name)
        if cells is None:
            policies = map(self._policy, self._account.policies_of(group))
            cells = self._by_group[group.name] = PolicyCells.together(policies)
        return cells

    def _policy(self, policy: Policy) -> PolicyCells:
        # An inline policy has no ARN and one holder.
        cells = None if policy.arn is None else self._by_arn.get(policy.arn)
        if cells is None:
            cells = PolicyCells.of_statements(self._grid, policy.document.statements)
            if policy.arn is not None:
                self._by_arn[policy.arn] = cells
        return cells
