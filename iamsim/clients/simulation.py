"""AWS's policy simulator as calls: simulate_custom_policy, simulate_principal_policy, get_context_keys_for_*.

Sources: IAM API Reference, SimulatePrincipalPolicy and EvaluationResult; recorded answers of AWS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iamsim.account import Identity, InlinePolicy, Source, find_caller
from iamsim.aws.errors import InvalidInput, MalformedPolicyDocument
from iamsim.clients.call import Call, Response, identity_from_arn
from iamsim.decision import TRUTH, CheckType, Effect, EvaluationResult, Layers, StatementResult, collect
from iamsim.policy import ContextValue, PolicyDocument, PolicyKind, Request

# Without a CallerArn AWS's simulator leaves these keys out of the request, and reports them as missing.
_NO_CALLER: Mapping[str, Any] = {
    "aws:principalarn": None,
    "aws:principalaccount": None,
    "aws:principaltype": None,
}


def simulate_custom_policy(call: Call) -> Response:
    """Evaluate requests against the policies among the call's arguments."""
    sources = (_policies_argument(call, "PolicyInputList"),)
    caller_arn = call.get("CallerArn", "")
    if call.get("ResourcePolicy") and not caller_arn:
        raise InvalidInput("CallerArn is required with ResourcePolicy.", "expected CallerArn=...")
    return _simulate(call, caller_arn, {} if caller_arn else _NO_CALLER, _layers(call, sources, None))


def simulate_principal_policy(call: Call) -> Response:
    """Evaluate requests against the policies of a user (and the user's groups), a group or a role."""
    identity, caller_arn, context = _policy_source(call)
    sources = collect(call.account, identity)
    if call.get("PolicyInputList"):
        sources = (*sources, _policies_argument(call, "PolicyInputList"))
    if call.get("CallerArn"):
        caller_arn, context = call["CallerArn"], {}
    return _simulate(call, caller_arn, context, _layers(call, sources, call.account.boundary_of(identity)))


def get_context_keys_for_custom_policy(call: Call) -> Response:
    """Return the context keys that the policies among the call's arguments read."""
    return _context_keys((_policies_argument(call, "PolicyInputList"),))


def get_context_keys_for_principal_policy(call: Call) -> Response:
    """Return the context keys that the policies of a user, group or role read, and those of more policies."""
    identity, _, _ = _policy_source(call)
    return _context_keys((*collect(call.account, identity), _policies_argument(call, "PolicyInputList")))


def _policy_source(call: Call) -> tuple[Identity, str, Mapping[str, Any]]:
    """Return the identity of PolicySourceArn, the caller's ARN, and what IAM knows of that caller."""
    account, arn = call.account, call["PolicySourceArn"]
    # A group sends no requests, so `find_caller` refuses it; but its policies can be simulated.
    group = identity_from_arn(account, "group", arn)
    if group:
        return group, "", _NO_CALLER
    caller = find_caller(account, arn)
    if caller.identity is None:  # root, who has no policies
        raise InvalidInput(f"Invalid Entity Arn: {arn}", "expected the ARN of a user, a group or a role")
    return caller.identity, caller.arn, caller.context


def _policies_argument(call: Call, name: str) -> Source:
    return Source("policy", "", _policies(name, call.get(name, ()), "inline"))


def _policies(name: str, texts: Iterable[str], kind: PolicyKind) -> tuple[InlinePolicy, ...]:
    """Parse policies of an argument, named as AWS names them in its answers: `PolicyInputList.1`."""
    numbered = enumerate(texts, 1)
    return tuple([InlinePolicy(f"{name}.{number}", _parse(text, kind)) for number, text in numbered])


def _parse(text: str, kind: PolicyKind) -> PolicyDocument:
    try:
        return PolicyDocument.parse(text, kind)
    except MalformedPolicyDocument as error:
        # The simulator's calls have no MalformedPolicyDocument among their errors (API Reference).
        raise InvalidInput(error.message, error.hint) from None


def _layers(call: Call, sources: Sequence[Source], boundary: Source | None) -> Layers:
    boundary_argument = "PermissionsBoundaryPolicyInputList"
    if call.get(boundary_argument):  # replaces the boundary that the identity has
        boundary = Source("boundary", "", _policies_argument(call, boundary_argument).policies)
    resource_policy = None
    if call.get("ResourcePolicy"):
        document = _parse(call["ResourcePolicy"], "resource")
        resource_policy = Source("resource", "", (InlinePolicy("ResourcePolicy", document),))
    return Layers(tuple(sources), boundary, list(_organization_levels(call)), resource_policy)


def _organization_levels(call: Call) -> Iterator[Source]:
    """Yield the service control policies, one source for each level of the organization, root first."""
    for index, level in enumerate(call.get("OrderedOrganizationPolicyInputList", ())):
        policies = _policies("ServiceControlPolicy", level.get("ServiceControlPolicyInputList", ()), "scp")
        yield Source("scp", f"level {index}" if index else "root", policies)


def _simulate(call: Call, caller_arn: str, caller_context: Mapping[str, Any], layers: Layers) -> Response:
    """Evaluate each action on each resource."""
    context = {**caller_context, **_context_entries(call)}
    results = []
    for action in call["ActionNames"]:
        if ":" not in action or "*" in action:
            hint = "expected one action such as s3:GetObject, without wildcards"
            raise InvalidInput(f"Invalid action: {action}", hint)
        for resource in call.get("ResourceArns", ("*",)):
            request = Request(caller_arn, action, resource, context)
            results.append(_evaluation_result(TRUTH.evaluate(request, layers)))
    return {"EvaluationResults": results}


def _context_entries(call: Call) -> dict[str, ContextValue]:
    """Return the call's context keys as a request carries them."""
    context: dict[str, ContextValue] = {}
    for entry in call.get("ContextEntries", ()):
        values = entry.get("ContextKeyValues", [])
        # AWS sends a list in every entry; it means a multivalued key only by its type, or by its length.
        is_list = entry.get("ContextKeyType", "").endswith("List") or len(values) != 1
        context[entry.get("ContextKeyName", "")] = values if is_list else values[0]
    return context


def _evaluation_result(result: EvaluationResult) -> Response:
    """Return a result in the shape of AWS's EvaluationResult."""
    request, decision = result.request, str(result.decision)
    statements = [_matched_statement(statement) for statement in result.matched_statements]
    missing_keys = list(result.missing_context_values)
    on_all_resources = request.resource == "*"
    response = {
        "EvalActionName": request.action,
        "EvalResourceName": request.resource,
        "EvalDecision": decision,
        "MatchedStatements": statements,
        "MissingContextValues": missing_keys if on_all_resources else [],
        **_limit_details(result),
    }
    if not on_all_resources:
        # Recorded: for a resource that is named, the missing keys stand only in this inner result.
        response["EvalDecisionDetails"] = {}
        response["ResourceSpecificResults"] = [
            {
                "EvalResourceName": request.resource,
                "EvalResourceDecision": decision,
                "MatchedStatements": statements,
                "MissingContextValues": missing_keys,
            }
        ]
    return response


_LIMIT_DETAILS = (
    ("OrganizationsDecisionDetail", CheckType.SERVICE_CONTROL_POLICY, "AllowedByOrganizations"),
    ("PermissionsBoundaryDecisionDetail", CheckType.PERMISSIONS_BOUNDARY, "AllowedByPermissionsBoundary"),
)


def _limit_details(result: EvaluationResult) -> Response:
    """Return whether the organization and the boundary allow the request, as far as there are any."""
    details: Response = {}
    for field, check_type, allowed_field in _LIMIT_DETAILS:
        effects = [check.effect for check in result.checks if check.type is check_type]
        if effects:
            allowed = all(effect in {Effect.ALLOW, Effect.NO_IMPACT} for effect in effects)
            details[field] = {allowed_field: allowed}
    return details


def _matched_statement(matched: StatementResult) -> Response:
    source, policy = matched.source, matched.policy
    span = statement_spans(policy.document.text)[matched.statement.index]
    policy_id = policy.name
    if matched.inline and source.kind in {"user", "group", "role"}:
        # Names of inline policies are unique only within an identity, so AWS puts its kind and name in front.
        policy_id = f"{source.kind}_{source.name}_{policy.name}"
    return {
        "SourcePolicyId": policy_id,
        "SourcePolicyType": "IAM Policy",
        "StartPosition": position(policy.document.text, span.start),
        "EndPosition": position(policy.document.text, span.end),
    }


def _context_keys(sources: Iterable[Source]) -> Response:
    # Keys ignore case: of several spellings the first that is read stands for all.
    spellings: dict[str, str] = {}
    for source in sources:
        for policy in source.policies:
            for statement in policy.document.statements:
                for key in statement.context_keys:
                    spellings.setdefault(key.lower(), key)
    return {"ContextKeyNames": sorted(spellings.values())}


# Where each statement begins and ends in a policy's text. `json.loads` gives no positions, so the brackets of
# the text are paired once more; it is known to be a valid policy by then.

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


class Span(NamedTuple):
    """The indices of the first and the last character of a JSON value in a text."""

    start: int
    end: int


def statement_spans(text: str) -> list[Span]:
    """Return where the statements of a valid policy stand in its text, in their order."""
    spans: list[Span] = []
    brackets: list[re.Match[str]] = []  # those that are open
    key = ""
    for match in _STRING_OR_BRACKET.finditer(text):
        if match[0] in "[{":
            if len(brackets) == 1 and key == "Statement":
                spans.clear()  # of two members of this name, which AWS saved long ago, the last one counts
            brackets.append(match)
        elif match[0] in "]}":
            opening = brackets.pop()
            # A statement is the object under the key, or an object of the list under it.
            outer = "".join(bracket[0] for bracket in brackets)
            if opening[0] == "{" and outer in {"{", "{["} and key == "Statement":
                spans.append(Span(opening.start(), match.start()))
        elif len(brackets) == 1:
            # A key, or a text that is a value; but the last one before a bracket is always its key.
            key = json.loads(match[0])
    return spans


def position(text: str, index: int) -> dict[str, int]:
    """Return the line and column of a character as AWS's simulator gives them."""
    line_start = text.rfind("\n", 0, index) + 1
    # Both count from 1, and AWS's column is one more than that: so in its recorded answers.
    return {"Line": text.count("\n", 0, index) + 1, "Column": index - line_start + 2}
