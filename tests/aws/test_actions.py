"""The actions of services that we know, and the names of calls that are no action."""

from __future__ import annotations

import pytest

from iamsim.aws.actions import actions_of, actions_on, services
from iamsim.aws.quotas import API_NAMES


def test_the_services_that_we_know() -> None:
    assert services() == {
        "cloudwatch", "dynamodb", "ec2", "iam", "kms", "lambda", "logs", "rds", "s3", "secretsmanager", "sns",
        "sqs", "sts",
    }  # fmt: skip
    assert actions_of("glue") == frozenset()
    assert actions_of("STS") == actions_of("sts") > {"AssumeRole", "GetCallerIdentity", "TagSession"}


def test_actions_on_buckets_and_on_objects() -> None:
    assert not actions_on("bucket") & actions_on("object")
    assert actions_on("bucket") | actions_on("object") | {"ListAllMyBuckets", "CreateJob"} <= actions_of("s3")
    assert {"GetObject", "PutObjectAcl", "ListMultipartUploadParts"} <= actions_on("object")
    assert {"ListBucket", "PutBucketPolicy", "GetEncryptionConfiguration"} <= actions_on("bucket")
    # Amazon S3 User Guide, using-with-s3-policy-actions, "Account operations and permissions"
    assert sorted(actions_on("account")) == [
        "CreateJob", "CreateStorageLensGroup", "GetAccessPoint", "GetAccountPublicAccessBlock", "ListAccessPoints",
        "ListAccessPointsForObjectLambda", "ListAllMyBuckets", "ListJobs", "ListMultiRegionAccessPoints",
        "ListStorageLensConfigurations", "ListStorageLensGroups", "PutAccountPublicAccessBlock", "PutStorageLensConfiguration",
    ]  # fmt: skip


@pytest.mark.parametrize("call", API_NAMES)
def test_a_call_leads_to_an_action_and_is_none(call: str) -> None:
    service, _, name = call.partition(":")
    assert API_NAMES[call].partition(":")[2] in actions_of(service)
    assert name.lower() not in {known.lower() for known in actions_of(service)}
