"""The context keys that nobody gave: which of them decide a request, and values with which it is allowed.

    a request, keys that are unknown → the cases of the request → the keys by which its decision is another

Where the cases are not certain to be all there are (several wildcards about one key, many keys), every key
that a statement may need counts as deciding: what depends on an unknown key is never taken for certain.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import islice

from iamsim.account import Caller, User
from iamsim.decision.cases import Exploration, explore, spelled
from iamsim.decision.layers import Layers
from iamsim.policy import ConditionElement, ContextValue, Request

OTHER_VALUE = "(another value)"
"""Stands for a value of a key where many do, none of which a policy names."""
MAX_TRIALS = 2_000
"""How many combinations of values are tried: 50 µs each."""
# Nobody can send these along: AWS sets them when a service, and not a person, makes the request.
_KEYS_OF_SERVICES = {
    "aws:assumedroot",
    "aws:ismcpserviceaction",
    "aws:principalisawsservice",
    "aws:viaawsmcpservice",
    "aws:viaawsservice",
}


class UnknownKeys:
    """The keys that a request may carry or not, as far as anybody knows: `key in unknown`, in lower case.

    Known are the keys that somebody gave, also as missing (None), and those that IAM fills in by itself: a
    user's name and tags, for example. A session may have tags that its role has not.
    """

    def __init__(self, caller: Caller, stated: Iterable[str]) -> None:
        self._filled = Request(caller.arn, "", "", caller.context).context
        self._stated = {key.lower() for key in stated}
        self._is_session = caller.identity is not None and not isinstance(caller.identity, User)

    def __contains__(self, key: object) -> bool:
        """Tell whether a key, in lower case, is unknown."""
        if key in self._stated or key in self._filled:
            return False
        if str(key).startswith("aws:principaltag/"):
            return self._is_session
        # What a principal of another kind lacks is missing for certain. The unique id is an exception: an
        # account made in Python has none, and AWS always has one.
        return key not in {"aws:username", "aws:principalarn", "aws:principalaccount", "aws:principaltype"}


def deciding_keys(layers: Layers, request: Request, unknown_keys: Container[str]) -> tuple[str, ...]:
    """Return the unknown keys with which the decision would be another, as the policies spell them."""
    exploration = _explore(layers, request, unknown_keys)
    if len({exploration.result(state).decision for state in exploration.states}) == 1:
        return ()
    keys = exploration.keys_that_matter(lambda result: result.decision)
    return spelled(keys, exploration.open_statements)


def allowing_values(layers: Layers, request: Request, unknown_keys: Container[str]) -> dict[str, str]:
    """Return the fewest values of unknown keys with which a request is allowed, by key as policies spell it.

    Each was tried; empty if none of those tried allows it. OTHER_VALUE is for a value that no policy names.
    """
    exploration = _explore(layers, request, unknown_keys)
    for values, result in islice(exploration.results_with_added_values(), MAX_TRIALS):
        added = {key: value for key, value in values.items() if value is not None}
        # A set of several values is passed over: nobody could be shown which of them counts.
        texts = {key: text for key, value in added.items() if (text := _single_text(value)) is not None}
        if result.allowed and len(texts) == len(added) and _KEYS_OF_SERVICES.isdisjoint(texts):
            keys = spelled(texts, exploration.open_statements)
            return {
                key: _named_value(text, exploration, lower)
                for key, (lower, text) in zip(keys, texts.items(), strict=True)
            }
    return {}


def _explore(layers: Layers, request: Request, unknown_keys: Container[str]) -> Exploration:
    return explore(request, layers, lambda key: key in unknown_keys)


def _single_text(value: ContextValue) -> str | None:
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else None


def _named_value(text: str, exploration: Exploration, key: str) -> str:
    """Return a value that a condition or the resource names; OTHER_VALUE for another one."""
    if text in {"true", "false"}:
        return text  # there is no third value, and a Deny names the other one
    for entry in exploration.open_statements:
        for element, keys in entry.elements:
            if key in keys and (not isinstance(element, ConditionElement) or text in element.expected):
                return text
    return OTHER_VALUE
