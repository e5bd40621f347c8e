"""Where the parts of a decision stand: nothing overlaps, whatever the names, and nothing depends on the question."""

from __future__ import annotations

from itertools import combinations

import pytest

import iamsim
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words
from iamsim.diagram import draw
from iamsim.diagram.decision_layout import answer_key
from iamsim.diagram.decision_parts import DENY_CHECK
from iamsim.diagram.decision_picture import DecisionPicture
from iamsim.diagram.layout_shapes import Layout, Rect
from iamsim.diagram.text_width import text_width
from tests.diagram.accounts import FREEZE, HOME_PAGE, account, document, identity, large_account, statement

PHONE = 390  # pixels


def layout_of(result: EvaluationResult) -> Layout:
    picture = draw(result).picture
    assert isinstance(picture, DecisionPicture)
    return picture.layout


def results() -> list[EvaluationResult]:
    """Results with few and with many parts, short and very long names."""
    acme = iamsim.load_account(FREEZE)
    odd = ["W" * 64, "a{b}\n", 'x"y', "\u202eabc", "日" * 64]
    allow = document(statement("Allow", [f"s3:{'Get' * 20}", "s3:*"], "arn:aws:s3:::" + "x" * 500))
    users = [identity("User", name, (f"{name}-group",), own=allow) for name in odd]
    strange = account(users, [identity("Group", f"{name}-group", rules=allow) for name in odd])
    scps = [[iamsim.allow("*")], [iamsim.allow("ec2:*")]]
    return [
        iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE),
        iamsim.simulate(acme, "zoe", "s3:GetObject", HOME_PAGE),
        iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE, scps=scps),
        iamsim.simulate(large_account(), "busy", "ec2:G3"),
        *(iamsim.simulate(strange, name, "s3:GetObject") for name in odd),
    ]


def overlap(first: Rect, second: Rect) -> bool:
    return first.x0 < second.x1 and second.x0 < first.x1 and first.y0 < second.y1 and second.y0 < first.y1


@pytest.mark.parametrize("number", range(9))
def test_no_node_overlaps_another_one(number: int) -> None:
    layout = layout_of(results()[number])
    # An answer below its check has the place of "allowed": one of both is hidden.
    nodes = [node for node in layout.nodes if node.kind not in {"allowed", "implicitDeny"}]
    for first, second in combinations(nodes, 2):
        assert not overlap(first.rect, second.rect), (first, second)


@pytest.mark.parametrize("number", range(9))
def test_a_question_stands_above_every_answer(number: int) -> None:
    layout = layout_of(results()[number])
    caption = layout.node("question").rect
    for node in layout.nodes:
        assert node.key == "question" or not overlap(caption, node.rect), node


def test_a_deny_is_on_one_line_and_hangs_on_its_check() -> None:
    layout = layout_of(results()[0])
    answer = layout.node(answer_key(DENY_CHECK))
    (frame,) = (shape.rect for shape in layout.frames if shape.key == DENY_CHECK)
    assert answer.lines == (decision_words(Decision.EXPLICIT_DENY),)
    assert answer.rect.x0 < frame.x0 < frame.x < answer.rect.x1 == frame.x1


@pytest.mark.parametrize("number", range(9))
def test_every_text_fits_its_node(number: int) -> None:
    for node in layout_of(results()[number]).nodes:
        bold = node.kind not in {"caption", "allow", "deny", "limit", "text", "port"}
        for line in node.lines if node.kind != "port" else ():
            assert text_width(line, bold=bold) <= node.rect.x1 - node.rect.x0, node


@pytest.mark.parametrize("number", range(9))
def test_on_a_phone_all_letters_are_at_least_11_pixels_high(number: int) -> None:
    # 16 pixels are the page's margins.
    assert 12 * (PHONE - 2 * 16) / layout_of(results()[number]).width >= 11


def test_a_line_of_a_statement_is_straight_and_runs_through_its_checks() -> None:
    layout = layout_of(results()[0])
    for row in (node for node in layout.nodes if node.kind in {"allow", "deny"}):
        (line,) = (line for line in layout.lines if line.key == f"{row.key} > check Deny")
        port = layout.node(f"{row.key} at check Deny").rect
        assert line.points == ((row.rect.x1, row.rect.y), (port.x, port.y))
        assert port.y == row.rect.y
