"""The file of a small account, and of the same account before a change."""

from __future__ import annotations

import json
from pathlib import Path

import iamsim
from iamsim import Account

PAGE = "arn:aws:s3:::site/index.html"
ROLE = "arn:aws:iam::123456789012:role/App"
TRUST = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}'


def with_condition(document: str, key: str) -> str:
    """Add a condition to a policy's only statement."""
    policy = json.loads(document)
    policy["Statement"][0]["Condition"] = {"Bool": {key: "true"}}
    return json.dumps(policy)


def account() -> Account:
    """An account in which ria and the role App may read the page, mia may with MFA, tom may not, zoe has nothing."""
    iam = iamsim.client("iam")
    for name in ("ria", "tom", "mia", "zoe"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="Web")
    read = iamsim.allow("s3:GetObject", PAGE)
    iam.put_group_policy(GroupName="Web", PolicyName="read", PolicyDocument=read)
    for name in ("ria", "tom"):
        iam.add_user_to_group(GroupName="Web", UserName=name)
    iam.put_user_policy(UserName="tom", PolicyName="stop", PolicyDocument=iamsim.deny("s3:*", PAGE))
    iam.put_user_policy(UserName="mia", PolicyName="own", PolicyDocument=with_condition(read, "aws:MultiFactorAuthPresent"))
    iam.create_role(RoleName="App", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="App", PolicyName="app", PolicyDocument=read)
    made: Account = iam.account
    return made


def write_files(folder: Path) -> None:
    """Write `a.json`, and `before.json` in which ria is not in the group yet."""
    iam = iamsim.client("iam", account=account())
    (folder / "a.json").write_text(json.dumps(iamsim.dump_account(iam.account)), encoding="utf-8")
    iam.remove_user_from_group(GroupName="Web", UserName="ria")
    (folder / "before.json").write_text(json.dumps(iamsim.dump_account(iam.account)), encoding="utf-8")
