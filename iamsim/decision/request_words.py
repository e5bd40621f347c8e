"""The words for a request: who asks for what, and what the request carries besides.

request_words   `ria, s3:PutObject, acme-website/index.html`
question        `May ria do s3:PutObject on acme-website/index.html?`
context_words   `with MFA, from 203.0.113.7`
short_name      an ARN as people say it: `ria`, `acme-website/index.html`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iamsim.policy import Request, split_arn, text_of


def request_words(request: Request) -> str:
    """Return a request in short: `ria, s3:PutObject, acme-website/index.html`."""
    return f"{short_name(request.principal)}, {request.action}, {short_name(request.resource)}"


def question(request: Request) -> str:
    """Return a request as a question: `May ria do s3:PutObject on acme-website/index.html?`."""
    resource = "" if request.resource == "*" else f" on {short_name(request.resource)}"
    return f"May {short_name(request.principal)} do {request.action}{resource}?"


_MFA_WORDS = {"true": "with MFA", "false": "without MFA"}
_CONTEXT_KEY_WORDS = {
    "aws:sourceip": "from {value}",
    "aws:principaltag/": "user's tag {name}={value}",
    "aws:resourcetag/": "resource's tag {name}={value}",
    "aws:requesttag/": "new tag {name}={value}",
}


def context_words(context: Mapping[str, Any]) -> str:
    """Return context keys in plain words: `with MFA, from 203.0.113.7`; "" if there are none.

    A key without a value is one that the request does not carry: `no aws:MultiFactorAuthPresent`.
    """
    return ", ".join(_context_key_words(key, value) for key, value in context.items())


def _context_key_words(key: str, value: Any) -> str:
    lower_key = key.lower()
    values = [text_of(item) for item in (value if isinstance(value, list | tuple) else [value])]
    if value is None or not values:
        return f"no {key}"
    if lower_key == "aws:multifactorauthpresent" and values[0] in _MFA_WORDS:
        return _MFA_WORDS[values[0]]
    prefix, _, name = key.partition("/")
    words = _CONTEXT_KEY_WORDS.get(f"{prefix.lower()}/" if name else lower_key)
    text = ", ".join(values)
    return f"{key}={text}" if words is None else words.format(name=name, value=text)


def short_name(arn: str) -> str:
    """Return the end of an ARN that people say: `ria`, `acme-website/index.html`; other text as it is."""
    parts = split_arn(arn)
    if parts is None:
        return arn
    name = parts[5].partition("/")[2]
    if parts[2] == "iam":
        return name.rpartition("/")[2] or parts[5]  # IAM's names are unique without their path
    return name if parts[2] == "sts" and name else parts[5]
