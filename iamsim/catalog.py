"""Provisional: the catalog's owner replaces this file and keeps these two names (details.py and why.py import them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AWS_MANAGED_POLICIES: Mapping[str, Mapping[str, Any]] = {}  # ARN → document
API_NAMES: Mapping[str, str] = {
    "s3:ListObjectsV2": "s3:ListBucket"
}  # a call's name that is no action → the action it needs
