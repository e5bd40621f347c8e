"""What people type or paste after `iamsim why ACCOUNT.json` → AccessQuestion.

    PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied message → AccessQuestion in IAM's terms, with notes

People write what they see: the name of an API call, `s3://bucket/key`, `group Admin`. Each is replaced by
IAM's own term. A probable mistake is noted, and the question is answered as it stands.
Source: Service Authorization Reference, one page for each service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iamsim.account import Account, Group, Role, User
from iamsim.aws.actions import (
    actions_of,
    actions_without_resource,
    find_call,
    list_date,
    nearest_action,
    resource_types_of,
    s3_actions_on,
)
from iamsim.aws.errors import InvalidInput, NoSuchEntity, suggest_names
from iamsim.policy import split_arn
from iamsim.why.denial import Denial, is_denial, parse_denial


@dataclass(frozen=True, slots=True)
class AccessQuestion:
    """Who asks for what, the denial if AWS's message was pasted, and notes about what was read how."""

    principal: str  # an ARN
    action: str
    resource: str = "*"
    denial: Denial | None = None
    notes: tuple[str, ...] = ()
    # What a pasted text itself states about the request, such as an event's sourceIPAddress.
    context: Mapping[str, str | list[str]] = field(default_factory=dict)
    occurrences: int = 1  # how many of the pasted events ask it

    def with_note(self, note: str, *, action: str = "", resource: str = "") -> AccessQuestion:
        """Return the question with another action or resource, and a note that says so."""
        notes = (*self.notes, note)
        return replace(self, action=action or self.action, resource=resource or self.resource, notes=notes)


def parse_questions(words: Sequence[str], account: Account) -> tuple[AccessQuestion, ...]:
    """Parse typed words, or a pasted text that may hold several denials, each of which is a question.

    Raises as `parse_question` does.
    """
    return (parse_question(words, account),)


def parse_question(words: Sequence[str], account: Account) -> AccessQuestion:
    """Parse PRINCIPAL ACTION [RESOURCE], or AWS's message, which may be split into words.

    Raises NoSuchEntity for a name that the account does not have, and InvalidInput for what is no question:
    too few words, an action with wildcards, a resource that is no ARN.
    """
    words = [word.strip() for word in words]
    text = " ".join(words)
    if is_denial(text):
        return _to_iam_terms(_question_of_denial(parse_denial(text), account))
    if len(words) not in (2, 3):
        raise InvalidInput(
            "",
            f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got {text!r}",
        )
    principal, action, resource = (*words, "*")[:3]
    if "*" in action or "?" in action:
        raise InvalidInput(
            "", f"action {action!r}: a request is for one action, without wildcards, such as s3:GetObject"
        )
    question = _to_iam_terms(AccessQuestion(_principal_arn(account, principal), action, resource))
    # Only of typed words: AWS itself wrote the action and the resource of a pasted message.
    return replace(question, notes=(*question.notes, *mistake_notes(question.action, question.resource)))


def _question_of_denial(denial: Denial, account: Account) -> AccessQuestion:
    question = AccessQuestion(
        _principal_arn(account, denial.principal), denial.action, denial.resource or "*", denial
    )
    # IAM's own calls name a resource `user bob` where other services give an ARN.
    kind, _, name = question.resource.rpartition(" ")
    if not kind or ":" in kind:
        return question
    arn = _resource_arn(account, kind, name)
    return question.with_note(f"AWS's message says {question.resource!r}: read as {arn}", resource=arn)


def _resource_arn(account: Account, kind: str, name: str) -> str:
    """Return the ARN of an IAM resource: the account's, with its path; else as if it had no path."""
    if split_arn(name):
        return name
    entities: dict[str, Mapping[str, User] | Mapping[str, Group] | Mapping[str, Role]] = {
        "user": account.users,
        "group": account.groups,
        "role": account.roles,
    }
    entity = entities[kind].get(name.casefold()) if kind in entities else None
    return entity.arn if entity else f"arn:aws:iam::{account.account_id}:{kind.replace(' ', '-')}/{name}"


def _principal_arn(account: Account, name: str) -> str:
    """Return the ARN of a user's name, else of a role's, of `root`, or of the end of an ARN.

    The end may be `user/NAME`, `role/NAME`, `assumed-role/ROLE/SESSION` or `ROLE/SESSION`. An ARN is returned
    as it is. Raises NoSuchEntity with the names that there are.
    """
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
    raise NoSuchEntity("", f"no user or role named {name!r} ({suggest_names(name, names)})")


_ACTION = re.compile(r"[\w-]+:\w+", re.ASCII)


def _to_iam_terms(question: AccessQuestion) -> AccessQuestion:
    """Replace the name of a call by its action, and an `s3://` address by an ARN.

    Raises InvalidInput for an action that is not SERVICE:NAME and for a resource that is no ARN.
    """
    if not _ACTION.fullmatch(question.action):
        raise InvalidInput("", f"action {question.action!r}: expected SERVICE:NAME, such as s3:GetObject")
    call, action = find_call(question.action) or ("", "")
    if action:
        question = question.with_note(f"{call} is the name of a call; that is {action}", action=action)
    resource = question.resource
    if resource == "*" and question.action.lower() == "s3:listallmybuckets":
        # S3 requests this action on all buckets, so that a statement on arn:aws:s3:::* allows it.
        return replace(question, resource=f"arn:{question.principal.split(':')[1]}:s3:::*")
    if resource.startswith("s3://"):
        arn = f"arn:aws:s3:::{resource.removeprefix('s3://').rstrip('/')}"
        return question.with_note(f"{resource} read as {arn}", resource=arn)
    if resource != "*" and split_arn(resource) is None:
        raise InvalidInput(
            "", f"resource {resource!r}: expected an ARN, such as arn:aws:s3:::BUCKET/KEY, or '*'"
        )
    return question


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
