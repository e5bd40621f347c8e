"""The names that notebooks, teachers and other programs rely on can be called, whatever else was imported before.

A package `iamsim.client` beside the function `iamsim.client()` would take its place as soon as anybody imports it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim import Account, EvaluationResult, Request

MODULES = [
    module.name
    for module in pkgutil.walk_packages(iamsim.__path__, "iamsim.")
    if not module.name.endswith("__main__")  # importing it runs the command
]
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
ACTION = "s3:GetObject"


@pytest.fixture(autouse=True, scope="module")
def every_module() -> None:
    for name in MODULES:
        import_module(name)


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner who begins."""
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("IAMSIM_ANSWERS", raising=False)
    (tmp_path / "account.json").write_text('{"UserDetailList": []}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def account() -> Account:
    iam = iamsim.client("iam")
    iam.create_group(GroupName="Web")
    iam.create_user(UserName="ria")
    iam.put_user_policy(UserName="ria", PolicyName="site", PolicyDocument=POLICY)
    made: Account = iam.account
    return made


def result() -> EvaluationResult:
    return iamsim.simulate(account(), "ria", ACTION)


def public(path: str) -> Any:
    """Find what `from iamsim.learning import predict` finds."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


CALLS: dict[str, Callable[[Any], object]] = {
    "iamsim.client": lambda client: client("iam", account=None, account_id="123456789012", seed=0).undo,
    "iamsim.load_account": lambda load_account: load_account("account.json"),
    "iamsim.parse_account": lambda parse_account: parse_account({"UserDetailList": []}),
    "iamsim.dump_account": lambda dump_account: dump_account(account()),
    "iamsim.simulate": lambda simulate: simulate(account(), "ria", ACTION, "*", {}, scps=(), resource_policy=None),
    "iamsim.evaluate": lambda evaluate: evaluate(
        Request("arn:aws:iam::123456789012:user/ria", ACTION), [], boundary=None, scps=(), resource_policy=None
    ),
    "iamsim.Matrix": lambda matrix: matrix(account(), [ACTION], ["*"], users=["ria"], context={}, scps=()).counts(),
    "iamsim.Request": lambda request: request("arn:aws:iam::123456789012:user/ria", ACTION, "*", {}),
    "iamsim.explain": lambda explain: explain(result()),
    "iamsim.access_denied_message": lambda message: message(iamsim.simulate(account(), "ria", "iam:GetUser")),
    "iamsim.allow": lambda allow: allow(ACTION),
    "iamsim.changes": lambda changes: changes(iamsim.simulate(account(), "ria", ACTION)),
    "iamsim.deny": lambda deny: deny(ACTION),
    "iamsim.as_cli": lambda as_cli: as_cli(result()),
    "iamsim.tables.decisions": lambda decisions: decisions(account(), users=None, actions=None, resources=None),
    "iamsim.tables.compare": lambda compare: compare(account(), account()),
    "iamsim.tables.statements": lambda statements: statements(account()),
    "iamsim.tables.heatmap": lambda heatmap: heatmap(import_module("iamsim.tables").decisions(account())),
    "iamsim.learning.progress_frame": lambda progress_frame: progress_frame(),
    "iamsim.diagram.draw": lambda draw: draw(account()),
    "iamsim.widgets.explorer": lambda explorer: explorer(account()),
    "iamsim.widgets.user_card": lambda user_card: user_card(account(), "ria"),
    "iamsim.widgets.membership": lambda membership: membership(account()),
    "iamsim.learning.predict": lambda predict: predict("08-publish"),
    "iamsim.learning.observe": lambda observe: observe("08-publish"),
    "iamsim.learning.check": lambda check: check("08"),
    "iamsim.learning.hint": lambda hint: hint("08"),
    "iamsim.learning.quiz": lambda quiz: quiz("08"),
    "iamsim.learning.progress": lambda progress: progress(),
    "iamsim.learning.reset": lambda reset: reset("08"),
    "iamsim.learning.export": lambda export: export("copy.json"),
    "iamsim.learning.merge": lambda merge: merge("copy.json"),
    "iamsim.learning.lesson_account": lambda lesson_account: lesson_account("08"),
}


@pytest.mark.parametrize("path", CALLS)
def test_a_public_name_can_be_called(path: str) -> None:
    assert CALLS[path](public(path)) is not None


@pytest.mark.parametrize(
    "name", ["decision", "matched_statements", "trace", "checks", "missing_context_values", "rows"]
)
def test_a_result_has_what_is_relied_on(name: str) -> None:
    assert hasattr(result(), name)


@pytest.mark.parametrize(
    "name", ["MalformedPolicyDocument", "NoSuchEntity", "ClientError", "ParamValidationError"]
)
def test_an_error_can_be_caught(name: str) -> None:
    assert issubclass(public(f"iamsim.{name}"), Exception)


@pytest.mark.parametrize("name", ["account", "undo", "redo", "history"])
def test_a_client_has_what_is_relied_on(name: str) -> None:
    assert hasattr(iamsim.client("iam"), name)


PACKAGES = ["iamsim", *(name for name in MODULES if hasattr(import_module(name), "__path__"))]


@pytest.mark.parametrize("package", PACKAGES)
def test_all_that_a_package_hands_on_is_there(package: str) -> None:
    module = import_module(package)
    assert [name for name in getattr(module, "__all__", ()) if not hasattr(module, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_bears_the_name_of_what_its_parent_hands_on(package: str) -> None:
    parent, _, name = package.rpartition(".")
    assert name not in (getattr(import_module(parent), "__all__", ()) if parent else ())
