"""Calls and results as lines for a shell: `aws iam create-user --user-name ana`.

The line for a result asks AWS's own simulator for the same decision. It carries the policies with it, so it
does not depend on what the account has in which it runs, and changes nothing there.
Sources: AWS CLI User Guide, cli-usage-parameters; IAM API Reference, SimulateCustomPolicy.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from iamsim.aws.errors import InvalidInput
from iamsim.decision import Check, CheckType, EvaluationResult
from iamsim.policy import variable_keys


def cli_command(service: str, operation: str, arguments: Mapping[str, Any]) -> str:
    """Return the `aws` line of a call, quoted for a shell.

    >>> cli_command("iam", "list_users", {"PathPrefix": "/a b/"})
    "aws iam list-users --path-prefix '/a b/'"
    """
    return " ".join(("aws", service, operation.replace("_", "-"), *_options(arguments)))


def _options(arguments: Mapping[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        option = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()  # PolicySourceArn → policy-source-arn
        if isinstance(value, bool):  # the CLI's switches have no values, but two names
            yield f"--{option}" if value else f"--no-{option}"
        else:
            values = value if isinstance(value, list | tuple) else [value]
            texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
            yield " ".join((f"--{option}", *map(shlex.quote, texts)))


# A policy that matches no request: AWS's simulator wants at least one policy, also where a user has none.
NO_MATCH_POLICY = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "*", "Resource": "*"}}'
)


def as_cli(result: EvaluationResult) -> str:
    """Return the `aws` line that asks AWS's own simulator for the decision of `result`.

    Raises InvalidInput for root, for whom AWS's simulator has no answer.

    >>> import iamsim
    >>> request = iamsim.Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")
    >>> print(as_cli(iamsim.evaluate(request, ['{"Version": "2012-10-17", "Statement": []}'])))
    aws iam simulate-custom-policy
      --policy-input-list '{"Version": "2012-10-17", "Statement": []}'
      --action-names s3:GetObject --resource-arns arn:aws:s3:::b/k
    """
    return cli_command("iam", "simulate_custom_policy", simulation_arguments(result))


def simulation_arguments(result: EvaluationResult) -> dict[str, Any]:
    """Return the arguments of boto3's `simulate_custom_policy` that ask for the decision of `result`.

    Raises InvalidInput for root, for whom AWS's simulator has no answer.
    """
    request = result.request
    if request.principal.endswith(":root"):
        raise InvalidInput("Invalid Entity Arn: root", "AWS's simulator does not answer for the root user")
    arguments: dict[str, Any] = {
        "PolicyInputList": _documents_of_type(result, CheckType.PRINCIPAL) or [NO_MATCH_POLICY],
        "PermissionsBoundaryPolicyInputList": _documents_of_type(result, CheckType.PERMISSIONS_BOUNDARY),
        "OrderedOrganizationPolicyInputList": [
            {"ServiceControlPolicyInputList": _documents([check])}
            for check in result.checks
            if check.type is CheckType.SERVICE_CONTROL_POLICY
        ],
        "ActionNames": [request.action],
        "ResourceArns": [request.resource],
    }
    for resource_policy in _documents_of_type(result, CheckType.RESOURCE)[:1]:
        # AWS's simulator requires a caller beside a resource's policy, whom that policy may name.
        arguments |= {"ResourcePolicy": resource_policy, "CallerArn": request.principal}
    arguments["ContextEntries"] = list(_context_entries(result))
    return {name: value for name, value in arguments.items() if value}


def _documents_of_type(result: EvaluationResult, check_type: CheckType) -> list[str]:
    return _documents(check for check in result.checks if check.type is check_type)


def _documents(checks: Iterable[Check]) -> list[str]:
    """Return the texts of the policies that the checks read."""
    sources = [source for check in checks for source in check.sources]
    return [policy.document.text for source in sources for policy in source.policies]


def _context_entries(result: EvaluationResult) -> Iterator[dict[str, Any]]:
    """Yield an entry for each context key that the policies read and the request carries."""
    keys: dict[str, tuple[str, str]] = {}
    for statement_result in result.trace:
        for element in statement_result.statement.elements:
            # A variable with a default is not among the keys that an element needs.
            variables = (key for text in element.expected for key in variable_keys(text))
            for key in (*element.context_keys, *variables):
                # Keys ignore case; where two operators read a key, the first one gives it its type.
                keys.setdefault(key.lower(), (key, _context_type(element.name)))
    for folded_key, (key, context_type) in keys.items():
        value = result.request.context.get(folded_key)
        if value is not None:
            is_list = isinstance(value, tuple)
            yield {
                "ContextKeyName": key,
                "ContextKeyValues": list(value) if is_list else [value],
                "ContextKeyType": f"{context_type}List" if is_list else context_type,
            }


# By the beginning of the operator's name; all others compare strings.
_CONTEXT_TYPES = {
    "Numeric": "numeric",
    "Date": "date",
    "Bool": "boolean",
    "IpAddress": "ip",
    "NotIpAddress": "ip",
    "Binary": "binary",
}


def _context_type(element_name: str) -> str:
    """Return the type of a key that an element reads: numeric for `Condition NumericLessThan aws:...`."""
    operator = element_name.removeprefix("Condition ").partition(" ")[0].rpartition(":")[2]
    types = (context_type for prefix, context_type in _CONTEXT_TYPES.items() if operator.startswith(prefix))
    return next(types, "string")
