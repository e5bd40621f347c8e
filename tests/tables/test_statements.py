"""Every statement as a row, by who holds it."""

from __future__ import annotations

import json

import iamsim
from iamsim.tables import statements

CONDITION = {"StringEquals": {"aws:PrincipalTag/team": ["web", "ops"]}, "Bool": {"aws:SecureTransport": "true"}}
NAMED = {"Sid": "Publish", "Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": "*", "Condition": CONDITION}
NEGATED = {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::a"}


def test_each_statement_of_each_holder_is_a_row() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    for group in ("Web", "Ops"):
        iam.create_group(GroupName=group)
    document = json.dumps({"Version": "2012-10-17", "Statement": [NAMED, NEGATED]})
    arn = iam.create_policy(PolicyName="both", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="Web", PolicyArn=arn)
    iam.attach_group_policy(GroupName="Ops", PolicyArn=arn)
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=iamsim.allow("s3:*"))["Policy"]["Arn"]
    iam.put_user_policy(UserName="ria", PolicyName="own", PolicyDocument=iamsim.deny("iam:*"))
    iam.put_user_permissions_boundary(UserName="ria", PermissionsBoundary=limit)
    frame = statements(iam.account)
    assert frame[["kind", "holder", "policy", "sid", "effect"]].to_numpy().tolist() == [
        ["user", "ria", "own", "", "Deny"],
        ["group", "Web", "both", "Publish", "Allow"],
        ["group", "Web", "both", "", "Deny"],
        ["group", "Ops", "both", "Publish", "Allow"],
        ["group", "Ops", "both", "", "Deny"],
        ["boundary", "ria", "limit", "", "Allow"],
    ]
    ways = frame["way"].tolist()
    assert ways[0].startswith("user ria → inline policy own → ")
    assert ways[1] == "group Web → managed policy both → Publish"
    assert ways[-1].startswith("user ria → permissions boundary limit → ")
    named, negated = frame.loc[1], frame.loc[2]
    assert (named["actions"], named["resources"], named["not_action"], named["not_resource"]) == ("s3:Get*, s3:Put*", "*", False, False)
    assert named["conditions"] == "StringEquals aws:PrincipalTag/team = web, ops and Bool aws:SecureTransport = true"
    assert (negated["actions"], negated["resources"], negated["not_action"], negated["not_resource"]) == ("s3:*", "arn:aws:s3:::a", True, True)
    assert negated["conditions"] == ""
    assert (frame["not_action"].dtype, frame.index.name) == (bool, "row")


def test_an_account_without_policies_has_a_frame_with_the_same_columns() -> None:
    frame = statements(iamsim.client("iam").account)
    assert len(frame) == 0
    assert frame.columns.tolist()[:4] == ["kind", "holder", "policy", "sid"]
