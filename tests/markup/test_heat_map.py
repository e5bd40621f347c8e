"""Heat maps: a table of decisions in words, or if it has many columns of signs with their words beside."""

from __future__ import annotations

import re

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.matrix import Matrix
from iamsim.markup import (
    MAX_WIDE_COLUMNS,
    HeatCell,
    decision_cell,
    dependent_cell,
    heat_map,
    heat_map_key,
    heat_map_style,
    matrix_cell,
    matrix_heat_map,
    palette,
)

ALLOWED, DENIED = HeatCell(decision_cell(Decision.ALLOWED)), HeatCell(decision_cell(Decision.EXPLICIT_DENY))
CHANGED = HeatCell(decision_cell(Decision.EXPLICIT_DENY), decision_cell(Decision.ALLOWED))


def text(html: object) -> str:
    return re.sub(r"<[^>]*>", " ", str(html))


def test_each_cell_has_a_sign_words_and_a_class() -> None:
    cell = DENIED.now
    html = str(heat_map(["ria"], [("", "s3:GetObject")], [[DENIED]]))
    assert f'<td class="is-explicitDeny">{cell.sign} {cell.words}</td>' in html
    assert '<th scope="row">ria</th>' in html
    assert "colspan" not in html
    assert "is-dense" not in html


def test_columns_of_one_group_stand_under_its_name() -> None:
    html = str(heat_map(["ria"], [("a", "x"), ("a", "y"), ("b", "x")], [[ALLOWED] * 3]))
    assert re.findall(r'colspan="(\d)" title="(\w)"', html) == [("2", "a"), ("1", "b")]


def test_many_columns_are_dense_and_keep_their_words() -> None:
    columns = [("b", f"s3:A{number}") for number in range(MAX_WIDE_COLUMNS + 1)]
    html = str(heat_map(["ria"], columns, [[ALLOWED] * len(columns)]))
    title = f"ria, s3:A0 on b: {ALLOWED.words}"
    assert f'<td class="is-allowed" aria-label="{ALLOWED.words}" title="{title}">{ALLOWED.now.sign}</td>' in html
    assert "<wbr>" not in html
    assert "is-dense" not in str(heat_map(["ria"], columns[1:], [[ALLOWED] * (len(columns) - 1)]))


def test_a_changed_cell_says_what_it_was() -> None:
    html = str(heat_map(["ria"], [("", "x")], [[CHANGED]]))
    assert 'class="is-explicitDeny is-changed"' in html
    assert CHANGED.words == f"{CHANGED.now.words}, was {ALLOWED.now.words}"
    assert f"was {ALLOWED.now.sign} {ALLOWED.now.words}" in text(html)


def test_what_depends_on_a_key_is_no_fact() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    document = iamsim.allow("s3:GetObject").replace('"Resource"', '"Condition": {"Bool": {"k": "true"}}, "Resource"')
    iam.put_user_policy(UserName="ria", PolicyName="p", PolicyDocument=document)
    matrix = Matrix(iam.account, ["s3:GetObject", "s3:PutObject"], ["*"])
    assert matrix_cell(matrix, "ria", "s3:GetObject", "*") == dependent_cell(["k"])
    assert matrix_cell(matrix, "ria", "s3:PutObject", "*") == decision_cell(Decision.IMPLICIT_DENY)
    assert "? depends on k" in text(matrix_heat_map(matrix))
    before = Matrix(iamsim.client("iam").account, ["s3:GetObject", "s3:PutObject"], ["*"], users=["arn:aws:iam::123456789012:root"])
    html = str(matrix_heat_map(matrix, before))
    assert re.findall(r'class="([\w -]+)"', html)[1:3] == ["is-depends is-changed", "was"], "ria is new"
    assert html.count("is-changed") == 1


def test_a_matrix_is_shown_by_resource() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    html = matrix_heat_map(Matrix(iam.account, ["s3:GetObject", "s3:PutObject"], ["b", "c"]))
    assert text(html).split()[:6] == ["b", "c", "s3:", "GetObject", "s3:", "PutObject"]


def test_the_key_has_every_sign() -> None:
    cells = [*map(decision_cell, Decision), dependent_cell(["x"])]
    assert all(cell.sign in text(heat_map_key()) for cell in cells)
    assert len({cell.sign for cell in cells}) == len({cell.css_class for cell in cells}) == 4


@pytest.mark.parametrize("css_class", [decision_cell(decision).css_class for decision in Decision] + [dependent_cell(["x"]).css_class])
def test_each_class_has_a_rule(css_class: str) -> None:
    assert f"td.{css_class}{{" in str(heat_map_style())


def test_the_style_sheet_has_every_colour_that_it_uses_light_and_dark() -> None:
    style = str(heat_map_style())
    used = set(re.findall(r"var\((--heat-[\w-]+)\)", style))
    light, theme, preferred = re.findall(r"\{((?:--heat-[\w-]+:[^;]+;)+)\}", style)
    for colours in (light, theme, preferred):
        assert used <= set(re.findall(r"--heat-[\w-]+", colours))
    assert palette.ALLOWED in light
    assert theme == preferred
    assert "@media (prefers-color-scheme:dark){.iamsim-document" in style, "a light JupyterLab stays light"
