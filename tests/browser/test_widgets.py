"""The widgets of lessons 01 to 07, in a real JupyterLab: each control changes the words and the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from tests.browser.driving import Visit

pytestmark = pytest.mark.browser


def widget_output(visit: Visit, words: str) -> Locator:
    """The output of the widget in which these words stand."""
    return visit.page.locator(".jp-OutputArea-output:has(.widget-html)").filter(has_text=words).first


def picture(output: Locator) -> str:
    """The picture as it is now."""
    return output.locator("svg.iamsim").first.inner_html()


@pytest.mark.parametrize("lesson", ["01_a_new_user.ipynb"])
def test_a_card_says_who_is_known_and_what_they_may(in_lab: Visit) -> None:
    output = widget_output(in_lab, "1. Who are you?")
    cells = output.locator("tbody td")
    not_asked, nobody = "not asked", f"{decision_words(Decision.IMPLICIT_DENY)} (implicitDeny)"
    expect(cells).to_have_text(["ana, by the password", nobody, "not known: no access key", not_asked])
    before = picture(output)
    output.get_by_label("Access key", exact=True).check()
    expect(cells).to_have_text(["ana, by the password", nobody, "ana, by the access key", nobody])
    assert picture(output) != before
    output.get_by_label("Permission", exact=True).check()
    output.get_by_label("Password", exact=True).uncheck()
    expect(cells).to_have_text(["not known: no password", not_asked, "ana, by the access key", "allowed"])
    output.get_by_label("User", exact=True).select_option("mia")
    expect(cells).to_have_text(["mia, by the password", "allowed", "not known: no access key", not_asked])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["02_who_signs_in.ipynb"])
def test_a_ticked_box_is_a_call_and_a_line(in_lab: Visit) -> None:
    output = widget_output(in_lab, "Who is in which group")
    before = picture(output)
    output.get_by_label("ana in Data", exact=True).check()
    sentence = 'The last tick is this call: iam.add_user_to_group(UserName="ana", GroupName="Data")'
    expect(output.get_by_role("status")).to_have_text(sentence)
    expect(output.locator("tbody td")).to_have_text(["kim, ria, tom and ana", "ana"])
    assert picture(output) != before
    output.get_by_label("ana in Data", exact=True).uncheck()
    expect(output.locator("tbody td")).to_have_text(["kim, ria, tom and ana", "nobody"])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["03_a_policy_for_the_team.ipynb"])
def test_attaching_names_the_changed_answers(in_lab: Visit) -> None:
    output = widget_output(in_lab, "Attached to Blog:")
    before = picture(output)
    for box, on, sentence in (
        ("read-drafts", True, "You attached read-drafts to Blog: 3 answers changed, for ria, tom and kim."),
        ("cal", True, "cal joined Blog: 1 answer changed, for cal."),
        ("kim", False, "kim left Blog: 1 answer changed, for kim."),
    ):
        output.get_by_label(box, exact=True).set_checked(on)
        expect(output.get_by_role("status")).to_have_text(sentence)
        assert picture(output) != before
        before = picture(output)
    expect(output.locator(".tag")).to_have_text(["changed"])
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["04_in_two_groups.ipynb"])
def test_joining_a_second_group_adds_a_column_and_a_path(in_lab: Visit) -> None:
    output = widget_output(in_lab, "is in:")
    before = picture(output)
    output.get_by_label("Editors", exact=True).check()
    expect(output.get_by_role("status")).to_have_text(
        "kim is in Readers and Editors; allowed: s3:GetObject and s3:PutObject."
    )
    heads = ["acme-website/index.html", "Readers", "Editors", "together"]
    expect(output.locator("thead th")).to_have_text(heads)
    assert picture(output) != before
    output.get_by_label("User", exact=True).select_option("ben")
    expect(output.get_by_role("status")).to_have_text("ben is in Data; allowed: nothing.")
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["05_what_is_left.ipynb"])
def test_a_pressed_answer_says_why(in_lab: Visit) -> None:
    output = widget_output(in_lab, "Every policy that was read")
    before = picture(output)
    output.get_by_title("kim, s3:PutObject: why?").click()
    expect(output.get_by_role("status")).to_have_text(
        "May kim do s3:PutObject on acme-drafts/plan.txt? Nobody allowed it (implicitDeny): the one statement of kim's policies does not match."
    )
    assert picture(output) != before
    assert in_lab.watch.complaints == []


@pytest.mark.parametrize("lesson", ["07_one_request.ipynb"])
def test_next_shows_one_step_more_and_at_last_the_way(in_lab: Visit) -> None:
    output = widget_output(in_lab, "Collect: look up the user")
    forward, back = (output.get_by_role("button", name=name) for name in ("Next", "Back"))
    expect(output.get_by_role("status")).to_have_text(
        "May tom do s3:PutObject on acme-website/index.html? Step 1 of 3: collect."
    )
    expect(output.locator("svg")).to_have_count(0)
    expect(back).to_be_disabled()
    forward.click()
    expect(output.locator("table")).to_have_count(2)
    forward.press("Enter")
    expect(output.locator("svg")).to_have_count(1)
    expect(forward).to_be_disabled()
    back.click()
    expect(output.locator("svg")).to_have_count(0)
    assert in_lab.watch.complaints == []
