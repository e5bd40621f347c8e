"""Widgets for a notebook: values that show themselves as ipywidgets, and as text and HTML without them.

In: an Account, and names of users, actions, resources. Out: a Widget with `.text()`, `.html()` and a method
for each thing that its controls do. A file has the name of its function.

explorer         one request: choose, switch statements off, shuffle
user_card        one user: password, access key, permission
membership       who is in which group
attachments      one group: its policies and members
together         one user's groups, and what they say together
playground       an account to build by hand, and who may do what in it
reasons          every answer, and why
conditions       one request in every way to send it: the context keys that it carries
steps            one request, step by step
attempt          a call that may be refused, as text
base             the base class of all widgets: text and HTML version, style, names from an account
controls         controls as data, and the ipywidgets made from them
form_controls    the ipywidgets of a form to fill in; imported as a module, since it needs ipywidgets
account_builder  what the playground works with: steps, policy editor, challenges, share codes
live_page        a page in the browser: areas of markup, cells of decisions, the steps that come back
what_if          an account with one thing changed, a request with statements switched off
"""

from __future__ import annotations

from iamsim.widgets.attachments import attachments
from iamsim.widgets.attempt import attempt
from iamsim.widgets.conditions import conditions
from iamsim.widgets.explorer import explorer
from iamsim.widgets.membership import membership
from iamsim.widgets.playground import playground
from iamsim.widgets.reasons import reasons
from iamsim.widgets.steps import steps
from iamsim.widgets.together import together
from iamsim.widgets.user_card import user_card

__all__ = [
    "attachments",
    "attempt",
    "conditions",
    "explorer",
    "membership",
    "playground",
    "reasons",
    "steps",
    "together",
    "user_card",
]
