"""Decisions as a frame: its columns, order, categories and ways, and what a change turns."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import iamsim
from iamsim import Account, Decision
from iamsim.decision.explain import decision_words, dependence_words, way
from iamsim.tables import compare, decisions, side_by_side
from iamsim.tables.frames import CATEGORIES

READ, WRITE, PAGE = "s3:GetObject", "s3:PutObject", "arn:aws:s3:::site/index.html"
ALLOWED, DENIED, NOBODY = (decision_words(Decision(code)) for code in ("allowed", "explicitDeny", "implicitDeny"))
DEPENDS = dependence_words()


def account() -> Account:
    """An account in which ria may read, tom may not, and mia may with MFA."""
    iam = iamsim.client("iam")
    documents = {"ria": iamsim.allow(READ, PAGE), "tom": iamsim.deny(READ, PAGE), "mia": iamsim.allow(READ, PAGE)}
    policy = json.loads(documents["mia"])
    policy["Statement"][0]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    documents["mia"] = json.dumps(policy)
    for user, document in documents.items():
        iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document)
    made: Account = iam.account
    return made


def test_there_is_one_row_for_each_cell() -> None:
    frame = decisions(account(), actions=[READ, WRITE])
    statement_way = {user: way(iamsim.simulate(account(), user, READ, PAGE).matched_statements[0]) for user in ("ria", "tom")}
    assert frame.astype(str).to_numpy().tolist() == [
        ["ria", READ, PAGE, ALLOWED, "", statement_way["ria"]],
        ["ria", WRITE, PAGE, NOBODY, "", ""],
        ["tom", READ, PAGE, DENIED, "", statement_way["tom"]],
        ["tom", WRITE, PAGE, NOBODY, "", ""],
        ["mia", READ, PAGE, DEPENDS, "aws:MultiFactorAuthPresent", ""],
        ["mia", WRITE, PAGE, NOBODY, "", ""],
    ]
    assert (frame.index.name, frame.columns.name) == ("row", "column")


def test_what_is_given_is_no_longer_unknown() -> None:
    frame = decisions(account(), ["mia"], [READ], [PAGE], context={"aws:MultiFactorAuthPresent": "true"})
    assert frame.loc[0, "decision"] == ALLOWED
    assert frame.loc[0, "depends_on"] == ""
    assert str(frame.loc[0, "way"]).startswith("mia → ")


def test_a_service_control_policy_is_read() -> None:
    frame = decisions(account(), ["ria"], [READ], [PAGE], scps=[[iamsim.allow("ec2:*")]])
    assert frame["decision"].tolist() == [NOBODY]


def test_decisions_have_an_order_and_all_categories() -> None:
    frame = decisions(account(), actions=[READ, WRITE])
    assert tuple(frame["decision"].cat.categories) == CATEGORIES == (ALLOWED, NOBODY, DENIED, DEPENDS)
    assert frame["decision"].cat.ordered
    assert frame.groupby("user", sort=False)["decision"].max().to_dict() == {"ria": NOBODY, "tom": DENIED, "mia": DEPENDS}
    assert frame.groupby("decision", observed=False).size().to_dict() == {ALLOWED: 1, NOBODY: 3, DENIED: 1, DEPENDS: 1}
    assert (frame[frame["decision"] <= NOBODY]["user"] == "ria").sum() == 2


def test_a_frame_can_be_pivoted_and_written() -> None:
    frame = decisions(account(), actions=[READ, WRITE])
    pivoted = frame.pivot(index="user", columns="action", values="decision")  # noqa: PD010 - one value in each cell
    assert pivoted.loc["tom", READ] == DENIED
    first, second, *_ = frame.to_csv(index=False).split("\n")
    assert first == "user,action,resource,decision,depends_on,way"
    assert second.startswith(f"ria,{READ},{PAGE},{ALLOWED},,ria → ")


def test_of_two_accounts_only_the_cells_that_differ_are_compared() -> None:
    before = account()
    iam = iamsim.client("iam", account=before)
    iam.put_user_policy(UserName="ria", PolicyName="own", PolicyDocument=iamsim.allow(WRITE, PAGE))
    iam.delete_user_policy(UserName="mia", PolicyName="own")
    frame = compare(before, iam.account)
    assert frame.astype(str).to_numpy().tolist() == [
        ["ria", READ, PAGE, ALLOWED, NOBODY, ""],
        ["ria", WRITE, PAGE, NOBODY, ALLOWED, ""],
        ["mia", READ, PAGE, DEPENDS, NOBODY, "aws:MultiFactorAuthPresent"],
    ]
    assert pd.crosstab(frame["before"], frame["after"]).loc[ALLOWED, NOBODY] == 1
    assert frame.columns.tolist() == ["user", "action", "resource", "before", "after", "depends_on"]


def test_without_a_difference_a_comparison_is_empty_and_has_its_types() -> None:
    frame = compare(account(), account())
    assert len(frame) == 0
    assert frame["after"].cat.categories.tolist() == list(CATEGORIES)


def test_too_many_rows_are_refused() -> None:
    names = [f"s3:Get{number}" for number in range(1001)]
    with pytest.raises(iamsim.InvalidInput, match="cells are too many to list"):
        decisions(account(), None, names, names)


def test_frames_stand_side_by_side_under_their_names_in_the_order_given() -> None:
    before, after = decisions(account(), ["ria"], [READ]), decisions(account(), ["tom"], [READ])
    made = side_by_side({"then": before, "now": after})
    assert made[["situation", "user", "decision"]].astype(str).to_numpy().tolist() == [["then", "ria", ALLOWED], ["now", "tom", DENIED]]
    assert made.columns.tolist() == ["situation", *before.columns]
    assert made["situation"].cat.categories.tolist() == ["then", "now"]
    assert made["decision"].dtype == before["decision"].dtype
    assert (made.index.name, made.columns.name, made.index.tolist()) == ("row", "column", [0, 1])


def test_no_frames_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^expected a mapping from names to frames of decisions\(\), got none$"):
        side_by_side({})
