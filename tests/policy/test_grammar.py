"""The grammar of policies: what is refused, in AWS's words and in ours, whole; and what passes.

Pages: reference_policies_grammar, reference_policies_elements and the pages of the elements.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy import grammar
from iamsim.policy.document import PolicyDocument
from iamsim.policy.validation import PolicyKind

S: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
SYNTAX = "Syntax errors in policy."


def policy(*statements: Any, **top: Any) -> dict[str, Any]:
    """A policy of these statements; one alone stands without a list."""
    return {
        "Version": "2012-10-17",
        "Statement": statements[0] if len(statements) == 1 else [*statements],
        **top,
    }


def statement_with(**elements: Any) -> dict[str, Any]:
    """The plainest statement with other elements; `...` takes one away."""
    return {name: value for name, value in {**S, **elements}.items() if value is not ...}


def policy_with(**elements: Any) -> dict[str, Any]:
    return policy(statement_with(**elements))


def refusal(source: Any, kind: PolicyKind) -> MalformedPolicyDocument:
    with pytest.raises(MalformedPolicyDocument) as raised:
        grammar.read(source, kind)
    return raised.value


SHAPES = [
    pytest.param([S], "managed", "the policy: expected an object, got a list", id="a list"),
    pytest.param(None, "managed", "the policy: expected an object, got null", id="null for a policy"),
    pytest.param(policy(S, Statements=[S]), "managed", "the policy: expected only Version, Id, Statement, got 'Statements'; did you mean Statement?", id="an unknown key at the top"),
    pytest.param({"Version": "2012-10-17", "statement": S}, "managed", "the policy: expected only Version, Id, Statement, got 'statement'; did you mean Statement?", id="a key in lower case"),
    pytest.param(policy(S, Comment="x"), "managed", "the policy: expected only Version, Id, Statement, got 'Comment'", id="a key that is like none"),
    pytest.param(policy(S, Version="2013-10-17"), "managed", "Version: expected 2012-10-17 or 2008-10-17, got '2013-10-17'; it is the version of the language, not of your policy", id="a version that never was"),
    pytest.param(policy(S, Version=["2012-10-17"]), "inline", "Version: expected 2012-10-17 or 2008-10-17, got a list; it is the version of the language, not of your policy", id="a version that is a list"),
    pytest.param(policy(S, Id=7), "managed", "Id: expected text, got a number", id="an Id that is a number"),
    pytest.param({"Version": "2012-10-17"}, "managed", "the policy: expected Statement, got only Version", id="no statement at all"),
    pytest.param({}, "managed", "the policy: expected Statement, got an empty object", id="an empty object"),
    pytest.param({"Version": "2012-10-17", "Statement": []}, "managed", "Statement: expected a statement, or a list of them, got an empty list", id="an empty list of statements"),
    pytest.param({"Version": "2012-10-17", "Statement": None}, "managed", "Statement: expected a statement, or a list of them, got null", id="null for a statement"),
    pytest.param({"Version": "2012-10-17", "Statement": [S, [S]]}, "managed", "Statement[1]: expected an object, got a list", id="a list in the list of statements"),
    pytest.param({"Version": "2012-10-17", "Statement": [S, {}]}, "managed", "Statement[1]: expected Effect, got an empty object", id="an empty statement"),
    pytest.param(policy_with(Actions="s3:*"), "managed", "Statement: expected only Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, got 'Actions'; did you mean Action?", id="an unknown element"),
    pytest.param(policy_with(Effect=...), "managed", "Statement: expected Effect, got only Action, Resource", id="no Effect"),
    pytest.param({"Version": "2012-10-17", "Statement": [S, S, statement_with(Effect="Permit")]}, "managed", "Statement[2].Effect: expected Allow or Deny, got 'Permit'", id="another Effect"),
    pytest.param(policy_with(Effect=["Allow"]), "stored", "Statement.Effect: expected Allow or Deny, got a list", id="an Effect that is a list"),
    pytest.param(policy_with(Sid={}), "managed", "Statement.Sid: expected text, got an object", id="a Sid that is an object"),
    pytest.param(policy_with(NotAction=[]), "managed", "Statement: expected Action or NotAction, got both", id="Action and NotAction"),
    pytest.param(policy_with(NotResource="*"), "managed", "Statement: expected Resource or NotResource, got both", id="Resource and NotResource"),
    pytest.param(policy_with(Principal="*", NotPrincipal="*"), "resource", "Statement: expected Principal or NotPrincipal, got both", id="Principal and NotPrincipal"),
    pytest.param(policy_with(Action=42), "managed", "Statement.Action: expected text or a list of texts, got a number", id="a number for an action"),
    pytest.param(policy_with(Resource=None), "managed", "Statement.Resource: expected text or a list of texts, got null", id="null for a resource"),
    pytest.param(policy_with(Action=["s3:*", 42]), "managed", "Statement.Action[1]: expected text, got a number", id="a number in a list of actions"),
    pytest.param(policy_with(Resource=["*", None]), "managed", "Statement.Resource[1]: expected text, got null", id="null in a list of resources"),
    pytest.param(policy_with(Resource={"Fn::GetAtt": "B"}), "managed", "Statement.Resource: expected text or a list of texts, got an object", id="an object for a resource"),
    pytest.param(policy_with(Resource=["*", ["*"]]), "managed", "Statement.Resource[1]: expected text, got a list", id="a list in a list of resources"),
    pytest.param(policy_with(Condition="true"), "managed", "Statement.Condition: expected an object, got 'true'", id="a condition that is text"),
    pytest.param(policy_with(Condition={"StringEquals": "x"}), "managed", "Statement.Condition.StringEquals: expected an object, got 'x'; a condition is operator, key and values, three levels deep", id="a condition with one level too few"),
    pytest.param(policy_with(Condition={"StringEquals": {"k": {"a": "b"}}}), "managed", "Statement.Condition.StringEquals.k: expected text, a number, true or false, or a list of them, got an object", id="a condition value that is an object"),
    pytest.param(policy_with(Condition={"StringEquals": {"k": ["a", None]}}), "managed", "Statement.Condition.StringEquals.k[1]: expected text, a number, true or false, or a list of them, got null", id="a condition value in a list that is null"),
    pytest.param(policy_with(Condition={"StringEqual": {"k": "v"}}), "managed", "Statement.Condition.StringEqual: no such condition operator; did you mean StringEquals?", id="an operator that lacks a letter"),
    pytest.param(policy_with(Condition={"stringequalsifexists": {"k": "v"}}), "managed", "Statement.Condition.stringequalsifexists: no such condition operator; did you mean StringEqualsIfExists?", id="an operator in lower case"),
    pytest.param(policy_with(Condition={"ForAnyValues:StringLike": {"k": "v"}}), "managed", "Statement.Condition.ForAnyValues:StringLike: no such condition operator; did you mean ForAnyValue:StringLike?", id="an operator with a misspelt prefix"),
    pytest.param(policy_with(Condition={"NullIfExists": {"k": "true"}}), "managed", "Statement.Condition.NullIfExists: no such condition operator; Null takes no IfExists", id="NullIfExists"),
    pytest.param(policy_with(Condition={"Matches": {"k": "v"}}), "managed", "Statement.Condition.Matches: no such condition operator", id="an operator like none"),
    pytest.param(policy_with(Condition={"S" * 200: {"k": "v"}}), "managed", "Statement.Condition.SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS...: no such condition operator", id="a long operator"),
    pytest.param(policy_with(Principal="ana"), "resource", "Statement.Principal: expected * or an object, got 'ana'; such as {\"AWS\": \"arn:aws:iam::123456789012:user/alice\"}", id="a principal that is a name"),
    pytest.param(policy_with(Principal=["*"]), "resource", 'Statement.Principal: expected * or an object, got a list; such as {"AWS": "arn:aws:iam::123456789012:user/alice"}', id="a principal that is a list"),
    pytest.param(policy_with(Principal={"aws": "*"}), "resource", "Statement.Principal: expected only AWS, Service, Federated, CanonicalUser, got 'aws'; did you mean AWS?", id="a kind of principal that is none"),
    pytest.param(policy_with(Principal={"AWS": 123456789012}), "resource", "Statement.Principal.AWS: expected text or a list of texts, got a number", id="a principal that is a number"),
    pytest.param(policy_with(Resource="arn:aws:s3:::\ud800"), "managed", "Statement.Resource: expected whole characters, got half of one; write both halves, as in \\ud83d\\ude00", id="half a character"),
    pytest.param(policy_with(Action=["s3:\ud800"]), "managed", "Statement.Action[0]: expected whole characters, got half of one; write both halves, as in \\ud83d\\ude00", id="half a character in a list"),
    pytest.param(policy_with(Condition={"StringEquals": {"k": "\udfff"}}), "stored", "Statement.Condition.StringEquals.k: expected whole characters, got half of one; write both halves, as in \\ud83d\\ude00", id="half a character in a condition"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "ours"), SHAPES)
def test_what_is_no_policy_in_shape(source: Any, kind: PolicyKind, ours: str) -> None:
    error = refusal(source, kind)
    assert (error.message, str(error)) == (SYNTAX, ours)


@pytest.mark.parametrize(("source", "kind", "ours"), SHAPES)
def test_the_same_as_text(source: Any, kind: PolicyKind, ours: str) -> None:
    assert str(refusal(json.dumps(source), kind)) == ours


KINDS = [
    pytest.param({"Statement": S}, "managed", "Policy document must be version 2012-10-17 or greater.", "Version: expected 2012-10-17, got none; only inline policies may do without", id="no Version for a managed policy"),
    pytest.param(policy(S, Version="2008-10-17"), "managed", "Policy document must be version 2012-10-17 or greater.", "Version: expected 2012-10-17, got '2008-10-17'; only inline policies may do without", id="the older Version for a managed policy"),
    pytest.param(policy_with(Effect="allow"), "managed", "The policy failed legacy parsing", "Statement.Effect: expected Allow or Deny, got 'allow'; did you mean Allow?", id="an Effect in lower case"),
    pytest.param(policy_with(Effect="DENY"), "stored", "The policy failed legacy parsing", "Statement.Effect: expected Allow or Deny, got 'DENY'; did you mean Deny?", id="an Effect in capitals, stored"),
    pytest.param(policy_with(Condition={"DateLessThan": {"aws:CurrentTime": "soon"}}), "managed", "The policy failed legacy parsing", "Statement.Condition.DateLessThan.aws:CurrentTime: expected a date such as 2026-01-31T12:00:00Z, or seconds since 1970, got 'soon'", id="a date that is none"),
    pytest.param(policy_with(Condition={"ForAnyValue:DateEqualsIfExists": {"k": ["2026-01-01", True]}}), "managed", "The policy failed legacy parsing", "Statement.Condition.ForAnyValue:DateEqualsIfExists.k: expected a date such as 2026-01-31T12:00:00Z, or seconds since 1970, got 'True'", id="the second of two dates"),
    pytest.param(policy_with(Resource="arn:aws::b"), "managed", "The policy failed legacy parsing", "Statement.Resource: expected a service after the partition, as in arn:aws:s3:::reports, got 'arn:aws::b'", id="a service missing"),
    pytest.param(policy_with(Resource=["*", "arn:aws:s3::b"]), "managed", "The policy failed legacy parsing", "Statement.Resource[1]: expected three colons after s3, as in arn:aws:s3:::reports, got 'arn:aws:s3::b'", id="a colon missing"),
    pytest.param(policy_with(Resource="arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:q"), "inline", "The policy failed legacy parsing", "Statement.Resource: expected no variable before the fifth colon of an ARN, got 'arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:q'", id="a variable for the account"),
    pytest.param(policy_with(Sid="My-Sid"), "managed", "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*", "Statement.Sid: expected letters A to Z and digits only, got 'My-Sid'", id="a Sid with a hyphen"),
    pytest.param(policy(statement_with(Sid="Read"), S, statement_with(Sid="Read")), "managed", "Statement IDs (SID) in a single policy must be unique.", "Statement[2].Sid: expected a Sid of its own, got 'Read' as in Statement[0]", id="one Sid twice"),
    pytest.param(policy_with(Principal="*"), "managed", "Policy document should not specify a principal.", "Statement: expected no Principal, got one; it is for those to whom the policy is attached", id="a principal in an identity's policy"),
    pytest.param(policy_with(NotPrincipal={"AWS": "*"}), "scp", "Policy document should not specify a principal.", "Statement: expected no NotPrincipal, got one; it is for those to whom the policy is attached", id="a NotPrincipal in a service control policy"),
    pytest.param(policy_with(Action=...), "managed", "Policy statement must contain actions.", "Statement: expected Action or NotAction, got only Effect, Resource", id="no action"),
    pytest.param(policy_with(Action=[]), "inline", "Policy statement must contain actions.", "Statement.Action: expected at least one, got an empty list", id="no actions in the list"),
    pytest.param(policy_with(Action=..., NotAction=[]), "stored", "Policy statement must contain actions.", "Statement.NotAction: expected at least one, got an empty list", id="no NotActions in the list"),
    pytest.param(policy_with(Resource=...), "managed", "Policy statement must contain resources.", "Statement: expected Resource or NotResource, got only Effect, Action", id="no resource"),
    pytest.param(policy_with(Resource=...), "stored", "Policy statement must contain resources.", "Statement: expected Resource or NotResource, got only Effect, Action", id="no resource, stored without a principal"),
    pytest.param(policy_with(Resource=[]), "managed", "Policy statement must contain resources.", "Statement.Resource: expected at least one, got an empty list", id="no resources in the list"),
    pytest.param(policy_with(Resource="reports"), "managed", 'Resource reports must be in ARN format or "*".', "Statement.Resource: expected * or an ARN, such as arn:aws:s3:::reports, got 'reports'", id="a resource that is no ARN"),
    pytest.param(policy_with(Resource=""), "managed", 'Resource  must be in ARN format or "*".', "Statement.Resource: expected * or an ARN, such as arn:aws:s3:::reports, got ''", id="an empty resource"),
    pytest.param(policy_with(Resource="s3:reports"), "managed", 'Partition "reports" is not valid for resource "arn:reports:*:*:*:*".', "Statement.Resource: expected * or an ARN that begins with arn:aws: and a service, got 's3:reports'", id="a resource that lacks arn:aws"),
    pytest.param(policy_with(Resource="arn:aws:s*:::b"), "managed", "Resource vendor must be fully qualified and cannot contain regexes.", "Statement.Resource: expected a service's whole name after the partition, got 'arn:aws:s*:::b'", id="a service with a star"),
    pytest.param(policy_with(Resource="arn:aws"), "managed", "Resource vendor must be fully qualified and cannot contain regexes.", "Statement.Resource: expected a service's whole name after the partition, got 'arn:aws'", id="a partition alone"),
    pytest.param(policy_with(Resource="arn:aws:iam:eu-west-1:123456789012:user/ana"), "managed", "IAM resource arn:aws:iam:eu-west-1:123456789012:user/ana cannot contain region information.", "Statement.Resource: expected no region: arn:aws:iam:: and an account, got 'arn:aws:iam:eu-west-1:123456789012:user/ana'", id="a region for IAM"),
    pytest.param(policy_with(Resource="arn:aws:iam::123456789012:ana"), "managed", 'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.', "Statement.Resource: expected *, root, or a kind of thing such as user/ or group/ after the account, got 'arn:aws:iam::123456789012:ana'", id="a user without user/"),
    pytest.param(policy_with(Resource="arn:aws:s3:eu-west-1::b"), "managed", "Resource arn:aws:s3:eu-west-1::b can not contain region information.", "Statement.Resource: expected no region: arn:aws:s3::: and a bucket, got 'arn:aws:s3:eu-west-1::b'", id="a region for a bucket"),
    pytest.param(policy_with(Action="GetObject"), "managed", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", "Statement.Action: expected SERVICE:NAME, such as s3:GetObject, got 'GetObject'", id="an action without a service"),
    pytest.param(policy_with(Action=["s3:*", "s3:Get:Object"]), "managed", "Actions/Condition can contain only one colon.", "Statement.Action[1]: expected one colon, as in s3:GetObject, got 's3:Get:Object'", id="an action with two colons"),
    pytest.param(policy_with(NotAction="?3:GetObject", Action=...), "managed", "Vendor ?3 is not valid", "Statement.NotAction: expected a service's whole name before the colon, got '?3:GetObject'", id="a service with a question mark"),
    pytest.param(policy_with(), "resource", "Missing required field Principal", 'Statement: expected Principal, got only Effect, Action, Resource; such as {"AWS": "arn:aws:iam::123456789012:user/alice"}', id="a resource's policy for nobody"),
    pytest.param(policy_with(Principal={"AWS": ["*", "arn:aws:iam::123456789012:group/admins"]}), "resource", 'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:group/admins"', "Statement.Principal.AWS: expected an account, a user, a role or a service, got the group 'arn:aws:iam::123456789012:group/admins'; a group is no principal: attach a policy to the group", id="a group as a principal"),
    pytest.param(policy_with(Principal={"AWS": "arn:aws:iam::123456789012:group/eng/dev"}, Action="sts:AssumeRole", Resource=...), "trust", 'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:group/eng/dev"', "Statement.Principal.AWS: expected an account, a user, a role or a service, got the group 'arn:aws:iam::123456789012:group/eng/dev'; a group is no principal: attach a policy to the group", id="a group that a trust policy names"),
    # reference_policies_elements_notprincipal: not in a trust policy; the words are those for Resource
    pytest.param(policy_with(NotPrincipal={"AWS": "123456789012"}, Action="sts:AssumeRole", Resource=...), "trust", "Has prohibited field NotPrincipal", "Statement: expected no NotPrincipal, got one; a trust policy names who may: write Principal", id="a trust policy with NotPrincipal"),
    # aws/aws-cdk#5732 (2020), #10994
    pytest.param(policy_with(Principal="*", Action="sts:AssumeRole", Resource=...), "trust", 'AssumeRolepolicy contained an invalid principal: "STAR":"*".', """Statement.Principal: expected {"AWS": "*"}, got "*"; with a condition that says who may, such as one on aws:PrincipalOrgID""", id="a trust policy for everybody"),
    # aws-actions/configure-aws-credentials#332 (2021)
    pytest.param(policy_with(Principal={"AWS": ["*", "arn:aws:iam::12345678910:role/ci"]}, Action="sts:AssumeRole", Resource=...), "trust", 'Invalid principal in policy: "AWS":"arn:aws:iam::12345678910:role/ci"', "Statement.Principal.AWS: expected 12 digits of an account's number, got 11 in 'arn:aws:iam::12345678910:role/ci'", id="an account of 11 digits in a trust policy"),
    pytest.param(policy_with(Principal={"AWS": "arn:aws:sts::1234567890123:assumed-role/a/b"}), "resource", 'Invalid principal in policy: "AWS":"arn:aws:sts::1234567890123:assumed-role/a/b"', "Statement.Principal.AWS: expected 12 digits of an account's number, got 13 in 'arn:aws:sts::1234567890123:assumed-role/a/b'", id="an account of 13 digits in a resource's policy"),
    pytest.param(policy_with(NotPrincipal={"AWS": "1234567890"}), "resource", 'Invalid principal in policy: "AWS":"1234567890"', "Statement.NotPrincipal.AWS: expected 12 digits of an account's number, got 10 in '1234567890'", id="a number of 10 digits alone"),
    # ministryofjustice/modernisation-platform-environments, pull request 8893 (2024)
    pytest.param(policy_with(Principal={"AWS": "*"}, Action="sts:AssumeRole", Resource=..., Condition={"stringEquals": {"k": "v"}}), "trust", "Invalid Condition type : stringEquals", "Statement.Condition.stringEquals: no such condition operator; did you mean StringEquals?", id="an operator in other letters in a trust policy"),
    # cloudera-labs/cloudera.exe#114 (2022)
    pytest.param(policy_with(Resource="arn:${Partition}:s3:::b"), "inline", 'Partition "${Partition}" is not valid for resource "arn:${Partition}:s3:::b".', "Statement.Resource: expected * or an ARN that begins with arn:aws: and a service, got 'arn:${Partition}:s3:::b'", id="a placeholder for the partition"),
    pytest.param(policy_with(Principal="*", Action="sts:AssumeRole"), "trust", "Has prohibited field Resource", "Statement: expected no Resource, got one; a trust policy is about its own role", id="a trust policy with a resource"),
    pytest.param(policy_with(Principal="*", Resource=...), "trust", "AssumeRole policy may only specify STS AssumeRole actions.", "Statement.Action: expected an action such as sts:AssumeRole, got 's3:GetObject'", id="a trust policy for another action"),
]  # fmt: skip


# Spaces: hashicorp/terraform#14652 (2017), velero-io/velero#1494 (2019), terraform-provider-aws#12267 (2020).
# A bucket's policy: cloud-gov/terraform-provision, pull request 574 (2019).
FIRST_BYTE = "Policies must be valid JSON and the first byte must be '{'"
BEGINNINGS: list[Any] = [
    pytest.param(" ", "managed", "The policy failed legacy parsing", id="a space, managed"),
    pytest.param("   ", "inline", "The policy failed legacy parsing", id="spaces, inline"),
    pytest.param(" ", "scp", "", id="a space, service control policy: no report"),
    pytest.param(" ", "trust", "JSON strings must not have leading spaces", id="a space, trust"),
    pytest.param(" ", "resource", FIRST_BYTE, id="a space, resource"),
    pytest.param("\n", "resource", FIRST_BYTE, id="a new line, resource"),
    pytest.param("\n", "managed", "", id="a new line, managed"),
    pytest.param("\t", "inline", "", id="a tab, inline"),
    pytest.param("\r\n  ", "trust", "", id="a new line before spaces, trust"),
    pytest.param(" \n", "stored", "", id="what AWS has stored"),
]


@pytest.mark.parametrize(("beginning", "kind", "message"), BEGINNINGS)
def test_white_space_before_a_policy(beginning: str, kind: PolicyKind, message: str) -> None:
    more: dict[PolicyKind, dict[str, Any]] = {
        "trust": {"Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": ...},
        "resource": {"Principal": {"AWS": "*"}},
    }
    text = json.dumps(policy_with(**more.get(kind, {})))
    if not message:
        assert PolicyDocument.parse(beginning + text, kind).text == beginning + text
        return
    error = refusal(beginning + text, kind)
    years = {"trust": "2020", "resource": "2019"}.get(kind, "2017 to 2019")
    ours = (
        f"line 1, column 1: expected {{ as the first character, got {beginning[0]!r};"
        f" take it away: AWS refused it, by reports of {years}"
    )
    assert (error.message, str(error)) == (message, ours)


# terraform-aws-modules/terraform-aws-iam#39, aws/copilot-cli#2563, aws/chalice#777: China and GovCloud
PARTITIONS = [
    pytest.param("arn:aws-cn:s3:::b", "aws-cn", None, id="the account's own"),
    pytest.param("arn:*:s3:::b", "aws-cn", None, id="any"),
    pytest.param("arn:aws*:s3:::b", "aws-us-gov", None, id="one of several"),
    pytest.param("*", "aws-cn", None, id="everything"),
    pytest.param("arn:aws:s3:::b", "", None, id="nobody knows the account's"),
    pytest.param("arn:aws:s3:::b", "aws-cn", 'Partition "aws" is not valid for resource "arn:aws:s3:::b".', id="the commercial one in China"),
    pytest.param("arn:aws-cn:s3", "aws", 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:*:*:*".', id="China's in the commercial one"),
    pytest.param("arn:aws-iso*:s3:::b", "aws", 'Partition "aws-iso*" is not valid for resource "arn:aws-iso*:s3:::b".', id="wildcards that leave it out"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "partition", "message"), PARTITIONS)
def test_an_account_saves_resources_of_its_partition(resource: str, partition: str, message: str | None) -> None:
    source = policy_with(Resource=[resource])
    if message is None:
        PolicyDocument.parse(source, "inline", partition=partition)
        return
    with pytest.raises(MalformedPolicyDocument) as error:
        PolicyDocument.parse(source, "inline", partition=partition)
    expected = f"Statement.Resource[0]: expected arn:{partition}: in an account of {partition}, got {resource!r}"
    assert (error.value.message, str(error.value)) == (message, expected)


@pytest.mark.parametrize(("source", "kind", "message", "ours"), KINDS)
def test_what_aws_does_not_save(source: Any, kind: PolicyKind, message: str, ours: str) -> None:
    error = refusal(source, kind)
    assert (error.code, error.message, str(error)) == ("MalformedPolicyDocument", message, ours)


def test_a_name_that_is_a_number() -> None:
    assert str(refusal({5: 1}, "managed")) == "the policy: expected only Version, Id, Statement, got a number"


@pytest.mark.parametrize(
    "number", [float("nan"), float("-inf"), 10**5000], ids=["NaN", "minus infinity", "5,001 digits"]
)
def test_a_number_that_no_text_can_hold(number: Any) -> None:
    error = refusal(policy_with(Condition={"NumericEquals": {"k": ["1", number]}}), "stored")
    assert (
        str(error)
        == "Statement.Condition.NumericEquals.k[1]: expected a number of at most 308 digits, got another"
    )


def test_the_parts_of_an_error() -> None:
    error = refusal(policy_with(Condition={"StringEqual": {"k": "v"}}), "managed")
    assert error.where == "Statement.Condition"
    assert error.expected == "a condition operator"
    assert error.found == "'StringEqual'"
    assert error.suggestion == "did you mean StringEquals?"
    assert error.response["Error"] == {"Type": "Sender", "Code": "MalformedPolicyDocument", "Message": SYNTAX}


# ------------------------------------------------------------------------------------------- AWS's order

VERSION = "Policy document must be version 2012-10-17 or greater."
LEGACY = "The policy failed legacy parsing"
SIDS = "Statement IDs (SID) in a single policy must be unique."
PRINCIPAL = "Policy document should not specify a principal."
ACTIONS, RESOURCES = "Policy statement must contain actions.", "Policy statement must contain resources."
ARN = 'Resource b must be in ARN format or "*".'
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."

# Each fault, gravest first: two of them together name the graver one (recorded, but for the principal).
FAULTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (SYNTAX, {"Id": 5}, {}),
    (VERSION, {"Version": "2008-10-17"}, {}),
    (LEGACY, {}, {"Condition": {"DateEquals": {"k": "soon"}}}),
    (SIDS, {}, {"Sid": "A"}),
    (PRINCIPAL, {}, {"Principal": "*"}),
    (ACTIONS, {}, {"Action": []}),
    (RESOURCES, {}, {"Resource": []}),
    (ARN, {}, {"Resource": "b"}),
    (VENDOR, {}, {"Action": "Get"}),
]
PAIRS = [
    pytest.param(first, second, id=f"{first[0][:40]} before {second[0][:40]}")
    for index, first in enumerate(FAULTS)
    for second in FAULTS[index + 1 :]
    if not first[2].keys() & second[2].keys()
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_gravest_fault_names_the_error(first: Any, second: Any) -> None:
    good = statement_with(Sid="A")
    for bad in [statement_with(**first[2], **second[2]), statement_with(**second[2], **first[2])]:
        assert refusal(policy(good, bad, **first[1], **second[1]), "managed").message == first[0]
    in_two_statements = policy(good, statement_with(**second[2]), statement_with(**first[2]), **first[1], **second[1])
    assert refusal(in_two_statements, "managed").message == first[0], "the other fault stands in an earlier statement"


# ------------------------------------------------------------------------------------------- what passes

TRUST = statement_with(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole", Resource=...)
PASSES = [
    pytest.param(policy(S, Id="anything"), "managed", id="an Id"),
    pytest.param(policy_with(Sid=""), "managed", id="an empty Sid"),
    pytest.param(policy(statement_with(Sid=""), statement_with(Sid="")), "managed", id="several empty Sids"),
    pytest.param({"Statement": S}, "inline", id="an inline policy without Version"),
    pytest.param(policy(S, Version="2008-10-17"), "scp", id="an older Version"),
    pytest.param(policy_with(Action="s3:No Such Thing "), "managed", id="an action that does not exist"),
    pytest.param(policy_with(Condition={}), "managed", id="an empty condition"),
    pytest.param(policy_with(Condition={"Nonsense": {}}), "managed", id="an unknown operator without keys"),
    pytest.param(policy_with(Condition={"StringEquals": {"k": []}}), "managed", id="no values"),
    pytest.param(policy_with(Condition={"Bool": {"k": [True, "false", 1, 1.5]}}), "managed", id="values of all types"),
    pytest.param(policy_with(Condition={"StringEquals": {"k": "é\U0001f600"}}), "managed", id="characters beyond ASCII"),
    pytest.param(policy_with(Principal="*", Sid="With spaces"), "resource", id="a Sid of a bucket policy"),
    pytest.param(policy_with(Principal={"AWS": ["*", "123456789012"], "CanonicalUser": "7f"}), "resource", id="principals of several kinds"),
    pytest.param(policy(TRUST), "trust", id="a trust policy"),
    pytest.param(policy({**TRUST, "Action": ["sts:AssumeRole", "STS:TagSession"]}), "trust", id="a trust policy with two actions"),
    pytest.param(policy(TRUST), "stored", id="a trust policy, stored"),
    pytest.param({"Version": "2012-10-17", "Statement": []}, "stored", id="no statements, stored"),
    pytest.param(policy_with(Sid="My-Sid", Action="Get", Resource="b"), "stored", id="forms that are no longer saved, stored"),
    pytest.param(policy_with(Condition={"DateEquals": {"k": "soon"}}), "stored", id="a date that is none, stored"),
    pytest.param(MappingProxyType(policy(S)), "managed", id="a read-only mapping"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "kind"), PASSES)
def test_what_passes_is_given_back(source: Any, kind: PolicyKind) -> None:
    raw = grammar.read(source, kind)
    assert raw == source
    assert type(raw) is dict
    text = grammar.write(source)
    assert grammar.read(text, kind) == grammar.decode(text) == raw
    listed = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
    assert len(PolicyDocument.parse(source, kind).statements) == len(listed)


TWICE = '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "a:b", "Resource": "*"}]}'
SEVERAL = '{"Effect": "Deny", "Action": "a:b", "Action": ["c:d"], "Action": "e:f", "Resource": ["x:1"], "Resource": "y:2"}'


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        pytest.param(TWICE, "Statement[0]: expected each name once, got 'Effect' twice; put both values into one list", id="an element"),
        pytest.param('{"Id": "a", "Id": "a", "Statement": 5}', "the policy: expected each name once, got 'Id' twice; put both values into one list", id="at the top, before anything else is looked at"),
        pytest.param(
            '{"Statement": {"Condition": {"Bool": {"k": "true", "j": "1", "k": "true"}}}}',
            "Statement.Condition.Bool: expected each name once, got 'k' twice; put both values into one list", id="a context key",
        ),
    ],
)  # fmt: skip
def test_a_name_that_stands_twice(text: str, ours: str) -> None:
    error = refusal(text, "inline")
    assert (error.message, str(error)) == (SYNTAX, ours)


def test_what_stands_twice_in_what_aws_saved_long_ago() -> None:
    # troubleshoot_policies: the last Effect counts, actions and resources are put together
    (statement,) = PolicyDocument.parse(TWICE, "stored").statements
    assert str(statement) == "Deny a:b on *"
    assert grammar.read(f'{{"Statement": {SEVERAL}}}')["Statement"] == {
        "Effect": "Deny",
        "Action": ["a:b", "c:d", "e:f"],
        "Resource": ["x:1", "y:2"],
    }


def test_a_trust_policy_that_is_no_json() -> None:
    # recorded: role trust policies have a message of their own
    assert refusal("{", "trust").message == "This policy contains invalid Json"
    assert refusal("{}", "trust").message == SYNTAX
