"""Which lesson is about each finding of `iamsim check-account`: its code → the lesson's number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Here and not beside the codes: a finding is the same for who never saw the course.
FINDING_LESSONS: Mapping[str, str] = MappingProxyType(
    {
        "password-and-key": "09",
        "closed-allow": "08",
        "deny-without-allow": "08",
        "own-policy": "06",
        "user-in-no-group": "01",
        "empty-group": "04",
        "group-without-policy": "02",
    }
)
