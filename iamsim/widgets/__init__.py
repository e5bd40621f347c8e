"""Things to play with in a notebook; each shows itself as text and as HTML where there are no widgets.

    explorer: one request        user_card: one user          membership: who is in which group
    attachments: one group       together: one user's groups  reasons: every answer, and why
    steps: one request, step by step
"""
from __future__ import annotations

from iamsim.widgets.answering import reasons
from iamsim.widgets.attachment import attachments
from iamsim.widgets.attempts import attempt
from iamsim.widgets.card import user_card
from iamsim.widgets.exploring import explorer
from iamsim.widgets.joining import together
from iamsim.widgets.roster import membership
from iamsim.widgets.stepping import steps

__all__ = ["attachments", "attempt", "explorer", "membership", "reasons", "steps", "together", "user_card"]
