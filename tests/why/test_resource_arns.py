"""What services call their resources → ARNs, by the Service Authorization Reference."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.why.resource_arns import Place, arn_of_name, arn_of_parameters

PLACE = Place("aws", "eu-west-1", "111122223333")
START = "arn:aws:{}:eu-west-1:111122223333:{}"

NAMES = [
    ("secretsmanager:GetSecretValue", "prod/db", START.format("secretsmanager", "secret:prod/db-??????")),
    ("ssm:GetParameter", "/prod/db", START.format("ssm", "parameter/prod/db")),
    ("ssm:GetParameter", "prod", START.format("ssm", "parameter/prod")),
    ("lambda:InvokeFunction", "web", START.format("lambda", "function:web")),
    ("dynamodb:GetItem", "T", START.format("dynamodb", "table/T")),
    ("sqs:SendMessage", "https://sqs.us-east-1.amazonaws.com/999988887777/jobs", "arn:aws:sqs:us-east-1:999988887777:jobs"),
    ("sqs:SendMessage", "jobs", START.format("sqs", "jobs")),
    ("kms:Decrypt", "alias/x", ""),
    ("iam:ListPolicies", "policy path /", ""),
    ("sqs:SendMessage", "https://example.org/x", ""),
    ("nosuch:Thing", "x", ""),
    ("s3:GetObject", "arn:aws:s3:::b/k", "arn:aws:s3:::b/k"),
]


@pytest.mark.parametrize(("action", "name", "arn"), NAMES)
def test_the_arn_of_a_name(action: str, name: str, arn: str) -> None:
    assert arn_of_name(action, name, PLACE) == arn


PARAMETERS = [
    ("s3:GetObject", {"bucketName": "b", "key": "a/k"}, "arn:aws:s3:::b/a/k"),
    ("s3:PutBucketPolicy", {"bucketName": "b", "key": "a/k"}, "arn:aws:s3:::b"),
    ("s3:ListBucket", {"bucketName": "b"}, "arn:aws:s3:::b"),
    ("s3:ListAllMyBuckets", {}, ""),
    ("secretsmanager:GetSecretValue", {"secretId": "prod/db"}, START.format("secretsmanager", "secret:prod/db-??????")),
    ("secretsmanager:GetSecretValue", {"secretId": START.format("secretsmanager", "secret:a-AbCdEf")}, START.format("secretsmanager", "secret:a-AbCdEf")),
    ("ssm:GetParameter", {"name": "/a/b", "withDecryption": True}, START.format("ssm", "parameter/a/b")),
    ("dynamodb:Query", {"tableName": "T", "keyConditions": {}}, START.format("dynamodb", "table/T")),
    ("lambda:UpdateFunctionCode", {"functionName": "web"}, START.format("lambda", "function:web")),
    ("sns:Publish", {"topicArn": START.format("sns", "t")}, START.format("sns", "t")),
    ("sqs:SendMessage", {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}, START.format("sqs", "jobs")),
    ("sts:AssumeRole", {"roleArn": "arn:aws:iam::111122223333:role/x/R", "roleSessionName": "s"}, "arn:aws:iam::111122223333:role/x/R"),
    ("iam:AddUserToGroup", {"groupName": "Admin", "userName": "bob"}, "group Admin"),
    ("iam:PutUserPolicy", {"userName": "bob", "policyName": "p"}, "user bob"),
    ("iam:DeletePolicy", {"policyArn": "arn:aws:iam::111122223333:policy/P"}, "arn:aws:iam::111122223333:policy/P"),
    ("ec2:RunInstances", {"instanceType": "m5.large"}, START.format("ec2", "instance/*")),
    ("rds:DeleteDBInstance", {"dBInstanceIdentifier": "shop"}, START.format("rds", "db:shop")),
    ("logs:CreateLogStream", {"logGroupName": "g", "logStreamName": "s"}, START.format("logs", "log-group:g:log-stream:s")),
    ("kms:Decrypt", {"keyId": "k-1"}, START.format("kms", "key/k-1")),
    ("ec2:DescribeInstances", {"maxResults": 5}, ""),
]


@pytest.mark.parametrize(("action", "parameters", "arn"), PARAMETERS)
def test_the_arn_of_a_requests_parameters(action: str, parameters: dict[str, Any], arn: str) -> None:
    assert arn_of_parameters(action, parameters, PLACE) == arn
