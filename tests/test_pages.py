"""Lessons on a phone and on paper: each file stands alone, and no answer stands before its question."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions import exercises
from tools import workshop, write_pages
from tools.lesson_text import sources

ROOT = write_pages.ROOT
SHEETS = [f"{kind}_{number}" for kind in ("worksheet", "key") for number in exercises.lessons()]
OTHERS = ["index", "playground", "practice", "summary", "glossary", "worksheets", "questions_a", "questions_b", "questions_key", "cards", "votes"]
NAMES = sorted(f"{name}.html" for name in (*(path.stem for path in sources()), *SHEETS, *OTHERS))


@cache
def pages() -> dict[str, str]:
    """All pages; not made while tests are collected, which each process does."""
    return dict(write_pages.pages())


class Outline(HTMLParser):
    """What a page asks of other places, its headings, and whether its tags are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.asked += [str(attributes[key]) for key in ("src", "data") if attributes.get(key)]
        if tag == "a" and attributes.get("href"):
            self.links.append(str(attributes["href"]))
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        if tag in {"details", "table", "main", "body", "pre"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"details", "table", "main", "body", "pre"}:
            assert self.open.pop() == tag


def test_there_is_a_page_for_each_lesson_and_for_what_one_prints() -> None:
    assert sorted(pages()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_stands_alone(name: str) -> None:
    page = Outline(pages()[name])
    assert page.open == []
    assert [target for target in page.asked if not target.startswith("data:image/svg+xml;base64,")] == []
    assert [target for target in page.links if not target.startswith(("https://", "#")) and target not in NAMES] == []
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert len(pages()[name]) < 250_000


@pytest.mark.parametrize("name", [f"{path.stem}.html" for path in sources()])
def test_what_an_experiment_shows_is_folded_away_and_comes_after_the_question(name: str) -> None:
    text = pages()[name]
    printed = (ROOT / "notebooks" / name.replace(".html", ".ipynb")).read_text(encoding="utf-8")
    experiments = re.findall(r'"experiment:([\w-]+)"', printed)
    assert text.count('<details class="experiment">') == len(experiments) >= 1
    assert text.index("iamsim-sheet") < text.index('<details class="experiment">')


def test_a_cell_shows_its_code_unless_it_is_hidden_and_text_is_no_html() -> None:
    code_cell = {
        "cell_type": "code",
        "source": ["a < b"],
        "metadata": {"tags": []},
        "outputs": [{"text": ["1 < 2\n"]}, {"data": {"text/plain": ["<b>"]}}, {"data": {"text/html": ["<p>x</p>"], "text/plain": ["x"]}}],
    }
    outputs = "<pre>1 &lt; 2\n</pre>\n<pre>&lt;b&gt;</pre>\n<p>x</p>"
    assert write_pages.cell(code_cell) == f"<pre><code>a &lt; b</code></pre>\n{outputs}"
    hidden = code_cell | {"metadata": {"tags": ["hide-input", "experiment:x"]}}
    for tag in ("hand-in", "class"):
        assert write_pages.cell(code_cell | {"metadata": {"tags": [tag]}}) == "", "a form that nobody can send"
    summary = "<summary>What AWS answers: open it when you have predicted</summary>"
    assert write_pages.cell(hidden) == f'\n<details class="experiment">{summary}\n{outputs}\n</details>'


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_on_paper_what_is_opened_after_an_answer_begins_a_new_page(path: Path) -> None:
    page, source = pages()[f"{path.stem}.html"], path.read_text(encoding="utf-8")
    assert page.count('<details class="answer">') == source.count("<summary>Open this after your answer</summary>")
    assert "details.answer{break-before:page}" in page


def test_the_summary_has_a_picture() -> None:
    assert '<img src="data:image/svg+xml;base64,' in pages()["summary.html"]


def test_links_to_lessons_lead_to_their_pages() -> None:
    assert write_pages.prose("[a](04_in_two_groups.ipynb)") == '<p><a href="04_in_two_groups.html">a</a></p>\n'


def test_all_pages_are_written_into_a_folder_that_holds_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pages"
    out.mkdir()
    (out / "old.html").touch()
    assert write_pages.main(["--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == set(NAMES)
    assert capsys.readouterr().out == f"{out}: {len(NAMES)} pages; begin with {out / 'index.html'}\n"


@pytest.mark.parametrize("name", NAMES)
def test_each_page_has_large_type_for_a_wall_without_a_script(name: str) -> None:
    assert pages()[name].count('href="#large"') == pages()[name].count('id="large"') == 1
    assert "body:target{" in pages()[name]


def test_there_is_a_card_for_each_option_of_each_vote() -> None:
    letters = re.findall(r'<div class="letter letter-(\w)">(\w)</div>', pages()["cards.html"])
    assert [capital for _, capital in letters] == ["A", "B", "C", "D", "E", "F"]
    assert all(f".letter-{small}{{" in pages()["cards.html"] for small, _ in letters)
    assert max(len(question.options) for question in workshop.votes()) == len(letters)


def test_a_vote_has_its_options_in_their_order_and_no_answer() -> None:
    for question in workshop.votes():
        slide = re.search(rf'(?s)<section class="vote" id="{question.id}">(.*?)</section>', pages()["votes.html"])
        assert slide is not None
        texts = re.findall(r"<tr><th>(\w)</th><td>(.*?)</td></tr>", slide[1])
        assert texts == [(letter, option.text) for letter, option in zip("ABCDEF", question.options, strict=False)]
        right = next(option for option in question.options if option.gives == TRUTH)
        assert right.why not in slide[1]
