"""Managed policies: found by ARN, created, deleted, and their versions.

Policies that AWS manages can be attached and never changed. An account holds one only while it is in use.
Sources: IAM API Reference; IAM User Guide, access_policies_managed-vs-inline and -managed-versioning,
reference_iam-quotas.
"""

from __future__ import annotations

from functools import cache

from iamsim.account import (
    Account,
    ManagedPolicy,
    PolicyVersion,
    api_json,
    fold_name,
)
from iamsim.aws import errors
from iamsim.aws.errors import suggest_names
from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.call import Call, IdGenerator, Response, check_quota
from iamsim.policy import PolicyDocument, PolicyKind, check_size, split_arn


@cache  # parsed once: the value is frozen, so any number of accounts may share it
def aws_managed_policy(arn: str) -> ManagedPolicy | None:
    """Return one of the policies that AWS manages, or None if iamsim does not have it."""
    text = AWS_MANAGED_POLICIES.get(arn)
    if text is None:
        return None
    path, _, name = arn.partition(":policy")[2].rpartition("/")
    policy_id = IdGenerator().unique_id("policy", name)  # of seed 0: the same in every account, as on AWS
    versions = (PolicyVersion("v1", PolicyDocument.parse(text)),)
    return ManagedPolicy(name, arn, versions, path=f"{path}/", policy_id=policy_id)


NOT_FOUND = "Policy {} was not found."
NO_BOUNDARY_POLICY = "Scope ARN: {} does not exist or is not attachable."


def managed_policy(account: Account, arn: str, not_found: str = NOT_FOUND) -> ManagedPolicy:
    """Return a managed policy of the account or of AWS.

    Raises ValidationError for what is no ARN, NoSuchEntity with the message `not_found`.
    """
    parts = split_arn(arn)
    if parts is None or parts[0] != "arn":
        hint = f"expected an ARN such as arn:{account.partition}:iam::{account.account_id}:policy/NAME"
        raise errors.ValidationError(f"ARN {arn} is not valid.", hint)
    # The account first: a loaded one may hold a later version of a policy of AWS's than iamsim has.
    policy = account.policies.get(arn) or aws_managed_policy(arn)
    if policy is None:
        raise _no_policy(account, arn, not_found.format(arn))
    return policy


def _no_policy(account: Account, arn: str, message: str) -> errors.NoSuchEntity:
    name = arn.rpartition("/")[2]
    if ":iam::aws:" in arn:
        names = sorted(known_arn.rpartition("/")[2] for known_arn in AWS_MANAGED_POLICIES)
        hint = f"no AWS managed policy {name!r} is simulated (these are: {', '.join(names)})"
    else:
        names = [policy.name for policy in account.policies.values()]
        hint = f"no managed policy {arn!r} ({suggest_names(name, names)})"
    return errors.NoSuchEntity(message, hint).with_names(name, names)


def customer_managed_policy(account: Account, arn: str, action: str = "update policies") -> ManagedPolicy:
    """Return a policy that the account may change. Raises AccessDenied for one that AWS manages."""
    policy = managed_policy(account, arn)
    if policy.aws_managed:
        hint = f"{policy.name} is AWS's own: it can be attached, not changed"
        raise errors.AccessDenied(f"Cannot {action} outside your own account.", hint)
    return policy


def _customer_managed_policies(account: Account) -> list[ManagedPolicy]:
    return [policy for policy in account.policies.values() if not policy.aws_managed]


def with_policy_in_use(account: Account, policy: ManagedPolicy) -> Account:
    """Return the account with the policy among its own: one of AWS's comes in when it is first used."""
    return account if policy.arn in account.policies else account.with_policy(policy)


def without_unused_aws_policy(account: Account, arn: str | None) -> Account:
    """Return the account without a policy of AWS's that is no longer attached anywhere nor a boundary."""
    policy = account.policies.get(arn) if arn else None
    if policy is None or not policy.aws_managed:
        return account
    in_use = account.holders_of(policy.arn) or account.bounded_by(policy.arn)
    return account if in_use else account.without_policy(policy)


def with_boundary_policy(account: Account, arn: str | None) -> tuple[Account, str | None]:
    """Return the account with a boundary's policy in it, and the boundary's ARN; None is no boundary."""
    if arn is None:
        return account, None
    parts = split_arn(arn)
    if parts is not None and not parts[5].startswith("policy/"):
        raise errors.InvalidInput(f"ARN {arn} is not valid.", "a boundary is a managed policy")
    return with_policy_in_use(account, managed_policy(account, arn, NO_BOUNDARY_POLICY)), arn


def create_policy(call: Call) -> Account:
    """Create a managed policy; its document becomes version v1, the default."""
    account, name, path = call.account, call["PolicyName"], call.get("Path", "/")
    # The name is unique in the account whatever its case or path, though the ARN contains the path.
    own_policies = _customer_managed_policies(account)
    folded_name = fold_name(name)
    namesake = next((policy for policy in own_policies if fold_name(policy.name) == folded_name), None)
    if namesake:
        hint = "" if namesake.arn.endswith(f":policy{path}{name}") else f"there is {namesake.arn}"
        message = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise errors.EntityAlreadyExists(message, hint)
    document = _parse_managed(call)
    check_quota(len(own_policies), "PoliciesQuota", "PoliciesPerAccount")
    date = call.ids.create_date
    policy = ManagedPolicy(
        name,
        call.arn(path, name),
        (PolicyVersion("v1", document, date),),
        path=path,
        policy_id=call.ids.unique_id("policy", name),
        description=call.get("Description", ""),
        tags=call.tags,
        create_date=date,
        update_date=date,
    )
    return account.with_policy(policy)


def parse_policy(call: Call, kind: PolicyKind) -> PolicyDocument:
    """Parse the call's document as the call's account would save it. Raises MalformedPolicyDocument."""
    return PolicyDocument.parse(call["PolicyDocument"], kind, partition=call.account.partition)


def _parse_managed(call: Call) -> PolicyDocument:
    """Parse the call's document. Raises MalformedPolicyDocument, and LimitExceeded if it is too long."""
    document = parse_policy(call, "managed")
    check_size(call["PolicyDocument"], "managed")
    return document


def get_new_policy(call: Call) -> Response:
    """Return a policy as `create_policy` answers: without its description."""
    policy = call.account.policy(call.arn(call.get("Path", "/"), call["PolicyName"]))
    tags = {"Tags": api_json.tag_list(policy.tags)} if policy.tags else {}
    return {"Policy": api_json.policy_summary(call.account, policy) | tags}


def get_policy(call: Call) -> Response:
    """Return one managed policy, without its document."""
    policy = managed_policy(call.account, call["PolicyArn"])
    # An empty list of tags is in this answer, and not in that of create_policy.
    fields = api_json.policy_summary(call.account, policy) | api_json.description_field(policy.description)
    return {"Policy": {**fields, "Tags": api_json.tag_list(policy.tags)}}


_USAGE_COUNTS = {
    "PermissionsPolicy": "AttachmentCount",
    "PermissionsBoundary": "PermissionsBoundaryUsageCount",
}


def list_policies(call: Call) -> Response:
    """List the managed policies of the account, of AWS, or both."""
    scope, usage = call.get("Scope", "All"), call.get("PolicyUsageFilter")
    arns = AWS_MANAGED_POLICIES if scope != "Local" else ()
    policies = [policy for policy in map(aws_managed_policy, arns) if policy]
    policies += _customer_managed_policies(call.account) if scope != "AWS" else []
    listed = [api_json.policy_summary(call.account, policy) for policy in call.with_path_prefix(policies)]
    if usage:
        listed = [fields for fields in listed if fields[_USAGE_COUNTS[usage]]]
    if call.get("OnlyAttached"):
        # A policy that is only a boundary counts as attached too.
        listed = [fields for fields in listed if any(fields[count] for count in _USAGE_COUNTS.values())]
    return {"Policies": listed}


def delete_policy(call: Call) -> Account:
    """Delete a managed policy that is not in use and has only its default version."""
    arn = call["PolicyArn"]
    policy = customer_managed_policy(call.account, arn, "delete policies")
    holders = call.account.holders_of(arn)
    if holders or call.account.bounded_by(arn):
        names = ", ".join(f"{holder.kind} {holder.name}" for holder in holders[:8])
        hint = f"it is attached to {names or 'somebody, as a boundary'}"
        raise errors.DeleteConflict("Cannot delete a policy attached to entities.", hint)
    version_ids = [version.version_id for version in policy.versions]
    version_ids.remove(policy.default_version_id)
    if version_ids:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's "
            "versions. The default version is deleted with the policy."
        )
        raise errors.DeleteConflict(message, f"delete {', '.join(version_ids)} first")
    return call.account.without_policy(policy)


def create_version(call: Call) -> Account:
    """Add a version to a managed policy; it decides only once it is the default."""
    policy = customer_managed_policy(call.account, call["PolicyArn"])
    document = _parse_managed(call)
    limit = QUOTAS["VersionsPerPolicyQuota"]
    if len(policy.versions) >= limit:
        # AWS has a sentence of its own for this quota; the others share that of `check_quota`.
        message = (
            f"A managed policy can have up to {limit} versions. "
            "Before you create a new version, you must delete an existing version."
        )
        version_ids = ", ".join(version.version_id for version in policy.versions)
        raise errors.LimitExceeded(message, f"it has {version_ids}")
    number = policy.newest_version + 1  # a number is never given twice, also after its version is deleted
    version = PolicyVersion(f"v{number}", document, call.ids.create_date)
    return call.account_with(
        policy,
        # AWS lists the newest version first.
        versions=(version, *policy.versions),
        default_version_id=version.version_id if call.get("SetAsDefault") else policy.default_version_id,
        newest_version=number,
        update_date=call.ids.create_date,
    )


def get_new_version(call: Call) -> Response:
    """Return a version as `create_policy_version` answers: without its document."""
    policy = managed_policy(call.account, call["PolicyArn"])
    return {"PolicyVersion": api_json.version_summary(policy, policy.versions[0])}


def get_version(call: Call) -> Response:
    """Return one version of a managed policy, with its document."""
    policy = managed_policy(call.account, call["PolicyArn"])
    return {"PolicyVersion": api_json.version_detail(policy, policy.version(call["VersionId"]))}


def list_versions(call: Call) -> Response:
    """List the versions of a managed policy without their documents, the newest first."""
    policy = managed_policy(call.account, call["PolicyArn"])
    return {"Versions": [api_json.version_summary(policy, version) for version in policy.versions]}


def delete_version(call: Call) -> Account:
    """Delete a version of a managed policy; the default version cannot be deleted."""
    action = "delete policy versions for policies"
    policy = customer_managed_policy(call.account, call["PolicyArn"], action)
    version = policy.version(call["VersionId"])
    if version.version_id == policy.default_version_id:
        raise errors.DeleteConflict("Cannot delete the default version of a policy.")
    versions = tuple([other for other in policy.versions if other is not version])
    return call.account_with(policy, versions=versions)


def set_default_version(call: Call) -> Account:
    """Make another version the default, the one that decides."""
    policy = customer_managed_policy(call.account, call["PolicyArn"])
    version_id = policy.version(call["VersionId"]).version_id
    return call.account_with(policy, default_version_id=version_id, update_date=call.ids.create_date)
