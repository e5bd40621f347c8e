"""A role's trust policy: principals that exist, and what is left of one that is renamed or deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

import iamsim

ARN = "arn:aws:iam::123456789012"


def trust_policy(*names: str) -> str:
    """A trust policy for AWS principals."""
    statement = {"Effect": "Allow", "Principal": {"AWS": list(names) if len(names) > 1 else names[0]}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def client_with_users_and_role() -> iamsim.Client:
    """Two users and a role."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana", Path="/web/")
    iam.create_user(UserName="ben")
    iam.create_role(RoleName="Dev", AssumeRolePolicyDocument=trust_policy("123456789012"))
    return iam


ACCEPTED = [
    pytest.param("*", id="everybody"),
    pytest.param("123456789012", id="the account by number"),
    pytest.param(f"{ARN}:root", id="the account by ARN"),
    pytest.param(f"{ARN}:user/web/ana", id="a user"),
    pytest.param(f"{ARN}:role/Dev", id="a role"),
    pytest.param("arn:aws:iam::210987654321:user/eva", id="nobody knows who another account has"),
    pytest.param("arn:aws:sts::123456789012:assumed-role/Dev/monday", id="a session is not looked for"),
]


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_principal_is_accepted(name: str) -> None:
    iam = client_with_users_and_role()
    iam.create_role(RoleName="New", AssumeRolePolicyDocument=trust_policy(name))
    iam.update_assume_role_policy(RoleName="Dev", PolicyDocument=trust_policy("123456789012", name))
    assert iam.get_role(RoleName="New")["Role"]["AssumeRolePolicyDocument"] == json.loads(trust_policy(name))


EXPECTED_PRINCIPAL = "an account's number, or the ARN of an account, a user or a role"
REFUSED = [
    pytest.param(f"{ARN}:user/web/anna", "a user that exists", "; this account has: ana, ben", id="no such user"),
    pytest.param(f"{ARN}:user/ana", "a user that exists", f"; did you mean {ARN}:user/web/ana?", id="without the user's path"),
    pytest.param(f"{ARN}:user/BEN", "a user that exists", f"; did you mean {ARN}:user/ben?", id="in other letters"),
    pytest.param(f"{ARN}:role/Ops", "a role that exists", "; this account has: Dev", id="no such role"),
    pytest.param(f"{ARN}:user/*", "a whole ARN", "; a principal has no wildcards but * alone", id="a wildcard for all users"),
    pytest.param("arn:aws-cn:iam::210987654321:root", "an ARN of aws", "; accounts of two partitions cannot trust each other", id="an account of another partition"),
    pytest.param("ana", EXPECTED_PRINCIPAL, "", id="a bare name"),
    pytest.param("AIDA4LWGVSDRVQNKTDIPJ", EXPECTED_PRINCIPAL, "", id="the id that a deleted user has left"),
    pytest.param("arn:aws:s3:::site", EXPECTED_PRINCIPAL, "", id="a bucket"),
]


@pytest.mark.parametrize(("name", "expected", "suggestion"), REFUSED)
def test_a_principal_that_does_not_exist_is_refused(name: str, expected: str, suggestion: str) -> None:
    iam = client_with_users_and_role()
    calls: list[tuple[Any, dict[str, str]]] = [
        (iam.create_role, {"RoleName": "New", "AssumeRolePolicyDocument": trust_policy(name)}),
        (iam.update_assume_role_policy, {"RoleName": "Dev", "PolicyDocument": trust_policy(name)}),
    ]
    for call, arguments in calls:
        with pytest.raises(iamsim.MalformedPolicyDocument) as error:
            call(**arguments)
        assert error.value.message == f'Invalid principal in policy: "AWS":"{name}"'
        assert error.value.hint == f"Statement[0].Principal.AWS: expected {expected}, got '{name}'{suggestion}"


def test_each_principal_of_each_statement_is_looked_for() -> None:
    raw = json.loads(trust_policy(f"{ARN}:user/ben"))
    raw["Statement"].append(json.loads(trust_policy("123456789012", f"{ARN}:user/eva"))["Statement"][0])
    with pytest.raises(iamsim.MalformedPolicyDocument) as error:
        client_with_users_and_role().update_assume_role_policy(RoleName="Dev", PolicyDocument=json.dumps(raw))
    assert error.value.where == "Statement[1].Principal.AWS"


def trusted_principals(iam: iamsim.Client, role: str = "Dev") -> Any:
    """Whom a role trusts, as AWS shows it."""
    return iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"]


def test_a_renamed_user_is_still_trusted() -> None:
    iam = client_with_users_and_role()
    iam.update_assume_role_policy(RoleName="Dev", PolicyDocument=trust_policy(f"{ARN}:user/ben"))
    iam.update_user(UserName="ben", NewUserName="bob", NewPath="/web/")
    assert trusted_principals(iam) == f"{ARN}:user/web/bob"


def test_of_a_deleted_user_the_id_is_left_and_nobody_else_gets_its_place() -> None:
    iam = client_with_users_and_role()
    user_id = iam.get_user(UserName="ben")["User"]["UserId"]
    iam.update_assume_role_policy(RoleName="Dev", PolicyDocument=trust_policy(f"{ARN}:user/ben", f"{ARN}:user/web/ana"))
    sts = iamsim.client("sts", account=iam, principal="ben")
    assert sts.assume_role(RoleArn=f"{ARN}:role/Dev", RoleSessionName="monday")["AssumedRoleUser"]
    iam.delete_user(UserName="ben")
    assert trusted_principals(iam) == [user_id, f"{ARN}:user/web/ana"]
    iam.create_user(UserName="ben")
    assert trusted_principals(iam) == [user_id, f"{ARN}:user/web/ana"]
    with pytest.raises(iamsim.AccessDenied, match="because no role trust policy allows the sts:AssumeRole action"):
        sts.assume_role(RoleArn=f"{ARN}:role/Dev", RoleSessionName="tuesday")


def test_of_a_deleted_role_the_id_is_left() -> None:
    iam = client_with_users_and_role()
    user_id = iam.get_role(RoleName="Dev")["Role"]["RoleId"]
    iam.create_role(RoleName="Ops", AssumeRolePolicyDocument=trust_policy(f"{ARN}:role/Dev"))
    iam.delete_role(RoleName="Dev")
    assert trusted_principals(iam, "Ops") == user_id
