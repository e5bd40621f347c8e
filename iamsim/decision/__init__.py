"""The decision: a Request and an Account in, an EvaluationResult out; and the words for it.

The rule, in the order of reading:

simulation    the public entry points `simulate` and `evaluate`
engine        collect, match, decide, combine: the rule in four stages, and the engine that runs them
layers        the layers of policies that a request is checked against
index         an account's sources of permissions, kept between requests
result        Decision, Check, EvaluationResult
statement_result  StatementResult: one statement compared with one request

Its words:

explain       the words for a decision and its reason; all others are imported from it as well
statement_words   what a statement says, and why it does not match
statement_places  where a statement stands: user → group → policy → statement
request_words     a request, and what it carries besides
change_words      an edit of an account
aws_message       AWS's own sentence about a denial
mismatches        which statements nearly matched
closest_values    which of a list of values are most like the request's

Many decisions at once:

matrix          Matrix: users × actions × resources, decided at once
account_matrix  the matrix of what an account names, and of two accounts compared
axes            the actions and resources that an account names
account_cells   the cells of an account's policies, each computed once
cells           the cells of actions × resources that statements match, as bits

What keys that nobody gave can make of a decision:

unknown_keys    which of them decide, and values with which the request is allowed
carried_keys    the context keys that every request carries, and those that it certainly lacks
cases           every decision, with its reason, that a request can have
match_states    the sets of statements that can match together, by the values of unknown keys
value_classes   the values of unknown context keys, as far as policies tell them apart
text_classes    patterns with wildcards → texts that match some of them and not the others

What would change it:

changes            the single edits of an account that turn a decision, each tried
document_edits     a policy edited by exactly one request
editable_policies  the policies of an account that can be edited, and the account with one written anew
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
from iamsim.decision.result import Check, Decision, Effect, EvaluationResult, Verdict
from iamsim.decision.simulation import evaluate, simulate
from iamsim.decision.statement_result import CheckType, StatementResult

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
