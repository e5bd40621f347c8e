"""One statement compared with one request: where it stands, and what each of its elements says.

The names of the checks are those of AWS's GetRequestAuthorizationDetails; their order is that of
reference_policies_evaluation-logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from iamsim.account import Policy, Source
from iamsim.policy import Element, ElementResult, Request, Statement


class CheckType(StrEnum):
    """The layers of policies, in the order in which AWS lists them."""

    SERVICE_CONTROL_POLICY = "SERVICE_CONTROL_POLICY"
    RESOURCE = "RESOURCE"
    PRINCIPAL = "PRINCIPAL"
    PERMISSIONS_BOUNDARY = "PERMISSIONS_BOUNDARY"


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement compared with one request: where it stands, and what each of its elements says."""

    check: CheckType
    source: Source
    policy: Policy
    statement: Statement
    request: Request = field(repr=False)

    @property
    def matched(self) -> bool:
        """True if the statement matches the request."""
        return self.statement.matches(self.request)

    @property
    def elements(self) -> tuple[ElementResult, ...]:
        """What each element expected, what it found, and whether it accepted."""
        return self.statement.results(self.request)

    @property
    def failed_elements(self) -> tuple[Element, ...]:
        """The elements that do not accept the request; none if the statement matches."""
        return tuple([element for element in self.statement.elements if not element.accepts(self.request)])

    @property
    def key(self) -> tuple[str, int, int, int]:
        """What tells the statements of one result apart; to compare whole policies takes far longer."""
        # Equal policies may stand twice in one source, so it is the objects that are told apart.
        return (self.check, id(self.source), id(self.policy), id(self.statement))

    @property
    def inline(self) -> bool:
        """True if the policy has no ARN: it is part of its holder, or of the organization or a resource."""
        return self.policy.arn is None
