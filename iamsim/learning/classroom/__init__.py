"""learning/classroom."""

from __future__ import annotations
