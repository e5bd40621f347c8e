"""The finished SVG: light and dark in one style sheet, indented texts, names that look like markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

import iamsim
from iamsim.diagram import AccountLayout, draw
from iamsim.diagram.style import CSS
from iamsim.markup import palette
from tests.diagram.accounts import FREEZE, HOME_PAGE, SVG, account, identity, parse_svg


def test_every_colour_of_a_picture_has_a_counterpart_in_the_dark() -> None:
    acme = iamsim.load_account(FREEZE)
    scps = [[iamsim.allow("*")]]
    for diagram in (
        draw(acme),
        draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)),
        draw(iamsim.simulate(acme, "zoe", "s3:GetObject", HOME_PAGE, scps=scps)),
    ):
        colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', diagram.svg))
        assert colours <= set(palette.DARK)
    for colour in palette.DARK:
        assert f'.iamsim [fill="{colour}"]{{fill:light-dark({colour},{palette.DARK[colour]})}}' in CSS


def test_jupyterlabs_theme_counts_more_than_the_systems() -> None:
    for value, scheme in (("true", "light"), ("false", "dark")):
        assert f"[data-jp-theme-light={value}] .iamsim{{color-scheme:{scheme}}}" in CSS


def test_spaces_at_the_start_of_a_line_move_it_to_the_right() -> None:
    acme = iamsim.load_account(FREEZE)
    texts = [*parse_svg(draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE))).iter(f"{SVG}text")]
    first, second = (
        next(text for text in texts if text.text == words) for words in ("Allow s3:PutObject,", "s3:DeleteObject")
    )
    assert float(second.get("x") or 0) > float(first.get("x") or 0)
    assert not any((text.text or "").startswith((" ", "\xa0")) for text in texts)


@pytest.mark.parametrize("name", ['x" id="k0', '<g id="k1" class="node">', "k2", 'class="a"><title>'])
def test_a_name_that_looks_like_a_mark_stays_a_name(name: str) -> None:
    layout = AccountLayout.of(account([identity("User", name)], []))
    groups = ET.fromstring(layout.svg()).iter(f"{SVG}g")  # noqa: S314 - our own text
    keys = [group.get("data-node") for group in groups]
    assert keys.count(f"user {name}") == 1
