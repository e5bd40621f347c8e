"""Setting the project up: the pins, environment.yml, start.py and .ci/run. No test here installs anything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import start

ROOT = Path(start.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
CONDA_NAMES = {"python-graphviz": "graphviz"}  # conda-forge's name: PyPI's, where they differ


def pinned(file: str) -> list[Requirement]:
    """The requirements that a file of requirements/ pins."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if not line.startswith(("#", " "))]


def versions(file: str) -> dict[str, set[str]]:
    """Package → its pinned versions; there are several where they differ by system or Python."""
    specifiers: dict[str, set[str]] = {}
    for pin in pinned(file):
        specifiers.setdefault(pin.name, set()).add(str(pin.specifier))
    return specifiers


# pins


PINS = ["lab.txt", "test.txt", "site.txt", "catalog.txt", "browser.txt"]


@pytest.mark.parametrize("file", PINS)
def test_each_pin_has_hashes(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    pins = [block for block in re.split(r"(?m)^(?=\w)", text) if not block.startswith("#")]
    assert len(pins) == len(pinned(file))
    assert [pin for pin in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", pin)] == []


@pytest.mark.parametrize("file", PINS)
def test_a_pin_is_a_name_and_one_exact_version_and_no_address(file: str) -> None:
    for pin in pinned(file):
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
        assert pin.url is None
    assert "://" not in (ROOT / "requirements" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("extra", "file"), [("lab", "lab.txt"), ("lab", "test.txt"), ("test", "test.txt")])
def test_the_pins_satisfy_what_the_project_asks_for(extra: str, file: str) -> None:
    pins = versions(file)
    for requirement in EXTRAS[extra]:
        specifiers = pins.get(canonicalize_name(requirement.name), set())
        assert specifiers, f"{file} lacks {requirement.name}: make pins"
        assert all(requirement.specifier.contains(version.removeprefix("==")) for version in specifiers), f"{requirement}: make pins"


def test_the_pins_for_learning_are_among_those_for_testing() -> None:
    assert {str(pin) for pin in pinned("lab.txt")} <= {str(pin) for pin in pinned("test.txt")}


def test_the_site_has_the_versions_of_the_pins_for_learning() -> None:
    lab, site = versions("lab.txt"), versions("site.txt")
    assert {name: site[name] for name in site.keys() & lab.keys()} == {name: lab[name] for name in site.keys() & lab.keys()}
    browser = versions("browser.txt")
    assert browser.keys() - lab.keys() == {"micropip"}
    assert {name: lab[name] for name in browser.keys() & lab.keys()} == {name: browser[name] for name in browser.keys() & lab.keys()}


def test_the_browsers_pins_do_not_depend_on_the_python_that_builds_the_site() -> None:
    assert [pin for pin in pinned("browser.txt") if pin.marker] == []


def test_the_simulator_itself_needs_nothing() -> None:
    assert PROJECT["dependencies"] == []


# environment.yml


def conda_packages() -> tuple[dict[str, str], dict[str, str]]:
    """Return what environment.yml names, conda's packages and pip's: name → version."""
    lines: list[Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    from_conda = dict(line.partition("=")[::2] for line in lines if isinstance(line, str))
    from_pip = [entry for line in lines if isinstance(line, dict) for entry in line["pip"]]
    return from_conda, dict(entry.split("==") for entry in from_pip)


def test_conda_gives_the_packages_and_versions_of_the_pins() -> None:
    from_conda, from_pip = conda_packages()
    packages = {CONDA_NAMES.get(name, name): version for name, version in from_conda.items()} | from_pip
    del packages["python"], packages["pip"]
    assert packages.keys() == {requirement.name for requirement in EXTRAS["lab"]}
    pins = versions("lab.txt")
    assert {name: {f"=={version}"} for name, version in packages.items()} == {name: pins[name] for name in packages}


def test_conda_gives_the_oldest_python_in_the_form_that_binder_understands() -> None:
    assert conda_packages()[0]["python"] == PROJECT["requires-python"].removeprefix(">=") == start.dotted(start.OLDEST)


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

    def record(*words: str, expected: int = 0) -> None:  # noqa: ARG001 - as start.pip
        calls.append(" ".join(words))

    monkeypatch.setattr(start, "pip", record)
    return calls


LAB = "install --no-deps --require-hashes --requirement requirements/lab.txt"
TEST = "install --no-deps --require-hashes --requirement requirements/test.txt"
ITSELF = "install --no-deps --no-build-isolation --editable ."


def test_the_first_call_installs_and_the_second_does_not(venv: Path, pip: list[str]) -> None:
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
    def interrupted(*_: str, expected: int) -> None:  # noqa: ARG001
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
    def offline(*_: str, expected: int) -> None:  # noqa: ARG001
        raise start.Missing("no network")

    monkeypatch.setattr(start, "pip", offline)
    venv.mkdir()
    (venv / "a package").touch()
    with pytest.raises(start.Missing):
        start.prepare("lab")
    assert sorted(path.name for path in venv.iterdir()) == ["a package"]


@pytest.mark.parametrize(
    ("pip_output", "advice"),
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
            "a certificate was refused; behind a company's proxy, say PIP_CERT=FILE, or for uv SSL_CERT_FILE=FILE, before the same command",
            id="a company's proxy",
        ),
        pytest.param(
            "error: Request failed\n  cause: client error (Connect)\n  cause: invalid peer certificate: UnknownIssuer",
            "a certificate was refused; behind a company's proxy, say PIP_CERT=FILE, or for uv SSL_CERT_FILE=FILE, before the same command",
            id="a company's proxy, with uv",
        ),
        pytest.param(
            "error: Request failed after 3 retries\n  cause: client error (Connect)\n  cause: tcp connect error",
            "no network: the packages could not be fetched; connect, then run the same command again",
            id="no network, with uv",
        ),
        pytest.param("ERROR: No matching distribution found for nonesuch==1", None, id="an error without advice"),
    ],
)
def test_an_error_of_pip_becomes_one_line_of_advice(pip_output: str, advice: str | None) -> None:
    assert start.advice(pip_output) == advice


def test_an_unknown_error_of_pip_is_shown_as_pip_writes_it() -> None:
    assert start.last_lines("Collecting x\nERROR: no such version\n\nhint\n") == "  ERROR: no such version"


def test_without_a_new_python_the_message_has_the_one_found_and_how_to_install_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "OLDEST", (99, 1))
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(start, "in_venv", lambda _: False)
    with pytest.raises(start.Missing) as caught:
        start.find_python()
    this_python = f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    assert str(caught.value).splitlines() == [
        f"Python 99.1 or newer is needed; found {this_python}",
        "  Windows:         winget install Python.Python.3.13",
        "  macOS:           brew install python",
        "  Debian, Ubuntu:  sudo apt install python3 python3-venv",
        "  or conda:        conda env create -f environment.yml",
        "  or uv, which brings a Python: https://docs.astral.sh/uv, then the same command again",
    ]


def test_without_venv_the_message_has_the_package_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = b"The virtual environment was not created successfully because ensurepip is not available."
    failed = subprocess.CompletedProcess([], 1, stdout=output)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "find_python", lambda: ["python3"])
    monkeypatch.setattr(start, "version_of", lambda _: "3.12")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    with pytest.raises(start.Missing) as caught:
        start.make_venv()
    assert str(caught.value).splitlines() == [
        "python3 cannot make a virtual environment; its venv module is a package of its own",
        "  Debian, Ubuntu:  sudo apt install python3.12-venv    (or python3-venv)",
        "  then run the same command again",
    ]
    assert not (tmp_path / ".venv").exists()


def no_python() -> list[str]:
    raise start.Missing("no Python")


@pytest.mark.parametrize(
    ("find_python", "wanted"),
    [pytest.param(lambda: ["python3"], "3.12", id="the Python that is here"), pytest.param(no_python, ">=3.11", id="one that uv fetches")],
)
def test_uv_makes_the_environment_where_it_is_installed(
    find_python: Callable[[], list[str]], wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        (tmp_path / ".venv").mkdir()
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, stdout=b"")

    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "UNFINISHED", tmp_path / ".venv" / "unfinished")
    monkeypatch.setattr(start, "find_python", find_python)
    monkeypatch.setattr(start, "version_of", lambda _: "3.12")
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    monkeypatch.setattr("subprocess.run", run)
    start.make_venv()
    assert commands == [["/opt/uv", "venv", "--quiet", "--seed", "--python", wanted, str(tmp_path / ".venv")]]


@pytest.mark.parametrize("words", [[], ["lesson"]], ids=["no command", "an unknown command"])
def test_start_says_which_commands_there_are(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(words) == 2
    assert capsys.readouterr().err == f"{start.USAGE}\n"


def test_make_knows_every_command_of_start() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"\$\(START\) ([\w-]+)", makefile)
    assert set(commands) == set(start.COMMANDS)


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
    calls = [line for line in log.read_text(encoding="utf-8").splitlines() if not line.startswith("python3")]
    packages = [f"apt-get install -qq --no-install-recommends {installed}"] if installed else []
    assert calls == [*(["apt-get update -qq"] if installed else []), *packages, "make test"]


@pytest.mark.parametrize(
    ("count", "expected", "text"),
    [(40, 120, f"[{'#' * 10}{'.' * 20}] 40/120 "), (120, 120, f"[{'#' * 30}] 120/120 "), (121, 120, ""), (3, 0, "")],
)
def test_a_bar_shows_how_many_of_the_packages_have_come(count: int, expected: int, text: str) -> None:
    assert start.bar(count, expected) == text


@pytest.mark.parametrize(
    ("uv", "output", "shown"),
    [
        pytest.param(
            None,
            ["Ignoring appnope: markers do not match", "Collecting numpy==2.4.6 (from -r lab.txt)", "  Downloading numpy.whl", "Installing collected packages: numpy"],
            [f"  [{'#' * 15}{'.' * 15}] 1/2 appnope", f"  [{'#' * 30}] 2/2 numpy", f"  [{'#' * 30}] 2/2 unpacking", ""],
            id="pip, package by package",
        ),
        pytest.param(None, ["WARNING: Retrying (Retry(total=4)) after connection broken"], ["  no answer; trying again", ""], id="pip without a network"),
        pytest.param("uv", ["Downloading numpy (16.1MiB)"], ["  Downloading numpy (16.1MiB)", ""], id="uv, which names large packages"),
    ],
)  # fmt: skip
@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_who_waits_sees_what_comes(
    uv: str | None, output: list[str], shown: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    stand_in = tmp_path / "python"
    stand_in.write_text("#!/bin/sh\ncat <<'END'\n" + "\n".join(output) + "\nEND\n", encoding="utf-8")
    stand_in.chmod(0o700)
    monkeypatch.setattr(start, "venv_python", lambda: stand_in)
    monkeypatch.setattr("shutil.which", lambda _: uv and str(stand_in))
    monkeypatch.setattr(start, "progress", lines.append)
    start.pip("install", expected=2)
    assert lines == shown


# workflows


def test_workflows_name_actions_by_commit_and_write_nothing_unless_a_job_says_so() -> None:
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}
        used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
        assert used
        assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []
