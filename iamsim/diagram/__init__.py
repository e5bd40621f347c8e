"""Pictures, each with its text twin; they draw where only pip has been used, and in the browser.

account or result → portrait, route, badge → Picture → Diagram (dot) → SVG (rendering)
"""

from __future__ import annotations

from iamsim.diagram.badge import draw_credentials, draw_user
from iamsim.diagram.dot import Diagram
from iamsim.diagram.drawing import draw, draw_engine
from iamsim.diagram.rendering import NotDrawn

__all__ = ["Diagram", "NotDrawn", "draw", "draw_credentials", "draw_engine", "draw_user"]
