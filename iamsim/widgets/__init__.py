"""Widgets for a notebook; each shows itself as text and as HTML where ipywidgets are not installed.

explorer: one request        user_card: one user          membership: who is in which group
attachments: one group       together: one user's groups  reasons: every answer, and why
steps: one request, step by step
"""

from __future__ import annotations

from iamsim.widgets.attachments import attachments
from iamsim.widgets.attempt import attempt
from iamsim.widgets.explorer import explorer
from iamsim.widgets.membership import membership
from iamsim.widgets.reasons import reasons
from iamsim.widgets.steps import steps
from iamsim.widgets.together import together
from iamsim.widgets.user_card import user_card

__all__ = ["attachments", "attempt", "explorer", "membership", "reasons", "steps", "together", "user_card"]
