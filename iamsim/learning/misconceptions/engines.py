"""Misconceptions as engines: IAM with one of its four stages replaced.

    collect(every group's policies)   match(a bucket's ARN for its objects)   decide(any Allow wins)

Each of these stages has a module, with a function of 2–8 lines for each engine; what combines them, and the
table of all engines, is here. The words that go with an engine are in misconceptions.toml, under the same
id. An engine may depend on the scenario and the time of the request: when the user signed in, in which order
things were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from iamsim.decision import TRUTH as IAM
from iamsim.decision import Engine, EvaluationResult
from iamsim.learning.misconceptions import engine_matches as matches
from iamsim.learning.misconceptions import engine_sources as sources
from iamsim.learning.misconceptions import engine_verdicts as verdicts
from iamsim.learning.scenario import Scenario, ScenarioRequest

TRUTH = "TRUTH"
"""The id of the engine that is IAM, beside the misconceptions' ids."""

EngineFactory: TypeAlias = Callable[[Scenario, str], Engine]
"""(scenario, time of the request) → the engine that answers it."""


def simulate_as(engine: str, scenario: Scenario, request: ScenarioRequest) -> EvaluationResult:
    """Simulate a request as IAM (TRUTH) does it, or as the engine of a misconception does.

    Raises ClientError as `iamsim.simulate` does, KeyError for a misconception without an engine.
    """
    account = scenario.at(request.time)
    scps = [scenario.scps] if scenario.scps else ()
    chosen_engine = ENGINES[engine](scenario, request.time)
    return chosen_engine.simulate(
        account, request.user, request.action, request.resource, request.context, scps=scps
    )


def scp_grants(scenario: Scenario, _time: str) -> Engine:
    """SCP_GRANTS: an SCP's Allow is enough; without an SCP, IAM as it is."""
    if not scenario.scps:
        return IAM
    return Engine(
        combine=lambda scp, resource, own, boundary, deny: (scp | resource | own & boundary) & ~deny
    )


def scp_alone(scenario: Scenario, _time: str) -> Engine:
    """SCP_ALONE: what an SCP allows is allowed, and nothing else; without an SCP, IAM as it is."""
    if not scenario.scps:
        return IAM
    return Engine(combine=lambda scp, _resource, _own, _boundary, deny: scp & ~deny)


def _always(engine: Engine) -> EngineFactory:
    """Return a factory for an engine that depends on neither scenario nor time."""
    return lambda _scenario, _time: engine


ENGINES: Mapping[str, EngineFactory] = {
    TRUTH: _always(IAM),
    "ALL_GROUPS": _always(Engine(collect=sources.collect_every_group)),
    "FIRST_GROUP_ONLY": _always(Engine(collect=sources.collect_first_group)),
    "LAST_GROUP_ONLY": sources.last_group,
    "NO_INHERIT": _always(Engine(collect=sources.collect_own)),
    "NO_DIRECT": _always(Engine(collect=sources.collect_groups)),
    "USER_REPLACES": _always(Engine(collect=sources.collect_own_else_groups)),
    "PASSWORD_OFF_IS_LOCKED_OUT": _always(Engine(collect=sources.collect_if_password)),
    "ROOT_IS_USER": sources.owner_may_all,
    "RELOGIN": sources.at_sign_in,
    "COPIED": sources.at_joining,
    "BUCKET_FOR_OBJECT": _always(matches.match_if(matches.match_bucket_for_object)),
    "PREFIX_IS_NAME": _always(matches.match_if(matches.match_prefix_as_name)),
    "MISSING_KEY_IS_FALSE": _always(matches.match_if(matches.match_missing_key_as_false)),
    "IF_EXISTS_IS_REQUIRED": _always(matches.match_if(matches.match_if_exists_as_required)),
    "CONDITION_ON_ALLOW_IS_A_DENY": _always(Engine(match=matches.match_failed_allow_as_deny)),
    "CREATOR_OWNS": matches.creator_may_all,
    "USER_OVERRIDES": _always(Engine(decide=verdicts.decide_own_first)),
    "ALLOW_WINS": _always(Engine(decide=verdicts.decide_any_allow)),
    "MAJORITY_WINS": _always(Engine(decide=verdicts.decide_majority)),
    "LAST_IN_TEXT": _always(Engine(decide=verdicts.decide_last_in_text)),
    "LAST_WINS": verdicts.last_given,
    "FIRST_WINS": verdicts.first_given,
    "INTERSECTION": _always(Engine(decide=verdicts.decide_intersection)),
    "SILENCE_IS_DENY_FOREVER": _always(Engine(decide=verdicts.decide_silence_denies)),
    "IMPLICIT_IS_EXPLICIT": _always(Engine(decide=verdicts.decide_implicit_is_explicit)),
    "DENY_KILLS_USER": _always(Engine(decide=verdicts.decide_deny_kills_user)),
    "DEFAULT_ALLOW": _always(Engine(decide=verdicts.decide_default_allow)),
    "MOST_SPECIFIC": _always(Engine(decide=verdicts.decide_most_specific)),
    "UNIX_FIRST_MATCH": _always(Engine(decide=verdicts.decide_first_source)),
    "SCP_GRANTS": scp_grants,
    "SCP_ALONE": scp_alone,
    # What the account's policies allow is allowed, whatever an SCP leaves out.
    "POLICY_BEATS_SCP": _always(
        Engine(combine=lambda _scp, resource, own, boundary, deny: (resource | own & boundary) & ~deny)
    ),
}
