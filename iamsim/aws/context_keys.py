"""The condition context keys of AWS: those of all services, by the type of their values; and those of each.

    a key as a policy spells it → ContextKey, or None if our lists lack it

Source: IAM User Guide, reference_policies_condition-keys: under each key its "Data type" and "Value type";
for keys of single services `iamsim.aws.actions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from iamsim.aws.actions import (
    ContextKey,
    find_service,
    fixed_start,
    keys_of_other_prefixes,
    matches_placeholders,
    nearest_name,
)

ADDRESS_KEYS = ("aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp")
BOOLEAN_KEYS = (
    "aws:AssumedRoot", "aws:IsMcpServiceAction", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService",
    "aws:SecureTransport", "aws:ViaAWSMCPService", "aws:ViaAWSService",
)  # fmt: skip
DATE_KEYS = ("aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime")
NUMBER_KEYS = ("aws:MultiFactorAuthAge",)
# Only of these a request carries several values, so only these need ForAnyValue or ForAllValues.
MULTIVALUED_KEYS = (
    "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths", "aws:TagKeys", "aws:VpceOrgPaths",
)  # fmt: skip
TEXT_KEYS = (
    "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
    "aws:Ec2InstanceSourceVpc", "aws:FederatedProvider", "aws:PrincipalAccount", "aws:PrincipalArn",
    "aws:PrincipalOrgID", "aws:PrincipalServiceName", "aws:PrincipalType", "aws:referer",
    "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SignInSessionArn",
    "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceOrgID", "aws:SourceVpc",
    "aws:SourceVpcArn", "aws:SourceVpce", "aws:UserAgent", "aws:userid", "aws:username", "aws:VpceAccount",
    "aws:VpceOrgID", *MULTIVALUED_KEYS,
)  # fmt: skip
# Neither on that page nor in the Service Authorization Reference, but in AWS's managed policies.
OTHER_KEYS = ("aws:PrincipalOrgMasterAccountId", "lakeformation:GlueARN")
TAG_KEYS = ("aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/")  # and the key of a tag


@cache
def _global_keys() -> Mapping[str, ContextKey]:
    """Return the keys of all services, by their names in lower case."""
    types = (
        ("IPAddress", ADDRESS_KEYS), ("Bool", BOOLEAN_KEYS), ("Date", DATE_KEYS), ("Numeric", NUMBER_KEYS),
        ("String", TEXT_KEYS), ("String", OTHER_KEYS), ("ArrayOfString", MULTIVALUED_KEYS),
    )  # fmt: skip
    return {key.lower(): ContextKey(key, value_type) for value_type, keys in types for key in keys}


def find_context_key(key: str) -> ContextKey | None:
    """Return a condition key with the type of its values; None if our lists lack it. Case does not matter.

    >>> find_context_key("aws:principaltag/Team").name, find_context_key("S3:Prefix").name
    ('aws:PrincipalTag/', 's3:prefix')
    """
    lower_key = key.lower()
    prefix = lower_key.partition(":")[0]
    tag_key = next((name for name in TAG_KEYS if lower_key.startswith(name.lower())), "")
    if tag_key:
        return ContextKey(tag_key, "String")
    if prefix == "aws" or lower_key in _global_keys():
        return _global_keys().get(lower_key)
    service = find_service(prefix)
    for keys in (service.context_keys if service else {}, keys_of_other_prefixes()):
        if lower_key in keys:
            return keys[lower_key]
    names = (*_names_with_placeholders(prefix), *_names_with_placeholders(""))
    for start, name, context_key in names:
        if lower_key.startswith(start) and matches_placeholders(name, lower_key):
            return context_key
    return None


# A quarter of the time, because few keys have a placeholder.
@lru_cache(64)
def _names_with_placeholders(prefix: str) -> tuple[tuple[str, str, ContextKey], ...]:
    """Return the keys of a service, or with "" of other prefixes, that have placeholders.

    Of each what stands before the first placeholder, and the whole name, in lower case.
    """
    service = find_service(prefix)
    keys = service.context_keys if service else {} if prefix else keys_of_other_prefixes()
    return tuple((fixed_start(name), name, key) for name, key in keys.items() if fixed_start(name) != name)


def has_all_keys_of(prefix: str) -> bool:
    """Tell whether our lists have the keys with this prefix: `aws`, or a service of which they have all."""
    service = find_service(prefix)
    return prefix.lower() == "aws" or (service is not None and service.is_complete)


def nearest_context_key(key: str) -> str:
    """Return the key whose name is spelled most alike, of the same prefix if it has one; "" if none is near.

    >>> nearest_context_key("aws:UserNme"), nearest_context_key("username"), nearest_context_key("s3:prefixx")
    ('aws:username', 'aws:username', 's3:prefix')
    """
    prefix, colon, _ = key.lower().partition(":")
    lower_key = key.lower() if colon else f"aws:{prefix}"
    service = find_service(prefix) if colon else None
    keys = {name: context_key.name for name, context_key in _global_keys().items()}
    keys |= {name.lower(): name for name in TAG_KEYS}
    if service:
        keys = {name: context_key.name for name, context_key in service.context_keys.items()}
    return keys.get(nearest_name(lower_key, keys, cutoff=0.8), "")
