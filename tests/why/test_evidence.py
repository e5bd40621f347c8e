"""Which results AWS's message about a denial agrees with; what follows for keys is in test_answer."""

from __future__ import annotations

import pytest

from iamsim.decision import evaluate
from iamsim.policy import Request, allow, deny
from iamsim.why.denial import Denial
from iamsim.why.evidence import agrees, blamed_checks

REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")
ALLOWED = evaluate(REQUEST, [allow("*")])
IMPLICIT = evaluate(REQUEST, [])
EXPLICIT = evaluate(REQUEST, [allow("*"), deny("s3:*")])
BY_SCP = evaluate(REQUEST, [allow("*")], scps=[[allow("ec2:*")]])
SCP_DENIES = evaluate(REQUEST, [allow("*")], scps=[[allow("*"), deny("s3:*")]])
RESULTS = {"allowed": ALLOWED, "implicit": IMPLICIT, "explicit": EXPLICIT, "by SCP": BY_SCP, "SCP denies": SCP_DENIES}


def denial(policy_type: str = "", *, explicit: bool = False, arn: str = "", reason: str = "") -> Denial:
    return Denial(REQUEST.principal, REQUEST.action, REQUEST.resource, policy_type, explicit, arn, reason)


AGREE = [
    pytest.param(denial("identity-based policy"), ["implicit"], id="no identity-based policy allows"),
    pytest.param(denial("identity-based policy", explicit=True), ["explicit"], id="an explicit deny in an identity-based policy"),
    pytest.param(denial("identity-based policy", explicit=True, arn="arn:aws:iam::1:policy/p"), [], id="an ARN that no policy here has"),
    pytest.param(denial("service control policy"), ["allowed", "implicit", "by SCP"], id="no SCP allows: unknown where there is none"),
    pytest.param(denial("service control policy", explicit=True), ["allowed", "implicit", "explicit", "SCP denies"], id="an SCP denies"),
    pytest.param(denial("service control policy", explicit=True, arn="arn:aws:organizations::1:policy/o/p"), ["allowed", "implicit", "explicit", "SCP denies"], id="an SCP from a file has no ARN"),
    pytest.param(denial("session policy"), ["allowed", "implicit", "by SCP"], id="what the file never holds, and no Deny"),
    pytest.param(denial(explicit=True), ["explicit", "SCP denies"], id="an explicit deny"),
    pytest.param(denial(), ["implicit", "explicit", "by SCP", "SCP denies"], id="an older message"),
    pytest.param(Denial(REQUEST.principal, REQUEST.action, implicit=True), ["implicit", "by SCP"], id="no Deny matched, in whichever policy"),
    pytest.param(Denial(REQUEST.principal, REQUEST.action, explicit=True, statement_ids=("KeepProd",)), [], id="a Sid that no statement here has"),
    pytest.param(denial(reason="public access is blocked"), list(RESULTS), id="a reason that is no policy"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "expected"), AGREE)
def test_the_results_that_a_message_agrees_with(message: Denial, expected: list[str]) -> None:
    assert [name for name, result in RESULTS.items() if agrees(message, result)] == expected


def test_the_checks_that_a_message_blames() -> None:
    assert len(blamed_checks(denial("service control policy"), BY_SCP)) == 1
    assert blamed_checks(denial("service control policy"), IMPLICIT) == ()
    assert blamed_checks(denial("VPC endpoint policy"), BY_SCP) == ()
