"""CloudTrail's events → AccessQuestion: who asked for what, in which context, and what AWS said of it.

    {"userIdentity": …, "eventSource": "s3.amazonaws.com", "eventName": "HeadObject", …} → AccessQuestion

An event of Amazon S3 says no more than "Access Denied", and has all the rest in its fields.
Source: AWS CloudTrail User Guide, cloudtrail-event-reference-record-contents and -user-identity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from iamsim.aws.actions import find_action, find_call, resource_types_of
from iamsim.policy import split_arn
from iamsim.why.denial import Denial, is_denial, parse_denials
from iamsim.why.next_steps import aws_command
from iamsim.why.question import AccessQuestion, Context, shorten
from iamsim.why.resource_arns import UNKNOWN_REGION, Place, arn_of_parameters

_FIELDS = (
    "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode", "errorMessage", "requestParameters", "resources", "tlsDetails", "vpcEndpointId",
    "vpcEndpointAccountId", "recipientAccountId", "eventType",
)  # fmt: skip
# Athena and CloudTrail Lake write the names of columns in lower case.
_FIELDS_BY_LOWER_NAME = {name.lower(): name for name in _FIELDS}


class NoQuestion(Exception):
    """An event that no question about an account can be made of; the text says which kind it is."""


def is_event(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is an event of CloudTrail, in JSON or as a row of a query."""
    names = {str(name).lower() for name in value}
    return {"eventname", "eventsource"} <= names and bool(names & {"useridentity", "errormessage"})


def is_refused(event: Mapping[str, Any]) -> bool:
    """Tell whether AWS refused an event's call for want of permission."""
    fields = _named_fields(event)
    code = str(fields.get("errorCode") or "")
    return _REFUSED_CODE.search(code) is not None or is_denial(str(fields.get("errorMessage") or ""))


# AccessDenied, AccessDeniedException, Client.UnauthorizedOperation, AuthorizationError, KMS.AccessDenied …
_REFUSED_CODE = re.compile(
    r"AccessDenied|Unauthorized|NotAuthorized|Authorization(Error|Failure)|Forbidden", re.IGNORECASE
)


def question_of_event(event: Mapping[str, Any]) -> AccessQuestion:
    """Return the question of an event, with names as the event has them. Raises NoQuestion."""
    fields = _named_fields(event)
    user_identity = _as_object(fields.get("userIdentity"))
    name = str(fields.get("eventName") or "")
    message = str(fields.get("errorMessage") or "")
    denials = parse_denials(message) if is_sentence(message) else ()
    denial = denials[0] if denials else None
    if name.startswith("AssumeRoleWith"):
        raise NoQuestion(_federation_words(name, _as_object(fields.get("requestParameters"))))
    principal = denial.principal if denial else _principal(user_identity)
    own_action = action_of_call(str(fields.get("eventSource") or ""), name, fields)
    action = denial.action if denial else own_action
    resource = denial.resource if denial else ""
    if not resource and action.lower() == own_action.lower():
        resource = _resource(action, fields, user_identity)
    if denial is None and is_refused(event):
        denial = Denial(principal, action, resource)
    notes = [_context_note(fields, context := _context(fields, user_identity, action))]
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


def _named_fields(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields under CloudTrail's names, whatever the case of an export's columns."""
    return {_FIELDS_BY_LOWER_NAME.get(str(name).lower(), str(name)): value for name, value in event.items()}


def _as_object(value: Any) -> dict[str, Any]:
    """Return a field that is an object, also where a query's result has it as text."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str) or not value.startswith("{"):
        return {}
    # requestparameters is a text of JSON there, useridentity a struct.
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return _parse_struct(value)
    return parsed if isinstance(parsed, dict) else {}


# {type=AssumedRole, arn=arn:…, sessioncontext={attributes={mfaauthenticated=false}}}: a struct as text.
_STRUCT_TOKEN = re.compile(r"(?P<name>[\w]+)=(?P<open>\{)?|(?P<close>\})|,\s*")
_STRUCT_NAMES = {
    name.lower(): name
    for name in (
        "principalId", "accountId", "accessKeyId", "userName", "sessionContext", "sessionIssuer",
        "mfaAuthenticated", "creationDate", "invokedBy", "webIdFederationData", "federatedProvider",
        "sourceIdentity", "bucketName", "roleArn", "tlsVersion",
    )
}  # fmt: skip


def _parse_struct(text: str) -> dict[str, Any]:
    """Return `{arn=arn:…, sessioncontext={attributes={…}}}` as an object, with CloudTrail's names."""
    root: dict[str, Any] = {}
    stack = [root]
    name, start = "", 0
    for token in _STRUCT_TOKEN.finditer(text, 1):
        value = text[start : token.start()].strip()
        if name and value and value != "null":
            stack[-1][name] = value
        start = token.end()
        name = _STRUCT_NAMES.get((token["name"] or "").lower(), token["name"] or "")
        if token["open"]:
            child: dict[str, Any] = {}
            stack[-1][name] = child
            stack.append(child)
            name = ""
        elif token["close"] and len(stack) > 1:
            stack.pop()
    return root


# ------------------------------------------------------------------------------------------------- who


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


# ------------------------------------------------------------------------------------------------ what


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
    parameters = _as_object((fields or {}).get("requestParameters"))
    # Of one version of an object S3 asks for another action.
    versioned = f"{action}Version" if service == "s3" and parameters.get("versionId") else ""
    return versioned if versioned and find_action(versioned) else action


def _resource(action: str, fields: Mapping[str, Any], user_identity: Mapping[str, Any]) -> str:
    """Return what the event is about: one of its resources, else what its parameters say."""
    parameters = _as_object(fields.get("requestParameters"))
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


# --------------------------------------------------------------------------------------------- context


def _context(fields: Mapping[str, Any], user_identity: Mapping[str, Any], action: str) -> Context:
    """Return the context keys that an event states; an empty list for a key that the request did not have."""
    return {
        **_request_context(fields),
        **_network_context(fields, user_identity),
        **_session_context(user_identity, str(fields.get("eventTime") or "")),
        **_parameter_context(action, _as_object(fields.get("requestParameters"))),
    }


def _request_context(fields: Mapping[str, Any]) -> Context:
    context: dict[str, str | list[str]] = {}
    time = _parse_time(fields.get("eventTime"))
    if time is not None:
        context["aws:CurrentTime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
        context["aws:EpochTime"] = str(int(time.timestamp()))
    if fields.get("awsRegion"):
        context["aws:RequestedRegion"] = str(fields["awsRegion"])
    if _as_object(fields.get("tlsDetails")).get("tlsVersion"):
        context["aws:SecureTransport"] = "true"
    return context


def _network_context(fields: Mapping[str, Any], user_identity: Mapping[str, Any]) -> Context:
    context: dict[str, str | list[str]] = {}
    source = str(fields.get("sourceIPAddress") or "")
    invoked_by = str(user_identity.get("invokedBy") or "")
    service = next((name for name in (invoked_by, source) if _is_service(name)), "")
    if service:
        # The service called with the caller's permissions, and its own address is none of the caller's.
        context |= {"aws:ViaAWSService": "true", "aws:CalledVia": [service], "aws:CalledViaLast": service}
    elif _is_address(source):
        context |= {"aws:ViaAWSService": "false", "aws:CalledVia": []}
        agent = str(fields.get("userAgent") or "").removeprefix("[").removesuffix("]")
        if agent:
            context["aws:UserAgent"] = agent
    endpoint = fields.get("vpcEndpointId")
    if endpoint:
        context["aws:SourceVpce"] = str(endpoint)
        # Through an endpoint the address is that in the VPC, and the key of public addresses is missing.
        context |= {"aws:SourceIp": [], **({"aws:VpcSourceIp": source} if _is_address(source) else {})}
        if fields.get("vpcEndpointAccountId"):
            context["aws:VpceAccount"] = str(fields["vpcEndpointAccountId"])
    elif _is_address(source):
        context |= {"aws:SourceIp": source, "aws:SourceVpce": [], "aws:SourceVpc": [], "aws:VpcSourceIp": []}
    return context


def _is_service(name: str) -> bool:
    # The console's sign-in is named so for what people do there themselves.
    return re.fullmatch(r"[\w.-]+\.amazonaws\.com(\.cn)?", name) is not None and not name.startswith(
        "signin."
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _session_context(user_identity: Mapping[str, Any], event_time: str) -> Context:
    """Return what the caller's credentials say: MFA, when they were issued, who gave them."""
    session = _as_object(user_identity.get("sessionContext"))
    attributes = _as_object(session.get("attributes"))
    context: dict[str, str | list[str]] = {}
    mfa = str(attributes.get("mfaAuthenticated") or "").lower()
    if mfa in {"true", "false"}:
        context["aws:MultiFactorAuthPresent"] = mfa
    elif not attributes and str(user_identity.get("accessKeyId") or "").startswith("AKIA"):
        # Long-term access keys carry none of these keys (reference_policies_condition-keys).
        context |= {"aws:MultiFactorAuthPresent": [], "aws:MultiFactorAuthAge": [], "aws:TokenIssueTime": []}
    issued, used = _parse_time(attributes.get("creationDate")), _parse_time(event_time)
    if issued is not None:
        context["aws:TokenIssueTime"] = issued.strftime("%Y-%m-%dT%H:%M:%SZ")
        if mfa == "true" and used is not None and used >= issued:
            context["aws:MultiFactorAuthAge"] = str(int((used - issued).total_seconds()))
        elif mfa == "false":
            context["aws:MultiFactorAuthAge"] = []
    provider = _as_object(session.get("webIdFederationData")).get("federatedProvider")
    if isinstance(provider, str) and provider:
        context["aws:FederatedProvider"] = provider
    if session.get("sourceIdentity"):
        context["aws:SourceIdentity"] = str(session["sourceIdentity"])
    return context


# service and parameter, as CloudTrail writes it: the condition key that it becomes
_PARAMETER_KEYS = {
    ("s3", "prefix"): "s3:prefix",
    ("s3", "delimiter"): "s3:delimiter",
    ("s3", "max-keys"): "s3:max-keys",
    ("sts", "externalId"): "sts:ExternalId",
    ("sts", "roleSessionName"): "sts:RoleSessionName",
    ("sts", "sourceIdentity"): "sts:SourceIdentity",
    ("iam", "policyArn"): "iam:PolicyARN",
    ("iam", "permissionsBoundary"): "iam:PermissionsBoundary",
    ("iam", "aWSServiceName"): "iam:AWSServiceName",
    ("ec2", "instanceType"): "ec2:InstanceType",
    ("secretsmanager", "secretId"): "secretsmanager:SecretId",
}


def _parameter_context(action: str, parameters: Mapping[str, Any]) -> Context:
    service = action.partition(":")[0].lower()
    context: dict[str, str | list[str]] = {}
    for name, value in parameters.items():
        # S3 writes a header's value in a list.
        text = value[0] if isinstance(value, list) and len(value) == 1 else value
        key = _PARAMETER_KEYS.get((service, name))
        if key is None and service == "s3" and name.startswith("x-amz-"):
            key = f"s3:{name}"
        if key is not None and isinstance(text, str | int):
            context[key] = str(text)
    encryption_context = parameters.get("encryptionContext")
    if service == "kms" and isinstance(encryption_context, dict):
        context |= {f"kms:EncryptionContext:{name}": str(value) for name, value in encryption_context.items()}
        context["kms:EncryptionContextKeys"] = [str(name) for name in encryption_context]
    return context


def _parse_time(value: Any) -> datetime | None:
    """Return `2026-11-28T10:04:11Z`, or `2026-11-28 10:04:11.000` of CloudTrail Lake; None for no time."""
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


# Of these a note would say more than a reader wants: they follow from others, or few policies read them.
_UNSAID_KEYS = {"aws:EpochTime", "aws:CalledViaLast", "aws:UserAgent", "aws:TokenIssueTime"}


def _context_note(fields: Mapping[str, Any], context: Context) -> str:
    """Say which keys the event states."""
    texts = [
        f"{key}={', '.join(value) if isinstance(value, list) else value}"
        for key, value in context.items()
        if value and key not in _UNSAID_KEYS
    ]
    if context.get("aws:MultiFactorAuthPresent") == []:
        texts.append("no aws:MultiFactorAuthPresent, as long-term access keys have none")
    return f"from CloudTrail's event {fields.get('eventName')}: {'; '.join(texts) or 'no context key'}"
