"""What `make lab` and `make test` call: find a Python, make .venv, install the pinned packages once, run.

Standard library only. An old Python must be able to read this file far enough to say what is missing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# JupyterLite disturbs JupyterLab, and the catalogue needs no more than its data.
OWN_VENVS = {"site": ".venv-site", "catalog": ".venv-catalog"}
VENV = ROOT / OWN_VENVS.get("".join(sys.argv[1:2]), ".venv")
UNFINISHED = VENV / "unfinished"
OLDEST = (3, 11)

# command: (pins, what the Python in .venv then runs)
COMMANDS = {
    "lab": ("lab", ["-m", "iamsim", "lab"]),
    "doctor": ("lab", ["-m", "iamsim", "doctor"]),
    "test": ("test", ["tools/checks.py", "test"]),
    "check": ("test", ["tools/checks.py", "check"]),
    "notebooks": ("test", ["tools/print_notebooks.py"]),
    "bench": ("test", ["benchmarks"]),
    "simulate-learners": ("test", ["tools/simulate_learners.py"]),
    "mutation": ("test", ["tools/mutation.py"]),
    "pictures": ("test", ["tools/draw_docs.py"]),
    "pages": ("lab", ["tools/write_pages.py"]),
    "catalog": ("catalog", ["tools/make_catalog.py"]),
    "site": ("site", ["tools/build_site.py"]),
}
USAGE = f"usage: python start.py {{{','.join(COMMANDS)}}} [options]"

NO_PYTHON = """\
Python {oldest} or newer is needed; found {found}
  Windows:         winget install Python.Python.3.13
  macOS:           brew install python
  Debian, Ubuntu:  sudo apt install python3 python3-venv
  or conda:        conda env create -f environment.yml
  or uv, which brings a Python: https://docs.astral.sh/uv, then the same command again"""
NO_VENV = """\
{python} cannot make a virtual environment; its venv module is a package of its own
  Debian, Ubuntu:  sudo apt install python{version}-venv    (or python3-venv)
  then run the same command again"""

OFFLINE = (
    "Failed to establish a new connection|NewConnectionError|Name or service not known|getaddrinfo"
    "|Temporary failure in name resolution|Network is unreachable|ConnectTimeout|Read timed out"
    "|Connection (refused|reset|broken)|ProxyError|dns error|client error \\(Connect\\)|tcp connect error"
)
# what pip and uv print: what to say of it
MISFORTUNES = {
    "No space left on device|Errno 28": "the disk is full; make room, then run the same command again",
    "CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate": (
        "a certificate was refused; behind a company's proxy, say PIP_CERT=FILE, or for uv SSL_CERT_FILE=FILE"
        ", before the same command"
    ),
    OFFLINE: "no network: the packages could not be fetched; connect, then run the same command again",
    "Permission denied|Errno 13": f"the folder may not be written: {VENV}",
}


class Missing(Exception):
    """What is missing and how to mend it, in words for the person at the keyboard."""


def main(words: list[str]) -> int:
    """Make the environment ready for the command, then run it."""
    if not words or words[0] not in COMMANDS:
        print(USAGE, file=sys.stderr)
        return 2
    pins, program = COMMANDS[words[0]]
    try:
        prepare(pins)
    except Missing as error:
        print(f"start.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstart.py: interrupted; the same command begins again", file=sys.stderr)
        return 130
    return run([str(venv_python()), *program, *words[1:]])


def run(command: list[str]) -> int:
    """Run the command in the project's folder; where the system can, in the place of this process."""
    os.chdir(str(ROOT))
    os.environ.setdefault("PYTHONUTF8", "1")  # else Windows writes and reads its own encoding
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - Ctrl+C and exit status then need no passing on
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def prepare(pins: str) -> None:
    """Make .venv hold what requirements/<pins>.txt pins, unless it already does."""
    if UNFINISHED.exists():  # a package may lie there half copied, and pip would believe it
        shutil.rmtree(str(VENV))
    if ready(pins):
        return
    if not venv_works():
        make_venv()
    install(pins)


def ready(pins: str) -> bool:
    """Whether an earlier run has installed exactly these pins, or those for testing, which hold them all."""
    return any(
        stamp(name).exists() and stamp(name).read_text() == fingerprint(name) for name in (pins, "test")
    )


def stamp(pins: str) -> Path:
    """The file that says which pins are installed."""
    return VENV / f"installed-{pins}"


def fingerprint(pins: str) -> str:
    """All that the installed packages depend on: the pins, the project's own data, the folder, the Python."""
    digest = hashlib.sha256()
    digest.update((ROOT / f"requirements/{pins}.txt").read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes().partition(b"\n[tool.")[0])
    digest.update(f"{ROOT} {venv_python().resolve()}".encode())
    return digest.hexdigest()


def venv_python() -> Path:
    """The Python inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_works() -> bool:
    """Whether .venv has a Python that is new enough, and pip."""
    python = str(venv_python())
    return fits([python]) and answer([python, "-m", "pip", "--version"]) is not None


def make_venv() -> None:
    """Make an empty .venv; by uv where it is installed, which also brings a Python where there is none."""
    uv = shutil.which("uv")
    try:
        python = find_python()
    except Missing:
        if uv is None:
            raise
        python = []
    version = version_of(python) if python else f">={dotted(OLDEST)}"
    if VENV.exists():
        print(f"start.py: {VENV} holds no working Python {dotted(OLDEST)} or newer; it is made anew")
        shutil.rmtree(str(VENV))
    print(f"start.py: making {VENV.name} with Python {version}", flush=True)
    by_uv = [str(uv), "venv", "--quiet", "--seed", "--python", str(version), str(VENV)]
    command = by_uv if uv else [*python, "-m", "venv", str(VENV)]
    process = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if process.returncode != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        text = process.stdout.decode(errors="replace")
        if "ensurepip" in text or "No module named venv" in text:
            raise Missing(NO_VENV.format(python=" ".join(python), version=version))
        raise Missing(advice(text) or f"{' '.join(command)} failed:\n{last_lines(text)}")
    UNFINISHED.touch()


def install(pins: str) -> None:
    """Install the pinned packages and this project, then write the stamp; if killed, it stays unfinished."""
    file = f"requirements/{pins}.txt"
    count = len(re.findall(r"^\w", (ROOT / file).read_text(), re.MULTILINE))
    tool = "uv" if shutil.which("uv") else "pip"
    print(f"start.py: installing the packages of {file} with {tool}, once", flush=True)
    began = time.monotonic()
    UNFINISHED.touch()
    try:
        # The pins name every package. Older pips take `jsonschema[extra]` of a package for one without a pin.
        pip("install", "--no-deps", "--require-hashes", "--requirement", file, expected=count)
        pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    except Missing:  # pip itself gave up, and left things as they were
        UNFINISHED.unlink()
        raise
    for old in VENV.glob("installed-*"):
        old.unlink()
    stamp(pins).write_text(fingerprint(pins))
    UNFINISHED.unlink()
    print(f"start.py: installed in {time.monotonic() - began:.0f} s", flush=True)


def pip(*words: str, expected: int = 0) -> None:
    """Run pip in .venv, or uv where it is installed, with a bar for so many expected packages.

    What went wrong is said in one line, and all of it stands in .venv/install.log.
    """
    python, uv = str(venv_python()), shutil.which("uv")
    pip_itself = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    command = [uv, "pip", *words, "--python", python] if uv else pip_itself
    environment = dict(os.environ, PIP_USER="0", PYTHONIOENCODING="utf-8", PYTHONUTF8="1")
    lines = []
    package_count = 0
    with subprocess.Popen(
        command, cwd=str(ROOT), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for raw in process.stdout or ():
            line = raw.decode("utf-8", errors="replace")
            lines.append(line)
            if line.startswith(("Collecting", "Ignoring", "Requirement already")):  # or for another system
                package_count += 1
                name = re.split("[=<>~ ;:]", line.split()[1])[0]
                progress(f"  {bar(package_count, expected)}{name}")
            elif "Retrying" in line:
                progress("  no answer; trying again")
            elif line.startswith("Installing"):  # after the downloads; it takes as long as they do
                progress(f"  {bar(expected, expected)}unpacking")
            elif uv:  # it names large packages alone
                progress(f"  {line.strip()}")
    progress("")
    if process.returncode != 0:
        text = "".join(lines)
        log = VENV / "install.log"
        log.write_text(text, encoding="utf-8")
        tool = "uv" if uv else "pip"
        failure = f"{tool} could not install it all:\n{last_lines(text)}\n  its log: {log}"
        raise Missing(advice(text) or failure)


def bar(count: int, expected: int) -> str:
    """Return `[####........] 40/120 `, as long as no more packages come than were expected."""
    if not 0 < count <= expected:
        return ""
    width = 30
    return f"[{'#' * (width * count // expected):.<{width}}] {count}/{expected} "


def progress(text: str) -> None:
    """Show one line that the next one replaces; nothing where nobody watches."""
    if sys.stdout.isatty():
        print(f"\r{'':70}\r{text[:70]}", end="", flush=True)


def advice(text: str) -> str | None:
    """What to do about pip's words, if we know."""
    return next((words for pattern, words in MISFORTUNES.items() if re.search(pattern, text)), None)


def last_lines(text: str) -> str:
    """The end of a log, indented: its errors if it marks some."""
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return "\n".join("  " + line for line in (errors or lines)[-4:])


def find_python() -> list[str]:
    """The command of a Python that is new enough: this one, else one on the PATH."""
    names = [f"python3.{minor}" for minor in range(19, OLDEST[1] - 1, -1)] + ["python3", "python"]
    on_path = [[path] for path in map(shutil.which, names) if path]
    launcher = shutil.which("py")
    this_python = [] if in_venv(sys.executable) else [[sys.executable]]
    candidates = [*this_python, *on_path, *([[launcher, "-3"]] if launcher else [])]
    for candidate in candidates:
        if not in_venv(candidate[0]) and fits(candidate):
            return candidate
    versions = [
        f"{version_of(candidate) or 'none that runs'} ({' '.join(candidate)})" for candidate in candidates[:3]
    ]
    raise Missing(NO_PYTHON.format(oldest=dotted(OLDEST), found=", ".join(versions) or "none"))


def in_venv(python: str) -> bool:
    """Whether this Python lies in the .venv that is to be made."""
    return VENV in Path(python).absolute().parents


def fits(python: list[str]) -> bool:
    """Whether this Python runs and is new enough."""
    version = version_of(python)
    return version is not None and tuple(map(int, version.split("."))) >= OLDEST


def version_of(python: list[str]) -> str | None:
    """The version of a Python, as "3.11"; None if it does not run."""
    return answer([*python, "-c", "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"])


def answer(command: list[str]) -> str | None:
    """What a command prints; None if it cannot be run or fails."""
    try:
        process = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return process.stdout.decode() if process.returncode == 0 else None


def dotted(version: tuple[int, ...]) -> str:
    """(3, 11) as "3.11"."""
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
