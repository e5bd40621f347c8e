"""How long a policy may be, and of which characters: as a parameter of a call, and against AWS's quotas.

Source: IAM API Reference, CreatePolicy and PutUserPolicy; IAM User Guide, reference_iam-quotas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from iamsim.aws.errors import LimitExceeded, ValidationError
from iamsim.aws.quotas import LIMITS, QUOTAS

_STRANGE = re.compile(r"[^\t\n\r\x20-\xff]")


def check_parameter(text: str, name: str = "policyDocument") -> None:
    """Ask of a document's text what IAM asks of the parameter. Raises ValidationError."""
    failed = f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must"
    longest = LIMITS["policyDocumentType"]
    strange = _STRANGE.search(text)
    if not text:
        raise ValidationError(
            f"{failed} have length greater than or equal to 1", "the policy: expected JSON text, got nothing"
        )
    if len(text) > longest:
        raise ValidationError(
            f"{failed} have length less than or equal to {longest}",
            f"the policy: expected at most {longest:,} characters, white space included, got {len(text):,}",
        )
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        raise ValidationError(
            f"{failed} satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
            f"line {line}, column {column}: expected characters up to U+00FF, got U+{ord(strange[0]):04X}",
        )


def size(text: str) -> int:
    """Count a document's characters as quotas do: without white space.

    >>> size('{ "Version": "2012-10-17" }')
    24
    """
    return len("".join(text.split()))


# kind: its quota, what the quota is called in AWS's message
_QUOTAS: dict[str, tuple[str, str]] = {
    "managed": ("PolicySizeQuota", "PolicySize"),
    "trust": ("AssumeRolePolicySizeQuota", "ACLSizePerRole"),
}


def check_size(text: str, kind: Literal["managed", "trust"]) -> None:
    """Hold a managed policy's version or a trust policy against its quota. Raises LimitExceeded."""
    quota, name = _QUOTAS[kind]
    most = QUOTAS[quota]
    if size(text) > most:
        raise LimitExceeded(
            f"Cannot exceed quota for {name}: {most}",
            f"the policy: expected at most {most:,} characters, white space not counted, got {size(text):,}",
        )


def check_inline_size(texts: Iterable[str], holder: str, name: str) -> None:
    """Hold all inline policies of a `user`, `group` or `role` against its quota. Raises LimitExceeded."""
    most = QUOTAS[f"{holder.capitalize()}PolicySizeQuota"]
    total = sum(map(size, texts))
    if total > most:
        raise LimitExceeded(
            f"Maximum policy size of {most} bytes exceeded for {holder} {name}",
            f"{holder} {name}: expected at most {most:,} characters in all inline policies together,"
            f" white space not counted, got {total:,}",
        )
