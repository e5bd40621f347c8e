"""Passwords, access keys and sessions of roles: that they exist, never what they are.

Sources: IAM API Reference, CreateLoginProfile and CreateAccessKey; STS API Reference, AssumeRole and
GetCallerIdentity; IAM User Guide, id_credentials_access-keys and id_roles_use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from iamsim.account import AccessKey, Account, Caller, LoginProfile, Role, User, find_caller
from iamsim.aws.errors import AccessDenied, EntityAlreadyExists, InvalidInput, NoSuchEntity, ValidationError
from iamsim.clients.call import Call, Response, check_quota, identity_from_arn
from iamsim.decision import TRUTH, EvaluationResult, Layers, collect
from iamsim.decision.explain import access_denied_message, explain
from iamsim.policy import Request

# Passwords. AWS calls a user's password for the console a login profile.


def create_login_profile(call: Call) -> Account:
    """Give a user a password to sign in with; its text is not kept."""
    user = call.user
    if user.login_profile:
        raise EntityAlreadyExists(f"Login Profile for user {user.name} already exists.")
    profile = LoginProfile(call.ids.create_date, call.get("PasswordResetRequired", False))
    return call.account_with(user, login_profile=profile)


def get_login_profile(call: Call) -> Response:
    """Return since when a user has a password, and whether it must be changed at the next sign-in."""
    profile = _login_profile(call.user)
    return {
        "LoginProfile": {
            "UserName": call.user.name,
            "CreateDate": profile.create_date,
            "PasswordResetRequired": profile.password_reset_required,
        }
    }


def update_login_profile(call: Call) -> Account:
    """Give a user another password, or change whether it must be changed at the next sign-in."""
    profile = _login_profile(call.user)
    reset_required = call.get("PasswordResetRequired", profile.password_reset_required)
    profile = replace(profile, password_reset_required=reset_required)
    return call.account_with(call.user, login_profile=profile)


def delete_login_profile(call: Call) -> Account:
    """Take away a user's password; access keys keep working."""
    _login_profile(call.user)
    return call.account_with(call.user, login_profile=None)


def _login_profile(user: User) -> LoginProfile:
    if user.login_profile is None:
        message = f"Login Profile for User {user.name} cannot be found."
        raise NoSuchEntity(message, f"{user.name} has no password")
    return user.login_profile


# Access keys of users.


def create_access_key(call: Call) -> Account:
    """Create an access key for a user; inactive keys count towards the quota of two."""
    user = call.user
    key_ids = [key.access_key_id for key in user.access_keys]
    hint = f"{user.name} has {', '.join(key_ids)}"
    check_quota(len(key_ids), "AccessKeysPerUserQuota", "AccessKeysPerUser", hint)
    key = AccessKey(call.ids.access_key_id(user.name, key_ids), create_date=call.ids.create_date)
    return call.account_with(user, access_keys=(*user.access_keys, key))


def get_new_access_key(call: Call) -> Response:
    """Return a new key with its secret, which no other call shows."""
    key = call.user.access_keys[-1]
    # Computed from the key's id: the account never holds a secret.
    secret = call.ids.secret(key.access_key_id)
    return {"AccessKey": _key_fields(call.user, key) | {"SecretAccessKey": secret}}


def list_access_keys(call: Call) -> Response:
    """List a user's access keys, without their secrets."""
    return {"AccessKeyMetadata": [_key_fields(call.user, key) for key in call.user.access_keys]}


def _key_fields(user: User, key: AccessKey) -> Response:
    return {
        "UserName": user.name,
        "AccessKeyId": key.access_key_id,
        "Status": key.status,
        "CreateDate": key.create_date,
    }


def update_access_key(call: Call) -> Account:
    """Make an access key active or inactive."""
    # AWS's model lists Expired among the values of Status, for other kinds of keys; no call can set it.
    if call["Status"] == "Expired":
        raise InvalidInput("Status Expired cannot be set.", "expected Active or Inactive")
    user, old = call.user, _access_key(call)
    keys = tuple([replace(key, status=call["Status"]) if key is old else key for key in user.access_keys])
    return call.account_with(user, access_keys=keys)


def delete_access_key(call: Call) -> Account:
    """Delete an access key."""
    deleted = _access_key(call)
    keys = tuple([key for key in call.user.access_keys if key is not deleted])
    return call.account_with(call.user, access_keys=keys)


def _access_key(call: Call) -> AccessKey:
    user, key_id = call.user, call["AccessKeyId"]
    key = next((key for key in user.access_keys if key.access_key_id == key_id), None)
    if key is None:
        key_ids = ", ".join(key.access_key_id for key in user.access_keys) or "none"
        raise _no_access_key(key_id, f"{user.name} has {key_ids}")
    return key


def _no_access_key(key_id: str, hint: str) -> NoSuchEntity:
    return NoSuchEntity(f"The Access Key with id {key_id} cannot be found.", hint)


def get_access_key_last_used(call: Call) -> Response:
    """Return whose key it is, and that it was never used: nothing in the simulator uses one."""
    key_id = call["AccessKeyId"]
    for user in call.account.users.values():
        if any(key.access_key_id == key_id for key in user.access_keys):
            return {"UserName": user.name, "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}
    raise _no_access_key(key_id, "no user has it")


# Sessions of roles (STS).


def assume_role(call: Call) -> Response:
    """Begin a session of a role, if its trust policy and the caller's own policies allow it.

    Raises AccessDenied if they do not, and ValidationError for a longer session than the role has
    (MaxSessionDuration, in seconds).
    """
    role = identity_from_arn(call.account, "role", call["RoleArn"])
    if not isinstance(role, Role):
        raise ValidationError(f"{call['RoleArn']} is invalid", "expected a role's ARN")
    caller = _caller(call)
    result = _evaluate_assume_role(call.account, caller, role)
    if not result.allowed:
        hint = explain(result).splitlines()[0]
        # A client without a principal calls as root, whom no policy could allow this.
        if caller.is_root:
            hint = "say who calls: iamsim.client('sts', account=iam, principal='ana')"
        raise AccessDenied(access_denied_message(result) or "", hint)
    seconds = call.get("DurationSeconds", 3600)
    if seconds > role.max_session_duration:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise ValidationError(message, f"{role.name}'s sessions last at most {role.max_session_duration}")
    return _session(call, role, seconds)


def _evaluate_assume_role(account: Account, caller: Caller, role: Role) -> EvaluationResult:
    """Evaluate the caller's request to assume the role, whose resource policy is its trust policy."""
    request = Request(caller.arn, "sts:AssumeRole", role.arn, caller.context)
    sources = collect(account, caller.identity) if caller.identity else ()
    # Unlike a bucket's policy, a trust policy must always allow: the caller's own Allow is not enough.
    boundary = account.boundary_of(caller.identity)
    layers = Layers(sources, boundary, (), role.trust_source, resource_must_allow=True)
    return TRUTH.evaluate(request, layers)


def _session(call: Call, role: Role, seconds: int) -> Response:
    account, session_name = call.account, call["RoleSessionName"]
    arn = f"arn:{account.partition}:sts::{account.account_id}:assumed-role/{role.name}/{session_name}"
    # The prefix of temporary keys (reference_identifiers).
    key_id = call.ids.access_key_id(f"{role.name}/{session_name}", (), "ASIA")
    return {
        "Credentials": {
            "AccessKeyId": key_id,
            "SecretAccessKey": call.ids.secret(key_id),
            "SessionToken": call.ids.secret(f"token {key_id}"),
            "Expiration": datetime.fromisoformat(call.ids.create_date) + timedelta(seconds=seconds),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.role_id}:{session_name}",
            "Arn": arn,
        },
    }


def get_caller_identity(call: Call) -> Response:
    """Return the caller's ARN, unique id and account."""
    caller = _caller(call)
    # Root's UserId is the account's number (STS API Reference, GetCallerIdentity).
    user_id = caller.context.get("aws:userid", call.account.account_id)
    return {"UserId": user_id, "Account": call.account.account_id, "Arn": caller.arn}


def _caller(call: Call) -> Caller:
    return find_caller(call.account, call.principal or call.account.root_arn)
