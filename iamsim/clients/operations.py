"""The table of all simulated calls, a line each: parameters, what changes the account, what answers, pages, console.

To add a call, write its functions in the module of its subject and give it a line here; the types of its
parameters are in `parameters`.
Source: IAM API Reference and STS API Reference, "Actions".
"""
# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from iamsim.clients import credentials, identities, managed_policies, policies, simulation
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


# Where the console shows the users, groups, roles or policies, and one of them. Names in braces are parameters.
_SECTIONS = {
    "user": "IAM > Users",
    "group": "IAM > User groups",
    "role": "IAM > Roles",
    "policy": "IAM > Policies",
}
_NAMING_PARAMETERS = {"user": "UserName", "group": "GroupName", "role": "RoleName", "policy": "PolicyArn"}


def _rows(  # noqa: PLR0913, PLR0917 - a row has seven columns
    kinds: str,
    name: str,
    parameters: str,
    change: Change | None = None,
    answer: Answer | None = None,
    paged_lists: str = "",
    console: str = "",
) -> Iterator[tuple[str, Operation]]:
    """Yield an operation for each kind: `put_{}_policy` takes `{}Name`, as put_user_policy takes UserName.

    `console` is the path through AWS's console (IAM User Guide, the "(console)" part of each task).
    """
    for kind in kinds.split():
        title, section = kind.capitalize(), _SECTIONS.get(kind, "")
        naming_parameter = _NAMING_PARAMETERS.get(kind)
        entity = f"{section} > {{{naming_parameter}}}"
        # Not `format`: the names of parameters in the path are filled in with the arguments of each call.
        path = console.replace("{section}", section).replace("{entity}", entity)
        types = read_parameters(parameters.format(title, naming_parameter))
        lists = tuple(paged_lists.format(title).split())
        yield name.format(kind), Operation(types, change, answer, kind, lists, path)


# In a line `!` marks a required parameter, `?` one that is not simulated (see `read_parameters`).
IAM: Mapping[str, Operation] = MappingProxyType(dict([
    # Users, groups and roles. Groups have no tags and no boundary (id_groups), and AWS cannot rename a role.
    *_rows("user", "create_user", "Path UserName!:NewUserName PermissionsBoundary Tags", identities.create_user, identities.get_identity, console="{section} > Create user"),
    *_rows("group", "create_group", "Path GroupName!", identities.create_group, identities.get_identity, console="{section} > Create group"),
    *_rows("role", "create_role", _NEW_ROLE, identities.create_role, identities.get_identity, console="{section} > Create role"),
    *_rows("user", "get_user", "UserName", None, identities.get_identity, console="{entity}"),
    *_rows("group", "get_group", f"GroupName! {_PAGE}", None, identities.get_group, "Users", console="{entity}"),
    *_rows("role", "get_role", "RoleName!", None, identities.get_identity, console="{entity}"),
    *_rows("user group role", "list_{}s", f"PathPrefix {_PAGE}", None, identities.list_identities, "{}s", console="{section}"),
    *_rows("user group", "update_{0}", "{0}Name! NewPath New{0}Name", identities.rename, console="{entity} > Edit"),
    *_rows("role", "update_role", "RoleName! Description:RoleDescription MaxSessionDuration MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", identities.update_role, console="{entity} > Edit"),
    *_rows("role", "update_assume_role_policy", "RoleName! PolicyDocument!", identities.update_trust_policy, console="{entity} > Trust relationships > Edit trust policy"),
    *_rows("user group role", "delete_{}", "{}Name!", identities.delete, console="{entity} > Delete"),

    # Members of groups.
    *_rows("user", "add_user_to_group", "GroupName! UserName!", identities.add_user_to_group, console="IAM > User groups > {GroupName} > Users > Add users > {UserName}"),
    *_rows("user", "remove_user_from_group", "GroupName! UserName!", identities.remove_user_from_group, console="IAM > User groups > {GroupName} > Users > {UserName} > Remove"),
    *_rows("user", "list_groups_for_user", f"UserName! {_PAGE}", None, identities.list_groups_for_user, "Groups", console="{entity} > Groups"),

    # Inline policies, attachments, boundaries. The model of AttachUserPolicy takes shorter names than that of
    # PutUserPolicy, hence `:NewUserName`.
    *_rows("user group role", "put_{}_policy", "{}Name! PolicyName! PolicyDocument!", policies.put_inline_policy, console="{entity} > Permissions > Add permissions > Create inline policy"),
    *_rows("user group role", "get_{}_policy", "{}Name! PolicyName!", None, policies.get_inline_policy, console="{entity} > Permissions > {PolicyName}"),
    *_rows("user group role", "list_{}_policies", f"{{}}Name! {_PAGE}", None, policies.list_inline_policies, "PolicyNames", console="{entity} > Permissions"),
    *_rows("user group role", "delete_{}_policy", "{}Name! PolicyName!", policies.delete_inline_policy, console="{entity} > Permissions > {PolicyName} > Remove"),
    *_rows("user group role", "attach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", policies.attach, console="{entity} > Permissions > Add permissions > Attach policies > {PolicyArn}"),
    *_rows("user group role", "detach_{}_policy", "{0}Name!:New{0}Name PolicyArn!", policies.detach, console="{entity} > Permissions > {PolicyArn} > Remove"),
    *_rows("user group role", "list_attached_{}_policies", f"{{0}}Name!:New{{0}}Name PathPrefix:PolicyPath {_PAGE}", None, policies.list_attached, "AttachedPolicies", console="{entity} > Permissions"),
    *_rows("user role", "put_{}_permissions_boundary", "{0}Name!:New{0}Name PermissionsBoundary!", policies.put_boundary, console="{entity} > Permissions > Permissions boundary > Set"),
    *_rows("user role", "delete_{}_permissions_boundary", "{0}Name!:New{0}Name", policies.delete_boundary, console="{entity} > Permissions > Permissions boundary > Remove"),

    # Managed policies and their versions. A policy's path has a pattern of its own in AWS's model.
    *_rows("policy", "create_policy", "PolicyName! Path:PolicyPath PolicyDocument! Description Tags", managed_policies.create_policy, managed_policies.get_new_policy, console="{section} > Create policy"),
    *_rows("policy", "get_policy", "PolicyArn!", None, managed_policies.get_policy, console="{entity}"),
    *_rows("policy", "list_policies", f"Scope OnlyAttached PathPrefix:PolicyPath PolicyUsageFilter {_PAGE}", None, managed_policies.list_policies, "Policies", console="{section}"),
    *_rows("policy", "delete_policy", "PolicyArn!", managed_policies.delete_policy, console="{entity} > Delete"),
    *_rows("policy", "create_policy_version", "PolicyArn! PolicyDocument! SetAsDefault", managed_policies.create_version, managed_policies.get_new_version, console="{entity} > Permissions > Edit"),
    *_rows("policy", "get_policy_version", "PolicyArn! VersionId!", None, managed_policies.get_version, console="{entity} > Policy versions > {VersionId}"),
    *_rows("policy", "list_policy_versions", f"PolicyArn! {_PAGE}", None, managed_policies.list_versions, "Versions", console="{entity} > Policy versions"),
    *_rows("policy", "delete_policy_version", "PolicyArn! VersionId!", managed_policies.delete_version, console="{entity} > Policy versions > {VersionId} > Delete"),
    *_rows("policy", "set_default_policy_version", "PolicyArn! VersionId!", managed_policies.set_default_version, console="{entity} > Policy versions > {VersionId} > Set as default"),
    *_rows("policy", "list_entities_for_policy", f"PolicyArn! EntityFilter PathPrefix:Path PolicyUsageFilter {_PAGE}", None, policies.list_entities, "PolicyGroups PolicyUsers PolicyRoles", console="{entity} > Entities attached"),

    # Tags. `{1}` is the parameter that names the entity: UserName, RoleName, PolicyArn.
    *_rows("user role policy", "tag_{}", "{1}! Tags!", identities.tag, console="{entity} > Tags > Manage tags"),
    *_rows("user role policy", "untag_{}", "{1}! TagKeys!", identities.untag, console="{entity} > Tags > Manage tags"),
    *_rows("user role policy", "list_{}_tags", f"{{1}}! {_PAGE}", None, identities.list_tags, "Tags", console="{entity} > Tags"),

    # Passwords and access keys. Only update_login_profile must name its user: where the name may be left out,
    # AWS takes the caller's.
    *_rows("user", "create_login_profile", "UserName:NewUserName Password PasswordResetRequired MaxSigninSessionDuration?", credentials.create_login_profile, credentials.get_login_profile, console="{entity} > Security credentials > Enable console access"),
    *_rows("user", "get_login_profile", "UserName:NewUserName", None, credentials.get_login_profile, console="{entity} > Security credentials > Console sign-in"),
    *_rows("user", "update_login_profile", "UserName!:NewUserName Password PasswordResetRequired MaxSigninSessionDuration? ResetMaxSigninSessionDuration?", credentials.update_login_profile, console="{entity} > Security credentials > Manage console access"),
    *_rows("user", "delete_login_profile", "UserName:NewUserName", credentials.delete_login_profile, console="{entity} > Security credentials > Manage console access > Disable"),
    *_rows("user", "create_access_key", "UserName", credentials.create_access_key, credentials.get_new_access_key, console="{entity} > Security credentials > Access keys > Create access key"),
    *_rows("user", "list_access_keys", f"UserName {_PAGE}", None, credentials.list_access_keys, "AccessKeyMetadata", console="{entity} > Security credentials > Access keys"),
    *_rows("user", "update_access_key", "UserName AccessKeyId! Status!", credentials.update_access_key, console="{entity} > Security credentials > Access keys > Actions > {Status}"),
    *_rows("user", "delete_access_key", "UserName AccessKeyId!", credentials.delete_access_key, console="{entity} > Security credentials > Access keys > Actions > Delete"),
    *_rows("user", "get_access_key_last_used", "AccessKeyId!", None, credentials.get_access_key_last_used),

    # The account as a whole, and AWS's policy simulator.
    *_rows("account", "get_account_authorization_details", "Filter MaxItems Marker", None, identities.get_account_details, "UserDetailList GroupDetailList RoleDetailList Policies"),
    *_rows("account", "get_account_summary", "", None, identities.get_account_summary, console="IAM > Dashboard"),
    *_rows("account", "simulate_custom_policy", _CUSTOM_SIMULATION, None, simulation.simulate_custom_policy, "EvaluationResults", console="IAM > Policy simulator > Custom mode"),
    *_rows("account", "simulate_principal_policy", _PRINCIPAL_SIMULATION, None, simulation.simulate_principal_policy, "EvaluationResults", console="IAM > Policy simulator > Principal mode"),
    *_rows("account", "get_context_keys_for_custom_policy", "PolicyInputList!", None, simulation.get_context_keys_for_custom_policy),
    *_rows("account", "get_context_keys_for_principal_policy", "PolicySourceArn! PolicyInputList", None, simulation.get_context_keys_for_principal_policy),
]))  # fmt: skip

STS: Mapping[str, Operation] = MappingProxyType(dict([
    *_rows("role", "assume_role", _SESSION, None, credentials.assume_role, console="the name at the top right > Switch role"),
    *_rows("account", "get_caller_identity", "", None, credentials.get_caller_identity, console="the name at the top right"),
]))  # fmt: skip

# By the name that boto3's client is made with.
SERVICES: Mapping[str, Mapping[str, Operation]] = {"iam": IAM, "sts": STS}

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
