"""learning/notebook."""

from __future__ import annotations
