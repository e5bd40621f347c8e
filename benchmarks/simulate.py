"""How long a decision takes in an account as large as AWS lets it grow, and how long moto takes on the same.

The account is made from a seed: 5,000 users, 300 groups, 1,500 managed policies, about 45 statements a user,
some with conditions, variables or a boundary. Each request counts with the best of several runs, so that a
busy machine does not; the median and the 99th percentile are over requests.

    make bench        or        python benchmarks/simulate.py
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

from moto.iam.access_control import IAMPolicy, PermissionResult

import iamsim
from iamsim.account import Account
from iamsim.decision import collect

SEED = 20260105
USERS, GROUPS, POLICIES, REQUESTS = 5_000, 300, 1_500, 2_000
BEST_OF = 5
ACCOUNT = "arn:aws:iam::123456789012"

SERVICES = {
    "s3": ("GetObject", "PutObject", "DeleteObject", "ListBucket", "GetBucketPolicy", "PutBucketPolicy"),
    "ec2": ("StartInstances", "StopInstances", "TerminateInstances", "RunInstances", "CreateTags"),
    "dynamodb": ("GetItem", "PutItem", "Query", "Scan", "DeleteItem", "UpdateItem"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage", "PurgeQueue"),
    "lambda": ("InvokeFunction", "UpdateFunctionCode", "GetFunction", "DeleteFunction"),
    "iam": ("GetUser", "CreateAccessKey", "ListAccessKeys", "DeleteAccessKey", "UpdateAccessKey"),
}
ARNS = {
    "s3": "arn:aws:s3:::{word}-{number}/{folder}/{file}",
    "ec2": "arn:aws:ec2:eu-west-1:123456789012:instance/i-{number:08}",
    "dynamodb": "arn:aws:dynamodb:eu-west-1:123456789012:table/{word}-{number}",
    "sqs": "arn:aws:sqs:eu-west-1:123456789012:{word}-{number}",
    "lambda": "arn:aws:lambda:eu-west-1:123456789012:function:{word}-{number}",
    "iam": ACCOUNT + ":user/user-{user}",
}
WORDS = ("orders", "invoices", "photos", "events", "reports", "website", "backups", "models")
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
    {"StringLike": {"aws:PrincipalTag/team": ["web*", "data"]}},
    {"StringNotEquals": {"aws:PrincipalTag/team": "interns"}},
    {"NumericLessThanEquals": {"aws:MultiFactorAuthAge": "3600"}},
    {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
    {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "project"]}},
    {"ArnLike": {"aws:PrincipalArn": ACCOUNT + ":user/*"}},
)


class SampleRequest(NamedTuple):
    """One request."""

    user: str
    action: str
    resource: str
    context: dict[str, Any]


def resource(rng: random.Random, service: str) -> str:
    """A resource's ARN."""
    return ARNS[service].format(
        word=rng.choice(WORDS),
        number=rng.randrange(8),
        folder=f"user-{rng.randrange(USERS)}",
        file=f"{rng.randrange(100)}.csv",
        user=rng.randrange(USERS),
    )


def pattern(rng: random.Random, service: str) -> str:
    """A resource as a policy writes it: an ARN, its beginning with `*`, one with a variable, or `*`."""
    arn, kind = resource(rng, service), rng.random()
    if kind < 0.25:
        return "*"
    if kind < 0.35 and service in {"s3", "iam"}:
        return arn[: arn.rindex("/")].rpartition("user-")[0] + "${aws:username}/*"
    return arn if kind < 0.55 else arn[: rng.randrange(len(arn) - 8, len(arn))] + "*"


def statement(rng: random.Random) -> dict[str, Any]:
    """One statement; one in twelve denies, one in five has a condition."""
    service = rng.choice(list(SERVICES))
    actions = [f"{service}:{name}" for name in rng.sample(SERVICES[service], rng.randint(1, 4))]
    if rng.random() < 0.25:
        actions = [rng.choice((f"{service}:*", f"{service}:{rng.choice(('Get', 'List', 'Put', 'Delete'))}*"))]
    fields: dict[str, Any] = {
        "Effect": "Deny" if rng.random() < 1 / 12 else "Allow",
        "Action": actions,
        "Resource": [pattern(rng, service) for _ in range(rng.randint(1, 3))],
    }
    if fields["Effect"] == "Deny" and rng.random() < 0.25:
        fields["NotAction"] = [f"{service}:*", *fields.pop("Action")]
    if rng.random() < 0.2:
        fields["Condition"] = rng.choice(CONDITIONS)
    return fields


def document(rng: random.Random) -> dict[str, Any]:
    """A policy of two to four statements."""
    return {"Version": "2012-10-17", "Statement": [statement(rng) for _ in range(rng.randint(2, 4))]}


def export(rng: random.Random) -> dict[str, Any]:
    """An account at AWS's quotas, in the shape of `aws iam get-account-authorization-details`."""
    date = "2026-01-05T09:00:00+00:00"
    policies = [f"{ACCOUNT}:policy/policy-{n}" for n in range(POLICIES)]

    def attached(maximum: int) -> list[dict[str, str]]:
        arns = rng.sample(policies, rng.randint(1, maximum))
        return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]

    def user(number: int) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "Path": "/", "UserName": f"user-{number}", "UserId": f"AIDA{number:017}",
            "Arn": f"{ACCOUNT}:user/user-{number}", "CreateDate": date,
            "GroupList": [f"group-{n}" for n in rng.sample(range(GROUPS), rng.randint(2, 5))],
            "AttachedManagedPolicies": attached(4),
            "Tags": [{"Key": "team", "Value": rng.choice(("web", "website", "data", "interns"))}],
        }  # fmt: skip
        if rng.random() < 0.2:
            fields["UserPolicyList"] = [{"PolicyName": "own", "PolicyDocument": document(rng)}]
        if rng.random() < 0.1:
            bound = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": rng.choice(policies)}
            fields["PermissionsBoundary"] = bound
        return fields

    def group(number: int) -> dict[str, Any]:
        return {
            "Path": "/", "GroupName": f"group-{number}", "GroupId": f"AGPA{number:017}",
            "Arn": f"{ACCOUNT}:group/group-{number}", "CreateDate": date,
            "GroupPolicyList": [{"PolicyName": "shared", "PolicyDocument": document(rng)}],
            "AttachedManagedPolicies": attached(4),
        }  # fmt: skip

    def policy(arn: str) -> dict[str, Any]:
        name = arn.rpartition("/")[2]
        return {
            "PolicyName": name, "PolicyId": f"ANPA{name}", "Arn": arn, "Path": "/", "DefaultVersionId": "v1",
            "CreateDate": date, "UpdateDate": date,
            "PolicyVersionList": [
                {"Document": document(rng), "VersionId": "v1", "IsDefaultVersion": True, "CreateDate": date}
            ],
        }  # fmt: skip

    return {
        "UserDetailList": [user(number) for number in range(USERS)],
        "GroupDetailList": [group(number) for number in range(GROUPS)],
        "RoleDetailList": [],
        "Policies": [policy(arn) for arn in policies],
        "IsTruncated": False,
    }


def requests(rng: random.Random) -> Iterator[SampleRequest]:
    """What users ask for, with the context that a request from a laptop carries."""
    for _ in range(REQUESTS):
        service = rng.choice(list(SERVICES))
        context = {
            "aws:SourceIp": rng.choice(("203.0.113.7", "198.51.100.9", "192.0.2.1")),
            "aws:SecureTransport": "true",
            "aws:RequestedRegion": rng.choice(("eu-west-1", "us-east-1")),
            "aws:CurrentTime": "2026-06-01T12:00:00Z",
            "aws:TagKeys": rng.choice((["team"], ["owner", "project"])),
        }
        action = f"{service}:{rng.choice(SERVICES[service])}"
        yield SampleRequest(f"user-{rng.randrange(USERS)}", action, resource(rng, service), context)


class Latency(NamedTuple):
    """Microseconds a request: over many requests, each the best of several runs."""

    median: float
    p99: float

    def __str__(self) -> str:
        return f"median {self.median:6.1f} µs   p99 {self.p99:6.1f} µs"


def measure(
    answer: Callable[[SampleRequest], object], samples: list[SampleRequest], *, at_once: bool = False
) -> Latency:
    """Time each request alone: all in turn, again and again; or `at_once` each again before the next.

    In turn, each request finds the processor's caches full of the others' users and policies.
    """
    best = [float("inf")] * len(samples)
    turns = range(len(samples))
    order = [n for n in turns for _ in range(BEST_OF)] if at_once else [*turns] * BEST_OF
    gc.collect()
    gc.freeze()
    for index in order:
        began = perf_counter()
        answer(samples[index])
        best[index] = min(best[index], perf_counter() - began)
    microseconds = [seconds * 1e6 for seconds in best]
    return Latency(median(microseconds), quantiles(microseconds, n=100)[98])


def decide(account: Account) -> Callable[[SampleRequest], object]:
    """A decision alone."""
    return lambda request: iamsim.simulate(account, *request).decision


def decide_and_tell(account: Account) -> Callable[[SampleRequest], object]:
    """A decision, and every element of every statement asked what it expected and what it found."""
    return lambda request: [result.elements for result in iamsim.simulate(account, *request).trace]


def decide_with_moto(account: Account) -> Callable[[SampleRequest], bool]:
    """The loop of moto's `IAMRequest.check_action_permitted`, which decodes the documents of each request."""
    texts = {
        user.name: [policy.document.text for source in collect(account, user) for policy in source.policies]
        for user in account.users.values()
    }

    def answer(request: SampleRequest) -> bool:
        permitted = False
        for text in texts[request.user]:
            policy = IAMPolicy(text)
            result = policy.is_action_permitted(request.action, request.resource, None, request.context)
            if result is PermissionResult.DENIED:
                return False
            permitted = permitted or result is PermissionResult.PERMITTED
        return permitted

    return answer


def best_time(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(times):
        began = perf_counter()
        run()
        seconds.append(perf_counter() - began)
    return min(seconds)


def start(code: str) -> float:
    """Seconds that a new Python takes for some code, once it has kept what it compiled."""
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", code]
    return best_time(lambda: subprocess.run(command, check=True, env=keeping), 7)  # noqa: S603


def main() -> None:
    """Print the figures."""
    rng = random.Random(SEED)  # noqa: S311 - a seed is what is wanted
    details = export(rng)
    text = json.dumps(details)
    samples = list(requests(rng))
    loading = best_time(lambda: iamsim.parse_account(text))
    reading = best_time(lambda: json.loads(text))
    account = iamsim.parse_account(text)
    importing = start("import iamsim") - start("pass")
    statements = median(len(iamsim.simulate(account, request.user, "x:y").trace) for request in samples)
    print(f"{USERS} users, {GROUPS} groups, {POLICIES} managed policies, {statements:.0f} statements a user")
    print(f"import iamsim     {importing * 1000:6.0f} ms, beyond Python's own start")
    size, decoding = len(text) / 1e6, reading * 1000
    print(f"load the account  {loading * 1000:6.0f} ms, of {size:.1f} MB; json.loads alone {decoding:.0f} ms")
    decision, with_trace = measure(decide(account), samples), measure(decide_and_tell(account), samples)
    print(f"decision          {decision}")
    print(f"  again at once   {measure(decide(account), samples, at_once=True)}")
    print(f"with whole trace  {with_trace}   {with_trace.median / decision.median:.1f} times the decision")
    answer = decide_with_moto(account)
    moto = measure(answer, samples)
    wrong = sum(answer(request) is not iamsim.simulate(account, *request).allowed for request in samples)
    print(f"moto, decision    {moto}   {moto.median / decision.median:.1f} times ours")
    print(f"moto says otherwise than iamsim on {wrong / len(samples):.0%} of these requests")


if __name__ == "__main__":
    main()
