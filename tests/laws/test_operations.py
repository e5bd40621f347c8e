"""Laws of the calls: sequences on so few names that the calls often concern the same user, group or role."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import iamsim
from iamsim.account import Account, Identity, InlinePolicy, Role, User, build_account, fold_name
from iamsim.aws.quotas import QUOTAS
from iamsim.clients import IAM, perform
from iamsim.policy import PolicyDocument
from tests.laws.accounts import Simulation, simulations

NUMBER = "123456789012"
ARN = f"arn:aws:iam::{NUMBER}"
OWN = [f"{ARN}:policy/P1", f"{ARN}:policy/x/P2"]
ARNS = (*OWN, "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AWSDenyAll")
DOCUMENTS = [
    iamsim.allow("s3:GetObject"),
    iamsim.allow("*"),
    iamsim.deny("s3:*", "arn:aws:s3:::b/${aws:username}/*"),
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web"}}}}',
    "{",
]
TRUST = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}'

# What each parameter may be in the laws: mostly right, sometimes not.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "UserName": st.sampled_from(["ana", "Ana", "bob", "b b"]),
    "NewUserName": st.sampled_from(["ana", "BOB", "cy"]),
    "GroupName": st.sampled_from(["Web", "web", "Ops"]),
    "NewGroupName": st.sampled_from(["Web", "OPS", "Team"]),
    "RoleName": st.sampled_from(["Dev", "Audit"]),
    "PolicyName": st.sampled_from(["P1", "P2", "p1"]),
    "PolicyArn": st.sampled_from(ARNS),
    "PermissionsBoundary": st.sampled_from(ARNS),
    "PolicyDocument": st.sampled_from(DOCUMENTS),
    "AssumeRolePolicyDocument": st.just(TRUST),
    "Path": st.sampled_from(["/", "/x/", "x"]),
    "NewPath": st.sampled_from(["/", "/x/"]),
    "Description": st.just("for the laws"),
    "MaxSessionDuration": st.sampled_from([3600, 7200]),
    "Tags": st.sampled_from([[], [{"Key": "team", "Value": "web"}], [{"Key": "Team", "Value": "ops"}, {"Key": "k", "Value": ""}]]),
    "TagKeys": st.sampled_from([["team"], ["k", "x"]]),
    "VersionId": st.sampled_from(["v1", "v2", "v6"]),
    "SetAsDefault": st.booleans(),
    "Password": st.just("Correct-Horse-7"),
    "PasswordResetRequired": st.booleans(),
    "AccessKeyId": st.just("AKIAIOSFODNN7EXAMPLE"),
    "Status": st.sampled_from(["Active", "Inactive"]),
}
CHANGES = [name for name, operation in IAM.items() if operation.change]
# Made more often, or no account would ever get large.
OFTEN = ["create_user", "create_group", "create_policy", "add_user_to_group", "attach_user_policy", "put_group_policy"]


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """One call that changes something, or would if it did not fail."""
    name = draw(st.sampled_from(CHANGES) | st.sampled_from(OFTEN))
    strategies = {
        parameter.name: VALUES[parameter.name]
        for parameter in IAM[name].parameters
        if parameter.name in VALUES and (parameter.required or parameter.name.endswith("Name") or draw(st.booleans()))
    }
    return name, {parameter: draw(values) for parameter, values in strategies.items()}


sequences = st.lists(calls(), max_size=30)


def succeeds(iam: iamsim.Client, call: tuple[str, dict[str, Any]]) -> bool:
    """Make a call and return whether it succeeded; a key's id is that of the user's first key, if there is one."""
    name, parameters = call
    user = iam.account.users.get(fold_name(parameters.get("UserName", "")))
    if "AccessKeyId" in parameters and user and user.access_keys:
        parameters = parameters | {"AccessKeyId": user.access_keys[0].access_key_id}
    try:
        getattr(iam, name)(**parameters)
    except iamsim.ClientError:
        return False
    return True


def client_after(sequence: list[tuple[str, dict[str, Any]]]) -> iamsim.Client:
    """A client after a sequence of calls."""
    iam = iamsim.client("iam")
    for call in sequence:
        succeeds(iam, call)
    return iam


def assert_valid(account: Account) -> None:
    """What is true of every account of AWS's, whatever was called."""
    for kind, table in (("user", account.users), ("group", account.groups), ("role", account.roles)):
        for key, thing in table.items():
            assert key == fold_name(thing.name)
            assert thing.arn == f"{ARN}:{kind}{thing.path}{thing.name}"
            assert set(thing.attached) <= set(account.policies)
            assert len(thing.attached) == len(set(thing.attached)) <= 10
            assert len({policy.name for policy in thing.inline}) == len(thing.inline)
            boundary = getattr(thing, "boundary", None)
            assert boundary is None or boundary in account.policies
    for user in account.users.values():
        assert len(user.groups) == len(set(user.groups)) <= QUOTAS["GroupsPerUserQuota"]
        assert set(user.groups) <= {group.name for group in account.groups.values()}
        assert len({key.access_key_id for key in user.access_keys}) == len(user.access_keys) <= 2
    own = [policy for policy in account.policies.values() if not policy.aws_managed]
    assert len({fold_name(policy.name) for policy in own}) == len(own)
    for policy in account.policies.values():
        assert 1 <= len(policy.versions) <= QUOTAS["VersionsPerPolicyQuota"]
        numbers = [int(version.version_id[1:]) for version in policy.versions]
        assert numbers == sorted(set(numbers), reverse=True)
        assert policy.newest_version >= numbers[0]
        assert policy.document is policy.version(policy.default_version_id).document
        bounded = {identity.boundary for identity in (*account.users.values(), *account.roles.values()) if isinstance(identity, User | Role)}
        assert account.holders_of(policy.arn) or policy.arn in bounded or not policy.aws_managed
    ids = [thing.user_id for thing in account.users.values()] + [thing.group_id for thing in account.groups.values()]
    assert len(ids) == len(set(ids))


@given(sequences)
def test_any_sequence_of_calls_leaves_a_valid_account(sequence: list[tuple[str, dict[str, Any]]]) -> None:
    iam = iamsim.client("iam")
    for call in sequence:
        succeeds(iam, call)
        assert_valid(iam.account)


@given(sequences, calls())
def test_a_failed_call_changes_nothing(sequence: list[tuple[str, dict[str, Any]]], call: tuple[str, dict[str, Any]]) -> None:
    iam = client_after(sequence)
    before = iam.account
    if not succeeds(iam, call):
        assert iam.account is before


@given(sequences)
def test_undo_undoes_and_redo_does_again(sequence: list[tuple[str, dict[str, Any]]]) -> None:
    iam = iamsim.client("iam")
    states: list[tuple[Account, tuple[Any, ...]]] = [(iam.account, ())]
    for call in sequence:
        before = iam.account
        succeeds(iam, call)
        if iam.account is not before:
            states.append((iam.account, tuple(iam.history)))
    changed = list(iam.history)
    for account, history in reversed(states[:-1]):
        iam.undo()
        assert iam.account is account
        assert tuple(iam.history)[: len(history)] == history
    with pytest.raises(ValueError, match=r"^nothing to undo: no call has changed this account$"):
        iam.undo()
    for account, _ in states[1:]:
        iam.redo()
        assert iam.account is account
    with pytest.raises(ValueError, match=r"^nothing to redo: no change was undone$"):
        iam.redo()
    assert list(iam.history) == changed


def in_details(account: Account) -> Account:
    """Return the account as its authorization details hold it: no credentials, no descriptions of roles."""
    return build_account(
        account.account_id,
        [replace(user, login_profile=None, access_keys=()) for user in account.users.values()],
        account.groups.values(),
        [replace(role, description="", max_session_duration=3600) for role in account.roles.values()],
        [
            replace(policy, newest_version=max(int(version.version_id[1:]) for version in policy.versions))
            for policy in account.policies.values()
        ],
    )


@given(sequences)
def test_authorization_details_out_and_in_again_is_the_identity(sequence: list[tuple[str, dict[str, Any]]]) -> None:
    iam = client_after(sequence)
    details = iam.get_account_authorization_details(MaxItems=1000)
    assert iamsim.parse_account(details) == replace(in_details(iam.account), account_id=account_id(details))
    again = iamsim.client("iam", account=iamsim.parse_account(details))
    assert again.get_account_authorization_details(MaxItems=1000) == details


def account_id(details: dict[str, Any]) -> str:
    """The number that an empty account's details do not hold."""
    return iamsim.parse_account(details).account_id


def make_policies(iam: iamsim.Client, account: Account) -> None:
    """The account's managed policies with all their versions, the oldest first."""
    for policy in account.policies.values():
        first, *later = reversed(policy.versions)
        iam.create_policy(PolicyName=policy.name, PolicyDocument=first.document.text)
        for version in later:
            iam.create_policy_version(PolicyArn=policy.arn, PolicyDocument=version.document.text)
        iam.set_default_policy_version(PolicyArn=policy.arn, VersionId=policy.default_version_id)


def rebuild_by_calls(account: Account) -> iamsim.Client:
    """The same account, made by calls."""
    iam = iamsim.client("iam", account_id=account.account_id)
    make_policies(iam, account)
    for group in account.groups.values():
        iam.create_group(GroupName=group.name)
    for role in account.roles.values():
        iam.create_role(RoleName=role.name, AssumeRolePolicyDocument=TRUST)
    for user in account.users.values():
        iam.create_user(UserName=user.name)
        for name in user.groups:
            iam.add_user_to_group(UserName=user.name, GroupName=name)
    holders: list[Identity] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    for holder in holders:
        add_policies_and_tags(iam, holder)
    return iam


def add_policies_and_tags(iam: iamsim.Client, holder: Identity) -> None:
    """Give a user, group or role what it holds."""
    kind, name_argument = holder.kind, {f"{holder.kind.capitalize()}Name": holder.name}
    for inline in holder.inline:
        getattr(iam, f"put_{kind}_policy")(**name_argument, PolicyName=inline.name, PolicyDocument=inline.document.text)
    for arn in holder.attached:
        getattr(iam, f"attach_{kind}_policy")(**name_argument, PolicyArn=arn)
    if isinstance(holder, User | Role):
        getattr(iam, f"tag_{kind}")(**name_argument, Tags=[{"Key": key, "Value": value} for key, value in holder.tags])
        if holder.boundary:
            getattr(iam, f"put_{kind}_permissions_boundary")(**name_argument, PermissionsBoundary=holder.boundary)


@given(simulations())
def test_an_account_made_by_calls_decides_as_the_values_written_by_hand(simulation: Simulation) -> None:
    account = savable(simulation.account)
    iam = rebuild_by_calls(account)
    from_values, from_calls = (replace(simulation, account=source).run() for source in (account, iam.account))
    assert (from_calls.decision, from_calls.rows()) == (from_values.decision, from_values.rows())


SAVABLE_DOCUMENTS = [PolicyDocument.parse(text) for text in DOCUMENTS[:4]]


def savable(account: Account) -> Account:
    """The account with documents in place of those that IAM would not save."""

    def savable_document(document: PolicyDocument, kind: Any) -> PolicyDocument:
        try:
            return PolicyDocument.parse(document.text, kind)
        except iamsim.MalformedPolicyDocument:
            return SAVABLE_DOCUMENTS[len(document.text) % 4]

    def savable_identity(holder: Any) -> Any:
        inline = tuple(InlinePolicy(policy.name, savable_document(policy.document, "inline")) for policy in holder.inline)
        return replace(holder, inline=inline)

    return build_account(
        account.account_id,
        map(savable_identity, account.users.values()),
        map(savable_identity, account.groups.values()),
        map(savable_identity, account.roles.values()),
        [
            replace(policy, versions=tuple([replace(version, document=savable_document(version.document, "managed")) for version in policy.versions]))
            for policy in account.policies.values()
        ],
    )


def read_back(line: str) -> dict[str, Any]:
    """An `aws` line's parameters, as the command line takes them apart."""
    arguments: dict[str, Any] = {}
    name = ""
    for word in shlex.split(line)[3:]:
        if word.startswith("--"):
            name = "".join(part.capitalize() for part in word[2:].split("-"))
            arguments[name] = []
        else:
            arguments[name].append(word)
    structures = {"ContextEntries", "OrderedOrganizationPolicyInputList"}
    texts = {"ResourcePolicy", "CallerArn"}
    return {
        name: [json.loads(word) for word in words] if name in structures else words[0] if name in texts else words
        for name, words in arguments.items()
    }


@given(simulations())
def test_the_line_for_aws_asks_the_same(simulation: Simulation) -> None:
    saved_simulation = replace(simulation, account=savable(simulation.account))
    result = saved_simulation.run()
    assume(not result.request.principal.endswith(":root"))
    line = read_back(iamsim.as_cli(result))
    try:  # without boto3's own checks, which refuse context keys as short as these
        _, answer = perform(IAM["simulate_custom_policy"], saved_simulation.account, line)
    except iamsim.InvalidInput:  # an SCP or a resource's policy that could not be saved
        assert saved_simulation.scps or saved_simulation.resource_policy
    else:
        assert answer["EvaluationResults"][0]["EvalDecision"] == result.decision
