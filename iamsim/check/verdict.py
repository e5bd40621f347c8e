"""Would AWS save this file as a policy, and what would one regret: what `iamsim check-policy` says.

Source: IAM API Reference, CreatePolicy, PutRolePolicy and CreateRole; AWS CLI User Guide,
cli-usage-parameters-file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iamsim.account import decode
from iamsim.aws.errors import ClientError, MalformedPolicyDocument
from iamsim.aws.quotas import QUOTAS
from iamsim.check.advice import advise
from iamsim.policy import (
    NEWEST,
    Kind,
    PolicyDocument,
    check_inline_size,
    check_parameter,
    check_size,
    grammar,
    is_account_dump,
    size,
    unwrap_policy,
)

TOLD = 10
"""How many faults of one policy are told."""

FINE, REGRETS, REFUSED = 0, 1, 2
"""Exit statuses of `iamsim check-policy`."""

# kind: what it is called, and the call that saves it, if its words are known
_SAVED_AS: dict[Kind, tuple[str, str]] = {
    "managed": ("a managed policy", "CreatePolicy"),
    "inline": ("an inline policy", "PutRolePolicy"),
    "trust": ("a role's trust policy", "CreateRole"),
    "resource": ("a resource's policy", ""),
    "scp": ("a service control policy", ""),
}

_ACCOUNT = (
    "this is a whole account and no policy; `iamsim why FILE WHO ACTION RESOURCE` reads it,"
    " such as: iamsim why account.json alice s3:GetObject arn:aws:s3:::reports/q1.csv"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a policy, and the exit status."""

    status: int
    text: str


def verdict(data: bytes, kind: Kind) -> Verdict:
    """Judge a file's content: a policy, or the answer of an AWS call that holds one.

    Raises UnicodeDecodeError if it is no text.
    """
    what, call = _SAVED_AS[kind]
    text = unwrap_policy(decode(data))
    if is_account_dump(text):
        return Verdict(REFUSED, _ACCOUNT)
    try:
        document = PolicyDocument.parse(text, kind)
        _measure(text, kind)
    except ClientError as error:
        said = f"An error occurred ({error.code}) when calling the {call} operation: {error.message}"
        awss = [f"AWS says: {said}"] if call else []
        also = [f"also: {one}" for one in _others(error, text, kind)]
        return Verdict(REFUSED, "\n".join([f"AWS would refuse it as {what}", str(error), *awss, *also]))
    notes = [*_encoding(data), *_too_long_for(text, kind), *map(str, advise(document, kind))]
    saved = f"AWS would save it as {what}"
    if not notes:
        return Verdict(FINE, saved)
    things = "one thing" if len(notes) == 1 else f"{len(notes)} things"
    return Verdict(REGRETS, "\n".join([f"{saved}, and you may regret {things}", *notes]))


_PLACE = re.compile(r"Statement\[(\d+)\]")


def _others(first: ClientError, text: str, kind: Kind) -> Iterator[str]:
    """The first fault of each other statement, read without those before it; AWS tells one fault alone."""
    error = first if isinstance(first, MalformedPolicyDocument) else None
    if error is None or not (error.where == "Version" or _PLACE.match(error.where)):
        return
    raw = grammar.decode(text)
    listed = raw.get("Statement")
    places = list(range(len(listed))) if isinstance(listed, list) else []

    def placed(found: re.Match[str]) -> str:
        return f"Statement[{places[int(found[1])]}]"

    for _ in range(1, TOLD):
        error = _fault(raw, kind) if _goes_on(error.where, raw, places) else None
        if error is None:
            return
        yield _PLACE.sub(placed, str(error))


def _goes_on(where: str, raw: dict[str, Any], places: list[int]) -> bool:
    """Take out the statement that a fault is in, or mend the Version; tell whether there is more to read."""
    found = _PLACE.match(where)
    if found:
        del raw["Statement"][int(found[1])], places[int(found[1])]
    elif where == "Version":
        raw["Version"] = NEWEST
    else:
        return False
    return bool(raw.get("Statement"))


def _fault(raw: dict[str, Any], kind: Kind) -> MalformedPolicyDocument | None:
    try:
        PolicyDocument.parse(raw, kind)
    except MalformedPolicyDocument as error:
        return error
    return None


def _measure(text: str, kind: Kind) -> None:
    if kind in {"managed", "inline", "trust"}:
        check_parameter(text)
    if kind == "managed" or kind == "trust":  # noqa: PLR1714 - mypy learns from this form alone
        check_size(text, kind)
    if kind == "inline":
        check_inline_size([text], "role", "NAME")


def _encoding(data: bytes) -> Iterator[str]:
    """What the AWS CLI cannot send as it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "the file: it is UTF-16, and the AWS CLI reads UTF-8\n    instead: UTF-8 without BOM"
    elif data.startswith(b"\xef\xbb\xbf"):
        yield "the file: it begins with a byte order mark, which AWS refuses\n    instead: UTF-8 without BOM"


def _too_long_for(text: str, kind: Kind) -> Iterator[str]:
    """Whose inline policies may not be as long as this one."""
    for holder in ("user", "group") if kind == "inline" else ():
        most = QUOTAS[f"{holder.capitalize()}PolicySizeQuota"]
        if size(text) > most:
            yield (
                f"the policy: it has {size(text):,} characters, a {holder}'s inline policies together at most"
                f" {most:,}\n    instead: a managed policy"
            )
