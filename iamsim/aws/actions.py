"""The actions, resource types and condition keys of AWS's services, read from the packaged `actions.txt.gz`.

    actions.txt.gz → the block of a service → Service: its actions, resource types, context keys, API calls

The file is the Service Authorization Reference of one day (`list_date`) with some additions; `make catalog`
writes it, and tools/make_catalog.py names the sources. AWS adds actions each week: a name that is not in the
file is "not in our list of DATE", never "does not exist".

A block begins with a service's prefix, and its columns are separated by tabs:

    [s3]                                      `incomplete` in a second column: some of its actions are unknown
    key    :prefix         String             condition key and type; `:prefix` is short for `s3:prefix`
    type   bucket          arn:…  KEYS        resource type, form of its ARN, its keys
    call   HeadObject      GetObject          API call that is no action, the action that it needs
    GetObject  Read  object,accesspointobject  KEYS  action, access level, resource types (`?`: unknown), keys
"""

from __future__ import annotations

import difflib
import gzip
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Action(NamedTuple):
    """An action of a service.

    `resource_types` are names of ResourceType: none if the action is done to no single resource, None if that
    is unknown. `context_keys` are the service's own and those about tags, as the reference spells them
    (`s3:ExistingObjectTag/<key>`); keys that every request has, such as aws:SourceIp, are not among them.
    """

    service: str
    name: str
    access_level: str  # List, Read, Write, Tagging, Permissions; "" if unknown
    resource_types: tuple[str, ...] | None
    context_keys: tuple[str, ...]

    def __str__(self) -> str:
        """Return the action as a policy names it: `s3:GetObject`."""
        return f"{self.service}:{self.name}"


class ResourceType(NamedTuple):
    """A resource type of a service: its name, and its ARN with placeholders such as `${BucketName}`."""

    name: str
    arn: str
    context_keys: tuple[str, ...]


class ContextKey(NamedTuple):
    """A condition key of a service, and the type of its values."""

    name: str  # `s3:prefix`; with a placeholder where a name follows, as `s3:ExistingObjectTag/<key>`
    value_type: str  # String, ARN, Bool, Numeric, Date, IPAddress; ArrayOf… with several values; `?`: unknown


class Service(NamedTuple):
    """All that the list has of a service. The mappings' keys are names in lower case."""

    prefix: str
    is_complete: bool  # False: the service has actions that are not listed
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    context_keys: Mapping[str, ContextKey]
    calls: Mapping[str, tuple[str, str]]  # an API call that is no action, and the action that it needs


# ------------------------------------------------------------------------------------------ reading the file


@cache
def _blocks() -> tuple[str, Mapping[str, str]]:
    """Return the list's date, and the text of each service by its prefix."""
    # To unpack and cut the file takes 12 ms, to read all of it 120 ms; so a block is read when its service is
    # asked for.
    text = gzip.decompress(files(__package__).joinpath("actions.txt.gz").read_bytes()).decode()
    head, *blocks = text.rstrip("\n").split("\n\n")
    return head.rpartition("\t")[2], {block[1 : block.index("]")]: block for block in blocks}


# Not without limit: policies may name any number of services that are none.
@lru_cache(1024)
def find_service(prefix: str) -> Service | None:
    """Return a service by the prefix of its actions; None if the list lacks it. Case does not matter.

    >>> find_service("SQS").resource_types["queue"].arn
    'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}'
    """
    prefix = prefix.lower()
    if prefix not in services():
        return None
    header, *lines = _blocks()[1][prefix].split("\n")
    service = Service(
        prefix, not header.endswith("\tincomplete"), actions := {}, types := {}, keys := {}, calls := {}
    )
    for line in lines:
        # An empty last column has no tab.
        first, second, third, fourth = (line + "\t\t\t").split("\t")[:4]
        if first == "key":
            key = ContextKey(_full_key(prefix, second), third)
            keys[key.name.lower()] = key
        elif first == "type":
            types[second.lower()] = ResourceType(second, third, _full_keys(prefix, fourth))
        elif first == "call":
            calls[second.lower()] = (second, third)
        else:
            names = None if third == "?" else tuple(filter(None, third.split(",")))
            actions[first.lower()] = Action(prefix, first, second, names, _full_keys(prefix, fourth))
    return service


def _full_key(prefix: str, key: str) -> str:
    return prefix + key if key.startswith(":") else key


def _full_keys(prefix: str, keys: str) -> tuple[str, ...]:
    return tuple(_full_key(prefix, key) for key in keys.split())


# --------------------------------------------------------------------------------------------- what is known


def list_date() -> str:
    """Return the day of the list, as `2026-10-27`: later actions are not in it."""
    return _blocks()[0]


@cache
def services() -> frozenset[str]:
    """Return the services of the list, as actions are prefixed: `s3`, `logs`."""
    return frozenset(_blocks()[1])


@lru_cache(1024)
def actions_of(service: str) -> frozenset[str]:
    """Return the names of a service's actions; none of a service that is not known. Case does not matter.

    >>> "GetCallerIdentity" in actions_of("sts")
    True
    """
    known_service = find_service(service)
    return (
        frozenset(action.name for action in known_service.actions.values()) if known_service else frozenset()
    )


def find_action(action: str) -> Action | None:
    """Return an action by `service:name`; None if the list lacks it. Case does not matter.

    >>> find_action("S3:getobject").resource_types
    ('accesspointobject', 'object')
    """
    prefix, _, name = action.partition(":")
    service = find_service(prefix)
    return service.actions.get(name.lower()) if service else None


def resource_types_of(action: str) -> tuple[ResourceType, ...] | None:
    """Return the types of the resources that an action is done to; None if the list does not say.

    >>> [resource_type.name for resource_type in resource_types_of("iam:AddUserToGroup")]
    ['group']
    """
    known_action, service = find_action(action), find_service(action.partition(":")[0])
    if known_action is None or service is None or known_action.resource_types is None:
        return None
    types = [service.resource_types.get(name.lower()) for name in known_action.resource_types]
    known_types = [resource_type for resource_type in types if resource_type]
    # A type without a form of its ARN says nothing of which resources the action takes.
    return tuple(known_types) if len(known_types) == len(types) else None


def context_keys_of(action: str) -> tuple[str, ...]:
    """Return the condition keys of an action and of its resources, without those of every request.

    >>> context_keys_of("sqs:TagQueue")
    ('aws:RequestTag/${TagKey}', 'aws:ResourceTag/${TagKey}', 'aws:TagKeys')
    """
    known_action = find_action(action)
    types = resource_types_of(action) or ()
    keys = {
        *(known_action.context_keys if known_action else ()),
        *(key for entry in types for key in entry.context_keys),
    }
    return tuple(sorted(keys, key=str.lower))


@cache
def s3_actions_on(resource_type: str) -> frozenset[str]:
    """Return the names of Amazon S3's actions on a `bucket` or on an `object`.

    >>> "ListBucket" in s3_actions_on("object")
    False
    """
    return frozenset(
        action.name for action in _s3_actions() if resource_type in (action.resource_types or ())
    )


@cache
def actions_without_resource() -> frozenset[str]:
    """Return the actions of Amazon S3, as `s3:name` in lower case, that are done to the account alone.

    They never stand in the policy of a bucket. Not those of other services: some of them are asked of an ARN
    all the same, as sns:ListTopics is of `arn:aws:sns:REGION:ACCOUNT:*`.

    >>> sorted(actions_without_resource())[:2]
    ['s3:createjob', 's3:createstoragelensgroup']
    """
    return frozenset(str(action).lower() for action in _s3_actions() if action.resource_types == ())


def _s3_actions() -> tuple[Action, ...]:
    s3 = find_service("s3")
    return tuple(s3.actions.values()) if s3 else ()


def find_call(name: str) -> tuple[str, str] | None:
    """Return an API call that is no action, as AWS spells it, and the action that it needs; else None.

    >>> find_call("S3:listobjectsv2")
    ('s3:ListObjectsV2', 's3:ListBucket')
    """
    prefix, _, call = name.partition(":")
    service = find_service(prefix)
    pair = service.calls.get(call.lower()) if service else None
    return (f"{service.prefix}:{pair[0]}", f"{service.prefix}:{pair[1]}") if service and pair else None


@cache
def keys_of_other_prefixes() -> Mapping[str, ContextKey]:
    """Return the condition keys with another prefix than their service's, by their names in lower case.

    Those with `aws:`, and for instance those of AWS STS about web identities: `graph.facebook.com:id`.
    """
    keys = {}
    for block in _blocks()[1].values():
        for name, value_type in re.findall(r"^key\t([^:\t]+:[^\t]+)\t(\S+)$", block, re.MULTILINE):
            keys[name.lower()] = ContextKey(name, value_type)
    return keys


# A form of ARN has `${BucketName}` where a name stands, a key `${TagKey}` or `<key>`.
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}|<[^>]*>")


def fixed_start(name: str) -> str:
    """Return what stands before a name's first placeholder: `s3:ExistingObjectTag/` of `…/<key>`."""
    return _PLACEHOLDER.split(name, maxsplit=1)[0]


def matches_placeholders(name: str, text: str) -> bool:
    """Tell whether a text is a name with something in each of its placeholders.

    >>> matches_placeholders("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/team")
    True
    """
    return re.fullmatch(".+".join(map(re.escape, _PLACEHOLDER.split(name))), text) is not None


# ------------------------------------------------------------------------------------------ similar names


def nearest_action(action: str) -> str:
    """Return the action of the same service whose name is spelled most alike; "" if none is near.

    >>> nearest_action("s3:GetObjct")
    's3:GetObject'
    """
    service, _, name = action.partition(":")
    names = {known_name.lower(): known_name for known_name in actions_of(service)}
    nearest = nearest_name(name.strip().replace("*", ""), names, cutoff=0.7)
    return f"{service}:{names[nearest]}" if nearest else ""


def nearest_service(action: str) -> str:
    """Return the service that is probably meant by an action of an unknown one; "" if none is near.

    Of the services that have an action of this name, the one that is spelled most alike, if they are few or
    it is near; else the one of all services that is near.

    >>> nearest_service("dyanmodb:PutItem"), nearest_service("cloudwatchlogs:PutLogEvents")
    ('dynamodb', 'logs')
    """
    prefix, _, name = action.strip().lower().partition(":")
    candidates = _services_with_action(name)
    # The command line's s3api, elbv2 and logs are like no prefix, so what they are called with must do.
    is_certain = 0 < len(candidates) <= _FEW
    nearest = nearest_name(prefix, candidates, cutoff=0.0 if is_certain else 0.6)
    return nearest or nearest_name(prefix, services(), cutoff=0.6)


_FEW = 3


def _services_with_action(name: str) -> list[str]:
    names = _all_names()[1]
    ends = (match.start() for match in re.finditer(re.escape(f":{name}\n"), names)) if name else ()
    return [names[names.rindex("\n", 0, end) + 1 : end] for end in ends]


def nearest_name(name: str, names: Iterable[str], *, cutoff: float) -> str:
    """Return the name that is spelled most alike, all in lower case; "" if none is near."""
    # Cut, because difflib's time grows with the square of the length. Sorted, so that equals have one order.
    close = difflib.get_close_matches(name.lower()[:80], sorted(names), n=1, cutoff=cutoff)
    return close[0] if close else ""


@cache
def _all_names() -> tuple[str, str]:
    """Return the names of all actions as lines, and the same in lower case."""
    lines = []
    for prefix, block in _blocks()[1].items():
        names = (line.partition("\t")[0] for line in block.split("\n")[1:])
        lines += [f"{prefix}:{name}" for name in names if name not in _OTHER_LINES]
    text = "\n".join(["", *lines, ""])
    return text, text.lower()


_OTHER_LINES = frozenset({"key", "type", "call"})


def complete_action(text: str, limit: int = 20) -> tuple[str, ...]:
    """Return actions for what somebody has typed: those that begin with it, then those that contain it.

    An action begins with a text of which its name, without the service, does. Case does not matter. To find
    20 of 22,000 takes less than a millisecond, the first time 30 ms.

    >>> complete_action("s3:GetBucketA", 2)
    ('s3:GetBucketAbac', 's3:GetBucketAcl')
    >>> complete_action("getcalleridentity")
    ('sts:GetCallerIdentity',)
    """
    names, lower_names = _all_names()
    typed = text.strip().lower()
    completions: dict[str, None] = {}
    for sought in (f"\n{typed}", f":{typed}", typed) if typed else ():
        index = lower_names.find(sought)
        while index >= 0 and len(completions) < limit:
            end = lower_names.index("\n", index + 1)
            completions[names[lower_names.rindex("\n", 0, end) + 1 : end]] = None
            index = lower_names.find(sought, end)
    return tuple(completions)
