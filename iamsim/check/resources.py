"""Advice about Resource, NotResource and NotPrincipal: what a pattern catches besides, and what it misses.

Source: IAM User Guide, reference_policies_elements_resource, _notresource and _notprincipal; Service
Authorization Reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iamsim.aws.actions import ON_NO_RESOURCE, actions_on
from iamsim.check.actions import matched
from iamsim.check.seen import Advice, Look, Seen
from iamsim.policy import SEGMENTS, Pattern, complete_arn

_PAGE = "reference_policies_elements_resource"
_BOTH = frozenset({"bucket", "object"})


def _may_be(resource: str) -> frozenset[str]:
    """What of Amazon S3's a Resource may be: a bucket, an object, or either."""
    parts = complete_arn(resource).split(":", SEGMENTS - 1)
    if resource == "*":
        return _BOTH
    if parts[2:3] != ["s3"]:
        return frozenset()
    bucket, slash, _ = parts[-1].partition("/")
    if parts[3] or "${" in bucket:  # an access point; a name that differs for each caller
        return _BOTH
    if slash:
        return frozenset({"object"})
    return _BOTH if "*" in bucket else frozenset({"bucket"})


def _meant(resources: tuple[str, ...], kind: str) -> str:
    """The ARN of the other kind: of the one bucket that is named, or of BUCKET."""
    bucket = resources[0].partition("/")[0] if len(resources) == 1 else "arn:aws:s3:::BUCKET"
    return bucket if kind == "bucket" else f"{bucket}/*"


def _buckets_for_objects(seen: Seen) -> Iterator[Advice]:
    """A bucket's ARN and actions on objects, or the other way round."""
    resources = seen.values("Resource")
    given = frozenset(kind for text in resources for kind in _may_be(text))
    if len(given) != 1:
        return
    (there,) = given
    (missing,) = _BOTH - given
    for text in seen.values("Action"):
        actions = matched(text) if text.lower().startswith("s3:") else frozenset()
        some, all_ = bool(actions & actions_on(missing)), actions <= actions_on(missing)
        if not some or (not all_ and there == "object"):
            continue  # s3:Get* on objects alone is what most people mean
        yield seen.advice(
            f"{there}-for-{missing}",
            "Resource",
            f"{text} is {'' if all_ else 'also '}done to {missing}s, and {_listed(resources)}"
            f" is no {missing}'s ARN, so there it {seen.verb} nothing",
            _meant(resources, missing)
            if all_
            else f"{_meant(resources, 'bucket')} and {_meant(resources, 'object')}",
            _PAGE,
        )


def _listed(texts: tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else f"{texts[0]} (and {len(texts) - 1} more)"


# Service Authorization Reference: actions that no type of resource belongs to, in lower case.
_EVERYWHERE = (
    *ON_NO_RESOURCE, "ec2:describe*", "sqs:listqueues", "sns:listtopics", "dynamodb:listtables",
    "lambda:listfunctions", "kms:listkeys", "secretsmanager:listsecrets", "cloudwatch:listmetrics",
)  # fmt: skip


def _only_star(seen: Seen) -> Iterator[Advice]:
    resources = seen.values("Resource")
    if not seen.allows or not resources or {"*", "arn:aws:s3:::*"} & {*resources}:
        return
    for text in seen.values("Action"):
        if any(Pattern.parse(wide, variables=False).fits(text.lower(), {}) for wide in _EVERYWHERE):
            yield seen.advice(
                "wants-star",
                "Resource",
                f"{text} is not done to one resource, so on {_listed(resources)} it allows nothing",
                'a statement of its own with "Resource": "*"',
                _PAGE,
            )


def _allow_not_resource(seen: Seen) -> Iterator[Advice]:
    if seen.allows and seen.kind != "scp" and seen.has("NotResource"):
        yield seen.advice(
            "allow-not-resource",
            "NotResource",
            "it allows all other resources, also those still to come and those of other accounts",
            "Resource with the list of what is meant, or a Deny with NotResource",
            "reference_policies_elements_notresource",
        )


def _not_principal(seen: Seen) -> Iterator[Advice]:
    if seen.has("NotPrincipal"):
        yield seen.advice(
            "not-principal",
            "NotPrincipal",
            "it allows everybody else, strangers too"
            if seen.allows
            else "whoever is named is denied all the same, unless the account is named beside",
            'Principal, or "Principal": "*" with a condition on aws:PrincipalArn',
            "reference_policies_elements_notprincipal",
        )


_NAME = re.compile(r"arn:[^:]*:s3:::(\*?)([\w.-]+)\*", re.ASCII)


def _wide_patterns(seen: Seen) -> Iterator[Advice]:
    for text in seen.values("Resource"):
        match = _NAME.fullmatch(text)
        if match is None:
            continue
        begins, name = match.groups()
        example = "blog.txt" if name == "log" else f"my-{name}.txt"
        if begins and not seen.allows:
            yield seen.advice(
                "wide-deny",
                "Resource",
                f"{text} also fits objects, * crosses /: so it denies every key with {name} in it,"
                f" such as {example} in any bucket",
                f"the buckets by name: arn:aws:s3:::NAME-{name} and arn:aws:s3:::NAME-{name}/*",
                _PAGE,
            )
        elif not begins and seen.allows:
            yield seen.advice(
                "star-after-bucket",
                "Resource",
                f"{text} also fits every other bucket whose name begins so, such as {name}-secret",
                f"arn:aws:s3:::{name} and arn:aws:s3:::{name}/*",
                _PAGE,
            )


LOOKS: tuple[Look, ...] = (
    _buckets_for_objects,
    _only_star,
    _allow_not_resource,
    _not_principal,
    _wide_patterns,
)
