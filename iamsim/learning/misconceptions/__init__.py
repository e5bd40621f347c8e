"""learning/misconceptions."""

from __future__ import annotations
