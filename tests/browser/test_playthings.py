"""The things to play with of lessons 01 to 05, in a real JupyterLab: what a hand does changes what is said and drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driving import Visit

pytestmark = pytest.mark.browser


def plaything(visit: Visit, words: str) -> Locator:
    """The output in which these words stand."""
    return visit.page.locator(".jp-OutputArea-output:has(.widget-html)").filter(has_text=words).first


def drawn(shown: Locator) -> str:
    """The picture as it is now."""
    return shown.locator("svg.iamsim").first.inner_html()


@pytest.mark.parametrize("lesson", ["01_a_new_user.ipynb"])
def test_a_card_says_who_is_known_and_what_they_may(in_lab: Visit) -> None:
    shown = plaything(in_lab, "1. Who are you?")
    cells = shown.locator("tbody td")
    no, nobody = "not asked", "nobody allowed it (implicitDeny)"
    expect(cells).to_have_text(["ana, by the password", nobody, "not known: no access key", no])
    before = drawn(shown)
    shown.get_by_label("Access key", exact=True).check()
    expect(cells).to_have_text(["ana, by the password", nobody, "ana, by the access key", nobody])
    assert drawn(shown) != before
    shown.get_by_label("Permission", exact=True).check()
    shown.get_by_label("Password", exact=True).uncheck()
    expect(cells).to_have_text(["not known: no password", no, "ana, by the access key", "allowed"])
    shown.get_by_label("User", exact=True).select_option("mia")
    expect(cells).to_have_text(["mia, by the password", "allowed", "not known: no access key", no])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["02_who_signs_in.ipynb"])
def test_a_ticked_box_is_a_call_and_a_line(in_lab: Visit) -> None:
    shown = plaything(in_lab, "Who is in which group")
    before = drawn(shown)
    shown.get_by_label("ana in Data", exact=True).check()
    said = 'The last tick is this call: iam.add_user_to_group(UserName="ana", GroupName="Data")'
    expect(shown.get_by_role("status")).to_have_text(said)
    expect(shown.locator("tbody td")).to_have_text(["kim, ria, tom and ana", "ana"])
    assert drawn(shown) != before
    shown.get_by_label("ana in Data", exact=True).uncheck()
    expect(shown.locator("tbody td")).to_have_text(["kim, ria, tom and ana", "nobody"])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["03_a_policy_for_the_team.ipynb"])
def test_attaching_names_the_changed_answers(in_lab: Visit) -> None:
    shown = plaything(in_lab, "Attached to Blog:")
    before = drawn(shown)
    for box, on, said in (
        ("read-drafts", True, "You attached read-drafts to Blog: 3 answers changed, for ria, tom and kim."),
        ("cal", True, "cal joined Blog: 1 answer changed, for cal."),
        ("kim", False, "kim left Blog: 1 answer changed, for kim."),
    ):
        shown.get_by_label(box, exact=True).set_checked(on)
        expect(shown.get_by_role("status")).to_have_text(said)
        assert drawn(shown) != before
        before = drawn(shown)
    expect(shown.locator(".tag")).to_have_text(["changed"])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["04_in_two_groups.ipynb"])
def test_joining_a_second_group_adds_a_column_and_a_path(in_lab: Visit) -> None:
    shown = plaything(in_lab, "is in:")
    before = drawn(shown)
    shown.get_by_label("Editors", exact=True).check()
    expect(shown.get_by_role("status")).to_have_text(
        "kim is in Readers and Editors; allowed: s3:GetObject and s3:PutObject."
    )
    heads = ["acme-website/index.html", "Readers", "Editors", "together"]
    expect(shown.locator("thead th")).to_have_text(heads)
    assert drawn(shown) != before
    shown.get_by_label("User", exact=True).select_option("ben")
    expect(shown.get_by_role("status")).to_have_text("ben is in Data; allowed: nothing.")
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["05_what_is_left.ipynb"])
def test_a_pressed_answer_says_why(in_lab: Visit) -> None:
    shown = plaything(in_lab, "Every policy that was read")
    before = drawn(shown)
    shown.get_by_title("kim, s3:PutObject: why?").click()
    expect(shown.get_by_role("status")).to_have_text(
        "May kim do s3:PutObject on acme-drafts/plan.txt? Nobody allowed it: the one policy that was read does not fit."
    )
    assert drawn(shown) != before
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["07_one_request.ipynb"])
def test_next_shows_one_step_more_and_at_last_the_way(in_lab: Visit) -> None:
    shown = plaything(in_lab, "Collect: look up the user")
    forward, back = (shown.get_by_role("button", name=name) for name in ("Next", "Back"))
    expect(shown.get_by_role("status")).to_have_text(
        "May tom do s3:PutObject on acme-website/index.html? Step 1 of 3: collect."
    )
    expect(shown.locator("svg")).to_have_count(0)
    expect(back).to_be_disabled()
    forward.click()
    expect(shown.locator("table")).to_have_count(2)
    forward.press("Enter")
    expect(shown.locator("svg")).to_have_count(1)
    expect(forward).to_be_disabled()
    back.click()
    expect(shown.locator("svg")).to_have_count(0)
    assert in_lab.watch.complaints == []
