"""The playground's challenges, read from exercises/challenges.toml.

    load_challenges() → for each: Challenge, its solutions and wrong tries as calls

A new challenge needs no Python: the situation is written as in a lesson's file, and the simulator judges.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from iamsim.account import Account
from iamsim.aws.errors import ClientError
from iamsim.learning.questions import exercises
from iamsim.learning.questions.toml_reader import OneOf, key_named, place, read
from iamsim.learning.scenario import (
    ScenarioError,
    apply_event,
    check_context_keys,
    parse_event,
    parse_scenario,
)
from iamsim.widgets.account_builder import RULES, Challenge, Goal, Wanted

FILE = "challenges.toml"
Calls: TypeAlias = tuple[Any, ...]
"""IAM's calls, each a list of its name and its parameters, in the order of `scenario.CALLS`."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The keys of one challenge in the file."""

    id: str
    lesson: str
    title: str
    story: str
    resource: str
    users: Mapping[str, Any]
    want: tuple[Any, ...]
    solutions: tuple[Any, ...]
    groups: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Annotated[str, OneOf(RULES)], ...] = ()
    wrong: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    challenges: tuple[_Table, ...] = field(metadata=key_named("challenge"))


@dataclass(frozen=True, slots=True)
class CourseChallenge:
    """A challenge, the lesson after which it can be solved, and calls that solve it or do not."""

    challenge: Challenge
    lesson: str
    solutions: tuple[Calls, ...]
    wrong: tuple[Calls, ...]  # what somebody may try first, and why it is not enough shows in the table


def load_challenges(path: Path | None = None, *, lesson: str = "") -> tuple[CourseChallenge, ...]:
    """Read all challenges, or those of a lesson, in the order of the file; by default the course's own.

    Raises ValueError that says in which challenge what is wrong.
    """
    path = path or exercises.folder() / FILE
    challenges = []
    for table in _tables(path):
        # To try the solutions of all takes a second in a browser.
        if lesson in ("", table.lesson):
            with place(f"{path.name}: {table.id}"):
                challenges.append(_parse(table))
    return tuple(challenges)


def challenges_by_lesson() -> dict[str, list[str]]:
    """Return the ids of each lesson's challenges, in the order of the file. Raises as `load_challenges`."""
    ids: dict[str, list[str]] = {}
    for table in _tables(exercises.folder() / FILE):
        ids.setdefault(table.lesson, []).append(table.id)
    return ids


def _tables(path: Path) -> tuple[_Table, ...]:
    try:
        return read(_File, tomllib.loads(path.read_text(encoding="utf-8"))).challenges
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def after_calls(account: Account, calls: Calls) -> Account:
    """Return the account after IAM's calls. Raises ScenarioError, or ClientError as the calls do."""
    events = (parse_event(number, ["00:00", *call]) for number, call in enumerate(calls, 1))
    return reduce(apply_event, events, account)


def _parse(table: _Table) -> CourseChallenge:
    account = parse_scenario({"users": table.users, "groups": table.groups}).account
    goals = tuple(_goals(table.want, table.resource))
    challenge = Challenge(table.id, table.title, table.story, account, goals, table.rules)
    # Each goes wrong here and not in front of a learner.
    for calls in (*table.solutions, *table.wrong):
        try:
            after_calls(account, calls)
        except ClientError as error:
            raise ScenarioError(str(error)) from None
    best = min((len(calls) for calls in table.solutions), default=0)
    return CourseChallenge(replace(challenge, best=best), table.lesson, table.solutions, table.wrong)


def _goals(want: Iterable[Any], resource: str) -> Iterable[Goal]:
    for number, words in enumerate(want, 1):
        if not isinstance(words, list) or not 3 <= len(words) <= 5:
            raise ScenarioError(f"want[{number}]: expected user, action, answer, resource, got {words!r:.60}")
        # What the request carries, a table of context keys, stands last.
        *texts, context = words if isinstance(words[-1], dict) else (*words, {})
        with place(f"want[{number}]"):
            check_context_keys(context)
        user, action, decision, asked_resource = (*texts, resource)[:4]
        if decision not in list(Wanted):
            expected = ", ".join(Wanted)
            raise ScenarioError(f"want[{number}]: expected one of {expected}, got {decision!r:.40}")
        yield Goal(user, action, asked_resource, Wanted(decision), context)
