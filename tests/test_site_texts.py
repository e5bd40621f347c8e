"""The text in a lesson's place: each cell's section, forms as they were printed, and no answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.site_texts import preview, section, write_texts

CARD = '<style>p { margin: 0 }</style><p class="iamsim-ask">Who may?</p>'
PICTURE = '<?xml version="1.0"?>\n<svg><title>Who</title></svg>'


def code(*tags: str, data: dict[str, str] | None = None, folded: bool = False) -> dict[str, Any]:
    metadata = {"tags": [*tags], "jupyter": {"source_hidden": folded}}
    outputs = [{"data": data}] if data else []
    return {"cell_type": "code", "id": "a1", "metadata": metadata, "source": ["ask('x')\n", "1 < 2"], "outputs": outputs}


def write(notebook: Path, *cells: dict[str, Any]) -> None:
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def test_a_lessons_text_has_a_section_for_each_cell_and_the_questions_of_its_print(tmp_path: Path) -> None:
    prose = {"cell_type": "markdown", "source": ["Who *may*?"]}
    write(tmp_path / "files" / "00_x.ipynb", prose, code("predict:00-a", folded=True), code())
    printed = code("predict:00-a", data={"text/html": CARD}, folded=True)
    write(tmp_path / "course" / "notebooks" / "00_x.ipynb", prose, printed, code(data={"text/plain": "denied"}))
    assert write_texts(tmp_path, tmp_path / "course") == ["00_x"]
    text = (tmp_path / "text" / "00_x.html").read_text(encoding="utf-8")
    assert text.count("<section") == 3
    assert "Who <em>may</em>?" in text
    assert '<section class="folded" data-cell="a1">' in text
    assert '<p class="iamsim-ask">Who may?</p>' in text
    assert not [word for word in ("denied", "margin") if word in text]


def test_code_that_is_to_be_read_is_there_and_folded_code_is_not() -> None:
    assert section(code(), code()) == '<section class="code"><pre>ask(&#x27;x&#x27;)\n1 &lt; 2</pre></section>'
    assert "ask" not in section(code(folded=True), code(folded=True))


def test_a_picture_stands_there_itself_so_that_its_size_is_known_at_once() -> None:
    shown = preview(code("setup", data={"image/svg+xml": PICTURE, "text/html": "<img>"}))
    assert shown == '<div class="lesson-preview"><div class="picture"><svg><title>Who</title></svg></div></div>'


def test_what_depends_on_a_learners_progress_is_not_shown_before_it_was_run() -> None:
    assert preview(code("setup", data={"text/html": "<p>Nothing is due for review.</p>"})) == ""


@pytest.mark.parametrize("tag", ["experiment:00-a", "observe:00-a", "investigate", "modify"])
def test_what_may_answer_a_question_is_not_shown_before_it_was_run(tag: str) -> None:
    assert preview(code(tag, data={"text/html": CARD})) == ""
