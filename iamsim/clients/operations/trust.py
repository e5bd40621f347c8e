"""A role's trust policy: whom it may name, and what becomes of a name when its user or role changes.

IAM keeps a principal by its unique id. So a renamed user's ARN follows it; of a deleted one the id is left,
and whoever has the name later is somebody else.
Source: IAM User Guide, reference_policies_elements_principal and id_users_rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from iamsim.account import Account, Role, User, fold_name
from iamsim.aws.errors import MalformedPolicyDocument, suggest_names
from iamsim.clients.operations.policies import document
from iamsim.policy import PolicyDocument, PrincipalElement, quote, split_arn

_NUMBER = re.compile(r"[0-9]{12}")
_KINDS = {"root", "user", "role", "assumed-role", "federated-user"}


def trust(account: Account, text: str) -> PolicyDocument:
    """Read a role's trust policy. Raises MalformedPolicyDocument, also where nobody is who is named."""
    parsed = document(text, "trust")
    for where, named in _principals(parsed.raw):
        for name in _listed(named["AWS"]):
            _check(account, where, name)
    return parsed


def _principals(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects that name AWS principals, each with its place."""
    several = isinstance(raw["Statement"], list)
    for index, statement in enumerate(raw["Statement"] if several else [raw["Statement"]]):
        for spelling in ("Principal", "NotPrincipal"):
            named = statement.get(spelling)
            if isinstance(named, dict) and "AWS" in named:
                yield f"Statement{f'[{index}]' if several else ''}.{spelling}.AWS", named


def _listed(names: Any) -> list[str]:
    return names if isinstance(names, list) else [names]


def _check(account: Account, where: str, name: str) -> None:
    expected, suggestion = _problem(account, name)
    if expected:
        raise MalformedPolicyDocument(
            f'Invalid principal in policy: "AWS":"{name}"',
            where=where,
            expected=expected,
            found=quote(name),
            suggestion=suggestion,
        )


def _problem(account: Account, name: str) -> tuple[str, str]:
    """What a principal should be and is not, and what is near; of another account's nothing is known."""
    if name == "*" or _NUMBER.fullmatch(name):
        return "", ""
    parts = split_arn(name)
    kind, _, path = parts[5].partition("/") if parts else ("", "", "")
    if kind not in _KINDS:
        return "an account's number, or the ARN of an account, a user or a role", ""
    if "*" in name or "?" in name:
        return "a whole ARN", "a principal has no wildcards but * alone"
    if parts is None or parts[4] != account.account_id or kind not in {"user", "role"}:
        return "", ""
    there: Mapping[str, User | Role] = account.users if kind == "user" else account.roles
    last = path.rpartition("/")[2]
    found = there.get(fold_name(last))
    if found and found.arn == name:
        return "", ""
    near = (
        f"did you mean {found.arn}?" if found else suggest_names(last, [one.name for one in there.values()])
    )
    return f"a {kind} that exists", near


def followed(account: Account, old: str, new: str) -> Account:
    """An account whose trust policies name a principal otherwise: by its new ARN, or the id that is left."""
    roles = {
        key: replace(role, trust=_renamed(role.trust, old, new)) if _names(role.trust, old) else role
        for key, role in account.roles.items()
    }
    return replace(account, roles=MappingProxyType(roles)) if roles != account.roles else account


def _names(policy: PolicyDocument, arn: str) -> bool:
    elements = [one for statement in policy.statements for one in statement.elements]
    return any(arn in one.expected for one in elements if isinstance(one, PrincipalElement))


def _renamed(policy: PolicyDocument, old: str, new: str) -> PolicyDocument:
    raw = policy.raw
    for _, named in _principals(raw):
        names = [new if name == old else name for name in _listed(named["AWS"])]
        named["AWS"] = names if isinstance(named["AWS"], list) else names[0]
    return PolicyDocument.parse(raw)
