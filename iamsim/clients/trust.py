"""A role's trust policy: which principals it may name, and what becomes of them when they change.

IAM stores a principal by its unique id. So a trust policy follows a renamed user to the new ARN; of a deleted
one it keeps the id, and a later user of that name is somebody else.
Source: IAM User Guide, reference_policies_elements_principal and id_users_rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from iamsim.account import Account, fold_name
from iamsim.aws.errors import MalformedPolicyDocument, suggest_names
from iamsim.policy import PolicyDocument, PrincipalElement, check_size, quote, split_arn

_ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")
_PRINCIPAL_KINDS = {"root", "user", "role", "assumed-role", "federated-user"}


def parse_trust_policy(account: Account, text: str) -> PolicyDocument:
    """Parse a trust policy that is to be saved in an account.

    Raises MalformedPolicyDocument, also if it names a user or role that the account does not have, and
    LimitExceeded if it is too long.
    """
    document = PolicyDocument.parse(text, "trust")
    check_size(text, "trust")
    for place, principals in _aws_principals(document.raw):
        for principal in _as_list(principals["AWS"]):
            expected, suggestion = _principal_problem(account, principal)
            if expected:
                raise MalformedPolicyDocument(
                    f'Invalid principal in policy: "AWS":"{principal}"',
                    where=place,
                    expected=expected,
                    found=quote(principal),
                    suggestion=suggestion,
                )
    return document


def _aws_principals(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object that names AWS principals, with its place in the policy."""
    is_list = isinstance(raw["Statement"], list)
    for index, statement in enumerate(raw["Statement"] if is_list else [raw["Statement"]]):
        for element in ("Principal", "NotPrincipal"):
            principals = statement.get(element)
            if isinstance(principals, dict) and "AWS" in principals:
                yield f"Statement{f'[{index}]' if is_list else ''}.{element}.AWS", principals


def _as_list(principals: Any) -> list[str]:
    return principals if isinstance(principals, list) else [principals]


def _principal_problem(account: Account, principal: str) -> tuple[str, str]:
    """Return what was expected in place of a principal, and a suggestion; two empty texts if it is right."""
    if principal == "*" or _ACCOUNT_NUMBER.fullmatch(principal):
        return "", ""
    parts = split_arn(principal)
    kind, _, path = parts[5].partition("/") if parts else ("", "", "")
    problem = _form_problem(account, principal)
    if parts is None or problem[0]:
        return problem
    # Whom another account has is not known here, and sessions are not stored: both are taken as they are.
    if parts[4] != account.account_id or kind not in {"user", "role"}:
        return "", ""
    identities = account.identities_of(kind)
    name = path.rpartition("/")[2]
    identity = identities.get(fold_name(name))
    # An ARN keeps case and path, though a name alone would be found without them.
    if identity and identity.arn == principal:
        return "", ""
    names = [candidate.name for candidate in identities.values()]
    suggestion = f"did you mean {identity.arn}?" if identity else suggest_names(name, names)
    return f"a {kind} that exists", suggestion


def _form_problem(account: Account, principal: str) -> tuple[str, str]:
    """Return likewise what is wrong with the form of a principal's ARN."""
    parts = split_arn(principal)
    if parts is None or parts[5].partition("/")[0] not in _PRINCIPAL_KINDS:
        return "an account's number, or the ARN of an account, a user or a role", ""
    if "*" in principal or "?" in principal:
        return "a whole ARN", "a principal has no wildcards but * alone"
    # Access is delegated within one partition only: access_policies-cross-account-resource-access.
    if parts[1] != account.partition:
        return f"an ARN of {account.partition}", "accounts of two partitions cannot trust each other"
    return "", ""


def replace_principal(account: Account, old: str, new: str) -> Account:
    """Return the account with a principal replaced in all trust policies, by a new ARN or the id it had."""
    roles = dict(account.roles)
    for key, role in roles.items():
        if _names_principal(role.trust, old):
            roles[key] = replace(role, trust=_with_principal(role.trust, old, new))
    # The same account comes back if nothing changed, so that a call without effect makes no step to undo.
    return account if roles == account.roles else replace(account, roles=MappingProxyType(roles))


def _names_principal(document: PolicyDocument, arn: str) -> bool:
    elements = [element for statement in document.statements for element in statement.elements]
    return any(arn in element.expected for element in elements if isinstance(element, PrincipalElement))


def _with_principal(document: PolicyDocument, old: str, new: str) -> PolicyDocument:
    raw = document.raw
    for _, principals in _aws_principals(raw):
        # One text stays one text, so that a policy comes back in the form in which it was saved.
        names = [new if name == old else name for name in _as_list(principals["AWS"])]
        principals["AWS"] = names if isinstance(principals["AWS"], list) else names[0]
    # Parsed without the kind "trust": a deleted user's id would not be accepted in a new trust policy.
    return PolicyDocument.parse(raw)
