"""Advice about an Allow that reaches too far: to everybody, of everything, on every role.

Source: IAM User Guide, reference_policies_elements_principal, best-practices, id_roles_create_for-idp_oidc
and access-analyzer-reference-policy-checks (PASS_ROLE_WITH_STAR_IN_RESOURCE and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator

from iamsim.check.actions import matched
from iamsim.check.seen import Advice, Look, Seen

_CHECKS = "access-analyzer-reference-policy-checks"
_GITHUB = "token.actions.githubusercontent.com"


def _everybody(seen: Seen) -> Iterator[Advice]:
    """Principal "*" and nothing that narrows it: a role's trust policy has no Resource."""
    if not seen.allows or seen.conditions or "*" not in seen.values("Principal"):
        return
    trust = not (seen.has("Resource") or seen.has("NotResource"))
    page = "reference_policies_elements_principal"
    instead = "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID"
    if trust:
        happens = "* is everybody in every account of AWS, and each of them may assume the role"
        yield seen.advice("trusts-everybody", "Principal", happens, instead, page)
    else:
        happens = "* is everybody, also strangers without an AWS account"
        besides = "; * alone only for what is meant to be public"
        yield seen.advice("public", "Principal", happens, instead + besides, page)


def _everything(seen: Seen) -> Iterator[Advice]:
    """What makes an administrator, whatever else the policy says."""
    if not seen.gives or seen.conditions or "*" not in seen.values("Resource"):
        return
    for text in seen.values("Action"):
        if text in {"*", "*:*"}:
            yield seen.advice(
                "everything",
                "Action",
                f"{text} on * is everything in the account, so whoever has it is an administrator",
                "right if that is meant; else the actions and resources that are needed",
                "best-practices",
            )
        elif text.lower() == "iam:*":
            yield seen.advice(
                "all-of-iam",
                "Action",
                f"{text} on * lets its holder give themselves every other permission, and pass every role",
                "the actions that are needed, on the users, groups and roles that are meant",
                _CHECKS,
            )


def _any_role(seen: Seen) -> Iterator[Advice]:
    """Pass every role to every service; AWS's own check is content with iam:PassedToService too."""
    if not seen.gives or "*" not in seen.values("Resource") or _has_key(seen, "iam:passedtoservice"):
        return
    for text in seen.values("Action"):
        if text.lower() != "iam:*" and text.lower().startswith("iam:") and "PassRole" in matched(text):
            yield seen.advice(
                "pass-any-role",
                "Action",
                f"{text} on * passes every role to every service, also an administrator's",
                "the ARNs of the roles that are meant, or a condition on iam:PassedToService",
                _CHECKS,
            )


def _any_repository(seen: Seen) -> Iterator[Advice]:
    """GitHub's tokens all have one issuer and may have one audience; their subject says whose they are."""
    named = any(text.endswith(f":oidc-provider/{_GITHUB}") for text in seen.values("Principal"))
    told = any(_has_key(seen, f"{_GITHUB}:{key}") for key in ("sub", "job_workflow_ref"))
    if seen.allows and named and not told:
        yield seen.advice(
            "any-repository",
            "Condition" if seen.conditions else "Principal",
            "no condition says which repository, so a workflow of anybody on GitHub can assume the role",
            f'"StringLike": {{"{_GITHUB}:sub": "repo:ORGANIZATION/REPOSITORY:*"}}, or narrower',
            "id_roles_create_for-idp_oidc",
        )


def _has_key(seen: Seen, key: str) -> bool:
    return any(one.condition.key == key for one in seen.conditions)


LOOKS: tuple[Look, ...] = (_everybody, _everything, _any_role, _any_repository)
