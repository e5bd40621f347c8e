"""The table of all simulated calls, a line each: parameters, what changes the account, what answers, pages.

To add a call, write its functions in the module of its subject and give it a line here; the parameter's
types are in `parameters`, its line of the console in `history`.
Source: IAM API Reference and STS API Reference, "Actions".
"""
# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from iamsim.clients import credentials, identities, policies, simulation
from iamsim.clients.call import Answer, Change, Operation
from iamsim.clients.parameters import read_parameters

# The order of a call's parameters is that of AWS's model: boto3 names them so when one is unknown.
_PAGE = "Marker MaxItems"
_REQUESTS = "ActionNames! ResourceArns ResourcePolicy ResourceOwner? CallerArn ContextEntries ResourceHandlingOption? MaxItems Marker"
_CUSTOM_SIMULATION = (
    f"PolicyInputList! PermissionsBoundaryPolicyInputList OrderedOrganizationPolicyInputList {_REQUESTS}"
)
_PRINCIPAL_SIMULATION = (
    f"PolicySourceArn! PolicyInputList PermissionsBoundaryPolicyInputList PolicyExclusionList? {_REQUESTS}"
)
_NEW_ROLE = "Path RoleName! AssumeRolePolicyDocument! Description:RoleDescription MaxSessionDuration MaxSigninSessionDuration? PermissionsBoundary Tags"
_SESSION = (
    "RoleArn! RoleSessionName! PolicyArns? Policy? DurationSeconds Tags? TransitiveTagKeys? ExternalId? "
    "SerialNumber? TokenCode? SourceIdentity? ProvidedContexts? MinimumSessionTokenSize?"
)


def _rows(  # noqa: PLR0913, PLR0917 - a row has six columns
    kinds: str,
    name: str,
    parameters: str,
    change: Change | None = None,
    answer: Answer | None = None,
    paged_lists: str = "",
) -> Iterator[tuple[str, Operation]]:
    """Yield an operation for each kind: `put_{}_policy` takes `{}Name`, as put_user_policy takes UserName."""
    for kind in kinds.split():
        title = kind.capitalize()
        lists = tuple(paged_lists.format(title).split())
        yield (
            name.format(kind),
            Operation(read_parameters(parameters.format(title)), change, answer, kind, lists),
        )


# In a line `!` marks a required parameter, `?` one that is not simulated (see `read_parameters`).
IAM: Mapping[str, Operation] = MappingProxyType(dict([
    *_rows("user", "create_user", "Path UserName!:NewUserName PermissionsBoundary Tags", identities.create_user, identities.get_user_or_role),
    *_rows("group", "create_group", "Path GroupName!", identities.create_group, identities.get_new_group),
    *_rows("role", "create_role", _NEW_ROLE, identities.create_role, identities.get_user_or_role),
    *_rows("user", "get_user", "UserName", None, identities.get_user_or_role),
    *_rows("group", "get_group", f"GroupName! {_PAGE}", None, identities.get_group, "Users"),
    *_rows("role", "get_role", "RoleName!", None, identities.get_user_or_role),
    *_rows("user group role", "list_{}s", f"PathPrefix {_PAGE}", None, identities.list_identities, "{}s"),
    *_rows("user group", "update_{0}", "{0}Name! NewPath New{0}Name", identities.rename),
    *_rows("role", "update_role", "RoleName! Description:RoleDescription MaxSessionDuration MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", identities.update_role),
    *_rows("role", "update_assume_role_policy", "RoleName! PolicyDocument!", identities.update_trust_policy),
    *_rows("user group role", "delete_{}", "{}Name!", identities.delete),

    *_rows("user", "add_user_to_group", "GroupName! UserName!", identities.add_user_to_group),
    *_rows("user", "remove_user_from_group", "GroupName! UserName!", identities.remove_user_from_group),
    *_rows("user", "list_groups_for_user", f"UserName! {_PAGE}", None, identities.list_groups_for_user, "Groups"),

    *_rows("user group role", "put_{}_policy", "{}Name! PolicyName! PolicyDocument!", policies.put_inline_policy),
    *_rows("user group role", "get_{}_policy", "{}Name! PolicyName!", None, policies.get_inline_policy),
    *_rows("user group role", "list_{}_policies", f"{{}}Name! {_PAGE}", None, policies.list_inline_policies, "PolicyNames"),
    *_rows("user group role", "delete_{}_policy", "{}Name! PolicyName!", policies.delete_inline_policy),
    *_rows("user group role", "attach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", policies.attach),
    *_rows("user group role", "detach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", policies.detach),
    *_rows("user group role", "list_attached_{}_policies", f"{{0}}Name!:New{{0}}Name PathPrefix:PolicyPath {_PAGE}", None, policies.list_attached, "AttachedPolicies"),
    *_rows("user role", "put_{}_permissions_boundary", "{0}Name!:New{0}Name PermissionsBoundary!", policies.put_boundary),
    *_rows("user role", "delete_{}_permissions_boundary", "{0}Name!:New{0}Name", policies.delete_boundary),

    *_rows("policy", "create_policy", "PolicyName! Path:PolicyPath PolicyDocument! Description Tags", policies.create_policy, policies.get_new_policy),
    *_rows("policy", "get_policy", "PolicyArn!", None, policies.get_policy),
    *_rows("policy", "list_policies", f"Scope OnlyAttached PathPrefix:PolicyPath PolicyUsageFilter {_PAGE}", None, policies.list_policies, "Policies"),
    *_rows("policy", "delete_policy", "PolicyArn!", policies.delete_policy),
    *_rows("policy", "create_policy_version", "PolicyArn! PolicyDocument! SetAsDefault", policies.create_version, policies.get_new_version),
    *_rows("policy", "get_policy_version", "PolicyArn! VersionId!", None, policies.get_version),
    *_rows("policy", "list_policy_versions", f"PolicyArn! {_PAGE}", None, policies.list_versions, "Versions"),
    *_rows("policy", "delete_policy_version", "PolicyArn! VersionId!", policies.delete_version),
    *_rows("policy", "set_default_policy_version", "PolicyArn! VersionId!", policies.set_default_version),
    *_rows("policy", "list_entities_for_policy", f"PolicyArn! EntityFilter PathPrefix:Path PolicyUsageFilter {_PAGE}", None, policies.list_entities, "PolicyGroups PolicyUsers PolicyRoles"),

    *_rows("user role", "tag_{}", "{}Name! Tags!", identities.tag),
    *_rows("user role", "untag_{}", "{}Name! TagKeys!", identities.untag),
    *_rows("user role", "list_{}_tags", f"{{}}Name! {_PAGE}", None, identities.list_tags, "Tags"),
    *_rows("policy", "tag_policy", "PolicyArn! Tags!", identities.tag),
    *_rows("policy", "untag_policy", "PolicyArn! TagKeys!", identities.untag),
    *_rows("policy", "list_policy_tags", f"PolicyArn! {_PAGE}", None, identities.list_tags, "Tags"),

    *_rows("user", "create_login_profile", "UserName:NewUserName Password PasswordResetRequired MaxSigninSessionDuration?", credentials.create_login_profile, credentials.get_login_profile),
    *_rows("user", "get_login_profile", "UserName:NewUserName", None, credentials.get_login_profile),
    *_rows("user", "update_login_profile", "UserName!:NewUserName Password PasswordResetRequired MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", credentials.update_login_profile),
    *_rows("user", "delete_login_profile", "UserName:NewUserName", credentials.delete_login_profile),
    *_rows("user", "create_access_key", "UserName", credentials.create_access_key, credentials.get_new_access_key),
    *_rows("user", "list_access_keys", f"UserName {_PAGE}", None, credentials.list_access_keys, "AccessKeyMetadata"),
    *_rows("user", "update_access_key", "UserName AccessKeyId! Status!", credentials.update_access_key),
    *_rows("user", "delete_access_key", "UserName AccessKeyId!", credentials.delete_access_key),
    *_rows("user", "get_access_key_last_used", "AccessKeyId!", None, credentials.get_access_key_last_used),

    *_rows("account", "get_account_authorization_details", "Filter MaxItems Marker", None, identities.get_account_details, "UserDetailList GroupDetailList RoleDetailList Policies"),
    *_rows("account", "get_account_summary", "", None, identities.get_account_summary),
    *_rows("account", "simulate_custom_policy", _CUSTOM_SIMULATION, None, simulation.simulate_custom_policy, "EvaluationResults"),
    *_rows("account", "simulate_principal_policy", _PRINCIPAL_SIMULATION, None, simulation.simulate_principal_policy, "EvaluationResults"),
    *_rows("account", "get_context_keys_for_custom_policy", "PolicyInputList!", None, simulation.get_context_keys_for_custom_policy),
    *_rows("account", "get_context_keys_for_principal_policy", "PolicySourceArn! PolicyInputList", None, simulation.get_context_keys_for_principal_policy),
]))  # fmt: skip
"""IAM's calls by boto3's names."""

STS: Mapping[str, Operation] = MappingProxyType(dict([
    *_rows("role", "assume_role", _SESSION, None, credentials.assume_role),
    *_rows("account", "get_caller_identity", "", None, credentials.get_caller_identity),
]))  # fmt: skip
"""STS's calls by boto3's names."""

# By a part of the call's name, so that one line stands for create, get, list and delete of a subject.
NOT_SIMULATED: Mapping[str, str] = {
    "account_alias": "account aliases",
    "account_password_policy": "password policies",
    "account_properties": "properties of an account",
    "acquire_role": "role templates",
    "change_password": "changes of one's own password (update_login_profile is an administrator's)",
    "credential_report": "credential reports",
    "delegation": "delegation requests",
    "granting_service_access": "reports of who may use a service",
    "human_readable_summary": "policy summaries",
    "instance_profile": "instance profiles",
    "last_accessed": "what was last used",
    "mfa_device": "MFA devices",
    "open_id_connect": "identity providers",
    "organization": "AWS Organizations",
    "outbound_web_identity": "web identities",
    "role_template": "role templates",
    "saml_provider": "identity providers",
    "security_token_service": "settings of STS",
    "server_certificate": "server certificates",
    "service_linked_role": "service-linked roles",
    "service_specific_credential": "credentials of single services",
    "signing_certificate": "signing certificates",
    "ssh_public_key": "SSH keys",
    "update_role_description": "old calls (update_role is new)",
    "waiter": "waiters",
}


def not_simulated_subject(name: str) -> str:
    """Return what a call of boto3's is about that iamsim does not simulate; empty if it is not known."""
    return next((subject for words, subject in NOT_SIMULATED.items() if words in name), "")
