"""The wheel and the source archive: what they hold, what they bring, and what they give in an empty venv."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from iamsim.learning.course_files import learner_files

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
FREEZE = ROOT / "exercises" / "accounts" / "freeze.json"
HOME = "arn:aws:s3:::acme-website/index.html"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "s3:GetObject", "Resource": "*"}]}
SECONDS = 60


def pythons() -> Iterator[Path]:
    """Each Python from 3.11 on that runs here: on the PATH, or installed by pyenv."""
    places = [Path.home() / ".pyenv" / "versions"]
    for minor in range(11, 20):
        name = f"python3.{minor}"
        candidates = [shutil.which(name), *(str(path) for place in places for path in place.glob(f"3.{minor}.*/bin/{name}"))]
        yield from [Path(path) for path in candidates if path and runs(path)][:1]


def runs(python: str) -> bool:
    """Whether this is a Python and not only a name; pyenv puts names on the PATH that lead nowhere."""
    command = [python, "-c", "import venv, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def do(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command away from the checkout, so that only what is installed can answer."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT.anchor,
        env={**os.environ, "PYTHONPATH": "", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS * 5,
    )


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build the wheel or the source archive of a source tree."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)]
    process = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
    return next(path for path in folder.iterdir() if path.name.startswith("iamsim-"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="session", params=list(pythons()), ids=lambda python: python.name)
def home(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty venv into which the wheel was put, with no index to take anything else from.

    The venv has the pip of its own Python: an older one, such as Debian's, does not know newer Pythons.
    """
    venv = tmp_path_factory.mktemp("venv")
    venv_process = do(request.param, "-m", "venv", venv)
    assert venv_process.returncode == 0, venv_process.stderr
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    before = names_of(do(*pip, "list", "--format=json").stdout)
    pip_process = do(*pip, "install", "--no-index", wheel)
    assert pip_process.returncode == 0, pip_process.stderr
    assert names_of(do(*pip, "list", "--format=json").stdout) - before == {"iamsim"}
    return programs


def names_of(listed: str) -> set[str]:
    """The packages that pip lists."""
    return {package["name"] for package in json.loads(listed)}


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_the_wheel_carries_the_whole_course_without_outputs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        carried = {
            name.removeprefix("iamsim/_course/"): packed.read(name).decode()
            for name in packed.namelist()
            if name.startswith("iamsim/_course/")
        }
    assert carried == dict(learner_files(ROOT))
    assert "exercises/accounts/freeze.json" in carried


def test_the_wheel_carries_what_is_not_python(wheel: Path) -> None:
    kinds = {".gz", ".js", ".toml", ".json", ".typed", ".css", ".txt"}
    data_files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "iamsim").rglob("*") if path.suffix in kinds}
    assert "iamsim/diagram/wasi_host.js" in data_files
    assert data_files <= names(wheel)


def test_the_list_of_actions_takes_at_most_300_kb_of_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        assert packed.getinfo("iamsim/aws/actions.txt.gz").compress_size < 300_000


def test_the_wheel_asks_for_nothing_unless_an_extra_is_wanted(wheel: Path) -> None:
    requirements = required(wheel)
    assert [requirement for requirement in requirements if requirement.marker is None or requirement.marker.evaluate({"extra": ""})] == []
    assert {requirement.name for requirement in requirements if requirement.marker and requirement.marker.evaluate({"extra": "lab"})} >= {
        "jupyterlab",
        "ipywidgets",
        "graphviz",
    }


def required(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(packed.read(name).decode())
    return [Requirement(text) for text in metadata.get_all("Requires-Dist") or []]


def test_a_wheel_made_from_the_source_archive_holds_the_same(archive: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # before Python 3.11.4 there is none
        packed.extractall(tmp_path / "source")  # noqa: S202 - it is our own
    again = build("wheel", next((tmp_path / "source").iterdir()), tmp_path / "wheel")
    assert names(again) == names(wheel)


def test_the_installed_command_says_why_somebody_is_denied(home: Path) -> None:
    denied = do(home / "iamsim", "why", FREEZE, "ria", "s3:PutObject", HOME)
    assert (denied.returncode, denied.stderr) == (1, "")
    assert "no-publishing" in denied.stdout
    assert "group Freeze" in denied.stdout
    allowed = do(home / "iamsim", "why", FREEZE, "kim", "s3:GetObject", HOME)
    assert allowed.returncode == 0, allowed.stderr


def test_the_installed_command_checks_a_policy(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    process = do(home / "iamsim", "check-policy", file)
    assert process.returncode == 2
    assert "Permit" in process.stdout + process.stderr
    assert "Traceback" not in process.stderr
    file.write_text(json.dumps(POLICY).replace("Permit", "Allow"))
    assert do(home / "iamsim", "check-policy", file).returncode == 0


def test_modules_that_need_only_the_standard_library_import_in_an_empty_venv(home: Path) -> None:
    modules = ["iamsim", "iamsim.cli", "iamsim.why", "iamsim.lab", "iamsim.learning", "iamsim.learning.questions.grading"]
    program = f"import {', '.join(modules)}, sys; print(iamsim.__file__)"
    process = do(home / "python", "-W", "error", "-c", program)
    assert process.returncode == 0, process.stderr
    assert str(ROOT / "iamsim") not in process.stdout


def test_the_rules_hold_under_every_python(home: Path) -> None:
    options = ["-q", "--noconftest", "-p", "no:cacheprovider", "-o", "pythonpath="]
    paths = {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    process = do(home / "python", "-B", "-m", "pytest", *options, ROOT / "tests" / "test_conformance.py", **paths)
    assert process.returncode == 0, process.stdout[-2000:] + process.stderr
    assert " passed" in process.stdout


def test_without_the_extra_the_lab_says_what_to_install(home: Path, tmp_path: Path) -> None:
    process = do(home / "iamsim", "lab", "--folder", tmp_path / "mine")
    assert process.returncode == 1, process.stdout
    assert 'pip install "iamsim[lab]"' in process.stderr


def test_with_the_extra_the_lab_opens_on_copies_of_all_lessons(wheel: Path, tmp_path: Path) -> None:
    lab = [requirement for requirement in required(wheel) if requirement.marker and requirement.marker.evaluate({"extra": "lab"})]
    assert all(requirement.specifier.contains(version(requirement.name), prereleases=True) for requirement in lab)
    venv, mine = tmp_path / "venv", tmp_path / "mine"
    do(sys.executable, "-m", "venv", "--without-pip", venv)
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    pip_process = do(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel)
    assert pip_process.returncode == 0, pip_process.stderr
    # the extra's packages are those of this environment; its own iamsim is not among them
    folders = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    environment = {**os.environ, **folders, "PYTHONPATH": sysconfig.get_path("purelib")}
    command = [str(programs / "iamsim"), "lab", "--folder", str(mine), "--no-browser", "--ip=127.0.0.1", "--port=0"]
    log = tmp_path / "log"
    with log.open("w") as sink:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=sink, stderr=sink)
    try:
        end = time.monotonic() + SECONDS
        while not list(tmp_path.glob("JUPYTER_RUNTIME_DIR/jpserver-*.json")):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(SECONDS)
    copied = {path.relative_to(mine).as_posix() for path in mine.rglob("*") if path.is_file()}
    assert {name for name, _ in learner_files(ROOT)} <= copied
