"""A context key as people type it."""

from __future__ import annotations

import pytest

from iamsim.aws.errors import InvalidInput
from iamsim.why import answer_json, parse_context
from iamsim.why.context_keys import GLOBAL_KEYS, parse_context_pair
from tests.why.account_files import HOME, ask

PAIRS = [
    pytest.param("aws:SourceIp=203.0.113.9", ("aws:SourceIp", "203.0.113.9"), id="an address"),
    pytest.param("aws:SourceIp=2001:db8::1", ("aws:SourceIp", "2001:db8::1"), id="an address of IPv6"),
    pytest.param("AWS:securetransport=True", ("AWS:securetransport", "True"), id="keys and true ignore case"),
    pytest.param("aws:SecureTransport=false", ("aws:SecureTransport", "false"), id="false is a value"),
    pytest.param("aws:MultiFactorAuthAge=0", ("aws:MultiFactorAuthAge", "0"), id="no seconds are a number"),
    pytest.param(" aws:username = ana ", ("aws:username", "ana"), id="spaces around"),
    pytest.param("s3:prefix=a=b", ("s3:prefix", "a=b"), id="an equals sign in the value"),
    pytest.param("s3:prefix=", ("s3:prefix", ""), id="an empty value"),
    pytest.param("aws:PrincipalTag/team=web", ("aws:PrincipalTag/team", "web"), id="a tag"),
    pytest.param("aws:SomethingOfTomorrow=x", ("aws:SomethingOfTomorrow", "x"), id="a key that is new"),
    pytest.param("accounts.google.com:aud=x", ("accounts.google.com:aud", "x"), id="another prefix"),
]


@pytest.mark.parametrize(("pair", "parsed"), PAIRS)
def test_a_pair_is_parsed(pair: str, parsed: tuple[str, str]) -> None:
    assert parse_context_pair(pair) == parsed


WRONG_PAIRS = [
    pytest.param("mfa", "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9", id="no value"),
    pytest.param("=x", "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9", id="no key"),
    pytest.param("aws:SourceIp=300.1.1.1", "expected an IP address, such as 203.0.113.9", id="no address"),
    pytest.param("aws:sourceip=10.0.0.0/8", "expected an IP address, such as 203.0.113.9", id="a range"),
    pytest.param("aws:MultiFactorAuthPresent=yes", "expected true or false", id="yes"),
    pytest.param("aws:CurrentTime=yesterday", "expected a date, such as 2026-01-31T12:00:00Z, or seconds since 1970", id="no date"),
    pytest.param("aws:MultiFactorAuthAge=5m", "expected a number of seconds", id="no number"),
    pytest.param("aws:SourcIp=10.0.0.1", "AWS has no such key; did you mean aws:SourceIp?", id="a slip"),
    pytest.param("aws:userd=x", "AWS has no such key; did you mean aws:userid?", id="a slip in a short key"),
    pytest.param("SourceIp=10.0.0.1", "AWS has no such key; did you mean aws:SourceIp?", id="no prefix"),
    pytest.param("team=web", "a context key has a prefix, such as aws:SourceIp or s3:prefix", id="no prefix, nothing near"),
]


@pytest.mark.parametrize(("pair", "problem"), WRONG_PAIRS)
def test_a_wrong_pair_gets_one_line(pair: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_context_pair(pair)
    assert str(caught.value) == f"--context {pair}: {problem}"


SEVERAL = [
    pytest.param(["s3:prefix=a", "aws:username=ana"], {"s3:prefix": "a", "aws:username": "ana"}, id="two keys"),
    pytest.param(["aws:TagKeys=a", "aws:TagKeys=b", "AWS:tagkeys=c"], {"aws:TagKeys": ["a", "b", "c"]}, id="a multivalued key, in any case"),
    pytest.param(["team:names=a", "team:names=b"], {"team:names": ["a", "b"]}, id="a key that we do not know may have several values"),
    pytest.param([], {}, id="none"),
]


@pytest.mark.parametrize(("pairs", "parsed"), SEVERAL)
def test_a_key_given_again_has_more_values(pairs: list[str], parsed: dict[str, str | list[str]]) -> None:
    assert parse_context(pairs) == parsed


def test_a_request_has_one_value_of_most_keys() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_context(["aws:SourceIp=203.0.113.9", "aws:sourceip=198.51.100.1"])
    assert str(caught.value) == "--context aws:sourceip=198.51.100.1: given twice; a request has one aws:SourceIp"


VALUES_OF_TYPES = {"a number of seconds": "300", "true or false": "true", "text": "x"}


@pytest.mark.parametrize("key", GLOBAL_KEYS)
def test_no_key_is_taken_for_another(key: str) -> None:
    expected, _ = GLOBAL_KEYS[key]
    value = VALUES_OF_TYPES.get(expected) or expected.split(", ")[1].removeprefix("such as ")
    assert parse_context_pair(f"{key}={value}") == (key, value)


MISSPELLED_KEYS = [pytest.param(key, key[:cut] + key[cut + 1 :], id=f"{key} without its letter {cut}") for key in ("aws:SourceVpcArn", "aws:PrincipalOrgID", "aws:referer") for cut in (5, len(key) - 1)]


@pytest.mark.parametrize(("key", "misspelled_key"), MISSPELLED_KEYS)
def test_a_key_without_one_letter_is_corrected(key: str, misspelled_key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_context_pair(f"{misspelled_key}=x")
    assert str(caught.value) == f"--context {misspelled_key}=x: AWS has no such key; did you mean {key}?"


def test_a_key_that_resembles_a_known_one_is_noted() -> None:
    answer = ask(["mia", "s3:GetObject", HOME], context=["aws:MFAPresent=true", "aws:PrincipalTag/team=web"])
    (note,) = answer_json(answer)["notes"]
    assert note == "aws:MFAPresent is not in our list of context keys; did you mean aws:MultiFactorAuthPresent?"
    assert not answer_json(ask(["mia", "s3:GetObject", HOME], context=["aws:ViaAWSService=true", "s3:prefix=a"]))["notes"]
