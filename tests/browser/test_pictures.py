"""Pictures as a browser draws them: every text inside its shape in narrow and wide fonts, nothing cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

import iamsim
from iamsim.diagram import Diagram, draw, draw_engine

pytestmark = pytest.mark.browser
FREEZE = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "freeze.json"
HOME_PAGE = "arn:aws:s3:::acme-website/index.html"
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WIDE = "arn:aws:s3:::" + "W" * 67
OUTSIDE = """() => [...document.querySelectorAll("svg.iamsim g.node")].flatMap((node) => {
    // A text without a shape, and the ✕ of a statement's line, stand in a check or beside it.
    const drawn = node.querySelector("polygon, path, ellipse");
    if (!drawn || node.matches(".port")) return [];
    const shape = drawn.getBoundingClientRect();
    return [...node.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < shape.left || box.right > shape.right || box.top < shape.top - 2 || box.bottom > shape.bottom + 2;
    }).map((text) => text.textContent);
})"""
BEYOND = """() => [...document.querySelectorAll("svg.iamsim")].flatMap((svg) => {
    const card = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text, path, polygon")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.left < card.left || box.right > card.right || box.top < card.top || box.bottom > card.bottom;
    }).map((element) => element.outerHTML);
})"""


def wide_account() -> iamsim.Account:
    """Return an account whose names and statements are in wide letters and too long to be drawn whole."""
    statement = {
        "Effect": "Deny",
        "Action": ["MMMMMMMMM:MMMMMMMMM", "wwwwwwww:WWWWWWWWWWWWWWWW"],
        "Resource": WIDE,
    }
    inline = [
        {"PolicyName": "M" * 128, "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement] * 2}}
    ]
    identity = {"Path": "/", "CreateDate": "2026-01-05T09:00:00+00:00", "AttachedManagedPolicies": []}
    user = {
        "UserName": "w" * 64,
        "UserId": "AIDAEXAMPLE",
        "Arn": f"arn:aws:iam::123456789012:user/{'w' * 64}",
    }
    group = {
        "GroupName": "W" * 128,
        "GroupId": "AGPAEXAMPLE",
        "Arn": f"arn:aws:iam::123456789012:group/{'W' * 128}",
    }
    return iamsim.parse_account(
        json.dumps(
            {
                "UserDetailList": [identity | user | {"GroupList": ["W" * 128], "UserPolicyList": inline}],
                "GroupDetailList": [identity | group | {"GroupPolicyList": inline}],
                "RoleDetailList": [],
                "Policies": [],
            }
        )
    )


def pictures() -> Iterator[Diagram]:
    """Yield a picture of each kind, the widest ones last."""
    acme, wide = iamsim.load_account(FREEZE), wide_account()
    yield from (draw(acme), draw(acme, "ria", highlight={"Web": "new"}), draw_engine(acme))
    for user, action in (
        ("ria", "s3:PutObject"),
        ("ria", "s3:GetObject"),
        ("tom", "s3:GetObject"),
        ("zoe", "s3:GetObject"),
    ):
        yield draw(iamsim.simulate(acme, user, action, HOME_PAGE))
    yield draw(iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE, scps=[[iamsim.allow("ec2:*")]]))
    yield from (
        draw(wide, "w" * 64),
        draw(iamsim.simulate(wide, "w" * 64, "wwwwwwww:WWWWWWWWWWWWWWWW", WIDE)),
    )


@pytest.fixture(scope="module")
def page_of_pictures(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_content("".join(f"<div>{diagram.svg}</div>" for diagram in pictures()))
    yield page
    page.close()


@pytest.mark.parametrize("font", ["Arial", "Liberation Sans", "DejaVu Sans"])
def test_every_text_stays_inside_its_shape(page_of_pictures: Page, font: str) -> None:
    page_of_pictures.add_style_tag(content=f"svg.iamsim text {{ font-family: '{font}' !important }}")
    assert page_of_pictures.evaluate(OUTSIDE) == []


def test_nothing_is_cut_off_at_the_rim(page_of_pictures: Page) -> None:
    assert page_of_pictures.evaluate(BEYOND) == []


def test_no_picture_of_a_lesson_is_wider_than_a_screen_of_1280_pixels(page_of_pictures: Page) -> None:
    widths = page_of_pictures.evaluate(
        "() => [...document.querySelectorAll('svg.iamsim')].map(svg => svg.width.baseVal.value)"
    )
    assert max(widths[:8]) <= 1280, "the last two are as wide as names can make them"


LEAST = """() => [...document.querySelectorAll("svg.iamsim")].flatMap((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll("text")].map((text) => scale * parseFloat(text.getAttribute("font-size")));
}).reduce((least, size) => Math.min(least, size))"""


def test_on_a_phone_every_letter_is_at_least_11_pixels_high(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content("<meta name=viewport content='width=device-width'>" + "".join(f"<div style='overflow-x:auto'>{diagram.svg}</div>" for diagram in pictures()))
    assert page.evaluate(LEAST) >= 11
    # The pictures of decisions fit; only those of accounts are scrolled.
    decisions = "() => [...document.querySelectorAll('svg.decision')].every((svg) => svg.parentElement.scrollWidth <= svg.parentElement.clientWidth)"
    assert page.evaluate(decisions)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_in_the_light_and_in_the_dark(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.set_content("<meta name=color-scheme content='light dark'>" + "".join(diagram.svg for diagram in pictures()))
    found = page.evaluate(CONTRAST)
    assert found["count"] > 100
    assert found["faint"] == []
    card = page.evaluate("() => getComputedStyle(document.querySelector('svg.iamsim > rect')).fill")
    assert card == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}[scheme]
    page.close()


def test_jupyterlabs_theme_counts_more_than_the_systems_in_the_browser(browser: Browser) -> None:
    page = browser.new_page(color_scheme="dark")
    page.set_content(f"<body data-jp-theme-light=true>{next(pictures()).svg}")
    fill = "() => getComputedStyle(document.querySelector('svg.iamsim > rect')).fill"
    assert page.evaluate(fill) == "rgb(255, 255, 255)"
    page.evaluate("() => document.body.setAttribute('data-jp-theme-light', 'false')")
    assert page.evaluate(fill) == "rgb(21, 24, 28)"
    page.close()
