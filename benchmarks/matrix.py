"""How long a matrix of an account at AWS's quotas takes, beside `simulate` cell by cell.

The account is that of simulate.py: 5,000 users, 300 groups, 1,500 managed policies, some 45 statements a
user; 200 actions × 50 resources, 50 million cells. `simulate` is timed on some of the cells, and its time for
all of them is extrapolated from that. Beside it PMapper, if IAMSIM_PMAPPER names a Python that has it:

    python -m venv pmapper && pmapper/bin/pip install principalmapper
    IAMSIM_PMAPPER=pmapper/bin/python make bench

    make bench        or        python benchmarks/matrix.py
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints

from __future__ import annotations

import json
import os
import random
import resource as process
import subprocess
from pathlib import Path
from time import perf_counter
from typing import Any

from simulate import SEED, SERVICES, best_time, export
from simulate import resource as random_resource

import iamsim
from iamsim.aws.actions import actions_of
from iamsim.decision import Decision

ACTIONS, RESOURCES, SAMPLES, PMAPPER_SAMPLES = 200, 50, 20_000, 5_000
CONTEXT = {
    "aws:SourceIp": "203.0.113.7",
    "aws:SecureTransport": "true",
    "aws:RequestedRegion": "eu-west-1",
    "aws:CurrentTime": "2026-06-01T12:00:00Z",
}


def axes(rng: random.Random) -> tuple[list[str], list[str]]:
    """The actions that the account's policies name, then others of their services; and resources."""
    named = [f"{service}:{name}" for service, names in SERVICES.items() for name in names]
    others = [f"{service}:{name}" for service in SERVICES for name in sorted(actions_of(service))]
    resources: dict[str, None] = {}
    while len(resources) < RESOURCES:
        resources.setdefault(random_resource(rng, rng.choice(list(SERVICES))))
    return list(dict.fromkeys([*named, *others]))[:ACTIONS], list(resources)


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    return process.getrusage(process.RUSAGE_SELF).ru_maxrss / 1024


def measure_pmapper(
    details: dict[str, Any], matrix: iamsim.Matrix, cells: list[tuple[str, str, str]], seconds: float
) -> str:
    """Time PMapper's check of some cells, in a process of its own."""
    python = os.environ.get("IAMSIM_PMAPPER")
    if not python:
        return "not measured: IAMSIM_PMAPPER names no Python that has it"
    program = Path(__file__).with_name("pmapper_peer.py")
    asked = json.dumps({"export": details, "cells": cells, "context": CONTEXT})
    answer = subprocess.run([python, program], input=asked, capture_output=True, text=True, check=True)  # noqa: S603
    measured = json.loads(answer.stdout)
    per_cell = measured["seconds"] / len(cells)
    pairs = zip(cells, measured["allowed"], strict=True)
    wrong = sum((matrix.decision(*cell) is Decision.ALLOWED) is not allowed for cell, allowed in pairs)
    everything = per_cell * matrix.size
    times = f"{everything / seconds:,.0f} times as long"
    return (
        f"{per_cell * 1e6:6.1f} µs a cell, {everything:,.0f} s for all (extrapolated), {times};"
        f" {wrong} of {len(cells):,} cells differ"
    )


def main() -> None:
    """Print the figures."""
    rng = random.Random(SEED)  # noqa: S311 - a seed is what is wanted
    details = export(rng)
    account = iamsim.parse_account(details)
    actions, resources = axes(rng)
    megabytes = peak_megabytes()
    began = perf_counter()
    matrix = iamsim.Matrix(account, actions, resources, context=CONTEXT)
    first = perf_counter() - began
    more_megabytes = peak_megabytes() - megabytes
    again = best_time(lambda: iamsim.Matrix(account, actions, resources, context=CONTEXT))
    counts = ", ".join(f"{cells:,} {decision}" for decision, cells in matrix.counts().items())
    axis_lengths = f"{len(matrix.users):,} users × {len(actions)} actions × {len(resources)} resources"
    print(f"{axis_lengths}: {matrix.size:,} cells, {counts}")
    print(f"matrix            {again:6.2f} s; {first:.2f} s the first time, which also parses the statements")
    print(f"memory            {more_megabytes:6.0f} MB more at the peak")

    cells = [(rng.choice(matrix.users), rng.choice(actions), rng.choice(resources)) for _ in range(SAMPLES)]
    began = perf_counter()
    decisions = [iamsim.simulate(account, *cell, CONTEXT).decision for cell in cells]
    per_cell = (perf_counter() - began) / SAMPLES
    everything = per_cell * matrix.size
    pairs = zip(cells, decisions, strict=True)
    wrong = sum(matrix.decision(*cell) is not decision for cell, decision in pairs)
    print(f"simulate          {per_cell * 1e6:6.1f} µs a cell, {everything:,.0f} s for all (extrapolated)")
    print(f"                  {everything / again:6,.0f} times as long; {wrong} of {SAMPLES:,} cells differ")
    print(f"PMapper           {measure_pmapper(details, matrix, cells[:PMAPPER_SAMPLES], again)}")
    columns = [(action, resource) for _, action, resource in cells[:500]]
    who_can = best_time(lambda: [matrix.who_can(*column) for column in columns]) / len(columns)
    print(f"who_can           {who_can * 1000:6.2f} ms")
    counting = best_time(matrix.counts)
    print(f"counts            {counting * 1000:6.1f} ms")
    began = perf_counter()
    uncertain = sum(bool(matrix.depends_on(*cell)) for cell in cells[:1000])
    seconds = perf_counter() - began
    print(f"depends_on        {seconds:6.2f} s for 1,000 cells of all users; {uncertain} depend")


if __name__ == "__main__":
    main()
