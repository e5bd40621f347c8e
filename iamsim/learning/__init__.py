"""The course: what a learner predicts, commits and is told."""

from __future__ import annotations
