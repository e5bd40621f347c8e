"""Which context keys that nobody gave decide a request; and which are not unknown."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.account import Account, ManagedPolicy, PolicyVersion, Role, User, build_account, find_caller
from iamsim.decision.unknown_keys import UnknownKeys
from iamsim.policy import PolicyDocument

ARN = "arn:aws:iam::123456789012"
GET, KEY = "s3:GetObject", "arn:aws:s3:::b/ana/k"
MFA = "aws:MultiFactorAuthPresent"


def rule(effect: str, condition: dict[str, Any] | None = None, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": GET, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def account_with(*statements: dict[str, Any], boundary: dict[str, Any] | None = None) -> Account:
    """An account of one user, ana, who has these statements and perhaps a boundary with one."""

    def policy(name: str, listed: list[dict[str, Any]]) -> ManagedPolicy:
        document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": listed})
        return ManagedPolicy(name, f"{ARN}:policy/{name}", (PolicyVersion("v1", document),))

    policies = [policy("own", list(statements))] + ([policy("limit", [boundary])] if boundary else [])
    limit = policies[1].arn if boundary else None
    user = User("ana", f"{ARN}:user/ana", "AIDAANA", attached=(policies[0].arn,), boundary=limit, tags=(("team", "a"),))
    return build_account("123456789012", [user], policies=policies)


def keys_of(account: Account, context: dict[str, Any] | None = None, scps: Any = ()) -> tuple[str, ...]:
    matrix = iamsim.Matrix(account, [GET], [KEY], context=context, scps=scps)
    return matrix.depends_on("ana", GET, KEY)


ALLOW, DENY = rule("Allow"), rule("Deny")
NO_MFA = {"Bool": {MFA: "false"}}
WITH_MFA = {"Bool": {MFA: "true"}}
OUTSIDE = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}


@pytest.mark.parametrize(
    ("statements", "keys"),
    [
        pytest.param([ALLOW], (), id="no key"),
        pytest.param([rule("Allow", WITH_MFA)], (MFA,), id="an Allow with a condition"),
        pytest.param([ALLOW, rule("Deny", NO_MFA)], (MFA,), id="a Deny with a condition"),
        pytest.param([rule("Deny", NO_MFA)], (MFA,), id="nobody allowed it, or a Deny does deny it"),
        pytest.param([ALLOW, rule("Allow", WITH_MFA)], (), id="another Allow is enough: only the reason depends"),
        pytest.param([DENY, rule("Allow", WITH_MFA)], (), id="a Deny decides anyhow"),
        pytest.param([DENY, rule("Deny", WITH_MFA)], (), id="another Deny decides anyhow"),
        pytest.param(
            [rule("Allow", {"Bool": {MFA: "true"}, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}})],
            (MFA, "aws:RequestedRegion"), id="two keys of one statement",
        ),
        pytest.param([rule("Allow", WITH_MFA), rule("Deny", OUTSIDE)], (MFA, "aws:SourceIp"), id="keys of two statements"),
        pytest.param(
            [rule("Allow", WITH_MFA), rule("Allow", {"BoolIfExists": {MFA: "false"}})], (), id="together they always allow"
        ),
        pytest.param(
            [rule("Allow", {"StringEquals": {"k": "a"}}), rule("Allow", {"StringNotEquals": {"k": "a"}})],
            (), id="a condition and its opposite",
        ),
        pytest.param([rule("Allow", {"ForAllValues:Null": {"k": "true"}})], (), id="a condition that is always true"),
        pytest.param([rule("Allow", {"NumericLessThan": {"k": "ten"}})], (), id="a condition that is never true"),
        pytest.param(
            [ALLOW, rule("Deny", {"StringEquals": {"k": "a"}, "StringLike": {"k": "b*"}})], (), id="conditions that exclude each other"
        ),
        pytest.param([rule("Allow", {"StringEquals": {"aws:username": "bob"}})], (), id="a user's name is known"),
        pytest.param([rule("Allow", {"StringEquals": {"aws:PrincipalTag/x": "a"}})], (), id="a user's tags are known"),
        pytest.param([rule("Allow", resource="arn:aws:s3:::b/${k}/k")], ("k",), id="a variable in the resource"),
        pytest.param([rule("Allow", resource="arn:aws:s3:::b/${k, 'ana'}/k")], ("k",), id="a variable with a default"),
        pytest.param([rule("Allow", resource="arn:aws:s3:::c/${k}/k")], (), id="a variable in another resource"),
        pytest.param([rule("Allow", {"StringEquals": {"k": "${m}"}})], ("k", "m"), id="a variable in a condition"),
        pytest.param(
            [ALLOW, rule("Deny", {"StringLike": {"k": ["*a*", "*b*"]}, "StringNotLike": {"k": ["*a*", "*b*"]}})],
            (), id="patterns that exclude each other",
        ),
        pytest.param(
            [ALLOW, rule("Deny", {"StringLike": {"k": "${m}*"}, "StringNotLike": {"k": "${m}*"}})],
            ("k", "m"), id="not certain where a pattern hangs on another unknown key",
        ),
        pytest.param(
            [rule("Allow", {"StringEquals": {f"k{n}": [str(value) for value in range(9)] for n in range(5)}})],
            ("k0", "k1", "k2", "k3", "k4"), id="too many combinations to try",
        ),
    ],
)  # fmt: skip
def test_keys_with_which_the_decision_would_be_another(
    statements: list[dict[str, Any]], keys: tuple[str, ...]
) -> None:
    assert keys_of(account_with(*statements)) == keys


def test_a_key_that_was_given_is_no_unknown_one_not_even_as_missing() -> None:
    account = account_with(rule("Allow", WITH_MFA))
    assert keys_of(account, {"AWS:multifactorauthpresent": "false"}) == ()
    assert keys_of(account, {MFA: None}) == ()


def test_limits_depend_on_keys_as_well() -> None:
    assert keys_of(account_with(ALLOW, boundary=rule("Allow", WITH_MFA))) == (MFA,)
    assert keys_of(account_with(rule("Allow", resource="c"), boundary=rule("Allow", WITH_MFA))) == ()
    scps = [[{"Version": "2012-10-17", "Statement": [rule("Allow", OUTSIDE)]}]]
    assert keys_of(account_with(ALLOW), scps=scps) == ("aws:SourceIp",)


def test_keys_are_spelled_as_the_policy_spells_them() -> None:
    assert keys_of(account_with(rule("Allow", {"Bool": {"AWS:multiFactorAuthPresent": "true"}}))) == (
        "AWS:multiFactorAuthPresent",
    )


TRUST = PolicyDocument.parse(iamsim.allow("sts:AssumeRole"))
ACCOUNT = build_account(
    "123456789012",
    [User("ana", f"{ARN}:user/ana", "AIDAANA"), User("bob", f"{ARN}:user/bob")],
    roles=[Role("Dev", f"{ARN}:role/Dev", TRUST, "AROADEV", tags=(("team", "a"),))],
)


@pytest.mark.parametrize(
    ("principal", "key", "unknown"),
    [
        pytest.param("ana", "aws:sourceip", True, id="an address"),
        pytest.param("ana", "aws:username", False, id="a user's name"),
        pytest.param("ana", "aws:principaltag/x", False, id="a tag that a user has not"),
        pytest.param("ana", "aws:userid", False, id="a unique id"),
        pytest.param("bob", "aws:userid", True, id="a unique id that the account lacks"),
        pytest.param(f"{ARN}:role/Dev", "aws:username", False, id="a session has no user name"),
        pytest.param(f"{ARN}:role/Dev", "aws:principaltag/team", False, id="a role's tag"),
        pytest.param(f"{ARN}:role/Dev", "aws:principaltag/x", True, id="a tag that a session may have"),
        pytest.param(f"{ARN}:root", "aws:principaltag/x", False, id="root has no tags"),
        pytest.param("ana", "k", False, id="given"),
    ],
)
def test_what_is_unknown(principal: str, key: str, unknown: bool) -> None:
    assert (key in UnknownKeys(find_caller(ACCOUNT, principal), ["K"])) is unknown
