"""What a field suggests while somebody types: actions of the list, resources and keys that fit them, people.

suggestions("actions", "s3:GetObject, s3:Pu", workspace) → ("s3:GetObject, s3:PutObject", …)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from iamsim.aws.actions import complete_action, context_keys_of, resource_types_of
from iamsim.widgets.account_builder.named_texts import named_texts
from iamsim.widgets.account_builder.workspace import Workspace

LIMIT = 12
_COMMON_KEYS = (
    "aws:MultiFactorAuthPresent",
    "aws:SourceIp",
    "aws:CurrentTime",
    "aws:PrincipalTag/team",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:username",
)
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_EXAMPLES = {"partition": "aws", "region": "eu-central-1"}


def suggestions(field: str, text: str, workspace: Workspace, actions: str = "") -> tuple[str, ...]:
    """Return texts for a field; `actions` are those of the policy's form, with commas between.

    A field that holds several texts with commas between gets a suggestion for the last of them.
    """
    before, comma, last = text.rpartition(",") if field in {"actions", "resources"} else ("", "", text)
    suggest = _FIELDS.get(field)
    if suggest is None:
        return ()
    options = suggest(last.strip(), workspace, _split(actions))
    return tuple(f"{before}{comma} {option}".strip() for option in options)[:LIMIT]


def _split(actions: str) -> list[str]:
    return [action.strip() for action in actions.split(",") if action.strip()]


def _actions(text: str, _: Workspace, __: list[str]) -> Iterable[str]:
    return complete_action(text, LIMIT)


def _resource(text: str, workspace: Workspace, _: list[str]) -> Iterable[str]:
    forms = _forms([workspace.action], workspace.account.account_id, "example")
    return _matching(text, (*workspace.resources, *forms), workspace.resource)


def _resources(text: str, workspace: Workspace, actions: list[str]) -> Iterable[str]:
    patterns = (name for name in named_texts(workspace.account, "Resource") if name.startswith("arn:"))
    forms = _forms(actions, workspace.account.account_id, "*")
    return _matching(text, (workspace.resource, *patterns, *forms, "*"))


def _keys(text: str, _: Workspace, actions: list[str]) -> Iterable[str]:
    own = [re.sub(r"\$\{\w+\}|<\w+>", "team", key) for action in actions for key in context_keys_of(action)]
    return _matching(text, (*_COMMON_KEYS, *own))


def _users(text: str, workspace: Workspace, _: list[str]) -> Iterable[str]:
    return _matching(text, (user.name for user in workspace.account.users.values()))


def _forms(actions: Iterable[str], account_id: str, name: str) -> Iterable[str]:
    """Yield the ARNs that actions take, with `name` where a resource's own name stands."""
    examples: Mapping[str, str] = {**_EXAMPLES, "account": account_id}
    for action in actions:
        for resource_type in resource_types_of(action) or ():
            yield _PLACEHOLDER.sub(lambda match: examples.get(match[1].lower(), name), resource_type.arn)


def _matching(text: str, options: Iterable[str], current: str = "") -> list[str]:
    """Return the options that contain a text, each once; all of them for the text that is there already."""
    sought = "" if text == current else text.lower()
    return [option for option in dict.fromkeys(options) if sought in option.lower()]


_Suggest = Callable[[str, Workspace, list[str]], Iterable[str]]
_FIELDS: Mapping[str, _Suggest] = {
    "action": _actions,
    "actions": _actions,
    "resource": _resource,
    "resources": _resources,
    "key": _keys,
    "user": _users,
}
