"""Calls that a service decides by itself: no policy allows or denies them.

`service_rule` returns the rule of one call, or None for almost every call, which policies decide.
Sources: AWS STS API Reference, the page of each call; IAM User Guide, id_credentials_temp_request and
id_credentials_temp_control-access_getsessiontoken; Amazon Cognito user pools API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class ServiceRule(NamedTuple):
    """What a service makes of a call, whatever the policies say."""

    allows: bool  # true: it needs no permission, and no policy denies it
    reason: str  # why, after the decision and a colon
    message: str = ""  # AWS's AccessDenied message, where it was recorded


_NAMES_CALLER = ServiceRule(
    True, "no Deny stops sts:GetCallerIdentity, because a denial would name the caller too"
)
_AUTHENTICATES = ServiceRule(
    True, "no policy controls sts:GetSessionToken, because it is part of authentication"
)
_NO_SESSION_TOKEN = ServiceRule(
    False,
    "AWS STS gives session tokens to users and to the root user, not to a session",
    "Cannot call GetSessionToken with session credentials",
)
_NO_FEDERATION_TOKEN = ServiceRule(
    False,
    "AWS STS gives federation tokens to users and to the root user, not to a session",
    "Cannot call GetFederationToken with session credentials",
)
_ROOT_HAS_NO_ROLE = ServiceRule(
    False,
    "the root user can assume no role, also where the trust policy names the account",
    "Roles may not be assumed by root accounts.",
)
_ROOT_ASSUMES_NO_ROOT = ServiceRule(False, "AWS STS takes no root user's credentials for sts:AssumeRoot")

# Action in lower case → kind of caller → rule. "" stands for every caller, also an unknown one.
_STS_RULES: Mapping[str, Mapping[str, ServiceRule]] = {
    "sts:getcalleridentity": {"": _NAMES_CALLER},
    "sts:getsessiontoken": {
        "user": _AUTHENTICATES,
        "root": _AUTHENTICATES,
        "assumed-role": _NO_SESSION_TOKEN,
        "federated-user": _NO_SESSION_TOKEN,
    },
    "sts:getfederationtoken": {
        "assumed-role": _NO_FEDERATION_TOKEN,
        "federated-user": _NO_FEDERATION_TOKEN,
    },
    "sts:assumerole": {"root": _ROOT_HAS_NO_ROLE},
    "sts:assumeroot": {"root": _ROOT_ASSUMES_NO_ROOT},
}

# "Amazon Cognito doesn't evaluate Identity and Access Management (IAM) policies in requests for this API
# operation", says the page of each of these; their callers show a token of a user pool.
_COGNITO_CALLS = (
    "AssociateSoftwareToken", "ChangePassword", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp",
    "DeleteUser", "DeleteUserAttributes", "DeleteWebAuthnCredential", "ForgetDevice", "ForgotPassword",
    "GetClientToken", "GetDevice", "GetUser", "GetUserAttributeVerificationCode", "GetUserAuthFactors",
    "GlobalSignOut", "InitiateAuth", "ListDevices", "ListWebAuthnCredentials", "ResendConfirmationCode",
    "RespondToAuthChallenge", "RevokeToken", "SetUserMFAPreference", "SetUserSettings", "SignUp",
    "UpdateAuthEventFeedback", "UpdateDeviceStatus", "UpdateUserAttributes", "VerifySoftwareToken",
    "VerifyUserAttribute",
)  # fmt: skip
_COGNITO_RULES: Mapping[str, Mapping[str, ServiceRule]] = {
    f"cognito-idp:{name.lower()}": {
        "": ServiceRule(True, f"Amazon Cognito evaluates no IAM policies for cognito-idp:{name}")
    }
    for name in _COGNITO_CALLS
}

_RULES: Mapping[str, Mapping[str, ServiceRule]] = {**_STS_RULES, **_COGNITO_RULES}


def service_rule(lower_action: str, principal: str) -> ServiceRule | None:
    """Return the rule by which a service decides a call itself; None if policies decide it.

    `lower_action` is the action in lower case, `principal` the caller's ARN.

    >>> service_rule("sts:assumerole", "arn:aws:iam::123456789012:root").allows
    False
    >>> service_rule("sts:assumerole", "arn:aws:iam::123456789012:user/ana")
    """
    # Asked of every request, so the principal is read only for these few actions.
    rules = _RULES.get(lower_action)
    if rules is None:
        return None
    kind = principal.rpartition(":")[2].partition("/")[0]
    return rules.get(kind) or rules.get("")


def has_service_rule(lower_action: str) -> bool:
    """Tell whether a service decides an action, in lower case, itself for some callers.

    >>> has_service_rule("sts:getsessiontoken"), has_service_rule("s3:getobject")
    (True, False)
    """
    return lower_action in _RULES
