"""Accounts, policies and requests made by Hypothesis, from words so few that they often meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

import iamsim
from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, PolicyVersion, Role, User, account_of
from iamsim.conditions import OPERATORS
from iamsim.policy import PolicyDocument
from iamsim.result import EvaluationResult

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
one_or_more = {"min_size": 1, "max_size": 3}


def some(words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """One of the words, or a list of them."""
    return names(words) | st.lists(names(words), **one_or_more)


operators = st.builds(
    lambda prefix, name, suffix: f"{prefix}{name}{suffix if name != 'Null' else ''}",
    names(("", "", "ForAllValues:", "ForAnyValue:")), names(tuple(OPERATORS)), names(("", "IfExists")),
)  # fmt: skip
condition_values = some(WANTED) | st.booleans() | st.integers(-9, 9) | st.just([])
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
contexts = st.dictionaries(
    names(KEYS[:5]),
    names(VALUES) | st.lists(names(VALUES), max_size=3) | st.none() | st.booleans(),
    max_size=3,
)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None, *, named: bool = False) -> dict[str, Any]:
    """One statement; half of them plain, so that something is often allowed."""
    made: dict[str, Any] = {"Effect": effect or draw(names(("Allow", "Allow", "Deny")))}
    if named:
        made[draw(names(("Principal", "Principal", "Principal", "NotPrincipal")))] = draw(principals)
    if draw(st.booleans()):
        return made | {"Action": draw(names(("*", "s3:*", "s3:GetObject"))), "Resource": "*"}
    made[draw(names(("Action", "Action", "NotAction")))] = draw(some(ACTION_PATTERNS))
    made[draw(names(("Resource", "Resource", "NotResource")))] = draw(some(RESOURCE_PATTERNS))
    if draw(st.booleans()):
        made["Condition"] = draw(conditions)
    return made


@st.composite
def documents(draw: st.DrawFn, *, named: bool = False) -> dict[str, Any]:
    """A policy of up to three statements, mostly of today's Version."""
    version = draw(names(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17")))
    listed = draw(st.lists(statements(named=named), **one_or_more))
    return {
        "Version": version,
        "Statement": listed[0] if len(listed) == 1 and draw(st.booleans()) else listed,
    }


parsed = documents().map(PolicyDocument.parse)
inline = st.lists(
    st.builds(InlinePolicy, names(("own", "more")), parsed), max_size=2, unique_by=lambda p: p.name
).map(tuple)
arns = tuple(f"{ARN}:policy/{name}" for name in POLICIES)
attached = st.lists(names(arns), max_size=2, unique=True).map(tuple)
boundaries = st.none() | st.none() | names(arns)
tags = st.lists(
    st.tuples(names(("Team", "x")), names(("a", "ab"))), max_size=2, unique_by=lambda tag: tag[0]
).map(tuple)


@st.composite
def managed(draw: st.DrawFn, name: str) -> ManagedPolicy:
    """A managed policy of up to three versions."""
    count = draw(st.integers(1, 3))
    versions = tuple(PolicyVersion(f"v{n}", draw(parsed)) for n in range(count, 0, -1))
    default = draw(names([version.version_id for version in versions]))
    return ManagedPolicy(name, f"{ARN}:policy/{name}", versions, default, newest_version=count)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """An account of two users, three groups, two roles and three managed policies."""
    groups = [
        Group(name, f"{ARN}:group/{name}", inline=draw(inline), attached=draw(attached)) for name in GROUPS
    ]
    users = [
        User(
            name, f"{ARN}:user/{name}", f"AIDA{name}", groups=tuple(draw(st.lists(names(GROUPS), max_size=3, unique=True))),
            inline=draw(inline), attached=draw(attached), boundary=draw(boundaries), tags=draw(tags),
        )
        for name in USERS
    ]  # fmt: skip
    trust = PolicyDocument.parse(iamsim.allow("sts:AssumeRole"))
    roles = [
        Role(name, f"{ARN}:role/{name}", trust, f"AROA{name}", inline=draw(inline), attached=draw(attached), boundary=draw(boundaries), tags=draw(tags))
        for name in ROLES
    ]  # fmt: skip
    return account_of(NUMBER, users, groups, roles, [draw(managed(name)) for name in POLICIES])


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
levels = st.lists(st.lists(documents(), min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)


def questions(who: st.SearchStrategy[str] = callers) -> st.SearchStrategy[Question]:
    """Requests of all kinds of callers; half of them without SCPs, half without a resource's policy."""
    return st.builds(
        Question, accounts(), who, names(ACTIONS), names(RESOURCES), contexts,
        st.just(()) | levels, st.none() | documents(named=True),
    )  # fmt: skip
