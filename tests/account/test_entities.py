"""Accounts as values: look-up by name, policies and members, and changes that make another account."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

import iamsim
from iamsim.account.entities import (
    AccessKey,
    Account,
    Group,
    LoginProfile,
    Role,
    User,
    build_account,
    fold_name,
)
from iamsim.account.policies import InlinePolicy, ManagedPolicy, PolicyVersion, Source
from iamsim.policy import PolicyDocument, allow

ARN = "arn:aws:iam::123456789012"


def document(action: str) -> PolicyDocument:
    return PolicyDocument.parse(allow(action))


def managed(name: str, *actions: str, default: str = "v1", arn: str = ARN) -> ManagedPolicy:
    versions = [PolicyVersion(f"v{n}", document(action)) for n, action in enumerate(actions, 1)]
    return ManagedPolicy(name, f"{arn}:policy/{name}", tuple(versions), default)


def user(name: str, *groups: str, **fields: Any) -> User:
    return User(name, f"{ARN}:user/{name}", groups=groups, **fields)


OWN = InlinePolicy("own", document("s3:GetObject"))
READ, WRITE = managed("Read", "s3:Get*"), managed("Write", "s3:Put*", "s3:*", default="v2")
ANA = user("Ana", "Web", "Ops", inline=(OWN,), attached=(WRITE.arn, READ.arn))
BOB = user("bob", "Ops")
WEB = Group("Web", f"{ARN}:group/Web", attached=(READ.arn,))
OPS = Group("Ops", f"{ARN}:group/Ops", inline=(OWN,))
DEV = Role("Dev", f"{ARN}:role/Dev", document("sts:AssumeRole"), attached=(READ.arn,))
ACCOUNT = build_account("123456789012", [ANA, BOB], [WEB, OPS], [DEV], [READ, WRITE])


LOOKUPS: list[Any] = [
    # reference_iam-quotas: names "aren't distinguished by case"; shown as created
    pytest.param(ACCOUNT.user, "ana", ANA, id="a user"),
    pytest.param(ACCOUNT.user, "BOB", BOB, id="a user in capitals"),
    pytest.param(ACCOUNT.group, "WEB", WEB, id="a group"),
    pytest.param(ACCOUNT.role, "dEV", DEV, id="a role"),
    pytest.param(ACCOUNT.policy, READ.arn, READ, id="a policy"),
]


@pytest.mark.parametrize(("find", "name", "entity"), LOOKUPS)
def test_names_are_found_in_any_case(find: Callable[[str], object], name: str, entity: object) -> None:
    assert find(name) is entity


@pytest.mark.parametrize(
    ("account", "partition"),
    [
        pytest.param(ACCOUNT, "aws", id="the commercial regions"),
        pytest.param(Account(), "aws", id="an empty account"),
        pytest.param(build_account("1", [User("ana", "arn:aws-cn:iam::1:user/ana")]), "aws-cn", id="China"),
        pytest.param(build_account("1", [], [Group("G", "arn:aws-us-gov:iam::1:group/G")]), "aws-us-gov", id="GovCloud"),
        pytest.param(build_account("1", [User("ana", "ana")]), "aws", id="ARNs that are none"),
    ],
)
def test_the_partition_of_an_account(account: Account, partition: str) -> None:
    assert account.partition == partition
    assert account.root_arn == f"arn:{partition}:iam::{account.account_id}:root"


MISSING: list[Any] = [
    pytest.param(
        ACCOUNT.user, "anne", "The user with name anne cannot be found.",
        "no user named 'anne' (this account has: Ana, bob)", id="a user",
    ),
    pytest.param(
        ACCOUNT.group, "Ana", "The group with name Ana cannot be found.",
        "no group named 'Ana'; Ana is a user (this account has: Ops, Web)", id="a user's name is no group's",
    ),
    pytest.param(
        ACCOUNT.role, "Web", "The role with name Web cannot be found.",
        "no role named 'Web'; Web is a group (this account has: Dev)", id="a role",
    ),
    pytest.param(
        Account().user, "ana", "The user with name ana cannot be found.",
        "no user named 'ana' (this account has none)", id="an empty account",
    ),
    pytest.param(
        ACCOUNT.policy, f"{ARN}:policy/read", f"Policy {ARN}:policy/read does not exist or is not attachable.",
        f"no managed policy '{ARN}:policy/read' (this account has: Read, Write)", id="a policy in other letters",
    ),
    pytest.param(
        WRITE.version, "v3", f"Policy {WRITE.arn} version v3 does not exist or is not attachable.",
        "no version 'v3' of Write (it has: v1, v2)", id="a version",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("find", "name", "message", "hint"), MISSING)
def test_an_error_for_a_missing_name_lists_the_names_there_are(
    find: Callable[[str], object], name: str, message: str, hint: str
) -> None:
    with pytest.raises(iamsim.NoSuchEntity) as error:
        find(name)
    assert (error.value.message, error.value.hint) == (message, hint)


def test_a_policys_default_version_is_the_one_that_decides() -> None:
    # access_policies_managed-versioning
    assert WRITE.document == document("s3:*")
    assert dataclasses.replace(WRITE, default_version_id="v1").document == document("s3:Put*")
    with pytest.raises(iamsim.NoSuchEntity, match=r"no version 'v9' of Write \(it has: "):
        dataclasses.replace(WRITE, default_version_id="v9")


def test_a_policy_without_a_version_is_unseen() -> None:
    assert managed("None").is_unseen
    assert managed("None").document.statements == ()
    assert not WRITE.is_unseen
    assert not OWN.is_unseen


def test_unseen_policies_concern_their_holders_only() -> None:
    own, of_group, limit = managed("Own"), managed("OfGroup"), managed("Limit")
    group = Group("Web", f"{ARN}:group/Web", attached=(of_group.arn, own.arn, READ.arn))
    users = [
        User("ana", f"{ARN}:user/ana", groups=("Web",), attached=(own.arn,), boundary=limit.arn),
        User("bob", f"{ARN}:user/bob", groups=("Web",)),
        User("cal", f"{ARN}:user/cal", attached=(READ.arn,)),
    ]
    account = build_account("123456789012", users, [group], (), [own, of_group, limit, READ])
    names = {user.name: [policy.name for policy in account.unseen_policies_of(user)] for user in users}
    assert names == {"ana": ["Own", "OfGroup", "Limit"], "bob": ["OfGroup", "Own"], "cal": []}
    assert account.unseen_policies_of(group) == (of_group, own)


def test_policies_that_aws_manages_are_known_by_their_arn() -> None:
    assert not READ.aws_managed
    assert managed("ReadOnlyAccess", "*", arn="arn:aws:iam::aws").aws_managed
    assert managed("ReadOnlyAccess", "*", arn="arn:aws-cn:iam::aws").aws_managed
    assert OWN.arn is None


def test_each_identity_has_a_kind() -> None:
    assert (ANA.kind, WEB.kind, DEV.kind) == ("user", "group", "role")


def test_policies_of_an_identity_and_holders_of_a_policy() -> None:
    assert ACCOUNT.policies_of(ANA) == (OWN, WRITE, READ)
    assert ACCOUNT.policies_of(OPS) == (OWN,)
    assert ACCOUNT.policies_of(WEB) == (READ,)
    assert ACCOUNT.policies_of(BOB) == ()
    assert ACCOUNT.holders_of(READ.arn) == (ANA, WEB, DEV)
    assert ACCOUNT.holders_of(WRITE.arn) == (ANA,)


def test_a_policy_bounds_users_and_roles() -> None:
    eve, dev = user("eve", boundary=READ.arn), dataclasses.replace(DEV, boundary=READ.arn)
    account = ACCOUNT.with_identity(eve).with_identity(dev)
    assert account.bounded_by(READ.arn) == (eve, dev)
    assert account.bounded_by(WRITE.arn) == ACCOUNT.bounded_by(READ.arn) == ()


def test_identities_come_users_first_then_groups_then_roles() -> None:
    assert ACCOUNT.identities == (ANA, BOB, WEB, OPS, DEV)
    assert (ACCOUNT.identities_of("user"), ACCOUNT.identities_of("role")) == (ACCOUNT.users, ACCOUNT.roles)
    assert ACCOUNT.identity("group", "web") is WEB


def test_groups_of_a_user_and_members_of_a_group() -> None:
    assert ACCOUNT.groups_of(ANA) == (WEB, OPS)
    assert ACCOUNT.groups_of(user("eve")) == ACCOUNT.groups_of(WEB) == ACCOUNT.groups_of(DEV) == ()
    assert ACCOUNT.members_of(OPS) == (ANA, BOB)
    assert ACCOUNT.members_of(WEB) == (ANA,)


def test_permissions_come_from_an_identity_then_from_its_groups() -> None:
    sources = ACCOUNT.sources_of(ANA)
    assert [str(source) for source in sources] == ["user Ana", "group Web", "group Ops"]
    assert [source.policies for source in sources] == [ACCOUNT.policies_of(holder) for holder in (ANA, WEB, OPS)]
    assert [str(source) for source in ACCOUNT.sources_of(DEV)] == ["role Dev"]


def test_a_user_and_a_group_may_have_one_name() -> None:
    # identifiers: names are unique for each kind
    account = ACCOUNT.with_identity(Group("Ana", f"{ARN}:group/Ana"))
    assert account.user("ana") is ANA
    assert account.group("ana").arn == f"{ARN}:group/Ana"


CHANGES: list[Any] = [
    pytest.param(user("Eve"), "users", "user", id="a user"),
    pytest.param(Group("New", f"{ARN}:group/New"), "groups", "group", id="a group"),
    pytest.param(dataclasses.replace(DEV, name="New"), "roles", "role", id="a role"),
]


@pytest.mark.parametrize(("identity", "table", "kind"), CHANGES)
def test_a_change_makes_another_account(identity: Any, table: str, kind: str) -> None:
    larger = ACCOUNT.with_identity(identity)
    assert getattr(larger, kind)(identity.name.upper()) is identity
    assert fold_name(identity.name) not in getattr(ACCOUNT, table)
    assert larger.without_identity(identity) == ACCOUNT
    assert larger.with_identity(dataclasses.replace(identity, path="/x/")) != larger
    assert len(getattr(larger, table)) == len(getattr(ACCOUNT, table)) + 1


def test_a_policy_is_put_in_and_taken_out() -> None:
    new = managed("New", "*")
    larger = ACCOUNT.with_policy(new)
    assert larger.policy(new.arn) is new
    assert list(larger.policies) == [READ.arn, WRITE.arn, new.arn]
    assert larger.without_policy(new) == ACCOUNT
    assert larger.without_policy(READ).policies == {WRITE.arn: WRITE, new.arn: new}


def test_tables_cannot_be_written_to() -> None:
    tables: list[Any] = [
        ACCOUNT.users,
        ACCOUNT.policies,
        Account().groups,
        ACCOUNT.with_policy(READ).policies,
    ]
    for table in tables:
        with pytest.raises(TypeError, match="does not support item assignment"):
            table["x"] = ANA
    with pytest.raises(dataclasses.FrozenInstanceError):
        ANA.name = "x"  # type: ignore[misc]


def test_an_empty_account() -> None:
    account = Account()
    assert account.account_id == "123456789012"
    assert account.root_arn == "arn:aws:iam::123456789012:root"
    assert account == build_account("123456789012")
    assert account != build_account("999988887777")


DEFAULTS = [
    # CreateUser, CreateGroup, CreateRole, CreatePolicy, CreateAccessKey, CreateLoginProfile: AWS's defaults
    pytest.param(user("eve"), {"user_id": "", "path": "/", "groups": (), "inline": (), "attached": (), "boundary": None, "tags": ()}, id="a user"),
    pytest.param(Group("G", f"{ARN}:group/G"), {"group_id": "", "path": "/", "inline": (), "attached": ()}, id="a group"),
    pytest.param(DEV, {"role_id": "", "path": "/", "description": "", "max_session_duration": 3600, "boundary": None}, id="a role"),
    pytest.param(READ, {"default_version_id": "v1", "path": "/", "policy_id": "", "description": "", "newest_version": 1}, id="a managed policy"),
    pytest.param(AccessKey("AKIAEXAMPLE"), {"status": "Active"}, id="an access key"),
    pytest.param(LoginProfile(), {"password_reset_required": False}, id="a password"),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "defaults"), DEFAULTS)
def test_fields_that_are_not_given_have_awss_defaults(entity: Any, defaults: dict[str, Any]) -> None:
    assert {name: getattr(entity, name) for name in defaults} == defaults


def test_a_name_near_that_of_a_missing_policy_is_suggested_whatever_its_path() -> None:
    account = build_account("123456789012", policies=[managed(f"Policy{n}", "s3:*") for n in range(9)] + [READ])
    with pytest.raises(iamsim.NoSuchEntity) as error:
        account.policy(f"{ARN}:policy/team/web/Raed")
    assert str(error.value) == f"no managed policy '{ARN}:policy/team/web/Raed' (did you mean 'Read'?)"


BOUNDARIES: list[Any] = [
    pytest.param(user("eve", boundary=READ.arn), Source("boundary", "", (READ,)), id="a user's"),
    pytest.param(dataclasses.replace(DEV, boundary=WRITE.arn), Source("boundary", "", (WRITE,)), id="a role's"),
    pytest.param(ANA, None, id="a user without one"),
    pytest.param(WEB, None, id="a group has none"),
    pytest.param(None, None, id="root has none"),
]


@pytest.mark.parametrize(("identity", "boundary"), BOUNDARIES)
def test_the_permissions_boundary_of_an_identity(identity: Any, boundary: Source | None) -> None:
    assert ACCOUNT.boundary_of(identity) == boundary


def test_a_roles_trust_policy_is_a_source() -> None:
    assert DEV.trust_source == Source("trust", "Dev", (InlinePolicy("trust policy", DEV.trust),))
