"""The words for an edit of an account, and for the context keys that make an edit needless.

    kind of edit, its parts → `add user amy to group readers`

`changes` finds the edits; why there are none says `explain.no_changes`.
"""

from __future__ import annotations

from collections.abc import Mapping

from iamsim.decision.unknown_keys import OTHER_VALUE

# One edit of an account, by its kind (`changes` makes them).
_CHANGE_WORDS = {
    "join": "add user {user} to group {group}",
    "leave": "remove user {user} from group {group}",
    "attach": "attach {policy} to {holder}",
    "detach": "detach {policy} from {holder}",
    "remove-boundary": "remove the permissions boundary {policy} from {holder}",
    "add-policy": "give {holder} the inline policy {policy}: {document}",
    "add-statement": "add a statement to {place}: {statement}",
    "add-value": "in {place}, add {value} to {element}",
    "remove-value": "in {place}, remove {value} from {element}",
    "except-request": "in {place}, leave out {action} on {resource}",
    "except-action": "in {place}, leave out {action}",
    "except-resource": "in {place}, leave out {resource}",
    "except-principal": "in {place}, add a condition that leaves out {principal}",
    "delete-statement": "delete {place}",
}


def change_words(kind: str, **parts: str) -> str:
    """Return an edit of an account in words: `add user amy to group readers`."""
    return _CHANGE_WORDS[kind].format_map(parts)


def needed_words(change: str, values: Mapping[str, str]) -> str:
    """Return the words of an edit after the context keys that make it needless, if there are such."""
    return f"only if it must hold without {_values_of_keys(values)}: {change}" if values else change


def missing_values_words(values: Mapping[str, str]) -> str:
    """Return that a request lacks context keys with which it would be allowed; "" if it lacks none.

    `values` are those of `changes.missing_values`.
    """
    if not values:
        return ""
    mfa = {key.lower(): value for key, value in values.items()}.get("aws:multifactorauthpresent") == "true"
    advice = "sign in with MFA; no policy needs to change" if mfa else "no policy needs to change"
    return f"with {_values_of_keys(values)} it would be allowed: {advice}"


def _values_of_keys(values: Mapping[str, str]) -> str:
    # Where many values do, one that a person could take for the only one would mislead.
    return " and ".join(
        f"another value of {key}" if value == OTHER_VALUE else f"{key}={value}"
        for key, value in values.items()
    )
