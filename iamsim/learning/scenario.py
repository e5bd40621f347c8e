"""The situation that questions are about: an account in words, what happens in it, and requests in it.

    users  = { tom = ["on-call: Allow s3:PutObject on arn:aws:s3:::site/*", "Freeze", "password"] }
    groups = { Freeze = ["no-publishing: Deny s3:PutObject on arn:aws:s3:::site/*"] }
    events = [["10:00", "remove_user_from_group", "tom", "Freeze"]]

A statement in words may have conditions: `Deny s3:PutObject on * if Bool aws:MultiFactorAuthPresent false`.

words → Account and the order of giving; Account and events → the account at a time of the day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeAlias

from iamsim.account import AccessKey, Account, Group, InlinePolicy, LoginProfile, User, build_account
from iamsim.aws.context_keys import find_context_key, nearest_context_key
from iamsim.aws.errors import ClientError, suggest_names
from iamsim.clients import IAM, perform
from iamsim.decision.explain import context_words, short_name
from iamsim.policy import CURRENT_VERSION, PolicyDocument

START = "00:00"
"""The time before all events of a scenario."""
OWN = "own"
"""In an order of giving: the user's own policies, all at once."""
CREDENTIALS = ("password", "access key")
ACCOUNT_ID = "123456789012"

OrderOfGiving: TypeAlias = Mapping[str, tuple[str, ...]]
"""User's name → names of groups and of own policies, the oldest first: no account document holds it."""


class ScenarioError(ValueError):
    """A description of a scenario that cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class ScenarioRequest:
    """One request in a scenario: who asks for what, and when if that matters."""

    user: str
    action: str
    resource: str = "*"
    time: str = ""
    label: str = ""
    # Context keys → values, as `simulate` takes them; an empty list is a key that the request does not carry.
    context: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @classmethod
    def of(cls, words: Sequence[str], time: str = "", context: Mapping[str, Any] | None = None) -> Self:
        """Make a request of user, action and perhaps resource, as files write it."""
        user, action, resource = (*words, "*")[:3]
        return cls(user, action, resource, time, context=context or MappingProxyType({}))

    def __str__(self) -> str:
        """Return the request in short: `10:05, ria, s3:PutObject, acme-website/index.html, with MFA`."""
        resource = "" if self.resource == "*" else short_name(self.resource)
        # A role is asked by its ARN: `arn:aws:iam::123456789012:role/nightly` → `role nightly`.
        principal = self.user.rpartition(":")[2].replace("/", " ", 1)
        words = (self.time, principal, self.action, resource, context_words(self.context))
        return ", ".join(filter(None, words))


class Event(NamedTuple):
    """One call of IAM's, or a sign-in, at a time `HH:MM`, so that text order is the order of time."""

    time: str
    call: str
    arguments: tuple[str, ...]  # in the order of CALLS


@dataclass(frozen=True, slots=True)
class Scenario:
    """An account, and what an account document does not hold."""

    account: Account
    given: OrderOfGiving = field(default_factory=lambda: MappingProxyType({}))
    events: tuple[Event, ...] = ()
    scps: tuple[str, ...] = ()  # documents of one level
    owner: str = ""  # the IAM user of the person who owns the account
    creators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # resource → user
    before: Account | None = None  # of a built account: the account that the learner began with

    def until(self, time: str) -> tuple[Event, ...]:
        """Return the events that have happened at a time; all of them for an empty time."""
        # <=, so that a request at 10:00 comes after what happens at 10:00.
        return tuple(event for event in self.events if not time or event.time <= time)

    def at(self, time: str) -> Account:
        """Return the account at a time."""
        return reduce(apply_event, self.until(time), self.account)

    def signed_in(self, user: str, time: str) -> str:
        """Return when a user last signed in; START if no event says so."""
        times = [event.time for event in self.until(time) if event[1:] == ("sign_in", (user,))]
        return times[-1] if times else START

    def check_request(self, request: ScenarioRequest) -> None:
        """Raise ClientError for a user whom the account has not, ScenarioError for what else is wrong.

        That is a time too many or few, or a context key that AWS has not.
        """
        self.at(request.time).user(request.user)
        check_context_keys(request.context)
        if self.events and not is_time(request.time):
            raise ScenarioError("expected a time HH:MM, as the situation has events")
        if not self.events and is_time(request.time):
            raise ScenarioError("time: nothing happens")


def check_context_keys(context: Mapping[str, Any]) -> None:
    """Raise ScenarioError for a context key that AWS has not: no condition would ever read it."""
    for key, value in context.items():
        if find_context_key(key) is None:
            nearest = nearest_context_key(key)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise ScenarioError(f"context: {key!r:.60} is no context key{hint}")
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str | bool | int) for item in values):
            raise ScenarioError(f"context: {key}: expected a text or a list of texts, got {value!r:.40}")


def parse_scenario(raw: Mapping[str, Any], account: Account | None = None) -> Scenario:
    """Read a scenario: users and groups in words (or a given account), and what happens to it.

    Raises ScenarioError with the place and the problem.
    """
    described = account_in_words(raw.get("users", {}), raw.get("groups", {}))
    orders = {name: tuple(_as_list(name, order)) for name, order in raw.get("given", {}).items()}
    # Mappings are made read-only: a frozen dataclass does not keep its dicts from being changed.
    scenario = Scenario(
        described.account if account is None else account,
        MappingProxyType({**described.given, **orders}),
        tuple(parse_event(index, event) for index, event in enumerate(raw.get("events", ()), 1)),
        tuple(policy_in_words(words).text for words in raw.get("scps", ())),
        raw.get("owner", ""),
        MappingProxyType(dict(raw.get("creators", {}))),
    )
    # Times are compared as texts, and "9:30" would come after "10:00": hence two digits for the hour.
    times = [event.time for event in scenario.events]
    if times != sorted(times) or not all(is_time(time) for time in times):
        raise ScenarioError(f"events: expected times HH:MM in order, got {', '.join(times)}")
    try:
        scenario.at("")  # every event can happen
        for name in filter(None, (*scenario.given, scenario.owner, *scenario.creators.values())):
            scenario.account.user(name)
    except ClientError as error:
        raise ScenarioError(str(error)) from None
    return scenario


# ---------------------------------------------------------------------------------------------- events

# The calls that a scenario can have, with the order of their parameters. A sign-in changes no account.
CALLS: Mapping[str, tuple[str, ...]] = {
    "sign_in": ("UserName",),
    "create_user": ("UserName",),
    "delete_user": ("UserName",),
    "tag_user": ("UserName", "Tags"),
    "create_group": ("GroupName",),
    "delete_group": ("GroupName",),
    "create_access_key": ("UserName",),
    "delete_access_key": ("UserName", "AccessKeyId"),
    "create_login_profile": ("UserName",),
    "delete_login_profile": ("UserName",),
    "add_user_to_group": ("UserName", "GroupName"),
    "remove_user_from_group": ("UserName", "GroupName"),
    "put_group_policy": ("GroupName", "PolicyName", "PolicyDocument"),
    "delete_group_policy": ("GroupName", "PolicyName"),
    "attach_group_policy": ("GroupName", "PolicyArn"),
    "detach_group_policy": ("GroupName", "PolicyArn"),
    "put_user_policy": ("UserName", "PolicyName", "PolicyDocument"),
    "delete_user_policy": ("UserName", "PolicyName"),
    "attach_user_policy": ("UserName", "PolicyArn"),
    "detach_user_policy": ("UserName", "PolicyArn"),
    "create_role": ("RoleName", "AssumeRolePolicyDocument"),
    "put_role_policy": ("RoleName", "PolicyName", "PolicyDocument"),
    "attach_role_policy": ("RoleName", "PolicyArn"),
}


def apply_event(account: Account, event: Event) -> Account:
    """Return the account after one event. Raises ClientError as the call does."""
    if event.call == "sign_in":
        return account
    words = dict(zip(CALLS[event.call], event.arguments, strict=True))
    parameters = {name: _WORD_READERS.get(name, str)(text) for name, text in words.items()}
    # The client's own calls, so that an event is refused for the same reasons as a call in a notebook.
    return perform(IAM[event.call], account, parameters)[0]


def _tags_in_words(words: str) -> list[dict[str, str]]:
    """Read one tag: `until=2026-05-16`."""
    key, _, value = words.partition("=")
    return [{"Key": key, "Value": value}]


def _trust_in_words(words: str) -> str:
    """Return the trust policy for `codebuild.amazonaws.com` or another service of AWS; JSON as it is."""
    if words.lstrip().startswith("{"):
        return words
    statement = {"Effect": "Allow", "Principal": {"Service": words}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": CURRENT_VERSION, "Statement": [statement]})


# What a parameter's words stand for; all others are names and stand for themselves.
_WORD_READERS: Mapping[str, Callable[[str], Any]] = {
    "PolicyDocument": lambda words: policy_in_words(words).text,
    "AssumeRolePolicyDocument": _trust_in_words,
    "Tags": _tags_in_words,
}


def parse_event(number: int, raw: Any) -> Event:
    """Read a time and a call with its parameters, in the order of CALLS. Raises ScenarioError."""
    if not isinstance(raw, list) or len(raw) < 2 or not all(isinstance(word, str) for word in raw):
        raise ScenarioError(f"events[{number}]: expected time, call and names, got {raw!r:.60}")
    time, call, *arguments = raw
    if call not in CALLS:
        raise ScenarioError(f"events[{number}]: unknown call {call!r}; expected one of {', '.join(CALLS)}")
    parameters = CALLS[call]
    if len(arguments) != len(parameters):
        raise ScenarioError(
            f"events[{number}]: {call} takes {', '.join(parameters)}; got {', '.join(arguments) or 'none'}"
        )
    return Event(time, call, tuple(arguments))


def is_time(text: str) -> bool:
    """Tell whether a text is a time of the day: 09:05."""
    hour, colon, minute = text.partition(":")
    digits = hour.isdecimal() and minute.isdecimal() and len(hour) == len(minute) == 2
    return bool(colon) and digits and hour < "24" and minute < "60"


# ------------------------------------------------------------------------------------ an account in words


class DescribedAccount(NamedTuple):
    """An account that was described in words, and for each user the order in which things were given."""

    account: Account
    given: OrderOfGiving


def account_in_words(
    users: Mapping[str, Sequence[Any]], groups: Mapping[str, Sequence[Any]]
) -> DescribedAccount:
    """Build an account from users and groups, each with a list of what it was given, the oldest first.

    A user's list has names of groups, policies in words or as JSON, "password" and "access key"; a group's
    list has policies. Raises ScenarioError.
    """
    for name, items in (*users.items(), *groups.items()):
        _as_list(name, items)
    described_groups = [
        Group(name, _arn("group", name), inline=_policies(name, items)) for name, items in groups.items()
    ]
    described_users = {name: _user(name, items, list(groups)) for name, items in users.items()}
    account = build_account(ACCOUNT_ID, [user for user, _ in described_users.values()], described_groups)
    return DescribedAccount(account, {name: order for name, (_, order) in described_users.items()})


def _user(name: str, items: Sequence[Any], groups: Sequence[str]) -> tuple[User, tuple[str, ...]]:
    """Return a user, and the names of its groups and own policies in the order of giving."""
    # A policy in words has ": " after its name or " on " before its resource; a group's name has neither.
    words = [item for item in items if isinstance(item, str) and ":" not in item and " on " not in item]
    joined = tuple(word for word in words if word not in CREDENTIALS)
    for group in joined:
        if group not in groups:
            raise ScenarioError(
                f"{name}: {group!r} is no group and no statement; {suggest_names(group, groups)}"
            )
    policies = _policies(name, [item for item in items if item not in words])
    # Some policies were named only just now, so the order of giving takes their names in turn.
    policy_names = iter(policy.name for policy in policies)
    order = tuple(item if item in joined else next(policy_names) for item in items if item not in CREDENTIALS)
    user = User(name, _arn("user", name), groups=joined, inline=policies)
    return with_credentials(user, [word for word in words if word in CREDENTIALS]), order


def _as_list(name: str, items: Any) -> Sequence[Any]:
    if not isinstance(items, list | tuple):
        raise ScenarioError(f"{name}: expected a list of what was given, got {items!r:.40}")
    return items


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:{kind}/{name}"


def _policies(holder: str, items: Sequence[Any]) -> tuple[InlinePolicy, ...]:
    return tuple(_policy(f"{holder}-{number}", item) for number, item in enumerate(items, 1))


def _policy(default_name: str, item: Any) -> InlinePolicy:
    if not isinstance(item, str):
        return InlinePolicy(default_name, policy_in_words(item))
    name, colon, words = item.partition(": ")
    return (
        InlinePolicy(name, policy_in_words(words))
        if colon
        else InlinePolicy(default_name, policy_in_words(item))
    )


def policy_in_words(words: Any) -> PolicyDocument:
    """Read statements in words, divided by `;`, or a policy as JSON. Raises ScenarioError."""
    if not isinstance(words, str) or words.lstrip().startswith("{"):
        return PolicyDocument.parse(words, "stored")
    statements = [_statement(statement.strip()) for statement in words.split(";")]
    return PolicyDocument.parse({"Version": CURRENT_VERSION, "Statement": statements}, "stored")


def _statement(words: str) -> dict[str, Any]:
    effect, _, rest = words.partition(" ")
    actions, on, resources = rest.partition(" on ")
    resources, _, conditions = resources.partition(" if ")
    if effect not in {"Allow", "Deny"} or not on:
        raise ScenarioError(f"expected a statement such as 'Allow s3:GetObject on *', got {words!r}")
    statement = {"Effect": effect, "Action": _one_or_list(actions), "Resource": _one_or_list(resources)}
    return statement | ({"Condition": _conditions(conditions)} if conditions else {})


def _conditions(words: str) -> dict[str, dict[str, Any]]:
    """Read `Bool aws:MultiFactorAuthPresent false and IpAddress aws:SourceIp 203.0.113.0/24`."""
    block: dict[str, dict[str, Any]] = {}
    for condition in words.split(" and "):
        parts = condition.split(maxsplit=2)
        if len(parts) != 3:
            raise ScenarioError(f"expected operator, key and value after 'if' or 'and', got {condition!r}")
        operator, key, values = parts
        block.setdefault(operator, {})[key] = _one_or_list(values)
    return block


def _one_or_list(words: str) -> str | list[str]:
    items = [word.strip() for word in words.split(",")]
    return items[0] if len(items) == 1 else items


# ------------------------------------------------------------------------------------------- credentials


def credentials_of(user: User) -> list[str]:
    """Return what a user can prove its identity with: "password", "access key", or nothing."""
    present = (user.login_profile is not None, bool(user.access_keys))
    return [word for word, is_present in zip(CREDENTIALS, present, strict=True) if is_present]


def with_credentials(user: User, words: Sequence[str]) -> User:
    """Return the user with exactly these credentials."""
    password, access_key = (word in words for word in CREDENTIALS)
    return replace(
        user,
        login_profile=LoginProfile() if password else None,
        access_keys=(AccessKey(access_key_id(user.name)),) if access_key else (),
    )


def access_key_id(user: str) -> str:
    """Return the id of a user's access key: letters and digits as AWS writes them, clearly an example."""
    letters = "".join(letter for letter in user.upper() if letter.isascii() and letter.isalnum())
    # 20 characters beginning with AKIA (reference_identifiers), with EXAMPLE at the end as in AWS's manual.
    return f"AKIA{letters:E<9.9}EXAMPLE"
