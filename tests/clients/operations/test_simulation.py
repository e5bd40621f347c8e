"""What calls answer beyond the recorded sequences: shapes, pages, positions, roles and sessions, hints."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.model
import botocore.session
import pytest

import iamsim
from iamsim.clients.boto import camel
from iamsim.clients.operations import IAM
from iamsim.clients.operations.positions import position, statements
from tests.conformance.sequences import CASES, at, filled

ARN = "arn:aws:iam::123456789012"
MODEL = botocore.session.get_session().get_service_model("iam")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": f"{ARN}:root"}, "Action": "sts:AssumeRole"}})
READ = iamsim.allow("s3:GetObject", "arn:aws:s3:::site/*")
SECRET = "Correct-Horse-7"  # noqa: S105 - made up

PYTHON: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "timestamp": datetime, "list": list, "structure": dict, "map": dict}
# What boto3 turns into an object on the way (botocore.handlers, json_decode_policies).
DOCUMENTS = {"PolicyDocument", "Document", "AssumeRolePolicyDocument"}


def misshapen(value: Any, shape: Any, place: str) -> Iterator[str]:
    """Where a response is not as botocore's model says."""
    if place.rpartition(".")[2] in DOCUMENTS:
        if not isinstance(value, dict):
            yield f"{place}: a document that is no object"
    elif not isinstance(value, PYTHON[shape.type_name]):
        yield f"{place}: {value!r} is no {shape.type_name}"
    elif isinstance(shape, botocore.model.StructureShape):
        yield from (f"{place}.{name}: missing" for name in shape.required_members if name not in value)
        for name, member in value.items():
            if name not in shape.members:
                yield f"{place}.{name}: unknown"
            else:
                yield from misshapen(member, shape.members[name], f"{place}.{name}")
    elif isinstance(shape, botocore.model.ListShape):
        for item in value:
            yield from misshapen(item, shape.member, f"{place}[]")


# What AWS answers beyond its own model (recorded).
BEYOND = {"get_account_authorization_details.Policies[].Tags: unknown"}


def roles(iam: iamsim.Client) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls about roles, tags and the account, which the recorded sequences lack."""
    arn = f"{ARN}:policy/Readers"
    role = {"RoleName": "Dev"}
    yield "create_policy", {"PolicyName": "Readers", "PolicyDocument": READ, "Tags": [{"Key": "team", "Value": "web"}]}
    yield "create_role", {**role, "AssumeRolePolicyDocument": TRUST, "Description": "for work", "PermissionsBoundary": arn, "Tags": [{"Key": "team", "Value": "web"}]}
    yield "get_role", role
    yield "list_roles", {}
    yield "update_role", {**role, "MaxSessionDuration": 7200}
    yield "update_assume_role_policy", {**role, "PolicyDocument": TRUST}
    yield "put_role_policy", {**role, "PolicyName": "own", "PolicyDocument": READ}
    yield "get_role_policy", {**role, "PolicyName": "own"}
    yield "list_role_policies", role
    yield "attach_role_policy", {**role, "PolicyArn": arn}
    yield "list_attached_role_policies", role
    yield "list_entities_for_policy", {"PolicyArn": arn}
    yield "tag_role", {**role, "Tags": [{"Key": "TEAM", "Value": "ops"}]}
    yield "list_role_tags", role
    yield "list_policy_tags", {"PolicyArn": arn}
    yield "tag_policy", {"PolicyArn": arn, "Tags": [{"Key": "TEAM", "Value": "ops"}]}
    yield "untag_policy", {"PolicyArn": arn, "TagKeys": ["team"]}
    yield "get_policy", {"PolicyArn": arn}
    yield "get_account_summary", {}
    yield "get_account_authorization_details", {}
    yield "simulate_principal_policy", {"PolicySourceArn": f"{ARN}:role/Dev", "ActionNames": ["s3:GetObject"], "ResourceArns": ["arn:aws:s3:::site/x"]}
    yield "simulate_custom_policy", {"PolicyInputList": [READ], "OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [iamsim.allow("*")]}], "ActionNames": ["s3:GetObject"]}
    yield "get_context_keys_for_custom_policy", {"PolicyInputList": [iamsim.allow("s3:*", "arn:aws:s3:::b/${aws:username}")]}
    yield "get_context_keys_for_principal_policy", {"PolicySourceArn": f"{ARN}:role/Dev"}
    yield "put_role_permissions_boundary", {**role, "PermissionsBoundary": arn}
    yield "get_policy_version", {"PolicyArn": arn, "VersionId": "v1"}
    yield "create_user", {"UserName": "ana"}
    yield "put_user_policy", {"UserName": "ana", "PolicyName": "own", "PolicyDocument": READ}
    yield "get_user_policy", {"UserName": "ana", "PolicyName": "own"}
    yield "create_access_key", {"UserName": "ana"}
    yield "get_access_key_last_used", {"AccessKeyId": iam.list_access_keys(UserName="ana")["AccessKeyMetadata"][0]["AccessKeyId"]}
    yield "untag_role", {**role, "TagKeys": ["team"]}
    yield "delete_role_permissions_boundary", role
    yield "detach_role_policy", {**role, "PolicyArn": arn}
    yield "delete_role_policy", {**role, "PolicyName": "own"}
    yield "delete_role", role
    assert dict(iam.account.roles) == {}


def test_responses_have_the_shapes_of_awss_model() -> None:
    seen, problems = set(), set()
    for case in [*CASES, None]:
        iam, saved = iamsim.client("iam"), dict[str, Any]()
        calls = roles(iam) if case is None else ((call["op"], filled(call["params"], saved)) for call in case["calls"])
        saves: Iterator[dict[str, str]] = iter([] if case is None else [call["expect"].get("save", {}) for call in case["calls"]])
        for name, given in calls:
            save = next(saves, {})
            try:
                response = getattr(iam, name)(**given)
            except iamsim.ClientError:
                continue
            assert response.pop("ResponseMetadata") == {"HTTPStatusCode": 200}
            saved |= {key: at(response, path)[0] for key, path in save.items()}
            seen.add(name)
            shape = MODEL.operation_model(camel(name)).output_shape
            problems |= set(misshapen(response, shape, name)) if shape else {f"{name}: answers" for _ in response}
    assert problems == BEYOND
    assert set(IAM) - seen == set()


def test_pages_put_together_are_the_whole() -> None:
    iam = iamsim.client("iam")
    for n in range(7):
        iam.create_user(UserName=f"user-{n}")
        iam.create_group(GroupName=f"group-{n}")
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix="/", PaginationConfig={"PageSize": 3}))
    assert [len(page["Users"]) for page in pages] == [3, 3, 1]
    assert [user["UserName"] for page in pages for user in page["Users"]] == [f"user-{n}" for n in range(7)]
    details = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 5}))
    assert [(len(page["UserDetailList"]), len(page["GroupDetailList"])) for page in details] == [(5, 0), (2, 3), (0, 4)]
    assert [page["IsTruncated"] for page in details] == [True, True, False]


def test_a_paginator_is_refused_where_there_are_no_pages() -> None:
    with pytest.raises(TypeError) as caught:
        iamsim.client("iam").get_paginator("create_user")
    assert str(caught.value) == "create_user has no pages"


# The text, and where AWS's simulator says that its statements begin and end (the first: recorded from AWS, a column more than counted).
POSITIONS: list[Any] = [
    pytest.param('{"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}', [((1, 41), (1, 59))], id="one statement, no list"),
    pytest.param('{"Statement": [{"Sid": "a"}, {"Sid": "b}]"}]}', [((1, 17), (1, 28)), ((1, 31), (1, 44))], id="two, with brackets in a text"),
    pytest.param('{\n "Id": {"Statement": 1},\n "Statement": [\n  {\n  "Sid": "a"\n  }\n ]\n}', [((4, 4), (6, 4))], id="over several lines"),
    pytest.param('  {"Statement" :\n[ ]}', [], id="no statement"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), POSITIONS)
def test_positions_are_the_braces(text: str, places: list[Any]) -> None:
    found = [(position(text, span.start), position(text, span.end)) for span in statements(text)]
    assert [tuple((place["Line"], place["Column"]) for place in pair) for pair in found] == places


def simulated(iam: iamsim.Client, **more: Any) -> dict[str, Any]:
    """The one result of one action."""
    (result,) = iam.simulate_custom_policy(ActionNames=["s3:GetObject"], **more)["EvaluationResults"]
    return dict(result)


DENY = iamsim.deny("s3:*", "arn:aws:s3:::site/${aws:username}/*")


def test_missing_context_values_stand_where_aws_puts_them() -> None:
    iam = iamsim.client("iam")
    everywhere = simulated(iam, PolicyInputList=[DENY])
    assert everywhere["MissingContextValues"] == ["aws:username"]
    assert not {"ResourceSpecificResults", "EvalDecisionDetails"} & everywhere.keys()
    here = simulated(iam, PolicyInputList=[DENY], ResourceArns=["arn:aws:s3:::site/ana/x"])
    assert here["MissingContextValues"] == []
    assert here["ResourceSpecificResults"][0]["MissingContextValues"] == ["aws:username"]
    assert here["EvalDecisionDetails"] == {}


def test_only_the_deny_is_listed_where_both_match() -> None:
    entry = {"ContextKeyName": "aws:username", "ContextKeyValues": ["ana"], "ContextKeyType": "string"}
    result = simulated(iamsim.client("iam"), PolicyInputList=[READ, DENY], ResourceArns=["arn:aws:s3:::site/ana/x"], ContextEntries=[entry])
    assert (result["EvalDecision"], result["MatchedStatements"]) == (
        "explicitDeny",
        [{"SourcePolicyId": "PolicyInputList.2", "SourcePolicyType": "IAM Policy", "StartPosition": {"Line": 1, "Column": 42}, "EndPosition": {"Line": 1, "Column": 128}}],
    )


def test_boundary_and_organization_say_what_they_allow() -> None:
    level = {"ServiceControlPolicyInputList": [iamsim.allow("ec2:*")]}
    result = simulated(
        iamsim.client("iam"), PolicyInputList=[READ], ResourceArns=["arn:aws:s3:::site/x"],
        PermissionsBoundaryPolicyInputList=[iamsim.allow("s3:*")], OrderedOrganizationPolicyInputList=[level],
    )  # fmt: skip
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}


def session() -> tuple[iamsim.Client, iamsim.Client]:
    """ana, a role that her account may assume, and the STS that she calls."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_role(RoleName="Dev", AssumeRolePolicyDocument=TRUST)
    return iam, iamsim.client("sts", account=iam, principal="ana")


def test_a_role_is_assumed_if_both_the_trust_and_the_caller_s_policies_allow() -> None:
    iam, sts = session()
    asked = {"RoleArn": f"{ARN}:role/Dev", "RoleSessionName": "monday"}
    with pytest.raises(iamsim.AccessDenied) as caught:
        sts.assume_role(**asked)
    assert caught.value.message == f"User: {ARN}:user/ana is not authorized to perform: sts:AssumeRole on resource: {ARN}:role/Dev because no identity-based policy allows the sts:AssumeRole action"
    iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=iamsim.allow("sts:AssumeRole", f"{ARN}:role/Dev"))
    made = sts.assume_role(**asked, DurationSeconds=900)
    assert made["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/Dev/monday"
    assert made["Credentials"]["Expiration"] == datetime(2026, 1, 5, 9, 18, tzinfo=UTC)
    iam.put_role_policy(RoleName="Dev", PolicyName="read", PolicyDocument=READ)
    assert iamsim.simulate(iam.account, made["AssumedRoleUser"]["Arn"], "s3:GetObject", "arn:aws:s3:::site/x").allowed


def test_root_may_assume_no_role_and_sessions_have_a_longest_time() -> None:
    iam, sts = session()
    asked = {"RoleArn": f"{ARN}:role/Dev", "RoleSessionName": "monday"}
    with pytest.raises(iamsim.AccessDenied, match=r"Roles may not be assumed by root accounts\."):
        iamsim.client("sts", account=iam.account).assume_role(**asked)
    iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=iamsim.allow("sts:AssumeRole"))
    with pytest.raises(iamsim.ValidationError) as caught:
        sts.assume_role(**asked, DurationSeconds=7200)
    assert caught.value.hint == "Dev's sessions last at most 3600"
    assert sts.get_caller_identity()["Arn"] == f"{ARN}:user/ana"


HINTS: list[Any] = [
    pytest.param("get_user", {"UserName": "anna"}, "An error occurred (NoSuchEntity) when calling the GetUser operation: The user with name anna cannot be found. [no user named 'anna' (this account has: ana)]", id="an unknown user"),
    pytest.param("create_user", {"UserName": "ANA"}, "An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name ANA already exists. [there is a user 'ana' already]", id="a name that differs in case"),
    pytest.param("create_user", {"UserName": "ana"}, "An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name ana already exists.", id="a name that is taken"),
    pytest.param("delete_user", {"UserName": "ana"}, "An error occurred (DeleteConflict) when calling the DeleteUser operation: Cannot delete entity, must delete policies first. [ana still has inline policies, group memberships, a password, access keys]", id="a user who still has something"),
    pytest.param("delete_group", {"GroupName": "Web"}, "An error occurred (DeleteConflict) when calling the DeleteGroup operation: Cannot delete entity, must remove users from group first. [Web has members: ana]", id="a group with members"),
    pytest.param("get_user_policy", {"UserName": "ana", "PolicyName": "owm"}, "An error occurred (NoSuchEntity) when calling the GetUserPolicy operation: The user policy with name owm cannot be found. [no inline policy 'owm' (ana has: own)]", id="an unknown inline policy"),
    pytest.param("attach_user_policy", {"UserName": "ana", "PolicyArn": f"{ARN}:policy/Readers"}, f"An error occurred (NoSuchEntity) when calling the AttachUserPolicy operation: Policy {ARN}:policy/Readers does not exist or is not attachable. [no managed policy '{ARN}:policy/Readers' (this account has none)]", id="an unknown managed policy"),
    pytest.param("delete_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "An error occurred (AccessDenied) when calling the DeletePolicy operation: Cannot delete policies outside your own account. [AdministratorAccess is AWS's own: it can be attached, not changed]", id="a policy of AWS's"),
    pytest.param("create_policy", {"PolicyName": "Readers", "PolicyDocument": READ, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}, {"Key": "a", "Value": "3"}]}, "An error occurred (InvalidInput) when calling the CreatePolicy operation: Duplicate tag keys found. [tag key 'a' was given twice]", id="a tag given twice to a policy"),
    pytest.param("create_user", {"UserName": "ben", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}, "An error occurred (InvalidInput) when calling the CreateUser operation: Duplicate tag keys found. Please note that Tag keys are case insensitive. [tag key 'a' was given twice]", id="a tag given twice to a user"),
    pytest.param("get_user", {}, "An error occurred (ValidationError) when calling the GetUser operation: Must specify userName when calling with non-User credentials [expected UserName=...]", id="nobody named"),
    pytest.param("list_users", {"Marker": "x"}, "An error occurred (ValidationError) when calling the ListUsers operation: Invalid Marker. [expected the Marker of the page before, found 'x']", id="a marker of nobody's"),
    pytest.param("put_user_policy", {"UserName": "ana", "PolicyName": "p", "PolicyDocument": '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "*", "Resource": "*"}]}'}, "An error occurred (MalformedPolicyDocument) when calling the PutUserPolicy operation: Syntax errors in policy. [Statement[0].Effect: expected Allow or Deny, got 'Permit']", id="a policy that cannot be saved"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "message"), HINTS)
def test_an_error_is_boto3s_sentence_with_a_hint_behind_it(name: str, given: dict[str, Any], message: str) -> None:
    iam = full()
    with pytest.raises(iamsim.ClientError) as caught:
        getattr(iam, name)(**given)
    assert str(caught.value) == message


def full() -> iamsim.Client:
    """An account with one of much."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="Web")
    iam.add_user_to_group(UserName="ana", GroupName="Web")
    iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=READ)
    iam.create_login_profile(UserName="ana", Password=SECRET)
    iam.create_access_key(UserName="ana")
    return iam


def wrong_passwords(iam: iamsim.Client) -> Iterator[Callable[[], object]]:
    """Calls that fail with a password in them."""
    yield lambda: iam.create_login_profile(UserName="ana", Password=SECRET)
    yield lambda: iam.create_login_profile(UserName="bob", Password=SECRET)
    yield lambda: iam.create_login_profile(UserName="ana", Password=SECRET * 20)
    yield lambda: iam.create_login_profile(UserName="ana", Password=f"{SECRET}\u4e2d")
    yield lambda: iam.create_login_profile(UserName="ana", Password=[SECRET])
    yield lambda: iam.create_login_profile(UserName="ana", Pasword=SECRET)


def test_a_password_reaches_no_history_output_account_or_error() -> None:
    iam = full()
    told = [repr(iam.update_login_profile(UserName="ana", Password=SECRET)), repr(iam.get_login_profile(UserName="ana"))]
    for call in wrong_passwords(iam):
        with pytest.raises((iamsim.ClientError, iamsim.ParamValidationError)) as caught:
            call()
        told += [str(caught.value), repr(getattr(caught.value, "response", ""))]
    told += [repr(iam.history), repr(tuple(iam.history)), repr(iam.account), repr(vars(iam.ledger)), repr(iam)]
    assert [text for text in told if SECRET in text] == []
    assert "--password '********'" in repr(iam.history)


def test_made_up_keys_end_in_example_and_their_secrets_are_kept_nowhere() -> None:
    iam = iamsim.client("iam", seed=7)
    iam.create_user(UserName="ana")
    keys = [iam.create_access_key(UserName="ana")["AccessKey"] for _ in range(2)]
    for key in keys:
        assert key["AccessKeyId"].startswith("AKIA")
        assert key["AccessKeyId"].endswith("EXAMPLE")
        assert key["SecretAccessKey"].endswith("EXAMPLEKEY")
        assert (len(key["AccessKeyId"]), len(key["SecretAccessKey"])) == (20, 40)
        assert key["SecretAccessKey"] not in repr((iam.history, iam.account, vars(iam.ledger)))
    assert keys[0]["AccessKeyId"] != keys[1]["AccessKeyId"]


def test_ids_keys_and_dates_come_from_the_seed() -> None:
    def told(seed: int) -> str:
        iam = iamsim.client("iam", seed=seed)
        return repr([iam.create_user(UserName="ana"), iam.create_access_key(UserName="ana")])

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_nothing_opens_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    iam = iamsim.client("iam")
    for name, given in roles(iam):
        getattr(iam, name)(**given)
    assert iam.get_account_summary()["SummaryMap"]["Users"] == 1
    _, sts = session()
    assert sts.get_caller_identity()["Account"] == "123456789012"


def test_a_policys_own_words_are_no_dates() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    document = json.loads(READ)
    document["Statement"][0]["Condition"] = {"StringEquals": {"CreateDate": "today"}}
    iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=json.dumps(document))
    assert iam.get_user_policy(UserName="ana", PolicyName="own")["PolicyDocument"] == document
