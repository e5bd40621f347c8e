"""Policies of one user, group or role: inline ones, attachments of managed ones, permissions boundaries.

Sources: IAM API Reference; IAM User Guide, access_policies_managed-vs-inline, access_policies_boundaries,
reference_iam-quotas.
"""

from __future__ import annotations

from iamsim.account import (
    Account,
    Identity,
    InlinePolicy,
    Role,
    User,
    api_json,
)
from iamsim.aws import errors
from iamsim.aws.errors import suggest_names
from iamsim.clients.call import Call, Response, check_quota
from iamsim.clients.managed_policies import (
    NOT_FOUND,
    managed_policy,
    parse_policy,
    with_boundary_policy,
    with_policy_in_use,
    without_unused_aws_policy,
)
from iamsim.policy import check_inline_size

NOT_ATTACHABLE = "Policy {} does not exist or is not attachable."


def put_inline_policy(call: Call) -> Account:
    """Add an inline policy, or replace the document of the one with that name."""
    identity, name = call.identity, call["PolicyName"]
    policy = InlinePolicy(name, parse_policy(call, "inline"))
    # A policy that is replaced moves to the end of the list.
    inline = (*_inline_policies_except(identity, name), policy)
    # The quota counts the characters of all inline policies of an identity together (reference_iam-quotas).
    check_inline_size([policy.document.text for policy in inline], call.kind, identity.name)
    return call.account_with(identity, inline=inline)


def get_inline_policy(call: Call) -> Response:
    """Return one inline policy with its document."""
    identity, policy = call.identity, _inline_policy(call)
    return {
        f"{call.kind_title}Name": identity.name,
        "PolicyName": policy.name,
        "PolicyDocument": policy.document.raw,
    }


def list_inline_policies(call: Call) -> Response:
    """List the names of the inline policies of a user, group or role."""
    return {"PolicyNames": [policy.name for policy in call.identity.inline]}


def delete_inline_policy(call: Call) -> Account:
    """Delete one inline policy."""
    policy = _inline_policy(call)
    return call.account_with(call.identity, inline=_inline_policies_except(call.identity, policy.name))


def _inline_policy(call: Call) -> InlinePolicy:
    identity, name = call.identity, call["PolicyName"]
    policy = next((policy for policy in identity.inline if policy.name == name), None)
    if policy is None:
        names = [policy.name for policy in identity.inline]
        suggestion = suggest_names(name, names).replace("this account", identity.name)
        message = f"The {call.kind} policy with name {name} cannot be found."
        raise errors.NoSuchEntity(message, f"no inline policy {name!r} ({suggestion})").with_names(
            name, names
        )
    return policy


def _inline_policies_except(identity: Identity, name: str) -> tuple[InlinePolicy, ...]:
    return tuple([policy for policy in identity.inline if policy.name != name])


def attach(call: Call) -> Account:
    """Attach a managed policy to a user, group or role; attaching twice is no error."""
    identity, arn = call.identity, call["PolicyArn"]
    policy = managed_policy(call.account, arn, NOT_ATTACHABLE)
    # Before the quota: attaching again is no error, also for an identity that holds as many as it may.
    if arn in identity.attached:
        return call.account
    subject = f"PoliciesPer{call.kind_title}"
    check_quota(len(identity.attached), f"Attached{subject}Quota", subject)
    account = with_policy_in_use(call.account, policy)
    return call.on(account).account_with(identity, attached=(*identity.attached, arn))


def detach(call: Call) -> Account:
    """Detach a managed policy; it is an error if it is not attached."""
    identity, arn = call.identity, call["PolicyArn"]
    # A policy that does not exist and one that is not attached get different hints.
    managed_policy(call.account, arn)
    if arn not in identity.attached:
        attached = ", ".join(identity.attached) or "nothing"
        raise errors.NoSuchEntity(NOT_FOUND.format(arn), f"{identity.name} has attached: {attached}")
    remaining = tuple([attached for attached in identity.attached if attached != arn])
    return without_unused_aws_policy(call.account_with(identity, attached=remaining), arn)


def list_attached(call: Call) -> Response:
    """List the names and ARNs of the policies attached to a user, group or role."""
    policies = [call.account.policy(arn) for arn in call.identity.attached]
    return {"AttachedPolicies": api_json.attached_policies(call.with_path_prefix(policies))}


def list_entities(call: Call) -> Response:
    """List the users, groups and roles that a managed policy is attached to, or whose boundary it is."""
    arn = managed_policy(call.account, call["PolicyArn"], NOT_ATTACHABLE).arn
    usage, entity = call.get("PolicyUsageFilter"), call.get("EntityFilter")
    response: Response = {"PolicyGroups": [], "PolicyUsers": [], "PolicyRoles": []}
    for identity in call.with_path_prefix(call.account.identities):
        title = identity.kind.capitalize()
        attached = arn in identity.attached and usage != "PermissionsBoundary"
        bounds = getattr(identity, "boundary", None) == arn and usage != "PermissionsPolicy"
        if (attached or bounds) and entity in {None, title}:
            unique_id = getattr(identity, f"{identity.kind}_id")
            response[f"Policy{title}s"].append({f"{title}Name": identity.name, f"{title}Id": unique_id})
    return response


def put_boundary(call: Call) -> Account:
    """Set the permissions boundary of a user or role, or replace it."""
    identity = _boundable(call)
    account, arn = with_boundary_policy(call.account, call["PermissionsBoundary"])
    return _with_boundary(call.on(account), identity, arn)


def delete_boundary(call: Call) -> Account:
    """Remove the permissions boundary of a user or role."""
    identity = _boundable(call)
    if identity.boundary is None:
        name = f"{call.kind_title} {identity.name}"
        raise errors.NoSuchEntity(f"{name} does not have permission boundary defined.")
    return _with_boundary(call, identity, None)


def _boundable(call: Call) -> User | Role:
    identity = call.identity
    if isinstance(identity, User | Role):
        return identity
    raise errors.InvalidInput("Groups have no permissions boundary.")


def _with_boundary(call: Call, identity: User | Role, arn: str | None) -> Account:
    return without_unused_aws_policy(call.account_with(identity, boundary=arn), identity.boundary)
