"""The matrix: its axes, its answers, two matrices compared, and what cannot be asked of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import iamsim
from iamsim.account import Account, Group, InlinePolicy, Role, User, build_account
from iamsim.decision import Decision
from iamsim.decision.matrix import MAX_ROWS, Matrix
from iamsim.policy import PolicyDocument

ARN = "arn:aws:iam::123456789012"
GET, PUT, KEY, OTHER = "s3:GetObject", "s3:PutObject", "arn:aws:s3:::b/k", "arn:aws:s3:::b/other"
DEV = f"{ARN}:role/Dev"
A, X, I = Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY  # noqa: E741 - as in AWS's tables


def inline(document: str) -> tuple[InlinePolicy, ...]:
    return (InlinePolicy("own", PolicyDocument.parse(document)),)


def trust_of(principal: str) -> PolicyDocument:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement})


ACCOUNT = build_account(
    "123456789012",
    [
        User("ana", f"{ARN}:user/ana", groups=("Readers",)),
        User("Bob", f"{ARN}:user/Bob", groups=("Readers",), inline=inline(iamsim.deny("s3:*", OTHER))),
        User("cy", f"{ARN}:user/cy", inline=inline(iamsim.allow("sts:AssumeRole"))),
    ],
    [Group("Readers", f"{ARN}:group/Readers", inline=inline(iamsim.allow("s3:Get*")))],
    [Role("Dev", DEV, trust_of(f"{ARN}:user/ana"), inline=inline(iamsim.allow("s3:PutObject")))],
)


def matrix(account: Account = ACCOUNT, **arguments: Any) -> Matrix:
    return iamsim.Matrix(account, [GET, PUT], [KEY, OTHER], **arguments)


def test_a_row_for_each_cell_in_the_order_of_users_actions_resources() -> None:
    assert list(matrix().rows("Bob")) == [
        ("Bob", GET, KEY, A),
        ("Bob", GET, OTHER, X),
        ("Bob", PUT, KEY, I),
        ("Bob", PUT, OTHER, X),
    ]
    assert [row[0] for row in matrix().rows()] == ["ana"] * 4 + ["Bob"] * 4 + ["cy"] * 4


def test_a_matrix_shows_how_large_it_is() -> None:
    assert repr(matrix()) == "Matrix(3 users × 2 actions × 2 resources, account 123456789012)"
    assert repr(iamsim.Matrix(ACCOUNT, [GET], [KEY], users=["ana"])).startswith("Matrix(1 user × 1 action × 1 resource,")


def test_counts_have_the_decisions_that_occur() -> None:
    assert matrix().counts() == {A: 3, X: 2, I: 7}
    assert matrix(users=["cy"]).counts() == {I: 4}
    assert matrix(users=["cy"]).counts()[A] == 0
    assert matrix().size == 12


def test_who_can_has_the_accounts_order() -> None:
    assert matrix().who_can(GET, KEY) == ("ana", "Bob")
    assert matrix(users=[DEV, "bob", "ana"]).who_can(GET, KEY) == ("ana", "Bob")
    assert matrix(users=[DEV, "bob", "ana"]).who_can(PUT, KEY) == (DEV,)
    assert matrix().who_can(PUT, KEY) == ()


def test_users_and_actions_ignore_case() -> None:
    assert matrix().decision("BOB", "S3:getobject", KEY) is A
    assert iamsim.Matrix(ACCOUNT, [GET, "S3:getobject"], [KEY, KEY], users=["ana", "ANA"]).size == 1


def test_a_user_can_be_a_role_a_session_or_root() -> None:
    session, root = "arn:aws:sts::123456789012:assumed-role/Dev/x", f"{ARN}:root"
    others = matrix(users=[DEV, session, root, f"{ARN}:user/ana"])
    assert others.users == (DEV, session, root, "ana")
    assert [others.decision(user, PUT, KEY) for user in others.users] == [A, A, A, I]


def test_a_role_can_be_assumed_if_its_trust_policy_and_the_users_own_allow() -> None:
    assume = iamsim.Matrix(ACCOUNT, ["sts:AssumeRole"], [DEV, f"{ARN}:role/Nobody"])
    trusting = replace(ACCOUNT.role("Dev"), trust=trust_of(f"{ARN}:root"))
    after = iamsim.Matrix(ACCOUNT.with_identity(trusting), ["sts:AssumeRole"], [DEV, f"{ARN}:role/Nobody"])
    assert assume.who_can("sts:AssumeRole", DEV) == ("ana",)  # named by the trust policy itself
    assert after.who_can("sts:AssumeRole", DEV) == ("cy",)
    assert assume.who_can("sts:AssumeRole", f"{ARN}:role/Nobody") == ("cy",)
    assert assume.depends_on("ana", "sts:AssumeRole", DEV) == ()


def test_a_trust_policy_depends_on_keys() -> None:
    trust = trust_of(f"{ARN}:user/ana").raw
    trust["Statement"]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role = replace(ACCOUNT.role("Dev"), trust=PolicyDocument.parse(trust))
    assume = iamsim.Matrix(ACCOUNT.with_identity(role), ["sts:AssumeRole"], [DEV])
    assert assume.decision("ana", "sts:AssumeRole", DEV) is I
    assert assume.depends_on("ana", "sts:AssumeRole", DEV) == ("aws:MultiFactorAuthPresent",)
    assert assume.depends_on("cy", "sts:AssumeRole", DEV) == ()


def test_no_service_control_policy_limits_a_services_own_role() -> None:
    arn = f"{ARN}:role/aws-service-role/sqs.amazonaws.com/Own"
    own = replace(ACCOUNT.role("Dev"), name="Own", arn=arn)
    limited = matrix(ACCOUNT.with_identity(own), users=[DEV, arn], scps=[[iamsim.allow("sqs:*")]])
    assert limited.who_can(PUT, KEY) == (arn,)


def test_compare_gives_the_cells_that_differ() -> None:
    cy = replace(ACCOUNT.user("cy"), groups=("Readers",))
    after = matrix(ACCOUNT.with_identity(cy))
    assert list(matrix().compare(after)) == [("cy", GET, KEY, I, A), ("cy", GET, OTHER, I, A)]
    assert list(after.compare(matrix())) == [("cy", GET, KEY, A, I), ("cy", GET, OTHER, A, I)]
    assert list(matrix().compare(matrix())) == []


def test_to_a_user_who_is_not_there_nobody_allowed_anything() -> None:
    without = matrix(ACCOUNT.without_identity(ACCOUNT.user("Bob")))
    assert list(matrix().compare(without)) == [
        ("Bob", GET, KEY, A, I),
        ("Bob", GET, OTHER, X, I),
        ("Bob", PUT, OTHER, X, I),
    ]
    assert next(without.compare(matrix())) == ("Bob", GET, KEY, I, A)


def any_value(value: Any) -> Any:
    """Return a value of a type that annotations forbid."""
    return value


EMPTY = build_account("123456789012")


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        pytest.param(
            lambda: matrix(users=["ann"]), iamsim.NoSuchEntity,
            "no user named 'ann' (this account has: ana, Bob, cy)", id="an unknown user",
        ),
        pytest.param(
            lambda: matrix(users=[DEV + "x"]), iamsim.NoSuchEntity,
            "no role named 'Devx' (this account has: Dev)", id="an unknown role",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, ["s3:*"], [KEY]), iamsim.InvalidInput,
            "action 's3:*': expected one action such as s3:GetObject, without wildcards", id="an action with wildcards",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, [], [KEY]), iamsim.InvalidInput,
            "actions: expected at least an action such as s3:GetObject, got an empty list", id="no actions",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, [GET], []), iamsim.InvalidInput,
            "resources: expected at least an ARN, or *, got an empty list", id="no resources",
        ),
        pytest.param(
            lambda: matrix(EMPTY), iamsim.InvalidInput,
            "account 123456789012 has no users: create one, or give users=[the ARN of a role]", id="an empty account",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, GET, [KEY]), TypeError,
            "actions: expected a list, got 's3:GetObject'; write ['s3:GetObject']", id="an action as text",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, [GET], any_value([KEY, 5])), TypeError,
            "resources: expected text, got 5", id="a resource that is no text",
        ),
        pytest.param(
            lambda: iamsim.Matrix(any_value(iamsim.client("iam")), [GET], [KEY]), TypeError,
            "account: expected an Account, got a client; write iam.account", id="a client",
        ),
        pytest.param(
            lambda: matrix(context=5), TypeError,
            """context: expected a dict such as {"aws:SourceIp": "203.0.113.9"}, got 5""", id="a context that is none",
        ),
        pytest.param(
            lambda: matrix(scps=iamsim.allow("*")), TypeError,
            "scps: expected a list of levels, each a list of policies; write [[policy]]", id="a policy as levels",
        ),
        pytest.param(
            lambda: matrix(users=["ana"]).decision("cy", GET, KEY), iamsim.InvalidInput,
            "'cy' is not among this matrix's 1 users: ana", id="a user outside",
        ),
        pytest.param(
            lambda: matrix().decision("ann", GET, KEY), iamsim.NoSuchEntity,
            "no user named 'ann' (this account has: ana, Bob, cy)", id="a user whom the account lacks",
        ),
        pytest.param(
            lambda: matrix().depends_on("ana", "s3:Get", KEY), iamsim.InvalidInput,
            "'s3:Get' is not among this matrix's 2 actions: s3:GetObject, s3:PutObject", id="an action outside",
        ),
        pytest.param(
            lambda: iamsim.Matrix(ACCOUNT, [GET], [str(n) for n in range(2000)]).who_can(GET, KEY), iamsim.InvalidInput,
            "'arn:aws:s3:::b/k' is not among this matrix's 2,000 resources", id="a resource outside",
        ),
        pytest.param(
            lambda: matrix().compare(iamsim.Matrix(ACCOUNT, [GET], [KEY])), iamsim.InvalidInput,
            "the other matrix has other actions or resources: make both with the same", id="another matrix",
        ),
        pytest.param(
            lambda: matrix().compare(any_value(ACCOUNT)), TypeError, "other: expected a Matrix, got Account(", id="no matrix"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(ask: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        ask()
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_too_many_cells_are_counted_and_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamsim.decision.matrix.MAX_ROWS", 11)
    with pytest.raises(iamsim.InvalidInput) as caught:
        matrix().rows()
    assert str(caught.value) == "12 cells are too many to list, at most 11: use counts(), or rows(user)"
    assert len(list(matrix().rows("ana"))) == 4
    assert MAX_ROWS < 10_000_000


def test_who_holds_a_policy_that_the_file_lacks_is_refused_as_simulate_does() -> None:
    iam = iamsim.client("iam")
    for user in ("ana", "bob"):
        iam.create_user(UserName=user)
    raw = iamsim.dump_account(iam.account)
    raw["UserDetailList"][1]["AttachedManagedPolicies"] = [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::123456789012:policy/x"}]
    account = iamsim.parse_account(raw)
    assert Matrix(account, ["s3:GetObject"], ["*"], users=["ana"]).who_can("s3:GetObject", "*") == ()
    with pytest.raises(iamsim.MalformedAccount) as simulated:
        iamsim.simulate(account, "bob", "s3:GetObject")
    with pytest.raises(iamsim.MalformedAccount) as decided:
        Matrix(account, ["s3:GetObject"], ["*"])
    assert str(decided.value) == str(simulated.value)
