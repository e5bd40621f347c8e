"""Rules about Resource and NotResource: what its actions are done to, and which ARNs such resources have.

Source: IAM User Guide, the pages named in `iamsim.check.advice`; Service Authorization Reference for the
resource types of actions and the forms of ARNs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from iamsim.aws.actions import Action, find_service, resource_types_of, s3_actions_on
from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.check.rules.actions import matched_actions, matched_names
from iamsim.policy import complete_arn, split_arn

_BUCKET_AND_OBJECT = frozenset({"bucket", "object"})


def _s3_types(resource: str) -> frozenset[str]:
    """Return what a Resource can match in Amazon S3: `bucket`, `object`, both or neither."""
    parts = split_arn(complete_arn(resource))
    if resource == "*":
        return _BUCKET_AND_OBJECT
    if parts is None or parts[2] != "s3":
        return frozenset()
    bucket, slash, _ = parts[-1].partition("/")
    # The ARN of an access point has a region, and a variable may hold a slash: each can be either.
    if parts[3] or "${" in bucket:
        return _BUCKET_AND_OBJECT
    if slash:
        return frozenset({"object"})
    return _BUCKET_AND_OBJECT if "*" in bucket else frozenset({"bucket"})


def bucket_for_object(statement: CheckedStatement) -> Iterator[Issue]:
    """Find actions on objects where every Resource is a bucket."""
    yield from _other_s3_type(statement, "bucket", "object")


def object_for_bucket(statement: CheckedStatement) -> Iterator[Issue]:
    """Find actions on buckets where every Resource is an object."""
    yield from _other_s3_type(statement, "object", "bucket")


def _other_s3_type(statement: CheckedStatement, present: str, missing: str) -> Iterator[Issue]:
    resources = statement.values("Resource")
    if {s3_type for resource in resources for s3_type in _s3_types(resource)} != {present}:
        return
    bucket = resources[0].partition("/")[0] if len(resources) == 1 else "arn:aws:s3:::BUCKET"
    arns = {"bucket": bucket, "object": f"{bucket}/*"}
    for action in statement.values("Action"):
        actions = matched_names(action) if action.lower().startswith("s3:") else frozenset()
        all_missing = actions <= s3_actions_on(missing)
        # s3:Get* on objects alone is what most people mean, though it matches actions on buckets too.
        if not actions & s3_actions_on(missing) or (not all_missing and present == "object"):
            continue
        problem = (
            f"{action} is {'' if all_missing else 'also '}done to {missing}s, and {_first_of(resources)}"
            f" is no {missing}'s ARN, so there it {statement.verb} nothing"
        )
        replacement = arns[missing] if all_missing else f"{arns['bucket']} and {arns['object']}"
        yield Issue("Resource", problem, replacement)


def _first_of(resources: tuple[str, ...]) -> str:
    return resources[0] if len(resources) == 1 else f"{resources[0]} (and {len(resources) - 1} more)"


# What follows is said of few services, in which the Service Authorization Reference has been compared with
# AWS's own managed policies. Elsewhere it lacks too much: ssmmessages:OpenDataChannel has no resource type
# there, and AWS's policies allow it on arn:aws:ssm:*:*:session/*.
_SERVICES_WITH_ALL_TYPES = frozenset(
    {"dynamodb", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs"}
)
# Of these it is seen that they ask `*` for actions without resource types. Others ask an ARN all the same:
# arn:aws:sns:REGION:ACCOUNT:* for sns:ListTopics, arn:aws:iam::ACCOUNT:user/ for iam:ListUsers.
_SERVICES_THAT_ASK_STAR = frozenset({"cloudwatch", "ec2", "kms", "lambda", "secretsmanager"})
# Without resource types, of a service whose other actions are not known as well; in lower case.
_ACTIONS_THAT_ASK_STAR = frozenset({"ecr:getauthorizationtoken"})
# The last part of an ARN that names no single thing: `*`, `table/*`, `user/`.
_NO_SINGLE_RESOURCE = re.compile(r"([\w.-]+[/:])*\*?")
# No { inside, or the time would grow with the square of the length for a text such as ${${${.
_VARIABLE = re.compile(r"\$\{[^{}]*\}")


def _arn_parts(resource: str) -> list[str] | None:
    """Return the six parts of a Resource, with `*` for each variable, which may have a colon in its name."""
    return split_arn(complete_arn(_VARIABLE.sub("*", resource)))


def resource_for_account_action(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an Allow on a resource of an action that has no resource type."""
    resources = statement.values("Resource")
    for action in statement.values("Action") if statement.allows and resources else ():
        service = action.partition(":")[0].lower()
        # With a condition on aws:CalledVia a policy of AWS's own names repositories: nobody has seen it fail.
        is_plain = "*" not in resources and not statement.conditions
        asks_star = is_plain and action.lower() in _ACTIONS_THAT_ASK_STAR
        if not asks_star and any(_may_be_asked_of_account(resource, service) for resource in resources):
            continue
        actions = matched_actions(action)
        without_resource = [
            str(match) for match in actions if match.resource_types == () and not _creates(match)
        ]
        # Of s3:* on a bucket's ARN a few actions are on the account: nobody misses those.
        if 2 * len(without_resource) <= len(actions):
            continue
        on_resources = f"so on {_first_of(resources)} it allows"
        problem = f"{action} is not done to one resource, {on_resources} nothing"
        if len(without_resource) < len(actions):
            count = f"{len(without_resource)} of the {len(actions)} actions of {action}"
            example = without_resource[0]
            about = f"{count}, such as {example}, are not done to one resource"
            problem = f"{about}, {on_resources} none of those"
        yield Issue("Resource", problem, 'a statement of its own with "Resource": "*"')


def _creates(action: Action) -> bool:
    """Tell whether an action may be asked of the resource that it makes, whatever the reference says.

    AWS's own policies allow cloudwatch:CreateIntegration on arn:aws:cloudwatch:*:*:integration/*.
    """
    return action.name.startswith("Create")


def _may_be_asked_of_account(resource: str, service: str) -> bool:
    """Tell whether a Resource could match what a service asks for an action without resource types."""
    parts = _arn_parts(resource)
    if parts is None or service not in _SERVICES_THAT_ASK_STAR | _SERVICES_WITH_ALL_TYPES:
        return True
    if parts[2] != service:
        return False
    # An ARN of a type that we do not know: the list is older than the type, and perhaps than the action's.
    if parts[-1] != "*" and not _forms_like(parts):
        return True
    return service not in _SERVICES_THAT_ASK_STAR and _NO_SINGLE_RESOURCE.fullmatch(parts[-1]) is not None


def resource_of_other_type(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an action that takes resources of which no Resource can be one."""
    texts = statement.values("Resource")
    resources = [_arn_parts(text) for text in texts]
    for action in statement.values("Action") if resources else ():
        service = action.partition(":")[0].lower()
        types = [resource_types_of(str(match)) or () for match in matched_actions(action)]
        # Of an action without resource types see above.
        if service not in _SERVICES_WITH_ALL_TYPES or not types or not all(types):
            continue
        forms = {entry.arn: entry.name for entry_types in types for entry in entry_types}
        if not any(_may_be_one_of(parts, service, forms) for parts in resources):
            names = _either(sorted(set(forms.values())))
            problem = f"{action} is done to a resource of type {names}, and {_first_of(texts)} is none"
            yield Issue("Resource", f"{problem}, so it {statement.verb} nothing", _either([*forms]))


def _may_be_one_of(parts: Sequence[str] | None, service: str, forms: Iterable[str]) -> bool:
    """Tell whether an ARN can have one of these forms; if it has none that we know, it may."""
    if parts is None or any(_may_have_form(parts, form) for form in forms):
        return True
    # A bucket for an object has words of its own: bucket_for_object, object_for_bucket.
    return parts[2] == service and (service == "s3" or not _forms_like(parts))


def _either(texts: Sequence[str]) -> str:
    """Return up to three alternatives in words."""
    count_words = [f"{len(texts) - 2} more"] if len(texts) > 3 else []
    return " or ".join([*(texts[:2] if count_words else texts), *count_words])


def _forms_like(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the parts of the forms that an ARN can have, of its service's resource types."""
    service = find_service(parts[2])
    forms = [entry.arn for entry in service.resource_types.values()] if service else []
    return [_form_parts(form) for form in forms if _may_have_form(parts, form)]


@cache
def _form_parts(form: str) -> tuple[str, ...]:
    return tuple(split_arn(form) or ())


def _may_have_form(parts: Sequence[str], form: str) -> bool:
    """Tell whether a policy's ARN, in parts, can be one of a resource type; region and account aside."""
    form_parts = _form_parts(form)
    return _may_be_equal(parts[2], form_parts[2]) and _may_be_equal(parts[5], form_parts[5])


# `*` and `?` of a policy, and a placeholder of a form: `${BucketName}`.
_OPEN = re.compile(r"[*?]|\$\{")


@lru_cache(4096)  # resources of policies are asked about, so it must not grow for ever
def _fixed_start(text: str) -> tuple[str, bool]:
    """Return what stands before the first wildcard or placeholder, in lower case, and whether that is all."""
    start = _OPEN.split(text, maxsplit=1)[0]
    return start.lower(), start == text


def _may_be_equal(text: str, form: str) -> bool:
    """Compare what stands before the first wildcard or placeholder: where that differs, it is certain."""
    (start, is_all), (form_start, form_is_all) = _fixed_start(text), _fixed_start(form)
    if is_all and form_is_all:
        return start == form_start
    return start.startswith(form_start) or form_start.startswith(start)


def region_or_account(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an ARN without region or account where all such ARNs have one, and the other way round."""
    for element, verb in (("Resource", statement.verb), ("NotResource", "excepts")):
        for resource in statement.values(element):
            for problem, replacement in _wrong_parts(resource):
                yield Issue(element, f"{resource} {problem}, so it {verb} nothing", replacement)


def _wrong_parts(resource: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with region and account of an ARN, and what to write instead."""
    parts = complete_arn(resource).split(":", 5)
    if len(parts) < 6 or "${" in "".join(parts[:5]) or parts[2] not in _SERVICES_WITH_ALL_TYPES:
        return
    forms = _forms_like(parts)
    for index, name in ((3, "a region"), (4, "an account number")):
        present = {form[index] != "" for form in forms}
        if present == {True} and parts[index] == "":
            yield f"lacks {name}, which every such ARN has", _join_arn(parts, index, "*")
        elif present == {False} and parts[index] not in {"", "*"}:
            yield f"has {name}, which no such ARN has", _join_arn(parts, index, "")
        elif present == {True} and index == 4 and resource.count(":") == 4 and parts[4].isalpha():
            # arn:aws:sns:eu-west-1:orders, which AWS reads as every topic of an account called orders.
            replacement = ":".join([*parts[:4], "*", parts[4]])
            yield f"has {parts[4]} where the account number belongs", replacement


def _join_arn(parts: Sequence[str], index: int, part: str) -> str:
    return ":".join([*parts[:index], part, *parts[index + 1 :]])


def allow_not_resource(statement: CheckedStatement) -> Iterator[Issue]:
    """Find Allow with NotResource, except in a service control policy, which grants nothing."""
    if statement.allows and statement.kind != "scp" and statement.has("NotResource"):
        problem = "it allows all other resources, also those still to come and those of other accounts"
        replacement = "Resource with the list of what is meant, or a Deny with NotResource"
        yield Issue("NotResource", problem, replacement)


def deny_of_similar_names(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a Deny on `arn:aws:s3:::*NAME*`, meant for buckets, which also matches keys of objects."""
    for resource, name in _resources_like(r"arn:[^:]*:s3:::\*([\w.-]+)\*", statement):
        example = "blog.txt" if name == "log" else f"my-{name}.txt"
        if not statement.allows:
            problem = (
                f"{resource} also matches objects, * crosses /: so it denies every key with {name} in it,"
                f" such as {example} in any bucket"
            )
            replacement = f"the buckets by name: arn:aws:s3:::NAME-{name} and arn:aws:s3:::NAME-{name}/*"
            yield Issue("Resource", problem, replacement)


# Amazon S3 User Guide, bucketnamingrules: such a name does not end in - or a dot.
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def star_after_bucket(statement: CheckedStatement) -> Iterator[Issue]:
    """Find an Allow on `arn:aws:s3:::NAME*`, meant for a bucket and its objects."""
    for resource, name in _resources_like(r"arn:[^:]*:s3:::([\w.-]+)\*", statement):
        # What cannot be a bucket's name, such as `logs-`, is meant as the beginning of several.
        if statement.allows and _BUCKET_NAME.fullmatch(name):
            yield Issue(
                "Resource",
                f"{resource} also matches every other bucket whose name begins so, such as {name}-secret",
                f"arn:aws:s3:::{name} and arn:aws:s3:::{name}/*",
            )


def _resources_like(expression: str, statement: CheckedStatement) -> Iterator[tuple[str, str]]:
    """Yield each Resource that a regular expression matches, with its first group."""
    for resource in statement.values("Resource"):
        match = re.fullmatch(expression, resource, re.ASCII)
        if match:
            yield resource, match[1]
