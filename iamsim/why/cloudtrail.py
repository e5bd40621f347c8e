"""CloudTrail's events → AccessQuestion: who asked for what, in which context, and what AWS said of it.

    {"userIdentity": …, "eventSource": "s3.amazonaws.com", "eventName": "HeadObject", …} → AccessQuestion

An event of Amazon S3 says no more than "Access Denied", and has all the rest in its fields.
Source: AWS CloudTrail User Guide, cloudtrail-event-reference-record-contents and -user-identity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from iamsim.aws.actions import find_action, find_call, resource_types_of
from iamsim.policy import split_arn
from iamsim.why.cloudtrail_context import context_note, context_of_event
from iamsim.why.cloudtrail_fields import named_fields, object_of
from iamsim.why.denial import Denial, is_denial, parse_denials
from iamsim.why.next_steps import aws_command
from iamsim.why.question import AccessQuestion, shorten
from iamsim.why.resource_arns import UNKNOWN_REGION, Place, arn_of_parameters


class NoQuestion(Exception):
    """An event that no question about an account can be made of; the text says which kind it is."""


def is_event(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is an event of CloudTrail, in JSON or as a row of a query."""
    names = {str(name).lower() for name in value}
    return {"eventname", "eventsource"} <= names and bool(names & {"useridentity", "errormessage"})


def is_refused(event: Mapping[str, Any]) -> bool:
    """Tell whether AWS refused an event's call for want of permission."""
    fields = named_fields(event)
    code = str(fields.get("errorCode") or "")
    return _REFUSED_CODE.search(code) is not None or is_denial(str(fields.get("errorMessage") or ""))


# AccessDenied, AccessDeniedException, Client.UnauthorizedOperation, AuthorizationError, KMS.AccessDenied …
_REFUSED_CODE = re.compile(
    r"AccessDenied|Unauthorized|NotAuthorized|Authorization(Error|Failure)|Forbidden", re.IGNORECASE
)


def question_of_event(event: Mapping[str, Any]) -> AccessQuestion:
    """Return the question of an event, with names as the event has them. Raises NoQuestion."""
    fields = named_fields(event)
    user_identity = object_of(fields.get("userIdentity"))
    name = str(fields.get("eventName") or "")
    message = str(fields.get("errorMessage") or "")
    denials = parse_denials(message) if is_sentence(message) else ()
    denial = denials[0] if denials else None
    if name.startswith("AssumeRoleWith"):
        raise NoQuestion(_federation_words(name, object_of(fields.get("requestParameters"))))
    principal = denial.principal if denial else _principal(user_identity)
    own_action = action_of_call(str(fields.get("eventSource") or ""), name, fields)
    action = denial.action if denial else own_action
    resource = denial.resource if denial else ""
    if not resource and action.lower() == own_action.lower():
        resource = _resource(action, fields, user_identity)
    if denial is None and is_refused(event):
        denial = Denial(principal, action, resource)
    context = context_of_event(fields, user_identity, action)
    notes = [context_note(fields, context)]
    if denial is None:
        code = fields.get("errorCode")
        reason = f"its errorCode is {code}" if code else "it has no errorCode"
        notes.append(f"AWS did not refuse this event's call: {reason}")
    if "Encoded authorization failure message" in message and not denials:
        notes.append(
            "the event's errorMessage is encoded; aws sts decode-authorization-message --encoded-message TEXT"
            " opens it, and says more than the event"
        )
    return AccessQuestion(principal, action, resource or "*", denial, tuple(notes), context)


def is_sentence(message: str) -> bool:
    """Tell whether AWS's message says who was refused what."""
    return (
        "is not authorized to perform" in message and "User" in message and "User: anonymous" not in message
    )


# cloudtrail-event-reference-user-identity: types that no user and no role of an account stands behind
_CALLERS_WITHOUT_ARN = {
    "AWSService": "of AWS's own services",
    "AWSAccount": "of another account, of whose callers CloudTrail does not show the ARN",
    "WebIdentityUser": "of a web identity, which is no user: the role's trust policy decides",
    "SAMLUser": "of a SAML identity, which is no user: the role's trust policy decides",
    "IdentityCenterUser": "of an Identity Center user who has assumed no role",
    "Directory": "of a directory service",
    "Unknown": "of a caller whom CloudTrail does not know",
}


def _federation_words(event_name: str, parameters: Mapping[str, Any]) -> str:
    role = shorten(str(parameters.get("roleArn") or "ROLE").rpartition("/")[2])
    query = "Role.AssumeRolePolicyDocument"
    command = aws_command("iam", "get-role", "--role-name", role, "--query", query)
    return f"of sts:{event_name}, which no user calls: the role's trust policy decides; {command} shows it"


def _principal(user_identity: Mapping[str, Any]) -> str:
    """Return the caller's ARN, or `user/NAME`. Raises NoQuestion for a caller who is no principal of IAM."""
    arn = user_identity.get("arn")
    if isinstance(arn, str) and split_arn(arn):
        return arn
    kind = user_identity.get("type")
    user_name = user_identity.get("userName")
    if kind == "IAMUser" and isinstance(user_name, str) and user_name:
        return f"user/{user_name}"
    raise NoQuestion(_CALLERS_WITHOUT_ARN.get(str(kind), "whose userIdentity has no ARN"))


# eventSource without its end: the prefix of the service's actions, where it is another
_SERVICES = {
    "monitoring": "cloudwatch",
    "tagging": "tag",
    "email": "ses",
    "streams.dynamodb": "dynamodb",
    "iotdata": "iot",
    "runtime.sagemaker": "sagemaker",
    "runtime.lex": "lex",
    "models.lex": "lex",
    "bedrock-agent": "bedrock",
    "bedrock-runtime": "bedrock",
    "catalog.marketplace": "aws-marketplace",
    "entitlement.marketplace": "aws-marketplace",
    "metering.marketplace": "aws-marketplace",
}
# Calls that CloudTrail names otherwise than Amazon S3's API.
_CLOUDTRAIL_CALLS = {
    "s3:getbucketlifecycle": "s3:GetLifecycleConfiguration",
    "s3:putbucketlifecycle": "s3:PutLifecycleConfiguration",
    "s3:deletebucketpublicaccessblock": "s3:PutBucketPublicAccessBlock",
    "s3:restoreobject": "s3:RestoreObject",
}
# CreateFunction20150331, UpdateFunctionCode20150331v2 of Lambda; GetDistribution2020_05_31 of CloudFront
_API_VERSION = re.compile(r"(\d{8}|\d{4}_\d{2}_\d{2})(v\d+)?$")
# Actions of Amazon API Gateway's management are the methods of HTTP.
_HTTP_METHODS = {
    "Get": "GET",
    "Create": "POST",
    "Import": "POST",
    "Put": "PUT",
    "Update": "PATCH",
    "Delete": "DELETE",
}
_CONSOLE_EVENTS = {"ConsoleLogin", "SwitchRole", "ExitRole", "CheckMfa", "PasswordRecoveryRequested"}


def action_of_call(event_source: str, event_name: str, fields: Mapping[str, Any] | None = None) -> str:
    """Return the action that a call needs. Raises NoQuestion for an event that is no call.

    >>> action_of_call("s3.amazonaws.com", "HeadObject")
    's3:GetObject'
    >>> action_of_call("lambda.amazonaws.com", "UpdateFunctionCode20150331v2")
    'lambda:UpdateFunctionCode'
    """
    source = re.sub(r"\.(amazonaws\.com(\.cn)?|aws\.internal|aws\.amazon\.com)$", "", event_source.lower())
    service = _SERVICES.get(source, source)
    if event_name in _CONSOLE_EVENTS or service == "signin":
        raise NoQuestion("of the console's sign-in, which no policy decides")
    name = _API_VERSION.sub("", event_name)
    if not re.fullmatch(r"[a-z0-9-]+", service) or not re.fullmatch(r"\w+", name, re.ASCII):
        raise NoQuestion("whose eventSource and eventName are no call")
    if service == "apigateway":
        verb = next((method for prefix, method in _HTTP_METHODS.items() if name.startswith(prefix)), name)
        return f"apigateway:{verb}"
    action = f"{service}:{name}"
    call = find_call(action)
    action = _CLOUDTRAIL_CALLS.get(action.lower()) or (call[1] if call else action)
    parameters = object_of((fields or {}).get("requestParameters"))
    # Of one version of an object S3 asks for another action.
    versioned = f"{action}Version" if service == "s3" and parameters.get("versionId") else ""
    return versioned if versioned and find_action(versioned) else action


def _resource(action: str, fields: Mapping[str, Any], user_identity: Mapping[str, Any]) -> str:
    """Return what the event is about: one of its resources, else what its parameters say."""
    parameters = object_of(fields.get("requestParameters"))
    by_parameters = arn_of_parameters(action, parameters, _place(fields, user_identity))
    arns = list(_resource_arns(fields.get("resources")))
    service = action.partition(":")[0].lower()
    own = [arn for arn in arns if arn.split(":")[2] == ("iam" if service == "sts" else service)]
    if service == "s3":
        # Both the object and its bucket are listed.
        is_on_object = any(kind.name == "object" for kind in resource_types_of(action) or ())
        own = [arn for arn in own if ("/" in arn) is is_on_object] or own
    return own[0] if own else by_parameters


def _resource_arns(resources: Any) -> Iterator[str]:
    if isinstance(resources, str):  # a row of a query: [{arn=arn:…, accountid=…, type=AWS::S3::Object}]
        resources = [{"arn": arn} for arn in re.findall(r"\barn=(arn:[^,}]+)", resources, re.IGNORECASE)]
    for resource in resources if isinstance(resources, list) else []:
        arn = _value_of(resource, "arn") if isinstance(resource, dict) else None
        if isinstance(arn, str) and split_arn(arn):
            yield arn


def _value_of(item: Mapping[str, Any], lower_name: str) -> Any:
    """Return a value under a name in any case: S3 writes `ARN`, others `arn`."""
    return next((value for name, value in item.items() if str(name).lower() == lower_name), None)


def _place(fields: Mapping[str, Any], user_identity: Mapping[str, Any]) -> Place:
    """Return where the call was made; the resource is taken to be of the account that has the event."""
    arn = split_arn(str(user_identity.get("arn") or ""))
    account_id = fields.get("recipientAccountId") or user_identity.get("accountId") or ""
    return Place(arn[1] if arn else "aws", str(fields.get("awsRegion") or UNKNOWN_REGION), str(account_id))
