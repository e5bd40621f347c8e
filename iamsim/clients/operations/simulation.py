"""AWS's policy simulator as calls: simulate_principal_policy, simulate_custom_policy, get_context_keys_for_*.

Source: IAM API Reference, SimulatePrincipalPolicy and EvaluationResult; recorded answers of AWS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from iamsim.account import Account, Group, InlinePolicy, Source, find_caller
from iamsim.aws.errors import InvalidInput, MalformedPolicyDocument, NoSuchEntity
from iamsim.clients.operations.call import Call, Response
from iamsim.clients.operations.positions import position, statements
from iamsim.decision import TRUTH, CheckType, Effect, EvaluationResult, Layers, StatementResult, collect
from iamsim.policy import Kind, PolicyDocument, Request, split_arn

NOBODY = {"aws:principalarn": None, "aws:principalaccount": None, "aws:principaltype": None}
"""What a request does not carry that no known caller sends."""


def simulate_custom(call: Call) -> Response:
    """Decide requests by policies that the call brings."""
    sources = (_given(call, "PolicyInputList", "inline"),)
    sender = call.get("CallerArn", "")
    if call.get("ResourcePolicy") and not sender:
        raise InvalidInput("CallerArn is required with ResourcePolicy.", "expected CallerArn=...")
    return _simulated(call, sender, {} if sender else NOBODY, _layers(call, sources, None))


def simulate_principal(call: Call) -> Response:
    """Decide requests by the policies of a user (the groups' too), a group or a role."""
    account, arn = call.account, call["PolicySourceArn"]
    known: dict[str, Any] = dict(NOBODY)
    sender = ""
    group = _group(account, arn)
    if group:
        sources, boundary = collect(account, group), None
    else:
        found = find_caller(account, arn)
        if found.identity is None:
            raise InvalidInput(f"Invalid Entity Arn: {arn}", "expected the ARN of a user, a group or a role")
        sources, boundary = collect(account, found.identity), account.boundary_of(found.identity)
        sender, known = found.arn, dict(found.context)
    if call.get("PolicyInputList"):
        sources = (*sources, _given(call, "PolicyInputList", "inline"))
    if call.get("CallerArn"):
        sender, known = call["CallerArn"], {}
    return _simulated(call, sender, known, _layers(call, sources, boundary))


def _group(account: Account, arn: str) -> Group | None:
    """The group of an ARN; None if it is another kind's."""
    parts = split_arn(arn)
    if parts is None or not parts[5].startswith("group/"):
        return None
    group = account.group(parts[5].rpartition("/")[2])
    if group.arn != arn:
        raise NoSuchEntity(f"The group {arn} cannot be found.", f"this account has {group.arn}")
    return group


def _given(call: Call, name: str, kind: Kind) -> Source:
    """The policies that a call brings, named as AWS names them: `PolicyInputList.1`."""
    texts = enumerate(call.get(name, ()), 1)
    return Source("policy", "", tuple([InlinePolicy(f"{name}.{n}", _read(text, kind)) for n, text in texts]))


def _read(text: str, kind: Kind) -> PolicyDocument:
    try:
        return PolicyDocument.parse(text, kind)
    except MalformedPolicyDocument as error:
        raise InvalidInput(error.message, error.hint) from None


def _layers(call: Call, sources: Sequence[Source], boundary: Source | None) -> Layers:
    if call.get("PermissionsBoundaryPolicyInputList"):
        policies = _given(call, "PermissionsBoundaryPolicyInputList", "inline").policies
        boundary = Source("boundary", "", policies)
    resource = None
    if call.get("ResourcePolicy"):
        document = _read(call["ResourcePolicy"], "resource")
        resource = Source("resource", "", (InlinePolicy("ResourcePolicy", document),))
    return Layers(tuple(sources), boundary, list(_levels(call)), resource)


def _levels(call: Call) -> Iterator[Source]:
    """Service control policies, a level of the organization each, the root first."""
    for index, level in enumerate(call.get("OrderedOrganizationPolicyInputList", ())):
        texts = enumerate(level.get("ServiceControlPolicyInputList", ()), 1)
        policies = tuple([InlinePolicy(f"ServiceControlPolicy.{n}", _read(text, "scp")) for n, text in texts])
        yield Source("scp", f"level {index}" if index else "root", policies)


def _simulated(call: Call, sender: str, known: dict[str, Any], layers: Layers) -> Response:
    """One result for each action on each resource."""
    context = known | _context(call.get("ContextEntries", ()))
    results = []
    for action in call["ActionNames"]:
        if ":" not in action or "*" in action:
            hint = "expected one action such as s3:GetObject, without wildcards"
            raise InvalidInput(f"Invalid action: {action}", hint)
        for resource in call.get("ResourceArns", ("*",)):
            result = TRUTH.evaluate(Request(sender, action, resource, context), layers)
            results.append(_result(result))
    return {"EvaluationResults": results}


def _context(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Context keys as a request carries them: a list only where the type says so, or there are several."""
    context: dict[str, Any] = {}
    for entry in entries:
        values = entry.get("ContextKeyValues", [])
        several = entry.get("ContextKeyType", "").endswith("List") or len(values) != 1
        context[entry.get("ContextKeyName", "")] = values if several else values[0]
    return context


def _result(result: EvaluationResult) -> Response:
    request = result.request
    matched = [_statement(one) for one in result.matched_statements]
    missing = list(result.missing_context_values)
    on_all = request.resource == "*"
    shape = {
        "EvalActionName": request.action,
        "EvalResourceName": request.resource,
        "EvalDecision": str(result.decision),
        "MatchedStatements": matched,
        "MissingContextValues": missing if on_all else [],
        **_layers_out(result),
    }
    if not on_all:
        shape["EvalDecisionDetails"] = {}
        shape["ResourceSpecificResults"] = [
            {
                "EvalResourceName": request.resource,
                "EvalResourceDecision": str(result.decision),
                "MatchedStatements": matched,
                "MissingContextValues": missing,
            }
        ]
    return shape


def _layers_out(result: EvaluationResult) -> Response:
    """What the organization and the boundary say, where there is one."""
    shape: Response = {}
    for name, kind, key in (
        ("OrganizationsDecisionDetail", CheckType.SERVICE_CONTROL_POLICY, "AllowedByOrganizations"),
        ("PermissionsBoundaryDecisionDetail", CheckType.PERMISSIONS_BOUNDARY, "AllowedByPermissionsBoundary"),
    ):
        effects = [check.effect for check in result.checks if check.type is kind]
        if effects:
            shape[name] = {key: all(effect in {Effect.ALLOW, Effect.NO_IMPACT} for effect in effects)}
    return shape


def _statement(one: StatementResult) -> Response:
    text = one.policy.document.text
    span = statements(text)[one.statement.index]
    return {
        "SourcePolicyId": _source_id(one),
        "SourcePolicyType": "IAM Policy",
        "StartPosition": position(text, span.start),
        "EndPosition": position(text, span.end),
    }


def _source_id(one: StatementResult) -> str:
    """`user_ana_own` for an inline policy of the account, else the policy's name."""
    inside = one.inline and one.source.kind in {"user", "group", "role"}
    return f"{one.source.kind}_{one.source.name}_{one.policy.name}" if inside else one.policy.name


def keys_for_custom(call: Call) -> Response:
    """The context keys that policies read."""
    return _keys(policy.document for policy in _given(call, "PolicyInputList", "inline").policies)


def keys_for_principal(call: Call) -> Response:
    """The context keys that the policies of a user, group or role read, and those of more policies."""
    account, arn = call.account, call["PolicySourceArn"]
    identity = _group(account, arn) or find_caller(account, arn).identity
    if identity is None:
        raise InvalidInput(f"Invalid Entity Arn: {arn}", "expected the ARN of a user, a group or a role")
    sources = (*collect(account, identity), _given(call, "PolicyInputList", "inline"))
    return _keys(policy.document for source in sources for policy in source.policies)


def _keys(documents: Iterable[PolicyDocument]) -> Response:
    found: dict[str, str] = {}
    for document in documents:
        for statement in document.statements:
            for key in statement.context_keys:
                found.setdefault(key.lower(), key)
    return {"ContextKeyNames": sorted(found.values())}
