"""Passwords and access keys: that a user has them, never what they are.

Source: IAM API Reference, CreateLoginProfile and CreateAccessKey; id_credentials_access-keys.
"""

from __future__ import annotations

from dataclasses import replace

from iamsim.account import AccessKey, Account, LoginProfile, User
from iamsim.aws.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, NoSuchEntity
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.operations.call import Call, Response


def _user(call: Call) -> User:
    user = call.named("user")
    assert isinstance(user, User)  # noqa: S101 - named("user") looks in no other table
    return user


def _profile(user: User) -> LoginProfile:
    if user.login_profile is None:
        hint = f"{user.name} has no password"
        raise NoSuchEntity(f"Login Profile for User {user.name} cannot be found.", hint)
    return user.login_profile


def create_profile(call: Call) -> Account:
    """A password to sign in with; its text is looked at by nobody."""
    user = _user(call)
    if user.login_profile:
        raise EntityAlreadyExists(f"Login Profile for user {user.name} already exists.")
    profile = LoginProfile(call.stamp.date, call.get("PasswordResetRequired", False))
    return call.account.with_identity(replace(user, login_profile=profile))


def get_profile(call: Call) -> Response:
    """Since when there is a password, and whether it must be changed."""
    user = _user(call)
    profile = _profile(user)
    return {
        "LoginProfile": {
            "UserName": user.name,
            "CreateDate": profile.create_date,
            "PasswordResetRequired": profile.password_reset_required,
        }
    }


def update_profile(call: Call) -> Account:
    """Another password, or another answer to whether it must be changed."""
    user = _user(call)
    profile = _profile(user)
    reset = call.get("PasswordResetRequired", profile.password_reset_required)
    changed = replace(profile, password_reset_required=reset)
    return call.account.with_identity(replace(user, login_profile=changed))


def delete_profile(call: Call) -> Account:
    """No password any more; access keys go on working."""
    user = _user(call)
    _profile(user)
    return call.account.with_identity(replace(user, login_profile=None))


def create_key(call: Call) -> Account:
    """One more access key; inactive ones count too."""
    user, most = _user(call), QUOTAS["AccessKeysPerUserQuota"]
    if len(user.access_keys) >= most:
        hint = f"{user.name} has {', '.join(key.access_key_id for key in user.access_keys)}"
        raise LimitExceeded(f"Cannot exceed quota for AccessKeysPerUser: {most}", hint)
    key_id = call.stamp.access_key_id(user.name, [key.access_key_id for key in user.access_keys])
    key = AccessKey(key_id, create_date=call.stamp.date)
    return call.account.with_identity(replace(user, access_keys=(*user.access_keys, key)))


def made_key(call: Call) -> Response:
    """A new key with its secret, which is shown this once."""
    user = _user(call)
    key = user.access_keys[-1]
    return {"AccessKey": _key(user, key) | {"SecretAccessKey": call.stamp.secret(key.access_key_id)}}


def list_keys(call: Call) -> Response:
    """A user's access keys, without their secrets."""
    user = _user(call)
    return {"AccessKeyMetadata": [_key(user, key) for key in user.access_keys]}


def _key(user: User, key: AccessKey) -> Response:
    return {
        "UserName": user.name,
        "AccessKeyId": key.access_key_id,
        "Status": key.status,
        "CreateDate": key.create_date,
    }


def update_key(call: Call) -> Account:
    """A key switched on or off."""
    if call["Status"] == "Expired":
        raise InvalidInput("Status Expired cannot be set.", "expected Active or Inactive")
    user, old = _user(call), _found(call)
    keys = tuple([replace(key, status=call["Status"]) if key is old else key for key in user.access_keys])
    return call.account.with_identity(replace(user, access_keys=keys))


def delete_key(call: Call) -> Account:
    """One key less."""
    user, gone = _user(call), _found(call)
    keys = tuple([key for key in user.access_keys if key is not gone])
    return call.account.with_identity(replace(user, access_keys=keys))


def _found(call: Call) -> AccessKey:
    user, wanted = _user(call), call["AccessKeyId"]
    found = next((key for key in user.access_keys if key.access_key_id == wanted), None)
    if found is None:
        there = ", ".join(key.access_key_id for key in user.access_keys) or "none"
        raise NoSuchEntity(f"The Access Key with id {wanted} cannot be found.", f"{user.name} has {there}")
    return found


def last_used(call: Call) -> Response:
    """Whose key it is; that it was never used, as nothing here uses one."""
    wanted = call["AccessKeyId"]
    for user in call.account.users.values():
        if any(key.access_key_id == wanted for key in user.access_keys):
            return {"UserName": user.name, "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}
    raise NoSuchEntity(f"The Access Key with id {wanted} cannot be found.", "no user has it")
