"""Advice about Action and NotAction: names that are none, and a NotAction that allows the rest of AWS.

Source: IAM User Guide, reference_policies_elements_action and reference_policies_elements_notaction; Service
Authorization Reference.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache

from iamsim.aws.actions import actions_of, services
from iamsim.aws.quotas import API_NAMES
from iamsim.check.seen import Advice, Look, Seen
from iamsim.policy import Pattern

_CALLS = {call.lower(): action for call, action in API_NAMES.items()}


@lru_cache(1024)
def matched(text: str) -> frozenset[str]:
    """The names of actions that we know and that an Action stands for, whatever its case.

    >>> sorted(matched("SQS:*queues"))
    ['ListDeadLetterSourceQueues', 'ListQueues']
    """
    service, _, name = text.lower().partition(":")
    fits = Pattern.parse(name, variables=False).fits
    return frozenset(known for known in actions_of(service) if fits(known.lower(), {}))


def _names_that_are_none(seen: Seen) -> Iterator[Advice]:
    page = "reference_policies_elements_action"
    for element, does in (("Action", seen.verb), ("NotAction", "excepts")):
        for text in seen.values(element):
            service, _, name = text.partition(":")
            if service.lower() not in services() or matched(text):
                continue
            call = _CALLS.get(text.lower())
            if call:
                happens = f"{text} is the name of a call and no action, so it {does} nothing"
                yield seen.advice("call-not-action", element, happens, call, page)
            else:
                happens = f"{text} is no action of {service} that we know, so it {does} nothing"
                yield seen.advice("no-such-action", element, happens, _nearest(service, name), page)


def _nearest(service: str, name: str) -> str:
    by_folded = {known.lower(): known for known in actions_of(service)}
    meant = name.strip().lower().replace("*", "")[:80]
    close = difflib.get_close_matches(meant, by_folded, n=1, cutoff=0.7)
    if close:
        return f"{service}:{by_folded[close[0]]}"
    return f"an action that the Service Authorization Reference has of {service}"


def _allow_not_action(seen: Seen) -> Iterator[Advice]:
    if seen.allows and seen.kind != "scp" and seen.has("NotAction"):
        yield seen.advice(
            "allow-not-action",
            "NotAction",
            "it allows all other actions of all services, also those that are still to come",
            "Action with the list of what is needed",
            "reference_policies_elements_notaction",
        )


LOOKS: tuple[Look, ...] = (_names_that_are_none, _allow_not_action)
