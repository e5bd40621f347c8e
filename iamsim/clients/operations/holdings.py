"""What a user, group or role holds: inline policies, attached policies, a boundary.

Source: IAM API Reference; IAM User Guide, access_policies_managed-vs-inline and reference_iam-quotas.
"""

from __future__ import annotations

from dataclasses import replace

from iamsim.account import Account, Identity, InlinePolicy, Role, User
from iamsim.account import api_json as shapes
from iamsim.aws.errors import InvalidInput, LimitExceeded, NoSuchEntity, suggest_names
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.operations.call import Call, Response
from iamsim.clients.operations.policies import bounded, find, kept, released
from iamsim.policy import PolicyDocument, check_inline_size


def put_inline(call: Call) -> Account:
    """One inline policy more, or another document under a name that is there."""
    holder, name = call.holder, call["PolicyName"]
    policy = InlinePolicy(name, PolicyDocument.parse(call["PolicyDocument"], "inline"))
    others = tuple([one for one in holder.inline if one.name != name])
    check_inline_size([one.document.text for one in (*others, policy)], call.kind, holder.name)
    return call.account.with_identity(replace(holder, inline=(*others, policy)))


def get_inline(call: Call) -> Response:
    """One inline policy with its document."""
    holder, policy = call.holder, _inline(call)
    named = {f"{call.kind.capitalize()}Name": holder.name, "PolicyName": policy.name}
    return {**named, "PolicyDocument": policy.document.raw}


def list_inline(call: Call) -> Response:
    """The names of the inline policies."""
    return {"PolicyNames": [policy.name for policy in call.holder.inline]}


def delete_inline(call: Call) -> Account:
    """One inline policy less."""
    holder, gone = call.holder, _inline(call)
    kept = tuple([one for one in holder.inline if one is not gone])
    return call.account.with_identity(replace(holder, inline=kept))


def _inline(call: Call) -> InlinePolicy:
    holder, name = call.holder, call["PolicyName"]
    found = next((one for one in holder.inline if one.name == name), None)
    if found is None:
        there = suggest_names(name, [one.name for one in holder.inline]).replace("this account", holder.name)
        hint = f"no inline policy {name!r} ({there})"
        raise NoSuchEntity(f"The {call.kind} policy with name {name} cannot be found.", hint)
    return found


def attach(call: Call) -> Account:
    """One managed policy more; attaching twice is attaching once."""
    holder, arn = call.holder, call["PolicyArn"]
    policy = find(call.account, arn, "Policy {} does not exist or is not attachable.")
    if arn in holder.attached:
        return call.account
    kind = call.kind.capitalize()
    most = QUOTAS[f"AttachedPoliciesPer{kind}Quota"]
    if len(holder.attached) >= most:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPer{kind}: {most}", "")
    return kept(call.account, policy).with_identity(replace(holder, attached=(*holder.attached, arn)))


def detach(call: Call) -> Account:
    """One managed policy less; detaching what is not attached is an error."""
    holder, arn = call.holder, call["PolicyArn"]
    find(call.account, arn)
    if arn not in holder.attached:
        there = ", ".join(holder.attached) or "nothing"
        raise NoSuchEntity(f"Policy {arn} was not found.", f"{holder.name} has attached: {there}")
    attached = tuple([one for one in holder.attached if one != arn])
    return released(call.account.with_identity(replace(holder, attached=attached)), arn)


def list_attached(call: Call) -> Response:
    """Names and ARNs of the attached policies."""
    return {"AttachedPolicies": shapes.attached(call.account, call.holder, call.get("PathPrefix", "/"))}


_LISTS = {"user": "PolicyUsers", "group": "PolicyGroups", "role": "PolicyRoles"}


def list_entities(call: Call) -> Response:
    """Who a managed policy is attached to, or whose boundary it is."""
    account = call.account
    arn = find(account, call["PolicyArn"], "Policy {} does not exist or is not attachable.").arn
    usage, wanted = call.get("PolicyUsageFilter"), call.get("EntityFilter")
    prefix = call.get("PathPrefix", "/")
    found: Response = {"PolicyGroups": [], "PolicyUsers": [], "PolicyRoles": []}
    holders: list[Identity] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    for one in holders:
        kind = one.kind.capitalize()
        holds = (usage != "PermissionsBoundary" and arn in one.attached) or (
            usage != "PermissionsPolicy" and getattr(one, "boundary", None) == arn
        )
        if holds and wanted in {None, kind} and one.path.startswith(prefix):
            named = {f"{kind}Name": one.name, f"{kind}Id": getattr(one, f"{one.kind}_id")}
            found[_LISTS[one.kind]].append(named)
    return found


def put_boundary(call: Call) -> Account:
    """A boundary, or another one."""
    holder = _boundable(call.holder)
    account, arn = bounded(call.account, call["PermissionsBoundary"])
    return _bound(account, holder, arn)


def delete_boundary(call: Call) -> Account:
    """No boundary any more."""
    holder = _boundable(call.holder)
    if holder.boundary is None:
        kind = call.kind.capitalize()
        raise NoSuchEntity(f"{kind} {holder.name} does not have permission boundary defined.", "")
    return _bound(call.account, holder, None)


def _boundable(holder: Identity) -> User | Role:
    if isinstance(holder, User | Role):
        return holder
    raise InvalidInput("Groups have no permissions boundary.", "")


def _bound(account: Account, holder: User | Role, arn: str | None) -> Account:
    changed = account.with_identity(replace(holder, boundary=arn))
    return released(changed, holder.boundary) if holder.boundary else changed
