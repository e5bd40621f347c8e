"""What a text means to a condition, and which texts mean nothing."""

from __future__ import annotations

from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from iamsim.policy.values import (
    parse_address,
    parse_base64,
    parse_boolean,
    parse_date,
    parse_ip_range,
    parse_number,
)

NEW_YEAR = Decimal(1767225600)  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # reference_policies_elements_condition_operators, "Numeric condition operators"
        pytest.param("5", Decimal(5), id="an integer"),
        pytest.param("-5", Decimal(-5), id="a negative integer"),
        pytest.param("+5", Decimal(5), id="a plus"),
        pytest.param("9.5", Decimal("9.5"), id="a decimal"),
        pytest.param("5.", Decimal(5), id="a point at the end"),
        pytest.param(".5", Decimal("0.5"), id="a point at the beginning"),
        pytest.param("1e3", Decimal(1000), id="an exponent"),
        pytest.param("1E-3", Decimal("0.001"), id="a negative exponent"),
        pytest.param("1e+22", Decimal("1e22"), id="a float as Python writes it"),
        pytest.param("", None, id="nothing"),
        pytest.param(".", None, id="a point alone"),
        pytest.param("five", None, id="a word"),
        pytest.param(" 5", None, id="a space"),
        pytest.param("5,0", None, id="a comma"),
        pytest.param("1_000", None, id="an underscore"),
        pytest.param("0x10", None, id="hexadecimal"),
        pytest.param("NaN", None, id="not a number"),
        pytest.param("Infinity", None, id="infinity"),
        pytest.param("1e12345", None, id="an exponent of five digits"),
        pytest.param("٥", None, id="a digit that is not ASCII"),
    ],
)
def test_numbers(text: str, meaning: Decimal | None) -> None:
    assert parse_number(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # reference_policies_elements_condition_operators, "Date condition operators"
        pytest.param("2026", NEW_YEAR, id="a year"),
        pytest.param("2026-01", NEW_YEAR, id="a month"),
        pytest.param("2026-01-01", NEW_YEAR, id="a day"),
        pytest.param("2026-01-01T00Z", NEW_YEAR, id="an hour"),
        pytest.param("2026-01-01T00:00Z", NEW_YEAR, id="a minute"),
        pytest.param("2026-01-01T00:00:00Z", NEW_YEAR, id="a second"),
        pytest.param("2026-01-01t0:00:00z", NEW_YEAR, id="small letters and an hour of one digit"),
        pytest.param("2026-01-01T00:00:00", NEW_YEAR, id="no zone is UTC"),
        pytest.param("2026-01-01T02:00:00+02:00", NEW_YEAR, id="an offset to the east"),
        pytest.param("2025-12-31T19:00:00-05:00", NEW_YEAR, id="an offset to the west"),
        pytest.param("2026-01-01T05:30:00+0530", NEW_YEAR, id="an offset without a colon"),
        pytest.param("2026-01-01T23:00:00+23", NEW_YEAR, id="an offset of hours"),
        pytest.param("2026-02-03T04:05:06Z", NEW_YEAR + 33 * 86400 + 4 * 3600 + 5 * 60 + 6, id="every part"),
        pytest.param("2026-01-01T00:00:00.5Z", NEW_YEAR + Decimal("0.5"), id="half a second"),
        pytest.param("2026-01-01T00:00:00,000000001Z", NEW_YEAR + Decimal("1e-9"), id="a nanosecond"),
        pytest.param("1969-12-31T23:59:59Z", Decimal(-1), id="before 1970"),
        pytest.param("1969-12-31T23:59:59.25Z", Decimal("-0.75"), id="before 1970, with a fraction"),
        pytest.param("1767225600", NEW_YEAR, id="seconds since 1970"),
        pytest.param("1767225600.5", NEW_YEAR + Decimal("0.5"), id="seconds since 1970, with a fraction"),
        pytest.param("-292275054", Decimal(-292275054), id="seconds before 1970"),
        pytest.param("-123", Decimal(-123), id="four characters that are no year"),
        pytest.param("12.5", Decimal("12.5"), id="four characters with a point"),
        pytest.param("0", Decimal(0), id="the beginning"),
        pytest.param("", None, id="nothing"),
        pytest.param("tomorrow", None, id="a word"),
        pytest.param("2026-13-01", None, id="a month that is none"),
        pytest.param("2026-02-30", None, id="a day that is none"),
        pytest.param("2026-01-01T24:00:00Z", None, id="an hour that is none"),
        pytest.param("2026-01-01T00:60:00Z", None, id="a minute that is none"),
        pytest.param("2026-01-01T00:00:00+24:00", None, id="an offset of a day"),
        pytest.param("2026-01-01T00:00:00.1234567891Z", None, id="ten digits of a second"),
        pytest.param("0000-01-01", None, id="the year nought"),
        pytest.param("20260101T000000Z", None, id="no hyphens"),
        pytest.param("12345678901234567890", None, id="twenty digits"),
        pytest.param("2026-01-01 00:00:00", None, id="a space for the T"),
    ],
)
def test_dates(text: str, meaning: Decimal | None) -> None:
    assert parse_date(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("yes", None),
        ("1", None),
        ("", None),
        (" true", None),
    ],
)
def test_truth(text: str, meaning: bool | None) -> None:
    assert parse_boolean(text) is meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("QmluYXJ5", b"Binary", id="base64"),
        pytest.param("QmluYXI=", b"Binar", id="base64, filled up"),
        pytest.param("", b"", id="no bytes"),
        pytest.param("QmluYXI", None, id="not filled up"),
        pytest.param("Qmlu YXJ5", None, id="a space"),
        pytest.param("Qmlué", None, id="a letter that is not ASCII"),
    ],
)
def test_bytes(text: str, meaning: bytes | None) -> None:
    assert parse_base64(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # reference_policies_elements_condition_operators, "IP address condition operators"
        pytest.param("203.0.113.0/24", "203.0.113.0/24", id="a range"),
        pytest.param("203.0.113.5/24", "203.0.113.0/24", id="bits beyond the prefix are ignored"),
        pytest.param("203.0.113.5", "203.0.113.5/32", id="a bare address"),
        pytest.param("2001:DB8:1234:5678::/64", "2001:db8:1234:5678::/64", id="a range of IPv6"),
        pytest.param("2001:db8::1", "2001:db8::1/128", id="a bare address of IPv6"),
        pytest.param("0.0.0.0/0", "0.0.0.0/0", id="everywhere"),
        pytest.param("203.0.113.0/255.255.255.0", None, id="a netmask"),
        pytest.param("203.0.113.0/33", None, id="a prefix too long"),
        pytest.param("203.0.113", None, id="three numbers"),
        pytest.param("203.0.113.256", None, id="a number too large"),
        pytest.param("fe80::1%eth0", None, id="a zone"),
        pytest.param("localhost", None, id="a name"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_addresses(text: str, meaning: Any) -> None:
    assert parse_ip_range(text) == (None if meaning is None else ip_network(meaning))


@pytest.mark.parametrize(
    ("text", "is_address"),
    [("203.0.113.7", True), ("2001:db8::1", True), ("203.0.113.0/24", False), ("hello", False), ("", False)],
)
def test_an_address_is_no_range(text: str, is_address: bool) -> None:
    assert parse_address(text) == (ip_address(text) if is_address else None)
