"""Rules about Action and NotAction.

Of a name that is not in `iamsim.aws.actions` nothing is known: AWS may have added it since.
Source: IAM User Guide, reference_policies_elements_action, and the pages named in `iamsim.check.advice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from iamsim.aws.actions import (
    Action,
    actions_of,
    find_action,
    find_call,
    find_service,
    list_date,
    nearest_action,
    nearest_service,
    services,
)
from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.policy import Pattern, complete_arn


@lru_cache(1024)  # several functions ask about the same Action, and ec2:* matches 800
def matched_names(action: str) -> frozenset[str]:
    """Return the names of the actions of its service that an Action matches, of those in our list.

    >>> sorted(matched_names("SQS:*queues"))
    ['ListDeadLetterSourceQueues', 'ListQueues']
    """
    service, _, name = action.lower().partition(":")
    if "*" not in name and "?" not in name:
        known_action = find_action(action)
        return frozenset({known_action.name} if known_action else ())
    pattern = Pattern.parse(name, variables=False)
    names = actions_of(service)
    return frozenset(known_name for known_name in names if pattern.matches(known_name.lower(), {}))


def matched_actions(action: str) -> tuple[Action, ...]:
    """Return the actions that an Action matches, by name."""
    service = action.partition(":")[0]
    actions = (find_action(f"{service}:{name}") for name in sorted(matched_names(action)))
    return tuple(action for action in actions if action)


def all_actions(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an Allow of every action on every resource."""
    for action in _actions_on_everything(statement):
        if action in {"*", "*:*"}:
            problem = f"{action} on * is everything in the account, so whoever has it is an administrator"
            yield Issue(
                "Action", problem, "right if that is meant; else the actions and resources that are needed"
            )


def all_iam_actions(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an Allow of every action of IAM on every resource."""
    for action in _actions_on_everything(statement):
        if action.lower() == "iam:*":
            yield Issue(
                "Action",
                f"{action} on * lets its holder give themselves every other permission, and pass every role",
                "the actions that are needed, on the users, groups and roles that are meant",
            )


def _actions_on_everything(statement: CheckedStatement) -> tuple[str, ...]:
    on_everything = statement.grants and not statement.conditions and "*" in statement.values("Resource")
    return statement.values("Action") if on_everything else ()


# In an ARN of IAM a role is `role/` and its path and name.
_EVERY_ROLE = re.compile(r"\*|arn:[^:]*:iam:[^:]*:[^:]*:(\*|role\*|role/\*)")


def pass_any_role(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an Allow to pass every role: PASS_ROLE_WITH_STAR_IN_RESOURCE among AWS's own checks."""
    # AWS's check accepts a condition on iam:PassedToService as well.
    if not statement.grants or statement.has_condition_on("iam:passedtoservice"):
        return
    resource = next(filter(_EVERY_ROLE.fullmatch, map(complete_arn, statement.values("Resource"))), None)
    for action in statement.values("Action") if resource else ():
        service, _, name = action.lower().partition(":")
        # `*` and `iam:*` have advice of their own.
        if service == "iam" and name != "*" and "PassRole" in matched_names(action):
            yield Issue(
                "Action",
                f"{action} on {resource} passes every role to every service, also an administrator's",
                "the ARNs of the roles that are meant, or a condition on iam:PassedToService",
            )


def unknown_service(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an action whose service is not in our list."""
    for element, verb, action in _actions(statement):
        service = action.partition(":")[0]
        if ":" in action and service.lower() not in services() and service != "*":
            problem = (
                f"{service} is not in our list of services, of {list_date()};"
                f" if it is misspelled, {action} {verb} nothing"
            )
            nearest = nearest_service(action)
            reference = "a service as the Service Authorization Reference spells it"
            name = action.partition(":")[2]
            yield Issue(element, problem, f"{nearest}:{name}" if nearest else reference)


def call_for_action(statement: CheckedStatement) -> Iterator[Issue]:
    """Find the name of an API call in place of the name of its action: ListObjectsV2 needs s3:ListBucket."""
    for element, verb, action in _actions_without_match(statement):
        call = find_call(action)
        if call:
            problem = f"{action} is the name of a call and no action, so it {verb} nothing"
            yield Issue(element, problem, call[1])


def unknown_action(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an action that its service, as far as we know, does not have."""
    for element, verb, action in _actions_without_match(statement):
        if not find_call(action):
            service = action.partition(":")[0]
            problem = (
                f"{action} is not in our list of {service}'s actions, of {list_date()};"
                f" if it is misspelled, it {verb} nothing"
            )
            # Nothing near it: it may be of a list that is newer than ours, so no name is guessed.
            reference = f"an action that the Service Authorization Reference has of {service}"
            yield Issue(element, problem, nearest_action(action) or reference)


def _actions_without_match(statement: CheckedStatement) -> Iterator[tuple[str, str, str]]:
    """Yield each Action or NotAction that matches nothing of its service, if all of its actions are known."""
    for element, verb, action in _actions(statement):
        service = find_service(action.partition(":")[0])
        if service and service.is_complete and not matched_names(action):
            yield element, verb, action


def _actions(statement: CheckedStatement) -> Iterator[tuple[str, str, str]]:
    """Yield each Action and NotAction: the element, what it does, the action."""
    for element, verb in (("Action", statement.verb), ("NotAction", "excepts")):
        for action in statement.values(element):
            yield element, verb, action


def allow_not_action(statement: CheckedStatement) -> Iterator[Issue]:
    """Find Allow with NotAction, except in a service control policy, which grants nothing."""
    if statement.allows and statement.kind != "scp" and statement.has("NotAction"):
        problem = "it allows all other actions of all services, also those that are still to come"
        yield Issue("NotAction", problem, "Action with the list of what is needed")
