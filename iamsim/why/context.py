"""A context key as people type it, KEY=VALUE → key and value, or the one line that says what is odd.

Source: IAM User Guide, reference_policies_condition-keys: the keys, and under each its "Data type".
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from ipaddress import ip_address

from iamsim.aws.errors import InvalidInput
from iamsim.policy import boolean, instant, number


def _address(value: str) -> object:
    try:
        return ip_address(value)
    except ValueError:
        return None


# what a value must be, how it is read (None if it is not that), and the keys that want it
_FORMS: tuple[tuple[str, Callable[[str], object], str], ...] = (
    (
        "an IP address, such as 203.0.113.9",
        _address,
        "aws:Ec2InstanceSourcePrivateIPv4 aws:SourceIp aws:VpcSourceIp",
    ),
    (
        "true or false",
        boolean,
        """
        aws:AssumedRoot aws:IsMcpServiceAction aws:MultiFactorAuthPresent aws:PrincipalIsAWSService
        aws:SecureTransport aws:ViaAWSMCPService aws:ViaAWSService
        """,
    ),
    (
        "a date, such as 2026-01-31T12:00:00Z, or seconds since 1970",
        instant,
        "aws:CurrentTime aws:EpochTime aws:TokenIssueTime",
    ),
    ("a number of seconds", number, "aws:MultiFactorAuthAge"),
    (
        "text",
        str,
        """
        aws:CalledVia aws:CalledViaAWSMCP aws:CalledViaFirst aws:CalledViaLast aws:ChatbotSourceArn
        aws:Ec2InstanceSourceVpc aws:FederatedProvider aws:PrincipalAccount aws:PrincipalArn
        aws:PrincipalOrgID aws:PrincipalOrgPaths aws:PrincipalServiceName aws:PrincipalServiceNamesList
        aws:PrincipalType aws:referer aws:RequestedRegion aws:ResourceAccount aws:ResourceOrgID
        aws:ResourceOrgPaths aws:SignInSessionArn aws:SourceAccount aws:SourceArn aws:SourceIdentity
        aws:SourceOrgID aws:SourceOrgPaths aws:SourceVpc aws:SourceVpcArn aws:SourceVpce aws:TagKeys
        aws:UserAgent aws:userid aws:username aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths
        """,
    ),
)
GLOBAL_KEYS = {key: (expected, read) for expected, read, keys in _FORMS for key in keys.split()}
"""The keys of all services that have no tag's key in their name, and what the value of each must be."""

_MULTIVALUED = """
    aws:CalledVia aws:PrincipalOrgPaths aws:PrincipalServiceNamesList aws:ResourceOrgPaths aws:SourceOrgPaths
    aws:TagKeys aws:VpceOrgPaths
"""
_SINGLE = GLOBAL_KEYS.keys() - set(_MULTIVALUED.split())
_SPELLED = {key.lower(): key for key in GLOBAL_KEYS}


def context(pairs: Iterable[str]) -> dict[str, str | list[str]]:
    """Read all KEY=VALUE: a key that is given again has more values, if a request can carry more of it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for pair in pairs:
        key, value = context_key(pair)
        _, values = found.setdefault(key.lower(), (key, []))
        known = _SPELLED.get(key.lower())
        if values and known in _SINGLE:
            raise _odd(pair, f"given twice; a request has one {known}")
        values.append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in found.values()}


def context_key(pair: str) -> tuple[str, str]:
    """Read one KEY=VALUE. Raises InvalidInput for a key that is nearly another and for a value that is none.

    >>> context_key("aws:SourceIp=203.0.113.9")
    ('aws:SourceIp', '203.0.113.9')
    """
    key, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not key:
        raise _odd(pair, "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9")
    spelled = _SPELLED.get(key.lower())
    if spelled is None:
        _check_unknown(key, pair)
        return key, value
    expected, read = GLOBAL_KEYS[spelled]
    if read(value) is None:
        raise _odd(pair, f"expected {expected}")
    return key, value


def _check_unknown(key: str, pair: str) -> None:
    bare = ":" not in key
    folded = f"aws:{key.lower()}" if bare else key.lower()
    close = difflib.get_close_matches(folded[:80], _SPELLED, n=1, cutoff=0.9)
    if close:
        raise _odd(pair, f"AWS has no such key; did you mean {_SPELLED[close[0]]}?")
    if bare:
        raise _odd(pair, "a context key has a prefix, such as aws:SourceIp or s3:prefix")


def _odd(pair: str, said: str) -> InvalidInput:
    return InvalidInput("", f"--context {pair}: {said}")
