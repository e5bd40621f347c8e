"""Rules about Resource and NotResource, whole; and silence."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.check.rules.statements import BUCKET, OBJECTS, advice, assert_advice, on

CASES = [
    pytest.param(on("s3:GetObject", BUCKET), "bucket-for-object", f"Resource: s3:GetObject is done to objects, and {BUCKET} is no object's ARN, so there it allows nothing", OBJECTS, id="a bucket for an object"),
    pytest.param(on("s3:PutObject*", [BUCKET, "arn:aws:s3:::b"], "Deny"), "bucket-for-object", f"Resource: s3:PutObject* is done to objects, and {BUCKET} (and 1 more) is no object's ARN, so there it denies nothing", "arn:aws:s3:::BUCKET/*", id="two buckets for objects"),
    pytest.param(on("s3:*", BUCKET), "bucket-for-object", f"Resource: s3:* is also done to objects, and {BUCKET} is no object's ARN, so there it allows nothing", f"{BUCKET} and {OBJECTS}", id="a bucket for everything"),
    pytest.param(on("s3:ListBucket", OBJECTS), "object-for-bucket", f"Resource: s3:ListBucket is done to buckets, and {OBJECTS} is no bucket's ARN, so there it allows nothing", BUCKET, id="an object for a bucket"),
    pytest.param(on("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*"), "wants-star", "Resource: ec2:DescribeInstances is not done to one resource, so on arn:aws:ec2:*:*:instance/* it allows nothing", 'a statement of its own with "Resource": "*"', id="a resource for an action without"),
    pytest.param(on("ecr:GetAuthorizationToken", "arn:aws:ecr:*:*:repository/web"), "wants-star", "Resource: ecr:GetAuthorizationToken is not done to one resource, so on arn:aws:ecr:*:*:repository/web it allows nothing", 'a statement of its own with "Resource": "*"', id="a repository for the token of all"),
    pytest.param(on("s3:ListAccessPoints", BUCKET), "wants-star", f"Resource: s3:ListAccessPoints is not done to one resource, so on {BUCKET} it allows nothing", 'a statement of its own with "Resource": "*"', id="a bucket for an action on the account"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::reports*"), "star-after-bucket", "Resource: arn:aws:s3:::reports* also matches every other bucket whose name begins so, such as reports-secret", f"{BUCKET} and {OBJECTS}", id="a star after a bucket"),
    pytest.param(on("s3:*", "arn:aws:s3:::*log*", "Deny"), "wide-deny", "Resource: arn:aws:s3:::*log* also matches objects, * crosses /: so it denies every key with log in it, such as blog.txt in any bucket", "the buckets by name: arn:aws:s3:::NAME-log and arn:aws:s3:::NAME-log/*", id="a Deny of logs"),
    pytest.param(on("s3:*", "arn:aws:s3:::*secret*", "Deny"), "wide-deny", "Resource: arn:aws:s3:::*secret* also matches objects, * crosses /: so it denies every key with secret in it, such as my-secret.txt in any bucket", "the buckets by name: arn:aws:s3:::NAME-secret and arn:aws:s3:::NAME-secret/*", id="a Deny of secrets"),
    pytest.param({"Resource": ..., "NotResource": OBJECTS}, "allow-not-resource", "NotResource: it allows all other resources, also those still to come and those of other accounts", "Resource with the list of what is meant, or a Deny with NotResource", id="Allow with NotResource"),
    pytest.param(on("s3:GetObject", "arn:aws:sqs:*:*:q"), "wrong-resource", "Resource: s3:GetObject is done to a resource of type accesspointobject or object, and arn:aws:sqs:*:*:q is none, so it allows nothing", "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName} or arn:${Partition}:s3:::${BucketName}/${ObjectName}", id="a resource of another service"),
    pytest.param(on("iam:GetUser", "arn:aws:iam::123456789012:role/web", "Deny"), "wrong-resource", "Resource: iam:GetUser is done to a resource of type user, and arn:aws:iam::123456789012:role/web is none, so it denies nothing", "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}", id="a role for a user"),
    pytest.param(on("iam:GetUser", "arn:aws:iam::${aws:PrincipalAccount}:role/web"), "wrong-resource", "Resource: iam:GetUser is done to a resource of type user, and arn:aws:iam::${aws:PrincipalAccount}:role/web is none, so it allows nothing", "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}", id="a role for a user, in an account that varies"),
    pytest.param(on("sqs:SendMessage", "arn:aws:sqs::123456789012:orders"), "wrong-arn", "Resource: arn:aws:sqs::123456789012:orders lacks a region, which every such ARN has, so it allows nothing", "arn:aws:sqs:*:123456789012:orders", id="a queue without region"),
    pytest.param(on("kms:Decrypt", "arn:aws:kms:eu-west-1::key/1", "Deny"), "wrong-arn", "Resource: arn:aws:kms:eu-west-1::key/1 lacks an account number, which every such ARN has, so it denies nothing", "arn:aws:kms:eu-west-1:*:key/1", id="a key without account"),
    pytest.param(on("s3:GetObject", "arn:aws:s3::123456789012:reports/*"), "wrong-arn", "Resource: arn:aws:s3::123456789012:reports/* has an account number, which no such ARN has, so it allows nothing", "arn:aws:s3:::reports/*", id="an account in a bucket's ARN"),
    pytest.param({"Effect": "Deny", "Resource": ..., "NotResource": "arn:aws:s3::123456789012:reports/*"}, "wrong-arn", "NotResource: arn:aws:s3::123456789012:reports/* has an account number, which no such ARN has, so it excepts nothing", "arn:aws:s3:::reports/*", id="an account in a bucket's ARN, excepted"),
    pytest.param(on("sns:Publish", "arn:aws:sns:eu-west-1:orders"), "wrong-arn", "Resource: arn:aws:sns:eu-west-1:orders has orders where the account number belongs, so it allows nothing", "arn:aws:sns:eu-west-1:*:orders", id="a topic without account and its colon"),
    pytest.param(on("dynamodb:ListTables", "arn:aws:dynamodb:*:*:table/orders"), "wants-star", "Resource: dynamodb:ListTables is not done to one resource, so on arn:aws:dynamodb:*:*:table/orders it allows nothing", 'a statement of its own with "Resource": "*"', id="one table for the list of all"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "code", "problem", "replacement"), CASES)
def test_advice_in_full(elements: dict[str, Any], code: str, problem: str, replacement: str) -> None:
    assert_advice(elements, code, problem, replacement)


SILENCE = [
    pytest.param({}, id="an object's ARN for an object"),
    pytest.param(on(["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS]), id="a bucket and its objects"),
    pytest.param(on("s3:Get*", OBJECTS), id="a pattern of which most are done to objects"),
    pytest.param(on("s3:ListBucket", "arn:aws:s3:::*"), id="any bucket"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::${aws:username}"), id="a bucket with a variable"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:eu-west-1:1:accesspoint/a/object/*"), id="an access point"),
    pytest.param(on("s3:ListBucket", "arn:aws:s3:eu-west-1:1:accesspoint/a"), id="the list of an access point"),
    pytest.param(on("s3:GetObject", "arn:aws:s3"), id="all of S3"),
    pytest.param(on("s3:ListAllMyBuckets", "arn:aws:s3:::*"), id="all buckets for the list of all buckets"),
    pytest.param(on("ec2:DescribeInstances", ["*", BUCKET]), id="a star beside a resource"),
    pytest.param(on("ec2:Describe*", "arn:aws:ec2:*:*:instance/*", "Deny"), id="a Deny of an action without resources"),
    pytest.param(on("s3:*", "arn:aws:s3:::*log*/*", "Deny"), id="a Deny that names the bucket's part"),
    pytest.param(on("s3:*", "arn:aws:s3:::logs*", "Deny"), id="a Deny with a star after a bucket"),
    pytest.param({"Effect": "Deny", "Resource": ..., "NotResource": OBJECTS}, id="Deny with NotResource"),
    pytest.param(on("ec2:DescribeInstanceAttribute", "arn:aws:ec2:*:*:instance/*"), id="an action of EC2's that takes a resource"),
    pytest.param(on("sns:ListTopics", "arn:aws:sns:us-east-1:111122223333:*"), id="the ARN that SNS asks about for the list of topics"),
    pytest.param(on("dynamodb:ListTables", "arn:aws:dynamodb:*:*:table/*"), id="the ARN that DynamoDB asks about for the list of tables"),
    pytest.param(on("iam:ListUsers", "arn:aws:iam::111122223333:user/*"), id="the ARN that IAM asks about for the list of users"),
    pytest.param(on("ssmmessages:OpenDataChannel", "arn:aws:ssm:*:*:session/${aws:username}-*"), id="a service whose resource types we are not sure of"),
    pytest.param(on("cloudwatch:CreateIntegration", "arn:aws:cloudwatch:*:*:integration/*"), id="the resource that an action makes"),
    pytest.param(on("sts:AssumeRole", "arn:aws:iam::111122223333:role/ci"), id="a role is a resource of IAM"),
    pytest.param(on("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:a"), id="a function"),
    pytest.param(on("kms:Decrypt", "arn:aws:kms:*:${aws:PrincipalAccount}:key/*"), id="a variable with a colon"),
    pytest.param(on("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:new-kind/a"), id="a type of resource that we do not know"),
    pytest.param(on(["sqs:SendMessage", "sns:Publish"], ["arn:aws:sqs:*:*:a", "arn:aws:sns:*:*:a"]), id="two services with a resource each"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:*:*:reports/*"), id="stars for region and account"),
    pytest.param(on("sqs:*", ["arn:aws:sqs", "arn:aws:sqs:eu-west-1:111122223333"]), id="ARNs that stop early"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::aws-glue-*"), id="the beginning of several buckets' names"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::logs.acme.*"), id="the beginning of several buckets' names, with a dot"),
]  # fmt: skip


@pytest.mark.parametrize("elements", SILENCE)
def test_silence(elements: dict[str, Any]) -> None:
    assert advice(**elements) == ()


def test_a_pattern_most_of_whose_actions_are_on_no_resource() -> None:
    (entry,) = advice(**on("ec2:Describe*", "arn:aws:ec2:*:*:instance/*"))
    assert entry.code == "wants-star"
    assert re.fullmatch(
        r"1\d\d of the 1\d\d actions of ec2:Describe\*, such as ec2:DescribeAccountAttributes, are not done to one"
        r" resource, so on arn:aws:ec2:\*:\*:instance/\* it allows none of those",
        entry.problem,
    )
