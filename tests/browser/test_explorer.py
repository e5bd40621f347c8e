"""The explorer of lesson 08, in JupyterLab and on the site: a changed menu changes the decision and the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driving import Visit, keys_stay_in

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lesson", ["08_when_policies_disagree.ipynb"])]
CHANGES = (
    ("User", "tom", "implicitDeny"),
    ("Action", "s3:PutObject", "explicitDeny"),
    ("User", "zoe", "implicitDeny"),
)


def test_the_explorer_answers_in_jupyterlab(in_lab: Visit) -> None:
    changes_are_answered(in_lab)


def test_the_explorer_answers_on_the_site(on_site: Visit) -> None:
    changes_are_answered(on_site)


def test_any_action_can_be_typed(in_lab: Visit) -> None:
    page = in_lab.page
    explorer = page.locator(".jp-OutputArea-output").filter(has=page.get_by_label("Action", exact=True))
    typed = explorer.get_by_label("Another action", exact=True)
    typed.press_sequentially("s3:getbucketacl")
    expect(explorer.get_by_label("Action", exact=True)).to_have_value("s3:GetBucketAcl")
    expect(explorer.locator("datalist option[value='s3:GetBucketAcl']").first).to_be_attached()
    expect(explorer.get_by_role("status").first).to_contain_text("implicitDeny")
    typed.fill("s3:GetObjct")
    expect(explorer.get_by_text("'s3:GetObjct' is no action; nearest: s3:GetObject.")).to_be_visible()
    assert in_lab.watch.complaints == []


def test_jupyterlabs_keys_do_nothing_on_a_focused_control(in_lab: Visit) -> None:
    page = in_lab.page
    explorer = page.locator(".jp-OutputArea-output").filter(has=page.get_by_label("Action", exact=True))
    explorer.get_by_label("User", exact=True).select_option("kim")  # earlier tests may have left another one
    # A menu last: its own letters choose another user, who may have no statements to tick.
    for control in (explorer.locator("input[type=checkbox]"), explorer.locator("button"), explorer.locator("select")):
        keys_stay_in(control.first)


def changes_are_answered(visit: Visit) -> None:
    """Change a menu three times; each time another decision and another picture are shown."""
    page = visit.page
    explorer = page.locator(".jp-OutputArea-output").filter(has=page.get_by_label("Action", exact=True))
    pictures = [picture_under(explorer, "allowed")]
    for menu, choice, decision in CHANGES:
        explorer.get_by_label(menu, exact=True).select_option(choice)
        pictures.append(picture_under(explorer, decision))
    assert len(set(pictures)) == len(pictures), "a picture stayed the same although the question changed"
    assert visit.watch.complaints == []


def picture_under(explorer: Locator, decision: str) -> str:
    """The picture under a decision, once that decision is there."""
    explorer.get_by_text(decision).first.wait_for()
    return explorer.locator("svg").first.inner_html()
