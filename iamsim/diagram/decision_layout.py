"""Where each part of a picture of decisions stands: shapes and lines with positions.

    Parts → place_tree (one principal) | place_columns (an account) → Layout → (diagram) DOT text

A position depends on the parts alone, never on a question or on who is in which group, so nothing moves when
these change. Graphviz only draws: its own layout has a column for each kind of thing, and so no picture would
fit a phone. All lengths are points; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from iamsim.decision import Decision, Effect
from iamsim.decision.explain import DENY_QUESTION, check_question, decision_words, effect_words
from iamsim.diagram.decision_parts import (
    ALLOW_CHECK,
    DENY_CHECK,
    Box,
    Parts,
    PolicyHolder,
    Stage,
    StatementRow,
)
from iamsim.diagram.layout_shapes import Layout, Line, Point, Rect, Shape
from iamsim.diagram.text_width import text_width, wrap

LINE_HEIGHT = 14.4  # of all texts
RIM = 6  # around the picture
QUESTION_LINES = 2  # the height that is kept for a question, so that a longer one moves nothing
ALLOWED = "answer allowed"
_INDENT = "  "
_DENY_WIDTH, _STAGE_WIDTH, _GAP, _HANG = 60, 82, 8, 9
# Fixed, so that a newcomer's long name moves nothing.
_USER_WIDTH, _GROUP_WIDTH = 84, 96
_STATEMENT_GAP, _BOX_GAP, _COLUMN_GAP, _PORT = 4, 9, 40, 4


def place_tree(parts: Parts, question: str = "", highlights: Mapping[str, str] | None = None) -> Layout:
    """Place the parts of one principal: groups and policies below each other, the checks beside them."""
    return _Tree(parts, box_left=44, box_width=156, highlights=highlights or {}).place(question)


def place_columns(parts: Parts) -> Layout:
    """Place the parts of an account: users, groups and policies in columns, the checks beside them."""
    return _Columns(parts, box_left=RIM + _USER_WIDTH + _GROUP_WIDTH + 2 * _COLUMN_GAP, box_width=176).place(
        ""
    )


def title_key(box: str) -> str:
    """Return the key of a policy's title."""
    return f"{box} title"


def question_key(check: str) -> str:
    """Return the key of the words in a check."""
    return f"{check} question"


def answer_key(check: str) -> str:
    """Return the key of the answer that hangs on a check."""
    return f"answer {check}"


def port_key(row: str, check: str) -> str:
    """Return the key of the place where a statement's line meets a check."""
    return f"{row} at {check}"


def stage_question(number: int, stage: Stage) -> str:
    """Return what a check asks, with its number: `2 any Allow?`."""
    return f"{number} {check_question(stage.limit)}"


def stage_answer(stage: Stage) -> str:
    """Return the answer if nothing allows: `nobody allowed it`, `the boundary does not allow it`."""
    if not stage.limit:
        return decision_words(Decision.IMPLICIT_DENY)
    return f"{stage.limit} {effect_words(Effect.IMPLICIT_DENY)}"


@dataclass(slots=True)
class _Placement:
    """What both forms have in common: policies with their statements, checks and answers."""

    parts: Parts
    box_left: float
    box_width: float
    highlights: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    y: float = RIM
    label_bottom: float = 0  # of the current check: no statement's line may cross it
    heads: dict[str, Shape] = field(default_factory=dict)  # the node of each holder and box

    @property
    def box_right(self) -> float:
        return self.box_left + self.box_width

    @property
    def deny_x(self) -> float:
        """The middle of the check for Denies."""
        return self.box_right + _GAP + _DENY_WIDTH / 2

    @property
    def stage_x(self) -> float:
        """The middle of the other checks."""
        return self.deny_x + _DENY_WIDTH / 2 + _GAP + _STAGE_WIDTH / 2

    def place(self, question: str) -> Layout:
        """Return the layout; the question stands above all else."""
        layout, stages = self.layout, [*self.parts.stages.values()]
        layout.width = self.stage_x + _STAGE_WIDTH / 2 + RIM
        denied, nobody = decision_words(Decision.EXPLICIT_DENY), stage_answer(stages[0])
        top = max(_height((denied,)), _height(self._answer_lines(nobody)))
        if question:
            right = layout.width - RIM
            lines = wrap(question, right - RIM - 6)
            if len(lines) > QUESTION_LINES:  # a third line stands beside the answers
                right = self.deny_x + _DENY_WIDTH / 2
                lines = wrap(question, right - RIM - 6, max_lines=QUESTION_LINES + 1)
            rect = Rect(RIM - 4, RIM, right, RIM + len(lines) * LINE_HEIGHT)
            layout.nodes.append(Shape("question", "caption", rect, lines))
            top += QUESTION_LINES * LINE_HEIGHT + 2
        self.y = deny_top = RIM + top + _HANG
        self._add_question(DENY_CHECK, f"1 {DENY_QUESTION}", self.deny_x, _DENY_WIDTH)
        for index, stage in enumerate(stages):
            self._place_stage(index, stage)
        deny_frame = Rect(self.deny_x - _DENY_WIDTH / 2, deny_top, self.deny_x + _DENY_WIDTH / 2, self.y)
        layout.frames.append(Shape(DENY_CHECK, "check", deny_frame))
        self._add_answer(DENY_CHECK, denied, deny_frame)
        bottom = self.y + 2 * _HANG
        rect = self._answer_rect(decision_words(Decision.ALLOWED), self.stage_x, bottom)
        layout.nodes.append(Shape(ALLOWED, "allowed", rect, (decision_words(Decision.ALLOWED),)))
        self._add_flow(stages[-1].key, ALLOWED, self.y, bottom)
        self.y = max(rect.y1, self.y + self._answer_space(len(stages) - 1))
        self._place_holders()
        layout.height = self.y + RIM
        return layout

    def _place_stage(self, index: int, stage: Stage) -> None:
        """Place a check with its policies; the first one's answer hangs above it, that of others below."""
        if index:
            before = self.y
            self.y += max(self._answer_space(index - 1), 3 * _HANG)
            self._add_flow([*self.parts.stages][index - 1], stage.key, before, self.y)
        top = self.y
        self._add_question(stage.key, stage_question(index + 2, stage), self.stage_x, _STAGE_WIDTH)
        self._place_boxes(stage.key)
        self.y = max(self.y - _BOX_GAP, self.label_bottom) + 4
        frame = Rect(self.stage_x - _STAGE_WIDTH / 2, top, self.stage_x + _STAGE_WIDTH / 2, self.y)
        self.layout.frames.append(Shape(stage.key, "check", frame))
        self._add_answer(stage.key, stage_answer(stage), frame, below=index > 0)

    def _answer_space(self, index: int) -> float:
        """Return the height that the answer of a check needs below it."""
        stage = [*self.parts.stages.values()][index]
        return _height(self._answer_lines(stage_answer(stage))) + 2 * _HANG if index else 0

    def _add_question(self, key: str, text: str, x: float, width: float) -> None:
        lines = wrap(text, width - 8, bold=True)
        rect = Rect(x - width / 2, self.y + 3, x + width / 2, self.y + 3 + len(lines) * LINE_HEIGHT)
        self.layout.nodes.append(Shape(question_key(key), "check question", rect, lines))
        self.label_bottom = max(self.label_bottom, rect.y1 + 6)

    @staticmethod
    def _answer_lines(text: str) -> tuple[str, ...]:
        return wrap(text, _STAGE_WIDTH - 6, bold=True)

    def _answer_rect(self, text: str, x: float, top: float) -> Rect:
        lines = self._answer_lines(text)
        width = max(text_width(line, bold=True) for line in lines) + 8
        return Rect(x - width / 2, top, x + width / 2, top + _height(lines))

    def _deny_answer_rect(self, text: str, frame: Rect) -> Rect:
        """Return the place of the Deny's answer: one line, right-aligned with its check."""
        width = text_width(text, bold=True) + 8
        bottom = frame.y0 - _HANG
        return Rect(frame.x1 - width, bottom - _height((text,)), frame.x1, bottom)

    def _add_answer(self, check: str, text: str, frame: Rect, *, below: bool = False) -> None:
        """Add the answer that hangs on a check."""
        kind = "explicitDeny" if check == DENY_CHECK else "implicitDeny"
        if check == DENY_CHECK:
            lines: tuple[str, ...] = (text,)
            rect = self._deny_answer_rect(text, frame)
        else:
            lines = self._answer_lines(text)
            top = frame.y1 + _HANG if below else frame.y0 - _HANG - _height(lines)
            rect = self._answer_rect(text, frame.x, top)
        key = answer_key(check)
        self.layout.nodes.append(Shape(key, kind, rect, lines))
        ends = (frame.y1, rect.y0) if below else (frame.y0, rect.y1)
        points = tuple((frame.x, y) for y in ends)
        self.layout.lines.append(Line(f"{check} > {key}", kind, question_key(check), key, points))

    def _add_flow(self, tail: str, head: str, y0: float, y1: float) -> None:
        """Add the line from a check that is passed to what comes after it."""
        head_name = head if head == ALLOWED else question_key(head)
        points = ((self.stage_x, y0), (self.stage_x, y1))
        self.layout.lines.append(
            Line(f"{tail} > {head}", "flow", question_key(tail), head_name, points, arrow=True)
        )

    def _place_boxes(self, stage: str) -> None:
        raise NotImplementedError

    def _place_holders(self) -> None:
        """Place what is placed last, as it stands beside the policies."""

    def _place_box(self, box: Box) -> None:
        """Place a policy, its statements below each other, and move on below it."""
        top, frame = self.y, bool(box.name)
        if frame:
            word = self.highlights.get(box.name)
            title = f"{box} · {word}" if word else str(box)
            lines = wrap(title, self.box_width - 12, bold=True, indent=_INDENT, max_lines=4)
            height = len(lines) * LINE_HEIGHT + 4
            top = max(top, self.label_bottom - height - 4)
            rect = Rect(self.box_left, top + 2, self.box_right, top + 2 + height)
            node = Shape(title_key(box.key), "title", rect, lines)
            self.layout.nodes.append(node)
            self.heads[box.key] = node
            self.y = rect.y1
        else:
            self.y = max(top, self.label_bottom)
        inset = 4 if frame else 0
        for row in box.rows:
            lines = tuple(
                line
                for phrase in row.phrases
                for line in wrap(phrase, self.box_width - 2 * inset - 12, indent=_INDENT)
            )
            rect = Rect(self.box_left + inset, self.y, self.box_right - inset, self.y + _height(lines))
            self._add_row(box, row, Shape(row.key, row.kind, rect, lines))
            self.y = rect.y1 + _STATEMENT_GAP
        if frame:
            rect = Rect(self.box_left, top, self.box_right, self.y)
            kind = "policy that limits" if any(row.kind == "limit" for row in box.rows) else "policy"
            self.layout.frames.append(Shape(box.key, kind, rect))
        self.y += _BOX_GAP

    def _add_row(self, box: Box, row: StatementRow, node: Shape) -> None:
        """Add a statement with its line through the checks."""
        self.layout.nodes.append(node)
        self.heads.setdefault(box.key, node)
        previous, y = node, node.rect.y
        tail, x0 = node.key, node.rect.x1
        for check, x in ((DENY_CHECK, self.deny_x), (box.check, self.stage_x)):
            name = port_key(row.key, check)
            port = Rect(x - _PORT, previous.rect.y0, x + _PORT, previous.rect.y1)
            self.layout.nodes.append(Shape(name, "port", port, ("✕",)))
            line_kind = "deny" if row.kind == "deny" else "allow"
            self.layout.lines.append(Line(f"{row.key} > {check}", line_kind, tail, name, ((x0, y), (x, y))))
            tail, x0 = name, x
            if row.kind == "deny":
                break

    def _holder_lines(self, holder: PolicyHolder, title: str, width: float) -> tuple[str, ...]:
        word = self.highlights.get(holder.name)
        text = f"{title} · {word}" if word else title
        return wrap(text, width, bold=True, max_lines=3)


@dataclass(slots=True)
class _Tree(_Placement):
    """The form for one principal."""

    def _place_boxes(self, stage: str) -> None:
        links = list(self.parts.links.values())
        if stage == ALLOW_CHECK:
            principal, *_ = self.parts.holders.values()
            self._add_holder(principal, RIM)
            for link in (link for link in links if link.tail == principal.key):
                group = self.parts.holders.get(link.head)
                if group is None:
                    self._place_linked(link.head, stage)
                    continue
                self._add_holder(group, 26)
                for group_link in (other for other in links if other.tail == group.key):
                    self._place_linked(group_link.head, stage)
        for box in self.parts.boxes.values():
            if box.check == stage and box.key not in self.heads:
                self._place_box(box)

    def _place_linked(self, key: str, stage: str) -> None:
        if self.parts.boxes[key].check == stage and key not in self.heads:
            self._place_box(self.parts.boxes[key])

    def _add_holder(self, holder: PolicyHolder, x0: float) -> None:
        lines = self._holder_lines(holder, str(holder), self.box_right - x0 - 16)
        width = max(text_width(line, bold=True) for line in lines) + 14
        rect = Rect(x0, self.y, x0 + width, self.y + _height(lines))
        node = Shape(holder.key, holder.kind, rect, lines)
        self.layout.nodes.append(node)
        self.heads[holder.key] = node
        self.y = rect.y1 + 7

    def _place_holders(self) -> None:
        # The lines last: a policy may stand above its holder, and a boundary far below.
        for link in self.parts.links.values():
            tail, head = self.heads[link.tail].rect, self.heads[link.head]
            y = head.rect.y0 + _height(head.lines[:1]) / 2 if head.kind == "title" else head.rect.y
            x = tail.x0 + 8
            points = ((x, tail.y1), (x, y), (head.rect.x0, y))
            kind = link.label or "has"
            self.layout.lines.append(Line(link.key, kind, link.tail, head.key, points, arrow=True))


@dataclass(slots=True)
class _Columns(_Placement):
    """The form for an account."""

    def _place_boxes(self, stage: str) -> None:
        boxes = [box for box in self.parts.boxes.values() if box.check == stage]
        for box in boxes:
            self._place_box(box)

    def _place_holders(self) -> None:
        top = min(frame.rect.y0 for frame in self.layout.frames)
        lefts = {False: RIM, True: RIM + _USER_WIDTH + _COLUMN_GAP}
        widths = {False: _USER_WIDTH, True: _GROUP_WIDTH}
        bottoms = {False: top, True: top}
        for holder in self.parts.holders.values():
            is_group = holder.kind == "group"
            lines = self._holder_lines(holder, holder.name, widths[is_group] - 14)
            y = bottoms[is_group]
            box = next((link.head for link in self.parts.links.values() if link.tail == holder.key), "")
            if is_group and box in self.heads:  # beside its first policy, if that place is free
                y = max(y, self.heads[box].rect.y0)
            rect = Rect(lefts[is_group], y, lefts[is_group] + widths[is_group], y + _height(lines))
            self.heads[holder.key] = Shape(holder.key, holder.kind, rect, lines)
            bottoms[is_group] = rect.y1 + _BOX_GAP
        self.layout.nodes[:0] = [self.heads[key] for key in self.parts.holders]
        self.y = max(self.y, *bottoms.values())
        for link in self.parts.links.values():
            self.layout.lines.append(self.link_line(link.tail, link.head, link.key, link.label or "has"))

    def link_line(self, tail_key: str, head_key: str, key: str, kind: str) -> Line:
        """Return the curve between two parts."""
        tail, head = self.heads[tail_key], self.heads[head_key]
        y = head.rect.y0 + _height(head.lines[:1]) / 2 if head.kind == "title" else head.rect.y
        (x0, y0), x1 = (tail.rect.x1, tail.rect.y), head.rect.x0
        bend = min((x1 - x0) / 2, 60)
        points: tuple[Point, ...] = ((x0, y0), (x0 + bend, y0), (x1 - bend, y), (x1, y))
        if x1 - x0 > 2 * _COLUMN_GAP:  # past the groups: down beside them, then below them
            turn = x0 + _COLUMN_GAP - 4
            points = ((x0, y0), (x0 + 26, y0), (x0 + 10, y), (turn, y), (turn, y), (x1, y), (x1, y))
        return Line(key, kind, tail.key, head.key, points, curved=True, arrow=True)


def _height(lines: Sequence[str] | Iterable[str]) -> float:
    """Return the height of a shape with these lines."""
    return len(tuple(lines)) * LINE_HEIGHT + 7
