"""A context key as people type it, KEY=VALUE → key and value, or the one line that says what is odd.

Source: IAM User Guide, reference_policies_condition-keys.
"""

from __future__ import annotations

import difflib
from ipaddress import ip_address

from iamsim.errors import InvalidInput

_ADDRESSES = ("aws:SourceIp", "aws:VpcSourceIp")
_BOOLEANS = (
    "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService", "aws:SecureTransport", "aws:ViaAWSService",
)  # fmt: skip
_OTHERS = """
    aws:CalledVia aws:CalledViaFirst aws:CalledViaLast aws:CurrentTime aws:EpochTime aws:FederatedProvider
    aws:MultiFactorAuthAge aws:PrincipalAccount aws:PrincipalArn aws:PrincipalOrgID aws:PrincipalOrgPaths
    aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalType aws:Referer aws:RequestedRegion
    aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:SourceAccount aws:SourceArn
    aws:SourceIdentity aws:SourceOrgID aws:SourceOrgPaths aws:SourceVpc aws:SourceVpcArn aws:SourceVpce
    aws:TagKeys aws:TokenIssueTime aws:UserAgent aws:userid aws:username aws:VpceAccount aws:VpceOrgID
    aws:VpceOrgPaths
"""
GLOBAL_KEYS = (*_ADDRESSES, *_BOOLEANS, *_OTHERS.split())
"""The keys of all services that have no tag's key in their name."""

_SPELLED = {key.lower(): key for key in GLOBAL_KEYS}


def context_key(pair: str) -> tuple[str, str]:
    """Read one KEY=VALUE. Raises InvalidInput for a key that is nearly another and for a value that is none.

    >>> context_key("aws:SourceIp=203.0.113.9")
    ('aws:SourceIp', '203.0.113.9')
    """
    key, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not key:
        raise _odd(pair, "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9")
    if key.lower() not in _SPELLED:
        _check_unknown(key, pair)
    expected = _expected(_SPELLED.get(key.lower(), ""), value)
    if expected:
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


def _expected(key: str, value: str) -> str:
    """What the value of a key should be and is not; else empty."""
    if key in _BOOLEANS and value.lower() not in {"true", "false"}:
        return "true or false"
    return "an IP address, such as 203.0.113.9" if key in _ADDRESSES and not _is_address(value) else ""


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _odd(pair: str, said: str) -> InvalidInput:
    return InvalidInput("", f"--context {pair}: {said}")
