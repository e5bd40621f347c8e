"""Accounts, policies and requests made by Hypothesis, from words so few that they often meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

import iamsim
from iamsim.account import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    User,
    build_account,
)
from iamsim.decision import EvaluationResult
from iamsim.policy import PolicyDocument
from iamsim.policy.conditions import OPERATORS

NUMBER = "123456789012"
ARN, STS = f"arn:aws:iam::{NUMBER}", f"arn:aws:sts::{NUMBER}"
ROOT = f"{ARN}:root"
USERS, GROUPS, ROLES, POLICIES = (
    ("ana", "Bob"),
    ("Web", "Ops", "Freeze"),
    ("Dev", "Audit"),
    ("P1", "P2", "P3"),
)

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:GetUser", "S3:getobject")
ACTION_PATTERNS = (*ACTIONS[:3], "*", "s3:*", "S3:Get*", "*:Get*", "s3:?etObject", "s3:${aws:username}")
RESOURCES = (
    "*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/ana/k",
    "arn:aws:s3:::b/x/k",
    f"{ARN}:user/ana",
    "nonsense",
)
RESOURCE_PATTERNS = (
    *RESOURCES, "arn:aws:s3", "arn:aws:s3:::b*", "arn:aws:s3:::?/*/k", "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}/k", "arn:aws:s3:::b/${*}/k", "${k}", "${none}",
)  # fmt: skip
VALUES = (
    "",
    "a",
    "A",
    "ab",
    "true",
    "5",
    "5.0",
    "-1e2",
    "2026-01-01",
    "1767225600",
    "203.0.113.7",
    "YQ==",
    ROOT,
    f"{ARN}:user/ana",
)
WANTED = (
    *VALUES,
    "*",
    "a*",
    "?",
    "203.0.113.0/24",
    "::/0",
    "arn:aws:*:*:*:*",
    "${aws:username}",
    "${k}",
    "${none, 'a'}",
    "false",
)
KEYS = ("k", "K", "m", "aws:username", "aws:PrincipalTag/Team", "aws:PrincipalArn")

names = st.sampled_from


def some(words: tuple[str, ...], *more: Any) -> st.SearchStrategy[Any]:
    """One of the words, or a list of one or two; or one of more values. Chosen from a table, that is quick."""
    return names((*words, *more, *([word] for word in words), *map(list, permutations(words, 2))))


def few(things: Sequence[Any], least: int = 0, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of the things, each once, in any order."""
    return names([some for count in range(least, most + 1) for some in permutations(things, count)])


operators = st.builds(
    lambda prefix, name, suffix: f"{prefix}{name}{suffix if name != 'Null' else ''}",
    names(("", "", "ForAllValues:", "ForAnyValue:")), names(tuple(OPERATORS)), names(("", "IfExists")),
)  # fmt: skip
condition_values = some(WANTED, True, False, 0, 5, -100, [])
conditions = st.dictionaries(
    operators, st.dictionaries(names(KEYS), condition_values, min_size=1, max_size=2), max_size=2
)
principals = st.just("*") | st.fixed_dictionaries(
    {
        "AWS": some(
            (
                "*",
                NUMBER,
                ROOT,
                f"{ARN}:user/ana",
                f"{ARN}:role/Dev",
                f"{STS}:assumed-role/Dev/s",
                f"{ARN}:group/Web",
            )
        )
    }
)
contexts = st.dictionaries(names(KEYS[:5]), some(VALUES, None, True, False, []), max_size=3)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None, *, named: bool = False) -> dict[str, Any]:
    """One statement; most of them plain, so that something is often allowed."""
    made: dict[str, Any] = {"Effect": effect or draw(names(("Allow", "Allow", "Deny")))}
    if named:
        made[draw(names(("Principal", "Principal", "Principal", "NotPrincipal")))] = draw(principals)
    if draw(names((True, True, False))):
        return made | {"Action": draw(names(("*", "*", "s3:*", "s3:GetObject"))), "Resource": "*"}
    made[draw(names(("Action", "Action", "NotAction")))] = draw(some(ACTION_PATTERNS))
    made[draw(names(("Resource", "Resource", "NotResource")))] = draw(some(RESOURCE_PATTERNS))
    if draw(st.booleans()):
        made["Condition"] = draw(conditions)
    return made


def document(listed: Any, version: str = "2012-10-17") -> dict[str, Any]:
    """A policy of one statement or of a list of them."""
    return {"Version": version, "Statement": listed}


FULL = document({"Effect": "Allow", "Action": "*", "Resource": "*"})


def documents(*, named: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A policy of one or two statements, mostly of today's Version."""
    listed = st.lists(statements(named=named), min_size=1, max_size=2)
    return st.builds(document, listed | listed.map(lambda many: many[0]), versions)


versions = names(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"))
pools = st.lists(statements(), min_size=2, max_size=4)
"""Statements are what takes long to make: all policies of one account are put together from these few."""


def from_pool(pool: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A policy of up to three of these statements."""
    return st.builds(document, names(pool) | st.lists(names(pool), min_size=1, max_size=3), versions)


ARNS = tuple(f"{ARN}:policy/{name}" for name in POLICIES)
boundaries = names((None, None, *ARNS))
tags = names(((), (("Team", "a"),), (("Team", "ab"),), (("x", "a"), ("Team", "a"))))


@st.composite
def accounts(draw: st.DrawFn, pool: list[dict[str, Any]] | None = None) -> Account:
    """An account of two users, three groups, two roles and three managed policies of up to three versions."""
    made = draw(st.lists(from_pool(pool or draw(pools)), min_size=4, max_size=4))
    parsed = [PolicyDocument.parse(one) for one in (*made, FULL)]
    trust = PolicyDocument.parse(iamsim.allow("sts:AssumeRole"))
    inline = few([InlinePolicy(f"own-{n}", one) for n, one in enumerate(parsed)])

    def managed(name: str) -> ManagedPolicy:
        documents = draw(few(parsed, 1, 3))
        versions = tuple(PolicyVersion(f"v{n}", one) for n, one in enumerate(documents, 1))[::-1]
        default = draw(names([version.version_id for version in versions]))
        return ManagedPolicy(name, f"{ARN}:policy/{name}", versions, default, newest_version=len(versions))

    def user(name: str) -> User:
        return User(
            name, f"{ARN}:user/{name}", f"AIDA{name}", groups=draw(few(GROUPS, 0, 3)), inline=draw(inline),
            attached=draw(few(ARNS)), boundary=draw(boundaries), tags=draw(tags),
        )  # fmt: skip

    def group(name: str) -> Group:
        return Group(name, f"{ARN}:group/{name}", inline=draw(inline), attached=draw(few(ARNS)))

    def role(name: str) -> Role:
        return Role(
            name, f"{ARN}:role/{name}", trust, f"AROA{name}", inline=draw(inline),
            attached=draw(few(ARNS)), boundary=draw(boundaries), tags=draw(tags),
        )  # fmt: skip

    return build_account(NUMBER, map(user, USERS), map(group, GROUPS), map(role, ROLES), map(managed, POLICIES))


@dataclass(frozen=True)
class Question:
    """A request in an account, with what stands outside the account."""

    account: Account
    who: str
    action: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)
    scps: tuple[tuple[Any, ...], ...] = ()
    resource_policy: Any = None

    def answer(self, **changes: Any) -> EvaluationResult:
        """What the simulator answers, with some of it changed."""
        asked = replace(self, **changes)
        return iamsim.simulate(
            asked.account, asked.who, asked.action, asked.resource, asked.context,
            scps=asked.scps, resource_policy=asked.resource_policy,
        )  # fmt: skip


callers = names((*USERS, *USERS, f"{STS}:assumed-role/Dev/s", f"{ARN}:role/Audit", ROOT))


@st.composite
def questions(draw: st.DrawFn, who: st.SearchStrategy[str] = callers) -> Question:
    """Requests of all kinds of callers; half without SCPs or with harmless ones, half without a resource's policy."""
    pool = draw(pools)
    level = st.just((FULL,)) | st.tuples(from_pool(pool)) | st.tuples(st.just(FULL), from_pool(pool))
    return Question(
        draw(accounts(pool)), draw(who), draw(names(ACTIONS)), draw(names(RESOURCES)), draw(contexts),
        draw(st.just(()) | st.lists(level, max_size=2).map(tuple)), draw(st.none() | documents(named=True)),
    )  # fmt: skip
