"""Calls that a service decides by itself, compared with AWS's own descriptions of its APIs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iamsim.aws.service_rules import service_rule
from tests.aws.models import service_model

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
USER, ROOT = f"{ARN}:user/eng/ana", f"{ARN}:root"
SESSION, FEDERATED = f"{STS}:assumed-role/Dev/ria", f"{STS}:federated-user/Bob"


def description(service: str, call: str) -> str:
    """Return what AWS says of a call, without tags and with single spaces."""
    text = service_model(service)["operations"][call].get("documentation", "")
    return " ".join(re.sub("<[^>]+>", " ", text).split())


RULES = [
    # STS API Reference, GetCallerIdentity
    pytest.param("sts:getcalleridentity", USER, True, id="a user asks who it is"),
    pytest.param("sts:getcalleridentity", SESSION, True, id="a session asks who it is"),
    pytest.param("sts:getcalleridentity", "", True, id="a caller that nobody named asks who it is"),
    # id_credentials_temp_control-access_getsessiontoken
    pytest.param("sts:getsessiontoken", USER, True, id="a user gets a session token"),
    pytest.param("sts:getsessiontoken", ROOT, True, id="root gets a session token"),
    # id_credentials_temp_request, the table of calls
    pytest.param("sts:getsessiontoken", SESSION, False, id="a session gets no session token"),
    pytest.param("sts:getsessiontoken", FEDERATED, False, id="a federated user gets no session token"),
    pytest.param("sts:getfederationtoken", SESSION, False, id="a session gets no federation token"),
    pytest.param("sts:getfederationtoken", FEDERATED, False, id="a federated user gets no federation token"),
    pytest.param("sts:assumerole", ROOT, False, id="root assumes no role"),
    pytest.param("sts:assumeroot", ROOT, False, id="root assumes no root user"),
    pytest.param("cognito-idp:initiateauth", USER, True, id="Cognito asks no policy"),
]

POLICIES_DECIDE = [
    pytest.param("sts:getfederationtoken", USER, id="a user's federation token"),
    pytest.param("sts:getfederationtoken", ROOT, id="root's federation token"),
    pytest.param("sts:assumerole", USER, id="a user assumes a role"),
    pytest.param("sts:assumerole", SESSION, id="a session assumes a role"),
    pytest.param("sts:decodeauthorizationmessage", USER, id="DecodeAuthorizationMessage"),
    pytest.param("sts:getaccesskeyinfo", USER, id="GetAccessKeyInfo"),
    pytest.param("sts:getsessiontoken", "", id="a session token for nobody knows whom"),
    pytest.param("cognito-idp:admininitiateauth", USER, id="Cognito's calls for administrators"),
    pytest.param("s3:getobject", ROOT, id="any other call"),
]


@pytest.mark.parametrize(("action", "principal", "allows"), RULES)
def test_a_service_decides(action: str, principal: str, allows: bool) -> None:
    rule = service_rule(action, principal)
    assert rule is not None
    assert rule.allows is allows
    assert rule.reason
    assert not rule.reason.endswith(".")


@pytest.mark.parametrize(("action", "principal"), POLICIES_DECIDE)
def test_policies_decide(action: str, principal: str) -> None:
    assert service_rule(action, principal) is None


STATEMENTS = [
    pytest.param("GetCallerIdentity", "No permissions are required to perform this operation.", id="GetCallerIdentity"),
    pytest.param("GetSessionToken", "No permissions are required for users to perform this operation.", id="GetSessionToken"),
    pytest.param("AssumeRoot", "You cannot use root user credentials to make this call.", id="AssumeRoot"),
]


@pytest.mark.parametrize(("call", "sentence"), STATEMENTS)
def test_aws_says_so(call: str, sentence: str) -> None:
    assert sentence in description("sts", call)


def test_no_other_call_of_sts_needs_no_permission() -> None:
    calls = [call for call in service_model("sts")["operations"] if "o permissions are required" in description("sts", call)]
    assert calls == ["GetCallerIdentity", "GetSessionToken"]


def test_cognitos_calls_are_those_of_which_aws_says_so() -> None:
    operations: dict[str, Any] = service_model("cognito-idp")["operations"]
    sentence = "Amazon Cognito doesn't evaluate Identity and Access Management (IAM) policies"
    exempt = {call for call in operations if sentence in description("cognito-idp", call)}
    assert exempt == {call for call in operations if service_rule(f"cognito-idp:{call.lower()}", USER)}
    assert len(exempt) == 30
