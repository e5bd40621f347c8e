"""The cells of an account's policies, as the layers of a decision see them."""

from __future__ import annotations

import iamsim
from iamsim.decision.account_cells import AccountCells
from iamsim.decision.cells import CellGrid
from iamsim.policy import PolicyDocument, Request

GRID = CellGrid(["s3:GetObject", "s3:PutObject"], ["*"])
GET, PUT = 0b01, 0b10


def test_the_cells_of_a_user_are_those_of_its_policies_and_groups() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="Web")
    iam.add_user_to_group(UserName="ana", GroupName="Web")
    iam.put_user_policy(UserName="ana", PolicyName="p", PolicyDocument=iamsim.allow("s3:GetObject"))
    iam.put_group_policy(GroupName="Web", PolicyName="p", PolicyDocument=iamsim.deny("s3:PutObject"))
    cells = AccountCells(iam.account, GRID, [[PolicyDocument.parse(iamsim.allow("s3:Get*"))]])
    ana = iam.account.user("ana")
    request = Request(ana.arn, "", "")
    assert [part.effects(request) for part in cells.own(ana)] == [(GET, 0), (0, PUT)]
    assert [level.effects(request) for level in cells.scp_levels(ana)] == [(GET, 0)]
    assert cells.boundary(ana).effects(request) == (GET | PUT, 0)  # there is none, so nothing is limited


def test_root_needs_no_allow() -> None:
    cells = AccountCells(iamsim.client("iam").account, GRID, [])
    assert [part.effects(Request("arn:aws:iam::123456789012:root", "", "")) for part in cells.own(None)] == [(GET | PUT, 0)]
