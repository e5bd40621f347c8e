"""Sessions of roles: who may assume one, and for how long. Passwords and keys: test_history.py, test_call.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import iamsim
from tests.clients.examples import ARN, READ, client_and_sts


def test_a_role_is_assumed_if_both_the_trust_and_the_callers_policies_allow() -> None:
    iam, sts = client_and_sts()
    arguments = {"RoleArn": f"{ARN}:role/Dev", "RoleSessionName": "monday"}
    with pytest.raises(iamsim.AccessDenied) as error:
        sts.assume_role(**arguments)
    assert error.value.message == f"User: {ARN}:user/ana is not authorized to perform: sts:AssumeRole on resource: {ARN}:role/Dev because no identity-based policy allows the sts:AssumeRole action"
    iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=iamsim.allow("sts:AssumeRole", f"{ARN}:role/Dev"))
    session = sts.assume_role(**arguments, DurationSeconds=900)
    assert session["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/Dev/monday"
    assert session["Credentials"]["Expiration"] == datetime(2026, 1, 5, 9, 18, tzinfo=UTC)
    iam.put_role_policy(RoleName="Dev", PolicyName="read", PolicyDocument=READ)
    assert iamsim.simulate(iam.account, session["AssumedRoleUser"]["Arn"], "s3:GetObject", "arn:aws:s3:::site/x").allowed


def test_root_may_assume_no_role_and_sessions_have_a_longest_time() -> None:
    iam, sts = client_and_sts()
    arguments = {"RoleArn": f"{ARN}:role/Dev", "RoleSessionName": "monday"}
    with pytest.raises(iamsim.AccessDenied, match=r"Roles may not be assumed by root accounts\.") as denied:
        iamsim.client("sts", account=iam.account).assume_role(**arguments)
    assert denied.value.hint == "say who calls: iamsim.client('sts', account=iam, principal='ana')"
    iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=iamsim.allow("sts:AssumeRole"))
    with pytest.raises(iamsim.ValidationError) as error:
        sts.assume_role(**arguments, DurationSeconds=7200)
    assert error.value.hint == "Dev's sessions last at most 3600"
    assert sts.get_caller_identity()["Arn"] == f"{ARN}:user/ana"
