"""How a notebook shows the simulator's values and errors: pictures, sentences, tables, cards.

In go an Account, a result, an exception; out come HTML and a short text. They are registered with IPython
when iamsim is imported in a notebook: the simulator itself shows nothing and needs Python alone.

registration   register: tells IPython how to show them
values         accounts, users, groups, policies and results → picture, sentence, table
error_card     an exception of ours → what was wrong, what there is, what to write
"""

from __future__ import annotations

from iamsim.display.registration import register

__all__ = ["register"]
