"""Managed policies: finding them, their versions; AWS's own, which can be attached and never changed.

Source: IAM API Reference, CreatePolicy and CreatePolicyVersion; access_policies_managed-versioning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from iamsim.account import Account, ManagedPolicy, PolicyVersion, Role, User, fold_name
from iamsim.account import api_json as shapes
from iamsim.aws.errors import (
    AccessDenied,
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    NoSuchEntity,
    ValidationError,
    suggest_names,
)
from iamsim.aws.quotas import AWS_MANAGED_POLICIES, QUOTAS
from iamsim.clients.operations.call import Call, Response
from iamsim.clients.operations.stamps import Stamp
from iamsim.policy import PolicyDocument, check_size, split_arn


def document(text: str, kind: Literal["managed", "trust"]) -> PolicyDocument:
    """Read a document that is to be saved. Raises MalformedPolicyDocument, and LimitExceeded if too long."""
    parsed = PolicyDocument.parse(text, kind)
    check_size(text, kind)
    return parsed


@cache
def aws_managed(arn: str) -> ManagedPolicy | None:
    """One of AWS's own policies that we know. Parsed once: any number of accounts may share it."""
    source = AWS_MANAGED_POLICIES.get(arn)
    if source is None:
        return None
    path, _, name = arn.partition(":policy")[2].rpartition("/")
    versions = (PolicyVersion("v1", PolicyDocument.parse(source)),)
    return ManagedPolicy(name, arn, versions, path=f"{path}/", policy_id=Stamp().unique_id("policy", name))


def find(account: Account, arn: str, unknown: str = "Policy {} was not found.") -> ManagedPolicy:
    """A policy of the account, or one of AWS's. Raises NoSuchEntity with the text given, ValidationError."""
    parts = split_arn(arn)
    if parts is None or parts[0] != "arn":
        hint = f"expected an ARN such as arn:aws:iam::{account.account_id}:policy/NAME"
        raise ValidationError(f"ARN {arn} is not valid.", hint)
    found = account.policies.get(arn) or aws_managed(arn)
    if found is None:
        raise NoSuchEntity(unknown.format(arn), _there_is(account, arn))
    return found


def _there_is(account: Account, arn: str) -> str:
    name = arn.rpartition("/")[2]
    if ":iam::aws:" in arn:
        known = ", ".join(sorted(known.rpartition("/")[2] for known in AWS_MANAGED_POLICIES))
        return f"no AWS managed policy {name!r} is simulated (these are: {known})"
    return (
        f"no managed policy {arn!r} ({suggest_names(name, [one.name for one in account.policies.values()])})"
    )


def own_policy(account: Account, arn: str, refusal: str) -> ManagedPolicy:
    """A policy that the account itself may change. Raises AccessDenied for AWS's own."""
    policy = find(account, arn)
    if policy.aws_managed:
        raise AccessDenied(refusal, f"{policy.name} is AWS's own: it can be attached, not changed")
    return policy


def kept(account: Account, policy: ManagedPolicy) -> Account:
    """An account that knows the policy: AWS's own come in when they are first used."""
    return account if policy.arn in account.policies else account.with_policy(policy)


def released(account: Account, arn: str) -> Account:
    """An account that forgets a policy of AWS's that nobody uses any more."""
    policy = account.policies.get(arn)
    if policy is None or not policy.aws_managed or account.holders_of(arn) or _boundaries(account, arn):
        return account
    return account.without_policy(policy)


def _boundaries(account: Account, arn: str) -> bool:
    holders: tuple[User | Role, ...] = (*account.users.values(), *account.roles.values())
    return any(one.boundary == arn for one in holders)


def bounded(account: Account, arn: str | None) -> tuple[Account, str | None]:
    """An account that knows a boundary's policy, and the boundary's ARN."""
    if arn is None:
        return account, None
    parts = split_arn(arn)
    if parts is not None and not parts[5].startswith("policy/"):
        raise InvalidInput(f"ARN {arn} is not valid.", "a boundary is a managed policy")
    policy = find(account, arn, "Scope ARN: {} does not exist or is not attachable.")
    return kept(account, policy), arn


def _customers(account: Account) -> list[ManagedPolicy]:
    """The account's own policies."""
    return [policy for policy in account.policies.values() if not policy.aws_managed]


def create(call: Call) -> Account:
    """A new managed policy, its first version in force."""
    account, name, path = call.account, call["PolicyName"], call.get("Path", "/")
    wanted = fold_name(name)
    named = (
        one for one in account.policies.values() if fold_name(one.name) == wanted and not one.aws_managed
    )
    there = next(named, None)
    if there:
        hint = "" if there.arn.endswith(f":policy{path}{name}") else f"there is {there.arn}"
        message = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise EntityAlreadyExists(message, hint)
    parsed = document(call["PolicyDocument"], "managed")
    most = QUOTAS["PoliciesQuota"]
    if len(account.policies) >= most and len(_customers(account)) >= most:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPerAccount: {most}")
    return account.with_policy(_made(call, name, path, parsed))


def _made(call: Call, name: str, path: str, parsed: PolicyDocument) -> ManagedPolicy:
    return ManagedPolicy(
        name,
        _arn(call.account, path, name),
        (PolicyVersion("v1", parsed, call.stamp.date),),
        path=path,
        policy_id=call.stamp.unique_id("policy", name),
        description=call.get("Description", ""),
        tags=call.tags,
        create_date=call.stamp.date,
        update_date=call.stamp.date,
    )


def _arn(account: Account, path: str, name: str) -> str:
    return f"arn:aws:iam::{account.account_id}:policy{path}{name}"


def made(call: Call) -> Response:
    """A new policy, as `create_policy` answers: without its description."""
    policy = call.account.policy(_arn(call.account, call.get("Path", "/"), call["PolicyName"]))
    tags = {"Tags": shapes.tags(policy.tags)} if policy.tags else {}
    return {"Policy": shapes.policy(call.account, policy) | tags}


def get(call: Call) -> Response:
    """One policy, without its document."""
    policy = find(call.account, call["PolicyArn"])
    shape = shapes.policy(call.account, policy) | shapes.described(policy.description)
    return {"Policy": {**shape, "Tags": shapes.tags(policy.tags)}}


def list_all(call: Call) -> Response:
    """The account's own policies, AWS's, or both."""
    scope, prefix = call.get("Scope", "All"), call.get("PathPrefix", "/")
    known: Mapping[str, Any] = AWS_MANAGED_POLICIES if scope != "Local" else {}
    found = [one for one in (aws_managed(arn) for arn in known) if one]
    found += _customers(call.account) if scope != "AWS" else []
    listed = [shapes.policy(call.account, one) for one in found if one.path.startswith(prefix)]
    counts = {"PermissionsPolicy": "AttachmentCount", "PermissionsBoundary": "PermissionsBoundaryUsageCount"}
    usage = call.get("PolicyUsageFilter")
    if usage:
        listed = [shape for shape in listed if shape[counts[usage]]]
    if call.get("OnlyAttached"):
        listed = [shape for shape in listed if any(shape[count] for count in counts.values())]
    return {"Policies": listed}


def delete(call: Call) -> Account:
    """A policy gone that is attached nowhere and has only its default version."""
    arn = call["PolicyArn"]
    policy = own_policy(call.account, arn, "Cannot delete policies outside your own account.")
    holders = call.account.holders_of(arn)
    if holders or _boundaries(call.account, arn):
        names = ", ".join(f"{one.kind} {one.name}" for one in holders[:8]) or "somebody, as a boundary"
        raise DeleteConflict("Cannot delete a policy attached to entities.", f"it is attached to {names}")
    if len(policy.versions) > 1:
        others = ", ".join(v.version_id for v in policy.versions if v.version_id != policy.default_version_id)
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's "
            "versions. The default version is deleted with the policy."
        )
        raise DeleteConflict(message, f"delete {others} first")
    return call.account.without_policy(policy)


def create_version(call: Call) -> Account:
    """One more version; it counts only if it becomes the default."""
    refusal = "Cannot update policies outside your own account."
    policy = own_policy(call.account, call["PolicyArn"], refusal)
    parsed = document(call["PolicyDocument"], "managed")
    most = QUOTAS["VersionsPerPolicyQuota"]
    if len(policy.versions) >= most:
        message = (
            f"A managed policy can have up to {most} versions. "
            "Before you create a new version, you must delete an existing version."
        )
        raise LimitExceeded(message, f"it has {', '.join(one.version_id for one in policy.versions)}")
    number = policy.newest_version + 1
    version = PolicyVersion(f"v{number}", parsed, call.stamp.date)
    return call.account.with_policy(
        replace(
            policy,
            versions=(version, *policy.versions),
            default_version_id=version.version_id if call.get("SetAsDefault") else policy.default_version_id,
            newest_version=number,
            update_date=call.stamp.date,
        )
    )


def made_version(call: Call) -> Response:
    """A new version, as `create_policy_version` answers: without its document."""
    policy = find(call.account, call["PolicyArn"])
    return {"PolicyVersion": shapes.version(policy, policy.versions[0], document=False)}


def get_version(call: Call) -> Response:
    """One version with its document."""
    policy = find(call.account, call["PolicyArn"])
    return {"PolicyVersion": shapes.version(policy, policy.version(call["VersionId"]))}


def list_versions(call: Call) -> Response:
    """All versions, the newest first."""
    policy = find(call.account, call["PolicyArn"])
    return {"Versions": [shapes.version(policy, one, document=False) for one in policy.versions]}


def delete_version(call: Call) -> Account:
    """One version gone; the default cannot go."""
    refusal = "Cannot delete policy versions for policies outside your own account."
    policy = own_policy(call.account, call["PolicyArn"], refusal)
    version = policy.version(call["VersionId"])
    if version.version_id == policy.default_version_id:
        raise DeleteConflict("Cannot delete the default version of a policy.")
    versions = tuple([one for one in policy.versions if one != version])
    return call.account.with_policy(replace(policy, versions=versions))


def set_default(call: Call) -> Account:
    """Another version in force."""
    policy = own_policy(call.account, call["PolicyArn"], "Cannot update policies outside your own account.")
    version_id = policy.version(call["VersionId"]).version_id
    return call.account.with_policy(
        replace(policy, default_version_id=version_id, update_date=call.stamp.date)
    )
