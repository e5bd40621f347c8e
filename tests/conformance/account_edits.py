"""What differs between two accounts, read from their files alone: memberships, attachments, documents, boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import iamsim
from iamsim.account import Account

Facts: TypeAlias = Mapping[tuple[str, ...], Any]
"""("member", user, group), ("attached", "user:U", ARN), ("document", "inline:user:U:NAME"), ("boundary", "user:U")."""

_KINDS = (("user", "User"), ("group", "Group"), ("role", "Role"))


def facts_of(account: Account) -> Facts:
    """Return all that an edit can change in an account's file."""
    dumped = iamsim.dump_account(account)
    facts: dict[tuple[str, ...], Any] = {}
    for kind, word in _KINDS:
        for entity in dumped[f"{word}DetailList"]:
            name = entity[f"{word}Name"]
            holder = f"{kind}:{name}"
            facts |= {("member", name, group): True for group in entity.get("GroupList", ())}
            facts |= {("attached", holder, policy["PolicyArn"]): True for policy in entity["AttachedManagedPolicies"]}
            for policy in entity.get(f"{word}PolicyList", ()):
                facts["document", f"inline:{holder}:{policy['PolicyName']}"] = policy["PolicyDocument"]
            if "PermissionsBoundary" in entity:
                facts["boundary", holder] = entity["PermissionsBoundary"]
            if "AssumeRolePolicyDocument" in entity:
                facts["document", f"trust:{name}"] = entity["AssumeRolePolicyDocument"]
    for policy in dumped["Policies"]:
        for version in policy["PolicyVersionList"]:
            kind = "policy" if version["IsDefaultVersion"] else version["VersionId"]
            facts["document", f"{kind}:{policy['Arn']}"] = version["Document"]
    return facts


def differing(before: Facts, after: Facts) -> set[tuple[str, ...]]:
    """Return the facts that one account lacks or that differ."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def is_edit(edit: Mapping[str, Any], before: Facts, after: Facts) -> bool:
    """Tell whether two accounts differ by exactly one edit, as changes.jsonl writes edits."""
    changed = differing(before, after)
    if "any" in edit:
        return any(is_edit(other, before, after) for other in edit["any"])
    if "add_allow" in edit:
        return bool(changed) and all(_adds_allows(key, before, after) for key in changed)
    return len(changed) == 1 and _is_edit_of(next(iter(changed)), edit, before, after)


def _is_edit_of(key: tuple[str, ...], edit: Mapping[str, Any], before: Facts, after: Facts) -> bool:
    appeared = key in after and key not in before
    if "join" in edit or "leave" in edit:
        group = edit.get("join", edit.get("leave"))
        return key[0] == "member" and key[2] == group and appeared is ("join" in edit)
    if "attach" in edit:
        return key == ("attached", edit["to"], edit["attach"]) and appeared
    if "detach" in edit:
        return key == ("attached", edit["from"], edit["detach"]) and not appeared
    return key == ("document", edit["edit"]) if "edit" in edit else key[0] == "boundary"


def _adds_allows(key: tuple[str, ...], before: Facts, after: Facts) -> bool:
    if key not in after:
        return False
    if key[0] != "document":
        return key[0] == "attached"
    old, new = _statements(before.get(key)), _statements(after[key])
    added = [statement for statement in new if statement not in old]
    return all(statement in new for statement in old) and all(each["Effect"] == "Allow" for each in added)


def _statements(document: Mapping[str, Any] | None) -> Iterable[Any]:
    listed = [] if document is None else document["Statement"]
    return listed if isinstance(listed, list) else [listed]
