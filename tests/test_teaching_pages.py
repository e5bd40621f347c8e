"""What docs/ tells teachers is so: the fields of files, the workshop's questions, commands and examples."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
import yaml
from traitlets.config import Config

from iamsim import cli
from iamsim.learning.classroom.submissions import PRIVATE_DETAILS, submission_of
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import reference_answer
from iamsim.learning.records import Journal
from iamsim.learning.records.journal import FIELDS, HEAD_KEYS, JournalEvent
from tools import lesson_rules, workshop
from tools.lesson_text import sources

ROOT = Path(__file__).resolve().parent.parent
WORKSHOP = (ROOT / "docs" / "workshop.md").read_text(encoding="utf-8")
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """Return the part of a page under a heading, up to the next one of its level."""
    match = re.search(rf"(?ms)^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page)
    assert match is not None, title
    return match[1]


def named_fields(text: str) -> list[str]:
    """Return what the first cells of a part's table name in code."""
    return [name for row in re.findall(r"(?m)^\| (`[^|]+) \|", text) for name in re.findall(r"`(\w+)`", row)]


# privacy


def test_each_field_of_progress_is_explained() -> None:
    assert named_fields(section(PRIVACY, "`progress.json`")) == [*HEAD_KEYS, *FIELDS]


def test_each_field_of_a_submission_is_explained() -> None:
    right = reference_answer(exercises.question("08-q1"))
    events = (
        JournalEvent("join", answer={"name": "Ana", "code": "IAM-2026"}),
        JournalEvent("quiz", "08-q1", answer=right + 1, confidence="sure", status="wrong"),
        JournalEvent("hint", "08-q1", answer=1),
        JournalEvent("quiz", "08-q1", answer=right, status="correct"),
    )
    raw = submission_of(Journal(events=events), "Ana").raw()
    handed_in = section(PRIVACY, "What is handed in")
    assert named_fields(handed_in) == list(raw)
    assert sorted(re.findall(r"`--without (\w+)`", handed_in)) == sorted(PRIVATE_DETAILS)
    assert raw["learner"] == "Ana"


NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "tornado", "urllib3", "websocket"}


def network_imports(source: str) -> list[str]:
    """Return the modules with which a program could reach a network that a source imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return [name for name in names if name.partition(".")[0] in NETWORK or name == "urllib.request"]


def test_iamsim_imports_nothing_that_reaches_a_network() -> None:
    files = sorted((ROOT / "iamsim").rglob("*.py"))
    assert len(files) > 100
    found = {path.name: network_imports(path.read_text(encoding="utf-8")) for path in files}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_iamsims_own_javascript_asks_no_server() -> None:
    files = sorted((ROOT / "iamsim").rglob("*.js"))
    asking = re.compile(r"\b(?:fetch|sendBeacon)\s*\(|XMLHttpRequest|WebSocket|EventSource")
    assert len(files) > 3
    assert [path.name for path in files if asking.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import urllib.request", ["urllib.request"]),
        ("from http.client import HTTPConnection", ["http.client"]),
        ("from urllib.parse import unquote", []),
    ],
)
def test_an_import_that_reaches_a_network_is_found(source: str, modules: list[str]) -> None:
    assert network_imports(source) == modules


# workshop


def test_the_workshop_votes_once_in_each_of_four_lessons_before_the_experiment() -> None:
    votes = workshop.votes()
    assert [question.lesson for question in votes] == ["00", "03", "04", "08"]
    assert {(question.section, question.kind) for question in votes} == {("prediction", "choice")}
    assert all(f'predict("{question.id}")' in source_of(question.lesson) for question in votes)


def source_of(number: str) -> str:
    return next(path for path in sources() if path.stem.startswith(number)).read_text(encoding="utf-8")


def test_each_vote_is_told_as_the_exercise_file_has_it() -> None:
    for question in workshop.votes():
        assert workshop.vote_table(question) in WORKSHOP, f"{question.id}: expected\n{workshop.vote_table(question)}"


def test_a_vote_table_tells_right_from_believed() -> None:
    rows = workshop.vote_table(exercises.question("04-both")).splitlines()
    assert [row.split(" | ")[2] for row in rows] == [
        "**right**", "Only a user's first, primary group counts.", "All of a user's groups must agree.",
    ]  # fmt: skip
    assert [row[:4] for row in rows] == ["| A ", "| B ", "| C "]


def test_the_plan_fills_ninety_minutes_and_has_seven_of_slack() -> None:
    rows = re.findall(r"(?m)^\| (\d+) \| (\d+) \| ([^|]+) \|", section(WORKSHOP, "Minute by minute"))
    times = [(int(start), int(end)) for start, end, _ in rows]
    assert [start for start, _ in times] == [0, *(end for _, end in times[:-1])]
    assert times[-1] == (83, 90)
    assert "Slack" in rows[-1][2]


def test_each_question_that_the_workshop_names_is_in_the_course() -> None:
    named = set(re.findall(r"`(\d\d-[\w-]+)`", WORKSHOP))
    assert named >= {"03-star", "08-table"}
    assert named <= set(exercises.ids())


# JupyterHub

HUB = (ROOT / "docs" / "jupyterhub.md").read_text(encoding="utf-8")


def code_in(page: str, language: str) -> list[str]:
    """Return the blocks of code of a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", page)


def test_the_settings_of_a_hub_give_each_learner_copies_and_keep_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("JUPYTER_CONFIG_PATH", "PATH"):  # the settings change them; so they are put back
        monkeypatch.setenv(name, os.environ.get(name, ""))
    (settings,) = code_in(HUB, "python")
    mine = tmp_path / "iamsim" / "notebooks" / "00_start_here.ipynb"
    for text in (None, "mine"):  # the first start of a learner's server, and a later one
        if text:
            mine.write_text(text, encoding="utf-8")
        config = Config()
        exec(settings, {"c": config})  # noqa: S102 - as Jupyter does with this file
        assert config.KernelManager.transport == "ipc"
        assert os.environ["JUPYTER_CONFIG_PATH"].startswith(str(ROOT / "iamsim" / "jupyter"))
        assert mine.exists()
    assert mine.read_text(encoding="utf-8") == "mine"
    assert "lab/tree/iamsim/notebooks/00_start_here.ipynb" in HUB


def test_the_charts_settings_are_yaml() -> None:
    (text,) = code_in(HUB, "yaml")
    assert set(yaml.safe_load(text)) == {"singleuser", "scheduling", "cull"}


# own lessons

OWN = (ROOT / "docs" / "own-lessons.md").read_text(encoding="utf-8")


def test_a_new_lesson_is_as_a_teacher_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new-lesson", "20", "Guests at the radio"]) == 0
    assert f'$ iamsim new-lesson 20 "Guests at the radio"\n{capsys.readouterr().out}```' in OWN
    frame = (tmp_path / "exercises" / "20_guests_at_the_radio.toml").read_text(encoding="utf-8")
    german = (ROOT / "tests" / "commands" / "21_auf_deutsch.toml").read_text(encoding="utf-8")
    from_frame, from_german = code_in(OWN, "toml")
    assert from_frame in frame
    assert from_german in german


def test_each_rule_of_a_lessons_text_is_told() -> None:
    told = re.findall(r"(?m)^- (.+)$", section(OWN, "What the text is held to"))
    assert told == [str(rule.__doc__).partition("\n")[0] for rule in lesson_rules.RULES]


def test_the_sizes_that_a_teacher_is_told_are_those_that_warn() -> None:
    shown = section(OWN, "What the text is held to").replace(",", "")
    numbers = [
        (lesson_rules.MAX_MINUTES, "minutes"), (lesson_rules.MAX_WORDS, "words"),
        (lesson_rules.MAX_CODE_CELLS, "cells of code"), (lesson_rules.MAX_CODE_LINES, "lines in one cell"),
        (lesson_rules.MAX_ANSWERS, "answers"), (lesson_rules.MAX_NODES, "things in the first picture"),
        (lesson_rules.QUIZ_QUESTIONS, "questions from memory"), (lesson_rules.WARMUP_QUESTIONS, "in the warm-up"),
    ]  # fmt: skip
    assert [words for number, words in numbers if f"{number} {words}" not in shown] == []
