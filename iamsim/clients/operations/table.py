"""All calls, a line each: what they take, what they change, what they answer.

`!` marks a required parameter, `?` one that boto3 knows and we do not simulate. What there is of each for
users, groups and roles is one line for all of them.
"""
# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from iamsim.clients.operations import (
    credentials,
    holdings,
    identities,
    overview,
    policies,
    sessions,
    simulation,
    tags,
)
from iamsim.clients.operations.call import Answer, Change, Operation
from iamsim.clients.operations.parameters import parameters

_PAGE = "Marker MaxItems"
_ASKED = (
    "ActionNames! ResourceArns ResourcePolicy ResourceOwner? CallerArn ContextEntries ResourceHandlingOption? "
    "MaxItems Marker"
)
_CUSTOM = f"PolicyInputList! PermissionsBoundaryPolicyInputList OrderedOrganizationPolicyInputList {_ASKED}"
_PRINCIPAL = (
    f"PolicySourceArn! PolicyInputList PermissionsBoundaryPolicyInputList PolicyExclusionList? {_ASKED}"
)
_ROLE = (
    "Path RoleName! AssumeRolePolicyDocument! Description:RoleDescription MaxSessionDuration MaxSigninSessionDuration? "
    "PermissionsBoundary Tags"
)


def _call(  # noqa: PLR0913, PLR0917 - a row has six columns
    kinds: str,
    name: str,
    takes: str,
    change: Change | None = None,
    answer: Answer | None = None,
    pages: str = "",
) -> Iterator[tuple[str, Operation]]:
    """One call, or one for each kind: `put_{}_policy` takes `{}Name`, as put_user_policy does UserName."""
    for kind in kinds.split():
        given = parameters(takes.format(kind.capitalize()))
        lists = tuple(pages.format(kind.capitalize()).split())
        yield name.format(kind), Operation(given, change, answer, kind, lists)


def _reads(
    kinds: str, name: str, takes: str, answer: Answer, pages: str = ""
) -> Iterator[tuple[str, Operation]]:
    """A call that changes nothing."""
    return _call(kinds, name, takes, None, answer, pages)


_USER, _GROUP, _ROLES, _POLICY = "user", "group", "role", "policy"
_ALL, _TAGGED, _BOUNDED = "user group role", "user role", "user role"

IAM: Mapping[str, Operation] = MappingProxyType(dict([
    *_call(_USER, "create_user", "Path UserName!:NewUserName PermissionsBoundary Tags", identities.create_user, identities.get),
    *_call(_GROUP, "create_group", "Path GroupName!", identities.create_group, identities.made_group),
    *_call(_ROLES, "create_role", _ROLE, identities.create_role, identities.get),
    *_reads(_USER, "get_user", "UserName", identities.get),
    *_reads(_GROUP, "get_group", f"GroupName! {_PAGE}", identities.get_group, "Users"),
    *_reads(_ROLES, "get_role", "RoleName!", identities.get),
    *_reads(_ALL, "list_{}s", f"PathPrefix {_PAGE}", identities.list_all, "{}s"),
    *_call("user group", "update_{0}", "{0}Name! NewPath New{0}Name", identities.rename),
    *_call(_ROLES, "update_role", "RoleName! Description:RoleDescription MaxSessionDuration MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", identities.update_role),
    *_call(_ROLES, "update_assume_role_policy", "RoleName! PolicyDocument!", identities.update_trust),
    *_call(_ALL, "delete_{}", "{}Name!", identities.delete),

    *_call(_USER, "add_user_to_group", "GroupName! UserName!", identities.join),
    *_call(_USER, "remove_user_from_group", "GroupName! UserName!", identities.leave),
    *_reads(_USER, "list_groups_for_user", f"UserName! {_PAGE}", identities.groups_of, "Groups"),

    *_call(_ALL, "put_{}_policy", "{}Name! PolicyName! PolicyDocument!", holdings.put_inline),
    *_reads(_ALL, "get_{}_policy", "{}Name! PolicyName!", holdings.get_inline),
    *_reads(_ALL, "list_{}_policies", f"{{}}Name! {_PAGE}", holdings.list_inline, "PolicyNames"),
    *_call(_ALL, "delete_{}_policy", "{}Name! PolicyName!", holdings.delete_inline),
    *_call(_ALL, "attach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", holdings.attach),
    *_call(_ALL, "detach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", holdings.detach),
    *_reads(_ALL, "list_attached_{}_policies", f"{{0}}Name!:New{{0}}Name PathPrefix:PolicyPath {_PAGE}", holdings.list_attached, "AttachedPolicies"),
    *_call(_BOUNDED, "put_{}_permissions_boundary", "{0}Name!:New{0}Name PermissionsBoundary!", holdings.put_boundary),
    *_call(_BOUNDED, "delete_{}_permissions_boundary", "{0}Name!:New{0}Name", holdings.delete_boundary),

    *_call(_POLICY, "create_policy", "PolicyName! Path:PolicyPath PolicyDocument! Description Tags", policies.create, policies.made),
    *_reads(_POLICY, "get_policy", "PolicyArn!", policies.get),
    *_reads(_POLICY, "list_policies", f"Scope OnlyAttached PathPrefix:PolicyPath PolicyUsageFilter {_PAGE}", policies.list_all, "Policies"),
    *_call(_POLICY, "delete_policy", "PolicyArn!", policies.delete),
    *_call(_POLICY, "create_policy_version", "PolicyArn! PolicyDocument! SetAsDefault", policies.create_version, policies.made_version),
    *_reads(_POLICY, "get_policy_version", "PolicyArn! VersionId!", policies.get_version),
    *_reads(_POLICY, "list_policy_versions", f"PolicyArn! {_PAGE}", policies.list_versions, "Versions"),
    *_call(_POLICY, "delete_policy_version", "PolicyArn! VersionId!", policies.delete_version),
    *_call(_POLICY, "set_default_policy_version", "PolicyArn! VersionId!", policies.set_default),
    *_reads(_POLICY, "list_entities_for_policy", f"PolicyArn! EntityFilter PathPrefix:Path PolicyUsageFilter {_PAGE}", holdings.list_entities, "PolicyGroups PolicyUsers PolicyRoles"),

    *_call(_TAGGED, "tag_{}", "{}Name! Tags!", tags.tag),
    *_call(_TAGGED, "untag_{}", "{}Name! TagKeys!", tags.untag),
    *_reads(_TAGGED, "list_{}_tags", f"{{}}Name! {_PAGE}", tags.list_tags, "Tags"),
    *_call(_POLICY, "tag_policy", "PolicyArn! Tags!", tags.tag),
    *_call(_POLICY, "untag_policy", "PolicyArn! TagKeys!", tags.untag),
    *_reads(_POLICY, "list_policy_tags", f"PolicyArn! {_PAGE}", tags.list_tags, "Tags"),

    *_call(_USER, "create_login_profile", "UserName:NewUserName Password PasswordResetRequired MaxSigninSessionDuration?", credentials.create_profile, credentials.get_profile),
    *_reads(_USER, "get_login_profile", "UserName:NewUserName", credentials.get_profile),
    *_call(_USER, "update_login_profile", "UserName!:NewUserName Password PasswordResetRequired MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", credentials.update_profile),
    *_call(_USER, "delete_login_profile", "UserName:NewUserName", credentials.delete_profile),
    *_call(_USER, "create_access_key", "UserName", credentials.create_key, credentials.made_key),
    *_reads(_USER, "list_access_keys", f"UserName {_PAGE}", credentials.list_keys, "AccessKeyMetadata"),
    *_call(_USER, "update_access_key", "UserName AccessKeyId! Status!", credentials.update_key),
    *_call(_USER, "delete_access_key", "UserName AccessKeyId!", credentials.delete_key),
    *_reads(_USER, "get_access_key_last_used", "AccessKeyId!", credentials.last_used),

    *_reads("account", "get_account_authorization_details", "Filter MaxItems Marker", overview.details, "UserDetailList GroupDetailList RoleDetailList Policies"),
    *_reads("account", "get_account_summary", "", overview.summary),
    *_reads("account", "simulate_custom_policy", _CUSTOM, simulation.simulate_custom, "EvaluationResults"),
    *_reads("account", "simulate_principal_policy", _PRINCIPAL, simulation.simulate_principal, "EvaluationResults"),
    *_reads("account", "get_context_keys_for_custom_policy", "PolicyInputList!", simulation.keys_for_custom),
    *_reads("account", "get_context_keys_for_principal_policy", "PolicySourceArn! PolicyInputList", simulation.keys_for_principal),
]))  # fmt: skip
"""IAM's calls by boto3's names."""

_SESSION = (
    "RoleArn! RoleSessionName! PolicyArns? Policy? DurationSeconds Tags? TransitiveTagKeys? ExternalId? "
    "SerialNumber? TokenCode? SourceIdentity? ProvidedContexts? MinimumSessionTokenSize?"
)
STS: Mapping[str, Operation] = MappingProxyType(
    dict(
        [
            *_reads(_ROLES, "assume_role", _SESSION, sessions.assume_role),
            *_reads("account", "get_caller_identity", "", sessions.who_am_i),
        ]
    )
)
"""STS's calls by boto3's names."""
