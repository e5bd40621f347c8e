"""What people ask and paste, as data: every case of why.jsonl, run in process as the command line is."""

from __future__ import annotations

import json
import re
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from iamsim.cli import main

LINES = (Path(__file__).parent / "why.jsonl").read_text(encoding="utf-8").split("\n")
CASES = [pytest.param(case, id=case["id"]) for case in map(json.loads, filter(None, LINES))]
FILES = {"bucket_policy": "--bucket-policy", "boundary": "--boundary"}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(name).write_text(text, encoding="utf-8")
    return name


def arguments(case: dict[str, Any]) -> list[str]:
    """What a person types; the files are written into the current folder."""
    options = case.get("options") or {}
    words = ["why", write("account.json", case["account"]), *(case.get("ask") or ["-"])]
    for key, values in (options.get("context") or {}).items():
        for value in values if isinstance(values, list) else [values]:
            words += ["--context", f"{key}={value}"]
    for name, option in FILES.items():
        if name in options:
            words += [option, write(f"{name}.json", options[name])]
    for level in options.get("scps") or []:
        words += ["--scp", ",".join(write(policy["file"], policy["document"]) for policy in level)]
    return words


def run(
    words: list[str], case: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(case.get("paste", "").encode()), "utf-8"))
    return (main(words), *capsys.readouterr())


def squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()


@pytest.mark.parametrize("case", CASES)
def test_an_answer_says_what_it_must_and_nothing_that_it_must_not(
    case: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect, words = case["expect"], arguments(case)
    status, out, err = run(words, case, capsys, monkeypatch)
    said = out + err
    statuses = expect["exit"] if isinstance(expect["exit"], list) else [expect["exit"]]
    assert status in statuses, f"{case['title']}\n{said}"
    for texts in expect.get("contains", []):
        assert any(squeeze(text) in squeeze(said) for text in ([texts] if isinstance(texts, str) else texts)), texts
    for text in expect.get("lacks", []):
        assert squeeze(text) not in squeeze(said)
    for pattern in expect.get("contains_re", []):
        assert re.search(pattern, said), pattern
    for pattern in expect.get("lacks_re", []):
        assert not re.search(pattern, said), pattern
    assert len(said) <= expect.get("most", len(said))
    if "decision" in expect or "depends_on" in expect:
        _, out, _ = run([*words, "--json"], case, capsys, monkeypatch)
        answer = json.loads(out)
        assert answer["decision"] == expect.get("decision", answer["decision"])
        missing = {key.lower() for key in answer["missingContextValues"]}
        assert {key.lower() for key in expect.get("depends_on", [])} <= missing


def test_every_case_is_read() -> None:
    assert len(CASES) == 95
