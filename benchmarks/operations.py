"""How long 15,000 calls take that build an account at AWS's quotas, and how much memory.

5,000 users, 300 groups, 1,500 managed policies, each user in a group and half of them with a policy
attached; the last 100 states can be undone, each call stands in the history.

    make bench        or        python benchmarks/operations.py
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints

from __future__ import annotations

import resource
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Any

import iamsim

USERS, GROUPS, POLICIES, CALLS = 5_000, 300, 1_500, 15_000
SECONDS, MEGABYTES = 5.0, 300.0


def calls() -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls, by name and keywords."""
    arn = "arn:aws:iam::123456789012:policy/policy-{}"
    for n in range(POLICIES):
        document = iamsim.allow(["s3:GetObject", "s3:ListBucket"], f"arn:aws:s3:::bucket-{n}/*")
        yield "create_policy", {"PolicyName": f"policy-{n}", "PolicyDocument": document}
    for n in range(GROUPS):
        yield "create_group", {"GroupName": f"group-{n}"}
        document = iamsim.allow("s3:PutObject", f"arn:aws:s3:::bucket-{n}/${{aws:username}}/*")
        yield "put_group_policy", {"GroupName": f"group-{n}", "PolicyName": "own", "PolicyDocument": document}
    for n in range(USERS):
        yield "create_user", {"UserName": f"user-{n}"}
        yield "add_user_to_group", {"UserName": f"user-{n}", "GroupName": f"group-{n % GROUPS}"}
    for n in range(CALLS - POLICIES - 2 * GROUPS - 2 * USERS):
        yield "attach_user_policy", {"UserName": f"user-{n}", "PolicyArn": arn.format(n % POLICIES)}


def main() -> None:
    """Print the figures."""
    iam = iamsim.client("iam")
    all_calls = list(calls())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall_start, cpu_start = perf_counter(), process_time()
    for name, arguments in all_calls:
        getattr(iam, name)(**arguments)
    seconds, cpu_seconds = perf_counter() - wall_start, process_time() - cpu_start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    summary = iam.get_account_summary()["SummaryMap"]
    counts = ", ".join(f"{summary[name]} {name.lower()}" for name in ("Users", "Groups", "Policies"))
    print(f"{counts}; {len(iam.history) - 1} calls in the history")
    micros = seconds / len(all_calls) * 1e6
    print(f"calls   {len(all_calls):6} in {seconds:.2f} s, {micros:.0f} µs each (allowed: {SECONDS:.0f} s)")
    print(f"work    {cpu_seconds:6.2f} s of the processor: what it takes on an idle machine")
    before //= 1024
    print(f"memory  {megabytes:6.0f} MB at the peak, {before} MB before (allowed: {MEGABYTES:.0f} MB)")


if __name__ == "__main__":
    main()
