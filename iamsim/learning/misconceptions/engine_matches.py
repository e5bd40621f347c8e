"""Engines that are wrong about which statements match a request: `match` is replaced.

sources, request → of each source the statements that match, each with its policy
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from iamsim.account import Source
from iamsim.decision import Engine, Match, match
from iamsim.learning.misconceptions.engine_sources import ALLOW_ALL
from iamsim.learning.scenario import Scenario
from iamsim.policy import ConditionElement, Request, Statement

BUCKET_ARN = "arn:aws:s3:::"


def match_if(matches: Callable[[Statement, Request], bool]) -> Engine:
    """Return an engine with its own test of whether a statement matches."""

    def match_statements(sources: Sequence[Source], request: Request) -> list[Match]:
        return [
            Match(
                source,
                [
                    (policy, statement)
                    for policy in source.policies
                    for statement in policy.document.statements
                    if matches(statement, request)
                ],
            )
            for source in sources
        ]

    return Engine(match=match_statements)


def match_bucket_for_object(statement: Statement, request: Request) -> bool:
    """BUCKET_FOR_OBJECT: what names the bucket matches the objects in it."""
    # A bucket and its objects are two resource types with two ARNs (list_amazons3); IAM compares only the
    # one that the request names.
    bucket = replace(request, resource=request.resource.partition("/")[0])
    is_s3 = request.resource.startswith(BUCKET_ARN)
    return statement.matches(request) or (is_s3 and statement.matches(bucket))


def match_prefix_as_name(statement: Statement, request: Request) -> bool:
    """PREFIX_IS_NAME: the text before a * is the bucket's whole name."""
    bucket = request.resource.partition("/")[0]
    patterns = [result.pattern or "" for result in statement.results(request) if result.name == "Resource"]
    prefixes = [
        pattern[:-1]
        for pattern in patterns
        if pattern.startswith(BUCKET_ARN) and pattern.endswith("*") and "/" not in pattern
    ]
    # A * stands for any characters (reference_policies_elements_resource), so that `site*` also matches the
    # bucket `site-logs`. The idea only takes matches away.
    return statement.matches(request) and all(prefix in {BUCKET_ARN, bucket} for prefix in prefixes)


def match_missing_key_as_false(statement: Statement, request: Request) -> bool:
    """MISSING_KEY_IS_FALSE: a key that the request lacks has the value false, or an empty text."""
    # A condition about a missing key is not true, but for negated operators and for IfExists
    # (reference_policies_elements_condition_operators). Null asks for nothing else than a missing key.
    lines = [element.condition for element in statement.elements if isinstance(element, ConditionElement)]
    missing = {
        line.key: "false" if line.operator.name == "Bool" else ""
        for line in lines
        if line.key not in request.context and line.operator.name != "Null"
    }
    return statement.matches(replace(request, context={**missing, **request.context}))


def match_if_exists_as_required(statement: Statement, request: Request) -> bool:
    """IF_EXISTS_IS_REQUIRED: a condition with IfExists is true only of a request that has the key."""
    lines = [element.condition for element in statement.elements if isinstance(element, ConditionElement)]
    # The idea only takes matches away; AWS counts such a condition as true where the key is missing.
    return statement.matches(request) and all(
        line.key in request.context for line in lines if line.operator.if_exists
    )


def match_failed_allow_as_deny(sources: Sequence[Source], request: Request) -> list[Match]:
    """CONDITION_ON_ALLOW_IS_A_DENY: an Allow that only its condition keeps from matching is a Deny."""
    # An Allow whose condition is not true does not match, and says nothing (reference_policies_evaluation-
    # logic_policy-eval-denyallow): another Allow may still allow the request.
    matches = match(sources, request)
    for source, statements in matches:
        statements += [
            (policy, replace(statement, effect="Deny"))
            for policy in source.policies
            for statement in policy.document.statements
            if not statement.denies and only_a_condition_fails(statement, request)
        ]
    return matches


def only_a_condition_fails(statement: Statement, request: Request) -> bool:
    """Tell whether a statement fails on its conditions, and on nothing else."""
    failed = [element for element in statement.elements if not element.accepts(request)]
    return bool(failed) and all(isinstance(element, ConditionElement) for element in failed)


def creator_may_all(scenario: Scenario, _time: str) -> Engine:
    """CREATOR_OWNS: for the user who made the resource, one more Allow."""

    def match_creator(sources: Sequence[Source], request: Request) -> list[Match]:
        matches = match(sources, request)
        creator = scenario.creators.get(request.resource)
        # The last part of a user's ARN is its name, also where the ARN has a path.
        if creator and request.principal.rpartition("/")[2] == creator:
            allow_all = [(ALLOW_ALL, statement) for statement in ALLOW_ALL.document.statements]
            matches = [*matches, Match(Source("user", creator, (ALLOW_ALL,)), allow_all)]
        return matches

    return Engine(match=match_creator)
