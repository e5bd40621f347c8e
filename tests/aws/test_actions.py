"""The table of actions, compared with AWS's models of its APIs and with AWS's managed policies."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.actions import (
    actions_of,
    actions_of_calls,
    actions_without_resource,
    find_call,
    nearest_action,
    s3_actions_on,
    services,
)
from tests.aws.models import MANAGED_POLICIES, service_model


def test_the_services_whose_actions_are_known() -> None:
    assert services() == {
        "cloudwatch", "dynamodb", "ec2", "iam", "kms", "lambda", "logs", "rds", "s3", "secretsmanager", "sns",
        "sqs", "sts",
    }  # fmt: skip
    assert actions_of("glue") == frozenset()
    assert actions_of("STS") == actions_of("sts") > {"AssumeRole", "GetCallerIdentity", "TagSession"}


def test_actions_on_buckets_and_on_objects() -> None:
    on_buckets, on_objects = s3_actions_on("bucket"), s3_actions_on("object")
    assert not on_buckets & on_objects
    assert on_buckets | on_objects | {"ListAllMyBuckets", "CreateJob"} <= actions_of("s3")
    assert {"GetObject", "PutObjectAcl", "ListMultipartUploadParts"} <= on_objects
    assert {"ListBucket", "PutBucketPolicy", "GetEncryptionConfiguration"} <= on_buckets


def test_actions_on_the_account_alone() -> None:
    # Amazon S3 User Guide, using-with-s3-policy-actions, "Account operations and permissions"
    names = [
        "CreateJob", "CreateStorageLensGroup", "GetAccessPoint", "GetAccountPublicAccessBlock", "ListAccessPoints",
        "ListAccessPointsForObjectLambda", "ListAllMyBuckets", "ListJobs", "ListMultiRegionAccessPoints",
        "ListStorageLensConfigurations", "ListStorageLensGroups", "PutAccountPublicAccessBlock", "PutStorageLensConfiguration",
    ]  # fmt: skip
    assert actions_without_resource() == {f"s3:{name}".lower() for name in names}


@pytest.mark.parametrize("call", actions_of_calls())
def test_a_call_of_another_name_is_no_action_and_needs_one(call: str) -> None:
    service, _, name = call.partition(":")
    action_service, _, action_name = actions_of_calls()[call].partition(":")
    assert name in {*service_model(service)["operations"], "PostObject"}
    assert action_service == service
    assert action_name in actions_of(service)
    assert name.lower() not in {action.lower() for action in actions_of(service)}
    assert actions_of_calls()[call] not in actions_of_calls()


def test_a_call_is_found_in_any_case_and_an_action_is_none() -> None:
    assert find_call("S3:listOBJECTSv2") == ("s3:ListObjectsV2", "s3:ListBucket")
    assert find_call("s3:ListBucket") is None


def test_a_misspelled_action_has_a_nearest_one_of_its_service() -> None:
    assert nearest_action("s3:getobjct") == "s3:GetObject"
    assert nearest_action("s3:Xyzzy") == nearest_action("glue:GetJob") == ""


# Operations of AWS's models that are no action and that no single action stands for.
SEVERAL_ACTIONS = {
    "dynamodb": {"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction", "TransactWriteItems"}
}


@pytest.mark.parametrize("service", sorted(services() - {"s3"}))
def test_every_operation_is_an_action_or_a_call_of_another_name(service: str) -> None:
    calls = {call.partition(":")[2] for call in actions_of_calls() if call.startswith(f"{service}:")}
    actions = {name.lower() for name in actions_of(service)}
    operations = service_model(service)["operations"]
    assert {name for name in operations if name.lower() not in actions} == calls | SEVERAL_ACTIONS.get(service, set())


def action_patterns(statement: dict[str, Any]) -> list[str]:
    value = statement.get("Action", statement.get("NotAction"))
    return value if isinstance(value, list) else [str(value)]


def test_every_action_in_awss_managed_policies_is_known() -> None:
    patterns = {
        pattern
        for policy in MANAGED_POLICIES.values()
        for listed in [policy["Document"]["Statement"]]
        for statement in (listed if isinstance(listed, list) else [listed])
        for pattern in action_patterns(statement)
    }
    actions = {text for text in patterns if text.partition(":")[0] in services() and "*" not in text}
    assert len(actions) > 1500
    known_actions = {f"{service}:{name}".lower() for service in services() for name in actions_of(service)}
    assert {action for action in actions if action.lower() not in known_actions} == set()
