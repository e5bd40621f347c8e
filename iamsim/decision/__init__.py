"""The decision: a Request and an Account in, an EvaluationResult out; and the words for it.

engine        collect, match, decide, combine: the rule in four stages, and the engine that runs them
layers        the layers of policies that a request is checked against
index         an account's sources of permissions, kept between requests
result        Decision, Check, StatementResult, EvaluationResult
axes          the actions and resources that an account names
cells         the cells of actions × resources that statements match, as bits
changes       the single edits of an account that turn a decision, each tried
document_edits  a policy edited by exactly one request
editable_policies  the policies of an account that can be edited, and the account with one written anew
account_cells  the cells of an account's policies, each computed once
matrix        Matrix: users × actions × resources, decided at once
account_matrix  the matrix of what an account names, and of two accounts compared
carried_keys  the context keys that every request carries, and those that it certainly lacks
text_classes  patterns with wildcards → texts that match some of them and not the others
value_classes  the values of unknown context keys, as far as policies tell them apart
match_states  the sets of statements that can match together, by the values of unknown keys
cases         every decision, with its reason, that a request can have
unknown_keys  the context keys that nobody gave, and which of them decide
simulation    the public entry points `simulate` and `evaluate`
mismatches    which statements nearly matched, and which of a list of values came closest
explain       the words for a decision, a near miss, the way to a statement; imported as a module
"""

from __future__ import annotations

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
from iamsim.decision.layers import Layers
from iamsim.decision.mismatches import near_misses, refusing_check, shown_statements
from iamsim.decision.result import (
    Check,
    CheckType,
    Decision,
    Effect,
    EvaluationResult,
    StatementResult,
    Verdict,
)
from iamsim.decision.simulation import evaluate, simulate

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
    "near_misses",
    "refusing_check",
    "shown_statements",
    "simulate",
]
