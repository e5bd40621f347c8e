"""What people paste, by its form: each is read, or gets one line with the next step."""

from __future__ import annotations

import json
import random
from time import process_time
from typing import Any

import pytest

from iamsim.account import Account, Group, InlinePolicy, Role, User, build_account
from iamsim.aws.errors import ClientError, InvalidInput, NoSuchEntity
from iamsim.policy import PolicyDocument, allow
from iamsim.why import AccessQuestion, parse_questions
from iamsim.why.denial import Denial

ARN = "arn:aws:iam::123456789012"
RIA, OPS = f"{ARN}:user/web/ria", f"{ARN}:role/aws-reserved/Ops"
SESSION = "arn:aws:sts::123456789012:assumed-role/Ops/jane"
KEY = "arn:aws:s3:::reports/q1.csv"
NO_ALLOW = "because no identity-based policy allows the s3:GetObject action"
SENTENCE = f'User: {RIA} is not authorized to perform: s3:GetObject on resource: "{KEY}" {NO_ALLOW}'


def account_of(*inline: InlinePolicy) -> Account:
    trust = PolicyDocument.parse(allow("sts:AssumeRole"))
    users = [User("ria", RIA, inline=inline), User("Ops-bot", f"{ARN}:user/Ops-bot")]
    return build_account("123456789012", users, [Group("Admin", f"{ARN}:group/x/Admin")], [Role("Ops", OPS, trust)])


ACCOUNT = account_of()


def event(**fields: Any) -> dict[str, Any]:
    """A refused event of CloudTrail; a field that is None is left out."""
    whole = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser", "principalId": "AIDAEXAMPLE", "arn": RIA, "accountId": "123456789012", "userName": "ria",
            "sessionContext": {"attributes": {"creationDate": "2026-11-28T10:00:00Z", "mfaAuthenticated": "false"}},
        },
        "eventTime": "2026-11-28T10:04:11Z", "eventSource": "s3.amazonaws.com", "eventName": "HeadObject",
        "awsRegion": "eu-west-1", "sourceIPAddress": "203.0.113.9", "errorCode": "AccessDenied", "errorMessage": "Access Denied",
        "requestParameters": {"bucketName": "reports", "key": "q1.csv"},
        "recipientAccountId": "123456789012",
        **fields,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


EVENT = event()
DECODED: dict[str, Any] = {
    "allowed": False, "explicitDeny": False, "matchedStatements": {"items": []}, "failures": {"items": []},
    "context": {
        "principal": {"id": "AIDAEXAMPLE", "name": "ria", "arn": RIA}, "action": "s3:GetObject", "resource": KEY,
        "conditions": {"items": [{"key": "ec2:InstanceType", "values": {"items": [{"value": "m5.large"}]}}]},
    },
}  # fmt: skip

# what people hold, always the same question: ria, s3:GetObject on q1.csv
FORMS = [
    pytest.param(json.dumps(EVENT), id="an event"),
    pytest.param(json.dumps(EVENT, indent=2), id="an event over many lines"),
    pytest.param(json.dumps({"Records": [EVENT]}), id="a file of a trail"),
    pytest.param(json.dumps({"Events": [{"EventId": "1", "EventName": "HeadObject", "CloudTrailEvent": json.dumps(EVENT)}]}), id="lookup-events"),
    pytest.param("Events:\n- CloudTrailEvent: '" + json.dumps(EVENT) + "'\n  EventId: 1", id="lookup-events as YAML"),
    pytest.param("EVENTS\tAKIA\t" + json.dumps(EVENT) + "\t1\tHeadObject", id="lookup-events as text"),
    pytest.param(json.dumps(EVENT) + "\n" + json.dumps(EVENT) + "\n", id="lines of JSON"),
    pytest.param(json.dumps(EVENT, indent=1) + "\n\n" + json.dumps(EVENT, indent=1), id="events one after the other"),
    pytest.param(json.dumps({"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.s3", "detail": EVENT}), id="EventBridge"),
    pytest.param(json.dumps({"events": [{"timestamp": 1, "message": json.dumps(EVENT)}]}), id="CloudWatch Logs"),
    pytest.param(json.dumps({"results": [[{"field": "@timestamp", "value": "2026"}, {"field": "@message", "value": json.dumps(EVENT)}]]}), id="CloudWatch Logs Insights"),
    pytest.param("2026-11-28T10:04:12 WARN [worker-1] refused: " + json.dumps(EVENT), id="a log's line"),
    pytest.param(json.dumps(json.dumps(EVENT)), id="JSON in a string"),
    pytest.param("event=" + json.dumps(json.dumps(EVENT))[1:-1], id="JSON with escaped quotes"),
    pytest.param(str(EVENT), id="what Python prints"),
    pytest.param(json.dumps(DECODED), id="a decoded message"),
    pytest.param(json.dumps({"DecodedMessage": json.dumps(DECODED)}), id="decode-authorization-message"),
    pytest.param(json.dumps({"DecodedMessage": json.dumps(DECODED)}, indent=4), id="decode-authorization-message over many lines"),
    pytest.param("DecodedMessage: '" + json.dumps(DECODED) + "'", id="decode-authorization-message as YAML"),
    pytest.param(f'owner reports [28/Nov/2026:10:04:11 +0000] 203.0.113.9 {RIA} ID REST.HEAD.OBJECT q1.csv "HEAD /q1.csv HTTP/1.1" 403 AccessDenied 243 - 7 - "-" "aws-cli" -', id="Amazon S3's access log"),
    pytest.param(SENTENCE, id="AWS's sentence"),
    pytest.param(json.dumps({"errorType": "ClientError", "errorMessage": SENTENCE}), id="a Lambda function's error"),
    pytest.param(json.dumps(event(errorMessage=SENTENCE, requestParameters=None)), id="an event with AWS's sentence"),
    pytest.param(f"<Error><Code>AccessDenied</Code><Message>{SENTENCE.replace(chr(34), '&quot;')}</Message></Error>", id="S3's XML"),
    pytest.param(f"Error: reading S3 Object: operation error S3: HeadObject, https response error StatusCode: 403, api error AccessDenied: {SENTENCE}", id="Go"),
    pytest.param(f"software.amazon.awssdk.services.s3.model.S3Exception: {SENTENCE} (Service: S3, Status Code: 403, Request ID: X)", id="Java"),
    pytest.param(f"AccessDenied: {SENTENCE}\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)", id="JavaScript"),
    pytest.param(f"❌  Deployment failed: _AuthorizationError: {SENTENCE}\n    at Deployments.publish", id="the CDK"),
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_a_form_is_read(text: str) -> None:
    (question,) = parse_questions([text], ACCOUNT)
    assert (question.principal, question.action, question.resource) == (RIA, "s3:GetObject", KEY)
    assert question.denial is not None


# As Athena and CloudTrail Lake write a struct.
IDENTITY = "{type=IAMUser, principalid=AIDAEXAMPLE, arn=" + RIA + ", accountid=123456789012, sessioncontext={attributes={creationdate=2026-11-28T10:00:00Z, mfaauthenticated=true}, sessionissuer=null}, invokedby=null}"
ROW = {
    "eventTime": "2026-11-28 10:04:11.000", "userIdentity": IDENTITY, "eventSource": "s3.amazonaws.com", "eventName": "HeadObject",
    "awsRegion": "eu-west-1", "sourceIPAddress": "203.0.113.9", "errorCode": "AccessDenied",
    "requestParameters": "{bucketName=reports, key=q1.csv}",
}  # fmt: skip
PARAMETERS = {"requestParameters": '{"bucketName":"reports","key":"q1.csv"}'}
RESOURCES_TEXT = {"requestParameters": "null", "resources": "[{arn=arn:aws:s3:::reports/q1.csv, accountid=null, type=AWS::S3::Object}, {arn=arn:aws:s3:::reports, type=AWS::S3::Bucket}]"}
ROWS = [
    pytest.param(json.dumps({name.lower(): value for name, value in {**ROW, **PARAMETERS}.items()}), id="parameters as a text of JSON"),
    pytest.param(json.dumps({**ROW, **RESOURCES_TEXT}), id="resources as a list of structs"),
    pytest.param(json.dumps({"QueryResultRows": [[{name: value} for name, value in ROW.items()]]}), id="CloudTrail Lake"),
    pytest.param(json.dumps({name.lower(): value for name, value in ROW.items()}), id="a row of Athena as JSON"),
    pytest.param(",".join(f'"{name.lower()}"' for name in ROW) + "\n" + ",".join(f'"{value}"' for value in ROW.values()) + "\n", id="a file of Athena"),
]  # fmt: skip


@pytest.mark.parametrize("text", ROWS)
def test_a_querys_row_is_an_event(text: str) -> None:
    (question,) = parse_questions([text], ACCOUNT)
    assert (question.principal, question.action, question.resource) == (RIA, "s3:GetObject", KEY)
    assert question.context["aws:MultiFactorAuthPresent"] == "true"
    assert question.context["aws:CurrentTime"] == "2026-11-28T10:04:11Z"


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_sentence_may_come_in_words(count: int) -> None:
    words = SENTENCE.split(" ", count - 1)
    (question,) = parse_questions(words, ACCOUNT)
    assert (question.principal, question.action, question.resource) == (RIA, "s3:GetObject", KEY)


def test_typed_words_are_one_question() -> None:
    assert parse_questions(["ria", "s3:GetObject", KEY], ACCOUNT) == (AccessQuestion(RIA, "s3:GetObject", KEY),)


def test_two_words_may_be_a_message() -> None:
    with pytest.raises(InvalidInput, match="AWS refused a request"):
        parse_questions(["Access", "Denied"], ACCOUNT)
    assert parse_questions(["ria", "s3:GetObject", "arn:aws:s3:::b/403 Forbidden"], ACCOUNT)[0].principal == RIA


def message(action: str, resource: str) -> str:
    reason = f"because no identity-based policy allows the {action} action"
    return f"User: {RIA} is not authorized to perform: {action} on resource: {resource} {reason}"


SM_ARN = "arn:aws:secretsmanager:{}:123456789012:secret:{}"
NAMES = [
    pytest.param("secretsmanager:GetSecretValue", "web", [], SM_ARN.format("*", "web-??????"), "its last six characters and its region", id="a secret's name; nothing more is known"),
    pytest.param("secretsmanager:GetSecretValue", "web", ["db-AbCdEf"], SM_ARN.format("eu-west-1", "web-??????"), "its last six characters and its region (the policies have eu-west-1)", id="the policies' only region"),
    pytest.param("secretsmanager:GetSecretValue", "web", ["web-AbCdEf"], SM_ARN.format("eu-west-1", "web-AbCdEf"), "its region (the policies have eu-west-1)", id="a secret that a policy names"),
    pytest.param("ssm:GetParameter", "/prod/db", [], "arn:aws:ssm:*:123456789012:parameter/prod/db", "its region", id="a parameter's name"),
    pytest.param("iam:ListPolicies", "policy path /", [], "*", "", id="policy path"),
    pytest.param("codebuild:StartBuild", "some thing", [], "*", "", id="what is no name of a resource"),
    pytest.param("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:********9012:a1/prod/GET/", [], "arn:aws:execute-api:eu-west-1:123456789012:a1/prod/GET/", "", id="a hidden account number"),
    pytest.param("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:********4444:a1/prod/GET/", [], "arn:aws:execute-api:eu-west-1:********4444:a1/prod/GET/", "", id="another account's hidden number"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "name", "secrets", "arn", "unsaid"), NAMES)
def test_what_messages_call_a_resource(action: str, name: str, secrets: list[str], arn: str, unsaid: str) -> None:
    policies = [PolicyDocument.parse(allow("secretsmanager:*", SM_ARN.format("eu-west-1", secret))) for secret in secrets]
    account = account_of(*(InlinePolicy("own", policy) for policy in policies))
    (question,) = parse_questions([message(action, name)], account)
    assert question.resource == arn
    said = [note for note in question.notes if "the message does not say" in note]
    assert said == ([f"AWS's message says {name!r}: read as {arn}; the message does not say {unsaid}"] if unsaid else [])


def test_several_events_are_asked_once_each() -> None:
    later = event(eventTime="2026-11-28T11:00:00Z", userAgent="boto3")
    other = event(eventName="PutObject", userIdentity={"type": "AssumedRole", "arn": SESSION})
    fine = event(errorCode=None, errorMessage=None)
    service = event(userIdentity={"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"})
    questions = parse_questions([json.dumps({"Records": [EVENT, fine, later, other, service, fine]})], ACCOUNT)
    assert [(question.principal, question.action, question.occurrences) for question in questions] == [
        (RIA, "s3:GetObject", 2),
        (SESSION, "s3:PutObject", 1),
    ]
    assert questions[0].context["aws:CurrentTime"] == "2026-11-28T11:00:00Z"
    reversed_order = parse_questions([json.dumps({"Records": [later, EVENT]})], ACCOUNT)
    assert [question.time for question in reversed_order] == ["2026-11-28T11:00:00Z"], "lookup-events lists the latest first"
    assert questions[0].notes[1:] == (
        "passed over of 6 events: 2 that AWS did not refuse; 1 of AWS's own services",
    )


def test_another_address_is_another_question() -> None:
    events = {"Records": [EVENT, event(sourceIPAddress="203.0.113.10")]}
    assert len(parse_questions([json.dumps(events)], ACCOUNT)) == 2


def test_a_log_of_sentences_asks_each_once() -> None:
    put = SENTENCE.replace("GetObject", "PutObject")
    questions = parse_questions([f"{SENTENCE}\n{put}\n{SENTENCE}\n"], ACCOUNT)
    assert [(question.action, question.occurrences) for question in questions] == [("s3:GetObject", 2), ("s3:PutObject", 1)]


def test_principals_that_the_account_does_not_have_are_passed_over() -> None:
    other = SENTENCE.replace(RIA, "user/nobody")
    (question,) = parse_questions([f"{other}\n{SENTENCE}"], ACCOUNT)
    assert question.principal == RIA
    assert question.notes == ("passed over: 1 of other principals (no user or role named 'user/nobody' (this account has: Ops, Ops-bot, ria))",)
    with pytest.raises(NoSuchEntity):
        parse_questions([other], ACCOUNT)


def test_an_event_that_was_not_refused_is_asked_with_a_note() -> None:
    (question,) = parse_questions([json.dumps(event(errorCode="NoSuchKey", errorMessage="The specified key does not exist."))], ACCOUNT)
    assert question.denial is None
    assert question.notes[1:] == ("AWS did not refuse this event's call: its errorCode is NoSuchKey",)


RESOURCES = [
    pytest.param("group Admin", f"{ARN}:group/x/Admin", id="a group of the file, with its path"),
    pytest.param("group admin", f"{ARN}:group/x/Admin", id="in any case"),
    pytest.param("user ria", RIA, id="a user"),
    pytest.param("role Ops", OPS, id="a role"),
    pytest.param("user nobody", f"{ARN}:user/nobody", id="a user that the file does not have"),
    pytest.param("instance profile web", f"{ARN}:instance-profile/web", id="two words"),
    pytest.param(f"policy {ARN}:policy/P", f"{ARN}:policy/P", id="a kind before an ARN"),
]


@pytest.mark.parametrize(("name", "arn"), RESOURCES)
def test_iams_own_way_to_name_a_resource(name: str, arn: str) -> None:
    text = f"User: {RIA} is not authorized to perform: iam:GetX on resource: {name} because no identity-based policy allows the iam:GetX action"
    (question,) = parse_questions([text], ACCOUNT)
    assert (question.principal, question.action, question.resource) == (RIA, "iam:GetX", arn)
    assert question.notes == (f"AWS's message says {name!r}: read as {arn}",)
    assert question.denial == Denial(RIA, "iam:GetX", name, "identity-based policy", implicit=True)


def test_a_denial_may_come_as_many_words() -> None:
    words = f"User: {RIA} is not authorized to perform: s3:GetObject on resource: {KEY}".split()
    assert parse_questions(words, ACCOUNT)[0].resource == KEY


def test_a_denial_without_a_resource_is_asked_of_anything() -> None:
    assert parse_questions([f"User: {RIA} is not authorized to perform: ec2:StopInstances"], ACCOUNT)[0].resource == "*"


def test_an_objects_key_may_have_spaces() -> None:
    text = f'User: {RIA} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a b"'
    (question,) = parse_questions([text], ACCOUNT)
    assert (question.resource, question.notes) == ("arn:aws:s3:::b/a b", ())


NO_QUESTIONS = [
    pytest.param(
        json.dumps({"EvaluationResults": [{"EvalActionName": "s3:GetObject", "EvalResourceName": KEY, "EvalDecision": "implicitDeny", "EvalDecisionDetails": {}}]}),
        f"this is the answer of simulate-principal-policy or simulate-custom-policy, which does not name the principal; ask: iamsim why ACCOUNT.json PRINCIPAL s3:GetObject {KEY}",
        id="the policy simulator's answer",
    ),
    pytest.param(
        f"EvaluationResults:\n- EvalActionName: s3:GetObject\n  EvalDecision: implicitDeny\n  EvalResourceName: {KEY}",
        "this is the answer of simulate-principal-policy or simulate-custom-policy, which does not name the principal; ask: iamsim why ACCOUNT.json PRINCIPAL ACTION RESOURCE",
        id="the policy simulator's answer as YAML",
    ),
    pytest.param(
        json.dumps(event(errorCode=None)) + json.dumps(event(errorCode=None)).replace("Access Denied", "ok"),
        "2 events of CloudTrail, and no question for a user or a role: 2 that AWS did not refuse",
        id="events that were not refused",
    ),
    pytest.param(
        json.dumps(event(eventSource="sts.amazonaws.com", eventName="AssumeRoleWithWebIdentity", userIdentity={"type": "WebIdentityUser", "userName": "repo:x"}, requestParameters={"roleArn": OPS})),
        "1 event of CloudTrail, and no question for a user or a role: 1 of sts:AssumeRoleWithWebIdentity, which no user calls: the role's trust policy decides; aws iam get-role --role-name Ops --query Role.AssumeRolePolicyDocument shows it",
        id="an event of a web identity",
    ),
    pytest.param(
        json.dumps(event(eventSource="signin.amazonaws.com", eventName="ConsoleLogin")),
        "1 event of CloudTrail, and no question for a user or a role: 1 of the console's sign-in, which no policy decides",
        id="a sign-in",
    ),
    pytest.param(
        json.dumps({"UserId": "AIDAEXAMPLE", "Account": "123456789012", "Arn": RIA}),
        "JSON with UserId, Account, Arn: no event of CloudTrail, no decoded message and no AccessDenied sentence in it; expected one of these, or PRINCIPAL ACTION [RESOURCE]",
        id="other JSON",
    ),
    pytest.param(
        json.dumps({"allowed": False, "explicitDeny": True, "context": {"action": "s3:GetObject"}}),
        "the decoded message has no context.principal.arn or context.action; paste it whole",
        id="a decoded message without its principal",
    ),
    pytest.param("the weather is fine today", "expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got 'the weather is fine today'", id="words"),
    pytest.param("  ", "expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got ''", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error"), NO_QUESTIONS)
def test_a_text_that_asks_nothing_gets_one_line(text: str, error: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_questions([text], ACCOUNT)
    assert str(caught.value) == error


def error_of(text: str) -> str:
    """The line that a paste gets, or "" if it is read."""
    try:
        parse_questions([text], ACCOUNT)
    except ClientError as error:
        return str(error)
    return ""


def test_no_mutation_of_a_paste_gives_a_traceback_or_an_echo() -> None:
    chance = random.Random(20261130)  # noqa: S311 - the same mutations each time
    texts = [str(form.values[0]) for form in (*FORMS, *ROWS)]
    pieces = ["", '"', "{", "}", "[", "\\", "\n", "null", ": 5,", "User:", "<", "\x00", "é", "{=", *texts]
    for _ in range(3_000):
        pasted = chance.choice(texts)
        for _ in range(chance.randint(1, 12)):
            start = chance.randrange(len(pasted) + 1)
            pasted = pasted[:start] + chance.choice(pieces) + pasted[start + chance.choice((0, 1, 2, 40, 400)) :]
        line = error_of(pasted)
        assert len(line) < 700, pasted
        assert "\n" not in line, pasted


LONG = [
    pytest.param(json.dumps({"Records": [EVENT] * 1_000}), id="a thousand events"),
    pytest.param((json.dumps(EVENT) + "\n") * 1_000, id="a thousand lines"),
    pytest.param((SENTENCE + "\n") * 4_000, id="four thousand sentences"),
    pytest.param((f"User: {RIA} is not authorized to perform: s3:GetObject on resource: {KEY}\n") * 5_000, id="sentences without a reason"),
    pytest.param("{" * 1_000_000, id="braces"),
    pytest.param('{"' * 500_000, id="broken beginnings"),
    pytest.param('{"a":' * 200_000, id="deep JSON"),
    pytest.param("[" * 1_000_000, id="brackets"),
    pytest.param('{\\"a\\": ' * 100_000, id="escaped JSON"),
    pytest.param("{'a': " * 40_000, id="deep Python"),
    pytest.param("Access Denied " * 70_000, id="many refusals"),
    pytest.param("<Code>AccessDenied</Code>" * 40_000, id="many codes"),
    pytest.param("a" * 1_000_000, id="one word"),
    pytest.param("{a=" * 300_000, id="structs"),
    pytest.param(json.dumps({**EVENT, "userIdentity": "{a=" * 300_000}), id="a struct that does not end"),
    pytest.param("eventname,eventsource,useridentity\n" + '"' * 1_000_000, id="quotes in a table"),
    pytest.param("Encoded authorization failure message: " + "x" * 1_000_000, id="an encoded message"),
]  # fmt: skip


@pytest.mark.parametrize("text", LONG)
def test_a_megabyte_is_read_in_no_time_and_never_echoed(text: str) -> None:
    began = process_time()
    assert len(error_of(text)) < 700
    assert process_time() - began < 2
