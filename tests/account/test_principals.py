"""Who sends a request: names and ARNs that are callers, and those that are not."""

from __future__ import annotations

import pytest

import iamsim
from iamsim.account.entities import Group, Role, User, build_account
from iamsim.account.principals import find_caller
from iamsim.policy import PolicyDocument, Request, allow

ARN = "arn:aws:iam::123456789012"
STS = "arn:aws:sts::123456789012"
ANA = User("Ana", f"{ARN}:user/web/Ana", "AIDAEXAMPLEANA0000001", "/web/", tags=(("Team", "Web"),))
BOB = User("bob", f"{ARN}:user/bob")
DEV = Role(
    "Dev",
    f"{ARN}:role/eng/Dev",
    PolicyDocument.parse(allow("sts:AssumeRole")),
    "AROAEXAMPLEDEV0000001",
    tags=(("Team", "Eng"),),
)
BARE = Role("Bare", "arn:aws-cn:iam::123456789012:role/Bare", PolicyDocument.parse(allow("sts:AssumeRole")))
WEB = Group("Web", f"{ARN}:group/Web")
ACCOUNT = build_account("123456789012", [ANA, BOB], [WEB], [DEV, BARE])

ANA_CONTEXT = {
    "aws:principalarn": ANA.arn,
    "aws:principalaccount": "123456789012",
    "aws:principaltype": "User",
    "aws:username": "Ana",
    "aws:userid": "AIDAEXAMPLEANA0000001",
    "aws:principaltag/team": "Web",
}
DEV_CONTEXT = {
    "aws:principalarn": DEV.arn,
    "aws:principalaccount": "123456789012",
    "aws:principaltype": "AssumedRole",
    "aws:principaltag/team": "Eng",
}

CALLERS = [
    # reference_policies_variables, "Principal key values"
    pytest.param("ana", ANA, ANA.arn, ANA_CONTEXT, id="a user's name, in any case"),
    pytest.param(ANA.arn, ANA, ANA.arn, ANA_CONTEXT, id="a user's ARN, with its path"),
    pytest.param(
        "bob", BOB, BOB.arn,
        {"aws:principalarn": BOB.arn, "aws:principalaccount": "123456789012", "aws:principaltype": "User", "aws:username": "bob"},
        id="a user whose id is not known",
    ),
    pytest.param(
        f"{STS}:assumed-role/Dev/ria", DEV, f"{STS}:assumed-role/Dev/ria",
        DEV_CONTEXT | {"aws:userid": "AROAEXAMPLEDEV0000001:ria"}, id="a session; its role's ARN keeps the path",
    ),
    pytest.param(
        DEV.arn, DEV, f"{STS}:assumed-role/Dev/session",
        DEV_CONTEXT | {"aws:userid": "AROAEXAMPLEDEV0000001:session"}, id="a role's ARN is a session of it",
    ),
    pytest.param(
        f"{STS}:assumed-role/dev", DEV, f"{STS}:assumed-role/Dev/session",
        DEV_CONTEXT | {"aws:userid": "AROAEXAMPLEDEV0000001:session"}, id="a session without a name",
    ),
    pytest.param(
        BARE.arn, BARE, "arn:aws-cn:sts::123456789012:assumed-role/Bare/session",
        {"aws:principalarn": BARE.arn, "aws:principalaccount": "123456789012", "aws:principaltype": "AssumedRole"},
        id="a role of another partition, whose id is not known",
    ),
    pytest.param(
        f"{ARN}:root", None, f"{ARN}:root",
        {
            "aws:principalarn": f"{ARN}:root", "aws:principalaccount": "123456789012",
            "aws:principaltype": "Account", "aws:userid": "123456789012",
        },
        id="root is no identity of the account",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "identity", "arn", "context"), CALLERS)
def test_a_principal_has_an_identity_an_arn_and_context_keys(principal: str, identity: User | Role | None, arn: str, context: dict[str, str]) -> None:
    caller = find_caller(ACCOUNT, principal)
    assert (caller.identity, caller.arn, caller.is_root) == (identity, arn, identity is None)
    assert Request(caller.arn, "s3:GetObject", "*", caller.context).context == context


NO_CALLERS = [
    pytest.param("anna", iamsim.NoSuchEntity, "no user named 'anna' (this account has: Ana, bob)", id="an unknown name"),
    pytest.param("role/Dev", iamsim.NoSuchEntity, f"no user named 'role/Dev'; Dev is a role: iamsim.simulate takes its ARN, {DEV.arn}", id="a role's name after its kind"),
    pytest.param("Dev", iamsim.NoSuchEntity, f"no user named 'Dev'; Dev is a role: iamsim.simulate takes its ARN, {DEV.arn}", id="a role's bare name"),
    pytest.param(f"{ARN}:user/eve", iamsim.NoSuchEntity, "no user named 'eve' (this account has: Ana, bob)", id="an unknown user's ARN"),
    # reference_identifiers: case and path are part of an ARN
    pytest.param(f"{ARN}:user/web/ana", iamsim.NoSuchEntity, f"no {ARN}:user/web/ana (this account has {ANA.arn})", id="an ARN in other letters"),
    pytest.param(f"{ARN}:user/Ana", iamsim.NoSuchEntity, f"no {ARN}:user/Ana (this account has {ANA.arn})", id="an ARN without its path"),
    pytest.param(f"{ARN}:role/Dev", iamsim.NoSuchEntity, f"no {ARN}:role/Dev (this account has {DEV.arn})", id="a role's ARN without its path"),
    pytest.param(f"{STS}:assumed-role/Ops/x", iamsim.NoSuchEntity, "no role named 'Ops' (this account has: Bare, Dev)", id="a session of an unknown role"),
    pytest.param(
        f"{STS}:assumed-role/dev/x", iamsim.NoSuchEntity,
        f"no {STS}:assumed-role/dev/x (a session of this account's role is {STS}:assumed-role/Dev/x)", id="a session in other letters",
    ),
    pytest.param(
        f"{ARN}:group/Web", iamsim.InvalidInput,
        "a group sends no requests; expected a user, a role, a role's session or root", id="a group",
    ),
    pytest.param(
        f"{STS}:federated-user/ria", iamsim.InvalidInput,
        "sessions of federated users are not simulated; expected a user, a role, a role's session or root", id="a federated user",
    ),
    pytest.param(
        "arn:aws:iam::999988887777:user/Ana", iamsim.InvalidInput,
        "arn:aws:iam::999988887777:user/Ana belongs to account 999988887777; this account is 123456789012", id="another account's user",
    ),
    pytest.param(
        "arn:aws:s3:::b", iamsim.InvalidInput,
        "arn:aws:s3:::b belongs to account (none); this account is 123456789012", id="a bucket",
    ),
    pytest.param("arn:aws:iam", iamsim.InvalidInput, "'arn:aws:iam' is no ARN: expected six parts divided by ':'", id="half an ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "error_class", "hint"), NO_CALLERS)
def test_the_hint_says_why_a_principal_is_no_caller(principal: str, error_class: type[iamsim.ClientError], hint: str) -> None:
    with pytest.raises(error_class) as error:
        find_caller(ACCOUNT, principal)
    assert str(error.value) == hint


@pytest.mark.parametrize(
    ("principal", "message"),
    [
        (f"{ARN}:user/Ana", f"The user {ARN}:user/Ana cannot be found."),
        (f"{STS}:assumed-role/dev/x", f"The role session {STS}:assumed-role/dev/x cannot be found."),
        (f"{ARN}:group/Web", f"Invalid Entity Arn: {ARN}:group/Web"),
        ("arn:aws:s3:::b", "Invalid Entity Arn: arn:aws:s3:::b"),
        ("arn:aws:iam", "ARN arn:aws:iam is not valid."),
    ],
)
def test_the_message_is_awss(principal: str, message: str) -> None:
    with pytest.raises(iamsim.ClientError) as error:
        find_caller(ACCOUNT, principal)
    assert error.value.message == message
