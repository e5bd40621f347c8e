"""`make mutation`: change the simulator in a thousand small ways and check that a test fails for each.

    python tools/mutation.py [MODULE ...]

A mutant is a module with one small change: a comparison negated, a number increased by one, a row of a table
left out. For each mutant a child process imports the changed module and runs that module's tests until one
fails. Standard library and pytest only: mutmut leaves tables and functions with a decorator alone, and much
of the code here is that; cosmic-ray starts a Python for each mutant.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

import hypothesis.strategies  # noqa: F401 - here, so that no child need do it
import pytest

ROOT = Path(__file__).resolve().parent.parent
LAWS = "tests/laws/test_decision.py"
EXPLAIN = "tests/decision/test_explain.py"
CASES = "tests/test_conformance.py"

# module: the tests that cover it, quick ones first
MODULES: dict[str, tuple[str, ...]] = {
    "policy.patterns": (
        "tests/policy/test_patterns.py", "tests/laws/test_matching.py",
        "tests/policy/test_elements.py", CASES,
    ),
    "policy.conditions": ("tests/policy/test_conditions.py", CASES, "tests/laws/test_conditions.py"),
    "policy.elements": (
        "tests/policy/test_elements.py", "tests/policy/test_document.py", CASES,
        EXPLAIN, LAWS,
    ),
    "policy.document": ("tests/policy/test_document.py", "tests/policy/test_elements.py", CASES, LAWS),
    "account.policies": ("tests/account/test_policies.py", "tests/account/test_entities.py", CASES),
    "account.entities": (
        "tests/account/test_entities.py", "tests/account/test_policies.py",
        "tests/account/test_dump.py", CASES,
    ),
    "decision.layers": ("tests/decision/test_layers.py", CASES, EXPLAIN, LAWS),
    "decision.index": ("tests/decision/test_index.py", "tests/decision/test_engine.py"),
    "decision.result": ("tests/decision/test_result.py", "tests/decision/test_engine.py", CASES, EXPLAIN),
    "decision.statement_words": ("tests/decision/test_statement_words.py", EXPLAIN),
    "decision.statement_places": ("tests/decision/test_statement_places.py", EXPLAIN),
    "decision.request_words": ("tests/decision/test_request_words.py",),
    "decision.closest_values": (
        "tests/decision/test_closest_values.py", "tests/decision/test_mismatches.py", EXPLAIN,
    ),
    "decision.mismatches": ("tests/decision/test_mismatches.py", EXPLAIN),
    "decision.aws_message": ("tests/decision/test_aws_message.py", EXPLAIN),
    "decision.explain": (EXPLAIN,),
    "decision.simulation": ("tests/decision/test_simulation.py", "tests/decision/test_engine.py", CASES),
    "decision.engine": ("tests/decision/test_engine.py", "tests/decision/test_layers.py", CASES, LAWS),
}  # fmt: skip


class Mutant(NamedTuple):
    """A module's source with one small change."""

    module: str
    number: int
    line: int
    change: str
    code: CodeType


# ── what is changed ─────────────────────────────────────────────────────────────────────────────────────────

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.And: ast.Or,
    ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
_NAMES = {
    "any": "all", "all": "any", "min": "max", "max": "min", "lower": "upper", "casefold": "upper",
    "startswith": "endswith", "endswith": "startswith", "find": "rfind",
    "partition": "rpartition", "rpartition": "partition",
}  # fmt: skip


def _without(items: Sequence[ast.AST | None], index: int) -> list[ast.AST | None]:
    return [item for at, item in enumerate(items) if at != index]


def variants(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each change of one node: its description, and the node's changed fields."""
    yield from _of_values(node)
    yield from _of_flow(node)
    yield from _of_parts(node)


def _of_values(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    match node:
        case ast.Compare(ops=[op]) | ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in _OPERATORS:
            other = _OPERATORS[type(op)]
            name = f"{type(op).__name__} → {other.__name__}"
            yield name, {"ops": [other()]} if isinstance(node, ast.Compare) else {"op": other()}
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", {"value": not value}
        case ast.Constant(value=int() as value):
            yield f"{value} → {value + 1}", {"value": value + 1}
        case ast.Constant(value=str() as value):
            yield f"{value!r} → {'' if value else 'x'!r}", {"value": "" if value else "x"}
        case ast.Name(id=name) if name in _NAMES:
            yield f"{name} → {_NAMES[name]}", {"id": _NAMES[name]}
        case ast.Attribute(attr=name) if name in _NAMES:
            yield f".{name} → .{_NAMES[name]}", {"attr": _NAMES[name]}


def _of_flow(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield "condition negated", {"test": ast.UnaryOp(ast.Not(), test)}
        case ast.comprehension(ifs=[test, *_]):
            yield "filter negated", {"ifs": [ast.UnaryOp(ast.Not(), test)]}
        case ast.Return(value=ast.AST() as value) if not _is_none(value):
            yield "returns None", {"value": ast.Constant(None)}


def _of_parts(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    match node:
        case ast.Dict(keys=keys, values=values):
            for at, key in enumerate(keys):
                name = ast.unparse(key) if key else f"**{ast.unparse(values[at])}"
                yield f"without {name}", {"keys": _without(keys, at), "values": _without(values, at)}
        case ast.Call(func=ast.Attribute(value=value, attr="split"), args=[_, _]):
            yield "splits from the right", {"func": ast.Attribute(value, "rsplit", ast.Load())}
        case ast.Call(keywords=[_, *_] as keywords):
            for at, keyword in enumerate(keywords):
                if not _does_nothing(keyword):
                    yield f"without argument {ast.unparse(keyword)}", {"keywords": _without(keywords, at)}
        case ast.Slice(lower=ast.AST()):
            yield "slice from the beginning", {"lower": None}
        case ast.Slice(upper=ast.AST()):
            yield "slice to the end", {"upper": None}


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _statement_variants(node: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    match node:
        case ast.Continue() | ast.Break() | ast.Raise() | ast.AugAssign() | ast.Expr(value=ast.Call()):
            yield f"without `{ast.unparse(node).splitlines()[0]}`", ast.Pass()


_SKIPPED_FIELDS = {"annotation", "returns", "type_params", "bases", "decorator_list"}


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST, str, int | None]]:
    """Yield each node with its parent, its field there and its index in the field; no types."""
    for name, value in ast.iter_fields(node):
        if name in _SKIPPED_FIELDS:
            continue
        for at, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or _does_nothing(child):
                continue
            yield child, node, name, at if isinstance(value, list) else None
            yield from _places(child)


def _does_nothing(node: ast.AST) -> bool:
    """Return whether a node does nothing at run time: docstrings, imports, types, asserts, a repr."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.keyword(arg="repr" | "strict"):
            return True
    return False


def mutants(module: str) -> Iterator[Mutant]:
    """Yield all mutants of a module, numbered in the order of its lines."""
    tree = ast.parse((ROOT / f"iamsim/{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    number = 0
    for node, parent, name, at in list(_places(tree)):
        line = getattr(node, "lineno", getattr(parent, "lineno", 0))
        for change, fields in variants(node):
            original = {field: getattr(node, field) for field in fields}
            number += 1
            yield Mutant(module, number, line, change, _compiled(tree, node, fields))
            _put(node, original)
        for change, other in _statement_variants(node) if isinstance(node, ast.stmt) else ():
            siblings = getattr(parent, name)
            number += 1
            siblings[at] = ast.copy_location(other, node)
            yield Mutant(module, number, line, change, _compiled(tree, node, {}))
            siblings[at] = node


def _compiled(tree: ast.Module, node: ast.AST, fields: dict[str, object]) -> CodeType:
    _put(node, fields)
    return compile(ast.fix_missing_locations(tree), "<mutant>", "exec")


def _put(node: ast.AST, fields: dict[str, object]) -> None:
    for field, value in fields.items():
        setattr(node, field, value)


# ── which test notices ──────────────────────────────────────────────────────────────────────────────────────


class MutantImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import one module from a mutant's code."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.code = f"iamsim.{mutant.module}", mutant.code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for the changed module only."""
        del path, target
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's code in the new module."""
        exec(self.code, vars(module))  # noqa: S102 - the code is our own, with one change


OPTIONS = ("-xq", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin")


def passes(tests: Sequence[str], mutant: Mutant | None, seconds: int) -> bool:
    """Return whether all tests pass in a child process; a process that hangs does not."""
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        with Path(os.devnull).open("w", encoding="utf-8") as devnull:
            os.dup2(devnull.fileno(), 1)
            os.dup2(devnull.fileno(), 2)
        if mutant is not None:
            sys.meta_path.insert(0, MutantImporter(mutant))
        os._exit(int(pytest.main([*OPTIONS, *tests])))
    return os.waitpid(child, 0)[1] == 0


def survivors(module: str) -> tuple[int, list[Mutant]]:
    """Return how many mutants a module has, and those for which no test fails."""
    began = time.monotonic()
    if not passes(MODULES[module], None, 300):
        raise SystemExit(f"{module}: its tests fail before anything is broken: {' '.join(MODULES[module])}")
    seconds = 10 + 3 * int(time.monotonic() - began)
    total, survived = 0, []
    for mutant in mutants(module):
        total += 1
        if passes(MODULES[module], mutant, seconds):
            survived.append(mutant)
            print(f"  {module}:{mutant.number}  line {mutant.line}: {mutant.change}", flush=True)
    return total, survived


def main(words: list[str]) -> int:
    """Print for each module how many of its mutants a test notices, and list the others; 1 if under 90%."""
    os.chdir(ROOT)
    os.environ |= {"CI": "true", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": ""}
    total_count = killed_count = 0
    lines = []
    for module in words or MODULES:
        began = time.monotonic()
        total, survived = survivors(module)
        total_count, killed_count = total_count + total, killed_count + total - len(survived)
        lines.append(_line(module, total, total - len(survived), time.monotonic() - began))
        print(lines[-1], flush=True)
    print("\n".join(["", "mutation", *lines]))
    print(f"{killed_count} of {total_count} mutants noticed: {killed_count / total_count:.1%}")
    return 0 if killed_count >= 0.9 * total_count else 1


def _line(module: str, total: int, killed: int, seconds: float) -> str:
    return f"  {module:<12} {killed:4} of {total:4}   {killed / total:6.1%}   {seconds:4.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
