"""Users, groups, roles and policies as objects of AWS's responses: which fields come in which response."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import api_json
from iamsim.account.entities import Group, Identity, Role, User, build_account
from iamsim.account.policies import DEFAULT_DATE, ManagedPolicy, PolicyVersion
from iamsim.policy import PolicyDocument, allow

ARN = "arn:aws:iam::123456789012"
TRUST = PolicyDocument.parse(allow("sts:AssumeRole"))
DOCUMENT = PolicyDocument.parse(allow("s3:GetObject"))
VERSIONS = (PolicyVersion("v2", DOCUMENT), PolicyVersion("v1", TRUST))
READ = ManagedPolicy("Read", f"{ARN}:policy/x/Read", VERSIONS, "v1", "/x/", "ANPAREAD", "reads", (("a", "b"),))
WRITE = ManagedPolicy("Write", f"{ARN}:policy/Write", (PolicyVersion("v1", DOCUMENT),))
ANA = User("ana", f"{ARN}:user/w/ana", "AIDAANA", "/w/", boundary=READ.arn, attached=(WRITE.arn, READ.arn), tags=(("k", "v"),))
WEB = Group("Web", f"{ARN}:group/Web", "AGPAWEB", attached=(READ.arn,))
DEV = Role("Dev", f"{ARN}:role/Dev", TRUST, "AROADEV", description="d", boundary=READ.arn, tags=(("k", "v"),))
BARE = Role("Bare", f"{ARN}:role/Bare", TRUST, "AROABARE", max_session_duration=7200)
ACCOUNT = build_account("123456789012", [ANA], [WEB], [DEV, BARE], [READ, WRITE])

ANA_FIELDS = {"Path": "/w/", "UserName": "ana", "UserId": "AIDAANA", "Arn": ANA.arn, "CreateDate": DEFAULT_DATE}
WEB_FIELDS = {"Path": "/", "GroupName": "Web", "GroupId": "AGPAWEB", "Arn": WEB.arn, "CreateDate": DEFAULT_DATE}
DEV_FIELDS = {"Path": "/", "RoleName": "Dev", "RoleId": "AROADEV", "Arn": DEV.arn, "CreateDate": DEFAULT_DATE}
BARE_FIELDS = {"Path": "/", "RoleName": "Bare", "RoleId": "AROABARE", "Arn": BARE.arn, "CreateDate": DEFAULT_DATE}
DEV_SUMMARY = {"AssumeRolePolicyDocument": TRUST.raw, "Description": "d", "MaxSessionDuration": 3600}
BARE_SUMMARY = {"AssumeRolePolicyDocument": TRUST.raw, "MaxSessionDuration": 7200}
BOUNDARY = {"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ.arn}}
TAGS = {"Tags": [{"Key": "k", "Value": "v"}]}

# API Reference, "Data Types": User, Group, Role. ListUsers and ListRoles leave out boundary and tags.
IDENTITIES: list[Any] = [
    pytest.param(ANA, ANA_FIELDS, {}, BOUNDARY | TAGS, id="a user"),
    pytest.param(User("bob", f"{ARN}:user/bob"), {"Path": "/", "UserName": "bob", "UserId": "", "Arn": f"{ARN}:user/bob", "CreateDate": DEFAULT_DATE}, {}, {}, id="a user without boundary and tags"),
    pytest.param(WEB, WEB_FIELDS, {}, {}, id="a group, which can have neither boundary nor tags"),
    pytest.param(DEV, DEV_FIELDS, DEV_SUMMARY, BOUNDARY | TAGS | {"RoleLastUsed": {}}, id="a role"),
    pytest.param(BARE, BARE_FIELDS, BARE_SUMMARY, {"RoleLastUsed": {}}, id="a role without a description"),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "fields", "summary", "detail"), IDENTITIES)
def test_a_list_adds_to_the_common_fields_and_a_single_identity_adds_to_the_list(
    identity: Identity, fields: dict[str, Any], summary: dict[str, Any], detail: dict[str, Any]
) -> None:
    assert api_json.identity_fields(identity) == fields
    assert api_json.identity_summary(identity) == fields | summary
    assert api_json.identity_detail(identity) == fields | summary | detail


def test_a_policy_counts_attachments_and_boundaries_apart() -> None:
    assert api_json.policy_summary(ACCOUNT, READ) == {
        "PolicyName": "Read", "PolicyId": "ANPAREAD", "Arn": READ.arn, "Path": "/x/", "DefaultVersionId": "v1",
        "AttachmentCount": 2, "PermissionsBoundaryUsageCount": 2, "IsAttachable": True,
        "CreateDate": DEFAULT_DATE, "UpdateDate": DEFAULT_DATE,
    }  # fmt: skip
    write = api_json.policy_summary(ACCOUNT, WRITE)
    assert (write["AttachmentCount"], write["PermissionsBoundaryUsageCount"]) == (1, 0)


def test_only_a_single_version_comes_with_its_document() -> None:
    summary = {"VersionId": "v2", "IsDefaultVersion": False, "CreateDate": DEFAULT_DATE}
    assert api_json.version_summary(READ, VERSIONS[0]) == summary
    assert api_json.version_detail(READ, VERSIONS[0]) == summary | {"Document": DOCUMENT.raw}
    assert api_json.version_detail(READ, VERSIONS[1])["IsDefaultVersion"] is True


def test_attached_policies_are_listed_by_name_and_arn() -> None:
    write, read = {"PolicyName": "Write", "PolicyArn": WRITE.arn}, {"PolicyName": "Read", "PolicyArn": READ.arn}
    assert api_json.attached_policies([WRITE, READ]) == [write, read]
    assert api_json.attached_policies([]) == []


def test_fields_without_a_value_are_left_out() -> None:
    assert api_json.boundary_field(BARE) == api_json.description_field("") == {}
    assert api_json.description_field("d") == {"Description": "d"}
    assert api_json.tag_list(()) == []
