"""The structure stays readable: tests mirror modules, packages list their modules and hand on their names.

The layers themselves are a contract of import-linter in pyproject.toml.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "iamsim"
# Not about one module each: laws over all inputs, recorded cases, what a browser shows, the course as a whole.
OTHER_TESTS = {"browser", "conformance", "course", "laws"}
# Packages whose modules are imported by name: aws is data, and `explain` is also the name of a function.
IMPORTED_BY_MODULE = {"iamsim.aws", "iamsim.decision.explain"}

SOURCES = sorted(file for file in PACKAGE.rglob("*.py") if "_course" not in file.parts)
MODULES = [file for file in SOURCES if file.name not in {"__init__.py", "__main__.py"}]
PACKAGES = [file.parent for file in SOURCES if file.name == "__init__.py" and file.parent != PACKAGE]


def path_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def module_name(file: Path) -> str:
    """iamsim/why/answer.py → iamsim.why.answer."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("file", MODULES, ids=path_of)
def test_each_module_has_its_test_file(file: Path) -> None:
    mirrored = ROOT / "tests" / file.relative_to(PACKAGE).parent / f"test_{file.name}"
    assert mirrored.exists(), f"expected {mirrored.relative_to(ROOT)} for {file.relative_to(ROOT)}"


def test_each_test_file_has_its_module() -> None:
    tests = [
        file.relative_to(ROOT / "tests")
        for folder in (ROOT / "tests").iterdir()
        if folder.is_dir() and folder.name not in OTHER_TESTS
        for file in folder.rglob("test_*.py")
    ]
    assert tests
    missing = [
        str(test)
        for test in tests
        if not (PACKAGE / test.parent / test.name.removeprefix("test_")).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES, ids=path_of)
def test_each_package_lists_its_modules(package: Path) -> None:
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    # A line begins with the names of modules, or of one, and two spaces; folders end in a slash.
    lines = re.findall(r"^ *((?:[a-z0-9_]+/?(?: · )?)+)  +\S", docstring, re.MULTILINE)
    listed = {name.rstrip("/") for line in lines for name in line.split(" · ")}
    modules = {file.stem for file in package.glob("*.py")} - {"__init__"}
    modules |= {file.parent.name for file in package.glob("*/__init__.py")}
    assert listed == modules


@pytest.mark.parametrize("file", SOURCES, ids=path_of)
def test_a_name_that_a_package_hands_on_is_imported_from_the_package(file: Path) -> None:
    inside = module_name(file).split(".")[:2]
    passed_by = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("iamsim."):
            continue
        module = str(node.module)
        parts = module.split(".")
        if parts[:2] == inside or len(parts) == 2 or module in IMPORTED_BY_MODULE or parts[1] == "aws":
            continue
        public = set(getattr(importlib.import_module(".".join(parts[:2])), "__all__", ()))
        passed_by += [f"{module}.{alias.name}" for alias in node.names if alias.name in public]
    assert passed_by == []


@pytest.mark.parametrize("file", SOURCES, ids=path_of)
def test_imports_are_written_in_full(file: Path) -> None:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    assert [node.lineno for node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []


def test_no_two_classes_have_the_same_name() -> None:
    places: dict[str, list[str]] = {}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.strip("_"), []).append(path_of(file))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def run(code: str) -> list[str]:
    """Run code in a fresh Python and return the words that it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


def test_importing_the_package_imports_python_only() -> None:
    modules = run(
        "import sys; before = set(sys.modules); import iamsim; print(*set(sys.modules) - before)"
    )
    assert {module.partition(".")[0] for module in modules} - sys.stdlib_module_names == {"iamsim"}


def test_the_command_line_waits_for_nothing_that_why_does_not_need() -> None:
    words = run("import sys, iamsim.cli; print(*sys.modules)")
    assert not {"iamsim.check", "iamsim.clients", "iamsim.learning", "iamsim.widgets", "email", "http"} & set(words)


def test_importing_the_package_leaves_its_clients_for_later() -> None:
    words = run(
        "import sys, iamsim; print('iamsim.clients' in sys.modules, 'client' in dir(iamsim));"
        "iamsim.client; print('iamsim.clients' in sys.modules, hasattr(iamsim, 'clinet'))"
    )
    assert words == ["False", "True", "True", "False"]
