"""What boto3's IAM client can do and ours cannot, by the words that its calls are named with."""

from __future__ import annotations

from collections.abc import Mapping

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


def absent(name: str) -> str:
    """What a method is about that boto3 has and we have not; empty if we know of none."""
    return next((subject for words, subject in NOT_SIMULATED.items() if words in name), "")
