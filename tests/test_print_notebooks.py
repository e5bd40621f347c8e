"""The prints: notebooks/*.ipynb are what `make notebooks` makes of notebooks/src/*.md, and git can compare them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import print_notebooks

LESSON = """\
---
kernelspec: {name: python3, display_name: Python 3}
---

# A lesson

```{code-cell}
:tags: [hide-input]
import sys
import ipywidgets
print("one"); print("two")
```

```{code-cell}
ipywidgets.IntSlider(description="how many")
```
"""


@pytest.mark.slow
def test_a_lesson_is_printed_the_same_twice_and_without_widget_models(tmp_path: Path) -> None:
    source = tmp_path / "01_lesson.md"
    source.write_text(LESSON, encoding="utf-8")
    text = print_notebooks.printed(source, tmp_path)
    assert text == print_notebooks.printed(source, tmp_path)
    heading, first, second = json.loads(text)["cells"]
    assert heading["source"] == ["# A lesson"]
    assert first["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["one\n", "two\n"]}]
    assert first["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    assert [list(output["data"]) for output in second["outputs"]] == [["text/plain"]]
    assert json.loads(text)["metadata"] == print_notebooks.METADATA


def test_a_cell_keeps_its_id_when_another_comes_before_it(tmp_path: Path) -> None:
    source = tmp_path / "01_lesson.md"
    source.write_text(LESSON, encoding="utf-8")
    before = [cell.id for cell in print_notebooks.unexecuted(source).cells]
    source.write_text(LESSON.replace("# A lesson", "# A lesson\n\n```{code-cell}\n1\n```"), encoding="utf-8")
    after = [cell.id for cell in print_notebooks.unexecuted(source).cells]
    assert before == [after[0], *after[2:]]


def test_a_print_is_stale_when_its_source_has_changed(tmp_path: Path) -> None:
    source, target = tmp_path / "01_lesson.md", tmp_path / "01_lesson.ipynb"
    source.write_text(LESSON, encoding="utf-8")
    assert print_notebooks.staleness(source, target) == "was never printed"
    notebook = print_notebooks.unexecuted(source)
    target.write_text(print_notebooks.as_text(notebook), encoding="utf-8")
    assert print_notebooks.staleness(source, target) is None
    source.write_text(LESSON.replace("two", "three"), encoding="utf-8")
    assert print_notebooks.staleness(source, target) == "is older than its source"


def test_the_lessons_are_printed_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    status = print_notebooks.main(["--check"])
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", [path.stem for path in sorted(print_notebooks.NOTEBOOKS.glob("src/*.md"))])
def test_a_print_holds_what_git_can_compare_and_no_more(name: str) -> None:
    file = print_notebooks.NOTEBOOKS / f"{name}.ipynb"
    text = file.read_text(encoding="utf-8")
    assert file.stat().st_size < 300_000
    assert str(print_notebooks.ROOT) not in text
    notebook = json.loads(text)
    assert notebook["metadata"] == print_notebooks.METADATA
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert not any("execution" in cell["metadata"] for cell in code)
    kinds = {kind for cell in code for output in cell["outputs"] for kind in output.get("data", ())}
    assert kinds <= {"text/plain", "text/html", "image/svg+xml"}
    assert [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"] == []
    assert not any("stderr" in output.get("name", "") for cell in code for output in cell["outputs"])
