"""Forms in a real JupyterLab: named, worked by the keyboard alone, in both themes; an answer is in the file at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import READY, Lab, Visit, Visits, keep_shot

pytestmark = pytest.mark.browser
SMALL = Path(__file__).resolve().parents[1] / "learning" / "exercises"
NAME = "08_forms.ipynb"
CELLS = (
    'from iamsim.learning import check, observe, predict, quiz; predict("08-publish")',
    'predict("08-table")',
    'quiz("08")',
    'check("09")',
    'check("08")',
)
WITHIN = "() => document.activeElement?.closest('.iamsim-form') !== null"
THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
COMMITTED = "Committed. Now run the experiment in the next cell."
FORGET = "jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
# Both in one step, so that no answer can come between them.
COMMIT_AND_GO_ON = """() => {
    document.querySelector('.iamsim-commit').click();
    document.querySelector('.jp-CodeCell:last-of-type .cm-content').focus();
}"""
FOCUS = "() => document.activeElement?.className ?? ''"


@pytest.fixture(scope="module")
def course(lab: Lab) -> Path:
    """A course of its own in the learner's folder: a notebook of one form of each kind."""
    folder = lab.work / "forms"
    shutil.copytree(SMALL, folder / "exercises")
    (folder / "notebooks").mkdir()
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"cell-{at}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for at, source in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / NAME).write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(lab_visits: Visits, lab: Lab, course: Path) -> Iterator[Visit]:
    """The notebook's page."""
    visit = lab_visits.open("forms", lab.lesson(NAME, course.name))
    visit.page.wait_for_function(READY)
    yield visit
    visit.close()


@pytest.fixture
def visit(opened: Visit, course: Path) -> Visit:
    """The notebook with all its forms, nothing answered yet."""
    (course / "progress.json").unlink(missing_ok=True)
    opened.page.evaluate(FORGET)
    opened.run()
    return opened


def form(page: Page, label: str) -> Locator:
    """A form by the name that a screen reader gives it."""
    return page.get_by_role("group", name=label)


def saved_answers(course: Path) -> list[tuple[str, object, str]]:
    """What the progress file holds: question, answer, how sure."""
    events = json.loads((course / "progress.json").read_text(encoding="utf-8"))["events"]
    return [(event["question"], event["answer"], event["confidence"]) for event in events if event["did"] == "predict"]


def tab_to(page: Page, condition: str, most: int = 60) -> None:
    """Press Tab until the focus is on something."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    pytest.fail(f"{most} times Tab did not lead to {condition}")


def test_the_keyboard_alone_commits_a_prediction(visit: Visit, course: Path) -> None:
    page = visit.page
    prediction = form(page, "Predict, 08-publish")
    expect(prediction.get_by_role("radio", checked=True)).to_have_count(0)
    expect(prediction.get_by_role("button", name="Commit")).to_be_disabled()
    page.locator(".jp-Notebook .jp-InputPrompt").first.click()
    before = page.locator(".jp-Notebook .jp-Cell").count()
    tab_to(page, WITHIN)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-Notebook .jp-Cell").count() == before, "d d deletes a cell, unless one is in a form"
    expect(prediction.get_by_role("radio", name="Denied: whoever has a Deny can do nothing.")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(prediction.get_by_role("radio", name="I think so")).to_be_checked()
    expect(prediction.get_by_role("button", name="Commit")).to_be_enabled()
    tab_to(page, "() => document.activeElement?.classList.contains('iamsim-commit')", most=3)
    page.keyboard.press("Enter")
    expect(prediction.get_by_text(COMMITTED)).to_be_visible()
    expect(prediction.get_by_role("button")).to_have_count(0)
    assert "iamsim-next" in page.evaluate(FOCUS), "the focus goes on to what is said"
    assert saved_answers(course) == [("08-publish", 2, "think")]
    assert visit.problems() == []


def test_who_goes_on_before_the_answer_comes_keeps_the_focus_there(visit: Visit) -> None:
    page = visit.page
    prediction = form(page, "Predict, 08-publish")
    prediction.get_by_role("radio", name="Allowed: one Allow is enough.").check()
    prediction.get_by_role("radio", name="I am sure").check()
    expect(prediction.get_by_role("button", name="Commit")).to_be_enabled()
    page.evaluate(COMMIT_AND_GO_ON)
    expect(prediction.get_by_text(COMMITTED)).to_be_visible()
    page.wait_for_timeout(500)
    assert "cm-content" in page.evaluate(FOCUS)
    assert visit.problems() == []


def test_every_control_has_a_name_that_says_what_it_is_for(visit: Visit) -> None:
    page = visit.page
    expect(form(page, "Predict, 08-publish").get_by_role("radiogroup", name="How sure are you?")).to_be_visible()
    menu = form(page, "Predict, 08-table").get_by_role("combobox", name="ria s3:PutObject")
    expect(menu).to_have_value("choose …")
    for name in ("Read a page.", "Delete a page."):
        expect(form(page, "From memory, 08").get_by_role("checkbox", name=name)).not_to_be_checked()
    expect(form(page, "Exercise, 09").get_by_role("combobox", name="step 3 of 3")).to_be_visible()
    area = form(page, "Exercise, 08").get_by_role("textbox", name="Write a policy for group Freeze")
    expect(area).to_have_value('{\n  "Version": "2012-10-17",\n  "Statement": []\n}')
    assert visit.problems() == []


def test_forms_before_and_after_the_commit_in_both_themes(visit: Visit) -> None:
    page = visit.page
    keep_shots(page, "before")
    prediction = form(page, "Predict, 08-publish")
    prediction.get_by_role("radio", name="Allowed: one Allow is enough.").check()
    prediction.get_by_role("radio", name="I am sure").check()
    prediction.get_by_role("button", name="Commit").click()
    expect(prediction.get_by_text(COMMITTED)).to_be_visible()  # what is below moves up; a click before that goes astray
    table = form(page, "Predict, 08-table")
    for menu in table.get_by_role("combobox").all():
        menu.select_option("allowed")
    table.get_by_role("radio", name="I guess").check()
    table.get_by_role("button", name="Commit").click()
    expect(table.get_by_text(COMMITTED)).to_be_visible()
    quiz = form(page, "From memory, 08")
    quiz.get_by_role("radio", name="Allowed: Web allows it.").check()
    quiz.get_by_role("checkbox", name="Delete a page.").check()
    quiz.get_by_role("button", name="Commit").click()
    expect(quiz.get_by_text("The right answer: “Denied: Freeze denies it”.")).to_be_visible()
    exercise = form(page, "Exercise, 09")
    exercise.get_by_role("checkbox", name="on-call (own policy)").check()
    for menu, step in zip(exercise.get_by_role("combobox").all(), ("Ask", "Look up", "Hold"), strict=True):
        menu.select_option(menu.locator("option").filter(has_text=step).first.inner_text())
    exercise.get_by_role("button", name="Check").click()
    expect(exercise.get_by_text("comes too early")).to_be_visible()
    policy = form(page, "Exercise, 08")
    policy.get_by_role("textbox").fill('{"Version": "2012-10-17", "Statement": [')
    policy.get_by_role("button", name="Check").click()
    expect(policy.get_by_text("Cannot be read")).to_be_visible()
    keep_shots(page, "after")
    assert visit.problems() == []


def keep_shots(page: Page, when: str) -> None:
    """Keep a picture of each part of the notebook in both themes, if pictures are wanted."""
    for theme in ("Dark", "Light"):
        page.evaluate(THEME, f"JupyterLab {theme}")
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
        for at, cell in enumerate(page.locator(".jp-Notebook .jp-CodeCell").all()):
            cell.scroll_into_view_if_needed()
            keep_shot(page, f"forms-{theme.lower()}-{when}-{at}")
