"""Policies: JSON text in, PolicyDocument out; and whether a statement matches a request.

document      PolicyDocument and Statement; `allow` and `deny` write short policies
json_text     text → JSON, with line and column of an error
grammar       JSON → the shape of a policy, or MalformedPolicyDocument
validation    what AWS checks besides before it saves a policy
formats       what one Action and one Resource must look like
size          how long a policy may be
cli_output    the policy inside the answer of an AWS CLI call
elements      Action, Resource, Principal, Condition: each accepts a request or not
conditions    the condition operators
patterns      wildcards and policy variables
values        numbers, dates, booleans and addresses of conditions
request       Request: who asks for what
"""

from __future__ import annotations

from iamsim.policy.cli_output import is_account_dump, unwrap_policy
from iamsim.policy.document import VARIABLES_SINCE, PolicyDocument, PolicySource, Statement, allow, deny
from iamsim.policy.elements import (
    ActionElement,
    ConditionElement,
    Element,
    ElementResult,
    PrincipalElement,
    ResourceElement,
)
from iamsim.policy.grammar import Kind
from iamsim.policy.json_text import quote
from iamsim.policy.patterns import SEGMENTS, Context, Pattern, Value, complete_arn, split_arn
from iamsim.policy.request import Request, check_text, context_of
from iamsim.policy.size import check_inline_size, check_parameter, check_size, size
from iamsim.policy.validation import NEWEST
from iamsim.policy.values import boolean, instant, number

__all__ = [
    "NEWEST",
    "SEGMENTS",
    "VARIABLES_SINCE",
    "ActionElement",
    "ConditionElement",
    "Context",
    "Element",
    "ElementResult",
    "Kind",
    "Pattern",
    "PolicyDocument",
    "PolicySource",
    "PrincipalElement",
    "Request",
    "ResourceElement",
    "Statement",
    "Value",
    "allow",
    "boolean",
    "check_inline_size",
    "check_parameter",
    "check_size",
    "check_text",
    "complete_arn",
    "context_of",
    "deny",
    "instant",
    "is_account_dump",
    "number",
    "quote",
    "size",
    "split_arn",
    "unwrap_policy",
]
