"""What the author of a statement may regret, by element: a function for each kind of advice.

Each function yields a Finding for each occasion. Its name and its page stand in `iamsim.check.advice`.
Source: IAM User Guide, the pages named there; Service Authorization Reference for actions and resources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TypeAlias

from iamsim.aws.actions import (
    actions_of,
    actions_without_resource,
    find_call,
    list_date,
    nearest_action,
    s3_actions_on,
    services,
)
from iamsim.aws.context_keys import MULTIVALUED_KEYS
from iamsim.check.statement import CheckedStatement
from iamsim.policy import (
    CURRENT_VERSION,
    ConditionElement,
    Pattern,
    PrincipalElement,
    Request,
    ResourceElement,
    complete_arn,
    split_arn,
)

Finding: TypeAlias = tuple[str, str, str]
"""The name of an element, what the policy does there, what to write instead."""


# ---------------------------------------------------------------------------------------------- Principal

_NARROWER_PRINCIPAL = "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID"
_GITHUB = "token.actions.githubusercontent.com"


def _allows_everybody(statement: CheckedStatement) -> bool:
    return statement.allows and not statement.conditions and "*" in statement.values("Principal")


def role_for_everybody(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a trust policy with Principal * and no condition."""
    # Only a trust policy has no Resource. To assume a role takes credentials, so * is every account's users.
    if _allows_everybody(statement) and not statement.has("Resource", "NotResource"):
        problem = "* is everybody in every account of AWS, and each of them may assume the role"
        yield "Principal", problem, _NARROWER_PRINCIPAL


def resource_for_everybody(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a resource's policy with Principal * and no condition."""
    if _allows_everybody(statement) and statement.has("Resource", "NotResource"):
        replacement = f"{_NARROWER_PRINCIPAL}; * alone only for what is meant to be public"
        yield "Principal", "* is everybody, also strangers without an AWS account", replacement


def role_for_any_repository(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a role for GitHub's workflows without a condition on the repository."""
    # All of GitHub's tokens have one issuer and may have one audience: only these claims name a repository.
    claims = (f"{_GITHUB}:sub", f"{_GITHUB}:job_workflow_ref")
    trusts_github = any(text.endswith(f":oidc-provider/{_GITHUB}") for text in statement.values("Principal"))
    if statement.allows and trusts_github and not any(map(statement.has_condition_on, claims)):
        yield (
            "Condition" if statement.conditions else "Principal",
            "no condition says which repository, so a workflow of anybody on GitHub can assume the role",
            f'"StringLike": {{"{_GITHUB}:sub": "repo:ORGANIZATION/REPOSITORY:*"}}, or narrower',
        )


def not_principal(statement: CheckedStatement) -> Iterator[Finding]:
    """Find NotPrincipal."""
    if not statement.has("NotPrincipal"):
        return
    if statement.allows:
        replacement = 'Principal, or "Principal": "*" with a condition on aws:PrincipalArn'
        yield "NotPrincipal", "it allows everybody else, strangers too", replacement
        return
    # access_policies_boundaries, "Important": whoever is named.
    problem = "it denies everybody who has a permissions boundary, also whom it names"
    for name, missing in _incomplete_exceptions(statement):
        problem += f"; {name} may be denied too, unless it names {' and '.join(missing)}"
    yield "NotPrincipal", problem, '"Principal": "*" with ArnNotEquals on aws:PrincipalArn'


def _incomplete_exceptions(statement: CheckedStatement) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each principal that a Deny with NotPrincipal names, and the names that its exception still needs.

    The engine asks the same (`PrincipalElement.missing_names`).
    """
    element = next(e for e in statement.statement.elements if isinstance(e, PrincipalElement))
    for name in element.expected:
        # The name as the caller: of a session it gives its role and its account.
        missing = element.missing_names(Request(name, "")) if split_arn(name) else ()
        if missing:
            yield name, missing


# ------------------------------------------------------------------------------------- Action and NotAction


@lru_cache(1024)  # several functions ask about the same Action
def matched_actions(action: str) -> frozenset[str]:
    """Return the names of the actions that an Action matches, of those that we know.

    >>> sorted(matched_actions("SQS:*queues"))
    ['ListDeadLetterSourceQueues', 'ListQueues']
    """
    service, _, name = action.lower().partition(":")
    pattern = Pattern.parse(name, variables=False)
    names = actions_of(service)
    return frozenset(known_name for known_name in names if pattern.matches(known_name.lower(), {}))


def all_actions(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an Allow of every action on every resource."""
    for action in _actions_on_everything(statement):
        if action in {"*", "*:*"}:
            problem = f"{action} on * is everything in the account, so whoever has it is an administrator"
            yield "Action", problem, "right if that is meant; else the actions and resources that are needed"


def all_iam_actions(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an Allow of every action of IAM on every resource."""
    for action in _actions_on_everything(statement):
        if action.lower() == "iam:*":
            yield (
                "Action",
                f"{action} on * lets its holder give themselves every other permission, and pass every role",
                "the actions that are needed, on the users, groups and roles that are meant",
            )


def _actions_on_everything(statement: CheckedStatement) -> tuple[str, ...]:
    on_everything = statement.grants and not statement.conditions and "*" in statement.values("Resource")
    return statement.values("Action") if on_everything else ()


def pass_any_role(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an Allow to pass every role: PASS_ROLE_WITH_STAR_IN_RESOURCE among AWS's own checks."""
    # AWS's check accepts a condition on iam:PassedToService as well.
    if not statement.grants or statement.has_condition_on("iam:passedtoservice"):
        return
    for action in statement.values("Action") if "*" in statement.values("Resource") else ():
        service, _, name = action.lower().partition(":")
        # `*` and `iam:*` have advice of their own.
        if service == "iam" and name != "*" and "PassRole" in matched_actions(action):
            yield (
                "Action",
                f"{action} on * passes every role to every service, also an administrator's",
                "the ARNs of the roles that are meant, or a condition on iam:PassedToService",
            )


def call_for_action(statement: CheckedStatement) -> Iterator[Finding]:
    """Find the name of an API call in place of the name of its action: ListObjectsV2 needs s3:ListBucket."""
    for element, verb, action in _actions_without_match(statement):
        call = find_call(action)
        if call:
            problem = f"{action} is the name of a call and no action, so it {verb} nothing"
            yield element, problem, call[1]


def unknown_action(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an action that its service, as far as we know, does not have."""
    for element, verb, action in _actions_without_match(statement):
        if not find_call(action):
            service = action.partition(":")[0]
            problem = (
                f"{action} is not in our list of {service}'s actions, of {list_date()};"
                f" if it is misspelled, it {verb} nothing"
            )
            # Nothing near it: it may be of a list that is newer than ours, so no name is guessed.
            reference = f"an action that the Service Authorization Reference has of {service}"
            yield element, problem, nearest_action(action) or reference


def _actions_without_match(statement: CheckedStatement) -> Iterator[tuple[str, str, str]]:
    """Yield each Action or NotAction that matches nothing: the element, what it does, the action."""
    for element, verb in (("Action", statement.verb), ("NotAction", "excepts")):
        for action in statement.values(element):
            if action.partition(":")[0].lower() in services() and not matched_actions(action):
                yield element, verb, action


def allow_not_action(statement: CheckedStatement) -> Iterator[Finding]:
    """Find Allow with NotAction, except in a service control policy, which grants nothing."""
    if statement.allows and statement.kind != "scp" and statement.has("NotAction"):
        problem = "it allows all other actions of all services, also those that are still to come"
        yield "NotAction", problem, "Action with the list of what is needed"


# --------------------------------------------------------------------------------- Resource and NotResource

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


def bucket_for_object(statement: CheckedStatement) -> Iterator[Finding]:
    """Find actions on objects where every Resource is a bucket."""
    yield from _other_s3_type(statement, "bucket", "object")


def object_for_bucket(statement: CheckedStatement) -> Iterator[Finding]:
    """Find actions on buckets where every Resource is an object."""
    yield from _other_s3_type(statement, "object", "bucket")


def _other_s3_type(statement: CheckedStatement, present: str, missing: str) -> Iterator[Finding]:
    resources = statement.values("Resource")
    if {s3_type for resource in resources for s3_type in _s3_types(resource)} != {present}:
        return
    bucket = resources[0].partition("/")[0] if len(resources) == 1 else "arn:aws:s3:::BUCKET"
    arns = {"bucket": bucket, "object": f"{bucket}/*"}
    for action in statement.values("Action"):
        actions = matched_actions(action) if action.lower().startswith("s3:") else frozenset()
        all_missing = actions <= s3_actions_on(missing)
        # s3:Get* on objects alone is what most people mean, though it matches actions on buckets too.
        if not actions & s3_actions_on(missing) or (not all_missing and present == "object"):
            continue
        problem = (
            f"{action} is {'' if all_missing else 'also '}done to {missing}s, and {_first_of(resources)}"
            f" is no {missing}'s ARN, so there it {statement.verb} nothing"
        )
        replacement = arns[missing] if all_missing else f"{arns['bucket']} and {arns['object']}"
        yield "Resource", problem, replacement


def _first_of(resources: tuple[str, ...]) -> str:
    return resources[0] if len(resources) == 1 else f"{resources[0]} (and {len(resources) - 1} more)"


# Service Authorization Reference: actions that have no resource type, in lower case.
_ACTIONS_WITHOUT_RESOURCE = (
    "ec2:describe*", "sqs:listqueues", "sns:listtopics", "dynamodb:listtables",
    "lambda:listfunctions", "kms:listkeys", "secretsmanager:listsecrets", "cloudwatch:listmetrics",
)  # fmt: skip


@cache
def _patterns_without_resource() -> tuple[Pattern, ...]:
    actions = (*actions_without_resource(), *_ACTIONS_WITHOUT_RESOURCE)
    return tuple(Pattern.parse(text, variables=False) for text in actions)


def resource_for_account_action(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an Allow on a resource of an action that has no resource type."""
    resources = statement.values("Resource")
    # S3 requests ListAllMyBuckets on arn:aws:s3:::*, so for S3 that is as good as *.
    if not statement.allows or not resources or {"*", "arn:aws:s3:::*"} & {*resources}:
        return
    for action in statement.values("Action"):
        if any(pattern.matches(action.lower(), {}) for pattern in _patterns_without_resource()):
            problem = f"{action} is not done to one resource, so on {_first_of(resources)} it allows nothing"
            yield "Resource", problem, 'a statement of its own with "Resource": "*"'


def allow_not_resource(statement: CheckedStatement) -> Iterator[Finding]:
    """Find Allow with NotResource, except in a service control policy, which grants nothing."""
    if statement.allows and statement.kind != "scp" and statement.has("NotResource"):
        problem = "it allows all other resources, also those still to come and those of other accounts"
        replacement = "Resource with the list of what is meant, or a Deny with NotResource"
        yield "NotResource", problem, replacement


def deny_of_similar_names(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a Deny on `arn:aws:s3:::*NAME*`, meant for buckets, which also matches keys of objects."""
    for resource, name in _resources_like(r"arn:[^:]*:s3:::\*([\w.-]+)\*", statement):
        example = "blog.txt" if name == "log" else f"my-{name}.txt"
        if not statement.allows:
            problem = (
                f"{resource} also matches objects, * crosses /: so it denies every key with {name} in it,"
                f" such as {example} in any bucket"
            )
            replacement = f"the buckets by name: arn:aws:s3:::NAME-{name} and arn:aws:s3:::NAME-{name}/*"
            yield "Resource", problem, replacement


def star_after_bucket(statement: CheckedStatement) -> Iterator[Finding]:
    """Find an Allow on `arn:aws:s3:::NAME*`, meant for a bucket and its objects."""
    for resource, name in _resources_like(r"arn:[^:]*:s3:::([\w.-]+)\*", statement):
        if statement.allows:
            yield (
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


# ------------------------------------------------------------------------------------------------ Condition


def _compares(element: ConditionElement, operator: str, value: str) -> bool:
    values = [text.lower() for text in element.expected]
    return element.condition.operator.text == operator and values == [value]


def for_all_values(statement: CheckedStatement) -> Iterator[Finding]:
    """Find ForAllValues in an Allow, without a Null condition on the same key."""
    nulls = [element for element in statement.conditions if _compares(element, "Null", "false")]
    required_keys = {element.condition.key for element in nulls}
    for element in statement.conditions:
        operator, key = element.condition.operator, element.condition.key
        # All of no values match: so a request without the key does.
        if statement.allows and operator.quantifier == "ForAllValues" and key not in required_keys:
            yield (
                element.name,
                f"{operator.text} is also true of a request without {element.key}, so it allows that too",
                f'this condition, and beside it "Null": {{"{element.key}": "false"}}',
            )


# In lower case, as a parsed condition has its key: the names of context keys ignore case.
_MULTIVALUED_KEYS = frozenset(key.lower() for key in MULTIVALUED_KEYS)


def missing_set_operator(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a multivalued key without ForAnyValue or ForAllValues."""
    for element in statement.conditions:
        operator = element.condition.operator
        is_multivalued = element.condition.key in _MULTIVALUED_KEYS
        if is_multivalued and not operator.quantifier and operator.name != "Null":
            problem = f"{element.key} holds several values, and {operator.text} compares one"
            yield element.name, problem, f"ForAnyValue:{operator.text} or ForAllValues:{operator.text}"


_VARIABLE = re.compile(r"\$\{[^}]*\}")


def star_in_string_equals(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a * in StringEquals or StringNotEquals."""
    for element in statement.conditions:
        operator = element.condition.operator
        # Whoever writes ${*} means a star, and no wildcard.
        has_star = any("*" in _VARIABLE.sub("", text) for text in element.expected)
        if has_star and operator.name in {"StringEquals", "StringNotEquals"}:
            problem = f"in {operator.text} a * is a star and no wildcard"
            yield element.name, problem, operator.text.replace("Equals", "Like")


def deny_without_mfa(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a Deny if aws:MultiFactorAuthPresent is false."""
    for element in statement.conditions:
        reads_mfa = element.condition.key == "aws:multifactorauthpresent"
        # In a request with a user's access key this key is not false, but absent.
        if not statement.allows and reads_mfa and _compares(element, "Bool", "false"):
            problem = f"a request with an access key has no {element.key} at all, so it is not denied"
            yield element.name, problem, "BoolIfExists"


def no_values(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a condition that compares with an empty list."""
    for element in statement.conditions:
        if not element.expected:
            problem = f"{element.key} is compared with nothing, so no value of it makes the condition true"
            yield element.name, problem, "at least one value"


def variable_in_old_version(statement: CheckedStatement) -> Iterator[Finding]:
    """Find a policy variable in a policy whose Version has none."""
    if statement.version >= CURRENT_VERSION:
        return
    for element in statement.statement.elements:
        if isinstance(element, (ResourceElement, ConditionElement)):
            for text in element.expected:
                if "${" in text:
                    problem = (
                        f"under Version {statement.version}, or none, {text} stands for these very characters"
                    )
                    yield element.name, problem, f'"Version": "{CURRENT_VERSION}"'
