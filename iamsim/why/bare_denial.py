"""A message that says no more than "Access Denied" → the next step, in one line.

    An error occurred (403) when calling the HeadObject operation: Forbidden

Such a message does not say who was refused, and often not what. Each line names what the message does say,
and the command that shows the rest.
Source: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide, troubleshoot-403-errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iamsim.aws.actions import find_action, find_call, find_service, resource_types_of, s3_actions_on

_WHO = "aws sts get-caller-identity says who calls"
_GENERAL = (
    f"neither who asked nor what for; {_WHO}, and CloudTrail's event of the call (errorCode AccessDenied)"
    " says the rest: paste it here, or ask again with PRINCIPAL ACTION RESOURCE"
)
ENCODED = (
    "the message is encoded; aws sts decode-authorization-message --encoded-message TEXT opens it, and"
    " `iamsim why ACCOUNT.json -` reads what that prints"
)
_KUBERNETES = (
    "this is Kubernetes, not IAM: IAM has let the caller in, and the cluster's own rights (RBAC, or Amazon"
    " EKS's access entries) refuse; kubectl auth can-i VERB RESOURCE and"
    " aws eks list-access-entries --cluster-name CLUSTER show them"
)
_LAKE_FORMATION = (
    "AWS Lake Formation refused it by its own grants, which stand beside IAM's policies;"
    " aws lakeformation list-permissions --principal DataLakePrincipalIdentifier=ARN shows them"
)
_QUEUE = (
    f"Amazon SQS says neither who asked nor what for; {_WHO}; then: iamsim why ACCOUNT.json PRINCIPAL"
    " sqs:SendMessage arn:aws:sqs:REGION:ACCOUNT:QUEUE (a queue of another account must allow it in its own"
    " policy too)"
)


def explain_bare_denial(text: str) -> str:
    """Return what to do after a message without a principal; "" if the text is no refusal of AWS's."""
    message = " ".join(text[:20_000].split())  # enough for any message, and bounds the time of the patterns
    for pattern, explain in _FORMS:
        match = pattern.search(message)
        if match is not None:
            return explain if isinstance(explain, str) else explain(match, message)
    return ""


def _explain_web_identity(match: re.Match[str], _: str) -> str:
    return (
        f"{match['action']}: a web or SAML identity is no user and has no policies, so the role's trust"
        " policy decides (Principal.Federated, and conditions such as the token's :sub and :aud);"
        " aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument shows it, and CloudTrail's"
        f" event {match['action'].removeprefix('sts:')} shows the token's values"
    )


def _explain_no_action(match: re.Match[str], message: str) -> str:
    """Say what to ask of a caller whom the message names without the action."""
    call = _CALL.search(message)
    actions = _actions_of_call(call["call"], message) if call else ()
    action = " or ".join(actions) if actions else "ACTION"
    return (
        f"the message names {match['principal']} and no action; CloudTrail's event of the call says it; then:"
        f" iamsim why ACCOUNT.json {match['principal']} {action} RESOURCE"
    )


def _explain_call(match: re.Match[str], message: str) -> str:
    """Say which action a call needs, where its name is all that the message has."""
    call = match["call"]
    actions = _actions_of_call(call, message)
    if not actions:
        return f"AWS refused the call {call}, and says {_GENERAL}"
    action_words = " or ".join(actions)
    hint = ""
    if action_words == "s3:GetObject":
        # API_HeadObject: without s3:ListBucket a missing key gets 403, with it 404.
        hint = "; of a missing object S3 says 403 to who lacks s3:ListBucket on the bucket, and 404 to others"
    return (
        f"{call} needs {action_words}, and the message does not say who asked; {_WHO}; then:"
        f" iamsim why ACCOUNT.json PRINCIPAL {action_words}{_resource_word(actions[0])}{hint}"
    )


def _resource_word(action: str) -> str:
    """Return what to write for the resource of an action; "" if it is done to none."""
    types = resource_types_of(action)
    if types == ():
        return ""
    service, _, name = action.partition(":")
    if service == "s3" and name in s3_actions_on("object"):
        return " arn:aws:s3:::BUCKET/KEY"
    return " arn:aws:s3:::BUCKET" if service == "s3" and name in s3_actions_on("bucket") else " RESOURCE"


def _explain_s3(match: re.Match[str], _: str) -> str:
    bucket = match.groupdict().get("bucket")
    resource = f"arn:aws:s3:::{bucket}" if bucket else "arn:aws:s3:::BUCKET/KEY"
    return (
        f"Amazon S3 says neither who asked nor what for; {_WHO}, and CloudTrail's data event of the bucket"
        " says the rest, where a trail records them: paste it here, or ask again: iamsim why ACCOUNT.json"
        f" PRINCIPAL s3:GetObject {resource}"
        " (HeadObject needs s3:GetObject, ListObjectsV2 needs s3:ListBucket on the bucket)"
    )


def _actions_of_call(call: str, message: str) -> tuple[str, ...]:
    """Return the actions that a call needs, of each service that has the call; of many, none."""
    service_match = _SERVICE.search(message)
    service = _service_prefix(service_match["service"]) if service_match else ""
    # The services that people meet most: the call's name alone does not say whose it is.
    services = [service] if service else _COMMON_SERVICES
    actions = []
    for prefix in services:
        call_action = find_call(f"{prefix}:{call}")
        action = find_action(f"{prefix}:{call}")
        if call_action or action:
            actions.append(call_action[1] if call_action else str(action))
    return tuple(dict.fromkeys(actions)) if len(actions) <= 2 else ()


_COMMON_SERVICES = (
    "s3", "iam", "sts", "ec2", "lambda", "dynamodb", "sqs", "sns", "kms", "secretsmanager", "ssm", "logs",
    "cloudwatch", "cloudformation", "ecr", "ecs", "eks", "rds", "events", "states", "athena", "glue",
    "organizations", "route53", "cloudfront", "apigateway", "kinesis", "elasticloadbalancing", "autoscaling",
)  # fmt: skip


def _service_prefix(name: str) -> str:
    """Return the prefix of a service as SDKs call it: `S3`, `Amazon S3`, `DynamoDb`; "" if it is unknown."""
    prefix = re.sub(r"^(amazon|aws)\s*|[\s_]", "", name.lower())
    prefix = {
        "cloudwatchlogs": "logs",
        "sfn": "states",
        "identitymanagement": "iam",
        "securitytokenservice": "sts",
    }.get(prefix, prefix)
    return prefix if find_service(prefix) else ""


_CALL = re.compile(r"when calling the (?P<call>\w{2,80}) operation")  # Python, the AWS CLI
_GO_CALL = re.compile(r"operation error (?P<service>[\w ]{1,40}): (?P<call>\w{2,80})\b")
_JS_CALL = re.compile(r"de_(?P<call>\w{2,80})CommandError")
# Java: (Service: S3, Status Code: 403, …), (Service: Amazon S3; Status Code: …); Go: operation error S3: …
_SERVICE = re.compile(r"(?:Service: |operation error )(?P<service>[\w ]{1,40})")
_REFUSED = (
    r"Access ?Denied|Unauthorized|Forbidden|\b403\b|AuthorizationError"
    r"|not authorized|AllAccessDisabled"
)
_HAS_REFUSED = rf"(?=.*?(?:{_REFUSED}))"

# What a message is told by, the more telling before the less, and the words for it.
_FORMS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str], str], str]], ...] = (
    (re.compile(r"(?P<action>sts:AssumeRoleWith(?:WebIdentity|SAML))\b"), _explain_web_identity),
    (
        re.compile(r"calling the (?P<action>AssumeRoleWith(?:WebIdentity|SAML)) operation"),
        _explain_web_identity,
    ),
    (re.compile(r"Encoded ?authorization ?failure ?message", re.IGNORECASE), ENCODED),
    (re.compile(r"\bUser \"[^\"]{1,300}\" cannot \w+ resource|must be logged in to the server"), _KUBERNETES),
    (re.compile(r"Insufficient Lake Formation permission"), _LAKE_FORMATION),
    (
        re.compile(r"User: (?P<principal>arn:[\w:/+=,.@-]{1,400}) is not authorized to access"),
        _explain_no_action,
    ),
    (re.compile(rf"^{_HAS_REFUSED}.*?{_CALL.pattern}"), _explain_call),
    (re.compile(rf"^{_HAS_REFUSED}.*?{_GO_CALL.pattern}"), _explain_call),
    (re.compile(rf"^{_HAS_REFUSED}.*?{_JS_CALL.pattern}"), _explain_call),
    (re.compile(r"Access to the resource https://(?:sqs\.)?[\w.-]{1,200}\S* is denied"), _QUEUE),
    (re.compile(r"\bCode>AccessDenied\b.*?\bBucketName>(?P<bucket>[\w.-]{1,80})"), _explain_s3),
    (
        re.compile(
            r"\bCode>(?:AccessDenied|AllAccessDisabled)\b|AmazonS3Exception|S3Exception: Access Denied"
        ),
        _explain_s3,
    ),
    (re.compile(rf"^{_HAS_REFUSED}", re.IGNORECASE), f"AWS refused a request, and says {_GENERAL}"),
)
