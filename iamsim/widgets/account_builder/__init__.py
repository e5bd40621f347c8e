"""What the playground works with: an account that is built by hand, and the page that shows it.

In: an Account, and steps as a page asks for them. Out: the account after them, decisions, markup.

workspace      the account, the table of requests, and the steps that change them
named_texts    what the account's policies name: actions and resources to ask about
policy_editor  one policy as a form and as JSON
challenge      what shall be true of an account, and how far it is
page           the areas of the page around the table, as markup
people_table   the table: people, groups, decisions
inspector      the form of the person, the group or the policy that is open
page_controls  the buttons, menus and fields of the page
request_picture  the picture of the request that is chosen, with parts that can be pressed
suggestions    what a field suggests while somebody types
share_code     an account and a request ↔ a code to paste or to put into a link
"""

from __future__ import annotations

from iamsim.widgets.account_builder.challenge import RULES, WANTED_WORDS, Challenge, Goal, Progress, Wanted
from iamsim.widgets.account_builder.policy_editor import PolicyEditor
from iamsim.widgets.account_builder.request_picture import RequestPicture
from iamsim.widgets.account_builder.share_code import SharedState, read_share_code, write_share_code
from iamsim.widgets.account_builder.suggestions import suggestions
from iamsim.widgets.account_builder.workspace import HeldPolicy, Holder, Workspace

__all__ = [
    "RULES",
    "WANTED_WORDS",
    "Challenge",
    "Goal",
    "HeldPolicy",
    "Holder",
    "PolicyEditor",
    "Progress",
    "RequestPicture",
    "SharedState",
    "Wanted",
    "Workspace",
    "read_share_code",
    "suggestions",
    "write_share_code",
]
