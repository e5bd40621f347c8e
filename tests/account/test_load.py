"""Reading AWS's file of an account: its irregularities are put right; an error says where and what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import iamsim
from iamsim.account.entities import Account, Group, Role, User, build_account
from iamsim.account.load import decode_text
from iamsim.account.policies import DEFAULT_DATE, InlinePolicy, ManagedPolicy, PolicyVersion
from iamsim.policy import PolicyDocument, allow

ARN = "arn:aws:iam::123456789012"
GET = json.loads(allow("s3:GetObject"))
DOCUMENT = PolicyDocument.parse(GET)
READ = f"{ARN}:policy/Read"
POLICY: dict[str, Any] = {
    "PolicyName": "Read",
    "Arn": READ,
    "DefaultVersionId": "v1",
    "PolicyVersionList": [{"VersionId": "v1", "Document": GET}],
}
MANAGED = ManagedPolicy("Read", READ, (PolicyVersion("v1", DOCUMENT),))


def user(**fields: Any) -> dict[str, Any]:
    return {"UserName": "ana", "Arn": f"{ARN}:user/ana", **fields}


def users(*users: dict[str, Any], **lists: Any) -> dict[str, Any]:
    return {"UserDetailList": list(users), **lists}


def group(name: str = "Web", **fields: Any) -> dict[str, Any]:
    return {"GroupName": name, "Arn": f"{ARN}:group/{name}", **fields}


def role(**fields: Any) -> dict[str, Any]:
    return {"RoleName": "Dev", "Arn": f"{ARN}:role/Dev", "AssumeRolePolicyDocument": GET, **fields}


ANA = User("ana", f"{ARN}:user/ana")
OWN = (InlinePolicy("own", DOCUMENT),)
FULL = {
    "UserDetailList": [
        {
            "Path": "/web/", "UserName": "ana", "UserId": "AIDAANA", "Arn": f"{ARN}:user/web/ana",
            "CreateDate": "2026-01-05T09:00:00Z", "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": GET}],
            "GroupList": ["Web"], "AttachedManagedPolicies": [{"PolicyName": "Read", "PolicyArn": READ}],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ},
            "Tags": [{"Key": "Team", "Value": "Web"}],
        }
    ],
    "GroupDetailList": [
        {
            "Path": "/web/", "GroupName": "Web", "GroupId": "AGPAWEB", "Arn": f"{ARN}:group/web/Web",
            "CreateDate": "2026-01-04T09:00:00Z", "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": GET}],
            "AttachedManagedPolicies": [{"PolicyName": "Read", "PolicyArn": READ}],
        }
    ],
    "RoleDetailList": [
        {
            "Path": "/eng/", "RoleName": "Dev", "RoleId": "AROADEV", "Arn": f"{ARN}:role/eng/Dev",
            "CreateDate": "2026-01-03T09:00:00Z", "AssumeRolePolicyDocument": GET, "InstanceProfileList": [],
            "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": GET}],
            "AttachedManagedPolicies": [{"PolicyName": "Read", "PolicyArn": READ}],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ},
            "Tags": [{"Key": "Team", "Value": "Eng"}], "RoleLastUsed": {},
        }
    ],
    "Policies": [
        {
            "PolicyName": "Read", "PolicyId": "ANPAREAD", "Arn": READ, "Path": "/x/", "DefaultVersionId": "v2",
            "AttachmentCount": 3, "PermissionsBoundaryUsageCount": 2, "IsAttachable": True, "Description": "reads",
            "CreateDate": "2026-01-01T09:00:00Z", "UpdateDate": "2026-01-02T09:00:00Z",
            "PolicyVersionList": [
                {"Document": GET, "VersionId": "v3", "IsDefaultVersion": False, "CreateDate": "2026-01-02T09:00:00Z"},
                {"Document": GET, "VersionId": "v2", "IsDefaultVersion": True, "CreateDate": "2026-01-01T09:00:00Z"},
            ],
            "Tags": [{"Key": "a", "Value": "b"}],
        }
    ],
    "IsTruncated": False,
}  # fmt: skip
FULL_ACCOUNT = build_account(
    "123456789012",
    [
        User(
            "ana", f"{ARN}:user/web/ana", "AIDAANA", "/web/", ("Web",), OWN, (READ,), READ,
            (("Team", "Web"),), create_date="2026-01-05T09:00:00Z",
        )
    ],
    [Group("Web", f"{ARN}:group/web/Web", "AGPAWEB", "/web/", OWN, (READ,), "2026-01-04T09:00:00Z")],
    [
        Role(
            "Dev", f"{ARN}:role/eng/Dev", DOCUMENT, "AROADEV", "/eng/", OWN, (READ,), READ,
            (("Team", "Eng"),), create_date="2026-01-03T09:00:00Z",
        )
    ],
    [
        ManagedPolicy(
            "Read", READ,
            (PolicyVersion("v3", DOCUMENT, "2026-01-02T09:00:00Z"), PolicyVersion("v2", DOCUMENT, "2026-01-01T09:00:00Z")),
            "v2", "/x/", "ANPAREAD", "reads", (("a", "b"),), "2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z", 3,
        )
    ],
)  # fmt: skip


def account_of_ana(**fields: Any) -> Account:
    return build_account("123456789012", [User("ana", f"{ARN}:user/ana", **fields)])


DUMPS: list[Any] = [
    # GetAccountAuthorizationDetails; what real dumps do besides
    pytest.param(FULL, FULL_ACCOUNT, id="everything at once"),
    pytest.param(json.dumps(FULL, indent=4), FULL_ACCOUNT, id="JSON text"),
    pytest.param({"UserDetailList": []}, build_account("123456789012"), id="nobody"),
    pytest.param({"Policies": None}, build_account("123456789012"), id="null for a list"),
    pytest.param(users(user()), account_of_ana(), id="UserPolicyList, Tags and the rest left out, as AWS does where empty"),
    pytest.param(users(user(UserPolicyList=[], GroupList=[], Tags=[], AttachedManagedPolicies=None)), account_of_ana(), id="empty lists and null"),
    pytest.param(users(user(UserPolicyList=[{"PolicyName": "own", "PolicyDocument": json.dumps(GET)}])), account_of_ana(inline=OWN), id="a document as JSON text"),
    pytest.param(users(user(UserPolicyList=[{"PolicyName": "own", "PolicyDocument": quote(json.dumps(GET))}])), account_of_ana(inline=OWN), id="a document percent-encoded, as the API gives it"),
    pytest.param(users(user(UserPolicyList=[{"PolicyName": "own", "PolicyDocument": " " + quote(json.dumps(GET))}])), account_of_ana(inline=OWN), id="a document percent-encoded, after a space"),
    pytest.param(users(user(UserPolicyList={"PolicyName": "own", "PolicyDocument": GET})), account_of_ana(inline=OWN), id="one object for a list, as in AWS's own example"),
    pytest.param(
        users(user(PermissionsBoundary={"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": READ}), Policies=[POLICY]),
        account_of_ana(boundary=READ).with_policy(MANAGED), id="the boundary's other type",
    ),
    pytest.param(users(user(PermissionsBoundary=None)), account_of_ana(), id="null for a boundary"),
    pytest.param(users(user(CreateDate=datetime(2026, 2, 3, 4, 5, tzinfo=UTC))), account_of_ana(create_date="2026-02-03T04:05:00+00:00"), id="dates as boto3 gives them"),
    pytest.param(users(user(CreateDate=None)), account_of_ana(create_date=DEFAULT_DATE), id="null for a date"),
    pytest.param(
        {"GroupDetailList": [group(AttachedManagedPolicies={"PolicyName": "Read", "PolicyArn": READ})], "Policies": [POLICY]},
        build_account("123456789012", groups=[Group("Web", f"{ARN}:group/Web", attached=(READ,))], policies=[MANAGED]), id="one object for attached policies",
    ),
    pytest.param(
        {"RoleDetailList": [role(Description="d", MaxSessionDuration=7200)]},
        build_account("123456789012", roles=[Role("Dev", f"{ARN}:role/Dev", DOCUMENT, description="d", max_session_duration=7200)]), id="what GetRole says of a role besides",
    ),
    pytest.param({"Policies": [POLICY | {"Arn": "arn:aws:iam::aws:policy/Read"}], "UserDetailList": [{"UserName": "eve", "Arn": "arn:aws-cn:iam::999988887777:user/eve"}]},
        build_account("999988887777", [User("eve", "arn:aws-cn:iam::999988887777:user/eve")], policies=[ManagedPolicy("Read", "arn:aws:iam::aws:policy/Read", MANAGED.versions)]), id="the account's number, from an ARN that has one"),
    pytest.param({"GroupDetailList": [group()], "UserDetailList": [user(GroupList=["Web"])]}, account_of_ana(groups=("Web",)).with_identity(Group("Web", f"{ARN}:group/Web")), id="a member"),
    pytest.param(users(user(AttachedManagedPolicies=[{"PolicyArn": READ}])), account_of_ana(attached=(READ,)).with_policy(ManagedPolicy("Read", READ, ())), id="a policy that the file does not have, as with --filter"),
    pytest.param(users(user(PermissionsBoundary={"PermissionsBoundaryArn": READ})), account_of_ana(boundary=READ).with_policy(ManagedPolicy("Read", READ, ())), id="a boundary that the file does not have"),
    pytest.param(
        users(user(AttachedManagedPolicies=[{"PolicyArn": READ}]), Policies=[POLICY | {"PolicyVersionList": []}]),
        account_of_ana(attached=(READ,)).with_policy(ManagedPolicy("Read", READ, ())), id="a policy without its versions",
    ),
    pytest.param({"GroupDetailList": [group("ana")], "UserDetailList": [user()]}, account_of_ana().with_identity(Group("ana", f"{ARN}:group/ana")), id="a user and a group of one name"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "account"), DUMPS)
def test_files_become_accounts(source: Any, account: Account) -> None:
    assert iamsim.parse_account(source) == account


def test_the_number_of_the_newest_version_is_not_used_again() -> None:
    versions = [{"VersionId": name, "Document": GET} for name in ("v12", "v9.x-1", "v1")]
    policy = POLICY | {"PolicyVersionList": versions}
    assert iamsim.parse_account({"Policies": [policy]}).policy(READ).newest_version == 12


EXPECTED = "expected the output of `aws iam get-account-authorization-details`"
DEEP = "[" * 100_000

BAD: list[Any] = [
    pytest.param("", f"empty; {EXPECTED}", id="nothing"),
    pytest.param(" \n", f"empty; {EXPECTED}", id="white space"),
    pytest.param("{\n  x}", f"line 2, column 3: not JSON (Expecting property name enclosed in double quotes); {EXPECTED}", id="text that is no JSON"),
    pytest.param("[]", f"the top is a list, not an object; {EXPECTED}", id="a list"),
    pytest.param("null", f"the top is null, not an object; {EXPECTED}", id="null"),
    pytest.param("1.5", f"the top is a number, not an object; {EXPECTED}", id="a number"),
    pytest.param(DEEP, f"nested too deep; {EXPECTED}", id="a hundred thousand brackets"),
    pytest.param("9" * 5_000, f"has a number of thousands of digits; {EXPECTED}", id="a number of five thousand digits"),
    pytest.param({}, f"has nothing; {EXPECTED} (UserDetailList, GroupDetailList, ...)", id="an empty object"),
    pytest.param(dict.fromkeys("abcdefg"), f"has a, b, c, d, e; {EXPECTED} (UserDetailList, GroupDetailList, ...)", id="another object"),
    pytest.param(users(IsTruncated=True), "IsTruncated is true: only one page of the account; let the CLI fetch all pages, without --max-items and --no-paginate", id="one page"),
    pytest.param(users(IsTruncated=True, Marker="x"), "has Marker: only one page of the account; let the CLI fetch all pages, without --max-items and --no-paginate", id="one page of the API's"),
    pytest.param(users(NextToken="x"), "has NextToken: only one page of the account; let the CLI fetch all pages, without --max-items and --no-paginate", id="one page of the CLI's, which leaves IsTruncated out"),
    pytest.param(
        json.dumps(users(user())) + "\n" + json.dumps(users()),
        "line 2, column 1: a second JSON object, so these are several pages; let the CLI fetch them into one, without --no-paginate", id="pages one after the other",
    ),
    pytest.param(users(user(), user(UserName="bob", Arn="arn:aws:iam::999988887777:user/bob")), "UserDetailList[1] (bob): is of account 999988887777, and others are of account 123456789012; expected the file of one account", id="users of two accounts"),
    pytest.param(users(user(), RoleDetailList=[role(Arn="arn:aws:iam::999988887777:role/Dev")]), "RoleDetailList[0] (Dev): is of account 999988887777, and others are of account 123456789012; expected the file of one account", id="a role of another account"),
    pytest.param(users(user(UserName="<b>ana</b>")), "UserDetailList[0]: AWS allows no such name: '<b>ana</b>'; expected letters, digits and + = , . @ _ -", id="a user's name that AWS does not allow"),
    pytest.param({"GroupDetailList": [group(), group("x" * 99 + "\x1b")]}, f"GroupDetailList[1]: AWS allows no such name: '{'x' * 80}...'; expected letters, digits and + = , . @ _ -", id="a long name that AWS does not allow"),
    pytest.param({"Policies": [POLICY | {"PolicyName": ""}]}, "Policies[0]: AWS allows no such name: ''; expected letters, digits and + = , . @ _ -", id="an empty name"),
    pytest.param(users(user(AttachedManagedPolicies=[{"PolicyArn": "Read"}])), "UserDetailList[0] (ana).AttachedManagedPolicies.PolicyArn: expected six parts divided by ':', got 'Read'", id="an attached policy whose ARN is none"),
    pytest.param({"UserDetailList": "ana"}, "UserDetailList: expected a list of objects, got text", id="text for a list"),
    pytest.param({"UserDetailList": [user(), "ana"]}, "UserDetailList[1]: expected an object, got text", id="text for an object"),
    pytest.param({"UserDetailList": [[]]}, "UserDetailList[0]: expected an object, got a list", id="a list for an object"),
    pytest.param(users({}), "UserDetailList[0]: expected UserName, found only nothing", id="a user without anything"),
    pytest.param(users({"Arn": "a", "Path": "/"}), "UserDetailList[0]: expected UserName, found only Arn, Path", id="a user without a name"),
    pytest.param(users({"UserName": True}), "UserDetailList[0].UserName: expected text, got true or false", id="a truth for a name"),
    pytest.param(users({"UserName": "ana"}), "UserDetailList[0] (ana): expected Arn, found only UserName", id="a user without an ARN"),
    pytest.param(users(user(Arn="ana")), "UserDetailList[0] (ana).Arn: expected six parts divided by ':', got 'ana'", id="an ARN that is none"),
    pytest.param(users(user(Path=5)), "UserDetailList[0] (ana).Path: expected text, got a number", id="a number for a path"),
    pytest.param(users(user(GroupList="Web")), "UserDetailList[0] (ana).GroupList: expected a list, got text", id="text for groups"),
    pytest.param(users(user(GroupList=[{"GroupName": "Web"}])), "UserDetailList[0] (ana).GroupList: expected names of groups, got an object", id="an object for a group's name"),
    pytest.param(
        users(user(), user(UserName="bob", GroupList=["Web"])),
        "UserDetailList[1] (bob): member of group 'Web', which GroupDetailList does not have; half a page? let the CLI fetch all pages", id="a group that is not there",
    ),
    pytest.param(users(user(), user(UserName="ANA")), "UserDetailList[1] (ANA): stands in UserDetailList[0] already", id="a user twice"),
    pytest.param({"GroupDetailList": [group(), group("x"), group("web")]}, "GroupDetailList[2] (web): stands in GroupDetailList[0] already", id="a group twice"),
    pytest.param({"RoleDetailList": [role(), role()]}, "RoleDetailList[1] (Dev): stands in RoleDetailList[0] already", id="a role twice"),
    pytest.param(users(user(UserPolicyList=[5])), "UserDetailList[0] (ana).UserPolicyList[0]: expected an object, got a number", id="a number for a policy"),
    pytest.param(users(user(UserPolicyList=[{}])), "UserDetailList[0] (ana).UserPolicyList[0]: expected PolicyName, found only nothing", id="a policy without a name"),
    pytest.param(users(user(UserPolicyList=[{"PolicyName": "own"}])), "UserDetailList[0] (ana).UserPolicyList[0].PolicyDocument: expected a policy, got null", id="a policy without a document"),
    pytest.param(users(user(UserPolicyList=[{"PolicyName": "own", "PolicyDocument": [GET]}])), "UserDetailList[0] (ana).UserPolicyList[0].PolicyDocument: expected a policy, got a list", id="a list for a document"),
    pytest.param(users(user(AttachedManagedPolicies=[{"PolicyName": "Read"}])), "UserDetailList[0] (ana).AttachedManagedPolicies: expected PolicyArn, found only PolicyName", id="an attached policy without an ARN"),
    pytest.param(users(user(PermissionsBoundary=READ)), "UserDetailList[0] (ana).PermissionsBoundary: expected an object, got text", id="text for a boundary"),
    pytest.param(users(user(PermissionsBoundary={})), "UserDetailList[0] (ana).PermissionsBoundary: expected PermissionsBoundaryArn, found only nothing", id="a boundary without an ARN"),
    pytest.param(users(user(Tags=[{"Key": "a"}])), "UserDetailList[0] (ana).Tags: expected Value, found only Key", id="a tag without a value"),
    pytest.param(users(user(Tags={"Team": "Web"})), "UserDetailList[0] (ana).Tags: expected Key, found only Team", id="tags as an object"),
    pytest.param({"GroupDetailList": [group(GroupPolicyList=True)]}, "GroupDetailList[0] (Web).GroupPolicyList: expected a list of objects, got true or false", id="a truth for a list"),
    pytest.param({"RoleDetailList": [{"RoleName": "Dev", "Arn": f"{ARN}:role/Dev"}]}, "RoleDetailList[0] (Dev).AssumeRolePolicyDocument: expected a policy, got null", id="a role without a trust policy"),
    pytest.param({"RoleDetailList": [role(MaxSessionDuration="1h")]}, "RoleDetailList[0] (Dev).MaxSessionDuration: expected a number, got text", id="text for a number"),
    pytest.param({"Policies": [POLICY | {"DefaultVersionId": "v2"}]}, "Policies[0] (Read): its default version v2 is not in PolicyVersionList, which has v1", id="a default version that is not there"),
    pytest.param({"Policies": [POLICY | {"PolicyVersionList": [{"Document": GET}]}]}, "Policies[0] (Read).PolicyVersionList[0]: expected VersionId, found only Document", id="a version without an id"),
    pytest.param(
        {"Policies": [POLICY | {"DefaultVersionId": "v²", "PolicyVersionList": [{"VersionId": "v²", "Document": GET}]}]},
        "Policies[0] (Read).PolicyVersionList: expected version ids like v1, got 'v²'", id="a version id that is none",
    ),
    pytest.param({"Policies": [POLICY | {"Arn": "Read"}]}, "Policies[0] (Read).Arn: expected six parts divided by ':', got 'Read'", id="a policy whose ARN is none"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message"), BAD)
def test_an_error_says_where_and_what_was_expected(source: Any, message: str) -> None:
    with pytest.raises(iamsim.MalformedAccount) as error:
        iamsim.parse_account(source)
    assert str(error.value) == message


def test_an_error_in_a_policy_says_where_the_policy_is() -> None:
    broken = users(user(UserPolicyList=[{"PolicyName": "own", "PolicyDocument": "{"}]))
    with pytest.raises(
        iamsim.MalformedAccount, match=r"^UserDetailList\[0\] \(ana\)\.UserPolicyList\[0\]\.PolicyDocument: "
    ):
        iamsim.parse_account(broken)


# --------------------------------------------------------------------------------------------------- files

TEXT = json.dumps(users(user(Tags=[{"Key": "Straße", "Value": "é"}])), ensure_ascii=False)
TAGGED = account_of_ana(tags=(("Straße", "é"),))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16, as Windows PowerShell writes it"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16 the other way round"),
    ],
)
def test_encodings_of_files(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    file.write_bytes(data)
    assert iamsim.load_account(file) == iamsim.load_account(str(file)) == TAGGED
    assert decode_text(data) == TEXT


BAD_FILES = [
    pytest.param(b"\x80\x00\xff", f"not text; {EXPECTED}", id="binary"),
    pytest.param(b"\xff\xfe\x00", f"not text; {EXPECTED}", id="half of UTF-16"),
    pytest.param(b"", f"empty; {EXPECTED}", id="an empty file"),
    pytest.param(
        b"{}", f"has nothing; {EXPECTED} (UserDetailList, GroupDetailList, ...)", id="another object"
    ),
    pytest.param(None, f"no such file or directory; {EXPECTED}, saved to a file", id="no file"),
]


@pytest.mark.parametrize(("data", "message"), BAD_FILES)
def test_an_error_begins_with_the_files_name(data: bytes | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(iamsim.MalformedAccount) as error:
        iamsim.load_account(file)
    assert str(error.value) == f"{file}: {message}"


def test_a_directory_is_no_file_of_an_account(tmp_path: Path) -> None:
    with pytest.raises(iamsim.MalformedAccount) as error:
        iamsim.load_account(tmp_path)
    assert str(error.value) == f"{tmp_path}: is a directory; {EXPECTED}, saved to a file"


def test_a_system_error_without_a_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: Path) -> bytes:
        raise OSError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(iamsim.MalformedAccount, match=r"x\.json: cannot be read; expected the output"):
        iamsim.load_account(tmp_path / "x.json")


def test_awss_own_policies_say_nothing_of_whose_account_it_is() -> None:
    of_aws = POLICY | {"Arn": "arn:aws:iam::aws:policy/Read"}
    own = POLICY | {"PolicyName": "Own", "Arn": "arn:aws:iam::999988887777:policy/Own"}
    assert iamsim.parse_account({"Policies": [of_aws, own]}).account_id == "999988887777"
