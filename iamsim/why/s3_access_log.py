"""Lines of Amazon S3's server access log → AccessQuestions, of the requests that S3 refused.

    OWNER BUCKET [28/Nov/2026:10:04:11 +0000] ADDRESS ARN ID REST.GET.OBJECT KEY "GET …" 403 AccessDenied …

Source: Amazon S3 User Guide, LogFormat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from iamsim.why.denial import Denial
from iamsim.why.question import AccessQuestion

_LINE = re.compile(
    r"^\S+ (?P<bucket>[\w.-]{1,80}) \[(?P<time>[^\]\n]{1,40})\] (?P<address>\S{1,50})"
    r" (?P<requester>arn:\S{1,700}) \S+ REST\.(?P<method>[A-Z]+)\.(?P<kind>[A-Z_]+) (?P<key>\S+)"
    r" (?:\"[^\"\n]*\"|-) 403 AccessDenied\b",
    re.MULTILINE,
)
# method and resource type of an operation: the action that it needs
_ACTIONS = {
    ("GET", "OBJECT"): "s3:GetObject",
    ("HEAD", "OBJECT"): "s3:GetObject",
    ("PUT", "OBJECT"): "s3:PutObject",
    ("POST", "OBJECT"): "s3:PutObject",
    ("POST", "UPLOADS"): "s3:PutObject",
    ("POST", "UPLOAD"): "s3:PutObject",
    ("PUT", "PART"): "s3:PutObject",
    ("DELETE", "OBJECT"): "s3:DeleteObject",
    ("GET", "BUCKET"): "s3:ListBucket",
    ("HEAD", "BUCKET"): "s3:ListBucket",
    ("GET", "BUCKETVERSIONS"): "s3:ListBucketVersions",
    ("GET", "LOCATION"): "s3:GetBucketLocation",
    ("GET", "VERSIONING"): "s3:GetBucketVersioning",
    ("GET", "BUCKETPOLICY"): "s3:GetBucketPolicy",
    ("PUT", "BUCKETPOLICY"): "s3:PutBucketPolicy",
    ("GET", "OBJECT_TAGGING"): "s3:GetObjectTagging",
    ("PUT", "OBJECT_TAGGING"): "s3:PutObjectTagging",
}


_PRIVATE_NETWORKS = [ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]


def questions_of_log(text: str) -> Iterator[AccessQuestion]:
    """Yield the question of each refused request whose operation has an action here."""
    for match in _LINE.finditer(text):
        action = _ACTIONS.get((match["method"], match["kind"]))
        if action is None:
            continue
        key = match["key"]
        # The log escapes keys twice.
        path = "" if key == "-" else f"/{unquote(unquote(key))}"
        resource = f"arn:aws:s3:::{match['bucket']}{path}"
        context = _context(match)
        words = "; ".join(f"{name}={value}" for name, value in context.items())
        note = f"from Amazon S3's access log: {words}" if words else "from Amazon S3's access log"
        requester = match["requester"]
        denial = Denial(requester, action, resource)
        yield AccessQuestion(requester, action, resource, denial, (note,), context)


def _context(match: re.Match[str]) -> dict[str, str | list[str]]:
    context: dict[str, str | list[str]] = {}
    try:
        time = datetime.strptime(match["time"], "%d/%b/%Y:%H:%M:%S %z")
        context["aws:CurrentTime"] = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        pass
    try:
        # Through a VPC endpoint the address is private, and is none of aws:SourceIp.
        address = ip_address(match["address"])
        if not any(address in network for network in _PRIVATE_NETWORKS):
            context["aws:SourceIp"] = match["address"]
    except ValueError:
        pass
    return context
