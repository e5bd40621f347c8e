"""Policies: JSON text → PolicyDocument, and whether a statement of it matches a Request.

In goes a policy as JSON, and a principal, an action, a resource and context keys; out come frozen values
(PolicyDocument, Statement, elements, Request), for each element of a statement an ElementResult, and
MalformedPolicyDocument, with AWS's message and the place, for a policy that AWS does not save.

    document       PolicyDocument and Statement; `allow` and `deny` write short policies
    json_text      text → JSON, with line and column of an error
    json_location  a place in a policy → line and column in its text
    grammar        JSON → the shape of a policy
    validation     what AWS checks besides before it saves a policy, by its kind: required elements, Sids, …
    text_formats   the form of one Action, Resource or date
    document_size  how long a policy may be, and of which characters
    cli_output     the policy inside the output of an AWS CLI call
    elements       Action, Resource, Principal, Condition: each accepts a request or not, and says why
    conditions     the condition operators
    values         numbers, dates, booleans, bytes and addresses in conditions
    patterns       wildcards, policy variables, ARNs
    pattern_sets   whether sets of texts, given by patterns, have one in common
    request        Request: a principal, an action, a resource, and their context keys
"""

from __future__ import annotations

from iamsim.policy.cli_output import is_account_dump, unwrap_policy
from iamsim.policy.conditions import Condition
from iamsim.policy.document import PolicyDocument, PolicySource, Statement, allow, deny
from iamsim.policy.document_size import (
    check_document_text,
    check_inline_size,
    check_resource_policy_size,
    check_scp_size,
    check_size,
    document_size,
)
from iamsim.policy.elements import (
    ActionElement,
    ConditionElement,
    Element,
    ElementResult,
    PrincipalElement,
    ResourceElement,
)
from iamsim.policy.json_location import locate
from iamsim.policy.json_text import quote
from iamsim.policy.pattern_sets import PatternSet, have_common_text
from iamsim.policy.patterns import (
    Context,
    ContextValue,
    Pattern,
    ReadValue,
    Segments,
    Variable,
    Wildcard,
    complete_arn,
    matches_segments,
    resolve_variables,
    split_arn,
    variable_keys,
)
from iamsim.policy.request import Request, check_text, principal_context, text_of
from iamsim.policy.validation import CURRENT_VERSION, PolicyKind
from iamsim.policy.values import (
    parse_address,
    parse_boolean,
    parse_date,
    parse_ip_range,
    parse_number,
)

__all__ = [
    "CURRENT_VERSION",
    "ActionElement",
    "Condition",
    "ConditionElement",
    "Context",
    "ContextValue",
    "Element",
    "ElementResult",
    "Pattern",
    "PatternSet",
    "PolicyDocument",
    "PolicyKind",
    "PolicySource",
    "PrincipalElement",
    "ReadValue",
    "Request",
    "ResourceElement",
    "Segments",
    "Statement",
    "Variable",
    "Wildcard",
    "allow",
    "check_document_text",
    "check_inline_size",
    "check_resource_policy_size",
    "check_scp_size",
    "check_size",
    "check_text",
    "complete_arn",
    "deny",
    "document_size",
    "have_common_text",
    "is_account_dump",
    "locate",
    "matches_segments",
    "parse_address",
    "parse_boolean",
    "parse_date",
    "parse_ip_range",
    "parse_number",
    "principal_context",
    "quote",
    "resolve_variables",
    "split_arn",
    "text_of",
    "unwrap_policy",
    "variable_keys",
]
