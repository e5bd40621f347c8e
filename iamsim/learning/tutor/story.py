"""An account in words for somebody who has never seen it: every fact that an engine uses, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from iamsim.decision.explain import context_words
from iamsim.learning.scenario import CREDENTIALS, ScenarioRequest

_CALLS = {
    "sign_in": "{0} signs in",
    "add_user_to_group": "{0} joins group {1}",
    "remove_user_from_group": "{0} leaves group {1}",
    "put_user_policy": "{0} gets an own policy, {1}: {2}",
    "put_group_policy": "group {0} gets one more policy, {1}: {2}",
    "delete_group_policy": "policy {1} is deleted from group {0}",
}


def story(raw: Mapping[str, Any]) -> str:
    """Return the situation in lines: groups, people, facts, what happened."""
    users, groups = raw["users"], raw["groups"]
    lines = [_group(name, policies) for name, policies in groups.items()]
    lines += [_user(name, items, groups) for name, items in users.items()]
    if raw.get("owner"):
        person = person_name(raw["owner"])
        lines.append(f"{person} owns the company and its AWS account, and signs in as user {raw['owner']}.")
    lines += [f"{person_name(name)} made {resource}." for resource, name in raw.get("creators", {}).items()]
    lines += [f"The organization has one SCP, at its root: {words}." for words in raw.get("scps", ())]
    lines += [_event(event) for event in raw.get("events", ())]
    return "\n".join(lines)


def person_name(user: str) -> str:
    """Return a user's name as a person's."""
    return user.title()


def request_text(request: ScenarioRequest) -> str:
    """Return the request as a question."""
    time_words = f"At {request.time}, " if request.time else ""
    asks = f"{time_words}{person_name(request.user)} asks for {request.action} on {request.resource}"
    keys = " and ".join(_context_key(key, value) for key, value in request.context.items())
    return f"{asks}{keys and ', '}{keys}. What does AWS answer?"


def _context_key(key: str, value: Any) -> str:
    """Return what a request says of a context key: `with MFA (aws:MultiFactorAuthPresent is true)`."""
    if value == []:
        return f"with an access key; the request does not carry {key}"
    return f"{context_words({key: value})} ({key} is {value})"


def _group(name: str, policies: Sequence[str]) -> str:
    if not policies:
        return f"Group {name} has no policy."
    return f"Group {name} has " + " And ".join(f"policy {_policy(words)}" for words in policies)


def _policy(words: str) -> str:
    """Return a policy's name and what it says; several statements by the names that feedback has."""
    name, _, text = words.partition(": ")
    statements = text.split("; ")
    if len(statements) == 1:
        return f"{name}: {text}."
    return f"{name}: " + " ".join(f"Statement[{index}] {words}." for index, words in enumerate(statements))


def _user(name: str, items: Sequence[str], groups: Mapping[str, Any]) -> str:
    gains = [item for item in items if item not in CREDENTIALS]
    person = person_name(name)
    parts = [
        f"joined group {item}" if item in groups else f"got the own policy {_policy(item).rstrip('.')}"
        for item in gains
    ]
    if not parts:
        line = f"{person} is in no group and has no own policy."
    elif len(parts) == 1:
        line = f"{person} {parts[0]}."
    else:
        line = f"{person}, from first to last: {'; then '.join(parts)}."
    if "password" not in items:
        line += f" {person} has no password; the request is signed with an access key."
    return line


def _event(event: Sequence[str]) -> str:
    time, call, *arguments = event
    names = [
        person_name(word) if word.islower() and " " not in word and "-" not in word else word
        for word in arguments
    ]
    words = _CALLS[call].format(*names)
    return f"{time}: {words[:1].upper()}{words[1:]}."
