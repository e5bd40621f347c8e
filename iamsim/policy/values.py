"""What a text means to a condition: a number, a date, true or false, bytes, a range of addresses.

Each reader answers None where the text is not of its kind.
Source: IAM User Guide, reference_policies_elements_condition_operators.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


def number(text: str) -> Decimal | None:
    """Read an integer or decimal, as it stands."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


_YEAR = re.compile(r"\d{4}", re.ASCII)
_DATE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?"
    r"([Tt](?P<hour>\d\d?)(:(?P<minute>\d\d)(:(?P<second>\d\d)([.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?P<zone>[Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
_EPOCH = re.compile(r"[+-]?\d{1,19}(\.\d+)?", re.ASCII)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> Decimal | None:
    """Read a date, ISO 8601 or seconds since 1970, as seconds since 1970 (UTC); four digits are a year."""
    if _EPOCH.fullmatch(text) and not _YEAR.fullmatch(text):
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    try:
        day = datetime(
            int(part["year"]),
            int(part["month"] or 1),
            int(part["day"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            int(part["second"] or 0),
            tzinfo=_zone(part["zone"]),
        )
    except ValueError:
        return None
    return (day - _START) // timedelta(seconds=1) + Decimal(f"0.{part['fraction'] or 0}")


def _zone(text: str | None) -> timezone:
    if not text or text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


_SAVED_DATE = re.compile(
    r"[+-]?\d{1,9}(-(?P<month>\d\d?)(-(?P<day>\d\d?))?)?"
    r"([Tt]((?P<hour>\d\d?)(:(?P<minute>\d\d)(:(?P<second>\d\d)([.,]\d{1,9})?)?)?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
_MOST = {"month": 12, "day": 31, "hour": 24, "minute": 59, "second": 60}


def could_be_a_date(text: str) -> bool:
    """Tell whether AWS saves this text as a date: it takes more than `instant` can make sense of."""
    if _EPOCH.fullmatch(text):
        return abs(Decimal(text)) < 2**63
    match = _SAVED_DATE.fullmatch(text)
    return match is not None and all(
        int(value) <= _MOST[name] for name, value in match.groupdict().items() if value
    )


def boolean(text: str) -> bool | None:
    """Read `true` or `false`, in any case."""
    return {"true": True, "false": False}.get(text.lower())


def data(text: str) -> bytes | None:
    """Read base64."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


_CIDR = re.compile(r"[0-9A-Fa-f:.]+(/\d{1,3})?", re.ASCII)


def network(text: str) -> Network | None:
    """Read an address or a CIDR range, bits beyond its prefix ignored; a bare address is a range of one."""
    try:
        return ipaddress.ip_network(text, strict=False) if _CIDR.fullmatch(text) else None
    except ValueError:
        return None
