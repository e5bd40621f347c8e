"""The decision: a Request and an Account in, an EvaluationResult out; and the words for it.

engine      collect, match, decide, combine: the rule in four stages
layers      what a request is checked against, and what each layer says
checks      what was said, as AWS's checks
result      Decision and EvaluationResult
simulate    the public entry points `simulate` and `evaluate`
explain     the words for a decision, a near miss, the way to a statement
"""

from __future__ import annotations

from iamsim.decision.checks import Check, CheckType, StatementResult
from iamsim.decision.engine import (
    TRUTH,
    Engine,
    Match,
    assumed_role_trust,
    collect,
    decide,
    is_service_linked,
    match,
)
from iamsim.decision.layers import Effect, Layers, Verdict
from iamsim.decision.result import Decision, EvaluationResult
from iamsim.decision.simulate import evaluate, simulate

__all__ = [
    "TRUTH",
    "Check",
    "CheckType",
    "Decision",
    "Effect",
    "Engine",
    "EvaluationResult",
    "Layers",
    "Match",
    "StatementResult",
    "Verdict",
    "assumed_role_trust",
    "collect",
    "decide",
    "evaluate",
    "is_service_linked",
    "match",
    "simulate",
]
