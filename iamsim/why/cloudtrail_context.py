"""The context keys that an event of CloudTrail states: time, addresses, MFA, parameters of the call.

    fields of an event → {"aws:SourceIp": "203.0.113.9", "aws:MultiFactorAuthPresent": "true", …}, a note

Source: AWS CloudTrail User Guide, cloudtrail-event-reference-user-identity; IAM User Guide,
reference_policies_condition-keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from iamsim.policy import parse_address
from iamsim.why.cloudtrail_fields import object_of
from iamsim.why.question import Context


def context_of_event(fields: Mapping[str, Any], user_identity: Mapping[str, Any], action: str) -> Context:
    """Return the context keys that an event states; an empty list for a key that the request did not have."""
    return {
        **_request_context(fields),
        **_network_context(fields, user_identity),
        **_session_context(user_identity, str(fields.get("eventTime") or "")),
        **_parameter_context(action, object_of(fields.get("requestParameters"))),
    }


def _request_context(fields: Mapping[str, Any]) -> Context:
    context: dict[str, str | list[str]] = {}
    time = _parse_time(fields.get("eventTime"))
    if time is not None:
        context["aws:CurrentTime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
        context["aws:EpochTime"] = str(int(time.timestamp()))
    if fields.get("awsRegion"):
        context["aws:RequestedRegion"] = str(fields["awsRegion"])
    if object_of(fields.get("tlsDetails")).get("tlsVersion"):
        context["aws:SecureTransport"] = "true"
    return context


def _network_context(fields: Mapping[str, Any], user_identity: Mapping[str, Any]) -> Context:
    context: dict[str, str | list[str]] = {}
    source = str(fields.get("sourceIPAddress") or "")
    is_address = parse_address(source) is not None
    invoked_by = str(user_identity.get("invokedBy") or "")
    service = next((name for name in (invoked_by, source) if _is_service(name)), "")
    if service:
        # The service called with the caller's permissions, and its own address is none of the caller's.
        context |= {"aws:ViaAWSService": "true", "aws:CalledVia": [service], "aws:CalledViaLast": service}
    elif is_address:
        context |= {"aws:ViaAWSService": "false", "aws:CalledVia": []}
        agent = str(fields.get("userAgent") or "").removeprefix("[").removesuffix("]")
        if agent:
            context["aws:UserAgent"] = agent
    endpoint = fields.get("vpcEndpointId")
    if endpoint:
        context["aws:SourceVpce"] = str(endpoint)
        # Through an endpoint the address is that in the VPC, and the key of public addresses is missing.
        context |= {"aws:SourceIp": [], **({"aws:VpcSourceIp": source} if is_address else {})}
        if fields.get("vpcEndpointAccountId"):
            context["aws:VpceAccount"] = str(fields["vpcEndpointAccountId"])
    elif is_address:
        context |= {"aws:SourceIp": source, "aws:SourceVpce": [], "aws:SourceVpc": [], "aws:VpcSourceIp": []}
    return context


def _is_service(name: str) -> bool:
    # The console's sign-in is named so for what people do there themselves.
    return re.fullmatch(r"[\w.-]+\.amazonaws\.com(\.cn)?", name) is not None and not name.startswith(
        "signin."
    )


def _session_context(user_identity: Mapping[str, Any], event_time: str) -> Context:
    """Return what the caller's credentials say: MFA, when they were issued, who gave them."""
    session = object_of(user_identity.get("sessionContext"))
    attributes = object_of(session.get("attributes"))
    context: dict[str, str | list[str]] = {}
    mfa = str(attributes.get("mfaAuthenticated") or "").lower()
    if mfa in {"true", "false"}:
        context["aws:MultiFactorAuthPresent"] = mfa
    elif not attributes and str(user_identity.get("accessKeyId") or "").startswith("AKIA"):
        # Long-term access keys carry none of these keys (reference_policies_condition-keys).
        context |= {"aws:MultiFactorAuthPresent": [], "aws:MultiFactorAuthAge": [], "aws:TokenIssueTime": []}
    issued, used = _parse_time(attributes.get("creationDate")), _parse_time(event_time)
    if issued is not None:
        context["aws:TokenIssueTime"] = issued.strftime("%Y-%m-%dT%H:%M:%SZ")
        if mfa == "true" and used is not None and used >= issued:
            context["aws:MultiFactorAuthAge"] = str(int((used - issued).total_seconds()))
        elif mfa == "false":
            context["aws:MultiFactorAuthAge"] = []
    provider = object_of(session.get("webIdFederationData")).get("federatedProvider")
    if isinstance(provider, str) and provider:
        context["aws:FederatedProvider"] = provider
    if session.get("sourceIdentity"):
        context["aws:SourceIdentity"] = str(session["sourceIdentity"])
    return context


# service and parameter, as CloudTrail writes it: the condition key that it becomes
_PARAMETER_KEYS = {
    ("s3", "prefix"): "s3:prefix",
    ("s3", "delimiter"): "s3:delimiter",
    ("s3", "max-keys"): "s3:max-keys",
    ("sts", "externalId"): "sts:ExternalId",
    ("sts", "roleSessionName"): "sts:RoleSessionName",
    ("sts", "sourceIdentity"): "sts:SourceIdentity",
    ("iam", "policyArn"): "iam:PolicyARN",
    ("iam", "permissionsBoundary"): "iam:PermissionsBoundary",
    ("iam", "aWSServiceName"): "iam:AWSServiceName",
    ("ec2", "instanceType"): "ec2:InstanceType",
    ("secretsmanager", "secretId"): "secretsmanager:SecretId",
}


def _parameter_context(action: str, parameters: Mapping[str, Any]) -> Context:
    service = action.partition(":")[0].lower()
    context: dict[str, str | list[str]] = {}
    for name, value in parameters.items():
        # S3 writes a header's value in a list.
        text = value[0] if isinstance(value, list) and len(value) == 1 else value
        key = _PARAMETER_KEYS.get((service, name))
        if key is None and service == "s3" and name.startswith("x-amz-"):
            key = f"s3:{name}"
        if key is not None and isinstance(text, str | int):
            context[key] = str(text)
    encryption_context = parameters.get("encryptionContext")
    if service == "kms" and isinstance(encryption_context, dict):
        context |= {f"kms:EncryptionContext:{name}": str(value) for name, value in encryption_context.items()}
        context["kms:EncryptionContextKeys"] = [str(name) for name in encryption_context]
    return context


def _parse_time(value: Any) -> datetime | None:
    """Return `2026-11-28T10:04:11Z`, or `2026-11-28 10:04:11.000` of CloudTrail Lake; None for no time."""
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


# Of these a note would say more than a reader wants: they follow from others, or few policies read them.
_UNSAID_KEYS = {"aws:EpochTime", "aws:CalledViaLast", "aws:UserAgent", "aws:TokenIssueTime"}


def context_note(fields: Mapping[str, Any], context: Context) -> str:
    """Say which keys the event states."""
    texts = [
        f"{key}={', '.join(value) if isinstance(value, list) else value}"
        for key, value in context.items()
        if value and key not in _UNSAID_KEYS
    ]
    if context.get("aws:MultiFactorAuthPresent") == []:
        texts.append("no aws:MultiFactorAuthPresent, as long-term access keys have none")
    return f"from CloudTrail's event {fields.get('eventName')}: {'; '.join(texts) or 'no context key'}"
