"""The list of actions: its form, facts of AWS's, and AWS's API models and managed policies as second sources."""

from __future__ import annotations

import gzip
import re
import time
from importlib.resources import files
from typing import Any

import pytest

from iamsim.aws.actions import (
    actions_of,
    actions_without_resource,
    complete_action,
    context_keys_of,
    find_action,
    find_call,
    find_service,
    list_date,
    nearest_action,
    nearest_service,
    resource_types_of,
    s3_actions_on,
    services,
)
from tests.aws.models import MANAGED_POLICIES, service_model

TEXT = gzip.decompress(files("iamsim.aws").joinpath("actions.txt.gz").read_bytes()).decode()
# Services of the first hours, whose actions are compared with AWS's models of their APIs.
MODELLED = ("cloudwatch", "dynamodb", "ec2", "iam", "kms", "lambda", "logs", "rds", "secretsmanager", "sns", "sqs", "sts")


# The file


def test_every_block_is_a_service_with_lines_of_four_kinds_in_order() -> None:
    head, *blocks = TEXT.removesuffix("\n").split("\n\n")
    assert re.fullmatch(r"#[^\n]*`make catalog`\ndate\t20\d\d-\d\d-\d\d", head)
    prefixes = [re.match(r"\[([a-z0-9-]+)\](\tincomplete)?(\n|$)", block) for block in blocks]
    names = [prefix[1] for prefix in prefixes if prefix]
    assert names == sorted(names)
    assert len(names) == len(blocks) == len(services()) > 450
    for block in blocks:
        lines = block.split("\n")[1:]
        kinds = [line.partition("\t")[0] for line in lines]
        ranks = [{"key": 0, "type": 1, "call": 2}.get(kind, 3) for kind in kinds]
        assert ranks == sorted(ranks), block[:40]
        actions = [kind for kind, rank in zip(kinds, ranks, strict=True) if rank == 3]
        assert actions == sorted(actions, key=str.lower)
        assert len({action.lower() for action in actions}) == len(actions)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", action) for action in actions), block[:40]
        assert all(line.count("\t") <= 3 and line == line.rstrip() for line in lines)


def test_the_list_has_a_date() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", list_date())
    assert list_date() >= "2026-10-27"


def test_what_an_action_refers_to_is_listed_with_its_service() -> None:
    missing = []
    for prefix in services():
        service = find_service(prefix)
        assert service is not None
        for action in service.actions.values():
            missing += [f"{action}: {name}" for name in action.resource_types or () if name.lower() not in service.resource_types]
            missing += [f"{action}: {key}" for key in context_keys_of(str(action)) if key.lower() not in service.context_keys]
        missing += [f"{prefix}:{name}" for _, name in service.calls.values() if name.lower() not in service.actions]
    assert missing == []


def test_every_resource_type_has_the_form_of_an_arn() -> None:
    arns = [entry.arn for prefix in services() if (service := find_service(prefix)) for entry in service.resource_types.values()]
    assert len(arns) > 2000
    assert [arn for arn in arns if not re.match(r"arn:[^:]+:[^:]*:[^:]*:[^:]*:.", arn)] == []


# What it says


def test_services_and_actions_are_known() -> None:
    assert {"s3", "sts", "bedrock", "execute-api", "lambda", "glue"} <= services()
    assert len(services()) > 450
    assert sum(len(actions_of(service)) for service in services()) > 22_000
    assert actions_of("no-service") == frozenset()
    assert actions_of("STS") == actions_of("sts") > {"AssumeRole", "GetCallerIdentity", "TagSession"}


@pytest.mark.parametrize("action", ["lambda:InvokeFunctionUrl", "logs:Unmask", "rds:DownloadCompleteDBLogFile", "iam:PassRole", "kms:ReEncryptFrom"])
def test_actions_that_no_api_call_is_named_after_are_known(action: str) -> None:
    # Service Authorization Reference, "[permission only]"
    known_action = find_action(action)
    assert known_action is not None
    assert str(known_action) == action
    assert known_action.access_level in {"Read", "Write", "List", "Tagging", "Permissions"}
    assert known_action.resource_types


def test_an_action_has_resource_types_and_condition_keys() -> None:
    # Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"
    get_object = find_action("S3:GETOBJECT")
    assert get_object is not None
    assert (get_object.name, get_object.access_level) == ("GetObject", "Read")
    assert "object" in (get_object.resource_types or ())
    assert {"s3:ExistingObjectTag/<key>", "s3:TlsVersion"} <= {*get_object.context_keys}
    assert "s3:prefix" not in context_keys_of("s3:GetObject")
    assert "s3:prefix" in context_keys_of("s3:ListBucket")
    assert "aws:ResourceTag/${TagKey}" in context_keys_of("ec2:StopInstances")
    (key,) = resource_types_of("kms:Decrypt") or ()
    assert key.arn == "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"


def test_no_resource_and_unknown_resources_differ() -> None:
    assert resource_types_of("ec2:DescribeInstances") == ()
    assert resource_types_of("sts:GetScopedCredentials") is None  # from the API's model, which does not say
    assert resource_types_of("s3:Xyzzy") is None
    assert find_action("s3:Xyzzy") is find_action("no-service:GetX") is None


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
    assert {f"s3:{name}".lower() for name in names} <= actions_without_resource()


CALLS = [(prefix, *pair) for prefix in sorted(services()) if (service := find_service(prefix)) for pair in service.calls.values()]


@pytest.mark.parametrize(("service", "call", "action"), CALLS)
def test_a_call_of_another_name_is_no_action_and_needs_one(service: str, call: str, action: str) -> None:
    assert call in {*service_model(service)["operations"], "PostObject"}
    assert find_action(f"{service}:{call}") is None
    assert find_action(f"{service}:{action}") is not None


def test_a_call_is_known_in_any_case_and_an_action_is_none() -> None:
    assert len(CALLS) == 37
    assert find_call("S3:listOBJECTSv2") == ("s3:ListObjectsV2", "s3:ListBucket")
    assert find_call("s3:HeadObject") == ("s3:HeadObject", "s3:GetObject")
    assert find_call("s3:ListBucket") is find_call("no-service:Get") is None


# Similar names


def test_a_misspelled_name_has_a_nearest() -> None:
    assert nearest_action("s3:getobjct") == "s3:GetObject"
    assert nearest_action("s3:Xyzzy") == nearest_action("no-service:GetJob") == ""


@pytest.mark.parametrize(
    ("action", "service"),
    [
        pytest.param("s33:GetObject", "s3", id="a letter too many"),
        pytest.param("dyanmodb:*", "dynamodb", id="a pattern"),
        pytest.param("cloudwatchlogs:PutLogEvents", "logs", id="the service that has the action"),
        pytest.param("s3api:ListBucketVersions", "s3", id="the command line's name"),
        pytest.param("elbv2:DescribeTargetGroups", "elasticloadbalancing", id="a name that is like no prefix"),
        pytest.param("qqqqqq:TagResource", "", id="many have the action and none is near"),
        pytest.param("qqqqqq", "", id="no action"),
    ],
)
def test_a_service_that_is_none_has_a_nearest(action: str, service: str) -> None:
    assert nearest_service(action) == service


def test_what_is_typed_is_completed() -> None:
    assert complete_action("s3:getb")[0] == "s3:GetBucketAbac"
    assert complete_action("GetCallerId") == ("sts:GetCallerIdentity",)
    names = complete_action("mfadevice")
    assert "iam:CreateVirtualMFADevice" in names
    # First what begins with it, then what contains it.
    begins = [name.partition(":")[2].startswith("Invoke") for name in complete_action("invoke", 1000)]
    assert begins == sorted(begins, reverse=True)
    assert len(set(begins)) == 2
    assert len(complete_action("a")) == 20
    assert complete_action("") == complete_action("zzzz") == ()
    assert all(find_action(action) for action in names)


def test_to_complete_takes_at_most_2_milliseconds() -> None:
    complete_action("x")  # reads the list
    durations = []
    for _ in range(5):
        began = time.perf_counter()
        complete_action("zzzz")  # nothing has it, so all of the list is searched, three times
        durations.append(time.perf_counter() - began)
    assert min(durations) < 0.002


# Second sources

# Operations of AWS's models that are no action and that no single action stands for.
SEVERAL_ACTIONS = {
    "dynamodb": {"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction", "TransactWriteItems"}
}


@pytest.mark.parametrize("service", MODELLED)
def test_every_operation_is_an_action_or_a_call_of_another_name(service: str) -> None:
    unknown = {name for name in service_model(service)["operations"] if not find_action(f"{service}:{name}")}
    assert {name for name in unknown if not find_call(f"{service}:{name}")} == SEVERAL_ACTIONS.get(service, set())


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
    actions = {text for text in patterns if "*" not in text and "?" not in text}
    assert len(actions) > 10_000
    assert {action for action in actions if not find_action(action)} == set()
    assert {text.partition(":")[0].lower() for text in patterns - {"*"}} <= services()
