"""What boto3's IAM client can do and ours cannot, by the words that its calls are named with."""

from __future__ import annotations

from collections.abc import Mapping

NOT_SIMULATED: Mapping[str, str] = {
    "account_alias": "account aliases",
    "account_name": "account names",
    "account_password_policy": "password policies",
    "change_password": "changing one's own password (update_login_profile is)",
    "context_keys": "context keys",
    "credential_report": "credential reports",
    "delegation_request": "delegation requests",
    "human_readable_summary": "policy summaries",
    "instance_profile": "instance profiles",
    "last_accessed": "what was last used",
    "mfa_device": "MFA devices",
    "open_id_connect": "identity providers",
    "organization": "AWS Organizations",
    "outbound_web_identity": "web identities",
    "saml_provider": "identity providers",
    "security_token_service": "settings of STS",
    "server_certificate": "server certificates",
    "service_linked_role": "service-linked roles",
    "service_specific_credential": "credentials of single services",
    "signing_certificate": "signing certificates",
    "ssh_public_key": "SSH keys",
    "update_role_description": "update_role_description (update_role is)",
}


def absent(name: str) -> str:
    """What a method is about that boto3 has and we have not; empty if we know of none."""
    return next((subject for words, subject in NOT_SIMULATED.items() if words in name), "")
