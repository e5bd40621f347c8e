"""What a text means to a condition operator: a number, a date, a boolean, bytes, an address or a range.

Each parser returns None where the text is not of its type: such a value is equal to nothing.
Source: IAM User Guide, reference_policies_elements_condition_operators.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

IpRange: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

# re.ASCII in all of these: \d would take digits of other scripts, which AWS does not.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


def parse_number(text: str) -> Decimal | None:
    """Parse an integer or a decimal, exactly: as a float, 0.1 + 0.2 would not equal 0.3."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


# "2026" is a year and no number of seconds: a policy's author who writes four digits means the year.
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DATE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?"
    r"([Tt](?P<hour>\d\d?)(:(?P<minute>\d\d)(:(?P<second>\d\d)([.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?P<zone>[Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
_EPOCH_SECONDS = re.compile(r"[+-]?\d{1,19}(\.\d+)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_date(text: str) -> Decimal | None:
    """Parse a date, ISO 8601 or seconds since 1970, into seconds since 1970 (UTC); four digits are a year."""
    if _EPOCH_SECONDS.fullmatch(text) and not _YEAR.fullmatch(text):
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    year, month, day = (int(groups[name] or 1) for name in ("year", "month", "day"))
    hour, minute, second = (int(groups[name] or 0) for name in ("hour", "minute", "second"))
    try:
        date = datetime(year, month, day, hour, minute, second, tzinfo=_time_zone(groups["zone"]))
    except ValueError:  # such as 30 February
        return None
    # Not datetime's own microseconds: AWS takes up to nine digits.
    return (date - _EPOCH) // timedelta(seconds=1) + Decimal(f"0.{groups['fraction'] or 0}")


def _time_zone(text: str | None) -> timezone:
    if not text or text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


# Recorded from AWS: years of up to nine digits, a bare time (01T), an hour 24 and a second 60 are saved.
_SAVED_DATE = re.compile(
    r"[+-]?\d{1,9}(-(?P<month>\d\d?)(-(?P<day>\d\d?))?)?"
    r"([Tt]((?P<hour>\d\d?)(:(?P<minute>\d\d)(:(?P<second>\d\d)([.,]\d{1,9})?)?)?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
_MAXIMA = {"month": 12, "day": 31, "hour": 24, "minute": 59, "second": 60}


def is_saved_as_date(text: str) -> bool:
    """Tell whether AWS saves a policy with this text for a date: it takes more than `parse_date` can read."""
    if _EPOCH_SECONDS.fullmatch(text):
        return abs(Decimal(text)) < 2**63  # AWS keeps a long
    match = _SAVED_DATE.fullmatch(text)
    return match is not None and all(
        int(value) <= _MAXIMA[name] for name, value in match.groupdict().items() if value
    )


def parse_boolean(text: str) -> bool | None:
    """Parse `true` or `false`, in any case."""
    return {"true": True, "false": False}.get(text.lower())


def parse_base64(text: str) -> bytes | None:
    """Parse base64, padded."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


# ip_network alone would take a netmask (/255.255.255.0) and a zone (%eth0), which AWS does not.
_CIDR = re.compile(r"[0-9A-Fa-f:.]+(/\d{1,3})?", re.ASCII)


def parse_ip_range(text: str) -> IpRange | None:
    """Parse an address or a CIDR range, bits beyond its prefix ignored; a bare address is a range of one."""
    try:
        return ipaddress.ip_network(text, strict=False) if _CIDR.fullmatch(text) else None
    except ValueError:
        return None


def parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse one IP address; None for a range, and for other texts."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
