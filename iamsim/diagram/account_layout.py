"""One layout for all questions of an account: each part keeps its place, a question changes classes only.

AccountLayout.of(account) → .svg()               once, in the page
.states(result) → {key of a part: its class}     for each question
.with_account(changed) → the same places         what is gone is a ghost, what is new comes last
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from iamsim.account import Account
from iamsim.decision import EvaluationResult
from iamsim.decision.explain import question
from iamsim.diagram.decision_layout import place_columns, place_tree
from iamsim.diagram.decision_outline import decision_outline
from iamsim.diagram.decision_parts import Parts
from iamsim.diagram.decision_picture import DecisionPicture, description, part_labels, part_states
from iamsim.diagram.diagram import Diagram
from iamsim.diagram.dot import layout_source
from iamsim.diagram.layout_shapes import Layout
from iamsim.diagram.picture import count_of
from iamsim.diagram.rendering import render_svg
from iamsim.diagram.svg import Marks, finish_layout
from iamsim.policy import PolicySource


@dataclass(frozen=True, slots=True)
class AccountLayout:
    """Users, groups, policies and checks of an account, laid out once.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="ana")
    >>> layout = AccountLayout.of(iam.account)
    >>> layout.states(iamsim.simulate(iam.account, "ana", "s3:GetObject"))["check Allow"]
    'shut'
    """

    account: Account
    users: tuple[str, ...]
    scps: Sequence[Sequence[PolicySource]]
    resource_policy: PolicySource | None
    narrow: bool
    parts: Parts = field(repr=False)
    present: frozenset[str] = field(repr=False)  # keys of what the account has now
    layout: Layout = field(repr=False)

    @classmethod
    def of(
        cls,
        account: Account,
        users: Iterable[str] | None = None,
        *,
        scps: Sequence[Sequence[PolicySource]] = (),
        resource_policy: PolicySource | None = None,
        narrow: bool = False,
    ) -> AccountLayout:
        """Lay out an account, all of its groups, and all users or these. Raises NoSuchEntity.

        With `narrow` groups and policies stand below their user, as wide as a phone: for one user alone.
        """
        return cls._build(account, users, scps, resource_policy, Parts(repeat=False), narrow=narrow)

    @classmethod
    def _build(  # noqa: PLR0913 - as `of`, and the parts that were there before
        cls,
        account: Account,
        users: Iterable[str] | None,
        scps: Sequence[Sequence[PolicySource]],
        resource_policy: PolicySource | None,
        parts: Parts,
        *,
        narrow: bool,
    ) -> AccountLayout:
        every_user = tuple(user.name for user in account.users.values())
        names = every_user if users is None else tuple(account.user(name).name for name in users)
        present_parts = Parts(repeat=False)
        for layout_parts in (present_parts, parts):
            layout_parts.add_account(account, names, scps, resource_policy)
        rows = (row.key for box in present_parts.boxes.values() for row in box.rows)
        present = frozenset((*present_parts.holders, *present_parts.boxes, *present_parts.links, *rows))
        layout = place_tree(parts) if narrow else place_columns(parts)
        return cls(account, names, scps, resource_policy, narrow, parts, present, layout)

    def with_account(self, account: Account, users: Iterable[str] | None = None) -> AccountLayout:
        """Return the layout of a changed account, in which everything that was there keeps its place."""
        parts = deepcopy(self.parts)
        return self._build(account, users, self.scps, self.resource_policy, parts, narrow=self.narrow)

    @property
    def source(self) -> str:
        """The DOT text without a question. Raises NotDrawn without the package graphviz."""
        return layout_source(self.layout, {})

    def svg(self, attributes: Mapping[str, Mapping[str, str]] | None = None) -> str:
        """Return the picture without a question, as one `<svg>` element. Raises NotDrawn.

        Shapes have their part's key as `data-node` and lines as `data-edge`; `data-class` is their class to
        which a question adds the state. `attributes` by key are added: `{"group Web": {"tabindex": "0"}}`.
        """
        counts = f"{count_of(len(self.users), 'user')}, {count_of(len(self.account.groups), 'group')}"
        title = f"Account {self.account.account_id}"
        marks = Marks({}, self.labels(), attributes or {})
        rendered = render_svg(self.source, "nop2")
        return finish_layout(rendered, self.layout, (title, f"{title}: {counts}."), marks, with_keys=True)

    def states(self, result: EvaluationResult) -> dict[str, str]:
        """Return the classes of each part in a decision, by the part's key; "" for none."""
        return part_states(self.parts, result, self.present)

    def labels(self, result: EvaluationResult | None = None) -> dict[str, str]:
        """Return what each part is and does, in words for a screen reader, by the part's key."""
        return part_labels(self.parts, None if result is None else (result, self.states(result)))

    def diagram(self, result: EvaluationResult) -> Diagram:
        """Return the picture of a decision at these places."""
        states = self.states(result)
        texts = question(result.request), description(result)
        text = decision_outline(self.parts, result, states)
        return Diagram(DecisionPicture(*texts, self.layout, states, self.labels(result), text))
