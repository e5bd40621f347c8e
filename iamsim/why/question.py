"""PRINCIPAL ACTION [RESOURCE], as people type it after `iamsim why ACCOUNT.json`, → AccessQuestion.

    names of users, roles, calls; s3://bucket/key; `group Admin` → AccessQuestion in IAM's terms, with notes

People write what they see: the name of an API call, `s3://bucket/key`, `group Admin`. Each is replaced by
IAM's own term. A probable mistake is noted, and the question is answered as it stands.
Source: Service Authorization Reference, one page for each service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from iamsim.account import Account, InlinePolicy
from iamsim.aws.actions import (
    actions_of,
    actions_without_resource,
    find_action,
    find_call,
    list_date,
    nearest_action,
    resource_types_of,
    s3_actions_on,
)
from iamsim.aws.context_keys import find_context_key
from iamsim.aws.errors import InvalidInput, NoSuchEntity, suggest_names
from iamsim.policy import PolicyDocument, split_arn
from iamsim.why.denial import Denial
from iamsim.why.resource_arns import UNKNOWN_REGION, UNKNOWN_SUFFIX, Place, arn_of_name

Context: TypeAlias = Mapping[str, str | list[str]]
"""Context keys with a value, or with the values of a multivalued key."""


@dataclass(frozen=True, slots=True)
class AccessQuestion:
    """Who asks for what, the denial if AWS's message was pasted, and notes about what was read how.

    Until `to_iam_terms` the principal may be a name, and the resource as AWS's message has it.
    """

    principal: str  # an ARN
    action: str
    resource: str = "*"
    denial: Denial | None = None
    notes: tuple[str, ...] = ()
    # What a pasted text itself states about the request, such as an event's sourceIPAddress; an empty list
    # for a key that the request did not have.
    context: Context = field(default_factory=dict)
    occurrences: int = 1  # how many of the pasted events ask it

    @property
    def is_pasted(self) -> bool:
        """True if AWS wrote the action and the resource, and nobody typed them."""
        return self.denial is not None or bool(self.context)

    @property
    def time(self) -> str:
        """The time of the request as AWS writes it, which sorts as text; "" if the pasted text lacks it."""
        return str(self.context.get("aws:CurrentTime", ""))

    @property
    def region(self) -> str:
        """The region of the request as far as the pasted text says it; else ""."""
        region = self.context.get("aws:RequestedRegion") or (self.denial.region if self.denial else "")
        return region if isinstance(region, str) else ""

    def with_note(self, note: str, *, action: str = "", resource: str = "") -> AccessQuestion:
        """Return the question with another action or resource, and a note that says so."""
        notes = (*self.notes, note)
        return replace(self, action=action or self.action, resource=resource or self.resource, notes=notes)


@dataclass(frozen=True, slots=True)
class Additions:
    """What the user gives besides the account's file: context keys, policies, the time of the request."""

    context: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[PolicyDocument, ...] = ()
    boundary: PolicyDocument | None = None  # in place of the principal's own
    resource_policy: PolicyDocument | None = None
    scps: tuple[tuple[InlinePolicy, ...], ...] = ()  # levels, the root's first, each with its policies
    now: datetime | None = None  # the time of a request that was asked for; a pasted one is of another time


def parse_question(words: Sequence[str], account: Account) -> AccessQuestion:
    """Parse PRINCIPAL ACTION [RESOURCE] as people type it.

    Raises NoSuchEntity for a name that the account does not have, and InvalidInput for what is no question:
    too few words, an action with wildcards, a resource that is no ARN.
    """
    words = [word.strip() for word in words]
    if len(words) not in (2, 3):
        text = shorten(" ".join(words))
        raise InvalidInput(
            "",
            f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got {text!r}",
        )
    principal, action, resource = (*words, "*")[:3]
    if "*" in action or "?" in action:
        problem = "a request is for one action, without wildcards, such as s3:GetObject"
        raise InvalidInput("", f"action {shorten(action)!r}: {problem}")
    question = to_iam_terms(AccessQuestion(principal, action, resource), account)
    if len(words) == 2:
        question = _with_caller(question)
    # Only of typed words: AWS itself wrote the action and the resource of a pasted message.
    return replace(question, notes=(*question.notes, *mistake_notes(question.action, question.resource)))


# IAM API Reference: the calls on a user whose UserName is optional, or that have none.
CALLS_ON_CALLER = frozenset(
    f"iam:{name.lower()}"
    for name in (
        "ChangePassword", "CreateAccessKey", "CreateLoginProfile", "DeactivateMFADevice", "DeleteAccessKey",
        "DeleteLoginProfile", "DeleteServiceSpecificCredential", "DeleteSigningCertificate",
        "GetLoginProfile", "GetUser", "ListAccessKeys", "ListMFADevices", "ListSSHPublicKeys",
        "ListServiceSpecificCredentials", "ListSigningCertificates", "ResetServiceSpecificCredential",
        "UpdateAccessKey", "UpdateServiceSpecificCredential", "UpdateSigningCertificate",
        "UploadSigningCertificate",
    )
)  # fmt: skip


def _with_caller(question: AccessQuestion) -> AccessQuestion:
    """Put a user in for the resource of a call that is about its caller where it names no user."""
    parts = split_arn(question.principal)
    is_user = parts is not None and parts[2] == "iam" and parts[5].startswith("user/")
    if not is_user or question.action.lower() not in CALLS_ON_CALLER:
        return question
    note = f"{question.action} without a user is about the caller: asked of {question.principal}"
    return question.with_note(note, resource=question.principal)


MAX_QUOTED = 80  # characters of what people typed or pasted that a message quotes


def shorten(text: str) -> str:
    """Return the beginning of what people typed or pasted, in one line, for a message."""
    line = " ".join(text[: 10 * MAX_QUOTED].split())
    return line if len(line) <= MAX_QUOTED else f"{line[:MAX_QUOTED]}..."


def to_iam_terms(question: AccessQuestion, account: Account) -> AccessQuestion:
    """Replace each name by IAM's own term: names by ARNs, a call by its action.

    Raises NoSuchEntity for a principal that the account does not have, InvalidInput for an action that is not
    SERVICE:NAME and for a typed resource that is no ARN.
    """
    question = replace(question, principal=_principal_arn(account, question.principal))
    return _with_arn(_with_action(question), account)


_LONGEST_PRINCIPAL = 700  # characters: path 512, name 64, session 64, and the beginning of an ARN


def _principal_arn(account: Account, name: str) -> str:
    """Return the ARN of a user's name, else of a role's, of `root`, or of the end of an ARN.

    The end may be `user/NAME`, `role/NAME`, `assumed-role/ROLE/SESSION` or `ROLE/SESSION`. An ARN is returned
    as it is. Raises NoSuchEntity with the names that there are.
    """
    if len(name) > _LONGEST_PRINCIPAL:
        raise InvalidInput("", f"principal {shorten(name)!r}: expected a user's or a role's name or ARN")
    if name.startswith("arn:"):
        return name
    kind, slash, _ = name.partition("/")
    last = name.rpartition("/")[2].casefold()
    # A user and a role may have the same name (reference_iam-quotas: unique for each resource type).
    if last in account.users and (not slash or kind == "user"):
        return account.users[last].arn
    if last in account.roles and (not slash or kind == "role"):
        return account.roles[last].arn
    if name == "root":
        return account.root_arn
    role_name, _, session = name.removeprefix("assumed-role/").partition("/")
    role = account.roles.get(role_name.casefold())
    if role and session:
        partition = account.root_arn.split(":")[1]
        return f"arn:{partition}:sts::{account.account_id}:assumed-role/{role.name}/{session}"
    names = [*(user.name for user in account.users.values()), *(role.name for role in account.roles.values())]
    raise NoSuchEntity("", f"no user or role named {shorten(name)!r} ({suggest_names(name, names)})")


_ACTION = re.compile(r"[\w-]+:\w+", re.ASCII)


def _with_action(question: AccessQuestion) -> AccessQuestion:
    """Replace the name of a call by its action."""
    action = question.action
    if action.lower().startswith("aws:") or (find_context_key(action) and not find_action(action)):
        problem = "a condition key and no action; give it as --context KEY=VALUE beside an action"
        raise InvalidInput("", f"{shorten(action)!r} is {problem} such as s3:GetObject")
    if not _ACTION.fullmatch(action):
        raise InvalidInput("", f"action {shorten(action)!r}: expected SERVICE:NAME, such as s3:GetObject")
    call, action = find_call(action) or ("", "")
    if not action:
        return question
    return question.with_note(f"{call} is the name of a call; that is {action}", action=action)


def _with_arn(question: AccessQuestion, account: Account) -> AccessQuestion:
    """Replace an `s3://` address, and what AWS's messages call a resource, by an ARN."""
    resource = question.resource
    if resource == "*" and question.action.lower() == "s3:listallmybuckets":
        # S3 requests this action on all buckets, so that a statement on arn:aws:s3:::* allows it.
        return replace(question, resource=f"arn:{question.principal.split(':')[1]}:s3:::*")
    if resource.startswith("s3://"):
        arn = f"arn:aws:s3:::{resource.removeprefix('s3://').rstrip('/')}"
        return question.with_note(f"{resource} read as {arn}", resource=arn)
    if resource.startswith("arn:") and split_arn(resource):
        return _with_account_id(question, account)
    if resource == "*":
        return question
    if not question.is_pasted:
        expected = "expected an ARN, such as arn:aws:s3:::BUCKET/KEY, or '*'"
        raise InvalidInput("", f"resource {shorten(resource)!r}: {expected}")
    return _with_arn_of_name(question, account)


# Of an account's number Amazon API Gateway shows the last four digits only.
_HIDDEN_ACCOUNT = re.compile(r"\*+(\d{4})")


def _with_account_id(question: AccessQuestion, account: Account) -> AccessQuestion:
    """Put the account's number into an ARN in which AWS's message hides it."""
    parts = split_arn(question.resource) or [""] * 6
    hidden = _HIDDEN_ACCOUNT.fullmatch(parts[4])
    if hidden is None or not account.account_id.endswith(hidden[1]):
        return question
    arn = ":".join([*parts[:4], account.account_id, parts[5]])
    return question.with_note(f"{question.resource} read as {arn}", resource=arn)


# IAM's own calls name a resource by kind and name, `user bob`, where other services give an ARN.
_IAM_RESOURCE = re.compile(r"(user|group|role|policy|instance profile) (\S+)")


def _with_arn_of_name(question: AccessQuestion, account: Account) -> AccessQuestion:
    """Replace what AWS's message calls a resource by its ARN; by `*` if no ARN is known."""
    name = question.resource
    iam_resource = _IAM_RESOURCE.fullmatch(name)
    if iam_resource:
        arn = _iam_arn(account, iam_resource[1], iam_resource[2])
        return question.with_note(f"AWS's message says {name!r}: read as {arn}", resource=arn)
    service = question.action.partition(":")[0].lower()
    region = question.region or _only_region(account, service)
    arn = arn_of_name(question.action, name, Place("aws", region or UNKNOWN_REGION, account.account_id))
    # So it is for `policy path /` of iam:ListPolicies, which is about no single policy.
    if not arn:
        note = f"AWS's message says {shorten(name)!r}, which is no ARN: asked of '*'"
        return question.with_note(note, resource="*")
    unsaid = []
    if arn.endswith(UNKNOWN_SUFFIX):
        arn = _only_secret(account, arn) or arn
        if arn.endswith(UNKNOWN_SUFFIX):
            unsaid.append("its last six characters")
    if not question.region:
        unsaid.append(f"its region (the policies have {region})" if region else "its region")
    note = f"AWS's message says {name!r}: read as {arn}"
    if unsaid:
        note = f"{note}; the message does not say {' and '.join(unsaid)}"
    return question.with_note(note, resource=arn)


def _iam_arn(account: Account, kind: str, name: str) -> str:
    """Return the ARN of an IAM resource: the account's, with its path; else as if it had no path."""
    if split_arn(name):
        return name
    is_listed = kind in {"user", "group", "role"}
    entity = account.identities_of(kind).get(name.casefold()) if is_listed else None
    return entity.arn if entity else f"arn:aws:iam::{account.account_id}:{kind.replace(' ', '-')}/{name}"


def _policy_texts(account: Account) -> Iterator[str]:
    for identity in account.identities:
        yield from (policy.document.text for policy in identity.inline)
    yield from (policy.document.text for policy in account.policies.values())


def _only_region(account: Account, service: str) -> str:
    """Return the only region in the policies' ARNs of a service; "" if there are several, or none."""
    pattern = re.compile(rf"arn:[\w-]+:{re.escape(service)}:([a-z0-9-]+):")
    regions = {region for text in _policy_texts(account) for region in pattern.findall(text)}
    return regions.pop() if len(regions) == 1 else ""


def _only_secret(account: Account, arn: str) -> str:
    """Return the one secret of this name that the policies name whole; "" if there are several, or none."""
    pattern = re.compile(rf"{re.escape(arn.removesuffix(UNKNOWN_SUFFIX))}-[A-Za-z0-9]{{6}}(?=\")")
    secrets = {secret for text in _policy_texts(account) for secret in pattern.findall(text)}
    return secrets.pop() if len(secrets) == 1 else ""


def mistake_notes(action: str, resource: str) -> tuple[str, ...]:
    """Return a sentence for each probable mistake in a request.

    Notes and no errors, because AWS adds actions each week and our list may lack one.

    >>> mistake_notes("s3:GetObject", "arn:aws:s3:::b")
    ('s3:GetObject is done to objects, and arn:aws:s3:::b is a bucket; expected arn:aws:s3:::b/KEY',)
    """
    return (
        *_unknown_action_notes(action),
        *_other_service_notes(action, resource),
        *_bucket_or_object_notes(action, resource),
        *_wildcard_notes(resource),
    )


def _unknown_action_notes(action: str) -> Iterator[str]:
    service, _, name = action.partition(":")
    names = {known_name.lower() for known_name in actions_of(service)}
    if names and name.lower() not in names:
        nearest = nearest_action(action)
        suggestion = f"; did you mean {nearest}?" if nearest else ""
        yield f"{action} is not in our list of {service}'s actions, of {list_date()}{suggestion}"


def _other_service_notes(action: str, resource: str) -> Iterator[str]:
    service, parts, types = action.partition(":")[0].lower(), split_arn(resource), resource_types_of(action)
    if parts is None or types is None:
        return
    # Not the action's service alone: sts:AssumeRole is an action of STS on a role, a resource of IAM.
    services_of_types = {resource_type.arn.split(":")[2] for resource_type in types} or {service}
    if parts[2] not in services_of_types and "${" not in "".join(services_of_types):
        yield f"{action} is an action of {service}, and {resource} is a resource of {parts[2]}"


def _bucket_or_object_notes(action: str, resource: str) -> Iterator[str]:
    """Note a bucket's ARN with an action on objects, and the other way round."""
    service, _, name = action.lower().partition(":")
    parts = split_arn(resource)
    # The ARN of an access point has a region and an account; it stands for a bucket and for objects.
    if service != "s3" or parts is None or parts[2:5] != ["s3", "", ""]:
        return
    bucket, slash, _ = resource.partition("/")
    if f"s3:{name}" in actions_without_resource() and not resource.endswith(":::*"):
        kind = "an object" if slash else "a bucket"
        yield f"{action} is done to the account, and {resource} is {kind}; expected '*'"
    if slash and name in _lower_actions_on("bucket"):
        yield f"{action} is done to buckets, and {resource} is an object; expected {bucket}"
    if not slash and "*" not in bucket and name in _lower_actions_on("object"):
        yield f"{action} is done to objects, and {resource} is a bucket; expected {bucket}/KEY"


def _lower_actions_on(resource_type: str) -> frozenset[str]:
    return frozenset(name.lower() for name in s3_actions_on(resource_type))


def _wildcard_notes(resource: str) -> Iterator[str]:
    if ("*" in resource or "?" in resource) and resource != "*" and not resource.endswith(":::*"):
        yield f"{resource} is asked as it stands: a request is about one resource, without wildcards"
