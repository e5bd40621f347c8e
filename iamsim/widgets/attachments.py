"""One group: attach and detach policies, let users join and leave, and see whose answers change.

    attachments(account, "Web", resource) → Attachments: .attach("read"), .join("ana"), .text(), .html()

Answers that changed with the last step say "changed".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from iamsim.account import Account
from iamsim.aws.errors import suggest_names
from iamsim.decision import simulate
from iamsim.diagram import draw
from iamsim.markup import Cell, Markup, card_table, decision_cell, element, fragment, join_names, text_table
from iamsim.widgets.base import PictureMaker, RequestWidget, expected_texts, status
from iamsim.widgets.controls import Control, label, row, tick_box
from iamsim.widgets.what_if import with_membership

CHANGED = "changed"


def attachments(account: Account, group: str, resource: str, actions: Sequence[str] = ()) -> Attachments:
    """Attach the account's managed policies to a group, let its users join and leave.

    The table has each user's answer for each action on one resource; without `actions`, for all that the
    policies name. Raises ValueError for an account without managed policies.
    """
    name = account.group(group).name
    if not account.policies:
        raise ValueError("attachments: the account has no managed policy that could be attached")
    shown_actions = tuple(actions or expected_texts(account.policies.values(), "Action"))
    return Attachments(account=account, group=name, resource=resource, actions=shown_actions)


@dataclass(eq=False, kw_only=True)
class Attachments(RequestWidget):
    """A group with its policies and members."""

    group: str
    sentence: str = ""  # what the last step did and changed

    def __post_init__(self) -> None:
        self.before = self.account  # as it was before the last step

    def attach(self, policy: str) -> Attachments:
        """Attach a managed policy, given by its name, to the group. Raises ValueError for an unknown one."""
        return self._set_attached(policy, True)

    def detach(self, policy: str) -> Attachments:
        """Detach a policy from the group. Raises ValueError for an unknown one."""
        return self._set_attached(policy, False)

    def join(self, user: str) -> Attachments:
        """Put a user into the group."""
        return self._set_member(user, True)

    def leave(self, user: str) -> Attachments:
        """Take a user out of the group."""
        return self._set_member(user, False)

    def _set_attached(self, policy: str, attached: bool) -> Attachments:
        policy_arn, group = self._policy_arn(policy), self.account.group(self.group)
        # A second time changes nothing but the order: AttachGroupPolicy is idempotent.
        other_arns = tuple(arn for arn in group.attached if arn != policy_arn)
        changed = replace(group, attached=(*other_arns, policy_arn) if attached else other_arns)
        step = f"attached {policy} to" if attached else f"detached {policy} from"
        return self._take_step(self.account.with_identity(changed), f"You {step} {self.group}")

    def _set_member(self, user: str, member: bool) -> Attachments:
        account = with_membership(self.account, user, self.group, member=member)
        step = "joined" if member else "left"
        return self._take_step(account, f"{account.user(user).name} {step} {self.group}")

    def _take_step(self, account: Account, step: str) -> Attachments:
        # Only the last step counts: marks of several steps would not say which one changed an answer.
        self.before, self.account = self.account, account
        changes = [pair for pair in product(self.users, self.actions) if self.changed(*pair)]
        users = join_names(list(dict.fromkeys(user for user, _ in changes)))
        count = f"{len(changes)} {'answer' if len(changes) == 1 else 'answers'} changed, for {users}"
        self.sentence = f"{step}: {count if changes else 'no answer changed'}."
        return self.refresh()

    def _policy_arn(self, name: str) -> str:
        # A learner knows policies by their names; in one account a name is unique, whatever its path.
        arns = {policy.name: arn for arn, policy in self.account.policies.items()}
        if name not in arns:
            raise ValueError(f"no managed policy named {name!r} ({suggest_names(name, arns)})")
        return arns[name]

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of the policies that are attached to the group."""
        return tuple(self.account.policy(arn).name for arn in self.account.group(self.group).attached)

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the group's members."""
        return tuple(user.name for user in self.account.members_of(self.account.group(self.group)))

    def changed(self, user: str, action: str) -> bool:
        """Return True if the last step has changed the answer to a request."""
        before = simulate(self.before, user, action, self.resource).decision
        return before is not self.decision(user, action)

    @property
    def title(self) -> str:
        """The group as it is: its policies and its members."""
        policies = join_names(self.attached, "no policy")
        return f"{self.group} has {policies}; its members: {join_names(self.members)}"

    def answer(self, user: str, action: str) -> Cell:
        """Return the cell of an answer, marked if the last step changed it."""
        return decision_cell(self.decision(user, action), tag=CHANGED * self.changed(user, action))

    def text(self) -> str:
        """Return the group, the table of answers, and what the last step changed."""
        table = text_table([self.headings, *self.answers()], indent="  ")
        return "\n".join([self.title, *table, *filter(None, [self.sentence])])

    def content(self, picture: PictureMaker) -> Markup:
        """Return what the last step changed, the table of answers, and the picture of the account."""
        # The sentence first: a screen reader reads out what changed and then reads on in the table.
        table = card_table(self.answers(), self.headings, caption=self.title, stacked=self.headings[1:])
        return fragment(status(self.sentence), table, picture(draw(self.account)))

    def controls(self) -> Sequence[Control]:
        """Return a row of policies and a row of users, as boxes to tick."""
        policies = [policy.name for policy in self.account.policies.values()]
        return [
            _tick_boxes(f"Attached to {self.group}:", policies, self.attached, self._set_attached),
            _tick_boxes(f"Members of {self.group}:", self.users, self.members, self._set_member),
        ]


def _tick_boxes(
    title: str, names: Sequence[str], ticked: Sequence[str], callback: Callable[[str, bool], object]
) -> Control:
    boxes = (tick_box(name, name in ticked, partial(callback, name)) for name in names)
    return row(label(element("b", {}, title)), row(*boxes, tight=True))
