"""The actions of AWS's services, read from the packaged table `actions.csv` when first asked for.

The table has a line for each action: its service, its name, the types of its resources (`*`: it has none and
wants `"Resource": "*"`; empty: not recorded) and the API calls that need it under another name.

Source: Service Authorization Reference, one page for each service; Amazon S3 User Guide, "Required
permissions for Amazon S3 API operations". AWS adds actions each week: an action that is not in the table may
be new, and of a service that is not in it nothing is known.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Action(NamedTuple):
    """A line of the table."""

    service: str
    name: str
    resource_types: tuple[str, ...]
    api_calls: tuple[str, ...]

    @classmethod
    def parse(cls, row: Mapping[str, str]) -> Action:
        """Read a line of the table; lists are separated by spaces."""
        # By name, so that the table can have more columns.
        types, calls = row["resource_types"].split(), row["api_calls"].split()
        return cls(row["service"], row["name"], tuple(types), tuple(calls))


# Read once and only when asked for: 5 ms for 2,000 lines, which `import iamsim` need not wait for.
@cache
def _table() -> tuple[Action, ...]:
    text = files(__package__).joinpath("actions.csv").read_text(encoding="utf-8")
    return tuple(map(Action.parse, csv.DictReader(text.splitlines())))


# Each of these is asked for every Action of a policy, so the sets are kept as well.
@cache
def services() -> frozenset[str]:
    """Return the services whose actions are known, as actions are prefixed: `s3`, `logs`."""
    return frozenset(action.service for action in _table())


@cache
def actions_of(service: str) -> frozenset[str]:
    """Return the names of a service's actions; none of a service that is not known. Case does not matter.

    >>> "GetCallerIdentity" in actions_of("sts")
    True
    """
    return frozenset(action.name for action in _table() if action.service == service.lower())


@cache
def s3_actions_on(resource_type: str) -> frozenset[str]:
    """Return the names of Amazon S3's actions on a `bucket` or on an `object`.

    >>> "ListBucket" in s3_actions_on("object")
    False
    """
    return frozenset(
        action.name
        for action in _table()
        if action.service == "s3" and resource_type in action.resource_types
    )


@cache
def actions_without_resource() -> frozenset[str]:
    """Return the actions, as `service:name` in lower case, that are done to no resource but the account.

    So far recorded for Amazon S3 alone. They never stand in the policy of a bucket.

    >>> sorted(actions_without_resource())[:2]
    ['s3:createjob', 's3:createstoragelensgroup']
    """
    return frozenset(
        f"{action.service}:{action.name}".lower() for action in _table() if "*" in action.resource_types
    )


@cache
def actions_of_calls() -> Mapping[str, str]:
    """Return the API calls that are no action, each with the action that it needs.

    >>> actions_of_calls()["s3:ListObjectsV2"]
    's3:ListBucket'
    """
    return MappingProxyType(
        {
            f"{action.service}:{call}": f"{action.service}:{action.name}"
            for action in _table()
            for call in action.api_calls
        }
    )


@cache
def _actions_by_lower_call() -> Mapping[str, tuple[str, str]]:
    return MappingProxyType({call.lower(): (call, action) for call, action in actions_of_calls().items()})


def find_call(name: str) -> tuple[str, str] | None:
    """Return an API call that is no action, as AWS spells it, and the action that it needs; else None.

    >>> find_call("S3:listobjectsv2")
    ('s3:ListObjectsV2', 's3:ListBucket')
    """
    return _actions_by_lower_call().get(name.lower())


def nearest_action(action: str) -> str:
    """Return the action of the same service whose name is spelled most alike; "" if none is near.

    >>> nearest_action("s3:GetObjct")
    's3:GetObject'
    """
    service, _, name = action.partition(":")
    names = {known_name.lower(): known_name for known_name in actions_of(service)}
    # Cut, because difflib's time grows with the square of the length.
    close = difflib.get_close_matches(name.strip().lower().replace("*", "")[:80], names, n=1, cutoff=0.7)
    return f"{service}:{names[close[0]]}" if close else ""
