"""Engines that are wrong about what the matching statements say: `decide` is replaced.

    matching statements → allowed, denied by a Deny, or allowed by nobody

Each departs in one way from IAM's rule: a Deny that matches decides, else an Allow, else nobody allowed it
(reference_policies_evaluation-logic_policy-eval-denyallow).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from iamsim.account import Policy, Source
from iamsim.decision import Effect, Engine, Match, Verdict, decide
from iamsim.learning.scenario import OWN, Scenario
from iamsim.policy import Statement


class MatchedStatement(NamedTuple):
    """A statement that matches the request, its policy, and the user or group that has the policy."""

    source: Source
    policy: Policy
    statement: Statement


def matched_statements(matches: Iterable[Match]) -> list[MatchedStatement]:
    """Return the statements that match, one by one."""
    return [
        MatchedStatement(source, policy, statement)
        for source, pairs in matches
        for policy, statement in pairs
    ]


def decide_from(statements: Iterable[MatchedStatement]) -> Verdict:
    """Decide as IAM does, from these statements alone."""
    return decide([Match(source, [(policy, statement)]) for source, policy, statement in statements])


def decide_own_first(matches: Sequence[Match]) -> Verdict:
    """USER_OVERRIDES: the user's own statements if one matches, else all."""
    own = decide([match for match in matches if match.source.kind == "user"])
    return decide(matches) if own.effect is Effect.IMPLICIT_DENY else own


def decide_any_allow(matches: Sequence[Match]) -> Verdict:
    """ALLOW_WINS: an Allow if one matches."""
    allows = [matched for matched in matched_statements(matches) if not matched.statement.denies]
    return decide_from(allows) if allows else decide(matches)


def decide_majority(matches: Sequence[Match]) -> Verdict:
    """MAJORITY_WINS: more Allows than Denies."""
    statements = matched_statements(matches)
    allows = [matched for matched in statements if not matched.statement.denies]
    # A tie goes to IAM's rule, where the Deny decides.
    return decide_from(allows) if 2 * len(allows) > len(statements) else decide(matches)


def decide_last_in_text(matches: Sequence[Match]) -> Verdict:
    """LAST_IN_TEXT: of each policy, the last statement that matches."""
    # A dict keeps the last value of a key. The key has the source too, as policies of two groups may have
    # one name.
    last = {
        (matched.source.kind, matched.source.name, matched.policy.name): matched
        for matched in matched_statements(matches)
    }
    return decide_from(last.values())


def decide_intersection(matches: Sequence[Match]) -> Verdict:
    """INTERSECTION: an Allow from every user and group that has a policy."""
    # IAM's own verdict then, which names the statements that decided.
    effects = _effect_of_each_source(matches)
    if effects == {Effect.ALLOW} or Effect.EXPLICIT_DENY in effects:
        return decide(matches)
    return Verdict(Effect.IMPLICIT_DENY, [])


def decide_silence_denies(matches: Sequence[Match]) -> Verdict:
    """SILENCE_IS_DENY_FOREVER: a Deny from every user and group that has policies and does not allow."""
    if Effect.IMPLICIT_DENY in _effect_of_each_source(matches):
        return _explicit_deny(matches)
    return decide(matches)


def _effect_of_each_source(matches: Sequence[Match]) -> set[Effect]:
    # A source without policies is left out: a user with none of its own is the usual case, and would turn
    # every request into a denial.
    return {decide([match]).effect for match in matches if match.source.policies}


def decide_implicit_is_explicit(matches: Sequence[Match]) -> Verdict:
    """IMPLICIT_IS_EXPLICIT: a Deny wherever there is no Allow."""
    verdict = decide(matches)
    return Verdict(Effect.EXPLICIT_DENY, []) if verdict.effect is Effect.IMPLICIT_DENY else verdict


def decide_deny_kills_user(matches: Sequence[Match]) -> Verdict:
    """DENY_KILLS_USER: denied if the user has a Deny, whatever it is about."""
    # The whole policies and not the statements that matched: in this idea a Deny need not match.
    for source, _ in matches:
        for policy in source.policies:
            if any(statement.denies for statement in policy.document.statements):
                return _explicit_deny(matches)
    return decide(matches)


def _explicit_deny(matches: Sequence[Match]) -> Verdict:
    return Verdict(
        Effect.EXPLICIT_DENY,
        [matched for matched in matched_statements(matches) if matched.statement.denies],
    )


def decide_default_allow(matches: Sequence[Match]) -> Verdict:
    """DEFAULT_ALLOW: allowed unless a Deny matches."""
    verdict = decide(matches)
    if verdict.effect is Effect.EXPLICIT_DENY:
        return verdict
    return Verdict(Effect.ALLOW, verdict.places)


def decide_most_specific(matches: Sequence[Match]) -> Verdict:
    """MOST_SPECIFIC: the statements that spell out most."""
    statements = matched_statements(matches)
    longest = max((spelled_out(matched.statement) for matched in statements), default=0)
    # Several may be equally long; among them IAM's rule decides.
    return decide_from(matched for matched in statements if spelled_out(matched.statement) == longest)


def spelled_out(statement: Statement) -> int:
    """Return how many letters of actions and resources are spelled out; of several, the widest counts."""
    # "s3:*" and "s3:Get*" in one statement: it matches by the widest, so that is how specific it is.
    parts = [element.expected for element in statement.elements if element.name in {"Action", "Resource"}]
    return sum(min(len(text.replace("*", "")) for text in texts) for texts in parts)


def decide_first_source(matches: Sequence[Match]) -> Verdict:
    """UNIX_FIRST_MATCH: the first of user and groups that has a policy, alone."""
    # Also if it does not match: in Unix the first class of owner, group and others decides, even by
    # refusing.
    return decide([match for match in matches if match.source.policies][:1])


def last_given(scenario: Scenario, _time: str) -> Engine:
    """LAST_WINS: the statement that was given last."""

    def decide_last(matches: Sequence[Match]) -> Verdict:
        user = next((match.source.name for match in matches if match.source.kind == "user"), "")
        order = scenario.given.get(user, ())
        # The sort is stable: what is not in the order stays first, as IAM reads it.
        statements = sorted(matched_statements(matches), key=lambda matched: given_at(matched, order))
        return decide_from(statements[-1:])

    return Engine(decide=decide_last)


def first_given(scenario: Scenario, _time: str) -> Engine:
    """FIRST_WINS: the statement that was given first."""

    def decide_first(matches: Sequence[Match]) -> Verdict:
        user = next((match.source.name for match in matches if match.source.kind == "user"), "")
        order = scenario.given.get(user, ())
        statements = sorted(matched_statements(matches), key=lambda matched: given_at(matched, order))
        return decide_from(statements[:1])

    return Engine(decide=decide_first)


def given_at(matched: MatchedStatement, order: Sequence[str]) -> int:
    """Return the place of the group, the policy or "own" in the order of giving; -1 if none is there."""
    source, policy, _ = matched
    names = (source.name,) if source.kind == "group" else (policy.name, OWN)
    return next((order.index(name) for name in names if name in order), -1)
