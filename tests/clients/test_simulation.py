"""AWS's simulator as calls: places of statements, missing context values, what the boundary and the organization allow."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.clients.simulation import position, statement_spans
from tests.clients.examples import READ

# The text, and where AWS's simulator says that its statements begin and end (the first: recorded from AWS, a column more than counted).
POSITIONS: list[Any] = [
    pytest.param('{"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}', [((1, 41), (1, 59))], id="one statement, no list"),
    pytest.param('{"Statement": [{"Sid": "a"}, {"Sid": "b}]"}]}', [((1, 17), (1, 28)), ((1, 31), (1, 44))], id="two, with brackets in a text"),
    pytest.param('{\n "Id": {"Statement": 1},\n "Statement": [\n  {\n  "Sid": "a"\n  }\n ]\n}', [((4, 4), (6, 4))], id="over several lines"),
    pytest.param('  {"Statement" :\n[ ]}', [], id="no statement"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), POSITIONS)
def test_positions_are_the_braces(text: str, places: list[Any]) -> None:
    positions = [(position(text, span.start), position(text, span.end)) for span in statement_spans(text)]
    assert [tuple((place["Line"], place["Column"]) for place in pair) for pair in positions] == places


def simulate_get_object(iam: iamsim.Client, **arguments: Any) -> dict[str, Any]:
    """The one result of one action."""
    (result,) = iam.simulate_custom_policy(ActionNames=["s3:GetObject"], **arguments)["EvaluationResults"]
    return dict(result)


DENY = iamsim.deny("s3:*", "arn:aws:s3:::site/${aws:username}/*")


def test_missing_context_values_are_where_aws_puts_them() -> None:
    iam = iamsim.client("iam")
    on_all_resources = simulate_get_object(iam, PolicyInputList=[DENY])
    assert on_all_resources["MissingContextValues"] == ["aws:username"]
    assert not {"ResourceSpecificResults", "EvalDecisionDetails"} & on_all_resources.keys()
    on_one_resource = simulate_get_object(iam, PolicyInputList=[DENY], ResourceArns=["arn:aws:s3:::site/ana/x"])
    assert on_one_resource["MissingContextValues"] == []
    assert on_one_resource["ResourceSpecificResults"][0]["MissingContextValues"] == ["aws:username"]
    assert on_one_resource["EvalDecisionDetails"] == {}


def test_only_the_deny_is_listed_where_both_match() -> None:
    entry = {"ContextKeyName": "aws:username", "ContextKeyValues": ["ana"], "ContextKeyType": "string"}
    result = simulate_get_object(iamsim.client("iam"), PolicyInputList=[READ, DENY], ResourceArns=["arn:aws:s3:::site/ana/x"], ContextEntries=[entry])
    assert (result["EvalDecision"], result["MatchedStatements"]) == (
        "explicitDeny",
        [{"SourcePolicyId": "PolicyInputList.2", "SourcePolicyType": "IAM Policy", "StartPosition": {"Line": 1, "Column": 42}, "EndPosition": {"Line": 1, "Column": 128}}],
    )


def test_boundary_and_organization_say_what_they_allow() -> None:
    level = {"ServiceControlPolicyInputList": [iamsim.allow("ec2:*")]}
    result = simulate_get_object(
        iamsim.client("iam"), PolicyInputList=[READ], ResourceArns=["arn:aws:s3:::site/x"],
        PermissionsBoundaryPolicyInputList=[iamsim.allow("s3:*")], OrderedOrganizationPolicyInputList=[level],
    )  # fmt: skip
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
