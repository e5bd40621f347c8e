"""Accounts and documents that several of these tests use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import iamsim

ARN = "arn:aws:iam::123456789012"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": f"{ARN}:root"}, "Action": "sts:AssumeRole"}})
READ = iamsim.allow("s3:GetObject", "arn:aws:s3:::site/*")
PASSWORD = "Correct-Horse-7"  # noqa: S105 - made up


def client_with_ana() -> iamsim.Client:
    """An account with one of much."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="Web")
    iam.add_user_to_group(UserName="ana", GroupName="Web")
    iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=READ)
    iam.create_login_profile(UserName="ana", Password=PASSWORD)
    iam.create_access_key(UserName="ana")
    return iam


def client_and_sts() -> tuple[iamsim.Client, iamsim.Client]:
    """ana, a role that her account may assume, and the STS that she calls."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_role(RoleName="Dev", AssumeRolePolicyDocument=TRUST)
    return iam, iamsim.client("sts", account=iam, principal="ana")


def role_calls(iam: iamsim.Client) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls about roles, tags and the account, which the recorded sequences lack."""
    arn = f"{ARN}:policy/Readers"
    role = {"RoleName": "Dev"}
    yield "create_policy", {"PolicyName": "Readers", "PolicyDocument": READ, "Tags": [{"Key": "team", "Value": "web"}]}
    yield "create_role", {**role, "AssumeRolePolicyDocument": TRUST, "Description": "for work", "PermissionsBoundary": arn, "Tags": [{"Key": "team", "Value": "web"}]}
    yield "get_role", role
    yield "list_roles", {}
    yield "update_role", {**role, "MaxSessionDuration": 7200}
    yield "update_assume_role_policy", {**role, "PolicyDocument": TRUST}
    yield "put_role_policy", {**role, "PolicyName": "own", "PolicyDocument": READ}
    yield "get_role_policy", {**role, "PolicyName": "own"}
    yield "list_role_policies", role
    yield "attach_role_policy", {**role, "PolicyArn": arn}
    yield "list_attached_role_policies", role
    yield "list_entities_for_policy", {"PolicyArn": arn}
    yield "tag_role", {**role, "Tags": [{"Key": "TEAM", "Value": "ops"}]}
    yield "list_role_tags", role
    yield "list_policy_tags", {"PolicyArn": arn}
    yield "tag_policy", {"PolicyArn": arn, "Tags": [{"Key": "TEAM", "Value": "ops"}]}
    yield "untag_policy", {"PolicyArn": arn, "TagKeys": ["team"]}
    yield "get_policy", {"PolicyArn": arn}
    yield "get_account_summary", {}
    yield "get_account_authorization_details", {}
    yield "simulate_principal_policy", {"PolicySourceArn": f"{ARN}:role/Dev", "ActionNames": ["s3:GetObject"], "ResourceArns": ["arn:aws:s3:::site/x"]}
    yield "simulate_custom_policy", {"PolicyInputList": [READ], "OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [iamsim.allow("*")]}], "ActionNames": ["s3:GetObject"]}
    yield "get_context_keys_for_custom_policy", {"PolicyInputList": [iamsim.allow("s3:*", "arn:aws:s3:::b/${aws:username}")]}
    yield "get_context_keys_for_principal_policy", {"PolicySourceArn": f"{ARN}:role/Dev"}
    yield "put_role_permissions_boundary", {**role, "PermissionsBoundary": arn}
    yield "get_policy_version", {"PolicyArn": arn, "VersionId": "v1"}
    yield "create_user", {"UserName": "ana"}
    yield "put_user_policy", {"UserName": "ana", "PolicyName": "own", "PolicyDocument": READ}
    yield "get_user_policy", {"UserName": "ana", "PolicyName": "own"}
    yield "create_access_key", {"UserName": "ana"}
    yield "get_access_key_last_used", {"AccessKeyId": iam.list_access_keys(UserName="ana")["AccessKeyMetadata"][0]["AccessKeyId"]}
    yield "untag_role", {**role, "TagKeys": ["team"]}
    yield "delete_role_permissions_boundary", role
    yield "detach_role_policy", {**role, "PolicyArn": arn}
    yield "delete_role_policy", {**role, "PolicyName": "own"}
    yield "delete_role", role
    assert dict(iam.account.roles) == {}
