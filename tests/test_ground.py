"""The ground: pins, environment.yml, start.py's words, the prints. No test here installs anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import start
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import answer_of
from tools import checks, print_notebooks

ROOT = Path(start.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
CONDA = {"python-graphviz": "graphviz"}  # conda-forge's name: the package's own, where they differ


def pinned(file: str) -> list[Requirement]:
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def versions(file: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin in pinned(file):
        found.setdefault(pin.name, set()).add(str(pin.specifier))
    return found


# pins


@pytest.mark.parametrize("file", ["lab.txt", "test.txt", "site.txt"])
def test_a_pin_is_a_name_and_one_exact_version_and_no_address(file: str) -> None:
    for pin in pinned(file):
        assert [one.operator for one in pin.specifier] == ["=="], pin
        assert pin.url is None
    assert "://" not in (ROOT / "requirements" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("extra", "file"), [("lab", "lab.txt"), ("lab", "test.txt"), ("test", "test.txt")])
def test_the_pins_satisfy_what_the_project_asks_for(extra: str, file: str) -> None:
    pins = versions(file)
    for asked in EXTRAS[extra]:
        found = pins.get(canonicalize_name(asked.name), set())
        assert found, f"{file} lacks {asked.name}: make pins"
        assert all(asked.specifier.contains(one.removeprefix("==")) for one in found), f"{asked}: make pins"


def test_what_one_learns_with_is_what_one_tests_with() -> None:
    assert {str(pin) for pin in pinned("lab.txt")} <= {str(pin) for pin in pinned("test.txt")}


def test_the_site_is_built_with_what_one_learns_with() -> None:
    lab, site = versions("lab.txt"), versions("site.txt")
    assert {name: site[name] for name in site.keys() & lab.keys()} == {name: lab[name] for name in site.keys() & lab.keys()}
    browser = {line.partition("==")[0] for line in (ROOT / "requirements/browser.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    assert browser - lab.keys() == {"micropip"}, "versions in the browser are those of lab.txt"


def test_the_simulator_itself_needs_nothing() -> None:
    assert PROJECT["dependencies"] == []


# environment.yml


def conda() -> tuple[dict[str, str], dict[str, str]]:
    """What environment.yml names: conda's packages and pip's, each with its version."""
    lines: list[Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    ours = dict(line.partition("=")[::2] for line in lines if isinstance(line, str))
    pips = [entry for line in lines if isinstance(line, dict) for entry in line["pip"]]
    return ours, dict(entry.split("==") for entry in pips)


def test_conda_gives_the_packages_and_versions_of_the_pins() -> None:
    ours, pips = conda()
    asked = {CONDA.get(name, name): version for name, version in ours.items()} | pips
    del asked["python"], asked["pip"]
    assert asked.keys() == {requirement.name for requirement in EXTRAS["lab"]}
    pins = versions("lab.txt")
    assert {name: {f"=={version}"} for name, version in asked.items()} == {name: pins[name] for name in asked}


def test_conda_gives_the_oldest_python_in_the_form_that_binder_understands() -> None:
    assert conda()[0]["python"] == PROJECT["requires-python"].removeprefix(">=") == start.dotted(start.OLDEST)


# start.py


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .venv of its own for start.py, not made yet, and a list of what start.py did instead of installing."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(start, "VENV", folder)
    monkeypatch.setattr(start, "UNFINISHED", folder / "unfinished")
    monkeypatch.setattr(start, "venv_works", folder.exists)
    monkeypatch.setattr(start, "make_venv", folder.mkdir)
    return folder


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of pip that start.py would have made."""
    calls: list[str] = []
    monkeypatch.setattr(start, "pip", lambda *words: calls.append(" ".join(words)))
    return calls


LAB = "install --requirement requirements/lab.txt"
TEST = "install --requirement requirements/test.txt"
ITSELF = "install --no-deps --no-build-isolation --editable ."


def test_the_first_call_installs_and_the_second_asks_nobody(venv: Path, pip: list[str]) -> None:
    start.prepare("lab")
    assert pip == [LAB, ITSELF]
    start.prepare("lab")
    assert pip == [LAB, ITSELF]
    assert not (venv / "unfinished").exists()


def test_the_pins_for_testing_hold_those_for_learning_but_not_the_other_way(venv: Path, pip: list[str]) -> None:
    start.prepare("lab")
    start.prepare("test")
    start.prepare("lab")
    assert pip == [LAB, ITSELF, TEST, ITSELF]
    assert sorted(path.name for path in venv.iterdir()) == ["installed-test"]


def test_changed_pins_are_installed(venv: Path, pip: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    start.prepare("lab")
    monkeypatch.setattr(start, "fingerprint", lambda pins: f"newer {pins}")
    start.prepare("lab")
    assert pip == [LAB, ITSELF] * 2
    assert (venv / "installed-lab").read_text() == "newer lab"


def test_an_interrupted_install_begins_again_in_an_empty_folder(
    venv: Path, pip: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: str) -> None:
        (venv / "half a package").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.prepare("lab")
    assert (venv / "unfinished").exists()
    start.prepare("lab")
    assert pip == [LAB, ITSELF]
    assert sorted(path.name for path in venv.iterdir()) == ["installed-lab"]


def test_a_failed_download_leaves_what_was_there(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: str) -> None:
        raise start.Missing("no network")

    monkeypatch.setattr(start, "pip", offline)
    venv.mkdir()
    (venv / "a package").touch()
    with pytest.raises(start.Missing):
        start.prepare("lab")
    assert sorted(path.name for path in venv.iterdir()) == ["a package"]


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        pytest.param(
            "WARNING: Retrying ... NewConnectionError: Failed to establish a new connection: [Errno -3]",
            "no network: the packages could not be fetched; connect, then run the same command again",
            id="no network",
        ),
        pytest.param(
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "the disk is full; make room, then run the same command again",
            id="a full disk",
        ),
        pytest.param(
            "Could not fetch URL: There was a problem confirming the ssl certificate: SSLError(...)",
            "a certificate was refused; behind a company's proxy, say PIP_CERT=FILE before the same command",
            id="a company's proxy",
        ),
        pytest.param("ERROR: No matching distribution found for nonesuch==1", None, id="none that we know"),
    ],
)
def test_what_pip_says_becomes_one_line_of_advice(said: str, advice: str | None) -> None:
    assert start.advice(said) == advice


def test_an_error_of_pip_that_we_do_not_know_is_shown_as_pip_says_it() -> None:
    assert start.last_lines("Collecting x\nERROR: no such version\n\nhint\n") == "  ERROR: no such version"


def test_no_new_python_is_said_with_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "OLDEST", (99, 1))
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(start, "in_venv", lambda _: False)
    with pytest.raises(start.Missing) as caught:
        start.find_python()
    here = f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    assert str(caught.value).splitlines() == [
        f"Python 99.1 or newer is needed; found {here}",
        "  Windows:         winget install Python.Python.3.13",
        "  macOS:           brew install python",
        "  Debian, Ubuntu:  sudo apt install python3 python3-venv",
        "  or conda:        conda env create -f environment.yml",
    ]


def test_a_python_without_venv_is_said_with_the_package_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = b"The virtual environment was not created successfully because ensurepip is not available."
    failed = subprocess.CompletedProcess([], 1, stdout=said)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "find_python", lambda: ["python3"])
    monkeypatch.setattr(start, "version_of", lambda _: "3.12")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    with pytest.raises(start.Missing) as caught:
        start.make_venv()
    assert str(caught.value).splitlines() == [
        "python3 cannot make a virtual environment; its venv module is a package of its own",
        "  Debian, Ubuntu:  sudo apt install python3.12-venv    (or python3-venv)",
        "  then run the same command again",
    ]
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("words", [[], ["lesson"]], ids=["no command", "an unknown command"])
def test_start_says_which_commands_there_are(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(words) == 2
    assert capsys.readouterr().err == f"{start.USAGE}\n"


def test_make_knows_every_command_of_start() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"\$\(START\) (\w+)", makefile)
    assert set(called) == set(start.COMMANDS) - {"doctor"}


# .ci/run

STUB = '#!/bin/sh\necho "$(basename "$0") $*" >>"$LOG"\n'
EVERYTHING = {"make", "npm", "chromium", "python3"}


@pytest.mark.skipif(os.name == "nt", reason="CI runs on Debian or Ubuntu")
@pytest.mark.parametrize(
    ("present", "browser", "installed"),
    [
        pytest.param(EVERYTHING, "", None, id="nothing where all is there"),
        pytest.param(EVERYTHING - {"chromium"} | {"google-chrome"}, "", None, id="no browser where there is another"),
        pytest.param(EVERYTHING - {"chromium"}, "/opt/browser", None, id="no browser where one is named"),
        pytest.param(EVERYTHING - {"chromium"}, "", "chromium", id="a browser"),
        pytest.param(EVERYTHING - {"npm"}, "", "nodejs npm", id="npm, for the site"),
        pytest.param({"make"}, "", "nodejs npm chromium python3 python3-venv", id="all that a bare Debian lacks"),
    ],
)
def test_ci_installs_what_the_machine_lacks_and_then_makes_test(
    present: set[str], browser: str, installed: str | None, tmp_path: Path
) -> None:
    log, folder = tmp_path / "log", tmp_path / "bin"
    folder.mkdir()
    for name in ("basename", "dirname"):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, text in {**dict.fromkeys({*present, "make", "apt-get", "sudo"}, STUB), "id": "#!/bin/sh\necho 0\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o700)
    environment = {"PATH": str(folder), "LOG": str(log), **({"IAMSIM_BROWSER": browser} if browser else {})}
    subprocess.run([str(shutil.which("bash")), str(ROOT / ".ci" / "run")], env=environment, check=True, input=b"")
    done = [line for line in log.read_text(encoding="utf-8").splitlines() if not line.startswith("python3")]
    packages = [f"apt-get install -qq --no-install-recommends {installed}"] if installed else []
    assert done == [*(["apt-get update -qq"] if installed else []), *packages, "make test"]


# prints


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
    assert str(ROOT) not in text
    notebook = json.loads(text)
    assert notebook["metadata"] == print_notebooks.METADATA
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert not any("execution" in cell["metadata"] for cell in code)
    kinds = {kind for cell in code for output in cell["outputs"] for kind in output.get("data", ())}
    assert kinds <= {"text/plain", "text/html", "image/svg+xml"}
    assert [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"] == []
    assert not any("stderr" in output.get("name", "") for cell in code for output in cell["outputs"])


# the summary


def test_one_failing_stage_fails_all_and_the_end_says_which_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = checks.Stage("good", ("-c", "print('SKIPPED [1] a.py:1: no browser'); print('=== 3 passed, 1 skipped in 1.00s ===')"))
    bad = checks.Stage("bad", ("-c", "print('FAILED a::b - no'); print('1 failed, 2 passed in 1.00s'); raise SystemExit(5)"))
    many = checks.Stage("many", ("-c", "[print(f'FAILED a::{n}') for n in range(10)]; raise SystemExit(1)"))
    monkeypatch.setattr(checks, "stages", lambda _: [good, bad, many])
    assert checks.main("check") == 1
    summary = re.sub(r" +\d+ s\b", " N s", capsys.readouterr().out.partition("make check\n")[2])
    assert summary.splitlines() == [
        "  ok      good N s   3 passed, 1 skipped in 1.00s",
        "            SKIPPED [1] a.py:1: no browser",
        "  FAILED  bad N s   1 failed, 2 passed in 1.00s",
        "            FAILED a::b - no",
        "  FAILED  many N s   ",
        *(f"            FAILED a::{number}" for number in range(8)),
        "            … and 2 more",
        "2 of 3 failed in N s",
    ]


def test_make_test_runs_every_lesson_in_the_three_ways_and_the_browser_last() -> None:
    stages = list(checks.stages("test"))
    names = [stage.name for stage in stages]
    assert names[:3] == ["style (ruff)", "types (mypy --strict)", "unit tests, laws, doctests"]
    assert names[3:-1] == [reading[0] for reading in checks.READINGS]
    assert names[-1] == "browser"
    every = {path.stem for path in print_notebooks.NOTEBOOKS.glob("src/*.md")}
    read: dict[str, set[str]] = {}
    for stage in stages:
        way = stage.environment.get("IAMSIM_ANSWERS", "").partition(":")[0]
        read.setdefault(way, set()).update(Path(word).stem for word in stage.command if word.endswith(".ipynb"))
    assert read == {"": set(), "blank": every, "reference": every, "wrong": every - {"index"}}


WRONG = [
    pytest.param(number, answers.partition(":")[2], id=f"{number} {answers}")
    for _, _, answers, numbers in checks.READINGS
    for number in numbers.split()
]


@pytest.mark.parametrize(("number", "misconception"), WRONG)
def test_a_lesson_is_read_by_somebody_whose_misconception_it_can_tell(number: str, misconception: str) -> None:
    asked = exercises.lesson(number).everything
    assert any(answer_of(question, misconception) is not None for question in asked)
