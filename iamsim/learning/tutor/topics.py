"""What is practised: topics, each with its ideas, the lesson that shows it, and when it is asked first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from iamsim.learning.misconceptions import ENGINES


class Topic(NamedTuple):
    """One topic of practice."""

    name: str
    sentence: str  # what somebody can do who has mastered it
    lesson: str  # the number of the lesson to read again
    ideas: tuple[str, ...]  # the ids of its misconceptions
    level: int  # how large an account its first questions need: 1–3
    kinds: tuple[str, ...]  # the kinds of accounts that are about it


_TOPICS = (
    Topic(
        "groups",
        "You know whose policies IAM reads for a user in groups.",
        "04",
        ("ALL_GROUPS", "FIRST_GROUP_ONLY", "LAST_GROUP_ONLY", "NO_INHERIT", "INTERSECTION"),
        1,
        ("groups",),
    ),
    Topic(
        "silence",
        "You can tell a Deny from a missing Allow.",
        "01",
        ("DEFAULT_ALLOW", "IMPLICIT_IS_EXPLICIT", "SILENCE_IS_DENY_FOREVER"),
        1,
        ("silence",),
    ),
    Topic(
        "own policies",
        "You know what a user's own policy does beside the policies of the groups.",
        "05",
        ("NO_DIRECT", "USER_REPLACES", "USER_OVERRIDES", "UNIX_FIRST_MATCH"),
        1,
        ("own",),
    ),
    Topic(
        "deny",
        "You know which statement decides where an Allow and a Deny match.",
        "08",
        (
            "ALLOW_WINS",
            "MAJORITY_WINS",
            "LAST_WINS",
            "FIRST_WINS",
            "LAST_IN_TEXT",
            "MOST_SPECIFIC",
            "DENY_KILLS_USER",
        ),
        2,
        ("deny",),
    ),
    Topic(
        "resources",
        "You can say which buckets and objects an ARN in a policy means.",
        "03",
        ("BUCKET_FOR_OBJECT", "PREFIX_IS_NAME"),
        2,
        ("bucket", "prefix"),
    ),
    Topic(
        "people",
        "You know that owning, making and signing in give no permission and take none.",
        "09",
        ("ROOT_IS_USER", "CREATOR_OWNS", "PASSWORD_OFF_IS_LOCKED_OUT"),
        2,
        ("owner", "maker", "key"),
    ),
    Topic("time", "You know from when on a change counts.", "07", ("RELOGIN", "COPIED"), 2, ("time",)),
    Topic(
        "ceilings",
        "You know what an SCP can do and what it cannot.",
        "09",
        ("SCP_GRANTS", "SCP_ALONE", "POLICY_BEATS_SCP"),
        2,
        ("scp",),
    ),
    Topic(
        "conditions",
        "You know when a statement with a condition matches.",
        "13",
        ("MISSING_KEY_IS_FALSE", "IF_EXISTS_IS_REQUIRED", "CONDITION_ON_ALLOW_IS_A_DENY"),
        2,
        ("mfa",),
    ),
)


def _with_engines(topic: Topic) -> Topic:
    return topic._replace(ideas=tuple(idea for idea in topic.ideas if idea in ENGINES))


TOPICS: Mapping[str, Topic] = {
    topic.name: _with_engines(topic) for topic in _TOPICS if any(idea in ENGINES for idea in topic.ideas)
}
"""Topic by name, in the order of the course; only ideas that have an engine, as nothing else can be asked."""

TOPIC_OF: Mapping[str, str] = {idea: topic.name for topic in TOPICS.values() for idea in topic.ideas}
"""The topic of each idea."""

TOPIC_OF_KIND: Mapping[str, str] = {kind: topic.name for topic in TOPICS.values() for kind in topic.kinds}
"""The topic of each kind of account."""

IDEAS: tuple[str, ...] = tuple(TOPIC_OF)
"""Every idea that is practised."""


def ideas_of(topics: Iterable[str]) -> tuple[str, ...]:
    """Return the ideas of topics, in the order of `IDEAS`."""
    names = set(topics)
    return tuple(idea for idea in IDEAS if TOPIC_OF[idea] in names)
