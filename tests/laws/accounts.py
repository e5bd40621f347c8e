"""Accounts, policies and requests made by Hypothesis, from so few names and values that they often match."""

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

ACCOUNT_ID = "123456789012"
ARN, STS = f"arn:aws:iam::{ACCOUNT_ID}", f"arn:aws:sts::{ACCOUNT_ID}"
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
CONTEXT_VALUES = (
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
CONDITION_VALUES = (
    *CONTEXT_VALUES,
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
CONTEXT_KEYS = ("k", "K", "m", "aws:username", "aws:PrincipalTag/Team", "aws:PrincipalArn")

sampled_from = st.sampled_from


def one_or_several(texts: tuple[str, ...], *other_values: Any) -> st.SearchStrategy[Any]:
    """One of the texts, or a list of one or two of them, or one of the other values."""
    # From a table of all cases: Hypothesis takes longer to build a list than to pick one.
    lists = map(list, permutations(texts, 2))
    return sampled_from((*texts, *other_values, *([text] for text in texts), *lists))


def subsets(items: Sequence[Any], min_size: int = 0, max_size: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of the items, each once, in any order."""
    return sampled_from(
        [subset for size in range(min_size, max_size + 1) for subset in permutations(items, size)]
    )


operators = st.builds(
    lambda prefix, name, suffix: f"{prefix}{name}{suffix if name != 'Null' else ''}",
    sampled_from(("", "", "ForAllValues:", "ForAnyValue:")), sampled_from(tuple(OPERATORS)), sampled_from(("", "IfExists")),
)  # fmt: skip
condition_values = one_or_several(CONDITION_VALUES, True, False, 0, 5, -100, [])
conditions = st.dictionaries(
    operators, st.dictionaries(sampled_from(CONTEXT_KEYS), condition_values, min_size=1, max_size=2), max_size=2
)
principals = st.just("*") | st.fixed_dictionaries(
    {
        "AWS": one_or_several(
            (
                "*",
                ACCOUNT_ID,
                ROOT,
                f"{ARN}:user/ana",
                f"{ARN}:role/Dev",
                f"{STS}:assumed-role/Dev/s",
                f"{ARN}:group/Web",
            )
        )
    }
)
contexts = st.dictionaries(sampled_from(CONTEXT_KEYS[:5]), one_or_several(CONTEXT_VALUES, None, True, False, []), max_size=3)


@st.composite
def statements(
    draw: st.DrawFn, effect: str | None = None, *, with_principal: bool = False
) -> dict[str, Any]:
    """One statement; two in three match any request for S3, so that something is often allowed."""
    statement: dict[str, Any] = {"Effect": effect or draw(sampled_from(("Allow", "Allow", "Deny")))}
    if with_principal:
        element = draw(sampled_from(("Principal", "Principal", "Principal", "NotPrincipal")))
        statement[element] = draw(principals)
    if draw(sampled_from((True, True, False))):
        action = draw(sampled_from(("*", "*", "s3:*", "s3:GetObject")))
        return statement | {"Action": action, "Resource": "*"}
    statement[draw(sampled_from(("Action", "Action", "NotAction")))] = draw(one_or_several(ACTION_PATTERNS))
    resource_element = draw(sampled_from(("Resource", "Resource", "NotResource")))
    statement[resource_element] = draw(one_or_several(RESOURCE_PATTERNS))
    if draw(st.booleans()):
        statement["Condition"] = draw(conditions)
    return statement


def document(statement: Any, version: str = "2012-10-17") -> dict[str, Any]:
    """A policy of one statement or of a list of them."""
    return {"Version": version, "Statement": statement}


ALLOW_ALL = document({"Effect": "Allow", "Action": "*", "Resource": "*"})


def documents(*, with_principal: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A policy of one or two statements, mostly of today's Version."""
    lists = st.lists(statements(with_principal=with_principal), min_size=1, max_size=2)
    return st.builds(document, lists | lists.map(lambda statements: statements[0]), versions)


versions = sampled_from(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"))
# Statements are what takes long to make: all policies of one account are put together from a few of them.
statement_pools = st.lists(statements(), min_size=2, max_size=4)


def documents_from(pool: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A policy of up to three statements of a pool."""
    return st.builds(document, sampled_from(pool) | st.lists(sampled_from(pool), min_size=1, max_size=3), versions)


ARNS = tuple(f"{ARN}:policy/{name}" for name in POLICIES)
boundaries = sampled_from((None, None, *ARNS))
tags = sampled_from(((), (("Team", "a"),), (("Team", "ab"),), (("x", "a"), ("Team", "a"))))


@st.composite
def accounts(draw: st.DrawFn, pool: list[dict[str, Any]] | None = None) -> Account:
    """An account of two users, three groups, two roles and three managed policies of up to three versions."""
    raw_documents = draw(st.lists(documents_from(pool or draw(statement_pools)), min_size=4, max_size=4))
    parsed = [PolicyDocument.parse(raw) for raw in (*raw_documents, ALLOW_ALL)]
    trust = PolicyDocument.parse(iamsim.allow("sts:AssumeRole"))
    inline = subsets([InlinePolicy(f"own-{number}", policy) for number, policy in enumerate(parsed)])

    def managed(name: str) -> ManagedPolicy:
        oldest_first = [PolicyVersion(f"v{number}", policy) for number, policy in enumerate(draw(subsets(parsed, 1, 3)), 1)]
        versions = tuple(oldest_first[::-1])
        default = draw(sampled_from([version.version_id for version in versions]))
        return ManagedPolicy(name, f"{ARN}:policy/{name}", versions, default, newest_version=len(versions))

    def user(name: str) -> User:
        return User(
            name, f"{ARN}:user/{name}", f"AIDA{name}", groups=draw(subsets(GROUPS, 0, 3)), inline=draw(inline),
            attached=draw(subsets(ARNS)), boundary=draw(boundaries), tags=draw(tags),
        )  # fmt: skip

    def group(name: str) -> Group:
        return Group(name, f"{ARN}:group/{name}", inline=draw(inline), attached=draw(subsets(ARNS)))

    def role(name: str) -> Role:
        return Role(
            name, f"{ARN}:role/{name}", trust, f"AROA{name}", inline=draw(inline),
            attached=draw(subsets(ARNS)), boundary=draw(boundaries), tags=draw(tags),
        )  # fmt: skip

    return build_account(ACCOUNT_ID, map(user, USERS), map(group, GROUPS), map(role, ROLES), map(managed, POLICIES))


@dataclass(frozen=True)
class Simulation:
    """A request in an account, with what stands outside the account."""

    account: Account
    principal: str
    action: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)
    scps: tuple[tuple[Any, ...], ...] = ()
    resource_policy: Any = None

    def run(self, **changes: Any) -> EvaluationResult:
        """Simulate the request, with some fields changed."""
        simulation = replace(self, **changes)
        return iamsim.simulate(
            simulation.account, simulation.principal, simulation.action, simulation.resource, simulation.context,
            scps=simulation.scps, resource_policy=simulation.resource_policy,
        )  # fmt: skip


callers = sampled_from((*USERS, *USERS, f"{STS}:assumed-role/Dev/s", f"{ARN}:role/Audit", ROOT))


@st.composite
def simulations(draw: st.DrawFn, callers: st.SearchStrategy[str] = callers) -> Simulation:
    """Requests of all kinds of callers; half without SCPs or with harmless ones, half without a resource's policy."""
    pool = draw(statement_pools)
    level = st.just((ALLOW_ALL,)) | st.tuples(documents_from(pool)) | st.tuples(st.just(ALLOW_ALL), documents_from(pool))
    return Simulation(
        draw(accounts(pool)), draw(callers), draw(sampled_from(ACTIONS)), draw(sampled_from(RESOURCES)), draw(contexts),
        draw(st.just(()) | st.lists(level, max_size=2).map(tuple)), draw(st.none() | documents(with_principal=True)),
    )  # fmt: skip
