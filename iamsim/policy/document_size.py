"""How long a policy's text may be, and of which characters, by its kind.

    text, kind of policy → nothing, or LimitExceeded, ValidationError

Sources: IAM User Guide, reference_iam-quotas; IAM API Reference, CreatePolicy and PutUserPolicy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from iamsim.aws.errors import LimitExceeded, ValidationError
from iamsim.aws.quotas import LIMITS, QUOTAS, RESOURCE_POLICY_SIZES, SCP_SIZE
from iamsim.policy.json_text import line_and_column

_NOT_TAKEN = re.compile(r"[^\t\n\r\x20-\xff]")


def check_document_text(text: str, name: str = "policyDocument") -> None:
    """Check a policy's text as IAM checks the parameter `name` of a call. Raises ValidationError."""
    limit, character = LIMITS["policyDocumentType"], _NOT_TAKEN.search(text)
    if not text:
        constraint = "have length greater than or equal to 1"
        hint = "the policy: expected JSON text, got nothing"
    elif len(text) > limit:
        constraint = f"have length less than or equal to {limit}"
        hint = f"the policy: expected at most {limit:,} characters, white space included, got {len(text):,}"
    elif character:
        # Spelled as the pattern of policyDocumentType in IAM's API model.
        constraint = "satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
        place = line_and_column(text, character.start())
        hint = f"{place}: expected characters up to U+00FF, got U+{ord(character[0]):04X}"
    else:
        return
    failed = f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must"
    raise ValidationError(f"{failed} {constraint}", hint)


def document_size(text: str) -> int:
    """Count a policy's characters as quotas do: without white space.

    >>> document_size('{ "Version": "2012-10-17" }')
    24
    """
    return len("".join(text.split()))  # white space inside texts is not counted either


def check_scp_size(text: str) -> None:
    """Compare a service control policy with its quota. Raises LimitExceeded.

    White space counts, as through the API and the CLI; the console takes it away before it saves.
    """
    if len(text) > SCP_SIZE:
        raise LimitExceeded(
            "You have exceeded the maximum policy size.",
            f"the policy: expected at most {SCP_SIZE:,} characters, white space counted, got {len(text):,}",
        )


def check_resource_policy_size(text: str, service: str) -> None:
    """Compare a resource's policy with the quota of its service, if we know it. Raises LimitExceeded.

    White space is not counted: few services say whether it is, and without it the policy is at its shortest.
    """
    quota, size = RESOURCE_POLICY_SIZES.get(service), len("".join(text.split()).encode())
    if quota is not None and size > quota:
        expected = f"at most {quota:,} bytes in a policy of {service}"
        # Nobody has recorded the services' own words.
        raise LimitExceeded("", f"the policy: expected {expected}, white space not counted, got {size:,}")


# kind: its quota in the account's summary, and what the error's message calls that quota
_DOCUMENT_QUOTAS = {
    "managed": ("PolicySizeQuota", "PolicySize"),
    "trust": ("AssumeRolePolicySizeQuota", "ACLSizePerRole"),
}


def check_size(text: str, kind: Literal["managed", "trust"]) -> None:
    """Compare a managed policy's version or a trust policy with its quota. Raises LimitExceeded."""
    quota_name, message_name = _DOCUMENT_QUOTAS[kind]
    quota, size = QUOTAS[quota_name], document_size(text)
    if size > quota:
        raise LimitExceeded(
            f"Cannot exceed quota for {message_name}: {quota}",
            f"the policy: expected at most {quota:,} characters, white space not counted, got {size:,}",
        )


def check_inline_size(texts: Iterable[str], holder: str, name: str) -> None:
    """Compare all inline policies of a `user`, `group` or `role` with its quota. Raises LimitExceeded."""
    quota, size = QUOTAS[f"{holder.capitalize()}PolicySizeQuota"], sum(map(document_size, texts))
    if size > quota:
        raise LimitExceeded(
            f"Maximum policy size of {quota} bytes exceeded for {holder} {name}",
            f"{holder} {name}: expected at most {quota:,} characters in all inline policies together,"
            f" white space not counted, got {size:,}",
        )
