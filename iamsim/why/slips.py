"""What is probably a slip in a question: an action that is none, an ARN that it is not done to → notes.

They are notes and no errors: AWS adds actions each week.
Source: Service Authorization Reference, one page for each service.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from iamsim.aws.actions import actions_of, actions_on, services
from iamsim.policy import split_arn


def slips(action: str, resource: str) -> tuple[str, ...]:
    """What is odd about a question, a sentence each.

    >>> slips("s3:GetObject", "arn:aws:s3:::b")
    ('s3:GetObject is done to objects, and arn:aws:s3:::b is a bucket; expected arn:aws:s3:::b/KEY',)
    """
    return (
        *_no_such_action(action),
        *_other_service(action, resource),
        *_other_kind(action, resource),
        *_wildcard(resource),
    )


def _no_such_action(action: str) -> Iterator[str]:
    service, _, name = action.partition(":")
    names = {known.lower(): known for known in actions_of(service)}
    if names and name.lower() not in names:
        close = difflib.get_close_matches(name.lower()[:80], names, n=1, cutoff=0.7)
        meant = f"; did you mean {service}:{names[close[0]]}?" if close else ""
        yield f"{action} is no action of {service} that we know{meant}"


def _other_service(action: str, resource: str) -> Iterator[str]:
    service, parts = action.partition(":")[0].lower(), split_arn(resource)
    known = services() - ({"iam"} if service == "sts" else set())  # a role that is assumed is IAM's
    if parts and service in known and parts[2] in known and parts[2] != service:
        yield f"{action} is an action of {service}, and {resource} is a resource of {parts[2]}"


def _other_kind(action: str, resource: str) -> Iterator[str]:
    """A bucket's ARN and an action on objects, or the other way round."""
    service, _, name = action.lower().partition(":")
    parts = split_arn(resource)
    if service != "s3" or parts is None or parts[2:5] != ["s3", "", ""]:
        return
    bucket, slash, _ = resource.partition("/")
    if name in _folded("account") and not resource.endswith(":::*"):
        found = "an object" if slash else "a bucket"
        yield f"{action} is done to the account, and {resource} is {found}; expected '*'"
    if slash and name in _folded("bucket"):
        yield f"{action} is done to buckets, and {resource} is an object; expected {bucket}"
    if not slash and "*" not in bucket and name in _folded("object"):
        yield f"{action} is done to objects, and {resource} is a bucket; expected {bucket}/KEY"


def _wildcard(resource: str) -> Iterator[str]:
    if ("*" in resource or "?" in resource) and resource != "*" and not resource.endswith(":::*"):
        yield f"{resource} is asked as it stands: a request is about one resource, without wildcards"


def _folded(kind: str) -> frozenset[str]:
    return frozenset(name.lower() for name in actions_on(kind))
