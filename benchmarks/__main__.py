"""All figures of the simulator, each program in a process of its own, so that none has the other's memory.

    make bench        or        python benchmarks
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

for program in ("simulate.py", "operations.py", "matrix.py"):
    print(f"benchmarks/{program}", flush=True)
    subprocess.run([sys.executable, str(Path(__file__).with_name(program))], check=True)  # noqa: S603
