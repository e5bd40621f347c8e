"""The public entry points `simulate` and `evaluate`: check the arguments, then run the engine.

An argument of the wrong type is a TypeError, an action with wildcards InvalidInput. Whether AWS has an action
is not checked, because AWS adds some each week; `iamsim why` notes a name that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from iamsim.account import Account, InlinePolicy, Source
from iamsim.aws.errors import InvalidInput
from iamsim.decision.engine import TRUTH
from iamsim.decision.layers import Layers, resource_layer, scp_level
from iamsim.decision.result import EvaluationResult
from iamsim.policy import PolicyDocument, PolicySource, Request, check_text


def simulate(  # noqa: PLR0913 - a request has four parts, and two kinds of policies stand outside the account
    account: Account,
    principal: str,
    action: str,
    resource: str = "*",
    context: Mapping[str, Any] | None = None,
    *,
    scps: Sequence[Sequence[PolicySource]] = (),
    resource_policy: PolicySource | None = None,
) -> EvaluationResult:
    """Decide a request of one of an account's users (a name), or of a user, role, session or root (an ARN).

    `context` maps context keys to a text or a list of texts. `scps` are the levels of the organization, its
    root first, each a list of policies. `resource_policy` is the policy of the resource, in the same account;
    a request to assume a role of the account is checked against the role's trust policy if none is given.
    Raises NoSuchEntity or InvalidInput for a principal that is not of this account.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> iamsim.simulate(iam.account, "ana", "s3:ListAllMyBuckets").decision
    <Decision.IMPLICIT_DENY: 'implicitDeny'>
    """
    # One comparison of types takes 0.3 µs, the checks one by one 2 µs, a whole decision some 20 µs.
    certainly_valid = (
        type(account) is Account
        and type(principal) is type(action) is type(resource) is str
        and ":" in action
        and "*" not in action
        and "?" not in action
        and (context is None or type(context) is dict)
        and not scps
    )
    if not certainly_valid:
        check_account(account)
        check_text("principal", principal)
        check_action(action)
        check_context(context)
        check_levels(scps)
    return TRUTH.simulate(
        account, principal, action, resource, context, scps=scps, resource_policy=resource_policy
    )


def evaluate(
    request: Request,
    policies: Iterable[PolicySource],
    *,
    boundary: PolicySource | None = None,
    scps: Sequence[Sequence[PolicySource]] = (),
    resource_policy: PolicySource | None = None,
) -> EvaluationResult:
    """Decide a request against the policies given, as `SimulateCustomPolicy` does.

    `policies`, and each level of `scps`, are lists of policies: JSON as text, decoded JSON or PolicyDocument.
    The result has no account, so `changes` cannot say what would turn it. Raises TypeError for an argument of
    the wrong type, InvalidInput for an action with wildcards, MalformedPolicyDocument.

    >>> import iamsim
    >>> request = iamsim.Request("arn:aws:iam::123456789012:user/ana", "s3:ListAllMyBuckets")
    >>> iamsim.evaluate(request, [iamsim.allow("s3:List*")]).decision
    <Decision.ALLOWED: 'allowed'>
    """
    if not isinstance(request, Request):
        raise _wrong_type("request", "a Request", request)
    check_action(request.action)
    if _is_policy(policies):
        raise TypeError("policies: expected a list of policies, got one; write [policy]")
    check_levels(scps)
    documents = [PolicyDocument.parse(policy, "stored") for policy in policies]
    own = [InlinePolicy(f"policy-{number}", document) for number, document in enumerate(documents, 1)]
    limit = None if boundary is None else InlinePolicy("boundary", PolicyDocument.parse(boundary, "stored"))
    layers = Layers(
        (Source("policy", "", tuple(own)),),
        None if limit is None else Source("boundary", "", (limit,)),
        [scp_level(index, level) for index, level in enumerate(scps)],
        None if resource_policy is None else resource_layer(resource_policy),
        request.principal.endswith(":root"),
    )
    return TRUTH.evaluate(request, layers)


def _wrong_type(name: str, expected: str, value: object) -> TypeError:
    return TypeError(f"{name}: expected {expected}, got {value!r:.60}")


def check_account(account: object) -> None:
    """Raise a TypeError for what is no Account; for a client it says what to write."""
    if isinstance(getattr(account, "account", None), Account):
        raise TypeError("account: expected an Account, got a client; write iam.account")
    if not isinstance(account, Account):
        raise _wrong_type("account", "an Account", account)


def check_action(action: str) -> None:
    """Raise TypeError or InvalidInput for what is not one action."""
    check_text("action", action)
    if ":" not in action or "*" in action or "?" in action:
        hint = f"action {action!r}: expected one action such as s3:GetObject, without wildcards"
        raise InvalidInput(f"Invalid action: {action}", hint)


def check_context(context: object) -> None:
    """Raise a TypeError for what is no mapping of context keys."""
    if context is not None and not isinstance(context, Mapping):
        raise _wrong_type("context", 'a dict such as {"aws:SourceIp": "203.0.113.9"}', context)


def check_levels(scps: object) -> None:
    """Raise a TypeError for what is no list of levels of policies."""
    if _is_policy(scps) or not isinstance(scps, Iterable):
        raise TypeError("scps: expected a list of levels, each a list of policies; write [[policy]]")
    for index, level in enumerate(scps):
        if _is_policy(level) or not isinstance(level, Iterable):
            raise TypeError(f"scps[{index}]: expected a level, a list of policies; write [[policy]]")


def _is_policy(value: object) -> bool:
    return isinstance(value, str | Mapping | PolicyDocument)
