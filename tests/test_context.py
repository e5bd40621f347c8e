"""A context key as people type it."""

from __future__ import annotations

import pytest

from iamsim.errors import InvalidInput
from iamsim.why import context_key
from iamsim.why.context import GLOBAL_KEYS

READ = [
    pytest.param("aws:SourceIp=203.0.113.9", ("aws:SourceIp", "203.0.113.9"), id="an address"),
    pytest.param("aws:SourceIp=2001:db8::1", ("aws:SourceIp", "2001:db8::1"), id="an address of IPv6"),
    pytest.param("AWS:securetransport=True", ("AWS:securetransport", "True"), id="keys and true ignore case"),
    pytest.param(" aws:username = ana ", ("aws:username", "ana"), id="spaces around"),
    pytest.param("s3:prefix=a=b", ("s3:prefix", "a=b"), id="an equals sign in the value"),
    pytest.param("s3:prefix=", ("s3:prefix", ""), id="an empty value"),
    pytest.param("aws:PrincipalTag/team=web", ("aws:PrincipalTag/team", "web"), id="a tag"),
    pytest.param("aws:SomethingOfTomorrow=x", ("aws:SomethingOfTomorrow", "x"), id="a key that is new"),
    pytest.param("accounts.google.com:aud=x", ("accounts.google.com:aud", "x"), id="another prefix"),
]


@pytest.mark.parametrize(("pair", "read"), READ)
def test_a_pair_is_read(pair: str, read: tuple[str, str]) -> None:
    assert context_key(pair) == read


ODD = [
    pytest.param("mfa", "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9", id="no value"),
    pytest.param("=x", "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9", id="no key"),
    pytest.param("aws:SourceIp=300.1.1.1", "expected an IP address, such as 203.0.113.9", id="no address"),
    pytest.param("aws:sourceip=10.0.0.0/8", "expected an IP address, such as 203.0.113.9", id="a range"),
    pytest.param("aws:MultiFactorAuthPresent=yes", "expected true or false", id="yes"),
    pytest.param("aws:SourcIp=10.0.0.1", "AWS has no such key; did you mean aws:SourceIp?", id="a slip"),
    pytest.param("SourceIp=10.0.0.1", "AWS has no such key; did you mean aws:SourceIp?", id="no prefix"),
    pytest.param("team=web", "a context key has a prefix, such as aws:SourceIp or s3:prefix", id="no prefix, nothing near"),
]


@pytest.mark.parametrize(("pair", "said"), ODD)
def test_what_is_odd_gets_one_line(pair: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        context_key(pair)
    assert str(caught.value) == f"--context {pair}: {said}"


@pytest.mark.parametrize("key", GLOBAL_KEYS)
def test_no_key_is_taken_for_another(key: str) -> None:
    value = "true" if key.endswith(("Present", "AWSService", "Transport")) else "10.0.0.1"
    assert context_key(f"{key}={value}") == (key, value)
