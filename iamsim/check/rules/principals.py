"""Rules about Principal and NotPrincipal.

Source: IAM User Guide, reference_policies_elements_principal and the pages named in `iamsim.check.advice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from iamsim.aws.actions import list_date, nearest_name, services
from iamsim.check.checked_statement import CheckedStatement, Issue
from iamsim.policy import ConditionElement, PrincipalElement, Request, split_arn

_NARROWER_PRINCIPAL = "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID"
_GITHUB = "token.actions.githubusercontent.com"
_GITHUB_SUBJECT = f'"StringLike": {{"{_GITHUB}:sub": "repo:ORGANIZATION/REPOSITORY:*"}}, or narrower'


def _allows_everybody(statement: CheckedStatement) -> bool:
    return statement.allows and not statement.conditions and "*" in statement.values("Principal")


def role_for_everybody(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a trust policy with Principal * and no condition."""
    # Only a trust policy has no Resource. To assume a role takes credentials, so * is every account's users.
    if _allows_everybody(statement) and not statement.has("Resource", "NotResource"):
        problem = "* is everybody in every account of AWS, and each of them may assume the role"
        yield Issue("Principal", problem, _NARROWER_PRINCIPAL)


def resource_for_everybody(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a resource's policy with Principal * and no condition."""
    if _allows_everybody(statement) and statement.has("Resource", "NotResource"):
        replacement = f"{_NARROWER_PRINCIPAL}; * alone only for what is meant to be public"
        yield Issue("Principal", "* is everybody, also strangers without an AWS account", replacement)


def role_for_any_repository(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a role for GitHub's workflows without a condition on the repository, or with one for any."""
    trusts_github = any(text.endswith(f":oidc-provider/{_GITHUB}") for text in statement.values("Principal"))
    if not statement.allows or not trusts_github:
        return
    # All of GitHub's tokens have one issuer and may have one audience: only these claims name a repository.
    claims = {f"{_GITHUB}:{claim}" for claim in _REPOSITORY_CLAIMS}
    on_repository = [element for element in statement.conditions if element.condition.key in claims]
    if not on_repository:
        yield Issue(
            "Condition" if statement.conditions else "Principal",
            "no condition says which repository, so a workflow of anybody on GitHub can assume the role",
            _GITHUB_SUBJECT,
        )
    elif all(map(_is_of_any_organization, on_repository)):
        values = on_repository[0].expected
        value = next(text for text in values if _ANY_ORGANIZATION.fullmatch(text))
        problem = f"{value} matches a stranger's repository too, whose workflow can then assume the role"
        yield Issue(on_repository[0].name, problem, _GITHUB_SUBJECT)


def _is_of_any_organization(element: ConditionElement) -> bool:
    operator = element.condition.operator
    has_any = any(_ANY_ORGANIZATION.fullmatch(text) for text in element.expected)
    return has_any and operator.name == "StringLike" and element.condition.key == f"{_GITHUB}:sub"


_REPOSITORY_CLAIMS = (
    "sub",
    "job_workflow_ref",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
)
# A subject is `repo:ORGANIZATION/REPOSITORY:…`: with a wildcard there, the organization may be a stranger's.
_ANY_ORGANIZATION = re.compile(r"(repo:)?[*?].*", re.DOTALL)


def not_principal(statement: CheckedStatement) -> Iterator[Issue]:
    """Find NotPrincipal."""
    if not statement.has("NotPrincipal"):
        return
    if statement.allows:
        replacement = 'Principal, or "Principal": "*" with a condition on aws:PrincipalArn'
        yield Issue("NotPrincipal", "it allows everybody else, strangers too", replacement)
        return
    # access_policies_boundaries, "Important": whoever is named.
    problem = "it denies everybody who has a permissions boundary, also whom it names"
    for name, missing in _incomplete_exceptions(statement):
        problem += f"; {name} may be denied too, unless it names {' and '.join(missing)}"
    yield Issue("NotPrincipal", problem, '"Principal": "*" with ArnNotEquals on aws:PrincipalArn')


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


_SESSION = re.compile(r"arn:([^:]*):sts:([^:]*:[^:]*):assumed-role/([^/]+).*")


def wildcard_in_principal(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a * inside a principal's ARN, which a wildcard cannot match in parts."""
    # IAM does not save "*" alone in a trust policy.
    everybody = '{"AWS": "*"}' if statement.kind == "trust" else '"*"'
    for element in ("Principal", "NotPrincipal"):
        for arn in statement.values(element):
            if arn.startswith("arn:") and re.search(r"[*?]", arn):
                # Of a role's session aws:PrincipalArn has the role's ARN.
                principal_arn = _SESSION.sub(r"arn:\1:iam:\2:role/\3", arn)
                condition = f'"Condition": {{"ArnLike": {{"aws:PrincipalArn": "{principal_arn}"}}}}'
                problem = f"{arn} matches nobody, because in a principal's ARN a * is no wildcard"
                yield Issue(element, problem, f'"Principal": {everybody} with {condition}')


def unknown_service_principal(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a Service that has no name of a service of AWS, or one that is spelled almost like another."""
    for element in ("Principal", "NotPrincipal"):
        for text in statement.values(element):
            type_, _, name = text.partition(":")
            if type_ != "Service" or re.search(r"[*?$]", name):
                continue
            has_known_suffix = name.lower().endswith(_SERVICE_SUFFIXES)
            prefix = name.lower().partition(".")[0]
            # A name of several parts, such as delivery.logs.amazonaws.com, is in no list.
            if has_known_suffix and (name.count(".") > 2 or prefix in _service_names()):
                continue
            near = nearest_name(prefix, _service_names(), cutoff=0.8)
            if not has_known_suffix:
                problem = f"{name} does not end with .amazonaws.com, so AWS refuses it"
                yield Issue(element, problem, f"{near or 'SERVICE'}.amazonaws.com")
            elif near:
                problem = (
                    f"{name} is not in our list of services, of {list_date()}; AWS refuses an unknown one"
                )
                yield Issue(element, problem, f"{near}.amazonaws.com, if that is meant")


# Also those of China, of Europe's and the government's own clouds, of AWS's network, and of Alexa.
_SERVICE_SUFFIXES = (
    ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov", ".aws.internal",
    ".amazon.com",
)  # fmt: skip


@cache
def _service_names() -> frozenset[str]:
    """Return what stands before .amazonaws.com: mostly the prefix of the service's actions."""
    return frozenset({*services(), *_OTHER_SERVICE_NAMES})


# Those that AWS's managed policies name, and a few of its guides.
_OTHER_SERVICE_NAMES = (
    "application-insights", "aws-artifact-account-sync", "cassandra-streams", "cloudwatch-crossaccount",
    "codecatalyst-runner", "cognito-identity-us-gov", "config-conforms", "config-multiaccountsetup",
    "ec2-images", "ec2fastlaunch", "ec2fleet", "ec2scheduled", "ec2sqlha", "ecs-compute", "ecs-tasks",
    "edgelambda", "eks-connector", "eks-fargate-pods", "eks-nodegroup", "lexv2", "marketplace-mcp",
    "migrationhub", "opensearchservice", "sdmp", "securityhubv2", "servicecatalog-appregistry", "spot",
    "spotfleet", "transitgateway", "user-attribute-cost-allocation-data", "vmie", "vpc-flow-logs",
)  # fmt: skip


def nobody(statement: CheckedStatement) -> Iterator[Issue]:
    """Find a Principal or NotPrincipal that names nobody: EMPTY_OBJECT_PRINCIPAL among AWS's own checks."""
    for element in ("Principal", "NotPrincipal"):
        if statement.has(element) and not statement.values(element):
            affected = "nothing" if element == "Principal" else "everybody"
            problem = f"it names nobody, so the statement {statement.verb} {affected}"
            yield Issue(element, problem, 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}')
