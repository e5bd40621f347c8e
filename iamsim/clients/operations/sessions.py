"""STS's calls: assume a role, ask who one is.

Source: AWS STS API Reference, AssumeRole; IAM User Guide, id_roles_use. Root may assume no role.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from iamsim.account import Account, Caller, Role, find_caller
from iamsim.aws.errors import AccessDenied, NoSuchEntity, ValidationError
from iamsim.clients.operations.call import Call, Response
from iamsim.decision import TRUTH, EvaluationResult, Layers, collect
from iamsim.decision.explain import access_denied_message, explain
from iamsim.policy import Request, split_arn


def assume_role(call: Call) -> Response:
    """A session of a role, if the role's trust policy and the caller's own policies let it begin."""
    role, sender = _role(call.account, call["RoleArn"]), _sender(call)
    if sender.is_root:
        hint = "say who calls: iamsim.client('sts', account=iam, principal='ana')"
        raise AccessDenied("Roles may not be assumed by root accounts.", hint)
    result = _decision(call.account, sender, role)
    if not result.allowed:
        raise AccessDenied(access_denied_message(result) or "", explain(result).splitlines()[0])
    seconds = call.get("DurationSeconds", 3600)
    if seconds > role.max_session_duration:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise ValidationError(message, f"{role.name}'s sessions last at most {role.max_session_duration}")
    return _session(call, role, seconds)


def _session(call: Call, role: Role, seconds: int) -> Response:
    name = call["RoleSessionName"]
    key = call.stamp.access_key_id(f"{role.name}/{name}", (), "ASIA")
    return {
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": call.stamp.secret(key),
            "SessionToken": call.stamp.secret(f"token {key}"),
            "Expiration": datetime.fromisoformat(call.stamp.date) + timedelta(seconds=seconds),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.role_id}:{name}",
            "Arn": f"arn:aws:sts::{call.account.account_id}:assumed-role/{role.name}/{name}",
        },
    }


def _role(account: Account, arn: str) -> Role:
    parts = split_arn(arn)
    if parts is None or not parts[5].startswith("role/"):
        raise ValidationError(f"{arn} is invalid", "expected a role's ARN")
    name = parts[5].rpartition("/")[2]
    role = account.role(name)
    if role.arn != arn:
        raise NoSuchEntity(f"The role {arn} cannot be found.", f"this account has {role.arn}")
    return role


def _sender(call: Call) -> Caller:
    return find_caller(call.account, call.principal or call.account.root_arn)


def _decision(account: Account, sender: Caller, role: Role) -> EvaluationResult:
    """A trust policy is the role's resource policy; the caller's own Allow alone is not enough."""
    request = Request(sender.arn, "sts:AssumeRole", role.arn, sender.context)
    identity = sender.identity
    layers = Layers(
        collect(account, identity) if identity else (),
        account.boundary_of(identity),
        (),
        role.trusting,
        resource_must_allow=True,
    )
    return TRUTH.evaluate(request, layers)


def who_am_i(call: Call) -> Response:
    """The caller's ARN, unique id and account."""
    sender = _sender(call)
    known = sender.context.get("aws:userid", call.account.account_id)
    return {"UserId": known, "Account": call.account.account_id, "Arn": sender.arn}
